//! Go package patterns: what a run is asked to report on.

use crate::files::{EntryKind, Files};
use crate::paths;
use crate::walk;
use std::io;
use std::path::{Path, PathBuf};

/// A pattern, held against the files that exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pattern {
    /// The folder it starts from, absolute.
    pub(crate) folder: PathBuf,
    /// How far it goes.
    pub(crate) reach: Reach,
}

/// How far a pattern goes from its folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// The package in the folder.
    Folder,
    /// One file of the package in the folder.
    File(PathBuf),
    /// Folders below whose path from the folder matches; `...` stands for anything.
    Below(String),
}

impl Pattern {
    /// Reads one argument; the error is that of its folder or file.
    pub(crate) fn new(text: &str, root: &Path, files: &dyn Files) -> io::Result<Pattern> {
        let text = if text.is_empty() { "." } else { text };
        if let Some(at) = text.find("...") {
            let (base, wild) = match text[..at].rfind('/') {
                Some(slash) => (&text[..=slash], &text[slash + 1..]),
                None => (".", text),
            };
            let folder = paths::clean(&root.join(base));
            return match files.kind(&folder)? {
                EntryKind::Folder => Ok(Pattern { folder, reach: Reach::Below(wild.to_owned()) }),
                EntryKind::File | EntryKind::Link | EntryKind::Other => Err(io::Error::from(io::ErrorKind::NotADirectory)),
            };
        }
        let path = paths::clean(&root.join(text));
        match files.kind(&path)? {
            EntryKind::Folder => Ok(Pattern { folder: path, reach: Reach::Folder }),
            EntryKind::File if paths::name(&path).ends_with(".go") => {
                let folder = path.parent().unwrap_or(root).to_owned();
                Ok(Pattern { folder, reach: Reach::File(path) })
            }
            EntryKind::File => Err(io::Error::other("neither a folder nor a Go file")),
            EntryKind::Link | EntryKind::Other => Err(io::Error::other("not a regular file")),
        }
    }

    /// Whether the pattern covers every file of `folder`. Folders that Go skips are covered only by name.
    pub(crate) fn covers_folder(&self, folder: &Path) -> bool {
        match &self.reach {
            Reach::Folder => folder == self.folder,
            Reach::File(_) => false,
            Reach::Below(wild) => self.reaches(folder) && paths::below(&self.folder, folder).is_some_and(|rest| wild_match(wild, &rest)),
        }
    }

    /// Whether the pattern covers a file of a folder.
    pub(crate) fn covers(&self, folder: &Path, file: &Path) -> bool {
        match &self.reach {
            Reach::File(named) => named == file,
            Reach::Folder | Reach::Below(_) => self.covers_folder(folder),
        }
    }

    /// Whether a walk from the pattern's folder comes by `folder`.
    pub(crate) fn reaches(&self, folder: &Path) -> bool {
        matches!(self.reach, Reach::Below(_)) && walk_reaches(&self.folder, folder)
    }
}

/// Whether a walk that starts at `from` enters `folder`.
pub(crate) fn walk_reaches(from: &Path, folder: &Path) -> bool {
    folder.strip_prefix(from).is_ok_and(|rest| rest.components().all(|part| !walk::skips(Path::new(part.as_os_str()))))
}

fn wild_match(wild: &str, path: &str) -> bool {
    if wild.strip_suffix("/...").is_some_and(|whole| wild_match(whole, path)) {
        return true;
    }
    let mut pieces = wild.split("...");
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    #[test]
    fn three_dots_stand_for_anything() {
        for (wild, path, expected) in [
            ("...", "", true),
            ("...", "a/b", true),
            ("foo...", "foobar/x", true),
            ("foo...", "bar", false),
            ("foo/...", "foo", true),
            ("foo/...", "foobar", false),
            ("a/.../b", "a/x/y/b", true),
            ("a/.../b", "a/x/y/c", false),
            ("a", "a", true),
            ("a", "ab", false),
        ] {
            assert_eq!(wild_match(wild, path), expected, "{wild} {path}");
        }
    }

    #[test]
    fn patterns_cover_what_go_says() {
        let mut files = Memory::new();
        for path in ["/r/a/x.go", "/r/a/testdata/t/y.go", "/r/d.go/z.go", "/r/n.txt"] {
            files.insert(path, "package p");
        }
        let root = Path::new("/r");
        let all = Pattern::new("./...", root, &files).expect("the root exists");
        assert!(all.covers_folder(Path::new("/r/a")) && all.covers_folder(root));
        assert!(!all.covers_folder(Path::new("/r/a/testdata/t")));
        let named = Pattern::new("a/testdata/t", root, &files).expect("the folder exists");
        assert!(named.covers_folder(Path::new("/r/a/testdata/t")));
        let file = Pattern::new("a/x.go", root, &files).expect("the file exists");
        assert!(file.covers(Path::new("/r/a"), Path::new("/r/a/x.go")) && !file.covers(Path::new("/r/a"), Path::new("/r/a/y.go")));
        let folder = Pattern::new("d.go", root, &files).expect("the folder exists");
        assert_eq!(folder.reach, Reach::Folder);
        for missing in ["b", "b/...", "n.txt", "n.txt/..."] {
            assert!(Pattern::new(missing, root, &files).is_err(), "{missing}");
        }
    }
}
