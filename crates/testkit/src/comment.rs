//! Where the comments of a Go text stand, and which line each speaks of.

/// A `//` comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Comment {
    /// 1-based line it stands on.
    pub(crate) line: u32,
    /// 1-based line of code it speaks of; none when no code follows.
    pub(crate) about: Option<u32>,
    /// Byte offset of the text after the slashes.
    pub(crate) start: usize,
    /// The text after the slashes, without the line break.
    pub(crate) text: String,
}

/// The `//` comments of `text` in order. A scan by hand: it must also work where the text is not Go, and it needs to
/// know no more than where strings and comments begin and end.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut lines_of_code: Vec<u32> = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        let rest = &bytes[at..];
        match bytes[at] {
            b'\n' => {
                line += 1;
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b'/' if rest.starts_with(b"//") => {
                let end = at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                let start = at + 2;
                found.push(Comment { line, about: None, start, text: text[start..end].trim_end().to_owned() });
                if is_directive(&text[start..end]) {
                    lines_of_code.push(line);
                }
                at = end;
            }
            b'/' if rest.starts_with(b"/*") => {
                let end = text[at + 2..].find("*/").map_or(bytes.len(), |length| at + 2 + length + 2);
                if is_directive(&text[at + 2..end]) {
                    lines_of_code.push(line);
                }
                line += line_breaks(&bytes[at..end]);
                at = end;
            }
            first => {
                lines_of_code.push(line);
                let end = match first {
                    b'`' => end_of_raw_string(bytes, at),
                    b'"' | b'\'' => end_of_literal(bytes, at),
                    _ => at + 1,
                };
                line += line_breaks(&bytes[at..end]);
                lines_of_code.push(line);
                at = end;
            }
        }
    }
    for comment in &mut found {
        let next = lines_of_code.partition_point(|code| *code < comment.line);
        comment.about = lines_of_code.get(next).copied();
    }
    found
}

/// Whether a comment is one that tools read, or looks like one: findings may be about it.
fn is_directive(text: &str) -> bool {
    let text = text.trim_start();
    ["mapvet:", "nolint", "lint:"].iter().any(|word| text.starts_with(word))
}

fn end_of_raw_string(bytes: &[u8], start: usize) -> usize {
    bytes[start + 1..].iter().position(|byte| *byte == b'`').map_or(bytes.len(), |length| start + 1 + length + 1)
}

/// The end of an interpreted string or a rune; an unclosed one ends with its line.
fn end_of_literal(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'\n' {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == bytes[start] => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

fn line_breaks(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u32, Option<u32>, &str)]) {
        let found = comments(text);
        let found: Vec<_> = found.iter().map(|c| (c.line, c.about, c.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn trailing_comments_speak_of_their_line_and_others_of_the_next() {
        check("a // x\n\t// y\n\n// z\nb\n// end", &[(1, Some(1), " x"), (2, Some(5), " y"), (4, Some(5), " z"), (6, None, " end")]);
    }

    #[test]
    fn a_directive_counts_as_code() {
        check("// x\n//nolint:a // y\nb", &[(1, Some(2), " x"), (2, Some(2), "nolint:a // y")]);
        check("// x\n/* mapvet:ignore */\nb", &[(1, Some(2), " x")]);
    }

    #[test]
    fn strings_and_block_comments_hold_no_comments() {
        check("s := \"// a\" + `// b\n// c` + \"\\\"// d\"; r := '\"' // e\n/* // f\n*/ // g\nx", &[(2, Some(2), " e"), (4, Some(5), " g")]);
    }

    #[test]
    fn a_cut_text_is_scanned_to_its_end() {
        for text in ["\"\\", "`a", "/* b", "'", "//"] {
            comments(text);
        }
    }
}
