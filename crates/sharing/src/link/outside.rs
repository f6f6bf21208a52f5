//! The open world: exported functions of a library are called by programs that are not seen.
//!
//! Without evidence nothing is assumed. A type whose methods take a lock of its own, or on which goroutines are
//! started, is meant for several goroutines: its exported methods are then taken to be called at the same time on one
//! instance, which is one weak link. Inconsistency is the licence to report (RacerD's C++ mode, GCatch's belief): one
//! side holds the type's lock and the other does not, or one side is a goroutine that the type started itself.
//!
//! Misses: exported functions with callers in the program at hand, when it has a main package; they are judged
//! through those callers.

use super::climb::{Climb, State};
use super::graph::Graph;
use super::order::{Surroundings, may_end_after};
use super::pair::{Doubts, Pair, Protection, can_race, protection};
use super::seed::{Group, Seed};
use crate::facts::{Event, TokenKind};
use mapvet_model::{AccessKind, LockMode, Name, Place, Root, Ty, TypeName, VarId, VarKind};
use rustc_hash::FxHashSet;

/// The one instance on which all entries are taken to be called.
const INSTANCE: Root = Root::Var(VarId(u32::MAX));

/// Functions that prepare an object before it is shared, by the beginning of their name.
const SETUP: &[&str] = &["init", "setup", "new", "start", "run", "serve", "open", "register", "with", "configure", "load", "string"];

/// Types that are meant for several goroutines: some method takes a lock of its receiver, or a goroutine runs one of them.
pub(super) fn shared_types(graph: &Graph<'_>) -> FxHashSet<TypeName> {
    let mut found = FxHashSet::default();
    for body in 0..graph.bodies.len() as u32 {
        let func = graph.decl(body).func;
        let Some(receiver) = func.receiver.filter(|_| !graph.is_test(body)) else { continue };
        let name = TypeName { package: func.package, name: receiver };
        let events = graph.body(body).blocks.iter().flat_map(|block| &block.events);
        let locks = events
            .into_iter()
            .any(|event| matches!(event, Event::Wait(token) if token.kind == TokenKind::Unlocked && is_receiver(graph, body, token.place.root)));
        let started = graph.incoming[body as usize].iter().any(|edge| edge.kind == crate::facts::EdgeKind::Spawn && !graph.is_test(edge.from));
        if locks || started {
            found.insert(name);
        }
    }
    found
}

fn is_receiver(graph: &Graph<'_>, body: u32, root: Root) -> bool {
    let decl = graph.decl(body);
    matches!(root, Root::Var(var) if decl.func.receiver.is_some() && decl.vars[var.index()].owner == 0 && decl.vars[var.index()].kind == VarKind::Formal(0))
}

/// Whether a group has an access in a method of a shared type.
pub(super) fn is_candidate(graph: &Graph<'_>, shared: &FxHashSet<TypeName>, group: &Group) -> bool {
    group.seeds.iter().any(|seed| {
        let func = graph.decl(seed.body).func;
        func.receiver.is_some_and(|name| shared.contains(&TypeName { package: func.package, name }))
    })
}

/// Finds the pairs of entries of one group.
pub(super) struct Outside<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub around: &'a Surroundings<'a, 'g>,
    pub shared: &'a FxHashSet<TypeName>,
    pub climb: &'a Climb<'a, 'g>,
    pub seeds: &'a [Seed],
}

/// A state at an entry, on the common instance.
struct Entry {
    state: u32,
    owner: TypeName,
    seen: State,
}

impl Outside<'_, '_> {
    /// All pairs of entries that conflict.
    pub fn pairs(&self) -> Vec<Pair> {
        let entries: Vec<Entry> = (0..self.climb.states.len() as u32).filter_map(|state| self.entry(state)).collect();
        if entries.is_empty() || !self.is_mostly_locked() && !entries.iter().any(|entry| entry.seen.spawned) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (at, a) in entries.iter().enumerate() {
            for b in &entries[at..] {
                if self.conflict(a, b) {
                    let assumed = a.seen.assumed || b.seen.assumed;
                    let element = a.seen.element || b.seen.element;
                    let doubts = Doubts { outside: true, callback: assumed, element, ..Doubts::default() };
                    found.push(Pair { a: a.state, b: b.state, doubts });
                }
            }
        }
        found
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        let state = &self.climb.states[number as usize];
        let body = state.body;
        let func = self.graph.decl(body).func;
        let is_exported = self.graph.local_number(body) == 0 && func.name.starts_with(char::is_uppercase);
        if !is_exported || !self.is_open(body) || self.graph.is_test(body) || self.has_seen_callers(body) {
            return None;
        }
        let Root::Var(var) = state.place.root else { return None };
        let owner = match func.receiver {
            Some(name) if is_receiver(self.graph, body, state.place.root) => TypeName { package: func.package, name },
            None if state.spawned => self.returned_type(body, var)?,
            _ => return None,
        };
        if !self.shared.contains(&owner) || state.spawned && self.is_joined(body, state) {
            return None;
        }
        Some(Entry { state: number, owner, seen: on_instance(state) })
    }

