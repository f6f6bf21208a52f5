//! Methods that prepare an object: whoever is seen to call them is still making it.

use super::graph::Graph;
use super::other_names::is_new;
use super::types::receiver_type;
use crate::facts::EdgeKind;
use mapvet_model::{Place, Root, VarId, VarKind};

/// Methods of one object that call one another, up to the function that makes it.
const DEPTH: u8 = 3;

/// Whether a method is seen to be called, and all who call it do so on an object that they make and give to their callers afterwards:
/// code that is not seen is taken to do likewise.
///
/// Misses: code that is not seen and does so when others have the object.
pub(super) fn only_prepares(graph: &Graph<'_>, body: u32) -> bool {
    prepares(graph, body, DEPTH)
}

fn prepares(graph: &Graph<'_>, body: u32, depth: u8) -> bool {
    let decl = graph.decl(body);
    if receiver_type(decl.func).is_none() || graph.local_number(body) != 0 || depth == 0 {
        return false;
    }
    let Some(receiver) = decl.vars.iter().position(|var| var.owner == 0 && var.kind == VarKind::Formal(0)) else { return false };
    let receiver = Place::of(Root::Var(VarId(receiver as u32)));
    let mut edges = graph.incoming[body as usize].iter().filter(|edge| !graph.is_test(edge.from)).peekable();
    let is_called = edges.peek().is_some();
    is_called
        && edges.all(|edge| {
            let in_place = matches!(edge.kind, EdgeKind::Call) && edge.kept.is_none();
            let Some(object) = graph.actual_over(body, &receiver, edge).filter(|_| in_place) else { return false };
            let Root::Var(var) = object.root else { return false };
            let is_own = graph.decl(edge.from).vars[var.index()].owner == graph.local_number(edge.from);
            if super::requests::is_receiver(graph, edge.from, object.root) {
                return prepares(graph, edge.from, depth - 1);
            }
            let root = Place::of(object.root);
            let is_given = graph.body(edge.from).results.iter().any(|result| result.as_ref() == Some(&root));
            is_own && is_given && is_new(graph, edge.from, var)
        })
}
