//! Broken, huge, strange and missing input: one line each, the rest analysed.

mod common;

use common::{RACY, checked, dump, fresh_folder, planned, problems, settings, tree, write};
use mapvet_engine::{Memory, Quiet, Report, check, check_files};
use std::io::ErrorKind;
use std::sync::Arc;

/// A tree with one healthy package and one file of the given bytes.
fn with_file(bytes: impl Into<Vec<u8>>) -> Memory {
    let mut memory = tree(&[("go.mod", "module m\ngo 1.22\n"), ("racy/racy.go", RACY)]);
    memory.insert("/r/bad/bad.go", bytes);
    memory
}

fn survives(bytes: impl Into<Vec<u8>>) -> Report {
    let report = checked(with_file(bytes), &[]);
    assert!(!report.internal_error, "{:?}", report.problems);
    assert!(!report.unreadable);
    assert!(report.summary.files >= 1);
    report
}

fn texts(report: &Report) -> Vec<String> {
    problems(&report.problems)
}

#[test]
fn odd_bytes_are_survived() {
    survives(b"package bad\n\nvar x = \"\xff\xfe\"\nfunc f\xff() {}\n".to_vec());
    survives(b"package bad\0\n\nvar x\0 = map[string]int{}\0\n".to_vec());
    survives(b"\xEF\xBB\xBFpackage bad\r\n\r\nvar m = map[string]int{}\r\n\r\nfunc f() {\r\n\tgo func() { m[\"a\"]++ }()\r\n}\r\n".to_vec());
    let report = survives(b"\x7fELF\x02\x01\x01\x00\x00".to_vec());
    assert_eq!(texts(&report), ["syntax bad/bad.go:1:1"]);
    assert_eq!(texts(&survives("")), ["syntax bad/bad.go:1:1"]);
    assert_eq!(texts(&survives("// only a comment\n\n  var x int\n")), ["syntax bad/bad.go:3:3"]);
}

#[test]
fn deep_and_unclosed_texts_are_survived() {
    let opening = "(".repeat(200_000);
    let closing = ")".repeat(200_000);
    survives(format!("package bad\n\nvar x = {opening}"));
    survives(format!("package bad\n\nvar x = {opening}1{closing}\n"));
    survives(format!("package bad\n\nfunc f() {{ {} {} }}\n", "{".repeat(100_000), "}".repeat(100_000)));
    survives(format!("package bad\n\nfunc f() {{ {}", "if true {".repeat(100_000)));
    survives(format!("package bad\n\nvar x = {}1\n", "-".repeat(100_000)));
    survives(format!("package bad\n\nvar x {}int\n", "[]".repeat(100_000)));
    survives(format!("package bad\n\nfunc f(a bool) {{ if {}a {{}} }}\n", "a&&".repeat(1_000_000)));
    survives(format!("package bad\n\nfunc f(a bool) {{ if {}a {{}} }}\n", "!".repeat(1_000_000)));
    survives(format!("package bad\n\nfunc f() {{ x{} }}\n", ".y()".repeat(50_000)));
    survives(format!("package bad\n\nimport ({}", "\"a\"\n".repeat(100_000)));
}

#[test]
fn files_over_the_limit_are_left_out() {
    let mut settings = settings("/r", &[]);
    settings.max_file_size = 1000;
    let big = format!("package bad\n// {}\n", "x".repeat(1000));
    let report = check_files(&settings, Arc::new(with_file(big)), &Quiet);
    assert_eq!(texts(&report), ["too-large bad/bad.go:0:0"]);
    assert_eq!(report.left_out.len(), 1);
    assert!(!report.unreadable);
    assert_eq!(report.summary.packages, 1);
}

