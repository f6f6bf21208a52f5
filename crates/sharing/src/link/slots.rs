//! Where function values that are put somewhere come to run.
//!
//! A **slot** is what a function value may lie in: a field, a package variable, a local, a formal, a result, or the receiver
//! of a function type with methods. Elements count as what holds them, so that a table of callbacks, a queue and a channel are
//! one slot each; all objects of a type share the slot of a field. Values flow from slot to slot by assignments, arguments and
//! results (Andersen's subset constraints, without instances of objects), and what is said of a slot is asked for when somebody
//! puts a function there.
//!
//! Over-reports: two objects of one type whose callbacks are different; findings that rest on this say so. Misses: functions in one
//! field that the goroutines of two objects run, each object its own.

use super::classes::{Class, ClassMemo, Classes, Goroutine, is_repeated_for};
use super::graph::Graph;
use super::order::{Site, may_follow, object_of};
use super::rebase::owner_of;
use super::region::loop_around;
use super::requests::is_receiver;
use super::user_locks::{Around, Callers, Taken, taken_by, tell, told_from};
use crate::facts::{CallFacts, Declared, EdgeKind, Target};
use mapvet_model::{CallId, Kept, LockMode, Name, Operand, Place, Proj, Root, Runs, TypeName, VarKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// How many slots a value is followed through.
const SLOTS: usize = 64;

/// What a function value may lie in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Slot {
    Declared(Declared),
    /// The first body of a declaration, and one of its variables.
    Var(u32, u32),
    /// The nth result of a body.
    Result(u32, u8),
}

/// How the functions in a slot run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Running {
    /// On a goroutine other than that of whoever put them there, or in place.
    pub kind: EdgeKind,
    pub runs: Runs,
    /// The body and the call that run them.
    pub by: (u32, u32),
    /// They lay in no field or package variable, which may hold the functions of others.
    pub exact: bool,
    /// Locks held around, by how they lie beside the function: from the object that holds the slot on.
    pub beside: Vec<(Vec<Proj>, LockMode)>,
    /// What stands for locks and for the one goroutine that runs the functions, under a name that every user of the slot has.
    pub held: Vec<(Place, LockMode)>,
}

/// A call of what lies in a slot.
#[derive(Clone, Copy)]
pub(super) struct Use {
    pub body: u32,
    pub call: u32,
    pub edge: u32,
    /// It came through a channel: one of those who wait there takes it.
    pub sent: bool,
}

/// One value among those that lie in a slot: the body that makes it, and the call that returns it or its object.
type Instance = (u32, Root);

/// How the users of a slot that were looked at so far run what lies there.
struct Users {
    class: Class,
    running: Running,
    /// Where each of them makes its own value, that value.
    instances: Vec<Option<Instance>>,
    spawns: Vec<(u32, u32)>,
}

/// All slots and the ways between them.
pub(super) struct Slots<'a, 'g> {
    graph: &'a Graph<'g>,
    uses: FxHashMap<Slot, Vec<Use>>,
    /// With whether it is a channel that leads on.
    flows: FxHashMap<Slot, Vec<(Slot, bool)>>,
    taken: Taken,
}

impl<'a, 'g> Slots<'a, 'g> {
    pub fn new(graph: &'a Graph<'g>) -> Slots<'a, 'g> {
        let mut slots = Slots { graph, uses: FxHashMap::default(), flows: FxHashMap::default(), taken: Taken::default() };
        let bodies: Vec<u32> = (0..graph.bodies.len() as u32).collect();
        let found: Vec<Vec<Found>> = bodies.par_iter().with_min_len(256).map(|body| found_in(graph, *body)).collect();
        for one in found.into_iter().flatten() {
            match one {
                Found::Use(slot, at) => slots.uses.entry(slot).or_default().push(at),
                Found::Flow(from, to, sent) => slots.flows.entry(from).or_default().push((to, sent)),
                Found::Taken(target) => drop(slots.taken.insert(target)),
            }
        }
        slots.arguments();
        slots
    }

