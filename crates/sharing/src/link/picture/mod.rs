//! From what link knows to a picture of a part of it: functions, calls, goroutines, maps and locks.

mod at_entry;
mod joins;
mod ways;

use super::World;
use super::incoming::Incoming;
use super::region::loop_around;
use super::seed::{Group, Key, Seed};
use crate::conflict::{Confidence, Conflict};
use crate::facts::{Declared, EdgeKind};
use crate::picture::{
    Begin, DrawnAccess, DrawnCall, DrawnFunction, DrawnLock, DrawnMap, DrawnSpawn, Focus, How, LeftOutOfPicture, NoSuchName, Picture, PictureOf,
    Times, fits, nearest_name,
};
use at_entry::AtEntry;
use joins::Joins;
use mapvet_model::{LockMode, Place, Proj, Root, Runs, VarKind};
use mapvet_syntax::Span;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use ways::Ways;

/// Where all shared maps are drawn, one map has no more than this part of the functions that have room: a map that half of
/// the program leads to leaves room for others.
const SHARE: usize = 4;

/// So many functions a map may have in any case.
const LEAST: usize = 12;

/// The conflicts of one map.
type Own<'c> = Vec<&'c Conflict>;

/// Draws a part of a program.
pub(super) struct Painter<'a, 'g> {
    world: &'a World<'a, 'g>,
    groups: &'a [Group],
    /// By the name of the map.
    conflicts: BTreeMap<&'a str, Own<'a>>,
}

/// Accesses of maps by the kind of their names, as (body, access).
#[derive(Default)]
struct NamedElsewhere {
    declared: BTreeSet<(u32, u32)>,
    made: BTreeSet<(u32, u32)>,
}

/// What is drawn: functions, the nearest to the maps first, and maps as places in the list of groups.
#[derive(Default)]
struct Choice {
    bodies: Vec<u32>,
    groups: Vec<usize>,
    shared: BTreeSet<usize>,
    left_out: LeftOutOfPicture,
    fits: Vec<String>,
}

impl<'a, 'g> Painter<'a, 'g> {
    pub fn new(world: &'a World<'a, 'g>, groups: &'a [Group], conflicts: &'a [Conflict]) -> Painter<'a, 'g> {
        let mut by_map: BTreeMap<&str, Own<'_>> = BTreeMap::new();
        conflicts.iter().for_each(|conflict| by_map.entry(conflict.map.as_str()).or_default().push(conflict));
        Painter { world, groups, conflicts: by_map }
    }

    /// The picture that is asked for.
    pub fn picture(&self, asked: &PictureOf<'_>) -> Result<Picture, NoSuchName> {
        let choice = match &asked.focus {
            Focus::Shared => self.all_shared(asked),
            Focus::Map(name) => self.maps_named(name, asked.most_functions)?,
            Focus::Func(name, depth) => self.functions_named(name, *depth, asked.most_functions)?,
        };
        Ok(self.draw(choice))
    }

    fn name(&self, group: usize) -> String {
        self.world.names.map(self.groups[group].key)
    }

