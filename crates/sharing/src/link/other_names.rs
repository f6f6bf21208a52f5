//! Other names of an object on the way up: what a variable was given, and what was put into the field with which a path goes on.

use super::backs::collapse;
use super::climb::is_finite;
use super::graph::Graph;
use super::order::{Site, field_of, may_follow};
use super::renewed::may_be_put_before;
use super::seed::is_replaced;
use super::state::State;
use crate::facts::{Event, Token};
use mapvet_model::{AccessKind, LockMode, Operand, Place, Proj, Root, Ty, VarId, VarKind};
use std::sync::Arc;

/// A variable that holds an element, or a value that was stored, is also what it was taken from or put into. `is_variable` says that the
/// access is one of the variable at the path: a variable in a copy of a struct is another one.
pub(super) fn other_names(graph: &Graph<'_>, state: &State, is_variable: bool) -> Vec<State> {
    let mut names = names(graph, state);
    if !is_variable && let Some(original) = in_original(graph, state) {
        names.push(original);
    }
    names.retain(|other| !is_variable || !other.snapshot || state.snapshot);
    names
}

/// The map in the struct of which a function returned a copy.
fn in_original(graph: &Graph<'_>, state: &State) -> Option<State> {
    if state.place.path.is_empty() || is_replaced(graph, state.body, &state.place) {
        return None;
    }
    let (name, is_shared) = graph.resolve_result(state.body, &state.place);
    let place = renamed(graph, state, &name, state.place.path.len()).filter(|_| is_shared)?.place;
    let leads_on = |step: &Proj| match step {
        Proj::Field(owner, name) => graph.is_pointer(*owner, *name),
        Proj::Elem => true,
    };
    // What lies behind a pointer of the copy lies behind that of the original too: locks beside the map, and what is waited for.
    let beside = with_names(state, |place| {
        let is_original = place.root == state.place.root && place.path.iter().any(leads_on);
        if is_original { graph.resolve_result(state.body, place).0 } else { place.clone() }
    });
    Some(State { place, snapshot: true, ..beside })
}

fn names(graph: &Graph<'_>, state: &State) -> Vec<State> {
    let Root::Var(var) = state.place.root else { return of_result(graph, state) };
    let facts = &graph.decl(state.body).vars[var.index()];
    let body = state.body;
    // Another name, the steps that it stands for, and whether it is certain.
    let mut names: Vec<(Place, usize, bool)> = Vec::new();
    match &facts.element_of {
        Some(place) => names.push(((**place).clone(), 0, false)),
        None if facts.kind == VarKind::Local => {
            names.extend(found_at(graph, state, var).map(|place| (place, 0, false)));
            names.extend(constructed(graph, body, &state.place).map(|(place, steps)| (place, steps, true)));
            let wired = wired(graph, body, &state.place, state.is_lent).filter(|(store, _)| is_still_there(graph, state, *store));
            names.extend(wired.map(|(_, (place, steps))| (place, steps, true)));
            names.extend(returned_with(graph, body, &state.place, state.is_lent).map(|(place, steps)| (place, steps, true)));
            // What was put into a copy before it was returned has no other name.
            let is_given = || graph.resolve_variable(body, &state.place).0.root != state.place.root;
            if facts.result_of.is_some() && is_given() {
                names.push((graph.resolve_variable(body, &Place::of(state.place.root)).0, 0, true));
            }
        }
        None => {}
    }
    let is_new = || facts.kind == VarKind::Local && is_new(graph, body, var);
    let renamed = |(name, steps, certain): (Place, usize, bool)| {
        let mut next = renamed(graph, state, &name, steps)?;
        next.element |= !certain;
        next.made |= !certain && is_new();
        next.element_in = facts.element_of.as_ref().map(|_| var);
        next.is_lent &= steps < state.place.path.len();
        Some(next)
    };
    names.into_iter().filter_map(renamed).collect()
}

/// What a constructor put into the object that it returned, where no variable holds it: `newWorker(results).run()`.
fn of_result(graph: &Graph<'_>, state: &State) -> Vec<State> {
    let Root::Call(..) = state.place.root else { return Vec::new() };
    let put = constructed_by_callee(graph, state.body, &state.place);
    put.and_then(|(name, steps)| renamed(graph, state, &name, steps)).into_iter().collect()
}

