//! From type syntax to light types.

use crate::scope::{FileScope, Scope};
use crate::ty::{FieldDecl, InterfaceTy, Name, Signature, StructTy, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node};
use std::sync::Arc;

/// How deep type syntax is followed.
const DEPTH: usize = 100;

/// Reads type syntax in the context of one file of a unit.
pub struct TypeReader<'a> {
    /// What names mean.
    pub scope: &'a Scope<'a>,
    /// The file's imports.
    pub file: &'a FileScope,
    /// The file's number in the unit.
    pub file_number: u32,
    /// Names that hide package-level ones here: type parameters and types declared in functions.
    pub local: &'a [(Name, Ty)],
    /// Whether a name is a type of the unit's package, asked while its declarations are still being collected.
    pub declared: &'a dyn Fn(Name) -> bool,
}

const BASIC: &[&str] = &[
    "bool",
    "byte",
    "complex128",
    "complex64",
    "float32",
    "float64",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

impl TypeReader<'_> {
    /// The type that `node` denotes.
    pub fn read(&self, node: Node<'_>) -> Ty {
        self.at_depth(node, 0)
    }

    fn at_depth(&self, node: Node<'_>, depth: usize) -> Ty {
        if depth > DEPTH {
            return Ty::Unknown;
        }
        let inner = |field: Field| node.field(field).map_or(Ty::Unknown, |child| self.at_depth(child, depth + 1));
        match node.kind() {
            Kind::TYPE_IDENTIFIER | Kind::IDENTIFIER => self.named(Name::from(node.text())),
            Kind::QUALIFIED_TYPE => self.qualified(node.field(Field::PACKAGE), node.field(Field::NAME)),
            Kind::SELECTOR_EXPRESSION => self.qualified(node.field(Field::OPERAND), node.field(Field::FIELD)),
            Kind::POINTER_TYPE => node.first().map_or(Ty::Unknown, |child| self.at_depth(child, depth + 1)).pointer(),
            Kind::PARENTHESIZED_TYPE | Kind::TYPE_ELEM => node.first().map_or(Ty::Unknown, |child| self.at_depth(child, depth + 1)),
            Kind::GENERIC_TYPE => inner(Field::TYPE),
            Kind::MAP_TYPE => Ty::map(inner(Field::KEY), inner(Field::VALUE)),
            Kind::SLICE_TYPE => Ty::Slice(Arc::new(inner(Field::ELEMENT))),
            Kind::ARRAY_TYPE | Kind::IMPLICIT_LENGTH_ARRAY_TYPE => Ty::Array(Arc::new(inner(Field::ELEMENT))),
            Kind::CHANNEL_TYPE => Ty::Chan(Arc::new(inner(Field::VALUE))),
            Kind::FUNCTION_TYPE => Ty::Func(Arc::new(self.signature(node, depth))),
            Kind::STRUCT_TYPE => Ty::Struct(Arc::new(self.structure(node, depth))),
            Kind::INTERFACE_TYPE => Ty::Interface(Arc::new(self.interface(node, depth))),
            _ => Ty::Unknown,
        }
    }

    /// The type that an identifier denotes here.
    pub fn named(&self, name: Name) -> Ty {
        if let Some((_, ty)) = self.local.iter().rev().find(|(local, _)| *local == name) {
            return ty.clone();
        }
        if (self.declared)(name) || self.scope.type_decl(TypeName { package: self.scope.own.path, name }).is_some() {
            return Ty::Named(TypeName { package: self.scope.own.path, name });
        }
        if BASIC.contains(&name.as_str()) {
            return Ty::Basic(name);
        }
        match name.as_str() {
            "any" | "comparable" => Ty::Interface(Arc::new(InterfaceTy::default())),
            "error" => Ty::Named(TypeName { package: Name::from(""), name }),
            _ => self.dot_imported(name),
        }
    }

    fn dot_imported(&self, name: Name) -> Ty {
        let dots = self.file.imports.iter().filter(|import| import.local.is_some_and(|local| local == "."));
        let names = dots.map(|import| TypeName { package: import.path(), name });
        names.into_iter().find(|name| self.scope.type_decl(*name).is_some()).map_or(Ty::Unknown, Ty::Named)
    }

    fn qualified(&self, package: Option<Node<'_>>, name: Option<Node<'_>>) -> Ty {
        let (Some(package), Some(name)) = (package, name) else { return Ty::Unknown };
        match self.scope.import(self.file, package.text()) {
            Some(import) => Ty::Named(TypeName { package: import.path(), name: Name::from(name.text()) }),
            None => Ty::Unknown,
        }
    }

    /// Parameters and results of a function, method, literal or function type.
    pub fn signature(&self, node: Node<'_>, depth: usize) -> Signature {
        let mut signature = Signature::default();
        if let Some(list) = node.field(Field::PARAMETERS) {
            signature.variadic = list.children().any(|child| child.kind() == Kind::VARIADIC_PARAMETER_DECLARATION);
            signature.params = self.parameters(list, depth).into_iter().map(|(_, ty)| ty).collect();
        }
        match node.field(Field::RESULT) {
            Some(list) if list.kind() == Kind::PARAMETER_LIST => {
                signature.results = self.parameters(list, depth).into_iter().map(|(_, ty)| ty).collect();
            }
            Some(one) => signature.results = vec![self.at_depth(one, depth + 1)],
            None => {}
        }
        signature
    }

    /// The parameters of a list: the name's node, where there is one, and the type.
    pub fn parameters<'t>(&self, list: Node<'t>, depth: usize) -> Vec<(Option<Node<'t>>, Ty)> {
        let mut found = Vec::new();
        for child in list.children() {
            let mut ty = child.field(Field::TYPE).map_or(Ty::Unknown, |node| self.at_depth(node, depth + 1));
            match child.kind() {
                Kind::PARAMETER_DECLARATION => {}
                Kind::VARIADIC_PARAMETER_DECLARATION => ty = Ty::Slice(Arc::new(ty)),
                _ => continue,
            }
            let names = child.fields(Field::NAME);
            if names.is_empty() {
                found.push((None, ty));
            } else {
                found.extend(names.into_iter().map(|name| (Some(name), ty.clone())));
            }
        }
        found
    }

    fn structure(&self, node: Node<'_>, depth: usize) -> StructTy {
        let mut fields = Vec::new();
        let rows = node.first().into_iter().flat_map(Node::children).filter(|row| row.kind() == Kind::FIELD_DECLARATION);
        for row in rows {
            let Some(type_node) = row.field(Field::TYPE) else { continue };
            let ty = self.at_depth(type_node, depth + 1);
            let names = row.fields(Field::NAME);
            for name in &names {
                let at = (self.file_number, name.start(), name.end());
                fields.push(FieldDecl { name: Name::from(name.text()), ty: ty.clone(), embedded: false, at });
            }
            if names.is_empty() {
                let ty = if row.has_token("*") { ty.pointer() } else { ty };
                let at = (self.file_number, type_node.start(), type_node.end());
                fields.push(FieldDecl { name: embedded_name(type_node), ty, embedded: true, at });
            }
        }
        StructTy { fields }
    }

    fn interface(&self, node: Node<'_>, depth: usize) -> InterfaceTy {
        let mut interface = InterfaceTy::default();
        for row in node.children() {
            match (row.kind(), row.field(Field::NAME)) {
                (Kind::METHOD_ELEM, Some(name)) => {
                    interface.methods.push((Name::from(name.text()), Arc::new(self.signature(row, depth + 1))));
                }
                (Kind::TYPE_ELEM, _) if row.children().count() == 1 => interface.embedded.push(self.at_depth(row, depth + 1)),
                _ => {}
            }
        }
        interface
    }
}

fn embedded_name(type_node: Node<'_>) -> Name {
    let mut node = type_node;
    for _ in 0..DEPTH {
        let inner = match node.kind() {
            Kind::POINTER_TYPE | Kind::PARENTHESIZED_TYPE => node.first(),
            Kind::GENERIC_TYPE => node.field(Field::TYPE),
            Kind::QUALIFIED_TYPE => node.field(Field::NAME),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => break,
        }
    }
    Name::from(node.text())
}
