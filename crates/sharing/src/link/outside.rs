//! The open world: functions that code which is not seen may call, at any time.
//!
//! Exported functions of a library are called by programs that are not at hand; a method without any caller is there
//! to be called through an interface, by a framework or by reflection. Without evidence nothing is assumed of them.
//! Inconsistency is the licence to report (RacerD's C++ mode, GCatch's belief inference): most accesses of the map
//! hold one lock and this one does not, a write is made under a read lock, the lock that is taken lies in a copy of the
//! struct, or a method meets a goroutine that its own
//! object started. That the two run at the same time, on one instance, is one weak link.
//!
//! Misses: exported functions of a program that have callers in it; they are judged through those callers.

use super::atomics::is_flag;
use super::awaited::share_slot;
use super::belief::Belief;
use super::callers::{has_callers, is_callback, is_run};
use super::climb::Climb;
use super::doubt::{Doubts, is_stored};
use super::escape::{Escape, is_promised};
use super::graph::Graph;
use super::latched;
use super::order::{Surroundings, field_of};
use super::pair::{Pair, Protection, can_race, protection};
use super::parked::take_turns_at_stop;
use super::preparing::{is_registry, only_prepares, sets_flag};
use super::renewed;
use super::requests::{is_kept_private, is_of_request, is_receiver};
use super::same_lock;
use super::seed::{Group, Key};
use super::state::State;
use super::types::{Types, receiver_type};
use crate::facts::{Declared, EdgeKind};
use mapvet_model::{LockMode, Name, Place, Proj, Root, TypeName, VarId, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The one instance on which all entries are taken to be called.
const INSTANCE: Root = Root::Var(VarId(u32::MAX));

/// Functions that prepare an object before it is shared, by the beginning of their name.
const SETUP: &[&str] = &[
    "init",
    "setup",
    "new",
    "start",
    "run",
    "serve",
    "open",
    "provision",
    "register",
    "with",
    "configure",
    "load",
    "restore",
    "setdefault",
    "unmarshal",
    "gobdecode",
];

/// So many accesses under one lock are a belief though they are fewer than half.
const BELIEVERS: usize = 3;

/// Entries of one location beyond this many are not compared.
///
/// Misses: conflicts of the further ones.
const ENTRIES: usize = 64;

/// Whether a group may have entries: a server runs an access, or one holds a lock or stands in a method of a shared type.
pub(super) fn is_candidate(graph: &Graph<'_>, types: &Types, group: &Group) -> bool {
    let is_served = group.seeds.iter().any(|seed| graph.served[seed.body as usize] && !graph.is_test(seed.body));
    let is_global = matches!(group.key, Key::Declared(Declared::Global(..), _));
    is_served
        || is_global && group.may_be_spawned(graph)
        || matches!(group.key, Key::Declared(..))
            && group.seeds.iter().filter(|seed| !graph.is_test(seed.body)).any(|seed| {
                let is_shared = receiver_type(graph.decl(seed.body).func).is_some_and(|receiver| types.shared.contains(&receiver));
                is_shared || !seed.facts(graph).locks().held.is_empty() || seed.facts(graph).in_vain || is_promised(graph, seed)
            })
}

/// Finds the pairs of entries of one group.
pub(super) struct Outside<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub around: &'a Surroundings<'a, 'g>,
    pub types: &'a Types,
    pub climb: &'a Climb<'a, 'g>,
    pub group: &'a Group,
}

/// Where a state comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A function that unseen code may call.
    Entry,
    /// A function that a server runs for each request.
    Handler,
    /// A goroutine.
    Goroutine,
    /// The function that started the server, after that; it may be an entry besides.
    AfterStart { is_entry: bool },
}

/// A state at an entry, on the common instance.
pub(super) struct Entry {
    pub state: u32,
    pub origin: Origin,
    /// The type of the receiver, when the map hangs on that, or of the object that a constructor returns.
    pub object: Option<TypeName>,
    pub seen: State,
    /// The way passes a function that hands handlers of the map to a server.
    registers: bool,
}

/// A state that ends a way.
pub(super) struct Top {
    pub state: u32,
    /// The state on the common instance.
    pub seen: State,
}

