//! What is new in the tree: which lines of which files were added or changed, and where lines were taken away.

mod applied;
mod git;
mod names;
mod patch;
mod weight;

pub use applied::from_patch;
pub use git::{since_merge_base, since_revision};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// What is new in the tree, by file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// What the tree was compared with, and how much is new: one line each.
    pub notes: Vec<String>,
    /// Absolute clean paths.
    files: BTreeMap<PathBuf, FileChange>,
    /// Folders in which every file counts as new: what is in them cannot be compared.
    folders: BTreeSet<PathBuf>,
    /// The folder that was compared; files elsewhere count as new, for nothing is known of them.
    compared: Option<PathBuf>,
}

/// What is new in one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum FileChange {
    /// Every line: the file is new, or what changed in it cannot be told.
    Whole,
    /// In order of their lines.
    Blocks(Vec<Block>),
}

/// Lines that took the place of others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    /// The first new line, 1-based; where there is none, the line that follows what was taken away.
    pub(crate) first: u32,
    /// How many lines are new.
    pub(crate) lines: u32,
    /// Whether code was taken away and nothing took its place: what stood around it stands side by side now.
    pub(crate) gap: bool,
    /// Whether the change may matter to the whole function around it.
    pub(crate) reaches: bool,
}

/// Why it could not be told what is new.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangesError {
    /// What was asked for does not exist or makes no sense.
    Asked(String),
    /// Something failed on the way.
    Lost(String),
}

impl fmt::Display for ChangesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangesError::Asked(text) | ChangesError::Lost(text) => out.write_str(text),
        }
    }
}

impl std::error::Error for ChangesError {}

impl Changes {
    /// What is new in a file, by its absolute clean path; `None` where nothing is.
    pub(crate) fn of(&self, path: &Path) -> Option<&FileChange> {
        let is_strange = self.compared.as_ref().is_some_and(|compared| !path.starts_with(compared));
        if is_strange || path.ancestors().any(|folder| self.folders.contains(folder)) {
            return Some(&FileChange::Whole);
        }
        self.files.get(path)
    }

    /// Adds a file; of two things that are said of one, the larger holds.
    fn add(&mut self, path: PathBuf, change: FileChange) {
        match (self.files.get(&path), &change) {
            (Some(FileChange::Whole), _) => {}
            (Some(FileChange::Blocks(known)), FileChange::Blocks(more)) if known != more => {
                self.files.insert(path, FileChange::Whole);
            }
            (None | Some(FileChange::Blocks(_)), _) => {
                self.files.insert(path, change);
            }
        }
    }

    /// How many Go files hold something new, in words.
    fn extent(&self) -> String {
        let count = self.files.values().filter(|change| **change != FileChange::Blocks(Vec::new())).count();
        let files = if count == 1 { "1 Go file".to_owned() } else { format!("{count} Go files") };
        let folders = self.folders.iter().map(|folder| crate::paths::name(folder)).collect::<Vec<_>>();
        if folders.is_empty() { files } else { format!("{files}, and all in {}, which cannot be compared", folders.join(", ")) }
    }
}

/// Whether a name ends as those of Go files do.
fn is_go(name: &[u8]) -> bool {
    name.ends_with(b".go")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_compared_is_new() {
        let mut changes = Changes { compared: Some(PathBuf::from("/r")), ..Changes::default() };
        let blocks = |first| FileChange::Blocks(vec![Block { first, lines: 1, gap: false, reaches: false }]);
        changes.add(PathBuf::from("/r/a.go"), blocks(1));
        changes.add(PathBuf::from("/r/a.go"), blocks(1));
        changes.folders.insert(PathBuf::from("/r/sub"));
        let of = |path: &str| changes.of(Path::new(path)).cloned();
        assert_eq!((of("/r/a.go"), of("/r/b.go")), (Some(blocks(1)), None));
        assert_eq!((of("/r/sub/x/a.go"), of("/other/a.go")), (Some(FileChange::Whole), Some(FileChange::Whole)));
        assert_eq!(changes.extent(), "1 Go file, and all in sub, which cannot be compared");
        changes.add(PathBuf::from("/r/a.go"), blocks(2));
        assert_eq!(changes.of(Path::new("/r/a.go")), Some(&FileChange::Whole));
    }
}
