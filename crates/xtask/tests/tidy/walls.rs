//! What the code of each crate may name.

use crate::assert_tidy;
use crate::rust_text::paths;
use crate::sources::{Source, sources};

/// The pure crates: they do no input or output, read no clock and no environment.
const PURE: [&str; 4] = ["syntax", "model", "sharing", "rules"];
/// What a pure crate does not name.
const OUTSIDE: [&str; 8] = ["std::fs", "std::env", "std::time", "std::net", "std::process", "std::io::stdin", "std::io::stdout", "std::io::stderr"];
/// Macros that write to the outside.
const WRITERS: [&str; 5] = ["println!", "print!", "eprintln!", "eprint!", "dbg!"];

/// What link may name of the crates below it: positions and what facts are made of, but no tree, no source, no body.
const LINK_MAY_NAME: [(&str, &[&str]); 2] = [("mapvet_syntax", &["FileId", "Span"]), ("mapvet_model", &PARTS_OF_FACTS)];
const PARTS_OF_FACTS: [&str; 33] = [
    "AccessKind",
    "Bound",
    "CallId",
    "FieldDecl",
    "FuncDecl",
    "FuncRef",
    "FuncValue",
    "Interface",
    "InterfaceTy",
    "Is",
    "Holder",
    "Kept",
    "LockMode",
    "MethodRuns",
    "Name",
    "Operand",
    "Place",
    "PlacedDirective",
    "Proj",
    "Put",
    "Root",
    "Runs",
    "Signature",
    "Standing",
    "Start",
    "StructTy",
    "Test",
    "Ty",
    "TypeDecl",
    "TypeName",
    "VarDecl",
    "VarId",
    "VarKind",
];
/// What link may not name of its own crate: how facts come about, and what from.
const BEFORE_FACTS: [&str; 4] = ["summarise", "stages", "UnitInput", "UnitFile"];

/// What only the crates that lower trees may name.
const TREE: [&str; 4] = ["Node", "Children", "Kind", "Field"];
/// Crates that never look into a tree.
const ABOVE_TREES: [&str; 4] = ["sharing", "rules", "cli", "xtask"];

fn names_the_parser(source: &Source) -> Vec<String> {
    let named = source.crate_name() != "syntax" && source.code.contains("tree_sitter");
    named.then(|| format!("{}: only crates/syntax names tree_sitter", source.path)).into_iter().collect()
}

fn reaches_outside(source: &Source) -> Vec<String> {
    if !PURE.contains(&source.crate_name()) {
        return Vec::new();
    }
    let paths = paths(&source.own);
    let outside = paths.iter().filter(|path| OUTSIDE.iter().any(|prefix| is_below(path, prefix)) || *path == "std::*");
    let writers = WRITERS.iter().filter(|writer| {
        let calls = source.own.match_indices(**writer);
        calls.into_iter().any(|(at, _)| !source.own[..at].ends_with(|char: char| char.is_alphanumeric() || char == '_'))
    });
    let found = outside.map(String::as_str).chain(writers.copied());
    found.map(|name| format!("{}: {name} in a crate without input and output", source.path)).collect()
}

/// Whether `path` is `prefix` or something in it.
fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Whether a file belongs to the link stage.
fn is_link(source: &Source) -> bool {
    source.path == "crates/sharing/src/link.rs" || source.path.starts_with("crates/sharing/src/link/")
}

fn link_sees_more_than_facts(source: &Source) -> Vec<String> {
    let is_more = |path: &String| {
        let mut parts = path.split("::");
        let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or("*"));
        match LINK_MAY_NAME.iter().find(|(name, _)| *name == first) {
            Some((_, names)) => !names.contains(&second),
            None => matches!(first, "crate" | "super") && path.split("::").any(|part| BEFORE_FACTS.contains(&part)),
        }
    };
    let more = paths(&source.own).into_iter().filter(is_more);
    more.map(|path| format!("{}: link sees facts only, not {path}", source.path)).collect()
}

fn sees_a_tree(source: &Source) -> Vec<String> {
    let paths = if ABOVE_TREES.contains(&source.crate_name()) { paths(&source.own) } else { Vec::new() };
    let trees = paths.into_iter().filter(|path| TREE.iter().any(|name| *path == format!("mapvet_syntax::{name}")) || path == "mapvet_syntax::*");
    trees.map(|path| format!("{}: {path} above the lowering", source.path)).collect()
}

#[test]
fn only_syntax_names_the_parser() {
    let text = "//! About tree_sitter.\nuse tree_sitter::Node;\n";
    assert_eq!(names_the_parser(&Source::new("crates/model/src/a.rs", text)).len(), 1);
    assert_eq!(names_the_parser(&Source::new("crates/model/tests/a.rs", text)).len(), 1);
    assert_eq!(names_the_parser(&Source::new("crates/syntax/src/a.rs", text)).len(), 0);
    assert_eq!(names_the_parser(&Source::new("crates/model/src/a.rs", "//! About tree_sitter.\n")).len(), 0);
    assert_tidy(&sources().iter().flat_map(names_the_parser).collect::<Vec<_>>());
}

#[test]
fn pure_crates_do_not_reach_outside() {
    let check = |path: &str, text: &str, expected: usize| assert_eq!(reaches_outside(&Source::new(path, text)).len(), expected, "{text}");
    check("crates/model/src/a.rs", "use std::{fmt, env, time::Instant};\n", 2);
    check("crates/model/src/a.rs", "fn f() { std::fs::read(); }\n", 1);
    check("crates/model/src/a.rs", "fn f() { println!(); my_print!(); }\n", 1);
    check("crates/model/src/a.rs", "use std::fmt; // std::fs\n#[cfg(test)]\nmod tests { use std::fs; }\n", 0);
    check("crates/engine/src/a.rs", "use std::fs;\n", 0);
    assert_tidy(&sources().iter().flat_map(reaches_outside).collect::<Vec<_>>());
}

#[test]
fn link_sees_facts_only() {
    let check = |text: &str, expected: usize| {
        assert_eq!(link_sees_more_than_facts(&Source::new("crates/sharing/src/link/a.rs", text)).len(), expected, "{text}");
    };
    check("use mapvet_syntax::{FileId, Span};\nuse crate::facts::Facts;\n", 0);
    check("use mapvet_syntax::{Parser, Span};\n", 1);
    check("use mapvet_syntax as below;\n", 1);
    check("use mapvet_syntax::*;\n", 1);
    check("fn f(body: &mapvet_model::Body) {}\n", 1);
    check("use crate::unit_input::{UnitInput, UnitKind};\n", 1);
    check("use crate::summarise::unit;\n", 1);
    check("use mapvet_model::{Name, Place};\n", 0);
    let all = sources();
    let link: Vec<&Source> = all.iter().filter(|source| is_link(source)).collect();
    assert!(!link.is_empty(), "there is no crates/sharing/src/link to check");
    assert_tidy(&link.into_iter().flat_map(link_sees_more_than_facts).collect::<Vec<_>>());
}

#[test]
fn nobody_above_the_lowering_sees_a_tree() {
    assert_eq!(sees_a_tree(&Source::new("crates/rules/src/a.rs", "use mapvet_syntax::{Node, Span};\n")).len(), 1);
    assert_eq!(sees_a_tree(&Source::new("crates/model/src/a.rs", "use mapvet_syntax::{Node, Span};\n")).len(), 0);
    assert_tidy(&sources().iter().flat_map(sees_a_tree).collect::<Vec<_>>());
}
