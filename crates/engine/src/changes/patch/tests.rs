//! Patches as programs write them, broken ones, and random ones.

use super::*;
use proptest::prelude::*;

/// One line a file: name, blocks as `first+lines`, `first-` for a gap, `!` for those that reach.
fn files(text: &str) -> Vec<String> {
    let show = |file: &FilePatch<'_>| {
        let name = file.name.as_ref().map_or("gone".into(), |name| String::from_utf8_lossy(&name.bytes).into_owned());
        let mark = |block: &Block| if block.gap { "-".to_owned() } else { format!("+{}", block.lines) };
        let block = |block: &Block| format!(" {}{}{}", block.first, mark(block), if block.reaches { "!" } else { "" });
        let says = match file.says {
            Says::Lines => "",
            Says::Another => " another",
            Says::Repository => " repository",
        };
        format!("{name}{}{says}{}", if file.name.as_ref().is_some_and(|name| name.exact) { "=" } else { "" }, {
            file.blocks.iter().map(block).collect::<String>()
        })
    };
    parse(text.as_bytes()).expect("the patch is one").iter().map(show).collect()
}

fn problem(text: &str) -> String {
    let problem = parse(text.as_bytes()).map(|files| files.len()).expect_err("the patch is none");
    format!("{}: {}", problem.line, problem.text)
}

#[test]
fn with_and_without_context_lines_are_the_same() {
    let context = "diff --git a/x.go b/x.go\nindex 1..2 100644\n--- a/x.go\n+++ b/x.go\n@@ -1,8 +1,6 @@ func f() {\n a\n-mu.Lock()\n b\n\n-old\n+new\n c\n-\t\n \n";
    let bare = "--- x.go\t2024\n+++ x.go\t2024\n@@ -2 +1,0 @@\n-mu.Lock()\n@@ -5 +4 @@\n-old\n+new\n@@ -7 +5,0 @@\n-\t\n";
    assert_eq!(files(context), ["b/x.go 2-! 4+1"]);
    assert_eq!(files(bare), ["x.go 2-! 4+1"]);
    assert_eq!(files(&context.replace('\n', "\r\n")), files(context));
}

#[test]
fn lines_are_kept_as_the_patch_leaves_them() {
    let text = "--- a/x.go\n+++ b/x.go\n@@ -3,2 +3,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n";
    let files = parse(text.as_bytes()).expect("the patch is one");
    assert_eq!(files[0].left, [(3, &b"a"[..]), (4, b"b"), (5, b"c")]);
    assert_eq!(files[0].blocks.len(), 1);
}

#[test]
fn heads_of_git_say_what_became_of_files() {
    let git = |rest: &str| files(&format!("From 1 Mon\nSubject: x\n\n{rest}-- \n2.39.5\n\n")).join(", ");
    assert_eq!(git("diff --git a/a b.go b/c d.go\nsimilarity index 100%\nrename from a b.go\nrename to c d.go\n"), "c d.go=");
    assert_eq!(git("diff --git a/a.go b/c.go\nsimilarity index 90%\ncopy from a.go\ncopy to c.go\n"), "c.go= another");
    assert_eq!(git("diff --git a/a.go b/a.go\ndeleted file mode 100644\nindex 1..0\n--- a/a.go\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"), "gone 1-!");
    assert_eq!(git("diff --git a/a.go b/a.go\nnew file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/a.go\n@@ -0,0 +1 @@\n+a\n"), "b/a.go 1+1");
    assert_eq!(git("diff --git a/a.go b/a.go\nnew file mode 100644\nindex 0..1\n"), "b/a.go");
    assert_eq!(git("diff --git a/a b/a\nold mode 100644\nnew mode 100755\n"), "b/a");
    assert_eq!(git("diff --git a/a.go b/a.go\nindex 1..2 100644\nBinary files a/a.go and b/a.go differ\n"), "b/a.go another");
    assert_eq!(git("diff --git a/a.go b/a.go\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n\nliteral 2\nKc\n\n"), "b/a.go another");
    assert_eq!(
        git("diff --git a/s b/s\nindex 1..2 160000\n--- a/s\n+++ b/s\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n"),
        "b/s repository 1+1"
    );
    assert_eq!(
        git(
            "diff --git \"a/\\303\\244.go\" \"b/\\303\\244.go\"\nindex 1..2\n--- \"a/\\303\\244.go\"\n+++ \"b/\\303\\244.go\"\n@@ -1 +1 @@\n-a\n+b\n"
        ),
        "b/ä.go 1+1"
    );
    assert_eq!(
        git("Submodule a b 0123456..789abcd:\n  > x\nSubmodule c contains modified content\n* Unmerged path d.go\n"),
        "a b= repository, c= repository, d.go= another"
    );
}

