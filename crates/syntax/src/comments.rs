//! Comments that begin with certain words, and the code that each of them speaks of.
//!
//! What speaks of what is decided by the tree, so that quotes hold no comments and a comment at the end of a block says
//! nothing of what follows the block. A file without the words costs one look at its bytes.

use crate::kind::Kind;
use crate::tree::{Node, SourceFile};

/// A comment and what it stands beside. Offsets are bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// First byte.
    pub start: u32,
    /// One past the last byte, white space at the end left out.
    pub end: u32,
    /// The text with its slashes; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// What it speaks of.
    pub about: About,
}

/// What a comment speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// The line that it ends, from its first byte to its end.
    Line(u32, u32),
    /// What begins below a comment that has its line for itself: a statement, a declaration, a field, whole, and the
    /// rest of the line on which it ends or begins, whichever is later.
    Below(u32, u32),
    /// The file: the package clause is below.
    File,
    /// Nothing: the block or the file ends below, or it is no `//` comment.
    Nothing,
}

/// The comments that begin with one of `words`, white space and further slashes before it left out of account, in source
/// order; and some others.
pub fn comments_beginning(file: &SourceFile<'_>, words: &[&str]) -> Vec<Comment> {
    let text = file.text();
    let offsets = beginnings(text, words);
    let mut comments: Vec<(u32, u32)> = Vec::new();
    sweep(file.root(), &offsets, |node, offset| {
        let found = node.kind() == Kind::COMMENT && node.end() > offset;
        if found {
            comments.push((node.start(), node.end()));
        }
        found
    });
    comments.dedup();
    let is_line = |start: u32| text[start as usize..].starts_with(b"//");
    // Of the others there may be any number on one line.
    let lines: Vec<(u32, u32)> = comments.iter().copied().filter(|(start, _)| is_line(*start)).collect();
    let mut below = below(file, &lines).into_iter();
    let beside = comments.into_iter().map(|(start, end)| {
        let below = if is_line(start) { below.next() } else { None };
        let about = below.map_or(About::Nothing, |below| {
            let (line, line_end) = line_around(text, start);
            if is_blank(&text[line as usize..start as usize]) { below } else { About::Line(line, line_end) }
        });
        let bytes = text[start as usize..end as usize].trim_ascii_end();
        Comment { start, end: start + bytes.len() as u32, text: String::from_utf8_lossy(bytes).into_owned(), about }
    });
    beside.collect()
}

/// Where one of `words` stands behind what looks like the beginning of a comment, ascending.
fn beginnings(text: &[u8], words: &[&str]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut at = 0;
    // Slashes are rare: this costs a small part of what a parse does.
    while let Some(skipped) = text[at..].iter().position(|byte| *byte == b'/') {
        let start = at + skipped;
        let rest = &text[start..];
        // All of what can stand before a word is passed at once, or long rows of slashes would be passed again and again.
        let before = rest.iter().take_while(|byte| matches!(byte, b'/' | b'*' | b' ' | b'\t')).count();
        if before > 1 && words.iter().any(|word| rest[before..].starts_with(word.as_bytes())) {
            found.push((start + before) as u32);
        }
        at = start + before;
    }
    found
}

/// What stands below each `//` comment, should it have its line for itself.
fn below(file: &SourceFile<'_>, comments: &[(u32, u32)]) -> Vec<About> {
    let text = file.text();
    let mut next_code: Vec<u32> = vec![0; comments.len()];
    let mut later: Option<(u32, u32)> = None;
    // From the last on, so that no stretch of comments is passed twice.
    for (at, (start, end)) in comments.iter().enumerate().rev() {
        next_code[at] = match (code_after(text, *end, later.map(|(start, _)| start)), later) {
            (None, Some((_, code))) => code,
            (found, _) => found.unwrap_or(text.len() as u32),
        };
        later = Some((*start, next_code[at]));
    }
    let mut targets = next_code.clone();
    targets.dedup();
    let mut nodes: Vec<(u32, About)> = Vec::new();
    sweep(file.root(), &targets, |node, target| {
        let found = node.start() == target && node.end() > target && node.is_named() && !only_holds(node.kind());
        if found {
            let last = node.end().max(line_around(text, target).1);
            nodes.push((target, if node.kind() == Kind::PACKAGE_CLAUSE { About::File } else { About::Below(target, last) }));
        }
        found
    });
    let node = |code: &u32| nodes.binary_search_by_key(code, |(target, _)| *target).map_or(About::Nothing, |at| nodes[at].1);
    next_code.iter().map(node).collect()
}