impl Outside<'_, '_> {
    /// All pairs of entries that conflict, and what is believed of the map.
    pub fn judge(&self) -> (Vec<Pair>, Belief) {
        let tops = self.tops();
        let guard = self.guard(&tops);
        let mut pairs = self.pairs(guard.as_ref().map(|(lock, ..)| lock));
        pairs.extend(self.copies_locked_in_vain());
        let belief = self.belief(&tops);
        (pairs, Belief { counts: belief.counts.or(guard), ..belief })
    }

    fn pairs(&self, guard: Option<&Place>) -> Vec<Pair> {
        let mut entries: Vec<Entry> = (0..self.climb.states.len() as u32).filter_map(|state| self.entry(state)).collect();
        let mut known = FxHashSet::default();
        entries.retain(|entry| {
            let (seen, holder) = (&entry.seen, self.holders(entry).next());
            known.insert((seen.seed, seen.held.clone(), seen.latched.clone(), seen.place.clone(), entry.object, seen.spawned, holder))
        });
        let mut entries = self.one_of_each_first(entries);
        entries.truncate(ENTRIES);
        if entries.iter().any(|entry| entry.origin == Origin::Handler) {
            let registering = self.registering();
            let passes = |at: u32| registering.contains(&(self.climb.states[at as usize].body, &self.climb.states[at as usize].place));
            entries.iter_mut().for_each(|entry| entry.registers = self.climb.chain(entry.state).any(passes));
        }
        let mut found = Vec::new();
        for (at, a) in entries.iter().enumerate() {
            for b in &entries[at..] {
                if self.conflict(a, b, guard) {
                    if are_goroutines(a, b) {
                        found.extend(self.strange(a, b).map(|doubts| Pair { a: a.state, b: b.state, doubts }));
                        continue;
                    }
                    let assumed = a.seen.assumed || b.seen.assumed;
                    let served = self.are_served(a, b);
                    let sheltered = a.seen.sheltered || b.seen.sheltered;
                    // A read lock is taken by whoever knows of others.
                    let is_plain = !served && shared_read_lock(&a.seen, &b.seen).is_none();
                    let called = is_plain
                        && [a, b].into_iter().any(|entry| self.is_called(entry))
                        && ![a, b].into_iter().any(|entry| self.is_owner(entry, guard));
                    // Methods of one type that take its lock speak of one object; handlers may well have objects of their own.
                    let element = served && (self.are_apart(a, b) || self.is_given_new(a) && self.is_given_new(b));
                    let order = served && [a, b].into_iter().any(|entry| self.may_precede(entry) || self.may_be_over_above(entry))
                        || self.awaits(a, b)
                        || self.awaits(b, a)
                        || [a, b].into_iter().any(|entry| self.may_be_over(entry))
                        || take_turns_at_stop(self.around, self.climb, a.state, b.state)
                        || share_slot(self.around, self.climb, a.state, b.state);
                    let is_entered = self.is_entered_by_pointer(a, b) || self.is_entered_by_pointer(b, a);
                    let doubts = Doubts {
                        outside: !served,
                        whole: is_plain && [a, b].into_iter().any(|entry| self.is_uncalled(entry)) && !self.are_in_vain(a, b),
                        called,
                        ending: !served && self.may_end(a, b),
                        hidden: is_plain && self.is_hidden(a, b, guard),
                        served,
                        wrapped: served && self.graph.wraps_handlers(self.climb.states[a.state as usize].body),
                        callback: assumed,
                        stored: is_stored(&a.seen, &b.seen),
                        sheltered,
                        element,
                        order,
                        lock_by_pointer: is_entered || same_lock::is_by_pointer(self.graph, &a.seen, &b.seen),
                        ..Doubts::default()
                    };
                    found.push(Pair { a: a.state, b: b.state, doubts });
                }
            }
        }
        found
    }

    /// Whether each run of an entry hands on an object of its own.
    fn is_given_new(&self, entry: &Entry) -> bool {
        let frames = self.climb.chain(entry.state).map(|at| &self.climb.states[at as usize]);
        renewed::is_each_given_new(self.climb, frames)
    }

