//! Which crate may depend on which, and why each library is there.

use crate::assert_tidy;
use crate::sources::workspace;
use std::fs;
use toml::Table;

/// What a crate may depend on. Its own dependencies may be development dependencies too.
struct Allowed {
    /// The folder below `crates`.
    folder: &'static str,
    ours: &'static [&'static str],
    ours_in_tests: &'static [&'static str],
}

/// The crates from the bottom up. The chain is `cli → engine → rules → sharing → model → syntax`.
const CRATES: [Allowed; 8] = [
    Allowed { folder: "syntax", ours: &[], ours_in_tests: &[] },
    Allowed { folder: "model", ours: &["mapvet-syntax"], ours_in_tests: &["mapvet-testkit"] },
    Allowed { folder: "sharing", ours: &["mapvet-model", "mapvet-syntax"], ours_in_tests: &["mapvet-testkit"] },
    Allowed { folder: "rules", ours: &["mapvet-sharing", "mapvet-model", "mapvet-syntax"], ours_in_tests: &["mapvet-testkit"] },
    Allowed { folder: "engine", ours: &["mapvet-rules", "mapvet-sharing", "mapvet-model", "mapvet-syntax"], ours_in_tests: &["mapvet-testkit"] },
    // The shell needs the engine to work and the others for the words of their types: findings, accesses, positions.
    Allowed { folder: "cli", ours: &["mapvet-engine", "mapvet-rules", "mapvet-sharing", "mapvet-syntax"], ours_in_tests: &[] },
    Allowed { folder: "testkit", ours: &["mapvet-syntax"], ours_in_tests: &[] },
    Allowed { folder: "xtask", ours: &["mapvet-engine", "mapvet-sharing", "mapvet-syntax"], ours_in_tests: &[] },
];

/// Libraries that only some crates may use. Tests may use any but the parser.
const RESERVED: [(&str, &[&str]); 15] = [
    ("tree-sitter", &["syntax"]),
    ("tree-sitter-go", &["syntax"]),
    ("ignore", &["engine"]),
    ("clap", &["cli", "xtask"]),
    // In the engine for baseline files alone: they are read and written there, so that every shell treats them alike.
    ("serde_json", &["engine", "cli", "xtask"]),
    ("jsonschema", &["xtask"]),
    ("codespan-reporting", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("pulldown-cmark", &["cli"]),
    ("textwrap", &["cli"]),
    ("terminal_size", &["cli"]),
];

/// Libraries that even tests of other crates may not use.
const PARSER: &str = "tree-sitter";

fn names<'a>(manifest: &'a Table, section: &str) -> Vec<(&'a str, &'a toml::Value)> {
    let entries = manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten();
    entries.map(|(name, value)| (name.as_str(), value)).collect()
}

fn over_the_walls(folder: &str, manifest: &str) -> Vec<String> {
    let Some(allowed) = CRATES.iter().find(|allowed| allowed.folder == folder) else {
        return vec![format!("crates/{folder} is not in the table of crates")];
    };
    let manifest: Table = manifest.parse().expect("a manifest that cargo reads is TOML");
    let mut complaints = Vec::new();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let in_tests = section == "dev-dependencies";
        for (name, value) in names(&manifest, section) {
            let is_ours = name.starts_with("mapvet") || name == "xtask";
            let may = allowed.ours.contains(&name) || (in_tests && allowed.ours_in_tests.contains(&name));
            if is_ours && !may {
                complaints.push(format!("crates/{folder} may not depend on {name} ({section})"));
            }
            let reserved = RESERVED.iter().find(|(library, _)| *library == name);
            if reserved.is_some_and(|(library, users)| !users.contains(&folder) && (!in_tests || library.starts_with(PARSER))) {
                complaints.push(format!("crates/{folder} may not use {name} ({section})"));
            }
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                complaints.push(format!("crates/{folder}: {name} is not taken from the workspace, where its reason stands"));
            }
        }
    }
    complaints
}

/// The dependencies of the workspace that no comment explains. A comment stands right above what it explains; it may also speak of a
/// second library of the same family, one whose name begins with the same four letters.
fn unexplained(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[workspace.dependencies]\n").nth(1).expect("the workspace has dependencies");
    let section = section.split("\n[").next().unwrap_or(section);
    let mut above = "";
    let mut explained: Option<&str> = None;
    let mut complaints = Vec::new();
    for line in section.lines() {
        if let Some((name, value)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            let family = name.get(..4).unwrap_or(name);
            if above.starts_with('#') {
                explained = Some(family);
            } else if explained != Some(family) && !value.contains("path = ") {
                complaints.push(format!("Cargo.toml: no comment above {name} says why it is there"));
            }
        } else if line.trim().is_empty() {
            explained = None;
        }
        above = line;
    }
    complaints
}

#[test]
fn crates_keep_their_walls() {
    let check = |folder: &str, manifest: &str, expected: &[&str]| assert_eq!(over_the_walls(folder, manifest), expected);
    check("model", "[dependencies]\nmapvet-syntax.workspace = true\n[dev-dependencies]\nmapvet-testkit.workspace = true\n", &[]);
    check("model", "[dependencies]\nmapvet-testkit.workspace = true\n", &["crates/model may not depend on mapvet-testkit (dependencies)"]);
    check("syntax", "[dev-dependencies]\nmapvet-model.workspace = true\n", &["crates/syntax may not depend on mapvet-model (dev-dependencies)"]);
    check("engine", "[dependencies]\nclap.workspace = true\n", &["crates/engine may not use clap (dependencies)"]);
    check("engine", "[dev-dependencies]\ntree-sitter.workspace = true\n", &["crates/engine may not use tree-sitter (dev-dependencies)"]);
    check(
        "engine",
        "[dev-dependencies]\nserde_json = \"1\"\n",
        &["crates/engine: serde_json is not taken from the workspace, where its reason stands"],
    );
    check("drawer", "", &["crates/drawer is not in the table of crates"]);
    let mut complaints = Vec::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(workspace().join("crates")).expect("the crates can be listed") {
        let path = entry.expect("the crates can be listed").path();
        let folder = path.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let manifest = fs::read_to_string(path.join("Cargo.toml")).expect("every crate has a manifest");
        complaints.extend(over_the_walls(&folder, &manifest));
        folders.push(folder);
    }
    let gone = CRATES.iter().filter(|allowed| !folders.iter().any(|folder| folder == allowed.folder));
    complaints.extend(gone.map(|allowed| format!("crates/{} is in the table of crates only", allowed.folder)));
    assert_tidy(&complaints);
}

#[test]
fn every_library_has_its_reason() {
    let check = |lines: &str, expected: usize| {
        let manifest = format!("[workspace]\n\n[workspace.dependencies]\n{lines}\n[profile.dev]\ndebug = 1\n");
        assert_eq!(unexplained(&manifest).len(), expected, "{lines}");
    };
    check("ours = { path = \"crates/ours\" }\n# Why.\nserde = \"1\"\n", 0);
    check("# Why.\nanstream = \"1\"\nanstyle = \"1\"\n", 0);
    check("# Why.\nserde = \"1\"\nrayon = \"1\"\n", 1);
    check("# Why.\n\nserde = \"1\"\n", 1);
    assert_tidy(&unexplained(&fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace has a manifest")));
}
