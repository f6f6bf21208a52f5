//! Goroutines that are started with what the one before them gave back: `<-idle; go run()`, where `run` ends with `idle <- struct{}{}`.

use super::climb::Climb;
use super::order::{Surroundings, field_of, may_begin_with, may_follow, same_token};
use super::state::State;
use crate::facts::{Event, Token, TokenKind};

/// Whether the goroutine of one state is started each time after a message that the other sends after its access: it may then be started
/// only once the other is over.
///
/// Misses: goroutines that share several such messages, as with a pool of tokens.
pub(super) fn is_handed_back(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, spawned: &State, other: &State) -> bool {
    let Some(starter) = starter(climb, spawned) else { return false };
    let is_given = |token: &&Token| token.kind == TokenKind::Sent && field_of(&token.place).is_some();
    let (before, facts) = (around.around(starter.body, starter.site).1, around.graph.body(starter.body));
    let is_taken = |token: &Token| {
        let mut takes = |event: &Event| matches!(event, Event::Wait(wait) if same_token(wait, token));
        !may_begin_with(facts, starter.site, &mut takes) && !may_follow(facts, starter.site, starter.site, &mut takes)
    };
    let mut taken = before.iter().filter(is_given).filter(|token| is_taken(token)).peekable();
    if taken.peek().is_none() {
        return false;
    }
    let mut given = other.signals.to_vec();
    if !other.spawned {
        given.extend(around.signals_after(other.body, other.site));
    }
    taken.any(|token| given.iter().any(|signal| same_token(signal, token)))
}

/// The frame of a state that starts the goroutine of its access.
fn starter<'a>(climb: &'a Climb<'_, '_>, state: &'a State) -> Option<&'a State> {
    std::iter::once(state).chain(climb.below(state)).filter(|frame| frame.starts()).last()
}
