//! `mapvet graph` from outside: each format against a file, names that nothing has, hostile names, any number of threads.

mod common;

use common::{Folder, mapvet, stderr, stdout};
use expect_test::{ExpectFile, expect_file};
use std::path::{Path, PathBuf};
use std::process::Output;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn run_in(folder: &Path, args: &[&str]) -> Output {
    let args: Vec<&str> = ["graph"].iter().chain(args).copied().collect();
    mapvet(folder, &args).output().expect("the binary starts")
}

/// What a run in the root of the project draws, with nothing said beside.
fn drawn(args: &[&str]) -> String {
    let output = run_in(&root(), args);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{args:?}");
    stdout(&output)
}

fn check(args: &[&str], expected: ExpectFile) {
    expected.assert_eq(&drawn(args));
}

const SHOWCASE: &str = "testdata/showcase/...";
const BENCH: &str = "testdata/graph/bench";

#[test]
fn the_showcase_is_drawn_in_every_format() {
    check(&[SHOWCASE], expect_file!["../../../testdata/graph/showcase.dot"]);
    check(&[SHOWCASE, "--format", "mermaid"], expect_file!["../../../testdata/graph/showcase.mmd"]);
    check(&[SHOWCASE, "--map", "Store.lastSeen", "--format", "json"], expect_file!["../../../testdata/graph/showcase-map.json"]);
    check(&[SHOWCASE, "--func", "CheckAll", "--format", "dot"], expect_file!["../../../testdata/graph/showcase-func.dot"]);
}

#[test]
fn everything_that_a_graph_shows_is_drawn_in_every_format() {
    check(&[BENCH], expect_file!["../../../testdata/graph/bench.dot"]);
    check(&[BENCH, "--format", "mermaid"], expect_file!["../../../testdata/graph/bench.mmd"]);
    check(&[BENCH, "--format", "json"], expect_file!["../../../testdata/graph/bench.json"]);
}

/// The lines of a graph in the language of Graphviz that hold all of `parts`.
fn lines<'t>(text: &'t str, parts: &[&str]) -> Vec<&'t str> {
    text.lines().filter(|line| parts.iter().all(|part| line.contains(part))).collect()
}

#[test]
fn a_graph_says_what_matters() {
    let text = drawn(&[BENCH]);
    for parts in [
        ["label=\"go ×many\\njoined on wg\"", "style=\"bold,dashed\""].as_slice(),
        &["label=\"go\\nmay be joined on s.stop in (*server).close\""],
        &["label=\"go\\nawaited on done\""],
        &["label=\"time.AfterFunc\""],
        &["label=\"once\""],
        &["(*server).ServeHTTP\\n", "a server runs it, ×many"],
        &["label=\"write\\np.mu, held by callers\"", "#15803d"],
        &["label=\"len\\np.mu (read lock)\"", "#15803d"],
        &["label=\"write\\nmu\"", "#15803d"],
        &["main.table\\n", "conflict, low confidence"],
    ] {
        assert_eq!(lines(&text, parts).len(), 1, "{parts:?}: {text}");
    }
    assert_eq!(lines(&text, &["through an interface, 1 of 2"]).len(), 4, "{text}");
    // How many, and who waits, follows from the bodies of helpers.
    for label in ["safely", "safely ×many", "atOnce ×many\\nreturns when it is over"] {
        assert_eq!(lines(&text, &[&format!("label=\"{label}\"")]).len(), 1, "{label}: {text}");
    }
    // A function that starts itself anew is shown, one that calls itself is not.
    let again = lines(&text, &["label=\"again\\n"]);
    let id = again.first().and_then(|line| line.split_whitespace().next()).expect("the function is drawn");
    assert_eq!(lines(&text, &[&format!("  {id} -> {id} [label=\"go\"")]).len(), 1, "{text}");
    // Only what is in a conflict that `check` shows is red.
    assert_eq!(lines(&text, &[" -> ", "label=\"write\\nno lock\"", "#b91c1c"]).len(), 1, "{text}");
    assert_eq!(lines(&text, &["shape=cylinder", "#b91c1c"]).len(), 1, "{text}");
    // A parameter is but a name for the map of the caller.
    assert_eq!(lines(&text, &["later.table"]).len(), 0, "{text}");
}

