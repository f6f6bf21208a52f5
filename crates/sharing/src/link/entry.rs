//! What callers hold when a function is entered.
//!
//! A helper that every caller calls with the lock held is protected though it takes no lock itself; one caller that
//! forgets the lock is enough for a race.

use super::graph::Graph;
use super::incoming::Incoming;
use super::pair::Protection;
use crate::facts::EdgeKind;
use mapvet_model::{LockMode, Place};
use rustc_hash::FxHashSet;

/// Callers of callers are followed this far; beyond, nothing is taken to be held.
const MAX_DEPTH: u8 = 8;

type Locks = [(Place, LockMode)];

/// What all callers together give: `None` when one of them enters without any of `locks` (in the body's terms),
/// `SomePath` when one may.
pub(super) fn protection(graph: &Graph<'_>, body: u32, locks: &Locks) -> Protection {
    climb(graph, body, locks, 0, &mut FxHashSet::default())
}

fn climb(graph: &Graph<'_>, body: u32, locks: &Locks, depth: u8, seen: &mut FxHashSet<u32>) -> Protection {
    if locks.is_empty() || depth > MAX_DEPTH {
        return Protection::None;
    }
    if !seen.insert(body) {
        // A cycle brings nothing that its other callers do not bring.
        return Protection::Certain;
    }
    let incoming = &graph.incoming[body as usize];
    // Tests call helpers without locks because nothing else runs there.
    let from_tests = |edge: &&Incoming| graph.is_test(edge.from) && !graph.is_test(body);
    if incoming.iter().all(|edge| from_tests(&edge)) {
        return if graph.decl(body).assumes_lock { Protection::Certain } else { Protection::None };
    }
    let edges = incoming.iter().filter(|edge| !from_tests(edge));
    edges.map(|edge| edge_protection(graph, body, edge, locks, depth, seen)).min().unwrap_or(Protection::None)
}

fn edge_protection(graph: &Graph<'_>, body: u32, edge: &Incoming, locks: &Locks, depth: u8, seen: &mut FxHashSet<u32>) -> Protection {
    if edge.kind == EdgeKind::Spawn {
        return Protection::None;
    }
    if edge.kept.is_some() {
        // What is held there is not held where the function runs.
        return Protection::None;
    }
    let call = &graph.body(edge.from).calls[edge.call as usize];
    let above: Vec<(Place, LockMode)> = locks.iter().filter_map(|(place, mode)| Some((graph.actual_over(body, place, edge)?, *mode))).collect();
    let excludes = |held: &Locks| {
        held.iter()
            .any(|(lock, mode)| above.iter().any(|(other, other_mode)| lock == other && (*mode == LockMode::Write || *other_mode == LockMode::Write)))
    };
    let around = edge.wrapped.as_ref().map_or(&[][..], |wrapped| &wrapped.held);
    if excludes(&graph.resolve_locks(edge.from, &call.locks().held)) || excludes(around) {
        return Protection::Certain;
    }
    let kept: Vec<(Place, LockMode)> = above.iter().filter(|(place, _)| !call.locks().lost.contains(place)).cloned().collect();
    let higher = climb(graph, edge.from, &kept, depth + 1, seen);
    let perhaps = excludes(&graph.resolve_locks(edge.from, &call.locks().maybe));
    if perhaps { higher.max(Protection::SomePath) } else { higher }
}
