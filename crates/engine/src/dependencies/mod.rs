//! Packages outside the analysed tree: found as Go finds them, read on first demand, and only for what they declare.
//!
//! Any thread may ask at any time. What is answered depends on the import path alone: to read one package, no other one
//! is read but for its name, so there is no order that could matter and no circle to be caught in.

mod cache;
mod select;
mod signatures;
mod version;
mod whereabouts;

use crate::constraint::Target;
use crate::files::{Entry, EntryKind, Files};
use crate::go_mod::{Replacement, Versioned};
use crate::models::Models;
use crate::modules::Module;
use crate::paths;
use crate::settings::{Settings, Sources};
use crate::standard;
use elsa::sync::FrozenMap;
use mapvet_model::{Interface, Interfaces, Library, Name, Values};
use select::{Requirements, Versions};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use ustr::ustr;

pub(crate) use signatures::{Signatures, is_source};
pub use whereabouts::Absence;
pub(crate) use whereabouts::Whereabouts;

/// What has to be known to find packages outside the tree. It is the same for all units of a run, and travels with them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DependencyPlan {
    sources: Sources,
    target: Target,
    max_file_size: u64,
    requirements: Requirements,
}

impl DependencyPlan {
    pub(crate) fn new(settings: &Settings, target: &Target, modules: &[Module]) -> DependencyPlan {
        DependencyPlan {
            sources: settings.sources.clone(),
            target: target.clone(),
            max_file_size: settings.max_file_size,
            requirements: Requirements::of(modules),
        }
    }

    /// Whether vendor folders are looked into.
    pub(crate) fn uses_vendor(&self) -> bool {
        !self.sources.hidden
    }
}

/// The packages outside the tree that somebody has asked for.
pub(crate) struct Dependencies<'d> {
    plan: Arc<DependencyPlan>,
    models: Models,
    files: &'d dyn Files,
    named: OnceLock<Versions>,
    followed: OnceLock<Versions>,
    interfaces: FrozenMap<Name, Box<Option<Interface>>>,
    values: FrozenMap<Name, Box<Valued>>,
    names: FrozenMap<Name, Box<Option<Name>>>,
}

/// What a package declares, with the types of its variables and constants.
struct Valued {
    interface: Option<Interface>,
    /// To infer them one comes back to a package whose variables are being inferred.
    cyclic: bool,
}

thread_local! {
    /// The packages whose variables this thread is inferring, outermost first.
    static INFERRING: RefCell<Vec<Name>> = const { RefCell::new(Vec::new()) };
    /// Whether one of them was asked for again meanwhile.
    static CAME_BACK: Cell<bool> = const { Cell::new(false) };
}

/// A folder and the names in it.
type Listed = (PathBuf, Vec<Entry>);

impl<'d> Dependencies<'d> {
    pub(crate) fn new(plan: Arc<DependencyPlan>, models: Models, files: &'d dyn Files) -> Dependencies<'d> {
        let (named, followed, interfaces, values, names) = Default::default();
        Dependencies { plan, models, files, named, followed, interfaces, values, names }
    }

    /// What the package of this import path declares, if it can be found.
    pub(crate) fn interface(&self, import: &str) -> Option<&Interface> {
        let path = ustr(import);
        let known = self.interfaces.get(&path);
        // Two threads may both get here; they come to the same result, and the first one stays.
        known.unwrap_or_else(|| self.interfaces.insert(path, Box::new(survive(|| self.read(path))))).as_ref()
    }

    /// The models of packages, whether they can be found or not.
    pub(crate) fn models(&self) -> &Library {
        self.models.library()
    }

    /// The name in the package clause of the package of this import path, if it can be found.
    pub(crate) fn package_name(&self, import: &str) -> Option<Name> {
        let path = ustr(import);
        let known = self.names.get(&path);
        *known.unwrap_or_else(|| self.names.insert(path, Box::new(survive(|| self.read_name(import)))))
    }

    fn read(&self, path: Name) -> Option<Interface> {
        if let Some(interface) = standard::table().and_then(|table| table.interface(&path)) {
            return Some(interface);
        }
        self.read_source(path, &OnlyNames(self), Values::ByForm)
    }

    fn read_source(&self, path: Name, deps: &dyn Interfaces, values: Values) -> Option<Interface> {
        let (folder, entries) = self.find(&path)?;
        let signatures = self.signatures();
        signatures.interface(path, &signatures.sources(&folder, &entries), &|_| None, deps, values)
    }

    /// As [`Self::interface`], with the types of variables and constants that initialisers tell. For them other packages
    /// have to be looked into. Go allows no circle of imports; where there is one, each package that leads into it is
    /// answered by what the others declare, whichever was asked for first.
    pub(crate) fn values(&self, import: &str) -> Option<&Interface> {
        let path = ustr(import);
        if standard::table().is_some_and(|table| table.package_name(import).is_some()) {
            return self.interface(import);
        }
        if let Some(known) = self.values.get(&path) {
            CAME_BACK.set(CAME_BACK.get() || known.cyclic);
            return known.interface.as_ref();
        }
        if CAME_BACK.get() || INFERRING.with_borrow(|open| open.contains(&path)) {
            // The outermost answer is thrown away: whatever else it asks for is not worth an effort.
            CAME_BACK.set(true);
            return None;
        }
        INFERRING.with_borrow_mut(|open| open.push(path));
        let interface = survive(|| self.read_source(path, &AllTypes { dependencies: self, values: true }, Values::Inferred));
        let is_outermost = INFERRING.with_borrow_mut(|open| {
            open.pop();
            open.is_empty()
        });
        if !CAME_BACK.get() {
            return self.values.insert(path, Box::new(Valued { interface, cyclic: false })).interface.as_ref();
        }
        if !is_outermost {
            return None;
        }
        CAME_BACK.set(false);
        let interface = survive(|| self.read_source(path, &AllTypes { dependencies: self, values: false }, Values::Inferred));
        self.values.insert(path, Box::new(Valued { interface, cyclic: true })).interface.as_ref()
    }

    fn read_name(&self, import: &str) -> Option<Name> {
        if let Some(name) = standard::table().and_then(|table| table.package_name(import)) {
            return Some(name);
        }
        let (folder, entries) = self.find(import)?;
        self.signatures().package_name(&folder, &entries)
    }

    fn signatures(&self) -> Signatures<'_> {
        Signatures { files: self.files, target: &self.plan.target, max_file_size: self.plan.max_file_size }
    }

