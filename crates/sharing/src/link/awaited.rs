//! Ways that come to their access only when a goroutine has said that it is over.

use super::climb::Climb;
use super::order::{Surroundings, may_begin_with, same_token};
use crate::facts::{Event, Token, TokenKind};

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
