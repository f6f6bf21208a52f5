//! Under which names a caller knows what a callee signals: by what stands for a formal, by what the call returns, and by where that is
//! put: `done := start()`, `pool := newPool(...)`, `waits[key] = start()`. A group that a body makes for what it starts has a second name
//! where the body puts it: `s.group = group`.

use super::graph::Graph;
use super::other_names::stored_at;
use crate::facts::{Actuals, CallFacts, Token, TokenKind};
use mapvet_model::{Place, Root};
use std::sync::Arc;

/// Tokens of a callee in the terms of the body that makes a call.
pub(super) fn above(graph: &Graph<'_>, (from, call): (u32, &CallFacts), (callee, actuals): (u32, &Actuals), tokens: &[Token]) -> Vec<Token> {
    let names = |Token { kind, place }: &Token| -> Vec<Place> {
        if let Some(place) = graph.actual(callee, place, actuals, call) {
            return vec![place];
        }
        // That it has received says nothing of what it does with the value.
        let ends = matches!(kind, TokenKind::Sent | TokenKind::Group);
        let result = graph.result_of(callee, place, (from, call)).filter(|_| ends);
        let stored = result.as_ref().and_then(|result| stored_at(graph, from, result));
        result.into_iter().chain(stored).collect()
    };
    tokens.iter().flat_map(|token| names(token).into_iter().map(|place| Token { kind: token.kind, place })).collect()
}

/// Adds groups and channels in locals under the names of where the body puts them.
pub(super) fn add_stored(graph: &Graph<'_>, body: u32, tokens: &mut Arc<Vec<Token>>) {
    let stored = stored(graph, body, tokens);
    if !stored.is_empty() {
        Arc::make_mut(tokens).extend(stored);
    }
}

/// Groups and channels in locals, by the names of where the body puts them.
pub(super) fn stored(graph: &Graph<'_>, body: u32, tokens: &[Token]) -> Vec<Token> {
    let of_local = |token: &&Token| {
        let is_local = matches!(token.place.root, Root::Var(_) | Root::Call(..)) && token.place.path.is_empty();
        is_local && matches!(token.kind, TokenKind::Sent | TokenKind::Group)
    };
    let tokens = tokens.iter().filter(of_local);
    tokens.filter_map(|token| Some(Token { kind: token.kind, place: stored_at(graph, body, &token.place)? })).collect()
}
