//! File names as unified diffs write them: bare or quoted, with a prefix or without.

/// A name in the header of a file, not yet stripped of a prefix such as `b/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    /// As the header has it, unquoted.
    pub(crate) bytes: Vec<u8>,
    /// Whether it certainly has no prefix.
    pub(crate) exact: bool,
}

impl Name {
    /// The name without its first `strip` elements; `None` if it has no more than these.
    pub(crate) fn stripped(&self, strip: usize) -> Option<&[u8]> {
        let mut rest = self.bytes.as_slice();
        for _ in 0..if self.exact { 0 } else { strip } {
            rest = after_slash(rest)?;
        }
        (!rest.is_empty()).then_some(rest)
    }
}

/// The name after `--- ` or `+++ `: a time may follow, behind a tab. `None` for no file, and for no name.
pub(crate) fn in_header(rest: &[u8]) -> Option<Vec<u8>> {
    let name = match unquoted(rest) {
        Some((name, _)) => name,
        None => rest.split(|byte| *byte == b'\t').next().unwrap_or(rest).to_vec(),
    };
    (!name.is_empty() && name != b"/dev/null").then_some(name)
}

/// A name that ends its line, quoted or not.
pub(crate) fn whole(rest: &[u8]) -> Vec<u8> {
    match unquoted(rest) {
        Some((name, [])) => name,
        Some(_) | None => rest.to_vec(),
    }
}

/// The second name after `diff --git `. Without quotes both have to be one name, apart from a prefix.
pub(crate) fn second(rest: &[u8]) -> Option<Vec<u8>> {
    if let Some((_, after)) = unquoted(rest) {
        return Some(whole(after.strip_prefix(b" ")?));
    }
    if let Some(at) = rest.windows(2).position(|pair| pair == b" \"")
        && let Some((name, [])) = unquoted(&rest[at + 1..])
    {
        return Some(name);
    }
    // Both names are of one length, or differ by their prefixes: the space between them is near the middle. Others are
    // looked at from the middle on, so that a name made of spaces costs no square.
    let spaces = rest.iter().enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| at);
    let same = |at: &usize| {
        let (old, new) = (&rest[..*at], &rest[at + 1..]);
        old == new || (old.len().abs_diff(new.len()) <= 8 && after_slash(old).is_some() && after_slash(old) == after_slash(new))
    };
    spaces.filter(|at| rest.len().abs_diff(2 * at + 1) <= 8).find(same).map(|at| rest[at + 1..].to_vec())
}

fn after_slash(name: &[u8]) -> Option<&[u8]> {
    let at = name.iter().position(|byte| *byte == b'/')?;
    Some(&name[at + 1..])
}

/// The text of a quoted name at the start of `text`, and what follows the quotes. `None` if there is none.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut name = Vec::new();
    loop {
        match rest {
            [b'"', after @ ..] => return Some((name, after)),
            [b'\\', one @ b'0'..=b'3', two @ b'0'..=b'7', three @ b'0'..=b'7', after @ ..] => {
                name.push((one - b'0') << 6 | (two - b'0') << 3 | (three - b'0'));
                rest = after;
            }
            [b'\\', escape, after @ ..] => {
                name.push(match escape {
                    b'a' => 7,
                    b'b' => 8,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 11,
                    b'f' => 12,
                    b'r' => b'\r',
                    b'"' | b'\\' => *escape,
                    _ => return None,
                });
                rest = after;
            }
            [byte, after @ ..] => {
                name.push(*byte);
                rest = after;
            }
            [] => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: Option<Vec<u8>>) -> Option<String> {
        name.map(|name| String::from_utf8(name).expect("the test's names are text"))
    }

    #[test]
    fn headers_have_names() {
        let of = |rest: &str| text(in_header(rest.as_bytes()));
        assert_eq!(of("b/a b.go\t2024-01-01 00:00:00"), Some("b/a b.go".to_owned()));
        assert_eq!(of("\"b/\\303\\244\\t\\\"x\\\\.go\"\t"), Some("b/ä\t\"x\\.go".to_owned()));
        assert_eq!((of("/dev/null"), of("/dev/null\t1970"), of(""), of("\tx")), (None, None, None, None));
        assert_eq!(of("\"b/open"), Some("\"b/open".to_owned()));
    }

    #[test]
    fn the_second_name_of_two() {
        let of = |rest: &str| text(second(rest.as_bytes()));
        assert_eq!(of("a/x b/y.go b/x b/y.go"), Some("b/x b/y.go".to_owned()));
        assert_eq!(of("x.go x.go"), Some("x.go".to_owned()));
        assert_eq!(of("index/x.go work/x.go"), Some("work/x.go".to_owned()));
        assert_eq!(of("\"a/\\n.go\" b/y.go"), Some("b/y.go".to_owned()));
        assert_eq!(of("a/y.go \"b/\\n.go\""), Some("b/\n.go".to_owned()));
        assert_eq!((of("a/x.go b/y.go"), of("")), (None, None));
    }

    #[test]
    fn prefixes_are_stripped() {
        let name = Name { bytes: b"b/c/d.go".to_vec(), exact: false };
        assert_eq!((name.stripped(0), name.stripped(1), name.stripped(3)), (Some(&b"b/c/d.go"[..]), Some(&b"c/d.go"[..]), None));
        assert_eq!(Name { exact: true, ..name }.stripped(1), Some(&b"b/c/d.go"[..]));
    }
}
