//! `check` says what one process a unit says, followed by one that links.

mod common;

use common::{RACY, fresh_folder, settings, write};
use mapvet_engine::{Disk, PlannedUnit, Quiet, check, plan, report, unit_facts, with_threads};
use mapvet_sharing::Facts;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

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
            let (facts, problems) = unit_facts(&unit, &needed, &Disk);
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

fn same(root: &Path) {
    let whole = check(&settings(root, &[]), &Quiet);
    assert!(!whole.findings.is_empty(), "a comparison of nothing says nothing");
    let parts = report(&apart(root), &settings(root, &[]));
    assert_eq!(format!("{:#?}", whole.findings), format!("{:#?}", parts.findings));
    assert_eq!(format!("{:#?}", whole.linked), format!("{:#?}", parts.linked));
}

#[test]
fn a_small_program_says_the_same_in_parts() {
    let root = fresh_folder("apart");
    write(&root, "go.mod", "module m\ngo 1.22\n");
    write(&root, "racy/racy.go", RACY);
    write(&root, "racy/racy_test.go", "package racy\n\nfunc reset() { hits = map[string]int{} }\n");
    write(&root, "racy/outer_test.go", "package racy_test\n\nimport \"m/racy\"\n\nfunc f() { go racy.Bad() }\n");
    write(&root, "main.go", "package main\n\nimport \"m/racy\"\n\nfunc main() { go racy.Bad(); racy.Bad() }\n");
    same(&root);
}

#[test]
fn the_showcase_says_the_same_in_parts() {
    let showcase = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/showcase");
    if showcase.is_dir() {
        same(&showcase.canonicalize().expect("the showcase exists"));
    }
}
