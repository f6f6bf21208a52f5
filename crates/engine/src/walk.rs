//! Which names a walk enters, and the parallel walk of the disk.
//!
//! Go reads no `.gitignore`, so every filter of the walker is off; only Go's own rules remain.

use crate::files::{Entry, EntryKind, Walked, kind_of};
use crate::paths;
use ignore::{WalkBuilder, WalkState};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Whether a folder is one that Go's `...` does not enter.
pub(crate) fn skips(folder: &Path) -> bool {
    let name = paths::name(folder);
    name == "testdata" || name == "vendor" || name.starts_with(['_', '.'])
}

/// Whether a name takes part in loading: a Go file that Go would look at, a module file or a workspace file.
pub(crate) fn concerns_go(path: &Path) -> bool {
    let name = paths::name(path);
    name == "go.mod" || name == "go.work" || (name.ends_with(".go") && !name.starts_with(['_', '.']))
}

/// An I/O error in words, without the number that the standard library adds.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string().to_lowercase();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Walks the disk with `jobs` threads. Links to folders are not followed, so that loops cannot be.
pub(crate) fn disk(folder: &Path, jobs: usize) -> Walked {
    let mut builder = WalkBuilder::new(folder);
    builder.standard_filters(false).follow_links(false).threads(jobs);
    builder.filter_entry(|entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        entry.depth() == 0 || !is_folder || !skips(entry.path())
    });
    let (sender, receiver) = mpsc::channel::<Result<Entry, (PathBuf, String)>>();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |found| {
            let message = match found {
                Ok(entry) if entry.depth() == 0 || !concerns_go(entry.path()) => return WalkState::Continue,
                Ok(entry) => {
                    let kind = entry.file_type().map_or(EntryKind::Other, kind_of);
                    Ok(Entry { path: entry.into_path(), kind })
                }
                Err(error) => Err(error_place(&error)),
            };
            // The receiver outlives the walk.
            let _ = sender.send(message);
            WalkState::Continue
        })
    });
    drop(sender);
    let mut walked = Walked::default();
    for message in receiver {
        match message {
            Ok(entry) => walked.entries.push(entry),
            Err((path, text)) => walked.errors.push((if path.as_os_str().is_empty() { folder.to_owned() } else { path }, text)),
        }
    }
    walked.entries.sort();
    walked.errors.sort();
    walked
}

fn error_place(error: &ignore::Error) -> (PathBuf, String) {
    let mut path = PathBuf::new();
    let mut at = error;
    loop {
        match at {
            ignore::Error::WithPath { path: inner_path, err } => {
                path = inner_path.clone();
                at = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => at = err,
            ignore::Error::Io(error) => return (path, reason(error)),
            ignore::Error::Loop { .. }
            | ignore::Error::Partial(_)
            | ignore::Error::Glob { .. }
            | ignore::Error::UnrecognizedFileType(_)
            | ignore::Error::InvalidDefinition => return (path, at.to_string().to_lowercase()),
        }
    }
}
