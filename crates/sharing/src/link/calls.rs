//! How many calls lead to code that is known, by how they name it, and why the others do not.

use super::graph::Graph;
use crate::facts::{Actuals, Edge, Target};
use crate::linked::CallStats;
use mapvet_model::{Place, Root, VarKind};
use rustc_hash::FxHashSet;

/// Counts all calls that may run code, but those of libraries, of which only models tell.
pub(super) fn calls(graph: &Graph<'_>) -> CallStats {
    let found: FxHashSet<(u32, u32)> = graph.incoming.iter().flatten().filter(|edge| edge.found).map(|edge| (edge.from, edge.call)).collect();
    let mut stats = CallStats::default();
    for body in 0..graph.bodies.len() as u32 {
        for (number, call) in graph.body(body).calls.iter().enumerate() {
            for edge in call.edges.iter().filter(|edge| edge.kept.is_none()) {
                let is_found = found.contains(&(body, number as u32));
                *place_of(&mut stats, graph, body, edge, is_found) += 1;
            }
        }
    }
    stats
}

fn place_of<'s>(stats: &'s mut CallStats, graph: &Graph<'_>, body: u32, edge: &Edge, is_found: bool) -> &'s mut u32 {
    match &edge.target {
        Target::Body(_) => &mut stats.named,
        Target::Static(_) if graph.edge_target(body, edge).is_some() => match edge.actuals {
            Actuals::Args => &mut stats.named,
            Actuals::Bound(_) | Actuals::AfterReceiver => &mut stats.function_values,
        },
        Target::Static(_) => &mut stats.without_body,
        Target::Interface(owner, method) => match graph.dispatch.methods(*owner, *method, graph.is_test(body)).len() {
            0 if !graph.dispatch.is_known(*owner) => &mut stats.foreign_interfaces,
            0 if graph.dispatch.implementations(*owner, *method) == 0 => &mut stats.nobody_behind,
            0 => &mut stats.too_many_behind,
            _ => &mut stats.interfaces,
        },
        Target::Value(_) if is_found => &mut stats.function_values,
        // Callers say what they hand over: the edge comes from them.
        Target::Value(place) if is_formal(graph, body, place) => &mut stats.handed_in,
        Target::Value(_) => &mut stats.lost_values,
        Target::Unknown => &mut stats.unknown,
    }
}

fn is_formal(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    match place.root {
        Root::Var(var) => place.path.is_empty() && matches!(graph.decl(body).vars[var.index()].kind, VarKind::Formal(_)),
        Root::Global(..) | Root::Call(..) | Root::Unknown => false,
    }
}
