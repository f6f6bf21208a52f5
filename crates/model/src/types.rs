//! From type syntax to light types.

use crate::scope::{FileScope, Scope, is_unsafe_pointer};
use crate::ty::{Args, FieldDecl, InterfaceTy, Name, Signature, StructTy, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node};
use std::sync::Arc;

/// How deep type syntax is followed.
const DEPTH: usize = 100;

/// What a name means inside a declaration.
#[derive(Clone, Debug)]
pub enum Local {
    /// A type parameter, or a type declared in the function.
    Type(Ty),
    /// A variable or constant.
    Value,
}

/// Reads type syntax in the context of one file of a unit.
pub struct TypeReader<'a> {
    /// What names mean.
    pub scope: &'a Scope<'a>,
    /// The file's imports.
    pub file: &'a FileScope,
    /// The file's number in the unit.
    pub file_number: u32,
    /// Names that hide package-level ones here.
    pub local: &'a dyn Fn(Name) -> Option<Local>,
    /// Whether a name is a type of the unit's package, asked while its declarations are still being collected.
    pub declared: &'a dyn Fn(Name) -> bool,
}

/// The predeclared basic type of a name.
fn basic(name: &str) -> Option<Ty> {
    match name {
        "byte" => Some(Ty::basic("uint8")),
        "rune" => Some(Ty::basic("int32")),
        "bool" | "complex128" | "complex64" | "float32" | "float64" | "int" | "int16" | "int32" | "int64" | "int8" | "string" | "uint" | "uint16"
        | "uint32" | "uint64" | "uint8" | "uintptr" => Some(Ty::basic(name)),
        _ => None,
    }
}

/// The type of a literal of a basic type, which is a constant without a type.
pub(crate) fn literal(kind: Kind) -> Option<Ty> {
    let name = match kind {
        Kind::INT_LITERAL | Kind::IOTA => "untyped int",
        Kind::RUNE_LITERAL => "untyped rune",
        Kind::FLOAT_LITERAL => "untyped float",
        Kind::IMAGINARY_LITERAL => "untyped complex",
        Kind::RAW_STRING_LITERAL | Kind::INTERPRETED_STRING_LITERAL => "untyped string",
        Kind::TRUE | Kind::FALSE => "untyped bool",
        _ => return None,
    };
    Some(Ty::basic(name))
}

impl<'a> TypeReader<'a> {
    /// The type that `node` denotes; it may be written as an expression.
    pub fn read(&self, node: Node<'_>) -> Ty {
        self.at_depth(node, 0)
    }

    /// The type that an expression denotes, if it is one for sure.
    pub fn denoted(&self, node: Node<'_>) -> Option<Ty> {
        let mut inner = node;
        for _ in 0..DEPTH {
            inner = match inner.kind() {
                Kind::PARENTHESIZED_EXPRESSION | Kind::PARENTHESIZED_TYPE => inner.first()?,
                Kind::UNARY_EXPRESSION if inner.operator() == "*" => inner.field(Field::OPERAND)?,
                Kind::INDEX_EXPRESSION => inner.field(Field::OPERAND)?,
                Kind::TYPE_INSTANTIATION_EXPRESSION | Kind::GENERIC_TYPE => inner.field(Field::TYPE)?,
                Kind::IDENTIFIER | Kind::TYPE_IDENTIFIER => return if self.is_type(Name::from(inner.text())) { Some(self.read(node)) } else { None },
                Kind::SELECTOR_EXPRESSION => return self.selected(inner.field(Field::OPERAND)?, inner.field(Field::FIELD)?).map(|_| self.read(node)),
                Kind::QUALIFIED_TYPE => return self.selected(inner.field(Field::PACKAGE)?, inner.field(Field::NAME)?).map(|_| self.read(node)),
                Kind::SLICE_TYPE
                | Kind::ARRAY_TYPE
                | Kind::MAP_TYPE
                | Kind::CHANNEL_TYPE
                | Kind::FUNCTION_TYPE
                | Kind::INTERFACE_TYPE
                | Kind::POINTER_TYPE
                | Kind::STRUCT_TYPE => return Some(self.read(node)),
                _ => return None,
            };
        }
        None
    }

