//! The commands.

pub mod baseline;
pub mod check;
pub mod completions;
pub mod debug;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod ignore;
pub mod man;
pub mod rules;
pub mod trace;
pub mod unit;
pub mod version;

use crate::args::{ColorWhen, LoadArgs};
use crate::exit::Failure;
use crate::look::{Look, locale_has_unicode};
use mapvet_engine::{Filter, Settings, Sources, host_goarch, host_goos};
use mapvet_sharing::Confidence;
use std::io::Write as _;

/// Settings that show everything; `check` narrows them.
pub fn settings(load: &LoadArgs, patterns: &[String]) -> Result<Settings, Failure> {
    let root =
        std::env::current_dir().map_err(|error| Failure::Lost(format!("the current folder cannot be read: {}", crate::output::reason(&error))))?;
    let variable = |name: &str, default: &str| std::env::var(name).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned());
    Ok(Settings {
        root,
        patterns: patterns.to_vec(),
        tags: load.tags.iter().filter(|tag| !tag.is_empty()).cloned().collect(),
        goos: variable("GOOS", host_goos()),
        goarch: variable("GOARCH", host_goarch()),
        tests: load.tests,
        jobs: load.jobs.map_or(0, usize::from),
        max_file_size: load.max_file_size,
        sources: Sources::from_environment(|name| std::env::var_os(name)),
        filter: Filter::at_least(Confidence::Low),
    })
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
