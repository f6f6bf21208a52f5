//! GitLab's Code Quality report. A finding is followed by its id, which holds no line number.

use crate::answer::Answer;
use crate::format::{detail, write_json};
use crate::sources::Sources;
use mapvet_rules::{Finding, Level};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
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
    write_json(&answer.findings.iter().map(|finding| issue(finding, answer.sources)).collect::<Vec<_>>(), out)
}

fn issue<'a>(finding: &'a Finding, sources: &Sources<'_>) -> Issue<'a> {
    let place = sources.place(finding.primary);
    Issue {
        description: detail::line(finding, sources),
        check_name: finding.rule,
        fingerprint: &finding.id,
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
