//! Maps that are swapped: a new one is put into a field and filled under a lock under which all take it from there. Whoever has taken it
//! has the old one, or one that nobody fills any more.
//!
//! Over-reports: maps that are made and filled by different functions, and locks that only the callers take.

use super::graph::Graph;
use super::order::{Site, field_of, may_begin_with};
use super::renewed::{is_new, is_new_result};
use super::seed::{Key, Seed, key_of};
use super::state::State;
use crate::facts::{AccessFacts, Event};
use mapvet_model::{AccessKind, LockMode, Place, Proj, Root, VarId, VarKind};

/// Whether one of two accesses fills a map before the other can have taken it.
pub(super) fn is_filled_before_taken(graph: &Graph<'_>, seeds: &[Seed], key: Key, filling: &State, taken: &State) -> bool {
    let seed = &seeds[filling.seed as usize];
    let filled = seed.facts(graph);
    if !taken.snapshot || filled.snapshot || seed.alias || !filled.kind.is_write() || filled.kind.is_variable() {
        return false;
    }
    let is_taken_from = || key_of(graph, seed.body, &filled.place) == Some(key);
    let locks = filled.locks().held.iter().filter(|(_, mode)| *mode == LockMode::Write).map(|(lock, _)| lock);
    is_taken_from() && is_new_here(graph, seed, filled) && locks.into_iter().any(|lock| is_taken_under(graph, seeds, lock))
}

/// Whether the function that fills a map puts it into its field itself, newly made, each time before.
fn is_new_here(graph: &Graph<'_>, seed: &Seed, filled: &AccessFacts) -> bool {
    let facts = graph.body(seed.body);
    let mut stores = facts.stores.iter().filter(|(target, _)| *target == filled.place);
    let is_put = |event: &Event| matches!(event, Event::Store(number) if facts.stores[*number as usize].0 == filled.place);
    let holds_same = |access: &AccessFacts| access.kind != AccessKind::Replace || access.locks() == filled.locks();
    !filled.place.path.contains(&Proj::Elem)
        && stores.all(|(_, value)| is_new(graph, seed.body, value))
        && facts.accesses.iter().filter(|access| access.place == filled.place).all(holds_same)
        && !may_begin_with(facts, Site::Access(seed.access), &mut |event| is_put(event))
}

/// Whether all who take the map out of its variable are seen to hold a lock then.
fn is_taken_under(graph: &Graph<'_>, seeds: &[Seed], lock: &Place) -> bool {
    let is_lock = |held: &Place| held == lock || field_of(lock).is_some_and(|field| field_of(held) == Some(field));
    let is_take = |seed: &&Seed| seed.kind == AccessKind::Value && !graph.is_test(seed.body) && !is_of_own_object(graph, seed);
    let mut takes = seeds.iter().filter(is_take).peekable();
    takes.peek().is_some() && takes.all(|seed| seed.facts(graph).locks().held.iter().any(|(held, _)| is_lock(held)))
}

/// Whether a variable lies in an object that was made for the function that reads it: what is taken from there had been taken before.
fn is_of_own_object(graph: &Graph<'_>, seed: &Seed) -> bool {
    let root = seed.facts(graph).place.root;
    let is_fresh = |var: VarId| {
        let known = &graph.decl(seed.body).vars[var.index()];
        known.kind == VarKind::Local && known.fresh
    };
    matches!(root, Root::Var(var) if is_fresh(var)) || is_new_result(graph, seed.body, &Place::of(root))
}
