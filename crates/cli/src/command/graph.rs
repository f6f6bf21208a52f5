//! `mapvet graph`.

use super::{say, settings};
use crate::args::{GraphArgs, GraphFormat};
use crate::closing::{self, counted};
use crate::escape;
use crate::exit::{Failure, Status};
use crate::graph::{dot, json, mermaid};
use crate::output::to_stdout;
use crate::progress::Bar;
use crate::sources::Sources;
use mapvet_sharing::{Focus, NoSuchName, Picture};

/// More names than this are not listed when a name fits several.
const MOST_NAMES: usize = 20;

/// Edges that Mermaid draws unless its settings are changed.
const MERMAID_EDGES: usize = 500;

/// Draws a part of the program. What it shows is no reason for a bad status.
pub fn graph(args: &GraphArgs) -> Result<Status, Failure> {
    let focus = match (&args.map, &args.func) {
        (Some(name), _) => Focus::Map(name.clone()),
        (None, Some(name)) => Focus::Func(name.clone(), args.depth),
        (None, None) => Focus::Shared,
    };
    let bar = Bar::new(args.load.quiet);
    let drawn = mapvet_engine::draw(&settings(&args.load, &args.patterns)?, &focus, args.limit as usize, &bar);
    bar.finish();
    say(closing::problems(&drawn.problems, args.load.quiet));
    let picture = drawn.picture.as_ref().map_err(|none| no_such_name(&focus, none))?;
    let sources = Sources::new(|file| drawn.source(file));
    if !args.load.quiet {
        say(remarks(picture, &focus, args.format));
    }
    to_stdout(|out| match args.format {
        GraphFormat::Dot => dot::write(picture, &sources, out),
        GraphFormat::Json => json::write(picture, &sources, out),
        GraphFormat::Mermaid => mermaid::write(picture, &sources, out),
    })?;
    Ok(if drawn.lost { Status::Lost } else { Status::Clean })
}

fn no_such_name(focus: &Focus, none: &NoSuchName) -> Failure {
    let (what, name) = match focus {
        Focus::Map(name) => ("map that is used is", name),
        Focus::Func(name, _) => ("function is", name),
        Focus::Shared => return Failure::Usage("there is nothing to draw".to_owned()),
    };
    let hint = none.nearest.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Failure::Usage(format!("no {what} named `{name}` in these packages{hint}"))
}

/// What is to be known beside the picture.
fn remarks(picture: &Picture, focus: &Focus, format: GraphFormat) -> Vec<String> {
    let mut lines = Vec::new();
    if picture.fits.len() > 1 {
        let (what, name) = match focus {
            Focus::Map(name) => ("maps", name.as_str()),
            Focus::Func(name, _) => ("functions", name.as_str()),
            Focus::Shared => ("names", ""),
        };
        lines.push(format!("note: `{name}` fits {} {what}, all are drawn that have room:", picture.fits.len()));
        lines.extend(picture.fits.iter().take(MOST_NAMES).map(|name| format!("  {name}")));
        if picture.fits.len() > MOST_NAMES {
            lines.push(format!("  and {} more", picture.fits.len() - MOST_NAMES));
        }
    }
    let left_out = [(picture.left_out.functions, "more function"), (picture.left_out.maps, "more map")];
    let left_out: Vec<String> = left_out.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count as usize, noun)).collect();
    if !left_out.is_empty() {
        let advice = match focus {
            Focus::Shared => "narrow with --map or --func, or draw more with --limit",
            Focus::Map(_) => "give a longer name, or draw more with --limit",
            Focus::Func(..) => "give a longer name or a smaller --depth, or draw more with --limit",
        };
        lines.push(format!("note: {} left out; {advice}", left_out.join(" and ")));
    }
    if picture.maps.is_empty() && picture.left_out.maps == 0 {
        lines.push(match focus {
            Focus::Shared => "note: no map that is written is seen to be shared by goroutines; --map NAME draws any map".to_owned(),
            Focus::Map(_) | Focus::Func(..) => "note: no map is touched here".to_owned(),
        });
    }
    let edges = picture.calls.len() + picture.maps.iter().map(|map| map.accesses.len()).sum::<usize>();
    if format == GraphFormat::Mermaid && edges > MERMAID_EDGES {
        lines.push(format!("note: Mermaid draws no more than {MERMAID_EDGES} edges unless its `maxEdges` is raised"));
    }
    lines.iter().map(|line| escape::line(line)).collect()
}
