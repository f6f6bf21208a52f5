//! What a rule is: a static description with one function.

use crate::context::{Findings, RuleCtx};
use crate::finding::Level;

/// How far a rule has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Maturity {
    /// Runs by default; wording and reach may still change.
    Preview,
    /// Runs by default; its id and its meaning stay.
    Stable,
}

impl Maturity {
    /// `preview`, `stable`.
    pub fn name(self) -> &'static str {
        match self {
            Maturity::Preview => "preview",
            Maturity::Stable => "stable",
        }
    }
}

/// Whether a rule offers fixes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Availability {
    /// No finding has a fix.
    Never,
    /// Some findings have one.
    Sometimes,
    /// Every finding has one.
    Always,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One conflict at a time.
    Conflict(fn(&RuleCtx<'_>, &mut Findings)),
    /// Comments that set findings aside. The engine says what it finds there: no other rule knows of them.
    Directives,
}

/// A static description of one rule.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, names the problem; never used again for another one.
    pub id: &'static str,
    /// One line, lower case, no final dot.
    pub summary: &'static str,
    /// The manual page, Markdown.
    pub docs: &'static str,
    /// The loudest level of its findings.
    pub level: Level,
    /// How far it has come.
    pub maturity: Maturity,
    /// Whether it offers fixes.
    pub fixes: Availability,
    /// The text of a query whose matches pre-select places, for rules that look at a local pattern.
    pub shape: Option<&'static str>,
    /// What it looks at, and how.
    pub check: Check,
}

impl Rule {
    /// The text of one section of the manual page, without its heading.
    pub fn section(&self, heading: &str) -> Option<&'static str> {
        let marker = format!("\n## {heading}\n");
        let start = self.docs.find(&marker)? + marker.len();
        let rest = &self.docs[start..];
        let end = rest.find("\n## ").unwrap_or(rest.len());
        Some(rest[..end].trim())
    }
}
