//! What `mapvet doctor` prints: the words for a diagnosis, as text and as JSON.

mod advice;
#[cfg(test)]
mod golden;
mod json;
mod sheet;
mod text;

pub use json::json;
pub use text::text;

use crate::closing::kind_of_reason;
use mapvet_engine::{Absence, Diagnosis, Found, LeftOut, WhyPassedBy};
use mapvet_rules::Level;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A diagnosis, and how it is to be shown.
pub struct Shown<'a> {
    /// What was found.
    pub diagnosis: &'a Diagnosis,
    /// The configuration file that the settings come from, relative to the root.
    pub configuration: Option<String>,
    /// The home folder, which is shown as `~`.
    pub home: Option<PathBuf>,
    /// Whether everything is named that is only counted otherwise.
    pub name_all: bool,
}

/// Files that were left out for one reason.
struct LeftOutFor<'a> {
    /// `build constraint`, `name for another system`, `too large`, `package documentation`.
    kind: &'a str,
    /// What it says: the constraint, the system; empty where the kind says it all.
    detail: &'a str,
    files: Vec<&'a str>,
}

/// The files that were left out, grouped by reason, the most frequent reason first.
fn left_out(files: &[LeftOut]) -> Vec<LeftOutFor<'_>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for LeftOut { path, reason } in files {
        let kind = kind_of_reason(reason);
        let detail = match kind {
            "name for another system" => reason.strip_prefix("name: ").unwrap_or(reason),
            "build constraint" => reason,
            _ => "",
        };
        groups.entry((kind, detail)).or_default().push(path);
    }
    let mut groups: Vec<LeftOutFor<'_>> = groups.into_iter().map(|((kind, detail), files)| LeftOutFor { kind, detail, files }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.files.len()));
    groups
}

/// How many maps there are of each verdict, the most frequent first. Those that are reported are one.
fn verdicts(diagnosis: &Diagnosis) -> Vec<(&str, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for story in &diagnosis.report.linked.maps {
        let verdict = if story.verdict.starts_with("silent: ") { story.verdict.as_str() } else { "in conflict" };
        *counts.entry(verdict).or_insert(0) += 1;
    }
    let mut counts: Vec<(&str, u32)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// How many findings there are of a level.
fn findings(diagnosis: &Diagnosis, level: Level) -> usize {
    diagnosis.report.findings.iter().filter(|finding| finding.level == level).count()
}

/// The fixed word for how a module was found.
fn found_word(found: Found) -> &'static str {
    match found {
        Found::Named => "named",
        Found::Nested => "nested",
        Found::Member => "workspace-member",
        Found::Replacement => "replacement",
        Found::WithoutGoMod => "without-go-mod",
    }
}

/// The fixed word for what keeps `...` out.
fn why_word(why: WhyPassedBy) -> &'static str {
    match why {
        WhyPassedBy::Testdata => "testdata",
        WhyPassedBy::HiddenName => "hidden-name",
        WhyPassedBy::Ignored => "ignored-by-go-mod",
        WhyPassedBy::Link => "link-to-folder",
    }
}

/// The fixed word for why a package was not found.
fn absence_word(absence: &Absence) -> &'static str {
    match absence {
        Absence::NotBuiltIn => "not-built-in",
        Absence::NotInTree => "not-in-tree",
        Absence::NotInReplacement(_) => "not-in-replacement",
        Absence::NotDownloaded => "not-downloaded",
        Absence::NotInModule => "not-in-module",
        Absence::NotRequired => "not-required",
    }
}

/// `path` with the home folder as `~`.
fn at_home(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~/{}", rest.to_string_lossy()),
        None => path.to_string_lossy().into_owned(),
    }
}
