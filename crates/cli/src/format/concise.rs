//! One line a finding, for people with `grep` and for tools.

use crate::answer::Answer;
use crate::escape;
use crate::format::detail;
use crate::words;
use std::io::{self, Write};

/// Writes `PATH:LINE:COL: LEVEL RULE [CONFIDENCE] ID: MESSAGE; other ACCESS PATH:LINE:COL[ in goroutine from PATH:LINE:COL]; help: TEXT`.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &answer.findings {
        let at = answer.sources.at(finding.primary);
        let row = format!(
            "{at}: {} {} [{}] {}: {}",
            finding.level.name(),
            finding.rule,
            words::confidence(finding.confidence),
            finding.id,
            detail::line(finding, answer.sources)
        );
        writeln!(out, "{}", escape::line(&row))?;
    }
    Ok(())
}
