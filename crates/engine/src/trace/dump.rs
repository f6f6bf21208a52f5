//! The stacks that the runtime prints when a program ends.

use super::frame::{Frame, file_line, function_line, named};
use super::stack::{Kind, MOST_FRAMES, Stack};
use super::text::{Line, Prefix};

/// After so many lines that are no part of a stack it has ended.
const MOST_NOISE: usize = 8;

/// The same for lines with another prefix: a log may be busy.
const MOST_FOREIGN: usize = 2000;

/// The words of a fatal error of a map, where in the line they begin.
pub(super) fn fatal_error(line: &str) -> Option<(usize, Kind)> {
    const KINDS: [Kind; 4] = [Kind::Writes, Kind::ReadAndWrite, Kind::IterationAndWrite, Kind::CloneAndWrite];
    let at = line.find("fatal error: ")?;
    KINDS.into_iter().find(|kind| line[at..].contains(kind.words())).map(|kind| (at, kind))
}

/// Another reason to end, in the program's words.
pub(super) fn other_failure(line: &str) -> Option<&str> {
    let at = ["fatal error: ", "panic: ", "SIGABRT: ", "SIGQUIT: "].iter().filter_map(|word| line.find(word)).min()?;
    Some(line[at..].trim_end())
}

/// The header of a stack: where in the line it begins, the number and the state of the goroutine.
pub(super) fn header(line: &str) -> Option<(usize, u64, &str)> {
    let at = line.find("goroutine ")?;
    let rest = &line[at + "goroutine ".len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    // `gp=0xc000003dc0 m=5 mp=0xc000088008` stands before the state when the runtime's own frames are shown.
    let state = rest[digits..].find(" [").map(|open| &rest[digits + open + 2..])?;
    let (state, after) = state.split_once(']')?;
    after.trim_start().starts_with(':').then_some((at, number, state))
}

/// Reads the stack below the header at `at`; also the first line that is no part of it.
pub(super) fn stack(lines: &[Line], at: usize, goroutine: (usize, u64, &str)) -> (Stack, usize) {
    let (column, number, state) = goroutine;
    let prefix = Prefix::before(&lines[at].text, column);
    let mut reader = Reader { stack: Stack::new(number, state), in_creation: false };
    let (mut noise, mut foreign) = (0, 0);
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if begins_something(&line.text) || noise > MOST_NOISE || foreign > MOST_FOREIGN {
            break;
        }
        match prefix.strip(&line.text) {
            None => foreign += 1,
            Some(text) if text.trim().is_empty() => {
                if reader.has_begun() && !goes_on(&lines[next + 1..], &prefix) {
                    break;
                }
            }
            Some(text) if reader.take(text) => (noise, foreign) = (0, 0),
            Some(_) => noise += 1,
        }
        next += 1;
        if reader.is_whole() {
            break;
        }
    }
    (reader.stack, next)
}

/// Whether a line begins another stack, dump or report.
pub(super) fn begins_something(line: &str) -> bool {
    header(line).is_some() || line.contains("WARNING: DATA RACE") || line.contains("fatal error: ")
}

/// Whether the next line that is not empty belongs to a stack.
fn goes_on(lines: &[Line], prefix: &Prefix) -> bool {
    let mut texts = lines.iter().take(MOST_FOREIGN).map_while(|line| (!begins_something(&line.text)).then(|| prefix.strip(&line.text))).flatten();
    let first = texts.find(|text| !text.trim().is_empty());
    first.is_some_and(|text| function_line(text).is_some() || file_line(text).is_some() || text.trim_start().starts_with("created by "))
}

struct Reader {
    stack: Stack,
    in_creation: bool,
}

impl Reader {
    fn has_begun(&self) -> bool {
        !self.stack.frames.is_empty() || self.stack.unavailable
    }

    /// Whether the frame below which nothing can come is there.
    fn is_whole(&self) -> bool {
        self.stack.created.first().is_some_and(|frame| !frame.file.is_empty())
    }

    /// Takes a line; whether it is part of a stack.
    fn take(&mut self, line: &str) -> bool {
        let text = line.trim();
        if let Some(name) = text.strip_prefix("created by ") {
            let name = name.split(" in goroutine ").next().unwrap_or("").trim();
            let name = function_line(name).or_else(|| named(name.split_whitespace().next().unwrap_or("")));
            self.stack.created.extend(name.map(Frame::of));
            self.in_creation = true;
        } else if text.contains("stack unavailable") {
            self.stack.unavailable = true;
        } else if text.contains("frames elided...") {
            self.stack.elided = true;
        } else if let Some((file, line)) = file_line(text) {
            let frames = if self.in_creation { &mut self.stack.created } else { &mut self.stack.frames };
            if let Some(frame) = frames.last_mut().filter(|frame| frame.file.is_empty()) {
                (frame.file, frame.line) = (file, line);
            }
        } else if let Some(name) = function_line(text).filter(|_| !self.in_creation) {
            if self.stack.frames.len() < MOST_FRAMES {
                self.stack.frames.push(Frame::of(name));
            } else {
                self.stack.elided = true;
            }
        } else {
            return false;
        }
        true
    }
}
