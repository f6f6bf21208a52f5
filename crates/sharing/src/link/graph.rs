//! The call and spawn graph over all bodies: who runs whom, in place or on a new goroutine, and what the formals are.

use super::order::{Site, may_end_after, same_token};
use crate::facts::{Actuals, BodyFacts, CallFacts, DeclFacts, Edge, EdgeKind, Event, Facts, Target, Token, TokenKind};
use crate::loops::{Next, common_loop};
use mapvet_model::{FuncRef, FuncValue, LockMode, Name, Operand, Place, Proj, Root, Ty, TypeName, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How deep functions that hand a function value on are followed.
const HAND_ON_DEPTH: usize = 4;

/// How many names of results are followed.
const RESULT_DEPTH: usize = 4;

/// A body of the whole program.
#[derive(Clone, Copy)]
pub(super) struct BodyRef {
    pub unit: u32,
    pub decl: u32,
    pub body: u32,
}

/// One way in which a body comes to run.
pub(super) struct Incoming {
    /// The body that makes the call.
    pub from: u32,
    /// The call's place in that body's list.
    pub call: u32,
    pub kind: EdgeKind,
    /// Whether it is taken for granted that unseen code runs the function value that it is handed.
    pub assumed: bool,
    pub actuals: Actuals,
    /// The group that a spawned body signals at its end.
    pub joined: Option<Place>,
    /// For a function value that the callee runs: what the callee holds and signals around the run, in the caller's terms.
    pub wrapped: Option<Box<Wrapped>>,
}

/// How a callee runs a function value that it is handed.
#[derive(Clone, Default)]
pub(super) struct Wrapped {
    pub held: Vec<(Place, LockMode)>,
    pub signals: Vec<Token>,
    /// The goroutines that the wrapper starts for it are over when the wrapper returns.
    pub joined: bool,
    /// Two of them never run it at once: there is but one, or the wrapper holds a lock of its own around it.
    pub one_at_a_time: bool,
}

/// What is known so far of functions and their formals.
type Memo = FxHashMap<(u32, u16), Vec<Behaviour>>;

/// How a function runs one of its formals.
#[derive(Clone)]
struct Behaviour {
    kind: EdgeKind,
    joined: Option<Place>,
    wrapped: Wrapped,
}

pub(super) struct Graph<'a> {
    pub facts: &'a [Arc<Facts>],
    pub bodies: Vec<BodyRef>,
    first: Vec<Vec<u32>>,
    funcs: FxHashMap<FuncRef, u32>,
    pub incoming: Vec<Vec<Incoming>>,
    /// Whether a body may run on a goroutine that a `go` statement or a model started.
    pub spawn_reached: Vec<bool>,
    /// Bodies that a server runs for each request, or that those call.
    pub served: Vec<bool>,
    /// Whether a body only runs while packages are initialised, when nothing else runs yet.
    pub only_init: Vec<bool>,
    /// Whether main, init, a test or an exported function leads to a body.
    pub reached: Vec<bool>,
    /// The unit of each package, without tests.
    packages: FxHashMap<Name, u32>,
    /// Whether any package at hand is a program.
    has_main: bool,
    /// Modules whose root package can be imported: they are made for programs that are not seen.
    libraries: FxHashSet<Name>,
}

/// The declarations of a unit in the order of their names. Where one of several accesses has to stand for all, the first does:
/// which that is must not depend on the names of files or on the order of functions in them.
fn by_name(facts: &Facts) -> Vec<usize> {
    let mut order: Vec<usize> = (0..facts.decls.len()).collect();
    let name = |at: &usize| {
        let func = facts.decls[*at].func;
        (func.receiver.map(|receiver| receiver.as_str()), func.name.as_str())
    };
    order.sort_by_key(name);
    order
}

