//! Patches against trees in memory.

use super::*;
use crate::files::Memory;

const PATCH: &str = "--- a/p/x.go\n+++ b/p/x.go\n@@ -1,3 +1,4 @@\n package p\n \n+var a = 1\n var b = 2\n";
const LEFT: &str = "package p\n\nvar a = 1\nvar b = 2\n";

fn tree(files: &[(&str, &str)]) -> Memory {
    let mut memory = Memory::new();
    for (path, text) in files {
        memory.insert(*path, *text);
    }
    memory
}

fn of(patch: &str, root: &str, files: &[(&str, &str)]) -> Result<Changes, String> {
    from_patch(patch.as_bytes(), Path::new(root), &tree(files)).map_err(|error| error.to_string())
}

fn new_files(changes: Result<Changes, String>) -> Result<Vec<String>, String> {
    changes.map(|changes| changes.files.keys().map(|path| path.to_string_lossy().into_owned()).collect())
}

#[test]
fn names_are_found_from_the_folder_or_above_it() {
    let found = Ok(vec!["/r/p/x.go".to_owned()]);
    let repository = [("/r/p/x.go", LEFT), ("/r/.git/HEAD", ""), ("/p/x.go", LEFT)];
    assert_eq!(new_files(of(PATCH, "/r", &repository)), found);
    assert_eq!(new_files(of(PATCH, "/r/p", &repository)), found);
    assert_eq!(new_files(of(&PATCH.replace("a/p/", "p/").replace("b/p/", "p/"), "/r/p", &repository)), found);
    assert_eq!(new_files(of(&PATCH.replace("a/p/", "p.old/p/").replace("b/p/", "p.new/p/"), "/r", &repository)), found);
    // Beyond the repository nothing is looked for.
    assert!(of(PATCH, "/r/q", &[("/p/x.go", LEFT), ("/r/.git/HEAD", "")]).is_err());
    assert!(of(PATCH, "/r", &[("/p/x.go", LEFT), ("/r/go.mod", "")]).is_err());
}

#[test]
fn a_patch_that_is_not_applied_is_refused() {
    let before = LEFT.replace("var a = 1\n", "");
    let told = of(PATCH, "/r", &[("/r/p/x.go", &before)]).expect_err("it is not applied");
    assert_eq!(told, "line 1: p/x.go: line 3 of the file is not as the patch leaves it; apply the patch, or make it anew from this tree");
    let told = of(PATCH, "/r", &[("/r/p/y.go", LEFT)]).expect_err("the file is not there");
    assert_eq!(told, "line 1: p/x.go is not in the tree; apply the patch, and run mapvet in the folder that it was made in or below");
    assert!(of("--- a/x.go\n+++ b/x.go\n@@ -90,2 +89,0 @@\n-a\n-b\n", "/r", &[("/r/x.go", LEFT)]).is_err());
    assert!(of("x", "/r", &[]).expect_err("it is no patch").starts_with("line 1: it holds no unified diff"));
    assert!(of(&PATCH.repeat(2), "/r", &[("/r/p/x.go", LEFT)]).expect_err("twice").contains("in the patch twice"));
    let outside = PATCH.replace("p/x.go", "../../etc/x.go");
    assert!(of(&outside, "/r", &[("/etc/x.go", LEFT)]).is_err());
}

#[test]
fn line_ends_and_white_space_do_not_matter() {
    let text = LEFT.replace('\n', "\r\n").replace("a = ", "a  = ");
    assert!(of(PATCH, "/r", &[("/r/p/x.go", &text)]).is_ok());
}

#[test]
fn other_files_have_to_be_of_the_tree_too() {
    let readme = "--- a/README\n+++ b/README\n@@ -1 +1 @@\n-a\n+b\n";
    assert_eq!(new_files(of(readme, "/r", &[("/r/README", "other")])), Ok(Vec::new()));
    assert!(of(readme, "/r", &[("/r/a.go", LEFT)]).expect_err("of another tree").contains("README is not in the tree"));
    assert_eq!(new_files(of(&format!("{readme}{PATCH}"), "/r", &[("/r/p/x.go", LEFT)])), Ok(vec!["/r/p/x.go".to_owned()]));
    assert!(of(&format!("{readme}{PATCH}"), "/r", &[("/r/README", "")]).expect_err("the Go file is not there").contains("p/x.go is not"));
}

#[test]
fn what_is_gone_need_not_be_there() {
    let gone = "--- a/x.go\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
    assert_eq!(new_files(of(gone, "/r", &[])), Ok(Vec::new()));
    assert_eq!(new_files(of(&gone.replace("/dev/null", "b/x.go\t1970-01-01"), "/r", &[])), Ok(Vec::new()));
}

#[test]
fn an_empty_patch_makes_nothing_new() {
    let changes = of("", "/r", &[]).expect("nothing is a patch");
    assert_eq!(changes.notes, ["only what is new by the patch is reported: the patch is empty"]);
    assert_eq!(changes.of(Path::new("/r/a.go")), None);
}

#[test]
fn what_has_no_lines_is_new_as_a_whole() {
    let files = [("/r/x.go", LEFT), ("/r/s/y.go", LEFT)];
    let binary = "diff --git a/x.go b/x.go\nindex 1..2 100644\nBinary files a/x.go and b/x.go differ\n";
    let submodule = "diff --git a/s b/s\nindex 1..2 160000\n--- a/s\n+++ b/s\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n";
    let changes = of(&format!("{binary}{submodule}"), "/r", &files).expect("it fits");
    assert_eq!((changes.of(Path::new("/r/x.go")), changes.of(Path::new("/r/s/y.go"))), (Some(&FileChange::Whole), Some(&FileChange::Whole)));
}
