//! A comment that is meant to hide findings and hides none.

use crate::finding::Level;
use crate::rule::{Availability, Check, Maturity, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "unused-ignore",
    summary: "a comment that hides findings hides none",
    docs: include_str!("unused_ignore.md"),
    level: Level::Warning,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Directives,
};
