//! Goroutines that are started with what the one before them gave back: `<-idle; go run()`, where `run` ends with `idle <- struct{}{}`.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{field_of, may_begin_with, may_follow, same_token};
use super::state::State;
use crate::facts::{EdgeKind, Event, Token, TokenKind};

/// Whether one call starts both goroutines, and comes each time after a message that either sends after its access: the second is then
/// started once the first is over, if there is one such message only.
///
/// Misses: goroutines that share several such messages, as with a pool of tokens.
pub(super) fn is_handed_back(graph: &Graph<'_>, climb: &Climb<'_, '_>, first: &State, second: &State) -> bool {
    let starter = |state| starter(climb, state);
    let Some((one, other)) = starter(first).zip(starter(second)).filter(|(one, other)| one.body == other.body && one.site == other.site) else {
        return false;
    };
    let is_given = |token: &&Token| token.kind == TokenKind::Sent && field_of(&token.place).is_some();
    let given: Vec<&Token> = one.signals.iter().filter(is_given).filter(|token| other.signals.contains(token)).collect();
    if given.is_empty() {
        return false;
    }
    let facts = graph.body(one.body);
    let mut takes = |event: &Event| matches!(event, Event::Wait(token) if given.iter().any(|signal| same_token(signal, token)));
    !may_begin_with(facts, one.site, &mut takes) && !may_follow(facts, one.site, one.site, &mut takes)
}

/// The frame of a state that starts its goroutine.
fn starter<'a>(climb: &'a Climb<'_, '_>, state: &'a State) -> Option<&'a State> {
    std::iter::once(state).chain(climb.below(state)).find(|frame| frame.below.is_some_and(|below| below.kind == EdgeKind::Spawn))
}
