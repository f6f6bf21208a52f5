//! The comparison of rows with sources, and that the document is of the models as they are.

use super::compare::Comparison;
use super::modules::Module;
use super::verdict::{Checked, Outcome};
use crate::binary::workspace;
use crate::settings::everything;
use mapvet_engine::{Effect, FuncRef, Memory, ModelRow, Name, RowSays, Runs, Start, model_rows, program};
use mapvet_sharing::Confidence;
use std::collections::BTreeMap;
use std::path::Path;

const LIBRARY: &str = "package c

func Go(f func()) { go f() }

func All(f func()) {
\tfor {
\t\tgo f()
\t}
}

func Each(f func()) { f() }

func Keep(f func()) { kept = f }

var kept func()
";

fn row(name: &str, effects: Vec<Effect>) -> ModelRow {
    let package = Name::from("a.b/c");
    let func = FuncRef { package, receiver: None, name: Name::from(name) };
    ModelRow {
        file: "x.toml",
        name: format!("a.b/c.{name}"),
        package,
        says: RowSays::Func(func, effects, Vec::new()),
        from_memory: false,
        seen: None,
    }
}

fn module() -> Module {
    Module { path: "a.b/c".to_owned(), version: "v1.0.0".to_owned() }
}

fn outcome(name: &str, effect: Effect) -> Outcome {
    let mut files = Memory::new();
    files.insert("/r/go.mod", "module a.b/c\ngo 1.22\n");
    files.insert("/r/c.go", LIBRARY);
    let (program, _) = program(&everything(Path::new("/r"), Confidence::Low), &files);
    Comparison { program: &program, module: &module() }.outcome(&row(name, vec![effect]))
}

#[test]
fn a_row_agrees_differs_or_cannot_be_derived() {
    let start = Start::once(0);
    let several = Effect::Spawn(Start { runs: Runs::Overlapping, ..start });
    assert_eq!(outcome("Go", Effect::Spawn(start)), Outcome::Agree("runs it once on a goroutine at c.go:3".to_owned()));
    assert_eq!(outcome("All", several), Outcome::Agree("runs it on several goroutines at c.go:7".to_owned()));
    let differ = |says: &str, does: &str| Outcome::Differ { says: says.to_owned(), does: does.to_owned() };
    assert_eq!(outcome("Go", several), differ("it runs on several goroutines", "runs it once on a goroutine at c.go:3"));
    assert_eq!(outcome("All", Effect::Spawn(start)), differ("it runs once on a goroutine", "runs it on several goroutines at c.go:7"));
    assert_eq!(outcome("Each", Effect::Spawn(start)), differ("it runs once on a goroutine", "runs it in place at c.go:11"));
    assert_eq!(outcome("Go", Effect::RunInPlace(0)), differ("runs it before it returns", "runs it once on a goroutine at c.go:3"));
    assert_eq!(outcome("Each", Effect::RunInPlace(0)), Outcome::Agree("runs it in place at c.go:11".to_owned()));
    assert_eq!(outcome("Keep", several), Outcome::Underivable("no call of it is found".to_owned()));
    assert_eq!(outcome("Gone", several), Outcome::Absent("no such function".to_owned()));
    let waits = outcome("Go", Effect::Spawn(Start { waits: true, ..start }));
    assert!(matches!(&waits, Outcome::Underivable(why) if why.ends_with("that it waits is not seen")), "{waits:?}");
}

/// What a person saw stands for the version in which it was seen.
#[test]
fn what_was_seen_counts_in_the_version_that_is_looked_at() {
    let seen = |text: &str| ModelRow { seen: Some(text.to_owned()), ..row("Keep", Vec::new()) };
    let checked = |row: ModelRow| Checked::new(row, Some(&module()), Outcome::Underivable("no call of it is found".to_owned()));
    let known = checked(seen("v1.0.0 c.go:13: by whoever asks"));
    assert!(known.is_known() && !known.is_wrong());
    assert_eq!(checked(seen("v0.9.0 c.go:13: by whoever asks")).outcome.name(), "stale");
    let unknown = checked(row("Keep", Vec::new()));
    assert!(unknown.is_wrong(), "it must say that it is told from memory");
    assert!(!checked(ModelRow { from_memory: true, ..row("Keep", Vec::new()) }).is_wrong());
    let derived = Checked::new(ModelRow { from_memory: true, ..row("Go", Vec::new()) }, Some(&module()), Outcome::Agree(String::new()));
    assert!(derived.is_wrong(), "it is known after all");
}

/// `docs/models.md` is written by the verb, which needs Go and the libraries. Whether its figures are still those of the model
/// files is seen without: how many rows a package has, and how many of them are told from memory.
#[test]
fn the_document_is_of_these_models() {
    let text = std::fs::read_to_string(workspace().join("docs/models.md")).expect("the document is in the tree");
    let mut expected: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in model_rows() {
        for package in [row.package.as_str(), "all"] {
            let figures = expected.entry(package.to_owned()).or_default();
            figures.0 += 1;
            figures.1 += usize::from(row.from_memory);
        }
    }
    let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| package")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let number = |at: usize| cells[at].parse::<usize>().expect("a figure");
        assert_eq!(number(2), number(3) + number(4) + number(5), "{line}");
        found.insert(cells[0].to_owned(), (number(2), number(5)));
    }
    assert_eq!(found, expected, "write it anew with `cargo xtask models-verify --update`");
}
