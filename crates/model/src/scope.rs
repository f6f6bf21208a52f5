//! What names mean: imports and declared types, functions, variables and constants.

use crate::decl::{FuncDecl, Interface, Interfaces, TypeDecl};
use crate::library::Library;
use crate::subst::Subst;
use crate::ty::{Args, FuncRef, InterfaceTy, Name, Signature, Ty, TypeName, TypeParam};
use elsa::FrozenMap;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::{Arc, LazyLock};

/// How deep aliases and definitions are followed, and how deep embedding goes.
pub(crate) const DEPTH: usize = 12;

/// An import of a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name it is given, if the file gives one; `.` for a dot import.
    pub local: Option<Name>,
    /// The path as written.
    pub written: Name,
    /// The path of the analysed package, if it is analysed.
    pub resolved: Option<Name>,
}

impl Import {
    /// The path by which symbols of this package are known.
    pub fn path(&self) -> Name {
        self.resolved.unwrap_or(self.written)
    }
}

/// The imports of one file.
#[derive(Clone, Debug, Default)]
pub struct FileScope {
    /// In source order.
    imports: Vec<Import>,
    /// By the name that the file uses.
    by_name: FxHashMap<Name, u32>,
    /// The paths of dot imports.
    dots: Vec<Name>,
}

impl FileScope {
    /// Finds the names of imports: those that the file gives, those in the package clauses, and guesses from the path
    /// where the source is not at hand.
    pub fn new(imports: Vec<Import>, deps: &dyn Interfaces) -> FileScope {
        let mut by_name = FxHashMap::default();
        let mut unknown = Vec::new();
        for (number, import) in (0..).zip(&imports) {
            match import.local {
                Some(local) => drop(by_name.entry(local).or_insert(number)),
                None => match package_name(import, deps) {
                    Some(name) => drop(by_name.entry(name).or_insert(number)),
                    None => unknown.push((number, import)),
                },
            }
        }
        for (number, import) in unknown {
            for name in guessed_names(&import.written) {
                by_name.entry(Name::from(name)).or_insert(number);
            }
        }
        let dots = imports.iter().filter(|import| import.local.is_some_and(|local| local == ".")).map(Import::path).collect();
        FileScope { imports, by_name, dots }
    }

    /// The paths of dot imports.
    pub fn dots(&self) -> &[Name] {
        &self.dots
    }

    /// The import that the file knows by `name`.
    pub fn import(&self, name: Name) -> Option<&Import> {
        self.by_name.get(&name).map(|number| &self.imports[*number as usize])
    }
}

fn package_name(import: &Import, deps: &dyn Interfaces) -> Option<Name> {
    let analysed = import.resolved.and_then(|path| deps.interface(path)).map(|dep| dep.name);
    analysed.or_else(|| deps.package_name(import.path()))
}

/// The names that a package of this import path may have, likeliest first.
///
/// Misses: a package whose name has nothing to do with its path and whose source is not at hand.
fn guessed_names(path: &str) -> SmallVec<[&str; 4]> {
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or(path);
    let is_major = |part: &str| part.len() > 1 && part.starts_with('v') && part[1..].bytes().all(|byte| byte.is_ascii_digit());
    if is_major(last) {
        last = parts.next().unwrap_or(last);
    }
    let stem = last.split_once(".v").map_or(last, |(stem, _)| stem);
    let mut names: SmallVec<[&str; 4]> = SmallVec::new();
    names.push(stem);
    for part in [stem.strip_prefix("go-"), stem.strip_suffix("-go"), stem.strip_suffix(".go"), stem.rsplit('-').next(), stem.rsplit('.').next()] {
        names.extend(part);
    }
    names.extend(stem.strip_suffix(".golang").and_then(|rest| rest.rsplit('.').next()));
    names
}

/// Types that are declared inside functions, by their full name `function.Type`.
pub type LocalTypes = FrozenMap<TypeName, Box<TypeDecl>>;

/// All that a unit can see.
pub struct Scope<'a> {
    /// The unit's own declarations.
    pub own: &'a Interface,
    /// The package under test, for in-package tests.
    pub base: Option<&'a Interface>,
    /// Other packages.
    pub deps: &'a dyn Interfaces,
    /// Types that the functions lowered so far declare.
    pub locals: &'a LocalTypes,
}

