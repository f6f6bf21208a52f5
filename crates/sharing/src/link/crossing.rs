//! What becomes of a state where it goes up along an edge, to who calls, starts or sends what leads to the access.

use super::climb::{Climb, is_own_formal};
use super::graph::Graph;
use super::handed_joins::Joined;
use super::incoming::Incoming;
use super::messages::forget_arrival;
use super::order::{Site, meet};
use super::other_names::put_at;
use super::state::{Below, Siblings, State};
use super::{call_locks, token_names};
use crate::facts::{EdgeKind, Event, Target, Token, TokenKind};
use mapvet_model::{LockMode, Place, Proj, Root};
use std::sync::Arc;

impl<'a, 'g> Climb<'a, 'g> {
    /// Locks that a goroutine was started with, as it gives them back and did not take them.
    fn handed_over<'s>(&self, state: &'s State, incoming: &Incoming) -> impl Iterator<Item = &'a Place> + use<'a, 's, 'g> {
        let is_start = incoming.kind == EdgeKind::Spawn && !state.spawned;
        self.graph.body(state.body).releases.iter().filter(move |lock| is_start && !state.lost.contains(lock))
    }

    /// A state as the caller sees it: the map at `place`, in its terms.
    pub(super) fn cross(&mut self, at: u32, state: &State, (edge, incoming): (u32, &Incoming), place: Place) -> State {
        let graph = self.graph;
        let up = |place: &Place| graph.actual_or_result(state.body, place, incoming);
        // A lock in an object of the body's own has a name above only by what was put into the object.
        let up_by_any_name = |place: &Place| up(place).or_else(|| up(&put_once(graph, state.body, place)?));
        let lock = |(place, mode): &(Place, LockMode)| Some((graph.of_package(incoming.from, up_by_any_name(place)?), *mode));
        let locks = |list: &[(Place, LockMode)]| -> Vec<(Place, LockMode)> { list.iter().filter_map(lock).collect() };
        let in_callee = if incoming.message.is_some() { None } else { self.around.joined_in_callee(state.body, edge) };
        let mut next = State {
            body: incoming.from,
            site: Site::Call(incoming.call),
            place,
            seed: state.seed,
            below: Some(Below { state: at, kind: incoming.kind, edge, is_message: incoming.message.is_some(), kept: incoming.kept }),
            held: locks(&state.held),
            maybe: locks(&state.maybe),
            lost: Vec::new(),
            spawned: state.spawned || incoming.kind == EdgeKind::Spawn,
            assumed: state.assumed || incoming.assumed,
            stored: state.stored || incoming.stored && incoming.sure.is_none(),
            sure_stored: state.sure_stored.or(incoming.sure),
            dispatched: state.dispatched || incoming.candidates > 1,
            guessed: state.guessed || incoming.candidates > 1 && !incoming.narrowed,
            sheltered: state.sheltered || incoming.sheltered,
            through_interface: state.through_interface || incoming.candidates > 0,
            start: state.start.or(incoming.start),
            turn: incoming.start.and_then(|start| start.turn).filter(|_| !state.spawned),
            element: state.element,
            made: state.made || self.is_made_at_site(state),
            picked: state.picked.or_else(|| (incoming.found && (incoming.stored || is_picked(graph, incoming))).then_some(state.body)),
            element_in: None,
            requires: Vec::new(),
            latched: state.latched.clone(),
            is_lent: state.is_lent,
            // What is received is the message itself or, of a struct, perhaps a copy.
            snapshot: state.snapshot
                || is_formal_itself(graph, state)
                || incoming.message.is_some() && state.place.path.len() <= 1
                || state.place.path.len() == 1 && self.is_copy(state),
            panicking: state.panicking || runs_after_panic(graph, incoming.from, &Event::Call(incoming.call)),
            joined_by_callee: siblings(incoming, in_callee).filter(|_| !state.spawned),
            perhaps_joined_by_callee: !state.spawned && matches!(in_callee, Some(Joined::Perhaps | Joined::UnlessLate)),
            over_on_success: state.over_unless_error && incoming.gives_its_error(),
            over_unless_error: false,
            perhaps_joined: state.perhaps_joined && incoming.kind != EdgeKind::Spawn,
            signals: Arc::new(tokens_above(graph, state.body, incoming, &state.signals)),
            waits: Arc::new(tokens_above(graph, state.body, incoming, &state.waits)),
            depth: state.depth + 1,
        };
        self.pass_on(state, incoming, &mut next);
        if next.spawned {
            token_names::add_stored(graph, incoming.from, &mut next.signals);
        }
        next.held.extend(self.handed_over(state, incoming).filter_map(up).map(|lock| (lock, LockMode::Write)));
        tidied(next)
    }

    /// What a state has signalled and waited for, in the terms of the caller, and what is done around the call.
    fn pass_on(&self, state: &State, incoming: &Incoming, next: &mut State) {
        let graph = self.graph;
        let up = |place: &Place| graph.actual_or_result(state.body, place, incoming);
        let tokens = |list: &[Token]| tokens_above(graph, state.body, incoming, list);
        // A body that waits for the goroutine and then signals passes the signal on.
        let relayed = state.spawned && meet(&state.signals, &self.around.waits_after(state.body, state.site));
        if (relayed || !state.spawned) && incoming.kind == EdgeKind::Spawn {
            let kinds = [TokenKind::Group, TokenKind::Other];
            let joined = incoming.joined.iter().flat_map(|place| kinds.map(|kind| Token { kind, place: Place::clone(place) }));
            Arc::make_mut(&mut next.signals).extend(joined);
        }
        if relayed {
            let (signals, _) = self.around.around(state.body, state.site);
            Arc::make_mut(&mut next.signals).extend(tokens(&signals));
        } else if !state.spawned {
            let (signals, waits) = self.around(state);
            Arc::make_mut(&mut next.signals).extend(tokens(&signals));
            let mut waits = waits.to_vec();
            incoming.message.iter().for_each(|message| forget_arrival(graph, state.body, message, &mut waits));
            Arc::make_mut(&mut next.waits).extend(tokens(&waits));
            if incoming.kind != EdgeKind::Spawn && incoming.kept.is_none() {
                next.lost = state.lost.iter().filter_map(up).collect();
                call_locks::add(graph, incoming, &graph.body(incoming.from).calls[incoming.call as usize], next);
            }
            if let Some(wrapped) = &incoming.wrapped {
                Arc::make_mut(&mut next.signals).extend(wrapped.signals.iter().cloned());
                if incoming.kind != EdgeKind::Once {
                    next.held.extend(wrapped.held.iter().cloned());
                }
            }
        }
    }

    /// Whether the object was made by the body for the call through which it is reached.
    fn is_made_at_site(&self, state: &State) -> bool {
        matches!(state.site, Site::Call(call) if self.graph.body(state.body).calls[call as usize].has_made(&state.place))
    }
}

