//! Files that say what they know in their first line, and that are small enough to read; functions too.

use crate::assert_tidy;
use crate::rust_text::functions;
use crate::sources::{Source, sources};

/// Lines of a file without its tests.
const FILE: usize = 600;
/// Lines of a function.
const FUNCTION: usize = 80;

/// What is larger than it should be, with its lines. These lists may only shrink: an entry that could be smaller or go fails.
const LARGE: [(&str, usize); 0] = [];

/// A thing with a size.
type Sized = (String, usize);

fn without_first_sentence(source: &Source) -> Option<String> {
    let first = source.text.lines().next().unwrap_or("");
    let says = first.strip_prefix("//! ").is_some_and(|sentence| !sentence.trim().is_empty());
    (!says).then(|| format!("{}:1: the first line is no `//!` sentence", source.path))
}

/// The files and functions of `source` that are over their limit, as `path` and `path: name`.
fn large(source: &Source) -> Vec<Sized> {
    let file = [(source.path.clone(), source.own_lines)].into_iter().filter(|(_, lines)| *lines > FILE);
    let long = functions(&source.own).into_iter().filter(|function| function.lines > FUNCTION);
    file.chain(long.map(|function| (format!("{}: {}", source.path, function.name), function.lines))).collect()
}

fn against_list(found: &[Sized], list: &[(&str, usize)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, lines) in found {
        match list.iter().find(|(listed, _)| listed == name) {
            None => complaints.push(format!("{name} has {lines} lines: a file has at most {FILE}, a function {FUNCTION}")),
            Some((_, before)) if before < lines => complaints.push(format!("{name} has grown from {before} to {lines} lines")),
            Some((_, before)) if before > lines => complaints.push(format!("{name} has shrunk from {before} to {lines} lines: say so in the list")),
            Some(_) => {}
        }
    }
    let gone = list.iter().filter(|(listed, _)| found.iter().all(|(name, _)| name != listed));
    complaints.extend(gone.map(|(listed, _)| format!("{listed} is small now: take it off the list")));
    complaints
}

#[test]
fn every_file_says_what_it_knows() {
    let bad = |text: &str| without_first_sentence(&Source::new("a.rs", text)).is_some();
    assert!(bad("") && bad("use a;\n//! Late.\n") && bad("//!\n") && bad("// No.\n") && !bad("//! Yes.\n"));
    assert_tidy(&sources().iter().filter_map(without_first_sentence).collect::<Vec<_>>());
}

#[test]
fn files_and_functions_are_small() {
    let long =
        format!("//! Long.\nfn f() {{\n{}}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "    g();\n".repeat(FUNCTION - 1), "    h();\n".repeat(FILE));
    assert_eq!(large(&Source::new("a.rs", &long)), [("a.rs: f".to_owned(), FUNCTION + 1)]);
    let longer = format!("//! Longer.\n{}", "static A: u8 = 0;\n".repeat(FILE));
    let found = large(&Source::new("b.rs", &longer));
    assert_eq!(found, [("b.rs".to_owned(), FILE + 1)]);
    assert!(large(&Source::new("crates/a/tests/b.rs", &longer)).is_empty());
    assert_eq!(against_list(&found, &[]).len(), 1);
    assert_eq!(against_list(&found, &[("b.rs", FILE)]).len(), 1);
    assert_eq!(against_list(&found, &[("b.rs", FILE + 2)]).len(), 1);
    assert_eq!(against_list(&found, &[("b.rs", FILE + 1)]).len(), 0);
    assert_eq!(against_list(&[], &[("b.rs", FILE + 1)]).len(), 1);
    let found: Vec<Sized> = sources().iter().flat_map(large).collect();
    assert_tidy(&against_list(&found, &LARGE));
}
