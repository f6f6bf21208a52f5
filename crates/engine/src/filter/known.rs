//! Which findings the baseline knows.

use crate::baseline::{Baseline, Identity, Match, Recalled, match_findings};
use mapvet_rules::Finding;

/// A baseline held against all findings of a run, before anything hides one of them: whether a known finding is still there
/// does not depend on what is shown.
pub(super) struct Known {
    /// For each finding, whether the baseline holds it.
    pub(super) is_known: Vec<bool>,
    pub(super) recalled: Recalled,
}

/// Holds `baseline` against `findings`. `whole` says that the run covered all that the baseline speaks of.
pub(super) fn recall(baseline: &Baseline, findings: &[Finding], whole: bool) -> Known {
    let new: Vec<Identity> = findings.iter().map(Identity::of).collect();
    let mut known = Known { is_known: vec![false; new.len()], recalled: Recalled { now: vec![None; baseline.findings().len()], moved: 0, whole } };
    for pair in match_findings(baseline.findings(), &new, whole) {
        known.is_known[pair.new] = true;
        known.recalled.now[pair.old] = Some(new[pair.new].clone());
        match pair.by {
            Match::SameId => {}
            Match::Moved => known.recalled.moved += 1,
        }
    }
    known
}
