//! Fields and methods through embedding: the language specification, "Selectors".

use crate::scope::{DEPTH, Scope, is_error};
use crate::subst::Subst;
use crate::ty::{FieldDecl, FuncRef, InterfaceTy, Name, Signature, StructTy, Ty, TypeName};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::Arc;

/// The embedded fields that a selector passes through, each with the type that declares it.
pub type Path = SmallVec<[(TypeName, Name); 2]>;

/// What a selector on a type finds.
#[derive(Clone, Debug)]
pub enum Selection {
    /// A field, reached through these embedded fields; the last step is the field itself.
    Field(Path, Ty),
    /// A method of a declared type, reached through these embedded fields.
    Method(Path, FuncRef, Arc<Signature>),
    /// A method of an interface type, reached through these embedded fields: the type on which it is called, the
    /// interface that lists the method, and its signature.
    InterfaceMethod(Path, TypeName, TypeName, Arc<Signature>),
    /// A method or field of a type whose declaration is not at hand, reached through these embedded fields.
    Library(Path, TypeName),
    /// Nothing is known.
    Unknown,
}

impl Selection {
    /// The signature of a method.
    pub fn signature(self) -> Option<Arc<Signature>> {
        match self {
            Selection::Method(_, _, signature) | Selection::InterfaceMethod(_, _, _, signature) => Some(signature),
            Selection::Field(..) | Selection::Library(..) | Selection::Unknown => None,
        }
    }
}

/// An unnamed type as the owner of fields and methods.
pub(crate) fn unnamed() -> TypeName {
    TypeName { package: Name::from(""), name: Name::from("") }
}

/// A type that is embedded at some depth.
struct Embedded {
    /// The way to it.
    path: Path,
    /// The type behind aliases and pointers.
    at: Ty,
    /// Several ways of this depth lead to it: what it has cannot be selected.
    several: bool,
}