#[test]
fn several_files_follow_each_other() {
    let one = "--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+b\n";
    let removed_header = "--- a/y.go\n+++ b/y.go\n@@ -1,2 +1 @@\n--- a/x.go\n b\n";
    let texts = [one, one, removed_header, "Index: z.go\n====\n", one, "Only in a: notes.txt\n"].concat();
    assert_eq!(files(&texts), ["b/x.go 1+1", "b/x.go 1+1", "b/y.go 1-!", "b/x.go 1+1"]);
}

#[test]
fn what_is_no_patch_is_told() {
    let head = "--- a/x.go\n+++ b/x.go\n";
    assert_eq!(problem("hello\n"), "1: it holds no unified diff, as git diff or diff -u would write it");
    assert!(problem("\u{1b}[1mdiff --git a/x b/x\u{1b}[m\n").contains("--no-color"));
    assert!(problem("*** a/x.go\n--- b/x.go\n***************\n*** 1 ****\n").contains("context diff"));
    assert!(problem("diff --cc x.go\nindex 1,2..3\n--- a/x.go\n+++ b/x.go\n@@@ -1,1 -1,1 +1,1 @@@\n").starts_with("1: it is a combined diff"));
    assert_eq!(problem("diff --git a/x.go b/y.go\nindex 1..2\n"), "1: the name of the file cannot be told");
    assert_eq!(problem("a\n@@ -1 +1 @@\n-a\n+b\n"), "2: a hunk begins, and no line before it says of which file");
    for (hunk, told) in [
        ("@@ -1,3 +1,3 @@\n-a\n+b\n c", "7: the patch ends within a hunk"),
        ("@@ -1,3 +1,3 @@\n-a\n+b\n c\n", "7: the hunk is not as long as its head says"),
        ("@@ -1 +1 @@\n-a\n+b\n+c\n", "6: the hunk is longer than its head says"),
        ("@@ -1,2 +1,2 @@\n-a\n+b\ndiff --git a/y b/y\n", "6: the hunk is shorter than its head says"),
        ("@@ -1 +1 @@\n-a\n-b\n+c\n", "5: the hunk is not as long as its head says"),
        ("@@ -9 +9 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n", "6: the hunks are not in the order of their lines"),
        ("@@ -1 +0 @@\n-a\n+b\n", "3: the head of the hunk cannot be read"),
        ("@@ -1 +99999999999 @@\n-a\n+b\n", "3: the head of the hunk cannot be read"),
        ("@@ -+1 +1 @@\n-a\n+b\n", "3: the head of the hunk cannot be read"),
        ("@@ -1 +1 @@\n-a\n+b\n@@@ -1,1 -1,1 +1,1 @@@\n", "6: it is a combined diff"),
    ] {
        let told_here = problem(&format!("{head}{hunk}"));
        assert!(told_here.starts_with(told), "{hunk:?}: {told_here}");
    }
    assert!(problem("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n").contains("no name"));
    assert!(problem("Only in new/p: a.go\n").contains("-urN"));
    assert!(problem("Binary files a/x.go and b/x.go differ\n").contains("-urN"));
    assert_eq!(parse(b"\xff\xfed\0").map(|files| files.len()).map_err(|problem| problem.line), Err(1));
    assert_eq!(files(" \r\n\n").len() + files("").len(), 0);
}

