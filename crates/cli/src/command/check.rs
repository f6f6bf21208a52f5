//! `mapvet check` and `mapvet report`: analyse or link, then show.

use super::{configured, look, say};
use crate::answer::Answer;
use crate::args::{CheckArgs, LoadArgs, ReportArgs, ShowArgs};
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status, status};
use crate::output;
use crate::progress::Bar;
use crate::sources::Sources;
use mapvet_engine::{Report, Resolved};
use mapvet_sharing::Facts;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Analyses what the patterns name and reports.
pub fn check(args: &CheckArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let (settings, resolved) = configured(&args.load, Some(&args.report.choose), &args.patterns)?;
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings, &bar);
    bar.finish();
    show(&report, &resolved, &args.load, &args.report, began)
}

/// Links facts that `mapvet unit` wrote and reports.
pub fn report(args: &ReportArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let (settings, resolved) = configured(&args.load, Some(&args.report.choose), &[])?;
    let facts = args.facts.iter().map(|file| read_facts(file).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    show(&mapvet_engine::report(&facts, &settings), &resolved, &args.load, &args.report, began)
}

/// Facts from a file. A file of another version is an error here: without it the report would be wrong.
pub fn read_facts(file: &Path) -> Result<Facts, Failure> {
    let name = escape::line(&file.to_string_lossy());
    let bytes = std::fs::read(file).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    Facts::from_bytes(&bytes).ok_or_else(|| Failure::Lost(format!("{name} holds no facts of this version")))
}

fn show(report: &Report, resolved: &Resolved, load: &LoadArgs, show: &ShowArgs, began: Instant) -> Result<Status, Failure> {
    let sources = Sources::of(report);
    let answer = Answer::of(report, &sources);
    say(closing::problems(&report.problems, load.quiet));
    if !load.quiet {
        say(closing::notes(&report.notes, show.show_skipped));
        say(closing::configuration(resolved.file.as_deref()));
    }
    output::write_all(&answer, show, look(load.color))?;
    if show.show_skipped || !load.quiet {
        say(closing::left_out(&report.left_out, show.show_skipped));
    }
    if show.stats {
        say(closing::stats(&report.stats()));
    }
    if !load.quiet {
        say(closing::unresolved(&report.stats()).filter(|_| !show.stats));
        say(closing::summary(&answer, began.elapsed()));
    }
    let levels = report.findings.iter().map(|finding| finding.level);
    Ok(status(levels, resolved.fail_on, show.exit_zero, !answer.complete))
}
