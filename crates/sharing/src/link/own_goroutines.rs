//! An entry and a goroutine that belongs to it: its own object started it, or the function itself when it was called before.

use super::outside::{Entry, Origin, Outside};
use mapvet_model::Root;

/// Functions that a program calls once and leaves running, by the beginning of their name.
const ONCE: &[&str] = &["main", "execute", "listen", "watch", "launch", "begin", "enable", "monitor"];

impl Outside<'_, '_> {
    /// Whether one side is a method of an object, and the other a goroutine that the same object started. For a package variable, whether
    /// the other is a goroutine that the same function left behind when it was called before, or one that `init` starts.
    pub(super) fn meets_own_goroutine(&self, a: &Entry, b: &Entry) -> bool {
        let of_one_object = a.object.is_some_and(|object| b.object == Some(object) && self.types.shared.contains(&object));
        let is_early = |entry: &Entry| {
            let func = self.graph.decl(entry.seen.body).func;
            entry.origin == Origin::Goroutine && func.receiver.is_none() && func.name == "init"
        };
        let is_left_behind =
            matches!(a.seen.place.root, Root::Global(..)) && (is_early(a) || is_early(b) || self.leaves_behind(a, b) || self.leaves_behind(b, a));
        let is_pair = (a.origin == Origin::Goroutine) != (b.origin == Origin::Goroutine);
        (of_one_object || is_left_behind) && is_pair && (a.seen.held.is_empty() || b.seen.held.is_empty())
    }

    /// Whether a goroutine still runs when the function that is an entry is over, which led to it. A request is no such goroutine.
    ///
    /// Over-reports: functions that a program calls only once, and are named like none of those.
    fn leaves_behind(&self, entry: &Entry, goroutine: &Entry) -> bool {
        let name = self.graph.decl(entry.seen.body).func.name.to_lowercase();
        if ONCE.iter().any(|hint| name.starts_with(hint)) {
            return false;
        }
        let mut states = self.climb.states.iter().filter(|state| state.spawned && state.body == entry.seen.body && state.seed == goroutine.seen.seed);
        // What runs once something is started later may well come after all that.
        let is_later = goroutine.seen.start.is_some_and(|start| start.later);
        let is_served = self.graph.served[self.group.seeds[goroutine.seen.seed as usize].body as usize];
        !entry.seen.spawned && !is_served && !is_later && states.any(|state| !self.around.is_over_unless_error(state))
    }
}
