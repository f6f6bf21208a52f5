//! Whether lines that were taken away or put in may matter beyond themselves: to the locks that their function holds, or to
//! what it waits for.
//!
//! A lock that is taken three lines above an access protects it, and so does a wait. What is new in a finding may then be a
//! line that is there no more. This goes by the look of the lines. Over-reports: any call that a change takes away counts.

use std::collections::BTreeMap;

/// Words after which control goes on elsewhere.
const LEAVING: [&[u8]; 4] = [b"return", b"break", b"continue", b"goto"];
/// Words that decide whether and when something runs.
const DECIDING: [&[u8]; 8] = [b"defer", b"go", b"if", b"else", b"for", b"switch", b"select", b"case"];
/// Calls whose names hold one of these, in small letters, give a lock back or tell others to go on.
const GIVING: [&str; 6] = ["unlock", "release", "done", "close", "signal", "broadcast"];

/// Whether lines hold code, as against white space and comments.
pub(crate) fn is_code(lines: &[&[u8]]) -> bool {
    let is_code = |line: &&[u8]| {
        let text = line.trim_ascii();
        !text.is_empty() && !text.starts_with(b"//")
    };
    lines.iter().any(is_code)
}

/// Whether putting `added` in the place of `removed` may matter to the whole function.
pub(crate) fn reaches(removed: &[&[u8]], added: &[&[u8]]) -> bool {
    if !is_code(added) {
        return is_code(removed);
    }
    let (before, after) = (words(removed), words(added));
    let is_more = |(word, count): (&&[u8], &u32), others: &BTreeMap<&[u8], u32>| others.get(word).is_none_or(|other| other < count);
    let taken_away = before.iter().any(|word| is_more(word, &after));
    taken_away || after.iter().any(|word| is_more(word, &before) && lets_go(word.0))
}

/// Whether a word that was put in may end what protects an access.
fn lets_go(word: &[u8]) -> bool {
    let small = String::from_utf8_lossy(word).to_lowercase();
    word == b"<-" || LEAVING.contains(&word) || GIVING.iter().any(|giving| small.contains(giving))
}

/// How often each call, channel operation and word of control stands in `lines`.
fn words<'t>(lines: &[&'t [u8]]) -> BTreeMap<&'t [u8], u32> {
    let mut found = BTreeMap::new();
    for line in lines {
        let mut rest = *line;
        while let Some((word, after)) = next_word(rest) {
            let is_call = after.trim_ascii_start().starts_with(b"(");
            if is_call || word == b"<-" || LEAVING.contains(&word) || DECIDING.contains(&word) {
                *found.entry(word).or_insert(0) += 1;
            }
            rest = after;
        }
    }
    found
}

/// The next name or arrow, and what follows it. Strings and comments are passed by.
fn next_word(mut text: &[u8]) -> Option<(&[u8], &[u8])> {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    loop {
        match text {
            [] | [b'/', b'/', ..] => return None,
            [quote @ (b'"' | b'`' | b'\''), rest @ ..] => text = after_quote(rest, *quote),
            [b'<', b'-', rest @ ..] => return Some((&text[..2], rest)),
            [first, ..] if in_word(first) => {
                let length = text.iter().position(|byte| !in_word(byte)).unwrap_or(text.len());
                return Some(text.split_at(length));
            }
            [_, rest @ ..] => text = rest,
        }
    }
}

fn after_quote(text: &[u8], quote: u8) -> &[u8] {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' if quote != b'`' => at += 1,
            _ if *byte == quote => return &text[at + 1..],
            _ => {}
        }
        at += 1;
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(removed: &str, added: &str) -> bool {
        let lines = |text: &'static str| text.lines().map(str::as_bytes).collect::<Vec<_>>();
        reaches(&lines(removed.to_owned().leak()), &lines(added.to_owned().leak()))
    }

    #[test]
    fn what_protects_is_missed_when_it_goes() {
        for (removed, added) in [
            ("c.mu.Lock()", ""),
            ("x := 1", ""),
            ("c.mu.Lock()", "c.mu.RLock()"),
            ("c.mu.Lock()", "// c.mu.Lock()"),
            ("defer c.mu.Unlock()", "c.mu.Unlock()"),
            ("<-done", "_ = done"),
            ("mu.Lock()\nmu.Lock()", "mu.Lock()"),
            ("c.mu.Lock()", "if fast {\n\tc.mu.TryLock()\n}"),
            ("x(\"mu.Lock()\", mu.Lock())", "x(\"mu.Lock()\", mu)"),
        ] {
            assert!(of(removed, added), "{removed:?} -> {added:?}");
        }
    }

    #[test]
    fn what_lets_go_is_seen_when_it_comes() {
        for added in ["c.mu.Unlock()", "c.release()", "return nil", "close(done)", "done <- true", "wg.Done()"] {
            assert!(of("", added) && of("x := 1", added), "{added:?}");
            assert!(!of(added, added), "{added:?}");
        }
    }

    #[test]
    fn other_changes_are_what_they_are() {
        for (removed, added) in
            [("", ""), ("\t", ""), ("// mu.Lock()", ""), ("", "x := f(y)"), ("log(1)", "log(2)"), ("x = 1", "x = 2 // return"), ("a()", "a()\nb()")]
        {
            assert!(!of(removed, added), "{removed:?} -> {added:?}");
        }
    }
}
