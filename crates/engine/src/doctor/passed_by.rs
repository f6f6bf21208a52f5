//! Folders and files that `...` does not enter although they hold Go code: why a package is not seen.

use crate::files::{Entry, EntryKind, Files};
use crate::modules::Module;
use crate::paths;
use crate::pattern::{Pattern, Reach};
use crate::settings::Settings;
use crate::walk;
use std::path::{Path, PathBuf};

/// So many names are looked at; a tree may hold millions that have nothing to do with Go.
const MOST_NAMES: usize = 500_000;

/// Folders of version control, which hold no Go code.
const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".svn", ".jj"];

/// A folder or file that `...` does not enter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PassedBy {
    /// Its path, relative to the root.
    pub path: String,
    /// What keeps `...` out.
    pub why: WhyPassedBy,
    /// How many Go files it holds.
    pub go_files: u32,
}

/// What keeps `...` out of a folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WhyPassedBy {
    /// A folder of the name `testdata`.
    Testdata,
    /// The name begins with `_` or `.`.
    HiddenName,
    /// go.mod ignores it.
    Ignored,
    /// A symbolic link to a folder.
    Link,
}

/// What a search found.
pub(super) struct Passed {
    /// Sorted by path.
    pub(super) found: Vec<PassedBy>,
    /// Whether everything was looked at.
    pub(super) complete: bool,
}

/// Looks below every folder that a pattern with `...` starts from.
pub(super) fn search(settings: &Settings, root: &Path, modules: &[Module], files: &dyn Files) -> Passed {
    let default = ["./...".to_owned()];
    let texts: &[String] = if settings.patterns.is_empty() { &default } else { &settings.patterns };
    let mut search = Search { root, modules, files, left: MOST_NAMES, found: Vec::new() };
    for pattern in texts.iter().filter_map(|text| Pattern::new(text, root, files).ok()) {
        match pattern.reach {
            Reach::Below(_) => search.below(pattern.folder),
            Reach::Folder | Reach::File(_) => {}
        }
    }
    search.found.sort();
    search.found.dedup();
    Passed { found: search.found, complete: search.left > 0 }
}

struct Search<'s> {
    root: &'s Path,
    modules: &'s [Module],
    files: &'s dyn Files,
    /// How many names may still be looked at.
    left: usize,
    found: Vec<PassedBy>,
}

impl Search<'_> {
    fn below(&mut self, folder: PathBuf) {
        let mut open = vec![folder];
        while let Some(folder) = open.pop() {
            for entry in self.list(&folder) {
                let why = match entry.kind {
                    EntryKind::Folder => self.why_not(&entry.path),
                    EntryKind::Link if matches!(self.files.kind(&entry.path), Ok(EntryKind::Folder)) => Some(WhyPassedBy::Link),
                    EntryKind::File if is_hidden_go(&entry.path) => Some(WhyPassedBy::HiddenName),
                    EntryKind::File | EntryKind::Link | EntryKind::Other => continue,
                };
                match why {
                    Some(why) => self.passed(&entry, why),
                    None if paths::name(&entry.path) == "vendor" => {}
                    None => open.push(entry.path),
                }
            }
        }
    }

    fn list(&mut self, folder: &Path) -> Vec<Entry> {
        if self.left == 0 {
            return Vec::new();
        }
        // What cannot be read is a problem of the run already.
        let entries = self.files.list(folder).unwrap_or_default();
        self.left = self.left.saturating_sub(entries.len());
        entries
    }

    fn why_not(&self, folder: &Path) -> Option<WhyPassedBy> {
        let name = paths::name(folder);
        let owner = self.modules.iter().filter(|module| folder.starts_with(&module.folder)).max_by_key(|module| module.folder.components().count());
        if name == "testdata" {
            Some(WhyPassedBy::Testdata)
        } else if walk::skips(folder) && name != "vendor" {
            Some(WhyPassedBy::HiddenName)
        } else if owner.is_some_and(|module| module.ignores(folder)) {
            Some(WhyPassedBy::Ignored)
        } else {
            None
        }
    }

    fn passed(&mut self, entry: &Entry, why: WhyPassedBy) {
        let go_files = if entry.kind == EntryKind::File { 1 } else { self.go_files(&entry.path) };
        if go_files > 0 {
            self.found.push(PassedBy { path: paths::relative(self.root, &entry.path), why, go_files });
        }
    }

    fn go_files(&mut self, folder: &Path) -> u32 {
        let mut count = 0;
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            if VERSION_CONTROL.contains(&paths::name(&folder).as_str()) {
                continue;
            }
            for entry in self.list(&folder) {
                match entry.kind {
                    EntryKind::Folder => open.push(entry.path),
                    EntryKind::File if paths::name(&entry.path).ends_with(".go") => count += 1,
                    EntryKind::File | EntryKind::Link | EntryKind::Other => {}
                }
            }
        }
        count
    }
}

/// Whether a file would be Go code but for its name.
fn is_hidden_go(file: &Path) -> bool {
    let name = paths::name(file);
    name.ends_with(".go") && name.starts_with(['_', '.'])
}