#[test]
fn a_file_cut_anywhere_is_survived() {
    for end in 0..=RACY.len() {
        survives(&RACY.as_bytes()[..end]);
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let mut memory = tree(&[("go.mod", "module m\n"), ("racy/racy.go", RACY), ("shut/x.go", RACY), ("late/y.go", RACY)]);
    memory.refuse("/r/racy/other.go", ErrorKind::PermissionDenied);
    memory.refuse("/r/shut", ErrorKind::PermissionDenied);
    let report = checked(memory.clone(), &[]);
    assert_eq!(texts(&report), ["unreadable racy/other.go:0:0", "unreadable shut:0:0"]);
    assert!(report.unreadable && !report.internal_error);
    assert_eq!(report.summary.packages, 2);
    // What was not asked for is named, but does not count.
    let report = checked(memory, &["./late"]);
    assert_eq!(texts(&report).len(), 2);
    assert!(!report.unreadable);
}

#[test]
fn paths_that_do_not_exist_and_folders_without_go_are_named() {
    let report = checked(tree(&[("go.mod", "module m\n"), ("a/a.go", RACY), ("doc/x.txt", "")]), &["./a", "./b", "c.go", "./doc/..."]);
    assert_eq!(texts(&report), ["no-go-files doc:0:0", "unreadable ./b:0:0", "unreadable c.go:0:0"]);
    assert!(report.unreadable);
    assert_eq!(report.summary.packages, 1);
    let report = checked(tree(&[("x.txt", "")]), &[]);
    assert_eq!(texts(&report), ["no-go-files .:0:0"]);
    assert!(!report.unreadable);
}

#[test]
fn a_broken_go_mod_loses_nothing() {
    let files = [("go.mod", "<<<<<<< HEAD\nmodule\n"), ("a/a.go", "package a\nimport \"x.y/m/b\"\n"), ("b/b.go", "package b\n")];
    let plan = planned(&files, &[]);
    assert_eq!(dump(&plan), ["x.y/m/a: a/a.go <- x.y/m/b", "x.y/m/b: b/b.go"]);
    assert_eq!(problems(&plan.problems), ["go-mod go.mod:1:1", "go-mod go.mod:2:1"]);
    let plan = planned(&[("go.mod", "module m\nrequire (\n"), ("a.go", "package a\n")], &[]);
    assert_eq!(dump(&plan), ["m: a.go"]);
    assert_eq!(problems(&plan.problems), ["go-mod go.mod:2:1"]);
}

#[test]
fn import_cycles_are_named_and_cut() {
    let report =
        checked(tree(&[("go.mod", "module m\n"), ("a/a.go", "package a\nimport \"m/b\"\n"), ("b/b.go", "package b\nimport \"m/a\"\n")]), &[]);
    assert_eq!(texts(&report), ["import-cycle b/b.go:0:0"]);
    assert_eq!(report.summary.packages, 2);
}

#[cfg(unix)]
#[test]
fn links_and_odd_names_on_disk() {
    use std::os::unix::fs::symlink;
    let root = fresh_folder("links");
    write(&root, "go.mod", "module m\n");
    write(&root, "racy/racy.go", RACY);
    write(&root, "x.go/inner.go", "package inner\n");
    let link = |to: &str, at: &str| symlink(to, root.join(at)).expect("links can be made");
    link("..", "racy/loop");
    link("racy", "alias");
    link("nowhere", "racy/dangling.go");
    link("self.go", "racy/self.go");
    link("../x.go", "racy/folder.go");
    write(&root, "real.txt", "package racy\n");
    link("../real.txt", "racy/linked.go");
    let report = check(&settings(&root, &[]), &Quiet);
    assert_eq!(texts(&report), ["no-file racy/folder.go:0:0", "no-file x.go:0:0", "unreadable racy/dangling.go:0:0", "unreadable racy/self.go:0:0"]);
    assert!(report.unreadable);
    assert_eq!((report.summary.packages, report.summary.files), (2, 3));
    // A link that is named is followed.
    let report = check(&settings(&root, &["./alias/..."]), &Quiet);
    assert!(report.problems.iter().all(|problem| problem.kind != "no-go-files"), "{:?}", report.problems);
    let report = check(&settings(&root, &["./x.go"]), &Quiet);
    assert!(report.problems.iter().all(|problem| problem.kind != "no-go-files"), "{:?}", report.problems);
}

#[test]
fn names_that_are_not_text_are_survived() {
    let report = checked(tree(&[("go.mod", "module m\n"), ("a\u{1b}[31m/b\n.go", RACY)]), &[]);
    assert_eq!(report.summary.packages, 1);
}

#[test]
fn the_report_is_the_same_whatever_the_thread_count() {
    let files: Vec<(String, String)> = (0..60)
        .map(|number| {
            let imports = (0..number).filter(|other| number % (other + 2) == 0).map(|other| format!("import \"m/p{other}\"\n"));
            (format!("p{number}/p.go"), RACY.replace("package racy\n", &format!("package p{number}\n{}", imports.collect::<String>())))
        })
        .collect();
    let mut memory = tree(&[("go.mod", "module m\n")]);
    for (path, text) in &files {
        memory.insert(format!("/r/{path}"), text.as_str());
    }
    let run = |jobs: usize| {
        let mut settings = settings("/r", &[]);
        settings.jobs = jobs;
        let report = check_files(&settings, Arc::new(memory.clone()), &Quiet);
        format!("{:?} {:?} {:?} {:?}", report.findings, report.problems, report.linked, report.summary)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}
