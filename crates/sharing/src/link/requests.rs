//! What belongs to the one request that a handler serves, and what was there before it.

use super::graph::Graph;
use mapvet_model::{Root, VarKind};

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
