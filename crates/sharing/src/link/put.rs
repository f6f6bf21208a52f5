//! Maps that are put into the fields of several objects: `w := &worker{results: results}` in a loop makes many workers and one map.
//!
//! The accesses of such a field are known by the map itself where that has a name, and meet there.
//!
//! Over-reports: an object that is given another map later, with a weak link. Misses: maps that lie in containers.

use super::order::{field_of, may_follow};
use super::pair::{Judge, Protection, protection};
use super::seed::{Key, Seed, key_of};
use super::state::State;
use crate::facts::{Declared, Event};
use mapvet_model::{AccessKind, Place, Root};

impl Judge<'_, '_> {
    /// Whether a state's path leads to a map of the group: by its key, or as the map that was put into the group's field, where it is
    /// known by itself.
    pub(super) fn is_of_group(&self, body: u32, state: &State) -> bool {
        match key_of(self.graph, body, &state.place) {
            Some(key) if key == self.key => true,
            Some(Key::Local(.., 0) | Key::Declared(Declared::Global(..), 0)) => self.was_put(state),
            _ => false,
        }
    }

    /// As [`protection`]. Where the map is known by itself, objects that are made anew each time have each a lock of their own.
    pub(super) fn protection(&self, body: u32, a: &State, b: &State) -> Protection {
        let is_own = |lock: &Place| match lock.root {
            Root::Var(var) if lock.root != a.place.root => {
                let is_again =
                    may_follow(self.graph.body(body), a.site, b.site, &mut |event| matches!(event, Event::Declare(other) if *other == var.0));
                let is_inside = lock.path.len() == 1 && field_of(lock).is_some_and(|(owner, name)| !self.graph.is_pointer(owner, name));
                is_inside && self.graph.decl(body).vars[var.index()].fresh && !is_again
            }
            _ => false,
        };
        if a.site != b.site || a.held.is_empty() || key_of(self.graph, body, &a.place) == Some(self.key) {
            return protection(a, b);
        }
        let mut shared = a.clone();
        shared.held.retain(|(lock, _)| !is_own(lock));
        protection(&shared, b)
    }

    /// Whether an access of the group's field has come to be known by the map that was put there.
    fn was_put(&self, state: &State) -> bool {
        let seed = &self.seeds[state.seed as usize];
        let is_field = matches!(self.key, Key::Declared(Declared::Field(..), 0));
        is_field && !seed.alias && key_of(self.graph, seed.body, &seed.place) == Some(self.key)
    }

    /// Whether somebody puts another map into the field through which an access of a map came that is known by itself: it may have
    /// been there already.
    pub(super) fn may_be_replaced(&self, body: u32, state: &State) -> bool {
        let replaces = |seed: &Seed| seed.kind == AccessKind::Replace && !self.graph.only_init[seed.body as usize];
        key_of(self.graph, body, &state.place) != Some(self.key) && self.seeds.iter().any(replaces)
    }
}
