//! The commands.

pub mod baseline;
pub mod check;
pub mod completions;
pub mod config;
pub mod debug;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod graph;
pub mod ignore;
pub mod man;
pub mod rules;
pub mod trace;
pub mod unit;
pub mod version;

use crate::args::{ChooseArgs, ColorWhen, LoadArgs};
use crate::escape;
use crate::exit::Failure;
use crate::look::{Look, locale_has_unicode};
use mapvet_engine::{ConfigError, Filter, Overrides, Resolved, Settings, Sources, Wanted};
use mapvet_sharing::Confidence;
use std::io::Write as _;
use std::path::PathBuf;

/// Settings that show everything, with what the configuration says of the analysis.
pub fn settings(load: &LoadArgs, patterns: &[String]) -> Result<Settings, Failure> {
    configured(load, None, patterns).map(|(settings, _)| showing_all(settings))
}

/// Settings that show everything, whatever the configuration says of reports.
pub fn showing_all(settings: Settings) -> Settings {
    Settings { filter: Filter::at_least(Confidence::Low), ..settings }
}

/// Settings by command line, environment and configuration, and where each comes from.
pub fn configured(load: &LoadArgs, choose: Option<&ChooseArgs>, patterns: &[String]) -> Result<(Settings, Resolved), Failure> {
    let root = current_folder()?;
    let wanted = match (&load.config, load.no_config) {
        (_, true) => Wanted::Nothing,
        (Some(file), false) => Wanted::File(file),
        (None, false) => Wanted::Nearest,
    };
    let file = mapvet_engine::find(wanted, &root).map_err(mistaken)?;
    let resolved = mapvet_engine::resolve(file.as_ref(), &overrides(load, choose), &root).map_err(mistaken)?;
    let settings = Settings {
        root,
        patterns: patterns.to_vec(),
        tags: resolved.tags.clone(),
        goos: resolved.goos.clone(),
        goarch: resolved.goarch.clone(),
        tests: resolved.tests,
        jobs: load.jobs.map_or(0, usize::from),
        max_file_size: resolved.max_file_size,
        sources: Sources::from_environment(|name| std::env::var_os(name)),
        models: resolved.models.clone(),
        filter: resolved.filter.clone(),
    };
    Ok((settings, resolved))
}

/// The folder that mapvet runs in.
pub fn current_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::Lost(format!("the current folder cannot be read: {}", crate::output::reason(&error))))
}

/// What is wrong with a configuration, as an error of use.
pub fn mistaken(error: ConfigError) -> Failure {
    let lines: Vec<String> = error.lines.iter().map(|line| escape::line(line)).collect();
    Failure::Usage(lines.join("\nerror: "))
}

fn overrides(load: &LoadArgs, choose: Option<&ChooseArgs>) -> Overrides {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let given = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
    Overrides {
        tests: load.tests,
        tags: given(&load.tags),
        goos: variable("GOOS"),
        goarch: variable("GOARCH"),
        max_file_size: load.max_file_size,
        min_confidence: choose.and_then(|choose| choose.min_confidence).map(Into::into),
        fail_on: choose.and_then(|choose| choose.fail_on).map(Into::into),
        select: choose.and_then(|choose| given(&choose.select)),
        ignore: choose.and_then(|choose| given(&choose.ignore)),
    }
}

/// How a report on stdout may look.
pub fn look(color: ColorWhen) -> Look {
    let color = match color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    };
    Look { color, unicode: locale_has_unicode(|name| std::env::var(name).ok()) }
}

/// Lines on stderr. A stderr that cannot be written is no reason to stop.
pub fn say(lines: impl IntoIterator<Item = String>) {
    let mut stderr = std::io::stderr().lock();
    for line in lines {
        let _ = writeln!(stderr, "{line}");
    }
}
