//! Everything that a file tells of maps: fatal errors and race reports, equal ones once.

use super::dump;
use super::operation::Operation;
use super::race;
use super::stack::{Kind, Stack, Trace};
use super::text;

/// More different ones than these are not kept of one file.
const MOST_TRACES: usize = 200;

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// In the order of the file, each once.
    pub traces: Vec<Trace>,
    /// Different ones that were left out because there are too many.
    pub left_out: u32,
    /// A failure that is not about a map, in the program's words; the first one.
    pub other: Option<String>,
    /// A fatal error of a map whose stack is missing; the first one.
    pub bare: Option<Kind>,
    /// Stacks that belong to no fatal error of a map.
    pub stray: u32,
}

/// Reads a file of any kind: a dump alone, a log that holds some, a report of tests.
pub fn read(bytes: &[u8]) -> Reading {
    let lines = text::lines(bytes);
    let mut gathered = Gathered::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.text.contains(race::MARK) {
            let (trace, next) = race::report(&lines, at);
            gathered.close();
            trace.into_iter().for_each(|trace| gathered.keep(trace));
            at = next;
            continue;
        }
        if let Some((_, kind)) = dump::fatal_error(&line.text) {
            gathered.fatal_error(kind, line.number);
        } else if let Some(found) = dump::header(&line.text) {
            let (stack, next) = dump::stack(&lines, at, found);
            gathered.stack(stack, line.number);
            at = next;
            continue;
        } else if let Some(words) = dump::other_failure(&line.text) {
            gathered.other_failure(words);
        }
        at += 1;
    }
    gathered.close();
    gathered.reading
}

#[derive(Default)]
struct Gathered {
    reading: Reading,
    /// The dump that is being read; without sides as long as its running goroutine has not come.
    open: Option<Trace>,
}

impl Gathered {
    fn fatal_error(&mut self, kind: Kind, line: u32) {
        // Two goroutines may find each other at the same time, and both say so.
        if self.open.as_ref().is_none_or(|open| !open.sides.is_empty()) {
            self.close();
            self.open = Some(Trace { kind, line, times: 1, sides: Vec::new(), others: Vec::new() });
        }
    }

    fn other_failure(&mut self, words: &str) {
        self.close();
        self.reading.other.get_or_insert_with(|| words.chars().take(200).collect());
    }

    fn stack(&mut self, mut stack: Stack, line: u32) {
        let told = Operation::of(&stack.frames);
        let is_running = stack.state.starts_with("running");
        match &mut self.open {
            Some(open) if is_running && open.sides.is_empty() => {
                stack.operation = told.unwrap_or(Operation::told(open.kind));
                open.sides.push(stack);
            }
            Some(open) if !open.sides.is_empty() => {
                stack.operation = told.unwrap_or(Operation::Unknown);
                open.others.push(stack);
            }
            _ if is_running && told.is_some() => {
                self.close();
                stack.operation = told.unwrap_or(Operation::Unknown);
                self.open = Some(Trace { kind: Kind::Unnamed, line, times: 1, sides: vec![stack], others: Vec::new() });
            }
            Some(_) | None => self.reading.stray += 1,
        }
    }

    fn close(&mut self) {
        match self.open.take() {
            Some(open) if open.sides.is_empty() => {
                self.reading.bare.get_or_insert(open.kind);
            }
            Some(open) => self.keep(open),
            None => {}
        }
    }

    fn keep(&mut self, trace: Trace) {
        if let Some(known) = self.reading.traces.iter_mut().find(|known| known.equals(&trace)) {
            known.times += 1;
        } else if self.reading.traces.len() < MOST_TRACES {
            self.reading.traces.push(trace);
        } else {
            self.reading.left_out += 1;
        }
    }
}
