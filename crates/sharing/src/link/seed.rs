//! Locations: which accesses may be of the same map, and which groups of them are worth a climb.

use super::climb::Climb;
use super::graph::Graph;
use super::messages::is_received;
use super::order::{Surroundings, object_of};
use crate::facts::{AccessFacts, Declared, Event};
use mapvet_model::{AccessKind, LockMode, Place, Proj, Root, VarKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// An access as a member of a group.
#[derive(Clone)]
pub(super) struct Seed {
    pub body: u32,
    pub access: u32,
    pub place: Place,
    pub kind: AccessKind,
    pub snapshot: bool,
    /// The path is that of an element which the source names by a variable.
    pub element: bool,
    /// Of another location, whose maps are also put under this one's name or the reverse.
    pub alias: bool,
}

impl Seed {
    /// What is said of the access where it stands.
    pub fn facts<'a>(&self, graph: &Graph<'a>) -> &'a AccessFacts {
        &graph.body(self.body).accesses[self.access as usize]
    }
}

/// What a location is known by: the last field, package variable or local on its path, and how many elements deep below it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    Declared(Declared, u8),
    /// Unit, declaration, variable.
    Local(u32, u32, u32, u8),
}

impl Key {
    /// Whether each object of a type has such a map of its own.
    pub fn is_of_objects(self) -> bool {
        matches!(self, Key::Declared(Declared::Field(..), _))
    }
}

