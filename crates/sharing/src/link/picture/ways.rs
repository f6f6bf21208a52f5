//! Which functions belong into a picture: those on the ways by which a map gets to its accesses, and above them who runs them.

use crate::conflict::Conflict;
use crate::facts::EdgeKind;
use crate::link::World;
use crate::link::climb::Climb;
use crate::link::graph::Graph;
use crate::link::seed::{Group, Key, Seed};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// The functions on the ways to one map.
pub(super) struct Ways {
    /// Those that touch it first, then their callers, and so on.
    pub bodies: Vec<u32>,
    /// Those that touch it, in the order of its accesses.
    touching: Vec<u32>,
    /// Whether only tests touch it.
    with_tests: bool,
    /// Whether the map is handed to a goroutine, a server's functions share it, or it is locked where a goroutine may run.
    pub shared: bool,
}

/// The accesses that are looked at: those of tests only where there are no others.
pub(super) fn seeds(graph: &Graph<'_>, group: &Group) -> Vec<Seed> {
    let own: Vec<Seed> = group.seeds.iter().filter(|seed| !graph.is_test(seed.body)).cloned().collect();
    if own.is_empty() { group.seeds.clone() } else { own }
}

impl Ways {
    /// Climbs from all accesses of a map, and from the topmost functions of these ways on to where they begin.
    pub fn of(world: &World<'_, '_>, group: &Group, conflicts: &[&Conflict]) -> Ways {
        let graph = world.graph;
        let seeds = seeds(graph, group);
        let climb = Climb::run(graph, world.around, &seeds, Some(group.key), true);
        let with_tests = seeds.iter().all(|seed| graph.is_test(seed.body));
        let met = climb.by_body.iter().map(|(body, _)| *body).filter(|body| with_tests || !graph.is_test(*body));
        let mut bodies: Vec<u32> = seeds.iter().map(|seed| seed.body).chain(met).collect();
        let mut known = FxHashSet::default();
        bodies.retain(|body| known.insert(*body));
        let is_top = |body: &u32| graph.incoming[*body as usize].iter().all(|edge| edge.from == *body || !known.contains(&edge.from));
        let tops: Vec<u32> = bodies.iter().copied().filter(is_top).collect();
        let above = tops.into_iter().flat_map(|top| up(graph, top, with_tests, Until::Begin));
        bodies.extend(above.filter(|body| known.insert(*body)));
        let is_declared = matches!(group.key, Key::Declared(..));
        let is_served = is_declared && seeds.iter().any(|seed| graph.served[seed.body as usize]);
        // Where the climb loses sight of the object, the authors' belief counts: they lock what a goroutine may touch.
        let is_locked = |seed: &Seed| !seed.facts(graph).locks().held.is_empty();
        let is_believed = is_declared && seeds.iter().any(|seed| graph.spawn_reached[seed.body as usize] && is_locked(seed));
        let is_handed = climb.states.iter().any(|state| state.spawned && (with_tests || !graph.is_test(state.body)));
        let touching = seeds.iter().map(|seed| seed.body).collect();
        Ways { bodies, touching, with_tests, shared: is_served || is_believed || is_handed || !conflicts.is_empty() }
    }

    /// Keeps no more than `most` functions: those that touch the map, from each of them the shortest ways up to where a
    /// goroutine starts and to where anything begins, and of the others the nearest. Those that were left out are told.
    pub fn trim(&mut self, graph: &Graph<'_>, most: usize) -> Vec<u32> {
        if self.bodies.len() <= most {
            return Vec::new();
        }
        let mut known = FxHashSet::default();
        let mut order: Vec<u32> = self.touching.iter().copied().filter(|body| known.insert(*body)).collect();
        for until in [Until::Spawn, Until::Begin] {
            for body in order.clone().into_iter().take(most) {
                order.extend(up(graph, body, self.with_tests, until).into_iter().filter(|body| known.insert(*body)));
            }
        }
        order.extend(self.bodies.iter().copied().filter(|body| known.insert(*body)));
        let left_out = order.split_off(most.min(order.len()));
        self.bodies = order;
        left_out
    }
}

