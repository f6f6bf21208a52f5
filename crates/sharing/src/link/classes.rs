//! On which goroutines a body runs: on none that is started, on one, or on several at once.
//!
//! Coarser than the climb, which knows joins and order: good enough to say how a function runs that somebody put where another
//! goroutine finds it.

use super::graph::Graph;
use super::incoming::Incoming;
use super::region::loop_around;
use super::requests::is_of_request;
use crate::facts::{Actuals, EdgeKind, Event};
use mapvet_model::{Operand, Place, Root, Runs, TypeName, VarId};
use rustc_hash::FxHashMap;

/// What goroutines there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// None but the one that it was called on.
    None,
    /// One.
    One(Goroutine),
    /// Several at once, but each of the instances that there are of a function on one of them only.
    Each,
    /// Several at once.
    Several,
}

/// What tells a goroutine from others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Goroutine {
    /// It begins with this body.
    Begins(u32),
    /// This call of this body starts it.
    Started(u32, u32),
    /// A library calls the methods of an object of this type on it, in turn.
    Serves(TypeName),
}

impl Class {
    /// What holds if a function runs both ways.
    pub fn and(self, other: Class) -> Class {
        match (self, other) {
            (Class::None, known) | (known, Class::None) => known,
            (Class::One(one), Class::One(two)) if one == two => self,
            _ => Class::Several,
        }
    }
}

/// How many callers up the object of a function value is followed.
const DEPTH: usize = 6;

/// What was found for a body and an object.
pub(super) type ClassMemo = FxHashMap<(u32, Place), Class>;

/// The class of every body.
pub(super) struct Classes<'a> {
    bodies: Vec<Class>,
    incoming: &'a [Vec<Incoming>],
}

impl<'a> Classes<'a> {
    /// From the edges that are known before function values are followed to where they were put.
    pub fn new(graph: &Graph<'_>, incoming: &'a [Vec<Incoming>]) -> Classes<'a> {
        let mut outgoing: Vec<Vec<u32>> = vec![Vec::new(); graph.bodies.len()];
        let mut classes = vec![Class::None; graph.bodies.len()];
        for (to, edges) in incoming.iter().enumerate() {
            let mut starters = Vec::new();
            if graph.is_served(to as u32, edges) {
                classes[to] = served(graph, to as u32);
            }
            for edge in edges.iter().filter(|edge| !graph.is_test(edge.from)) {
                match (edge.kind, &edge.start) {
                    (EdgeKind::Spawn, Some(start)) if start.runs == Runs::Overlapping => classes[to] = Class::Several,
                    (EdgeKind::Spawn, _) if is_repeated(graph, edge.from, edge.call) => classes[to] = Class::Several,
                    (EdgeKind::Spawn, _) if starters.contains(&edge.from) => classes[to] = Class::Several,
                    (EdgeKind::Spawn, _) => {
                        // Two functions that start it are two ways to set up an object, which has one such goroutine.
                        starters.push(edge.from);
                        classes[to] = classes[to].and(Class::One(Goroutine::Begins(to as u32)));
                    }
                    _ => outgoing[edge.from as usize].push(to as u32),
                }
            }
        }
        let mut work: Vec<u32> = (0..classes.len() as u32).filter(|body| classes[*body as usize] != Class::None).collect();
        while let Some(at) = work.pop() {
            for to in &outgoing[at as usize] {
                let known = classes[*to as usize];
                let new = known.and(classes[at as usize]);
                if new != known {
                    classes[*to as usize] = new;
                    work.push(*to);
                }
            }
        }
        Classes { bodies: classes, incoming }
    }

    /// The edges that lead to a body before function values are followed to where they were put.
    pub fn incoming(&self, body: u32) -> &'a [Incoming] {
        &self.incoming[body as usize]
    }

    /// The goroutines of one object that run a body: those that are started with the object at hand. That other objects of its type
    /// have theirs says nothing of this one.
    pub fn of_object(&self, graph: &Graph<'_>, memo: &mut ClassMemo, body: u32, object: &Place) -> Class {
        self.climb(graph, memo, (body, object), 0)
    }

    fn climb(&self, graph: &Graph<'_>, memo: &mut ClassMemo, (body, object): (u32, &Place), depth: usize) -> Class {
        match object.root {
            Root::Global(..) => return self.bodies[body as usize],
            Root::Var(_) if depth < DEPTH => {}
            Root::Var(_) | Root::Call(..) | Root::Unknown => return Class::None,
        }
        let key = (body, object.clone());
        if let Some(known) = memo.get(&key) {
            return *known;
        }
        // A function that calls itself adds nothing to how it runs.
        memo.insert(key.clone(), Class::None);
        let edges = &self.incoming[body as usize];
        let is_for_all = !is_of_request(graph, body, object.root) && graph.is_served(body, edges);
        let mut class = if is_for_all { served(graph, body) } else { Class::None };
        for edge in edges.iter().filter(|edge| !graph.is_test(edge.from)) {
            let Some(above) = graph.actual_over(body, object, edge) else { continue };
            class = class.and(match (edge.kind, &edge.start) {
                (EdgeKind::Spawn, Some(start)) if start.runs == Runs::Overlapping => Class::Several,
                (EdgeKind::Spawn, _) if is_repeated_for(graph, (edge.from, edge.call), &[above.root]) => Class::Several,
                (EdgeKind::Spawn, _) => Class::One(Goroutine::Begins(body)),
                _ => self.climb(graph, memo, (edge.from, &above), depth + 1),
            });
        }
        memo.insert(key, class);
        class
    }

    /// Whether a body is seen to run more than once with an object at hand: called twice, in a loop, for each request, or by somebody
    /// who is not seen.
    pub fn is_entered_again(&self, graph: &Graph<'_>, (body, object): (u32, &Place), depth: usize) -> bool {
        if depth >= DEPTH || matches!(object.root, Root::Call(..) | Root::Unknown) {
            return false;
        }
        let edges = &self.incoming[body as usize];
        if !is_of_request(graph, body, object.root) && (graph.is_served(body, edges) || edges.is_empty() && graph.is_exported(body)) {
            return true;
        }
        let mut callers =
            edges.iter().filter(|edge| !graph.is_test(edge.from)).filter_map(|edge| Some((edge, graph.actual_over(body, object, edge)?)));
        let first = callers.next();
        callers.next().is_some()
            || first.is_some_and(|(edge, above)| {
                is_repeated_for(graph, (edge.from, edge.call), &[above.root]) || self.is_entered_again(graph, (edge.from, &above), depth + 1)
            })
    }
}

