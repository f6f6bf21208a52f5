//! A small repository of our own, walked and shaken.

use super::history::{Blob, Tree};
use super::shake::{reversed, shaken};
use super::walk::found;
use super::*;
use std::process::Command;
use std::rc::Rc;

const START: &str = "package p\n\nvar hits = map[string]int{}\n\nfunc add() { hits[\"a\"]++ }\n\n// Start starts.\nfunc Start() { // at once\n\tgo add()\n\thits[\"b\"] = 1\n}\n";

fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), Rc::new(Blob::new(path, text.as_bytes().to_vec()))));
    Tree { files: files.collect() }
}

#[test]
fn functions_are_turned_round_with_their_comments() {
    let blob = Blob::new("a.go", START.as_bytes().to_vec());
    let text = String::from_utf8(reversed(&blob)).expect("the text is UTF-8");
    let expected = "package p\n\nvar hits = map[string]int{}\n\n\n// Start starts.\nfunc Start() { // at once\n\tgo add()\n\thits[\"b\"] = 1\n}\n\nfunc add() { hits[\"a\"]++ }\n";
    assert_eq!(text, expected);
}

#[test]
fn a_shaken_tree_has_the_same_ids() {
    let tree = tree(&[("go.mod", "module m\n\ngo 1.22\n"), ("p/a.go", START), ("p/a_linux.go", "package p\n"), ("p/_b.go", "")]);
    let shaken = shaken(&tree);
    assert_eq!(shaken.files.keys().collect::<Vec<_>>(), ["go.mod", "p/_b.go", "p/r00000_a_linux.go", "p/r00001_a.go"]);
    let ids = |tree: &Tree| found(tree).into_iter().map(|seen| seen.identity.id).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(ids(&tree).len(), 2);
    assert_eq!(ids(&tree), ids(&shaken));
}

/// Runs git in a folder, without anything of this machine's configuration.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.current_dir(folder).output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_repository_is_walked() {
    if Command::new("git").arg("--version").output().is_err() {
        assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none(), "git is missing");
        println!("git is missing: this is not tested");
        return;
    }
    let root = std::env::temp_dir().join(format!("mapvet-ids-{}", std::process::id()));
    let folder = root.join("own");
    std::fs::create_dir_all(folder.join("p")).expect("the folder can be made");
    let commit = |files: &[(&str, &str)]| {
        for (path, text) in files {
            std::fs::write(folder.join(path), text).expect("the folder can be written");
        }
        assert!(git(&folder, &["add", "--all"]) && git(&folder, &["commit", "--quiet", "--message", "x"]));
    };
    assert!(git(&folder, &["init", "--quiet"]));
    commit(&[("go.mod", "module m\n\ngo 1.22\n"), ("p/a.go", START)]);
    // Another line and another file.
    std::fs::remove_file(folder.join("p/a.go")).expect("the file is there");
    commit(&[("p/b.go", &START.replace("package p\n", "// Package p.\npackage p\n"))]);
    // One of the functions changes, and with it its finding.
    commit(&[("p/b.go", &START.replace("hits[\"b\"] = 1", "println()"))]);
    let walked = walk::walk("own", &git_dir(&folder).expect("there is a repository"), "HEAD", 3);
    let _ = std::fs::remove_dir_all(&root);
    let walked = walked.expect("the repository can be walked");
    let counts = |tally: &Tally| (tally.findings, tally.asked, tally.displaced, tally.kept, tally.lost.len(), tally.followed);
    assert_eq!(counts(&walked.sure), (4, 2, 2, 2, 0, 2));
    assert_eq!((walked.commits, walked.shaken.lost.len()), (3, 0));
    assert!(table(&[walked]).contains("| own | 3 | medium and high | 4 | 2 | 2 | 2 | 0 | 0 | 2 |\n"));
    assert!(git_dir(Path::new("/nowhere")).is_err());
}
