//! Import paths for trees without go.mod.
//!
//! An import `github.com/u/p/a/b` that ends in the path of a folder of the tree, `a/b`, votes that the tree is
//! `github.com/u/p`. The path with most votes wins; `// import` comments decide outright; a tie means unknown.
//! Misses: imports of a second name for the same tree, such as the upstream of a fork.

use crate::folder::Folder;
use crate::paths;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// First elements of the import paths of Go's own library.
const STANDARD: [&str; 52] = [
    "C",
    "archive",
    "arena",
    "bufio",
    "builtin",
    "bytes",
    "cmp",
    "compress",
    "container",
    "context",
    "crypto",
    "database",
    "debug",
    "embed",
    "encoding",
    "errors",
    "expvar",
    "flag",
    "fmt",
    "go",
    "hash",
    "html",
    "image",
    "index",
    "io",
    "iter",
    "log",
    "maps",
    "math",
    "mime",
    "net",
    "os",
    "path",
    "plugin",
    "reflect",
    "regexp",
    "runtime",
    "simd",
    "slices",
    "sort",
    "strconv",
    "strings",
    "structs",
    "sync",
    "syscall",
    "testing",
    "text",
    "time",
    "unicode",
    "unique",
    "unsafe",
    "weak",
];

/// Whether an import path belongs to Go's own library.
pub(crate) fn is_standard(import: &str) -> bool {
    let first = import.split('/').next().unwrap_or(import);
    STANDARD.binary_search(&first).is_ok()
}

/// What is known of the import paths of one tree without go.mod.
#[derive(Debug, Default)]
pub(crate) struct Inferred {
    /// The import path of the tree's own folder.
    pub(crate) root: Option<String>,
    /// Folders whose import path is known otherwise: by comment, or by lying below `src`.
    pub(crate) known: BTreeMap<String, PathBuf>,
    /// The same, by folder; of several import paths the first in order.
    pub(crate) names: BTreeMap<PathBuf, String>,
}

/// Infers import paths of the `folders` of the tree at `base`.
pub(crate) fn infer(base: &Path, folders: &[&Folder]) -> Inferred {
    let own: BTreeMap<String, &Folder> = folders.iter().filter_map(|folder| Some((paths::below(base, &folder.path)?, *folder))).collect();
    let mut imports: BTreeSet<&str> = BTreeSet::new();
    let mut comments: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (path, folder) in &own {
        for source in folder.groups.iter().flat_map(|group| group.sources()) {
            imports.extend(source.imports.iter().map(String::as_str));
            if let Some(comment) = &source.import_comment {
                comments.entry(comment.clone()).or_default().insert(path);
            }
        }
    }
    let mut known = BTreeMap::new();
    for (path, folder) in &own {
        if let Some(below_src) = path.strip_prefix("src/") {
            known.insert(below_src.to_owned(), folder.path.clone());
        }
    }
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for (comment, places) in &comments {
        let [place] = places.iter().collect::<Vec<_>>()[..] else { continue };
        known.insert(comment.clone(), own[*place].path.clone());
        if let Some(root) = before(comment, place) {
            // A comment is said, not guessed: it outweighs any number of imports.
            *votes.entry(root.to_owned()).or_default() += 1_000_000;
        }
    }
    for import in imports.into_iter().filter(|import| !is_standard(import) && !import.starts_with('.')) {
        if known.contains_key(import) {
            continue;
        }
        let ends = std::iter::once(0).chain(import.match_indices('/').map(|(at, _)| at + 1));
        if let Some(folder) = own.get(import) {
            known.insert(import.to_owned(), folder.path.clone());
            continue;
        }
        let longest = ends.map(|at| &import[at..]).find(|end| own.contains_key(*end));
        if let Some(root) = longest.and_then(|place| before(import, place)).filter(|root| !root.is_empty()) {
            *votes.entry(root.to_owned()).or_default() += 1;
        }
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let mut winners = votes.into_iter().filter(|(_, count)| *count == most).map(|(root, _)| root);
    let root = winners.next().filter(|_| winners.next().is_none());
    let names = known.iter().rev().map(|(import, folder)| (folder.clone(), import.clone())).collect();
    Inferred { root, known, names }
}

/// What stands before `place` at the end of an import path: `a.b/c` for `a.b/c/d/e` and `d/e`.
fn before<'i>(import: &'i str, place: &str) -> Option<&'i str> {
    if place.is_empty() {
        return Some(import);
    }
    let rest = import.strip_suffix(place)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_suffix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_list_is_sorted() {
        assert!(STANDARD.is_sorted());
        assert!(is_standard("net/http") && is_standard("C") && !is_standard("github.com/a/sync"));
    }

    #[test]
    fn what_stands_before_a_place() {
        assert_eq!(before("a.b/c/d", "d"), Some("a.b/c"));
        assert_eq!(before("a.b/c/d", ""), Some("a.b/c/d"));
        assert_eq!(before("d", "d"), Some(""));
        assert_eq!(before("xd", "d"), None);
    }
}
