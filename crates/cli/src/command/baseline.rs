//! `mapvet baseline`, and `--baseline`: findings that a project has decided to live with for now.

use super::{configured, say, showing_all};
use crate::args::{BaselineArgs, BaselineVerb, CreateArgs, RunArgs, TakeArgs, UpdateArgs};
use crate::closing;
use crate::exit::{Failure, Status};
use crate::output::reason;
use crate::progress::Bar;
use mapvet_engine::{Baseline, BaselineError, Filter, Identity, Recalled, Report, Resolved, Settings, folder_of, replace_file};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that is meant where none is named. It is never used without being asked for.
pub const DEFAULT_FILE: &str = ".mapvet-baseline.json";

/// Makes a baseline or changes one.
pub fn baseline(args: &BaselineArgs) -> Result<Status, Failure> {
    match &args.verb {
        BaselineVerb::Create(args) => create(args),
        BaselineVerb::Update(args) => update(args),
        BaselineVerb::Prune(args) => prune(&args.run),
    }
}

/// Reads a baseline file.
pub fn read_baseline(file: &Path) -> Result<Arc<Baseline>, Failure> {
    let name = file.display();
    match Baseline::read(file) {
        Ok(baseline) => Ok(Arc::new(baseline)),
        Err(BaselineError::Malformed(wrong)) if wrong.line == 0 => Err(Failure::Usage(format!("{name}: {}", wrong.text))),
        Err(BaselineError::Malformed(wrong)) => Err(Failure::Usage(format!("{name}:{}: {}", wrong.line, wrong.text))),
        Err(BaselineError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => {
            Err(Failure::Lost(format!("cannot read the baseline {name}: there is no such file (mapvet baseline create makes one)")))
        }
        Err(BaselineError::Unreadable(error)) => Err(Failure::Lost(format!("cannot read the baseline {name}: {}", reason(&error)))),
    }
}

fn create(args: &CreateArgs) -> Result<Status, Failure> {
    let (settings, file) = settings_and_file(&args.run, Some(&args.take))?;
    if !args.force && std::fs::symlink_metadata(&file).is_ok() {
        let name = file.display();
        return Err(Failure::Usage(format!("{name} is there already: mapvet baseline update brings it up to date, --force replaces it")));
    }
    let report = run(settings, None, args.run.load.quiet);
    if report.internal_error && report.findings.is_empty() {
        return Err(Failure::Lost("nothing is known after this error: no baseline is written".to_owned()));
    }
    let baseline = Baseline::new(report.findings.iter().map(Identity::of));
    write(&baseline, &file)?;
    let said = format!("{}: {}", file.display(), closing::counted(baseline.findings().len(), "finding"));
    tell(&args.run, [said]);
    Ok(status(&report))
}

fn update(args: &UpdateArgs) -> Result<Status, Failure> {
    let (settings, file) = settings_and_file(&args.run, Some(&args.take))?;
    let old = read_baseline(&file)?;
    let report = run(settings, Some(&old), args.run.load.quiet);
    let recalled = recalled(&report)?;
    let new = old.updated(recalled, &report.findings);
    if new.findings() != old.findings() {
        write(&new, &file)?;
    }
    let (gone, added) = (recalled.gone(), report.findings.len());
    let kept = old.findings().len() - gone;
    let moved = if recalled.moved > 0 { format!(" ({} moved)", recalled.moved) } else { String::new() };
    let mut lines = vec![format!("{}: {added} added, {kept} kept{moved}, {gone} dropped", file.display())];
    if !recalled.whole && recalled.now.iter().any(Option::is_none) {
        let missing = recalled.now.iter().filter(|now| now.is_none()).count();
        lines.push(format!("note: {} not found and kept all the same: {}", closing::counted(missing, "finding"), not_whole(&report)));
    }
    tell(&args.run, lines);
    Ok(status(&report))
}

fn prune(args: &RunArgs) -> Result<Status, Failure> {
    let (settings, file) = settings_and_file(args, None)?;
    let old = read_baseline(&file)?;
    let report = run(settings, Some(&old), args.load.quiet);
    let recalled = recalled(&report)?;
    if !recalled.whole {
        let text = format!("nothing can be dropped from {}: {}", file.display(), not_whole(&report));
        return Err(if is_lost(&report) { Failure::Lost(text) } else { Failure::Usage(text) });
    }
    let gone = recalled.gone();
    if gone > 0 {
        write(&old.pruned(recalled), &file)?;
    }
    tell(args, [format!("{}: {} kept, {gone} dropped", file.display(), old.findings().len() - gone)]);
    Ok(status(&report))
}

/// Settings that take up what the command line and the configuration choose, or everything, and the file that is meant.
fn settings_and_file(args: &RunArgs, take: Option<&TakeArgs>) -> Result<(Settings, PathBuf), Failure> {
    let (settings, resolved) = configured(&args.load, take.map(TakeArgs::choose).as_ref(), &args.patterns)?;
    let file = file(args, &resolved)?;
    Ok((if take.is_some() { settings } else { showing_all(settings) }, file))
}

/// The file that is meant: the one that is named, the one of the configuration, or the default. Where none is named, nothing may lead
/// out of the folder of the configuration, or out of this one: what is written there was not asked for.
fn file(args: &RunArgs, resolved: &Resolved) -> Result<PathBuf, Failure> {
    if let Some(named) = &args.file {
        return Ok(named.clone());
    }
    let (file, root, how) = match (&resolved.baseline, &resolved.file) {
        (Some(file), Some(configuration)) => (file.clone(), folder_of(Path::new(configuration)), "leads out of this project to"),
        _ => (PathBuf::from(DEFAULT_FILE), Path::new("."), "is a link that leads out of this folder to"),
    };
    match (real(&file), std::fs::canonicalize(root)) {
        (Ok(target), Ok(root)) if !target.starts_with(&root) => {
            Err(Failure::Usage(format!("{} {how} {}: name that with --file", file.display(), target.display())))
        }
        _ => Ok(file),
    }
}

/// Where a file lies, or would lie.
fn real(file: &Path) -> io::Result<PathBuf> {
    let in_folder = |_| Ok(std::fs::canonicalize(folder_of(file))?.join(file.file_name().unwrap_or_default()));
    std::fs::canonicalize(file).or_else(in_folder)
}

fn run(settings: Settings, baseline: Option<&Arc<Baseline>>, quiet: bool) -> Report {
    let filter = Filter { baseline: baseline.cloned(), ..settings.filter };
    let settings = Settings { filter, ..settings };
    let bar = Bar::new(quiet);
    let report = mapvet_engine::check(&settings, &bar);
    bar.finish();
    say(closing::problems(&report.problems, quiet));
    report
}

/// What became of the baseline; a run that lost everything knows nothing of it.
fn recalled(report: &Report) -> Result<&Recalled, Failure> {
    report.recalled.as_ref().ok_or_else(|| Failure::Lost("everything was lost: the baseline stays as it is".to_owned()))
}

fn is_lost(report: &Report) -> bool {
    report.unreadable || report.internal_error
}

/// Why a run cannot tell what is gone.
fn not_whole(report: &Report) -> &'static str {
    if is_lost(report) {
        "something could not be read or analysed, and what was found there may still be there"
    } else {
        "only a run over ./... with tests, in the folder of the baseline or above it, can tell what is gone"
    }
}

fn write(baseline: &Baseline, file: &Path) -> Result<(), Failure> {
    let written = replace_file(file, |out| baseline.write(out));
    written.map_err(|error| Failure::Lost(format!("cannot write {}: {}", file.display(), reason(&error))))
}

fn tell(args: &RunArgs, lines: impl IntoIterator<Item = String>) {
    if !args.load.quiet {
        say(lines.into_iter().map(|line| crate::escape::line(&line)));
    }
}

fn status(report: &Report) -> Status {
    if is_lost(report) { Status::Lost } else { Status::Clean }
}
