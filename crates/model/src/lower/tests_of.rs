//! What the condition of a branch says of values, where it is true and where it is not: of the formals of a function, and of what is
//! known by a path otherwise.

use super::{Lowerer, Value};
use crate::asked::Asked;
use crate::body::{BlockId, Is, Operand, Place, Root, Test, VarId, VarKind};
use crate::ty::{FuncRef, Name, Ty};
use mapvet_syntax::{Field, Kind, Node};

/// Longer texts are no names of modes, kinds or states.
const LONGEST_CONSTANT: u32 = 32;

/// What a condition says of a value.
enum Said {
    Formal(Test),
    Of(Place, Is),
    /// Of a flag: its name, its path, and what it is.
    Flag(Place, Place, Is),
    /// It is a constant, and says the opposite.
    Never,
}

impl Lowerer<'_> {
    /// Notes what a condition says where its arms begin.
    pub(super) fn note_tests(&mut self, condition: Node<'_>, then: BlockId, otherwise: BlockId) {
        self.note_test(condition, then, true);
        self.note_test(condition, otherwise, false);
    }

    /// Notes what it says that a condition holds, or does not, where a block begins that control comes to by it alone.
    pub(super) fn note_test(&mut self, condition: Node<'_>, block: BlockId, holds: bool) {
        let mut tests = Vec::new();
        for said in self.said(condition, holds) {
            match said {
                Said::Formal(test) => tests.push(test),
                Said::Of(of, is) => self.now().asked.push(Asked { block, of, is, at: None }),
                Said::Flag(of, at, is) => self.now().asked.push(Asked { block, of, is, at: Some(at) }),
                Said::Never => self.now().never.push(block),
            }
        }
        tests.sort_unstable();
        tests.dedup();
        self.now().tests.extend(tests.into_iter().map(|test| (block, test)));
    }

    fn said(&mut self, condition: Node<'_>, holds: bool) -> Vec<Said> {
        let mut found = Vec::new();
        let mut work = vec![(condition, holds)];
        while let Some((node, holds)) = work.pop() {
            for (part, holds) in parts(node, holds) {
                if let Some((left, is)) = compared_to_nil(part, holds) {
                    found.extend(self.said_of(left, is));
                } else if let Some((left, is_same)) = compared_to_constant(part) {
                    work.push((left, is_same == holds));
                } else if let Some((left, is)) = self.compared_to_name(part, holds) {
                    found.extend(self.said_of(left, is).filter(|said| matches!(said, Said::Formal(_))));
                } else if matches!(part.kind(), Kind::TRUE | Kind::FALSE) && (part.kind() == Kind::TRUE) != holds {
                    found.push(Said::Never);
                } else {
                    found.extend(self.said_of(part, if holds { Is::True } else { Is::False }));
                }
            }
        }
        found
    }

    fn said_of(&mut self, node: Node<'_>, is: Is) -> Option<Said> {
        match node.kind() {
            Kind::IDENTIFIER => {}
            // Another look at a call would be another call.
            Kind::SELECTOR_EXPRESSION if is_plain(node) => {}
            Kind::CALL_EXPRESSION => {
                let span = self.span(node);
                let id = self.latest_call(span)?;
                return Some(Said::Of(Place::of(Root::Call(id, 0)), is));
            }
            _ => return None,
        }
        let Value { operand: Operand::Place(place), ty } = self.operand(node) else { return None };
        match place.root {
            Root::Var(var) if place.path.is_empty() => match self.vars[var.index()].kind {
                VarKind::Formal(formal) => (!self.is_variadic(var, formal)).then_some(Said::Formal(Test { var, is })),
                VarKind::Result(_) => Some(Said::Of(self.now().latest(var)?, is)),
                VarKind::Local => {
                    let latest = self.now().latest(var);
                    Some(Said::Of(latest.or_else(|| (!self.may_set_itself(&ty)).then_some(place))?, is))
                }
            },
            _ => Some(Said::Flag(self.own_flag(&place).filter(|_| !self.may_set_itself(&ty))?, place, is)),
        }
    }

    /// A name that is compared to a constant, and what it is where the comparison holds, or where it does not.
    fn compared_to_name<'t>(&self, part: Node<'t>, holds: bool) -> Option<(Node<'t>, Is)> {
        let (left, right) = compared(part)?;
        let (named, constant) = match (self.constant(left), self.constant(right)) {
            (None, Some(constant)) => (left, constant),
            (Some(constant), None) => (right, constant),
            (None, None) | (Some(_), Some(_)) => return None,
        };
        let is = Is::Equal(constant);
        (named.kind() == Kind::IDENTIFIER).then_some((named, if (part.operator() == "==") == holds { is } else { is.opposite() }))
    }

    /// A constant by what it is written as: a number, a text, or a name of a package.
    ///
    /// Over-reports: constants of functions. Misses: variables of packages that are not seen, which look like constants.
    pub(super) fn constant(&self, node: Node<'_>) -> Option<Name> {
        let scope = self.context.scope;
        let named = |package: Name, name: Name| {
            let is_other = scope.var_type(package, name).is_some() || scope.func_decl(FuncRef { package, receiver: None, name }).is_some();
            let is_constant = !is_other && (scope.const_type(package, name).is_some() || !scope.is_known(package));
            is_constant.then(|| Name::from(&format!("{package}.{name}")))
        };
        match node.kind() {
            Kind::INT_LITERAL | Kind::INTERPRETED_STRING_LITERAL if node.end() - node.start() <= LONGEST_CONSTANT => Some(Name::from(node.text())),
            Kind::IDENTIFIER if self.lookup(Name::from(node.text())).is_none() => {
                let name = Name::from(node.text());
                self.home(name).and_then(|package| named(package, name))
            }
            Kind::SELECTOR_EXPRESSION => {
                let package = self.imported(node.field(Field::OPERAND)?)?;
                named(package, Name::from(node.field(Field::FIELD)?.text()))
            }
            _ => None,
        }
    }

    /// Notes that a local is declared as whether another one is `nil`, or a formal a constant, or is not.
    pub(super) fn note_comparison(&mut self, var: VarId, right: Option<Node<'_>>) {
        let values: Vec<Node<'_>> = right.into_iter().flat_map(Node::children).collect();
        let [value] = values.as_slice() else { return };
        let [(part, holds)] = parts(*value, true)[..] else { return };
        let to_nil = compared_to_nil(part, holds).filter(|(left, _)| left.kind() == Kind::IDENTIFIER);
        let Some((left, is)) = to_nil.or_else(|| self.compared_to_name(part, holds)) else { return };
        if let Value { operand: Operand::Place(place), .. } = self.operand(left)
            && place.path.is_empty()
            && matches!(place.root, Root::Var(var) if matches!(is, Is::Nil | Is::NotNil) || matches!(self.vars[var.index()].kind, VarKind::Formal(_)))
        {
            self.comparisons.push((var, place, is));
        }
    }

    /// Whether a type may have methods that assign their receiver: `errs.Add(err)` of a named slice.
    fn may_set_itself(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Unknown | Ty::Param(..) => true,
            Ty::Named(..) => !matches!(self.underlying(ty), Ty::Interface(_) | Ty::Pointer(_)),
            _ => false,
        }
    }

    /// Whether a formal holds all further arguments of a call: none of them is what it is itself.
    fn is_variadic(&self, var: crate::body::VarId, formal: u16) -> bool {
        let owner = self.vars[var.index()].owner;
        self.open.iter().any(|body| body.id == owner && body.variadic && formal + 1 == body.formals)
    }
}

