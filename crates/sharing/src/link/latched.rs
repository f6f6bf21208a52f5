//! Flags that are set once and for all under a lock, and maps that are made there when they are first needed: what comes after that, and
//! what is only done while the lock is held and the flag is not set, never meet. `Close` sets `closed` under the lock and goes on without
//! it; `Add` asks for it under the lock and gives up.
//!
//! Misses: maps that several objects share, each of which has a flag of its own.

use super::graph::Graph;
use super::state::State;
use crate::facts::{Latch, Latched};
use mapvet_model::{Place, Proj, Root};

/// Whether a flag keeps two accesses of one map apart.
pub(super) fn are_apart(a: &State, b: &State) -> bool {
    let mut pairs = a.latched.iter().flat_map(|one| b.latched.iter().map(move |other| (one, other)));
    pairs.any(|(one, other)| {
        let is_one = one.flag == other.flag && one.lock == other.lock;
        is_one
            && match (one.is, other.is) {
                (Latched::Open, Latched::Open) | (Latched::Shut, Latched::Shut | Latched::ShutHere) | (Latched::ShutHere, Latched::Shut) => false,
                (Latched::ShutHere, Latched::ShutHere) => one.in_place && other.in_place,
                (Latched::Open, _) | (_, Latched::Open) => true,
            }
    })
}

/// What is known of a flag on the way to an access.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct KnownFlag {
    flag: Named,
    lock: Named,
    is: Latched,
    /// No goroutine is started between the flag and the access.
    in_place: bool,
}

/// A flag or a lock as it lies beside a map: a package variable, or the ways to it and to the map from the object that has both.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Named {
    Global(Place),
    Beside(Vec<Proj>, Vec<Proj>),
}

/// Adds what the body of a state knows of flags at its site.
pub(super) fn note(graph: &Graph<'_>, state: &mut State) {
    let latches = &graph.body(state.body).latches;
    let before = state.latched.len();
    for Latch { flag, lock, is, back, .. } in latches.iter().filter(|latch| latch.what.iter().any(|event| state.site.is(event))) {
        if *back && *flag != state.place {
            continue;
        }
        // Who finds a flag not set knows it for as long as the lock is held.
        let holds = !state.spawned && state.held.iter().any(|(held, _)| held == lock);
        if *is == Latched::Open && !holds {
            continue;
        }
        if let (Some(flag), Some(lock)) = (beside(flag, &state.place), beside(lock, &state.place)) {
            state.latched.push(KnownFlag { flag, lock, is: *is, in_place: !state.spawned });
        }
    }
    if state.latched.len() > before {
        state.latched.sort();
        state.latched.dedup();
    }
}

/// How a flag or a lock lies beside a map.
fn beside(of: &Place, map: &Place) -> Option<Named> {
    if matches!(of.root, Root::Global(..)) && !of.path.contains(&Proj::Elem) {
        return Some(Named::Global(of.clone()));
    }
    // What both lead by; a map may be a flag itself, or lie behind one.
    let most = of.path.len().min(map.path.len()).checked_sub(1)?;
    let common = of.path.iter().zip(&map.path).take(most).take_while(|(one, other)| one == other).count();
    let is_one = of.root == map.root && !of.path[common..].contains(&Proj::Elem);
    is_one.then(|| Named::Beside(of.path[common..].to_vec(), map.path[common..].to_vec()))
}
