//! Comments that set findings aside: what is hidden in which run, and what is said of comments that hide nothing.

mod common;

use common::{checked, settings, tree, with_parts};
use mapvet_engine::{Memory, Quiet, Report, SetAsideBy, Settings, check_files};
use mapvet_rules::{Finding, Level};
use mapvet_sharing::Confidence;
use std::sync::Arc;

const WRITES: &str = "//mapvet:ignore concurrent-map-writes one after another";

/// A map that a goroutine and its starter write, in two files, with comments above its declaration and above the two
/// writes. The one in `b.go` holds a lock, so that the one in `a.go` is reported.
fn two_files(declaration: &str, a: &str, b: &str) -> Memory {
    two_sides(declaration, a, &format!("mu.Lock()\n\t{b}\n\thits[\"b\"] = 1\n\tmu.Unlock()"))
}

fn two_sides(declaration: &str, a: &str, b: &str) -> Memory {
    let head = "package p\n\nimport \"sync\"\n\nvar mu sync.Mutex\n";
    let first = format!("{head}\n{declaration}\nvar hits = map[string]int{{}}\n\nfunc add() {{\n\t{a}\n\thits[\"a\"]++\n}}\n");
    let second = format!("package p\n\nfunc Start() {{\n\tgo add()\n\t{b}\n}}\n");
    tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", &first), ("p/b.go", &second)])
}

fn run(memory: Memory, change: impl FnOnce(&mut Settings)) -> Report {
    let mut settings = settings("/r", &[]);
    change(&mut settings);
    check_files(&settings, Arc::new(memory), &Quiet)
}

fn one(report: &Report, finding: &Finding) -> String {
    let path = report.file(finding.primary.file).map_or("?", |entry| entry.path.as_str());
    format!("{path} {}", finding.rule)
}

/// What is shown, and what comments hide.
fn said(report: &Report) -> (Vec<String>, Vec<String>) {
    let hidden = report.set_aside.iter().map(|aside| match &aside.by {
        SetAsideBy::Comment(reason) => format!("{}: {reason}", one(report, &aside.finding)),
        SetAsideBy::Baseline => "baseline".to_owned(),
    });
    assert_eq!(report.hidden.ignored as usize, report.set_aside.len());
    (report.findings.iter().map(|finding| one(report, finding)).collect(), hidden.collect())
}

const SHOWN: [&str; 1] = ["p/a.go concurrent-map-writes"];
const HIDDEN: [&str; 1] = ["p/a.go concurrent-map-writes: one after another"];

#[track_caller]
fn check(report: &Report, shown: &[&str], hidden: &[&str]) {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(said(report), (owned(shown), owned(hidden)));
}

#[test]
fn the_reported_access_and_the_declaration_count_the_other_access_does_not() {
    check(&checked(two_files("", "", ""), &[]), &SHOWN, &[]);
    check(&checked(two_files("", WRITES, ""), &[]), &[], &HIDDEN);
    check(&checked(two_files(WRITES, "", ""), &[]), &[], &HIDDEN);
    check(&checked(two_files("", "", WRITES), &[]), &["p/a.go concurrent-map-writes", "p/b.go unused-ignore"], &[]);
}

#[test]
fn the_comment_that_covers_least_gives_the_reason() {
    let (far, near) = ("//lint:file-ignore mapvet/* far", "//mapvet:ignore concurrent-map-writes near");
    check(&checked(two_files(far, near, ""), &[]), &[], &["p/a.go concurrent-map-writes: near"]);
    check(&checked(two_files(near, far, ""), &[]), &[], &["p/a.go concurrent-map-writes: near"]);
    check(&checked(two_files(far, "", ""), &[]), &[], &["p/a.go concurrent-map-writes: far"]);
}

#[test]
fn what_is_asked_for_changes_no_comment() {
    // Each of the two functions that lack the lock has a finding. Seen from b.go, the one there speaks for both, and the
    // comment in a.go does not hide it.
    let memory = two_sides("", WRITES, "hits[\"b\"] = 1");
    check(&checked(memory, &["p/b.go"]), &["p/b.go concurrent-map-writes"], &[]);
    // Nothing of the finding is asked for, and the comment at the declaration is used.
    let user = "package q\n\nimport \"m/p\"\n\nfunc f() {\n\tgo func() { p.Hits[\"a\"]++ }()\n\tp.Hits[\"b\"] = 1\n}\n";
    let memory = || {
        let declared = format!("package p\n\n{WRITES}\nvar Hits = map[string]int{{}}\n");
        tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/p.go", &declared), ("q/q.go", user)])
    };
    check(&checked(memory(), &["./p"]), &[], &[]);
    check(&checked(memory(), &["./q"]), &[], &["q/q.go concurrent-map-writes: one after another"]);
    // A comment in a file that is not asked for is not spoken of.
    check(&checked(two_files("", "", WRITES), &["p/a.go"]), &SHOWN, &[]);
}

