//! What a body does only where a function of the program has returned `nil`: what it sets up is not there yet. `old := s.config()`, then
//! `first := old == nil`, and `if first { ... }`. So does a package variable that is `nil` until this very function has set it.

use super::only_if::behind;
use crate::facts::{BodyFacts, Event, FirstRun};
use mapvet_model::{Asked, Body, CallMode, Callee, Is, Lowered, Op, Operand, Place, Root, Told, Ty, VarId};

/// For each condition of that kind, what stands behind it. `facts` have the blocks of the body still.
pub(super) fn first_runs(decl: &Lowered, number: usize, facts: &BodyFacts) -> Vec<FirstRun> {
    let body = &decl.bodies[number];
    let found = body.asked.iter().filter_map(|asked| {
        let call = if is_set_behind(body, asked) { None } else { Some(absent(decl, asked)?) };
        if let Some(call) = call {
            let known = body.calls.get(call as usize)?;
            if known.mode != CallMode::Call || !matches!(known.callee, Callee::Static(_)) || !facts.calls.iter().any(|facts| facts.id == call) {
                return None;
            }
        }
        let what: Vec<Event> = behind(facts, asked.block.index());
        (!what.is_empty()).then_some(FirstRun { call, what })
    });
    found.collect()
}

/// Whether a package variable is `nil` where a condition holds, and is set to something on every way from there that gives no error.
fn is_set_behind(body: &Body, asked: &Asked) -> bool {
    let is_variable = matches!(asked.of.root, Root::Global(..)) && asked.of.path.is_empty();
    if asked.is != Is::Nil || !is_variable {
        return false;
    }
    let is_set = |op: &Op| matches!(op, Op::Store { target, value } if *target == asked.of && *value != Operand::Known(Is::Nil));
    let ends = |op: &Op| is_set(op) || matches!(op, Op::Told(Told::Fails | Told::Passes(_)));
    let mut seen = vec![false; body.blocks.len()];
    let mut work = vec![asked.block.index()];
    let mut is_set_somewhere = false;
    while let Some(at) = work.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let block = &body.blocks[at];
        is_set_somewhere |= block.ops.iter().any(is_set);
        if block.ops.iter().any(ends) {
            continue;
        }
        if block.next.is_empty() {
            return false;
        }
        work.extend(block.next.iter().map(|next| next.index()));
    }
    is_set_somewhere
}

/// The call that has returned `nil` where a condition holds.
fn absent(decl: &Lowered, asked: &Asked) -> Option<u32> {
    let is_local = matches!(asked.is, Is::True | Is::False) && only_var(decl, &asked.of).is_some();
    let (of, is) = if is_local { compared(decl, asked)? } else { (&asked.of, asked.is) };
    if is != Is::Nil {
        return None;
    }
    let place = match only_var(decl, of) {
        Some(var) => match decl.vars[var.index()].sources.as_slice() {
            [Operand::Place(place)] => place,
            _ => return None,
        },
        None => of,
    };
    match place {
        Place { root: Root::Call(id, 0), path } if path.is_empty() && holds_object(decl, place) => Some(id.0),
        _ => None,
    }
}

/// What a condition on a local says of what that was compared with: of `old`, after `first := old == nil`.
pub(super) fn compared<'a>(decl: &'a Lowered, asked: &Asked) -> Option<(&'a Place, Is)> {
    let var = only_var(decl, &asked.of)?;
    let (_, of, is) = decl.comparisons.iter().find(|(known, ..)| *known == var)?;
    match asked.is {
        Is::True => Some((of, *is)),
        Is::False => Some((of, is.opposite())),
        Is::Nil | Is::NotNil | Is::Equal(_) | Is::NotEqual(_) => None,
    }
}

/// Whether a local holds what a call returned, and that is no error: of those, `nil` says that all went well.
fn holds_object(decl: &Lowered, result: &Place) -> bool {
    let is_error = |ty: &Ty| matches!(ty, Ty::Named(name, _) if name.package.is_empty() && name.name == "error");
    let is_it = |source: &Operand| matches!(source, Operand::Place(place) if place == result);
    decl.vars.iter().any(|var| var.sources.iter().any(is_it) && matches!(var.ty, Ty::Pointer(_) | Ty::Named(..)) && !is_error(&var.ty))
}

/// A local that is assigned once.
fn only_var(decl: &Lowered, place: &Place) -> Option<VarId> {
    let Root::Var(var) = place.root else { return None };
    let known = &decl.vars[var.index()];
    (place.path.is_empty() && !known.opaque && known.sources.len() == 1).then_some(var)
}
