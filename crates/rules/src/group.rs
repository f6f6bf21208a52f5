//! Groups of rules, so that settings can name several at once.

use crate::RULES;
use crate::rule::Rule;

/// Rules that go by one name in settings.
#[derive(Debug)]
pub struct Group {
    /// Kebab-case; no rule has it.
    pub id: &'static str,
    /// One line, lower case, no final dot.
    pub summary: &'static str,
    /// The ids of its rules, sorted.
    pub rules: &'static [&'static str],
}

/// All groups, sorted by id.
pub static GROUPS: [&Group; 2] = [
    &Group {
        id: "concurrent-map",
        summary: "maps that goroutines share without a lock",
        rules: &[
            "concurrent-map-iteration-and-map-write",
            "concurrent-map-read-and-map-write",
            "concurrent-map-writes",
            "map-write-under-rlock",
            "unguarded-map-access",
        ],
    },
    &Group { id: "ignore-comments", summary: "comments that hide findings", rules: &["ignore-without-reason", "unused-ignore"] },
];

/// The ids of all rules, then those of all groups: what settings may name.
pub fn rule_and_group_ids() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.id).chain(GROUPS.iter().map(|group| group.id)).collect()
}

/// The rules that a name in settings means: itself, or those of its group; none if there is neither.
pub fn rules_named(name: &str) -> Vec<&'static Rule> {
    let of_group = GROUPS.iter().find(|group| group.id == name).map_or(&[][..], |group| group.rules);
    RULES.iter().copied().filter(|rule| rule.id == name || of_group.contains(&rule.id)).collect()
}
