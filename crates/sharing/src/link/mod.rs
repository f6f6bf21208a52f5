//! Stage two: all facts give the conflicts of the whole program. No source, no tree, no body.

mod alias_edges;
mod answers;
mod atomics;
mod awaited;
mod backs;
mod begins;
mod behind;
mod belief;
mod call_locks;
mod callers;
mod calls;
mod classes;
mod climb;
mod closings;
mod connect;
mod crossing;
mod dispatch;
mod doubt;
mod entry;
mod escape;
mod feasible;
mod first_runs;
mod for_each;
mod graph;
mod guesses;
mod handed;
mod handed_back;
mod handed_behind;
mod handed_elements;
mod handed_in;
mod handed_joins;
mod handles;
mod hashed;
mod in_vain;
mod incoming;
mod latched;
mod lent;
mod messages;
mod named_guard;
mod names;
mod once;
mod one_round;
mod order;
mod other_names;
mod outside;
mod own_goroutines;
mod pair;
mod parked;
mod picture;
mod preparing;
mod programs;
mod put;
mod reach;
mod rebase;
mod region;
mod relays;
mod renewed;
mod report;
mod requests;
mod restarted;
mod results;
mod same_lock;
mod same_places;
mod seed;
mod served;
mod serving;
mod shelter;
mod slots;
mod state;
mod story;
mod strangers;
mod swapped;
mod token_names;
mod tokens;
mod types;
mod unnamed;
mod user_locks;

use crate::conflict::Conflict;
use crate::facts::Facts;
use crate::linked::{LinkStats, Linked, MapStory};
use crate::picture::{NoSuchName, Picture, PictureOf};
use belief::Belief;
use climb::Climb;
use graph::Graph;
use mapvet_model::Root;
use names::Names;
use order::Surroundings;
use outside::Outside;
use pair::Judge;
use picture::Painter;
use rayon::prelude::*;
use report::Reporter;
use rustc_hash::FxHashSet;
use seed::Group;
use std::sync::Arc;
use tokens::Tokens;

/// Links facts of any order.
pub(crate) fn link(facts: &[Arc<Facts>]) -> Linked {
    link_and_look(facts, |_, _, _| ()).0
}

/// Links facts of any order, and draws a part of the program.
pub(crate) fn picture(facts: &[Arc<Facts>], asked: &PictureOf<'_>) -> Result<Picture, NoSuchName> {
    let look = |world: &World<'_, '_>, groups: &[Group], conflicts: &[Conflict]| Painter::new(world, groups, conflicts).picture(asked);
    let (linked, picture) = link_and_look(facts, look);
    Ok(Picture { problems: linked.problems, ..picture? })
}

/// Links facts, and has `look` see what was known on the way.
fn link_and_look<T>(facts: &[Arc<Facts>], look: impl FnOnce(&World<'_, '_>, &[Group], &[Conflict]) -> T) -> (Linked, T) {
    let mut facts = facts.to_vec();
    facts.sort_by_key(|facts| (facts.path, facts.kind, facts.interface.name));
    let graph = Graph::new(&facts);
    let (tokens, (names, types)) = rayon::join(|| Tokens::new(&graph), || (Names::new(&graph), types::Types::new(&graph)));
    let around = Surroundings::new(&graph, &tokens);
    let groups = seed::groups(&graph, &around);
    let world = World { graph: &graph, around: &around, names: &names, types: &types };
    let judge = || groups.par_iter().with_max_len(4).map(|group| world.judge(group)).collect::<Vec<Judged>>();
    let (results, stats) = rayon::join(judge, || stats(&graph, &groups));
    let mut linked = Linked { stats, ..Linked::default() };
    let mut cut_short = FxHashSet::default();
    for (conflicts, story, capped) in results {
        linked.conflicts.extend(conflicts);
        linked.maps.push(story);
        cut_short.extend(capped.functions);
        linked.stats.exhausted += u32::from(capped.exhausted);
    }
    linked.stats.capped = cut_short.len() as u32;
    linked.conflicts.sort_by(|a, b| (&a.map, a.primary.span, &a.primary.function).cmp(&(&b.map, b.primary.span, &b.primary.function)));
    same_places::one_each(&mut linked.conflicts);
    let seen = look(&world, &groups, &linked.conflicts);
    linked.maps.sort_by(|a, b| (&a.map, a.declaration).cmp(&(&b.map, b.declaration)));
    linked.problems = facts.iter().flat_map(|facts| facts.problems.iter().cloned()).collect();
    linked.problems.sort();
    linked.directives = names.directives();
    linked.files = names.files;
    (linked, seen)
}

/// The conflicts and the story of a location, and what was not followed to the end.
type Judged = (Vec<Conflict>, MapStory, Cut);

/// What the caps of a climb left out.
#[derive(Default)]
struct Cut {
    functions: FxHashSet<u32>,
    exhausted: bool,
}

/// What every group is judged with.
struct World<'a, 'g> {
    graph: &'a Graph<'g>,
    around: &'a Surroundings<'a, 'g>,
    names: &'a Names<'a, 'g>,
    types: &'a types::Types,
}

impl World<'_, '_> {
    fn judge(&self, group: &Group) -> Judged {
        let World { graph, around, names, types } = *self;
        let own = group;
        let group = &*group.with_borrowed();
        let is_open = outside::is_candidate(graph, types, group);
        if !group.has_write(graph) || !is_open && !group.may_be_spawned(graph) || !group.is_put && group.is_guarded(graph) {
            return (Vec::new(), story::story(graph, names, own, &[]), Cut::default());
        }
        let climb = Climb::run(graph, around, &group.seeds, Some(group.key), is_open);
        let mut pairs = Judge { graph, around, climb: &climb, seeds: &group.seeds, key: group.key }.pairs();
        let mut belief = Belief::default();
        if is_open {
            let (entries, believed) = Outside { graph, around, types, climb: &climb, group }.judge();
            pairs.extend(entries);
            belief = believed;
        }
        let conflicts = Reporter { graph, names, climb: &climb, group }.conflicts(&pairs, &belief);
        let story = story::story(graph, names, own, &conflicts);
        (conflicts, story, Cut { functions: climb.capped, exhausted: climb.exhausted })
    }
}

fn stats(graph: &Graph<'_>, groups: &[Group]) -> LinkStats {
    let by_call = calls::calls(graph);
    let mut stats = LinkStats { functions: graph.bodies.len() as u32, maps: groups.len() as u32, by_call, ..LinkStats::default() };
    for facts in graph.facts {
        stats.unknown_operands += facts.unknown_operands;
        for body in facts.decls.iter().flat_map(|decl| &decl.bodies) {
            stats.accesses += body.accesses.len() as u32;
            for event in body.blocks.iter().flat_map(|block| &block.events) {
                if let Some(lock) = event.lock_taken() {
                    stats.locks += 1;
                    stats.unresolved_locks += u32::from(lock.root == Root::Unknown);
                }
            }
        }
    }
    stats.calls = stats.by_call.all();
    stats.unresolved_calls = stats.calls - stats.by_call.resolved();
    stats
}