/// Pieces that patches are made of.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::sample::select(vec![
        "diff --git a/x.go b/x.go",
        "--- a/x.go",
        "+++ b/x.go",
        "@@ -1,2 +1,2 @@",
        "@@ -1 +1,3 @@ f",
        "@@ -5,0 +4294967295,7 @@",
        "-a",
        "+b",
        " c",
        "",
        "\\ No newline",
        "\"",
        "diff --git \"a/\\777\" b",
        "rename to \"\\3",
        "Binary files a and b differ",
        "new file mode 160000",
        "@@@ -1 -1 +1 @@@",
        "--- ",
        "+++ ",
        "diff --git ",
        "\r",
        "--",
        "Submodule x 0123456..789abcd:",
        "* Unmerged path ",
        "@@ -",
    ]);
    prop_oneof![4 => text.prop_map(|text| text.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..12)]
}

/// Lines of two versions of a file: kept, removed, added.
fn script() -> impl Strategy<Value = Vec<(u8, String)>> {
    prop::collection::vec((0..3_u8, "[a-c+\\-@ ]{0,4}"), 1..40)
}

proptest! {
    #[test]
    fn rubbish_is_refused_and_nothing_worse(lines in prop::collection::vec(piece(), 0..40)) {
        let text = lines.join(&b'\n');
        if let Ok(files) = parse(&text) {
            for file in files {
                prop_assert!(file.blocks.windows(2).all(|pair| pair[0].first + pair[0].lines <= pair[1].first));
            }
        }
    }

    #[test]
    fn every_added_line_is_in_a_block(script in script(), context in 0..4_usize) {
        let (text, expected) = written(&script, context);
        let files = parse(text.as_bytes()).expect("the patch is one");
        let mut found = Vec::new();
        for block in files.iter().flat_map(|file| &file.blocks) {
            found.extend(block.first..block.first + block.lines);
        }
        prop_assert_eq!(&found, &expected, "{}", text);
        let new: Vec<&str> = script.iter().filter(|(kind, _)| *kind != 1).map(|(_, line)| line.as_str()).collect();
        for (number, line) in files.iter().flat_map(|file| &file.left) {
            prop_assert_eq!(*line, new[*number as usize - 1].as_bytes());
        }
    }
}

/// The patch of a script with so much context, and the numbers of the added lines.
fn written(script: &[(u8, String)], context: usize) -> (String, Vec<u32>) {
    let mut numbered = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (kind, line) in script {
        old += u32::from(*kind != 2);
        new += u32::from(*kind != 1);
        numbered.push((*kind, line, old, new));
    }
    let is_near = |at: usize| numbered[at.saturating_sub(context)..(at + context + 1).min(numbered.len())].iter().any(|row| row.0 != 0);
    let mut text = String::new();
    let mut at = 0;
    while at < numbered.len() {
        let length = (at..numbered.len()).take_while(|row| is_near(*row)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let rows = &numbered[at..at + length];
        let range = |gone: u8, number: fn(&(u8, &String, u32, u32)) -> u32| {
            let own: Vec<u32> = rows.iter().filter(|row| row.0 != gone).map(number).collect();
            (own.first().copied().unwrap_or_else(|| number(&rows[0])), own.len())
        };
        let ((old, old_count), (new, new_count)) = (range(2, |row| row.2), range(1, |row| row.3));
        text.push_str(&format!("@@ -{old},{old_count} +{new},{new_count} @@\n"));
        for (kind, line, _, _) in rows {
            text.push_str(&format!("{}{line}\n", [' ', '-', '+'][usize::from(*kind)]));
        }
        at += length;
    }
    let added = numbered.iter().filter(|row| row.0 == 2).map(|row| row.3).collect();
    (if text.is_empty() { text } else { format!("--- a/x.go\n+++ b/x.go\n{text}") }, added)
}
