//! Belief: what the authors of a map's accesses take for granted, where no two goroutines are seen to meet.
//!
//! If one lock is held at nearly every access of a map and not at this one, either the lock or its absence is a mistake (Engler
//! et al., "Bugs as deviant behavior", SOSP 2001; GCatch counts the fields of structs in the same way). That the accesses meet at
//! all is taken from the lock: it would not be there otherwise. A write that holds a lock for reading needs no count: a read lock
//! is there to let several in.
//!
//! Over-reports: functions that run before others can reach the object, and are named like none of those.

use super::atomics::is_flag;
use super::callers::is_unused;
use super::doubt::Doubts;
use super::outside::{Entry, Origin, Outside, Top};
use super::pair::Pair;
use super::programs::is_importable;
use super::seed::Key;
use super::state::State;
use crate::facts::EdgeKind;
use mapvet_model::{LockMode, Place};
use std::collections::{BTreeMap, BTreeSet};

/// So many accesses that hold the lock make a belief.
const BELIEVERS: usize = 3;

/// Of so many accesses that count, in percent, the lock must be held at this many.
const SHARE: usize = 70;

/// What most accesses hold, and who does not.
#[derive(Default)]
pub(super) struct Belief {
    /// Each with the access that fails first, and one that it would have to exclude.
    pub pairs: Vec<Pair>,
    /// The lock that nearly all hold, as it looks on the common instance, at how many accesses, and of how many.
    pub counts: Option<(Place, u32, u32)>,
}

/// The ways to one access.
#[derive(Default)]
struct Ways {
    /// States at the top of a way.
    tops: Vec<u32>,
    /// Locks that are held on all of them.
    held: Option<Vec<(Place, LockMode)>>,
}

impl Outside<'_, '_> {
    /// The belief about the group's map, if its accesses speak of one and some do not hold it.
    pub fn belief(&self, tops: &[Top]) -> Belief {
        if !matches!(self.group.key, Key::Declared(..)) {
            return Belief::default();
        }
        let ways = self.ways(tops);
        let mut pairs: Vec<Pair> = ways.iter().filter_map(|(seed, ways)| self.under_read_lock(*seed, ways)).collect();
        if let Some(named) = self.past_named_guard(tops) {
            pairs.extend(named.pairs);
            return Belief { pairs, counts: named.counts };
        }
        let Some((lock, held)) = self.believed(&ways) else { return Belief { pairs, counts: None } };
        pairs.extend(ways.keys().filter_map(|seed| self.deviant(*seed, &ways, &lock, &held)));
        Belief { pairs, counts: Some((lock, held.len() as u32, ways.len() as u32)) }
    }

    /// A write that holds a lock of the object for reading only.
    fn under_read_lock(&self, seed: u32, ways: &Ways) -> Option<Pair> {
        let is_write = self.group.seeds[seed as usize].kind.is_write();
        let top = *ways.tops.iter().filter(|_| is_write).find(|top| self.holds_for_reading(**top))?;
        Some(Pair { a: top, b: top, doubts: self.believing(top) })
    }

    /// That two runs meet is believed the less where all callers are at hand.
    pub(super) fn believing(&self, top: u32) -> Doubts {
        Doubts { belief: true, whole: self.is_in_whole_program(self.climb.states[top as usize].body), ..Doubts::default() }
    }

    /// Whether all callers of a body are taken to be at hand; so they are of what lies in an internal package, which no other module imports.
    ///
    /// Misses: calls by those who are handed an object of such a package, by an alias of its type, a result or an interface.
    pub(super) fn is_in_whole_program(&self, body: u32) -> bool {
        let unit = self.graph.unit(body);
        self.graph.is_of_application(body) && self.types.programs.have(unit.path) || !is_importable(unit)
    }

    fn holds_for_reading(&self, top: u32) -> bool {
        let state = &self.climb.states[top as usize];
        let Some(seen) = self.on_instance(state) else { return false };
        let is_read = |(lock, mode): &(Place, LockMode)| *mode == LockMode::Read && self.could_take(state, lock);
        let is_clean = seen.maybe.is_empty() && !state.assumed && !state.element && !self.is_own_request(state);
        is_clean && !seen.held.is_empty() && seen.held.iter().all(is_read)
    }

    /// The ways to each access.
    fn ways(&self, tops: &[Top]) -> BTreeMap<u32, Ways> {
        let mut ways: BTreeMap<u32, Ways> = BTreeMap::new();
        for Top { state, seen } in tops.iter().filter(|top| !self.graph.is_double(top.seen.body)) {
            let entry = ways.entry(seen.seed).or_default();
            entry.tops.push(*state);
            entry.held = Some(match entry.held.take() {
                None => seen.held.clone(),
                Some(known) => known.into_iter().filter(|lock| seen.held.contains(lock)).collect(),
            });
        }
        ways
    }

