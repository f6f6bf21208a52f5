//! Back pointers: `c.reader = newReader(c)` makes `c.reader.conn` another name of `c`.
//!
//! A field whose object is made with a pointer to its owner leads back when that pointer is followed. It is told by fields alone:
//! what holds for one object that a function sets up is taken to hold for all.
//!
//! Over-reports: a back pointer that is moved to another owner later.

use super::graph::Graph;
use crate::facts::EdgeKind;
use mapvet_model::{Operand, Place, Proj, Root};
use rustc_hash::FxHashMap;

/// For a field, the fields that lead from its object back to the owner.
pub(super) type Backs = FxHashMap<Proj, Vec<Proj>>;

/// All back pointers of the program.
pub(super) fn backs(graph: &Graph<'_>) -> Backs {
    let mut found = Backs::default();
    for body in 0..graph.bodies.len() as u32 {
        for (target, value) in &graph.body(body).stores {
            let Some((last @ Proj::Field(..), above)) = target.path.split_last() else { continue };
            let owner = Place { root: target.root, path: above.into() };
            if target.root == Root::Unknown {
                continue;
            }
            for back in made_with(graph, body, value, &owner) {
                let known = found.entry(*last).or_default();
                if !known.contains(&back) {
                    known.push(back);
                }
            }
        }
    }
    found
}

/// The fields in which what is stored holds `owner`, as it was made here or by a function that was called for it.
fn made_with(graph: &Graph<'_>, body: u32, value: &Operand, owner: &Place) -> Vec<Proj> {
    let place = match value {
        Operand::Fresh => return held_in(graph, body, |value| value == owner),
        Operand::Place(place) if place.path.is_empty() => place,
        _ => return Vec::new(),
    };
    let source = match place.root {
        Root::Var(var) => {
            let facts = &graph.decl(body).vars[var.index()];
            if facts.fresh {
                return held_in(graph, body, |value| value == owner);
            }
            match facts.result_of.as_deref() {
                Some(source) if source.path.is_empty() => source.root,
                _ => return Vec::new(),
            }
        }
        root => root,
    };
    let Root::Call(id, _) = source else { return Vec::new() };
    let Some(call) = graph.call_of(body, id) else { return Vec::new() };
    let Some(edge) = call.edges.first().filter(|edge| edge.kind == EdgeKind::Call) else { return Vec::new() };
    let Some(callee) = graph.edge_target(body, edge) else { return Vec::new() };
    held_in(graph, callee, |value| graph.actual(callee, value, &edge.actuals, call).as_ref() == Some(owner))
}

/// The fields of literals of a body whose value is so.
fn held_in(graph: &Graph<'_>, body: u32, is_so: impl Fn(&Place) -> bool) -> Vec<Proj> {
    let puts = graph.body(body).stores.iter().filter(|(target, _)| target.root == Root::Unknown);
    let fields = puts.filter_map(|(target, value)| match (target.path.as_slice(), value) {
        ([field], Operand::Place(value)) if is_so(value) => Some(*field),
        _ => None,
    });
    fields.collect()
}

/// A path and more steps, without the detour that there may be where the two meet.
pub(super) fn join(backs: &Backs, base: &Place, steps: &[Proj]) -> Place {
    let joined = base.join(steps);
    let meets = match (base.path.last(), steps.first()) {
        (Some(last @ Proj::Field(..)), Some(first)) => backs.get(last).is_some_and(|backs| backs.contains(first)),
        _ => false,
    };
    if meets { collapse(backs, joined) } else { joined }
}

/// A path without detours: what leads to an object and back to its owner is left out.
pub(super) fn collapse(backs: &Backs, place: Place) -> Place {
    if backs.is_empty() || place.path.len() < 2 {
        return place;
    }
    let mut path: smallvec::SmallVec<[Proj; 1]> = smallvec::SmallVec::new();
    for step in &place.path {
        let is_back = path.last().and_then(|last| backs.get(last)).is_some_and(|backs| backs.contains(step));
        if is_back {
            path.pop();
        } else {
            path.push(*step);
        }
    }
    Place { root: place.root, path }
}
