//! Runs the Go program that says what go/types knows, and reads its rows.

use crate::binary::workspace;
use crate::failure::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One thing that go/types knows about a place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GoRow {
    /// `a` to `f`.
    pub(crate) kind: char,
    /// The byte at which the expression or name begins.
    pub(crate) start: u32,
    /// The byte behind an operand, else 0.
    pub(crate) end: u32,
    /// What is so.
    pub(crate) value: Box<str>,
    /// Whether it mentions a package of a dependency.
    pub(crate) hidden: bool,
}

/// The rows of each file, whose names are relative to the root and have `/`.
pub(crate) type GoRows = BTreeMap<String, Vec<GoRow>>;

/// A line of the Go program.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "f")]
    file: String,
    #[serde(rename = "k")]
    kind: char,
    #[serde(rename = "s")]
    start: u32,
    #[serde(rename = "e", default)]
    end: u32,
    #[serde(rename = "v")]
    value: Box<str>,
    #[serde(rename = "h", default)]
    hidden: bool,
}

/// A folder that goes away with its owner.
pub(crate) struct Scratch {
    /// Where it is.
    pub(crate) path: PathBuf,
}

impl Scratch {
    /// A new folder.
    pub(crate) fn new() -> Result<Scratch, Failure> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let path = std::env::temp_dir().join(format!("mapvet-types-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&path).map_err(|error| Failure::at(&path, error))?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind in a folder for temporary files harms nobody.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// What go/types says of the modules at and below `root`. How many packages there were goes to stderr.
pub(crate) fn dump(root: &Path, tests: bool) -> Result<GoRows, Failure> {
    let scratch = Scratch::new()?;
    let program = build(&scratch.path)?;
    let mut command = Command::new(&program);
    command.args(tests.then_some("-tests")).arg("--").arg(root).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut running = command.spawn().map_err(|error| Failure::at(&program, error))?;
    let rows = read(running.stdout.take().expect("the output is piped"));
    let status = running.wait().map_err(|error| Failure::at(&program, error))?;
    if status.success() { rows } else { Err(Failure::at(root, format!("go/types was not asked: the program ended with {status}"))) }
}

fn build(folder: &Path) -> Result<PathBuf, Failure> {
    let program = folder.join("types");
    let mut command = Command::new("go");
    command.current_dir(workspace().join("crates/xtask/go/types")).args(["build", "-o"]).arg(&program).arg(".");
    // The program has no dependencies; what the environment says is meant for the code that is looked at.
    command.env("GOFLAGS", "").env("GOWORK", "off").stdin(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => Err(Failure::new(format!("the Go program that asks go/types does not build: go ended with {status}"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::new("this command asks go/types, and there is no `go` on PATH")),
        Err(error) => Err(Failure::at(Path::new("go"), error)),
    }
}

fn read(from: impl Read) -> Result<GoRows, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| Failure::new(format!("the rows of go/types cannot be read: {error}"));
    let mut rows = GoRows::new();
    for line in BufReader::with_capacity(1 << 20, from).lines() {
        let line = line.map_err(|error| unreadable(&error))?;
        let Line { file, kind, start, end, value, hidden } = serde_json::from_str(&line).map_err(|error| unreadable(&error))?;
        rows.entry(file).or_default().push(GoRow { kind, start, end, value, hidden });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_file() {
        let lines = "{\"f\":\"a.go\",\"k\":\"a\",\"s\":3,\"e\":5,\"v\":\"map\",\"h\":true}\n{\"f\":\"a.go\",\"k\":\"f\",\"s\":9,\"v\":\"\"}\n";
        let rows = read(lines.as_bytes()).expect("these are rows");
        let operand = GoRow { kind: 'a', start: 3, end: 5, value: "map".into(), hidden: true };
        let literal = GoRow { kind: 'f', start: 9, end: 0, value: "".into(), hidden: false };
        assert_eq!(rows, GoRows::from([("a.go".to_owned(), vec![operand, literal])]));
        assert!(read("types: no\n".as_bytes()).is_err());
    }
}