impl<'a> Graph<'a> {
    pub fn new(facts: &'a [Arc<Facts>]) -> Graph<'a> {
        let mut graph = Graph {
            facts,
            bodies: Vec::new(),
            first: Vec::new(),
            funcs: FxHashMap::default(),
            incoming: Vec::new(),
            spawn_reached: Vec::new(),
            served: Vec::new(),
            only_init: Vec::new(),
            reached: Vec::new(),
            packages: packages(facts),
            has_main: facts.iter().any(|facts| facts.kind == crate::unit_input::UnitKind::Package && facts.interface.name == "main"),
            libraries: facts.iter().filter(|facts| is_root_of_library(facts)).map(|facts| facts.module).collect(),
        };
        for (unit, facts) in facts.iter().enumerate() {
            let mut firsts = vec![0; facts.decls.len()];
            for decl in by_name(facts) {
                let declared = &facts.decls[decl];
                firsts[decl] = graph.bodies.len() as u32;
                if declared.func.name != "init" {
                    graph.funcs.entry(declared.func).or_insert(graph.bodies.len() as u32);
                }
                let numbers = 0..declared.bodies.len() as u32;
                graph.bodies.extend(numbers.map(|body| BodyRef { unit: unit as u32, decl: decl as u32, body }));
            }
            graph.first.push(firsts);
        }
        graph.connect();
        graph.served = graph.reach(|graph, body| graph.is_handler(body as u32));
        graph.spawn_reached = graph.reach(|graph, body| graph.incoming[body].iter().any(|edge| edge.kind == EdgeKind::Spawn));
        graph.only_init = graph.initialisers();
        graph.reached = graph.reach(|graph, body| graph.is_entry(body as u32));
        graph
    }

    pub fn unit(&self, body: u32) -> &'a Facts {
        &self.facts[self.bodies[body as usize].unit as usize]
    }

