//! What calls return: the paths that their callees name in their own terms.

use super::graph::Graph;
use crate::facts::{Actuals, CallFacts, EdgeKind, Event};
use mapvet_model::{CallId, LockMode, Place, Proj, Root, VarId};

/// How many names of results are followed.
const RESULT_DEPTH: usize = 4;

/// A result of a call.
pub(super) struct Returned<'a> {
    pub call: &'a CallFacts,
    /// The body that the call runs.
    pub callee: u32,
    pub actuals: &'a Actuals,
    /// Which of its results.
    pub index: usize,
}

impl<'a> Returned<'a> {
    /// What the callee returns, in its own terms, when all its returns agree.
    pub fn result(&self, graph: &Graph<'a>) -> Option<&'a Place> {
        graph.body(self.callee).results.get(self.index)?.as_ref()
    }

    /// A path of the callee in the terms of its caller.
    pub fn actual(&self, graph: &Graph<'_>, place: &Place) -> Option<Place> {
        graph.actual(self.callee, place, self.actuals, self.call)
    }
}

impl<'a> Graph<'a> {
    /// Whether a body looks at what a call returns, or returns it in turn.
    pub fn is_asked(&self, body: u32, number: u32) -> bool {
        let (facts, own) = (self.body(body), self.local_number(body));
        let id = facts.calls[number as usize].id;
        let is_result = |place: &Place| matches!(place.root, Root::Call(call, _) if call.0 == id);
        let is_told = |event: &Event| matches!(event, Event::Succeeded(call) | Event::Passes(call) if *call == number);
        self.decl(body).vars.iter().any(|var| var.owner == own && var.result_of.as_deref().is_some_and(is_result))
            || facts.results.iter().flatten().any(is_result)
            || facts.blocks.iter().flat_map(|block| &block.events).any(is_told)
    }

    /// For a path below a local that the callee of a call returns, the path below the result of the call.
    pub fn result_of(&self, callee: u32, place: &Place, (from, call): (u32, &CallFacts)) -> Option<Place> {
        let index = self.body(callee).results.iter().position(|result| result.as_ref() == Some(&Place::of(place.root)))?;
        let is_own_call = call.edges.first().is_some_and(|edge| edge.kind == EdgeKind::Call);
        is_own_call.then(|| self.result(from, call.id, index as u8).join(&place.path))
    }

    /// The nth result of a call: the variable that holds it, if there is one.
    fn result(&self, body: u32, call: u32, index: u8) -> Place {
        let place = Place::of(Root::Call(CallId(call), index));
        let own = self.local_number(body);
        let var = self.decl(body).vars.iter().position(|var| var.owner == own && var.result_of.as_deref() == Some(&place));
        var.map_or(place, |var| Place::of(Root::Var(VarId(var as u32))))
    }

    /// Follows a path that begins with the result of a call into what the callee returns, when all its returns agree, and into what that
    /// was returned by in turn. Whether a map value itself was returned is told too: such a path is a snapshot of the variable.
    pub fn resolve_result(&self, body: u32, place: &Place) -> (Place, bool) {
        self.resolve_result_within(body, place, (RESULT_DEPTH, true))
    }

    /// As [`Self::resolve_result`], for what a copy of a struct has a variable of its own for.
    pub fn resolve_variable(&self, body: u32, place: &Place) -> (Place, bool) {
        self.resolve_result_within(body, place, (RESULT_DEPTH, false))
    }

    fn resolve_result_within(&self, body: u32, place: &Place, (depth, through_copies): (usize, bool)) -> (Place, bool) {
        let mut at = place.clone();
        let mut snapshot = false;
        for left in (0..depth).rev() {
            let Some((owner, id, index, below)) = self.result_root(body, &at) else { break };
            let Some(call) = self.call_of(owner, CallId(id)) else { break };
            let Some(edge) = call.edges.first().filter(|edge| edge.kind == EdgeKind::Call) else { break };
            let Some(callee) = self.edge_target(owner, edge).or_else(|| self.only_target(&edge.target)) else { break };
            let Some(Some(result)) = self.body(callee).results.get(usize::from(index)) else { break };
            let Some((named, is_copy)) = self.in_copy(callee, result, &below).filter(|(_, is_copy)| through_copies || !is_copy) else { break };
            let (named, is_snapshot) = self.resolve_result_within(callee, &named.join(&below), (left, through_copies));
            let Some(named) = self.actual(callee, &named, &edge.actuals, call) else { break };
            snapshot |= below.is_empty() || is_copy || is_snapshot;
            at = named;
        }
        (at, snapshot)
    }

    /// What holds what lies at a path in a result: the result itself or, where that is a copy of a struct, the original, and whether it is.
    /// `None` for what the copy does not share.
    fn in_copy(&self, callee: u32, result: &'a Place, below: &[Proj]) -> Option<(&'a Place, bool)> {
        let copies = &self.body(callee).copies;
        let Some(copy) = copies.iter().find(|copy| result.path.is_empty() && result.root == Root::Var(VarId(copy.var))) else {
            return Some((result, false));
        };
        let is_itself = copy.of == *result;
        match copy.shares(below) {
            true => Some((&copy.of, !is_itself)),
            false => (is_itself && below.is_empty()).then_some((result, false)),
        }
    }

    /// For a path that is the result of a call in place, the call.
    pub fn returned_from(&self, body: u32, place: &Place) -> Option<Returned<'a>> {
        let (owner, id, index, below) = self.result_root(body, place)?;
        let call = self.call_of(owner, CallId(id)).filter(|_| below.is_empty())?;
        let edge = call.edges.first().filter(|edge| edge.kind == EdgeKind::Call)?;
        Some(Returned { call, callee: self.edge_target(owner, edge)?, actuals: &edge.actuals, index: usize::from(index) })
    }

    /// Locks under the names that [`Self::resolve_result`] gives their paths.
    pub fn resolve_locks(&self, body: u32, locks: &[(Place, LockMode)]) -> Vec<(Place, LockMode)> {
        locks.iter().map(|(place, mode)| (self.resolve_result(body, place).0, *mode)).collect()
    }

    /// A path under the name of the package variable that a getter returned, if one did.
    pub fn of_package(&self, body: u32, place: Place) -> Place {
        let (found, _) = self.resolve_result(body, &place);
        if matches!(found.root, Root::Global(..)) { found } else { place }
    }

    /// The body that returns what a path begins with.
    pub fn returned_by(&self, body: u32, place: &Place) -> Option<u32> {
        let (owner, id, ..) = self.result_root(body, place)?;
        let edge = self.call_of(owner, CallId(id))?.edges.first().filter(|edge| edge.kind == EdgeKind::Call)?;
        self.edge_target(owner, edge)
    }

    /// The body, call and result that a path begins with, and the steps below it.
    fn result_root(&self, body: u32, place: &Place) -> Option<(u32, u32, u8, Vec<Proj>)> {
        match place.root {
            Root::Call(id, index) => Some((body, id.0, index, place.path.to_vec())),
            Root::Var(var) => {
                let facts = &self.decl(body).vars[var.index()];
                let source = facts.result_of.as_deref()?;
                let Root::Call(id, index) = source.root else { return None };
                let below = source.path.iter().chain(&place.path).copied().collect();
                Some((self.sibling(body, facts.owner), id.0, index, below))
            }
            Root::Global(..) | Root::Unknown => None,
        }
    }
}
