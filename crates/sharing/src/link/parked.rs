//! Goroutines that stop for others: `case <-l.enter: <-l.leave`. Whoever sends on the first channel may touch what is the goroutine's until
//! it says that it is done, and nobody else can meanwhile.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{Surroundings, field_of, may_begin_with, same_token};
use super::state::State;
use crate::facts::{CallFacts, Event, Token, TokenKind};
use mapvet_model::{Name, Root, TypeName};

/// Where a goroutine takes a message and then waits for another, with nothing in between.
pub(super) struct Stop {
    body: u32,
    /// The field in which the channel of the first message lies.
    enter: (TypeName, Name),
    /// What it then waits for.
    leave: Token,
}

/// All places where goroutines stop for others.
pub(super) fn stops(graph: &Graph<'_>) -> Vec<Stop> {
    let mut found = Vec::new();
    for body in 0..graph.bodies.len() as u32 {
        for block in &graph.body(body).blocks {
            for (at, event) in block.events.iter().enumerate() {
                let Event::Signal(taken) = event else { continue };
                let Some(enter) = field_of(&taken.place).filter(|_| taken.kind == TokenKind::Received) else { continue };
                let is_of_message = |event: &&Event| match event {
                    Event::Wait(token) | Event::Signal(token) => field_of(&token.place) == Some(enter),
                    Event::Declare(_) => true,
                    Event::Access(_) | Event::Call(_) | Event::Store(_) | Event::Join(_) => false,
                    Event::Succeeded(_) | Event::Fails | Event::Passes(_) | Event::Released(_) => false,
                };
                if let Some(leave) = block.events[at + 1..].iter().find(|event| !is_of_message(event)).and_then(Event::awaited) {
                    found.push(Stop { body, enter, leave: leave.clone() });
                }
            }
        }
    }
    found
}

/// Whether one of two ways comes to its access only while a goroutine stops for it, and the other lies on that goroutine or comes to its own
/// only while the goroutine stops, too.
pub(super) fn take_turns_at_stop(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, a: u32, b: u32) -> bool {
    let visits = |state: u32, stop: &Stop| climb.chain(state).any(|at| is_visit(around, &climb.states[at as usize], stop));
    let is_on = |state: u32, stop: &Stop| climb.chain(state).any(|at| climb.states[at as usize].body == stop.body);
    around.stops().iter().any(|stop| match (visits(a, stop), visits(b, stop)) {
        (true, true) => true,
        (true, false) => is_on(b, stop),
        (false, true) => is_on(a, stop),
        (false, false) => false,
    })
}

/// Whether control comes to a frame's site only with the message that stops a goroutine, and tells it to go on afterwards.
///
/// Misses: callers that never call, or call too early, the function by which they tell it: `done := l.stop(); defer done()`.
fn is_visit(around: &Surroundings<'_, '_>, state: &State, stop: &Stop) -> bool {
    let (graph, facts) = (around.graph, around.graph.body(state.body));
    let enters = |event: &Event| {
        let mut waits = Vec::new();
        around.waits_of(state.body, event, &mut waits);
        waits.iter().any(|wait| wait.kind == TokenKind::Received && field_of(&wait.place) == Some(stop.enter))
    };
    // What the goroutine was sent to wait for has another name where it was made.
    let is_sent = matches!(stop.leave.place.root, Root::Var(_)) && field_of(&stop.leave.place).is_none();
    let leaves = |signal: &Token| same_token(signal, &stop.leave) || is_sent && signal.kind == stop.leave.kind;
    let callee = |call: &CallFacts| call.edges.first().and_then(|edge| graph.edge_target(state.body, edge));
    let is_told_later = |number: usize, call: &CallFacts| {
        enters(&Event::Call(number as u32)) && callee(call).is_some_and(|callee| around.signals_of_results(callee).iter().any(leaves))
    };
    state.body != stop.body
        && !may_begin_with(facts, state.site, &mut |event| enters(event))
        && (around.signals_after(state.body, state.site).iter().any(leaves)
            || facts.calls.iter().enumerate().any(|(number, call)| is_told_later(number, call)))
}
