//! Where reports go: stdout and files, and what happens when they cannot be written.

use crate::answer::Answer;
use crate::args::{Output, ShowArgs};
use crate::exit::Failure;
use crate::look::Look;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Two reports in one file would overwrite each other.
pub fn check_outputs(outputs: &[Output]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    match outputs.iter().find(|output| !seen.insert(&output.file)) {
        Some(twice) => Err(Failure::Usage(format!("two reports would go to {}", twice.file.display()))),
        None => Ok(()),
    }
}

/// Writes every report that was asked for: files first, then stdout.
pub fn write_all(answer: &Answer<'_>, show: &ShowArgs, look: Look) -> Result<(), Failure> {
    let plain = Look { color: false, ..look };
    for output in &show.output {
        write_file(&output.file, |out| output.format.unwrap_or(show.format).write(answer, plain, out))?;
    }
    if show.output.iter().all(|output| output.format.is_some()) {
        to_stdout(|out| show.format.write(answer, look, out))?;
    }
    Ok(())
}

/// Writes to stdout. A reader that has gone away is no failure.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::AutoStream::always(io::stdout().lock()));
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still in the buffer has no reader; it must not be written again on drop.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => {
            let _ = out.into_parts();
            Err(Failure::Lost(format!("cannot write to stdout: {}", reason(&error))))
        }
        Ok(()) => Ok(()),
    }
}

/// Writes a whole file.
pub fn write_file(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let written = std::fs::File::create(file).and_then(|created| {
        let mut out = BufWriter::new(created);
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|error| Failure::Lost(format!("cannot write {}: {}", file.display(), reason(&error))))
}

/// An I/O error in words, without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    words.to_lowercase()
}
