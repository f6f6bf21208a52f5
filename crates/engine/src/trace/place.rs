//! From a frame to the accesses it may mean: by its line, by its function, by what its line calls.

use super::frame::Frame;
use super::operation::Operation;
use super::stack::Stack;
use super::tree::{Alignment, Home, Spot, Tree, of_function, of_package};
use mapvet_sharing::AccessKind;
use mapvet_syntax::FileId;

/// What ties an access to a stack, the strongest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Evidence {
    /// The line of the stack holds no such access, but calls a function that does.
    Called,
    /// The line of a caller hands the map to the function that touches it.
    Handed,
    /// The function of the stack holds it, on another line: the source at hand is of another version.
    SameFunction,
    /// The line of the stack holds it, in another function: the compiler put that one's code into its caller.
    Inlined,
    /// The line of the stack holds it.
    ExactLine,
}

impl Evidence {
    /// The word of the machine format.
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Called => "called",
            Evidence::Handed => "handed",
            Evidence::SameFunction => "same-function",
            Evidence::Inlined => "inlined",
            Evidence::ExactLine => "exact-line",
        }
    }
}

/// An access that a frame may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hit {
    pub spot: Spot,
    pub evidence: Evidence,
    /// The frame, counted from the innermost.
    pub frame: usize,
    /// How many frames of the tree lie between the frame and the runtime.
    pub depth: usize,
    /// How well the kind of access fits what the runtime did: 2 well, 0 not at all.
    pub fit: u8,
    /// What is taken off its score: for lines between the access and what the stack says, for every caller that handed the
    /// map down, for a line that tells of another map.
    pub less: i64,
}

impl Hit {
    /// How likely it is; comparable between hits of one stack.
    pub fn score(&self) -> i64 {
        let base = match self.evidence {
            Evidence::ExactLine | Evidence::Handed => 1000,
            Evidence::Inlined => 800,
            Evidence::SameFunction => 600,
            Evidence::Called => 500,
        };
        let fit = match self.fit {
            2.. => 100,
            1 => 0,
            0 => -400,
        };
        base + fit - 250 * self.depth.min(4) as i64 - self.less
    }
}

/// More frames of the tree than these are not looked at: a caller far away names no map.
const MOST_DEPTH: usize = 4;

/// The accesses that the frames of a stack may mean.
pub(super) fn hits(tree: &Tree<'_>, stack: &Stack) -> Vec<Hit> {
    let frames = stack.frames.as_slice();
    let mut hits = Vec::new();
    let mut depth = 0;
    for (frame, found) in frames.iter().enumerate().filter(|(_, frame)| !frame.symbol.is_standard()) {
        let own = of_frame(tree, stack, frame);
        let is_there = !own.is_empty() || place(tree, found).is_some();
        hits.extend(own.into_iter().map(|hit| Hit { frame, depth, ..hit }));
        depth += usize::from(is_there);
        if depth > MOST_DEPTH {
            break;
        }
    }
    let handed = hits.iter().flat_map(|hit| handed(tree, frames, hit)).collect::<Vec<_>>();
    hits.extend(handed);
    hits
}

/// Where the tree has the code of a frame.
pub(super) fn place(tree: &Tree<'_>, frame: &Frame) -> Option<(FileId, u32)> {
    let home = home(tree, frame)?;
    Some((home.file, frame.line))
}

fn home(tree: &Tree<'_>, frame: &Frame) -> Option<Home> {
    if frame.symbol.is_standard() || frame.file.is_empty() {
        return None;
    }
    tree.homes(frame).into_iter().find(|home| tree.is_of_package(*home, &frame.symbol))
}

fn of_frame(tree: &Tree<'_>, stack: &Stack, at: usize) -> Vec<Hit> {
    let (frame, operation) = (&stack.frames[at], stack.operation);
    let homes = if frame.file.is_empty() { Vec::new() } else { tree.homes(frame) };
    let mut hits = on_line(tree, frame, &homes, operation);
    if hits.iter().any(|hit| hit.fit > 0) {
        hits.retain(|hit| hit.fit > 0);
        return hits;
    }
    hits.extend(in_function(tree, stack, at, &homes));
    if hits.iter().all(|hit| hit.fit == 0) {
        // What is on the stack itself was not inlined.
        let below: Vec<&str> = stack.frames[..at].iter().flat_map(|frame| &frame.symbol.functions).map(|function| function.name.as_str()).collect();
        hits.extend(called(tree, frame, &homes, operation).into_iter().filter(|hit| !below.iter().any(|name| tree.is_in(hit.spot, name))));
    }
    hits
}

