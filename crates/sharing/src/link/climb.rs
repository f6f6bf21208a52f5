//! The climb: from each access to the callers that really lead to it.
//!
//! A state is an access seen from one body on the way up: the map's path in that body's terms, the locks held below,
//! whether a spawn lies below, and what the goroutine signals after and waits for before the access. The attributes
//! of one way stay together; joining them per function would make false alarms of harmless callers.

use super::behind::{field_type, may_have};
use super::crossing::{runs_after_panic, tidy};
use super::graph::Graph;
use super::hashed::{Hashed, HashedSet};
use super::incoming::Incoming;
use super::lent::{lent, perhaps_lent};
use super::messages::{comes_with, is_received};
use super::order::{Around, Site, Surroundings, may_end_after};
use super::other_names::other_names;
use super::reach::Reach;
use super::seed::{Key, Seed, is_formal, key_of};
use super::state::{Outcome, Seen, State};
use super::{feasible, latched};
use crate::facts::Event;
use mapvet_model::{Name, Place, Proj, Root, VarId, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::sync::Arc;

/// States kept on the way from a map that a function is handed to what its callers pass.
const HANDED: usize = 600;

/// States kept for one body and location; more are dropped and counted.
const STATES_PER_BODY: usize = 96;

/// States kept for one location.
const STATES: usize = 2_000;

/// Frames above the access.
const MAX_DEPTH: u8 = 24;

/// Frames above the access when no spawn is met: an entry that is further away is not looked for.
///
/// Misses: entries more than this many calls above the access.
const PLAIN_DEPTH: u8 = 6;

/// Frames above the access up to which functions have outcomes of their own.
const NEAR: u8 = 2;

/// Accesses that begin to climb at once.
const STARTS: usize = 512;

/// Steps of a path; a longer one ends the climb.
///
/// Misses: maps that lie deeper in nested objects.
const LONGEST_PATH: usize = 5;

/// Whether a variable is a formal of this very body.
pub(super) fn is_own_formal(graph: &Graph<'_>, body: u32, var: VarId) -> bool {
    let facts = &graph.decl(body).vars[var.index()];
    matches!(facts.kind, VarKind::Formal(_)) && facts.owner == graph.local_number(body)
}

/// Whether a path passes no field twice and is not too long: a way round through a recursive type leads to no object
/// that two sides can be said to share, and there is no end of such ways (k-limiting, as with all access paths).
pub(super) fn is_finite(place: &Place) -> bool {
    let repeats = |(at, step): (usize, &Proj)| matches!(step, Proj::Field(..)) && place.path[..at].contains(step);
    place.path.len() <= LONGEST_PATH && !place.path.iter().enumerate().any(repeats)
}

/// Accesses that write or read alike, and reach the table the same way, are one for callers: near the access, those of
/// one function; further up, those of all.
fn classes(seeds: &[Seed]) -> Vec<(u32, u32)> {
    let (mut near, mut far) = (FxHashMap::default(), FxHashMap::default());
    let class = |(at, seed): (usize, &Seed)| {
        let alike = (seed.kind, seed.snapshot, seed.element, seed.alias);
        (*near.entry((seed.body, alike)).or_insert(at as u32), *far.entry(alike).or_insert(at as u32))
    };
    seeds.iter().enumerate().map(class).collect()
}

/// All states of one location.
pub(super) struct Climb<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub(super) around: &'a Surroundings<'a, 'g>,
    pub states: Vec<State>,
    /// States by body, bodies in the order of their first visit.
    pub by_body: Vec<(u32, Vec<u32>)>,
    index: FxHashMap<u32, usize>,
    seen: HashedSet<Seen>,
    work: VecDeque<u32>,
    /// How many states are kept.
    most: usize,
    outcomes: HashedSet<Outcome>,
    /// None where all ways are followed to their end.
    reach: Option<Reach>,
    /// Ways to functions where no goroutine is met matter too: unseen code may call them.
    to_entries: bool,
    /// For each seed, the first one of the same function that says as much, and the first of any function.
    classes: Vec<(u32, u32)>,
    /// For each seed, whether it speaks of the variable rather than of the table.
    variable_seeds: Vec<bool>,
    /// No state meets a spawn: only locks on the way to entries matter, and entries are near.
    plain: bool,
    /// Bodies that have all the states that are kept for one, or lie too far from the access: some were dropped.
    pub capped: FxHashSet<u32>,
    /// The location has all the states that are kept: what lies further up was not looked at.
    pub exhausted: bool,
}

