//! The fixtures of every rule, the showcase and the broken files, through the same entry point as the command line.

use mapvet_engine::{DEFAULT_MAX_FILE_SIZE, Filter, Models, Quiet, Report, Settings, Sources, check};
use mapvet_rules::{Level, RULES, Related};
use mapvet_sharing::{Confidence, HeldLock, LockMode};
use mapvet_syntax::{LineIndex, Span};
use mapvet_testkit::{RelatedLine, Reported, check_folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One test a folder, and the list of them.
macro_rules! rule_folders {
    ($($stem:ident,)*) => {
        $(#[test]
        fn $stem() {
            check_rule_folder(stringify!($stem));
        })*

        const FOLDERS: &[&str] = &[$(stringify!($stem)),*];
    };
}

rule_folders! {
    concurrent_map_iteration_and_map_write,
    concurrent_map_read_and_map_write,
    concurrent_map_writes,
    ignore_without_reason,
    map_write_under_rlock,
    unguarded_map_access,
    unused_ignore,
}

/// Without this, a new rule or a new folder could go untested.
#[test]
fn every_rule_has_a_folder_and_every_folder_a_test() {
    let entries = fs::read_dir(testdata("rules")).expect("testdata/rules is a folder");
    let paths = entries.map(|entry| entry.expect("testdata/rules can be listed").path());
    let names = paths.filter(|path| path.is_dir()).filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let mut on_disk: Vec<String> = names.collect();
    on_disk.sort();
    assert_eq!(on_disk, FOLDERS);
    assert_eq!(RULES.map(|rule| rule.id.replace('-', "_")).as_slice(), FOLDERS);
}

/// The bundled module has these bugs, and everything else in it stays silent but one write under a read lock, which is
/// missed: its owner comes out of a map by one way or is made and put in by another. The lines are named by their text, so
/// that the module needs no comments for us.
#[test]
fn showcase() {
    let report = run("showcase", "./...");
    let mut places = Places::new(&report, "showcase");
    let mut found = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.level >= Level::Warning) {
        let (file, line) = places.place(finding.primary);
        let text = places.line_text(&file, line);
        found.push(format!("{}: {}: {text}", file.display(), finding.rule));
    }
    let expected = [
        "internal/cache/cache.go: concurrent-map-writes: c.entries[target] = e",
        "internal/metrics/registry.go: concurrent-map-iteration-and-map-write: for name := range r.counters {",
        "internal/probe/probe.go: concurrent-map-writes: results[name] = result",
        "internal/session/session.go: concurrent-map-writes: s.lastSeen[token] = time.Now()",
        "internal/session/session.go: concurrent-map-writes: delete(s.lastSeen, token)",
    ];
    assert_eq!(found, expected, "problems: {:#?}", report.problems);
}

/// Broken files are named and the rest is analysed.
#[test]
fn broken_files() {
    let report = run("broken", "./...");
    assert!(!report.internal_error, "{:#?}", report.problems);
    for file in ["syntax/missing_brace.go", "syntax/stray.go", "syntax/conflict.go", "truncated/in_string.go", "mixed/broken.go"] {
        let is_named = report.problems.iter().any(|problem| problem.file.as_deref() == Some(file) && problem.line > 0);
        assert!(is_named, "{file} is in none of {:#?}", report.problems);
    }
    let good = report.findings.iter().filter_map(|finding| report.file(finding.primary.file));
    assert!(good.into_iter().any(|entry| entry.path == "mixed/good.go"), "nothing is said of mixed/good.go");
}