    /// The conflicts of a map.
    fn own(&self, group: usize) -> Own<'a> {
        let names = self.world.names;
        let key = self.groups[group].key;
        let Some(same_name) = self.conflicts.get(names.map(key).as_str()) else { return Own::new() };
        let (twin, declaration) = (names.twin(key), names.declaration(key));
        same_name.iter().copied().filter(|conflict| conflict.twin == twin && conflict.declaration == declaration).collect()
    }

    /// Maps of `groups` with the functions on the ways to them.
    fn ways(&self, groups: &[usize]) -> Vec<(usize, Ways)> {
        let way = |group: &usize| (*group, Ways::of(self.world, &self.groups[*group], &self.own(*group)));
        groups.par_iter().with_max_len(4).map(way).collect()
    }

    /// Maps that are written and that goroutines share, those in conflict first.
    fn all_shared(&self, asked: &PictureOf<'_>) -> Choice {
        let graph = self.world.graph;
        let all: Vec<usize> = (0..self.groups.len()).collect();
        let named = self.named_elsewhere(&all);
        let is_asked = |group: &Group| {
            group.seeds.iter().any(|seed| {
                let span = self.world.names.span(seed.body, seed.facts(graph).at);
                (asked.asked)(&self.world.names.files[span.file.0 as usize].path)
            })
        };
        let is_candidate = |number: &usize| {
            let group = &self.groups[*number];
            let reached = |body: u32| graph.spawn_reached[body as usize] || graph.served[body as usize];
            let may_be_shared = group.seeds.iter().any(|seed| reached(seed.body)) || !self.own(*number).is_empty();
            may_be_shared && group.has_write(graph) && is_asked(group) && !self.is_only_a_name(&named, group)
        };
        let candidates: Vec<usize> = all.into_iter().filter(is_candidate).collect();
        let mut ways = self.ways(&candidates);
        ways.retain(|(_, ways)| ways.shared);
        ways.sort_by_key(|(group, _)| (std::cmp::Reverse(surest(&self.own(*group))), self.name(*group), *group));
        let share = (asked.most_functions / SHARE).max(LEAST);
        self.choose(ways, asked.most_functions, share)
    }

    fn maps_named(&self, name: &str, most: usize) -> Result<Choice, NoSuchName> {
        let names: Vec<String> = (0..self.groups.len()).map(|group| self.name(group)).collect();
        let mut found: Vec<usize> = (0..self.groups.len()).filter(|group| fits(&names[*group], name)).collect();
        // A parameter that happens to be called alike is drawn with the map that it is given.
        let named = self.named_elsewhere(&found);
        if found.iter().any(|group| !self.is_only_a_name(&named, &self.groups[*group])) {
            found.retain(|group| !self.is_only_a_name(&named, &self.groups[*group]));
        }
        if found.is_empty() {
            return Err(NoSuchName { nearest: nearest_name(names.iter().map(String::as_str), name) });
        }
        let fits: BTreeSet<String> = found.iter().map(|group| names[*group].clone()).collect();
        let choice = self.choose(self.ways(&found), most, most);
        Ok(Choice { fits: fits.into_iter().collect(), ..choice })
    }

    /// As many maps as have room with what leads to them, no more than `share` functions for each, and the first one in any case.
    fn choose(&self, ways: Vec<(usize, Ways)>, most: usize, share: usize) -> Choice {
        let mut choice = Choice::default();
        let mut known: BTreeSet<u32> = BTreeSet::new();
        let mut left_out: BTreeSet<u32> = BTreeSet::new();
        for (group, mut ways) in ways {
            left_out.extend(ways.trim(self.world.graph, share.min(most)));
            let new: Vec<u32> = ways.bodies.iter().copied().filter(|body| !known.contains(body)).collect();
            if known.len() + new.len() > most {
                choice.left_out.maps += 1;
                left_out.extend(new);
                continue;
            }
            known.extend(&new);
            choice.bodies.extend(new);
            choice.groups.push(group);
            if ways.shared {
                choice.shared.insert(group);
            }
        }
        choice.left_out.functions = left_out.difference(&known).count() as u32;
        choice
    }

    fn functions_named(&self, name: &str, depth: u32, most: usize) -> Result<Choice, NoSuchName> {
        let graph = self.world.graph;
        let bodies = 0..graph.bodies.len() as u32;
        let full = |body: u32| format!("{}.{}", graph.decl(body).func.package, self.world.names.body(body));
        let found: Vec<u32> = bodies.clone().filter(|body| fits(&full(*body), name)).collect();
        if found.is_empty() {
            let names: Vec<String> = bodies.map(full).collect();
            return Err(NoSuchName { nearest: nearest_name(names.iter().map(String::as_str), name) });
        }
        let fits: BTreeSet<String> = found.iter().map(|body| full(*body)).collect();
        let mut bodies = ways::around(graph, &found, depth);
        let left_out = bodies.len().saturating_sub(most);
        bodies.truncate(most);
        let drawn: BTreeSet<u32> = bodies.iter().copied().collect();
        let all: Vec<usize> = (0..self.groups.len()).collect();
        let named = self.named_elsewhere(&all);
        // What callers do besides is not the question: maps are those that the function and what it runs touch.
        let below: BTreeSet<u32> = ways::below(graph, &found, depth).into_iter().collect();
        let is_touched = |number: &usize| {
            let group = &self.groups[*number];
            group.seeds.iter().any(|seed| below.contains(&seed.body) && drawn.contains(&seed.body)) && !self.is_only_a_name(&named, group)
        };
        let groups: Vec<usize> = all.into_iter().filter(is_touched).collect();
        let shared = self.ways(&groups).into_iter().filter(|(_, ways)| ways.shared).map(|(group, _)| group).collect();
        let left_out = LeftOutOfPicture { functions: left_out as u32, maps: 0 };
        Ok(Choice { bodies, groups, shared, left_out, fits: fits.into_iter().collect() })
    }

    /// Accesses of those of some maps that have a name of their own, as (body, access): maps that a field or package variable
    /// holds, and variables that are not handed in.
    fn named_elsewhere(&self, groups: &[usize]) -> NamedElsewhere {
        let mut named = NamedElsewhere::default();
        for group in groups.iter().map(|group| &self.groups[*group]) {
            let accesses = group.seeds.iter().map(|seed| (seed.body, seed.access));
            match group.key {
                Key::Declared(..) => named.declared.extend(accesses),
                Key::Local(..) if !self.is_handed(group.key) => named.made.extend(accesses),
                Key::Local(..) => {}
            }
        }
        named
    }

    /// Whether a local is but another name for maps that are drawn under a better one.
    fn is_only_a_name(&self, named: &NamedElsewhere, group: &Group) -> bool {
        let is_handed = self.is_handed(group.key);
        let is_named = |access: (u32, u32)| named.declared.contains(&access) || is_handed && named.made.contains(&access);
        matches!(group.key, Key::Local(..)) && group.seeds.iter().all(|seed| is_named((seed.body, seed.access)))
    }

    /// Whether a location is a variable that callers give its value.
    fn is_handed(&self, key: Key) -> bool {
        match key {
            Key::Declared(..) => false,
            Key::Local(unit, decl, var, _) => {
                let vars = &self.world.graph.facts[unit as usize].decls[decl as usize].vars;
                matches!(vars[var as usize].kind, VarKind::Formal(_))
            }
        }
    }

    fn draw(&self, choice: Choice) -> Picture {
        let World { graph, names, .. } = *self.world;
        let drawn: BTreeSet<u32> = choice.bodies.iter().copied().collect();
        let mut functions: Vec<(DrawnFunction, u32)> = choice.bodies.iter().map(|body| (self.function(*body, &drawn), *body)).collect();
        functions.sort();
        let numbers: FxHashMap<u32, u32> = functions.iter().enumerate().map(|(number, (_, body))| (*body, number as u32)).collect();
        let joins = Joins::new(graph);
        let mut calls = Vec::new();
        for (to, (_, body)) in functions.iter().enumerate() {
            for edge in &graph.incoming[*body as usize] {
                if let Some(from) = numbers.get(&edge.from) {
                    calls.push(self.call((*from, to as u32), edge, &joins));
                }
            }
        }
        calls.sort();
        calls.dedup();
        let at_entry = AtEntry::new(graph, &choice.bodies);
        let mut maps: Vec<DrawnMap> =
            choice.groups.iter().map(|group| self.map(*group, choice.shared.contains(group), &numbers, &at_entry)).collect();
        maps.sort();
        Picture {
            files: names.files.clone(),
            functions: functions.into_iter().map(|(function, _)| function).collect(),
            calls,
            maps,
            left_out: choice.left_out,
            fits: choice.fits,
            problems: Vec::new(),
        }
    }

    fn function(&self, body: u32, drawn: &BTreeSet<u32>) -> DrawnFunction {
        let World { graph, names, .. } = *self.world;
        let callers = graph.incoming[body as usize].iter().map(|edge| edge.from);
        let others: BTreeSet<u32> = callers.filter(|from| !drawn.contains(from) && (graph.is_test(body) || !graph.is_test(*from))).collect();
        DrawnFunction {
            package: graph.decl(body).func.package.to_string(),
            name: names.body(body),
            span: names.span(body, graph.body(body).at),
            test: graph.is_test(body),
            concurrent: graph.spawn_reached[body as usize] || graph.served[body as usize],
            begin: self.begin(body),
            other_callers: others.len() as u32,
        }
    }

    fn begin(&self, body: u32) -> Option<Begin> {
        let graph = self.world.graph;
        let func = graph.decl(body).func;
        let is_declared = graph.local_number(body) == 0 && func.receiver.is_none();
        if graph.is_handler(body) {
            let own = graph.served_methods.get(&func).filter(|_| !graph.body(body).entry);
            return Some(Begin::Server(own.map_or(Times::Several, |runs| times(runs.runs))));
        }
        if is_declared && func.name == "main" && graph.unit(body).interface.name == "main" {
            return Some(Begin::Main);
        }
        if is_declared && func.name == "init" {
            return Some(Begin::Init);
        }
        if !graph.incoming[body as usize].is_empty() {
            return None;
        }
        let is_run_by_tests = ["Test", "Benchmark", "Fuzz", "Example"].iter().any(|prefix| func.name.starts_with(prefix));
        Some(match func.name.starts_with(char::is_uppercase) && graph.local_number(body) == 0 {
            true if is_declared && graph.is_test(body) && is_run_by_tests => Begin::Test,
            true => Begin::Exported,
            false => Begin::Uncalled,
        })
    }

    fn call(&self, (from, to): (u32, u32), edge: &Incoming, joins: &Joins) -> DrawnCall {
        let World { graph, names, .. } = *self.world;
        let how = match edge.kind {
            EdgeKind::Call if edge.assumed || edge.kept.is_some() => How::Callback,
            EdgeKind::Call => How::Call,
            EdgeKind::Defer => How::Defer,
            EdgeKind::Assumed | EdgeKind::Kept => How::Callback,
            EdgeKind::Once => How::Once,
            EdgeKind::Spawn => How::Spawn(DrawnSpawn {
                times: self.times(edge),
                library: edge.kept.is_none() && (edge.start.is_some() || edge.assumed),
                run_by: edge.kept.map(|(body, _)| names.body(body)),
                later: edge.start.is_some_and(|start| start.later),
                joins: joins.of(self.world, edge),
            }),
        };
        let span = names.span(edge.from, graph.body(edge.from).calls[edge.call as usize].at);
        DrawnCall { from, span, to, how, candidates: edge.candidates }
    }

    /// How many goroutines an edge starts for each run of its caller.
    fn times(&self, edge: &Incoming) -> Times {
        let facts = self.world.graph.body(edge.from);
        let started = edge.start.map_or(Times::Once, |start| times(start.runs));
        if edge.kept.is_some() {
            return started;
        }
        let is_own_start = facts.calls[edge.call as usize].edges.first().is_some_and(|own| own.kind == EdgeKind::Spawn);
        let by_helper = edge.start.is_none() && !is_own_start && edge.wrapped.as_ref().is_some_and(|wrapped| !wrapped.one_at_a_time);
        let is_in_loop = loop_around(facts, edge.call).is_some();
        // A loop around a call that returns when the goroutine is over starts one after the other.
        let waits = edge.wrapped.as_ref().is_some_and(|wrapped| wrapped.joined);
        match is_in_loop || by_helper {
            true if waits && !by_helper => started.max(Times::Serial),
            true => Times::Several,
            false => started,
        }
    }

    fn map(&self, number: usize, shared: bool, numbers: &FxHashMap<u32, u32>, at_entry: &AtEntry) -> DrawnMap {
        let World { graph, names, .. } = *self.world;
        let group = &self.groups[number];
        let own = self.own(number);
        let place = |seed: &Seed| names.span(seed.body, seed.facts(graph).at);
        let blamed = Blamed::new(&own, group.seeds.iter().map(|seed| (place(seed), seed.body)));
        let mut accesses = Vec::new();
        for seed in &group.seeds {
            let Some(function) = numbers.get(&seed.body) else { continue };
            let facts = seed.facts(graph);
            let span = place(seed);
            let locks = self.locks(seed.body, &facts.locks().held, &facts.locks().lost, at_entry);
            // What stands without a lock beside the access that fails is no better.
            let about = || blamed.at(span).chain(blamed.beside(seed.body).filter(|_| locks.is_empty()));
            let fails = about().any(|conflict| locks.is_empty() || conflict.primary.span == span);
            let conflict = about().map(Conflict::confidence).max();
            accesses.push(DrawnAccess { span, function: *function, kind: seed.kind, locks, conflict, fails });
        }
        accesses.sort();
        accesses.dedup();
        let package = match group.key {
            Key::Declared(Declared::Field(owner, _), _) => owner.package,
            Key::Declared(Declared::Global(package, _), _) => package,
            Key::Local(unit, decl, ..) => graph.facts[unit as usize].decls[decl as usize].func.package,
        };
        DrawnMap {
            name: names.map(group.key),
            declaration: names.declaration(group.key),
            package: package.to_string(),
            shared,
            written: group.has_write(graph),
            conflict: surest(&own),
            accesses,
        }
    }

    fn locks(&self, body: u32, held: &[(Place, LockMode)], lost: &[Place], at_entry: &AtEntry) -> Vec<DrawnLock> {
        let graph = self.world.graph;
        let own = graph.resolve_locks(body, held);
        let is_own = |lock: &Place| own.iter().any(|(place, _)| place == lock);
        let of_callers = at_entry.of(body).iter().filter(|(place, _)| !lost.contains(place) && !is_own(place));
        let draw = |place: &Place, mode: LockMode, by_callers: bool| DrawnLock { path: self.lock_name(body, place), mode, by_callers };
        let mut locks: Vec<DrawnLock> = held.iter().map(|(place, mode)| draw(place, *mode, false)).collect();
        locks.extend(of_callers.map(|(place, mode)| draw(place, *mode, true)));
        locks.sort();
        locks.dedup();
        locks
    }

    /// A lock as the body would write it, or by its type where it has no name there.
    fn lock_name(&self, body: u32, place: &Place) -> String {
        match (place.root, place.path.first()) {
            (Root::Unknown, Some(Proj::Field(owner, name))) => format!("{}.{name}", owner.name),
            _ => self.world.names.path(body, place),
        }
    }
}