impl Scope<'_> {
    /// The field or method `name` of a value of type `ty`, by the depth rule of the language.
    ///
    /// An embedded type that is not at hand may hold anything: when the name is found nowhere else and there is
    /// exactly one such embedded type at the shallowest depth, the selection is taken to be of that type.
    pub fn select(&self, ty: &Ty, name: Name) -> Selection {
        let mut level: SmallVec<[Embedded; 4]> = SmallVec::new();
        level.push(Embedded { path: Path::new(), at: self.base_of(ty), several: false });
        let mut seen: FxHashSet<TypeName> = FxHashSet::default();
        let mut library: Option<Selection> = None;
        for _ in 0..DEPTH {
            let mut found: Option<Selection> = None;
            let mut next = SmallVec::new();
            for Embedded { path, at, several } in level {
                let owner = match &at {
                    Ty::Named(owner, _) if !seen.insert(*owner) => continue,
                    Ty::Named(owner, _) => *owner,
                    _ => unnamed(),
                };
                match self.own_member(&at, owner, name, &path) {
                    Some(hit @ Selection::Library(..)) => drop(library.get_or_insert(hit)),
                    Some(hit) => {
                        if found.replace(hit).is_some() || several {
                            return Selection::Unknown;
                        }
                    }
                    None => self.embedded(&at, owner, &path, &mut next),
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

    /// The exported methods that are declared for a type itself, sorted.
    pub(crate) fn exported_methods(&self, ty: &Ty) -> Vec<Name> {
        let Ty::Named(name, _) = self.base_of(ty) else { return Vec::new() };
        let declared = self.analysed(name.package).flat_map(|interface| interface.methods_of(name.name));
        declared.map(|decl| decl.name).filter(|name| name.starts_with(char::is_uppercase)).collect()
    }

    /// The declared type behind aliases and one pointer.
    fn base_of(&self, ty: &Ty) -> Ty {
        let at = self.unalias(ty);
        match &at {
            Ty::Pointer(inner) => self.unalias(inner),
            Ty::Named(name, _) => match self.type_decl(*name).map(|decl| &decl.underlying) {
                // Of `type P *T`, the fields of T.
                Some(Ty::Pointer(inner)) => self.unalias(inner),
                _ => at,
            },
            _ => at,
        }
    }

    /// The embedded fields of a struct, for the next level.
    fn embedded(&self, at: &Ty, owner: TypeName, path: &Path, next: &mut SmallVec<[Embedded; 4]>) {
        let Some(fields) = self.fields(at) else { return };
        for field in fields.fields.iter().filter(|field| field.embedded) {
            let inner = self.base_of(&put_in(at, &field.ty));
            if let Some(same) = next.iter_mut().find(|other| matches!(inner, Ty::Named(..)) && other.at == inner) {
                same.several = true;
                continue;
            }
            let mut longer = path.clone();
            longer.push((owner, field.name));
            next.push(Embedded { path: longer, at: inner, several: false });
        }
    }

    /// The declared type behind aliases and one pointer, and, if it is a struct, who its fields belong to and the fields
    /// with their types.
    pub(crate) fn members(&self, ty: &Ty) -> Option<(TypeName, Vec<FieldDecl>)> {
        let at = self.base_of(ty);
        let owner = if let Ty::Named(owner, _) = &at { *owner } else { unnamed() };
        let fields = self.fields(&at)?;
        Some((owner, fields.fields.iter().map(|field| FieldDecl { ty: put_in(&at, &field.ty), ..field.clone() }).collect()))
    }

    /// The fields of a struct as declared: type arguments are not put in.
    fn fields(&self, at: &Ty) -> Option<Arc<StructTy>> {
        let declared = match at {
            Ty::Named(name, _) => match self.type_decl(*name).map(|decl| &decl.underlying) {
                Some(Ty::Struct(fields)) => return Some(fields.clone()),
                _ => self.underlying(at),
            },
            other => other.clone(),
        };
        if let Ty::Struct(fields) = declared { Some(fields) } else { None }
    }

    /// Whether this unit can name a field or method of a package.
    fn sees(&self, package: Name, name: Name) -> bool {
        package == self.own.path || package.is_empty() || name.starts_with(char::is_uppercase)
    }

    fn own_member(&self, at: &Ty, owner: TypeName, name: Name, path: &Path) -> Option<Selection> {
        let sees = self.sees(owner.package, name);
        if let Ty::Named(named, args) = at {
            let func = FuncRef { package: named.package, receiver: Some(named.name), name };
            if let Some(decl) = self.func_decl(func).filter(|_| sees) {
                let signature = Subst { owner: *named, args }.signature(&decl.signature);
                return Some(Selection::Method(path.clone(), func, signature));
            }
            if self.type_decl(*named).is_none() && !is_error(*named) {
                return Some(Selection::Library(path.clone(), *named));
            }
        }
        if let Some(fields) = self.fields(at) {
            let field = fields.fields.iter().find(|field: &&FieldDecl| field.name == name && sees)?;
            let mut longer = path.clone();
            longer.push((owner, name));
            return Some(Selection::Field(longer, put_in(at, &field.ty)));
        }
        let Ty::Param(of, index) = at else { return self.interface_member(at, owner, name, path) };
        let constraint = self.constraint(*of, *index)?.clone();
        match self.interface_member(&constraint, owner, name, path)? {
            // Any type that meets the constraint may stand behind the parameter, as behind an interface.
            Selection::InterfaceMethod(path, _, listed_by, signature) => {
                let asked = if let Ty::Named(named, _) = self.unalias(&constraint) { named } else { listed_by };
                Some(Selection::InterfaceMethod(path, asked, listed_by, signature))
            }
            other => Some(other),
        }
    }

    fn interface_member(&self, at: &Ty, owner: TypeName, name: Name, path: &Path) -> Option<Selection> {
        let mut hidden = None;
        if let Some((listed_by, signature)) = self.interface_method(at, name, &mut hidden, 0) {
            return Some(Selection::InterfaceMethod(path.clone(), owner, listed_by, signature));
        }
        hidden.map(|hidden| Selection::Library(path.clone(), hidden))
    }

    /// The interface that lists a method, with its signature. `hidden` is told of an embedded interface whose
    /// declaration is not at hand.
    fn interface_method(&self, ty: &Ty, name: Name, hidden: &mut Option<TypeName>, depth: usize) -> Option<(TypeName, Arc<Signature>)> {
        let ty = self.unalias(ty);
        let listed_by = if let Ty::Named(named, _) = &ty { *named } else { unnamed() };
        let interface: Arc<InterfaceTy> = match self.underlying(&ty) {
            Ty::Interface(interface) => interface,
            Ty::Unknown if matches!(ty, Ty::Named(..)) => {
                hidden.get_or_insert(listed_by);
                return None;
            }
            _ => return None,
        };
        if let Some((_, signature)) = interface.methods.iter().find(|(method, _)| *method == name) {
            return Some((listed_by, signature.clone()));
        }
        if depth > DEPTH {
            return None;
        }
        interface.embedded.iter().find_map(|embedded| self.interface_method(embedded, name, hidden, depth + 1))
    }
}

/// A type that a declared type mentions, with that type's arguments put in.
fn put_in(at: &Ty, ty: &Ty) -> Ty {
    match at {
        Ty::Named(owner, args) if !args.is_empty() => Subst { owner: *owner, args }.ty(ty),
        _ => ty.clone(),
    }
}
