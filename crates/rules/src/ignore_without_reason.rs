//! A comment that is meant to hide findings and does not say why they are wrong.

use crate::finding::Level;
use crate::rule::{Availability, Check, Maturity, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "ignore-without-reason",
    summary: "a comment is meant to hide findings and gives no reason",
    docs: include_str!("ignore_without_reason.md"),
    level: Level::Warning,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Directives,
};
