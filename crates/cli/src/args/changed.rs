//! Options that ask for what is new only.

use clap::Args;
use std::path::PathBuf;

/// Report only what is new, by the work tree of git or by a patch.
#[derive(Args, Debug)]
#[command(next_help_heading = "New only")]
pub struct NewArgs {
    /// Report only findings of which a place has changed since this commit; new files count
    #[arg(long, value_name = "REV", conflicts_with_all = ["new_from_merge_base", "new_from_patch"])]
    pub new_from_rev: Option<String>,
    /// The same since the last commit that this branch and HEAD have in common
    #[arg(long, value_name = "BRANCH", conflicts_with = "new_from_patch")]
    pub new_from_merge_base: Option<String>,
    /// What is new by a patch.
    #[command(flatten)]
    pub patch: PatchArgs,
}

/// Report only what is new by a patch.
#[derive(Args, Debug)]
#[command(next_help_heading = "New only")]
pub struct PatchArgs {
    /// The same by a unified diff that is applied already; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub new_from_patch: Option<PathBuf>,
}
