//! From the calls in facts to edges: what each call runs, function values and interfaces included.
//!
//! What a function does with a function value that it is handed follows from its body, so that in-house wrappers need no
//! model.

use super::classes::{ClassMemo, Classes};
use super::dispatch::{Among, Method};
use super::graph::{Graph, Incoming, Wrapped};
use super::order::{Site, may_end_after, object_of, same_token};
use super::rebase::Rebase;
use super::shelter::sheltered;
use super::slots::{Running, Slot, Slots, Use, slot_kept};
use crate::facts::{Actuals, CallFacts, Edge, EdgeKind, Event, Target, Token, TokenKind};
use crate::loops::{Next, common_loop};
use mapvet_model::{FuncValue, Kept, LockMode, Name, Operand, Place, Root, Runs, Start, TypeName, VarKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use std::sync::Arc;

/// How deep functions that hand a function value on are followed.
const HAND_ON_DEPTH: usize = 4;

/// What is known so far of functions and their formals.
type Memo = FxHashMap<(u32, u16), Vec<Behaviour>>;

/// How a function runs one of its formals.
#[derive(Clone)]
struct Behaviour {
    kind: EdgeKind,
    joined: Option<Place>,
    wrapped: Wrapped,
    start: Option<Start>,
    /// The body and the call that run it, where the function puts it somewhere.
    kept: Option<(u32, u32)>,
    /// In a field or package variable.
    stored: bool,
}

/// How many bodies are connected one after the other.
const PART: usize = 2_048;

/// A function that lies where more calls than this run it is known to run, but not where.
const MOST_USES: usize = 8;

/// For every body, the ways in which it comes to run.
pub(super) fn connect(graph: &Graph<'_>) -> Vec<Vec<Incoming>> {
    let slots = Slots::new(graph);
    let mut incoming: Vec<Vec<Incoming>> = graph.bodies.iter().map(|_| Vec::new()).collect();
    let mut known: FxHashSet<(u32, u32, u32)> = FxHashSet::default();
    for (target, edge) in edges(graph, &slots, None).into_iter().flatten() {
        if !edge.found || known.insert((target, edge.from, edge.call)) {
            incoming[target as usize].push(edge);
        }
    }
    tell_found_apart(&mut incoming);
    // A callback that is found to run on a goroutine may run callbacks itself; what it is handed is followed from there.
    let classes = Classes::new(graph, &incoming);
    let kept = edges(graph, &slots, Some(&classes));
    for (target, edge) in kept.into_iter().flatten() {
        incoming[target as usize].push(edge);
    }
    incoming
}

/// The edges that bodies make, each with the body that it runs: without classes, all but those of function values that are put
/// somewhere and run on the goroutines of others; with classes, these alone.
fn edges(graph: &Graph<'_>, slots: &Slots<'_, '_>, classes: Option<&Classes<'_>>) -> Vec<Vec<(u32, Incoming)>> {
    let bodies: Vec<u32> = (0..graph.bodies.len() as u32).collect();
    // What is remembered within a part may depend on the order of questions: parts are the same whatever the number of threads.
    let parts = bodies.par_chunks(PART).map(|part| {
        let mut connector = Connector {
            graph,
            slots,
            classes,
            made: Vec::new(),
            memo: Memo::default(),
            reached: FxHashMap::default(),
            running: FxHashMap::default(),
            class_memo: ClassMemo::default(),
        };
        part.iter().for_each(|body| connector.body(*body));
        connector.made
    });
    parts.collect()
}

/// A call may find any of several functions where it looks for one.
fn tell_found_apart(incoming: &mut [Vec<Incoming>]) {
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    incoming.iter().flatten().filter(|edge| edge.found).for_each(|edge| *counts.entry((edge.from, edge.call)).or_default() += 1);
    for edge in incoming.iter_mut().flatten().filter(|edge| edge.found) {
        edge.stored = counts[&(edge.from, edge.call)] > 1;
    }
}

struct Connector<'a, 'g> {
    graph: &'a Graph<'g>,
    slots: &'a Slots<'a, 'g>,
    /// On which goroutines bodies run, once plain edges are known.
    classes: Option<&'a Classes<'a>>,
    /// Edges, each with the body that it runs.
    made: Vec<(u32, Incoming)>,
    memo: Memo,
    reached: FxHashMap<Slot, Reached>,
    /// By slot, and whether a send puts functions there.
    running: FxHashMap<(Slot, bool), Option<Rc<Running>>>,
    class_memo: ClassMemo,
}

/// The uses of a slot, and whether they are of variables only.
type Reached = Rc<(Vec<Use>, bool)>;

impl Connector<'_, '_> {
    fn body(&mut self, from: u32) {
        for (number, call) in self.graph.body(from).calls.iter().enumerate() {
            for edge in &call.edges {
                match &edge.kept {
                    Some(kept) => self.connect_kept((from, number as u32), edge, kept),
                    None => self.connect_edge((from, number as u32), call, edge),
                }
            }
        }
    }

    fn reached(&mut self, slot: Slot) -> Reached {
        let slots = self.slots;
        self.reached.entry(slot).or_insert_with(|| Rc::new(slots.reached(slot))).clone()
    }

    fn running(&mut self, (slot, sent): (Slot, bool), classes: &Classes<'_>) -> Option<Rc<Running>> {
        if let Some(known) = self.running.get(&(slot, sent)) {
            return known.clone();
        }
        let reached = self.reached(slot);
        let running = self.slots.running(sent, (&reached.0, reached.1), classes, &mut self.class_memo).map(Rc::new);
        self.running.insert((slot, sent), running.clone());
        running
    }

    /// A function value that is put somewhere: an edge from there, which says how it runs.
    fn connect_kept(&mut self, (from, number): (u32, u32), edge: &Edge, kept: &Kept) {
        let Some(target) = self.graph.target(from, &edge.target) else { return };
        if self.classes.is_none() {
            self.connect_found(from, edge, kept, target);
        }
        let Some(behaviour) = self.kept(from, kept) else { return };
        let rebase = self.rebase(from, edge, kept).map(Box::new);
        self.made.push((
            target,
            Incoming {
                start: behaviour.start,
                kept: behaviour.kept,
                stored: behaviour.stored,
                rebase,
                wrapped: Some(Box::new(behaviour.wrapped)),
                ..Incoming::new((from, number), behaviour.kind, edge.actuals.clone())
            },
        ));
    }

    /// For a function that works on the object into whose field it is put, where all who call it say on which object.
    fn rebase(&mut self, from: u32, edge: &Edge, kept: &Kept) -> Option<Rebase> {
        let rebase = rebase_of(self.graph, from, edge, kept)?;
        let slot = slot_kept(self.graph, from, kept)?;
        let reached = self.reached(slot);
        let is_known = reached.0.len() <= MOST_USES && reached.0.iter().all(|at| rebase.at(self.graph, slot, *at).is_some());
        is_known.then_some(rebase)
    }

    /// The calls that run a function which was put somewhere.
    fn connect_found(&mut self, from: u32, edge: &Edge, kept: &Kept, target: u32) {
        let Some(slot) = slot_kept(self.graph, from, kept) else { return };
        let reached = self.reached(slot);
        let rebase = rebase_of(self.graph, from, edge, kept);
        for at in reached.0.iter().take(MOST_USES) {
            let user = &self.graph.body(at.body).calls[at.call as usize].edges[at.edge as usize];
            let actuals = match (&user.actuals, &edge.actuals) {
                // A library that runs the function hands it what is not known.
                (Actuals::Bound(_), _) => Actuals::Bound(None),
                (_, Actuals::Bound(Some(_))) => Actuals::AfterReceiver,
                _ => Actuals::Args,
            };
            self.made.push((
                target,
                Incoming {
                    start: user.start,
                    joined: user.joined.clone(),
                    found: true,
                    rebase: rebase.as_ref().and_then(|rebase| rebase.at(self.graph, slot, *at)).map(Box::new),
                    wrapped: user.start.filter(|start| start.waits).map(waited_for),
                    ..Incoming::new((at.body, at.call), user.kind, actuals)
                },
            ));
        }
    }

    /// How what a body puts somewhere comes to run, in the body's terms.
    fn kept(&mut self, body: u32, kept: &Kept) -> Option<Behaviour> {
        let classes = self.classes?;
        let slot = slot_kept(self.graph, body, kept)?;
        let running = self.running((slot, matches!(kept, Kept::Sent(_))), classes)?;
        let mut held = running.held.clone();
        if let Kept::At(place) | Kept::Sent(place) = kept
            && let Some(object) = object_of(place).filter(|object| object.root != Root::Unknown)
        {
            held.extend(running.beside.iter().map(|(rest, mode)| (object.join(rest), *mode)));
        }
        let is_spawn = running.kind == EdgeKind::Spawn;
        let start = Start { runs: running.runs, later: true, ..Start::once(0) };
        Some(Behaviour {
            kind: running.kind,
            joined: None,
            wrapped: Wrapped { held, one_at_a_time: running.runs != Runs::Overlapping, ..Wrapped::default() },
            start: is_spawn.then_some(start),
            kept: Some(running.by),
            stored: !running.exact,
        })
    }

    fn connect_edge(&mut self, at: (u32, u32), call: &CallFacts, edge: &Edge) {
        if let Target::Interface(owner, method) = &edge.target {
            if self.classes.is_none() {
                self.connect_interface(at, call, edge, (*owner, *method));
            }
            return;
        }
        let Some(target) = self.graph.target(at.0, &edge.target) else { return };
        if self.classes.is_none() {
            self.connect_plain(at, call, edge, target);
        }
        if !matches!(edge.target, Target::Static(_)) || edge.actuals != Actuals::Args {
            return;
        }
        for (formal, arg) in call.args.iter().enumerate() {
            let Operand::Func(function) = arg else { continue };
            for behaviour in self.behaviours(target, formal as u16, 0) {
                if behaviour.kept.is_some() == self.classes.is_some() {
                    self.connect_value(at, call, (target, edge.kind), function, behaviour);
                }
            }
        }
    }

    fn connect_plain(&mut self, at: (u32, u32), call: &CallFacts, edge: &Edge, target: u32) {
        // `go wait.Until(f, ...)`: what an unseen function is handed runs on the goroutine that it is given.
        let on_goroutine =
            edge.kind == EdgeKind::Assumed && call.edges.iter().any(|own| own.kind == EdgeKind::Spawn && own.target == Target::Unknown);
        self.made.push((
            target,
            Incoming {
                assumed: edge.kind == EdgeKind::Assumed,
                start: edge.start,
                joined: edge.joined.clone(),
                wrapped: edge.start.filter(|start| start.waits).map(waited_for),
                ..Incoming::new(at, if on_goroutine { EdgeKind::Spawn } else { edge.kind }, edge.actuals.clone())
            },
        ));
    }

    /// A call through an interface: an edge to the method of each type that may stand behind it.
    fn connect_interface(&mut self, (from, number): (u32, u32), call: &CallFacts, edge: &Edge, (owner, method): (TypeName, Name)) {
        let graph = self.graph;
        let in_test = graph.is_test(from);
        let types = match call.args.first() {
            Some(Operand::Place(receiver)) if edge.actuals == Actuals::Args => graph.behind.at(graph, from, receiver, in_test),
            _ => None,
        };
        let found: Arc<[Method]> = match types {
            Some(types) => graph.dispatch.methods_among(&Among { graph, behind: &graph.behind, in_test }, &types, method).into(),
            None => graph.dispatch.methods(owner, method, in_test),
        };
        let targets: Vec<(u32, &Method)> = found.iter().filter_map(|run| Some((*graph.funcs.get(&run.func)?, run))).collect();
        let sheltered = sheltered(graph, &targets.iter().map(|(target, _)| *target).collect::<Vec<_>>(), method);
        for ((target, Method { through, .. }), sheltered) in targets.into_iter().zip(sheltered) {
            self.made.push((
                target,
                Incoming {
                    through: through.as_slice().into(),
                    candidates: found.len() as u8,
                    sheltered,
                    start: edge.start,
                    joined: edge.joined.clone(),
                    ..Incoming::new((from, number), edge.kind, edge.actuals.clone())
                },
            ));
        }
    }

    /// A function value that the callee of a call runs: an edge from the caller to the function value.
    fn connect_value(
        &mut self,
        (from, number): (u32, u32),
        call: &CallFacts,
        (callee, outer): (u32, EdgeKind),
        function: &FuncValue,
        behaviour: Behaviour,
    ) {
        let Some(target) = self.graph.body_of(from, function) else { return };
        let bound = if let FuncValue::Method(_, place) = function { Some(Box::new(place.clone())) } else { None };
        let up = |place: &Place| self.graph.actual(callee, place, &Actuals::Args, call);
        let wrapped = Wrapped {
            held: behaviour.wrapped.held.iter().filter_map(|(place, mode)| Some((up(place)?, *mode))).collect(),
            signals: mapped_tokens(&behaviour.wrapped.signals, &up),
            ..behaviour.wrapped
        };
        let kind = if outer == EdgeKind::Spawn { EdgeKind::Spawn } else { behaviour.kind };
        let joined = behaviour.joined.as_ref().and_then(up).map(Box::new);
        self.made.push((
            target,
            Incoming {
                start: behaviour.start,
                joined,
                kept: behaviour.kept,
                stored: behaviour.stored,
                wrapped: Some(Box::new(wrapped)),
                ..Incoming::new((from, number), kind, Actuals::Bound(bound))
            },
        ));
    }

    /// How a function runs its nth formal: derived from its body, so that in-house wrappers need no model.
    fn behaviours(&mut self, function: u32, formal: u16, depth: usize) -> Vec<Behaviour> {
        if let Some(known) = self.memo.get(&(function, formal)) {
            return known.clone();
        }
        // A function that hands its formal on to itself adds nothing to what it does with it.
        self.memo.insert((function, formal), Vec::new());
        let found = self.behaviours_of(function, formal, depth);
        self.memo.insert((function, formal), found.clone());
        found
    }

    fn behaviours_of(&mut self, function: u32, formal: u16, depth: usize) -> Vec<Behaviour> {
        let decl = self.graph.decl(function);
        let var = decl.vars.iter().position(|var| var.owner == 0 && var.kind == VarKind::Formal(formal));
        let Some(var) = var.filter(|_| depth < HAND_ON_DEPTH) else { return Vec::new() };
        let place = Place::of(Root::Var(mapvet_model::VarId(var as u32)));
        let mut found = Vec::new();
        for number in 0..decl.bodies.len() as u32 {
            let body = self.graph.sibling(function, number);
            for (number, call) in self.graph.body(body).calls.iter().enumerate() {
                for edge in &call.edges {
                    if let Some(kept) = &edge.kept {
                        if matches!(&edge.target, Target::Value(value) if **value == place) {
                            found.extend(self.kept(body, kept));
                        }
                        continue;
                    }
                    if matches!(&edge.target, Target::Value(called) if **called == place) {
                        let wrapped = Wrapped { held: call.locks().held.clone(), ..Wrapped::default() };
                        let mut inner =
                            Behaviour { kind: edge.kind, joined: edge.joined.as_deref().cloned(), wrapped, start: None, kept: None, stored: false };
                        if edge.kind == EdgeKind::Spawn {
                            self.settle(body, number as u32, &mut inner);
                        }
                        found.extend(self.lift(body, inner));
                    }
                    let Target::Static(func) = &edge.target else { continue };
                    let Some(callee) = self.graph.funcs.get(func) else { continue };
                    for (at, _) in call.args.iter().enumerate().filter(|(_, arg)| matches!(arg, Operand::Place(handed) if *handed == place)) {
                        for mut inner in self.behaviours(*callee, at as u16, depth + 1) {
                            let up = |place: &Place| self.graph.actual(*callee, place, &edge.actuals, call);
                            inner.wrapped.held = inner.wrapped.held.iter().filter_map(|(place, mode)| Some((up(place)?, *mode))).collect();
                            inner.joined = inner.joined.as_ref().and_then(up);
                            inner.wrapped.signals = mapped_tokens(&inner.wrapped.signals, &up);
                            if edge.kind == EdgeKind::Spawn {
                                inner.kind = EdgeKind::Spawn;
                                inner.wrapped.held.clear();
                            }
                            found.extend(self.lift(body, inner));
                        }
                    }
                }
            }
        }
        found.truncate(8);
        found
    }

    /// What is known of a behaviour where its goroutine is started: whether the starter waits for it, and whether there
    /// may be several that run at once.
    fn settle(&self, starter: u32, call: u32, behaviour: &mut Behaviour) {
        let facts = self.graph.body(starter);
        let wrapped = &mut behaviour.wrapped;
        let kinds = [TokenKind::Group, TokenKind::Other];
        let counted = behaviour.joined.iter().flat_map(|place| kinds.map(|kind| Token { kind, place: place.clone() }));
        let signals: Vec<Token> = wrapped.signals.iter().cloned().chain(counted).collect();
        let is_known = |token: &Token| signals.iter().any(|signal| same_token(signal, token));
        let next: Next = facts.blocks.iter().map(|block| block.next.clone()).collect();
        let block = facts.blocks.iter().position(|block| block.events.contains(&Event::Call(call)));
        let is_alone = block.is_some_and(|block| common_loop(&next, block as u32, block as u32).is_none());
        let is_of_starter = |place: &Place| matches!(place.root, Root::Var(var) if self.graph.decl(starter).vars[var.index()].kind == VarKind::Local);
        let is_locked = wrapped.held.iter().any(|(place, mode)| *mode == LockMode::Write && is_of_starter(place));
        // What the one goroutine sends last on a channel of its starter ends it.
        //
        // Misses: it may go on after it has sent.
        let is_join = |event: &Event| match event {
            Event::Join(token) => is_known(token),
            Event::Wait(token) => is_alone && token.kind == TokenKind::Sent && is_of_starter(&token.place) && is_known(token),
            Event::Access(_) | Event::Call(_) | Event::Declare(_) | Event::Signal(_) => false,
        };
        wrapped.joined = !may_end_after(facts, Site::Call(call), &mut |event| is_join(event));
        wrapped.one_at_a_time = is_alone || is_locked;
        wrapped.held.clear();
    }

    /// From a literal of a function up to the function itself.
    fn lift(&self, body: u32, mut behaviour: Behaviour) -> Option<Behaviour> {
        let mut at = body;
        for _ in 0..HAND_ON_DEPTH {
            if self.graph.local_number(at) == 0 {
                return Some(behaviour);
            }
            let own = self.graph.body(at);
            let signals = own.blocks.iter().flat_map(|block| &block.events).filter_map(|event| match event {
                Event::Signal(token) => Some(token.clone()),
                _ => None,
            });
            behaviour.wrapped.signals.extend(signals);
            behaviour.wrapped.signals.extend(self.signals_of_callees(at));
            let parent = self.graph.sibling(at, own.parent?);
            let number = self.graph.local_number(at);
            let calls = self.graph.body(parent).calls.iter().enumerate();
            let mut edges = calls.flat_map(|(call, facts)| facts.edges.iter().map(move |edge| (call as u32, edge)));
            let (call, edge) = edges.find(|(_, edge)| edge.kept.is_none() && edge.target == Target::Body(number))?;
            if edge.kind == EdgeKind::Spawn {
                behaviour.kind = EdgeKind::Spawn;
                behaviour.joined = behaviour.joined.or_else(|| edge.joined.as_deref().cloned());
                self.settle(parent, call, &mut behaviour);
            }
            at = parent;
        }
        None
    }

    /// What functions that a body calls signal themselves, such as `g.done()` around `g.wg.Done()`.
    fn signals_of_callees(&self, body: u32) -> Vec<Token> {
        let mut found = Vec::new();
        for call in &self.graph.body(body).calls {
            for edge in call.edges.iter().filter(|edge| edge.kind != EdgeKind::Spawn && edge.kept.is_none()) {
                let Some(callee) = self.graph.edge_target(body, edge) else { continue };
                let events = self.graph.body(callee).blocks.iter().flat_map(|block| &block.events);
                let signals: Vec<Token> =
                    events.filter_map(|event| if let Event::Signal(token) = event { Some(token.clone()) } else { None }).collect();
                found.extend(mapped_tokens(&signals, &|place: &Place| self.graph.actual(callee, place, &edge.actuals, call)));
            }
        }
        found
    }
}

fn rebase_of(graph: &Graph<'_>, from: u32, edge: &Edge, kept: &Kept) -> Option<Rebase> {
    let Kept::At(place) = kept else { return None };
    let bound = if let Actuals::Bound(bound) = &edge.actuals { bound.as_deref() } else { None };
    Rebase::new(graph, from, place, bound)
}

/// A library that returns when all runs of a function value are over.
fn waited_for(start: Start) -> Box<Wrapped> {
    Box::new(Wrapped { joined: true, one_at_a_time: start.runs != Runs::Overlapping, ..Wrapped::default() })
}

fn mapped_tokens(tokens: &[Token], up: &dyn Fn(&Place) -> Option<Place>) -> Vec<Token> {
    tokens.iter().filter_map(|token| Some(Token { kind: token.kind, place: up(&token.place)? })).collect()
}
