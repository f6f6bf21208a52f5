//! The same program with every file under another name and every function at another place.

use super::history::{Blob, Tree, folder};
use super::walk::{Seen, found};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What shaking a tree did to the findings.
pub(super) struct Shaken {
    pub(super) before: usize,
    /// `ID MAP in FUNCTION` of each finding whose id is not there any more.
    pub(super) lost: Vec<String>,
}

/// Shakes a tree in which `before` was found.
pub(super) fn shake(tree: &Tree, before: &[Seen]) -> Shaken {
    let after: BTreeSet<String> = found(&shaken(tree)).into_iter().map(|seen| seen.identity.id).collect();
    let lost = before.iter().filter(|seen| !after.contains(&seen.identity.id));
    let name = |seen: &Seen| format!("{} [{:?}] {} in {}", seen.identity.id, seen.confidence, seen.identity.map, seen.identity.function);
    Shaken { before: before.len(), lost: lost.map(name).collect() }
}

/// The tree with its Go files in the opposite order, and the functions of each in the opposite order.
pub(super) fn shaken(tree: &Tree) -> Tree {
    let mut folders: BTreeMap<&str, Vec<(&str, &Rc<Blob>)>> = BTreeMap::new();
    let mut result = Tree::default();
    for (path, blob) in &tree.files {
        if path.ends_with(".go") {
            folders.entry(folder(path)).or_default().push((path, blob));
        } else {
            result.files.insert(path.clone(), Rc::clone(blob));
        }
    }
    for (folder, files) in folders {
        for (at, (path, blob)) in files.iter().rev().enumerate() {
            let name = path.rsplit('/').next().unwrap_or(path);
            // What Go skips stays skipped, and what the end of a name says stays said.
            let name = if name.starts_with(['_', '.']) { name.to_owned() } else { format!("r{at:05}_{name}") };
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            result.files.insert(path.clone(), Rc::new(Blob::new(&path, reversed(blob))));
        }
    }
    result
}

/// A file with its functions last, in the opposite order, each with the comment above it.
pub(super) fn reversed(blob: &Blob) -> Vec<u8> {
    let (mut others, mut functions) = (Vec::new(), Vec::new());
    let mut from = 0;
    for declaration in &blob.declarations {
        let rest = &blob.text[declaration.end as usize..];
        // A remark behind a declaration belongs to its line.
        let end = declaration.end as usize + rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        if end < from {
            continue;
        }
        let chunk = &blob.text[from..end];
        from = end;
        if declaration.function { functions.push(chunk) } else { others.push(chunk) }
    }
    others.push(&blob.text[from..]);
    others.push(b"\n");
    others.extend(functions.into_iter().rev());
    others.concat()
}
