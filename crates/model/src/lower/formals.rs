//! Formals that are assigned: until then they hold what the caller handed over.
//!
//! Nothing below a formal that is assigned anywhere is known to be the caller's. In `m := current.(map[string]any)`, followed by
//! `current = m[key]`, the map is. So what stands after the first assignment in the text, or in a loop around it, is taken to be another
//! variable, which may hold what was handed over or what was assigned; what stands before is the formal as the caller knows it. Formals
//! that hold maps, or anything at all, are told apart; a lock of another one may be taken before it is assigned and given back after that.
//!
//! Misses: what stands after an assignment in the text, but is only come to without it.

use super::{Binding, Lowerer};
use crate::body::{BodyId, Operand, Place, Root, Var, VarId, VarKind};
use crate::ty::{Name, Ty};
use mapvet_syntax::{Field, Kind, Node};
use smallvec::SmallVec;

/// A formal that is assigned.
pub(super) struct Assigned {
    /// The place of its name in the bindings of the function.
    binding: usize,
    formal: VarId,
    /// Where the first statement begins from which on it may hold something else.
    from: u32,
}

impl Lowerer<'_> {
    /// Looks for the formals that the body of the function assigns.
    pub(super) fn find_assigned(&mut self, body: Node<'_>) {
        let mut formals = Vec::new();
        for (at, (name, binding)) in self.bindings.iter().enumerate() {
            if let Binding::Var(var) = binding
                && matches!(self.vars[var.index()].kind, VarKind::Formal(_))
                && self.may_hold_map(&self.vars[var.index()].ty)
            {
                formals.push((at, *name, *var));
            }
        }
        if formals.is_empty() {
            return;
        }
        let names: Vec<Name> = formals.iter().map(|(_, name, _)| *name).collect();
        let first = first_assignments(body, &names);
        let assigned = formals.into_iter().zip(first).filter_map(|((binding, _, formal), first)| match first {
            First::At(from) => Some(Assigned { binding, formal, from }),
            First::Never | First::Anywhere => None,
        });
        self.assigned = assigned.collect();
    }

    /// From this statement on, the names of formals that it assigns, or that were assigned before, are those of other variables.
    pub(super) fn tell_assigned_apart(&mut self, statement: Node<'_>) {
        while let Some(at) = self.assigned.iter().position(|assigned| assigned.from <= statement.start()) {
            let Assigned { binding, formal, .. } = self.assigned.swap_remove(at);
            let Var { name, ref ty, span, .. } = self.vars[formal.index()];
            let sources = SmallVec::from_elem(Operand::Place(Place::of(Root::Var(formal))), 1);
            let var = Var { name, ty: ty.clone(), owner: BodyId(0), kind: VarKind::Local, span, sources, opaque: false, ranged: false };
            self.bindings[binding].1 = Binding::Var(VarId(self.vars.len() as u32));
            self.vars.push(var);
        }
    }

    fn may_hold_map(&self, ty: &Ty) -> bool {
        match self.underlying(ty) {
            Ty::Map(_) => true,
            Ty::Interface(interface) => interface.methods.is_empty() && interface.embedded.is_empty() && interface.unions.is_empty(),
            _ => false,
        }
    }
}

/// Where a name is assigned first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Never,
    /// By the statement that begins here, or in one that runs it again and again.
    At(u32),
    /// By whoever has its address, in a literal, or before what stands above it.
    Anywhere,
}

/// Where names are assigned first in a body. What an inner scope declares under the same name is taken for the same.
fn first_assignments(body: Node<'_>, names: &[Name]) -> Vec<First> {
    let mut found = vec![First::Never; names.len()];
    let named = |node: Node<'_>| names.iter().position(|name| node.kind() == Kind::IDENTIFIER && *name == node.text());
    let mut work: Vec<(Node<'_>, Option<u32>, bool)> = vec![(body, None, false)];
    while let Some((node, around, in_literal)) = work.pop() {
        let mut targets: Vec<Node<'_>> = Vec::new();
        match node.kind() {
            Kind::GOTO_STATEMENT => return vec![First::Anywhere; names.len()],
            Kind::IDENTIFIER if in_literal => {
                found.iter_mut().zip(names).filter(|(_, name)| **name == node.text()).for_each(|(first, _)| *first = First::Anywhere)
            }
            Kind::UNARY_EXPRESSION if node.operator() == "&" => {
                if let Some(at) = node.field(Field::OPERAND).and_then(named) {
                    found[at] = First::Anywhere;
                }
            }
            Kind::ASSIGNMENT_STATEMENT | Kind::SHORT_VAR_DECLARATION | Kind::RANGE_CLAUSE | Kind::RECEIVE_STATEMENT => {
                targets.extend(node.field(Field::LEFT).into_iter().flat_map(Node::children));
            }
            _ => {}
        }
        let start = around.unwrap_or(node.start());
        for at in targets.into_iter().filter_map(named) {
            found[at] = match found[at] {
                First::Never => First::At(start),
                First::At(other) => First::At(other.min(start)),
                First::Anywhere => First::Anywhere,
            };
        }
        let around = around.or((node.kind() == Kind::FOR_STATEMENT).then_some(node.start()));
        let in_literal = in_literal || node.kind() == Kind::FUNC_LITERAL;
        work.extend(node.children().map(|child| (child, around, in_literal)));
    }
    found
}
