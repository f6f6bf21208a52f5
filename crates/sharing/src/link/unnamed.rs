//! Locks that are held where somebody else cannot name them: of an object that a function found in a cache or got through an interface, and
//! locks while it runs what it was handed.

use super::graph::Graph;
use super::order::field_of;
use super::slots::is_virtual;
use mapvet_model::{LockMode, Place, Proj, Root, VarKind};

/// Those of a callee's locks that have no name in a caller's terms, as `up` tells them. A lock that the callee makes for itself is nobody
/// else's.
pub(super) fn among(graph: &Graph<'_>, callee: u32, held: &[(Place, LockMode)], up: impl Fn(&Place) -> Option<Place>) -> Vec<(Place, LockMode)> {
    let is_lost = |(place, _): &&(Place, LockMode)| !is_virtual(place) && !is_own(graph, callee, place) && up(place).is_none();
    held.iter().filter(is_lost).map(|(place, mode)| (nameless(place), *mode)).collect()
}

/// Whether nothing is known of a lock, not even in which field it lies.
pub(super) fn is_unknown(lock: &Place) -> bool {
    lock.root == Root::Unknown && lock.path.is_empty()
}

/// A lock by its last field.
fn nameless(place: &Place) -> Place {
    Place { root: Root::Unknown, path: field_of(place).map(|(owner, name)| Proj::Field(owner, name)).into_iter().collect() }
}

/// Whether a lock begins at what the body itself has just made, or is a variable of its own that was taken from nowhere.
fn is_own(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    let Root::Var(var) = place.root else { return false };
    let facts = &graph.decl(body).vars[var.index()];
    facts.kind == VarKind::Local && (facts.fresh || place.path.is_empty() && facts.result_of.is_none() && facts.element_of.is_none())
}
