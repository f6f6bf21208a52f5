//! When what was put somewhere begins to run: not before the object that has it is in the hands of those who run it.

use super::graph::Graph;
use super::incoming::Incoming;
use super::other_names::is_new;
use super::state::State;
use mapvet_model::Root;
use rustc_hash::FxHashSet;

/// Functions that are asked whether they lead to the one which runs a function value.
const CALLERS: usize = 4_000;

/// Whether a function that puts a function value into the object that it makes is still at work on that object when it comes to `later`:
/// nobody else has the object then, and nothing that the maker calls runs what was put there.
///
/// Misses: a maker that hands the object out before it is done with it.
pub(super) fn is_still_made(graph: &Graph<'_>, body: u32, put: &State, later: &State) -> bool {
    let Some((runner, _)) = put.below.and_then(|below| below.kept) else { return false };
    let is_made_here = |root: Root| match root {
        Root::Var(var) => graph.decl(body).vars[var.index()].owner == graph.local_number(body) && is_new(graph, body, var),
        Root::Call(..) | Root::Global(..) | Root::Unknown => false,
    };
    !later.spawned && later.below.is_none_or(|below| below.kept.is_none()) && is_made_here(put.place.root) && !leads_to(graph, body, runner)
}

/// Whether a body leads to another one, in place or by a goroutine; taken for granted where too many functions do.
fn leads_to(graph: &Graph<'_>, body: u32, target: u32) -> bool {
    let (mut seen, mut work) = (FxHashSet::from_iter([target]), vec![target]);
    while let Some(at) = work.pop() {
        if at == body || seen.len() > CALLERS {
            return true;
        }
        // What lies somewhere, or behind an interface of several, may be that of another object.
        let is_this = |edge: &&Incoming| edge.is_by_name() || edge.candidates == 1;
        let callers = graph.incoming[at as usize].iter().filter(is_this).map(|edge| edge.from);
        work.extend(callers.filter(|from| seen.insert(*from)));
    }
    false
}
