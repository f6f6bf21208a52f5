//! The formats of a report.

mod checkstyle;
pub mod concise;
mod detail;
pub mod excerpt;
pub mod full;
mod github;
mod gitlab;
pub mod json;
mod junit;
mod plain_text;
mod rdjson;
pub mod sarif;
mod sarif_limits;
mod sarif_log;
mod sarif_notices;
mod xml;

use crate::answer::Answer;
use crate::escape;
use crate::look::Look;
use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, Write};

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub enum Format {
    /// Source, both paths and the whole argument
    Full,
    /// One line a finding
    Concise,
    /// One JSON object
    Json,
    /// One JSON object a finding, each on a line
    JsonLines,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Reviewdog's diagnostic format
    Rdjson,
}

impl Format {
    /// Writes `answer` in this form.
    pub fn write(self, answer: &Answer<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Full => full::write(answer, look, out),
            Format::Concise => concise::write(answer, out),
            Format::Json => json::write(answer, out),
            Format::JsonLines => json::write_lines(answer, out),
            Format::Sarif => sarif::write(answer, out),
            Format::Github => github::write(answer, out),
            Format::Gitlab => gitlab::write(answer, out),
            Format::Junit => junit::write(answer, out),
            Format::Checkstyle => checkstyle::write(answer, out),
            Format::Rdjson => rdjson::write(answer, out),
        }
    }
}

/// Writes one JSON document over several lines.
pub fn write_json(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(pretty(document)?.as_bytes())
}

/// One JSON document over several lines, with a line end.
fn pretty(document: &impl Serialize) -> io::Result<String> {
    Ok(escape::json(&serde_json::to_string_pretty(document)?) + "\n")
}
