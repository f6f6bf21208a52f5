//! A Go file with the claims and the functions in it.

use crate::comment::comments;
use crate::expectation::{Expectation, parse};
use mapvet_syntax::{Field, Kind, LineIndex, Node, Parser, outline};
use std::io;
use std::path::{Path, PathBuf};

/// The fixtures of a folder.
#[derive(Clone, Debug)]
pub struct Fixtures {
    /// The folder that was read.
    pub folder: PathBuf,
    /// Its Go files, sorted by path.
    pub files: Vec<Fixture>,
}

impl Fixtures {
    /// Read every `.go` file below `folder`. Fails when a file cannot be read or is not UTF-8.
    pub fn read(folder: &Path) -> io::Result<Fixtures> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "go") {
                    let relative = path.strip_prefix(folder).unwrap_or(&path);
                    files.push(Fixture::new(relative, std::fs::read_to_string(&path)?));
                }
            }
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Fixtures { folder: folder.to_owned(), files })
    }
}

/// One Go file with the claims and the functions in it.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Relative to the folder that was read.
    pub path: PathBuf,
    pub(crate) text: String,
    pub(crate) claims: Vec<Claim>,
    pub(crate) functions: Vec<Function>,
    /// Comments that begin like a claim but are none.
    pub(crate) malformed: Vec<(u32, String)>,
    /// The ending that the file's name carries.
    pub(crate) ending: Option<Ending>,
}

/// A claim and the line it speaks of.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) line: u32,
    /// Byte offset of the comment's text in the file.
    pub(crate) start: usize,
    pub(crate) expectation: Expectation,
}

/// A declared function or method; its literals belong to it.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) first_line: u32,
    pub(crate) last_line: u32,
    pub(crate) ending: Option<Ending>,
    /// The name that carries the ending: the function's own, or the receiver's type or the file for several functions.
    pub(crate) carrier: String,
}

impl Function {
    /// Whether a line lies in it.
    pub(crate) fn holds(&self, line: u32) -> bool {
        (self.first_line..=self.last_line).contains(&line)
    }
}

/// What a name promises of the code it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    Ok,
    Bad,
}

impl Fixture {
    /// Read the claims and functions of `text`.
    pub fn new(path: &Path, text: String) -> Fixture {
        let mut claims = Vec::new();
        let mut malformed = Vec::new();
        for comment in comments(&text) {
            match parse(&comment.text) {
                Err(error) => malformed.push((comment.line, error)),
                Ok(found) => match comment.about {
                    None if !found.is_empty() => malformed.push((comment.line, "no line of code follows".to_owned())),
                    None => {}
                    Some(line) => {
                        let place = |expectation| Claim { line, start: comment.start, expectation };
                        claims.extend(found.into_iter().map(place));
                    }
                },
            }
        }
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = ending_of(&stem);
        let functions = functions(&text, &stem);
        Fixture { path: path.to_owned(), text, claims, functions, malformed, ending }
    }
}

fn functions(text: &str, stem: &str) -> Vec<Function> {
    let file = Parser::new().parse(text.as_bytes());
    let lines = LineIndex::new(text.as_bytes());
    let is_function = |node: &Node<'_>| matches!(node.kind(), Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION);
    let declared = outline(&file).into_iter().filter(is_function);
    let described = declared.map(|node| {
        let name = node.field(Field::NAME).map_or("", Node::text).to_owned();
        let receiver = node.field(Field::RECEIVER).and_then(receiver_type).unwrap_or_default();
        let carriers = [name.clone(), receiver, stem.to_owned()];
        let carried = carriers.into_iter().find_map(|carrier| Some((ending_of(&carrier)?, carrier)));
        let (ending, carrier) = carried.map_or((None, name.clone()), |(ending, carrier)| (Some(ending), carrier));
        Function { name, first_line: node.line(), last_line: lines.line_col(node.end()).line, ending, carrier }
    });
    described.collect()
}

/// The name of a receiver's type without pointer and type parameters.
fn receiver_type(receiver: Node<'_>) -> Option<String> {
    let mut node = receiver.first()?.field(Field::TYPE)?;
    while node.kind() != Kind::TYPE_IDENTIFIER {
        node = node.first()?;
    }
    Some(node.text().to_owned())
}

fn ending_of(name: &str) -> Option<Ending> {
    if name.ends_with("Ok") || name == "ok" || name.ends_with("_ok") {
        Some(Ending::Ok)
    } else if name.ends_with("Bad") || name == "bad" || name.ends_with("_bad") {
        Some(Ending::Bad)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_with_an_ending_counts() {
        let text = "package p\n\nfunc (c *cacheBad[K]) get() {\n}\n\nfunc (c *cacheBad[K]) setOk() {}\n\nfunc help() {}\n";
        let fixture = Fixture::new(Path::new("a/b_ok.go"), text.to_owned());
        let found: Vec<_> = fixture.functions.iter().map(|f| (f.carrier.as_str(), f.ending, f.first_line, f.last_line)).collect();
        assert_eq!(found, [("cacheBad", Some(Ending::Bad), 3, 4), ("setOk", Some(Ending::Ok), 6, 6), ("b_ok", Some(Ending::Ok), 8, 8),]);
    }
}