/// Whether a local holds an object that was made for it, here or by the function that returned it.
pub(super) fn is_new(graph: &Graph<'_>, body: u32, var: VarId) -> bool {
    let made_by_callee = || {
        let returned = graph.returned_from(body, &Place::of(Root::Var(var)))?;
        let Root::Var(result) = returned.result(graph).filter(|result| result.path.is_empty())?.root else { return None };
        Some(graph.decl(returned.callee).vars[result.index()].fresh)
    };
    graph.decl(body).vars[var.index()].fresh || made_by_callee() == Some(true)
}

/// The state under another name of the first `steps` of its path.
fn renamed(graph: &Graph<'_>, state: &State, alias: &Place, steps: usize) -> Option<State> {
    if alias.root == Root::Unknown || alias.root == state.place.root {
        return None;
    }
    let below_root = &state.place.path[..steps];
    field_of(&state.place)?;
    let under = |place: &Place| match place.path.strip_prefix(below_root) {
        Some(rest) if place.root == state.place.root => collapse(graph.backs(), alias.join(rest)),
        // A lock may have been put beside the map, by the same literal.
        _ if place.root == state.place.root => put_at(graph, state.body, place).unwrap_or_else(|| place.clone()),
        _ => place.clone(),
    };
    let mut next = with_names(state, under);
    if !is_finite(&next.place) {
        return None;
    }
    // Who is given a map, or a copy of the struct that holds it, has a variable of his own.
    let is_map = steps == state.place.path.len();
    next.snapshot |= is_map || steps > 0 && steps + 1 == state.place.path.len() && holds_struct(graph, &state.place.path[steps - 1]);
    Some(next)
}

/// A state that gives the map, the locks and the synchronisations the names that `by` tells.
fn with_names(state: &State, by: impl Fn(&Place) -> Place) -> State {
    let locks = |list: &[(Place, LockMode)]| list.iter().map(|(place, mode)| (by(place), *mode)).collect();
    let tokens = |list: &[Token]| Arc::new(list.iter().map(|token| Token { kind: token.kind, place: by(&token.place) }).collect());
    State {
        place: by(&state.place),
        held: locks(&state.held),
        maybe: locks(&state.maybe),
        lost: state.lost.iter().map(&by).collect(),
        signals: tokens(&state.signals),
        waits: tokens(&state.waits),
        ..state.clone()
    }
}

/// Whether a field holds a struct by value: what is put there is copied, and shares its maps but not its variables.
fn holds_struct(graph: &Graph<'_>, step: &Proj) -> bool {
    let Proj::Field(owner, name) = step else { return false };
    matches!(graph.field_type(*owner, *name).and_then(|ty| graph.underlying(ty)), Some(Ty::Struct(_)))
}

/// What was put at a path, or at its beginning, under its own name.
pub(super) fn put_at(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Place> {
    let of_call = || constructed_by_callee(graph, body, place).filter(|_| matches!(place.root, Root::Call(..)));
    let wired = || wired(graph, body, place, false).map(|(_, name)| name).or_else(|| returned_with(graph, body, place, false));
    let (name, steps) = constructed(graph, body, place).or_else(of_call).or_else(wired)?;
    Some(name.join(&place.path[steps..]))
}

/// What the literal or constructor that made a local put into the field with which a path goes on.
///
/// `s := &Server{cache: c}` and `s := NewServer(c)` make `s.cache` another name of `c`. With the number of steps that
/// the new name stands for.
fn constructed(graph: &Graph<'_>, body: u32, place: &Place) -> Option<(Place, usize)> {
    let Root::Var(var) = place.root else { return None };
    let facts = &graph.decl(body).vars[var.index()];
    if !facts.fresh {
        return constructed_by_callee(graph, body, place);
    }
    let first = place.path.first()?;
    put_by_literal(graph, graph.sibling(body, facts.owner), first).map(|value| (value.clone(), 1))
}

/// As [`constructed`], for what a call returned.
fn constructed_by_callee(graph: &Graph<'_>, body: u32, place: &Place) -> Option<(Place, usize)> {
    let first = place.path.first()?;
    let returned = graph.returned_from(body, &Place::of(place.root))?;
    Some((returned.actual(graph, put_by_literal(graph, returned.callee, first)?)?, 1))
}

/// What the literals of a body put into a field, where it is but one value.
fn put_by_literal<'a>(graph: &Graph<'a>, body: u32, field: &Proj) -> Option<&'a Place> {
    let mut values = graph.body(body).stores.iter().filter(|(target, _)| target.root == Root::Unknown && target.path.as_slice() == [*field]);
    match values.next() {
        Some((_, Operand::Place(value))) if values.all(|(_, other)| matches!(other, Operand::Place(other) if other == value)) => Some(value),
        _ => None,
    }
}

