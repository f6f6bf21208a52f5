//! Objects that are started again after they were stopped: what a `Start` has done the last time is over by then.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{Surroundings, ends_with, field_of, may_follow};
use super::requests::is_receiver;
use super::state::State;
use crate::facts::{Token, TokenKind};

/// How methods are named that start what an object does, and are called again only once it has stopped.
const STARTERS: [&str; 7] = ["start", "restart", "run", "open", "resume", "launch", "init"];

/// Whether a goroutine that a method starts, itself or in what it calls, meets what the same method does when it is called again, though
/// the object has a function that waits for the goroutine: `Stop` comes before the next `Start`.
pub(super) fn is_restarted(graph: &Graph<'_>, around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, spawned: &State, other: &State) -> bool {
    let is_again = |frame: &State| may_follow(graph.body(frame.body), frame.site, frame.site, &mut |_| false);
    // Where the two part in the method itself, they are of one run of it.
    let passes = |body: u32| climb.below(other).any(|state| state.body == body);
    let is_awaited = |frame: &State| {
        frame.signals.iter().any(|token| {
            let is_own = field_of(&token.place).is_some() && is_receiver(graph, frame.body, token.place.root);
            is_own && is_end(graph, climb, frame, token) && around.tokens.is_waited_for(graph, frame.body, token)
        })
    };
    let is_starter = |frame: &State| {
        let name = graph.decl(frame.body).func.name.to_lowercase();
        graph.local_number(frame.body) == 0 && STARTERS.iter().any(|start| name.starts_with(start))
    };
    let mut frames = climb.below(spawned).filter(|frame| frame.spawned);
    frames.any(|frame| is_starter(frame) && passes(frame.body) && !is_again(frame) && is_awaited(frame))
}

/// Whether a token says that the goroutine which a frame leads to is over: it is counted, or the last thing that it does.
fn is_end(graph: &Graph<'_>, climb: &Climb<'_, '_>, frame: &State, token: &Token) -> bool {
    let started = || std::iter::once(frame).chain(climb.below(frame)).skip_while(|frame| !frame.starts()).nth(1);
    match token.kind {
        TokenKind::Group => true,
        TokenKind::Sent => started().is_some_and(|goroutine| ends_with(graph.body(goroutine.body), token)),
        TokenKind::Received
        | TokenKind::Unlocked
        | TokenKind::Other
        | TokenKind::Once
        | TokenKind::OneAtATime
        | TokenKind::Serving
        | TokenKind::Started
        | TokenKind::Unknown => false,
    }
}