    /// Whether an entry takes no lock though the one that others hold is its object's, or its package's: they show that each is meant to
    /// take it.
    fn is_owner(&self, entry: &Entry, guard: Option<&Place>) -> bool {
        let is_own = |lock: &Place| match (field_of(lock), lock.root) {
            (Some((owner, _)), _) => entry.object == Some(owner),
            (None, Root::Global(package, _)) => self.graph.decl(self.climb.states[entry.state as usize].body).func.package == package,
            (None, _) => false,
        };
        entry.origin == Origin::Entry && entry.seen.held.is_empty() && guard.is_some_and(is_own)
    }

    /// Whether a method is seen to be called through an interface. Where too many methods may stand behind the interface, such a call
    /// may be one of it.
    fn is_called(&self, entry: &Entry) -> bool {
        let body = self.climb.states[entry.state as usize].body;
        let func = self.graph.decl(body).func;
        let interfaces = self.types.dispatched.get(&func.name).map_or(&[][..], Vec::as_slice);
        let is_behind = |receiver: TypeName| interfaces.iter().any(|interface| self.graph.dispatch.may_stand_behind(receiver, *interface));
        let is_found = || self.graph.incoming[body as usize].iter().any(|edge| edge.candidates > 0 && !self.graph.is_test(edge.from));
        entry.origin == Origin::Entry && (is_found() || receiver_type(func).is_some_and(is_behind))
    }

    /// Puts the first way to each function that touches the map before the second way to any: what is cut off then does not
    /// decide which functions are reported.
    fn one_of_each_first(&self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut ways: FxHashMap<u32, u32> = FxHashMap::default();
        let mut way = |entry: &Entry| {
            let way = ways.entry(self.group.seeds[entry.seen.seed as usize].body).or_insert(0);
            *way += 1;
            *way
        };
        let mut counted: Vec<(u32, Entry)> = entries.into_iter().map(|entry| (way(&entry), entry)).collect();
        counted.sort_by_key(|(way, _)| *way);
        counted.into_iter().map(|(_, entry)| entry).collect()
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        let state = &self.climb.states[number as usize];
        // Whether an entry is called before or after a map is handed on is not known.
        if self.group.seeds[state.seed as usize].alias {
            return None;
        }
        let origin = self.origin(state)?;
        // Callers that are not seen are given what an entry returns.
        let is_read = match self.climb.escape(&self.group.seeds, number) {
            Escape::Seen => true,
            Escape::ToCaller => origin == Origin::Entry,
            Escape::None => false,
        };
        if !is_read {
            return None;
        }
        if self.is_own_request(state) {
            return None;
        }
        // Who makes an object comes before those who find it.
        if state.made && !state.spawned {
            return None;
        }
        let is_once = self.climb.chain(number).any(|at| self.climb.states[at as usize].below.is_some_and(|below| below.kind == EdgeKind::Once));
        if self.graph.is_test(state.body) || self.graph.is_double(state.body) || is_once || state.spawned && self.around.is_over_unless_error(state) {
            return None;
        }
        Some(Entry { state: number, origin, object: self.object(state), seen: self.on_instance(state)?, registers: false })
    }

    pub(super) fn origin(&self, state: &State) -> Option<Origin> {
        let body = state.body;
        let func = self.graph.decl(body).func;
        let is_named = func.receiver.is_none_or(|name| name.starts_with(char::is_uppercase));
        let in_application = self.graph.is_of_application(body);
        let is_open = is_named && self.graph.is_open(body) && !(in_application && is_run(self.graph, body));
        // Whoever is seen to call a method of a library through an interface may be but one of those who do.
        let is_judged = if in_application { is_run(self.graph, body) } else { has_callers(self.graph, body) };
        let is_dispatched = receiver_type(func).is_some_and(|receiver| !self.types.called.contains(&receiver)) && !is_judged;
        let is_exported = self.graph.is_exported(body) && (is_open || is_dispatched);
        let is_entry = (is_exported || is_callback(self.graph, body)) && !self.graph.is_generated(body);
        if self.graph.is_handler(body) {
            return Some(Origin::Handler);
        }
        // What a function is handed may be its caller's own; a receiver or a package variable is there for all.
        let is_for_all = is_receiver(self.graph, body, state.place.root) || matches!(state.place.root, Root::Global(..));
        match (state.spawned, is_entry && is_for_all) {
            (true, _) => Some(Origin::Goroutine),
            (false, is_entry) if self.is_after_start(state) => Some(Origin::AfterStart { is_entry }),
            (false, true) => Some(Origin::Entry),
            (false, false) => None,
        }
    }