/// What a body puts at the beginning of a path, where it does so but once: `c.lister = l` makes `c.lister.m` another name of
/// `l.m`. With the number of the store.
fn wired(graph: &Graph<'_>, body: u32, place: &Place, is_lent: bool) -> Option<(u32, (Place, usize))> {
    let is_given = |value: &Operand| !matches!(value, Operand::Fresh);
    let numbered = || (0..).zip(&graph.body(body).stores);
    let stores = || numbered().filter(|(_, (target, value))| target.root == place.root && !target.path.is_empty() && is_given(value));
    // The map itself, where it is known by a name of its own.
    let is_named = |value: &Operand| matches!(value, Operand::Place(value) if value.path.is_empty() && !matches!(value.root, Root::Call(..)));
    let is_above = |target: &Place, value: &Operand| {
        target.path.len() < place.path.len() + usize::from(is_lent || is_named(value))
            && place.path.starts_with(&target.path)
            && !target.path.contains(&Proj::Elem)
    };
    let (number, (target, value)) = stores().find(|(_, (target, value))| is_above(target, value))?;
    match value {
        Operand::Place(value) if stores().filter(|(_, (other, _))| other == target).count() == 1 => {
            Some((number, (value.clone(), target.path.len())))
        }
        _ => None,
    }
}

/// Whether the map that a store put at a path may still be there where a state stands: no new one was put there instead.
///
/// Over-reports: objects that lead to maps, and what is put there under another name of the path.
fn is_still_there(graph: &Graph<'_>, state: &State, store: u32) -> bool {
    let facts = graph.body(state.body);
    let (target, _) = &facts.stores[store as usize];
    let is_new = |event: &Event| matches!(event, Event::Store(number) if *number != store && facts.stores[*number as usize].0 == *target);
    let is_replace = |number: u32| facts.accesses[number as usize].kind == AccessKind::Replace && facts.accesses[number as usize].place == *target;
    let mut given = Vec::new();
    for block in &facts.blocks {
        for (at, event) in block.events.iter().enumerate() {
            match event {
                // A new map is told of right behind.
                Event::Access(number) if is_replace(*number) && !block.events.get(at + 1).is_some_and(is_new) => given.push(Site::Access(*number)),
                _ => {}
            }
        }
    }
    state.spawned || given.is_empty() || given.iter().any(|given| may_follow(facts, *given, state.site, &mut |event| is_new(event)))
}

/// What a function puts at the beginning of a path of the local that it returns, where it does so but once, in its caller's terms.
fn returned_with(graph: &Graph<'_>, body: u32, place: &Place, is_lent: bool) -> Option<(Place, usize)> {
    let returned = graph.returned_from(body, &Place::of(place.root))?;
    let local = returned.result(graph).filter(|result| result.path.is_empty())?;
    let (_, (value, steps)) = wired(graph, returned.callee, &Place { root: local.root, path: place.path.clone() }, is_lent)?;
    Some((returned.actual(graph, &value)?, steps))
}

/// The only path at which a local is stored.
pub(super) fn stored_at(graph: &Graph<'_>, body: u32, local: &Place) -> Option<Place> {
    let mut found = None;
    for (target, value) in &graph.body(body).stores {
        if matches!(value, Operand::Place(place) if place == local) {
            if found.is_some() {
                return None;
            }
            found = Some(target.clone());
        }
    }
    found
}

/// The only path at which a local is stored, unless the function comes to the access itself and does so before: nobody finds it yet.
fn found_at(graph: &Graph<'_>, state: &State, local: VarId) -> Option<Place> {
    let stores = graph.body(state.body).stores.iter().enumerate();
    let mut here = stores.filter(|(_, (_, value))| matches!(value, Operand::Place(place) if *place == Place::of(Root::Var(local))));
    let (number, (target, _)) = here.next().filter(|_| here.next().is_none())?;
    let is_own = graph.decl(state.body).vars[local.index()].owner == graph.local_number(state.body);
    let is_found = state.spawned || !is_own || may_be_put_before(graph, state.body, local, number as u32, state.site);
    is_found.then(|| target.clone())
}
