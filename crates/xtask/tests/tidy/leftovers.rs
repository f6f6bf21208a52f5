//! No debts without an address, no tests that are switched off.

use crate::assert_tidy;
use crate::rust_text::code_and_comments;
use crate::sources::{Source, sources};

/// Words that say that something is not done. Written in two parts, so that a search for them finds no rule.
const LEFT: [&str; 5] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("todo", "!"), concat!("unimpl", "emented!")];

/// Attributes that switch a test off or turn it around.
const OFF: [&str; 3] = ["#[ignore", "#[should_panic", ", ignore)"];

fn left_undone(source: &Source) -> Vec<String> {
    let prose = code_and_comments(&source.text);
    lines_with(&source.path, &prose, &LEFT)
}

fn switched_off(source: &Source) -> Vec<String> {
    lines_with(&source.path, &source.code, &OFF)
}

fn lines_with(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    let lines = (1..).zip(text.lines());
    let found = lines.flat_map(|(number, line)| words.iter().filter(move |word| has_word(line, word)).map(move |word| (number, word)));
    found.map(|(number, word)| format!("{path}:{number}: {word}")).collect()
}

/// Whether `word` stands in `line` and is no part of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    line.match_indices(word).any(|(at, _)| {
        let inside_before = word.starts_with(is_word) && line[..at].ends_with(is_word);
        let inside_after = word.ends_with(is_word) && line[at + word.len()..].starts_with(is_word);
        !inside_before && !inside_after
    })
}

#[test]
fn nothing_is_left_undone() {
    let text = [
        LEFT[0],
        " is a word; in a string it is none: \"",
        LEFT[0],
        "\", nor in AUTO",
        LEFT[0],
        "S.\n// ",
        LEFT[1],
        ": x\nfn f() { ",
        LEFT[3],
        "() }\n",
    ]
    .concat();
    let found = left_undone(&Source::new("a.rs", &text));
    assert_eq!(found, [format!("a.rs:1: {}", LEFT[0]), format!("a.rs:2: {}", LEFT[1]), format!("a.rs:3: {}", LEFT[3])]);
    assert_tidy(&sources().iter().flat_map(left_undone).collect::<Vec<_>>());
}

#[test]
fn no_test_is_switched_off() {
    let text = "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n#[cfg_attr(miri, ignore)]\nfn b() {}\n// #[ignore]\n";
    assert_eq!(switched_off(&Source::new("a.rs", text)), ["a.rs:2: #[ignore", "a.rs:4: , ignore)"]);
    assert_tidy(&sources().iter().flat_map(switched_off).collect::<Vec<_>>());
}
