//! `cargo xtask scores`: every oracle's figure in one table.

mod before;
mod corpus;
mod document;
mod figures;
mod oracle;
mod reasons;

use crate::binary::{BinaryArguments, workspace};
use crate::failure::Failure;
use oracle::{ORACLES, Outcome};
use std::path::PathBuf;

/// Run every oracle that is there and print all figures as one Markdown document
///
/// Oracles are sets of labelled Go code that nobody of this project wrote. Their scripts are looked for in the folder
/// given by --shared, else by MAPVET_SHARED, else in `../shared` beside the workspace. What is not there is listed as
/// absent. The same code and the same oracles give the same bytes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder that holds `oracles` and `corpus`
    #[arg(long, value_name = "DIR")]
    shared: Option<PathBuf>,
    /// Clones of the repositories that some oracles take their code from, as DIR/owner+name/repo, DIR/owner+name or DIR/owner/name
    #[arg(long, value_name = "DIR")]
    repos: Option<PathBuf>,
    /// Score the corpus of known races too; takes minutes
    #[arg(long)]
    corpus: bool,
    /// An earlier document, whose figures are put beside the new ones
    #[arg(long, value_name = "FILE")]
    before: Option<PathBuf>,
    #[command(flatten)]
    binary: BinaryArguments,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let binary = arguments.binary.binary()?;
    let told = arguments.shared.clone().or_else(|| std::env::var_os("MAPVET_SHARED").map(PathBuf::from));
    let shared = told.unwrap_or_else(|| workspace().join("../shared"));
    let mut outcomes = Vec::new();
    for oracle in &ORACLES {
        eprintln!("{}", oracle.name);
        let outcome = match oracle.slow && !arguments.corpus {
            true => Outcome::Absent("not asked for".to_owned()),
            false => oracle.run(&binary, &shared, arguments.repos.as_deref())?,
        };
        match &outcome {
            Outcome::Failed(why) => eprintln!("{} failed: {why}", oracle.name),
            // Why an entry failed may name places of this machine, so it stays out of the document.
            Outcome::Ran(output) => output.lines().filter(|line| line.starts_with("FAILED")).for_each(|line| eprintln!("{line}")),
            Outcome::Absent(_) => {}
        }
        outcomes.push((oracle, outcome));
    }
    let mut text = document::document(&outcomes);
    if let Some(file) = &arguments.before {
        text = before::beside(&text, &std::fs::read_to_string(file).map_err(|error| Failure::at(file, error))?);
    }
    print!("{text}");
    for (oracle, outcome) in &outcomes {
        if let (Outcome::Ran(output), Some(manifest), Some(repos)) = (outcome, oracle.manifest(&shared), &arguments.repos) {
            print!("{}", document::reasons(&reasons::reasons(&manifest, repos, &corpus::ids(output, "missed"))?));
        }
    }
    let failed = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_))).count();
    if failed == 0 { Ok(()) } else { Err(Failure::new(format!("{failed} of the oracles failed"))) }
}
