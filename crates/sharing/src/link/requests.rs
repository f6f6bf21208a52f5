//! What belongs to the one request that a handler serves, and what was there before it.

use super::graph::Graph;
use super::renewed::is_new_result;
use crate::facts::{BodyFacts, CallFacts, Target};
use mapvet_model::{Operand, Place, Root, Standing, VarKind};

/// Whether what hangs on a root of a handler belongs to the one request that it serves: the handler was handed it or makes it itself.
///
/// Over-reports: a receiver that a framework makes for each request, and a handler that a wrapper runs under a lock.
pub(super) fn is_of_request(graph: &Graph<'_>, body: u32, root: Root) -> bool {
    match root {
        Root::Global(..) => false,
        Root::Var(var) => {
            let is_own = graph.decl(body).vars[var.index()].owner == graph.local_number(body);
            is_own && !is_receiver(graph, body, root) || is_nested(graph, body)
        }
        Root::Call(..) | Root::Unknown => true,
    }
}

/// Whether a root is the receiver of a method.
pub(super) fn is_receiver(graph: &Graph<'_>, body: u32, root: Root) -> bool {
    let decl = graph.decl(body);
    matches!(root, Root::Var(var) if decl.func.receiver.is_some() && decl.vars[var.index()].owner == 0 && decl.vars[var.index()].kind == VarKind::Formal(0))
}

/// Whether a handler is made by another one, anew for each request.
fn is_nested(graph: &Graph<'_>, body: u32) -> bool {
    let decl = graph.decl(body);
    let mut around = graph.body(body).parent;
    while let Some(parent) = around {
        let facts = &decl.bodies[parent as usize];
        if facts.entry {
            return true;
        }
        around = facts.parent;
    }
    false
}

/// Whether a root is an object that a function makes anew each time and gives to nobody: it only calls its methods, on goroutines of its own
/// or in place.
///
/// Misses: a method that puts its object where others find it.
pub(super) fn is_kept_private(graph: &Graph<'_>, body: u32, root: Root) -> bool {
    let Root::Var(var) = root else { return false };
    let decl = graph.decl(body);
    let object = Place::of(root);
    let is_new = decl.vars[var.index()].fresh || is_new_result(graph, body, &object);
    let is_it = |operand: &Operand| matches!(operand, Operand::Place(place) if *place == object);
    let is_given = |facts: &BodyFacts| {
        let has_receiver =
            |call: &CallFacts| matches!(call.edges.first().map(|edge| &edge.target), Some(Target::Static(func)) if func.receiver.is_some());
        let is_argument = |call: &CallFacts| call.args.iter().skip(usize::from(has_receiver(call))).any(is_it);
        is_left(facts, &object) || facts.calls.iter().any(is_argument)
    };
    decl.vars[var.index()].kind == VarKind::Local && is_new && !decl.bodies.iter().any(is_given)
}

/// Whether a body returns an object or puts it somewhere.
pub(super) fn is_left(facts: &BodyFacts, object: &Place) -> bool {
    let is_returned = facts.results.iter().flatten().any(|result| result == object);
    let is_put = facts.puts.iter().any(|put| matches!(&put.what, Standing::At(place) if place == object));
    is_returned || is_put || facts.stores.iter().any(|(_, value)| matches!(value, Operand::Place(place) if place == object))
}
