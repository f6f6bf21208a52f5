//! Rust text without its comments and literals, and what can be read off it without a parser.

use std::ops::Range;

/// What kind of text a stretch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Code,
    Comment,
    Literal,
}

/// One declared function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// 1-based line of its `fn`.
    pub(crate) line: usize,
    /// Lines from its `fn` to its closing brace.
    pub(crate) lines: usize,
}

/// `text` with comments and literals turned into blanks. Lines stay where they are.
pub(crate) fn code(text: &str) -> String {
    keep(text, &[Stretch::Code])
}

/// `text` with literals turned into blanks. Lines stay where they are.
pub(crate) fn code_and_comments(text: &str) -> String {
    keep(text, &[Stretch::Code, Stretch::Comment])
}

fn keep(text: &str, kept: &[Stretch]) -> String {
    let mut found = String::with_capacity(text.len());
    for (stretch, range) in stretches(text) {
        match kept.contains(&stretch) {
            true => found.push_str(&text[range]),
            false => found.extend(text[range].chars().map(|char| if char == '\n' { '\n' } else { ' ' })),
        }
    }
    found
}

/// The stretches of `text` in order.
fn stretches(text: &str) -> Vec<(Stretch, Range<usize>)> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let in_word = text[..at].ends_with(is_word);
        let stretch = match rest.as_bytes()[0] {
            b'/' if rest.starts_with("//") => Some((Stretch::Comment, rest.find('\n').unwrap_or(rest.len()))),
            b'/' if rest.starts_with("/*") => Some((Stretch::Comment, block_comment(rest))),
            b'"' => Some((Stretch::Literal, string(rest))),
            b'r' | b'b' | b'c' if !in_word => raw_string(rest).map(|length| (Stretch::Literal, length)),
            b'\'' => character(rest).map(|length| (Stretch::Literal, length)),
            _ => None,
        };
        match stretch {
            Some((kind, length)) => {
                found.extend([(Stretch::Code, start..at), (kind, at..at + length)]);
                at += length;
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found.push((Stretch::Code, start..text.len()));
    found
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = true; // The opening quote does not close.
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"..."`, `br#"..."#` and the like; `None` for a word that only begins like one.
fn raw_string(rest: &str) -> Option<usize> {
    let marker = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let inner = marker.trim_start_matches('#');
    let hashes = "#".repeat(marker.len() - inner.len());
    let body = inner.strip_prefix('"')?;
    let end = format!("\"{hashes}");
    let length = body.find(&end).map_or(body.len(), |found| found + end.len());
    Some(rest.len() - body.len() + length)
}

/// A character literal; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut chars = rest[1..].char_indices();
    let (_, first) = chars.next()?;
    match first {
        '\\' => rest[3..].find('\'').map(|at| at + 4),
        _ => chars.next().filter(|(_, second)| *second == '\'').map(|(at, _)| at + 2),
    }
}

/// `code` with every item below `#[cfg(test)]` turned into blanks, and how many lines these were.
pub(crate) fn without_tests(code: &str) -> (String, usize) {
    let (mut own, mut lines) = (code.to_owned(), 0);
    while let Some(start) = own.find("#[cfg(test)]") {
        let range = start..item_end(&own, start);
        let blank: String = own[range.clone()].chars().map(|char| if char == '\n' { '\n' } else { ' ' }).collect();
        lines += blank.matches('\n').count() + 1;
        own.replace_range(range, &blank);
    }
    (own, lines)
}

/// One past the item that begins at `start`: its closing brace, or its semicolon.
fn item_end(code: &str, start: usize) -> usize {
    let (mut braces, mut brackets) = (0, 0);
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b'{' => braces += 1,
            b'}' if braces <= 1 => return at + 1,
            b'}' => braces -= 1,
            b';' if braces == 0 && brackets == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The functions that `code` declares.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].chars().take_while(|char| is_word(*char)).collect();
        if code[..at].ends_with(is_word) || name.is_empty() {
            continue;
        }
        let lines = code[at..item_end(code, at)].matches('\n').count() + 1;
        found.push(Function { name, line: code[..at].matches('\n').count() + 1, lines });
    }
    found
}

/// Every path with `::` in `code`, and what each `use` names, its braces resolved.
pub(crate) fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(is_word) {
        let length = rest[at..].find(|char: char| !is_word(char) && char != ':').unwrap_or(rest.len() - at);
        let word = &rest[at..at + length];
        rest = &rest[at + length..];
        if word == "use" {
            let end = rest.find(';').unwrap_or(rest.len());
            used("", rest[..end].trim(), &mut found);
            rest = &rest[end..];
        } else if word.contains("::") {
            found.push(word.trim_end_matches(':').to_owned());
        }
    }
    found
}

fn used(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        let name = tree.split_whitespace().next().unwrap_or("");
        found.push(format!("{prefix}{name}"));
        return;
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0, 0);
    for (at, byte) in group.bytes().chain([b',']).enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                let branch = group[start..at].trim();
                if !branch.is_empty() {
                    used(&format!("{prefix}{}", head.trim()), branch, found);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

#[test]
fn comments_and_literals_are_blank() {
    let text = "a // b \"c\"\n'd' 'e: \"f\\\"g\" r#\"h\"i\"# /* j /* k */ l */ '\\'' b\"m\" 'ä' n";
    let spaces = |count: usize| " ".repeat(count);
    let expected = [
        "a ",
        &spaces(8),
        "\n",
        &spaces(3),
        " 'e: ",
        &spaces(6),
        " ",
        &spaces(8),
        " ",
        &spaces(17),
        " ",
        &spaces(4),
        " b",
        &spaces(3),
        " ",
        &spaces(3),
        " n",
    ];
    assert_eq!(code(text), expected.concat());
    assert!(code_and_comments(text).starts_with("a // b \"c\"\n    'e: "));
}

#[test]
fn functions_have_their_length() {
    let text = "impl A {\n    fn one(x: [u8; 2]) -> u8 {\n        { x[0] }\n    }\n    fn two();\n}\nconst F: fn (u8) = g;\n";
    let function = |name: &str, line, lines| Function { name: name.to_owned(), line, lines };
    assert_eq!(functions(text), [function("one", 2, 3), function("two", 5, 1)]);
}

#[test]
fn tests_are_left_out() {
    let (own, lines) = without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n#[cfg(test)]\nuse c;\nfn d() {}\n");
    assert_eq!((own.split_whitespace().collect::<Vec<_>>().join(" "), lines), ("fn a() {} fn d() {}".to_owned(), 6));
}

#[test]
fn paths_are_resolved() {
    let text = "pub use a::{b, c::{d, self}, e as f};\nuse g::*;\nlet h = i::j::<K>::l(misuse);\n";
    assert_eq!(paths(text), ["a::b", "a::c::d", "a::c::self", "a::e", "g::*", "i::j"]);
}
