//! The locks that all callers of a function hold, told from an object of theirs: those under which the function runs what lies in a field of
//! the object.
//!
//! `func (q *queue) flush() { for _, f := range q.jobs { f() } }` takes no lock itself. Where everybody who is seen to call it holds `q.mu`,
//! the functions run under that lock, whoever put them there.

use super::classes::Classes;
use super::graph::Graph;
use super::incoming::Incoming;
use super::requests::{is_kept_private, is_left};
use crate::facts::{CallFacts, Edge, EdgeKind, LockState, Target};
use mapvet_model::{FuncValue, LockMode, Operand, Place, Proj, Root};
use rustc_hash::FxHashSet;

/// How many callers are looked at; where there are more, nothing is known.
const CALLERS: usize = 96;

/// How many callees down an object is followed.
const CALLEES: usize = 4;

/// A lock as all who reach an object can tell it: beside the object, or a package variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Around {
    Beside(Vec<Proj>),
    Global(Place),
}

/// Locks that are certainly held.
pub(super) type Held = Vec<(Around, LockMode)>;

/// Bodies that somebody runs as a value: their callers are not all known.
pub(super) type Taken = FxHashSet<u32>;

/// The functions that a body puts somewhere, and those declared elsewhere that it hands over.
pub(super) fn taken_by<'a>(graph: &'a Graph<'_>, body: u32) -> impl Iterator<Item = u32> + 'a {
    graph.body(body).calls.iter().flat_map(move |call| {
        let kept = call.edges.iter().filter(|edge| edge.kept.is_some() && !matches!(edge.target, Target::Value(_)));
        let handed = call.args.iter().filter_map(move |arg| match arg {
            Operand::Func(function) => graph.body_of(body, function).filter(|target| graph.local_number(*target) == 0),
            Operand::Place(_) | Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => None,
        });
        kept.filter_map(move |edge| graph.edge_target(body, edge)).chain(handed)
    })
}

/// A lock as it is told from an object, both in the terms of one body.
pub(super) fn tell(object: Option<&Place>, lock: &Place) -> Option<Around> {
    let below = object.filter(|object| object.root == lock.root).and_then(|object| lock.path.strip_prefix(&object.path[..]));
    match (lock.root, below) {
        (_, Some(rest)) => Some(Around::Beside(rest.to_vec())),
        (Root::Global(..), None) => Some(Around::Global(lock.clone())),
        (Root::Var(_) | Root::Call(..) | Root::Unknown, None) => None,
    }
}

/// The locks of a body at one place, from an object in its terms.
pub(super) fn told_from(graph: &Graph<'_>, body: u32, object: Option<&Place>, locks: &[(Place, LockMode)]) -> Held {
    graph.resolve_locks(body, locks).into_iter().filter_map(|(lock, mode)| Some((tell(object, &lock)?, mode))).collect()
}

/// A way up from a use, so that a function which calls itself is not followed twice.
pub(super) struct Callers<'a, 'g> {
    graph: &'a Graph<'g>,
    classes: &'a Classes<'a>,
    taken: &'a Taken,
    on_the_way: Vec<(u32, Place)>,
    left: usize,
}

impl<'a, 'g> Callers<'a, 'g> {
    pub fn new(graph: &'a Graph<'g>, classes: &'a Classes<'a>, taken: &'a Taken) -> Callers<'a, 'g> {
        Callers { graph, classes, taken, on_the_way: Vec::new(), left: CALLERS }
    }

    /// What is held at a place of a body, by itself and by all its callers.
    pub fn held_at(&mut self, body: u32, object: &Place, locks: &LockState) -> Held {
        let own = told_from(self.graph, body, Some(object), &locks.held);
        let above = self.held_by_all(body, object).unwrap_or_default();
        together(own, above, &told_from(self.graph, body, Some(object), &lost(locks)))
    }

