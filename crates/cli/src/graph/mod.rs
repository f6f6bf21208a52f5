//! The words of a picture, the same in all forms: what is written on functions, maps and the lines between them.

pub mod dot;
pub mod json;
pub mod mermaid;

use crate::closing::counted;
use crate::escape;
use crate::sources::Sources;
use mapvet_sharing::{
    Begin, Confidence, DrawnAccess, DrawnCall, DrawnFunction, DrawnJoin, DrawnLock, DrawnMap, DrawnSpawn, How, JoinKind, LockMode, Picture, Times,
};
use mapvet_syntax::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Longer names of library functions are not written on a line.
const LONGEST_CALLEE: usize = 40;

/// A function or a map on the picture.
pub struct Node {
    /// Its name in the text of the graph: `f3`, `m0`.
    pub id: String,
    /// What is written on it, line by line; safe for a terminal, not yet for a format.
    pub lines: Vec<String>,
    pub kind: NodeKind,
}

/// What a node stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeKind {
    /// A function; whether a goroutine may run it.
    Function { concurrent: bool },
    /// A map; whether accesses of it are in conflict.
    Map { conflict: bool },
}

/// A package with what is drawn of it.
pub struct Cluster {
    /// Its import path.
    pub package: String,
    pub nodes: Vec<Node>,
}

/// A line from one node to another.
pub struct Line {
    pub from: String,
    pub to: String,
    /// What is written on it, line by line; safe for a terminal, not yet for a format.
    pub label: Vec<String>,
    /// Where in the source it stands, one place a line.
    pub places: Vec<String>,
    pub kind: LineKind,
}

/// What a line stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LineKind {
    /// A call that runs in place.
    Call,
    /// The start of a goroutine.
    Spawn,
    /// An access under a lock that others cannot hold while it is made.
    Guarded,
    /// An access without such a lock that does not fail.
    Unguarded,
    /// An access that fails: it is in conflict and lacks what would protect it.
    Conflict,
}

/// All that is drawn.
pub struct Scene {
    pub clusters: Vec<Cluster>,
    pub lines: Vec<Line>,
}

impl Scene {
    /// Puts a picture into words.
    pub fn new(picture: &Picture, sources: &Sources<'_>) -> Scene {
        let mut clusters: BTreeMap<&str, Vec<Node>> = BTreeMap::new();
        let called: BTreeSet<u32> = picture.calls.iter().filter(|call| call.from != call.to).map(|call| call.to).collect();
        for (number, function) in picture.functions.iter().enumerate() {
            let has_caller = called.contains(&(number as u32));
            clusters.entry(&function.package).or_default().push(function_node(number, function, has_caller, sources));
        }
        for (number, map) in picture.maps.iter().enumerate() {
            clusters.entry(&map.package).or_default().push(map_node(number, map, sources));
        }
        let clusters = clusters.into_iter().map(|(package, nodes)| Cluster { package: escape::line(package), nodes });
        let mut lines = call_lines(picture, sources);
        for (number, map) in picture.maps.iter().enumerate() {
            lines.extend(access_lines(number, map, sources));
        }
        Scene { clusters: clusters.collect(), lines }
    }
}

/// The file without its folder, and the line: the package says the rest.
fn short_place(span: Span, sources: &Sources<'_>) -> String {
    let place = sources.place(span);
    let file = place.file.rsplit('/').next().unwrap_or(&place.file);
    format!("{}:{}", escape::line(file), place.line)
}

fn function_node(number: usize, function: &DrawnFunction, has_caller: bool, sources: &Sources<'_>) -> Node {
    let mut lines = vec![escape::line(&function.name), short_place(function.span, sources)];
    match function.begin {
        Some(begin) => lines.push(begin_words(begin)),
        None if !has_caller && function.other_callers > 0 => lines.push(format!("{} not drawn", counted(function.other_callers as usize, "caller"))),
        None => {}
    }
    Node { id: format!("f{number}"), lines, kind: NodeKind::Function { concurrent: function.concurrent } }
}

