//! Which version of each module is used: minimal version selection, as Go does it.

use crate::dependencies::{cache, version};
use crate::files::Files;
use crate::go_mod::{self, GO_WITHOUT_LINE, ModuleFile, Replace, Replacement, Versioned};
use crate::modules::Module;
use mapvet_sharing::GoVersion;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From this release on, a go.mod names every module that its packages need, and not only the direct ones.
const COMPLETE: GoVersion = GoVersion { major: 1, minor: 17 };

/// Versions by module path.
pub(crate) type Versions = BTreeMap<String, String>;

/// What all modules of a run ask for together, as if they were one workspace.
///
/// Misses: two modules of a run that are no workspace and use two versions of a third; the higher one is taken for both.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Requirements {
    /// Paths and folders of the modules of the tree: no other version of them is used.
    own: BTreeMap<String, PathBuf>,
    /// What the complete go.mod files name.
    complete: BTreeSet<Versioned>,
    /// What the others name.
    partial: BTreeSet<Versioned>,
    excludes: BTreeSet<Versioned>,
    /// The first that fits counts.
    replaces: Vec<Replace>,
}

impl Requirements {
    /// What `modules` ask for.
    pub(crate) fn of(modules: &[Module]) -> Requirements {
        let mut found = Requirements::default();
        for module in modules {
            if let Some(path) = &module.path {
                found.own.entry(path.clone()).or_insert_with(|| module.folder.clone());
            }
            let named = if module.go >= COMPLETE { &mut found.complete } else { &mut found.partial };
            named.extend(module.wants.requires.iter().cloned());
            found.excludes.extend(module.wants.excludes.iter().cloned());
            for replace in &module.wants.replaces {
                if !found.replaces.contains(replace) {
                    found.replaces.push(replace.clone());
                }
            }
        }
        found
    }

    /// The folder of a module of the tree.
    pub(crate) fn own(&self, path: &str) -> Option<&Path> {
        self.own.get(path).map(PathBuf::as_path)
    }

    /// Whether what is named is all that is needed.
    pub(crate) fn are_complete(&self) -> bool {
        self.partial.is_empty()
    }

    /// What a module is replaced by: a replacement of just this version goes before one of all versions.
    pub(crate) fn replacement(&self, module: &Versioned) -> Option<&Replacement> {
        let of_path = || self.replaces.iter().filter(|replace| replace.path == module.path);
        let exact = of_path().find(|replace| replace.version.as_ref() == Some(&module.version));
        exact.or_else(|| of_path().find(|replace| replace.version.is_none())).map(|replace| &replace.new)
    }

    /// The versions that the modules of the tree name.
    pub(crate) fn named(&self) -> Versions {
        let mut versions = Versions::new();
        for module in self.complete.iter().chain(&self.partial) {
            self.raise(module, &mut versions);
        }
        versions
    }

    /// The versions that come out if the requirements of what is required count too.
    pub(crate) fn followed(&self, cache: Option<&Path>, files: &dyn Files) -> Versions {
        let mut versions = Versions::new();
        let complete = self.complete.iter().map(|module| (module.clone(), false));
        let mut open: Vec<(Versioned, bool)> = self.partial.iter().map(|module| (module.clone(), true)).chain(complete).collect();
        let mut seen: BTreeSet<(Versioned, bool)> = BTreeSet::new();
        while let Some((module, wholly)) = open.pop() {
            if !self.raise(&module, &mut versions) || !seen.insert((module.clone(), wholly)) {
                continue;
            }
            let file = self.go_mod(&module, cache, files).unwrap_or_default();
            // A complete go.mod says it all: what it names is not followed for those who have one themselves.
            let partial = file.go.unwrap_or(GO_WITHOUT_LINE) < COMPLETE;
            for required in file.requires {
                if wholly || partial {
                    open.push((required, wholly || partial));
                } else {
                    self.raise(&required, &mut versions);
                }
            }
        }
        versions
    }

    /// Raises a module to a version; false if it is not to be used.
    fn raise(&self, module: &Versioned, versions: &mut Versions) -> bool {
        if self.own.contains_key(&module.path) || self.excludes.contains(module) {
            return false;
        }
        let known = versions.entry(module.path.clone()).or_insert_with(|| module.version.clone());
        if version::compare(&module.version, known) == Ordering::Greater {
            known.clone_from(&module.version);
        }
        true
    }

    fn go_mod(&self, module: &Versioned, cache: Option<&Path>, files: &dyn Files) -> Option<ModuleFile> {
        let path = match self.replacement(module) {
            Some(Replacement::Folder(folder)) => folder.join("go.mod"),
            Some(Replacement::Module(other)) => cache::go_mod(cache?, other)?,
            None => cache::go_mod(cache?, module)?,
        };
        Some(go_mod::parse(&files.read(&path).ok()?))
    }
}
