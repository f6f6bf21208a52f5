//! Objects that are handed to libraries of which no model tells what they do with them.
//!
//! A library takes an object of a type that it does not know as some interface. Which of the methods it calls, the interface says;
//! where that is not at hand, those are there for the library whose parameters or results are of its own types. When it calls them
//! is not known. Go's own library is left out: it calls methods of what it is handed before it returns, but for servers, of which
//! models tell.

use super::Lowerer;
use super::Value;
use super::call::Target;
use super::library_call::formal_type;
use crate::body::Callee;
use crate::select::Selection;
use crate::ty::{FuncRef, Name, Signature, Ty};

/// Hosts on which a repository is named by its owner and its own name.
const CODE_HOSTS: [&str; 3] = ["github.com", "gitlab.com", "bitbucket.org"];

impl Lowerer<'_> {
    /// Notes the methods of the arguments of a call of a library.
    pub(super) fn give_arguments(&mut self, target: &Target, values: &[Value]) {
        let library = match &target.callee {
            Callee::Library(func) => func.package,
            Callee::Interface(owner, _) => owner.package,
            Callee::Static(_) | Callee::Literal(_) | Callee::Value(_) | Callee::Kept(_) | Callee::Unknown(_) => return,
        };
        if self.is_library(library) {
            for (at, value) in values.iter().enumerate() {
                self.give(library, formal_type(target, at), &value.ty);
            }
        }
    }

    /// Notes the methods of an object that is put into a field of a library's struct.
    pub(super) fn give_field(&mut self, owner: &Ty, field: &Ty, object: &Ty) {
        if let Ty::Named(owner, _) = owner.pointee()
            && self.is_library(owner.package)
        {
            self.give(owner.package, Some(field.clone()), object);
        }
    }

    fn is_library(&self, package: Name) -> bool {
        is_foreign(package) && !self.context.scope.is_analysed(package)
    }

    fn give(&mut self, library: Name, formal: Option<Ty>, object: &Ty) {
        let scope = self.context.scope;
        if !matches!(object.pointee(), Ty::Named(..)) {
            return;
        }
        let formal = formal.map_or(Ty::Unknown, |formal| scope.underlying(&formal));
        let is_named = |name: &Name| match &formal {
            Ty::Interface(interface) => interface.methods.iter().any(|(known, _)| known == name),
            _ => false,
        };
        let methods: Vec<FuncRef> = scope
            .exported_methods(object)
            .into_iter()
            .filter_map(|name| match scope.select(object, name) {
                Selection::Method(_, func, signature) if is_named(&name) || formal == Ty::Unknown && speaks_of(&signature, library) => Some(func),
                _ => None,
            })
            .collect();
        self.given.extend(methods);
    }
}

/// Whether a parameter or result is of a type of a library.
fn speaks_of(signature: &Signature, library: Name) -> bool {
    signature.params.iter().chain(&signature.results).any(|ty| is_of(ty, library))
}

fn is_of(ty: &Ty, library: Name) -> bool {
    match ty {
        Ty::Named(name, _) => repository(name.package) == repository(library),
        Ty::Pointer(inner) | Ty::Slice(inner) | Ty::Array(inner) => is_of(inner, library),
        _ => false,
    }
}

/// Whether a package is none of Go's own library.
fn is_foreign(package: Name) -> bool {
    package.split('/').next().is_some_and(|host| host.contains('.'))
}

/// What the packages of one repository have in common, as far as paths tell.
fn repository(package: Name) -> Name {
    let parts = if CODE_HOSTS.iter().any(|host| package.split('/').next() == Some(host)) { 3 } else { 2 };
    Name::from(&package.split('/').take(parts).collect::<Vec<_>>().join("/"))
}
