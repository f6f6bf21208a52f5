//! `mapvet ignore` from outside: what it writes, what it prints, and its exit statuses.

mod common;

use common::{Folder, mapvet, stderr, stdout};
use std::path::Path;
use std::process::{Command, Output};

const RACY: &str = "package racy

func Count(words []string) map[string]int {
\tcounts := map[string]int{}
\tfor _, word := range words {
\t\tgo func() {
\t\t\tcounts[word]++
\t\t}()
\t}
\treturn counts
}
";

impl Folder {
    /// A new module with a race in `racy.go`.
    fn new(name: &str) -> Folder {
        Folder::with(&format!("ignore-{name}"), &[("go.mod", "module example.com/racy\n\ngo 1.22\n"), ("racy.go", RACY)])
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        said(mapvet(&self.0, args).output().expect("the binary starts"))
    }

    fn id(&self) -> String {
        let (_, lines, _) = self.run(&["check", "--format", "concise"]);
        let id = lines.split("] ").nth(1).and_then(|rest| rest.split(':').next());
        id.expect("there is a finding").to_owned()
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.0.join("racy.go")).expect("the file is there")
    }
}

fn said(output: Output) -> (Option<i32>, String, String) {
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn a_finding_is_hidden_and_the_report_counts_it() {
    let folder = Folder::new("once");
    let id = folder.id();
    let comment = "//mapvet:ignore concurrent-map-writes words are counted one by one";
    let (status, stdout, stderr) = folder.run(&["ignore", &id, "--reason", "words are counted one by one"]);
    assert_eq!((status, stdout.as_str()), (Some(0), format!("racy.go:7: {comment}\n").as_str()), "{stderr}");
    assert_eq!(folder.text(), RACY.replace("\t\t\tcounts[", &format!("\t\t\t{comment}\n\t\t\tcounts[")));
    let (status, stdout, stderr) = folder.run(&["check"]);
    assert_eq!((status, stdout.as_str()), (Some(0), ""));
    assert!(stderr.contains("not shown: 1 ignored by a comment"), "{stderr}");
    let before = folder.text();
    let (status, stdout, stderr) = folder.run(&["ignore", &id, "--reason", "again"]);
    assert_eq!((status, stdout.as_str()), (Some(0), ""));
    assert!(stderr.contains(&format!("note: {id} is hidden already, nothing is written: words are counted one by one")), "{stderr}");
    assert_eq!(folder.text(), before);
}

#[test]
fn a_dry_run_prints_a_patch_and_writes_nothing() {
    let folder = Folder::new("dry");
    let (status, stdout, _) = folder.run(&["ignore", &folder.id(), "--reason", "why", "--form", "nolint", "--dry-run"]);
    let patch = "--- a/racy.go\n+++ b/racy.go\n@@ -4,6 +4,7 @@\n \tcounts := map[string]int{}\n \tfor _, word := range words {\n \t\tgo func() {\n+\t\t\t//nolint:mapvet // why\n \t\t\tcounts[word]++\n \t\t}()\n \t}\n";
    assert_eq!((status, stdout.as_str()), (Some(0), patch));
    assert_eq!(folder.text(), RACY);
}

#[test]
fn what_makes_no_sense_gives_two() {
    let folder = Folder::new("usage");
    let id = folder.id();
    let mistakes: [(&[&str], &str); 6] = [
        (&["ignore", &id], "--reason"),
        (&["ignore", &id, "--reason", " "], "the reason is empty"),
        (&["ignore", &id, "--reason", "a\nb"], "one line"),
        (&["ignore", &id, "--reason", "why", "--form", "noqa"], "noqa"),
        (&["ignore", "0123456789ab", "--reason", "why"], "no finding in these packages has the id 0123456789ab"),
        (&["ignore", &id, "--reason", "// why"], "no comment beside racy.go:7"),
    ];
    for (args, part) in mistakes {
        let (status, _, stderr) = folder.run(args);
        assert_eq!(status, Some(2), "{args:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(part), "{args:?}: {stderr}");
    }
    assert_eq!(folder.text(), RACY);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_gives_three_and_leaves_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("unwritable");
    let id = folder.id();
    let names = |folder: &Path| std::fs::read_dir(folder).expect("the folder is there").count();
    let files = names(&folder.0);
    // A disk without room for one more byte, as far as the process can tell.
    let full = r#"trap '' XFSZ; ulimit -f 0; exec "$0" "$@""#;
    let mut limited = Command::new("sh");
    limited.args(["-c", full, env!("CARGO_BIN_EXE_mapvet"), "ignore", &id, "--reason", "why"]).current_dir(&folder.0);
    let (status, stdout, stderr) = said(limited.output().expect("every unix has sh"));
    assert_eq!((status, stdout.as_str(), stderr.trim_end()), (Some(3), "", "error: cannot write racy.go: file too large"));
    std::fs::set_permissions(folder.0.join("racy.go"), std::fs::Permissions::from_mode(0o444)).expect("the file is ours");
    let (status, stdout, stderr) = folder.run(&["ignore", &id, "--reason", "why"]);
    assert_eq!((status, stdout.as_str(), stderr.trim_end()), (Some(3), "", "error: cannot write racy.go: permission denied"));
    assert_eq!((folder.text().as_str(), names(&folder.0)), (RACY, files));
}

#[test]
fn comments_that_hide_nothing_are_warnings() {
    let folder = Folder::new("unused");
    let text = RACY
        .replace("func Count", "//mapvet:ignore concurrent-map-write why\nfunc Count")
        .replace("\tcounts :=", "\t//mapvet:ignore concurrent-map-writes\n\tcounts :=");
    std::fs::write(folder.0.join("racy.go"), text).expect("the file can be written");
    let (status, stdout, _) = folder.run(&["check", "--format", "concise"]);
    let rules: Vec<&str> = stdout.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!((status, rules), (Some(1), vec!["unused-ignore", "ignore-without-reason", "concurrent-map-writes"]), "{stdout}");
    let only = ["check", "--select", "unused-ignore,ignore-without-reason"];
    assert_eq!(folder.run(&only).0, Some(0));
    assert_eq!(folder.run(&[&only[..], &["--fail-on", "warning"]].concat()).0, Some(1));
    let (status, stdout, _) = folder.run(&["explain", "unused-ignore"]);
    assert!(status == Some(0) && stdout.contains("level: warning"), "{stdout}");
}
