//! What only the first run of a function does: `if s.config.Load() == nil { s.load() }`, and then `s.config.Store(config)`. What later
//! runs start, and what comes after the first one, comes after that.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{Site, Surroundings, leads_to_event, same_token};
use super::state::State;
use super::tokens::List;
use crate::facts::{EdgeKind, Event, FirstRun, TokenKind};
use rustc_hash::FxHashSet;

/// How many calls in place are followed from where two ways meet to the function.
const DEPTH: usize = 2;

/// So many functions above the one where two ways meet are asked.
const ABOVE: usize = 400;

/// Whether one side is of what a function does in its first run alone, and the other is of a goroutine that a run of it has started, or
/// meets a run that comes after another one.
///
/// Misses: two runs that overlap before one of them has said that it was there; what is set back to `nil` later.
pub(super) fn comes_first(graph: &Graph<'_>, around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, first: &State, other: &State) -> bool {
    let mut frames = std::iter::once(first).chain(climb.below(first)).enumerate();
    frames.any(|(depth, frame)| {
        let of_site = |event: &Event| frame.site.is(event);
        let is_later = |run: &FirstRun| {
            is_started_by(climb, other, frame.body, depth)
                || comes_again(graph, first, frame.body, depth)
                || run.call.is_none() && was_run_above(graph, first.body, frame.body)
                || depth > 0 && around.serving.starts_some(frame.body) && (is_handler(first) || is_handler(other))
        };
        let mut runs = graph.body(frame.body).first_runs.iter();
        runs.any(|run| run.what.iter().any(of_site) && is_told(graph, around, frame.body, run) && is_later(run))
    })
}

/// Whether a way begins in a function that runs only once a server was started: where the function at hand starts servers, it has run.
fn is_handler(state: &State) -> bool {
    state.spawned && state.start.is_some_and(|start| start.later)
}

/// Whether a function that asks for an atomic, or for a package variable, sets it itself.
fn is_told(graph: &Graph<'_>, around: &Surroundings<'_, '_>, body: u32, run: &FirstRun) -> bool {
    let facts = graph.body(body);
    let Some(call) = run.call else { return true };
    let Some(call) = facts.calls.iter().position(|known| known.id == call) else { return false };
    let mut asked = around.tokens.through_call(graph, body, call as u32, List::Waits);
    asked.retain(|token| token.kind == TokenKind::Other);
    facts.signals().any(|signal| asked.iter().any(|token| same_token(token, signal)))
}

/// Whether a way leads through the function to the start of its goroutine, in another run than that of a frame at this depth.
fn is_started_by(climb: &Climb<'_, '_>, other: &State, body: u32, depth: usize) -> bool {
    let mut frames = std::iter::once(other).chain(climb.below(other)).enumerate();
    frames.any(|(at, frame)| frame.body == body && frame.spawned && (at > 0 || depth > 0))
}

/// Whether the body where two ways meet has called the function before it comes to a site.
fn comes_again(graph: &Graph<'_>, state: &State, body: u32, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    let facts = graph.body(state.body);
    let leading = leading_to(graph, body);
    let runs = |call: u32| Site::Call(call) != state.site && leads_in_place(graph, state.body, call, &leading);
    let is_site = |event: &Event| state.site.is(event);
    (0..facts.calls.len() as u32).any(|call| runs(call) && leads_to_event(facts, Site::Call(call), &mut |event| is_site(event)))
}

/// Whether a function that leads to the body where two ways meet has run another one before. What a package variable holds is there for all
/// of the program: the first run of all was that one.
fn was_run_above(graph: &Graph<'_>, body: u32, target: u32) -> bool {
    let leading = leading_to(graph, target);
    let mut known = vec![body];
    let mut at = 0;
    while at < known.len() && known.len() < ABOVE {
        let below = known[at];
        at += 1;
        for edge in graph.incoming[below as usize].iter().filter(|edge| !graph.is_test(edge.from)) {
            let facts = graph.body(edge.from);
            let is_site = |event: &Event| *event == Event::Call(edge.call);
            let comes_before = |call: u32| call != edge.call && leads_to_event(facts, Site::Call(call), &mut |event| is_site(event));
            if (0..facts.calls.len() as u32).any(|call| leads_in_place(graph, edge.from, call, &leading) && comes_before(call)) {
                return true;
            }
            if !known.contains(&edge.from) {
                known.push(edge.from);
            }
        }
    }
    false
}

/// A function, and those that call it on their own goroutine, a few calls up.
fn leading_to(graph: &Graph<'_>, target: u32) -> FxHashSet<u32> {
    let mut found = FxHashSet::from_iter([target]);
    let mut last = vec![target];
    for _ in 0..DEPTH {
        let callers = last.iter().flat_map(|body| &graph.incoming[*body as usize]);
        let in_place = callers.filter(|edge| edge.kind == EdgeKind::Call && edge.kept.is_none()).map(|edge| edge.from);
        last = in_place.filter(|from| found.insert(*from)).collect();
    }
    found
}

fn leads_in_place(graph: &Graph<'_>, body: u32, call: u32, leading: &FxHashSet<u32>) -> bool {
    let edges = graph.body(body).calls[call as usize].edges.iter().filter(|edge| edge.kind == EdgeKind::Call && edge.kept.is_none());
    edges.filter_map(|edge| graph.edge_target(body, edge)).any(|callee| leading.contains(&callee))
}
