//! Reviewdog's diagnostic format, as one object. Columns are bytes and ends are exclusive, as in ours.

use crate::answer::Answer;
use crate::format::{detail, write_json};
use crate::sources::Sources;
use mapvet_rules::{Finding, Level};
use mapvet_syntax::Span;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document {
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

/// Writes one object; its severity is the highest of the findings.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        source: Source { name: "mapvet", url: env!("CARGO_PKG_REPOSITORY") },
        severity: answer.findings.iter().map(|finding| finding.level).max().map(severity),
        diagnostics: answer.findings.iter().map(|finding| diagnostic(finding, answer.sources)).collect(),
    };
    write_json(&document, out)
}

fn diagnostic(finding: &Finding, sources: &Sources<'_>) -> Diagnostic {
    let related = finding
        .related
        .iter()
        .chain(&finding.started)
        .map(|related| Related { message: related.text.clone(), location: location(related.span, sources) });
    Diagnostic {
        message: detail::line(finding, sources),
        location: location(finding.primary, sources),
        severity: severity(finding.level),
        code: Code { value: finding.rule },
        related_locations: related.collect(),
    }
}

fn location(span: Span, sources: &Sources<'_>) -> Location {
    let place = sources.place(span);
    let start = Position { line: place.line, column: place.column };
    let end = Position { line: place.end_line, column: place.end_column };
    Location { path: place.file, range: Range { start, end } }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_the_words_of_reviewdog() {
        assert_eq!([Level::Error, Level::Warning, Level::Note].map(severity), ["ERROR", "WARNING", "INFO"]);
    }
}
