//! `cargo xtask sarif`: what two validators say of the logs of trees.

mod multitool;

use crate::binary::{BinaryArguments, workspace};
use crate::failure::Failure;
use crate::noise::label;
use crate::report::each_tree;
use jsonschema::Validator;
use multitool::Multitool;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Complaints about one log that are printed; the others are counted.
const MOST_COMPLAINTS: usize = 20;

/// Hold the SARIF logs of trees against the schema of the standard and against Microsoft's validator with GitHub's rules
///
/// The logs are written to `target/sarif`. Findings of every confidence are in them, and those that are set aside. The validator is a
/// program of its own; without it only the schema is asked, unless MAPVET_REQUIRE_TOOLS=1 is set.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Trees to analyse, each the root of a project [default: those of testdata]
    #[arg(long, value_name = "DIR", num_args = 1..)]
    repos: Vec<PathBuf>,
    /// Microsoft's `Sarif.Multitool` [default: the one that npm put into target/tools]
    #[arg(long, value_name = "FILE")]
    multitool: Option<PathBuf>,
    #[command(flatten)]
    binary: BinaryArguments,
}

/// What is known of one log.
struct Row {
    tree: String,
    bytes: usize,
    results: usize,
    notifications: usize,
    /// Errors of the schema.
    schema: Vec<String>,
    /// What the multitool said, if it is there.
    multitool: Option<multitool::Said>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let multitool = Multitool::find(arguments.multitool.as_deref())?;
    if multitool.is_none() {
        eprintln!("{}", multitool::MISSING);
    }
    let binary = arguments.binary.binary()?;
    let schema = schema()?;
    let folder = workspace().join("target/sarif");
    fs::create_dir_all(&folder).map_err(|error| Failure::at(&folder, error))?;
    let trees = if arguments.repos.is_empty() { own_trees()? } else { arguments.repos.clone() };
    let mut number = 0;
    let (rows, failed) = each_tree(&trees, |tree| {
        number += 1;
        let row = check(tree, &binary, &schema, multitool.as_ref(), &folder.join(format!("{number:03}.sarif")))?;
        complain(&row);
        Ok(row)
    });
    print!("{}", table(&rows));
    println!("{}", closing(&rows, multitool.is_some()));
    verdict(&rows, failed)
}

/// The trees of the project that are made to be analysed.
fn own_trees() -> Result<Vec<PathBuf>, Failure> {
    let testdata = workspace().join("testdata");
    let mut trees = vec![testdata.join("showcase"), testdata.join("broken")];
    let rules = testdata.join("rules");
    let entries = fs::read_dir(&rules).map_err(|error| Failure::at(&rules, error))?;
    trees.extend(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()));
    trees.sort();
    Ok(trees)
}

fn schema() -> Result<Validator, Failure> {
    let path = workspace().join("testdata/sarif/sarif-schema-2.1.0.json");
    let text = fs::read(&path).map_err(|error| Failure::at(&path, error))?;
    let schema: Value = serde_json::from_slice(&text).map_err(|error| Failure::at(&path, error))?;
    jsonschema::validator_for(&schema).map_err(|error| Failure::at(&path, error))
}

/// Writes the log of `tree` to `file` and asks both validators.
fn check(tree: &Path, binary: &Path, schema: &Validator, multitool: Option<&Multitool>, file: &Path) -> Result<Row, Failure> {
    let log = log(tree, binary)?;
    fs::write(file, &log).map_err(|error| Failure::at(file, error))?;
    let document: Value = serde_json::from_slice(&log).map_err(|error| Failure::at(tree, format!("the log is no JSON: {error}")))?;
    let count = |pointer: &str| document.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    Ok(Row {
        tree: label(tree)?,
        bytes: log.len(),
        results: count("/runs/0/results"),
        notifications: count("/runs/0/invocations/0/toolExecutionNotifications"),
        schema: schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path)).collect(),
        multitool: multitool.map(|multitool| multitool.validate(file)).transpose()?,
    })
}