    /// From what callers pass to formals that matter: those that are run, put somewhere or handed on to such.
    fn arguments(&mut self) {
        let mut wanted = Wanted::default();
        #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
        for slot in self.uses.keys().chain(self.flows.keys()) {
            wanted.add(self.graph, *slot);
        }
        for (from, to) in argument_flows(self.graph, wanted) {
            self.flows.entry(from).or_default().push((to, false));
        }
    }

    /// Where the functions in a slot run: on goroutines of their own, or else in place. `sent` says that they are put there by a send.
    pub fn running(&self, sent: bool, (uses, exact): (&[Use], bool), classes: &Classes<'_>, memo: &mut ClassMemo) -> Option<Running> {
        let mut users: Option<Users> = None;
        let mut all: Option<Vec<(Place, LockMode)>> = None;
        let mut beside: Option<Vec<(Vec<Proj>, LockMode)>> = None;
        for at in uses {
            // Once somebody runs them under no lock, what others hold says nothing.
            let is_asked = all.as_ref().is_none_or(|locks| !locks.is_empty());
            let (class, running) = self.run((*at, is_asked), classes, memo);
            let class = if (sent || at.sent) && class == Class::Several { Class::Each } else { class };
            if class != Class::None {
                meet(&mut all, &running.held);
                meet(&mut beside, &running.beside);
            }
            self.add_user(&mut users, *at, (class, running));
        }
        let Users { class, mut running, .. } = users?;
        running.exact = exact;
        running.runs = match class {
            Class::Several => Runs::Overlapping,
            Class::Each => Runs::Once,
            Class::One(_) | Class::None => Runs::Serial,
        };
        if class != Class::None {
            running.held = all.unwrap_or_default();
            running.beside = beside.unwrap_or_default();
        }
        if let Class::One(goroutine) = class {
            running.held.push((virtual_lock(Name::from("goroutine"), &format!("{goroutine:?}")), LockMode::Write));
        }
        Some(running)
    }

    fn add_user(&self, users: &mut Option<Users>, at: Use, (class, running): (Class, Running)) {
        let instance = self.instance(at);
        let is_spawn = self.graph.body(at.body).calls[at.call as usize].edges[at.edge as usize].kind == EdgeKind::Spawn;
        let spawn = is_spawn.then_some((at.body, at.call));
        let Some(known) = users else {
            *users = Some(Users { class, running, instances: vec![instance], spawns: spawn.into_iter().collect() });
            return;
        };
        let is_another = instance.is_some() && known.instances.iter().all(|other| other.is_some() && *other != instance);
        if known.class == Class::None && class != Class::None {
            known.running = running;
        }
        known.class = match (known.class, class) {
            (Class::None, class) | (class, Class::None) => class,
            (Class::Several, _) | (_, Class::Several) => Class::Several,
            _ if is_another => Class::Each,
            (was, _) if spawn.is_some_and(|spawn| known.spawns.iter().any(|other| self.exclude(*other, spawn))) => was,
            (was, class) => was.and(class),
        };
        known.instances.push(instance);
        known.spawns.extend(spawn);
    }

    /// Whether two calls stand in two arms of one body.
    fn exclude(&self, (body, one): (u32, u32), (other_body, other): (u32, u32)) -> bool {
        let facts = self.graph.body(body);
        let follows = |from, to| may_follow(facts, Site::Call(from), Site::Call(to), &mut |_| false);
        body == other_body && !follows(one, other) && !follows(other, one)
    }

    /// The value that a use runs, where its function has just been given it by a call of its own.
    fn instance(&self, at: Use) -> Option<Instance> {
        let edge = &self.graph.body(at.body).calls[at.call as usize].edges[at.edge as usize];
        let Target::Value(place) = &edge.target else { return None };
        let (place, _) = self.graph.resolve_result(at.body, place);
        match place.root {
            Root::Call(..) => Some((at.body, place.root)),
            Root::Var(var) => {
                let facts = &self.graph.decl(at.body).vars[var.index()];
                let source = facts.result_of.as_deref().filter(|_| facts.owner == self.graph.local_number(at.body))?;
                Some((at.body, source.root))
            }
            Root::Global(..) | Root::Unknown => None,
        }
    }