    /// Whether an entry is one only by its name, in a whole program that does not call it and gives it to no library.
    fn is_uncalled(&self, entry: &Entry) -> bool {
        let body = self.climb.states[entry.state as usize].body;
        let is_given = self.graph.given_methods.contains(&self.graph.decl(body).func);
        matches!(entry.origin, Origin::Entry | Origin::AfterStart { is_entry: true }) && self.is_in_whole_program(body) && !is_given
    }

    /// Whether whoever started a server starts another one after the access, which may be the one that serves the map.
    fn may_precede(&self, entry: &Entry) -> bool {
        let state = &self.climb.states[entry.state as usize];
        let is_starter = matches!(entry.origin, Origin::AfterStart { .. });
        is_starter && self.around.serving.is_before_start(self.graph, state.body, state.site, Name::default())
    }

    /// Whether a server runs when control comes to the access, on an object that was there before.
    fn is_after_start(&self, state: &State) -> bool {
        let serving = &self.around.serving;
        let is_own = |var: VarId| self.graph.decl(state.body).vars[var.index()].owner == self.graph.local_number(state.body);
        let was_there = match state.place.root {
            Root::Global(..) => true,
            Root::Var(var) if is_receiver(self.graph, state.body, state.place.root) || !is_own(var) => true,
            Root::Var(var) => !self.is_formal(state.body, var) && !serving.is_made_after_start(self.graph, state.body, var.0),
            Root::Call(..) | Root::Unknown => false,
        };
        was_there && serving.is_after_start(self.graph, state.body, state.site, Name::default())
    }

    fn is_formal(&self, body: u32, var: VarId) -> bool {
        matches!(self.graph.decl(body).vars[var.index()].kind, VarKind::Formal(_))
    }

    /// Whether a way ends in a handler whose request the map belongs to.
    pub(super) fn is_own_request(&self, state: &State) -> bool {
        self.graph.is_handler(state.body) && is_of_request(self.graph, state.body, state.place.root)
    }

    /// Whether a state ends a way: nobody calls its function by name, or others than its callers may run it.
    fn is_top(&self, state: &State) -> bool {
        !has_callers(self.graph, state.body) || self.origin(state).is_some()
    }

    /// Whether the map hangs on an object that the body has just made.
    fn is_own(&self, state: &State) -> bool {
        !state.spawned && self.is_fresh(state)
    }

    /// The object on which a state's path begins, by type: the receiver, or what a constructor returns.
    fn object(&self, state: &State) -> Option<TypeName> {
        let func = self.graph.decl(state.body).func;
        let Root::Var(var) = state.place.root else { return None };
        match receiver_type(func) {
            Some(receiver) if is_receiver(self.graph, state.body, state.place.root) => Some(receiver),
            None if state.spawned => self.returned_type(state.body, var),
            _ => None,
        }
    }

    /// The type of a variable that a constructor returns, whatever interface it returns it as.
    fn returned_type(&self, body: u32, var: VarId) -> Option<TypeName> {
        let place = Place::of(Root::Var(var));
        let is_returned = self.graph.body(body).results.contains(&Some(place));
        self.graph.decl(body).vars[var.index()].of.filter(|_| is_returned)
    }

