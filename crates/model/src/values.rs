//! The types of package variables and constants: declared, told by the form of the initialiser, or inferred.

use crate::decl::{ConstDecl, Interface, Interfaces, VarDecl};
use crate::lower;
use crate::package::{PackageFile, Values, var_specs};
use crate::scope::{LocalTypes, Scope};
use crate::ty::{Name, Ty};
use crate::types::{TypeReader, literal};
use mapvet_syntax::{Field, Kind, Node};
use std::sync::Arc;

/// Initialisers may name variables that are declared later; so many links of such a chain are followed.
const ROUNDS: usize = 16;

/// How deep the form of an initialiser is looked into.
const DEPTH: usize = 32;

/// A variable or constant whose type is only known once its initialiser is.
struct Pending<'t> {
    value: Node<'t>,
    /// Which of the values that it gives.
    index: usize,
    file: usize,
    is_const: bool,
    /// Where the declaration stands in its list.
    at: usize,
}

/// A declared name, and what its type may be inferred from: an expression and which of its values.
struct Declared<'t> {
    name: Node<'t>,
    ty: Ty,
    from: Option<(Node<'t>, usize)>,
}

/// Adds the variables and constants to an interface that has the types and functions.
pub(crate) fn collect(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces, values: Values) {
    let mut pending = Vec::new();
    let locals = LocalTypes::default();
    let (vars, consts) = {
        let scope = Scope { own: interface, base, deps, locals: &locals };
        declared(files, &scope, &mut pending)
    };
    let (vars, var_places) = sorted(vars, |decl| decl.name);
    let (consts, const_places) = sorted(consts, |decl| decl.name);
    for row in &mut pending {
        row.at = if row.is_const { const_places[row.at] } else { var_places[row.at] };
    }
    (interface.vars, interface.consts) = (vars, consts);
    interface.reindex();
    if values == Values::Inferred {
        infer(files, interface, base, deps, pending);
    }
}

/// Declarations by name, and the new place of each.
fn sorted<D>(declarations: Vec<D>, name: impl Fn(&D) -> Name) -> (Vec<D>, Vec<usize>) {
    let mut rows: Vec<(usize, D)> = declarations.into_iter().enumerate().collect();
    rows.sort_by_key(|(_, declaration)| name(declaration));
    let mut places = vec![0; rows.len()];
    for (to, (from, _)) in rows.iter().enumerate() {
        places[*from] = to;
    }
    (rows.into_iter().map(|(_, declaration)| declaration).collect(), places)
}

fn declared<'t>(files: &[PackageFile<'t>], scope: &Scope<'_>, pending: &mut Vec<Pending<'t>>) -> (Vec<VarDecl>, Vec<ConstDecl>) {
    let (mut vars, mut consts) = (Vec::new(), Vec::new());
    for (file, package_file) in files.iter().enumerate() {
        let reader = TypeReader { scope, file: &package_file.scope, file_number: file as u32, local: &|_| None, declared: &|_| false };
        for item in &package_file.items {
            let is_const = item.kind() == Kind::CONST_DECLARATION;
            let rows = match item.kind() {
                Kind::VAR_DECLARATION => var_specs(*item).into_iter().flat_map(|spec| names_of(spec, &reader)).collect(),
                Kind::CONST_DECLARATION => constants(*item, &reader),
                _ => Vec::new(),
            };
            for Declared { name, ty, from } in rows {
                let at = if is_const { consts.len() } else { vars.len() };
                if let (Ty::Unknown, Some((value, index))) = (&ty, from) {
                    pending.push(Pending { value, index, file, is_const, at });
                }
                let text = Name::from(name.text());
                match is_const {
                    true => consts.push(ConstDecl { name: text, ty }),
                    false => vars.push(VarDecl { name: text, ty, at: (file as u32, name.start(), name.end()) }),
                }
            }
        }
    }
    (vars, consts)
}

