//! `mapvet check` and `mapvet report`: analyse or link, then show.

use super::baseline::{DEFAULT_FILE, read_baseline};
use super::{look, say, settings};
use crate::answer::Answer;
use crate::args::{CheckArgs, LoadArgs, ReportArgs, ShowArgs};
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
    let settings = shown(settings(&args.load, &args.patterns)?, &args.report)?;
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings, &bar);
    bar.finish();
    show(&report, &args.load, &args.report, began)
}

/// Links facts that `mapvet unit` wrote and reports.
pub fn report(args: &ReportArgs) -> Result<Status, Failure> {
    output::check_outputs(&args.report.output)?;
    let began = Instant::now();
    let settings = shown(settings(&args.load, &[])?, &args.report)?;
    let facts = args.facts.iter().map(|file| read_facts(file).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    show(&mapvet_engine::report(&facts, &settings), &args.load, &args.report, began)
}

/// Facts from a file. A file of another version is an error here: without it the report would be wrong.
pub fn read_facts(file: &Path) -> Result<Facts, Failure> {
    let name = escape::line(&file.to_string_lossy());
    let bytes = std::fs::read(file).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    Facts::from_bytes(&bytes).ok_or_else(|| Failure::Lost(format!("{name} holds no facts of this version")))
}

fn shown(settings: Settings, show: &ShowArgs) -> Result<Settings, Failure> {
    let baseline = show.baseline.as_deref().map(read_baseline).transpose()?;
    let filter = Filter { min_confidence: show.min_confidence.into(), select: show.select.clone(), ignore: show.ignore.clone(), baseline };
    Ok(Settings { filter, ..settings })
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
        say(baseline_lines(report, show));
    }
    let levels = report.findings.iter().map(|finding| finding.level);
    Ok(status(levels, show.fail_on, show.exit_zero, !answer.complete))
}

/// What there is to do about the baseline, or about one that is there and was not asked for.
fn baseline_lines(report: &Report, show: &ShowArgs) -> Vec<String> {
    match (&report.recalled, &show.baseline) {
        (Some(recalled), Some(file)) => closing::baseline(recalled, file),
        (None, None) if !report.findings.is_empty() && Path::new(DEFAULT_FILE).is_file() => {
            vec![format!("note: {DEFAULT_FILE} is there and was not asked for (--baseline {DEFAULT_FILE} uses it)")]
        }
        (Some(_) | None, Some(_) | None) => Vec::new(),
    }
}
