//! Maps that are put into the fields of several objects: `w := &worker{results: results}` in a loop makes many workers and one map.
//!
//! The accesses of such a field are known by the map itself where that has a name, and meet there.
//!
//! Over-reports: an object that is given another map later, with a weak link. Misses: maps that lie in containers.

use super::order::{field_of, may_follow};
use super::pair::{Judge, Protection, protection};
use super::seed::{Key, key_of};
use super::state::State;
use crate::facts::{Declared, Event};
use mapvet_model::{AccessKind, Place, Root};

impl Judge<'_, '_> {
    /// Whether two states of one path meet at a map that was put into the group's field and is known by itself; `None` where they meet at
    /// no map of the group.
    pub(super) fn meet_at_put(&self, body: u32, a: &State, b: &State) -> Option<bool> {
        match key_of(self.graph, body, &a.place)? {
            key if key == self.key => Some(false),
            Key::Local(.., 0) | Key::Declared(Declared::Global(..), 0) => (self.is_of_field(a) && self.is_of_field(b)).then_some(true),
            Key::Local(..) | Key::Declared(..) => None,
        }
    }

    /// Whether a state's access is one of the group's field.
    fn is_of_field(&self, state: &State) -> bool {
        let seed = &self.seeds[state.seed as usize];
        let is_field = matches!(self.key, Key::Declared(Declared::Field(..), 0));
        is_field && !seed.alias && key_of(self.graph, seed.body, &seed.place) == Some(self.key)
    }

    /// As [`protection`], where objects that are made anew each time have each a lock of their own.
    pub(super) fn protection_at_put(&self, body: u32, a: &State, b: &State) -> Protection {
        let facts = self.graph.body(body);
        let is_own = |lock: &Place| match lock.root {
            Root::Var(var) if lock.root != a.place.root => {
                let is_kept = || may_follow(facts, a.site, b.site, &mut |event| matches!(event, Event::Declare(other) if *other == var.0));
                let is_inside = lock.path.len() == 1 && field_of(lock).is_some_and(|(owner, name)| !self.graph.is_pointer(owner, name));
                is_inside && self.graph.decl(body).vars[var.index()].fresh && !is_kept()
            }
            _ => false,
        };
        // What a server runs many times over is started once, on one object.
        let comes_again = || may_follow(facts, a.site, b.site, &mut |_| false);
        if a.site != b.site || a.held.is_empty() || !comes_again() {
            return protection(a, b);
        }
        let mut shared = a.clone();
        shared.held.retain(|(lock, _)| !is_own(lock));
        protection(&shared, b)
    }

    /// Whether somebody puts another map into the group's field: it may have been there already.
    pub(super) fn is_replaced(&self) -> bool {
        self.seeds.iter().any(|seed| seed.kind == AccessKind::Replace && !self.graph.only_init[seed.body as usize])
    }
}
