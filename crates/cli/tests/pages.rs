//! The commands that say something about mapvet itself or about a run, from outside.

mod common;

use common::{Folder, mapvet, stdout};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(args: &[&str]) -> Output {
    mapvet(Path::new(env!("CARGO_MANIFEST_DIR")), args).output().expect("the binary starts")
}

/// Hands `input` to a tool. `None` if the tool is not there, which is a failure where tools are required.
fn through(tool: &str, args: &[&str], input: &[u8]) -> Option<Output> {
    let spawned = Command::new(tool).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = spawned else {
        assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none(), "{tool} is not installed");
        eprintln!("{tool} is not installed: not tested");
        return None;
    };
    child.stdin.take().expect("it is piped").write_all(input).expect("the tool reads");
    Some(child.wait_with_output().expect("the tool ends"))
}

impl Folder {
    fn new(name: &str) -> Folder {
        Folder::with(&format!("pages-{name}"), &[])
    }
}

#[test]
fn the_readme_shows_a_report_of_the_showcase() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the page is there");
    let (_, rest) = readme.split_once("\n```\n").expect("the page has a report");
    let (shown, _) = rest.split_once("```\n").expect("the report ends");
    let report = stdout(&mapvet(&root, &["check", "testdata/showcase/..."]).env("LC_ALL", "C.UTF-8").output().expect("the binary starts"));
    assert!(report.contains(shown), "README.md shows another report than\n{report}");
}

#[test]
fn a_rule_is_explained_by_its_page() {
    let output = run(&["explain", "concurrent-map-writes"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("concurrent-map-writes\n\nWhat it finds\n  A plain Go map") && !text.contains('\x1b') && text.is_ascii(), "{text}");
    assert!(text.ends_with("\nlevel: error, maturity: preview, fixes: never\n") && text.lines().all(|line| line.len() <= 80), "{text}");
    let colored = stdout(&run(&["explain", "concurrent-map-writes", "--color", "always"]));
    assert!(colored.contains('\x1b'));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), text);
}

#[test]
fn a_page_can_be_had_as_it_was_written() {
    let output = run(&["explain", "concurrent-map-writes", "--format", "markdown"]);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/src/concurrent_map_writes.md");
    assert_eq!(stdout(&output), std::fs::read_to_string(page).expect("the page is there"));
    let output = run(&["explain", "some.Map", "--format", "markdown"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn rules_are_listed() {
    let text = stdout(&run(&["rules"]));
    assert!(text.starts_with("rule ") && text.contains("\nconcurrent-map-writes ") && !text.contains('\x1b'), "{text}");
    let rows: serde_json::Value = serde_json::from_str(&stdout(&run(&["rules", "--json"]))).expect("it is JSON");
    let ids: Vec<&str> = rows.as_array().expect("an array").iter().filter_map(|row| row["id"].as_str()).collect();
    assert!(ids.is_sorted() && ids.iter().all(|id| text.contains(&format!("\n{id} "))), "{ids:?}");
}

#[test]
fn the_version_is_told() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(stdout(&run(&["--version"])), format!("mapvet {version}\n"));
    assert!(stdout(&run(&["version"])).starts_with(&format!("mapvet {version} (facts ")));
    let json: serde_json::Value = serde_json::from_str(&stdout(&run(&["version", "--json"]))).expect("it is JSON");
    assert_eq!((&json["name"], &json["version"]), (&"mapvet".into(), &version.into()));
    assert!(json["facts_version"].is_u64());
}

#[test]
fn shells_get_a_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        let script = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(script.contains("doctor") && script.contains("min-confidence"), "{shell}: {script}");
        assert!(!script.contains("Link facts and report"), "{shell} completes a hidden command");
    }
    assert_eq!(run(&["completions", "csh"]).status.code(), Some(2));
}