    /// What all callers hold; `None` where no call of the body says anything, because the object is nobody else's.
    fn held_by_all(&mut self, body: u32, object: &Place) -> Option<Held> {
        let graph = self.graph;
        if let Root::Var(var) = object.root {
            let is_own = graph.decl(body).vars[var.index()].owner == graph.local_number(body);
            if is_own && is_kept_private(graph, body, object.root) && stays_alone(graph, body, object.root, 0) {
                return None;
            }
        }
        let at = (body, object.clone());
        if self.on_the_way.contains(&at) {
            return None;
        }
        let edges = self.classes.incoming(body);
        if edges.is_empty() || self.taken.contains(&body) || self.is_called_by_others(body) {
            return Some(Held::new());
        }
        self.on_the_way.push(at);
        let mut all: Option<Held> = None;
        for edge in edges.iter().filter(|edge| !graph.is_test(edge.from)) {
            if let Some(held) = self.held_over(body, object, edge) {
                match &mut all {
                    None => all = Some(held),
                    Some(known) => known.retain(|lock| held.contains(lock)),
                }
            }
            if all.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        self.on_the_way.pop();
        all
    }

    /// Whether code that is not seen, or a library, may call a function.
    fn is_called_by_others(&self, body: u32) -> bool {
        let graph = self.graph;
        let func = graph.decl(body).func;
        let is_method_of_others = graph.served_methods.contains_key(&func) || graph.given_methods.contains(&func);
        graph.local_number(body) == 0 && is_method_of_others
            || graph.is_exported(body) && graph.is_open(body)
            || graph.is_served(body, self.classes.incoming(body))
    }

    /// What is held around a body by one who calls it, and above.
    fn held_over(&mut self, body: u32, object: &Place, edge: &Incoming) -> Option<Held> {
        let graph = self.graph;
        let is_in_place = matches!(edge.kind, EdgeKind::Call | EdgeKind::Defer) && !edge.assumed && edge.kept.is_none();
        self.left = self.left.saturating_sub(1);
        if !is_in_place || self.left == 0 {
            return Some(Held::new());
        }
        let Some(above) = graph.actual_over(body, object, edge) else { return Some(Held::new()) };
        let (above, _) = graph.resolve_result(edge.from, &above);
        let locks = graph.body(edge.from).calls[edge.call as usize].locks();
        let mut own = told_from(graph, edge.from, Some(&above), &locks.held);
        if let Some(wrapped) = &edge.wrapped {
            own.extend(told_from(graph, edge.from, Some(&above), &wrapped.held));
        }
        let given_back = told_from(graph, edge.from, Some(&above), &lost(locks));
        match self.held_by_all(edge.from, &above) {
            Some(callers) => Some(together(own, callers, &given_back)),
            // What nobody else has says nothing, and neither does a function that calls itself.
            None if given_back.is_empty() => None,
            None => Some(own),
        }
    }
}

/// Whether an object stays on the goroutine of a function that it belongs to, and of the methods that this calls on it.
fn stays_alone(graph: &Graph<'_>, body: u32, root: Root, depth: usize) -> bool {
    let object = Place::of(root);
    let is_it = |operand: &Operand| matches!(operand, Operand::Place(place) if *place == object);
    let is_bound = |operand: &Operand| matches!(operand, Operand::Func(FuncValue::Method(_, place)) if *place == object);
    let stays_in_call = |from: u32, call: &CallFacts| {
        let starts = |edge: &Edge| edge.kind == EdgeKind::Spawn && (matches!(edge.target, Target::Body(_)) || call.args.iter().any(is_it));
        let stays = |at: usize| {
            call.edges.iter().all(|edge| graph.edge_target(from, edge).is_some_and(|callee| stays_in(graph, callee, at, depth)))
                && !call.edges.is_empty()
        };
        let is_handed = |(at, arg): (usize, &Operand)| is_bound(arg) || is_it(arg) && !stays(at);
        !call.edges.iter().any(starts) && !call.args.iter().enumerate().any(is_handed)
    };
    (0..graph.decl(body).bodies.len() as u32).map(|number| graph.sibling(body, number)).all(|at| {
        let facts = graph.body(at);
        let is_bound_to_stored = facts.stores.iter().any(|(_, value)| is_bound(value));
        !is_left(facts, &object) && !is_bound_to_stored && facts.calls.iter().all(|call| stays_in_call(at, call))
    })
}

/// [`stays_alone`] for an object that a function is handed.
fn stays_in(graph: &Graph<'_>, callee: u32, formal: usize, depth: usize) -> bool {
    let var = u16::try_from(formal).ok().and_then(|formal| graph.decl(callee).formal(0, formal));
    // A formal that the function has no use for is not told.
    depth < CALLEES && var.is_none_or(|var| stays_alone(graph, callee, Root::Var(var), depth + 1))
}

/// Locks that were given back for the caller, whatever their mode was.
fn lost(locks: &LockState) -> Vec<(Place, LockMode)> {
    locks.lost.iter().map(|lock| (lock.clone(), LockMode::Write)).collect()
}

fn together(own: Held, above: Held, lost: &Held) -> Held {
    let mut all = own;
    for lock in above {
        if !lost.iter().any(|(given_back, _)| *given_back == lock.0) && !all.iter().any(|(known, _)| *known == lock.0) {
            all.push(lock);
        }
    }
    all
}
