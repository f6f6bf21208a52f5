//! Stage three: conflicts become findings.

use crate::RULES;
use crate::context::{Findings, RuleCtx};
use crate::finding::{Finding, Level};
use crate::finding_id::finding_id;
use crate::rule::Check;
use mapvet_sharing::{Confidence, Linked};
use std::collections::BTreeMap;

/// The main rules count as one when a finding gets its id, so that a changed pair of accesses keeps it.
const FAMILY: &str = "concurrent-map";

/// What the rules say of the conflicts of `linked`, in their order.
pub fn render(linked: &Linked) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for conflict in &linked.conflicts {
        let mut said = Findings::default();
        for rule in RULES {
            match rule.check {
                Check::Conflict(check) => check(&RuleCtx { conflict }, &mut said),
                Check::Directives => {}
            }
        }
        findings.extend(said.into_finding(conflict));
    }
    name(&mut findings);
    findings
}

/// Gives each finding its id. Two of the same map name and function (two local maps of one name) are counted in source order.
fn name(findings: &mut [Finding]) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| (findings[*at].primary, *at));
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for at in order {
        let finding = &mut findings[at];
        let function = finding.sides.first().map_or(String::new(), |side| side.function.clone());
        let count = seen.entry((finding.map.clone(), function.clone())).or_insert(0);
        finding.id = finding_id(FAMILY, &finding.map, &function, *count);
        *count += 1;
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
