//! The locks that a body holds at a call, on the way up from what the call leads to.

use super::graph::Graph;
use super::incoming::Incoming;
use super::state::State;
use crate::facts::{CallFacts, EdgeKind, LockState};
use mapvet_model::{LockMode, Place, Proj, Root};

/// Adds what is held where the call stands, without what the callee has given back, which `next.lost` names so far.
pub(super) fn add(graph: &Graph<'_>, incoming: &Incoming, call: &CallFacts, next: &mut State) {
    let locks = call.locks();
    let held: Vec<_> = locks.held.iter().filter(|(lock, _)| !next.lost.contains(lock)).cloned().collect();
    next.held.extend(graph.resolve_locks(incoming.from, &held));
    next.maybe.extend(graph.resolve_locks(incoming.from, &locks.maybe));
    next.maybe.extend(locks_of_all(graph, next, locks));
    next.lost.extend(locks.lost.iter().cloned());
    if incoming.kind == EdgeKind::Once {
        next.held.extend(incoming.joined.iter().map(|place| (graph.resolve_result(incoming.from, place).0, LockMode::Write)));
    }
}

/// Locks of elements that a function took one after the other before it comes to an element: whether the map's is among them is not
/// certain.
fn locks_of_all(graph: &Graph<'_>, state: &State, locks: &LockState) -> Vec<(Place, LockMode)> {
    let vars = &graph.decl(state.body).vars;
    let element_of = |place: &Place| match place.root {
        Root::Var(var) => vars[var.index()].element_of.as_deref().map(|element| element.join(&place.path)),
        Root::Call(..) | Root::Global(..) | Root::Unknown => None,
    };
    let named = |(lock, mode): &(Place, LockMode)| Some((element_of(lock).filter(|_| lock.root != state.place.root)?, *mode));
    let mut found: Vec<(Place, LockMode)> = locks.held.iter().chain(&locks.maybe).filter_map(named).collect();
    if !found.is_empty() {
        let map = element_of(&state.place).unwrap_or_else(|| state.place.clone());
        let is_beside = |lock: &Place| {
            let element = lock.path.iter().rposition(|step| *step == Proj::Elem).map_or(0, |at| at + 1);
            map.root == lock.root && map.path.starts_with(&lock.path[..element])
        };
        found.retain(|(lock, _)| is_beside(lock));
    }
    found
}
