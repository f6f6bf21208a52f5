//! From the calls in facts to edges: what each call runs, function values and interfaces included.

use super::classes::{ClassMemo, Classes};
use super::dispatch::Method;
use super::for_each::runs_each;
use super::graph::Graph;
use super::handed::{Behaviour, Memo, Overlap};
use super::handed_behind::{Behind, behind};
use super::handed_elements::{Argument, containers, elements};
use super::incoming::{Incoming, Overlaps, Wrapped};
use super::order::object_of;
use super::rebase::Rebase;
use super::shelter::sheltered;
use super::slots::{Running, Slot, Slots, Use, slot_kept, virtual_lock};
use super::{token_names, unnamed};
use crate::facts::{Actuals, BodyFacts, CallFacts, Edge, EdgeKind, Target, Token, TokenKind};
use mapvet_model::{FuncValue, Kept, LockMode, Name, Operand, Place, Proj, Root, Runs, Start, VarId, VarKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// How many bodies are connected one after the other.
const PART: usize = 2_048;

/// A function that lies where more calls than this run it is known to run, but not where.
const MOST_USES: usize = 8;

/// Of how many function values that one call hands over it is known which run at the same time.
const MOST_SIBLINGS: usize = 64;

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
    tell_sure_ones(graph, &mut incoming);
    incoming
}