    pub fn decl(&self, body: u32) -> &'a DeclFacts {
        let at = self.bodies[body as usize];
        &self.facts[at.unit as usize].decls[at.decl as usize]
    }

    pub fn body(&self, body: u32) -> &'a BodyFacts {
        &self.decl(body).bodies[self.bodies[body as usize].body as usize]
    }

    /// Whether a body belongs to tests.
    pub fn is_test(&self, body: u32) -> bool {
        self.unit(body).kind != crate::unit_input::UnitKind::Package
    }

    /// Whether programs that are not seen may call the exported functions of a body's package.
    pub fn is_open(&self, body: u32) -> bool {
        let unit = self.unit(body);
        let is_internal = unit.path.split('/').any(|part| part == "internal");
        let can_be_imported = unit.interface.name != "main" && !is_internal && !unit.files.iter().all(|file| file.vendored);
        can_be_imported && (!self.has_main || self.libraries.contains(&unit.module))
    }

    /// Whether a server runs a body for each request, at the same time as others. A function that is called by name is
    /// a helper of its callers, whatever its parameters.
    pub fn is_handler(&self, body: u32) -> bool {
        let is_called = |edge: &Incoming| matches!(edge.kind, EdgeKind::Call | EdgeKind::Defer) && !self.is_test(edge.from);
        self.body(body).entry && !self.is_test(body) && !self.incoming[body as usize].iter().any(is_called)
    }

    /// Whether a field is declared to hold a pointer or an interface.
    pub fn is_pointer(&self, owner: TypeName, field: Name) -> bool {
        let Some(unit) = self.packages.get(&owner.package) else { return false };
        let decl = self.facts[*unit as usize].interface.type_decl(owner.name);
        let Some(Ty::Struct(fields)) = decl.map(|decl| &decl.underlying) else { return false };
        fields.fields.iter().find(|known| known.name == field).is_some_and(|field| match &field.ty {
            Ty::Pointer(_) | Ty::Interface(_) => true,
            Ty::Named(name, _) => name.package == "sync" && name.name == "Locker",
            _ => false,
        })
    }

    /// Whether a body stands in a generated file.
    pub fn is_generated(&self, body: u32) -> bool {
        let unit = self.unit(body);
        let (file, ..) = unit.places[self.body(body).at.0 as usize];
        unit.files[file as usize].generated
    }

    /// The body number inside its declaration.
    pub fn local_number(&self, body: u32) -> u32 {
        self.bodies[body as usize].body
    }

    /// Another body of the same declaration.
    pub fn sibling(&self, body: u32, number: u32) -> u32 {
        let at = self.bodies[body as usize];
        self.first[at.unit as usize][at.decl as usize] + number
    }

    fn connect(&mut self) {
        let mut incoming: Vec<Vec<Incoming>> = self.bodies.iter().map(|_| Vec::new()).collect();
        let mut memo = Memo::default();
        for from in 0..self.bodies.len() as u32 {
            for (number, call) in self.body(from).calls.iter().enumerate() {
                for edge in &call.edges {
                    self.connect_edge((from, number as u32), call, edge, &mut incoming, &mut memo);
                }
            }
        }
        self.incoming = incoming;
    }

    fn connect_edge(&self, (from, number): (u32, u32), call: &CallFacts, edge: &Edge, incoming: &mut [Vec<Incoming>], memo: &mut Memo) {
        let Some(target) = self.target(from, &edge.target) else { return };
        // `go wait.Until(f, ...)`: what an unseen function is handed runs on the goroutine that it is given.
        let on_goroutine =
            edge.kind == EdgeKind::Assumed && call.edges.iter().any(|own| own.kind == EdgeKind::Spawn && own.target == Target::Unknown);
        incoming[target as usize].push(Incoming {
            from,
            call: number,
            kind: if on_goroutine { EdgeKind::Spawn } else { edge.kind },
            assumed: edge.kind == EdgeKind::Assumed,
            actuals: edge.actuals.clone(),
            joined: edge.joined.as_deref().cloned(),
            wrapped: None,
        });
        if !matches!(edge.target, Target::Static(_)) || edge.actuals != Actuals::Args {
            return;
        }
        for (formal, arg) in call.args.iter().enumerate() {
            let Operand::Func(function) = arg else { continue };
            for behaviour in self.behaviours(target, formal as u16, 0, memo) {
                self.connect_value((from, number), call, (target, edge.kind), function, behaviour, incoming);
            }
        }
    }

    /// A function value that the callee of a call runs: an edge from the caller to the function value.
    fn connect_value(
        &self,
        (from, number): (u32, u32),
        call: &CallFacts,
        (callee, outer): (u32, EdgeKind),
        function: &FuncValue,
        behaviour: Behaviour,
        incoming: &mut [Vec<Incoming>],
    ) {
        let (target, bound) = match function {
            FuncValue::Literal(body) => (Some(self.sibling(from, body.0)), None),
            FuncValue::Static(func) => (self.funcs.get(func).copied(), None),
            FuncValue::Method(func, place) => (self.funcs.get(func).copied(), Some(place.clone())),
        };
        let Some(target) = target else { return };
        let up = |place: &Place| self.actual(callee, place, &Actuals::Args, call);
        let wrapped = Wrapped {
            held: behaviour.wrapped.held.iter().filter_map(|(place, mode)| Some((up(place)?, *mode))).collect(),
            signals: mapped_tokens(&behaviour.wrapped.signals, &up),
            ..behaviour.wrapped
        };
        let kind = if outer == EdgeKind::Spawn { EdgeKind::Spawn } else { behaviour.kind };
        let joined = behaviour.joined.as_ref().and_then(up);
        incoming[target as usize].push(Incoming {
            from,
            call: number,
            kind,
            assumed: false,
            actuals: Actuals::Bound(bound.map(Box::new)),
            joined,
            wrapped: Some(Box::new(wrapped)),
        });
    }

    /// How a function runs its nth formal: derived from its body, so that in-house wrappers need no model.
    fn behaviours(&self, function: u32, formal: u16, depth: usize, memo: &mut Memo) -> Vec<Behaviour> {
        if let Some(known) = memo.get(&(function, formal)) {
            return known.clone();
        }
        // A function that hands its formal on to itself adds nothing to what it does with it.
        memo.insert((function, formal), Vec::new());
        let found = self.behaviours_of(function, formal, depth, memo);
        memo.insert((function, formal), found.clone());
        found
    }

    fn behaviours_of(&self, function: u32, formal: u16, depth: usize, memo: &mut Memo) -> Vec<Behaviour> {
        let decl = self.decl(function);
        let var = decl.vars.iter().position(|var| var.owner == 0 && var.kind == VarKind::Formal(formal));
        let Some(var) = var.filter(|_| depth < HAND_ON_DEPTH) else { return Vec::new() };
        let place = Place::of(Root::Var(mapvet_model::VarId(var as u32)));
        let mut found = Vec::new();
        for number in 0..decl.bodies.len() as u32 {
            let body = self.sibling(function, number);
            for (number, call) in self.body(body).calls.iter().enumerate() {
                for edge in &call.edges {
                    if matches!(&edge.target, Target::Value(called) if **called == place) {
                        let wrapped = Wrapped { held: call.locks().held.clone(), ..Wrapped::default() };
                        let mut inner = Behaviour { kind: edge.kind, joined: edge.joined.as_deref().cloned(), wrapped };
                        if edge.kind == EdgeKind::Spawn {
                            self.settle(body, number as u32, &mut inner);
                        }
                        found.extend(self.lift(body, inner));
                    }
                    let Target::Static(func) = &edge.target else { continue };
                    let Some(callee) = self.funcs.get(func) else { continue };
                    for (at, _) in call.args.iter().enumerate().filter(|(_, arg)| matches!(arg, Operand::Place(handed) if *handed == place)) {
                        for mut inner in self.behaviours(*callee, at as u16, depth + 1, memo) {
                            let up = |place: &Place| self.actual(*callee, place, &edge.actuals, call);
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
        let facts = self.body(starter);
        let wrapped = &mut behaviour.wrapped;
        let kinds = [TokenKind::Group, TokenKind::Other];
        let counted = behaviour.joined.iter().flat_map(|place| kinds.map(|kind| Token { kind, place: place.clone() }));
        let signals: Vec<Token> = wrapped.signals.iter().cloned().chain(counted).collect();
        let is_known = |token: &Token| signals.iter().any(|signal| same_token(signal, token));
        let next: Next = facts.blocks.iter().map(|block| block.next.clone()).collect();
        let block = facts.blocks.iter().position(|block| block.events.contains(&Event::Call(call)));
        let is_alone = block.is_some_and(|block| common_loop(&next, block as u32, block as u32).is_none());
        let is_of_starter = |place: &Place| matches!(place.root, Root::Var(var) if self.decl(starter).vars[var.index()].kind == VarKind::Local);
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
            if self.local_number(at) == 0 {
                return Some(behaviour);
            }
            let own = self.body(at);
            let signals = own.blocks.iter().flat_map(|block| &block.events).filter_map(|event| match event {
                Event::Signal(token) => Some(token.clone()),
                _ => None,
            });
            behaviour.wrapped.signals.extend(signals);
            behaviour.wrapped.signals.extend(self.signals_of_callees(at));
            let parent = self.sibling(at, own.parent?);
            let number = self.local_number(at);
            let calls = self.body(parent).calls.iter().enumerate();
            let mut edges = calls.flat_map(|(call, facts)| facts.edges.iter().map(move |edge| (call as u32, edge)));
            let (call, edge) = edges.find(|(_, edge)| edge.target == Target::Body(number))?;
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
        for call in &self.body(body).calls {
            for edge in call.edges.iter().filter(|edge| edge.kind != EdgeKind::Spawn) {
                let Some(callee) = self.edge_target(body, edge) else { continue };
                let events = self.body(callee).blocks.iter().flat_map(|block| &block.events);
                let signals: Vec<Token> =
                    events.filter_map(|event| if let Event::Signal(token) = event { Some(token.clone()) } else { None }).collect();
                found.extend(mapped_tokens(&signals, &|place: &Place| self.actual(callee, place, &edge.actuals, call)));
            }
        }
        found
    }

    fn target(&self, from: u32, target: &Target) -> Option<u32> {
        match target {
            Target::Static(func) => self.funcs.get(func).copied(),
            Target::Body(number) => Some(self.sibling(from, *number)),
            Target::Interface(..) | Target::Value(_) | Target::Unknown => None,
        }
    }

    /// The body that the nth edge of a call runs, if it is known.
    pub fn edge_target(&self, from: u32, edge: &Edge) -> Option<u32> {
        self.target(from, &edge.target)
    }

    /// What a path of `callee` is in the terms of a caller; `None` when it is the callee's own or has no name there.
    pub fn actual(&self, callee: u32, place: &Place, actuals: &Actuals, call: &CallFacts) -> Option<Place> {
        let Root::Var(var) = place.root else {
            return if matches!(place.root, Root::Global(..)) { Some(place.clone()) } else { None };
        };
        let var = &self.decl(callee).vars[var.index()];
        let number = self.local_number(callee);
        if var.owner != number {
            // A literal shares the variables around it with its callers; a path of an inner literal has no name here.
            return (var.owner < number).then(|| place.clone());
        }
        let VarKind::Formal(formal) = var.kind else { return None };
        if var.reassigned {
            return None;
        }
        let base = match actuals {
            Actuals::Args => match call.args.get(usize::from(formal))? {
                Operand::Place(place) => place,
                _ => return None,
            },
            Actuals::Bound(receiver) => receiver.as_deref().filter(|_| formal == 0)?,
        };
        Some(base.join(&place.path))
    }

    /// [`Self::actual`], and for a local that the callee returns, the result of the call.
    pub fn actual_or_result(&self, callee: u32, place: &Place, incoming: &Incoming) -> Option<Place> {
        let call = &self.body(incoming.from).calls[incoming.call as usize];
        if let Some(place) = self.actual(callee, place, &incoming.actuals, call) {
            return Some(place);
        }
        let root = Place::of(place.root);
        let index = self.body(callee).results.iter().position(|result| result.as_ref() == Some(&root))?;
        let is_own_call = incoming.kind == EdgeKind::Call && call.edges.first().is_some_and(|edge| edge.kind == EdgeKind::Call);
        is_own_call.then(|| self.result(incoming.from, call.id, index as u8).join(&place.path))
    }

    /// The nth result of a call: the variable that holds it, if there is one.
    fn result(&self, body: u32, call: u32, index: u8) -> Place {
        let place = Place::of(Root::Call(mapvet_model::CallId(call), index));
        let own = self.local_number(body);
        let var = self.decl(body).vars.iter().position(|var| var.owner == own && var.result_of.as_deref() == Some(&place));
        var.map_or(place, |var| Place::of(Root::Var(mapvet_model::VarId(var as u32))))
    }

    /// Follows a path that begins with the result of a call into what the callee returns, when all its returns agree.
    /// Whether a map value itself was returned is told too: such a path is a snapshot of the variable.
    pub fn resolve_result(&self, body: u32, place: &Place) -> (Place, bool) {
        let mut at = place.clone();
        let mut snapshot = false;
        for _ in 0..RESULT_DEPTH {
            let Some((owner, id, index, below)) = self.result_root(body, &at) else { break };
            let Some(call) = self.body(owner).calls.iter().find(|call| call.id == id) else { break };
            let Some(edge) = call.edges.first().filter(|edge| edge.kind == EdgeKind::Call) else { break };
            let Some(callee) = self.edge_target(owner, edge) else { break };
            let Some(Some(result)) = self.body(callee).results.get(usize::from(index)) else { break };
            let Some(base) = self.actual(callee, result, &edge.actuals, call) else { break };
            snapshot |= below.is_empty();
            at = base.join(&below);
        }
        (at, snapshot)
    }

    /// The path of the element that a variable was given, for a variable that holds one; else the path itself.
    pub fn element(&self, body: u32, place: Place) -> Place {
        match place.root {
            Root::Var(var) if place.path.is_empty() => self.decl(body).vars[var.index()].element_of.as_deref().cloned().unwrap_or(place),
            _ => place,
        }
    }

    /// Locks under the names that [`Self::resolve_result`] gives their paths.
    pub fn resolve_locks(&self, body: u32, locks: &[(Place, LockMode)]) -> Vec<(Place, LockMode)> {
        locks.iter().map(|(place, mode)| (self.resolve_result(body, place).0, *mode)).collect()
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

    fn is_entry(&self, body: u32) -> bool {
        let func = self.decl(body).func;
        let name = func.name.as_str();
        self.local_number(body) == 0 && (matches!(name, "main" | "init") || name.starts_with(char::is_uppercase))
    }

    /// Functions named `init` that start no goroutine, and unexported functions that only these call.
    fn initialisers(&self) -> Vec<bool> {
        let mut starts = vec![false; self.bodies.len()];
        self.incoming.iter().flatten().filter(|edge| edge.kind == EdgeKind::Spawn).for_each(|edge| starts[edge.from as usize] = true);
        let mut only: Vec<bool> = (0..self.bodies.len() as u32)
            .map(|body| {
                self.decl(body).func.name == "init"
                    && self.decl(body).func.receiver.is_none()
                    && self.local_number(body) == 0
                    && !starts[body as usize]
            })
            .collect();
        loop {
            let mut changed = false;
            for body in 0..self.bodies.len() {
                let edges = &self.incoming[body];
                let is_called_there =
                    !edges.is_empty() && edges.iter().all(|edge| edge.kind == EdgeKind::Call && !edge.assumed && only[edge.from as usize]);
                if !only[body] && !starts[body] && is_called_there && !self.is_entry(body as u32) {
                    only[body] = true;
                    changed = true;
                }
            }
            if !changed {
                return only;
            }
        }
    }

    fn reach(&self, is_start: impl Fn(&Graph<'a>, usize) -> bool) -> Vec<bool> {
        let mut outgoing: Vec<Vec<u32>> = vec![Vec::new(); self.bodies.len()];
        for (to, edges) in self.incoming.iter().enumerate() {
            edges.iter().for_each(|edge| outgoing[edge.from as usize].push(to as u32));
        }
        let mut seen: Vec<bool> = (0..self.bodies.len()).map(|body| is_start(self, body)).collect();
        let mut work: Vec<u32> = (0..self.bodies.len() as u32).filter(|body| seen[*body as usize]).collect();
        while let Some(at) = work.pop() {
            for to in &outgoing[at as usize] {
                if !std::mem::replace(&mut seen[*to as usize], true) {
                    work.push(*to);
                }
            }
        }
        seen
    }
}

fn packages(facts: &[Arc<Facts>]) -> FxHashMap<Name, u32> {
    let own = facts.iter().enumerate().filter(|(_, facts)| facts.kind == crate::unit_input::UnitKind::Package);
    own.map(|(unit, facts)| (facts.path, unit as u32)).collect()
}

fn is_root_of_library(facts: &Facts) -> bool {
    let is_root = if facts.module.is_empty() { !facts.path.contains('/') } else { facts.path == facts.module };
    is_root && facts.kind == crate::unit_input::UnitKind::Package && facts.interface.name != "main"
}

fn mapped_tokens(tokens: &[Token], up: &dyn Fn(&Place) -> Option<Place>) -> Vec<Token> {
    tokens.iter().filter_map(|token| Some(Token { kind: token.kind, place: up(&token.place)? })).collect()
}
