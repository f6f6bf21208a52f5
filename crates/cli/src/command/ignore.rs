//! `mapvet ignore`.

use super::{say, settings};
use crate::args::IgnoreArgs;
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::to_stdout;
use crate::progress::Bar;
use crate::unified;
use mapvet_engine::{Insertion, Refusal, Witness};
use std::io::{self, Write};
use std::sync::Arc;

/// Writes the comment that hides a finding, or shows it.
pub fn ignore(args: &IgnoreArgs) -> Result<Status, Failure> {
    let settings = settings(&args.load, &args.patterns)?;
    let witness = Arc::new(Witness::new());
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check_files(&settings, Arc::clone(&witness) as _, &bar);
    bar.finish();
    say(closing::problems(&report.problems, args.load.quiet));
    let done = if report.unreadable || report.internal_error { Status::Lost } else { Status::Clean };
    let insertion = match mapvet_engine::insertion(&report, &witness, &args.id, &args.reason, args.form.into()) {
        Ok(insertion) => insertion,
        Err(Refusal::Hidden(reason)) => {
            say([escape::line(&format!("note: {} is hidden already, nothing is written: {reason}", args.id))]);
            return Ok(done);
        }
        Err(refusal) => return Err(failure(refusal)),
    };
    if args.dry_run {
        to_stdout(|out| unified::write(&insertion.path, &insertion.old, &insertion.new, out))?;
    } else {
        insertion.write().map_err(failure)?;
        to_stdout(|out| written(&insertion, out))?;
    }
    Ok(done)
}

fn written(insertion: &Insertion, out: &mut dyn Write) -> io::Result<()> {
    let Insertion { path, line, comment, covers: (first, last), .. } = insertion;
    writeln!(out, "{}", escape::line(&format!("{path}:{line}: {comment}")))?;
    match first == last {
        true => Ok(()),
        false => writeln!(out, "  it covers lines {first} to {last}: other findings of the rule there are hidden too"),
    }
}

fn failure(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Request(text) => Failure::Usage(text),
        Refusal::File(text) => Failure::Lost(text),
        Refusal::Hidden(reason) => Failure::Usage(format!("hidden already: {reason}")),
    }
}