/// On which goroutines a server runs a body.
fn served(graph: &Graph<'_>, body: u32) -> Class {
    graph.served_in_turn(body).map_or(Class::Several, |object| Class::One(Goroutine::Serves(object)))
}

/// Whether a call starts a goroutine again and again for what was there before: it stands in a loop, and nothing that it hands
/// over is made there.
pub(super) fn is_repeated(graph: &Graph<'_>, body: u32, call: u32) -> bool {
    let facts = &graph.body(body).calls[call as usize];
    let bound = facts.edges.iter().filter_map(|edge| if let Actuals::Bound(Some(place)) = &edge.actuals { Some(place.root) } else { None });
    let args = facts.args.iter().filter_map(|arg| if let Operand::Place(place) = arg { Some(place.root) } else { None });
    let roots: Vec<Root> = bound.chain(args).collect();
    is_repeated_for(graph, (body, call), &roots)
}

/// Whether a call stands in a loop in which none of these is made: declared there, or returned by a call there.
pub(super) fn is_repeated_for(graph: &Graph<'_>, (body, call): (u32, u32), roots: &[Root]) -> bool {
    let facts = graph.body(body);
    let Some(inside) = loop_around(facts, call) else { return false };
    let is_made = |event: &Event| match event {
        Event::Declare(var) => roots.contains(&Root::Var(VarId(*var))),
        Event::Call(number) => {
            let id = facts.calls[*number as usize].id;
            roots.iter().any(|root| matches!(root, Root::Call(made, _) if made.0 == id))
        }
        Event::Access(_)
        | Event::Store(_)
        | Event::Signal(_)
        | Event::Wait(_)
        | Event::Join(_)
        | Event::Succeeded(_)
        | Event::Fails
        | Event::Passes(_)
        | Event::Released(_) => false,
    };
    let inside = facts.blocks.iter().zip(&inside).filter(|(_, inside)| **inside);
    !inside.flat_map(|(block, _)| &block.events).any(is_made)
}
