//! Where Go files come from: the disk, or a table in memory that can also refuse.

use crate::walk;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What a name in a folder stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, not followed.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// One name in a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry {
    /// Folder and name.
    pub path: PathBuf,
    /// What the name stands for.
    pub kind: EntryKind,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// Everything named `*.go`, `go.mod` or `go.work`, sorted by path.
    pub entries: Vec<Entry>,
    /// Folders and names that could not be read, sorted by path.
    pub errors: Vec<(PathBuf, String)>,
}

/// A source of files. Paths are absolute and clean.
pub trait Files: Send + Sync {
    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The first `limit` bytes of a file and the size of the whole.
    fn head(&self, path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)>;
    /// What a path stands for, links followed.
    fn kind(&self, path: &Path) -> io::Result<EntryKind>;
    /// The names directly in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    /// Everything below a folder by Go's rules: no `testdata`, `vendor`, `_x`, `.x`; links to folders are not followed.
    fn walk(&self, folder: &Path, jobs: usize) -> Walked;
}

/// The disk.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn head(&self, path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)> {
        use std::io::Read;
        let file = std::fs::File::open(path)?;
        let size = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(limit.min(size as usize + 1));
        file.take(limit as u64).read_to_end(&mut bytes)?;
        Ok((bytes, size))
    }

    fn kind(&self, path: &Path) -> io::Result<EntryKind> {
        Ok(kind_of(std::fs::metadata(path)?.file_type()))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            entries.push(Entry { path: entry.path(), kind: kind_of(entry.file_type()?) });
        }
        entries.sort();
        Ok(entries)
    }

    fn walk(&self, folder: &Path, jobs: usize) -> Walked {
        walk::disk(folder, jobs)
    }
}

/// The kind behind the standard library's file type.
pub(crate) fn kind_of(file_type: std::fs::FileType) -> EntryKind {
    if file_type.is_file() {
        EntryKind::File
    } else if file_type.is_dir() {
        EntryKind::Folder
    } else if file_type.is_symlink() {
        EntryKind::Link
    } else {
        EntryKind::Other
    }
}

/// Files held in memory, for editors and tests. A path may hold an error instead of bytes.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Result<Vec<u8>, io::ErrorKind>>,
}

impl Memory {
    /// An empty table.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Holds `bytes` at an absolute path.
    pub fn insert(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Ok(bytes.into()));
    }

    /// Answers every request for a path, file or folder, with an error.
    pub fn refuse(&mut self, path: impl Into<PathBuf>, error: io::ErrorKind) {
        self.files.insert(path.into(), Err(error));
    }

    fn file(&self, path: &Path) -> io::Result<&Vec<u8>> {
        match self.files.get(path) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(kind)) => Err(io::Error::from(*kind)),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn is_folder(&self, path: &Path) -> bool {
        let mut after = self.files.range::<Path, _>((std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded));
        after.next().is_some_and(|(next, _)| next.starts_with(path))
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.file(path).cloned()
    }

    fn head(&self, path: &Path, limit: usize) -> io::Result<(Vec<u8>, u64)> {
        let bytes = self.file(path)?;
        Ok((bytes[..limit.min(bytes.len())].to_vec(), bytes.len() as u64))
    }

    fn kind(&self, path: &Path) -> io::Result<EntryKind> {
        if self.is_folder(path) { Ok(EntryKind::Folder) } else { self.file(path).map(|_| EntryKind::File) }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        if let Some(Err(kind)) = self.files.get(folder) {
            return Err(io::Error::from(*kind));
        }
        if !self.is_folder(folder) {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        let mut entries: Vec<Entry> = Vec::new();
        for path in self.files.keys() {
            let Ok(rest) = path.strip_prefix(folder) else { continue };
            let mut parts = rest.components();
            let Some(first) = parts.next() else { continue };
            let kind = if parts.next().is_some() { EntryKind::Folder } else { EntryKind::File };
            entries.push(Entry { path: folder.join(first), kind });
        }
        entries.sort();
        // A folder that holds a refusal of its own and files below is listed as both; the folder wins.
        entries.dedup_by(|later, earlier| {
            let same = later.path == earlier.path;
            if same && later.kind == EntryKind::Folder {
                earlier.kind = EntryKind::Folder;
            }
            same
        });
        Ok(entries)
    }

    fn walk(&self, folder: &Path, _jobs: usize) -> Walked {
        let mut walked = Walked::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(at) = folders.pop() {
            match self.list(&at) {
                Err(error) => walked.errors.push((at, walk::reason(&error))),
                Ok(entries) => {
                    for entry in entries {
                        if entry.kind == EntryKind::Folder && !walk::skips(&entry.path) {
                            folders.push(entry.path.clone());
                        }
                        if walk::concerns_go(&entry.path) {
                            walked.entries.push(entry);
                        }
                    }
                }
            }
        }
        walked.entries.sort();
        walked.errors.sort();
        walked
    }
}