/// Package constants that are written as whole numbers, sorted by name.
pub(crate) fn numbers(files: &[PackageFile<'_>]) -> Vec<(Name, i64)> {
    let items = files.iter().flat_map(|file| &file.items).filter(|item| item.kind() == Kind::CONST_DECLARATION);
    let number = |(name, _, value): (Node<'_>, Option<Node<'_>>, Option<Node<'_>>)| Some((Name::from(name.text()), value?.text().parse().ok()?));
    let mut found: Vec<(Name, i64)> = items.flat_map(|item| const_rows(*item)).filter_map(number).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn names_of<'t>(spec: Node<'t>, reader: &TypeReader<'_>) -> Vec<Declared<'t>> {
    let declared = spec.field(Field::TYPE).map(|node| reader.read(node));
    let values: Vec<Node<'t>> = spec.field(Field::VALUE).into_iter().flat_map(Node::children).collect();
    let names = spec.fields(Field::NAME).into_iter().enumerate();
    let row = |(index, name): (usize, Node<'t>)| {
        let from = if values.len() == 1 { Some((values[0], index)) } else { values.get(index).map(|value| (*value, 0)) };
        let ty = declared.clone().or_else(|| Some(form(from?.0, reader, 0).defaulted().component(from?.1))).unwrap_or(Ty::Unknown);
        Declared { name, ty, from: from.filter(|_| declared.is_none()) }
    };
    names.map(row).collect()
}

/// The constants of a declaration. A spec without values repeats the type and the values of the last one that has some.
pub(crate) fn const_rows<'t>(item: Node<'t>) -> Vec<(Node<'t>, Option<Node<'t>>, Option<Node<'t>>)> {
    let mut rows = Vec::new();
    let (mut ty, mut values): (Option<Node<'t>>, Vec<Node<'t>>) = (None, Vec::new());
    for spec in item.children().filter(|spec| spec.kind() == Kind::CONST_SPEC) {
        if let Some(list) = spec.field(Field::VALUE) {
            values = list.children().collect();
            ty = spec.field(Field::TYPE);
        }
        let names = spec.fields(Field::NAME).into_iter().filter(|name| name.kind() == Kind::IDENTIFIER || name.kind() == Kind::BLANK_IDENTIFIER);
        rows.extend(names.enumerate().map(|(index, name)| (name, ty, values.get(index).copied())));
    }
    rows
}

fn constants<'t>(item: Node<'t>, reader: &TypeReader<'_>) -> Vec<Declared<'t>> {
    let row = |(name, ty, value): (Node<'t>, Option<Node<'t>>, Option<Node<'t>>)| {
        let declared = ty.map(|ty| reader.read(ty));
        let ty = declared.clone().or_else(|| Some(form(value?, reader, 0))).unwrap_or(Ty::Unknown);
        Declared { name, ty, from: value.filter(|_| declared.is_none()).map(|value| (value, 0)) }
    };
    const_rows(item).into_iter().map(row).collect()
}

/// What the form of an expression alone says of its type.
fn form(node: Node<'_>, reader: &TypeReader<'_>, depth: usize) -> Ty {
    if depth > DEPTH {
        return Ty::Unknown;
    }
    match node.kind() {
        Kind::COMPOSITE_LITERAL => node.field(Field::TYPE).map_or(Ty::Unknown, |ty| reader.read(ty)),
        Kind::FUNC_LITERAL => Ty::Func(Arc::new(reader.signature(node, 0))),
        Kind::PARENTHESIZED_EXPRESSION => node.first().map_or(Ty::Unknown, |inner| form(inner, reader, depth + 1)),
        Kind::UNARY_EXPRESSION if node.operator() == "&" => match node.field(Field::OPERAND).map(|inner| form(inner, reader, depth + 1)) {
            None | Some(Ty::Unknown) => Ty::Unknown,
            Some(inner) => inner.pointer(),
        },
        kind => literal(kind).unwrap_or(Ty::Unknown),
    }
}

/// Infers what is pending, in rounds, because an initialiser may name what is declared later.
fn infer(files: &[PackageFile<'_>], interface: &mut Interface, base: Option<&Interface>, deps: &dyn Interfaces, mut pending: Vec<Pending<'_>>) {
    for _ in 0..ROUNDS {
        let mut found = Vec::new();
        {
            let locals = LocalTypes::default();
            let scope = Scope { own: interface, base, deps, locals: &locals };
            for (number, row) in pending.iter().enumerate() {
                let ty = lower::type_of(&scope, &files[row.file], row.file as u32, row.value).component(row.index);
                if ty != Ty::Unknown {
                    found.push((number, ty));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        for (number, ty) in found.into_iter().rev() {
            let row = pending.swap_remove(number);
            match row.is_const {
                true => interface.consts[row.at].ty = ty,
                false => interface.vars[row.at].ty = ty.defaulted(),
            }
        }
    }
}