impl<'a, 'g> Climb<'a, 'g> {
    /// Climbs from every seed of a group with this key, or, without a key, from maps handed in as formals to what the callers pass.
    /// Unless `to_entries`, a location that meets no spawn is not climbed to the end.
    pub fn run(graph: &'a Graph<'g>, around: &'a Surroundings<'a, 'g>, seeds: &[Seed], key: Option<Key>, to_entries: bool) -> Climb<'a, 'g> {
        let mut climb = Climb {
            graph,
            around,
            states: Vec::new(),
            by_body: Vec::new(),
            index: FxHashMap::default(),
            seen: HashedSet::default(),
            work: VecDeque::new(),
            most: if key.is_some() { STATES } else { HANDED },
            outcomes: HashedSet::default(),
            reach: key.map(|_| Reach::new(graph, seeds)),
            to_entries: to_entries || key.is_none(),
            classes: classes(seeds),
            variable_seeds: seeds.iter().map(|seed| seed.kind.is_variable()).collect(),
            plain: false,
            capped: FxHashSet::default(),
            exhausted: false,
        };
        // A location none of whose accesses meets a spawn on the way up needs no further climb.
        for on_goroutine in [true, false] {
            let seeds: Vec<(usize, &Seed)> =
                seeds.iter().enumerate().filter(|(_, seed)| graph.spawn_reached[seed.body as usize] == on_goroutine).collect();
            // The first accesses are followed before the last have filled the table.
            for some in seeds.chunks(STARTS) {
                some.iter().for_each(|(at, seed)| climb.start(*at as u32, seed));
                climb.work_off(key);
            }
            climb.plain = key.is_some() && !climb.states.iter().any(|state| state.spawned);
            if climb.plain && !to_entries {
                break;
            }
        }
        climb
    }

