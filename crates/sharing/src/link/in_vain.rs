//! Locks that lie in a copy of a struct: they keep nobody out, and yet show that whoever wrote them takes others to run beside.

use super::doubt::Doubts;
use super::outside::{Entry, Outside};
use super::pair::Pair;
use super::seed::Seed;
use super::state::State;
use mapvet_model::{Root, VarKind};

impl Outside<'_, '_> {
    /// Whether both sides, or one of them and at least half of all accesses, take a lock that lies in their own copy of a struct: who
    /// wrote them takes them to be called at the same time.
    pub(super) fn lock_in_vain(&self, one: &Seed, other: &Seed) -> bool {
        let in_vain = |seed: &Seed| seed.facts(self.graph).in_vain;
        let are_most = || {
            let all = self.group.seeds.iter().filter(|seed| !self.graph.is_test(seed.body));
            all.clone().filter(|seed| in_vain(seed)).count() * 2 >= all.count()
        };
        in_vain(one) && in_vain(other) || (in_vain(one) || in_vain(other)) && are_most()
    }

    /// [`Self::lock_in_vain`] for the accesses of two entries.
    pub(super) fn are_in_vain(&self, a: &Entry, b: &Entry) -> bool {
        let seed = |entry: &Entry| &self.group.seeds[entry.seen.seed as usize];
        self.lock_in_vain(seed(a), seed(b))
    }

    /// Accesses under the lock of a copy that came from where it is not followed to, such as a cache of a library: whoever else takes
    /// the struct out has the same map, and another lock.
    pub(super) fn copies_locked_in_vain(&self) -> Vec<Pair> {
        let is_it = |state: &State| self.is_copy_locked_in_vain(state);
        let copies: Vec<u32> = (0..self.climb.states.len() as u32).filter(|at| is_it(&self.climb.states[*at as usize])).collect();
        let is_write = |at: &&u32| self.group.seeds[self.climb.states[**at as usize].seed as usize].kind.is_write();
        let doubts = Doubts { outside: true, ..Doubts::default() };
        let pair = |write: &u32| {
            let other = copies.iter().find(|other| *other != write).unwrap_or(write);
            Pair { a: *write, b: *other, doubts }
        };
        copies.iter().filter(is_write).map(pair).collect()
    }

    fn is_copy_locked_in_vain(&self, state: &State) -> bool {
        let seed = &self.group.seeds[state.seed as usize];
        let is_taken_out = match state.place.root {
            Root::Var(var) => self.graph.decl(state.body).vars[var.index()].kind == VarKind::Local && !self.is_fresh(state),
            Root::Call(..) => true,
            Root::Global(..) | Root::Unknown => false,
        };
        is_taken_out && state.below.is_none() && seed.kind.is_table() && seed.facts(self.graph).in_vain && !self.graph.is_test(state.body)
    }
}
