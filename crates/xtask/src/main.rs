//! Every measuring command of the project.

mod bench;
mod binary;
mod calls;
mod clones;
mod failure;
mod ids;
mod lines;
mod models_verify;
mod new_rule;
mod noise;
mod python;
mod report;
mod sample;
mod sarif;
mod scores;
mod settings;
mod std_facts;
mod traces;
mod types;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The project's own commands: what the analyser finds, how loud it is, what it costs, a new rule, the table of Go's own library,
/// and whether its logs are valid.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Subcommand)]
enum Verb {
    Scores(scores::Arguments),
    Noise(noise::Arguments),
    Sample(sample::Arguments),
    Bench(bench::Arguments),
    NewRule(new_rule::Arguments),
    StdFacts(std_facts::Arguments),
    Traces(traces::Arguments),
    Types(types::Arguments),
    Ids(ids::Arguments),
    Sarif(sarif::Arguments),
    ModelsVerify(models_verify::Arguments),
    Calls(calls::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Scores(arguments) => scores::run(&arguments),
        Verb::Noise(arguments) => noise::run(&arguments),
        Verb::Sample(arguments) => sample::run(&arguments),
        Verb::Bench(arguments) => bench::run(&arguments),
        Verb::NewRule(arguments) => new_rule::run(&arguments),
        Verb::StdFacts(arguments) => std_facts::run(&arguments),
        Verb::Traces(arguments) => traces::run(&arguments),
        Verb::Types(arguments) => types::run(&arguments),
        Verb::Ids(arguments) => ids::run(&arguments),
        Verb::Sarif(arguments) => sarif::run(&arguments),
        Verb::ModelsVerify(arguments) => models_verify::run(&arguments),
        Verb::Calls(arguments) => calls::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
