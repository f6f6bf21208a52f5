//! What a row turned out to be.

use super::modules::Module;
use mapvet_engine::ModelRow;
use std::fmt;

/// The outcomes by name.
pub(super) const NAMES: [&str; 6] = ["agree", "documented", "differ", "absent", "underivable", "stale"];

/// How a row compares with the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// The source does what the row says, at this place among others.
    Agree(String),
    /// The source does something else.
    Differ { says: String, does: String },
    /// What the row speaks of is not there.
    Absent(String),
    /// The source at hand does not tell, for this reason.
    Underivable(String),
    /// As before, and the row names the place that shows it. What was derived, or why not.
    Documented(String),
    /// A person read it in another version.
    Stale(String),
}

impl Outcome {
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Agree(_) => "agree",
            Outcome::Documented(_) => "documented",
            Outcome::Differ { .. } => "differ",
            Outcome::Absent(_) => "absent",
            Outcome::Underivable(_) => "underivable",
            Outcome::Stale(_) => "stale",
        }
    }
}

/// A row with its outcome.
#[derive(Clone)]
pub(super) struct Checked {
    pub row: ModelRow,
    pub package: String,
    pub outcome: Outcome,
}

impl Checked {
    /// What a person has read in the version at hand stands beside what is derived, which may be too much or too little.
    pub fn new(row: ModelRow, module: Option<&Module>, found: Outcome) -> Checked {
        let version = module.map(|module| module.version.as_str()).unwrap_or_default();
        let outcome = match (&row.seen, found) {
            (Some(seen), Outcome::Differ { .. } | Outcome::Underivable(_)) if module.is_some() && !seen.starts_with(&format!("{version} ")) => {
                Outcome::Stale(format!("looked at {version}, and seen in {seen}"))
            }
            (Some(seen), Outcome::Differ { does, .. }) => Outcome::Documented(format!("{seen}; derived: {does}")),
            (Some(seen), Outcome::Underivable(why)) => Outcome::Documented(format!("{seen}; {why}")),
            (_, found) => found,
        };
        Checked { package: row.package.as_str().to_owned(), row, outcome }
    }

    /// Whether it is known that the row is right.
    pub fn is_known(&self) -> bool {
        matches!(self.outcome, Outcome::Agree(_) | Outcome::Documented(_))
    }

    /// Whether the row has to be changed.
    pub fn is_wrong(&self) -> bool {
        let is_wrong = matches!(self.outcome, Outcome::Differ { .. } | Outcome::Absent(_) | Outcome::Stale(_));
        is_wrong || self.is_known() == self.row.from_memory
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}: {}: ", self.row.file, self.row.name, self.outcome.name())?;
        match &self.outcome {
            Outcome::Differ { says, does } => write!(out, "the row says {says}, the source {does}")?,
            Outcome::Agree(text) | Outcome::Absent(text) | Outcome::Underivable(text) | Outcome::Documented(text) | Outcome::Stale(text) => {
                write!(out, "{text}")?
            }
        }
        match (self.is_known(), self.row.from_memory) {
            (true, true) => write!(out, " (drop `known = \"memory\"`)"),
            (false, false) => write!(out, " (say `known = \"memory\"`, or where it was `seen`)"),
            (true, false) | (false, true) => Ok(()),
        }
    }
}
