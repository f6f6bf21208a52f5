//! The analysed packages as a stack can name them: accesses by function and by line, files by the ends of their paths.

use super::frame::{Frame, Symbol, below_copies};
use crate::report::Report;
use mapvet_sharing::{MapAccess, MapStory};
use mapvet_syntax::{FileId, LineIndex, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// An access of a map: the numbers of its story and of the access in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Spot {
    pub story: usize,
    pub access: usize,
}

/// How the package of a frame and that of a function of the tree go together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Alignment {
    /// The frame does not tell: a program is called `main`, whatever its path.
    Unknown,
    /// The last elements are the same: a fork, or a tree that moved.
    Last,
    /// One is the end of the other: a tree without a module, a copy.
    End,
    /// They are the same.
    Full,
}

/// What a report knows, in the order of stacks.
pub struct Tree<'r> {
    /// The report.
    pub report: &'r Report,
    by_name: BTreeMap<&'r str, Vec<Spot>>,
    by_file: BTreeMap<FileId, Vec<Spot>>,
    /// For each folder, functions with accesses: one a file.
    by_folder: BTreeMap<&'r str, Vec<&'r str>>,
    files: BTreeMap<&'r str, Vec<FileId>>,
    texts: RefCell<BTreeMap<FileId, Rc<Text>>>,
}

struct Text {
    bytes: Vec<u8>,
    lines: LineIndex,
}

/// A file of the tree that a frame may mean.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Home {
    /// How many elements at the end of the path are the same.
    pub common: usize,
    pub file: FileId,
}

impl<'r> Tree<'r> {
    /// Looks a report's accesses and files up.
    pub fn new(report: &'r Report) -> Tree<'r> {
        let (by_folder, files, texts) = (BTreeMap::new(), BTreeMap::new(), RefCell::default());
        let mut tree = Tree { report, by_name: BTreeMap::new(), by_file: BTreeMap::new(), by_folder, files, texts };
        for (story, map) in report.linked.maps.iter().enumerate() {
            for (access, found) in map.accesses.iter().enumerate() {
                let spot = Spot { story, access };
                tree.by_name.entry(last_name(&found.function)).or_default().push(spot);
                tree.by_file.entry(found.span.file).or_default().push(spot);
            }
        }
        for (number, entry) in (0..).zip(report.files()) {
            tree.files.entry(base(&entry.path)).or_default().push(FileId(number));
            if let Some(spot) = tree.by_file.get(&FileId(number)).and_then(|spots| spots.first()) {
                let function = report.linked.maps[spot.story].accesses[spot.access].function.as_str();
                tree.by_folder.entry(folder(&entry.path)).or_default().push(function);
            }
        }
        tree
    }

    /// All that is known of a map.
    pub(super) fn story(&self, spot: Spot) -> &'r MapStory {
        &self.report.linked.maps[spot.story]
    }

    /// An access.
    pub(super) fn access(&self, spot: Spot) -> &'r MapAccess {
        &self.story(spot).accesses[spot.access]
    }

    /// Whether an access is in a function of this name, whatever its type and package.
    pub(super) fn is_in(&self, spot: Spot, name: &str) -> bool {
        last_name(&self.access(spot).function) == name
    }

    /// Accesses in functions of this name, whatever their type and package.
    pub(super) fn in_functions(&self, name: &str) -> &[Spot] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Accesses in a file.
    pub(super) fn in_file(&self, file: FileId) -> &[Spot] {
        self.by_file.get(&file).map_or(&[], Vec::as_slice)
    }

    /// The 1-based line on which an access begins.
    pub(super) fn line(&self, spot: Spot) -> u32 {
        let span = self.access(spot).span;
        self.text(span.file).lines.line_col(span.start).line
    }

    /// A line of a file; empty if there is none.
    pub(super) fn line_text(&self, file: FileId, line: u32) -> String {
        let text = self.text(file);
        let Some((start, end)) = text.lines.line(line) else { return String::new() };
        let row = text.bytes.get(start as usize..(end as usize).min(text.bytes.len())).unwrap_or(&[]);
        String::from_utf8_lossy(row).into_owned()
    }

    /// What stands on its line before a span.
    pub(super) fn before(&self, span: Span) -> String {
        let text = self.text(span.file);
        let start = text.lines.line_col(span.start).line;
        let start = text.lines.line_start(start).unwrap_or(span.start) as usize;
        String::from_utf8_lossy(text.bytes.get(start..span.start as usize).unwrap_or(&[])).into_owned()
    }

    /// What stands on a line, blanks around it left out; `None` if there is no such line or nothing on it.
    pub fn row(&self, file: FileId, line: u32) -> Option<Span> {
        let text = self.text(file);
        let (start, end) = text.lines.line(line)?;
        let row = text.bytes.get(start as usize..(end as usize).min(text.bytes.len()))?;
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let indent = row.iter().take_while(|byte| blank(byte)).count();
        let length = row.len() - row.iter().rev().take_while(|byte| blank(byte)).count();
        (indent < length).then(|| Span::new(file, start + indent as u32, start + length as u32))
    }

    fn text(&self, file: FileId) -> Rc<Text> {
        let mut texts = self.texts.borrow_mut();
        let text = texts.entry(file).or_insert_with(|| {
            let bytes = self.report.source(file).unwrap_or_default();
            Rc::new(Text { lines: LineIndex::new(&bytes), bytes })
        });
        Rc::clone(text)
    }

    /// The files that a frame may mean: those whose paths have most in common with its own. More than one if the paths
    /// do not decide.
    pub(super) fn homes(&self, frame: &Frame) -> Vec<Home> {
        let theirs = clean(&frame.file);
        let theirs: Vec<&str> = theirs.split('/').collect();
        let mut homes: Vec<Home> = Vec::new();
        for file in self.files.get(theirs.last().copied().unwrap_or("")).into_iter().flatten() {
            let ours = self.report.file(*file).map_or("", |entry| entry.path.as_str());
            let ours: Vec<&str> = below_copies(ours).split('/').collect();
            let common = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(one, two)| one == two).count();
            if common >= 2 || common == ours.len() || common == theirs.len() {
                homes.push(Home { common, file: *file });
            }
        }
        let most = homes.iter().map(|home| home.common).max().unwrap_or(0);
        homes.retain(|home| home.common == most);
        homes
    }

    /// Whether a file may be of the package that a frame names, by the functions with accesses in its folder.
    pub(super) fn is_of_package(&self, home: Home, symbol: &Symbol) -> bool {
        let path = self.report.file(home.file).map_or("", |entry| entry.path.as_str());
        let Some(functions) = self.by_folder.get(folder(path)) else { return home.common >= 2 };
        functions.iter().any(|function| of_package(symbol, function).is_some())
    }
}

