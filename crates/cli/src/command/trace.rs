//! `mapvet explain --trace`: which map a crash or a race report is about.

use super::{look, say, settings};
use crate::args::{ExplainArgs, ExplainFormat};
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status};
use crate::explain::Subject;
use crate::input;
use crate::output::{self, to_stdout};
use crate::progress::Bar;
use crate::sources::Sources;
use crate::trace::{full, json};
use mapvet_engine::trace::{self, Explained, MOST_BYTES, Reading, Trace, Tree};
use std::path::Path;

/// Explains every crash and race report of a file.
pub fn trace(args: &ExplainArgs) -> Result<Status, Failure> {
    if let Some(Subject::Finding(id)) = args.subject.as_deref().map(Subject::of) {
        return Err(Failure::Usage(format!("--trace explains what a file holds, not the finding {id}: leave one of the two out")));
    }
    let file = args.trace.as_deref().unwrap_or(Path::new("-"));
    let name = if input::is_stdin(file) { "standard input".to_owned() } else { escape::line(&file.to_string_lossy()) };
    let (bytes, is_cut) = input::read(file, MOST_BYTES).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    if is_cut {
        say([format!("note: only the first {} MiB of {name} were read", MOST_BYTES >> 20)]);
    }
    let reading = trace::read(&bytes);
    if reading.traces.is_empty() {
        let read = if is_cut { format!("the first {} MiB of {name}", MOST_BYTES >> 20) } else { name };
        return Err(Failure::Usage(nothing(&read, &reading)));
    }
    if reading.left_out > 0 {
        say([format!("note: {} further crashes and reports of {name} were left out", reading.left_out)]);
    }
    // With --trace there is no subject: every argument is a pattern.
    let patterns: Vec<String> = args.subject.iter().chain(&args.patterns).cloned().collect();
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings(&args.load, &patterns)?, &bar);
    bar.finish();
    say(closing::problems(&report.problems, args.load.quiet));
    let tree = Tree::new(&report);
    let explained: Vec<(&Trace, Explained<'_>)> = reading.traces.iter().map(|trace| (trace, tree.explain(trace))).collect();
    let sources = Sources::of(&report);
    to_stdout(|out| match args.format {
        ExplainFormat::Full | ExplainFormat::Markdown => full::write(&explained, &tree, &sources, look(args.load.color), out),
        ExplainFormat::Json => json::write(&explained, &sources, out),
    })?;
    Ok(if report.unreadable || report.internal_error { Status::Lost } else { Status::Clean })
}

/// Why there is nothing to explain.
fn nothing(name: &str, reading: &Reading) -> String {
    let what = format!("{name} holds no fatal error of a map and no report of the race detector");
    match (reading.bare, &reading.other) {
        (Some(kind), _) => format!("{name} says \"fatal error: {}\", but the stack of the running goroutine is missing", kind.words()),
        (None, Some(words)) => format!("{what}; it holds another failure: {}", escape::line(words)),
        (None, None) if reading.stray > 0 => format!("{what}, only stacks: {}", reading.stray),
        (None, None) => what,
    }
}