/// Whoever calls what lies in a field or package variable runs the one function that is put there, if nobody puts another one there; a
/// test may. Whoever calls all that lies there in a loop runs each of them.
///
/// Over-reports: the object whose function a goroutine runs was given one by code that is not seen, or others than another object.
fn tell_sure_ones(graph: &Graph<'_>, incoming: &mut [Vec<Incoming>]) {
    let mut put: FxHashMap<(u32, u32), Option<u32>> = FxHashMap::default();
    for (target, edges) in (0..).zip(incoming.iter()) {
        for runner in edges.iter().filter(|edge| !graph.is_test(edge.from)).filter_map(|edge| edge.kept) {
            put.entry(runner).and_modify(|known| *known = known.filter(|known| *known == target)).or_insert(Some(target));
        }
    }
    let mut each: FxHashMap<(u32, u32), bool> = FxHashMap::default();
    for (target, edges) in (0..).zip(incoming.iter_mut()) {
        for edge in edges.iter_mut().filter(|edge| edge.stored) {
            let Some(runner) = edge.kept else { continue };
            let is_only = put.get(&runner) == Some(&Some(target));
            let mut is_one_of_all = || *each.entry(runner).or_insert_with(|| runs_each(graph, runner));
            edge.sure = if is_only { Some(target) } else { is_one_of_all().then_some(runner.0) };
        }
    }
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
            runs: Vec::new(),
            memo: Memo::default(),
            containers: None,
            handed_to: FxHashMap::default(),
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

pub(super) struct Connector<'a, 'g> {
    pub(super) graph: &'a Graph<'g>,
    slots: &'a Slots<'a, 'g>,
    /// On which goroutines bodies run, once plain edges are known.
    classes: Option<&'a Classes<'a>>,
    /// Edges, each with the body that it runs.
    made: Vec<(u32, Incoming)>,
    /// The edges of the call at hand that lead to function values which it hands over.
    runs: Vec<Run>,
    pub(super) memo: Memo,
    /// What was found last of a declaration, by its first body: see [`Self::containers`].
    containers: Option<(u32, Vec<Place>)>,
    /// By declaration, local and body: see [`Self::is_handed_to`].
    handed_to: FxHashMap<(u32, VarId, u32), bool>,
    reached: FxHashMap<Slot, Reached>,
    /// By slot, and whether a send puts functions there.
    running: FxHashMap<(Slot, bool), Option<Rc<Running>>>,
    class_memo: ClassMemo,
}

/// A function value that a call hands over comes to run.
struct Run {
    /// Its place among the edges that were made.
    made: usize,
    argument: Argument,
    /// How the callee runs it; for a library, its model says so.
    behaviour: Option<Behaviour>,
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
            self.connect_siblings();
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
        if behaviour.kept.is_some_and(|(by, _)| self.is_handed_to(from, kept, by)) {
            return;
        }
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
    pub(super) fn kept(&mut self, body: u32, kept: &Kept) -> Option<Behaviour> {
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
        if let (false, [only]) = (is_spawn, &self.reached(slot).0[..])
            && only.body == body
        {
            // `f := c.find`, then `f()`: what is held there is held around it.
            held.extend(self.graph.body(body).calls[only.call as usize].locks().held.iter().cloned());
        }
        let start = Start { runs: running.runs, later: true, ..Start::once(0) };
        let signals = self.signals_of_runner(body, slot);
        let wrapped = Wrapped { held, signals, one_at_a_time: running.runs != Runs::Overlapping, ..Wrapped::default() };
        Some(Behaviour::kept(running.kind, wrapped, is_spawn.then_some(start), running.by, !running.exact))
    }

    /// What the goroutine that runs a function signals at its end, where it is a literal of the function that puts it there and nobody
    /// else runs what lies there: `for _, f := range fs { go func() { defer wg.Done(); f() }() }`.
    fn signals_of_runner(&mut self, body: u32, slot: Slot) -> Vec<Token> {
        let graph = self.graph;
        let reached = self.reached(slot);
        let [only] = reached.0[..] else { return Vec::new() };
        if graph.sibling(body, 0) != graph.sibling(only.body, 0) || graph.local_number(only.body) == 0 {
            return Vec::new();
        }
        let runner = graph.body(only.body);
        let deferred = runner.calls.iter().flat_map(|call| &call.edges).filter_map(|edge| match edge.target {
            Target::Body(number) if edge.kind == EdgeKind::Defer => Some(graph.body(graph.sibling(body, number))),
            _ => None,
        });
        let own = std::iter::once(runner).chain(deferred).flat_map(BodyFacts::signals).filter(|token| token.kind == TokenKind::Group).cloned();
        let parent = graph.sibling(body, runner.parent.unwrap_or_default());
        let target = Target::Body(graph.local_number(only.body));
        let starts = graph.body(parent).calls.iter().flat_map(|call| &call.edges).filter(|edge| edge.target == target);
        let counted = starts.filter_map(|edge| Some(Token { kind: TokenKind::Group, place: edge.joined.as_deref()?.clone() }));
        own.chain(counted).collect()
    }

    fn connect_edge(&mut self, at_call: (u32, u32), call: &CallFacts, edge: &Edge) {
        if let Target::Interface(owner, method) = &edge.target {
            let hands_over = edge.actuals == Actuals::Args && call.args.iter().any(|arg| matches!(arg, Operand::Func(_)));
            if self.classes.is_none() || hands_over {
                let behind = behind(self.graph, at_call.0, call, edge, (*owner, *method));
                if self.classes.is_none() {
                    self.connect_interface(at_call, edge, &behind);
                }
                if hands_over {
                    self.connect_handed_behind(at_call, call, edge, &behind);
                }
            }
            return;
        }
        let Some(target) = self.graph.target(at_call.0, &edge.target) else { return };
        if self.classes.is_none() && !(edge.kind == EdgeKind::Assumed && self.is_run_behind(at_call.0, call, target)) {
            self.connect_plain(at_call, call, edge, target);
        }
        if !hands_on_arguments(edge) {
            return;
        }
        for (at, arg) in call.args.iter().enumerate() {
            match arg {
                Operand::Func(function) => {
                    let Some(body) = self.graph.body_of(at_call.0, function) else { continue };
                    let bound = if let FuncValue::Method(_, place) = function { Some(place.clone()) } else { None };
                    let ways = self.run_by(target, at, false, 0);
                    self.connect_values(at_call, call, (target, edge.kind), &Argument::new(at, body, bound), ways);
                }
                Operand::Place(place) if self.classes.is_none() && self.containers(at_call.0).contains(place) => {
                    for argument in elements(self.graph, at_call, at, place) {
                        let ways = self.run_by(target, at, true, 0);
                        self.connect_values(at_call, call, (target, edge.kind), &argument, ways);
                    }
                }
                Operand::Place(_) | Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => {}
            }
        }
    }

    /// The locals of a declaration into which it puts function values.
    fn containers(&mut self, body: u32) -> &[Place] {
        let first = self.graph.sibling(body, 0);
        if self.containers.as_ref().is_none_or(|(known, _)| *known != first) {
            self.containers = Some((first, containers(self.graph.decl(first))));
        }
        self.containers.as_ref().map_or(&[], |(_, places)| places)
    }

    /// Whether a function value lies in a local that is handed to a function which runs it by the body `by`: the call leads there.
    fn is_handed_to(&mut self, from: u32, kept: &Kept, by: u32) -> bool {
        let graph = self.graph;
        let Kept::At(Place { root: Root::Var(var), path }) = kept else { return false };
        let is_local = graph.decl(from).vars[var.index()].kind == VarKind::Local;
        if !is_local || path[..] != [Proj::Elem] {
            return false;
        }
        let key = (graph.sibling(from, 0), *var, by);
        if let Some(known) = self.handed_to.get(&key) {
            return *known;
        }
        let found = self.hands_local_to(from, *var, by);
        self.handed_to.insert(key, found);
        found
    }

    fn hands_local_to(&mut self, from: u32, var: VarId, by: u32) -> bool {
        let graph = self.graph;
        let local = Operand::Place(Place::of(Root::Var(var)));
        let bodies = (0..graph.decl(from).bodies.len() as u32).map(|number| graph.sibling(from, number));
        for (body, call) in bodies.flat_map(|body| graph.body(body).calls.iter().map(move |call| (body, call))) {
            for at in (0..call.args.len()).filter(|at| call.args[*at] == local) {
                for target in call.edges.iter().filter(|edge| hands_on_arguments(edge)).filter_map(|edge| graph.edge_target(body, edge)) {
                    if self.run_by(target, at, true, 0).iter().any(|way| way.leads_to(by)) {
                        return true;
                    }
                }
            }
        }
        false
    }

    pub(super) fn connect_values(
        &mut self,
        at_call: (u32, u32),
        call: &CallFacts,
        callee: (u32, EdgeKind),
        argument: &Argument,
        ways: Vec<Behaviour>,
    ) {
        let is_second = self.classes.is_some();
        for behaviour in ways.into_iter().filter(|behaviour| behaviour.kept.is_some() == is_second) {
            self.connect_value(at_call, call, callee, argument, behaviour);
        }
    }

    fn connect_plain(&mut self, at: (u32, u32), call: &CallFacts, edge: &Edge, target: u32) {
        // `go wait.Until(f, ...)`: what an unseen function is handed runs on the goroutine that it is given.
        let on_goroutine =
            edge.kind == EdgeKind::Assumed && call.edges.iter().any(|own| own.kind == EdgeKind::Spawn && own.target == Target::Unknown);
        if edge.kind == EdgeKind::Spawn && edge.start.is_some() {
            // A library has a goroutine for each edge.
            let argument = Argument::new(self.runs.len(), target, None);
            self.runs.push(Run { made: self.made.len(), argument, behaviour: None });
        }
        self.made.push((
            target,
            Incoming {
                assumed: edge.kind == EdgeKind::Assumed,
                start: edge.start,
                joined: edge.joined.clone(),
                wrapped: wrapped_by_library(edge),
                ..Incoming::new(at, if on_goroutine { EdgeKind::Spawn } else { edge.kind }, edge.actuals.clone())
            },
        ));
    }

    /// A call through an interface: an edge to the method of each type that may stand behind it.
    fn connect_interface(&mut self, (from, number): (u32, u32), edge: &Edge, (found, narrowed): &Behind) {
        let graph = self.graph;
        let Target::Interface(_, method) = edge.target else { return };
        let targets: Vec<(u32, &Method)> = found.iter().filter_map(|run| Some((*graph.funcs.get(&run.func)?, run))).collect();
        let sheltered = sheltered(graph, &targets.iter().map(|(target, _)| *target).collect::<Vec<_>>(), method);
        for ((target, Method { through, .. }), sheltered) in targets.into_iter().zip(sheltered) {
            self.made.push((
                target,
                Incoming {
                    through: through.as_slice().into(),
                    candidates: found.len() as u8,
                    narrowed: *narrowed,
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
        argument: &Argument,
        behaviour: Behaviour,
    ) {
        let bound = argument.bound.clone().map(Box::new);
        let up = |place: &Place| self.graph.actual(callee, place, &Actuals::Args, call);
        let is_started = outer == EdgeKind::Spawn;
        let wrapped = Wrapped {
            unnamed: behaviour.wrapped.unnamed.iter().cloned().chain(unnamed::among(self.graph, callee, &behaviour.wrapped.held, up)).collect(),
            held: behaviour.wrapped.held.iter().filter_map(|(place, mode)| Some((up(place)?, *mode))).collect(),
            signals: token_names::above(self.graph, (from, call), (callee, &Actuals::Args), &behaviour.wrapped.signals),
            joined: behaviour.wrapped.joined && !is_started,
            one_at_a_time: match behaviour.kept {
                Some(_) => behaviour.wrapped.one_at_a_time,
                None => self.overlap(&behaviour, &behaviour, !argument.many) == Overlap::No,
            },
        };
        let kind = if is_started { EdgeKind::Spawn } else { behaviour.kind };
        let joined = behaviour.joined.as_ref().and_then(up).map(Box::new);
        let args = behaviour.args.iter().map(|place| up(place.as_ref()?));
        let handed = bound.iter().map(|_| None).chain(args).collect();
        let edge = Incoming {
            start: behaviour.start,
            joined,
            kept: behaviour.kept,
            stored: behaviour.stored,
            wrapped: Some(Box::new(wrapped)),
            handed,
            ..Incoming::new((from, number), kind, Actuals::Bound(bound))
        };
        if behaviour.kept.is_none() {
            self.runs.push(Run { made: self.made.len(), argument: argument.clone(), behaviour: Some(behaviour) });
        }
        self.made.push((argument.target, edge));
    }

    /// Which of the function values that a call hands over run at the same time.
    fn connect_siblings(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        // What runs in the same way is one, whichever of the arguments it is.
        let mut numbers: Vec<u8> = Vec::with_capacity(runs.len());
        for (at, run) in runs.iter().enumerate() {
            let alike = runs[..at].iter().position(|other| self.is_alike(run, other));
            let next = numbers.iter().max().map_or(0, |last| last + 1);
            numbers.push(alike.map_or(next, |other| numbers[other]));
        }
        let mut masks = [(0_u64, 0_u64); MOST_SIBLINGS];
        for (one, a) in runs.iter().enumerate() {
            for (other, b) in runs.iter().enumerate().skip(one) {
                let (from, to) = (usize::from(numbers[one]), usize::from(numbers[other]));
                if from >= MOST_SIBLINGS || to >= MOST_SIBLINGS {
                    continue;
                }
                match self.run_together(a, b) {
                    Overlap::No => {}
                    Overlap::Perhaps => (masks[from].1, masks[to].1) = (masks[from].1 | 1 << to, masks[to].1 | 1 << from),
                    Overlap::Yes => (masks[from].0, masks[to].0) = (masks[from].0 | 1 << to, masks[to].0 | 1 << from),
                }
            }
        }
        for (run, number) in runs.into_iter().zip(numbers).filter(|(_, number)| usize::from(*number) < MOST_SIBLINGS) {
            let (certain, perhaps) = masks[usize::from(number)];
            let inside = run.behaviour.as_ref().map_or_else(Vec::new, Behaviour::inside);
            self.made[run.made].1.overlaps = Some(Box::new(Overlaps { number, certain, perhaps, inside, own: run.argument.own }));
        }
    }

    /// Whether two edges of a call lead to one function value that looks the same on both ways.
    fn is_alike(&self, a: &Run, b: &Run) -> bool {
        let (one, other) = (&self.made[a.made], &self.made[b.made]);
        let held = |edge: &Incoming| edge.wrapped.as_ref().map(|wrapped| wrapped.held.clone());
        one.0 == other.0 && one.1.kind == other.1.kind && one.1.actuals == other.1.actuals && held(&one.1) == held(&other.1)
    }

    fn run_together(&self, a: &Run, b: &Run) -> Overlap {
        if let (Some(one), Some(other)) = (&a.behaviour, &b.behaviour) {
            return self.overlap(one, other, a.argument.at == b.argument.at && !a.argument.many);
        }
        let runs = |run: &Run| self.made[run.made].1.start.map(|start| start.runs);
        let is_serial = runs(a) == Some(Runs::Serial) || runs(b) == Some(Runs::Serial);
        let is_one = a.argument.at == b.argument.at && runs(a) != Some(Runs::Overlapping);
        if is_serial || is_one || a.behaviour.is_some() || b.behaviour.is_some() { Overlap::No } else { Overlap::Yes }
    }
}

/// Whether an edge leads to a declared function that is called with the arguments of its call.
fn hands_on_arguments(edge: &Edge) -> bool {
    matches!(edge.target, Target::Static(_) | Target::Interface(..)) && edge.actuals == Actuals::Args
}

fn rebase_of(graph: &Graph<'_>, from: u32, edge: &Edge, kept: &Kept) -> Option<Rebase> {
    let Kept::At(place) = kept else { return None };
    let bound = if let Actuals::Bound(bound) = &edge.actuals { bound.as_deref() } else { None };
    Rebase::new(graph, from, place, bound)
}

/// What stands for the one goroutine that runs all functions which a library is handed.
pub(super) fn turn_on_event_loop(library: Name) -> (Place, LockMode) {
    (virtual_lock(Name::from("event loop"), &library), LockMode::Write)
}

/// What a library does around a function value that it runs: who runs on its event loop runs in turn with all else there.
fn wrapped_by_library(edge: &Edge) -> Option<Box<Wrapped>> {
    let waited = edge.start.filter(|start| start.waits).map(waited_for);
    let Some(library) = edge.event_loop else { return waited };
    Some(Box::new(Wrapped { held: vec![turn_on_event_loop(library)], ..waited.map_or_else(Wrapped::default, |waited| *waited) }))
}

/// A library that returns when all runs of a function value are over.
fn waited_for(start: Start) -> Box<Wrapped> {
    Box::new(Wrapped { joined: true, one_at_a_time: start.runs != Runs::Overlapping, ..Wrapped::default() })
}