fn begin_words(begin: Begin) -> String {
    let words = match begin {
        Begin::Main => "the program begins here",
        Begin::Init => "runs before main",
        Begin::Test => "a test",
        Begin::Server(Times::Once) => "a library runs it",
        Begin::Server(Times::Serial) => "a library runs it, again and again",
        Begin::Server(Times::Several) => "a server runs it, ×many",
        Begin::Exported => "exported, no caller seen",
        Begin::Uncalled => "no caller seen",
    };
    words.to_owned()
}

fn map_node(number: usize, map: &DrawnMap, sources: &Sources<'_>) -> Node {
    let name = map.name.strip_prefix(map.package.as_str()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&map.name);
    let mut lines = vec![escape::line(name)];
    lines.extend(map.declaration.map(|span| short_place(span, sources)));
    lines.extend(match (map.conflict, map.written, map.shared) {
        (Some(confidence), ..) => Some(format!("conflict, {} confidence", crate::words::confidence(confidence))),
        (None, false, _) => Some("never written".to_owned()),
        (None, true, false) => Some("not seen to be shared".to_owned()),
        (None, true, true) => None,
    });
    Node { id: format!("m{number}"), lines, kind: NodeKind::Map { conflict: is_shown(map.conflict) } }
}

/// Whether `check` shows a conflict unless it is asked for more.
fn is_shown(conflict: Option<Confidence>) -> bool {
    conflict.is_some_and(|confidence| confidence >= Confidence::Medium)
}

/// One line for all calls that look the same. That a function calls itself says nothing about who else does.
fn call_lines(picture: &Picture, sources: &Sources<'_>) -> Vec<Line> {
    let mut lines: BTreeMap<(u32, u32, LineKind, Vec<String>), Vec<String>> = BTreeMap::new();
    let says_much = |call: &&DrawnCall| call.from != call.to || matches!(call.how, How::Spawn(_));
    for call in picture.calls.iter().filter(says_much) {
        let (kind, label) = call_words(call, &picture.functions[call.from as usize], sources);
        let places = lines.entry((call.from, call.to, kind, label)).or_default();
        places.push(escape::line(&sources.at(call.span)));
    }
    let line = |((from, to, kind, label), places)| Line { from: format!("f{from}"), to: format!("f{to}"), label, places, kind };
    lines.into_iter().map(line).collect()
}

fn call_words(call: &DrawnCall, caller: &DrawnFunction, sources: &Sources<'_>) -> (LineKind, Vec<String>) {
    let interface = (call.candidates > 0).then(|| match call.candidates {
        1 => "through an interface".to_owned(),
        several => format!("through an interface, 1 of {several}"),
    });
    let word = |word: &str| (LineKind::Call, vec![word.to_owned()]);
    let (kind, mut label) = match &call.how {
        How::Call => (LineKind::Call, Vec::new()),
        How::Defer => word("defer"),
        How::Once => word("once"),
        How::Callback => word("callback"),
        How::Spawn(spawn) => (LineKind::Spawn, spawn_words(spawn, call.span, caller, sources)),
    };
    label.extend(interface);
    (kind, label)
}

fn spawn_words(spawn: &DrawnSpawn, span: Span, caller: &DrawnFunction, sources: &Sources<'_>) -> Vec<String> {
    let by = match &spawn.run_by {
        Some(function) => format!("stored, run by {function}"),
        None => starter(span, sources),
    };
    let starter = escape::line(&by);
    let mut label = vec![match spawn.times {
        Times::Once => starter,
        Times::Serial => format!("{starter} ×many, one at a time"),
        Times::Several => format!("{starter} ×many"),
    }];
    if spawn.later {
        label.push("starts later".to_owned());
    }
    label.extend(spawn.joins.iter().map(|join| escape::line(&join_words(join, caller))));
    label
}

fn join_words(join: &DrawnJoin, caller: &DrawnFunction) -> String {
    let (name, package) = &join.function;
    let by = if *name == caller.name && *package == caller.package { String::new() } else { format!(" in {name}") };
    match (join.kind, join.always) {
        (JoinKind::Call, _) => "returns when it is over".to_owned(),
        (JoinKind::Group, true) => format!("joined on {}{by}", join.name),
        (JoinKind::Group, false) => format!("may be joined on {}{by}", join.name),
        (JoinKind::Channel, _) => format!("awaited on {}{by}", join.name),
    }
}

