//! A trace for people: the verdict, the places, the finding's own argument or what is known of the map, and what to do.

use super::words;
use crate::escape;
use crate::explain;
use crate::format::excerpt::{Excerpt, Excerpts};
use crate::look::Look;
use crate::sources::Sources;
use codespan_reporting::diagnostic::Severity;
use mapvet_engine::trace::{Evidence, Explained, Fit, Trace, Tree};
use mapvet_syntax::Span;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes what each trace is about. An argument that several share is written once.
pub fn write(explained: &[(&Trace, Explained<'_>)], tree: &Tree<'_>, sources: &Sources<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut is_open = false;
    for (trace, explained) in explained {
        if std::mem::take(&mut is_open) {
            writeln!(out)?;
        }
        // It ends with an empty line, what follows does not.
        verdict(trace, explained, tree, sources, look, out)?;
        let Some(map) = explained.map else { continue };
        let key = explained.finding.map_or(map.map.as_str(), |(finding, _)| finding.id.as_str());
        if !shown.insert(key) {
            continue;
        }
        is_open = true;
        match explained.finding {
            Some((finding, _)) => explain::finding(finding, &tree.report.linked.maps, sources, look, out)?,
            None => explain::map(map, &[], sources, out)?,
        }
    }
    Ok(())
}

fn verdict(trace: &Trace, explained: &Explained<'_>, tree: &Tree<'_>, sources: &Sources<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let message = words::verdict(trace, explained);
    let notes = notes(trace, explained, tree, sources);
    let mut places = places(trace, explained, tree).into_iter();
    if let Some(primary) = places.next() {
        let excerpt = Excerpt { severity: Severity::Error, code: "trace".to_owned(), message, primary, secondary: places.collect(), notes };
        return Excerpts::new(sources).write(&excerpt, look, out);
    }
    writeln!(out, "error[trace]: {}", escape::line(&message))?;
    for note in notes {
        writeln!(out, "  = {}", escape::block(&note).replace('\n', "\n    "))?;
    }
    writeln!(out)
}

/// The places worth a look at their source, each once: the accesses, where the goroutines were started, the map.
fn places(trace: &Trace, explained: &Explained<'_>, tree: &Tree<'_>) -> Vec<(Span, String)> {
    let mut places: Vec<(Span, String)> = Vec::new();
    for (stack, side) in trace.sides.iter().zip(&explained.sides) {
        let innermost =
            || side.places.iter().flatten().find_map(|(file, line)| Some((tree.row(*file, *line)?, format!("{} here", words::who(stack)))));
        let own = match side.access {
            Some((access, Evidence::Handed)) => {
                places.extend(innermost());
                Some((access.span, "the map is handed down here".to_owned()))
            }
            Some((access, Evidence::ExactLine | Evidence::Inlined)) => Some((access.span, format!("{} here", words::who(stack)))),
            Some((access, Evidence::SameFunction | Evidence::Called)) => Some((access.span, format!("{}, most likely here", words::who(stack)))),
            None => None,
        };
        places.extend(own.or_else(innermost));
    }
    if let Some(other) = explained.others.first().filter(|other| other.of_finding || other.goroutine.is_some() || explained.others.len() == 1) {
        places.push((other.access.span, format!("other side, most likely: {}", other.access.kind.noun())));
    }
    for (stack, side) in trace.sides.iter().zip(&explained.sides) {
        let span = side.started.and_then(|(file, line)| tree.row(file, line));
        places.extend(span.map(|span| (span, format!("goroutine {} started here", stack.goroutine))));
    }
    if let Some(span) = explained.map.and_then(|map| map.declaration) {
        places.push((span, "map declared here".to_owned()));
    }
    let mut seen = BTreeSet::new();
    places.retain(|(span, _)| seen.insert(*span));
    places
}

fn notes(trace: &Trace, explained: &Explained<'_>, tree: &Tree<'_>, sources: &Sources<'_>) -> Vec<String> {
    let mut notes = vec![format!("trace: {}", words::heading(trace))];
    for (stack, side) in trace.sides.iter().zip(&explained.sides) {
        notes.push(words::stack(stack, side, sources));
        if let Some((access, evidence)) = side.access {
            notes.push(format!(
                "access of goroutine {}: {} in {}, found by {}",
                stack.goroutine,
                sources.at(access.span),
                access.function,
                words::evidence(evidence)
            ));
        }
    }
    notes.extend(list("fits as well:", explained.equals.iter().map(|map| map.map.clone())));
    let others = explained.others.iter().map(|other| format!("{}  {}", sources.at(other.access.span), words::candidate(other)));
    let more = (explained.more > 0).then(|| format!("and {} more", explained.more));
    notes.extend(list("the other side may be:", others.chain(more)));
    notes.extend(list("reported in the functions of the stack:", explained.nearby.iter().map(|map| map.map.clone())));
    notes.extend(match (explained.finding, explained.map) {
        (Some((finding, Fit::BothSides | Fit::OneSide)), _) => Some(format!("finding: {} {}", finding.id, finding.rule)),
        (Some((finding, Fit::SameFunction | Fit::SameMap)), _) => Some(format!("finding of the same map: {} {}", finding.id, finding.rule)),
        (None, Some(map)) => Some(format!("no finding: {}", map.verdict)),
        (None, None) => None,
    });
    let hidden = explained.finding.and_then(|(finding, _)| tree.report.set_aside.iter().find(|aside| aside.finding.id == finding.id));
    notes.extend(hidden.map(|aside| words::hidden_by(&aside.by)));
    notes.extend(list("not known:", words::unknowns(trace, explained)));
    notes.extend(words::help(explained).map(|help| format!("help: {help}")));
    notes
}

fn list(title: &str, rows: impl IntoIterator<Item = String>) -> Option<String> {
    let rows: Vec<String> = rows.into_iter().collect();
    (!rows.is_empty()).then(|| format!("{title}\n{}", rows.join("\n")))
}
