//! What names mean: imports, declared types, fields and methods through embedding.

use crate::decl::{FuncDecl, Interface, Interfaces, TypeDecl};
use crate::library::Library;
use crate::ty::{FieldDecl, FuncRef, Name, Signature, StructTy, Ty, TypeName};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::Arc;

/// How deep aliases and definitions are followed, and how deep embedding goes.
const DEPTH: usize = 12;

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
    pub imports: Vec<Import>,
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
    names
}

/// What a selector on a type finds.
#[derive(Clone, Debug)]
pub enum Selection {
    /// A field, reached through these embedded fields; the last step is the field itself.
    Field(SmallVec<[(TypeName, Name); 2]>, Ty),
    /// A method of an analysed type, reached through these embedded fields.
    Method(SmallVec<[(TypeName, Name); 2]>, FuncRef, Arc<Signature>),
    /// A method of an interface type.
    InterfaceMethod(SmallVec<[(TypeName, Name); 2]>, TypeName, Arc<Signature>),
    /// A method or field of a library type, reached through these embedded fields.
    Library(SmallVec<[(TypeName, Name); 2]>, TypeName),
    /// Nothing is known.
    Unknown,
}

/// All that a unit can see.
pub struct Scope<'a> {
    /// The unit's own declarations.
    pub own: &'a Interface,
    /// The package under test, for in-package tests.
    pub base: Option<&'a Interface>,
    /// Other packages.
    pub deps: &'a dyn Interfaces,
}

