//! Objects that are made anew where a path leads to them: `s.round = newRound()` and what `s.round` led to before are two.
//!
//! Whoever was handed the object before keeps the old one: a field that is read later leads to the new one.
//!
//! Misses: objects that are put into elements of containers.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{Site, may_begin_with, may_end_after, may_follow};
use super::state::State;
use crate::facts::{AccessFacts, Event};
use mapvet_model::{AccessKind, Operand, Place, Root, VarId};

/// How many functions that return what another one returned are followed.
const DEPTH: usize = 3;

/// Whether a value is an object that nobody has had before.
pub(super) fn is_new(graph: &Graph<'_>, body: u32, value: &Operand) -> bool {
    match value {
        Operand::Fresh => true,
        Operand::Place(place) => is_new_result(graph, body, place),
        Operand::Func(_) | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => false,
    }
}

/// Whether a path is what a call returned that makes its result anew each time.
pub(super) fn is_new_result(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    let (mut body, mut place) = (body, place.clone());
    for _ in 0..DEPTH {
        let Some(returned) = graph.returned_from(body, &place).filter(|_| place.path.is_empty()) else { return false };
        if returned.index < 64 && graph.body(returned.callee).new_results >> returned.index & 1 == 1 {
            return true;
        }
        let Some(result) = returned.result(graph) else { return false };
        (body, place) = (returned.callee, result.clone());
    }
    false
}

/// Whether a store of a body puts a new object at the beginning of a path.
pub(super) fn renews(graph: &Graph<'_>, body: u32, path: &Place, number: u32) -> bool {
    let (target, value) = &graph.body(body).stores[number as usize];
    is_above(target, path) && is_new(graph, body, value)
}

fn is_above(target: &Place, path: &Place) -> bool {
    target.root == path.root && !target.path.is_empty() && target.path.len() < path.path.len() && path.path.starts_with(&target.path)
}

/// Whether control can come from where a local is put somewhere to a site, while the local is what it was.
pub(super) fn may_be_put_before(graph: &Graph<'_>, body: u32, var: VarId, store: u32, site: Site) -> bool {
    may_follow(graph.body(body), Site::Store(store), site, &mut |event| *event == Event::Declare(var.0))
}

/// Whether a frame hands the object at the beginning of its path on: who is called has that one, whatever the path leads to later.
pub(super) fn is_handed_on(climb: &Climb<'_, '_>, frame: &State, object: &Place) -> bool {
    let (Some(below), Some(edge)) = (frame.below, climb.edge(frame)) else { return matches!(frame.site, Site::Access(_)) };
    let callee = &climb.states[below.state as usize];
    let Root::Var(var) = callee.place.root else { return false };
    if climb.graph.decl(callee.body).vars[var.index()].owner != climb.graph.local_number(callee.body) {
        return false;
    }
    let handed = climb.graph.actual_over(callee.body, &Place::of(callee.place.root), edge);
    handed.is_some_and(|handed| handed.root == object.root && handed.path.starts_with(&object.path))
}

/// Whether a function further down, on the goroutine of the state's body, made the object, each time before it came to the access, put it
/// where it is reached through, and handed it on from there. Goroutines that run such a function at the same time may well hand on the
/// object of one of them twice.
pub(super) fn is_renewed_below(climb: &Climb<'_, '_>, state: &State) -> bool {
    let mut above = state;
    for frame in climb.below(state) {
        if above.starts() {
            return false;
        }
        if is_renewed_in(climb, frame) {
            return true;
        }
        above = frame;
    }
    false
}

/// Whether the function further down that starts the goroutine hands it the map itself, and gives the variable another one before it
/// returns: whoever comes after the call finds that one.
///
/// Misses: maps that are put back, or that the caller had taken out before.
pub(super) fn is_replaced_below(climb: &Climb<'_, '_>, spawned: &State) -> bool {
    let mut frames = climb.below(spawned);
    frames.find(|frame| frame.starts()).filter(|frame| frame.snapshot).is_some_and(|frame| {
        let facts = climb.graph.body(frame.body);
        let is_other = |access: &AccessFacts| access.kind == AccessKind::Replace && access.place == frame.place;
        !may_end_after(facts, frame.site, &mut |event| matches!(event, Event::Access(number) if is_other(&facts.accesses[*number as usize])))
    })
}

/// Whether a function among these frames made the object, or the map itself, put it where it is reached through, and handed it on: who
/// does so at the same time has most likely one of its own.
pub(super) fn is_each_given_new<'s>(climb: &Climb<'_, '_>, mut frames: impl Iterator<Item = &'s State>) -> bool {
    frames.any(|frame| matches!(frame.site, Site::Call(_)) && is_renewed_in(climb, frame))
}

/// Whether a function makes the object anew each time before it comes to the site.
fn is_renewed_in(climb: &Climb<'_, '_>, frame: &State) -> bool {
    let graph = climb.graph;
    let facts = graph.body(frame.body);
    let is_always_new = |target: &Place| {
        let mut here = facts.stores.iter().filter(|(other, _)| other == target);
        let is_put = |event: &Event| matches!(event, Event::Store(number) if facts.stores[*number as usize].0 == *target);
        here.all(|(_, value)| is_new(graph, frame.body, value))
            && is_handed_on(climb, frame, target)
            && !may_begin_with(facts, frame.site, &mut |event| is_put(event))
    };
    let is_on_way = |target: &Place| is_above(target, &frame.place) || *target == frame.place && matches!(frame.site, Site::Call(_));
    facts.stores.iter().any(|(target, value)| is_on_way(target) && is_new(graph, frame.body, value) && is_always_new(target))
}