    fn conflict(&self, a: &Entry, b: &Entry, guard: Option<&Place>) -> bool {
        let (one, other) = (&self.group.seeds[a.seen.seed as usize], &self.group.seeds[b.seen.seed as usize]);
        if a.seen.place != b.seen.place || one.kind.is_variable() || other.kind.is_variable() || latched::are_apart(&a.seen, &b.seen) {
            return false;
        }
        if !can_race(&self.group.seeds, &a.seen, &b.seen) || protection(&a.seen, &b.seen) != Protection::None || self.is_setup(a) || self.is_setup(b)
        {
            return false;
        }
        // Whether a handler meets what the function does that hands it to a server has been judged by the order in that function.
        let is_judged = |handler: &Entry, other: &Entry| handler.origin == Origin::Handler && other.registers;
        if is_judged(a, b) || is_judged(b, a) || !self.may_share_program(a, b) {
            return false;
        }
        if self.are_served(a, b) {
            return !self.take_turns(a, b) && ![a, b].into_iter().any(|entry| self.is_over_above(entry));
        }
        if are_goroutines(a, b) {
            return self.are_strangers(a, b, guard);
        }
        if self.is_starter(a) || self.is_starter(b) {
            return false;
        }
        let shared = shared_read_lock(&a.seen, &b.seen);
        let under_read_lock = shared.is_some_and(|lock| self.is_at_hand(a, lock) && self.is_at_hand(b, lock));
        let conflict = self.is_inconsistent(a, b, guard)
            || under_read_lock
            || self.lock_in_vain(one, other)
            || is_promised(self.graph, one)
            || is_promised(self.graph, other)
            || self.meets_own_goroutine(a, b) && !is_registry(self.graph, self.group);
        conflict && ![a, b].into_iter().any(|entry| self.is_over_above(entry))
    }

    /// Whether one of the two holds the guard, which both could take, and the other nothing.
    fn is_inconsistent(&self, a: &Entry, b: &Entry, guard: Option<&Place>) -> bool {
        let holds = |entry: &Entry| entry.seen.held.iter().any(|(lock, _)| Some(lock) == guard);
        let at_hand = guard.is_some_and(|lock| self.is_at_hand(a, lock) && self.is_at_hand(b, lock));
        at_hand && (holds(a) && b.seen.held.is_empty() || a.seen.held.is_empty() && holds(b))
    }

    /// Whether nothing but a goroutine of the same object says that a method is called at any time, its type has no exported name, and the
    /// map is that of a part, or one of the functions on the way leaves a lock to its callers: a framework or another package has the
    /// object behind an interface, and may well call the method on the goroutine that it meets, or under a lock.
    fn is_hidden(&self, a: &Entry, b: &Entry, guard: Option<&Place>) -> bool {
        let func = |state: u32| self.graph.decl(self.climb.states[state as usize].body);
        let is_of_part = !matches!(self.group.key, Key::Declared(Declared::Field(owner, _), _) if a.object == Some(owner));
        let is_hidden = |entry: &Entry| {
            let is_unnamed = func(entry.state).func.receiver.is_some_and(|name| !name.starts_with(char::is_uppercase));
            entry.origin == Origin::Entry && is_unnamed && (is_of_part || self.climb.chain(entry.state).any(|at| func(at).assumes_lock))
        };
        a.object.is_some() && (is_hidden(a) || is_hidden(b)) && self.meets_own_goroutine(a, b) && !self.is_inconsistent(a, b, guard)
    }

    /// Whether one program may run both ways.
    fn may_share_program(&self, a: &Entry, b: &Entry) -> bool {
        let bodies = [a, b].into_iter().flat_map(|entry| self.climb.chain(entry.state)).map(|at| self.climb.states[at as usize].body);
        self.types.programs.may_share(bodies.map(|body| self.graph.unit(body).interface.path))
    }

    /// Whether both are run by servers, or one by a server and the other as a goroutine.
    fn are_served(&self, a: &Entry, b: &Entry) -> bool {
        let is_handler = |entry: &Entry| entry.origin == Origin::Handler;
        let is_live = |entry: &Entry, other: &Entry| match entry.origin {
            Origin::Handler => true,
            Origin::AfterStart { .. } => self.is_served_beside(other, entry),
            Origin::Goroutine => {
                let state = &self.climb.states[entry.state as usize];
                !self.is_fresh(state) && !is_kept_private(self.graph, state.body, state.place.root)
            }
            Origin::Entry => false,
        };
        (is_handler(a) || is_handler(b)) && is_live(a, b) && is_live(b, a)
    }

