//! The binary: speak terminal, JSON and SARIF for a workspace.

mod answer;
mod args;
mod changed;
mod closing;
mod command;
mod config;
mod diff;
mod doctor;
mod escape;
mod exit;
mod explain;
mod fingerprint;
mod format;
#[cfg(test)]
mod golden;
mod graph;
mod input;
#[cfg(test)]
mod integrations;
mod look;
mod output;
mod page;
mod progress;
mod rules;
mod sources;
mod trace;
mod unified;
mod words;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use args::{Cli, Command};
use clap::FromArgMatches as _;
use exit::{Failure, Status};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match args::help::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with status 0, mistakes to stderr with status 2.
            let code = match (error.use_stderr(), error.print()) {
                (true, _) => Status::Usage,
                (false, Err(error)) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    command::say([format!("error: cannot write to stdout: {}", output::reason(&error))]);
                    Status::Lost
                }
                (false, _) => Status::Clean,
            };
            return ExitCode::from(code as u8);
        }
    };
    let done = match &cli.command {
        None => output::to_stdout(|out| write!(out, "{}", args::help::command().render_help())).map(|()| Status::Clean),
        Some(Command::Check(args)) => command::check::check(args),
        Some(Command::Explain(args)) => command::explain::explain(args),
        Some(Command::Graph(args)) => command::graph::graph(args),
        Some(Command::Ignore(args)) => command::ignore::ignore(args),
        Some(Command::Baseline(args)) => command::baseline::baseline(args),
        Some(Command::Diff(args)) => command::diff::diff(args),
        Some(Command::Config(args)) => command::config::config(args),
        Some(Command::Rules(args)) => command::rules::rules(args),
        Some(Command::Doctor(args)) => command::doctor::doctor(args),
        Some(Command::Debug(args)) => command::debug::debug(args),
        Some(Command::Completions(args)) => command::completions::completions(args),
        Some(Command::Man(args)) => command::man::man(args),
        Some(Command::Version(args)) => command::version::version(args),
        Some(Command::Unit(args)) => command::unit::unit(args),
        Some(Command::Report(args)) => command::check::report(args),
    };
    let (status, text) = match done {
        Ok(status) => (status, None),
        Err(Failure::Usage(text)) => (Status::Usage, Some(text)),
        Err(Failure::Lost(text)) => (Status::Lost, Some(text)),
    };
    command::say(text.map(|text| format!("error: {}", escape::block(&text))));
    ExitCode::from(status as u8)
}