#[test]
fn a_name_chooses_maps_or_functions() {
    for name in ["lastSeen", "Store.lastSeen", "(*Store).lastSeen", "session.Store.lastSeen", "example.com/pulse/internal/session.Store.lastSeen"] {
        let text = drawn(&[SHOWCASE, "--map", name]);
        assert_eq!(lines(&text, &["shape=cylinder"]).len(), 1, "{name}: {text}");
        assert!(text.contains("Store.lastSeen\\n") && text.contains("main\\n"), "{name}: {text}");
    }
    // A write under a read lock is not drawn as guarded.
    let text = drawn(&[SHOWCASE, "--map", "timing.buckets"]);
    assert_eq!(lines(&text, &["label=\"write\\nt.mu (read lock)\"", "style=dotted"]).len(), 1, "{text}");
    assert_eq!(lines(&text, &["t.mu (read lock)", "#15803d"]).len(), 2, "{text}");
    // A map that no goroutine touches is drawn if it is named.
    assert!(drawn(&[SHOWCASE, "--map", "gauges"]).contains("Registry.gauges\\nregistry.go:16\\nnot seen to be shared"));
    let text = drawn(&[SHOWCASE, "--func", "(*Store).expire", "--depth", "0"]);
    assert!(text.contains("Store.lastSeen") && text.contains("NewStore") && !text.contains("(*Store).close") && !text.contains("main.go"), "{text}");
    assert!(drawn(&[SHOWCASE, "--func", "Store.expire"]).contains("(*Store).close"));
}

#[test]
fn a_name_that_fits_several_draws_all_and_says_so() {
    let output = run_in(&root(), &[BENCH, "--map", "keys"]);
    let said = "note: `keys` fits 2 maps, all are drawn that have room:\n  example.com/bench.loose.keys\n  example.com/bench.plain.keys\n";
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), said));
    assert_eq!(lines(&stdout(&output), &["shape=cylinder"]).len(), 2);
    let quiet = run_in(&root(), &[BENCH, "--map", "keys", "--quiet"]);
    assert_eq!((stderr(&quiet).as_str(), stdout(&quiet)), ("", stdout(&output)));
}