    /// Whether the package that starts the server is the one that gives it the object whose method handles requests: there
    /// may be servers besides.
    fn is_served_beside(&self, handler: &Entry, starter: &Entry) -> bool {
        let func = self.graph.decl(self.climb.states[handler.state as usize].body).func;
        let unit = self.graph.unit(self.climb.states[starter.state as usize].body);
        unit.served.iter().any(|(served, _)| *served == func)
    }

    /// The bodies in which handlers of the map are handed to a server, each with the map's path there.
    fn registering(&self) -> FxHashSet<(u32, &Place)> {
        let is_handler = |at: u32| self.graph.is_handler(self.climb.states[at as usize].body);
        let states = self.climb.states.iter().enumerate().filter(|(_, state)| state.spawned);
        states.filter(|(at, _)| self.climb.chain(*at as u32).any(is_handler)).map(|(_, state)| (state.body, &state.place)).collect()
    }

    /// Whether a library calls both in turn, as methods of one object, or one method again and again.
    ///
    /// Misses: objects of one type that are registered apart and share a package variable.
    fn take_turns(&self, a: &Entry, b: &Entry) -> bool {
        let body = |entry: &Entry| Some(entry.seen.body).filter(|_| !entry.seen.spawned);
        let (Some(one), Some(other)) = (body(a), body(b)) else { return false };
        let turn = |body: u32| self.graph.served_in_turn(body);
        let is_one = turn(one).is_some() && turn(one) == turn(other) || one == other && self.graph.is_served_serially(one);
        is_one || self.graph.is_served_alone(one, other) || self.graph.is_served_alone(other, one)
    }

    /// Whether a path begins at an object that the body has just made.
    pub(super) fn is_fresh(&self, state: &State) -> bool {
        let vars = &self.graph.decl(state.body).vars;
        matches!(state.place.root, Root::Var(var) if vars[var.index()].kind == VarKind::Local && vars[var.index()].fresh)
    }

    pub(super) fn is_at_hand(&self, entry: &Entry, lock: &Place) -> bool {
        self.could_take(&self.climb.states[entry.state as usize], lock)
    }

    /// Whether a side could take a lock by itself: a package variable, or a field of a type on the path to the map.
    /// Methods of a part, such as those of a heap, are called by the whole under the lock of the whole.
    pub(super) fn could_take(&self, state: &State, lock: &Place) -> bool {
        let Some((owner, _)) = field_of(lock) else { return true };
        let path = &state.place.path;
        let is_on_path = self.object(state) == Some(owner) || path.iter().any(|step| matches!(step, Proj::Field(other, _) if *other == owner));
        is_on_path && !self.in_session(state, |held| held == lock)
    }

    /// Whether a function prepares its object, or leaves the lock to its caller.
    fn is_setup(&self, entry: &Entry) -> bool {
        let sets_up = |body: u32| only_prepares(self.graph, body) || sets_flag(self.graph, body);
        entry.origin == Origin::Entry && (self.prepares(&entry.seen) || sets_up(entry.seen.body))
    }

    /// Whether a function starts a server and is nothing else: it meets handlers only.
    fn is_starter(&self, entry: &Entry) -> bool {
        matches!(entry.origin, Origin::AfterStart { is_entry } if !is_entry || self.prepares(&entry.seen))
    }

    pub(super) fn prepares(&self, state: &State) -> bool {
        let decl = self.graph.decl(state.body);
        let name = decl.func.name.to_lowercase();
        !state.spawned && (SETUP.iter().any(|hint| name.starts_with(hint)) || decl.assumes_lock || self.is_decoded(state))
    }

    /// Whether a decoder fills the map: into an object that nobody else has yet.
    fn is_decoded(&self, state: &State) -> bool {
        std::iter::once(state).chain(self.climb.below(state)).any(|at| {
            let name = self.graph.decl(at.body).func.name;
            name.starts_with("Unmarshal") || name == "GobDecode"
        })
    }