/// The key of a path in a body's terms; `None` for paths without a name.
pub(super) fn key_of(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Key> {
    let mut depth = 0;
    for step in place.path.iter().rev() {
        match step {
            Proj::Elem => depth += 1,
            Proj::Field(owner, name) if !owner.name.is_empty() => return Some(Key::Declared(Declared::Field(*owner, *name), depth)),
            Proj::Field(..) => depth += 16,
        }
    }
    let at = graph.bodies[body as usize];
    match place.root {
        Root::Global(package, name) => Some(Key::Declared(Declared::Global(package, name), depth)),
        Root::Var(var) => Some(Key::Local(at.unit, at.decl, var.0, depth)),
        Root::Call(..) | Root::Unknown => None,
    }
}

/// A location with its accesses.
#[derive(Clone)]
pub(super) struct Group {
    pub key: Key,
    pub seeds: Vec<Seed>,
    /// Accesses of other locations that are given this one's maps.
    pub borrowed: Vec<Seed>,
    /// Maps are put there that are known by themselves: objects that have each a lock may share one.
    pub is_put: bool,
}

/// All locations that have a write and an access that may run on a spawned goroutine, sorted.
pub(super) fn groups(graph: &Graph<'_>, around: &Surroundings<'_, '_>) -> Vec<Group> {
    let mut table: FxHashMap<Key, Vec<Seed>> = FxHashMap::default();
    let mut formals: Vec<Seed> = Vec::new();
    for body in 0..graph.bodies.len() as u32 {
        for (access, facts) in graph.body(body).accesses.iter().enumerate().filter(|(access, _)| !graph.is_dead(body, &Event::Access(*access as u32)))
        {
            let is_of_copy = facts.kind.is_variable() || is_replaced(graph, body, &facts.place);
            let (place, returned) = if is_of_copy { graph.resolve_variable(body, &facts.place) } else { graph.resolve_result(body, &facts.place) };
            let seed =
                Seed { body, access: access as u32, place, kind: facts.kind, snapshot: facts.snapshot || returned, element: false, alias: false };
            if let Some(element) = element_seed(graph, &seed)
                && let Some(key) = key_of(graph, body, &element.place)
            {
                table.entry(key).or_default().push(element);
            }
            let Some(key) = key_of(graph, body, &seed.place) else { continue };
            if is_formal(graph, body, &seed.place) || is_received(graph, body, &seed.place) {
                formals.push(seed.clone());
            }
            table.entry(key).or_default().push(seed);
        }
    }
    super::handed_in::add_handed_in(graph, &mut table);
    hand_down(graph, around, &formals, &mut table);
    #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut groups: Vec<Group> = table.into_iter().map(|(key, seeds)| Group { key, seeds, borrowed: Vec::new(), is_put: false }).collect();
    groups.sort_by_key(|group| group.key);
    super::alias_edges::lend(graph, &mut groups);
    groups
}

/// Whether a body puts another map at a path below the result of a call: what it was given there is not looked at any more.
pub(super) fn is_replaced(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    let is_it = |access: &AccessFacts| access.kind == AccessKind::Replace && access.place == *place;
    !place.path.is_empty() && graph.returned_by(body, place).is_some() && graph.body(body).accesses.iter().any(is_it)
}

/// The access under the path of the element that its variable holds: `m := s.maps[k]`, then `m[x] = y`.
fn element_seed(graph: &Graph<'_>, seed: &Seed) -> Option<Seed> {
    let Root::Var(var) = seed.place.root else { return None };
    let element = graph.decl(seed.body).vars[var.index()].element_of.as_deref()?;
    if !seed.place.path.is_empty() || seed.kind.is_variable() {
        return None;
    }
    let (place, _) = graph.resolve_result(seed.body, element);
    Some(Seed { place, element: true, snapshot: true, ..seed.clone() })
}

/// A lock by the way from the object on which a map hangs, whatever that is called: the last steps of the map's path
/// are the same for all accesses of a location. `None` when the two have no object in common.
fn beside(map: &Place, lock: &Place) -> Option<Place> {
    if matches!(lock.root, Root::Global(..)) {
        return (!lock.path.contains(&Proj::Elem)).then(|| lock.clone());
    }
    let object = object_of(map)?;
    let rest = lock.path.strip_prefix(&object.path[..]).filter(|_| lock.root == map.root)?;
    (!rest.contains(&Proj::Elem)).then(|| Place { root: Root::Unknown, path: rest.into() })
}

/// Whether a map was handed to the body, or to one around it, as a formal: no field stands between.
pub(super) fn is_formal(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    match place.root {
        Root::Var(var) if super::order::field_of(place).is_none() => matches!(graph.decl(body).vars[var.index()].kind, VarKind::Formal(_)),
        _ => false,
    }
}

/// A map that a function is handed belongs to the locations that its callers pass: the access joins their groups.
fn hand_down(graph: &Graph<'_>, around: &Surroundings<'_, '_>, formals: &[Seed], table: &mut FxHashMap<Key, Vec<Seed>>) {
    let keys = |seed: &Seed| -> Vec<Key> {
        let climb = Climb::run(graph, around, std::slice::from_ref(seed), None, false);
        let own = key_of(graph, seed.body, &seed.place);
        climb.states.iter().filter_map(|state| key_of(graph, state.body, &state.place)).filter(|key| Some(*key) != own).collect()
    };
    let keys: Vec<Vec<Key>> = formals.par_iter().with_max_len(16).map(keys).collect();
    let mut known: FxHashSet<(Key, u32, u32)> = FxHashSet::default();
    for (seed, keys) in formals.iter().zip(keys) {
        for key in keys.into_iter().filter(|key| known.insert((*key, seed.body, seed.access))) {
            table.entry(key).or_default().push(seed.clone());
        }
    }
}

impl Group {
    /// The group with the accesses of other locations that are given its maps, if there are any.
    pub fn with_borrowed(&self) -> std::borrow::Cow<'_, Group> {
        if self.borrowed.is_empty() {
            return std::borrow::Cow::Borrowed(self);
        }
        let seeds = self.seeds.iter().chain(&self.borrowed).cloned().collect();
        std::borrow::Cow::Owned(Group { key: self.key, seeds, borrowed: Vec::new(), is_put: self.is_put })
    }

    /// Whether anything writes the location once packages are initialised.
    pub fn has_write(&self, graph: &Graph<'_>) -> bool {
        self.seeds.iter().any(|seed| seed.kind.is_write() && !graph.only_init[seed.body as usize])
    }

    /// Whether every access takes one and the same lock beside it, so that no two can meet: a package variable, or a
    /// lock of the object on which the map hangs.
    pub fn is_guarded(&self, graph: &Graph<'_>) -> bool {
        let mut common: Option<Vec<(Place, LockMode)>> = None;
        for seed in self.seeds.iter().filter(|seed| !graph.only_init[seed.body as usize]) {
            let held = graph.resolve_locks(seed.body, &seed.facts(graph).locks().held);
            let table = if seed.kind.is_write() { LockMode::Write } else { LockMode::Read };
            let locks = held.iter().filter(|(_, mode)| *mode == LockMode::Write || table == LockMode::Read);
            let mut locks: Vec<_> = locks.filter_map(|(lock, mode)| Some((beside(&seed.place, lock)?, *mode))).collect();
            if let Some(known) = common {
                locks.retain(|(lock, _)| known.iter().any(|(other, _)| lock == other));
            }
            if locks.is_empty() {
                return false;
            }
            common = Some(locks);
        }
        common.is_some()
    }

    /// Whether some access may run on a goroutine that the program starts.
    pub fn may_be_spawned(&self, graph: &Graph<'_>) -> bool {
        self.seeds.iter().any(|seed| graph.spawn_reached[seed.body as usize])
    }
}
