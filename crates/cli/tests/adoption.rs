//! Baselines and comparisons from outside: what is written, what is shown, and files that are not what they should be.

mod common;

use common::{Folder, mapvet, stderr, stdout};
use std::path::Path;
use std::process::{Command, Output};

impl Folder {
    /// A new folder with these files.
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        Folder::with(&format!("adoption-{name}"), files)
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap_or_default()
    }

    fn remove(&self, path: &str) {
        std::fs::remove_file(self.0.join(path)).expect("the file is there");
    }

    fn run_in(&self, below: &str, args: &[&str]) -> Output {
        mapvet(&self.at(below), args).output().expect("the binary starts")
    }

    fn run(&self, args: &[&str]) -> Output {
        self.run_in("", args)
    }

    /// Runs and expects this status; the text is that of stderr.
    #[track_caller]
    fn expect(&self, args: &[&str], status: i32) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", stderr(&output));
        stderr(&output)
    }
}

const FILE: &str = ".mapvet-baseline.json";

const MODULE: (&str, &str) = ("go.mod", "module example.com/racy\n\ngo 1.22\n");

/// A package with one finding on the map `of`.
fn racy(package: &str, of: &str) -> String {
    format!(
        "package {package}\n\nfunc Count{of}(words []string) {{\n\t{of} := map[string]int{{}}\n\tfor _, word := range words {{\n\t\tgo func() {{ {of}[word]++ }}()\n\t}}\n}}\n"
    )
}

const CREATED: &str = r#"{
  "version": 1,
  "findings": [
    {"id":"ID","rule":"concurrent-map-writes","map":"example.com/racy/a.Countone.one","function":"example.com/racy/a.Countone","message":"`one` is written without a lock by goroutines that run at the same time, which can crash the program"}
  ]
}
"#;

