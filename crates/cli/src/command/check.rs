//! `mapvet check` and `mapvet report`: analyse or link, then show.

use super::baseline::{DEFAULT_FILE, read_baseline};
use super::{configured, look, say};
use crate::answer::Answer;
use crate::args::{CheckArgs, LoadArgs, ReportArgs, ShowArgs};
use crate::changed;
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status, status};
use crate::output;
use crate::progress::Bar;
use crate::sources::Sources;
use mapvet_engine::{Filter, Report, Resolved, Settings};
use mapvet_sharing::Facts;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Analyses what the patterns name and reports.
pub fn check(args: &CheckArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let (settings, resolved) = configured(&args.load, Some(&args.report.choose), &args.patterns)?;
    let (mut settings, baseline) = with_baseline(settings, &resolved, &args.report)?;
    settings.filter.changes = changed::changes(&args.new, &settings.root)?;
    say_new(&settings, args.load.quiet);
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings, &bar);
    bar.finish();
    let showing = Showing { resolved: &resolved, baseline: baseline.as_deref(), load: &args.load, show: &args.report };
    show(&report, &showing, began)
}

/// Links facts that `mapvet unit` wrote and reports.
pub fn report(args: &ReportArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let (settings, resolved) = configured(&args.load, Some(&args.report.choose), &[])?;
    let (mut settings, baseline) = with_baseline(settings, &resolved, &args.report)?;
    settings.filter.changes = changed::by_patch(&args.new, &settings.root)?;
    say_new(&settings, args.load.quiet);
    let facts = args.facts.iter().map(|file| read_facts(file).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let showing = Showing { resolved: &resolved, baseline: baseline.as_deref(), load: &args.load, show: &args.report };
    show(&mapvet_engine::report(&facts, &settings), &showing, began)
}

/// Facts from a file. A file of another version is an error here: without it the report would be wrong.
pub fn read_facts(file: &Path) -> Result<Facts, Failure> {
    let name = escape::line(&file.to_string_lossy());
    let bytes = std::fs::read(file).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    Facts::from_bytes(&bytes).ok_or_else(|| Failure::Lost(format!("{name} holds no facts of this version")))
}

/// Settings with the baseline that the command line or the configuration names, and how that is called.
fn with_baseline(settings: Settings, resolved: &Resolved, show: &ShowArgs) -> Result<(Settings, Option<PathBuf>), Failure> {
    let named = show.baseline.clone().or_else(|| resolved.baseline.clone());
    let baseline = named.as_deref().map(read_baseline).transpose()?;
    let filter = Filter { baseline, ..settings.filter };
    Ok((Settings { filter, ..settings }, named))
}

/// Says beforehand what counts as new, so that nobody takes a short report for a clean one.
fn say_new(settings: &Settings, quiet: bool) {
    if let Some(changes) = settings.filter.changes.as_ref().filter(|_| !quiet) {
        say(changes.notes.iter().map(|note| escape::line(&format!("note: {note}"))));
    }
}

/// What a report is shown by.
struct Showing<'a> {
    resolved: &'a Resolved,
    baseline: Option<&'a Path>,
    load: &'a LoadArgs,
    show: &'a ShowArgs,
}

fn show(report: &Report, showing: &Showing<'_>, began: Instant) -> Result<Status, Failure> {
    let Showing { resolved, baseline, load, show } = *showing;
    let sources = Sources::of(report);
    let set_aside = if show.show_suppressed { report.set_aside.as_slice() } else { &[] };
    let answer = Answer { set_aside, ..Answer::of(report, &sources) };
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
        say(baseline_lines(report, baseline));
    }
    let levels = report.findings.iter().map(|finding| finding.level);
    Ok(status(levels, resolved.fail_on, show.exit_zero, !answer.complete))
}

/// What there is to do about the baseline, or about one that is there and was not asked for.
fn baseline_lines(report: &Report, baseline: Option<&Path>) -> Vec<String> {
    match (&report.recalled, baseline) {
        (Some(recalled), Some(file)) => closing::baseline(recalled, file),
        (None, None) if !report.findings.is_empty() && Path::new(DEFAULT_FILE).is_file() => {
            vec![format!("note: {DEFAULT_FILE} is there and was not asked for (--baseline {DEFAULT_FILE} uses it)")]
        }
        (Some(_) | None, Some(_) | None) => Vec::new(),
    }
}
