//! What the engine's tests share: settings, and trees in memory or on disk.
#![allow(dead_code, reason = "each test binary uses its own part")]

use mapvet_engine::{
    Disk, Filter, Memory, Models, Plan, PlannedUnit, Quiet, Report, Settings, Sources, check, check_files, plan, report, unit_facts, with_threads,
};
use mapvet_sharing::{Confidence, Facts, UnitKind};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Settings for a root, Linux on amd64, two threads.
pub fn settings(root: impl Into<PathBuf>, patterns: &[&str]) -> Settings {
    Settings {
        root: root.into(),
        patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
        tags: Vec::new(),
        goos: "linux".to_owned(),
        goarch: "amd64".to_owned(),
        tests: true,
        jobs: 2,
        max_file_size: mapvet_engine::DEFAULT_MAX_FILE_SIZE,
        sources: Sources::default(),
        models: Models::default(),
        filter: Filter::at_least(Confidence::Medium),
    }
}

/// A tree below `/r`.
pub fn tree(files: &[(&str, &str)]) -> Memory {
    let mut memory = Memory::new();
    for (path, text) in files {
        memory.insert(format!("/r/{path}"), *text);
    }
    memory
}

/// The plan for a tree below `/r`.
pub fn planned(files: &[(&str, &str)], patterns: &[&str]) -> Plan {
    with_threads(2, || plan(&settings("/r", patterns), &tree(files)))
}

/// A whole check of a tree in memory.
pub fn checked(memory: Memory, patterns: &[&str]) -> Report {
    check_files(&settings("/r", patterns), Arc::new(memory), &Quiet)
}

/// One line a unit: path, kind, files, and imports that mean something.
pub fn dump(plan: &Plan) -> Vec<String> {
    let line = |unit: &mapvet_engine::PlannedUnit| {
        let kind = match unit.kind {
            UnitKind::Package => "",
            UnitKind::InPackageTest => " test",
            UnitKind::ExternalTest => " external test",
        };
        let shown = |file: &mapvet_engine::PlannedFile| format!("{}{}", file.path, if file.reported { "" } else { "-" });
        let files: Vec<String> = unit.files.iter().map(shown).collect();
        let imports: Vec<&str> = unit.imports.iter().map(|(_, path)| path.as_str()).collect();
        format!("{}{kind}: {} <- {}", unit.path, files.join(" "), imports.join(" "))
    };
    plan.units.iter().map(|unit| line(unit).trim_end_matches(" <- ").to_owned()).collect()
}

/// One line a problem.
pub fn problems(problems: &[mapvet_sharing::Problem]) -> Vec<String> {
    let line = |problem: &mapvet_sharing::Problem| {
        format!("{} {}:{}:{}", problem.kind, problem.file.as_deref().unwrap_or("-"), problem.line, problem.column)
    };
    problems.iter().map(line).collect()
}

/// A folder of its own below the build's temporary folder, emptied first.
pub fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder of the last run can be removed");
    }
    std::fs::create_dir_all(&folder).expect("the build's temporary folder can be written");
    folder
}

/// Writes a file and the folders above it.
pub fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    std::fs::write(path, text).expect("files can be written");
}

/// A package that shares a map between goroutines without a lock.
pub const RACY: &str = "package racy\n\nvar hits = map[string]int{}\n\nfunc Bad() {\n\tgo func() { hits[\"a\"]++ }()\n\thits[\"b\"] = 1\n}\n";

/// All Go files below a folder of the project's `testdata`, sorted.
pub fn testdata_files(limit: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "go") {
                found.push(path);
            }
        }
    }
    found.sort();
    found.truncate(limit);
    found
}

/// A check of a folder, and a report on the facts of its units, each made by itself.
pub fn with_parts(root: &Path) -> (Report, Report) {
    (check(&settings(root, &[]), &Quiet), report(&apart(root), &settings(root, &[])))
}

/// Every unit by itself; facts travel as bytes only.
fn apart(root: &Path) -> Vec<Arc<Facts>> {
    let plan = with_threads(2, || plan(&settings(root, &[]), &Disk));
    let mut written: Vec<Option<Vec<u8>>> = vec![None; plan.units.len()];
    while written.iter().any(Option::is_none) {
        for (number, unit) in plan.units.iter().enumerate() {
            let ready = unit.needs.iter().all(|needed| written[*needed].is_some());
            if written[number].is_some() || !ready {
                continue;
            }
            let needed: Vec<Facts> =
                all_needs(&plan.units, number).into_iter().filter_map(|needed| Facts::from_bytes(written[needed].as_ref()?)).collect();
            // The unit travels too.
            let unit: PlannedUnit = unit.clone();
            let (facts, problems) = unit_facts(&unit, &needed, &Models::default(), &Disk);
            assert!(problems.is_empty());
            written[number] = Some(facts.to_bytes());
        }
    }
    written.iter().flatten().filter_map(|bytes| Facts::from_bytes(bytes)).map(Arc::new).collect()
}

fn all_needs(units: &[PlannedUnit], number: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = units[number].needs.clone();
    while let Some(needed) = open.pop() {
        if found.insert(needed) {
            open.extend(&units[needed].needs);
        }
    }
    found
}
