//! The sentences about a trace: what it is, what ties it to the source, which finding it is, what is not known.

use crate::format::full::held_by;
use crate::sources::Sources;
use mapvet_engine::SetAsideBy;
use mapvet_engine::trace::{Candidate, Evidence, Explained, Fit, Kind, SideMatch, Stack, Trace};
use mapvet_sharing::LockMode;

/// The verdict in one sentence.
pub fn verdict(trace: &Trace, explained: &Explained<'_>) -> String {
    let end = match trace.kind {
        Kind::Race => "the race detector saw two goroutines touch",
        Kind::Writes | Kind::ReadAndWrite | Kind::IterationAndWrite | Kind::CloneAndWrite | Kind::Unnamed => {
            "the program ended because two goroutines touched"
        }
    };
    let Some(map) = explained.map else {
        let where_to = match has_places(explained) {
            true => "what the stack leads to is no access of a map that is known",
            false => "no function of the stack is in the analysed packages",
        };
        return format!("{end} a map that cannot be named: {where_to}");
    };
    let name = match explained.equals.len() {
        0 => format!("`{}`", map.map),
        more => format!("`{}`, or {more} other that fit{} as well", map.map, if more == 1 { "s" } else { "" }),
    };
    let finding = match explained.finding {
        Some((finding, Fit::BothSides)) => format!("this is finding {}", finding.id),
        Some((finding, Fit::OneSide)) if trace.kind == Kind::Race => format!("finding {} has one of the two accesses", finding.id),
        Some((finding, Fit::OneSide)) => format!("this is finding {}, of which the dump shows one side", finding.id),
        Some((finding, Fit::SameFunction)) => format!("finding {} is about the same map in the same function, at another access", finding.id),
        Some((finding, Fit::SameMap)) => format!("finding {} is about the same map, in other functions", finding.id),
        None => "no finding is about it".to_owned(),
    };
    format!("{end} {name}: {finding}")
}

/// Whether some frame is in the tree.
pub fn has_places(explained: &Explained<'_>) -> bool {
    explained.sides.iter().any(|side| side.places.iter().any(Option::is_some))
}

/// The words of the program, where they are, how often.
pub fn heading(trace: &Trace) -> String {
    let words = match trace.kind {
        Kind::Race => "WARNING: DATA RACE".to_owned(),
        Kind::Unnamed => "a stack that ends in the runtime's functions for maps; the line with the error is missing".to_owned(),
        Kind::Writes | Kind::ReadAndWrite | Kind::IterationAndWrite | Kind::CloneAndWrite => format!("fatal error: {}", trace.kind.words()),
    };
    let times = if trace.times > 1 { format!(", {} times", trace.times) } else { String::new() };
    format!("line {}: {words}{times}", trace.line)
}

/// A goroutine and what it did.
pub fn who(stack: &Stack) -> String {
    format!("goroutine {} {}", stack.goroutine, stack.operation.verb())
}

/// What ties an access to a stack.
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::ExactLine => "the line that the stack names",
        Evidence::Inlined => "the line that the stack names; the compiler put its function into the caller",
        Evidence::SameFunction => "the function that the stack names; the line differs, so the crash is of another version of the source",
        Evidence::Called => "a function that is called on the line that the stack names",
        Evidence::Handed => "the line of a caller in the stack, which hands it down",
    }
}