    /// The calls of what is put into a slot, in the order of their bodies, and whether it lies in no field on the way.
    pub fn reached(&self, slot: Slot) -> (Vec<Use>, bool) {
        let mut seen: FxHashSet<Slot> = FxHashSet::default();
        let mut work = VecDeque::from([(slot, false)]);
        let mut found: Vec<Use> = Vec::new();
        while let Some((at, sent)) = work.pop_front() {
            if seen.len() >= SLOTS || !seen.insert(at) {
                continue;
            }
            found.extend(self.uses.get(&at).into_iter().flatten().map(|at| Use { sent, ..*at }));
            work.extend(self.flows.get(&at).into_iter().flatten().map(|(to, by_send)| (*to, sent || *by_send)));
        }
        found.sort_by_key(|at| (at.body, at.call, at.edge));
        let exact = seen.iter().all(|slot| !matches!(slot, Slot::Declared(_)));
        (found, exact)
    }

    fn run(&self, (at, with_locks): (Use, bool), classes: &Classes<'_>, memo: &mut ClassMemo) -> (Class, Running) {
        let facts = &self.graph.body(at.body).calls[at.call as usize];
        let edge = &facts.edges[at.edge as usize];
        let Target::Value(place) = &edge.target else { return (Class::None, in_place(at)) };
        let owner = self.owner(at.body, place);
        let own = match classes.of_object(self.graph, memo, at.body, &owner) {
            // `for _, f := range fs { go func() { f() }() }`: each goroutine has the element of its round.
            Class::Several if self.is_of_round((at.body, place), classes, memo) => Class::Each,
            class => class,
        };
        let class = match (edge.kind, &edge.start) {
            (EdgeKind::Spawn, Some(start)) if start.runs == Runs::Overlapping => Class::Several,
            (EdgeKind::Spawn, _) if own != Class::None => Class::Several,
            (EdgeKind::Spawn, _) => self.started(at, place, &owner, classes),
            _ => own,
        };
        let kind = if class == Class::None { EdgeKind::Call } else { EdgeKind::Spawn };
        let mut running = Running { kind, ..in_place(at) };
        if edge.kind != EdgeKind::Spawn && with_locks {
            self.add_locks(at, place, class, classes, &mut running);
        }
        (class, running)
    }

    /// The locks that a use holds around what it runs, those of all its callers included.
    fn add_locks(&self, at: Use, place: &Place, class: Class, classes: &Classes<'_>, running: &mut Running) {
        let locks = self.graph.body(at.body).calls[at.call as usize].locks();
        let object = owner_of(self.graph, at.body, place).filter(|object| matches!(object.root, Root::Var(_) | Root::Global(..)));
        let held = match &object {
            Some(object) if class != Class::None => Callers::new(self.graph, classes, &self.taken).held_at(at.body, object, locks),
            object => told_from(self.graph, at.body, object.as_ref(), &locks.held),
        };
        for (lock, mode) in held {
            let name = match lock {
                Around::Global(lock) => lock,
                Around::Beside(rest) => {
                    let name = virtual_lock(Name::from("object"), &format!("{rest:?}"));
                    running.beside.push((rest, mode));
                    name
                }
            };
            running.held.push((name, mode));
        }
        for (lock, mode) in locks.held.iter().filter(|(lock, _)| tell(object.as_ref(), lock).is_none()) {
            let name = virtual_lock(Name::from("function"), &format!("{} {:?}", self.graph.decl(at.body).func, lock.path));
            running.held.push((name, *mode));
        }
    }

    /// Whether a variable holds an element, and one goroutine is started for each that it holds.
    fn is_of_round(&self, (body, place): (u32, &Place), classes: &Classes<'_>, memo: &mut ClassMemo) -> bool {
        let is_element = self.graph.element(body, place.clone()) != *place;
        is_element && matches!(classes.of_object(self.graph, memo, body, &Place::of(place.root)), Class::One(_))
    }

    /// On which goroutines a body runs what it starts itself.
    fn started(&self, at: Use, place: &Place, owner: &Place, classes: &Classes<'_>) -> Class {
        if loop_around(self.graph.body(at.body), at.call).is_none() {
            return Class::One(Goroutine::Started(at.body, at.call));
        }
        if is_repeated_for(self.graph, (at.body, at.call), &[place.root]) {
            return Class::Several;
        }
        // `for _, f := range fs { go f() }` runs each of them once, unless it is come to again.
        let is_element = self.graph.element(at.body, place.clone()) != *place;
        if is_element && classes.is_entered_again(self.graph, (at.body, owner), 0) { Class::Several } else { Class::Each }
    }

