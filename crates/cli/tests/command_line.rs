//! The binary from outside: exit statuses, outputs, and outputs that fail.

mod common;

use common::{Folder, mapvet, stderr, stdout};
use std::path::Path;
use std::process::{Command, Output, Stdio};

impl Folder {
    /// A new folder with these files.
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        Folder::with(name, files)
    }

    fn mapvet(&self, args: &[&str]) -> Command {
        mapvet(&self.0, args)
    }

    fn run(&self, args: &[&str]) -> Output {
        self.mapvet(args).output().expect("the binary starts")
    }
}

const FORMATS: [&str; 10] = ["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];

const CLEAN: [(&str, &str); 2] = [("go.mod", "module example.com/clean\n\ngo 1.22\n"), ("clean.go", "package clean\n\nfunc f() {}\n")];

#[test]
fn without_a_command_there_is_help() {
    let output = Folder::new("bare", &[]).run(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("Usage: mapvet") && !stdout(&output).contains("unit"), "{}", stdout(&output));
}

#[test]
fn clean_code_gives_zero_and_a_closing_line() {
    let folder = Folder::new("clean", &CLEAN);
    let output = folder.run(&["check"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{}", stderr(&output));
    assert!(stderr(&output).contains("0 errors, 0 warnings; analysed 1 package, 1 file ("), "{}", stderr(&output));
    let output = folder.run(&["check", "--quiet", "./..."]);
    assert_eq!((output.status.code(), stdout(&output).as_str(), stderr(&output).as_str()), (Some(0), "", ""));
}

#[test]
fn mistakes_on_the_command_line_give_two() {
    let folder = Folder::new("usage", &CLEAN);
    let mistakes: [&[&str]; 9] = [
        &["chekc"],
        &["check", "--fromat", "json"],
        &["check", "--format", "xml"],
        &["check", "--select", "no-such-rule"],
        &["check", "--output", "xml=report"],
        &["check", "--output", "a", "--output", "json=a"],
        &["check", "--max-file-size", "large"],
        &["check", "--jobs", "0"],
        &["explain"],
    ];
    for args in mistakes {
        let output = folder.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).starts_with("error: "), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_mistake_wins_over_what_cannot_be_read() {
    let output = Folder::new("precedence", &CLEAN).run(&["check", "--select", "no-such-rule", "./missing"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_path_that_is_not_there_gives_three() {
    let folder = Folder::new("missing", &CLEAN);
    for args in [&["check", "./missing"][..], &["check", "--exit-zero", "./missing"], &["check", "--quiet", "--format", "json", "./missing"]] {
        let output = folder.run(args);
        assert_eq!(output.status.code(), Some(3), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("missing"), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_syntax_error_is_told_and_changes_no_status() {
    let folder = Folder::new("syntax", &[CLEAN[0], ("broken.go", "package clean\n\nfunc f( {\n")]);
    let output = folder.run(&["check"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_is_left_out_is_counted_or_named() {
    let folder = Folder::new("skipped", &[CLEAN[0], CLEAN[1], ("only_plan9.go", "package clean\n")]);
    let output = folder.run(&["check"]);
    assert!(stderr(&output).contains("left out: 1 file ("), "{}", stderr(&output));
    let output = folder.run(&["check", "--show-skipped"]);
    assert!(stderr(&output).contains("left out: only_plan9.go: "), "{}", stderr(&output));
    let output = folder.mapvet(&["check", "--show-skipped"]).env("GOOS", "plan9").output().expect("the binary starts");
    assert!(!stderr(&output).contains("left out"), "{}", stderr(&output));
}

#[test]
fn reports_go_where_they_are_sent() {
    let folder = Folder::new("outputs", &CLEAN);
    let output = folder.run(&["check", "--format", "sarif", "--output", "one.sarif", "--output", "json=two.json", "--exit-zero", "./..."]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    let one = std::fs::read_to_string(folder.0.join("one.sarif")).expect("the report is written");
    assert!(one.contains("\"version\": \"2.1.0\""));
    let two = std::fs::read_to_string(folder.0.join("two.json")).expect("the report is written");
    assert!(two.contains("\"name\": \"mapvet\""));
    let output = folder.run(&["check", "--format", "json", "--output", "sarif=three.sarif"]);
    assert!(stdout(&output).starts_with('{') && folder.0.join("three.sarif").exists());
}

#[test]
fn one_run_writes_every_format() {
    let folder = Folder::new("formats", &[CLEAN[0], ("racy.go", RACY)]);
    let outputs = FORMATS.map(|format| format!("--output={format}=report.{format}"));
    let output = folder.run(&["check"].into_iter().chain(outputs.iter().map(String::as_str)).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    for format in FORMATS {
        let file = std::fs::read_to_string(folder.0.join(format!("report.{format}"))).expect("the report is written");
        assert_eq!(file, stdout(&folder.run(&["check", "--format", format])), "{format}");
        assert!(file.contains("concurrent-map-writes"), "{format}: {file}");
    }
}

#[test]
fn a_report_names_no_machine() {
    let folder = Folder::new("machine", &CLEAN);
    for format in FORMATS {
        let text = stdout(&folder.run(&["check", "--format", format]));
        assert!(!text.contains(&*folder.0.to_string_lossy()), "{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_gives_three_and_says_so() {
    let folder = Folder::new("full", &CLEAN);
    let output = folder.run(&["check", "--format", "json", "--output", "/dev/full"]);
    assert_eq!((output.status.code(), stderr(&output).trim_end()), (Some(3), "error: cannot write /dev/full: no space left on device"));
    for args in [&["explain", "concurrent-map-writes"][..], &["--help"], &["--version"], &["check", "--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("linux has it");
        let output = folder.mapvet(args).stdout(full).output().expect("the binary starts");
        assert_eq!((output.status.code(), stderr(&output).trim_end()), (Some(3), "error: cannot write to stdout: no space left on device"));
    }
}

#[test]
fn a_file_that_cannot_be_made_gives_three() {
    let output = Folder::new("nowhere", &CLEAN).run(&["check", "--output", "no/such/folder/report"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("cannot write no/such/folder/report: no such file"), "{}", stderr(&output));
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let folder = Folder::new("pipe", &CLEAN);
    for args in [&["explain", "concurrent-map-writes"][..], &["check", "--format", "json"], &[]] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let output = folder.mapvet(args).stdout(writer).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{args:?}: {}", stderr(&output));
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let status = folder.mapvet(args).stdout(Stdio::null()).stderr(writer).status().expect("the binary starts");
        assert_eq!(status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn what_is_unknown_cannot_be_explained() {
    let folder = Folder::new("unknown", &CLEAN);
    for (subject, text) in [("0123456789ab", "no finding in these packages has the id 0123456789ab"), ("clean.nothing", "`clean.nothing` is no rule")]
    {
        let output = folder.run(&["explain", subject]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains(text), "{}", stderr(&output));
    }
}

#[test]
fn an_outline_lists_declarations() {
    let folder = Folder::new("outline", &[("a.go", "package a\n\nimport \"fmt\"\n\nfunc f() { fmt.Println(\"\x1b\") }\n")]);
    let output = folder.run(&["debug", "outline", "a.go"]);
    assert_eq!(stdout(&output), "     1  package a\n     3  import \"fmt\"\n     5  func f() { fmt.Println(\"\\x1b\") }\n");
    assert_eq!(folder.run(&["debug", "outline", "b.go"]).status.code(), Some(3));
}

#[test]
fn every_stage_has_a_dump() {
    let racy = "package racy\n\nvar hits = map[string]int{}\n\nfunc Bad() {\n\tgo func() { hits[\"a\"]++ }()\n\thits[\"b\"] = 1\n}\n";
    let folder = Folder::new(
        "dumps",
        &[("go.mod", "module example.com/racy\n\ngo 1.22\n"), ("racy.go", racy), ("other.go", "package racy\n\nfunc other() {}\n")],
    );
    let dumps = [
        ("tree", "(go_statement 6:2"),
        ("outline", "     3  var hits"),
        ("body", "assign example.com/racy.hits  // racy.go:7:2"),
        ("locks", "racy.go:7:2  assign example.com/racy.hits  [held none]"),
        ("facts", "spawns body1"),
        ("link", "conflict example.com/racy.hits: high"),
    ];
    for (what, part) in dumps {
        let output = folder.run(&["debug", what, "racy.go"]);
        assert_eq!(output.status.code(), Some(0), "{what}: {}", stderr(&output));
        assert!(stdout(&output).contains(part) && !stdout(&output).contains("other.go:"), "{what}: {}", stdout(&output));
        let all = folder.run(&["debug", what]);
        assert!(stdout(&all).contains(part), "{what}: {}", stdout(&all));
        assert_eq!(folder.run(&["debug", what, "missing.go"]).status.code(), Some(3), "{what}");
    }
}

#[test]
fn facts_are_read_with_care() {
    let folder = Folder::new("facts", &[("bad.facts", "not facts"), ("bad.json", "{}")]);
    let output = folder.run(&["report", "bad.facts"]);
    assert_eq!((output.status.code(), stderr(&output).trim_end()), (Some(3), "error: bad.facts holds no facts of this version"));
    assert_eq!(folder.run(&["report", "missing.facts"]).status.code(), Some(3));
    assert_eq!(folder.run(&["unit", "--cfg", "bad.json", "--out", "x.facts"]).status.code(), Some(2));
    assert!(!Path::new(&folder.0).join("x.facts").exists());
}

const RACY: &str = "package racy

func Count(words []string) map[string]int {
\tcounts := map[string]int{}
\tfor _, word := range words {
\t\tgo func() { counts[word]++ }()
\t}
\treturn counts
}
";

#[test]
fn findings_give_status_1_unless_told_otherwise() {
    let folder = Folder::new("findings", &[("go.mod", "module example.com/racy\n\ngo 1.22\n"), ("racy.go", RACY)]);
    let output = folder.run(&["check", "--format", "concise"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.starts_with("racy.go:6:15: error concurrent-map-writes [high] "), "{text}");
    assert_eq!(folder.run(&["check", "--exit-zero"]).status.code(), Some(0));
    assert_eq!(folder.run(&["check", "--fail-on", "never"]).status.code(), Some(0));
    // A path that cannot be read weighs more than a finding, a wrong command line more than that.
    assert_eq!(folder.run(&["check", "./...", "./missing"]).status.code(), Some(3));
    assert_eq!(folder.run(&["check", "--fail-on", "sometimes", "./missing"]).status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_no_text_has_places() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new("oddname", &[("go.mod", "module example.com/racy\n\ngo 1.22\n")]);
    let name = std::ffi::OsStr::from_bytes(b"a\xff b.go");
    std::fs::write(folder.0.join(name), RACY).expect("linux takes any name");
    let output = folder.run(&["check", "--format", "concise"]);
    assert!(stdout(&output).starts_with("a\u{fffd} b.go:6:15: error concurrent-map-writes"), "{}", stdout(&output));
    let log = stdout(&folder.run(&["check", "--format", "sarif"]));
    assert!(log.contains("\"uri\": \"a%EF%BF%BD%20b.go\"") && log.contains("\"startLine\": 6"), "{log}");
}
