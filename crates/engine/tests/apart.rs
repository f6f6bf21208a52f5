//! `check` says what one process a unit says, followed by one that links.

mod common;

use common::{RACY, fresh_folder, with_parts, write};
use std::path::Path;

fn same(root: &Path) {
    let (whole, parts) = with_parts(root);
    assert!(!whole.findings.is_empty(), "a comparison of nothing says nothing");
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
