//! What a rule says: plain data that owns its strings.

use crate::finding_id::finding_id;
use crate::phrase;
use crate::rule::Rule;
use mapvet_sharing::{Confidence, Side};
use mapvet_syntax::Span;

/// How loud a finding is. Confidence high, medium, low gives error, warning, note, never above the rule's own level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Shown on request.
    Note,
    /// Shown.
    Warning,
    /// Shown; exit status 1 by default.
    Error,
}

impl Level {
    /// `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// A further place that a finding speaks of, in the order of the story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there, lower case, no final dot: "goroutine started here".
    pub text: String,
}

/// A comment, and what a rule says of it.
#[derive(Clone, Debug)]
pub struct Comment<'a> {
    /// The path of its file in reports.
    pub path: &'a str,
    /// The comment as it stands.
    pub text: &'a str,
    /// How many comments of the file before it have the same text and the same rule's finding.
    pub nth: usize,
    /// Where.
    pub span: Span,
    /// Whether the file is a test.
    pub test: bool,
    /// One sentence, lower case, no final dot.
    pub message: String,
    /// Why that is so.
    pub why: String,
    /// What to do.
    pub help: String,
}

/// A finding: one map, one function that fails to protect it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// 12 hex digits of a hash over rule family, map and failing function; no line numbers. A number tells locals of one name apart.
    pub id: String,
    /// The rule that speaks.
    pub rule: &'static str,
    /// The rule that speaks first, then the rules that lost to it.
    pub rules: Vec<&'static str>,
    /// Shown level.
    pub level: Level,
    /// How sure the argument is.
    pub confidence: Confidence,
    /// The weak links in words.
    pub links: Vec<String>,
    /// `import/path.Type.field` and so on; empty for a finding about a comment.
    pub map: String,
    /// One sentence, lower case, no final dot, Go names in backticks.
    pub message: String,
    /// Why nothing orders the two accesses; for a finding about a comment, why it says nothing.
    pub why: String,
    /// What to do.
    pub help: String,
    /// Whether both sides stand in test files.
    pub test: bool,
    /// The place to report at.
    pub primary: Span,
    /// The map's declaration.
    pub declaration: Option<Span>,
    /// The other places of the story, in its order.
    pub related: Vec<Related>,
    /// The two paths, primary first; none for a finding about a comment.
    pub sides: Vec<Side>,
    /// The map's other unprotected functions.
    pub also: Vec<(String, Span)>,
    /// What else runs the two accesses.
    pub started: Vec<Related>,
}

impl Finding {
    /// A finding of a rule that looks at comments. Its id is a hash over the rule, `path` and `text`, the comment; `nth`
    /// tells equal ones of a file apart, counted from 0 in source order.
    pub fn about_comment(rule: &'static Rule, comment: Comment<'_>) -> Finding {
        Finding {
            id: finding_id(rule.id, comment.path, comment.text, 0, comment.nth as u32),
            rule: rule.id,
            rules: vec![rule.id],
            level: rule.level,
            confidence: Confidence::High,
            links: Vec::new(),
            map: String::new(),
            message: comment.message,
            why: comment.why,
            help: comment.help,
            test: comment.test,
            primary: comment.span,
            declaration: None,
            related: Vec::new(),
            sides: Vec::new(),
            also: Vec::new(),
            started: Vec::new(),
        }
    }

    /// Whether it is about a comment, not about a map.
    pub fn is_about_comment(&self) -> bool {
        self.sides.is_empty()
    }

    /// The fatal error with which the Go runtime ends the program when the accesses meet; `None` if it does not check both.
    pub fn at_run_time(&self) -> Option<&'static str> {
        match self.sides.as_slice() {
            [one, two] => phrase::fatal_error(one.kind, two.kind),
            _ => None,
        }
    }
}
