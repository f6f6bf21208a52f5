//! Imports that lead out of the tree: where they were found, and which modules are missing.

use crate::dependencies::{Absence, Dependencies, Whereabouts};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use ustr::Ustr;

/// Elements of an import path that are taken for a module where no go.mod requires one: host, owner, repository.
const GUESSED_ELEMENTS: usize = 3;

/// Where the imports that lead out of the tree were found; each import path is counted once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ImportCounts {
    /// Go's own library, built in.
    pub built_in: u32,
    /// In a Go installation.
    pub installation: u32,
    /// In the module cache.
    pub module_cache: u32,
    /// In a folder that a replacement or another module of the tree names.
    pub folder: u32,
    /// Nowhere.
    pub missing: u32,
}

/// A module of which packages are imported that were not found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingModule {
    /// Its path; a guess, where no go.mod requires it.
    pub path: String,
    /// The version that is required.
    pub version: Option<String>,
    /// Why its packages were not found.
    pub absence: Absence,
    /// The import paths, sorted.
    pub imports: Vec<String>,
    /// How many packages import one of them.
    pub wanted_by: u32,
}

/// A module that is missing, its version, and why it was not found.
type Key = (String, Option<String>, Absence);

/// Import paths, and the packages that want one of them.
type Wanted = (Vec<String>, BTreeSet<Ustr>);

/// Sorts imports by where they are found.
pub(super) fn sort_out(
    outside: &BTreeMap<String, BTreeSet<Ustr>>,
    dependencies: &Dependencies<'_>,
    root: &Path,
) -> (ImportCounts, Vec<MissingModule>) {
    let mut counts = ImportCounts::default();
    let mut missing: BTreeMap<Key, Wanted> = BTreeMap::new();
    for (import, wanted_by) in outside {
        if matches!(import.as_str(), "C" | "unsafe") {
            continue;
        }
        let count = match dependencies.whereabouts(import, root) {
            Whereabouts::BuiltIn => &mut counts.built_in,
            Whereabouts::Installation => &mut counts.installation,
            Whereabouts::ModuleCache => &mut counts.module_cache,
            Whereabouts::Folder => &mut counts.folder,
            Whereabouts::Nowhere(module, absence) => {
                let (path, version) = match module {
                    Some(module) => (module.path, Some(module.version).filter(|version| !version.is_empty())),
                    None => (guessed_module(import), None),
                };
                let row = missing.entry((path, version, absence)).or_default();
                row.0.push(import.clone());
                row.1.extend(wanted_by);
                &mut counts.missing
            }
        };
        *count += 1;
    }
    let row = |((path, version, absence), (imports, wanted_by)): (Key, Wanted)| MissingModule {
        path,
        version,
        absence,
        imports,
        wanted_by: wanted_by.len() as u32,
    };
    let mut missing: Vec<MissingModule> = missing.into_iter().map(row).collect();
    // Stable: equally wanted ones stay in the order of their names.
    missing.sort_by_key(|module| Reverse(module.wanted_by));
    (counts, missing)
}

fn guessed_module(import: &str) -> String {
    if import.starts_with('.') {
        return import.to_owned();
    }
    import.split('/').take(GUESSED_ELEMENTS).collect::<Vec<_>>().join("/")
}
