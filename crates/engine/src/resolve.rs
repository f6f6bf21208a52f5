//! What an import path means: the folder of an analysed package, or nothing.

use crate::files::{EntryKind, Files};
use crate::infer::{self, Inferred};
use crate::modules::Module;
use crate::paths;
use crate::walk;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};

/// Turns import paths into folders.
pub(crate) struct Resolver<'r> {
    files: &'r dyn Files,
    modules: &'r [Module],
    /// By module: the import path prefixes it sees and their folders, longest first.
    prefixes: Vec<Vec<(String, PathBuf)>>,
    /// By module; only for those without a path.
    inferred: &'r [Option<Inferred>],
    /// Import paths of all packages outside vendor folders; `None` where two packages claim one.
    natural: FxHashMap<String, Option<PathBuf>>,
    /// Whether vendor folders are looked into.
    pub(crate) vendor: bool,
    /// Folders with a package that can be imported.
    pub(crate) loaded: FxHashSet<PathBuf>,
    folders: FxHashMap<PathBuf, bool>,
}

impl<'r> Resolver<'r> {
    /// `natural` holds the import path and folder of every package outside vendor folders that has one.
    pub(crate) fn new(
        files: &'r dyn Files,
        modules: &'r [Module],
        inferred: &'r [Option<Inferred>],
        natural: impl Iterator<Item = (String, PathBuf)>,
    ) -> Resolver<'r> {
        let path_of: FxHashMap<&Path, &str> = modules.iter().filter_map(|module| Some((module.folder.as_path(), module.path.as_deref()?))).collect();
        let prefixes = modules.iter().map(|module| {
            let own = module.path.iter().map(|path| (path.clone(), module.folder.clone()));
            let members = module.members.iter().filter_map(|member| Some(((*path_of.get(member.as_path())?).to_owned(), member.clone())));
            let mut prefixes: Vec<(String, PathBuf)> = own.chain(members).chain(module.replaces.iter().cloned()).collect();
            // Stable: of equal paths the module's own comes first.
            prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
            prefixes
        });
        let prefixes = prefixes.collect();
        let mut by_path: FxHashMap<String, Option<PathBuf>> = FxHashMap::default();
        for (path, folder) in natural {
            by_path.entry(path).and_modify(|known| *known = None).or_insert(Some(folder));
        }
        Resolver { files, modules, prefixes, inferred, natural: by_path, vendor: true, loaded: FxHashSet::default(), folders: FxHashMap::default() }
    }

    /// The folder that `import` means in a file of the folder `from` of a module. It may be one that is not loaded yet.
    pub(crate) fn resolve(&mut self, import: &str, from: &Path, module: usize) -> Option<PathBuf> {
        if import == "C" || import == "unsafe" {
            return None;
        }
        if import.starts_with("./") || import.starts_with("../") {
            return self.if_loaded(paths::clean(&from.join(import)));
        }
        let modules = self.modules;
        let home = &modules[module];
        match &home.path {
            Some(path) if path == "std" => self.in_standard_library(import, home),
            Some(_) => self.in_module(import, module),
            None => self.in_tree(import, from, module),
        }
    }

    fn in_standard_library(&mut self, import: &str, home: &Module) -> Option<PathBuf> {
        if let Some(found) = self.if_loaded(home.folder.join(import)) {
            return Some(found);
        }
        let vendored = home.folder.join("vendor").join(import);
        (self.vendor && self.is_folder(&vendored)).then_some(vendored)
    }

    fn in_module(&mut self, import: &str, module: usize) -> Option<PathBuf> {
        let modules = self.modules;
        let home = &modules[module];
        for number in 0..self.prefixes[module].len() {
            let (prefix, folder) = &self.prefixes[module][number];
            let Some(rest) = paths::after_prefix(import, prefix) else { continue };
            let candidate = if rest.is_empty() { folder.clone() } else { folder.join(rest) };
            if self.loaded.contains(&candidate) {
                return Some(candidate);
            }
            // `...` passes by `testdata` and ignored folders, imports do not.
            let passed_by = rest.split('/').any(|part| walk::skips(Path::new(part))) || home.ignores(&candidate);
            if passed_by && self.is_folder(&candidate) {
                return Some(candidate);
            }
        }
        if self.vendor && !infer::is_standard(import) {
            let bases = std::iter::once(&home.folder).chain(&home.workspace);
            for vendor in bases.map(|base| base.join("vendor")).collect::<Vec<_>>() {
                if self.is_folder(&vendor) && self.is_folder(&vendor.join(import)) {
                    return Some(vendor.join(import));
                }
            }
        }
        // Over-reports: a sibling module without `replace` is used in another version than the one at hand.
        self.natural.get(import).cloned().flatten()
    }

    fn in_tree(&mut self, import: &str, from: &Path, module: usize) -> Option<PathBuf> {
        let modules = self.modules;
        let base = &modules[module].folder;
        let inferred = self.inferred;
        let standard = infer::is_standard(import);
        if self.vendor && !standard {
            for folder in from.ancestors().take_while(|folder| folder.starts_with(base)) {
                for vendor in [folder.join("vendor"), folder.join("Godeps/_workspace/src")] {
                    if self.is_folder(&vendor) && self.is_folder(&vendor.join(import)) {
                        return Some(vendor.join(import));
                    }
                }
            }
        }
        let known = inferred[module].as_ref()?;
        if let Some(folder) = known.known.get(import) {
            return self.if_loaded(folder.clone());
        }
        let rest = paths::after_prefix(import, known.root.as_deref()?).filter(|_| !standard)?;
        self.if_loaded(if rest.is_empty() { base.clone() } else { base.join(rest) })
    }

    fn if_loaded(&self, folder: PathBuf) -> Option<PathBuf> {
        self.loaded.contains(&folder).then_some(folder)
    }

    fn is_folder(&mut self, path: &Path) -> bool {
        if let Some(known) = self.folders.get(path) {
            return *known;
        }
        let found = matches!(self.files.kind(path), Ok(EntryKind::Folder));
        self.folders.insert(path.to_owned(), found);
        found
    }
}