fn testdata(folder: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(folder);
    path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One analysis of a folder of `testdata`, for one platform whatever machine the test runs on.
fn run(folder: &str, pattern: &str) -> Report {
    let settings = Settings {
        root: testdata(folder),
        patterns: vec![pattern.to_owned()],
        tags: Vec::new(),
        goos: "linux".to_owned(),
        goarch: "amd64".to_owned(),
        tests: true,
        jobs: 1,
        max_file_size: DEFAULT_MAX_FILE_SIZE,
        sources: Sources::default(),
        models: Models::default(),
        filter: Filter::at_least(Confidence::Medium),
    };
    check(&settings, &Quiet)
}

fn check_rule_folder(stem: &str) {
    let report = run("rules", &format!("./{stem}/..."));
    assert!(report.problems.is_empty(), "fixtures are whole: {:#?}", report.problems);
    let mut places = Places::new(&report, &format!("rules/{stem}"));
    let reported: Vec<Reported> = report
        .findings
        .iter()
        .map(|finding| {
            let (file, line) = places.place(finding.primary);
            let related = finding.related.iter().map(|related| places.related(related)).collect();
            let level = match finding.level {
                Level::Note => mapvet_testkit::Level::Note,
                Level::Warning => mapvet_testkit::Level::Warning,
                Level::Error => mapvet_testkit::Level::Error,
            };
            Reported { rule: finding.rule.to_owned(), level, file, line, message: finding.message.clone(), related }
        })
        .collect();
    let locks = held_locks(&report, &mut places);
    let show = |fact: &str, file: &Path, line: u32| match fact {
        "locks" => locks.get(&(file.to_owned(), line)).cloned(),
        _ => None,
    };
    let rules = RULES.map(|rule| rule.id);
    if let Err(mismatches) = check_folder(&places.folder, &rules, &reported, &show) {
        panic!("{mismatches}");
    }
}

/// What link believes to be held at each map access, by line. Accesses of one line that differ are joined by `; `.
fn held_locks(report: &Report, places: &mut Places<'_>) -> BTreeMap<(PathBuf, u32), String> {
    let mut found: BTreeMap<(PathBuf, u32), Vec<String>> = BTreeMap::new();
    for access in report.linked.maps.iter().flat_map(|map| &map.accesses) {
        let texts = found.entry(places.place(access.span)).or_default();
        let text = describe_locks(&access.locks);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    found.into_iter().map(|(place, texts)| (place, texts.join("; "))).collect()
}

fn describe_locks(locks: &[HeldLock]) -> String {
    let describe = |lock: &HeldLock| match lock.mode {
        LockMode::Read => format!("{} (read)", lock.path),
        LockMode::Write => lock.path.clone(),
    };
    let texts: Vec<String> = locks.iter().map(describe).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

/// Spans as paths relative to a folder of `testdata` and lines.
struct Places<'a> {
    report: &'a Report,
    /// The folder, absolute.
    folder: PathBuf,
    lines: BTreeMap<u32, LineIndex>,
}

impl<'a> Places<'a> {
    fn new(report: &'a Report, folder: &str) -> Places<'a> {
        Places { report, folder: testdata(folder), lines: BTreeMap::new() }
    }

    fn place(&mut self, span: Span) -> (PathBuf, u32) {
        let entry = self.report.file(span.file).expect("a span of a report names one of its files");
        let index = self.lines.entry(span.file.0).or_insert_with(|| {
            let text = self.report.source(span.file).expect("a file that was analysed can be read again");
            LineIndex::new(&text)
        });
        let path = Path::new(&entry.path);
        // The analysed root is `testdata/<first>`, and the folder may lie below it.
        let folder_name = self.folder.file_name().unwrap_or_default();
        let relative = path.strip_prefix(folder_name).unwrap_or(path);
        (relative.to_owned(), index.line_col(span.start).line)
    }

    fn related(&mut self, related: &Related) -> RelatedLine {
        let (file, line) = self.place(related.span);
        RelatedLine { file, line, text: related.text.clone() }
    }

    fn line_text(&self, file: &Path, line: u32) -> String {
        let text = fs::read_to_string(self.folder.join(file)).expect("a file that was analysed can be read again");
        text.lines().nth(line as usize - 1).unwrap_or_default().trim().to_owned()
    }
}
