//! Ways that no values of the formals allow: `if init { ... }` below `load(false)`.
//!
//! A state carries what conditions on the way ask of the formals of its body; a call that passes a constant which says otherwise, or
//! stands where the opposite is known, leads nowhere. Only formals that nobody assigns count.

use super::graph::Graph;
use super::incoming::Incoming;
use super::state::State;
use crate::facts::CallFacts;
use mapvet_model::{Is, Operand, Root, Test, VarKind};

/// Whether no values fulfil both.
pub(super) fn exclude(one: &[Test], other: &[Test]) -> bool {
    one.iter().any(|test| other.iter().any(|other| other.var == test.var && test.is.excludes(other.is)))
}

/// What a state's conditions ask of the formals of the caller, with those of the call; `None` where no values fulfil them.
pub(super) fn above(graph: &Graph<'_>, state: &State, incoming: &Incoming) -> Option<Vec<Test>> {
    let call = &graph.body(incoming.from).calls[incoming.call as usize];
    if state.requires.is_empty() && call.requires.is_empty() {
        return Some(Vec::new());
    }
    let mut found = call.requires.to_vec();
    for test in &state.requires {
        match asked(graph, state.body, *test, (incoming, call)) {
            Asked::Nothing => {}
            Asked::Of(test) => found.push(test),
            Asked::Impossible => return None,
        }
    }
    found.sort_unstable();
    found.dedup();
    (!exclude(&found, &found)).then_some(found)
}

/// What a condition asks of a caller.
enum Asked {
    Nothing,
    Of(Test),
    Impossible,
}

fn asked(graph: &Graph<'_>, body: u32, test: Test, (incoming, call): (&Incoming, &CallFacts)) -> Asked {
    let var = &graph.decl(body).vars[test.var.index()];
    if var.owner != graph.local_number(body) {
        // A literal shares the formals around it with whoever makes it.
        return if graph.sibling(body, 0) == graph.sibling(incoming.from, 0) { Asked::Of(test) } else { Asked::Nothing };
    }
    let VarKind::Formal(formal) = var.kind else { return Asked::Nothing };
    let known = match incoming.actuals.argument(formal, call) {
        Some(Operand::Known(is)) => *is,
        Some(Operand::Func(_) | Operand::Channel(_)) => Is::NotNil,
        Some(Operand::Place(place)) => match place.root {
            Root::Var(var) if place.path.is_empty() && is_constant(graph, incoming.from, var.index()) => return Asked::Of(Test { var, is: test.is }),
            _ => return Asked::Nothing,
        },
        Some(Operand::Fresh | Operand::Received(_) | Operand::Other) | None => return Asked::Nothing,
    };
    if known.excludes(test.is) { Asked::Impossible } else { Asked::Nothing }
}

fn is_constant(graph: &Graph<'_>, body: u32, var: usize) -> bool {
    let var = &graph.decl(body).vars[var];
    matches!(var.kind, VarKind::Formal(_)) && !var.reassigned
}
