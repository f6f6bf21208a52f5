//! Handles: what a call returns that has a method which waits for the goroutine that the call has started, `log, err := newLog(...)` and
//! then `log.Close()`, and an interface that has both as its methods, `l.Start()` and then `l.Stop()`.
//!
//! Over-reports: handles that lie in fields, and methods of library types of which only `Wait` is known by name.

use super::belief::after_word;
use super::climb::Climb;
use super::graph::Graph;
use super::handed_behind::behind;
use super::order::{Site, Surroundings, between, leads_to_event, same_token};
use super::state::State;
use crate::facts::{Actuals, CallFacts, Edge, EdgeKind, Event, Target, Token, TokenKind};
use mapvet_model::{Name, Operand, Place, Root, TypeName};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How methods are named that end what an object does.
const ENDS: [&str; 9] = ["close", "wait", "stop", "shutdown", "finish", "join", "end", "terminate", "done"];

/// What may follow these words.
const HOW: [&str; 6] = ["All", "AndWait", "Context", "Gracefully", "Now", "WithTimeout"];

/// How many calls below such a method are asked what they wait for.
const DEPTH: usize = 3;

/// Whether the goroutine of a state may be over when control comes to `later`: a function on its way has ended it by the handle that it was
/// given, or the body where the two meet does so in between.
///
/// Misses: a method that waits for something else than the goroutine; helpers that give up and whose error is handed on before it is looked
/// at.
pub(super) fn is_ended(around: &Surroundings<'_, '_>, climb: &Climb<'_, '_>, spawned: &State, later: &State) -> bool {
    let ways = || std::iter::once(spawned).chain(climb.below(spawned));
    let starts = ways().filter(|frame| frame.starts()).count();
    // What waits for a goroutine need not wait for those that it starts itself.
    if starts != 1 {
        return false;
    }
    let last = ways().position(State::starts).unwrap_or_default();
    ways().take(last + 1).enumerate().any(|(depth, frame)| {
        let Some(handle) = Handle::of(around.graph, frame).filter(Handle::may_end) else { return false };
        let facts = around.graph.body(frame.body);
        let is_end = |event: &Event| matches!(event, Event::Call(number) if handle.ends(*number));
        if depth > 0 {
            return leads_to_event(facts, frame.site, &mut |event| is_end(event));
        }
        let mut found = false;
        between(facts, frame.site, later.site, &mut |event| found = found || is_end(event));
        found
    })
}

/// What a call that starts a goroutine returns, or is a method of.
struct Handle<'a, 'g> {
    graph: &'a Graph<'g>,
    body: u32,
    call: &'g CallFacts,
    /// What the goroutine signals.
    signals: &'a [Token],
    /// What was found of functions, by how many calls further down were asked.
    known: RefCell<FxHashMap<(u32, usize), bool>>,
}

impl<'a, 'g> Handle<'a, 'g> {
    /// The handle of the call that is a frame's site, if a function is called there in place.
    fn of(graph: &'a Graph<'g>, frame: &'a State) -> Option<Handle<'a, 'g>> {
        let Site::Call(number) = frame.site else { return None };
        let call = &graph.body(frame.body).calls[number as usize];
        let is_called =
            call.edges.first().is_some_and(|edge| edge.kind == EdgeKind::Call && matches!(edge.target, Target::Static(_) | Target::Interface(..)));
        is_called.then_some(Handle { graph, body: frame.body, call, signals: &frame.signals, known: RefCell::default() })
    }

    /// Whether the body has calls that may be the end of the handle.
    fn may_end(&self) -> bool {
        let facts = self.graph.body(self.body);
        let of_literal = |call: &CallFacts| call.edges.iter().any(|edge| matches!(edge.target, Target::Body(_)));
        facts.calls.iter().any(|call| of_literal(call) || self.end_of(call).is_some())
    }

    /// Whether a call waits for the goroutine, itself or in a literal that it runs in place.
    fn ends(&self, number: u32) -> bool {
        let call = &self.graph.body(self.body).calls[number as usize];
        let in_place = call.edges.iter().filter(|edge| edge.kept.is_none() && matches!(edge.kind, EdgeKind::Call | EdgeKind::Defer));
        let literals = in_place.filter(|edge| matches!(edge.target, Target::Body(_))).filter_map(|edge| self.graph.edge_target(self.body, edge));
        self.waits_at(self.body, call)
            || literals
                .flat_map(|body| self.graph.body(body).calls.iter().map(move |call| (body, call)))
                .any(|(body, call)| self.waits_at(body, call))
    }

