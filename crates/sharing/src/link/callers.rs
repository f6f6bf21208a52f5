//! Who is seen to call a function, tests aside.

use super::graph::Graph;
use super::incoming::Incoming;

/// Whether a body is called by name. Who calls it through an interface may be but one of those who do, and code that is not seen
/// keeps what it is given.
pub(super) fn has_callers(graph: &Graph<'_>, body: u32) -> bool {
    graph.incoming[body as usize].iter().any(|edge| edge.is_by_name() && !is_given_away(graph, body, edge) && !graph.is_test(edge.from))
}

/// Whether any way leads to a body: its callers then say what holds, those through interfaces too.
pub(super) fn is_run(graph: &Graph<'_>, body: u32) -> bool {
    graph.incoming[body as usize].iter().any(|edge| !is_given_away(graph, body, edge) && !graph.is_test(edge.from))
}

/// Whether a declared function or a method is handed to code that is not seen, by a call that holds no lock: it may well be kept there and
/// called later, which a literal that only makes sense inside its call seldom is.
fn is_given_away(graph: &Graph<'_>, body: u32, edge: &Incoming) -> bool {
    edge.assumed && graph.local_number(body) == 0 && graph.body(edge.from).calls[edge.call as usize].locks().held.is_empty()
}

/// Whether nothing but tests is seen to name a declared function without an exported name.
///
/// Misses: functions that lie in tables whose users are not known.
pub(super) fn is_unused(graph: &Graph<'_>, body: u32) -> bool {
    let func = graph.decl(body).func;
    let is_start = func.receiver.is_none() && matches!(func.name.as_str(), "main" | "init");
    let is_named = || graph.incoming[body as usize].iter().any(|edge| !graph.is_test(edge.from));
    graph.local_number(body) == 0 && !graph.is_exported(body) && !is_start && !graph.is_handler(body) && !is_named()
}

/// Whether code that is not seen is given a function, and nobody else calls it.
pub(super) fn is_callback(graph: &Graph<'_>, body: u32) -> bool {
    graph.incoming[body as usize].iter().any(|edge| is_given_away(graph, body, edge) && !graph.is_test(edge.from)) && !is_run(graph, body)
}
