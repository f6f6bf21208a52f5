//! What importers of a library can come by; the rest of it is dropped.

use mapvet_model::{FuncDecl, Interface, Name, Signature, Ty, TypeName};
use std::collections::{BTreeMap, BTreeSet};

/// `packages` without what no importer can reach: exported declarations stay, and the types that these lead to, with
/// their methods, wherever they are declared.
pub(crate) fn reachable(packages: BTreeMap<Name, Interface>) -> BTreeMap<Name, Interface> {
    let sealed = packages.iter().map(|(path, interface)| (*path, interface_methods(interface))).collect();
    let mut reach = Reach { packages: &packages, sealed, types: BTreeSet::new(), open: Vec::new() };
    for interface in packages.values().filter(|interface| is_importable(&interface.path)) {
        reach.enter(interface);
    }
    while let Some(name) = reach.open.pop() {
        reach.follow(name);
    }
    let Reach { sealed, types, .. } = reach;
    let kept = packages.iter().map(|(path, interface)| (*path, trimmed(interface, &sealed[path], &types)));
    kept.filter(|(path, interface)| is_importable(path) || !interface.types.is_empty()).collect()
}

/// Whether everybody may import a package of Go's own library.
fn is_importable(path: &str) -> bool {
    path.split('/').all(|part| part != "internal" && part != "vendor")
}

fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

struct Reach<'r> {
    packages: &'r BTreeMap<Name, Interface>,
    sealed: BTreeMap<Name, BTreeSet<Name>>,
    types: BTreeSet<TypeName>,
    open: Vec<TypeName>,
}

impl Reach<'_> {
    /// Begins with what a package exports.
    fn enter(&mut self, interface: &Interface) {
        let types = interface.types.iter().filter(|decl| is_exported(&decl.name));
        self.open.extend(types.map(|decl| interface.type_name(decl.name)));
        for decl in interface.vars.iter().filter(|decl| is_exported(&decl.name)) {
            types_in(&decl.ty, &mut self.open);
        }
        for decl in interface.consts.iter().filter(|decl| is_exported(&decl.name)) {
            types_in(&decl.ty, &mut self.open);
        }
        for decl in interface.funcs.iter().filter(|decl| decl.receiver.is_none() && is_exported(&decl.name)) {
            types_of(&decl.signature, &mut self.open);
            decl.params.iter().for_each(|param| types_in(&param.constraint, &mut self.open));
        }
    }

    /// Goes on with what a type consists of, and what its methods give and take.
    fn follow(&mut self, name: TypeName) {
        let Some(interface) = self.packages.get(&name.package) else { return };
        let Some(decl) = interface.type_decl(name.name).filter(|_| self.types.insert(name)) else { return };
        types_in(&decl.underlying, &mut self.open);
        decl.params.iter().for_each(|param| types_in(&param.constraint, &mut self.open));
        let sealed = &self.sealed[&name.package];
        let methods = interface.funcs.iter().filter(|decl| decl.receiver == Some(name.name));
        for method in methods.filter(|method| is_kept(method, sealed)) {
            types_of(&method.signature, &mut self.open);
        }
    }
}

/// The declared types that a type is made of.
fn types_in(ty: &Ty, found: &mut Vec<TypeName>) {
    match ty {
        Ty::Unknown | Ty::Basic(_) | Ty::Nil | Ty::Param(..) => {}
        Ty::Named(name, args) => {
            found.push(*name);
            args.iter().for_each(|arg| types_in(arg, found));
        }
        Ty::Pointer(inner) | Ty::Slice(inner) | Ty::Array(inner) | Ty::Chan(inner) => types_in(inner, found),
        Ty::Map(parts) => [&parts.0, &parts.1].into_iter().for_each(|part| types_in(part, found)),
        Ty::Func(signature) => types_of(signature, found),
        Ty::Struct(parts) => parts.fields.iter().for_each(|field| types_in(&field.ty, found)),
        Ty::Interface(parts) => {
            parts.methods.iter().for_each(|(_, signature)| types_of(signature, found));
            parts.embedded.iter().chain(parts.unions.iter().flatten()).for_each(|embedded| types_in(embedded, found));
        }
        Ty::Tuple(parts) => parts.iter().for_each(|part| types_in(part, found)),
    }
}

