//! Calls that run all the functions that lie in a container: `for _, f := range s.hooks { f() }`.

use super::graph::Graph;
use super::region::loop_around;
use crate::facts::{Event, Target};
use crate::loops::{Next, reached};
use mapvet_model::{Place, Root};

/// Whether a call runs each function of a container: what it calls is the element of the loop around it, in every round.
///
/// Over-reports: a loop that ends early.
pub(super) fn runs_each(graph: &Graph<'_>, (body, call): (u32, u32)) -> bool {
    let facts = graph.body(body);
    let mut called = facts.calls[call as usize].edges.iter().filter(|edge| edge.kept.is_none());
    let is_ranged = |place: &Place| match place.root {
        Root::Var(var) if place.path.is_empty() => {
            let of = &graph.decl(body).vars[var.index()];
            of.ranged && of.element_of.is_some() && of.owner == graph.local_number(body)
        }
        Root::Var(_) | Root::Global(..) | Root::Call(..) | Root::Unknown => false,
    };
    let is_element = called.any(|edge| matches!(&edge.target, Target::Value(place) if is_ranged(place)));
    is_element && is_in_every_round(graph, (body, call))
}

/// Whether no round of the innermost loop around a call goes by without it.
fn is_in_every_round(graph: &Graph<'_>, (body, call): (u32, u32)) -> bool {
    let facts = graph.body(body);
    let Some(mut round) = loop_around(facts, call) else { return false };
    let next: Next = facts.blocks.iter().map(|block| block.next.clone()).collect();
    for (at, block) in facts.blocks.iter().enumerate() {
        round[at] &= !block.events.contains(&Event::Call(call));
    }
    (0..next.len()).all(|at| !round[at] || !reached(&next, &round, at as u32)[at])
}
