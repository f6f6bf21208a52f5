//! A unit's files together: imports, declarations, and the nodes whose bodies are lowered.

use crate::decl::{FuncDecl, Interface, Interfaces, TypeDecl};
use crate::scope::{FileScope, Import, LocalTypes, Scope};
use crate::ty::{Name, Ty, TypeName, TypeParam};
use crate::types::{Local, TypeReader};
use crate::values;
use mapvet_syntax::{Field, Kind, Node, SourceFile, outline};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// One parsed file of a unit with its imports and package-level nodes.
pub struct PackageFile<'t> {
    /// The tree.
    pub source: &'t SourceFile<'t>,
    /// The imports.
    pub scope: FileScope,
    /// Package-level declarations in source order.
    pub items: Vec<Node<'t>>,
}

/// A unit as names and declarations.
pub struct Package<'t> {
    /// The files in order; a file's number is its place here.
    pub files: Vec<PackageFile<'t>>,
    /// What is declared.
    pub interface: Interface,
}

/// What an import path means: the path of an analysed package, or nothing.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Option<Name>;

/// Whether initialisers are looked into where only they tell a variable's or a constant's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Values {
    /// Only where the form of the initialiser tells it, without a look into another package.
    ByForm,
    /// As far as everything at hand tells it.
    Inferred,
}

impl<'t> Package<'t> {
    /// Reads imports and declarations of parsed files. `path` is the path by which the unit's symbols are known.
    pub fn new(
        path: Name,
        name: Name,
        sources: &'t [SourceFile<'t>],
        resolve: Resolve<'_>,
        base: Option<&Interface>,
        deps: &dyn Interfaces,
        values: Values,
    ) -> Package<'t> {
        let files: Vec<PackageFile<'t>> = sources.iter().map(|source| package_file(source, resolve, deps)).collect();
        let mut interface = Interface::new(path, name);
        collect_types(&files, &mut interface, base, deps);
        interface.reindex();
        collect_funcs(&files, &mut interface, base, deps);
        interface.reindex();
        values::collect(&files, &mut interface, base, deps, values);
        Package { files, interface }
    }

    /// Package constants that are written as whole numbers, sorted by name.
    pub fn numbers(&self) -> Vec<(Name, i64)> {
        values::numbers(&self.files)
    }
}

fn package_file<'t>(source: &'t SourceFile<'t>, resolve: Resolve<'_>, deps: &dyn Interfaces) -> PackageFile<'t> {
    let items = outline(source);
    let mut imports = Vec::new();
    for item in items.iter().filter(|item| item.kind() == Kind::IMPORT_DECLARATION) {
        for child in item.children() {
            let specs: Vec<Node<'_>> = if child.kind() == Kind::IMPORT_SPEC_LIST { child.children().collect() } else { vec![child] };
            imports.extend(specs.into_iter().filter_map(|spec| import_of(spec, resolve)));
        }
    }
    PackageFile { source, scope: FileScope::new(imports, deps), items }
}

fn import_of(spec: Node<'_>, resolve: Resolve<'_>) -> Option<Import> {
    let written = spec.field(Field::PATH)?.text().trim_matches(['"', '`']);
    let local = spec.field(Field::NAME).map(|name| Name::from(name.text()));
    Some(Import { local, written: Name::from(written), resolved: resolve(written) })
}

/// The type specs of an item, with the list between taken apart.
pub(crate) fn type_specs(item: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    item.children().filter(|spec| matches!(spec.kind(), Kind::TYPE_SPEC | Kind::TYPE_ALIAS))
}

/// The variable specs of an item, with the list between taken apart.
pub(crate) fn var_specs(item: Node<'_>) -> Vec<Node<'_>> {
    let mut specs = Vec::new();
    for child in item.children() {
        match child.kind() {
            Kind::VAR_SPEC => specs.push(child),
            Kind::VAR_SPEC_LIST => specs.extend(child.children().filter(|spec| spec.kind() == Kind::VAR_SPEC)),
            _ => {}
        }
    }
    specs
}

/// The type parameters of a declaration: what their names mean inside it.
pub(crate) fn type_params(node: Node<'_>, owner: TypeName) -> Vec<(Name, Ty)> {
    let list = node.field(Field::TYPE_PARAMETERS);
    let names = list.into_iter().flat_map(Node::children).flat_map(|row| row.fields(Field::NAME));
    names.zip(0..).map(|(name, index)| (Name::from(name.text()), Ty::Param(owner, index))).collect()
}

/// The type parameters of a declaration with their constraints; `reader` knows their names.
pub(crate) fn constraints(node: Node<'_>, reader: &TypeReader<'_>) -> Vec<TypeParam> {
    let rows = node.field(Field::TYPE_PARAMETERS).into_iter().flat_map(Node::children);
    let params = rows.flat_map(|row| {
        let constraint = row.field(Field::TYPE).map_or(Ty::Unknown, |constraint| reader.read(constraint));
        row.fields(Field::NAME).into_iter().map(move |name| TypeParam { name: Name::from(name.text()), constraint: constraint.clone() })
    });
    params.collect()
}

/// What names mean inside a declaration that has these type parameters.
pub(crate) fn among(params: &[(Name, Ty)]) -> impl Fn(Name) -> Option<Local> + '_ {
    |name| params.iter().rev().find(|(param, _)| *param == name).map(|(_, ty)| Local::Type(ty.clone()))
}

