//! `cargo xtask std-facts`: what Go's own library declares, as the table that is built into the analyser.

use crate::binary::workspace;
use crate::failure::Failure;
use mapvet_engine::{Disk, StandardTable, standard_table, with_threads};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// Write the built-in table of Go's own library anew
///
/// Reads the sources of a Go installation, with the bodies of functions left out, and keeps what programs can reach. The
/// same sources give the same bytes. Run it when the form of interfaces changes, and with a new release of Go.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The Go installation; without it the one that `go` belongs to
    #[arg(long, value_name = "DIR")]
    goroot: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let goroot = arguments.goroot.clone().map_or_else(installed, Ok)?;
    let goroot = goroot.canonicalize().map_err(|error| Failure::at(&goroot, error))?;
    let start = Instant::now();
    let bytes = with_threads(0, || standard_table(&goroot, &Disk)).map_err(Failure::new)?;
    let made = start.elapsed();
    let file = workspace().join("crates/engine/std/table.bin");
    std::fs::write(&file, &bytes).map_err(|error| Failure::at(&file, error))?;
    println!("{}", described(&bytes, made)?);
    Ok(())
}

fn installed() -> Result<PathBuf, Failure> {
    let output = Command::new("go").args(["env", "GOROOT"]).output().map_err(|error| Failure::new(format!("go env GOROOT: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if said.is_empty() { Err(Failure::new("`go env GOROOT` says nothing; name the folder with --goroot")) } else { Ok(PathBuf::from(said)) }
}

/// Size and cost, in words.
fn described(bytes: &[u8], made: Duration) -> Result<String, Failure> {
    let start = Instant::now();
    let table = StandardTable::open(bytes).ok_or_else(|| Failure::new("the table that was written cannot be read"))?;
    let opened = start.elapsed();
    let mut each: Vec<(Duration, &str)> = Vec::new();
    for path in table.paths() {
        let start = Instant::now();
        table.interface(path).ok_or_else(|| Failure::new(format!("{path} cannot be read again")))?;
        each.push((start.elapsed(), path));
    }
    let all: Duration = each.iter().map(|(time, _)| *time).sum();
    let (slowest, path) = each.iter().max().copied().unwrap_or_default();
    let micro = |time: Duration| time.as_secs_f64() * 1e6;
    Ok(format!(
        "{}, {} packages, {} bytes, made in {:.1} s\n\
         header    {:.1} µs\n\
         a package {:.0} µs, at most {:.0} µs ({path})",
        table.go_version(),
        each.len(),
        bytes.len(),
        made.as_secs_f64(),
        micro(opened),
        micro(all) / each.len().max(1) as f64,
        micro(slowest),
    ))
}
