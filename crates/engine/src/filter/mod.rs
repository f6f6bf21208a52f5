//! Which findings are shown, at which level, and what hides the others.
//!
//! Each finding goes through the same questions in the same order: is its rule asked for, is it sure enough, does
//! something set it aside, is a place of it new. What is set aside is kept with the reason, so that a report can show it on request.

mod changed;
mod ignored;

pub(crate) use ignored::Ground;

use crate::changes::Changes;
use ignored::Ignored;
use mapvet_rules::{Finding, Level};
use mapvet_sharing::{Confidence, FileEntry};
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
    /// Only findings with a place that is new by these.
    pub changes: Option<Arc<Changes>>,
}

impl Filter {
    /// Every finding that is at least so sure.
    pub fn at_least(min_confidence: Confidence) -> Filter {
        Filter { min_confidence, select: Vec::new(), ignore: Vec::new(), changes: None }
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
}

/// Decides about `findings`, those that are asked for, and about the comments of `ground`.
pub(crate) fn choose(findings: Vec<Finding>, filter: &Filter, ground: &Ground<'_>) -> Chosen {
    let files = ground.files;
    let ignored = Ignored::new(ground, &findings);
    let complaints = ignored.complaints(filter);
    let mut chosen = Chosen::default();
    for mut finding in findings.into_iter().chain(complaints).filter(|finding| is_selected(finding.rule, filter)) {
        if finding.confidence < filter.min_confidence {
            chosen.hidden.confidence += 1;
            continue;
        }
        finding.level = finding.level.min(Level::of(finding.confidence));
        if let Some(reason) = ignored.reason(&finding) {
            chosen.hidden.ignored += 1;
            chosen.set_aside.push(SetAside { finding, by: SetAsideBy::Comment(reason.to_owned()) });
            continue;
        }
        chosen.shown.push(finding);
    }
    sort(&mut chosen.shown, files, |finding| finding);
    sort(&mut chosen.set_aside, files, |aside| &aside.finding);
    chosen
}

/// Whether a rule is asked for.
fn is_selected(rule: &str, filter: &Filter) -> bool {
    let named = |rules: &[String]| rules.iter().any(|named| named == rule);
    (filter.select.is_empty() || named(&filter.select)) && !named(&filter.ignore)
}

/// Sorts by path, place, rule, map and id, so that reports are the same bytes for the same input.
fn sort<T>(rows: &mut [T], files: &[FileEntry], finding: impl Fn(&T) -> &Finding) {
    let path = |finding: &Finding| files.get(finding.primary.file.0 as usize).map(|entry| entry.path.as_str());
    rows.sort_by(|left, right| {
        let (left, right) = (finding(left), finding(right));
        let key = |finding: &Finding| (finding.primary.start, finding.rule);
        let by_place = path(left).cmp(&path(right)).then_with(|| key(left).cmp(&key(right)));
        by_place.then_with(|| (&left.map, &left.id).cmp(&(&right.map, &right.id)))
    });
}
