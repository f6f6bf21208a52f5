//! Which findings are shown, at which level, and what hides the others.
//!
//! Each finding goes through the same questions in the same order: is its rule asked for, is it sure enough, does
//! something set it aside, is a place of it new. What is set aside is kept with the reason, so that a report can show it on request.

mod changed;
mod ignored;
mod known;
mod rules;

pub(crate) use ignored::Ground;
pub use rules::Configured;
pub(crate) use rules::{PathRule, PathSet, RuleLevel, globs};

use crate::baseline::{Baseline, Recalled};
use crate::changes::Changes;
use ignored::Ignored;
use mapvet_rules::Finding;
use mapvet_sharing::{Confidence, FileEntry};
use rules::{Decision, decide};
use std::sync::Arc;

/// What decides about findings: all that the shell knows, resolved.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Findings below are counted, not shown.
    pub min_confidence: Confidence,
    /// Only these rules, if any are named.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// Findings that are known are set aside.
    pub baseline: Option<Arc<Baseline>>,
    /// Only findings with a place that is new by these.
    pub changes: Option<Arc<Changes>>,
    /// What the configuration says of rules and paths.
    pub configured: Configured,
}

impl Filter {
    /// Every finding that is at least so sure.
    pub fn at_least(min_confidence: Confidence) -> Filter {
        Filter { min_confidence, select: Vec::new(), ignore: Vec::new(), baseline: None, changes: None, configured: Configured::default() }
    }
}

/// Findings that are not shown, by what hides them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hidden {
    /// By a comment in the source.
    pub ignored: u32,
    /// By the baseline file.
    pub baseline: u32,
    /// Because no side stands in a file that people write.
    pub generated: u32,
    /// Below the asked confidence.
    pub confidence: u32,
    /// Because no place of it is new.
    pub unchanged: u32,
    /// By the configuration, because of where they stand.
    pub excluded: u32,
}

/// A finding that would be shown if nothing set it aside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetAside {
    /// The finding, with the level it would have.
    pub finding: Finding,
    /// What sets it aside.
    pub by: SetAsideBy,
}

/// What sets a finding aside.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SetAsideBy {
    /// A comment in the source, with the reason that it gives.
    Comment(String),
    /// The baseline file.
    Baseline,
}

/// What became of all findings.
#[derive(Default)]
pub(crate) struct Chosen {
    /// Sorted by path, place, rule and map.
    pub(crate) shown: Vec<Finding>,
    /// Sorted likewise.
    pub(crate) set_aside: Vec<SetAside>,
    pub(crate) hidden: Hidden,
    /// What became of the findings of the baseline, if there is one.
    pub(crate) recalled: Option<Recalled>,
}

/// Decides about `findings`, those that are asked for, and about the comments of `ground`. `whole` says that the run covered
/// all packages.
pub(crate) fn choose(findings: Vec<Finding>, filter: &Filter, ground: &Ground<'_>, whole: bool) -> Chosen {
    let files = ground.files;
    let ignored = Ignored::new(ground, &findings);
    let complaints = ignored.complaints(filter);
    let all: Vec<Finding> = findings.into_iter().chain(complaints).collect();
    let known = filter.baseline.as_deref().map(|baseline| known::recall(baseline, &all, whole));
    let mut chosen = Chosen::default();
    for (at, mut finding) in all.into_iter().enumerate() {
        match decide(&finding, filter, path_of(&finding, files)) {
            Decision::Shown(level) => finding.level = level,
            Decision::NotAsked => continue,
            Decision::Excluded => {
                chosen.hidden.excluded += 1;
                continue;
            }
            Decision::Unsure => {
                chosen.hidden.confidence += 1;
                continue;
            }
        }
        if let Some(reason) = ignored.reason(&finding) {
            chosen.hidden.ignored += 1;
            chosen.set_aside.push(SetAside { finding, by: SetAsideBy::Comment(reason.to_owned()) });
            continue;
        }
        if known.as_ref().is_some_and(|known| known.is_known[at]) {
            chosen.hidden.baseline += 1;
            chosen.set_aside.push(SetAside { finding, by: SetAsideBy::Baseline });
            continue;
        }
        chosen.shown.push(finding);
    }
    chosen.recalled = known.map(|known| known.recalled);
    sort(&mut chosen.shown, files, |finding| finding);
    sort(&mut chosen.set_aside, files, |aside| &aside.finding);
    chosen
}

/// The path of the file that a finding is reported in.
fn path_of<'f>(finding: &Finding, files: &'f [FileEntry]) -> Option<&'f str> {
    files.get(finding.primary.file.0 as usize).map(|entry| entry.path.as_str())
}

/// Whether a rule is asked for.
fn is_selected(rule: &str, filter: &Filter) -> bool {
    let named = |rules: &[String]| rules.iter().any(|named| named == rule);
    let is_off = filter.configured.is_off(rule);
    (filter.select.is_empty() || named(&filter.select)) && !named(&filter.ignore) && !is_off
}

/// Sorts by path, place, rule, map and id, so that reports are the same bytes for the same input.
fn sort<T>(rows: &mut [T], files: &[FileEntry], finding: impl Fn(&T) -> &Finding) {
    rows.sort_by(|left, right| {
        let (left, right) = (finding(left), finding(right));
        let key = |finding: &Finding| (finding.primary.start, finding.rule);
        let by_place = path_of(left, files).cmp(&path_of(right, files)).then_with(|| key(left).cmp(&key(right)));
        by_place.then_with(|| (&left.map, &left.id).cmp(&(&right.map, &right.id)))
    });
}