fn types_of(signature: &Signature, found: &mut Vec<TypeName>) {
    signature.params.iter().chain(&signature.results).for_each(|ty| types_in(ty, found));
}

/// The names of the methods that the interface types of a package ask for. Those that are not exported matter for what
/// implements them.
fn interface_methods(interface: &Interface) -> BTreeSet<Name> {
    let methods = interface.types.iter().flat_map(|decl| match &decl.underlying {
        Ty::Interface(parts) => parts.methods.as_slice(),
        _ => &[],
    });
    methods.map(|(name, _)| *name).collect()
}

fn is_kept(method: &FuncDecl, sealed: &BTreeSet<Name>) -> bool {
    is_exported(&method.name) || sealed.contains(&method.name)
}

/// `interface` without what is not reached.
fn trimmed(interface: &Interface, sealed: &BTreeSet<Name>, types: &BTreeSet<TypeName>) -> Interface {
    let importable = is_importable(&interface.path);
    let mut kept = interface.clone();
    kept.types.retain(|decl| types.contains(&interface.type_name(decl.name)));
    kept.funcs.retain(|decl| match decl.receiver {
        Some(receiver) => types.contains(&interface.type_name(receiver)) && is_kept(decl, sealed),
        None => importable && is_exported(&decl.name),
    });
    kept.vars.retain(|decl| importable && is_exported(&decl.name));
    kept.consts.retain(|decl| importable && is_exported(&decl.name));
    kept.reindex();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use mapvet_model::{Interfaces, Package, Values};
    use mapvet_syntax::Parser;

    struct Alone;

    impl Interfaces for Alone {
        fn interface(&self, _path: Name) -> Option<&Interface> {
            None
        }

        fn test_interface(&self, _path: Name) -> Option<&Interface> {
            None
        }
    }

    fn package(path: &str, text: &str) -> (Name, Interface) {
        let sources = [Parser::new().parse(text.as_bytes())];
        let name = Name::from(path.rsplit('/').next().unwrap_or(path));
        (Name::from(path), Package::new(Name::from(path), name, &sources, &|_| None, None, &Alone, Values::Inferred).interface)
    }

    #[test]
    fn what_importers_can_reach_stays() {
        let text = "package a\nimport (\n\t\"internal/b\"\n\t\"internal/c\"\n)\n\
            type T struct { x own; b.In }\ntype own int\ntype not int\ntype Sealed interface { seal() }\n\
            func F() result { return 0 }\ntype result int\nfunc f() not\n\
            func (T) M(b.Para)\nfunc (T) m(not)\nfunc (T) seal()\nfunc (not) M()\nvar V *viaVar\ntype viaVar c.Deep\nvar v not\n";
        let packages = [
            package("a", text),
            package("internal/b", "package b\ntype In struct{}\ntype Para int\ntype Not int\nfunc F()\nvar V int\nfunc (In) M()\n"),
            package("internal/c", "package c\ntype Deep int\n"),
            package("internal/d", "package d\ntype D int\n"),
            package("empty", "package empty\n"),
        ];
        let kept = reachable(packages.into());
        let shown = |interface: &Interface| {
            let types = interface.types.iter().map(|decl| decl.name.to_string());
            let funcs = interface.funcs.iter().map(|decl| interface.func_ref(decl).to_string());
            types.chain(funcs).chain(interface.vars.iter().map(|decl| decl.name.to_string())).collect::<Vec<_>>().join(" ")
        };
        let shown: Vec<String> = kept.values().map(|interface| format!("{}: {}", interface.path, shown(interface))).collect();
        assert_eq!(
            shown,
            ["a: Sealed T own result viaVar a.F (a.T).M (a.T).seal V", "empty: ", "internal/b: In Para (internal/b.In).M", "internal/c: Deep",]
        );
    }
}
