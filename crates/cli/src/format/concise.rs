//! One line a finding, for people with `grep` and for tools.

use crate::answer::Answer;
use crate::escape;
use crate::format::detail;
use crate::words;
use std::io::{self, Write};

/// Writes `PATH:LINE:COL: LEVEL RULE [CONFIDENCE] ID: MESSAGE; other ACCESS PATH:LINE:COL[ in goroutine from PATH:LINE:COL]; help: TEXT`.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shown = answer.findings.iter().map(|finding| (*finding, String::new()));
    let set_aside = answer.set_aside.iter().map(|aside| (&aside.finding, format!("; suppressed: {}", words::set_aside(&aside.by))));
    for (finding, mark) in shown.chain(set_aside) {
        let at = answer.sources.at(finding.primary);
        let row = format!(
            "{at}: {} {} [{}] {}: {}{mark}",
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
