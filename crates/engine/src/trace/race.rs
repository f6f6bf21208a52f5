//! The reports of the race detector.

use super::dump;
use super::frame::{Frame, file_line, function_line};
use super::operation::Operation;
use super::stack::{Kind, MOST_FRAMES, Stack, Trace};
use super::text::{Line, Prefix};

/// With these words a report begins.
pub(super) const MARK: &str = "WARNING: DATA RACE";

/// After so many lines that are no part of a report it has ended.
const MOST_NOISE: usize = 40;

/// The same for lines with another prefix.
const MOST_FOREIGN: usize = 2000;

/// Reads the report that begins at `at`; also the first line that is no part of it. `None` if no side is told.
pub(super) fn report(lines: &[Line], at: usize) -> (Option<Trace>, usize) {
    let column = lines[at].text.find(MARK).unwrap_or(0);
    let prefix = Prefix::before(&lines[at].text, column);
    let mut reader = Reader { sides: Vec::new(), part: Part::Nothing };
    let (mut noise, mut foreign) = (0, 0);
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if line.text.contains(MARK)
            || line.text.contains("fatal error: ")
            || dump::header(&line.text).is_some()
            || noise > MOST_NOISE
            || foreign > MOST_FOREIGN
        {
            break;
        }
        next += 1;
        match prefix.strip(&line.text) {
            None => foreign += 1,
            Some(text) if text.trim().starts_with("==========") => break,
            Some(text) if text.trim().is_empty() => {}
            Some(text) if reader.take(text.trim()) => (noise, foreign) = (0, 0),
            Some(_) => noise += 1,
        }
    }
    let mut sides = reader.sides;
    for side in &mut sides {
        let told = Operation::of(&side.frames).filter(|operation| operation.is_write().is_none_or(|write| Some(write) == side.operation.is_write()));
        side.operation = told.unwrap_or(side.operation);
    }
    let trace = (!sides.is_empty()).then(|| Trace { kind: Kind::Race, line: lines[at].number, times: 1, sides, others: Vec::new() });
    (trace, next)
}

/// What the next frames belong to.
#[derive(Clone, Copy)]
enum Part {
    Nothing,
    Side(usize),
    /// Where the goroutine of a side was started.
    Creation(usize),
}

struct Reader {
    sides: Vec<Stack>,
    part: Part,
}

impl Reader {
    /// Takes a line; whether it is part of a report.
    fn take(&mut self, text: &str) -> bool {
        if let Some((number, state)) = side(text) {
            if self.sides.len() == 2 {
                self.part = Part::Nothing;
                return true;
            }
            let mut stack = Stack::new(number, &state);
            stack.operation = if state.ends_with("write") { Operation::Write } else { Operation::Read };
            self.sides.push(stack);
            self.part = Part::Side(self.sides.len() - 1);
        } else if let Some(number) = creation(text) {
            let of = self.sides.iter().position(|side| side.goroutine == number && side.created.is_empty());
            self.part = of.map_or(Part::Nothing, Part::Creation);
        } else if text.starts_with("[failed to restore the stack]") {
            if let Part::Side(at) = self.part {
                self.sides[at].unavailable = true;
            }
        } else if let Some((file, line)) = file_line(text) {
            if let Some(frame) = self.frames().and_then(|frames| frames.last_mut()).filter(|frame| frame.file.is_empty()) {
                (frame.file, frame.line) = (file, line);
            }
        } else if let Some(name) = function_line(text) {
            if let Some(frames) = self.frames().filter(|frames| frames.len() < MOST_FRAMES) {
                frames.push(Frame::of(name));
            }
        } else {
            return false;
        }
        true
    }

    fn frames(&mut self) -> Option<&mut Vec<Frame>> {
        match self.part {
            Part::Nothing => None,
            Part::Side(at) => Some(&mut self.sides[at].frames),
            Part::Creation(at) => Some(&mut self.sides[at].created),
        }
    }
}

/// `Previous write at 0x00c000123456 by goroutine 7:`, `Read by main goroutine:`: the goroutine, and `previous write` or `read`.
fn side(text: &str) -> Option<(u64, String)> {
    let (what, who) = text.split_once(" by ")?;
    let what = what.to_ascii_lowercase();
    let what = what.split(" at 0x").next().unwrap_or("").replace("atomic ", "");
    let state = ["previous write", "previous read", "write", "read"].into_iter().find(|state| what == *state)?;
    let who = who.trim_end_matches(|character: char| !character.is_alphanumeric());
    let number = if who == "main goroutine" { 1 } else { who.strip_prefix("goroutine ")?.parse().ok()? };
    Some((number, state.to_owned()))
}

/// `Goroutine 7 (running) created at:`.
fn creation(text: &str) -> Option<u64> {
    let rest = text.strip_prefix("Goroutine ")?;
    rest.contains("created at").then(|| rest.split_whitespace().next()?.parse().ok()).flatten()
}
