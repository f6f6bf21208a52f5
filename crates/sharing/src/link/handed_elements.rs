//! Function values that a call hands over as elements of a local slice or map.

use super::graph::Graph;
use super::region::loop_around;
use crate::facts::{Actuals, DeclFacts, Edge, Event};
use mapvet_model::{Kept, Place, Proj, Root, VarKind};

/// A function value that a call hands over.
#[derive(Clone)]
pub(super) struct Argument {
    /// Which argument of the call it is, and which element of it.
    pub at: (usize, usize),
    /// The body that it is.
    pub target: u32,
    /// The receiver that a method value is bound to.
    pub bound: Option<Place>,
    /// A loop makes several of them.
    pub many: bool,
    /// The variables that are other ones for each of those.
    pub own: Vec<u32>,
}

impl Argument {
    /// An argument by itself.
    pub fn new(at: usize, target: u32, bound: Option<Place>) -> Argument {
        Argument { at: (at, 0), target, bound, many: false, own: Vec::new() }
    }
}

/// The locals of a declaration into which it puts function values.
pub(super) fn containers(decl: &DeclFacts) -> Vec<Place> {
    let edges = decl.bodies.iter().flat_map(|body| &body.calls).flat_map(|call| &call.edges);
    let puts = edges.filter_map(|edge| match edge.kept.as_deref() {
        Some(Kept::At(Place { root: Root::Var(var), path })) if path[..] == [Proj::Elem] => Some(Place::of(Root::Var(*var))),
        Some(Kept::At(_) | Kept::Sent(_) | Kept::Message(_) | Kept::Returned(_) | Kept::As(_)) | None => None,
    });
    puts.collect()
}

/// The functions that a declaration puts into a local which it then hands over.
///
/// Over-reports: what is put there after the call.
pub(super) fn elements(graph: &Graph<'_>, (from, number): (u32, u32), at: usize, container: &Place) -> Vec<Argument> {
    let decl = graph.decl(from);
    match container.root {
        Root::Var(var) if container.path.is_empty() && decl.vars[var.index()].kind == VarKind::Local => {}
        Root::Var(_) | Root::Global(..) | Root::Call(..) | Root::Unknown => return Vec::new(),
    }
    let element = Kept::At(container.then(Proj::Elem));
    let mut found = Vec::new();
    for body in (0..decl.bodies.len() as u32).map(|number| graph.sibling(from, number)) {
        for (call, facts) in graph.body(body).calls.iter().enumerate() {
            let puts = facts.edges.iter().filter(|edge| edge.kept.as_deref() == Some(&element));
            for (target, bound) in puts.filter_map(|edge| Some((graph.edge_target(body, edge)?, receiver(edge)))) {
                let (many, own) = made_in_loop(graph, (body, call as u32), (from, number));
                found.push(Argument { at: (at, found.len() + 1), target, bound, many, own });
            }
        }
    }
    found
}

fn receiver(edge: &Edge) -> Option<Place> {
    if let Actuals::Bound(Some(receiver)) = &edge.actuals { Some(receiver.as_ref().clone()) } else { None }
}

/// Whether a loop that does not hold the other call goes round a call, and what comes into being in each of its rounds.
fn made_in_loop(graph: &Graph<'_>, (body, put): (u32, u32), (from, handed): (u32, u32)) -> (bool, Vec<u32>) {
    let facts = graph.body(body);
    let Some(inside) = loop_around(facts, put) else { return (false, Vec::new()) };
    let events = || facts.blocks.iter().zip(&inside).filter(|(_, inside)| **inside).flat_map(|(block, _)| &block.events);
    if body == from && events().any(|event| *event == Event::Call(handed)) {
        return (false, Vec::new());
    }
    let own = events().filter_map(|event| if let Event::Declare(var) = event { Some(*var) } else { None });
    (true, own.collect())
}
