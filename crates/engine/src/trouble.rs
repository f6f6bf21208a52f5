//! What went wrong or was left out while loading.

use crate::paths;
use mapvet_sharing::Problem;
use std::path::Path;

/// A file that was left out, and what did it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LeftOut {
    /// Path relative to the root.
    pub path: String,
    /// The constraint or limit: `GOOS or GOARCH in the name: windows`.
    pub reason: String,
}

/// Problems and omissions of loading, and whether something asked for could not be read.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    /// In any order; the report sorts them.
    pub(crate) problems: Vec<Problem>,
    /// In any order; the report sorts them.
    pub(crate) left_out: Vec<LeftOut>,
    /// Whether a path that was named, or a Go file or folder below it, could not be read.
    pub(crate) unreadable: bool,
}

impl Trouble {
    /// Adds a problem at a 1-based line and column, 0 when unknown.
    pub(crate) fn problem(&mut self, kind: &str, file: Option<&str>, position: (u32, u32), text: String) {
        let (line, column) = position;
        self.problems.push(Problem { kind: kind.to_owned(), file: file.map(str::to_owned), line, column, text });
    }

    /// Adds something that could not be read; `asked` says whether a pattern covers it.
    pub(crate) fn unreadable(&mut self, file: &str, text: &str, asked: bool) {
        self.problem("unreadable", Some(file), (0, 0), format!("cannot be read: {text}"));
        self.unreadable |= asked;
    }

    /// Adds a file that a constraint or a limit leaves out.
    pub(crate) fn left_out(&mut self, root: &Path, path: &Path, reason: String) {
        self.left_out.push(LeftOut { path: paths::relative(root, path), reason });
    }

    /// Takes in what another part of the work met.
    pub(crate) fn merge(&mut self, other: Trouble) {
        self.problems.extend(other.problems);
        self.left_out.extend(other.left_out);
        self.unreadable |= other.unreadable;
    }
}