fn hit(tree: &Tree<'_>, spot: Spot, evidence: Evidence, operation: Operation) -> Hit {
    Hit { spot, evidence, frame: 0, depth: 0, fit: operation.fits(tree.access(spot).kind), less: 0 }
}

fn on_line(tree: &Tree<'_>, frame: &Frame, homes: &[Home], operation: Operation) -> Vec<Hit> {
    let mut hits = Vec::new();
    for spot in homes.iter().flat_map(|home| tree.in_file(home.file)).filter(|spot| tree.line(**spot) == frame.line) {
        let function = tree.access(*spot).function.as_str();
        // A literal without the name of its function is in whatever function the line is in.
        let is_same =
            of_function(&frame.symbol, function).is_some() || (frame.symbol.functions.is_empty() && of_package(&frame.symbol, function).is_some());
        if is_same {
            hits.push(hit(tree, *spot, Evidence::ExactLine, operation));
        } else if of_package(&frame.symbol, function).is_some() {
            hits.push(hit(tree, *spot, Evidence::Inlined, operation));
        }
    }
    hits
}

fn in_function(tree: &Tree<'_>, stack: &Stack, at: usize, homes: &[Home]) -> Vec<Hit> {
    let (frame, operation) = (&stack.frames[at], stack.operation);
    // A line that does to some map what the stack says tells its name, the more so if the caller's line is the right one.
    let told: Vec<String> = homes.iter().flat_map(|home| operands(&tree.line_text(home.file, frame.line), operation)).collect();
    let other_map = if is_called_by_next(tree, stack, at) { 400 } else { 100 };
    let names = frame.symbol.functions.iter().map(|function| function.name.as_str());
    let mut hits: Vec<Hit> = Vec::new();
    for spot in names.flat_map(|name| tree.in_functions(name)) {
        let access = tree.access(*spot);
        let in_home = homes.iter().any(|home| home.file == access.span.file);
        let is_same = match of_function(&frame.symbol, &access.function) {
            Some(Alignment::Full | Alignment::End) => true,
            Some(Alignment::Last | Alignment::Unknown) => in_home || frame.file.is_empty(),
            None => false,
        };
        let found = hit(tree, *spot, Evidence::SameFunction, operation);
        if is_same && found.fit > 0 && hits.iter().all(|known| known.spot != *spot) {
            let distance = if frame.line == 0 { 0 } else { tree.line(*spot).abs_diff(frame.line) };
            let is_other = !told.is_empty() && !told.iter().any(|name| name == leaf(&tree.story(*spot).map));
            hits.push(Hit { less: 5 * i64::from(distance.min(60)) + if is_other { other_map } else { 0 }, ..found });
        }
    }
    hits
}

/// The accesses in functions that the line calls, of the same package.
fn called(tree: &Tree<'_>, frame: &Frame, homes: &[Home], operation: Operation) -> Vec<Hit> {
    let mut hits = Vec::new();
    for home in homes.iter().filter(|home| tree.is_of_package(**home, &frame.symbol)) {
        for name in names_before(&tree.line_text(home.file, frame.line), '(') {
            for spot in tree.in_functions(&name) {
                let found = hit(tree, *spot, Evidence::Called, operation);
                if found.fit == 2 && of_package(&frame.symbol, &tree.access(*spot).function).is_some() {
                    hits.push(found);
                }
            }
        }
    }
    hits
}

/// What the callers hand to a function that touches a map which it was handed: on the caller's line, or returned by a function
/// that is called there.
fn handed(tree: &Tree<'_>, frames: &[Frame], hit: &Hit) -> Vec<Hit> {
    let mut all = Vec::new();
    let mut below = vec![*hit];
    let mut at = hit.frame + 1;
    for level in 1..=MOST_DEPTH {
        if hit.fit == 0 || !below.iter().any(|hit| is_parameter(tree, hit.spot)) {
            break;
        }
        // Wrappers that the compiler makes stand between.
        let next = frames.iter().enumerate().skip(at).find(|(_, frame)| frame.file.is_empty() || place(tree, frame).is_some());
        let Some((number, frame)) = next.filter(|(_, frame)| !frame.symbol.is_standard()) else { break };
        let less = hit.less + 30 * level as i64;
        let handing = handing(tree, frame);
        below = handing.into_iter().map(|spot| Hit { spot, evidence: Evidence::Handed, frame: number, less, ..*hit }).collect();
        all.extend(below.iter().copied());
        at = number + 1;
    }
    all
}

