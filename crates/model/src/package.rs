//! A unit's files together: imports, declarations, and the nodes whose bodies are lowered.

use crate::decl::{FuncDecl, Interface, Interfaces, TypeDecl, VarDecl};
use crate::infer;
use crate::scope::{FileScope, Import, Scope};
use crate::ty::{Name, Ty};
use crate::types::TypeReader;
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

impl<'t> Package<'t> {
    /// Reads imports and declarations of parsed files. `path` is the path by which the unit's symbols are known.
    pub fn new(
        path: Name,
        name: Name,
        sources: &'t [SourceFile<'t>],
        resolve: Resolve<'_>,
        base: Option<&Interface>,
        deps: &dyn Interfaces,
    ) -> Package<'t> {
        let files: Vec<PackageFile<'t>> = sources.iter().map(|source| package_file(source, resolve)).collect();
        let mut interface = Interface::new(path, name);
        collect_types(&files, &mut interface, base, deps);
        interface.reindex();
        collect_funcs(&files, &mut interface, base, deps);
        interface.reindex();
        collect_vars(&files, &mut interface, base, deps);
        interface.reindex();
        Package { files, interface }
    }
}

fn package_file<'t>(source: &'t SourceFile<'t>, resolve: Resolve<'_>) -> PackageFile<'t> {
    let items = outline(source);
    let mut scope = FileScope::default();
    for item in items.iter().filter(|item| item.kind() == Kind::IMPORT_DECLARATION) {
        for child in item.children() {
            let specs: Vec<Node<'_>> = if child.kind() == Kind::IMPORT_SPEC_LIST { child.children().collect() } else { vec![child] };
            scope.imports.extend(specs.into_iter().filter_map(|spec| import_of(spec, resolve)));
        }
    }
    PackageFile { source, scope, items }
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

/// The names of a type parameter list; they denote unknown types.
pub(crate) fn type_params(node: Node<'_>) -> Vec<(Name, Ty)> {
    let list = node.field(Field::TYPE_PARAMETERS);
    let rows = list.into_iter().flat_map(Node::children);
    rows.flat_map(|row| row.fields(Field::NAME)).map(|name| (Name::from(name.text()), Ty::Unknown)).collect()
}

fn collect_types(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces) {
    let mut names: FxHashSet<Name> = FxHashSet::default();
    for file in files {
        for item in file.items.iter().filter(|item| item.kind() == Kind::TYPE_DECLARATION) {
            names.extend(type_specs(*item).filter_map(|spec| spec.field(Field::NAME)).map(|name| Name::from(name.text())));
        }
    }
    let mut types = Vec::new();
    let scope = Scope { own: interface, base, deps };
    for (number, file) in files.iter().enumerate() {
        for item in file.items.iter().filter(|item| item.kind() == Kind::TYPE_DECLARATION) {
            for spec in type_specs(*item) {
                let local = type_params(spec);
                let reader = TypeReader {
                    scope: &scope,
                    file: &file.scope,
                    file_number: number as u32,
                    local: &local,
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
        params: reader.local.iter().map(|(name, _)| *name).collect(),
    })
}

fn collect_funcs(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces) {
    let mut funcs = Vec::new();
    let scope = Scope { own: interface, base, deps };
    for (number, file) in files.iter().enumerate() {
        for item in &file.items {
            if !matches!(item.kind(), Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION) {
                continue;
            }
            let Some(name) = item.field(Field::NAME) else { continue };
            let receiver = item.field(Field::RECEIVER).and_then(receiver_type);
            let mut local = type_params(*item);
            local.extend(receiver.iter().flat_map(|receiver| receiver.params.iter().map(|name| (*name, Ty::Unknown))));
            let reader = TypeReader { scope: &scope, file: &file.scope, file_number: number as u32, local: &local, declared: &|_| false };
            funcs.push(FuncDecl {
                receiver: receiver.as_ref().map(|receiver| receiver.name),
                pointer: receiver.is_some_and(|receiver| receiver.pointer),
                name: Name::from(name.text()),
                signature: Arc::new(reader.signature(*item, 0)),
            });
        }
    }
    funcs.sort_by_key(|decl: &FuncDecl| (decl.receiver, decl.name));
    interface.funcs = funcs;
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

/// Reads `(c *Cache[K, V])`.
pub(crate) fn receiver_type(list: Node<'_>) -> Option<Receiver> {
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
    Some(Receiver { name: Name::from(node.text()), pointer, params })
}

fn collect_vars(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces) {
    // The second round knows the variables of the first, for `var b = a`.
    for _ in 0..2 {
        let mut vars = Vec::new();
        let scope = Scope { own: interface, base, deps };
        for (number, file) in files.iter().enumerate() {
            let reader = TypeReader { scope: &scope, file: &file.scope, file_number: number as u32, local: &[], declared: &|_| false };
            for item in file.items.iter().filter(|item| item.kind() == Kind::VAR_DECLARATION) {
                var_specs(*item).into_iter().for_each(|spec| var_decls(spec, &reader, &mut vars));
            }
        }
        vars.sort_by_key(|decl: &VarDecl| decl.name);
        interface.vars = vars;
        interface.reindex();
    }
}

fn var_decls(spec: Node<'_>, reader: &TypeReader<'_>, vars: &mut Vec<VarDecl>) {
    let declared = spec.field(Field::TYPE).map(|node| reader.read(node));
    let values: Vec<Node<'_>> = spec.field(Field::VALUE).into_iter().flat_map(Node::children).collect();
    for (index, name) in spec.fields(Field::NAME).into_iter().enumerate() {
        let ty = match &declared {
            Some(ty) => ty.clone(),
            None if values.len() == 1 => infer::expression(values[0], reader).component(index),
            None => values.get(index).map_or(Ty::Unknown, |value| infer::expression(*value, reader)),
        };
        vars.push(VarDecl { name: Name::from(name.text()), ty, at: (reader.file_number, name.start(), name.end()) });
    }
}