    fn selected(&self, package: Node<'_>, name: Node<'_>) -> Option<TypeName> {
        if !matches!(package.kind(), Kind::IDENTIFIER | Kind::PACKAGE_IDENTIFIER) || (self.local)(Name::from(package.text())).is_some() {
            return None;
        }
        let package = self.file.import(Name::from(package.text()))?.path();
        let name = TypeName { package, name: Name::from(name.text()) };
        if is_unsafe_pointer(name) {
            return Some(name);
        }
        let modelled = || self.scope.models().underlying(name).is_some();
        (self.scope.type_decl(name).is_some() || modelled()).then_some(name)
    }

    fn is_type(&self, name: Name) -> bool {
        match (self.local)(name) {
            Some(Local::Type(_)) => true,
            Some(Local::Value) => false,
            None => self.named(name) != Ty::Unknown,
        }
    }

    fn at_depth(&self, node: Node<'_>, depth: usize) -> Ty {
        if depth > DEPTH {
            return Ty::Unknown;
        }
        let read = |child: Option<Node<'_>>| child.map_or(Ty::Unknown, |child| self.at_depth(child, depth + 1));
        let inner = |field: Field| read(node.field(field));
        match node.kind() {
            Kind::TYPE_IDENTIFIER | Kind::IDENTIFIER => self.named(Name::from(node.text())),
            Kind::QUALIFIED_TYPE => self.qualified(node.field(Field::PACKAGE), node.field(Field::NAME)),
            Kind::SELECTOR_EXPRESSION => self.qualified(node.field(Field::OPERAND), node.field(Field::FIELD)),
            Kind::POINTER_TYPE => read(node.first()).pointer(),
            Kind::UNARY_EXPRESSION if node.operator() == "*" => inner(Field::OPERAND).pointer(),
            Kind::PARENTHESIZED_TYPE | Kind::PARENTHESIZED_EXPRESSION => read(node.first()),
            Kind::TYPE_ELEM | Kind::TYPE_CONSTRAINT | Kind::NEGATED_TYPE => self.terms(node, depth),
            Kind::GENERIC_TYPE | Kind::TYPE_INSTANTIATION_EXPRESSION | Kind::INDEX_EXPRESSION => self.instance(node, depth),
            Kind::MAP_TYPE => Ty::map(inner(Field::KEY), inner(Field::VALUE)),
            Kind::SLICE_TYPE => Ty::slice(inner(Field::ELEMENT)),
            Kind::ARRAY_TYPE | Kind::IMPLICIT_LENGTH_ARRAY_TYPE => Ty::Array(Arc::new(inner(Field::ELEMENT))),
            Kind::CHANNEL_TYPE => Ty::Chan(Arc::new(inner(Field::VALUE))),
            Kind::FUNCTION_TYPE => Ty::Func(Arc::new(self.signature(node, depth))),
            Kind::STRUCT_TYPE => Ty::Struct(Arc::new(self.structure(node, depth))),
            Kind::INTERFACE_TYPE => Ty::Interface(Arc::new(self.interface(node, depth))),
            _ => Ty::Unknown,
        }
    }

    /// One type, or a constraint: `A | ~B`.
    fn terms(&self, node: Node<'_>, depth: usize) -> Ty {
        let mut children = node.children();
        match (children.next(), children.next()) {
            (Some(only), None) if node.kind() != Kind::NEGATED_TYPE && only.kind() != Kind::NEGATED_TYPE => self.at_depth(only, depth + 1),
            _ => Ty::Interface(Arc::new(InterfaceTy { unions: vec![self.union(node, depth)], ..InterfaceTy::default() })),
        }
    }