/// The log of a tree. Status 3 is one too: a tree may hold what cannot be read.
fn log(tree: &Path, binary: &Path) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(binary);
    command.args(["check", "--quiet", "--format", "sarif", "--min-confidence", "low", "--show-suppressed", "--exit-zero", "./..."]);
    let output = command.current_dir(tree).env("RUST_BACKTRACE", "0").stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::at(binary, error))?;
    match output.status.code() {
        Some(0 | 3) => Ok(output.stdout),
        Some(_) | None => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Failure::at(tree, format!("the analyser ended with {}: {}", output.status, said.trim())))
        }
    }
}

fn complain(row: &Row) {
    let said = row.multitool.iter().flat_map(|said| &said.errors);
    let all: Vec<String> = row.schema.iter().map(|text| format!("schema: {text}")).chain(said.map(|text| format!("multitool: {text}"))).collect();
    for text in all.iter().take(MOST_COMPLAINTS) {
        eprintln!("error: {}: {text}", row.tree);
    }
    if all.len() > MOST_COMPLAINTS {
        eprintln!("error: {}: {} more", row.tree, all.len() - MOST_COMPLAINTS);
    }
}

fn table(rows: &[Row]) -> String {
    let head = "| tree | bytes | results | notifications | errors (schema) | errors (multitool) | warnings (multitool) |";
    let mut text = format!("{head}\n|---|---:|---:|---:|---:|---:|---:|\n");
    for Row { tree, bytes, results, notifications, schema, multitool } in rows {
        let said = multitool.as_ref().map_or("- | -".to_owned(), |said| format!("{} | {}", said.errors.len(), said.warnings));
        text += &format!("| {tree} | {bytes} | {results} | {notifications} | {} | {said} |\n", schema.len());
    }
    text
}

fn closing(rows: &[Row], asked: bool) -> String {
    let (schema, multitool) = errors(rows);
    let said = if asked { format!("{multitool} errors (multitool)") } else { "multitool not asked".to_owned() };
    format!("{} logs, {schema} errors (schema), {said}", rows.len())
}

/// The errors of the schema and of the multitool.
fn errors(rows: &[Row]) -> (usize, usize) {
    let schema = rows.iter().map(|row| row.schema.len()).sum();
    let multitool = rows.iter().flat_map(|row| &row.multitool).map(|said| said.errors.len()).sum();
    (schema, multitool)
}

fn verdict(rows: &[Row], failed: usize) -> Result<(), Failure> {
    match (errors(rows), failed) {
        ((0, 0), 0) => Ok(()),
        ((0, 0), _) => Err(Failure::new(format!("{failed} of the trees gave no log"))),
        _ => Err(Failure::new("not every log is valid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(tree: &str, schema: &[&str], multitool: Option<&[&str]>) -> Row {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let multitool = multitool.map(|errors| multitool::Said { errors: texts(errors), warnings: 1 });
        Row { tree: tree.to_owned(), bytes: 7, results: 2, notifications: 1, schema: texts(schema), multitool }
    }

    #[test]
    fn the_last_line_sums_up_and_an_error_of_either_fails() {
        let good = [row("a", &[], Some(&[])), row("b", &[], Some(&[]))];
        assert_eq!(closing(&good, true), "2 logs, 0 errors (schema), 0 errors (multitool)");
        assert!(verdict(&good, 0).is_ok() && verdict(&good, 1).is_err());
        let bad = [row("a", &["x"], Some(&["y", "z"]))];
        assert_eq!(closing(&bad, true), "1 logs, 1 errors (schema), 2 errors (multitool)");
        assert!(verdict(&bad, 0).is_err() && verdict(&[row("a", &[], Some(&["y"]))], 0).is_err());
        assert_eq!(table(&bad).lines().last(), Some("| a | 7 | 2 | 1 | 1 | 2 | 1 |"));
    }

    #[test]
    fn a_validator_that_is_missing_is_named() {
        let rows = [row("a", &[], None)];
        assert_eq!(closing(&rows, false), "1 logs, 0 errors (schema), multitool not asked");
        assert_eq!(table(&rows).lines().last(), Some("| a | 7 | 2 | 1 | 0 | - | - |"));
    }

    #[test]
    fn the_trees_of_the_project_are_found() {
        let trees = own_trees().expect("the project is here");
        assert!(trees.len() >= 5 && trees.iter().any(|tree| tree.ends_with("showcase")), "{trees:?}");
    }
}
