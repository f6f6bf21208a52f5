//! The fixed words of the machine formats. They are promises: a changed word breaks its readers.

use mapvet_engine::SetAsideBy;
use mapvet_rules::Availability;
use mapvet_sharing::{AccessKind, Confidence, LockMode, StepKind};

/// How a map is touched.
pub fn access(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Assign => "assign",
        AccessKind::Delete => "delete",
        AccessKind::Clear => "clear",
        AccessKind::LibraryWrite => "library-write",
        AccessKind::Fill => "fill",
        AccessKind::Range => "range",
        AccessKind::WholeRead => "whole-read",
        AccessKind::Index => "index",
        AccessKind::Len => "len",
        AccessKind::Replace => "replace",
        AccessKind::Value => "value",
        AccessKind::HandOut => "hand-out",
    }
}

/// How a lock is held.
pub fn mode(mode: LockMode) -> &'static str {
    match mode {
        LockMode::Read => "read",
        LockMode::Write => "write",
    }
}

/// What a step of a path is.
pub fn step(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Entry => "entry",
        StepKind::Spawn => "spawn",
        StepKind::Call => "call",
        StepKind::Access => "access",
    }
}

/// How sure an argument is.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// What sets a finding aside.
pub fn set_aside(by: &SetAsideBy) -> String {
    match by {
        SetAsideBy::Comment(reason) => format!("by a comment: {reason}"),
        SetAsideBy::Baseline => "known before, by the baseline".to_owned(),
    }
}

/// Whether a rule offers fixes.
pub fn availability(fixes: Availability) -> &'static str {
    match fixes {
        Availability::Never => "never",
        Availability::Sometimes => "sometimes",
        Availability::Always => "always",
    }
}
