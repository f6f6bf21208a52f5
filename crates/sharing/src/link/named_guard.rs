//! Locks that are named after a map and declared beside it: `sessionsMu` beside `sessions`.
//!
//! Such a name says which map the lock guards, and one access that takes it says that others run beside it. No count is needed then: an
//! access that does not hold it, and has no other lock in common with one that does, is a mistake (the "declared" counterpart of
//! [`super::belief`]). Who takes the lock while an object is set up takes it because others may be there already.
//!
//! Over-reports: functions that run before others can reach the object, and are named like none of those.

use super::belief::Belief;
use super::outside::{Outside, Top};
use super::pair::{Pair, Protection, protection};
use super::seed::{Key, Seed};
use super::state::State;
use crate::facts::Declared;
use mapvet_model::{LockMode, Name, Place, Proj, Root, VarKind};
use rustc_hash::FxHashSet;

/// What locks are called besides what they guard.
const LOCK_WORDS: &[&str] = &["rwmutex", "rwlock", "rwmu", "mutex", "lock", "mux", "mtx", "lck", "mu", "guard", "rw", "map"];

/// A shorter rest of a name says nothing.
const SHORTEST: usize = 3;

impl Outside<'_, '_> {
    /// Accesses that do not hold the lock that is named after the map, each with one that does; and the lock.
    pub(super) fn past_named_guard(&self, tops: &[Top]) -> Option<Belief> {
        let lock = self.named_guard()?;
        let past: Vec<&Top> = tops.iter().filter(|top| self.is_past(top, &lock)).collect();
        if past.is_empty() {
            return None;
        }
        let holders: Vec<u32> = (0..self.climb.states.len() as u32).filter(|state| self.takes(*state, &lock)).collect();
        let ends = self.ends_of_ways();
        let mut found: Vec<Pair> = Vec::new();
        for top in past {
            let is_write = |state: &State| self.group.seeds[state.seed as usize].kind.is_write();
            let mut partners = holders.iter().filter(|other| {
                let other = &self.climb.states[**other as usize];
                let ways = ends.iter().filter(|end| end.seed == other.seed);
                let mut free = ways.filter(|end| protection(&top.seen, end) == Protection::None);
                other.seed != top.seen.seed && (is_write(&top.seen) || is_write(other)) && free.next().is_some()
            });
            let known = |pair: &Pair| self.climb.states[pair.a as usize].seed == top.seen.seed;
            if let Some(other) = partners.next().filter(|_| !found.iter().any(known)) {
                found.push(Pair { a: top.state, b: *other, doubts: self.believing(top.state) });
            }
        }
        let all = self.group.seeds.iter().filter(|seed| self.is_counted(seed)).count() as u32;
        (!found.is_empty()).then(|| Belief { pairs: found, counts: Some((lock, holders.len() as u32, all)) })
    }

    /// The lock beside the map that is named after it, and held at one of the accesses.
    fn named_guard(&self) -> Option<Place> {
        let Key::Declared(map, 0) = self.group.key else { return None };
        let mut locks = self.group.seeds.iter().flat_map(|seed| seed.facts(self.graph).locks().held.iter().map(|(lock, _)| lock));
        locks.find(|lock| is_named_after(lock, map)).and_then(super::outside::named)
    }

    /// Whether a state is an access whose own function takes the lock.
    fn takes(&self, state: u32, lock: &Place) -> bool {
        let state = &self.climb.states[state as usize];
        let seed = &self.group.seeds[state.seed as usize];
        state.below.is_none() && self.is_counted(seed) && self.on_instance(state).is_some_and(|seen| seen.held.iter().any(|(held, _)| held == lock))
    }

    /// Whether a seed is an access of the table that the programs make once packages are initialised.
    fn is_counted(&self, seed: &Seed) -> bool {
        seed.kind.is_table() && !seed.alias && !self.graph.is_test(seed.body) && !self.graph.only_init[seed.body as usize]
    }

    /// Whether a way ends where others may run, and does not pass the lock.
    fn is_past(&self, top: &Top, lock: &Place) -> bool {
        let passes = |list: &[(Place, LockMode)]| list.iter().any(|(held, _)| held == lock);
        !passes(&top.seen.held) && !passes(&top.seen.maybe) && self.is_live(top.state, lock)
    }

    /// What the ways to all accesses look like at their ends, on the common instance: with all the locks that are taken on the way. Callers
    /// may take another lock around the one that is named after the map.
    fn ends_of_ways(&self) -> Vec<State> {
        let states = &self.climb.states;
        let passed: FxHashSet<u32> = states.iter().filter_map(|state| Some(state.below?.state)).collect();
        let is_same = |one: &State, other: &State| (one.body, one.site, one.seed) == (other.body, other.site, other.seed);
        // A local is but another name where the object is known by a better one.
        let is_named_again = |state: &State| {
            let is_local = matches!(state.place.root, Root::Var(var) if self.graph.decl(state.body).vars[var.index()].kind == VarKind::Local);
            is_local && states.iter().any(|other| is_same(state, other) && other.place.root != state.place.root)
        };
        let is_end = |(at, state): &(usize, &State)| !passed.contains(&(*at as u32)) && !self.graph.is_test(state.body) && !is_named_again(state);
        states.iter().enumerate().filter(is_end).filter_map(|(_, state)| self.on_instance(state)).collect()
    }
}

/// Whether a lock is declared beside a map and is called after it.
fn is_named_after(lock: &Place, map: Declared) -> bool {
    match (map, lock.path.last(), lock.root) {
        (Declared::Field(owner, map), Some(Proj::Field(other, name)), _) => owner == *other && is_name_of(*name, map),
        (Declared::Global(package, map), None, Root::Global(other, name)) => package == other && is_name_of(name, map),
        _ => false,
    }
}

fn is_name_of(lock: Name, map: Name) -> bool {
    let (lock, map) = (stem(&lock, LOCK_WORDS), stem(&map, &["map"]));
    lock == map && map.len() >= SHORTEST
}

/// A name without its case, the words that say what it is, and a plural.
fn stem(name: &str, words: &[&str]) -> String {
    let name = name.replace('_', "").to_lowercase();
    let mut rest = name.as_str();
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_suffix(word).or_else(|| rest.strip_prefix(word))) {
        rest = shorter;
    }
    rest.strip_suffix('s').unwrap_or(rest).to_owned()
}
