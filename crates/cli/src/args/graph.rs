//! Options of `mapvet graph`.

use super::LoadArgs;
use clap::{Args, ValueEnum, ValueHint};

/// `mapvet graph`.
#[derive(Args, Debug)]
pub struct GraphArgs {
    /// Go package patterns, folders or files [default: ./...]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub patterns: Vec<String>,
    /// Draw the maps of this name, shared or not: a full name or the end of one, such as Server.sessions
    #[arg(long, value_name = "NAME", conflicts_with = "func")]
    pub map: Option<String>,
    /// Draw the functions of this name with their callers, what they run and the maps that these touch
    #[arg(long, value_name = "NAME")]
    pub func: Option<String>,
    /// The form of the graph
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    pub format: GraphFormat,
    /// How many levels of calls are drawn below the function of --func
    #[arg(long, value_name = "N", default_value = "2", requires = "func")]
    pub depth: u32,
    /// Draw at most N functions, and say how many were left out
    #[arg(long, value_name = "N", default_value = "60", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// What is analysed.
    #[command(flatten)]
    pub load: LoadArgs,
}

/// The form of a graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum GraphFormat {
    /// For Graphviz
    Dot,
    /// One JSON object
    Json,
    /// A Mermaid flowchart, for Markdown
    Mermaid,
}
