//! Functions that lie in a field of the object on which they work.
//!
//! `s.notify = s.mark` and `s.notify = func() { s.seen[...]... }`: whoever calls `t.notify()` has `mark` work on `t`. What is told of
//! that object where the function is called, by whom and when, is more than what can be told where it was put.
//!
//! Over-reports: a function that was moved on to another object.

use super::graph::Graph;
use super::order::object_of;
use super::slots::{Slot, Use, slot_of};
use crate::facts::{DeclFacts, Target};
use mapvet_model::{Place, Proj, Root, VarKind};

/// How paths of the object are told.
#[derive(Clone)]
pub(super) struct Rebase {
    /// The object, in the terms of the body that put the function into its field.
    from: Place,
    /// The receiver that was bound there.
    bound: Option<Place>,
    /// The object, in the terms of the body that calls the function; `None` where paths of the object are not told because those
    /// bodies do.
    pub to: Option<Place>,
}

impl Rebase {
    /// For a function that is put at `place` with this receiver.
    pub fn new(graph: &Graph<'_>, body: u32, place: &Place, bound: Option<&Place>) -> Option<Rebase> {
        let (place, _) = graph.resolve_result(body, place);
        let from = object_of(&place).filter(|object| matches!(object.root, Root::Var(_)))?;
        Some(Rebase { from, bound: bound.cloned(), to: None })
    }

    /// The same, seen by one who calls what lies in the slot.
    pub fn at(&self, graph: &Graph<'_>, slot: Slot, at: Use) -> Option<Rebase> {
        let Target::Value(place) = &graph.body(at.body).calls[at.call as usize].edges[at.edge as usize].target else { return None };
        if slot_of(graph, at.body, place) != Some(slot) {
            return None;
        }
        let to = owner_of(graph, at.body, place).filter(|object| object.root != Root::Unknown)?;
        Some(Rebase { to: Some(to), ..self.clone() })
    }

    /// The steps from the object to a path of the function, if it lies there.
    pub fn below_object(&self, decl: &DeclFacts, number: u32, place: &Place) -> Option<Vec<Proj>> {
        let Root::Var(var) = place.root else { return None };
        let facts = &decl.vars[var.index()];
        let known = match (facts.owner == number, facts.kind, &self.bound) {
            (false, ..) => place.clone(),
            (true, VarKind::Formal(0), Some(bound)) if !facts.reassigned => bound.join(&place.path),
            (true, ..) => return None,
        };
        let rest = known.path.strip_prefix(&self.from.path[..]).filter(|_| known.root == self.from.root)?;
        Some(rest.to_vec())
    }
}

/// The object in whose field a function value lies, in the terms of the body that calls it by a path.
pub(super) fn owner_of(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Place> {
    let (place, _) = graph.resolve_result(body, &graph.element(body, place.clone()));
    object_of(&place)
}
