//! Runs the oracles' scripts.

use crate::failure::Failure;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a script said and whether it was content.
pub(crate) struct Said {
    /// Its standard output.
    pub(crate) output: String,
    /// The last line of its standard error, if it failed.
    pub(crate) failed: Option<String>,
}

/// Runs a script and waits for it.
pub(crate) fn python(script: &Path, arguments: &[&OsStr]) -> Result<Said, Failure> {
    let mut command = Command::new("python3");
    command.arg(script).args(arguments).stdin(Stdio::null());
    let output = command.output().map_err(|error| Failure::at(Path::new("python3"), error))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().rfind(|line| !line.trim().is_empty());
    let failed = (!output.status.success()).then(|| last.map_or_else(|| output.status.to_string(), str::to_owned));
    Ok(Said { output: String::from_utf8_lossy(&output.stdout).into_owned(), failed })
}