#[test]
fn a_project_adopts_a_baseline_and_works_it_off() {
    let folder = Folder::new("life", &[MODULE, ("a/a.go", &racy("a", "one"))]);
    assert_eq!(folder.expect(&["baseline", "create"], 0), format!("{FILE}: 1 finding\n"));
    let text = folder.read(FILE);
    let id = &text[text.find("\"id\":\"").expect("there is a finding") + 6..][..12];
    assert_eq!(text, CREATED.replace("ID", id));
    // Not used unless asked for, and then nothing is left.
    let said = folder.expect(&["check"], 1);
    assert!(said.contains(&format!("note: {FILE} is there and was not asked for (--baseline {FILE} uses it)\n")), "{said}");
    let said = folder.expect(&["check", "--baseline", FILE], 0);
    assert!(said.contains("0 errors, 0 warnings") && said.contains("not shown: 1 in the baseline") && !said.contains("baseline:"), "{said}");
    // A new finding is shown, and taken up on request.
    folder.write("b/b.go", racy("b", "two"));
    let output = folder.run(&["check", "--baseline", FILE, "--format", "concise"]);
    assert_eq!((output.status.code(), stdout(&output).lines().count()), (Some(1), 1));
    assert!(stdout(&output).starts_with("b/b.go:6:15: error concurrent-map-writes "), "{}", stdout(&output));
    assert_eq!(folder.expect(&["baseline", "update"], 0), format!("{FILE}: 1 added, 1 kept, 0 dropped\n"));
    folder.expect(&["check", "--baseline", FILE], 0);
    // One is mended: the closing lines say so, and prune drops it.
    folder.remove("a/a.go");
    let said = folder.expect(&["check", "--baseline", FILE], 0);
    assert!(said.contains("baseline: 1 finding of it is gone (mapvet baseline prune drops what is gone)\n"), "{said}");
    assert_eq!(folder.expect(&["baseline", "prune"], 0), format!("{FILE}: 1 kept, 1 dropped\n"));
    assert!(!folder.read(FILE).contains("/a.Countone") && folder.read(FILE).contains("/b.Counttwo"));
    folder.remove("b/b.go");
    folder.write("c.go", "package racy\n");
    assert_eq!(folder.expect(&["baseline", "update"], 0), format!("{FILE}: 0 added, 0 kept, 1 dropped\n"));
    assert_eq!(folder.read(FILE), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
    assert_eq!(folder.expect(&["baseline", "create", "--quiet", "--force"], 0), "");
}

#[test]
fn a_baseline_that_is_there_is_not_replaced_by_accident() {
    let folder = Folder::new("force", &[MODULE, ("a.go", &racy("racy", "one")), (FILE, "mine")]);
    let said = folder.expect(&["baseline", "create"], 2);
    assert_eq!(said, format!("error: {FILE} is there already: mapvet baseline update brings it up to date, --force replaces it\n"));
    assert_eq!(folder.read(FILE), "mine");
    folder.expect(&["baseline", "create", "--force"], 0);
    folder.expect(&["baseline", "create", "--file", "other.json"], 0);
    assert_eq!(folder.read(FILE), folder.read("other.json"));
    folder.expect(&["check", "--baseline", "other.json"], 0);
}

#[test]
fn only_what_was_sure_enough_is_taken_up() {
    let folder = Folder::new("sure", &[MODULE, ("a/a_test.go", &racy("a", "one")), ("b/b.go", &racy("b", "two"))]);
    folder.expect(&["baseline", "create", "--min-confidence", "high"], 0);
    assert!(!folder.read(FILE).contains("Countone") && folder.read(FILE).contains("Counttwo"));
    let said = folder.expect(&["baseline", "update", "--ignore", "concurrent-map-writes"], 0);
    assert_eq!(said, format!("{FILE}: 0 added, 1 kept, 0 dropped\n"));
    folder.expect(&["baseline", "update"], 0);
    assert!(folder.read(FILE).contains("Countone"));
    // What is less sure than asked for is not gone.
    let said = folder.expect(&["check", "--baseline", FILE, "--min-confidence", "high"], 0);
    assert!(!said.contains("baseline: "), "{said}");
    // Nor is what this run did not look at.
    for narrow in [&["check", "--baseline", FILE, "./a"][..], &["check", "--baseline", FILE, "--tests=false"]] {
        let said = folder.expect(narrow, 0);
        assert!(!said.contains("baseline: "), "{said}");
    }
    let before = folder.read(FILE);
    let said = folder.expect(&["baseline", "update", "./b"], 0);
    assert!(
        said.starts_with(&format!("{FILE}: 0 added, 2 kept, 0 dropped\nnote: 1 finding not found and kept all the same: only a run over ")),
        "{said}"
    );
    let said = folder.expect(&["baseline", "prune", "./b"], 2);
    assert!(said.starts_with(&format!("error: nothing can be dropped from {FILE}: only a run over ./... with tests")), "{said}");
    assert_eq!(folder.read(FILE), before);
}

#[test]
fn a_moved_package_is_followed() {
    let folder = Folder::new("moved", &[MODULE, ("a/a.go", &racy("a", "one")), ("z/z.go", &racy("z", "two"))]);
    folder.expect(&["baseline", "create"], 0);
    let old = stdout(&folder.run(&["check", "--format", "json"]));
    folder.write("old.json", &old);
    folder.remove("a/a.go");
    folder.write("deep/a/b.go", format!("// A remark.\n\n{}", racy("a", "one")));
    let said = folder.expect(&["check", "--baseline", FILE], 0);
    let hint = "baseline: 1 finding of it moved to another package path (mapvet baseline update writes down where)\n";
    assert!(said.contains("not shown: 2 in the baseline") && said.contains(hint), "{said}");
    folder.write("new.json", stdout(&folder.run(&["check", "--format", "json"])));
    let output = folder.run(&["diff", "old.json", "new.json"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), "0 introduced, 0 fixed, 2 still there (1 moved)\n"));
    assert!(stdout(&output).starts_with("moved deep/a/b.go:8:15: error concurrent-map-writes [high] "), "{}", stdout(&output));
    assert!(stdout(&output).contains(" (was a/a.go:6:15, "), "{}", stdout(&output));
    assert_eq!(folder.expect(&["baseline", "update"], 0), format!("{FILE}: 0 added, 2 kept (1 moved), 0 dropped\n"));
    assert!(folder.read(FILE).contains("/deep/a.Countone"));
    assert!(!folder.expect(&["check", "--baseline", FILE], 0).contains("baseline: "));
}

