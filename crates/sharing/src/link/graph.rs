//! The call and spawn graph over all bodies: who runs whom, in place or on a new goroutine, and what the formals are.

use super::behind::Behind;
use super::dispatch::Dispatch;
use super::incoming::Incoming;
use crate::conflict::FileEntry;
use crate::facts::{Actuals, BodyFacts, CallFacts, DeclFacts, Edge, EdgeKind, Event, Facts, Target};
use mapvet_model::{CallId, FuncRef, FuncValue, Is, MethodRuns, Name, Operand, Place, Root, Ty, TypeDecl, TypeName, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Aliases of aliases are followed this far.
const ALIASES: usize = 4;

/// A body of the whole program.
#[derive(Clone, Copy)]
pub(super) struct BodyRef {
    pub unit: u32,
    pub decl: u32,
    pub body: u32,
}

pub(super) struct Graph<'a> {
    pub facts: &'a [Arc<Facts>],
    pub bodies: Vec<BodyRef>,
    /// Units that are tests, or that only tests use.
    for_tests: Vec<bool>,
    first: Vec<Vec<u32>>,
    pub funcs: FxHashMap<FuncRef, u32>,
    pub incoming: Vec<Vec<Incoming>>,
    /// For every body, who sends what it receives.
    pub messages: Vec<Vec<Incoming>>,
    /// Methods of objects that are handed to libraries, and how often those call them.
    pub served_methods: FxHashMap<FuncRef, MethodRuns>,
    /// Methods of objects that are handed to libraries, which may call them.
    pub given_methods: FxHashSet<FuncRef>,
    /// Packages in which a handler runs others while it holds a lock.
    pub locking_wrappers: FxHashSet<Name>,
    /// Who may stand behind interfaces.
    pub dispatch: Dispatch<'a>,
    /// For methods of interfaces, the one method that may stand behind.
    only: FxHashMap<(TypeName, Name), u32>,
    /// What is put where interfaces lie.
    pub behind: Behind,
    /// Fields that lead to an object and back.
    backs: super::backs::Backs,
    /// Where handlers are handed to whoever runs them: body and call.
    pub registered: FxHashMap<u32, Vec<(u32, u32)>>,
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
    /// Accesses and calls to which control never comes.
    dead: FxHashMap<u32, Vec<Event>>,
    /// Whether any package at hand is a program, examples aside.
    has_main: bool,
    /// Modules whose root package can be imported: they are made for programs that are not seen.
    libraries: FxHashSet<Name>,
    /// Modules that are whole programs.
    applications: FxHashSet<Name>,
    /// Modules that have more than tests.
    tested: FxHashSet<Name>,
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
        let applications = super::programs::applications(facts);
        let for_tests = super::programs::units_for_tests(facts, &applications);
        let mut graph = Graph {
            facts,
            bodies: Vec::new(),
            dispatch: Dispatch::new(facts, &for_tests),
            for_tests,
            first: Vec::new(),
            funcs: FxHashMap::default(),
            incoming: Vec::new(),
            messages: Vec::new(),
            served_methods: super::served::served_methods(facts),
            given_methods: super::served::given_methods(facts),
            locking_wrappers: super::served::locking_wrappers(facts),
            only: FxHashMap::default(),
            behind: Behind::default(),
            backs: FxHashMap::default(),
            registered: FxHashMap::default(),
            spawn_reached: Vec::new(),
            served: Vec::new(),
            only_init: Vec::new(),
            reached: Vec::new(),
            packages: packages(facts),
            dead: FxHashMap::default(),
            has_main: facts.iter().any(|facts| super::programs::is_application(facts)),
            applications,
            tested: super::programs::with_code(facts),
            libraries: facts.iter().filter(|facts| is_root_of_library(facts)).map(|facts| facts.module).collect(),
        };
        for (unit, facts) in facts.iter().enumerate() {
            let mut firsts = vec![0; facts.decls.len()];
            for decl in by_name(facts) {
                let declared = &facts.decls[decl];
                firsts[decl] = graph.bodies.len() as u32;
                if declared.func.name != "init" || declared.func.receiver.is_some() {
                    graph.funcs.entry(declared.func).or_insert(graph.bodies.len() as u32);
                }
                let numbers = 0..declared.bodies.len() as u32;
                graph.bodies.extend(numbers.map(|body| BodyRef { unit: unit as u32, decl: decl as u32, body }));
            }
            graph.first.push(firsts);
        }
        graph.backs = super::backs::backs(&graph);
        graph.only = graph.only_methods();
        graph.behind = Behind::new(&graph);
        graph.incoming = super::connect::connect(&graph);
        graph.messages = super::messages::messages(&graph);
        graph.bury(super::answers::dead(&graph));
        graph.mark();
        graph
    }

    /// Takes out the edges of calls to which control never comes.
    fn bury(&mut self, dead: FxHashMap<u32, Vec<Event>>) {
        self.dead = dead;
        if self.dead.is_empty() {
            return;
        }
        let alive = |mut edges: Vec<Vec<Incoming>>, graph: &Graph<'_>| {
            edges.iter_mut().for_each(|edges| edges.retain(|edge| !graph.is_dead(edge.from, &Event::Call(edge.call))));
            edges
        };
        self.incoming = alive(std::mem::take(&mut self.incoming), self);
        self.messages = alive(std::mem::take(&mut self.messages), self);
    }

    /// Whether control never comes to an access or a call.
    pub fn is_dead(&self, body: u32, site: &Event) -> bool {
        self.dead.get(&body).is_some_and(|sites| sites.contains(site))
    }

    /// What a function always returns as its nth result.
    pub fn answer(&self, func: FuncRef, result: u8) -> Option<Is> {
        let answers = &self.package(func.package)?.answers;
        let at = answers.binary_search_by(|(known, _)| known.cmp(&func)).ok()?;
        *answers[at].1.get(usize::from(result))?
    }

    /// What the edges say of each body.
    fn mark(&mut self) {
        let graph = &*self;
        let outgoing = graph.outgoing();
        let is_started = |body: u32| graph.incoming[body as usize].iter().any(|edge| edge.kind == EdgeKind::Spawn);
        let (registered, marks) = rayon::join(
            || graph.registrations(),
            || {
                let served = reach(&outgoing, |body| graph.is_handler(body));
                let spawn_reached = reach(&outgoing, is_started);
                (served, spawn_reached, graph.initialisers(), reach(&outgoing, |body| graph.is_entry(body)))
            },
        );
        self.registered = registered;
        (self.served, self.spawn_reached, self.only_init, self.reached) = marks;
    }

    /// For every body, those that it leads to.
    fn outgoing(&self) -> Vec<Vec<u32>> {
        let mut outgoing: Vec<Vec<u32>> = vec![Vec::new(); self.bodies.len()];
        for (to, edges) in self.incoming.iter().enumerate() {
            edges.iter().for_each(|edge| outgoing[edge.from as usize].push(to as u32));
        }
        outgoing
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

    /// Whether the module of a body has more than tests.
    pub fn has_more_than_tests(&self, body: u32) -> bool {
        self.tested.contains(&self.unit(body).module)
    }

    /// Whether a body belongs to tests, or to a package that only tests use.
    pub fn is_test(&self, body: u32) -> bool {
        self.for_tests[self.bodies[body as usize].unit as usize]
    }

    /// Whether programs that are not seen may call the exported functions of a body's package.
    pub fn is_open(&self, body: u32) -> bool {
        self.is_open_unit(self.unit(body))
    }

    /// Whether a body belongs to a whole program: an exported function that is called there is judged through its callers.
    pub fn is_of_application(&self, body: u32) -> bool {
        self.applications.contains(&self.unit(body).module)
    }

    /// [`Self::is_open`] for a package, without its tests.
    pub fn is_open_package(&self, package: Name) -> bool {
        self.package(package).is_none_or(|unit| self.is_open_unit(unit))
    }

    fn is_open_unit(&self, unit: &Facts) -> bool {
        super::programs::is_importable(unit) && (!self.has_main || self.libraries.contains(&unit.module))
    }

    /// A package, without its tests.
    pub fn package(&self, path: Name) -> Option<&'a Facts> {
        let facts: &'a [Arc<Facts>] = self.facts;
        self.packages.get(&path).map(|unit| facts[*unit as usize].as_ref())
    }

    /// What a named type is declared as, and any other type itself; `None` for one that is not at hand.
    pub fn underlying(&self, ty: &'a Ty) -> Option<&'a Ty> {
        if let Ty::Named(name, _) = ty { self.type_decl(*name).map(|decl| &decl.underlying) } else { Some(ty) }
    }

    /// The type that an alias stands for, and any other type itself.
    pub fn unaliased(&self, ty: &'a Ty) -> &'a Ty {
        let stands_for = |ty: &'a Ty| match ty {
            Ty::Named(name, _) => self.type_decl(*name).filter(|decl| decl.alias).map(|decl| &decl.underlying),
            _ => None,
        };
        std::iter::successors(Some(ty), |ty| stands_for(ty)).take(ALIASES).last().unwrap_or(ty)
    }

    /// A type that a package declares.
    pub fn type_decl(&self, name: TypeName) -> Option<&'a TypeDecl> {
        self.dispatch.decl(name)
    }

    /// The type with which a struct type declares a field.
    pub fn field_type(&self, owner: TypeName, field: Name) -> Option<&'a Ty> {
        let Ty::Struct(fields) = &self.type_decl(owner)?.underlying else { return None };
        fields.fields.iter().find(|known| known.name == field).map(|known| &known.ty)
    }

    /// The type of a package variable.
    pub fn var_type(&self, package: Name, name: Name) -> Option<&'a Ty> {
        self.package(package)?.interface.var_decl(name).map(|decl| &decl.ty)
    }

    /// Whether a body stands in for another in tests.
    pub fn is_double(&self, body: u32) -> bool {
        super::programs::is_double(self.unit(body), self.decl(body).func, self.file(body))
    }

    fn registrations(&self) -> FxHashMap<u32, Vec<(u32, u32)>> {
        let mut found: FxHashMap<u32, Vec<(u32, u32)>> = FxHashMap::default();
        for from in (0..self.bodies.len() as u32).filter(|body| !self.is_test(*body)) {
            for (number, call) in self.body(from).calls.iter().enumerate() {
                let handed = call.args.iter().filter_map(|arg| if let Operand::Func(function) = arg { self.body_of(from, function) } else { None });
                let kept = call.edges.iter().filter(|edge| edge.kept.is_some()).filter_map(|edge| self.edge_target(from, edge));
                for target in handed.chain(kept).filter(|target| self.is_handler(*target)) {
                    let sites = found.entry(target).or_default();
                    if !sites.contains(&(from, number as u32)) {
                        sites.push((from, number as u32));
                    }
                }
            }
        }
        found
    }

    /// The body of a function value.
    pub fn body_of(&self, from: u32, function: &FuncValue) -> Option<u32> {
        match function {
            FuncValue::Literal(body) => Some(self.sibling(from, body.0)),
            FuncValue::Static(func) | FuncValue::Method(func, _) => self.funcs.get(func).copied(),
        }
    }

    /// Fields that lead to an object and back.
    pub fn backs(&self) -> &super::backs::Backs {
        &self.backs
    }

    /// Whether a field is declared to hold a pointer or an interface.
    pub fn is_pointer(&self, owner: TypeName, field: Name) -> bool {
        if owner.package == "sync" && owner.name == "Cond" {
            return field == "L";
        }
        let is_locker = |ty: &Ty| matches!(ty, Ty::Named(name, _) if name.package == "sync" && name.name == "Locker");
        let is_interface = |ty: &'a Ty| matches!(self.underlying(ty), Some(Ty::Interface(_)));
        let declared = self.field_type(owner, field).map(|ty| self.unaliased(ty));
        declared.is_some_and(|ty| matches!(ty, Ty::Pointer(_)) || is_locker(ty) || is_interface(ty))
    }

    /// Whether a body stands in a generated file.
    pub fn is_generated(&self, body: u32) -> bool {
        self.file(body).generated
    }

    /// The file in which a body stands.
    fn file(&self, body: u32) -> &FileEntry {
        let unit = self.unit(body);
        let (file, ..) = unit.places[self.body(body).at.0 as usize];
        &unit.files[file as usize]
    }

    /// The body number inside its declaration.
    pub fn local_number(&self, body: u32) -> u32 {
        self.bodies[body as usize].body
    }

    /// The call of a body that a path names by its number; `None` where nothing of it matters.
    pub fn call_of(&self, body: u32, id: CallId) -> Option<&'a CallFacts> {
        self.body(body).calls.iter().find(|call| call.id == id.0)
    }

    /// Another body of the same declaration.
    pub fn sibling(&self, body: u32, number: u32) -> u32 {
        let at = self.bodies[body as usize];
        self.first[at.unit as usize][at.decl as usize] + number
    }

    pub fn target(&self, from: u32, target: &Target) -> Option<u32> {
        match target {
            Target::Static(func) => self.funcs.get(func).copied(),
            Target::Body(number) => Some(self.sibling(from, *number)),
            Target::Interface(..) | Target::Value(_) | Target::Unknown => None,
        }
    }

    /// The one method that a call through an interface may run, where there is but one.
    pub fn only_target(&self, target: &Target) -> Option<u32> {
        let Target::Interface(owner, method) = target else { return None };
        self.only.get(&(*owner, *method)).copied()
    }

    fn only_methods(&self) -> FxHashMap<(TypeName, Name), u32> {
        let mut found = FxHashMap::default();
        for body in (0..self.bodies.len() as u32).filter(|body| !self.is_test(*body)) {
            for edge in self.body(body).calls.iter().flat_map(|call| &call.edges) {
                let Target::Interface(owner, method) = &edge.target else { continue };
                if let [only] = &*self.dispatch.methods(*owner, *method, false)
                    && only.through.is_empty()
                    && let Some(target) = self.funcs.get(&only.func)
                {
                    found.insert((*owner, *method), *target);
                }
            }
        }
        found
    }

    /// The body that the nth edge of a call runs, if it is known.
    pub fn edge_target(&self, from: u32, edge: &Edge) -> Option<u32> {
        self.target(from, &edge.target)
    }

    /// [`Self::actual`] over an edge.
    pub fn actual_over(&self, callee: u32, place: &Place, edge: &Incoming) -> Option<Place> {
        if let Some(message) = &edge.message {
            return super::messages::path_of_sender(self, callee, place, edge, message);
        }
        let call = &self.body(edge.from).calls[edge.call as usize];
        if let Some(rebase) = &edge.rebase
            && let Some(steps) = rebase.below_object(self.decl(callee), self.local_number(callee), place)
        {
            return rebase.to.as_ref().map(|object| super::backs::join(&self.backs, object, &steps));
        }
        if edge.found && matches!(place.root, Root::Var(var) if self.decl(callee).vars[var.index()].owner != self.local_number(callee)) {
            // Whoever finds a literal somewhere does not see the variables around it.
            return None;
        }
        if edge.through.is_empty() {
            return self.actual(callee, place, &edge.actuals, call).or_else(|| self.handed(callee, place, edge));
        }
        let is_receiver = |var: &crate::facts::VarFacts| var.owner == 0 && var.kind == VarKind::Formal(0);
        match place.root {
            Root::Var(var) if is_receiver(&self.decl(callee).vars[var.index()]) => {
                let receiver = self.actual(callee, &Place::of(place.root), &edge.actuals, call)?;
                Some(super::backs::join(&self.backs, &receiver.join(&edge.through), &place.path))
            }
            _ => self.actual(callee, place, &edge.actuals, call),
        }
    }

    /// What a path of a function value is in the terms of whoever handed it to the function that calls it.
    fn handed(&self, callee: u32, place: &Place, edge: &Incoming) -> Option<Place> {
        let Root::Var(var) = place.root else { return None };
        if edge.handed.is_empty() {
            return None;
        }
        let var = &self.decl(callee).vars[var.index()];
        let VarKind::Formal(formal) = var.kind else { return None };
        let base = edge.handed.get(usize::from(formal))?.as_ref().filter(|_| var.owner == self.local_number(callee) && !var.reassigned)?;
        Some(super::backs::join(&self.backs, base, &place.path))
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
        let base = match (actuals, actuals.argument(formal, call)) {
            (Actuals::Bound(receiver), _) => receiver.as_deref().filter(|_| formal == 0)?,
            (Actuals::Args | Actuals::AfterReceiver, Some(Operand::Place(place))) => place,
            (Actuals::Args | Actuals::AfterReceiver, _) => return None,
        };
        Some(super::backs::join(&self.backs, base, &place.path))
    }

    /// [`Self::actual`], and for a local that the callee returns, the result of the call.
    pub fn actual_or_result(&self, callee: u32, place: &Place, incoming: &Incoming) -> Option<Place> {
        let call = &self.body(incoming.from).calls[incoming.call as usize];
        if let Some(place) = self.actual_over(callee, place, incoming) {
            return Some(place);
        }
        if incoming.kind == EdgeKind::Call { self.result_of(callee, place, (incoming.from, call)) } else { None }
    }

    /// The path of the element that a variable was given, for a variable that holds one; else the path itself.
    pub fn element(&self, body: u32, place: Place) -> Place {
        match place.root {
            Root::Var(var) if place.path.is_empty() => self.decl(body).vars[var.index()].element_of.as_deref().cloned().unwrap_or(place),
            _ => place,
        }
    }

    fn is_entry(&self, body: u32) -> bool {
        self.is_exported(body) || self.local_number(body) == 0 && matches!(self.decl(body).func.name.as_str(), "main" | "init")
    }

    /// Whether a body is that of a function or method with an exported name.
    pub fn is_exported(&self, body: u32) -> bool {
        self.local_number(body) == 0 && self.decl(body).func.name.starts_with(char::is_uppercase)
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
}

/// Whether a body is one of those to start from, or one of these leads to it.
fn reach(outgoing: &[Vec<u32>], is_start: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut seen: Vec<bool> = (0..outgoing.len() as u32).map(is_start).collect();
    let mut work: Vec<u32> = (0..outgoing.len() as u32).filter(|body| seen[*body as usize]).collect();
    while let Some(at) = work.pop() {
        for to in &outgoing[at as usize] {
            if !std::mem::replace(&mut seen[*to as usize], true) {
                work.push(*to);
            }
        }
    }
    seen
}

fn packages(facts: &[Arc<Facts>]) -> FxHashMap<Name, u32> {
    let own = facts.iter().enumerate().filter(|(_, facts)| facts.kind == crate::unit_input::UnitKind::Package);
    own.map(|(unit, facts)| (facts.path, unit as u32)).collect()
}

fn is_root_of_library(facts: &Facts) -> bool {
    let is_root = if facts.module.is_empty() { !facts.path.contains('/') } else { facts.path == facts.module };
    is_root && facts.kind == crate::unit_input::UnitKind::Package && facts.interface.name != "main"
}