    /// The lock that nearly all hold, and the accesses that do.
    fn believed(&self, ways: &BTreeMap<u32, Ways>) -> Option<(Place, BTreeSet<u32>)> {
        let mut holders: BTreeMap<&Place, BTreeSet<u32>> = BTreeMap::new();
        for (seed, ways) in ways {
            for (lock, _) in ways.held.iter().flatten().filter(|(lock, _)| !is_flag(self.graph, lock)) {
                holders.entry(lock).or_default().insert(*seed);
            }
        }
        let (lock, held) = holders.into_iter().max_by_key(|(_, held)| held.len())?;
        let is_locked_write = |seed: &u32| self.group.seeds[*seed as usize].kind.is_write() && self.holds(&ways[seed], lock, LockMode::Write);
        let is_belief = held.len() >= BELIEVERS && held.len() * 100 >= ways.len() * SHARE && held.iter().any(is_locked_write);
        is_belief.then(|| (lock.clone(), held))
    }

    fn holds(&self, ways: &Ways, lock: &Place, mode: LockMode) -> bool {
        ways.held.iter().flatten().any(|(held, how)| held == lock && (*how == LockMode::Write || mode == LockMode::Read))
    }

    /// An access that does not hold the lock though it must, with one that does.
    fn deviant(&self, seed: u32, all: &BTreeMap<u32, Ways>, lock: &Place, held: &BTreeSet<u32>) -> Option<Pair> {
        let ways = &all[&seed];
        let is_write = self.group.seeds[seed as usize].kind.is_write();
        if held.contains(&seed) {
            return None;
        }
        let top = *ways.tops.iter().find(|top| self.is_bare(**top, lock))?;
        let conflicts = |other: &&u32| is_write || self.group.seeds[**other as usize].kind.is_write();
        let is_used = |other: &&u32| all[*other].tops.iter().any(|top| !is_unused(self.graph, self.climb.states[*top as usize].body));
        let partners = held.iter().filter(conflicts).filter(is_used);
        let partner = partners.max_by_key(|other| self.group.seeds[**other as usize].kind.is_write())?;
        let other = self.climb.states.iter().position(|state| state.seed == *partner && state.below.is_none())?;
        Some(Pair { a: top, b: other as u32, doubts: self.believing(top) })
    }

    /// Whether a way ends where others may run, and without any lock.
    fn is_bare(&self, top: u32, lock: &Place) -> bool {
        let state = &self.climb.states[top as usize];
        state.held.is_empty() && state.maybe.is_empty() && self.is_live(top, lock)
    }

    /// Whether a way ends where others may run, and could have taken a lock.
    pub(super) fn is_live(&self, top: u32, lock: &Place) -> bool {
        let state = &self.climb.states[top as usize];
        let is_once = self.climb.chain(top).any(|at| self.climb.states[at as usize].below.is_some_and(|below| below.kind == EdgeKind::Once));
        // Who runs a function that lies somewhere may hold locks that have no name where it was put.
        let is_clean = !state.assumed && !state.is_stored() && !state.element && !is_once;
        is_clean && self.origin(state).is_some() && !self.is_own_request(state) && self.could_take(state, lock) && !self.closes(state)
    }

    /// Functions whose callers most likely have the object for themselves: those that end its life, and those that print it.
    fn closes(&self, state: &State) -> bool {
        self.is_named_like(state, &["close", "stop", "shutdown", "destroy", "string", "dump"])
    }

    /// Whether unseen code is taken to call both, and one of them ends the life of an object. Goroutines run on while it does.
    pub(super) fn may_end(&self, a: &Entry, b: &Entry) -> bool {
        let both = [a, b];
        both.into_iter().all(|entry| entry.origin == Origin::Entry)
            && both.into_iter().any(|entry| self.ends(&self.climb.states[entry.state as usize]))
    }

    /// Functions that end the life of an object or begin another one, when nobody else uses it any more.
    fn ends(&self, state: &State) -> bool {
        self.is_named_like(state, &["close", "stop", "shutdown", "destroy", "release", "recycle", "reset"]) || self.commits(state)
    }

    /// Whether a function commits the whole of an object, not some part that it names: `CommitWithOptions`, not `CommitOffset`.
    fn commits(&self, state: &State) -> bool {
        let name = self.graph.decl(state.body).func.name;
        after_word(&name, "commit").is_some_and(|rest| rest.is_empty() || ["With", "All", "Tx"].iter().any(|word| rest.starts_with(word)))
    }

    /// Whether a name begins with one of these words: `closeAll` with `close`, `Closest` not.
    fn is_named_like(&self, state: &State, hints: &[&str]) -> bool {
        let name = self.graph.decl(state.body).func.name;
        hints.iter().filter_map(|hint| after_word(&name, hint)).any(|rest| !rest.starts_with(char::is_lowercase))
    }
}

/// What follows a word with which a name begins, in capitals or not.
pub(super) fn after_word<'n>(name: &'n str, word: &str) -> Option<&'n str> {
    name.split_at_checked(word.len()).filter(|(start, _)| start.eq_ignore_ascii_case(word)).map(|(_, rest)| rest)
}
