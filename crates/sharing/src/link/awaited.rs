//! Ways that come to their access only when a goroutine has said that it is over, or when they have a slot of a channel; and goroutines for
//! which those wait who call the function that starts them.

use super::climb::Climb;
use super::order::{Surroundings, may_begin_with, same_token};
use super::outside::{Entry, Origin, Outside};
use super::state::State;
use crate::facts::{Event, Token, TokenKind};

/// How far up from the function that starts a goroutine it is looked for who waits for it.
const WAITERS: u8 = 4;

/// Whether the way of a state comes to the map only when it has waited for what a goroutine signals after it was there.
pub(super) fn awaits(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, state: u32, signals: &[Token]) -> bool {
    let may_end = |token: &&Token| matches!(token.kind, TokenKind::Sent | TokenKind::Group);
    let signals: Vec<&Token> = signals.iter().filter(may_end).collect();
    let is_wait = |body: u32, event: &Event| {
        let mut waits = Vec::new();
        around.waits_of(body, event, &mut waits);
        waits.iter().any(|wait| signals.iter().any(|signal| same_token(signal, wait)))
    };
    let is_awaited = |at: u32| {
        let state = &climb.states[at as usize];
        !may_begin_with(climb.graph.body(state.body), state.site, &mut |event| is_wait(state.body, event))
    };
    !signals.is_empty() && climb.chain(state).any(is_awaited)
}

/// Whether both ways take a slot of one channel before they come to the map and give it back after that. How many slots it has is not known:
/// if it is one, each keeps the other out.
pub(super) fn share_slot(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, a: u32, b: u32) -> bool {
    let taken = slots(around, climb, a);
    !taken.is_empty() && slots(around, climb, b).iter().any(|slot| taken.iter().any(|other| same_token(slot, other)))
}

/// What the functions on a way wait for before they go on to the map, and give back after that.
fn slots(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, state: u32) -> Vec<Token> {
    let of_frame = |at: u32| {
        let state = &climb.states[at as usize];
        let (given, _) = around.around(state.body, state.site);
        let is_wait = |event: &Event, token: &Token| matches!(event, Event::Wait(wait) if wait == token);
        let is_taken = |token: &Token| !may_begin_with(climb.graph.body(state.body), state.site, &mut |event| is_wait(event, token));
        let is_slot = |token: &&Token| matches!(token.kind, TokenKind::Sent | TokenKind::Received) && is_taken(token);
        given.iter().filter(is_slot).cloned().collect::<Vec<Token>>()
    };
    climb.chain(state).flat_map(of_frame).collect()
}

impl Outside<'_, '_> {
    /// Whether the function that starts a goroutine may wait for it: whoever is called then comes after it.
    pub(super) fn may_be_over(&self, entry: &Entry) -> bool {
        let state = &self.climb.states[entry.state as usize];
        state.spawned && self.may_have_ended(state)
    }

    /// Whether all callers of the function that starts a goroutine may wait for it: what they serve then comes after it.
    pub(super) fn may_be_over_above(&self, entry: &Entry) -> bool {
        entry.origin == Origin::Goroutine && self.is_waited_for_above(entry.state, &|state| self.may_have_ended(state), 0)
    }

    fn may_have_ended(&self, state: &State) -> bool {
        state.perhaps_joined || self.around.may_be_over(state)
    }

    pub(super) fn awaits(&self, entry: &Entry, goroutine: &Entry) -> bool {
        goroutine.seen.spawned && !entry.seen.spawned && awaits(self.around, self.climb, entry.state, &goroutine.seen.signals)
    }

    /// Whether all callers of the function that starts a goroutine wait for it: it is a part of them, and they are judged.
    pub(super) fn is_over_above(&self, entry: &Entry) -> bool {
        entry.origin == Origin::Goroutine && self.is_waited_for_above(entry.state, &|state| self.around.is_over_unless_error(state), 0)
    }

    /// Whether all callers of a state's function, or theirs, are seen to wait for its goroutine.
    fn is_waited_for_above(&self, number: u32, is_over: &dyn Fn(&State) -> bool, depth: u8) -> bool {
        let above =
            || (number as usize + 1..self.climb.states.len()).filter(|at| self.climb.states[*at].below.is_some_and(|below| below.state == number));
        let is_waited_for = |at: usize| is_over(&self.climb.states[at]) || self.is_waited_for_above(at as u32, is_over, depth + 1);
        depth < WAITERS && above().next().is_some() && above().all(is_waited_for)
    }
}