/// What is not known, each in a sentence.
pub fn unknowns(trace: &Trace, explained: &Explained<'_>) -> Vec<String> {
    let mut unknowns = Vec::new();
    let numbers = |stacks: &mut dyn Iterator<Item = &Stack>| stacks.map(|stack| stack.goroutine.to_string()).collect::<Vec<_>>().join(", ");
    let hidden = numbers(&mut trace.sides.iter().filter(|stack| stack.unavailable));
    if !hidden.is_empty() {
        unknowns.push(format!("the program could not tell the stack of goroutine {hidden}"));
    }
    if trace.kind == Kind::Race && trace.sides.len() < 2 {
        unknowns.push("the report was cut off: one side is missing".to_owned());
    }
    if explained.map.is_some() {
        for (stack, side) in trace.sides.iter().zip(&explained.sides).filter(|(stack, side)| side.access.is_none() && !stack.unavailable) {
            let reason = if side.places.iter().any(Option::is_some) {
                "what it did to the map was not found in the functions of its stack"
            } else {
                "no function of its stack is in the analysed packages"
            };
            unknowns.push(format!("goroutine {}: {reason}", stack.goroutine));
        }
    } else if has_places(explained) {
        unknowns.push("which map: it may be reached through an interface value, reflection or a library, or stay within its function".to_owned());
    } else {
        unknowns.push("everything: run this where the packages of the stack are, or name them as patterns".to_owned());
    }
    if explained.sides.iter().any(|side| matches!(side.access, Some((_, Evidence::Handed)))) {
        unknowns.push("whether all who touch the map are listed: it is handed to functions that are not followed for every map".to_owned());
    }
    if trace.kind != Kind::Race && explained.map.is_some() && explained.others.iter().all(|other| other.goroutine.is_none()) {
        let why = if trace.others.is_empty() {
            "the dump holds the running goroutine only"
        } else {
            "no other goroutine of the dump is in a function that touches it"
        };
        let same = if explained.others.is_empty() { "; it may be the same code on another goroutine" } else { "" };
        unknowns.push(format!("which access it met: {why}{same}"));
    }
    unknowns
}

/// A candidate for the other side, without its place.
pub fn candidate(candidate: &Candidate<'_>) -> String {
    let access = candidate.access;
    let mut text = format!("{}: {}, {}", access.function, access.kind.noun(), held_by(&access.locks));
    match candidate.goroutine {
        Some((number, true)) => text += &format!("; goroutine {number} of the dump was on this line"),
        Some((number, false)) => text += &format!("; goroutine {number} of the dump was in this function"),
        None if access.concurrent => text += "; may run on another goroutine",
        None => {}
    }
    if candidate.of_finding {
        text += "; one side of the finding";
    }
    text
}

/// Why reports do not show the finding.
pub fn hidden_by(by: &SetAsideBy) -> String {
    match by {
        SetAsideBy::Comment(reason) => format!("reports do not show it: a comment hides it, \"{reason}\""),
        SetAsideBy::Baseline => "reports do not show it: the baseline holds it".to_owned(),
    }
}

/// What to do where no finding says it.
pub fn help(explained: &Explained<'_>) -> Option<String> {
    let map = explained.map?;
    if explained.finding.is_some() {
        return None;
    }
    let name = map.map.rsplit('.').next().unwrap_or(&map.map);
    let locks = map.accesses.iter().flat_map(|access| &access.locks).filter(|lock| lock.mode == LockMode::Write);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for lock in locks {
        match counts.iter_mut().find(|(known, _)| *known == lock.path) {
            Some((_, count)) => *count += 1,
            None => counts.push((&lock.path, 1)),
        }
    }
    let most = counts.into_iter().reduce(|most, next| if next.1 > most.1 { next } else { most });
    Some(match most {
        Some((lock, count)) => format!("guard every access of `{name}` with one lock: `{lock}` is held at {count} of {}", map.accesses.len()),
        None => format!("guard every access of `{name}` with one lock, or give each goroutine a map of its own"),
    })
}

/// The frames of a side that the tree has, numbered from the innermost, and how many it has not.
pub fn stack(stack: &Stack, side: &SideMatch<'_>, sources: &Sources<'_>) -> String {
    let known: Vec<(String, &str)> = stack
        .frames
        .iter()
        .zip(&side.places)
        .filter_map(|(frame, place)| place.map(|(file, line)| (format!("{}:{line}", sources.get(file).path), frame.function.as_str())))
        .collect();
    let width = known.iter().map(|(place, _)| place.chars().count()).max().unwrap_or(0);
    let mut text = format!("stack of goroutine {} [{}]:", stack.goroutine, stack.state);
    for (place, function) in &known {
        text += &format!("\n{place:<width$}  {function}");
    }
    let left = stack.frames.len() - known.len();
    if left > 0 || stack.elided {
        let elided = if stack.elided { ", and those that the dump leaves out" } else { "" };
        text += &format!("\n{left} {} of other code{elided}", if left == 1 { "frame" } else { "frames" });
    }
    if let Some(frame) = stack.created.first() {
        let place = side.started.map_or(String::new(), |(file, line)| format!(" at {}:{line}", sources.get(file).path));
        text += &format!("\nstarted by {}{place}", frame.function);
    }
    text
}
