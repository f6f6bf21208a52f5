//! A parse that passes by bodies finds the declarations of a whole one.

use mapvet_syntax::{Kind, Node, Parser, SourceFile, dump_tree, outline};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Pieces of Go that matter to the scanner.
const PIECES: [&str; 28] = [
    "func ",
    "f",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "\n",
    ";",
    "\"",
    "`",
    "'",
    "\\",
    "/*",
    "*/",
    "//",
    "struct",
    "interface",
    "type T ",
    "var x = ",
    "map",
    " ",
    ",",
    "package p\n",
    "return 1",
    "é",
    "\n\nfunc ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(pieces in prop::collection::vec(0..PIECES.len(), 0..60), noise in prop::collection::vec(any::<u8>(), 0..8)) {
        let mut text: Vec<u8> = pieces.iter().flat_map(|piece| PIECES[*piece].bytes()).collect();
        text.extend(noise);
        is_survived(&text)?;
    }

    #[test]
    fn any_cut_is_survived(at in any::<prop::sample::Index>(), dropped in 0usize..40) {
        let text = include_bytes!("../../../testdata/showcase/main.go");
        let start = at.index(text.len());
        let cut = [&text[..start], &text[(start + dropped).min(text.len())..]].concat();
        is_survived(&cut)?;
    }
}

fn is_survived(text: &[u8]) -> Result<(), TestCaseError> {
    let mut parser = Parser::new();
    let tree = parser.parse_declarations(text);
    prop_assert!(outline(&tree).iter().all(|node| node.start() <= node.end() && node.end() as usize <= text.len()));
    // The parser does not remember what it passed by.
    prop_assert_eq!(dump_tree(&parser.parse(text)), dump_tree(&Parser::new().parse(text)));
    Ok(())
}

/// What each declaration consists of, down to bodies and literals: kinds and places.
fn declarations(file: &SourceFile<'_>) -> Vec<(Kind, u32, u32)> {
    let mut found = Vec::new();
    let mut open: Vec<Node<'_>> = outline(file);
    while let Some(node) = open.pop() {
        found.push((node.kind(), node.start(), node.end()));
        if !matches!(node.kind(), Kind::BLOCK | Kind::LITERAL_VALUE) {
            open.extend(node.children());
        }
    }
    found
}

fn different(path: &Path, parser: &mut Parser) -> bool {
    let Ok(text) = std::fs::read(path) else { return false };
    let tree = parser.parse(&text);
    // What is no Go to the parser, it cuts up as it likes: there is nothing to compare with.
    let whole = (!tree.root().has_error()).then(|| declarations(&tree));
    whole.is_some_and(|whole| whole != declarations(&parser.parse_declarations(&text)))
}

/// Every file of Go's own library, on all processors.
#[test]
fn the_standard_library_declares_the_same() {
    let Some(root) = goroot() else {
        assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none(), "Go is not installed");
        eprintln!("skipped: Go is not installed");
        return;
    };
    let files = go_files(&root.join("src"));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<&PathBuf> = std::thread::scope(|scope| {
        let work = |part: usize| {
            let mut parser = Parser::new();
            files.iter().skip(part).step_by(threads).filter(move |path| different(path, &mut parser)).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..threads).map(|part| scope.spawn(move || work(part))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no file makes the parser panic")).collect()
    });
    assert!(files.len() > 1_000 && found.is_empty(), "{} of {} differ: {found:#?}", found.len(), files.len());
}

fn goroot() -> Option<PathBuf> {
    let output = std::process::Command::new("go").args(["env", "GOROOT"]).output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn go_files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "go") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