fn collect_types(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces) {
    let mut names: FxHashSet<Name> = FxHashSet::default();
    for file in files {
        for item in file.items.iter().filter(|item| item.kind() == Kind::TYPE_DECLARATION) {
            names.extend(type_specs(*item).filter_map(|spec| spec.field(Field::NAME)).map(|name| Name::from(name.text())));
        }
    }
    let mut types = Vec::new();
    let scope = Scope { own: interface, base, deps, locals: &LocalTypes::default() };
    for (number, file) in files.iter().enumerate() {
        for item in file.items.iter().filter(|item| item.kind() == Kind::TYPE_DECLARATION) {
            for spec in type_specs(*item) {
                let Some(name) = spec.field(Field::NAME) else { continue };
                let params = type_params(spec, interface.type_name(Name::from(name.text())));
                let reader = TypeReader {
                    scope: &scope,
                    file: &file.scope,
                    file_number: number as u32,
                    local: &among(&params),
                    declared: &|name| names.contains(&name),
                };
                types.extend(type_decl(spec, &reader));
            }
        }
    }
    types.sort_by_key(|decl: &TypeDecl| decl.name);
    interface.types = types;
}

/// The declaration that a type spec makes.
pub(crate) fn type_decl(spec: Node<'_>, reader: &TypeReader<'_>) -> Option<TypeDecl> {
    Some(TypeDecl {
        name: Name::from(spec.field(Field::NAME)?.text()),
        alias: spec.kind() == Kind::TYPE_ALIAS,
        underlying: reader.read(spec.field(Field::TYPE)?),
        params: constraints(spec, reader),
    })
}

fn collect_funcs(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces) {
    let mut funcs = Vec::new();
    let scope = Scope { own: interface, base, deps, locals: &LocalTypes::default() };
    for (number, file) in files.iter().enumerate() {
        for item in &file.items {
            if !matches!(item.kind(), Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION) {
                continue;
            }
            let Some(name) = item.field(Field::NAME) else { continue };
            let receiver = item.field(Field::RECEIVER).and_then(|list| receiver_type(list, &scope));
            let params = params_in_scope(*item, receiver.as_ref(), interface.path);
            let reader = TypeReader { scope: &scope, file: &file.scope, file_number: number as u32, local: &among(&params), declared: &|_| false };
            funcs.push(FuncDecl {
                receiver: receiver.as_ref().map(|receiver| receiver.name),
                pointer: receiver.is_some_and(|receiver| receiver.pointer),
                name: Name::from(name.text()),
                params: constraints(*item, &reader),
                signature: Arc::new(reader.signature(*item, 0)),
            });
        }
    }
    funcs.sort_by_key(|decl: &FuncDecl| (decl.receiver, decl.name));
    interface.funcs = funcs;
}

/// The type parameters that a function or method can name: its own, or its receiver's.
pub(crate) fn params_in_scope(item: Node<'_>, receiver: Option<&Receiver>, package: Name) -> Vec<(Name, Ty)> {
    let Some(receiver) = receiver else {
        let name = item.field(Field::NAME).map_or("", Node::text);
        return type_params(item, TypeName { package, name: Name::from(name) });
    };
    let owner = TypeName { package, name: receiver.name };
    receiver.params.iter().zip(0..).map(|(name, index)| (*name, Ty::Param(owner, index))).collect()
}

/// The base type of a receiver list.
pub(crate) struct Receiver {
    /// The type's name.
    pub name: Name,
    /// Whether it is a pointer.
    pub pointer: bool,
    /// The receiver's own names for the type's parameters.
    pub params: Vec<Name>,
}

/// Reads `(c *Cache[K, V])`; a method of an alias is one of what it stands for.
pub(crate) fn receiver_type(list: Node<'_>, scope: &Scope<'_>) -> Option<Receiver> {
    let mut node = list.first()?.field(Field::TYPE)?;
    let mut pointer = false;
    let mut params = Vec::new();
    for _ in 0..8 {
        match node.kind() {
            Kind::POINTER_TYPE => {
                pointer = true;
                node = node.first()?;
            }
            Kind::PARENTHESIZED_TYPE => node = node.first()?,
            Kind::GENERIC_TYPE => {
                let args = node.field(Field::TYPE_ARGUMENTS).into_iter().flat_map(Node::children);
                params = args.map(|arg| Name::from(arg.text())).collect();
                node = node.field(Field::TYPE)?;
            }
            _ => break,
        }
    }
    let written = Name::from(node.text());
    let name = match scope.unalias(&Ty::named(scope.own.type_name(written))).pointee() {
        Ty::Named(name, _) if name.package == scope.own.path => name.name,
        _ => written,
    };
    Some(Receiver { name, pointer, params })
}
