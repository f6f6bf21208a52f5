//! Objects that are handed to a library: their functions run in turn where one goroutine calls them, and at the same time where they
//! are registered more than once.

mod common;

use common::{settings, tree};
use mapvet_engine::{Quiet, check_files};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The lines on which something is reported are those that end in `// want`.
fn hold(text: &str) {
    let files = [("go.mod", "module a.b/c\ngo 1.22\n"), ("c.go", text)];
    let report = check_files(&settings("/r", &[]), Arc::new(tree(&files)), &Quiet);
    let line = |at: u32| text.as_bytes()[..at as usize].iter().filter(|byte| **byte == b'\n').count() + 1;
    let found: BTreeSet<usize> = report.findings.iter().map(|finding| line(finding.sides[0].span.start)).collect();
    let wanted: BTreeSet<usize> = text.lines().enumerate().filter(|(_, text)| text.ends_with("// want")).map(|(at, _)| at + 1).collect();
    assert_eq!(found, wanted);
}

#[test]
fn one_registration_is_one_goroutine() {
    hold(include_str!("registrations/informers.go"));
}

#[test]
fn callbacks_on_goroutines_of_their_own_meet() {
    hold(include_str!("registrations/leaders.go"));
}

#[test]
fn one_event_loop_runs_all_that_its_library_is_handed() {
    hold(include_str!("registrations/loops.go"));
}

#[test]
fn what_is_called_alone_meets_nothing() {
    hold(include_str!("registrations/sessions.go"));
}