    /// The edge of a call that runs a method of the handle which is named like an end.
    fn end_of<'c>(&self, call: &'c CallFacts) -> Option<&'c Edge> {
        let edge = call.edges.first().filter(|edge| matches!(edge.kind, EdgeKind::Call | EdgeKind::Defer) && edge.actuals == Actuals::Args)?;
        let name = match &edge.target {
            Target::Static(func) => func.receiver.map(|_| func.name)?,
            Target::Interface(_, name) => *name,
            Target::Body(_) | Target::Value(_) | Target::Unknown => return None,
        };
        let Some(Operand::Place(receiver)) = call.args.first() else { return None };
        (is_end(name) && self.is_it(receiver)).then_some(edge)
    }

    /// Whether a path is that of the handle.
    fn is_it(&self, place: &Place) -> bool {
        let is_result = |root: Root| matches!(root, Root::Call(id, _) if id.0 == self.call.id);
        // What methods that are called by their names wait for is known exactly.
        let is_method = matches!(self.call.edges.first().map(|edge| &edge.target), Some(Target::Interface(..)));
        let is_held = |root: Root| match root {
            Root::Var(var) => {
                let facts = &self.graph.decl(self.body).vars[var.index()];
                facts.owner == self.graph.local_number(self.body) && facts.result_of.as_deref().is_some_and(|source| is_result(source.root))
            }
            Root::Call(..) | Root::Global(..) | Root::Unknown => false,
        };
        place.path.is_empty() && (is_result(place.root) || is_held(place.root))
            || is_method && self.call.args.first() == Some(&Operand::Place(place.clone()))
    }

    fn waits_at(&self, body: u32, call: &CallFacts) -> bool {
        let Some(edge) = self.end_of(call) else { return false };
        let Target::Interface(owner, name) = &edge.target else { return self.edge_waits(body, call, edge, DEPTH) };
        // Nothing is known of what stands there: it may well wait.
        let found = self.behind(body, call, edge, (*owner, *name));
        found.is_empty() || found.into_iter().any(|method| self.may_wait(method, DEPTH))
    }

    /// The methods that a call through an interface may run; nothing where that is not known.
    fn behind(&self, body: u32, call: &CallFacts, edge: &Edge, method: (TypeName, Name)) -> Vec<u32> {
        let (methods, _) = behind(self.graph, body, call, edge, method);
        methods.iter().filter_map(|method| self.graph.funcs.get(&method.func).copied()).collect()
    }

    fn edge_waits(&self, body: u32, call: &CallFacts, edge: &Edge, depth: usize) -> bool {
        if depth == 0 || edge.kept.is_some() || edge.kind == EdgeKind::Spawn {
            return false;
        }
        match &edge.target {
            Target::Static(_) | Target::Body(_) => self.graph.edge_target(body, edge).is_some_and(|callee| self.may_wait(callee, depth - 1)),
            Target::Interface(owner, name) => {
                self.behind(body, call, edge, (*owner, *name)).into_iter().any(|callee| self.may_wait(callee, depth - 1))
            }
            // Functions that lie somewhere are called to tell others that they should end: `cancel()`.
            Target::Value(_) | Target::Unknown => false,
        }
    }

    /// Whether a function waits for others, or for a lock or flag of the goroutine.
    fn may_wait(&self, body: u32, depth: usize) -> bool {
        if let Some(known) = self.known.borrow().get(&(body, depth)) {
            return *known;
        }
        let found = self.finds_wait(body, depth);
        self.known.borrow_mut().insert((body, depth), found);
        found
    }

    fn finds_wait(&self, body: u32, depth: usize) -> bool {
        let facts = self.graph.body(body);
        let is_wait = |token: &Token| match token.kind {
            // What a call returned, such as a timer, is not the goroutine's.
            TokenKind::Sent => !matches!(token.place.root, Root::Call(..)),
            TokenKind::Received | TokenKind::Group | TokenKind::Unknown => true,
            TokenKind::Unlocked | TokenKind::Other => self.signals.iter().any(|signal| same_token(signal, token)),
            TokenKind::Once | TokenKind::OneAtATime | TokenKind::Serving | TokenKind::Started => false,
        };
        let mut events = facts.blocks.iter().flat_map(|block| &block.events);
        events.any(|event| event.awaited().is_some_and(is_wait))
            || facts.calls.iter().any(|call| call.edges.iter().any(|edge| self.edge_waits(body, call, edge, depth)))
    }
}

/// Whether a name is the word for an end, alone or with one that says how: `closeAll`; `DoneCount` and `Closest` are not.
fn is_end(name: Name) -> bool {
    ENDS.iter().filter_map(|word| after_word(&name, word)).any(|rest| rest.is_empty() || HOW.contains(&rest))
}