/// Where a way up ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// At a `go` statement or another start of a goroutine.
    Spawn,
    /// There, or at a `main`, a test, or whatever nobody is seen to call.
    Begin,
}

/// The shortest way from a function up to where it ends, without the function itself; empty if there is none.
fn up(graph: &Graph<'_>, top: u32, with_tests: bool, until: Until) -> Vec<u32> {
    let mut below: FxHashMap<u32, u32> = FxHashMap::default();
    let mut work = VecDeque::from([top]);
    let way = |end: u32, below: &FxHashMap<u32, u32>| {
        let mut chain: Vec<u32> = std::iter::successors(Some(end), |body| below.get(body).copied()).take_while(|body| *body != top).collect();
        chain.reverse();
        chain
    };
    while let Some(at) = work.pop_front() {
        let callers = callers(graph, at, with_tests);
        if until == Until::Begin && (callers.is_empty() || graph.is_handler(at)) {
            return way(at, &below);
        }
        for (caller, spawns) in callers {
            if caller == top || below.contains_key(&caller) {
                continue;
            }
            below.insert(caller, at);
            if spawns {
                return way(caller, &below);
            }
            work.push_back(caller);
        }
    }
    Vec::new()
}

/// Who runs a body, each once, and whether on a goroutine.
fn callers(graph: &Graph<'_>, body: u32, with_tests: bool) -> Vec<(u32, bool)> {
    let edges = graph.incoming[body as usize].iter().filter(|edge| with_tests || !graph.is_test(edge.from));
    let mut callers: Vec<(u32, bool)> = edges.map(|edge| (edge.from, edge.kind == EdgeKind::Spawn)).collect();
    callers.sort_unstable();
    callers.dedup();
    callers
}

/// Functions with so many levels of what they run, and all that lead to them down from where a goroutine or the program
/// begins. Who starts the goroutine is part of it, not who runs the starter. The functions come first, then what is nearest.
pub(super) fn around(graph: &Graph<'_>, functions: &[u32], depth: u32) -> Vec<u32> {
    let with_tests = functions.iter().all(|body| graph.is_test(*body));
    let mut order = below(graph, functions, depth);
    let mut known: FxHashSet<u32> = order.iter().copied().collect();
    let mut seen: FxHashSet<u32> = functions.iter().copied().collect();
    let mut work: VecDeque<u32> = functions.iter().copied().collect();
    while let Some(at) = work.pop_front() {
        for (caller, spawns) in callers(graph, at, with_tests) {
            if known.insert(caller) {
                order.push(caller);
            }
            if !spawns && seen.insert(caller) {
                work.push_back(caller);
            }
        }
    }
    order
}

/// The functions and so many levels of what they run.
pub(super) fn below(graph: &Graph<'_>, functions: &[u32], depth: u32) -> Vec<u32> {
    let callees = callees(graph);
    let mut order: Vec<u32> = functions.to_vec();
    let mut known: FxHashSet<u32> = order.iter().copied().collect();
    let mut level = functions.to_vec();
    for _ in 0..depth {
        level = level.iter().flat_map(|body| &callees[*body as usize]).copied().filter(|body| known.insert(*body)).collect();
        order.extend(&level);
    }
    order
}

/// For every body, what it runs, each once.
fn callees(graph: &Graph<'_>) -> Vec<Vec<u32>> {
    let mut callees: Vec<Vec<u32>> = vec![Vec::new(); graph.bodies.len()];
    for (to, edges) in graph.incoming.iter().enumerate() {
        edges.iter().for_each(|edge| callees[edge.from as usize].push(to as u32));
    }
    callees.iter_mut().for_each(|list| list.dedup());
    callees
}
