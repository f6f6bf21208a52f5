//! The facts of one crash or race report out of a public issue.

use crate::failure::Failure;
use serde::Deserialize;
use std::path::Path;

/// One row.
#[derive(Deserialize)]
pub(crate) struct Row {
    /// Short and unique.
    pub(crate) id: String,
    /// `owner/name`.
    pub(crate) repo: String,
    /// The commit on whose tree the row is explained.
    pub(crate) commit: String,
    /// `writes`, `read`, `iteration`: fatal errors; `race`, and `race-old` as before Go 1.7.
    pub(crate) kind: String,
    /// What stands before relative files.
    pub(crate) prefix: String,
    /// The running goroutine, or the sides of a race; then other goroutines.
    pub(crate) goroutines: Vec<Goroutine>,
    /// The map, judged from the code.
    pub(crate) map: String,
}

/// A stack.
#[derive(Deserialize)]
pub(crate) struct Goroutine {
    /// `running`, `semacquire`; `write`, `previous read`.
    pub(crate) what: String,
    /// The innermost first.
    pub(crate) frames: Vec<Frame>,
    /// The function that started it.
    #[serde(default)]
    pub(crate) created: Option<Frame>,
}

/// Function, file, line; without a file the text ends there.
#[derive(Deserialize)]
pub(crate) struct Frame(pub(crate) String, pub(crate) String, pub(crate) u32);

impl Row {
    /// All rows of a file, one a line.
    pub(crate) fn read(file: &Path) -> Result<Vec<Row>, Failure> {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::at(file, error))?;
        text.lines().map(|line| serde_json::from_str(line).map_err(|error| Failure::at(file, error))).collect()
    }

    /// Whether it is a report of the race detector.
    pub(crate) fn is_race(&self) -> bool {
        self.kind.starts_with("race")
    }
}