/// A path without the machine it comes from: versions and copies left out, drives as they are.
fn clean(path: &str) -> String {
    let rows: Vec<&str> = below_copies(path).split('/').map(|element| element.split('@').next().unwrap_or(element)).collect();
    rows.join("/")
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name behind the last dot.
pub(super) fn last_name(function: &str) -> &str {
    function.rsplit('.').next().unwrap_or(function)
}

/// Whether `function`, with its import path as reports write it, is one that the symbol names, and how their packages go together.
pub(super) fn of_function(symbol: &Symbol, function: &str) -> Option<Alignment> {
    let tails = symbol.functions.iter().flat_map(|own| match &own.receiver {
        Some(receiver) => vec![format!(".(*{receiver}).{}", own.name), format!(".{receiver}.{}", own.name)],
        None => vec![format!(".{}", own.name)],
    });
    let packages = tails.filter_map(|tail| function.strip_suffix(&tail)).filter(|package| !package.ends_with(')'));
    packages.filter_map(|package| aligned(&symbol.package, package)).max()
}

/// How the packages of a symbol and a function go together, whatever the function.
pub(super) fn of_package(symbol: &Symbol, function: &str) -> Option<Alignment> {
    if function.strip_prefix(&symbol.package).is_some_and(|rest| rest.starts_with('.')) {
        return Some(if is_program(&symbol.package) { Alignment::Unknown } else { Alignment::Full });
    }
    aligned(&symbol.package, &Symbol::parse(function).package)
}

fn aligned(theirs: &str, ours: &str) -> Option<Alignment> {
    let (theirs, ours) = (theirs.trim_end_matches("_test"), ours.trim_end_matches("_test"));
    if is_program(theirs) {
        // A program's own functions; a package's are called by its path.
        return Some(Alignment::Unknown);
    }
    let end = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'));
    if theirs.is_empty() || ours.is_empty() {
        None
    } else if theirs == ours {
        Some(Alignment::Full)
    } else if end(theirs, ours) || end(ours, theirs) {
        Some(Alignment::End)
    } else if !ours.contains(['/', '.']) {
        // A tree whose path nothing tells is called by the name in its package clause.
        Some(Alignment::Unknown)
    } else {
        (base(theirs) == base(ours)).then_some(Alignment::Last)
    }
}

fn is_program(package: &str) -> bool {
    matches!(package, "main" | "command-line-arguments")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_by_their_ends() {
        let of = |symbol: &str, function: &str| of_function(&Symbol::parse(symbol), function);
        assert_eq!(of("example.com/a/b.(*T).F.func1", "example.com/a/b.(*T).F"), Some(Alignment::Full));
        assert_eq!(of("example.com/a/b.(*T).F", "example.com/a/b.T.F"), Some(Alignment::Full));
        assert_eq!(of("example.com/a/b.(*T).F", "b.(*T).F"), Some(Alignment::End));
        assert_eq!(of("example.com/old.F", "example.org/new/old.F"), Some(Alignment::Last));
        assert_eq!(of("main.(*T).F", "example.com/cmd/x.(*T).F"), Some(Alignment::Unknown));
        assert_eq!(of("gopkg.in/yaml%2ev2.F", "gopkg.in/yaml.v2.F"), Some(Alignment::Full));
        assert_eq!(of("example.com/go-cache.F", "cache.F"), Some(Alignment::Unknown));
        for (symbol, function) in
            [("example.com/a.F", "example.com/a.(*T).F"), ("example.com/a.F", "example.com/b.F"), ("example.com/a.(*T).F", "example.com/a.F")]
        {
            assert_eq!(of(symbol, function), None, "{symbol} {function}");
        }
    }

    #[test]
    fn paths_lose_what_the_machine_adds() {
        assert_eq!(clean("/home/u/go/pkg/mod/example.com/a@v1.2.3/b/c.go"), "/home/u/go/pkg/mod/example.com/a/b/c.go");
        assert_eq!(clean("/go/src/x/vendor/example.com/a/c.go"), "example.com/a/c.go");
    }
}
