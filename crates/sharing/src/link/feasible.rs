//! Ways that no values of the formals allow: `if init { ... }` below `load(false)`.
//!
//! A state carries what conditions on the way ask of the formals of its body; a call that passes a constant which says otherwise, or
//! stands where the opposite is known, leads nowhere. Only formals that nobody assigns count.

use super::graph::Graph;
use super::incoming::Incoming;
use super::state::State;
use crate::facts::{Actuals, Event};
use mapvet_model::{Is, Operand, Root, Test, VarKind};

/// Whether no values fulfil both.
pub(super) fn exclude(one: &[Test], other: &[Test]) -> bool {
    one.iter().any(|test| other.contains(&Test { var: test.var, is: test.is.opposite() }))
}

/// What control needs to come to an event of a body.
pub(super) fn required<'g>(graph: &Graph<'g>, body: u32, event: &Event) -> &'g [Test] {
    let requires = &graph.body(body).requires;
    requires.iter().find(|(known, _)| known == event).map_or(&[][..], |(_, tests)| tests)
}

/// What a state's conditions ask of the formals of the caller, with those of the call; `None` where no values fulfil them.
pub(super) fn above(graph: &Graph<'_>, state: &State, incoming: &Incoming) -> Option<Vec<Test>> {
    let own = required(graph, incoming.from, &Event::Call(incoming.call));
    if state.requires.is_empty() && own.is_empty() {
        return Some(Vec::new());
    }
    let mut found = own.to_vec();
    for test in &state.requires {
        match asked(graph, state.body, *test, incoming) {
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

fn asked(graph: &Graph<'_>, body: u32, test: Test, incoming: &Incoming) -> Asked {
    let var = &graph.decl(body).vars[test.var.index()];
    if var.owner != graph.local_number(body) {
        // A literal shares the formals around it with whoever makes it.
        return if graph.sibling(body, 0) == graph.sibling(incoming.from, 0) { Asked::Of(test) } else { Asked::Nothing };
    }
    let VarKind::Formal(formal) = var.kind else { return Asked::Nothing };
    let args = &graph.body(incoming.from).calls[incoming.call as usize].args;
    let actual = match incoming.actuals {
        Actuals::Args => args.get(usize::from(formal)),
        Actuals::AfterReceiver => formal.checked_sub(1).and_then(|at| args.get(usize::from(at))),
        Actuals::Bound(_) => None,
    };
    let known = match actual {
        Some(Operand::Known(is)) => *is,
        Some(Operand::Func(_) | Operand::Channel(_)) => Is::NotNil,
        Some(Operand::Place(place)) => match place.root {
            Root::Var(var) if place.path.is_empty() && is_constant(graph, incoming.from, var.index()) => return Asked::Of(Test { var, is: test.is }),
            _ => return Asked::Nothing,
        },
        Some(Operand::Fresh | Operand::Other) | None => return Asked::Nothing,
    };
    if known == test.is.opposite() { Asked::Impossible } else { Asked::Nothing }
}

fn is_constant(graph: &Graph<'_>, body: u32, var: usize) -> bool {
    let var = &graph.decl(body).vars[var];
    matches!(var.kind, VarKind::Formal(_)) && !var.reassigned
}