/// Nodes that begin where their first part begins and mean no more than their parts.
fn only_holds(kind: Kind) -> bool {
    matches!(kind, Kind::SOURCE_FILE | Kind::STATEMENT_LIST | Kind::ERROR | Kind::COMMENT)
}

/// Walks the tree from the root down and from left to right, past everything that holds none of the ascending `targets`.
/// `settles` says whether a node that holds or begins at a target is what was looked for; each target is settled once.
/// Every node is visited at most once, however many targets there are.
fn sweep<'t>(root: Node<'t>, targets: &[u32], mut settles: impl FnMut(Node<'t>, u32) -> bool) {
    let mut cursor = root.walk();
    let mut at = 0;
    loop {
        let node = cursor.node();
        while targets.get(at).is_some_and(|target| *target < node.start()) {
            at += 1;
        }
        while targets.get(at).is_some_and(|target| *target < node.end()) && settles(node, targets[at]) {
            at += 1;
        }
        let Some(target) = targets.get(at) else { return };
        if *target < node.end() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// Where the code begins that follows `at`; `None` if that is only known of what follows the comment that begins at `stop`.
fn code_after(text: &[u8], at: u32, stop: Option<u32>) -> Option<u32> {
    let mut at = at as usize;
    loop {
        if stop == Some(at as u32) {
            return None;
        }
        let rest = &text[at..];
        at += match rest {
            [byte, ..] if byte.is_ascii_whitespace() => 1,
            [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            [b'/', b'*', inside @ ..] => inside.windows(2).position(|pair| pair == b"*/").map_or(rest.len(), |length| length + 4),
            _ => return Some(at as u32),
        };
    }
}

/// Start and end of the line that holds `at`, its line break left out.
fn line_around(text: &[u8], at: u32) -> (u32, u32) {
    let at = at as usize;
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| at + length);
    (start as u32, end as u32)
}

/// Whether a comment behind this start of a line has the line for itself: white space, a byte order mark, other comments.
fn is_blank(before: &[u8]) -> bool {
    let before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
    code_after(before, 0, None) == Some(before.len() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Parser;

    /// What each comment with `IT` speaks of, on one line each.
    fn check(text: &str, expected: &[&str]) {
        let comments = comments_beginning(&Parser::new().parse(text.as_bytes()), &["IT", "it"]);
        let part = |start: u32, end: u32| text[start as usize..end as usize].split_whitespace().collect::<Vec<_>>().join(" ");
        let found = comments.iter().map(|comment| {
            let about = match comment.about {
                About::Line(start, end) => format!("line {}", part(start, end)),
                About::Below(start, end) => format!("below {}", part(start, end)),
                About::File => "file".to_owned(),
                About::Nothing => "nothing".to_owned(),
            };
            assert_eq!(&text[comment.start as usize..comment.end as usize], comment.text);
            format!("{}: {about}", comment.text)
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    fn body(text: &str) -> String {
        format!("package p\n\nfunc f() {{\n{text}\n}}\n")
    }

    #[test]
    fn a_comment_behind_code_speaks_of_its_line() {
        check(&body("\ta()\n\tb() //IT\n\tc()"), &["//IT: line b() //IT"]);
        check(&body("\tif a { //IT\n\t\tb()\n\t}"), &["//IT: line if a { //IT"]);
        check(&body("\ta(1, /* x */ //IT\n\t2)"), &["//IT: line a(1, /* x */ //IT"]);
        check("package p //IT\n", &["//IT: line package p //IT"]);
    }

    #[test]
    fn a_comment_on_its_own_line_speaks_of_what_begins_below() {
        check(&body("\t//IT\n\ta(1,\n\t\t2)\n\tb()"), &["//IT: below a(1, 2)"]);
        check(&body("\t//IT\n\n\t// more\n\t/* and */\n\tfor a {\n\t\tb()\n\t}\n\tc()"), &["//IT: below for a { b() }"]);
        check(&body("\t/* x */ //IT\n\ta(); b()\n\tc()"), &["//IT: below a(); b()"]);
        check(&body("\ta(\n\t\t//IT\n\t\tb(), c(),\n\t\td())"), &["//IT: below b(), c(),"]);
        check(&body("\tswitch {\n\t//IT\n\tcase a:\n\t\tb()\n\tcase c:\n\t}"), &["//IT: below case a: b()"]);
        check("package p\n\n// IT\n//\n//IT\nfunc f() {\n\tg()\n}\n", &["// IT: below func f() { g() }", "//IT: below func f() { g() }"]);
        check("package p\n\nvar (\n\t//IT\n\ta = 1\n\tb = 2\n)\n", &["//IT: below a = 1"]);
        check("package p\n\n//IT\nvar (\n\ta = 1\n)\n", &["//IT: below var ( a = 1 )"]);
        check("package p\n\ntype T struct {\n\t//IT\n\ta, b map[int]int\n\tc int\n}\n", &["//IT: below a, b map[int]int"]);
    }

    #[test]
    fn a_comment_above_the_package_clause_speaks_of_the_file() {
        check("//IT\n\n// Package p.\npackage p\n", &["//IT: file"]);
        check("\u{feff}//IT\npackage p\n", &["//IT: file"]);
    }

    #[test]
    fn nothing_leaks_out_of_a_block() {
        check(&body("\tif a {\n\t\tb()\n\t\t//IT\n\t}\n\tc()"), &["//IT: nothing"]);
        check(&body("\tif a {\n\t\tb()\n\t\t//IT\n\t} else if c {\n\t}"), &["//IT: nothing"]);
        check("package p\n//IT", &["//IT: nothing"]);
        check("//IT", &["//IT: nothing"]);
    }

    #[test]
    fn quotes_hold_no_comments_and_block_comments_speak_of_nothing() {
        check(&body("\ta(\"//IT\", `\n//IT\n`, 'I')\n\t/* IT */ b() /* it */"), &["/* IT */: nothing", "/* it */: nothing"]);
    }

    #[test]
    fn line_ends_may_be_of_two_characters() {
        check("package p\r\n\r\n//IT  \r\nvar a = 1\r\nvar b //IT\r\n", &["//IT: below var a = 1", "//IT: line var b //IT"]);
    }

    #[test]
    fn broken_code_is_read_as_far_as_it_goes() {
        check(&body("\ta(\n\t//IT\n\tm[1] = 2\n\tb() //it"), &["//IT: below m[1] = 2", "//it: line b() //it"]);
        for text in ["//IT\n}", "/*IT", "func //IT", "\"//IT", "package p\nfunc f() { /*IT"] {
            comments_beginning(&Parser::new().parse(text.as_bytes()), &["IT"]);
        }
    }

    #[test]
    fn many_comments_cost_no_more_than_their_bytes() {
        let lines = |text: &str| body(&text.repeat(100_000));
        for text in [
            lines("\t//IT\n"),
            lines("a() //IT\n"),
            lines("//IT\n//\n"),
            lines("/*IT*/ "),
            format!("//IT{}\n", "/".repeat(500_000)),
            "/ ".repeat(500_000) + "//IT",
        ] {
            assert!(!comments_beginning(&Parser::new().parse(text.as_bytes()), &["IT"]).is_empty());
        }
    }
}
