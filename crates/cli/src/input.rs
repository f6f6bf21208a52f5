//! Files that the command line names, of which `-` is standard input.

use mapvet_engine::read_at_most;
use std::fs::File;
use std::io;
use std::path::Path;

/// Whether a name stands for standard input.
pub fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// No more than the first `most` bytes, and whether there are more.
pub fn read(file: &Path, most: u64) -> io::Result<(Vec<u8>, bool)> {
    if is_stdin(file) { read_at_most(io::stdin().lock(), most) } else { read_at_most(File::open(file)?, most) }
}