    /// The object that a function value belongs to, in the terms of the body that runs it.
    fn owner(&self, body: u32, place: &Place) -> Place {
        let (place, _) = self.graph.resolve_result(body, &self.graph.element(body, place.clone()));
        object_of(&place).unwrap_or_else(|| match place.root {
            // What a server runs through a function type with methods is a handler, and judged as such.
            root if is_receiver(self.graph, body, root) => Place::of(Root::Unknown),
            // A variable is there for the literals that see it, and what is handed in for whoever hands it in.
            Root::Global(..) | Root::Var(_) => Place::of(place.root),
            Root::Call(..) | Root::Unknown => Place::of(Root::Unknown),
        })
    }
}

/// What a body does with a slot.
enum Found {
    Use(Slot, Use),
    /// From one to another, and whether by a send.
    Flow(Slot, Slot, bool),
    Taken(u32),
}

fn found_in(graph: &Graph<'_>, body: u32) -> Vec<Found> {
    let mut found: Vec<Found> = taken_by(graph, body).map(Found::Taken).collect();
    for (call, facts) in graph.body(body).calls.iter().enumerate() {
        for (number, edge) in facts.edges.iter().enumerate() {
            let Target::Value(place) = &edge.target else { continue };
            let Some(slot) = slot_of(graph, body, place) else { continue };
            match &edge.kept {
                Some(kept) => {
                    let sent = matches!(**kept, Kept::Sent(_));
                    found.extend(slot_kept(graph, body, kept).filter(|to| *to != slot).map(|to| Found::Flow(slot, to, sent)));
                }
                None => found.push(Found::Use(slot, Use { body, call: call as u32, edge: number as u32, sent: false })),
            }
        }
    }
    found
}

/// From what callers pass to formals that are wanted, and to those that are passed on to them.
pub(super) fn argument_flows(graph: &Graph<'_>, mut wanted: Wanted) -> Vec<(Slot, Slot)> {
    // In the order of the hash map the ways between slots would differ from run to run, and with them what a cap leaves out.
    wanted.0.values_mut().for_each(|formals| formals.sort_unstable());
    let mut flows = Vec::new();
    let mut known: FxHashSet<(Slot, Slot)> = FxHashSet::default();
    let bodies: Vec<u32> = (0..graph.bodies.len() as u32).collect();
    while !wanted.0.is_empty() {
        let passed = |body: &u32| {
            let mut found = Vec::new();
            graph.body(*body).calls.iter().for_each(|call| pass(graph, (*body, call), &wanted, &mut found));
            found
        };
        let found: Vec<Vec<(Slot, Slot)>> = bodies.par_iter().with_min_len(256).map(passed).collect();
        wanted = Wanted::default();
        for (from, to) in found.into_iter().flatten() {
            if known.insert((from, to)) {
                flows.push((from, to));
                wanted.add(graph, from);
            }
        }
    }
    flows
}

fn pass(graph: &Graph<'_>, (body, call): (u32, &CallFacts), wanted: &Wanted, found: &mut Vec<(Slot, Slot)>) {
    let Some(edge) = call.edges.first().filter(|edge| matches!(edge.target, Target::Static(_)) && edge.kept.is_none()) else { return };
    let Some(callee) = graph.edge_target(body, edge) else { return };
    for (formal, var) in wanted.0.get(&callee).into_iter().flatten() {
        if let Some(Operand::Place(place)) = call.args.get(usize::from(*formal))
            && let Some(from) = slot_of(graph, body, place)
        {
            found.push((from, Slot::Var(callee, *var)));
        }
    }
}

/// Formals that matter, by function: which argument and which variable each is.
#[derive(Default)]
pub(super) struct Wanted(FxHashMap<u32, Vec<(u16, u32)>>);

