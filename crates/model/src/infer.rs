//! The type of a package variable's initialiser, from its form alone.

use crate::scope::Selection;
use crate::ty::{FuncRef, Name, Ty};
use crate::types::TypeReader;
use mapvet_syntax::{Field, Kind, Node};
use std::sync::Arc;

/// The type of an expression outside any function, or `Unknown`.
pub fn expression(node: Node<'_>, reader: &TypeReader<'_>) -> Ty {
    at_depth(node, reader, 0)
}

fn at_depth(node: Node<'_>, reader: &TypeReader<'_>, depth: usize) -> Ty {
    if depth > 32 {
        return Ty::Unknown;
    }
    match node.kind() {
        Kind::COMPOSITE_LITERAL => node.field(Field::TYPE).map_or(Ty::Unknown, |ty| reader.read(ty)),
        Kind::FUNC_LITERAL => Ty::Func(Arc::new(reader.signature(node, 0))),
        Kind::PARENTHESIZED_EXPRESSION => node.first().map_or(Ty::Unknown, |inner| at_depth(inner, reader, depth + 1)),
        Kind::UNARY_EXPRESSION if node.operator() == "&" => {
            node.field(Field::OPERAND).map_or(Ty::Unknown, |inner| at_depth(inner, reader, depth + 1)).pointer()
        }
        Kind::TYPE_CONVERSION_EXPRESSION | Kind::TYPE_ASSERTION_EXPRESSION => node.field(Field::TYPE).map_or(Ty::Unknown, |ty| reader.read(ty)),
        Kind::INT_LITERAL => Ty::basic("int"),
        Kind::FLOAT_LITERAL => Ty::basic("float64"),
        Kind::RAW_STRING_LITERAL | Kind::INTERPRETED_STRING_LITERAL => Ty::basic("string"),
        Kind::TRUE | Kind::FALSE => Ty::basic("bool"),
        Kind::IDENTIFIER => reader.scope.var_type(reader.scope.own.path, Name::from(node.text())).cloned().unwrap_or(Ty::Unknown),
        Kind::CALL_EXPRESSION => call(node, reader, depth),
        _ => Ty::Unknown,
    }
}

fn call(node: Node<'_>, reader: &TypeReader<'_>, depth: usize) -> Ty {
    let Some(function) = node.field(Field::FUNCTION) else { return Ty::Unknown };
    let own = |name: &str| FuncRef { package: reader.scope.own.path, receiver: None, name: Name::from(name) };
    match function.kind() {
        Kind::IDENTIFIER => {
            if let Some(decl) = reader.scope.func_decl(own(function.text())) {
                return Ty::of_results(&decl.signature.results);
            }
            let first = node.field(Field::ARGUMENTS).and_then(Node::first);
            match (function.text(), first) {
                ("make", Some(ty)) => reader.read(ty),
                ("new", Some(ty)) => reader.read(ty).pointer(),
                (name, _) => reader.named(Name::from(name)),
            }
        }
        Kind::SELECTOR_EXPRESSION => selector_call(function, reader, depth),
        Kind::FUNC_LITERAL => Ty::of_results(&reader.signature(function, 0).results),
        _ => Ty::Unknown,
    }
}

fn selector_call(function: Node<'_>, reader: &TypeReader<'_>, depth: usize) -> Ty {
    let (Some(operand), Some(field)) = (function.field(Field::OPERAND), function.field(Field::FIELD)) else { return Ty::Unknown };
    let name = Name::from(field.text());
    if operand.kind() == Kind::IDENTIFIER
        && let Some(import) = reader.scope.import(reader.file, operand.text())
    {
        let func = FuncRef { package: import.path(), receiver: None, name };
        let results = reader.scope.func_decl(func).map(|decl| Ty::of_results(&decl.signature.results));
        return results.unwrap_or_else(|| if reader.scope.is_analysed(import.path()) { reader.read(function) } else { Ty::Unknown });
    }
    match reader.scope.select(&at_depth(operand, reader, depth + 1), name) {
        Selection::Method(_, _, signature) | Selection::InterfaceMethod(_, _, signature) => Ty::of_results(&signature.results),
        _ => Ty::Unknown,
    }
}
