//! How files are read that people name: never without end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// No more than the first `most` bytes of `reader`, and whether there are more.
///
/// # Errors
///
/// What the system says.
pub fn read_at_most(reader: impl Read, most: u64) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    let is_cut = bytes.len() as u64 > most;
    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok((bytes, is_cut))
}

/// As [`read_at_most`], of a regular file. A pipe or a device is never opened: that could wait for ever.
pub(crate) fn read_regular(file: &Path, most: u64) -> io::Result<(Vec<u8>, bool)> {
    if !std::fs::metadata(file)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    read_at_most(File::open(file)?, most)
}
