//! Whom calls run, counted by how they name it, and what else a report says of who runs an access.

mod common;

use common::{settings, tree};
use mapvet_engine::{Quiet, Report, check_files};
use mapvet_sharing::CallStats;
use std::sync::Arc;

fn report(text: &str) -> Report {
    check_files(&settings("/r", &[]), Arc::new(tree(&[("go.mod", "module a.b/c\ngo 1.22\n"), ("c.go", text)])), &Quiet)
}

#[test]
fn calls_are_counted_by_what_is_known_of_them() {
    let counts = |text: &str| report(&format!("package c\n\n{text}")).stats().by_call;
    let none = CallStats::default();
    assert_eq!(counts("func f() { g() }\nfunc g() {}\n"), CallStats { named: 1, ..none });
    let shape = "type shape interface{ area() int }\ntype square struct{}\nfunc (square) area() int { return 1 }\n";
    assert_eq!(counts(&format!("{shape}var s shape = square{{}}\nfunc f() int {{ return s.area() }}\n")), CallStats { interfaces: 1, ..none });
    assert_eq!(counts(&format!("{shape}func f(s shape) int {{ return s.area() }}\n")), CallStats { nobody_behind: 1, ..none });
    let foreign = "import \"io\"\n\nfunc f(r io.Reader) { r.Read(nil) }\n";
    assert_eq!(counts(foreign), CallStats { foreign_interfaces: 1, ..none });
    let table = "var table = []func(){g}\n\nfunc f() { table[0]() }\nfunc g() {}\n";
    assert_eq!(counts(table), CallStats { function_values: 1, ..none });
    assert_eq!(counts("var hook func()\n\nfunc f() { hook() }\n"), CallStats { lost_values: 1, ..none });
    assert_eq!(counts("func f(g func()) { g() }\n"), CallStats { handed_in: 1, ..none });
}

#[test]
fn more_types_than_are_followed_are_no_callees() {
    let types: String = (0..9).map(|at| format!("type t{at} struct{{}}\nfunc (t{at}) do() {{}}\nvar v{at} doer = t{at}{{}}\n")).collect();
    let text = format!("package c\n\ntype doer interface{{ do() }}\n{types}func f(d doer) {{ d.do() }}\n");
    assert_eq!(report(&text).stats().by_call, CallStats { too_many_behind: 1, ..CallStats::default() });
}

#[test]
fn other_goroutines_that_run_an_access_are_named() {
    let text = "package c\n\ntype box struct{ m map[int]int }\n\nfunc (b *box) fill() { b.m[1] = 1 }\n\n\
                func Open() *box {\n\tb := &box{m: map[int]int{}}\n\tgo b.fill()\n\tb.m[2] = 2\n\treturn b\n}\n\n\
                func Again(b *box) {\n\tgo b.fill()\n\tb.m[3] = 3\n}\n";
    let report = report(text);
    let finding = report.findings.iter().find(|finding| !finding.started.is_empty()).expect("one goroutine is shown, the other named");
    let source = text.as_bytes();
    let lines: Vec<usize> =
        finding.started.iter().map(|other| source[..other.span.start as usize].iter().filter(|byte| **byte == b'\n').count() + 1).collect();
    let shown = finding.sides.iter().find_map(|side| side.spawn).expect("a goroutine is shown");
    assert_eq!(lines.len(), 1);
    assert!(lines == [9] || lines == [15], "{lines:?}");
    assert_ne!(shown, finding.started[0].span);
}
