//! Options of `mapvet ignore`.

use super::LoadArgs;
use clap::{Args, ValueEnum};
use mapvet_sharing::DirectiveForm;

/// `mapvet ignore`.
#[derive(Args, Debug)]
pub struct IgnoreArgs {
    /// The finding's id (12 hex digits)
    pub id: String,
    /// Go package patterns, folders or files [default: ./...]
    pub patterns: Vec<String>,
    /// What makes the finding wrong; it becomes a part of the comment
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The form of the comment
    #[arg(long, value_name = "FORM", default_value = "mapvet")]
    pub form: CommentForm,
    /// Print the change instead of making it
    #[arg(long)]
    pub dry_run: bool,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// The form of a comment that hides findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum CommentForm {
    /// `//mapvet:ignore RULE reason`
    Mapvet,
    /// `//nolint:mapvet // reason`, as golangci-lint has it; hides every rule
    Nolint,
    /// `//lint:ignore mapvet/RULE reason`, as staticcheck has it
    Lint,
}

impl From<CommentForm> for DirectiveForm {
    fn from(form: CommentForm) -> DirectiveForm {
        match form {
            CommentForm::Mapvet => DirectiveForm::Mapvet,
            CommentForm::Nolint => DirectiveForm::Nolint,
            CommentForm::Lint => DirectiveForm::Lint,
        }
    }
}
