//! Stage three: conflicts become findings.

use crate::RULES;
use crate::context::{Findings, RuleCtx};
use crate::finding::{Finding, Level};
use crate::finding_id::finding_id;
use crate::group::rules_named;
use crate::rule::Check;
use mapvet_sharing::{Confidence, Linked};
use std::collections::BTreeMap;

/// The group of the rules that speak of conflicts: they count as one when a finding gets its id, so that a changed pair of accesses
/// keeps it.
const FAMILY: &str = "concurrent-map";

/// What stands for a rule where findings of two runs are held against each other: one name for the rules that differ in
/// the pair of accesses only, the rule itself for every other.
pub fn family(rule: &str) -> &str {
    if rules_named(FAMILY).iter().any(|known| known.id == rule) { FAMILY } else { rule }
}

/// What the rules say of the conflicts of `linked`, in their order.
pub fn render(linked: &Linked) -> Vec<Finding> {
    let mut findings: Vec<(u32, Finding)> = Vec::new();
    for conflict in &linked.conflicts {
        let mut said = Findings::default();
        for rule in RULES {
            match rule.check {
                Check::Conflict(check) => check(&RuleCtx { conflict }, &mut said),
                Check::Directives => {}
            }
        }
        findings.extend(said.into_finding(conflict).map(|finding| (conflict.twin, finding)));
    }
    name(&mut findings);
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// Gives each finding its id.
///
/// Two local maps of one name in one function are told apart by the number of the local there. What is still the same, such
/// as locals of one name in two `init` functions, is counted: by what is said of it, and in source order only where that is
/// the same too, so that a file that gets another name changes no id.
fn name(findings: &mut [(u32, Finding)]) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_cached_key(|at| {
        let finding = &findings[*at].1;
        let others: Vec<String> = finding.sides.iter().map(|side| side.function.clone()).collect();
        (others, finding.message.clone(), finding.primary, *at)
    });
    let mut seen: BTreeMap<(String, String, u32), u32> = BTreeMap::new();
    for at in order {
        let (twin, finding) = &mut findings[at];
        let function = finding.sides.first().map_or(String::new(), |side| side.function.clone());
        let same = seen.entry((finding.map.clone(), function.clone(), *twin)).or_insert(0);
        finding.id = finding_id(FAMILY, &finding.map, &function, *twin, *same);
        *same += 1;
    }
}

impl Level {
    /// The level that a confidence asks for.
    pub fn of(confidence: Confidence) -> Level {
        match confidence {
            Confidence::Low => Level::Note,
            Confidence::Medium => Level::Warning,
            Confidence::High => Level::Error,
        }
    }
}

#[cfg(test)]
mod tests;
