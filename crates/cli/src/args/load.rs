//! Options that say what is analysed, and how a command looks.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What is analysed, and how.
#[derive(Args, Debug)]
#[command(next_help_heading = "Analysis")]
pub struct LoadArgs {
    /// The configuration file [default: the nearest .mapvet.toml, here or above]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Go by no configuration file
    #[arg(long)]
    pub no_config: bool,
    /// Analyse `_test.go` files too [default: true]
    #[arg(long, value_name = "BOOL", default_missing_value = "true", num_args = 0..=1, require_equals = true)]
    pub tests: Option<bool>,
    /// Build tags that are set, with commas between them
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Worker threads, one a processor if not given
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Leave out larger files: bytes, or with KiB, MiB, GiB [default: 8MiB]
    #[arg(long, value_name = "SIZE", value_parser = mapvet_engine::read_size)]
    pub max_file_size: Option<u64>,
    /// Colour: on a terminal, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Only the report: no progress, no closing line
    #[arg(long, short)]
    pub quiet: bool,
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