/// What starts a goroutine, as the source has it: `go`, or the function that is called.
pub fn starter(span: Span, sources: &Sources<'_>) -> String {
    let source = sources.get(span.file);
    let text = source.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    if text.starts_with("go") && text[2..].starts_with(char::is_whitespace) {
        return "go".to_owned();
    }
    let callee = text[..arguments(&text)].trim_end();
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.');
    let name = callee.rfind(|char| !is_part(char)).map_or(callee, |at| callee[at..].trim_start_matches(|char| !is_part(char)));
    let name = name.trim_start_matches('.');
    if name.is_empty() || name.len() > LONGEST_CALLEE { "a library".to_owned() } else { name.to_owned() }
}

/// Where the arguments of a call begin: at the last parenthesis that no other holds. Text and comments do not count.
fn arguments(text: &str) -> usize {
    let (mut depth, mut found, mut quote) = (0_usize, 0, None);
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match (quote, char) {
            (Some('"' | '\''), '\\') => drop(chars.next()),
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(char),
            (None, '(') => {
                if depth == 0 {
                    found = at;
                }
                depth += 1;
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    found
}

/// One line for all accesses of a function that hold the same locks.
fn access_lines(number: usize, map: &DrawnMap, sources: &Sources<'_>) -> Vec<Line> {
    let mut groups: BTreeMap<(u32, LineKind, &[DrawnLock]), Vec<&DrawnAccess>> = BTreeMap::new();
    for access in &map.accesses {
        // Readers hold a read lock together: under one, a write excludes nobody.
        let suffices = |lock: &DrawnLock| lock.mode == LockMode::Write || !access.kind.is_write();
        let kind = match (access.fails && is_shown(access.conflict), access.locks.iter().any(suffices)) {
            (true, _) => LineKind::Conflict,
            (false, true) => LineKind::Guarded,
            (false, false) => LineKind::Unguarded,
        };
        groups.entry((access.function, kind, &access.locks)).or_default().push(access);
    }
    let line = |((function, kind, locks), accesses): ((u32, LineKind, &[DrawnLock]), Vec<&DrawnAccess>)| {
        let mut kinds: Vec<&str> = Vec::new();
        for access in &accesses {
            if !kinds.contains(&access.kind.noun()) {
                kinds.push(access.kind.noun());
            }
        }
        let mut label = vec![kinds.join(", ")];
        label.extend(locks.iter().map(|lock| escape::line(&lock_words(lock))));
        if locks.is_empty() {
            label.push("no lock".to_owned());
        }
        let mut places: Vec<String> = accesses.iter().map(|access| escape::line(&sources.at(access.span))).collect();
        places.dedup();
        Line { from: format!("f{function}"), to: format!("m{number}"), label, places, kind }
    };
    groups.into_iter().map(line).collect()
}

fn lock_words(lock: &DrawnLock) -> String {
    let mode = match lock.mode {
        LockMode::Read => " (read lock)",
        LockMode::Write => "",
    };
    let by = if lock.by_callers { ", held by callers" } else { "" };
    format!("{}{mode}{by}", lock.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mapvet_syntax::FileId;

    fn starter_of(text: &str) -> String {
        let sources = Sources::new(|_| ("a.go".to_owned(), text.as_bytes().to_vec()));
        starter(Span::new(FileId(0), 0, text.len() as u32), &sources)
    }

    #[test]
    fn what_starts_a_goroutine_is_read_in_the_source() {
        assert_eq!(starter_of("go s.expire()"), "go");
        assert_eq!(starter_of("go\tfunc() {}()"), "go");
        assert_eq!(starter_of("gopher.Run(f)"), "gopher.Run");
        assert_eq!(starter_of("time.AfterFunc(d(1), func() { x(\")(\") })"), "time.AfterFunc");
        assert_eq!(starter_of("s.pools[key(a)].Submit(')', f)"), "Submit");
        assert_eq!(starter_of("with(a).\n\t\tGo(f)"), "Go");
        assert_eq!(starter_of(""), "a library");
        assert_eq!(starter_of(&format!("{}(f)", "x".repeat(50))), "a library");
        let missing = Sources::new(|_| (String::new(), Vec::new()));
        assert_eq!(starter(Span::new(FileId(0), 5, 9), &missing), "a library");
    }
}
