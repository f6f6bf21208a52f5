//! Why a command could not do its work.

use std::fmt;
use std::path::Path;

/// What went wrong, in words for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
}

impl Failure {
    /// A failure in these words: lower case, no final dot.
    pub(crate) fn new(text: impl Into<String>) -> Failure {
        Failure { text: text.into() }
    }

    /// What the system said about a path or a program.
    pub(crate) fn at(path: &Path, error: impl fmt::Display) -> Failure {
        Failure { text: format!("{}: {error}", path.display()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
