//! One process a unit, and one that links their facts, find what `check` finds.

use mapvet_engine::{Disk, Filter, Models, PlannedUnit, Settings, Sources, host_goarch, host_goos};
use mapvet_sharing::Confidence;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn planned(root: &Path) -> Vec<PlannedUnit> {
    let settings = Settings {
        root: root.to_owned(),
        patterns: Vec::new(),
        tags: Vec::new(),
        goos: host_goos().to_owned(),
        goarch: host_goarch().to_owned(),
        tests: true,
        jobs: 1,
        max_file_size: 1 << 20,
        sources: Sources::default(),
        models: Models::default(),
        filter: Filter::at_least(Confidence::Low),
    };
    mapvet_engine::plan(&settings, &Disk).units
}

/// The units that `unit` needs, directly or not.
fn needed(units: &[PlannedUnit], unit: usize) -> BTreeSet<usize> {
    let mut known = BTreeSet::new();
    let mut open = units[unit].needs.clone();
    while let Some(next) = open.pop() {
        if known.insert(next) {
            open.extend(&units[next].needs);
        }
    }
    known
}

/// Writes the facts of `unit` and of all it needs.
fn write_facts(units: &[PlannedUnit], unit: usize, root: &Path, out: &Path, more: &[&str]) -> PathBuf {
    let file = out.join(format!("{unit}.facts"));
    if file.exists() {
        return file;
    }
    let facts: Vec<PathBuf> = needed(units, unit).into_iter().map(|need| write_facts(units, need, root, out, more)).collect();
    let description = out.join(format!("{unit}.json"));
    std::fs::write(&description, serde_json::to_vec(&units[unit]).expect("a unit can be written")).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mapvet"));
    command.current_dir(root).arg("unit").args(more).arg("--cfg").arg(&description).arg("--out").arg(&file);
    if !facts.is_empty() {
        command.arg("--facts").args(facts);
    }
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

fn findings(command: &mut Command) -> serde_json::Value {
    let output = command.output().expect("the binary starts");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    report["findings"].clone()
}

#[test]
fn apart_and_together_find_the_same() {
    for fixture in ["cli/cache", "showcase", "rules"] {
        check_apart_and_together(fixture);
    }
}

fn check_apart_and_together(fixture: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(fixture).canonicalize().expect("the fixture is there");
    let out = std::env::temp_dir().join(format!("mapvet-units-{}-{}", std::process::id(), fixture.replace('/', "-")));
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let units = planned(&root);
    assert!(units.len() > 1, "{fixture}");
    let facts: Vec<PathBuf> = (0..units.len()).map(|unit| write_facts(&units, unit, &root, &out, &[])).collect();
    let options = ["--quiet", "--format", "json", "--min-confidence", "low"];
    let mapvet = || Command::new(env!("CARGO_BIN_EXE_mapvet"));
    let apart = findings(mapvet().current_dir(&root).arg("report").args(options).args(facts));
    let together = findings(mapvet().current_dir(&root).arg("check").args(options));
    assert!(together.as_array().is_some_and(|found| !found.is_empty()), "{fixture}: nothing found, nothing compared");
    assert_eq!(apart, together, "{fixture}");
    std::fs::remove_dir_all(&out).expect("the folder can be removed");
}

const JOBS: &str = "package jobs

import \"example.com/queue\"

func Start(f func()) { queue.Push(f) }

func Count() int {
\tcounts := map[string]int{}
\tqueue.Push(func() { counts[\"a\"]++ })
\tcounts[\"b\"] = 1
\treturn len(counts)
}
";

const MAIN: &str = "package main

import \"example.com/m/jobs\"

func main() {
\thits := map[string]int{}
\tjobs.Start(func() { hits[\"a\"]++ })
\thits[\"b\"] = 1
}
";

/// Models of one's own are a part of what a unit is given.
#[test]
fn models_of_ones_own_count_apart_as_together() {
    let root = std::env::temp_dir().join(format!("mapvet-units-{}-models", std::process::id()));
    let out = root.join(".facts");
    let write = |path: &str, text: &str| std::fs::write(root.join(path), text).expect("the file can be written");
    for folder in ["jobs", ".facts"] {
        std::fs::create_dir_all(root.join(folder)).expect("the folder can be made");
    }
    write("go.mod", "module example.com/m\n\ngo 1.22\n");
    write("jobs/jobs.go", JOBS);
    write("main.go", MAIN);
    write("models.toml", "[[func]]\nname = \"example.com/queue.Push\"\nspawn = 0\n");
    write(".mapvet.toml", "version = 1\n[analysis]\nmodels = [\"models.toml\"]\n");
    let units = planned(&root);
    let facts: Vec<PathBuf> = (0..units.len()).map(|unit| write_facts(&units, unit, &root, &out, &["--models", "models.toml"])).collect();
    let mapvet = || Command::new(env!("CARGO_BIN_EXE_mapvet"));
    let apart = findings(mapvet().current_dir(&root).arg("report").args(["--format", "json"]).args(facts));
    let together = findings(mapvet().current_dir(&root).args(["check", "--format", "json"]));
    let maps: BTreeSet<&str> = together.as_array().into_iter().flatten().filter_map(|finding| finding["map"].as_str()).collect();
    assert_eq!(maps.len(), 2, "the models are seen to matter in both packages: {maps:?}");
    assert_eq!(apart, together);
    let mut bad = mapvet();
    bad.current_dir(&root).args(["unit", "--models", "main.go", "--cfg", "none.json", "--out", "none.facts"]);
    assert_eq!(bad.output().expect("the binary starts").status.code(), Some(2));
    std::fs::remove_dir_all(&root).expect("the folder can be removed");
}
