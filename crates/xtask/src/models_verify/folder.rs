//! The folder of a module, with a go.mod where it has none: old modules have no file that tells their path.

use mapvet_engine::{Disk, Entry, EntryKind, Files, Walked};
use std::io;
use std::path::{Path, PathBuf};

/// Files of the disk, and one more.
pub(super) struct Folder {
    /// The go.mod that is not there, and its text.
    added: Option<(PathBuf, Vec<u8>)>,
}

impl Folder {
    /// The files of a module.
    pub fn of(folder: &Path, module: &str) -> Folder {
        let file = folder.join("go.mod");
        let text = format!("module {module}\n");
        Folder { added: (!file.exists()).then(|| (file, text.into_bytes())) }
    }

    fn text(&self, path: &Path) -> Option<&[u8]> {
        self.added.as_ref().filter(|(added, _)| added == path).map(|(_, text)| text.as_slice())
    }

    fn entry_in(&self, folder: &Path) -> Option<Entry> {
        let (added, _) = self.added.as_ref().filter(|(added, _)| added.parent() == Some(folder))?;
        Some(Entry { path: added.clone(), kind: EntryKind::File })
    }
}

impl Files for Folder {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.text(path).map_or_else(|| Disk.read(path), |text| Ok(text.to_vec()))
    }

    fn head(&self, path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)> {
        let cut = |text: &[u8]| (text[..limit.min(text.len())].to_vec(), text.len() as u64);
        self.text(path).map_or_else(|| Disk.head(path, limit), |text| Ok(cut(text)))
    }

    fn kind(&self, path: &Path) -> io::Result<EntryKind> {
        self.text(path).map_or_else(|| Disk.kind(path), |_| Ok(EntryKind::File))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Disk.list(folder)?;
        entries.extend(self.entry_in(folder));
        entries.sort();
        Ok(entries)
    }

    fn walk(&self, folder: &Path, jobs: usize) -> Walked {
        let mut walked = Disk.walk(folder, jobs);
        walked.entries.extend(self.entry_in(folder));
        walked.entries.sort();
        walked
    }
}
