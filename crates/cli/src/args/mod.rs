//! The command line.

mod baseline;
mod changed;
mod config;
mod graph;
pub mod help;
mod ignore;
mod load;
mod pages;
mod show;

pub use baseline::{BaselineArgs, BaselineVerb, CreateArgs, DiffArgs, DiffFormat, RunArgs, TakeArgs, UpdateArgs};
pub use changed::{NewArgs, PatchArgs};
pub use config::{ConfigArgs, ConfigVerb, PrintArgs};
pub use graph::{GraphArgs, GraphFormat};
pub use ignore::IgnoreArgs;
pub use load::{ColorWhen, LoadArgs};
pub use pages::{CompletionsArgs, DoctorArgs, ManArgs, RulesArgs, VersionArgs};
pub use show::{ChooseArgs, Output, ShowArgs};

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
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
    /// Draw which goroutines and functions touch which maps, and under which locks
    Graph(GraphArgs),
    /// Write the comment that hides a finding which is wrong
    Ignore(IgnoreArgs),
    /// Write down the findings that are there now, so that checks report new ones only
    Baseline(BaselineArgs),
    /// Compare two JSON reports: what was introduced, what was fixed, what is still there
    Diff(DiffArgs),
    /// Write, check, print or describe the configuration file
    Config(ConfigArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Say what a run finds here: modules, files, dependencies, and what stays in the dark
    Doctor(DoctorArgs),
    /// Print what the stages of the analysis see
    Debug(DebugArgs),
    /// Print the script that completes mapvet's command line in a shell
    Completions(CompletionsArgs),
    /// Print mapvet's manual page, or write those of all commands
    Man(ManArgs),
    /// Print the version
    Version(VersionArgs),
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
    #[arg(value_hint = ValueHint::AnyPath)]
    pub patterns: Vec<String>,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
    /// What is reported.
    #[command(flatten)]
    pub report: ShowArgs,
    /// What is new.
    #[command(flatten)]
    pub new: NewArgs,
}

/// `mapvet explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A finding's id (12 hex digits), a rule, or a map: its full name or the end of it; none with --trace
    #[arg(value_name = "ID|RULE|MAP", required_unless_present = "trace")]
    pub subject: Option<String>,
    /// Go package patterns, folders or files [default: ./...]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub patterns: Vec<String>,
    /// Say which map a crash or a race report is about: a file with a Go fatal error of a map, or with reports of the race detector; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// The form of what is said
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: ExplainFormat,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// The form of what `explain` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ExplainFormat {
    /// For people: source, stacks and the whole argument
    Full,
    /// One JSON object, with --trace
    Json,
    /// The page of a rule as it was written
    Markdown,
}

/// `mapvet debug`.
#[derive(Args, Debug)]
pub struct DebugArgs {
    /// What to print
    pub what: DebugWhat,
    /// Go package patterns, folders or files [default: ./...]
    #[arg(value_hint = ValueHint::AnyPath)]
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
    /// Library models of your own
    #[arg(long, value_name = "FILE", num_args = 0..)]
    pub models: Vec<PathBuf>,
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
    /// What is new.
    #[command(flatten)]
    pub new: PatchArgs,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        help::command().debug_assert();
        help::visible_command().debug_assert();
    }
}
