//! Maps that a function hands to a callee which keeps them, and goes on to use: `s.store.Set(labels)`, then `for range labels`.
//!
//! From the call on, what the function calls `labels` is the map in the field that the callee put it into. Its accesses are accesses of that
//! location too, under the path that the field has where the call stands.
//!
//! Over-reports: a callee that keeps the map on some of its ways only, and a field that is given another map before the access.

use super::graph::Graph;
use super::order::{Site, may_follow};
use super::seed::{Key, Seed, key_of};
use crate::facts::{Declared, EdgeKind};
use mapvet_model::{Operand, Place, Proj, Root, VarId, VarKind};
use rustc_hash::FxHashMap;

/// Adds the accesses that callers make after they handed a map over to be kept.
pub(super) fn add_handed_in(graph: &Graph<'_>, table: &mut FxHashMap<Key, Vec<Seed>>) {
    for body in (0..graph.bodies.len() as u32).filter(|body| !graph.is_test(*body)) {
        for (target, value) in &graph.body(body).stores {
            let Some(formal) = formal_of(graph, body, value).filter(|_| matches!(target.path.last(), Some(Proj::Field(..)))) else { continue };
            let is_map = key_of(graph, body, target).is_some_and(|key| is_field(key) && table.contains_key(&key));
            if is_map && target.root != Root::Unknown {
                after_calls(graph, (body, formal), target, table);
            }
        }
    }
}

/// The number of the formal that is stored as it was handed over.
fn formal_of(graph: &Graph<'_>, body: u32, value: &Operand) -> Option<u16> {
    let Operand::Place(Place { root: Root::Var(var), path }) = value else { return None };
    unchanged_formal(graph, body, *var).filter(|_| path.is_empty())
}

/// Which formal of this very body a variable is, if it is given no other value.
pub(super) fn unchanged_formal(graph: &Graph<'_>, body: u32, var: VarId) -> Option<u16> {
    let facts = &graph.decl(body).vars[var.index()];
    match facts.kind {
        VarKind::Formal(formal) if facts.owner == graph.local_number(body) && !facts.reassigned => Some(formal),
        VarKind::Formal(_) | VarKind::Result(_) | VarKind::Local => None,
    }
}

fn is_field(key: Key) -> bool {
    matches!(key, Key::Declared(Declared::Field(..), 0))
}

/// The accesses of what callers hand over as a formal of a body that puts it at `target`.
fn after_calls(graph: &Graph<'_>, (body, formal): (u32, u16), target: &Place, table: &mut FxHashMap<Key, Vec<Seed>>) {
    let edges = graph.incoming[body as usize].iter();
    for edge in edges.filter(|edge| edge.kind == EdgeKind::Call && edge.rebase.is_none() && !graph.is_test(edge.from)) {
        let caller = graph.body(edge.from);
        let Some(Operand::Place(handed)) = edge.actuals.argument(formal, &caller.calls[edge.call as usize]) else { continue };
        let Some(place) = graph.actual_over(body, target, edge).filter(|place| place != handed) else { continue };
        let Some(key) = key_of(graph, edge.from, &place).filter(|key| is_field(*key)) else { continue };
        for (number, access) in caller.accesses.iter().enumerate() {
            if access.kind.is_table()
                && access.place == *handed
                && may_follow(caller, Site::Call(edge.call), Site::Access(number as u32), &mut |_| false)
            {
                let (body, access, kind) = (edge.from, number as u32, access.kind);
                table.entry(key).or_default().push(Seed { body, access, place: place.clone(), kind, snapshot: true, element: false, alias: false });
            }
        }
    }
}