    /// A state and those below it, down to the access.
    pub fn chain(&self, state: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(state), |at| self.states[*at as usize].below.map(|below| below.state))
    }

    /// The edge by which a state was come to.
    pub fn edge(&self, state: &State) -> Option<&'a Incoming> {
        let below = state.below?;
        let edges = if below.is_message { &self.graph.messages } else { &self.graph.incoming };
        Some(&edges[self.states[below.state as usize].body as usize][below.edge as usize])
    }

    /// The states below one, down to the access.
    pub fn below(&self, state: &State) -> impl Iterator<Item = &State> {
        state.below.into_iter().flat_map(|below| self.chain(below.state)).map(|at| &self.states[at as usize])
    }

    fn work_off(&mut self, key: Option<Key>) {
        while let Some(at) = self.work.pop_front() {
            if self.goes_on(at, key) {
                self.up(at);
            }
        }
    }

    /// Whether a body, or the location as a whole, has all the states that are kept.
    fn is_full(&self, body: u32) -> bool {
        self.states.len() >= self.most || self.index.get(&body).is_some_and(|slot| self.by_body[*slot].1.len() >= STATES_PER_BODY)
    }

    fn cut(&mut self, body: u32) {
        match self.states.len() >= self.most {
            true => self.exhausted = true,
            false => {
                self.capped.insert(body);
            }
        }
    }

    fn start(&mut self, number: u32, seed: &Seed) {
        let access = seed.facts(self.graph);
        self.add(State {
            body: seed.body,
            site: Site::Access(seed.access),
            place: seed.place.clone(),
            seed: number,
            below: None,
            held: self.graph.resolve_locks(seed.body, &access.locks().held),
            maybe: self.graph.resolve_locks(seed.body, &access.locks().maybe),
            lost: access.locks().lost.clone(),
            spawned: false,
            assumed: false,
            stored: false,
            sure_stored: None,
            dispatched: false,
            guessed: false,
            sheltered: false,
            through_interface: false,
            start: None,
            turn: None,
            element: seed.element,
            made: false,
            picked: None,
            element_in: None,
            requires: access.requires.to_vec(),
            latched: Vec::new(),
            is_lent: seed.alias,
            snapshot: seed.snapshot,
            joined_by_callee: None,
            panicking: runs_after_panic(self.graph, seed.body, &Event::Access(seed.access)),
            perhaps_joined_by_callee: false,
            over_on_success: false,
            over_unless_error: false,
            perhaps_joined: false,
            signals: Arc::default(),
            waits: Arc::default(),
            depth: 0,
        });
    }

    fn add(&mut self, mut state: State) {
        latched::note(self.graph, &mut state);
        let key = (
            state.body,
            state.site,
            state.place.clone(),
            state.seed,
            [state.spawned, state.made, state.over_on_success, state.snapshot],
            state.held.clone(),
            state.requires.clone(),
            state.latched.clone(),
        );
        if !self.seen.insert(Hashed::new(key)) {
            return;
        }
        // Sites matter where a goroutine may be met; elsewhere one of them stands for all that look the same.
        if !self.is_above_spawn(state.body) && !self.is_new_outcome(&state) {
            return;
        }
        let slot = *self.index.entry(state.body).or_insert_with(|| {
            self.by_body.push((state.body, Vec::new()));
            self.by_body.len() - 1
        });
        if self.is_full(state.body) {
            self.cut(state.body);
            return;
        }
        let number = self.states.len() as u32;
        self.by_body[slot].1.push(number);
        self.states.push(state);
        self.work.push_back(number);
    }

    /// A map that is a bare formal of its body has a group of its own there; what the callers pass has others.
    fn goes_on(&self, at: u32, key: Option<Key>) -> bool {
        let state = &self.states[at as usize];
        match key {
            None => is_formal(self.graph, state.body, &state.place) || is_received(self.graph, state.body, &state.place),
            Some(key) => !(self.is_bare_formal(at) && key_of(self.graph, state.body, &state.place) == Some(key)),
        }
    }

    fn is_bare_formal(&self, at: u32) -> bool {
        let state = &self.states[at as usize];
        match state.place.root {
            Root::Var(var) if super::order::field_of(&state.place).is_none() => is_own_formal(self.graph, state.body, var),
            _ => false,
        }
    }

    fn up(&mut self, at: u32) {
        let mut state = self.states[at as usize].clone();
        for other in other_names(self.graph, &state, self.variable_seeds[state.seed as usize]) {
            self.add(other);
        }
        let graph = self.graph;
        self.settle(&mut state);
        // Where nothing is started below, only new outcomes were let in.
        if self.is_above_spawn(state.body) && !self.is_new_outcome(&state) {
            return;
        }
        for (edge, incoming) in graph.incoming[state.body as usize].iter().enumerate() {
            // Tests call helpers without the lock because nothing else runs there.
            if graph.decl(state.body).assumes_lock && graph.is_test(incoming.from) && !graph.is_test(state.body) {
                continue;
            }
            if self.plain && state.depth >= PLAIN_DEPTH || !self.to_entries && !self.may_meet(incoming.from) {
                continue;
            }
            if self.is_full(incoming.from) || state.depth >= MAX_DEPTH {
                self.cut(incoming.from);
                continue;
            }
            self.over(at, &state, (edge as u32, incoming));
        }
        let is_variable = self.variable_seeds[state.seed as usize];
        for (edge, incoming) in
            graph.messages[state.body as usize].iter().enumerate().filter(|(_, edge)| !is_variable && comes_with(graph, &state, edge))
        {
            if self.is_full(incoming.from) || state.depth >= MAX_DEPTH {
                self.cut(incoming.from);
            } else {
                self.over(at, &state, (edge as u32, incoming));
            }
        }
    }

    /// Adds what a state is on the other side of an edge, if it is there at all.
    fn over(&mut self, at: u32, state: &State, (edge, incoming): (u32, &'a Incoming)) {
        let Some(requires) = feasible::above(self.graph, state, incoming) else { return };
        if let Some(place) = self.place_above(state, incoming, self.variable_seeds[state.seed as usize]) {
            let next = State { requires, ..self.cross(at, state, (edge, incoming), place) };
            self.add(next);
        }
    }

    fn is_above_spawn(&self, body: u32) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.is_above_spawn(body))
    }

    fn may_meet(&self, body: u32) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.may_meet(body))
    }

    /// Whether no other state of the body looks the same from outside.
    fn is_new_outcome(&mut self, state: &State) -> bool {
        let (signals, waits) = self.around(state);
        // What is done before a server runs and after that look the same else.
        let after_start = self.around.serving.is_after_start(self.graph, state.body, state.site, Name::default());
        let (near, far) = self.classes[state.seed as usize];
        self.outcomes.insert(Hashed::new(Outcome {
            body: state.body,
            place: state.place.clone(),
            class: if state.depth < NEAR { near } else { far },
            spawned: state.spawned,
            start: state.start,
            flags: [
                state.assumed,
                state.stored,
                state.dispatched,
                state.guessed,
                state.sheltered,
                state.element,
                state.made,
                state.perhaps_joined,
                state.panicking,
                after_start,
                state.over_unless_error,
                state.snapshot,
            ],
            held: state.held.clone(),
            maybe: state.maybe.clone(),
            lost: state.lost.clone(),
            requires: state.requires.clone(),
            latched: state.latched.clone(),
            picked: state.picked,
            sure_stored: state.sure_stored,
            tokens: [state.signals.clone(), state.waits.clone(), signals, waits],
        }))
    }

    /// A goroutine that its starter certainly joins before it returns is part of the starter for all callers, as is one that it joins
    /// unless it returns an error for those who find none; one that may be joined stays one, with a doubt.
    fn settle(&mut self, state: &mut State) {
        if !state.spawned {
            return;
        }
        let facts = self.graph.body(state.body);
        let around = self.around;
        if state.joined_by_callee.is_some() {
            self.end(state);
            return;
        }
        let groups = around.groups_behind(state);
        if !groups.is_empty() {
            Arc::make_mut(&mut state.signals).extend(groups);
            tidy(&mut state.signals);
        }
        if !may_end_after(facts, state.site, &mut |event| around.ends(state, event)) {
            self.end(state);
            return;
        }
        state.over_unless_error = around.is_over_unless_error(state);
        state.perhaps_joined |= around.may_be_over(state);
        if state.perhaps_joined {
            let lent = perhaps_lent(self.graph, state);
            state.maybe.extend(lent);
        }
    }

    /// The goroutine is a part of the body from here on, under the locks that this holds around it.
    fn end(&self, state: &mut State) {
        let lent = lent(self.graph, self.around, state);
        state.held.extend(lent);
        state.held.sort();
        state.held.dedup();
        state.spawned = false;
    }

    /// The map's path one frame up; `None` when the climb ends here.
    fn place_above(&self, state: &State, incoming: &Incoming, is_variable: bool) -> Option<Place> {
        let place = self.path_above(state, incoming, is_variable).filter(is_finite)?;
        let is_interface = state.through_interface || incoming.candidates > 0;
        (!is_interface || self.may_exist(incoming.from, &place)).then_some(place)
    }

    fn path_above(&self, state: &State, incoming: &Incoming, is_variable: bool) -> Option<Place> {
        if is_variable && self.is_copy(state) {
            return None;
        }
        if incoming.kept.is_some() && matches!(state.place.root, Root::Global(..)) {
            // Whoever runs the function leads to the variable as well, and is known better.
            return None;
        }
        if state.spawned {
            return self.graph.actual_or_result(state.body, &state.place, incoming);
        }
        self.graph.actual_over(state.body, &state.place, incoming)
    }

    /// Whether the types on a path are such that it may exist: who is handed `&safe{}` behind an interface does not run the methods
    /// of others that stand there elsewhere.
    fn may_exist(&self, body: u32, place: &Place) -> bool {
        let graph = self.graph;
        let of_root = match place.root {
            Root::Var(var) => graph.decl(body).vars[var.index()].of,
            Root::Global(..) | Root::Call(..) | Root::Unknown => None,
        };
        let is_followed = |pair: &[Proj]| field_type(graph, &pair[0]).is_none_or(|name| may_have(graph, name, &pair[1]));
        let fits = of_root.is_none_or(|name| place.path.first().is_none_or(|step| may_have(graph, name, step)));
        fits && place.path.windows(2).all(is_followed)
    }

    /// Whether the path begins with a struct that the body has its own copy of.
    pub(super) fn is_copy(&self, state: &State) -> bool {
        match state.place.root {
            Root::Var(var) => {
                let facts = &self.graph.decl(state.body).vars[var.index()];
                facts.by_value && facts.owner == self.graph.local_number(state.body)
            }
            _ => false,
        }
    }

    /// What may be signalled after a state's site and waited for before it.
    pub(super) fn around(&self, state: &State) -> Around {
        if self.plain { Around::default() } else { self.around.around(state.body, state.site) }
    }
}