/// The maps that the line of a caller names without touching them, or that a function which it calls returns.
fn handing(tree: &Tree<'_>, frame: &Frame) -> Vec<Spot> {
    let homes = if frame.file.is_empty() { Vec::new() } else { tree.homes(frame) };
    let is_value = |spot: &Spot| tree.access(*spot).kind == AccessKind::Value;
    let on_line: Vec<Spot> = on_line(tree, frame, &homes, Operation::Unknown).iter().map(|hit| hit.spot).collect();
    if on_line.iter().any(is_value) || frame.line > 0 && !on_line.is_empty() {
        return on_line;
    }
    let called: Vec<Spot> = called(tree, frame, &homes, Operation::Unknown).iter().map(|hit| hit.spot).filter(is_value).collect();
    if !called.is_empty() {
        return called;
    }
    let names = frame.symbol.functions.iter().map(|function| function.name.as_str());
    let own = names.flat_map(|name| tree.in_functions(name)).copied().filter(is_value);
    own.filter(|spot| matches!(of_function(&frame.symbol, &tree.access(*spot).function), Some(Alignment::Full | Alignment::End))).collect()
}

/// Whether the map of an access is one that its function was handed.
fn is_parameter(tree: &Tree<'_>, spot: Spot) -> bool {
    let Some(span) = tree.story(spot).declaration.filter(|_| is_own_variable(tree, spot)) else { return false };
    tree.before(span).contains("func")
}

/// Whether the map is a variable of the function that touches it.
pub(super) fn is_own_variable(tree: &Tree<'_>, spot: Spot) -> bool {
    let plain: String = tree.access(spot).function.chars().filter(|character| !"(*)".contains(*character)).collect();
    tree.story(spot).map.strip_prefix(&plain).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether the next frame's line calls the function of a frame, or starts it: then the source at hand is that of the crash.
fn is_called_by_next(tree: &Tree<'_>, stack: &Stack, at: usize) -> bool {
    let names: Vec<&str> = stack.frames[at].symbol.functions.iter().map(|function| function.name.as_str()).collect();
    let next = stack.frames.iter().skip(at + 1).chain(&stack.created).find_map(|frame| place(tree, frame));
    next.is_some_and(|(file, line)| names_before(&tree.line_text(file, line), '(').iter().any(|name| names.contains(&name.as_str())))
}

/// The names of what a line of Go ranges over, deletes from or indexes, as far as the operation goes.
fn operands(line: &str, operation: Operation) -> Vec<String> {
    let operand = |rest: &str| {
        let end = rest.find(|character: char| !(character.is_alphanumeric() || "_.[]".contains(character))).unwrap_or(rest.len());
        rest[..end].split('[').next().unwrap_or("").rsplit('.').next().unwrap_or("").to_owned()
    };
    let after = |mark: &str| line.match_indices(mark).map(|(at, _)| operand(&line[at + mark.len()..])).collect::<Vec<_>>();
    let mut names = match operation {
        Operation::Iterate => after("range "),
        Operation::Delete => after("delete("),
        Operation::Clear => after("clear("),
        Operation::Assign | Operation::Index => names_before(line, '['),
        Operation::Write => [names_before(line, '['), after("delete("), after("clear(")].concat(),
        Operation::Read | Operation::Unknown => [names_before(line, '['), after("range ")].concat(),
    };
    names.retain(|name| !name.is_empty());
    names
}

/// The names in a line of Go that stand right before `mark`.
fn names_before(line: &str, mark: char) -> Vec<String> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let words = line.match_indices(mark).map(|(at, _)| &line[..at]);
    let mut names: Vec<String> =
        words.map(|before| before[before.trim_end_matches(is_word).len()..].to_owned()).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a line of Go holds a name as a word of its own.
pub(super) fn has_word(line: &str, word: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word))
}

/// The name of the field or variable at the end of a map's full name.
pub(super) fn leaf(map: &str) -> &str {
    let stem = map.trim_end_matches("[*]");
    stem.rsplit('.').next().unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_the_names_of_maps() {
        let told = |line: &str, operation: Operation| operands(line, operation);
        assert_eq!(told("\tfor key, value := range ll.Data {", Operation::Iterate), ["Data"]);
        assert_eq!(told("for range m[k] {", Operation::Iterate), ["m"]);
        assert_eq!(told("delete(c.items, k)", Operation::Delete), ["items"]);
        assert_eq!(told("s.a[k] = s.b[k]", Operation::Assign), ["a", "b"]);
        assert_eq!(told("return nil", Operation::Unknown), Vec::<String>::new());
        assert!(has_word("f(u.domains, n)", "domains") && !has_word("f(u.domains2)", "domains") && !has_word("subdomains", "domains"));
        assert_eq!((leaf("p.T.m[*][*]"), leaf("m")), ("m", "m"));
    }
}
