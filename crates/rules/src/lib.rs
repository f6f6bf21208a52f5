//! Turn sharing facts and shapes into findings.
//!
//! A rule is a static description with one function. It knows no paths, no settings and no output format.

mod claim;
mod concurrent_map_iteration_and_map_write;
mod concurrent_map_read_and_map_write;
mod concurrent_map_writes;
mod context;
mod finding;
mod finding_id;
mod group;
mod ignore_without_reason;
mod map_write_under_rlock;
mod phrase;
mod render;
mod rule;
mod unguarded_map_access;
mod unused_ignore;

pub use context::{Findings, RuleCtx};
pub use finding::{Comment, Finding, Level, Related};
pub use group::{GROUPS, Group, rule_and_group_ids, rules_named};
pub use ignore_without_reason::RULE as IGNORE_WITHOUT_REASON;
pub use render::{family, render};
pub use rule::{Availability, Check, Maturity, Rule};
pub use unused_ignore::RULE as UNUSED_IGNORE;

/// All rules, sorted by id.
pub static RULES: [&Rule; 7] = [
    &concurrent_map_iteration_and_map_write::RULE,
    &concurrent_map_read_and_map_write::RULE,
    &concurrent_map_writes::RULE,
    &ignore_without_reason::RULE,
    &map_write_under_rlock::RULE,
    &unguarded_map_access::RULE,
    &unused_ignore::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
