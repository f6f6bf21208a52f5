//! GitLab's Code Quality report. A finding is followed by its id, which holds no line number.
//!
//! GitLab shows one of several findings with the same fingerprint, so no two are equal.

use crate::answer::Answer;
use crate::format::{detail, write_json};
use crate::sources::Sources;
use mapvet_rules::{Finding, Level};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes one array.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let issues = answer.findings.iter().map(|finding| {
        let count = known.entry(&finding.id).or_insert(0);
        *count += 1;
        let fingerprint = if *count == 1 { finding.id.clone() } else { format!("{}-{count}", finding.id) };
        issue(finding, fingerprint, answer.sources)
    });
    write_json(&issues.collect::<Vec<_>>(), out)
}

fn issue(finding: &Finding, fingerprint: String, sources: &Sources<'_>) -> Issue {
    let place = sources.place(finding.primary);
    Issue {
        description: detail::line(finding, sources),
        check_name: finding.rule,
        fingerprint,
        severity: severity(finding.level),
        location: Location { path: place.file, lines: Lines { begin: place.line } },
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "minor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_the_words_of_the_service() {
        assert_eq!([Level::Error, Level::Warning, Level::Note].map(severity), ["critical", "major", "minor"]);
    }
}
