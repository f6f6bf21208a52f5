//! The command line.

use crate::format::Format;
use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use mapvet_rules::RULES;
use mapvet_sharing::Confidence;
use std::path::PathBuf;

/// Finds Go maps that goroutines share without a lock.
#[derive(Parser, Debug)]
#[command(name = "mapvet", version, max_term_width = 100, infer_subcommands = false)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Analyse Go packages and report what is found
    Check(CheckArgs),
    /// Show a finding's whole argument, a rule's page, or why a map is silent
    Explain(ExplainArgs),
    /// Print what the analysis sees
    Debug(DebugArgs),
    /// Analyse one package: a unit description and the facts of its imports give its facts
    #[command(hide = true)]
    Unit(UnitArgs),
    /// Link facts and report
    #[command(hide = true)]
    Report(ReportArgs),
}

/// `mapvet check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Go package patterns, folders or files [default: ./...]
    pub patterns: Vec<String>,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
    /// What is reported.
    #[command(flatten)]
    pub report: ShowArgs,
}

/// What is analysed, and how.
#[derive(Args, Debug)]
#[command(next_help_heading = "Analysis")]
pub struct LoadArgs {
    /// Analyse `_test.go` files too
    #[arg(long, value_name = "BOOL", default_value_t = true, default_missing_value = "true", num_args = 0..=1, require_equals = true, action = ArgAction::Set)]
    pub tests: bool,
    /// Build tags that are set, with commas between them
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Worker threads, one a processor if not given
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Leave out larger files: bytes, or with KiB, MiB, GiB
    #[arg(long, value_name = "SIZE", default_value = "8MiB", value_parser = size)]
    pub max_file_size: u64,
    /// Colour: on a terminal, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Only the report: no progress, no closing line
    #[arg(long, short)]
    pub quiet: bool,
}

/// What is reported, and where to.
#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub struct ShowArgs {
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: Format,
    /// Write the report to FILE, or a further one with FORMAT=FILE; may be given more than once
    #[arg(long, short, value_name = "[FORMAT=]FILE", value_parser = output)]
    pub output: Vec<Output>,
    /// Report findings that are at least this sure
    #[arg(long, value_name = "HOW", default_value = "medium")]
    pub min_confidence: Sureness,
    /// Only these rules, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule_ids())]
    pub select: Vec<String>,
    /// Not these rules, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule_ids())]
    pub ignore: Vec<String>,
    /// The level from which on findings give exit status 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
    /// Findings never change the exit status
    #[arg(long)]
    pub exit_zero: bool,
    /// Count what was seen and what could not be resolved
    #[arg(long)]
    pub stats: bool,
    /// Name what was left out
    #[arg(long)]
    pub show_skipped: bool,
}

/// `mapvet explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A finding's id (12 hex digits), a rule, or a map: its full name or the end of it
    #[arg(value_name = "ID|RULE|MAP")]
    pub subject: String,
    /// Go package patterns, folders or files [default: ./...]
    pub patterns: Vec<String>,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// `mapvet debug`.
#[derive(Args, Debug)]
pub struct DebugArgs {
    /// What to print
    pub what: DebugWhat,
    /// Go package patterns, folders or files [default: ./...]
    pub patterns: Vec<String>,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// What `debug` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum DebugWhat {
    /// The syntax tree of each file
    Tree,
    /// The declarations of each file
    Outline,
    /// Each function as blocks of operations
    Body,
    /// The locks at each access, as seen from function entry
    Locks,
    /// What each package says about itself
    Facts,
    /// Conflicts of any confidence, and what is known of each map
    Link,
    /// What each expression is and how that was concluded; FILE:LINE and FILE:LINE:COL ask for a place
    Types,
}

/// `mapvet unit`.
#[derive(Args, Debug)]
pub struct UnitArgs {
    /// The description of the package, JSON
    #[arg(long, value_name = "FILE")]
    pub cfg: PathBuf,
    /// Facts of the imports
    #[arg(long, value_name = "FILE", num_args = 0..)]
    pub facts: Vec<PathBuf>,
    /// Where the facts go
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `mapvet report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Files with facts
    #[arg(required = true, value_name = "FACTS")]
    pub facts: Vec<PathBuf>,
    /// As for check.
    #[command(flatten)]
    pub load: LoadArgs,
    /// What is reported.
    #[command(flatten)]
    pub report: ShowArgs,
}

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
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
    /// High confidence
    Error,
    /// Medium confidence
    Warning,
    /// No finding does
    Never,
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

fn size(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        _ => return Err("a size is a number of bytes, or a number with KiB, MiB or GiB".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "a size begins with a number".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "the size is too large".to_owned())
}

fn rule_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(RULES.iter().map(|rule| rule.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn outputs_have_a_format_or_take_the_default() {
        let of = |format, file: &str| Ok(Output { format, file: PathBuf::from(file) });
        assert_eq!(output("sarif=a/b=c"), of(Some(Format::Sarif), "a/b=c"));
        assert_eq!(output("json-lines=a"), of(Some(Format::JsonLines), "a"));
        assert_eq!(output("a.json"), of(None, "a.json"));
        assert_eq!(output("./x=y"), of(None, "./x=y"));
        assert!(output("xml=a").is_err() && output("json=").is_err() && output("").is_err());
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!((size("17"), size("8MiB"), size("2G")), (Ok(17), Ok(8 << 20), Ok(2 << 30)));
        assert!(size("MiB").is_err() && size("1 MB").is_err() && size("99999999999GiB").is_err() && size("-1").is_err());
    }
}
