//! What callers hold when a function is entered.
//!
//! A helper that every caller calls with the lock held is protected though it takes no lock itself; one caller that
//! forgets the lock is enough for a race.

use super::graph::Graph;
use super::incoming::Incoming;
use super::outside::{Entry, Origin, Outside};
use super::pair::Protection;
use super::same_lock::{leads_on, may_lead};
use super::slots::is_virtual;
use super::unnamed::is_unknown;
use crate::facts::EdgeKind;
use mapvet_model::{LockMode, Place};
use rustc_hash::FxHashMap;

/// Callers of callers are followed this far; beyond, nothing is taken to be held.
const MAX_DEPTH: u8 = 8;

type Locks = [(Place, LockMode)];

/// What all callers together give: `None` when one of them enters without any of `locks` (in the body's terms), `SomePath` when one may,
/// `ByPointer` when one holds a lock of another name to which a pointer may lead from one of them.
pub(super) fn protection(graph: &Graph<'_>, body: u32, locks: &Locks) -> Protection {
    Callers { graph, locks, known: FxHashMap::default() }.climb(body, locks, 0)
}

impl Outside<'_, '_> {
    /// Whether all callers of a function that takes no lock hold one, and a pointer may lead from it to one that the other side holds.
    pub(super) fn is_entered_by_pointer(&self, entered: &Entry, other: &Entry) -> bool {
        let states = &self.climb.states;
        let (body, locks) = (states[entered.state as usize].body, &states[other.state as usize].held);
        if entered.origin != Origin::Entry || !entered.seen.held.is_empty() {
            return false;
        }
        // They have no name in the body of the other.
        let mut callers = Callers { graph: self.graph, locks, known: FxHashMap::default() };
        callers.has_pointer() && callers.climb(body, &[], 0) == Protection::ByPointer
    }
}

struct Callers<'a, 'g> {
    graph: &'a Graph<'g>,
    /// The locks that are asked for, in the terms of the body where the climb began.
    locks: &'a Locks,
    /// What the callers of a body give; for one that is still being looked at, what brings nothing.
    known: FxHashMap<u32, Protection>,
}

impl Callers<'_, '_> {
    /// `locks` are those that have a name in the body. Without any, a pointer may still lead to one.
    fn climb(&mut self, body: u32, locks: &Locks, depth: u8) -> Protection {
        if locks.is_empty() && !self.has_pointer() || depth > MAX_DEPTH {
            return Protection::None;
        }
        // A cycle brings nothing that its other callers do not bring.
        if let Some(known) = self.known.get(&body) {
            return *known;
        }
        self.known.insert(body, Protection::Certain);
        let graph = self.graph;
        let incoming = &graph.incoming[body as usize];
        // Tests call helpers without locks because nothing else runs there.
        let from_tests = |edge: &Incoming| graph.is_test(edge.from) && !graph.is_test(body);
        // What is held where a function is put somewhere is not held where it runs: whoever finds it there is asked.
        let is_asked = |edge: &Incoming| edge.kept.is_some_and(|run| incoming.iter().any(|other| (other.from, other.call) == run && other.found));
        let found = if incoming.iter().all(from_tests) {
            if graph.decl(body).assumes_lock { Protection::Certain } else { Protection::None }
        } else {
            let edges = incoming.iter().filter(|edge| !from_tests(edge) && !is_asked(edge));
            edges.map(|edge| self.over(body, edge, locks, depth)).min().unwrap_or(Protection::None)
        };
        self.known.insert(body, found);
        found
    }

    fn over(&mut self, body: u32, edge: &Incoming, locks: &Locks, depth: u8) -> Protection {
        let graph = self.graph;
        if let Some((runner, call)) = edge.kept.filter(|_| self.has_pointer()) {
            let held = graph.resolve_locks(runner, &graph.body(runner).calls[call as usize].locks().held);
            return if self.may_be_asked(&held) { Protection::ByPointer } else { self.climb(runner, &[], depth + 1) };
        }
        if edge.kind == EdgeKind::Spawn || edge.kept.is_some() {
            return Protection::None;
        }
        let call = &graph.body(edge.from).calls[edge.call as usize];
        let above: Vec<(Place, LockMode)> = locks.iter().filter_map(|(place, mode)| Some((graph.actual_over(body, place, edge)?, *mode))).collect();
        let excludes = |held: &Locks| held.iter().any(|lock| above.iter().any(|other| lock.0 == other.0 && lock.1.excludes(other.1)));
        let held = graph.resolve_locks(edge.from, &call.locks().held);
        let around = edge.wrapped.as_ref().map_or(&[][..], |wrapped| &wrapped.held);
        let unnamed = edge.wrapped.as_ref().map_or(&[][..], |wrapped| &wrapped.unnamed);
        if excludes(&held) || excludes(around) {
            return Protection::Certain;
        }
        let kept: Vec<(Place, LockMode)> = above.iter().filter(|(place, _)| !call.locks().lost.contains(place)).cloned().collect();
        let by_pointer = [&held, around, unnamed].into_iter().any(|held| self.may_be_asked(held)) || self.leads_inside(&held, &above);
        if by_pointer && kept.is_empty() {
            return Protection::ByPointer;
        }
        let higher = self.climb(edge.from, &kept, depth + 1);
        if by_pointer {
            higher.max(Protection::ByPointer)
        } else if excludes(&graph.resolve_locks(edge.from, &call.locks().maybe)) {
            higher.max(Protection::SomePath)
        } else {
            higher
        }
    }

    /// Whether one of the locks that are asked for is held by a pointer, which others set.
    fn has_pointer(&self) -> bool {
        self.locks.iter().any(|(lock, _)| leads_on(self.graph, lock))
    }

    /// Whether one of these locks may be one that is asked for: a pointer leads from that to others, or nothing is known of the lock.
    fn may_be_asked(&self, held: &Locks) -> bool {
        let is_open = |held: &Place, asked: &Place| is_unknown(held) || leads_on(self.graph, asked);
        any_pair(held, self.locks, |held, asked| is_open(held, asked) && may_lead(self.graph, held, asked))
    }

    /// Whether one of these locks is held by a pointer in the object in which one lies that is asked for, as both are named in one body.
    fn leads_inside(&self, held: &Locks, above: &Locks) -> bool {
        any_pair(held, above, |held, asked| held.root == asked.root && may_lead(self.graph, held, asked))
    }
}

/// Whether two locks that exclude each other, if they are one, look alike enough.
fn any_pair(held: &Locks, asked: &Locks, is_one: impl Fn(&Place, &Place) -> bool) -> bool {
    let is_named = |(lock, _): &&(Place, LockMode)| !is_virtual(lock);
    let is_asked =
        |(one, mode): &(Place, LockMode)| asked.iter().filter(is_named).any(|(other, other_mode)| mode.excludes(*other_mode) && is_one(one, other));
    held.iter().filter(is_named).any(is_asked)
}
