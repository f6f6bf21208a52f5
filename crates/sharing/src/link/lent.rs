//! Locks that a function holds around goroutines: it takes them before it starts the goroutines, and gives them back when it has waited
//! for them. The goroutines then run under these locks for everybody but the function itself and one another.

use super::graph::Graph;
use super::order::{Site, Surroundings, may_follow_event};
use super::state::State;
use crate::facts::{CallFacts, EdgeKind, Event, TokenKind};
use mapvet_model::{LockMode, Place};

/// The locks that are held from the site of a state, where the goroutine is started, until it is over.
///
/// Over-reports: locks that a called function gives back and takes again.
pub(super) fn lent(graph: &Graph<'_>, around: &Surroundings<'_, '_>, state: &State) -> Vec<(Place, LockMode)> {
    let Some(call) = call_at(graph, state) else { return Vec::new() };
    let facts = graph.body(state.body);
    // Bodies that start nothing themselves do not tell where they give locks back.
    if state.joined_by_callee.is_none() && !call.edges.iter().any(|edge| edge.kind == EdgeKind::Spawn) {
        return Vec::new();
    }
    let is_kept = |(lock, _): &&(Place, LockMode)| {
        let gives_back = |event: &Event| match event {
            Event::Released(place) => place == lock,
            Event::Signal(token) => token.kind == TokenKind::Unlocked && token.place == *lock,
            Event::Call(number) => !facts.calls[*number as usize].locks().held.iter().any(|(known, _)| known == lock),
            _ => false,
        };
        state.joined_by_callee.is_some() || !may_follow_event(facts, state.site, &mut |event| around.ends(state, event), &gives_back)
    };
    let kept: Vec<(Place, LockMode)> = call.locks().held.iter().filter(is_kept).cloned().collect();
    graph.resolve_locks(state.body, &kept)
}

/// The locks that are held at the site of a state: who holds a lock where it may wait for the goroutine may hold it for the goroutine.
pub(super) fn perhaps_lent(graph: &Graph<'_>, state: &State) -> Vec<(Place, LockMode)> {
    call_at(graph, state).map_or_else(Vec::new, |call| graph.resolve_locks(state.body, &call.locks().held))
}

/// The call that is a state's site, unless that is the access.
fn call_at<'a>(graph: &Graph<'a>, state: &State) -> Option<&'a CallFacts> {
    if let Site::Call(call) = state.site { graph.body(state.body).calls.get(call as usize) } else { None }
}
