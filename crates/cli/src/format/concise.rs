//! One line a finding, for people with `grep` and for tools.

use crate::answer::Answer;
use crate::escape;
use crate::words;
use std::io::{self, Write};

/// Writes `PATH:LINE:COL: LEVEL RULE [CONFIDENCE] ID: MESSAGE; other ACCESS PATH:LINE:COL[ in goroutine from PATH:LINE:COL]; help: TEXT`.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &answer.findings {
        let at = answer.sources.at(finding.primary);
        let mut row = format!(
            "{at}: {} {} [{}] {}: {}",
            finding.level.name(),
            finding.rule,
            words::confidence(finding.confidence),
            finding.id,
            finding.message
        );
        if let [_, other] = finding.sides.as_slice() {
            row += &format!("; other {} {}", other.kind.noun(), answer.sources.at(other.span));
            if let Some(spawn) = other.spawn {
                row += &format!(" in goroutine from {}", answer.sources.at(spawn));
            }
        }
        row += &format!("; help: {}", finding.help);
        writeln!(out, "{}", escape::line(&row))?;
    }
    Ok(())
}
