//! What is done only if a method behind an interface returns what none of them ever does: `if err := listener.Notify(m); err != nil`.
//!
//! All methods that may run have to be seen: programs that are not seen cannot name the interface, and libraries cannot implement it,
//! because the method speaks of a type that is declared here.

use super::graph::Graph;
use crate::facts::{EdgeKind, Event, OnlyIf, Target};
use mapvet_model::{Name, Signature, Ty, TypeName};
use rustc_hash::FxHashMap;

/// The accesses and calls of each body to which control never comes.
pub(super) fn dead(graph: &Graph<'_>) -> FxHashMap<u32, Vec<Event>> {
    let mut found: FxHashMap<u32, Vec<Event>> = FxHashMap::default();
    for body in 0..graph.bodies.len() as u32 {
        for only in graph.body(body).only_if.iter().filter(|only| !graph.is_test(body) && never_holds(graph, body, only)) {
            found.entry(body).or_default().extend(only.what.iter().cloned());
        }
    }
    found
}

fn never_holds(graph: &Graph<'_>, body: u32, only: &OnlyIf) -> bool {
    let call = graph.body(body).calls.iter().find(|call| call.id == only.call);
    let Some(edge) = call.and_then(|call| call.edges.first()).filter(|edge| edge.kind == EdgeKind::Call) else { return false };
    let Target::Interface(owner, method) = edge.target else { return false };
    if !is_closed(graph, owner, method) {
        return false;
    }
    let methods = graph.dispatch.methods(owner, method, false);
    !methods.is_empty() && methods.iter().all(|run| graph.answer(run.func, only.result).is_some_and(|is| is == only.is.opposite()))
}

/// Whether all types that have a method of an interface are seen.
fn is_closed(graph: &Graph<'_>, owner: TypeName, method: Name) -> bool {
    let Some(Ty::Interface(interface)) = graph.type_decl(owner).map(|decl| &decl.underlying) else { return false };
    let signature = interface.methods.iter().find(|(name, _)| *name == method).map(|(_, signature)| signature);
    !graph.is_open_package(owner.package) && signature.is_some_and(|signature| speaks_of_analysed(graph, signature))
}

fn speaks_of_analysed(graph: &Graph<'_>, signature: &Signature) -> bool {
    signature.params.iter().chain(&signature.results).any(|ty| match ty {
        Ty::Slice(inner) | Ty::Array(inner) | Ty::Chan(inner) | Ty::Pointer(inner) => is_analysed(graph, inner.pointee()),
        ty => is_analysed(graph, ty),
    })
}

fn is_analysed(graph: &Graph<'_>, ty: &Ty) -> bool {
    matches!(ty, Ty::Named(name, _) if graph.type_decl(*name).is_some_and(|decl| !decl.alias))
}