impl<'a> Scope<'a> {
    /// The import that a file knows by `name`.
    pub fn import<'f>(&self, file: &'f FileScope, name: &str) -> Option<&'f Import> {
        if let Some(named) = file.imports.iter().find(|import| import.local.is_some_and(|local| local == name)) {
            return Some(named);
        }
        let unnamed = || file.imports.iter().filter(|import| import.local.is_none());
        let known = |import: &&Import| import.resolved.and_then(|path| self.deps.interface(path)).is_some_and(|dep| dep.name == name);
        unnamed().find(known).or_else(|| {
            unnamed().find(|import| {
                let analysed = import.resolved.is_some_and(|path| self.deps.interface(path).is_some());
                !analysed && guessed_names(&import.written).contains(&name)
            })
        })
    }

    /// The declarations of a package in the order in which they are looked up.
    fn layers(&self, package: Name) -> impl Iterator<Item = &'a Interface> {
        let own = (package == self.own.path).then_some(self.own);
        let base = self.base.filter(|base| base.path == package);
        let other = self.deps.interface(package).filter(|_| base.is_none());
        let tests = if package == self.own.path { None } else { self.deps.test_interface(package) };
        own.into_iter().chain(base).chain(other).chain(tests)
    }

    /// A declared type.
    pub fn type_decl(&self, name: TypeName) -> Option<&'a TypeDecl> {
        self.layers(name.package).find_map(|layer| layer.type_decl(name.name))
    }

    /// A declared function or method.
    pub fn func_decl(&self, func: FuncRef) -> Option<&'a FuncDecl> {
        self.layers(func.package).find_map(|layer| layer.func_decl(func.receiver, func.name))
    }

    /// The type of a package variable.
    pub fn var_type(&self, package: Name, name: Name) -> Option<&'a Ty> {
        self.layers(package).find_map(|layer| layer.var_decl(name)).map(|decl| &decl.ty)
    }

    /// Whether a package is analysed.
    pub fn is_analysed(&self, package: Name) -> bool {
        self.layers(package).next().is_some()
    }

    /// What a type stands for: never `Named`, unless the declaration is not at hand (then `Unknown`).
    pub fn underlying(&self, ty: &Ty) -> Ty {
        let mut at = ty.clone();
        for _ in 0..DEPTH {
            let Ty::Named(name) = &at else { return at };
            at = match self.type_decl(*name) {
                Some(decl) => decl.underlying.clone(),
                None => Library::built_in().underlying(*name).cloned().unwrap_or(Ty::Unknown),
            };
        }
        Ty::Unknown
    }

    /// Follows aliases only, so that methods are looked for at the right name.
    pub fn unalias(&self, ty: &Ty) -> Ty {
        let mut at = ty.clone();
        for _ in 0..DEPTH {
            match &at {
                Ty::Named(name) => match self.type_decl(*name) {
                    Some(decl) if decl.alias => at = decl.underlying.clone(),
                    _ => return at,
                },
                _ => return at,
            }
        }
        Ty::Unknown
    }

    /// The field or method `name` of a value of type `ty`, by the depth rule of the language.
    ///
    /// An embedded type that is not analysed may hold anything: when the name is found nowhere else and there is
    /// exactly one such embedded type at the shallowest depth, the selection is taken to be of that type.
    pub fn select(&self, ty: &Ty, name: Name) -> Selection {
        type Path = SmallVec<[(TypeName, Name); 2]>;
        let mut level: Vec<(Path, Ty)> = vec![(SmallVec::new(), ty.clone())];
        let mut seen: FxHashSet<TypeName> = FxHashSet::default();
        let mut library: Option<Selection> = None;
        for _ in 0..DEPTH {
            let mut found: Option<Selection> = None;
            let mut next: Vec<(Path, Ty)> = Vec::new();
            for (path, at) in &level {
                let at = self.unalias(at);
                let at = self.unalias(at.pointee());
                let owner = match &at {
                    Ty::Named(owner) if !seen.insert(*owner) => continue,
                    Ty::Named(owner) => *owner,
                    _ => TypeName { package: self.own.path, name: Name::from("") },
                };
                if let Some(hit) = self.own_member(&at, owner, name, path) {
                    if matches!(hit, Selection::Library(..)) {
                        library.get_or_insert(hit);
                    } else if found.replace(hit).is_some() {
                        return Selection::Unknown;
                    }
                    continue;
                }
                if let Ty::Struct(fields) = self.underlying(&at) {
                    for field in fields.fields.iter().filter(|field| field.embedded) {
                        let mut longer = path.clone();
                        longer.push((owner, field.name));
                        next.push((longer, field.ty.clone()));
                    }
                }
            }
            if let Some(hit) = found {
                return hit;
            }
            if next.is_empty() {
                break;
            }
            level = next;
        }
        library.unwrap_or(Selection::Unknown)
    }

    fn own_member(&self, at: &Ty, owner: TypeName, name: Name, path: &SmallVec<[(TypeName, Name); 2]>) -> Option<Selection> {
        if let Ty::Named(named) = at {
            let func = FuncRef { package: named.package, receiver: Some(named.name), name };
            if let Some(decl) = self.func_decl(func) {
                return Some(Selection::Method(path.clone(), func, decl.signature.clone()));
            }
            if self.type_decl(*named).is_none() {
                return Some(Selection::Library(path.clone(), *named));
            }
        }
        match self.underlying(at) {
            Ty::Struct(fields) => {
                let field = find_field(&fields, name)?;
                let mut longer = path.clone();
                longer.push((owner, name));
                Some(Selection::Field(longer, field.ty.clone()))
            }
            Ty::Interface(_) => {
                let signature = self.interface_method(at, name, 0)?;
                Some(Selection::InterfaceMethod(path.clone(), owner, signature))
            }
            _ => None,
        }
    }

    fn interface_method(&self, ty: &Ty, name: Name, depth: usize) -> Option<Arc<Signature>> {
        let Ty::Interface(interface) = self.underlying(ty) else { return None };
        if let Some((_, signature)) = interface.methods.iter().find(|(method, _)| *method == name) {
            return Some(signature.clone());
        }
        if depth > DEPTH {
            return None;
        }
        interface.embedded.iter().find_map(|embedded| self.interface_method(embedded, name, depth + 1))
    }
}

fn find_field(fields: &StructTy, name: Name) -> Option<&FieldDecl> {
    fields.fields.iter().find(|field| field.name == name)
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