#[test]
fn a_name_that_nothing_has_is_refused() {
    let refused = |args: &[&str], said: &str| {
        let output = run_in(&root(), &[&[SHOWCASE], args].concat());
        assert_eq!((output.status.code(), output.stdout.len(), stderr(&output).as_str()), (Some(2), 0, said), "{args:?}");
    };
    let near = "did you mean `example.com/pulse/internal/session.Store.lastSeen`?\n";
    refused(&["--map", "Store.lastseen"], &format!("error: no map that is used is named `Store.lastseen` in these packages; {near}"));
    refused(&["--map", "lastSen"], &format!("error: no map that is used is named `lastSen` in these packages; {near}"));
    refused(&["--map", "\x1b]0;x\x07"], "error: no map that is used is named `\\x1b]0;x\\x07` in these packages\n");
    refused(&["--map", ""], "error: no map that is used is named `` in these packages\n");
    let near = "did you mean `example.com/pulse/internal/session.(*Store).expire`?\n";
    refused(&["--func", "(*Store).expires"], &format!("error: no function is named `(*Store).expires` in these packages; {near}"));
    for args in [["--map", "a", "--func", "b"].as_slice(), &["--depth", "3"], &["--limit", "0"], &["--format", "svg"]] {
        assert_eq!(run_in(&root(), args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn what_has_no_room_is_counted() {
    let output = run_in(&root(), &[SHOWCASE, "--limit", "10"]);
    let text = stdout(&output);
    let functions = lines(&text, &["    f", "[label="]).len();
    assert!(functions <= 10 && functions > 4 && text.contains("CheckAll.results"), "{text}");
    let said = stderr(&output);
    assert!(said.starts_with("note: ") && said.contains(" more functions and ") && said.contains(" more maps left out; narrow with --map"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&stdout(&run_in(&root(), &[SHOWCASE, "--limit", "10", "--format", "json"]))).expect("JSON");
    let left_out = format!("note: {} more functions and {} more maps left out", json["left_out"]["functions"], json["left_out"]["maps"]);
    assert!(said.starts_with(&left_out), "{said}");
    // What has room is all there is of it: the whole graph has as many functions as were drawn and left out together.
    let whole = lines(&drawn(&[SHOWCASE]), &["    f", "[label="]).len() as u64;
    assert_eq!(json["left_out"]["functions"].as_u64(), Some(whole - functions as u64));
}

#[test]
fn a_program_without_shared_maps_has_an_empty_graph() {
    let folder = Folder::with("graph-empty", &[("go.mod", "module m\n\ngo 1.24\n"), ("a.go", "package main\n\nfunc main() {}\n")]);
    let output = run_in(&folder.0, &[]);
    let said = "note: no map that is written is seen to be shared by goroutines; --map NAME draws any map\n";
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), said));
    assert!(stdout(&output).starts_with("digraph mapvet {\n") && stdout(&output).ends_with("}\n"));
    let output = run_in(&folder.0, &["nowhere/..."]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
}

const HOSTILE: &str = "package p

var größe = map[string]int{}

func Läuft() {
\tgo func() { größe[\"x\"] = 1 }()
\tgröße[\"y\"] = 2
}
";

fn hostile() -> Folder {
    Folder::with("graph-hostile", &[("go.mod", "module m\n\ngo 1.24\n"), ("a\"]; x [label=\"&lt;b>\\`|#\u{202e}.go", HOSTILE)])
}

#[test]
fn names_cannot_break_out() {
    let folder = hostile();
    let dot = stdout(&run_in(&folder.0, &[]));
    assert!(dot.contains("größe\\na\\\"]; x [label=\\\"&amp;lt;b>\\\\`|#\\\\u{202e}.go:3\\n"), "{dot}");
    assert_eq!(dot.matches('{').count() - dot.matches("\\\\u{").count(), 2, "{dot}");
    let mermaid = stdout(&run_in(&folder.0, &["--format", "mermaid"]));
    assert!(mermaid.contains("(\"größe<br/>a#34;#93;#59; x #91;label#61;#34;#38;lt#59;b#62;#92;#96;#124;#35;#92;u#123;202e#125;.go:3"), "{mermaid}");
    let text = stdout(&run_in(&folder.0, &["--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(json["maps"][0]["name"], "m.größe");
    assert!(json["maps"][0]["place"]["file"].as_str().is_some_and(|file| file.starts_with("a\"]; x [")), "{json}");
}

#[test]
fn threads_do_not_matter() {
    for format in ["dot", "json", "mermaid"] {
        let of = |jobs: &str| drawn(&[SHOWCASE, BENCH, "--format", format, "--jobs", jobs, "--limit", "200"]);
        let one = of("1");
        assert!(one.len() > 5_000);
        (0..3).for_each(|_| assert_eq!(of("8"), one, "{format}"));
    }
}

/// The block of a page that follows a line which begins with three backticks and `language`.
fn block<'t>(page: &'t str, language: &str) -> &'t str {
    let (_, rest) = page.split_once(&format!("\n```{language}\n")).expect("the page has such a block");
    rest.split_once("```\n").expect("the block ends").0
}

#[test]
fn the_page_shows_what_is_drawn() {
    let page = std::fs::read_to_string(root().join("docs/graph.md")).expect("the page is there");
    let command = "mapvet graph --map Store.lastSeen --format mermaid testdata/showcase/...";
    assert!(page.contains(command));
    let args: Vec<&str> = command.split(' ').skip(2).collect();
    assert_eq!(block(&page, "mermaid"), drawn(&args), "docs/graph.md shows another graph");
    // Every key of the form is described.
    let json: serde_json::Value = serde_json::from_str(&drawn(&[BENCH, "--format", "json"])).expect("it is JSON");
    let mut keys = Vec::new();
    collect_keys(&json, &mut keys);
    keys.iter().for_each(|key| assert!(page.contains(&format!("`{key}`")), "docs/graph.md does not describe `{key}`"));
}

fn collect_keys(value: &serde_json::Value, keys: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            keys.extend(object.keys().cloned());
            object.values().for_each(|value| collect_keys(value, keys));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect_keys(value, keys)),
        _ => {}
    }
}