static ERROR: LazyLock<Ty> = LazyLock::new(|| {
    let method = Signature { params: Vec::new(), results: vec![Ty::basic("string")], variadic: false };
    Ty::Interface(Arc::new(InterfaceTy { methods: vec![(Name::from("Error"), Arc::new(method))], ..InterfaceTy::default() }))
});

impl<'a> Scope<'a> {
    /// The declarations of an analysed package in the order in which they are looked up.
    pub(crate) fn analysed(&self, package: Name) -> impl Iterator<Item = &'a Interface> {
        let own = (package == self.own.path).then_some(self.own);
        let base = self.base.filter(|base| base.path == package);
        // Most names are of the unit itself: others are asked only after it.
        let other = std::iter::once_with(move || self.deps.interface(package).filter(|_| base.is_none())).flatten();
        let tests = std::iter::once_with(move || if package == self.own.path { None } else { self.deps.test_interface(package) }).flatten();
        own.into_iter().chain(base).chain(other).chain(tests)
    }

    /// What `find` finds in a package, analysed or not.
    fn find<T>(&self, package: Name, find: impl Fn(&'a Interface) -> Option<T>) -> Option<T> {
        let mut analysed = self.analysed(package).peekable();
        if analysed.peek().is_none() {
            return self.deps.library(package).and_then(find);
        }
        analysed.find_map(find)
    }

    /// A declared type.
    pub fn type_decl(&self, name: TypeName) -> Option<&'a TypeDecl> {
        self.find(name.package, |layer| layer.type_decl(name.name)).or_else(|| self.locals.get(&name))
    }

    /// A declared function or method.
    pub fn func_decl(&self, func: FuncRef) -> Option<&'a FuncDecl> {
        self.find(func.package, |layer| layer.func_decl(func.receiver, func.name))
    }

    /// The type of a package variable.
    pub fn var_type(&self, package: Name, name: Name) -> Option<&'a Ty> {
        self.value_type(package, |layer| layer.var_decl(name).map(|decl| &decl.ty))
    }

    /// The type of a package-level constant.
    pub fn const_type(&self, package: Name, name: Name) -> Option<&'a Ty> {
        self.value_type(package, |layer| layer.const_decl(name).map(|decl| &decl.ty))
    }

    /// The type of a variable or constant; of a dependency it may take its initialiser to tell it.
    fn value_type(&self, package: Name, find: impl Fn(&'a Interface) -> Option<&'a Ty>) -> Option<&'a Ty> {
        let ty = self.find(package, &find)?;
        if *ty != Ty::Unknown || self.is_analysed(package) {
            return Some(ty);
        }
        Some(self.deps.library_values(package).and_then(find).unwrap_or(ty))
    }

    /// Whether a package declares a name.
    pub fn declares(&self, package: Name, name: Name) -> bool {
        let func = FuncRef { package, receiver: None, name };
        self.type_decl(TypeName { package, name }).is_some()
            || self.func_decl(func).is_some()
            || self.find(package, |layer| layer.var_decl(name)).is_some()
            || self.find(package, |layer| layer.const_decl(name)).is_some()
    }

    /// The package in which an unqualified name of a file is declared: the unit's own, or a dot import.
    pub fn home(&self, file: &FileScope, name: Name) -> Option<Name> {
        std::iter::once(self.own.path).chain(file.dots.iter().copied()).find(|package| self.declares(*package, name))
    }

    /// The models of libraries.
    pub fn models(&self) -> &'a Library {
        self.deps.models()
    }

    /// Whether a package is analysed.
    pub fn is_analysed(&self, package: Name) -> bool {
        self.analysed(package).next().is_some()
    }

    /// Whether the declarations of a package are at hand.
    pub fn is_known(&self, package: Name) -> bool {
        self.is_analysed(package) || self.deps.library(package).is_some()
    }

    /// The type parameters of a declared type or function.
    fn params(&self, owner: TypeName) -> &'a [TypeParam] {
        if let Some(decl) = self.type_decl(owner) {
            return &decl.params;
        }
        self.func_decl(FuncRef { package: owner.package, receiver: None, name: owner.name }).map_or(&[], |decl| &decl.params)
    }

    /// What a type parameter is constrained by.
    pub fn constraint(&self, owner: TypeName, index: u16) -> Option<&'a Ty> {
        self.params(owner).get(index as usize).map(|param| &param.constraint)
    }

    fn defined_as(&self, name: TypeName, args: &Args) -> Ty {
        match self.type_decl(name) {
            Some(decl) if decl.params.is_empty() => decl.underlying.clone(),
            Some(decl) => Subst { owner: name, args }.ty(&decl.underlying),
            None if is_error(name) => ERROR.clone(),
            None if is_unsafe_pointer(name) => Ty::basic("unsafe.Pointer"),
            None => self.models().underlying(name).cloned().unwrap_or(Ty::Unknown),
        }
    }

    /// What a type stands for: never `Named`, unless the declaration is not at hand (then `Unknown`). Of a type
    /// parameter it is the core type of its constraint, or else the constraint.
    pub fn underlying(&self, ty: &Ty) -> Ty {
        let mut at = ty.clone();
        for _ in 0..DEPTH {
            at = match &at {
                Ty::Named(name, args) => self.defined_as(*name, args),
                Ty::Param(owner, index) => match self.constraint(*owner, *index) {
                    Some(constraint) => return self.core(constraint).unwrap_or_else(|| self.interface_of(constraint)),
                    None => Ty::Unknown,
                },
                _ => return at,
            };
        }
        Ty::Unknown
    }

    fn interface_of(&self, constraint: &Ty) -> Ty {
        match constraint {
            Ty::Named(name, args) => self.defined_as(*name, args),
            Ty::Interface(_) => constraint.clone(),
            _ => Ty::Unknown,
        }
    }

    /// The core type of a constraint: the one underlying type of all types that satisfy it. That of
    /// `~string | ~[]byte` is `string`, which can be indexed, sliced and ranged over like both.
    pub fn core(&self, constraint: &Ty) -> Option<Ty> {
        let terms = self.terms(constraint, 0)?;
        let mut cores = terms.iter().map(|term| self.underlying(term));
        let first = cores.next()?;
        let is_text = |ty: &Ty| *ty == Ty::basic("string") || *ty == Ty::slice(Ty::basic("uint8"));
        cores.try_fold(first, |core, other| match () {
            () if core == other => Some(core),
            () if is_text(&core) && is_text(&other) => Some(Ty::basic("string")),
            () => None,
        })
    }

    /// The types that a constraint lists; none if it allows any.
    fn terms(&self, constraint: &Ty, depth: usize) -> Option<Vec<Ty>> {
        if depth > DEPTH {
            return None;
        }
        let interface = match constraint {
            Ty::Named(name, args) => self.defined_as(*name, args),
            other => other.clone(),
        };
        let Ty::Interface(interface) = interface else { return Some(vec![constraint.clone()]) };
        let embedded = interface.embedded.iter().find_map(|embedded| self.terms(embedded, depth + 1));
        embedded.or_else(|| {
            let union = interface.unions.first()?;
            let each: Option<Vec<Vec<Ty>>> = union.iter().map(|term| self.terms(term, depth + 1)).collect();
            Some(each?.into_iter().flatten().collect())
        })
    }

    /// Follows aliases only, so that methods are looked for at the right name.
    pub fn unalias(&self, ty: &Ty) -> Ty {
        let mut at = ty.clone();
        for _ in 0..DEPTH {
            let Ty::Named(name, args) = &at else { return at };
            match self.type_decl(*name) {
                Some(decl) if decl.alias => at = Subst { owner: *name, args }.ty(&decl.underlying),
                _ => return at,
            }
        }
        Ty::Unknown
    }
}

/// Whether a name is that of the pointer type that goes with all others.
pub(crate) fn is_unsafe_pointer(name: TypeName) -> bool {
    name.package == "unsafe" && name.name == "Pointer"
}

/// Whether a name is the predeclared `error`.
pub(crate) fn is_error(name: TypeName) -> bool {
    name.package.is_empty() && name.name == "error"
}

#[cfg(test)]
mod tests {
    use super::guessed_names;

    #[test]
    fn package_names_are_guessed_from_paths() {
        assert_eq!(guessed_names("gopkg.in/yaml.v2")[0], "yaml");
        assert_eq!(guessed_names("github.com/a/b/v3")[0], "b");
        assert!(guessed_names("github.com/a/go-redis").contains(&"redis"));
        assert!(guessed_names("github.com/a/nats.go").contains(&"nats"));
    }
}