impl Wanted {
    pub(super) fn add(&mut self, graph: &Graph<'_>, slot: Slot) {
        let Slot::Var(first, var) = slot else { return };
        let facts = &graph.decl(first).vars[var as usize];
        let VarKind::Formal(formal) = facts.kind else { return };
        let formals = self.0.entry(first).or_default();
        if facts.owner == 0 && !formals.contains(&(formal, var)) {
            formals.push((formal, var));
        }
    }
}

fn in_place(at: Use) -> Running {
    Running { kind: EdgeKind::Call, runs: Runs::Once, by: (at.body, at.call), exact: false, beside: Vec::new(), held: Vec::new() }
}

fn meet<T: PartialEq + Clone>(all: &mut Option<Vec<T>>, one: &[T]) {
    match all {
        None => *all = Some(one.to_vec()),
        Some(known) => known.retain(|lock| one.contains(lock)),
    }
}

/// What is no lock of the program but excludes like one: the one goroutine that runs what lies in a slot, or a lock that has a
/// name only where the functions are called.
pub(super) fn virtual_lock(kind: Name, of: &str) -> Place {
    let field = Proj::Field(TypeName { package: Name::from(""), name: kind }, Name::from(of));
    Place { root: Root::Global(Name::from(""), kind), path: [field].into_iter().collect() }
}

/// Whether a held lock is one of [`Running::held`] that stands for something without a name.
pub(super) fn is_virtual(place: &Place) -> bool {
    matches!(place.root, Root::Global(package, _) if package.is_empty())
}

/// The slot of a path in a body's terms.
pub(super) fn slot_of(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Slot> {
    slot_named(graph, body, &followed(graph, body, place))
}

/// A path as [`slot_of`] sees it: what a variable was taken from, and what a call returned.
pub(super) fn followed(graph: &Graph<'_>, body: u32, place: &Place) -> Place {
    let (place, _) = graph.resolve_result(body, place);
    let place = graph.element(body, place);
    graph.resolve_result(body, &place).0
}

/// The slot of a [`followed`] path.
pub(super) fn slot_named(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Slot> {
    for step in place.path.iter().rev() {
        match step {
            Proj::Elem => {}
            Proj::Field(owner, _) if owner.name.is_empty() => return None,
            Proj::Field(owner, name) => return Some(Slot::Declared(Declared::Field(*owner, *name))),
        }
    }
    match place.root {
        Root::Global(package, name) => Some(Slot::Declared(Declared::Global(package, name))),
        Root::Var(var) => Some(slot_of_var(graph, body, var.0)),
        Root::Call(id, index) => slot_of_result(graph, body, id, index),
        Root::Unknown => None,
    }
}

fn slot_of_var(graph: &Graph<'_>, body: u32, var: u32) -> Slot {
    let decl = graph.decl(body);
    let facts = &decl.vars[var as usize];
    if let Some(Place { root: Root::Call(id, index), path }) = facts.result_of.as_deref()
        && path.is_empty()
        && let Some(slot) = slot_of_result(graph, graph.sibling(body, facts.owner), *id, *index)
    {
        return slot;
    }
    match (facts.kind, decl.func.receiver) {
        (VarKind::Formal(0), Some(receiver)) if facts.owner == 0 => as_type(TypeName { package: decl.func.package, name: receiver }),
        _ => Slot::Var(graph.sibling(body, 0), var),
    }
}

fn slot_of_result(graph: &Graph<'_>, body: u32, id: CallId, index: u8) -> Option<Slot> {
    let edge = graph.call_of(body, id)?.edges.first()?;
    Some(Slot::Result(graph.edge_target(body, edge)?, index))
}

/// The receiver of a function type with methods.
fn as_type(name: TypeName) -> Slot {
    Slot::Declared(Declared::Field(name, Name::from("")))
}

/// The slot into which a function value is put.
pub(super) fn slot_kept(graph: &Graph<'_>, body: u32, kept: &Kept) -> Option<Slot> {
    match kept {
        Kept::At(place) | Kept::Sent(place) | Kept::Message(place) => slot_of(graph, body, place),
        Kept::Returned(index) => Some(Slot::Result(body, *index)),
        Kept::As(name) => Some(as_type(*name)),
    }
}