/// The parts of a condition that are all so, or not so, where it holds, or where it does not. However deep it is nested, it is taken apart
/// without recursion.
pub(super) fn parts(condition: Node<'_>, holds: bool) -> Vec<(Node<'_>, bool)> {
    let mut found = Vec::new();
    let mut work = vec![(condition, holds)];
    while let Some((node, holds)) = work.pop() {
        match (node.kind(), node.operator(), holds) {
            (Kind::PARENTHESIZED_EXPRESSION, ..) => work.extend(node.first().map(|inner| (inner, holds))),
            (Kind::UNARY_EXPRESSION, "!", _) => work.extend(node.field(Field::OPERAND).map(|inner| (inner, !holds))),
            (Kind::BINARY_EXPRESSION, "&&", true) | (Kind::BINARY_EXPRESSION, "||", false) => {
                work.extend(sides(node).into_iter().flat_map(|(left, right)| [(left, holds), (right, holds)]));
            }
            _ => found.push((node, holds)),
        }
    }
    found
}

/// What is compared to `nil`, and what it is where the comparison holds, or where it does not.
pub(super) fn compared_to_nil(part: Node<'_>, holds: bool) -> Option<(Node<'_>, Is)> {
    let (left, right) = compared(part)?;
    let is = if (part.operator() == "==") == holds { Is::Nil } else { Is::NotNil };
    (right.kind() == Kind::NIL).then_some((left, is))
}

/// What is compared to `true` or `false`, and whether the comparison says the same.
fn compared_to_constant(part: Node<'_>) -> Option<(Node<'_>, bool)> {
    let (left, right) = compared(part)?;
    matches!(right.kind(), Kind::TRUE | Kind::FALSE).then(|| (left, (part.operator() == "==") == (right.kind() == Kind::TRUE)))
}

fn compared(part: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    sides(part).filter(|_| part.kind() == Kind::BINARY_EXPRESSION && matches!(part.operator(), "==" | "!="))
}

fn sides(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    node.field(Field::LEFT).zip(node.field(Field::RIGHT))
}

/// Whether an expression is a name with fields, the last of which is not exported.
fn is_plain(node: Node<'_>) -> bool {
    if node.field(Field::FIELD).is_none_or(|field| field.text().starts_with(char::is_uppercase)) {
        return false;
    }
    let mut at = node;
    while at.kind() == Kind::SELECTOR_EXPRESSION {
        let Some(inner) = at.field(Field::OPERAND) else { return false };
        at = inner;
    }
    at.kind() == Kind::IDENTIFIER
}
