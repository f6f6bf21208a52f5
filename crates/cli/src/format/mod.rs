//! The formats of a report.

pub mod concise;
pub mod excerpt;
pub mod full;
pub mod json;
pub mod sarif;
mod sarif_log;

use crate::answer::Answer;
use crate::look::Look;
use clap::ValueEnum;
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
    /// SARIF 2.1.0
    Sarif,
}

impl Format {
    /// Writes `answer` in this form.
    pub fn write(self, answer: &Answer<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Full => full::write(answer, look, out),
            Format::Concise => concise::write(answer, out),
            Format::Json => json::write(answer, out),
            Format::Sarif => sarif::write(answer, out),
        }
    }
}
