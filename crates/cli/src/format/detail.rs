//! A finding in a few words, for formats that have room for one line or one message.

use crate::sources::Sources;
use mapvet_rules::Finding;

/// `MESSAGE; other ACCESS PATH:LINE:COL[ in goroutine from PATH:LINE:COL]; help: TEXT`.
pub fn line(finding: &Finding, sources: &Sources<'_>) -> String {
    parts(finding, sources).join("; ")
}

/// The message, the other access if there are two, and what helps.
pub fn parts(finding: &Finding, sources: &Sources<'_>) -> Vec<String> {
    let mut parts = vec![finding.message.clone()];
    if let [_, other] = finding.sides.as_slice() {
        let goroutine = other.spawn.map_or(String::new(), |spawn| format!(" in goroutine from {}", sources.at(spawn)));
        parts.push(format!("other {} {}{goroutine}", other.kind.noun(), sources.at(other.span)));
    }
    parts.push(format!("help: {}", finding.help));
    parts
}
