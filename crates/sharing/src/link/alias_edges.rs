//! Maps that change their owner: `a.labels = b.labels`, and literals and constructors that are given a map.
//!
//! Each such assignment is an edge between two locations. The accesses of the one that is given the map are judged with those of
//! the one that it came from, where their way up passes the assignment; over one edge only, and with a weak link of its own. There is no
//! union of locations: all labels would become one map.
//!
//! Misses: maps that are handed on twice. Over-reports: a field that is given another map before the goroutine starts.

use super::graph::Graph;
use super::seed::{Group, Key, Seed, key_of};
use crate::facts::Declared;
use mapvet_model::{Operand, Place};
use rustc_hash::{FxHashMap, FxHashSet};

/// A location that is given the maps of more others than this is a common name for many things.
const MOST: usize = 4;

/// Lets groups see the accesses of those that are given their maps. Groups are sorted.
pub(super) fn lend(graph: &Graph<'_>, groups: &mut [Group]) {
    let numbers: FxHashMap<Key, usize> = groups.iter().enumerate().map(|(number, group)| (group.key, number)).collect();
    let mut edges: Vec<(usize, usize)> = Vec::new();
    let mut known: FxHashSet<(usize, usize)> = FxHashSet::default();
    for body in (0..graph.bodies.len() as u32).filter(|body| !graph.is_test(*body)) {
        for (target, value) in &graph.body(body).stores {
            let Operand::Place(value) = value else { continue };
            let number = |place: &Place| key_of(graph, body, place).filter(is_field).and_then(|key| numbers.get(&key).copied());
            let Some(given) = number(target) else { continue };
            groups[given].is_put |= value.path.is_empty();
            let Some(from) = number(&graph.resolve_result(body, value).0).filter(|from| *from != given) else { continue };
            if known.insert((given, from)) {
                edges.push((given, from));
            }
        }
    }
    edges.sort_unstable();
    for edges in edges.chunk_by(|one, other| one.0 == other.0).filter(|edges| edges.len() <= MOST) {
        for (given, from) in edges {
            let seeds = lent(&groups[*given]);
            groups[*from].borrowed.extend(seeds);
        }
    }
}

fn is_field(key: &Key) -> bool {
    matches!(key, Key::Declared(Declared::Field(..), 0))
}

/// The accesses of the table that a group lends: those of the variable are its own.
fn lent(group: &Group) -> Vec<Seed> {
    group.seeds.iter().filter(|seed| seed.kind.is_table()).map(|seed| Seed { alias: true, snapshot: true, ..seed.clone() }).collect()
}
