//! What is new, as the options ask for it: read once, before anything is analysed.

use crate::args::{NewArgs, PatchArgs};
use crate::escape;
use crate::exit::Failure;
use crate::input::{self, is_stdin};
use crate::output::reason;
use mapvet_engine::{Changes, ChangesError, Disk, from_patch, since_merge_base, since_revision};
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
    let name = if is_stdin(file) { "the patch on standard input".to_owned() } else { escape::line(&file.to_string_lossy()) };
    let (text, is_cut) = input::read(file, MOST_BYTES).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", reason(&error))))?;
    if is_cut {
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
