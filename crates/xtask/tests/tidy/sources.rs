//! The texts of the tree.

use crate::rust_text::{code, without_tests};
use std::fs;
use std::path::{Path, PathBuf};

/// One Rust file.
pub(crate) struct Source {
    /// Below the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text without comments and literals; lines stay in place.
    pub(crate) code: String,
    /// The same without its tests; blank if the whole file is tests.
    pub(crate) own: String,
    /// Lines that are no tests.
    pub(crate) own_lines: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Source {
        let code = code(text);
        let (own, test_lines) = if is_test(path) { (String::new(), text.lines().count()) } else { without_tests(&code) };
        Source { path: path.to_owned(), text: text.to_owned(), own_lines: text.lines().count() - test_lines, code, own }
    }

    /// The folder name of the crate it belongs to.
    pub(crate) fn crate_name(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or("")
    }
}

/// Whether a whole file is tests: below a `tests` folder, or a module of that name.
fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file of the crates, sorted by path.
pub(crate) fn sources() -> Vec<Source> {
    let root = workspace();
    let mut folders = vec![root.join("crates")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folders of the crates can be read") {
            let path = entry.expect("the folders of the crates can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("Rust files can be read");
                let below = path.strip_prefix(&root).expect("the walk began at the workspace");
                found.push(Source::new(&below.to_string_lossy().replace('\\', "/"), &text));
            }
        }
    }
    found.sort_by(|one, two| one.path.cmp(&two.path));
    assert!(found.len() > 20, "only {} Rust files were found", found.len());
    found
}