#[test]
fn bash_takes_its_script_and_completes() {
    let script = run(&["completions", "bash"]).stdout;
    let Some(checked) = through("bash", &["-n"], &script) else { return };
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    // What bash would offer after `mapvet do` and `mapvet check --format s`.
    let complete = |words: &str, at: usize| {
        let ask = format!("\nCOMP_WORDS=({words}); COMP_CWORD={at}; _mapvet mapvet \"${{COMP_WORDS[{at}]}}\" x; echo \"${{COMPREPLY[*]}}\"\n");
        let input = [script.as_slice(), ask.as_bytes()].concat();
        through("bash", &["--norc"], &input).map(|output| stdout(&output).trim().to_owned()).unwrap_or_default()
    };
    assert_eq!(complete("mapvet do", 1), "doctor");
    assert_eq!(complete("mapvet un", 1), "");
    assert_eq!(complete("mapvet check --show-sk", 2), "--show-skipped");
}

#[test]
fn manual_pages_are_written_and_read() {
    let folder = Folder::new("man");
    let output = mapvet(&folder.0, &["man", "--out", "a/b"]).output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.0.join("a/b")).expect("it is made").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let main = std::fs::read(folder.0.join("a/b/mapvet.1")).expect("the page is there");
    assert_eq!(main, run(&["man"]).stdout);
    assert!(files.iter().any(|file| file.ends_with("mapvet-doctor.1")) && !files.iter().any(|file| file.ends_with("mapvet-unit.1")));
    for file in files {
        let page = std::fs::read(&file).expect("the page is there");
        let Some(read) = through("groff", &["-man", "-Tutf8", "-ww", "-P-c"], &page) else { return };
        let (text, complaints) = (stdout(&read), String::from_utf8_lossy(&read.stderr).into_owned());
        assert!(read.status.success() && complaints.is_empty(), "{}: {complaints}", file.display());
        assert!(text.contains("SYNOPSIS") || text.contains("SSYYNNOOPPSSIISS") || text.contains("S\u{8}SY"), "{text}");
    }
}

#[test]
fn manual_pages_that_cannot_be_written_give_three() {
    let folder = Folder::new("unwritable");
    std::fs::write(folder.0.join("file"), "x").expect("a file can be written");
    let output = mapvet(&folder.0, &["man", "--out", "file"]).output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot make file: "), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_doctor_tells_findings_and_what_cannot_be_read() {
    let folder = Folder::new("doctor");
    let racy = "package m\n\nfunc F() map[int]int {\n\tm := map[int]int{}\n\tfor range 3 {\n\t\tgo func() { m[1]++ }()\n\t}\n\treturn m\n}\n";
    std::fs::write(folder.0.join("go.mod"), "module m\n\ngo 1.22\n").expect("a file can be written");
    std::fs::write(folder.0.join("m.go"), racy).expect("a file can be written");
    let doctor = |args: &[&str]| mapvet(&folder.0, &[&["doctor"], args].concat()).output().expect("the binary starts");
    let output = doctor(&[]);
    let text = stdout(&output);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    assert!(text.starts_with("Run\n") && text.contains("\nFindings: 1 error, 0 warnings, 0 notes\n") && text.is_ascii(), "{text}");
    let json: serde_json::Value = serde_json::from_str(&stdout(&doctor(&["--json"]))).expect("it is JSON");
    assert_eq!((&json["version"], &json["findings"]["error"], &json["modules"][0]["path"]), (&1.into(), &1.into(), &"m".into()));
    let output = doctor(&["./missing"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stdout(&output).contains("error: ./missing: cannot be read: "), "{}", stdout(&output));
    assert_eq!(doctor(&["--no-such"]).status.code(), Some(2));
}

#[test]
fn help_ends_in_examples_and_statuses() {
    let text = stdout(&run(&["check", "--help"]));
    assert!(text.contains("\nExamples:\n  mapvet check ") && text.contains("\nExit status:\n  0  "), "{text}");
    assert!(stdout(&run(&[])).contains("\nExit status:\n"));
}