    /// Whether a state's function is a method of a type whose objects live while a lock is held.
    fn in_session(&self, state: &State, is_lock: impl Fn(&Place) -> bool) -> bool {
        let receiver = receiver_type(self.graph.decl(state.body).func);
        receiver.and_then(|receiver| self.types.sessions.get(&receiver)).is_some_and(|locks| locks.iter().any(is_lock))
    }

    /// The ends of all ways to accesses of the table: of what is not made or prepared there, and of no test.
    fn tops(&self) -> Vec<Top> {
        let matters = |state: &State| {
            let seed = &self.group.seeds[state.seed as usize];
            let is_used = seed.kind.is_table() && !seed.alias && self.is_top(state) && !self.graph.is_test(state.body);
            is_used && !self.is_own(state) && !self.prepares(state)
        };
        let states = self.climb.states.iter().enumerate().filter(|(_, state)| matters(state));
        states.filter_map(|(state, known)| Some(Top { state: state as u32, seen: self.on_instance(known)? })).collect()
    }

    /// The lock that at least half of the accesses hold on every way that leads to them, or several and a third: the
    /// belief of the authors. With it, at how many accesses it is held, and of how many.
    fn guard(&self, tops: &[Top]) -> Option<(Place, u32, u32)> {
        // For each access, the locks that are held on all ways from the functions where ways begin.
        let mut held: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
        for Top { seen, .. } in tops.iter().filter(|top| !self.in_session(&top.seen, |_| true)) {
            let locks: Vec<Place> = seen.held.iter().filter(|(lock, _)| !is_flag(self.graph, lock)).filter_map(|(lock, _)| named(lock)).collect();
            held.entry(seen.seed).and_modify(|known| known.retain(|lock| locks.contains(lock))).or_insert(locks);
        }
        let mut counts: BTreeMap<&Place, usize> = BTreeMap::new();
        held.values().flatten().for_each(|lock| *counts.entry(lock).or_default() += 1);
        let (lock, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        let is_believed = count * 2 >= held.len() || count >= BELIEVERS && count * 3 >= held.len();
        is_believed.then(|| (lock.clone(), count as u32, held.len() as u32))
    }

    /// The state as it looks on the common instance: the map and the locks by the last field of their paths, so that
    /// two ways to one type are taken to lead to one object. What has no name outside is dropped.
    pub(super) fn on_instance(&self, state: &State) -> Option<State> {
        let locks = |list: &[(Place, LockMode)]| -> Vec<(Place, LockMode)> {
            let mut named: Vec<_> = list.iter().filter_map(|(place, mode)| Some((named_or_captured(place)?, *mode))).collect();
            named.sort();
            named.dedup();
            named
        };
        let mut seen = state.clone();
        seen.place = if matches!(self.group.key, Key::Local(..)) { named_or_captured(&state.place)? } else { named(&state.place)? };
        seen.held = locks(&state.held);
        seen.maybe = locks(&state.maybe);
        Some(seen)
    }
}

/// A path by its last field, or a package variable.
pub(super) fn named(place: &Place) -> Option<Place> {
    match (place.root, field_of(place)) {
        (_, Some((owner, name))) => {
            let step = Proj::Field(owner, name);
            let at = place.path.iter().rposition(|other| *other == step)?;
            Some(Place { root: INSTANCE, path: place.path[at..].into() })
        }
        (Root::Global(..), None) => Some(place.clone()),
        _ => None,
    }
}

/// As [`named`], or a variable of the function around a literal. Two variables of different functions may look the
/// same: locks then seem to be one, which can only make a report go away.
fn named_or_captured(place: &Place) -> Option<Place> {
    named(place).or_else(|| matches!(place.root, Root::Var(_)).then(|| place.clone()))
}

/// Whether both sides are goroutines.
fn are_goroutines(a: &Entry, b: &Entry) -> bool {
    a.origin == Origin::Goroutine && b.origin == Origin::Goroutine
}

/// A lock that both hold for reading.
fn shared_read_lock<'s>(a: &'s State, b: &State) -> Option<&'s Place> {
    let both = a.held.iter().find(|(lock, mode)| *mode == LockMode::Read && b.held.contains(&(lock.clone(), LockMode::Read)));
    both.map(|(lock, _)| lock)
}
