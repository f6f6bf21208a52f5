//! The difference of two texts as a patch, for one change in one place.

use crate::escape;
use std::io::{self, Write};

/// Lines shown on either side of a change.
const CONTEXT: usize = 3;

/// Writes a patch with one hunk that makes `new` of `old`; nothing if they are equal. Characters that a terminal may act on
/// are spelled out.
pub fn write(path: &str, old: &[u8], new: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (lines(old), lines(new));
    let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let most = before.len().min(after.len()) - same;
    let same_end = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    let (gone, come) = (&before[same..before.len() - same_end], &after[same..after.len() - same_end]);
    if gone.is_empty() && come.is_empty() {
        return Ok(());
    }
    let first = same.saturating_sub(CONTEXT);
    let end = (before.len() - same_end + CONTEXT).min(before.len());
    let tail = end - (before.len() - same_end);
    let (taken, given) = (end - first, same - first + come.len() + tail);
    let path = escape::line(path);
    writeln!(out, "--- a/{path}\n+++ b/{path}")?;
    writeln!(out, "@@ -{},{taken} +{},{given} @@", start(first, taken), start(first, given))?;
    let rows = [(' ', &before[first..same]), ('-', gone), ('+', come), (' ', &before[end - tail..end])];
    for (mark, line) in rows.iter().flat_map(|(mark, lines)| lines.iter().map(move |line| (mark, line))) {
        write_line(*mark, line, out)?;
    }
    Ok(())
}

/// Empty ranges are numbered by the line before them.
fn start(first: usize, length: usize) -> usize {
    if length == 0 { first } else { first + 1 }
}

fn write_line(mark: char, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let (text, end) = match line.strip_suffix(b"\n") {
        Some(text) => (text, "\n"),
        None => (line, "\n\\ No newline at end of file\n"),
    };
    // A patch without it would not fit.
    let (text, end) = match text.strip_suffix(b"\r") {
        Some(text) => (text, format!("\r{end}")),
        None => (text, end.to_owned()),
    };
    write!(out, "{mark}{}{end}", escape::block(&String::from_utf8_lossy(text)))
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let mut out = Vec::new();
        write("a/b.go", old.as_bytes(), new.as_bytes(), &mut out).expect("memory takes all");
        let text = String::from_utf8(out).expect("patches are UTF-8");
        assert_eq!(text, if expected.is_empty() { String::new() } else { format!("--- a/a/b.go\n+++ b/a/b.go\n{expected}") });
    }

    #[test]
    fn one_hunk_shows_the_change() {
        check("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n", "@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n");
        check("1\n2\n3\n", "1\n2 x\n3\n", "@@ -1,3 +1,3 @@\n 1\n-2\n+2 x\n 3\n");
        check("a\n", "x\na\n", "@@ -1,1 +1,2 @@\n+x\n a\n");
        check("a\na\n", "a\na\na\n", "@@ -1,2 +1,3 @@\n a\n a\n+a\n");
        check("", "a\n", "@@ -0,0 +1,1 @@\n+a\n");
        check("a\n", "a\n", "");
    }

    #[test]
    fn line_ends_are_kept_and_control_characters_are_not() {
        check("1\r\n2", "1\r\n2 x", "@@ -1,2 +1,2 @@\n 1\r\n-2\n\\ No newline at end of file\n+2 x\n\\ No newline at end of file\n");
        check("\t\x1b\n", "x\n\t\x1b\n", "@@ -1,1 +1,2 @@\n+x\n \t\\x1b\n");
    }
}
