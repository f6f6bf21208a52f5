//! The command line of `mapvet baseline` and `mapvet diff`.

use super::load::LoadArgs;
use super::show::{ChooseArgs, FailOn, Sureness, rules};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `mapvet baseline`.
#[derive(Args, Debug)]
pub struct BaselineArgs {
    /// What to do with the file.
    #[command(subcommand)]
    pub verb: BaselineVerb,
}

/// What to do with a baseline file.
#[derive(Subcommand, Debug)]
pub enum BaselineVerb {
    /// Write a baseline of all findings that are there now
    Create(CreateArgs),
    /// Add new findings, keep those that are still there, drop those that are gone
    Update(UpdateArgs),
    /// Drop findings that are gone, and change nothing else
    Prune(PruneArgs),
}

/// `mapvet baseline create`.
#[derive(Args, Debug)]
pub struct CreateArgs {
    /// Replace a baseline that is there already
    #[arg(long)]
    pub force: bool,
    /// What is taken up.
    #[command(flatten)]
    pub take: TakeArgs,
    /// Where, and what is analysed.
    #[command(flatten)]
    pub run: RunArgs,
}

/// `mapvet baseline update`.
#[derive(Args, Debug)]
pub struct UpdateArgs {
    /// What is taken up.
    #[command(flatten)]
    pub take: TakeArgs,
    /// Where, and what is analysed.
    #[command(flatten)]
    pub run: RunArgs,
}

/// `mapvet baseline prune`.
#[derive(Args, Debug)]
pub struct PruneArgs {
    /// Where, and what is analysed.
    #[command(flatten)]
    pub run: RunArgs,
}

/// Which new findings a baseline takes up.
#[derive(Args, Debug)]
#[command(next_help_heading = "Baseline")]
pub struct TakeArgs {
    /// Take up findings that are at least this sure [default: medium]
    #[arg(long, value_name = "HOW")]
    pub min_confidence: Option<Sureness>,
    /// Take up only these rules or groups, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules())]
    pub select: Vec<String>,
    /// Do not take up these rules or groups, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules())]
    pub ignore: Vec<String>,
}

impl TakeArgs {
    /// The same, as `check` would choose findings.
    pub fn choose(&self) -> ChooseArgs {
        ChooseArgs { min_confidence: self.min_confidence, select: self.select.clone(), ignore: self.ignore.clone(), fail_on: None }
    }
}

/// Which file, and what is analysed for it.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// Go package patterns, folders or files [default: ./...]
    pub patterns: Vec<String>,
    /// The baseline file [default: `report.baseline` of the configuration, or .mapvet-baseline.json]
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub file: Option<PathBuf>,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// `mapvet diff`.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The earlier report, as `mapvet check --format json` writes it; `-` is stdin
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The later report; `-` is stdin
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormat,
    /// The level from which on introduced findings give exit status 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
    /// Only the answer: no closing line
    #[arg(long, short)]
    pub quiet: bool,
}

/// The form of the answer of `mapvet diff`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum DiffFormat {
    /// One line for each finding that was introduced, fixed or moved
    Text,
    /// One JSON object
    Json,
}
