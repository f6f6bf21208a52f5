//! Makes the table out of the sources of a Go installation.

use crate::constraint::Target;
use crate::dependencies::{Signatures, is_source};
use crate::files::{Entry, Files};
use crate::folder::Source;
use crate::paths;
use crate::settings::DEFAULT_MAX_FILE_SIZE;
use crate::standard::{reach, table};
use mapvet_model::{Interface, Interfaces, Name, Values};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The systems that a package is read for. What an earlier one declares, a later one does not change.
const PLATFORMS: [(&str, &str); 14] = [
    ("linux", "amd64"),
    ("linux", "arm64"),
    ("darwin", "arm64"),
    ("windows", "amd64"),
    ("freebsd", "amd64"),
    ("netbsd", "amd64"),
    ("openbsd", "amd64"),
    ("dragonfly", "amd64"),
    ("solaris", "amd64"),
    ("aix", "ppc64"),
    ("plan9", "amd64"),
    ("js", "wasm"),
    ("wasip1", "wasm"),
    ("linux", "386"),
];

/// A second round knows the types of the first, for variables that are made by functions of other packages.
const ROUNDS: usize = 4;

/// The table of the Go installation at `goroot`. Runs on the current thread pool.
pub fn standard_table(goroot: &Path, files: &dyn Files) -> Result<Vec<u8>, String> {
    let version = goroot.join("VERSION");
    let text = files.read(&version).map_err(|error| format!("{}: {error}", version.display()))?;
    let text = String::from_utf8_lossy(&text);
    let go_version = text.lines().next().unwrap_or_default().trim();
    let folders = folders(&goroot.join("src"), files);
    let packages: Vec<PackageFiles> = folders.into_par_iter().filter_map(|(folder, entries)| package(goroot, &folder, &entries, files)).collect();
    if packages.is_empty() {
        return Err(format!("{}: no packages", goroot.join("src").display()));
    }
    let mut known = Known { names: packages.iter().map(|package| (package.path, package.name)).collect(), interfaces: BTreeMap::new() };
    for _ in 0..ROUNDS {
        let read = packages.par_iter().map(|package| (package.path, interface(package, files, &known)));
        known.interfaces = read.collect();
    }
    Ok(table::write(go_version, &reach::reachable(known.interfaces)))
}

/// A package and its files, by system.
struct PackageFiles {
    path: Name,
    name: Name,
    /// Lists of files, each different from those before.
    variants: Vec<Vec<Source>>,
}

/// All folders below `src` that programs other than Go itself have to do with, and what Go has vendored.
fn folders(src: &Path, files: &dyn Files) -> BTreeMap<PathBuf, Vec<Entry>> {
    let mut found: BTreeMap<PathBuf, Vec<Entry>> = BTreeMap::new();
    // A walk does not enter `vendor` by itself.
    for start in [src.to_owned(), src.join("vendor")] {
        for entry in files.walk(&start, 1).entries.into_iter().filter(is_source) {
            let Some(folder) = entry.path.parent().map(Path::to_owned) else { continue };
            found.entry(folder).or_default().push(entry);
        }
    }
    found
}

fn package(goroot: &Path, folder: &Path, entries: &[Entry], files: &dyn Files) -> Option<PackageFiles> {
    let path = paths::below(&goroot.join("src"), folder)?;
    // These two are written for readers: the compiler knows better.
    if path.is_empty() || path == "unsafe" || path == "builtin" || paths::after_prefix(&path, "cmd").is_some() {
        return None;
    }
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut variants = Vec::new();
    for (goos, goarch) in PLATFORMS {
        let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned(), tags: Vec::new() };
        let sources = signatures(files, &target).sources(folder, entries);
        if !sources.is_empty() && seen.insert(sources.iter().map(|source| source.path.clone()).collect()) {
            variants.push(sources);
        }
    }
    let name = Name::from(&variants.first()?.first()?.package);
    Some(PackageFiles { path: Name::from(&path), name, variants }).filter(|package| package.name != "main")
}

fn signatures<'s>(files: &'s dyn Files, target: &'s Target) -> Signatures<'s> {
    Signatures { files, target, max_file_size: DEFAULT_MAX_FILE_SIZE }
}

/// What a package declares on any system.
fn interface(package: &PackageFiles, files: &dyn Files, known: &Known) -> Interface {
    let resolve = |written: &str| {
        let vendored = Name::from(&format!("vendor/{written}"));
        known.names.contains_key(&vendored).then_some(vendored)
    };
    let target = Target::default();
    let read = |sources: &Vec<Source>| signatures(files, &target).interface(package.path, sources, &resolve, known, Values::Inferred);
    let mut all = Interface::new(package.path, package.name);
    for variant in package.variants.iter().filter_map(read) {
        add(&mut all.types, variant.types, |decl| decl.name);
        add(&mut all.funcs, variant.funcs, |decl| (decl.receiver, decl.name));
        add(&mut all.vars, variant.vars, |decl| decl.name);
        add(&mut all.consts, variant.consts, |decl| decl.name);
    }
    all.reindex();
    all
}

/// Adds what is not there yet, and sorts.
fn add<D, K: Ord>(all: &mut Vec<D>, more: Vec<D>, key: impl Fn(&D) -> K) {
    let known: BTreeSet<K> = all.iter().map(&key).collect();
    all.extend(more.into_iter().filter(|decl| !known.contains(&key(decl))));
    all.sort_by_key(key);
}

/// What one package sees of others.
struct Known {
    names: BTreeMap<Name, Name>,
    interfaces: BTreeMap<Name, Interface>,
}

impl Interfaces for Known {
    fn interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn test_interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn library(&self, path: Name) -> Option<&Interface> {
        self.interfaces.get(&path)
    }

    fn library_values(&self, path: Name) -> Option<&Interface> {
        self.interfaces.get(&path)
    }

    fn package_name(&self, path: Name) -> Option<Name> {
        self.names.get(&path).copied()
    }
}
