//! How sure a report is of two accesses about which nothing in particular is doubtful.

mod common;

use common::{checked, tree};
use mapvet_sharing::Confidence;

const MOD: (&str, &str) = ("go.mod", "module m\ngo 1.22\n");

/// How sure each report of a program is.
fn reported(main: &str) -> Vec<Confidence> {
    let program = format!("package main\n\nimport \"sync\"\n\nvar seen = map[string]int{{}}\n\n{main}");
    let report = checked(tree(&[MOD, ("main.go", &program)]), &[]);
    report.findings.iter().map(|finding| finding.confidence).collect()
}

const ADD: &str = "func add() { seen[\"a\"] = 1 }\n";
const DROP: &str = "func drop() { delete(seen, \"a\") }\n";
const COUNT: &str = "func count() int { return len(seen) }\n";

#[test]
fn code_that_runs_beside_itself_is_an_error() {
    let found = reported(&format!("{ADD}func main() {{\n\tgo add()\n\tadd()\n}}\n"));
    assert_eq!(found, [Confidence::High]);
}

#[test]
fn two_functions_may_belong_to_phases_of_the_program() {
    let found = reported(&format!("{ADD}{DROP}func main() {{\n\tgo add()\n\tdrop()\n}}\n"));
    assert!(!found.is_empty() && found.iter().all(|confidence| *confidence == Confidence::Medium), "{found:?}");
}

#[test]
fn no_phase_keeps_three_functions_apart() {
    let found = reported(&format!("{ADD}{DROP}{COUNT}func main() {{\n\tgo add()\n\tgo drop()\n\tcount()\n}}\n"));
    assert!(found.len() >= 3 && found.iter().all(|confidence| *confidence == Confidence::High), "{found:?}");
}

/// How sure the reports are of three functions without a lock that run beside one with it.
fn beside_locked(further: &str) -> Vec<Confidence> {
    let locked = "var mu sync.Mutex\n\nfunc put(name string) {\n\tmu.Lock()\n\tseen[name] = 1\n\tmu.Unlock()\n}\n";
    let bare = "func some() bool { return seen[\"a\"] > 0 }\nfunc other() bool { return seen[\"b\"] > 0 }\n";
    reported(&format!("{locked}{further}{bare}{COUNT}func main() {{\n\tgo put(\"a\")\n\tcount()\n\tsome()\n\tother()\n}}\n"))
}

#[test]
fn a_lock_that_most_accesses_do_without_may_be_there_for_something_else() {
    let found = beside_locked("");
    assert!(found.len() >= 3 && found.iter().all(|confidence| *confidence == Confidence::Medium), "{found:?}");
    let further = "func move() {\n\tmu.Lock()\n\tseen[\"c\"]++\n\tdelete(seen, \"d\")\n\tmu.Unlock()\n}\n";
    let found = beside_locked(further);
    assert!(found.len() >= 3 && found.iter().all(|confidence| *confidence == Confidence::High), "{found:?}");
}