/// The conflicts of one map by what they blame: places, and functions.
struct Blamed<'c> {
    by_span: FxHashMap<Span, Own<'c>>,
    by_body: FxHashMap<u32, Own<'c>>,
}

impl<'c> Blamed<'c> {
    /// `accesses` says which functions have accesses at which places.
    fn new(own: &[&'c Conflict], accesses: impl Iterator<Item = (Span, u32)>) -> Blamed<'c> {
        let mut bodies: FxHashMap<Span, Vec<u32>> = FxHashMap::default();
        accesses.for_each(|(span, body)| bodies.entry(span).or_default().push(body));
        let mut blamed = Blamed { by_span: FxHashMap::default(), by_body: FxHashMap::default() };
        for conflict in own {
            for span in [conflict.primary.span, conflict.other.span] {
                blamed.by_span.entry(span).or_default().push(conflict);
            }
            for body in bodies.get(&conflict.primary.span).into_iter().flatten() {
                blamed.by_body.entry(*body).or_default().push(conflict);
            }
        }
        blamed
    }

    /// Those of which a side is here.
    fn at(&self, span: Span) -> impl Iterator<Item = &'c Conflict> {
        self.by_span.get(&span).into_iter().flatten().copied()
    }

    /// Those whose failing side is in this function.
    fn beside(&self, body: u32) -> impl Iterator<Item = &'c Conflict> {
        self.by_body.get(&body).into_iter().flatten().copied()
    }
}

fn surest(conflicts: &[&Conflict]) -> Option<Confidence> {
    conflicts.iter().map(|conflict| conflict.confidence()).max()
}

fn times(runs: Runs) -> Times {
    match runs {
        Runs::Once => Times::Once,
        Runs::Serial => Times::Serial,
        Runs::Overlapping => Times::Several,
    }
}
