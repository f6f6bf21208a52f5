//! `mapvet check` and `mapvet report`: analyse or link, then show.

use super::{look, say, settings};
use crate::answer::Answer;
use crate::args::{CheckArgs, LoadArgs, ReportArgs, ShowArgs};
use crate::changed;
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status, status};
use crate::output;
use crate::progress::Bar;
use crate::sources::Sources;
use mapvet_engine::{Filter, Report, Settings};
use mapvet_sharing::Facts;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Analyses what the patterns name and reports.
pub fn check(args: &CheckArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let mut settings = shown(settings(&args.load, &args.patterns)?, &args.report);
    settings.filter.changes = changed::changes(&args.new, &settings.root)?;
    say_new(&settings, args.load.quiet);
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings, &bar);
    bar.finish();
    show(&report, &args.load, &args.report, began)
}

/// Links facts that `mapvet unit` wrote and reports.
pub fn report(args: &ReportArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let mut settings = shown(settings(&args.load, &[])?, &args.report);
    settings.filter.changes = changed::by_patch(&args.new, &settings.root)?;
    say_new(&settings, args.load.quiet);
    let facts = args.facts.iter().map(|file| read_facts(file).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    show(&mapvet_engine::report(&facts, &settings), &args.load, &args.report, began)
}

/// Facts from a file. A file of another version is an error here: without it the report would be wrong.
pub fn read_facts(file: &Path) -> Result<Facts, Failure> {
    let name = escape::line(&file.to_string_lossy());
    let bytes = std::fs::read(file).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    Facts::from_bytes(&bytes).ok_or_else(|| Failure::Lost(format!("{name} holds no facts of this version")))
}

fn shown(settings: Settings, show: &ShowArgs) -> Settings {
    let filter = Filter { min_confidence: show.min_confidence.into(), select: show.select.clone(), ignore: show.ignore.clone(), changes: None };
    Settings { filter, ..settings }
}

/// Says beforehand what counts as new, so that nobody takes a short report for a clean one.
fn say_new(settings: &Settings, quiet: bool) {
    if let Some(changes) = settings.filter.changes.as_ref().filter(|_| !quiet) {
        say(changes.notes.iter().map(|note| escape::line(&format!("note: {note}"))));
    }
}

fn show(report: &Report, load: &LoadArgs, show: &ShowArgs, began: Instant) -> Result<Status, Failure> {
    let sources = Sources::of(report);
    let set_aside = if show.show_suppressed { report.set_aside.as_slice() } else { &[] };
    let answer = Answer { set_aside, ..Answer::of(report, &sources) };
    say(closing::problems(&report.problems, load.quiet));
    if !load.quiet {
        say(closing::notes(&report.notes, show.show_skipped));
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
    Ok(status(levels, show.fail_on, show.exit_zero, !answer.complete))
}
