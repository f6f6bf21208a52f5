//! What is new, as the options ask for it: read once, before anything is analysed.

use crate::args::{NewArgs, PatchArgs};
use crate::escape;
use crate::exit::Failure;
use crate::output::reason;
use mapvet_engine::{Changes, ChangesError, Disk, from_patch, since_merge_base, since_revision};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

/// A patch with more bytes is refused: what has no end would be read without one.
const MOST_BYTES: u64 = 256 << 20;

/// What is new in the tree around `root`; `None` if nobody asks.
pub fn changes(args: &NewArgs, root: &Path) -> Result<Option<Arc<Changes>>, Failure> {
    let changes = match (&args.new_from_rev, &args.new_from_merge_base) {
        (Some(revision), _) => since_revision(root, revision),
        (None, Some(branch)) => since_merge_base(root, branch),
        (None, None) => return by_patch(&args.patch, root),
    };
    changes.map(|changes| Some(Arc::new(changes))).map_err(|error| failure(error, ""))
}

/// What is new by a patch; `None` if there is none.
pub fn by_patch(args: &PatchArgs, root: &Path) -> Result<Option<Arc<Changes>>, Failure> {
    let Some(file) = &args.new_from_patch else { return Ok(None) };
    let mut text = Vec::new();
    let is_stdin = file.as_os_str() == "-";
    let name = if is_stdin { "the patch on standard input".to_owned() } else { escape::line(&file.to_string_lossy()) };
    let read = match is_stdin {
        true => io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut text),
        false => File::open(file).and_then(|opened| opened.take(MOST_BYTES + 1).read_to_end(&mut text)),
    };
    read.map_err(|error| Failure::Lost(format!("cannot read {name}: {}", reason(&error))))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(Failure::Usage(format!("{name}: it has more than {} MiB; no patch is that large", MOST_BYTES >> 20)));
    }
    from_patch(&text, root, &Disk).map(|changes| Some(Arc::new(changes))).map_err(|error| failure(error, &format!("{name}: ")))
}

fn failure(error: ChangesError, before: &str) -> Failure {
    match error {
        ChangesError::Asked(text) => Failure::Usage(format!("{before}{text}")),
        ChangesError::Lost(text) => Failure::Lost(format!("{before}{text}")),
    }
}
