//! One conflict for two places: a helper that is handed the maps of many callers fails to protect all of them, and is mended once.

use crate::conflict::{Conflict, Side};
use mapvet_syntax::Span;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Leaves, of conflicts at the same two places, the surest; of equals the one with the shortest paths, and then the first.
///
/// Misses: a second map at these places whose callers are to be mended, until the first is.
pub(super) fn one_each(conflicts: &mut Vec<Conflict>) {
    let mut best: FxHashMap<[Span; 2], usize> = FxHashMap::default();
    for (at, conflict) in conflicts.iter().enumerate() {
        let known = best.entry(places(conflict)).or_insert(at);
        if rank(conflict) < rank(&conflicts[*known]) {
            *known = at;
        }
    }
    let mut at = 0;
    conflicts.retain(|conflict| {
        let is_best = best.get(&places(conflict)) == Some(&at);
        at += 1;
        is_best
    });
}

fn places(conflict: &Conflict) -> [Span; 2] {
    [conflict.primary.span, conflict.other.span]
}

fn rank(conflict: &Conflict) -> (Reverse<crate::conflict::Confidence>, usize, usize) {
    let length = |side: &Side| side.steps.len();
    (Reverse(conflict.confidence()), conflict.links.len(), length(&conflict.primary) + length(&conflict.other))
}