    fn union(&self, node: Node<'_>, depth: usize) -> Vec<Ty> {
        if node.kind() == Kind::NEGATED_TYPE {
            return vec![node.first().map_or(Ty::Unknown, |child| self.at_depth(child, depth + 1))];
        }
        let bare = |child: Node<'_>| {
            if child.kind() == Kind::NEGATED_TYPE { child.first() } else { None }
                .map_or_else(|| self.at_depth(child, depth + 1), |child| self.at_depth(child, depth + 1))
        };
        node.children().map(bare).collect()
    }

    /// The type arguments of a generic type or function, as it is written here.
    pub fn type_args(&self, node: Node<'_>) -> Vec<Ty> {
        self.args_at(node, 0)
    }

    fn args_at(&self, node: Node<'_>, depth: usize) -> Vec<Ty> {
        let read = |child: Node<'_>| self.at_depth(child, depth + 1);
        match node.kind() {
            Kind::INDEX_EXPRESSION => node.field(Field::INDEX).into_iter().map(read).collect(),
            Kind::TYPE_INSTANTIATION_EXPRESSION => node.children().skip(1).map(read).collect(),
            Kind::TYPE_ARGUMENTS => node.children().map(read).collect(),
            _ => node.field(Field::TYPE_ARGUMENTS).into_iter().flat_map(Node::children).map(read).collect(),
        }
    }

    fn instance(&self, node: Node<'_>, depth: usize) -> Ty {
        let base = if node.kind() == Kind::INDEX_EXPRESSION { node.field(Field::OPERAND) } else { node.field(Field::TYPE) };
        match base.map(|base| self.at_depth(base, depth + 1)) {
            Some(Ty::Named(name, _)) => Ty::Named(name, Args::of(self.args_at(node, depth))),
            _ => Ty::Unknown,
        }
    }

    /// The type that an identifier denotes here.
    pub fn named(&self, name: Name) -> Ty {
        match (self.local)(name) {
            Some(Local::Type(ty)) => return ty,
            Some(Local::Value) => return Ty::Unknown,
            None => {}
        }
        let own = TypeName { package: self.scope.own.path, name };
        if (self.declared)(name) || self.scope.type_decl(own).is_some() {
            return Ty::named(own);
        }
        if let Some(ty) = basic(&name) {
            return ty;
        }
        match name.as_str() {
            "any" | "comparable" => Ty::Interface(Arc::new(InterfaceTy::default())),
            "error" => Ty::named(TypeName { package: Name::from(""), name }),
            _ => self.dot_imported(name),
        }
    }

    fn dot_imported(&self, name: Name) -> Ty {
        let names = self.file.dots().iter().map(|package| TypeName { package: *package, name });
        names.into_iter().find(|name| self.scope.type_decl(*name).is_some()).map_or(Ty::Unknown, Ty::named)
    }

    fn qualified(&self, package: Option<Node<'_>>, name: Option<Node<'_>>) -> Ty {
        let (Some(package), Some(name)) = (package, name) else { return Ty::Unknown };
        match self.file.import(Name::from(package.text())) {
            Some(import) if import.written == "C" => Ty::Unknown,
            Some(import) => Ty::named(TypeName { package: import.path(), name: Name::from(name.text()) }),
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
            let passed_over = row.field(Field::TAG).map_or_else(Vec::new, |tag| passed_over(tag.text()));
            for name in &names {
                let at = (self.file_number, name.start(), name.end());
                fields.push(FieldDecl { name: Name::from(name.text()), ty: ty.clone(), embedded: false, passed_over: passed_over.clone(), at });
            }
            if names.is_empty() {
                let ty = if row.has_token("*") { ty.pointer() } else { ty };
                let at = (self.file_number, type_node.start(), type_node.end());
                fields.push(FieldDecl { name: embedded_name(type_node), ty, embedded: true, passed_over, at });
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
                (Kind::TYPE_ELEM, _) => match self.terms(row, depth + 1) {
                    Ty::Interface(union) if union.methods.is_empty() && union.embedded.is_empty() => {
                        interface.unions.extend(union.unions.iter().cloned())
                    }
                    other => interface.embedded.push(other),
                },
                _ => {}
            }
        }
        interface
    }
}

/// The keys of a tag whose value is `-`.
fn passed_over(tag: &str) -> Vec<Name> {
    let keys = tag.match_indices(":\"-\"").map(|(at, _)| &tag[..at]);
    keys.map(|before| Name::from(before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default())).collect()
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