    /// A library package: not main, not internal.
    fn is_open(&self, body: u32) -> bool {
        let unit = self.graph.unit(body);
        let is_internal = unit.path.split('/').any(|part| part == "internal");
        unit.interface.name != "main" && !is_internal && !unit.files.iter().all(|file| file.vendored)
    }

    fn has_seen_callers(&self, body: u32) -> bool {
        self.graph.has_main && self.graph.incoming[body as usize].iter().any(|edge| !self.graph.is_test(edge.from))
    }

    /// The type that a constructor returns the variable as.
    fn returned_type(&self, body: u32, var: VarId) -> Option<TypeName> {
        let place = Place::of(Root::Var(var));
        let index = self.graph.body(body).results.iter().position(|result| result.as_ref() == Some(&place))?;
        let func = self.graph.decl(body).func;
        let decl = self.graph.unit(body).interface.func_decl(None, func.name)?;
        match decl.signature.results.get(index)?.pointee() {
            Ty::Named(name) => Some(*name),
            _ => None,
        }
    }

    /// Whether the entry waits for the goroutine before it returns.
    fn is_joined(&self, body: u32, state: &State) -> bool {
        let facts = self.graph.body(body);
        !may_end_after(facts, state.site, &mut |event| self.around.joins(body, event, &state.signals))
    }

    fn conflict(&self, a: &Entry, b: &Entry) -> bool {
        let (one, other) = (&self.seeds[a.seen.seed as usize], &self.seeds[b.seen.seed as usize]);
        let is_value = |seed: &Seed| matches!(seed.kind, AccessKind::Value | AccessKind::Replace);
        if a.owner != b.owner || a.seen.place != b.seen.place || is_value(one) || is_value(other) || !can_race(self.seeds, &a.seen, &b.seen) {
            return false;
        }
        if protection(&a.seen, &b.seen) != Protection::None || self.is_setup(a) || self.is_setup(b) {
            return false;
        }
        let (a_locked, b_locked) = (is_locked(&a.seen), is_locked(&b.seen));
        let under_read_lock = a_locked && b_locked && shares_read_lock(&a.seen, &b.seen);
        let inconsistent = a_locked != b_locked && self.is_mostly_locked();
        let own_goroutine = a.seen.spawned != b.seen.spawned;
        inconsistent || under_read_lock || own_goroutine && !(a_locked && b_locked)
    }

    fn is_setup(&self, entry: &Entry) -> bool {
        let decl = self.graph.decl(entry.seen.body);
        let name = decl.func.name.to_lowercase();
        !entry.seen.spawned && (SETUP.iter().any(|hint| name.starts_with(hint)) || decl.assumes_lock)
    }

    /// Whether at least half of the accesses hold a lock.
    fn is_mostly_locked(&self) -> bool {
        let table = self.seeds.iter().filter(|seed| !matches!(seed.kind, AccessKind::Value | AccessKind::Replace));
        let locked = table.clone().filter(|seed| !self.graph.body(seed.body).accesses[seed.access as usize].locks().held.is_empty());
        let (all, locked) = (table.count(), locked.count());
        locked > 0 && locked * 2 >= all
    }
}

/// The state with its receiver renamed to the common instance, and what has no name outside dropped.
fn on_instance(state: &State) -> State {
    let renamed = |place: &Place| -> Option<Place> {
        match place.root {
            root if root == state.place.root => Some(Place { root: INSTANCE, path: place.path.clone() }),
            Root::Global(..) => Some(place.clone()),
            Root::Var(_) | Root::Call(..) | Root::Unknown => None,
        }
    };
    let locks = |list: &[(Place, LockMode)]| list.iter().filter_map(|(place, mode)| Some((renamed(place)?, *mode))).collect();
    let mut seen = state.clone();
    seen.place = Place { root: INSTANCE, path: state.place.path.clone() };
    seen.held = locks(&state.held);
    seen.maybe = locks(&state.maybe);
    seen
}

fn is_locked(state: &State) -> bool {
    !state.held.is_empty()
}

fn shares_read_lock(a: &State, b: &State) -> bool {
    a.held.iter().any(|(lock, mode)| *mode == LockMode::Read && b.held.contains(&(lock.clone(), LockMode::Read)))
}

/// The evidence in words.
pub(super) fn evidence(owner: Name) -> String {
    format!("exported methods of `{owner}` are taken to be called at the same time: it holds a lock or starts goroutines")
}
