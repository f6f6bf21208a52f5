//! `cargo xtask types`: what the analyser believes of Go code, beside what go/types says.

mod compare;
mod dumper;
mod listing;
mod ours;
mod table;

#[cfg(test)]
mod dumper_tests;

use crate::failure::Failure;
use crate::settings::everything;
use mapvet_engine::Settings;
use mapvet_sharing::Confidence;
use std::path::PathBuf;

/// Compare what is believed of Go code with what go/types says of it
///
/// Needs the Go toolchain, and all dependencies of the modules in its cache. Six kinds of rows are compared: (a) whether
/// what is indexed, ranged over, measured or assigned to is a map, (b) the function or method that a call runs, (c) the
/// type that declares a selected field, (d) the method of a sync lock that a call runs, (e) the interface method that a
/// call names, (f) the variables that a function literal captures. A row is agreed, unknown if the analyser says nothing
/// of it, or wrong. Files that only the analyser sees are ignored.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The root of a project, or GOROOT/src
    #[arg(value_name = "DIR")]
    root: PathBuf,
    /// Leave out the rows that mention a package of a dependency, and hide dependencies from the analyser
    #[arg(long)]
    hidden: bool,
    /// Include test files
    #[arg(long)]
    tests: bool,
    /// How many of the files with the most rows that are not agreed are named
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,
    /// List the rows of this kind that are not agreed
    #[arg(long, value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(["a", "b", "c", "d", "e", "f"]))]
    rows: Option<String>,
    /// List wrong rows only
    #[arg(long, requires = "rows")]
    wrong: bool,
    /// List no more rows than these
    #[arg(long, value_name = "N", requires = "rows")]
    limit: Option<usize>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let root = arguments.root.canonicalize().map_err(|error| Failure::at(&arguments.root, error))?;
    let theirs = dumper::dump(&root, arguments.tests)?;
    let settings = Settings { tests: arguments.tests, ..everything(&root, Confidence::Low) };
    let ours = ours::type_rows(&settings, arguments.hidden);
    let listed = arguments.rows.as_ref().and_then(|kind| kind.chars().next());
    let comparison = compare::compare(&theirs, ours, arguments.hidden, listed);
    print!("{}", table::document(&comparison, arguments.worst));
    if listed.is_some() {
        print!("\n{}", listing::listing(&root, &comparison.listed, arguments.wrong, arguments.limit)?);
    }
    println!("\n{}", table::sentence(&comparison));
    Ok(())
}
