//! Where a package outside the tree is, or what keeps it from being found.

use super::{Dependencies, cache};
use crate::files::EntryKind;
use crate::go_mod::{Replacement, Versioned};
use crate::infer;
use crate::paths;
use crate::standard;
use std::path::Path;

/// Where a package outside the tree is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Whereabouts {
    /// Go's own library, built in.
    BuiltIn,
    /// In a Go installation.
    Installation,
    /// In the module cache.
    ModuleCache,
    /// In a folder that a replacement names, or of another module of the tree.
    Folder,
    /// Nowhere; with the module that should hold it, if one is known.
    Nowhere(Option<Versioned>, Absence),
}

/// Why a package was not found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Absence {
    /// It belongs to Go's own library but is not among what is built in.
    NotBuiltIn,
    /// It belongs to a module of the tree that holds no such package.
    NotInTree,
    /// Its module is replaced by this folder, relative to the root, in which it is not.
    NotInReplacement(String),
    /// Its module is required but not in the module cache.
    NotDownloaded,
    /// Its module is in the module cache but holds no such package.
    NotInModule,
    /// No go.mod requires a module that could hold it.
    NotRequired,
}

impl Dependencies<'_> {
    /// Where the package of an import path is that means no package of the run. Folders are told relative to `root`.
    pub(crate) fn whereabouts(&self, import: &str, root: &Path) -> Whereabouts {
        if standard::table().is_some_and(|table| table.package_name(import).is_some()) {
            return Whereabouts::BuiltIn;
        }
        let sources = &self.plan.sources;
        let Some((folder, _)) = self.find(import) else { return self.absence(import, root) };
        let lies_in = |place: &Option<std::path::PathBuf>| place.as_ref().is_some_and(|place| folder.starts_with(place));
        if lies_in(&sources.module_cache) {
            Whereabouts::ModuleCache
        } else if lies_in(&sources.goroot) {
            Whereabouts::Installation
        } else {
            Whereabouts::Folder
        }
    }

    fn absence(&self, import: &str, root: &Path) -> Whereabouts {
        let requirements = &self.plan.requirements;
        let cache = self.plan.sources.module_cache.as_deref();
        let followed = self.followed.get_or_init(|| requirements.followed(cache, self.files));
        let ends = std::iter::once(import.len()).chain(import.rmatch_indices('/').map(|(at, _)| at));
        for path in ends.map(|end| &import[..end]) {
            if requirements.own(path).is_some() {
                let module = Versioned { path: path.to_owned(), version: String::new() };
                return Whereabouts::Nowhere(Some(module), Absence::NotInTree);
            }
            if let Some(version) = followed.get(path) {
                let module = Versioned { path: path.to_owned(), version: version.clone() };
                let absence = self.absence_from(&module, root);
                return Whereabouts::Nowhere(Some(module), absence);
            }
        }
        let absence = if infer::is_standard(import) { Absence::NotBuiltIn } else { Absence::NotRequired };
        Whereabouts::Nowhere(None, absence)
    }

    /// Why a package of a module that is required was not found.
    fn absence_from(&self, module: &Versioned, root: &Path) -> Absence {
        let in_cache = |module: &Versioned| {
            let folder = self.plan.sources.module_cache.as_deref().and_then(|cache| cache::folder(cache, module));
            folder.is_some_and(|folder| matches!(self.files.kind(&folder), Ok(EntryKind::Folder)))
        };
        let downloaded = match self.plan.requirements.replacement(module) {
            Some(Replacement::Folder(folder)) => return Absence::NotInReplacement(paths::relative(root, folder)),
            Some(Replacement::Module(other)) => in_cache(other),
            None => in_cache(module),
        };
        if downloaded { Absence::NotInModule } else { Absence::NotDownloaded }
    }
}
