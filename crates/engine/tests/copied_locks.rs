//! Locks that lie in a copy of a struct: they keep nobody out, and tell that the map is meant to be shared.

mod common;

use common::{checked, tree};

/// A package with a struct that holds a lock and a map by value; `text` follows its declaration.
fn findings(text: &str) -> Vec<String> {
    let head = "package p\n\nimport \"sync\"\n\ntype table struct {\n\tmu   sync.Mutex\n\trows map[string]int\n}\n\n";
    let report = checked(tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/p.go", &format!("{head}{text}"))]), &[]);
    report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.map)).collect()
}

#[test]
fn methods_that_lock_their_own_copy_are_taken_to_be_called_at_the_same_time() {
    let by_value = "func (t table) Put(key string) {\n\tt.mu.Lock()\n\tdefer t.mu.Unlock()\n\tt.rows[key] = 1\n}\n";
    assert_eq!(findings(by_value), ["concurrent-map-writes m/p.table.rows"]);
    assert!(findings(&by_value.replace("(t table)", "(t *table)")).is_empty());
    let without_lock = "func (t table) Put(key string) { t.rows[key] = 1 }\n";
    assert!(findings(without_lock).is_empty());
}

#[test]
fn a_local_copy_has_a_lock_of_its_own() {
    let copied = "func Run(t *table) {\n\tfor range 3 {\n\t\tgo t.add()\n\t}\n}\n\n\
                  func (t *table) add() {\n\town := *t\n\town.mu.Lock()\n\tdefer own.mu.Unlock()\n\town.rows[\"a\"]++\n}\n";
    assert_eq!(findings(copied), ["concurrent-map-writes m/p.table.rows"]);
    assert!(findings(&copied.replace("own := *t", "own := t")).is_empty());
}

#[test]
fn goroutines_that_share_a_copy_share_its_lock() {
    let shared = "func Run(from *table) {\n\tt := *from\n\tfor range 3 {\n\t\tgo func() {\n\t\t\tt.mu.Lock()\n\t\t\tdefer t.mu.Unlock()\n\
                  \t\t\tt.rows[\"a\"]++\n\t\t}()\n\t}\n}\n";
    assert!(findings(shared).is_empty());
}
