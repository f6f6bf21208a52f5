//! Two ways through what a `sync.Once` runs: they are of one execution, and what that does is judged where it does it.

use super::climb::Climb;
use super::graph::Graph;
use super::order::{Site, object_of};
use super::state::State;
use crate::facts::EdgeKind;
use mapvet_model::{Place, Proj, Root, VarKind};

/// Whether the functions that two ways come through are run by one `sync.Once`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum OneRun {
    No,
    /// By a field of that name; of which object is not known.
    Perhaps,
    Certainly,
}

/// Whether two ways from one body go through one execution of a function that a `sync.Once` runs, goroutines that it starts included.
pub(super) fn one_run(graph: &Graph<'_>, climb: &Climb<'_, '_>, a: &State, b: &State) -> OneRun {
    let (first, second) = (runs(graph, climb, a), runs(graph, climb, b));
    let pairs = first.iter().flat_map(|one| second.iter().map(move |other| are_one(one, other)));
    pairs.max().unwrap_or(OneRun::No)
}

/// A call that runs a function once.
struct Run<'s> {
    body: u32,
    site: Site,
    /// The `sync.Once`, in the body's terms.
    once: Place,
    /// The map, in the same terms.
    map: &'s Place,
}

/// The calls of a way that run what is below them once.
fn runs<'s>(graph: &Graph<'_>, climb: &'s Climb<'_, '_>, state: &'s State) -> Vec<Run<'s>> {
    let is_run = |state: &&State| state.below.is_some_and(|below| below.kind == EdgeKind::Once);
    let run = |state: &'s State| {
        let once = climb.edge(state)?.joined.as_deref().filter(|once| !is_of_one_execution(graph, state.body, once))?;
        Some(Run { body: state.body, site: state.site, once: graph.resolve_result(state.body, once).0, map: &state.place })
    };
    std::iter::once(state).chain(climb.below(state)).filter(is_run).filter_map(run).collect()
}

/// Whether a function makes the `sync.Once` itself: each execution has one of its own.
fn is_of_one_execution(graph: &Graph<'_>, body: u32, once: &Place) -> bool {
    let Root::Var(var) = once.root else { return false };
    let known = &graph.decl(body).vars[var.index()];
    known.kind == VarKind::Local && known.owner == graph.local_number(body) && known.fresh && known.result_of.is_none()
}

fn are_one(one: &Run<'_>, other: &Run<'_>) -> OneRun {
    let is_same_site = one.body == other.body && one.site == other.site;
    let is_global = matches!(one.once.root, Root::Global(..)) && !one.once.path.contains(&Proj::Elem);
    if is_global && one.once == other.once || is_same_site && is_beside(&one.once, one.map) && is_beside(&other.once, other.map) {
        return OneRun::Certainly;
    }
    if is_same_site { OneRun::Perhaps } else { OneRun::No }
}

/// Whether a map lies in the object that a `sync.Once` is a field of: each object has both.
fn is_beside(once: &Place, map: &Place) -> bool {
    object_of(once).is_some_and(|object| object.root == map.root && map.path.starts_with(&object.path) && !object.path.contains(&Proj::Elem))
}
