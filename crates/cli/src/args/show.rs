//! Options that say what is reported, and where to.

use crate::format::Format;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum, ValueHint};
use mapvet_rules::rule_and_group_ids;
use mapvet_sharing::Confidence;
use std::path::PathBuf;

/// What is reported, and where to.
#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub struct ShowArgs {
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: Format,
    /// Write the report to FILE, or a further one with FORMAT=FILE; may be given more than once
    #[arg(long, short, value_name = "[FORMAT=]FILE", value_parser = output, value_hint = ValueHint::FilePath)]
    pub output: Vec<Output>,
    /// Which findings count.
    #[command(flatten)]
    pub choose: ChooseArgs,
    /// Do not report the findings of this baseline file
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Findings never change the exit status
    #[arg(long)]
    pub exit_zero: bool,
    /// Show what a comment or the baseline sets aside too, marked; the exit status does not count it
    #[arg(long)]
    pub show_suppressed: bool,
    /// Count what was seen and what could not be resolved
    #[arg(long)]
    pub stats: bool,
    /// Name what was left out
    #[arg(long)]
    pub show_skipped: bool,
}

/// Which findings count.
#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub struct ChooseArgs {
    /// Report findings that are at least this sure [default: medium]
    #[arg(long, value_name = "HOW")]
    pub min_confidence: Option<Sureness>,
    /// Only these rules or groups, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules())]
    pub select: Vec<String>,
    /// Not these rules or groups, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules())]
    pub ignore: Vec<String>,
    /// The level from which on findings give exit status 1 [default: error]
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<FailOn>,
}

/// How sure a finding has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Sureness {
    /// No step of the argument is a guess
    High,
    /// One step is likely but not certain
    Medium,
    /// Two or more steps are
    Low,
}

impl From<Sureness> for Confidence {
    fn from(sureness: Sureness) -> Confidence {
        match sureness {
            Sureness::High => Confidence::High,
            Sureness::Medium => Confidence::Medium,
            Sureness::Low => Confidence::Low,
        }
    }
}

/// The level from which on findings give exit status 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// No finding does
    Never,
}

impl From<FailOn> for mapvet_engine::FailOn {
    fn from(level: FailOn) -> mapvet_engine::FailOn {
        match level {
            FailOn::Error => mapvet_engine::FailOn::Error,
            FailOn::Warning => mapvet_engine::FailOn::Warning,
            FailOn::Never => mapvet_engine::FailOn::Never,
        }
    }
}

/// Where a report goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Its form; without one, that of `--format`, and nothing goes to stdout.
    pub format: Option<Format>,
    /// The file.
    pub file: PathBuf,
}

fn output(text: &str) -> Result<Output, String> {
    let named = text.split_once('=').filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'));
    let (format, file) = match named {
        Some((name, file)) => match Format::from_str(name, false) {
            Ok(format) => (Some(format), file),
            Err(_) => return Err(format!("`{name}` is not a format; write ./{text} for a file of this name")),
        },
        None => (None, text),
    };
    if file.is_empty() { Err("the file has no name".to_owned()) } else { Ok(Output { format, file: PathBuf::from(file) }) }
}

pub(super) fn rules() -> PossibleValuesParser {
    PossibleValuesParser::new(rule_and_group_ids())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_have_a_format_or_take_the_default() {
        let of = |format, file: &str| Ok(Output { format, file: PathBuf::from(file) });
        assert_eq!(output("sarif=a/b=c"), of(Some(Format::Sarif), "a/b=c"));
        assert_eq!(output("json-lines=a"), of(Some(Format::JsonLines), "a"));
        assert_eq!(output("a.json"), of(None, "a.json"));
        assert_eq!(output("./x=y"), of(None, "./x=y"));
        assert!(output("xml=a").is_err() && output("json=").is_err() && output("").is_err());
    }
}
