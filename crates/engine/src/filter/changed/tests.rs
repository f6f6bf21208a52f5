//! Which places of a finding count as new.

use super::*;
use crate::changes::from_patch;
use crate::files::{Files, Memory};
use crate::schedule::Quiet;
use crate::settings::{Settings, Sources};
use mapvet_sharing::Confidence;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A map that two goroutines write, each from a file of its own; a third file starts one of them.
const FILES: [(&str, &str); 4] = [
    ("go.mod", "module m\n\ngo 1.22\n"),
    ("state.go", "package m\n\nimport \"sync\"\n\ntype State struct {\n\tmu sync.Mutex\n\n\thits map[string]int\n\n\tlast string\n}\n"),
    (
        "work.go",
        "package m\n\nfunc (s *State) work(k string) {\n\tprepare()\n\tprepare()\n\tprepare()\n\ts.hits[k]++\n\tprepare()\n}\n\nfunc prepare() {}\n",
    ),
    (
        "start.go",
        "package m\n\nfunc New() *State {\n\ts := &State{hits: map[string]int{}}\n\tgo func() {\n\t\tprepare()\n\t\ts.work(\"a\")\n\t}()\n\tprepare()\n\tprepare()\n\ts.work(\"b\")\n\treturn s\n}\n",
    ),
];

fn settings() -> Settings {
    Settings {
        root: PathBuf::from("/r"),
        patterns: Vec::new(),
        tags: Vec::new(),
        goos: "linux".to_owned(),
        goarch: "amd64".to_owned(),
        tests: true,
        jobs: 1,
        max_file_size: 1 << 20,
        sources: Sources::hidden(),
        models: crate::models::Models::default(),
        filter: Filter::at_least(Confidence::Low),
    }
}

/// Findings that are new and that are not, where lines of a file of `FILES` are what a patch leaves: 1-based lines with
/// what stood before them instead, `None` for a line that is new.
fn counts(file: &str, first: u32, removed: &[&str], added: u32) -> (usize, u32) {
    let mut memory = Memory::new();
    for (name, text) in FILES {
        memory.insert(format!("/r/{name}"), text);
    }
    let text = FILES.iter().find(|(name, _)| *name == file).expect("the file is one of them").1;
    let lines: Vec<&str> = text.lines().collect();
    let start = if added == 0 { first - 1 } else { first };
    let mut patch = format!("--- a/{file}\n+++ b/{file}\n@@ -{first},{} +{start},{added} @@\n", removed.len());
    for line in removed {
        patch.push_str(&format!("-{line}\n"));
    }
    for line in &lines[first as usize - 1..(first + added) as usize - 1] {
        patch.push_str(&format!("+{line}\n"));
    }
    let changes = from_patch(patch.as_bytes(), Path::new("/r"), &memory).expect("the patch fits");
    let mut settings = settings();
    settings.filter.changes = Some(Arc::new(changes));
    let report = crate::check_files(&settings, Arc::new(memory) as Arc<dyn Files>, &Quiet);
    assert!(!report.unreadable, "{:?}", report.problems);
    (report.findings.len(), report.hidden.unchanged)
}

const NEW: (usize, u32) = (1, 0);
const OLD: (usize, u32) = (0, 1);

#[test]
fn any_place_counts() {
    assert_eq!(counts("work.go", 7, &["\ts.hits[k]--"], 1), NEW, "the access");
    assert_eq!(counts("state.go", 8, &[], 1), NEW, "the declaration of the map");
    assert_eq!(counts("start.go", 5, &[], 1), NEW, "the go statement, in another file than the access");
    assert_eq!(counts("start.go", 11, &[], 1), NEW, "the call that leads to the access");
    assert_eq!(counts("start.go", 3, &[], 1), NEW, "the function where the paths part");
}

#[test]
fn other_lines_do_not() {
    assert_eq!(counts("work.go", 5, &[], 1), OLD, "a call that is new beside the access");
    assert_eq!(counts("work.go", 5, &["\tprepare(0)"], 1), OLD, "a call that is made with other arguments");
    assert_eq!(counts("work.go", 5, &[], 0), OLD, "nothing");
    assert_eq!(counts("start.go", 6, &[], 1), OLD, "a line of the goroutine's function that holds no place");
    assert_eq!(counts("state.go", 6, &["\tmu sync.RWMutex"], 1), OLD, "another field");
    assert_eq!(counts("state.go", 10, &["\tmu sync.Mutex"], 0), OLD, "a field that went, not beside the map");
    assert_eq!(counts("work.go", 11, &["func other() { prepare(); other() }"], 0), OLD, "a function that went");
    assert_eq!(counts("go.mod", 3, &["go 1.21"], 1), OLD, "no Go file");
}

#[test]
fn a_lock_that_went_counts_for_its_function() {
    assert_eq!(counts("work.go", 4, &["\ts.mu.Lock()"], 0), NEW, "three lines above the access");
    assert_eq!(counts("work.go", 9, &["\ts.mu.Unlock()"], 0), NEW, "below the access");
    assert_eq!(counts("work.go", 5, &["\ts.mu.Lock()"], 1), NEW, "something else took its place");
    assert_eq!(counts("start.go", 10, &["\ts.wait()"], 0), NEW, "a wait where the paths part");
    assert_eq!(counts("start.go", 6, &["\t\ts.mu.Lock()"], 0), NEW, "in the goroutine's function");
    assert_eq!(counts("state.go", 9, &["\tmu sync.Mutex"], 0), NEW, "beside the declaration");
    assert_eq!(counts("work.go", 4, &["\t// s.mu.Lock()", ""], 0), OLD, "a comment");
}

#[test]
fn a_way_out_that_came_counts_for_its_function() {
    assert_eq!(counts("start.go", 12, &["\treturn nil"], 1), OLD, "a way out that was there");
    assert_eq!(counts("start.go", 12, &["\ts.last = \"\""], 1), NEW, "a way out that is new");
}

#[test]
fn a_file_that_cannot_be_read_any_more_is_new() {
    let mut memory = Memory::new();
    for (name, text) in FILES {
        memory.insert(format!("/r/{name}"), text);
    }
    let mut report = crate::check_files(&settings(), Arc::new(memory.clone()), &Quiet);
    let patch = "--- a/work.go\n+++ b/work.go\n@@ -5,0 +5,1 @@\n+\tprepare()\n";
    let changes = from_patch(patch.as_bytes(), Path::new("/r"), &memory).expect("the patch fits");
    memory.refuse("/r/work.go", std::io::ErrorKind::PermissionDenied);
    report.source = Arc::new(memory);
    let filter = Filter { changes: Some(Arc::new(changes)), ..Filter::at_least(Confidence::Low) };
    let report = report.only_new(&filter);
    assert_eq!((report.findings.len(), report.unreadable, report.problems.len()), (1, true, 1));
    assert!(report.problems[0].text.ends_with("its findings count as new"), "{}", report.problems[0].text);
}