/// Whether the map is a formal of the state's body, not something below one.
fn is_formal_itself(graph: &Graph<'_>, state: &State) -> bool {
    matches!(state.place.root, Root::Var(var) if state.place.path.is_empty() && is_own_formal(graph, state.body, var))
}

/// What a helper that is handed a function value makes of the goroutines that it starts for it and waits for.
fn siblings(incoming: &Incoming, in_callee: Option<Joined>) -> Option<Siblings> {
    let is_joined = |joined: bool| incoming.kind == EdgeKind::Spawn && (joined || in_callee == Some(Joined::Certainly));
    let wrapped = incoming.wrapped.as_ref().filter(|wrapped| is_joined(wrapped.joined))?;
    Some(if wrapped.one_at_a_time { Siblings::OneAtATime } else { Siblings::Several })
}

/// Tokens of a body in the terms of its caller; those that have no name there are left out.
fn tokens_above(graph: &Graph<'_>, body: u32, incoming: &Incoming, list: &[Token]) -> Vec<Token> {
    let above = |token: &Token| {
        let place = graph.actual_or_result(body, &token.place, incoming)?;
        Some(Token { kind: token.kind, place: graph.element(incoming.from, place) })
    };
    list.iter().filter_map(above).collect()
}

/// The other name of a path that leads through a pointer from an object which a local was made with, where the body puts nothing there but
/// by the literal that makes the object: a lock by value is another one, and so may be what is put there later.
fn put_once(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Place> {
    let is_pointer = |step: &Proj| matches!(step, Proj::Field(owner, name) if graph.is_pointer(*owner, *name));
    let is_replaced = || graph.body(body).stores.iter().any(|(target, _)| target.root == place.root && place.path.starts_with(&target.path));
    let is_made_here = matches!(place.root, Root::Var(var) if graph.decl(body).vars[var.index()].fresh);
    if is_made_here && place.path.iter().any(is_pointer) && !is_replaced() { put_at(graph, body, place) } else { None }
}

/// Whether what a call runs is an element of a container that a variable holds.
fn is_picked(graph: &Graph<'_>, incoming: &Incoming) -> bool {
    let edges = &graph.body(incoming.from).calls[incoming.call as usize].edges;
    edges.iter().any(|edge| match &edge.target {
        Target::Value(place) => graph.element(incoming.from, Place::clone(place)) != **place,
        Target::Static(_) | Target::Body(_) | Target::Interface(..) | Target::Unknown => false,
    })
}

/// Whether a site of a body runs only after a panic.
pub(super) fn runs_after_panic(graph: &Graph<'_>, body: u32, site: &Event) -> bool {
    graph.body(body).after_panic.contains(site)
}

pub(super) fn tidy(tokens: &mut Arc<Vec<Token>>) {
    if tokens.len() > 1 {
        let tokens = Arc::make_mut(tokens);
        tokens.sort();
        tokens.dedup();
    }
}

/// A state whose lists are sorted and hold nothing twice.
fn tidied(mut state: State) -> State {
    state.held.sort();
    state.held.dedup();
    [&mut state.signals, &mut state.waits].into_iter().for_each(tidy);
    state
}
