//! Locks that have different names on the two sides and may still be one: a pointer was stored, handed over or returned.

use super::graph::Graph;
use super::order::field_of;
use super::slots::is_virtual;
use super::state::State;
use mapvet_model::{LockMode, Place, Proj, Root};

/// Whether a lock of one side may be one of the other under another name.
pub(super) fn may_be_one(graph: &Graph<'_>, body: u32, a: &State, b: &State) -> bool {
    let vars = &graph.decl(body).vars;
    let is_own = |place: &Place| matches!(place.root, Root::Var(var) if place.path.is_empty() && vars[var.index()].fresh);
    let differ = |one: &Place, other: &Place| match (one.root, other.root) {
        (a, b) if a == b => true,
        (Root::Global(..), Root::Global(..)) => true,
        _ => is_own(one) && is_own(other),
    };
    a.held.iter().any(|(one, _)| b.held.iter().any(|(other, _)| !is_virtual(one) && !is_virtual(other) && !differ(one, other)))
}

/// Whether each side holds a lock and a pointer may well lead from one to the other: one of them is a field that holds a pointer, or
/// each is the same field of an object that is held by pointer.
pub(super) fn is_by_pointer(graph: &Graph<'_>, a: &State, b: &State) -> bool {
    let named = |state: &State| state.held.iter().any(|(lock, _)| !is_virtual(lock));
    if !named(a) || !named(b) || a.held.iter().any(|(lock, _)| b.held.iter().any(|(other, _)| lock == other)) {
        return false;
    }
    let leads_on = |(lock, _): &(Place, LockMode)| field_of(lock).is_some_and(|(owner, name)| graph.is_pointer(owner, name));
    let are_of_one_object = |one: &Place, other: &Place| {
        field_of(one).is_some() && field_of(one) == field_of(other) && is_in_object_by_pointer(graph, one) && is_in_object_by_pointer(graph, other)
    };
    a.held.iter().any(leads_on)
        || b.held.iter().any(leads_on)
        || a.held.iter().any(|(one, _)| b.held.iter().any(|(other, _)| are_of_one_object(one, other)))
}

/// Whether a lock is a field of an object that another one holds by pointer.
fn is_in_object_by_pointer(graph: &Graph<'_>, lock: &Place) -> bool {
    match lock.path.as_slice() {
        [.., Proj::Field(owner, name), Proj::Field(..)] => graph.is_pointer(*owner, *name),
        _ => false,
    }
}
