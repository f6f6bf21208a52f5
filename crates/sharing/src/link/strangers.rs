//! Two goroutines that come to one map on ways that are not seen to meet: the paths by which they reach the object do not lead back to a
//! common function, as it lies in a container or behind an interface.
//!
//! That it is one object is taken from what the code shows: one of the two holds the lock that most accesses hold and the other none,
//! or one is a goroutine that every object of the type has, so that whoever else reaches an object meets the one of that object.

use super::doubt::{Doubt, Doubts};
use super::outside::{Entry, Outside};
use super::requests::is_receiver;
use super::state::State;
use super::types::receiver_type;
use mapvet_model::{Place, Proj};
use rustc_hash::FxHashSet;

impl Outside<'_, '_> {
    /// Whether two goroutines are taken to meet; locks and kinds of access have been looked at.
    pub(super) fn are_strangers(&self, a: &Entry, b: &Entry, guard: Option<&Place>) -> bool {
        let meet = self.is_deviant(a, b, guard) || self.is_deviant(b, a, guard) || self.visits(a, b) || self.visits(b, a);
        meet && self.is_found(a) && self.is_found(b) && !self.have_met(a, b)
    }

    /// What is not certain when two goroutines are taken to meet; `None` where it is more than whether they come to one object.
    pub(super) fn strange(&self, a: &Entry, b: &Entry) -> Option<Doubts> {
        let order = self.may_be_over(a) || self.may_be_over(b);
        let doubts = Doubts { element: true, order, ..Doubts::of_ways(&a.seen, &b.seen) };
        (doubts.weight() <= Doubt::Element.weight().into()).then_some(doubts)
    }

    /// Whether one side holds the lock that others hold and the other side, which could take it, none.
    fn is_deviant(&self, one: &Entry, other: &Entry, guard: Option<&Place>) -> bool {
        let Some(lock) = guard.filter(|lock| one.seen.held.iter().any(|(held, _)| held == *lock)) else { return false };
        let is_bare = other.seen.held.is_empty() && other.seen.maybe.is_empty();
        is_bare && self.is_at_hand(one, lock) && self.is_at_hand(other, lock) && !self.is_prepared(other)
    }

    /// Whether a function that works on the object prepares it, or is one that leaves the lock to its caller.
    fn is_prepared(&self, entry: &Entry) -> bool {
        let mut frames = self.climb.chain(entry.state).map(|at| &self.climb.states[at as usize]);
        frames.any(|state| is_root(state) && self.prepares(&State { spawned: false, ..state.clone() }))
    }

    /// Whether every object has a goroutine like the one of `own`, and `other` comes from elsewhere to a method of one of them.
    fn visits(&self, own: &Entry, other: &Entry) -> bool {
        let Some(object) = own.object.filter(|object| self.types.shared.contains(object)) else { return false };
        let is_method = |state: &State| {
            let receiver = receiver_type(self.graph.decl(state.body).func);
            receiver == Some(object) && is_receiver(self.graph, state.body, state.place.root)
        };
        let frames: Vec<&State> = self.climb.chain(other.state).map(|at| &self.climb.states[at as usize]).collect();
        let starter = frames.iter().rfind(|state| state.starts());
        let is_own = |state: &State| state.body == own.seen.body || receiver_type(self.graph.decl(state.body).func) == Some(object);
        let is_foreign = starter.is_some_and(|state| !is_own(state));
        let is_bare = own.seen.held.is_empty() || other.seen.held.is_empty();
        is_foreign && is_bare && frames.iter().any(|state| !state.spawned && is_method(state)) && !self.is_prepared(other)
    }

    /// Whether a goroutine finds the object rather than makes it.
    fn is_found(&self, entry: &Entry) -> bool {
        let mut frames = self.climb.chain(entry.state).map(|at| &self.climb.states[at as usize]);
        let is_constructor = |state: &State| entry.object.is_some() && state.body == entry.seen.body;
        !entry.seen.made && frames.all(|state| is_constructor(state) || !is_root(state) || !self.is_fresh(state))
    }

    /// Whether the two ways have been held against each other: they lead to one path of one function.
    fn have_met(&self, a: &Entry, b: &Entry) -> bool {
        let states = |seed: u32| self.climb.states.iter().filter(move |state| state.seed == seed);
        let known: FxHashSet<(u32, &Place)> = states(a.seen.seed).map(|state| (state.body, &state.place)).collect();
        states(b.seen.seed).any(|state| known.contains(&(state.body, &state.place)))
    }

    /// Whether the two reach the object that has the map, or one that leads to it, through different fields, which may well lead to two
    /// objects, or each made it.
    pub(super) fn are_apart(&self, a: &Entry, b: &Entry) -> bool {
        a.seen.made && b.seen.made || self.holders(a).zip(self.holders(b)).any(|(one, other)| one != other)
    }

    /// The fields through which an entry reaches the object that has the map, the nearest first.
    pub(super) fn holders(&self, entry: &Entry) -> impl Iterator<Item = Proj> {
        let path = &self.climb.states[entry.state as usize].place.path;
        path.iter().rev().filter(|step| matches!(step, Proj::Field(..))).skip(1).copied()
    }
}

/// Whether a path begins at the object that has the map.
fn is_root(state: &State) -> bool {
    state.place.path.iter().filter(|step| matches!(step, Proj::Field(..))).count() < 2
}