#[test]
fn a_baseline_of_the_whole_says_nothing_below() {
    let folder = Folder::new("below", &[MODULE, ("a/a.go", &racy("a", "one")), ("b/b.go", &racy("b", "two"))]);
    folder.expect(&["baseline", "create"], 0);
    let output = folder.run_in("a", &["check", "--baseline", "../.mapvet-baseline.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stderr(&output).contains("baseline: "), "{}", stderr(&output));
    let output = folder.run_in("a", &["baseline", "prune", "--file", "../.mapvet-baseline.json"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn bad_baselines_are_named_with_their_line() {
    let row = |id: &str| format!(r#"{{"id":"{id}","rule":"r","map":"m","function":"f","message":"t"}}"#);
    let two = format!("{{\"version\": 1, \"findings\": [\n{},\n{}\n]}}", row("00000000000a"), row("00000000000a"));
    let marks = "{\n<<<<<<< ours\n  \"version\": 1,\n=======\n>>>>>>> theirs\n}\n";
    let huge = format!("{{\"version\":1,\"findings\":[],\"x\":\"{}\"}}", "x".repeat(65 << 20));
    let texts = [
        ("no.json", "package p\n", "no.json:1: this is not JSON: expected value"),
        ("cut.json", "{\n\"version\": 1,\n\"findings\": [\n", "cut.json:4: this is not JSON: EOF while parsing a list"),
        ("empty.json", "", "empty.json: the file is empty"),
        ("later.json", "{\"version\": 7}", "later.json: the baseline has version 7, and this mapvet reads version 1 only"),
        ("report.sarif", "{\"version\": \"2.1.0\"}", "report.sarif: this is no baseline: it names no version of its form"),
        ("twice.json", &two, "twice.json:3: the finding 00000000000a stands here a second time"),
        ("marks.json", marks, "marks.json:2: a merge left its conflict marks here; settle the conflict first"),
        ("huge.json", &huge, "huge.json: the file has more than 64 MiB; no baseline is that large"),
    ];
    let folder = Folder::new("bad", &[MODULE, ("a.go", &racy("racy", "one"))]);
    for (file, text, expected) in texts {
        folder.write(file, text);
        for args in [&["check", "--baseline", file][..], &["baseline", "update", "--file", file], &["baseline", "prune", "--file", file]] {
            assert_eq!(folder.expect(args, 2), format!("error: {expected}\n"), "{args:?}");
        }
        assert_eq!(folder.read(file), text);
    }
    assert_eq!(folder.expect(&["report", "--baseline", "no.json", "x.facts"], 2).lines().count(), 1);
    folder
        .write("known.json", format!("{{\"x\": 1, \"version\": 1, \"findings\": [{}]}}", row("00000000000a").replace("\"id\"", "\"y\": 1, \"id\"")));
    folder.expect(&["check", "--baseline", "known.json"], 1);
}

#[test]
fn what_cannot_be_read_gives_three() {
    let folder = Folder::new("unread", &[MODULE, ("a.go", &racy("racy", "one"))]);
    let said = folder.expect(&["check", "--baseline", "none.json"], 3);
    assert_eq!(said, "error: cannot read the baseline none.json: there is no such file (mapvet baseline create makes one)\n");
    assert!(folder.expect(&["baseline", "update"], 3).contains(FILE));
    assert!(folder.expect(&["check", "--baseline", "."], 3).starts_with("error: cannot read the baseline .: "));
    folder.expect(&["baseline", "create"], 0);
    let before = folder.read(FILE);
    folder.write("a.go", "package racy\n");
    // Something is missing: what was there may be there still.
    let said = folder.expect(&["baseline", "update", "./...", "./missing"], 3);
    assert!(said.contains("0 added, 1 kept, 0 dropped") && said.contains("something could not be read"), "{said}");
    assert!(folder.expect(&["baseline", "prune", "./...", "./missing"], 3).contains("nothing can be dropped"));
    assert_eq!(folder.read(FILE), before);
    assert_eq!(folder.expect(&["baseline", "prune"], 0), format!("{FILE}: 0 kept, 1 dropped\n"));
}

/// What stands in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Neither is waited for, nor read without end.
#[cfg(target_os = "linux")]
#[test]
fn pipes_and_endless_files_are_refused() {
    let folder = Folder::new("endless", &[("go.mod", "module example.com/m\n\ngo 1.22\n"), ("m.go", "package m\n")]);
    let made = Command::new("mkfifo").arg(folder.0.join("pipe")).status();
    assert!(made.is_ok_and(|made| made.success()), "a pipe can be made");
    for command in [&["check", "--baseline", "pipe"][..], &["baseline", "update", "--file", "pipe"]] {
        assert!(folder.expect(command, 3).contains("it is not a regular file"), "{command:?}");
    }
    assert!(folder.expect(&["check", "--new-from-patch", "/dev/zero"], 2).contains("no patch is that large"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_gives_three_and_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("unwritten", &[MODULE, ("a.go", &racy("racy", "one"))]);
    let before = names(&folder.0);
    let failures = [
        ("/dev/full", "it is not a regular file"),
        ("/proc/mapvet.json", "no such file or directory"),
        ("no/such/folder.json", "no such file or directory"),
        (".", "it is not a regular file"),
    ];
    for (file, why) in failures {
        let said = folder.expect(&["baseline", "create", "--force", "--file", file], 3);
        assert!(said.starts_with(&format!("error: cannot write {file}: {why}")), "{said}");
    }
    assert_eq!(names(&folder.0), before);
    folder.write(FILE, "{\"version\":1,\"findings\":[]}");
    let file = folder.0.join(FILE);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).expect("the file is ours");
    let said = folder.expect(&["baseline", "update"], 3);
    assert_eq!(said, format!("error: cannot write {FILE}: permission denied\n"));
    assert_eq!(folder.read(FILE), "{\"version\":1,\"findings\":[]}");
}

#[test]
fn the_baseline_of_the_configuration_is_the_one_that_is_meant() {
    let config = (".mapvet.toml", "version = 1\n[report]\nbaseline = \"kept/known.json\"\n");
    let folder = Folder::new("configured", &[MODULE, config, ("a/a.go", &racy("a", "one")), ("kept/README", "")]);
    let said = folder.expect(&["check"], 3);
    assert!(said.contains("cannot read the baseline kept/known.json: there is no such file"), "{said}");
    let below = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_mapvet")).args(args).current_dir(folder.0.join("a")).output().expect("the binary starts");
        stderr(&output)
    };
    assert!(below(&["check"]).contains("cannot read the baseline ../kept/known.json: there is no such file"));
    assert_eq!(folder.expect(&["baseline", "create"], 0), "kept/known.json: 1 finding\n");
    assert_eq!(below(&["baseline", "update"]), "../kept/known.json: 0 added, 1 kept, 0 dropped\n");
    folder.expect(&["check"], 0);
    folder.expect(&["baseline", "create", "--file", "other.json"], 0);
    folder.write(".mapvet.toml", "version = 1\n[report]\nbaseline = \"../known.json\"\n");
    let said = folder.expect(&["baseline", "create"], 2);
    assert!(said.starts_with("error: ../known.json leads out of this project to "), "{said}");
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder_unless_it_is_named() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new("outside", &[("theirs.json", "theirs")]);
    let folder = Folder::new("links", &[MODULE, ("a.go", &racy("racy", "one")), ("own/b.json", "{\"version\":1,\"findings\":[]}")]);
    symlink(outside.0.join("theirs.json"), folder.0.join(FILE)).expect("links can be made");
    for args in [&["baseline", "create", "--force"][..], &["baseline", "update"], &["baseline", "prune"]] {
        let said = folder.expect(args, 2);
        assert!(said.contains("is a link that leads out of this folder to ") && said.contains("name that with --file"), "{said}");
    }
    assert_eq!(outside.read("theirs.json"), "theirs");
    folder.expect(&["baseline", "create", "--force", "--file", FILE], 0);
    assert!(outside.read("theirs.json").contains("Countone"));
    // A link that stays inside is followed, and stays one.
    folder.remove(FILE);
    symlink("own/b.json", folder.0.join(FILE)).expect("links can be made");
    assert_eq!(folder.expect(&["baseline", "update"], 0), format!("{FILE}: 1 added, 0 kept, 0 dropped\n"));
    assert!(folder.read("own/b.json").contains("Countone"));
    assert!(std::fs::symlink_metadata(folder.0.join(FILE)).is_ok_and(|link| link.is_symlink()));
    // One that leads nowhere is neither followed nor replaced.
    folder.remove(FILE);
    symlink("nowhere", folder.0.join(FILE)).expect("links can be made");
    assert_eq!(folder.expect(&["baseline", "create", "--force"], 3), format!("error: cannot write {FILE}: no such file or directory\n"));
    assert_eq!(folder.expect(&["baseline", "create"], 2).lines().count(), 1);
}

#[test]
fn introduced_findings_decide_about_the_status_of_a_comparison() {
    let folder = Folder::new("diff", &[MODULE, ("a/a.go", &racy("a", "one"))]);
    let report = |name: &str| folder.write(name, stdout(&folder.run(&["check", "--format", "json"])));
    report("one.json");
    folder.write("b/b_test.go", racy("b", "two"));
    report("two.json");
    folder.write("c/c.go", racy("c", "three"));
    folder.remove("a/a.go");
    report("three.json");
    let said = folder.expect(&["diff", "one.json", "two.json"], 0);
    assert_eq!(said, "1 introduced (1 warning), 0 fixed, 1 still there\n");
    folder.expect(&["diff", "one.json", "two.json", "--fail-on", "warning"], 1);
    let output = folder.run(&["diff", "two.json", "three.json"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), "1 introduced (1 error), 1 fixed, 1 still there\n"));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("introduced c/c.go:6:15: error ") && lines[1].starts_with("fixed a/a.go:6:15: error "));
    folder.expect(&["diff", "two.json", "three.json", "--fail-on", "never"], 0);
    assert_eq!(folder.expect(&["diff", "two.json", "one.json", "--quiet"], 0), "");
    let output = folder.run(&["diff", "two.json", "three.json", "--format", "json", "--quiet"]);
    assert!(stdout(&output).starts_with("{\n  \"version\": 1,") && output.status.code() == Some(1) && output.stderr.is_empty());
    assert!(!stdout(&output).contains(&*folder.0.to_string_lossy()));
}

#[test]
fn only_reports_are_compared() {
    let folder = Folder::new("reports", &[MODULE, ("a.go", &racy("racy", "one")), ("bad.json", "[]"), ("cut.json", "{\n\"version\": 1,")]);
    folder.write("good.json", stdout(&folder.run(&["check", "--format", "json"])));
    let said = folder.expect(&["diff", "good.json", "bad.json"], 2);
    assert_eq!(said, "error: bad.json: this is no report of mapvet in JSON; `mapvet check --format json` writes what is compared here\n");
    assert_eq!(folder.expect(&["diff", "cut.json", "good.json"], 2), "error: cut.json:2: this is not one JSON object: EOF while parsing a value\n");
    assert!(folder.expect(&["diff", "none.json", "good.json"], 3).starts_with("error: cannot read none.json: no such file"));
    assert!(folder.expect(&["diff", "good.json", "."], 3).starts_with("error: cannot read .: "));
    assert_eq!(folder.expect(&["diff", "-", "-"], 2), "error: only one of the two reports can come from stdin\n");
    assert_eq!(folder.expect(&["diff", "good.json"], 2).lines().next(), Some("error: the following required arguments were not provided:"));
    assert!(folder.expect(&["diff", "-", "good.json"], 2).starts_with("error: stdin:1: this is not one JSON object: EOF"));
    folder.write("sarif.json", stdout(&folder.run(&["check", "--format", "sarif"])));
    assert!(folder.expect(&["diff", "sarif.json", "good.json"], 2).contains("this is no report of mapvet in JSON"));
    folder.write("lost.json", stdout(&folder.run(&["check", "--format", "json", "./...", "./missing"])));
    let said = folder.expect(&["diff", "lost.json", "good.json"], 0);
    assert!(said.starts_with("warning: lost.json: something was lost in that run; "), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_comparison_that_cannot_be_written_gives_three() {
    let folder = Folder::new("full", &[MODULE, ("a.go", &racy("racy", "one"))]);
    folder.write("some.json", stdout(&folder.run(&["check", "--format", "json"])));
    folder.write("none.json", "{\"version\":1,\"findings\":[]}");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("linux has it");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mapvet"));
    let output = command.args(["diff", "none.json", "some.json"]).current_dir(&folder.0).stdout(full).output().expect("the binary starts");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(3), "error: cannot write to stdout: no space left on device\n"));
}
