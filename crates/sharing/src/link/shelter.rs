//! Implementations that others of the same interface shelter: a plain store behind one that locks, or beside it.
//!
//! Who writes a locked implementation of an interface means the plain one for where nothing else runs, or puts it behind the locked one.
//! Which of the two a call runs is not known where both may stand; that it is the plain one is a weak link of its own.

use super::graph::Graph;
use crate::facts::{EdgeKind, Target};
use mapvet_model::Name;

/// Of the methods that a call through an interface may run, those of types that take no lock, where another one takes a lock or hands
/// the call on to whoever else stands behind an interface.
pub(super) fn sheltered(graph: &Graph<'_>, targets: &[u32], method: Name) -> Vec<bool> {
    if targets.len() < 2 {
        return vec![false; targets.len()];
    }
    let guards: Vec<bool> = targets.iter().map(|target| takes_lock(graph, *target) || hands_on(graph, *target, method)).collect();
    let is_sheltered = |(at, target): (usize, &u32)| {
        let by_other = guards.iter().enumerate().any(|(other, guards)| *guards && other != at);
        by_other && !type_takes_lock(graph, *target)
    };
    targets.iter().enumerate().map(is_sheltered).collect()
}

fn takes_lock(graph: &Graph<'_>, body: u32) -> bool {
    let facts = graph.body(body);
    facts.blocks.iter().flat_map(|block| &block.events).any(|event| event.lock_taken().is_some())
        || facts.calls.iter().any(|call| !call.locks().held.is_empty())
}

fn hands_on(graph: &Graph<'_>, body: u32, method: Name) -> bool {
    let edges = graph.body(body).calls.iter().flat_map(|call| &call.edges);
    edges.into_iter().any(|edge| edge.kind != EdgeKind::Kept && matches!(edge.target, Target::Interface(_, name) if name == method))
}

fn type_takes_lock(graph: &Graph<'_>, body: u32) -> bool {
    let Some(receiver) = graph.decl(body).func.receiver else { return false };
    let unit = graph.unit(body);
    let methods = unit.interface.methods_of(receiver).iter().filter_map(|decl| graph.funcs.get(&unit.interface.func_ref(decl)));
    methods.into_iter().any(|method| takes_lock(graph, *method))
}