#[test]
fn rules_that_are_off_make_no_comment_unused() {
    let unused = || two_files("", "", WRITES);
    let rules = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    check(&run(unused(), |settings| settings.filter.ignore = rules(&["concurrent-map-writes"])), &[], &[]);
    check(&run(unused(), |settings| settings.filter.select = rules(&["unused-ignore"])), &[], &[]);
    check(&run(unused(), |settings| settings.filter.ignore = rules(&["unused-ignore"])), &SHOWN, &[]);
    let used = || two_files("", WRITES, "");
    check(&run(used(), |settings| settings.filter.select = rules(&["unused-ignore"])), &[], &[]);
}

#[test]
fn a_finding_that_is_not_sure_enough_uses_its_comment() {
    // A run of the test decides that the two meet: low confidence.
    let file = format!("package p\n\nvar hits = map[string]int{{}}\n\nfunc add() {{\n\t{WRITES}\n\thits[\"a\"]++\n}}\n");
    let test = "package p\n\nimport \"testing\"\n\nfunc TestAdd(t *testing.T) {\n\tgo add()\n\tadd()\n}\n";
    let memory = || tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", &file), ("p/a_test.go", test)]);
    let report = checked(memory(), &[]);
    check(&report, &[], &[]);
    assert_eq!((report.hidden.confidence, report.hidden.ignored), (1, 0));
    check(&run(memory(), |settings| settings.filter.min_confidence = Confidence::Low), &[], &["p/a.go concurrent-map-writes: one after another"]);
    // Without tests there is no finding, and nobody can say that the comment is unused.
    check(&run(memory(), |settings| settings.tests = false), &[], &[]);
}

#[test]
fn what_was_not_seen_makes_no_comment_unused() {
    let unused = format!("package p\n\n{WRITES}\nfunc f() {{}}\n");
    let memory = || tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", &unused), ("q/q.go", "package q\n")]);
    check(&checked(memory(), &[]), &["p/a.go unused-ignore"], &[]);
    let mut lost = memory();
    lost.insert("/r/q/large.go", format!("package q\n//{}\n", "x".repeat(10_000)));
    check(&run(lost, |settings| settings.max_file_size = 5_000), &[], &[]);
    let mut broken = memory();
    broken.insert("/r/p/a.go", format!("{unused}\nfunc g( {{\n"));
    check(&checked(broken, &[]), &[], &[]);
}

#[test]
fn generated_and_vendored_comments_are_not_judged_but_count() {
    let generated =
        format!("// Code generated by a tool. DO NOT EDIT.\n\npackage p\n\n{WRITES}\nvar hits = map[string]int{{}}\n\n{WRITES}\nfunc f() {{}}\n");
    let code = "package p\n\nfunc Start() {\n\tgo func() { hits[\"a\"]++ }()\n\thits[\"b\"] = 1\n}\n";
    let memory = tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", &generated), ("p/b.go", code)]);
    check(&checked(memory, &[]), &[], &["p/b.go concurrent-map-writes: one after another"]);
}

#[test]
fn complaints_are_warnings_whose_ids_hold_no_lines() {
    let ids = |text: &str| {
        let report = checked(tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", text)]), &[]);
        assert!(report.findings.iter().all(|finding| finding.level == Level::Warning && finding.is_about_comment()));
        report.findings.iter().map(|finding| finding.id.clone()).collect::<Vec<_>>()
    };
    let unused = format!("{WRITES}\nfunc f() {{}}\n\n{WRITES}\nfunc g() {{}}\n\n//mapvet:ignore\nvar a int\n");
    let first = ids(&format!("package p\n\n{unused}"));
    assert_eq!(first.len(), 3);
    assert!(first[0] != first[1] && first[1] != first[2]);
    assert_eq!(ids(&format!("package p\n\nvar b int\n\n{unused}")), first);
}

#[test]
fn line_ends_marks_and_tabs_make_no_difference() {
    let lines = [
        "\u{feff}package p",
        "",
        "var hits = map[string]int{}",
        "",
        "func Start() {",
        "\tgo func() { hits[\"a\"]++ }()\t@\t ",
        "\thits[\"b\"] = 1",
        "}",
        "",
    ];
    let file = lines.join("\r\n").replace('@', WRITES);
    let report = checked(tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/a.go", &file)]), &[]);
    check(&report, &[], &HIDDEN);
}

#[test]
fn comments_travel_in_facts() {
    let root = common::fresh_folder("suppression");
    common::write(&root, "go.mod", "module m\ngo 1.22\n");
    let file = format!(
        "package p\n\nvar hits = map[string]int{{}}\n\nfunc add() {{\n\t{WRITES}\n\thits[\"a\"]++\n}}\n\nfunc Start() {{\n\tgo add()\n\tadd()\n}}\n"
    );
    common::write(&root, "p/a.go", &file);
    common::write(&root, "p/b.go", format!("package p\n\n{WRITES}\nfunc f() {{}}\n\n//nolint:mapvet\nfunc g() {{}}\n"));
    let (whole, parts) = with_parts(&root);
    assert_eq!(said(&whole), said(&parts));
    assert_eq!(whole.findings, parts.findings);
    check(&whole, &["p/b.go unused-ignore", "p/b.go ignore-without-reason"], &HIDDEN);
}
