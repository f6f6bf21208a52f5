//! The locks that every caller of a function holds, in the function's own terms: for a picture, where `entry` asks the
//! same question of two given accesses only.

use crate::facts::EdgeKind;
use crate::link::graph::Graph;
use crate::link::incoming::Incoming;
use crate::link::order::field_of;
use mapvet_model::{LockMode, Place, Proj, Root, VarId, VarKind};
use rustc_hash::FxHashMap;

/// Rounds after which what is not settled is taken to hold nothing. Each round settles a whole level of callers at least.
const ROUNDS: usize = 64;

type Locks = Vec<(Place, LockMode)>;

/// For some functions and all that lead to them, what is held when they are entered.
pub(super) struct AtEntry {
    held: FxHashMap<u32, Locks>,
}

impl AtEntry {
    /// Looks at `bodies` and their callers.
    pub fn new(graph: &Graph<'_>, bodies: &[u32]) -> AtEntry {
        let order = callers_first(graph, bodies);
        // Nothing is known: any lock may be held. What is known of callers takes locks away.
        let mut held: FxHashMap<u32, Locks> = FxHashMap::default();
        for _ in 0..ROUNDS {
            let mut changed = false;
            for body in &order {
                let now = meet(graph, *body, &held);
                if now != held.get(body).cloned() {
                    held.extend(now.map(|locks| (*body, locks)));
                    changed = true;
                }
            }
            if !changed {
                return AtEntry { held };
            }
        }
        AtEntry { held: FxHashMap::default() }
    }

    /// What every caller of a body holds, sorted; nothing for a body that was not looked at.
    pub fn of(&self, body: u32) -> &[(Place, LockMode)] {
        self.held.get(&body).map_or(&[], Vec::as_slice)
    }
}

/// The bodies and all that lead to them, most callers before those that they call.
fn callers_first(graph: &Graph<'_>, bodies: &[u32]) -> Vec<u32> {
    let mut seen = vec![false; graph.bodies.len()];
    let mut order = Vec::new();
    for body in bodies {
        if !std::mem::replace(&mut seen[*body as usize], true) {
            order.push(*body);
        }
    }
    let mut at = 0;
    while let Some(body) = order.get(at).copied() {
        for edge in &graph.incoming[body as usize] {
            if !std::mem::replace(&mut seen[edge.from as usize], true) {
                order.push(edge.from);
            }
        }
        at += 1;
    }
    order.reverse();
    order
}

/// What all callers hold; `None` while nothing is known of any. Tests call helpers without locks because nothing else
/// runs there.
fn meet(graph: &Graph<'_>, body: u32, held: &FxHashMap<u32, Locks>) -> Option<Locks> {
    let edges = graph.incoming[body as usize].iter().filter(|edge| graph.is_test(body) || !graph.is_test(edge.from));
    if graph.is_handler(body) || edges.clone().next().is_none() {
        return Some(Locks::new());
    }
    let mut common: Option<Locks> = None;
    for locks in edges.filter_map(|edge| through(graph, body, edge, held)) {
        common = Some(match common {
            None => locks,
            Some(known) => both(known, &locks),
        });
    }
    common
}

/// The locks of both lists, shared where one of the two is.
fn both(known: Locks, other: &Locks) -> Locks {
    let mode = |place: &Place, mode: LockMode| {
        let modes: Vec<LockMode> = other.iter().filter(|(other, _)| other == place).map(|(_, mode)| *mode).collect();
        modes.first().map(|_| if modes.contains(&mode) { mode } else { LockMode::Read })
    };
    let mut common: Locks = known.into_iter().filter_map(|(place, own)| mode(&place, own).map(|mode| (place, mode))).collect();
    common.sort();
    common.dedup();
    common
}

/// What is held where an edge enters a body; `None` while nothing is known of the caller.
fn through(graph: &Graph<'_>, body: u32, edge: &Incoming, held: &FxHashMap<u32, Locks>) -> Option<Locks> {
    if edge.kind == EdgeKind::Spawn || edge.kept.is_some() {
        return Some(Locks::new());
    }
    let call = &graph.body(edge.from).calls[edge.call as usize];
    let kept = held.get(&edge.from)?.iter().filter(|(place, _)| !call.locks().lost.contains(place));
    let mut all: Locks = graph.resolve_locks(edge.from, &call.locks().held);
    all.extend(kept.cloned());
    all.extend(edge.wrapped.iter().flat_map(|wrapped| wrapped.held.iter().cloned()));
    if edge.kind == EdgeKind::Once {
        all.extend(edge.joined.iter().map(|place| (Place::clone(place), LockMode::Write)));
    }
    let mut below: Locks = all.iter().filter_map(|(place, mode)| Some((name_below(graph, body, edge, place)?, *mode))).collect();
    below.sort();
    below.dedup();
    Some(below)
}

/// The name that a lock of a caller has in a function that it calls. One that cannot be reached from there is known by its field.
fn name_below(graph: &Graph<'_>, callee: u32, edge: &Incoming, lock: &Place) -> Option<Place> {
    let (number, caller) = (graph.local_number(callee), edge.from);
    let is_sibling = std::ptr::eq(graph.decl(callee), graph.decl(caller));
    match lock.root {
        Root::Global(..) | Root::Unknown => return Some(lock.clone()),
        Root::Var(var) if is_sibling && graph.decl(callee).vars[var.index()].owner < number => return Some(lock.clone()),
        Root::Var(_) | Root::Call(..) => {}
    }
    for (var, facts) in graph.decl(callee).vars.iter().enumerate() {
        if facts.owner != number || !matches!(facts.kind, VarKind::Formal(_)) {
            continue;
        }
        let formal = Place::of(Root::Var(VarId(var as u32)));
        let Some(actual) = graph.actual_over(callee, &formal, edge).filter(|actual| actual.root == lock.root) else { continue };
        if let Some(rest) = lock.path.strip_prefix(actual.path.as_slice()) {
            return Some(formal.join(rest));
        }
    }
    let (owner, name) = field_of(lock)?;
    Some(Place::of(Root::Unknown).then(Proj::Field(owner, name)))
}
