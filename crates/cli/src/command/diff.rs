//! `mapvet diff`: what came, what went and what stayed between two reports.

use super::say;
use crate::args::{DiffArgs, DiffFormat};
use crate::diff::{self, Document};
use crate::exit::{Failure, Status, status};
use crate::input::{self, is_stdin};
use crate::output::{reason, to_stdout};
use std::path::Path;

/// A report with more bytes is refused.
const MOST_BYTES: u64 = 1 << 30;

/// Compares two reports.
pub fn diff(args: &DiffArgs) -> Result<Status, Failure> {
    if is_stdin(&args.old) && is_stdin(&args.new) {
        return Err(Failure::Usage("only one of the two reports can come from stdin".to_owned()));
    }
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let compared = diff::compare(&old, &new);
    to_stdout(|out| match args.format {
        DiffFormat::Text => diff::write_text(&compared, out),
        DiffFormat::Json => diff::write_json(&compared, out),
    })?;
    let lost = [(&args.old, &old), (&args.new, &new)].into_iter().filter(|(_, document)| document.is_partial());
    say(lost.map(|(file, _)| {
        let text = format!("warning: {}: something was lost in that run; what it does not name may be there all the same", name(file));
        crate::escape::line(&text)
    }));
    if !args.quiet {
        say([diff::summary(&compared)]);
    }
    Ok(status(compared.introduced.iter().map(|row| row.level()), args.fail_on.into(), false, false))
}

fn name(file: &Path) -> String {
    if is_stdin(file) { "stdin".to_owned() } else { file.display().to_string() }
}

fn read(file: &Path) -> Result<Document, Failure> {
    let read = input::read(file, MOST_BYTES);
    let (text, is_cut) = read.map_err(|error| Failure::Lost(format!("cannot read {}: {}", name(file), reason(&error))))?;
    if is_cut {
        return Err(Failure::Usage(format!("{}: the file has more than {} MiB", name(file), MOST_BYTES >> 20)));
    }
    Document::parse(&text).map_err(|(line, wrong)| {
        let place = if line == 0 { name(file) } else { format!("{}:{line}", name(file)) };
        Failure::Usage(format!("{place}: {wrong}"))
    })
}
