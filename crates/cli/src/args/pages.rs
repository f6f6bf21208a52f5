//! Options of the commands that say something about mapvet itself or about a run: rules, doctor, completions, man, version.

use crate::args::LoadArgs;
use clap::{Args, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// `mapvet rules`.
#[derive(Args, Debug)]
pub struct RulesArgs {
    /// Print a JSON array with everything that is known of each rule, its page included
    #[arg(long)]
    pub json: bool,
    /// Colour: on a terminal, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: super::ColorWhen,
}

/// `mapvet doctor`.
#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Go package patterns, folders or files [default: ./...]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub patterns: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Name every file that was left out, and all else that is only counted
    #[arg(long)]
    pub show_skipped: bool,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// `mapvet completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell that the script is for
    pub shell: Shell,
}

/// `mapvet man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// Write a page for mapvet and one for each command into this folder, which is made if it is not there
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// `mapvet version`.
#[derive(Args, Debug)]
pub struct VersionArgs {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}