    /// The folder of a package: of the Go installation, or of the module with the longest path that holds it.
    fn find(&self, import: &str) -> Option<Listed> {
        if self.plan.sources.hidden || matches!(import, "C" | "unsafe" | "builtin") || !cache::is_plain(import) {
            return None;
        }
        let may_be_standard = !import.split('/').next().is_some_and(|first| first.contains('.'));
        let goroot = self.plan.sources.goroot.as_ref().filter(|_| may_be_standard);
        let installed = goroot.and_then(|goroot| self.listed(goroot.join("src").join(import)));
        installed.or_else(|| self.find_in_modules(import))
    }

    fn find_in_modules(&self, import: &str) -> Option<Listed> {
        let requirements = &self.plan.requirements;
        let named = || self.find_among(import, self.named.get_or_init(|| requirements.named()));
        let cache = self.plan.sources.module_cache.as_deref();
        let followed = || self.find_among(import, self.followed.get_or_init(|| requirements.followed(cache, self.files)));
        // Where go.mod names all that is needed, nothing else has to be read to know a version.
        if requirements.are_complete() { named().or_else(followed) } else { followed() }
    }

    fn find_among(&self, import: &str, versions: &Versions) -> Option<Listed> {
        let ends = std::iter::once(import.len()).chain(import.rmatch_indices('/').map(|(at, _)| at));
        ends.into_iter().find_map(|end| self.find_in_module(&import[..end], import, versions))
    }

    /// The folder of a package if the module of this path holds it.
    fn find_in_module(&self, module: &str, import: &str, versions: &Versions) -> Option<Listed> {
        let inside = paths::after_prefix(import, module)?;
        let on_disk = |folder: &Path| self.listed(folder.join(inside)).filter(|_| !self.is_nested(folder, inside));
        // A package of the tree can be met through a dependency that imports it, by a unit that does not.
        if let Some(folder) = self.plan.requirements.own(module) {
            return on_disk(folder);
        }
        let module = Versioned { path: module.to_owned(), version: versions.get(module)?.clone() };
        match self.plan.requirements.replacement(&module) {
            Some(Replacement::Folder(folder)) => on_disk(folder),
            Some(Replacement::Module(other)) => self.listed(self.cached(other)?.join(inside)),
            None => self.listed(self.cached(&module)?.join(inside)),
        }
    }

    fn cached(&self, module: &Versioned) -> Option<PathBuf> {
        cache::folder(self.plan.sources.module_cache.as_deref()?, module)
    }

    /// Whether a folder of a module belongs to another module that lies in it.
    fn is_nested(&self, module: &Path, inside: &str) -> bool {
        let below = Path::new(inside).ancestors().filter(|at| !at.as_os_str().is_empty());
        below.into_iter().any(|at| matches!(self.files.kind(&module.join(at).join("go.mod")), Ok(EntryKind::File)))
    }

    /// The names in a folder, if it holds a package.
    fn listed(&self, folder: PathBuf) -> Option<Listed> {
        let folder = paths::clean(&folder);
        let entries = self.files.list(&folder).ok()?;
        entries.iter().any(is_source).then_some((folder, entries))
    }
}

/// Nothing, if the work is lost by an error of ours: code that is not the user's is no reason to lose a package that is.
fn survive<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(None)
}

/// What one dependency sees of others.
struct OnlyNames<'n>(&'n Dependencies<'n>);

impl Interfaces for OnlyNames<'_> {
    fn interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn test_interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn package_name(&self, path: Name) -> Option<Name> {
        self.0.package_name(&path)
    }

    fn models(&self) -> &Library {
        self.0.models()
    }
}

/// What a dependency sees of others while the types of its variables are inferred.
struct AllTypes<'a> {
    dependencies: &'a Dependencies<'a>,
    /// Whether those of other packages are inferred, too.
    values: bool,
}

impl Interfaces for AllTypes<'_> {
    fn interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn test_interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn library(&self, path: Name) -> Option<&Interface> {
        self.dependencies.interface(&path)
    }

    fn library_values(&self, path: Name) -> Option<&Interface> {
        if self.values { self.dependencies.values(&path) } else { None }
    }

    fn package_name(&self, path: Name) -> Option<Name> {
        self.dependencies.package_name(&path)
    }

    fn models(&self) -> &Library {
        self.dependencies.models()
    }
}

#[cfg(test)]
mod tests;
