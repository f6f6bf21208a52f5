//! The arguments of `mapvet config`.

use super::{ChooseArgs, LoadArgs};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `mapvet config`.
#[derive(Args, Debug)]
pub struct ConfigArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub verb: ConfigVerb,
}

/// What to do with the configuration.
#[derive(Subcommand, Debug)]
pub enum ConfigVerb {
    /// Write a configuration file with every key and its default as a comment
    Init {
        /// The file to write; one that is there stays as it is
        #[arg(default_value = mapvet_engine::CONFIG_NAME)]
        file: PathBuf,
    },
    /// Name everything that is wrong with a configuration file and the models that it names
    Verify {
        /// The file [default: the nearest .mapvet.toml, here or above]
        file: Option<PathBuf>,
    },
    /// Print all settings, and where each comes from
    Print(PrintArgs),
    /// Print the JSON schema of the configuration file
    Schema,
}

/// `mapvet config print`.
#[derive(Args, Debug)]
pub struct PrintArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// As for check.
    #[command(flatten)]
    pub load: LoadArgs,
    /// As for check.
    #[command(flatten)]
    pub choose: ChooseArgs,
}
