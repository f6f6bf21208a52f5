//! From pairs to conflicts: one for each map and function that fails to protect it.

use super::atomics::{is_flag, is_in_atomic};
use super::belief::Belief;
use super::climb::Climb;
use super::doubt::{Doubt, Doubts};
use super::escape::is_promised;
use super::graph::Graph;
use super::names::Names;
use super::order::{Site, field_of};
use super::pair::Pair;
use super::seed::{Group, Seed};
use super::state::State;
use crate::conflict::{Confidence, Conflict, Parallel, Side, Started, Step, StepKind, WeakLink};
use crate::facts::EdgeKind;
use mapvet_model::{AccessKind, Kept, LockMode, Operand, Place, Root};
use mapvet_syntax::Span;
use std::collections::BTreeMap;

/// How many other starts a conflict names.
const MOST_STARTED: usize = 8;

/// How many functions have to fail to protect a map before no phase of the program is taken to keep them apart. Of the judged conflicts
/// of two functions without another doubt, 28 of 30 were true where so many fail, 36 of 61 where fewer do.
const MANY_FAIL: usize = 3;

/// How many steps a way has to have to be long: see [`Reporter::is_far`]. Of the findings of 325 repositories that were judged before anything
/// was mended, 6 of 32 were true where a way has as many and the accesses lie in two files, and 4 of 23 where a way has more, no lock guards
/// the map and one goroutine is seen to start; of the others, 139 of 207. Among older findings, whose false ones had been mended before, it costs
/// more than it saves: 28 true ones are hidden by it, and 9 false ones.
const LONG: usize = 6;

/// Builds the conflicts of one group.
pub(super) struct Reporter<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub names: &'a Names<'a, 'g>,
    pub climb: &'a Climb<'a, 'g>,
    pub group: &'a Group,
}

/// A pair seen from the side that fails.
struct Candidate {
    primary: u32,
    other: u32,
    doubts: Doubts,
    rank: Rank,
}

/// Fewest weak links, a goroutine that is seen, strongest primary, strongest partner, shortest paths, first in the source.
type Rank = (u32, bool, u8, u8, usize, (u32, u32, u32), (u32, u32, u32));

/// How much an access says: writes first, then walks over the map, reads, `len`.
fn strength(kind: AccessKind) -> u8 {
    match kind {
        AccessKind::Assign | AccessKind::Delete | AccessKind::Clear | AccessKind::LibraryWrite | AccessKind::Fill => 0,
        AccessKind::Range | AccessKind::WholeRead => 1,
        AccessKind::Index => 2,
        AccessKind::Replace => 3,
        AccessKind::Len => 4,
        AccessKind::Value | AccessKind::HandOut => 5,
    }
}

/// Whether a conflict is hidden unless asked for.
fn is_hidden(candidate: &Candidate) -> bool {
    Confidence::of_weight(candidate.doubts.weight()) == Confidence::Low
}

/// The commonest lock over the accesses of a location.
struct Guard {
    name: String,
    lock: LockName,
    held: u32,
    all: u32,
}

type LockName = (String, String);

/// Whether a lock is held at half of the accesses or more. Below that it may well be there for something else, so that what keeps the two sides
/// apart is not understood.
fn is_guarded(guard: Option<&Guard>) -> bool {
    guard.is_some_and(|guard| guard.held * 2 >= guard.all)
}

impl Reporter<'_, '_> {
    /// One conflict for each function that fails, the map's first conflict naming the others.
    pub fn conflicts(&self, pairs: &[Pair], belief: &Belief) -> Vec<Conflict> {
        let guard = self.guard();
        let mut best: BTreeMap<String, Candidate> = BTreeMap::new();
        for pair in pairs {
            for (primary, other) in self.failing(pair, guard.as_ref()) {
                let candidate = self.candidate((primary, other), pair.doubts, guard.as_ref());
                let function = self.names.function(self.seed(primary).body);
                match best.get(&function) {
                    Some(known) if known.rank <= candidate.rank => {}
                    _ => {
                        best.insert(function, candidate);
                    }
                }
            }
        }
        for pair in &belief.pairs {
            let candidate = self.candidate((pair.a, pair.b), pair.doubts, guard.as_ref());
            let function = self.names.function(self.seed(pair.a).body);
            // What is believed speaks where no two runs that meet are known, or hardly.
            if best.get(&function).is_none_or(|known| is_hidden(known) && !is_hidden(&candidate)) {
                best.insert(function, candidate);
            }
        }
        if best.len() >= MANY_FAIL {
            best.values_mut().for_each(|candidate| candidate.doubts.phases = false);
        }
        let guard = belief.counts.as_ref().and_then(|counts| self.believed(counts)).or(guard);
        let mut conflicts: Vec<Conflict> = best.into_values().map(|candidate| self.conflict(&candidate, guard.as_ref())).collect();
        conflicts.sort_by_key(|conflict| (std::cmp::Reverse(conflict.confidence()), conflict.primary.span));
        let also: Vec<_> = conflicts.iter().skip(1).map(|conflict| (conflict.primary.function.clone(), conflict.primary.span)).collect();
        if let Some(first) = conflicts.first_mut() {
            first.also = also;
        }
        conflicts
    }

    fn state(&self, at: u32) -> &State {
        &self.climb.states[at as usize]
    }

    fn seed(&self, state: u32) -> &Seed {
        &self.group.seeds[self.state(state).seed as usize]
    }

    fn position(&self, state: u32) -> (u32, u32, u32) {
        let seed = self.seed(state);
        let span = self.names.span(seed.body, seed.facts(self.graph).at);
        (span.file.0, span.start, span.end)
    }

    /// The sides that do not hold what protects the map.
    fn failing(&self, pair: &Pair, guard: Option<&Guard>) -> Vec<(u32, u32)> {
        let (a, b) = (pair.a, pair.b);
        let holds = |state: u32| -> bool {
            let state = self.state(state);
            match guard {
                Some(guard) => state.held.iter().any(|(place, _)| self.lock_name(state.body, place) == guard.lock),
                None => state.locks().next().is_some(),
            }
        };
        let under_read_lock =
            |state: u32| self.seed(state).kind.is_write() && holds(state) && !self.state(state).held.iter().any(|(_, mode)| *mode == LockMode::Write);
        // Who promises a copy is wrong about it, whatever the others do.
        match [a, b].map(|state| is_promised(self.graph, self.seed(state))) {
            [true, false] => return vec![(a, b)],
            [false, true] => return vec![(b, a)],
            [true, true] | [false, false] => {}
        }
        // Who sends a map and goes on to use it is to blame, not who receives it.
        match [a, b].map(|state| self.is_sent(state)) {
            [true, false] if !self.state(b).spawned => return vec![(b, a)],
            [false, true] if !self.state(a).spawned => return vec![(a, b)],
            _ => {}
        }
        let writes = |state: u32| self.seed(state).kind.is_write();
        if is_in_atomic(self.graph, self.group.key) && writes(a) != writes(b) {
            return vec![if writes(a) { (a, b) } else { (b, a) }];
        }
        let (a_holds, b_holds) = (holds(a) && !under_read_lock(a), holds(b) && !under_read_lock(b));
        match (a_holds, b_holds) {
            (true, false) => vec![(b, a)],
            (false, true) => vec![(a, b)],
            _ if self.seed(a).body == self.seed(b).body && self.seed(a).access == self.seed(b).access => vec![(a, b)],
            _ => vec![(a, b), (b, a)],
        }
    }

    /// Whether a side runs because it was sent the map, or what holds it.
    fn is_sent(&self, state: u32) -> bool {
        self.climb
            .chain(state)
            .filter_map(|at| self.state(at).below)
            .find(|below| below.kind == EdgeKind::Spawn)
            .is_some_and(|below| below.is_message)
    }

    fn candidate(&self, (primary, other): (u32, u32), doubts: Doubts, guard: Option<&Guard>) -> Candidate {
        let doubts = Doubts {
            far: self.is_far([primary, other], guard),
            odd_lock: self.is_locked(primary) != self.is_locked(other) && !is_guarded(guard),
            ..self.with_accesses(primary, other, doubts)
        };
        let length = self.climb.chain(primary).count() + self.climb.chain(other).count();
        let rank = (
            doubts.weight(),
            self.is_believed(primary, other, doubts),
            strength(self.seed(primary).kind),
            strength(self.seed(other).kind),
            length,
            self.position(primary),
            self.position(other),
        );
        Candidate { primary, other, doubts, rank }
    }

    /// What is doubtful of two accesses besides the ways to them.
    fn with_accesses(&self, primary: u32, other: u32, doubts: Doubts) -> Doubts {
        let kinds = [primary, other].map(|state| self.seed(state).kind);
        Doubts {
            // A package variable is there for all; an object may belong to one goroutine, or be handed on, in a way that is not seen.
            unlocked: self.group.key.is_of_objects() && !doubts.belief && !self.is_locked(primary) && !self.is_locked(other),
            filled: kinds.contains(&AccessKind::Fill),
            reference: kinds.into_iter().all(AccessKind::is_variable),
            in_test: self.is_of_test(primary, other),
            // Code that runs beside itself has no phases.
            phases: self.names.function(self.seed(primary).body) != self.names.function(self.seed(other).body),
            ..doubts
        }
    }

    fn is_locked(&self, state: u32) -> bool {
        self.state(state).locks().next().is_some()
    }

    /// Whether the way to one of the two is so long that something on it may well keep them apart. Where a lock guards most accesses, or both
    /// are on goroutines, less is left to the ways.
    fn is_far(&self, states: [u32; 2], guard: Option<&Guard>) -> bool {
        let steps = |state: u32| {
            self.climb.chain(state).map(|at| 1 + usize::from(self.state(at).below.is_some_and(|below| below.kept.is_some()))).sum::<usize>() + 1
        };
        let longest = states.map(steps).into_iter().max().unwrap_or_default();
        if longest < LONG {
            return false;
        }
        let [one, other] = states.map(|state| self.position(state).0);
        let starts: usize = states.map(|state| self.spawns(state).len()).into_iter().sum();
        one != other || longest > LONG && !is_guarded(guard) && starts == 1
    }

    /// Whether both accesses lie in tests or in packages that are there for tests, or the map is declared in a test file. The tests of a
    /// module that has nothing else are a program.
    fn is_of_test(&self, primary: u32, other: u32) -> bool {
        let is_test = |state: u32| self.graph.is_test(self.seed(state).body);
        let is_declared_in_test = || self.names.declaration(self.group.key).is_some_and(|at| self.names.is_test(at));
        (is_test(primary) && is_test(other) || is_declared_in_test()) && self.graph.has_more_than_tests(self.seed(primary).body)
    }

    /// Whether no goroutine is known of either side: how the others lock is all there is to go by.
    fn is_believed(&self, primary: u32, other: u32, doubts: Doubts) -> bool {
        let is_unseen = doubts.outside && !self.state(primary).spawned && !self.state(other).spawned;
        // A lock that keeps nobody out is no lock that others hold, and who promises a copy needs none.
        let is_told =
            [primary, other].map(|state| self.seed(state)).into_iter().any(|seed| seed.facts(self.graph).in_vain || is_promised(self.graph, seed));
        doubts.belief || is_unseen && !is_told
    }

    fn conflict(&self, candidate: &Candidate, guard: Option<&Guard>) -> Conflict {
        let common = self.state(candidate.primary).body;
        let Doubts { outside, served, .. } = candidate.doubts;
        let (primary, other) = (self.side(candidate, candidate.primary), self.side(candidate, candidate.other));
        let parallel = if self.is_believed(candidate.primary, candidate.other, candidate.doubts) {
            Parallel::Unseen
        } else if outside || served {
            Parallel::Entries
        } else if candidate.primary == candidate.other || primary.span == other.span && primary.spawn == other.spawn {
            Parallel::SelfParallel
        } else if primary.spawn.is_some() && other.spawn.is_some() {
            Parallel::Siblings
        } else if primary.sent || other.sent {
            Parallel::AfterSend
        } else {
            Parallel::ParentAndChild
        };
        let by_other = outside && self.state(candidate.primary).spawned || served && !self.graph.is_handler(common);
        let called = if by_other { candidate.other } else { candidate.primary };
        Conflict {
            map: self.names.map(self.group.key),
            twin: self.names.twin(self.group.key),
            declaration: self.names.declaration(self.group.key),
            primary,
            other,
            parallel,
            common: self.names.body(common),
            links: self.links(candidate.doubts, self.state(called).body),
            guard: guard.map(|guard| (guard.name.clone(), guard.held, guard.all)),
            also: Vec::new(),
            started: self.started(candidate),
            in_atomic: is_in_atomic(self.graph, self.group.key),
        }
    }

    /// What else runs the two accesses: whoever mends one start has to know of the others.
    fn started(&self, candidate: &Candidate) -> Vec<Started> {
        let seeds = [candidate.primary, candidate.other].map(|state| self.state(state).seed);
        let shown: Vec<Span> = [candidate.primary, candidate.other].into_iter().flat_map(|state| self.spawns(state)).collect();
        let states = (0..self.climb.states.len() as u32).filter(|state| seeds.contains(&self.state(*state).seed));
        let mut found: Vec<Started> = states
            .filter(|state| self.state(*state).spawned)
            .flat_map(|state| self.spawns(state))
            .map(|span| Started { span, registered: false })
            .collect();
        for state in [candidate.primary, candidate.other] {
            let sites = self.graph.registered.get(&self.state(state).body).into_iter().flatten();
            found.extend(sites.map(|(body, call)| Started { span: self.call_span(*body, *call), registered: true }));
        }
        found.retain(|started| !shown.contains(&started.span));
        found.sort();
        found.dedup_by_key(|started| started.span);
        found.truncate(MOST_STARTED);
        found
    }

    /// Where the goroutines start on the way down from a state.
    fn spawns(&self, state: u32) -> Vec<Span> {
        let chain: Vec<u32> = self.climb.chain(state).collect();
        let starts = chain.into_iter().filter_map(|at| {
            let state = self.state(at);
            match (state.site, state.below) {
                (Site::Call(call), Some(below)) if below.kind == EdgeKind::Spawn => Some(self.call_span(state.body, call)),
                _ => None,
            }
        });
        starts.collect()
    }

    fn call_span(&self, body: u32, call: u32) -> Span {
        self.names.span(body, self.graph.body(body).calls[call as usize].at)
    }

    fn side(&self, candidate: &Candidate, state: u32) -> Side {
        let seed = self.seed(state);
        let access = seed.facts(self.graph);
        let span = self.names.span(seed.body, access.at);
        let chain: Vec<u32> = self.climb.chain(state).collect();
        let mut steps = Vec::new();
        let top = self.state(state).body;
        steps.push(Step {
            kind: StepKind::Entry,
            function: self.names.body(top),
            span: self.names.span(top, self.graph.body(top).at),
            text: self.begins(candidate, top),
        });
        let (mut spawn, mut sent) = (None, false);
        for pair in chain.windows(2) {
            let (upper, lower) = (self.state(pair[0]), self.state(pair[1]));
            let (Site::Call(call), Some(below)) = (upper.site, upper.below) else { continue };
            let at = self.names.span(upper.body, self.graph.body(upper.body).calls[call as usize].at);
            let target = self.names.body(lower.body);
            let (step, text) = match below.kind {
                EdgeKind::Spawn if below.is_message => {
                    (StepKind::Spawn, format!("sends `{}`, which `{target}` receives", self.sent(upper.body, call)))
                }
                EdgeKind::Spawn if below.kept.is_some() => {
                    (StepKind::Spawn, format!("{} `{target}`, which another goroutine runs", self.put(upper.body, call)))
                }
                _ if below.kept.is_some() => (StepKind::Call, format!("{} `{target}`", self.put(upper.body, call))),
                EdgeKind::Spawn => (StepKind::Spawn, format!("starts a goroutine that runs `{target}`")),
                EdgeKind::Defer => (StepKind::Call, format!("defers `{target}`")),
                EdgeKind::Once => (StepKind::Call, format!("runs `{target}` once")),
                EdgeKind::Call | EdgeKind::Assumed | EdgeKind::Kept => (StepKind::Call, format!("calls `{target}`")),
            };
            if below.kind == EdgeKind::Spawn {
                sent |= spawn.is_none() && below.is_message;
                spawn.get_or_insert(at);
            }
            steps.push(Step { kind: step, function: self.names.body(upper.body), span: at, text });
            steps.extend(below.kept.map(|(body, call)| self.runs_kept(body, call, &target)));
        }
        let text = format!("{} `{}`", seed.kind.verb(), access.text);
        steps.push(Step { kind: StepKind::Access, function: self.names.body(seed.body), span, text });
        Side {
            kind: seed.kind,
            function: self.names.function(seed.body),
            span,
            expression: access.text.to_string(),
            locks: self.held(state),
            in_vain: access.in_vain,
            steps,
            spawn,
            sent,
            test: self.names.is_test(span),
        }
    }

    /// What a body sends by a call, as the source names it.
    fn sent(&self, body: u32, call: u32) -> String {
        match self.graph.body(body).calls[call as usize].args.first() {
            Some(Operand::Place(place)) => self.names.path(body, place),
            _ => String::new(),
        }
    }

    /// What a body does with a function value that it does not run itself.
    fn put(&self, body: u32, call: u32) -> &'static str {
        let edges = &self.graph.body(body).calls[call as usize].edges;
        match edges.iter().find_map(|edge| edge.kept.as_deref()) {
            Some(Kept::Returned(_)) => "returns",
            Some(Kept::Sent(_) | Kept::Message(_)) => "sends",
            Some(Kept::At(_) | Kept::As(_)) => "stores",
            None => "hands over",
        }
    }

    /// The call that runs a function which was put somewhere.
    fn runs_kept(&self, body: u32, call: u32, target: &str) -> Step {
        let span = self.names.span(body, self.graph.body(body).calls[call as usize].at);
        Step { kind: StepKind::Call, function: self.names.body(body), span, text: format!("runs `{target}`") }
    }

    /// The first step of a path.
    fn begins(&self, candidate: &Candidate, top: u32) -> String {
        let is_served = candidate.doubts.served && self.graph.is_handler(top);
        let name = self.names.body(top);
        if is_served { format!("a server runs `{name}` for each request") } else { format!("`{name}`") }
    }

    fn held(&self, state: u32) -> Vec<crate::conflict::HeldLock> {
        let seed = self.seed(state);
        let state = self.state(state);
        // Locks taken beside the access are named as they are there; those of callers too where they lie in what holds the map, and else in
        // the terms of the common body.
        let own = &seed.facts(self.graph).locks().held;
        let mut locks = self.names.locks(seed.body, own);
        let is_own = |lock: &&(Place, LockMode)| own.iter().any(|(place, _)| last_name(place) == last_name(&lock.0));
        for (place, mode) in state.held.iter().filter(|lock| !is_own(lock)) {
            let (body, place) = match beside(place, &state.place, &seed.place) {
                Some(there) => (seed.body, there),
                None => (state.body, place.clone()),
            };
            locks.extend(self.names.locks(body, &[(place, *mode)]));
        }
        locks.sort();
        locks.dedup();
        locks
    }

    fn links(&self, doubts: Doubts, common: u32) -> Vec<WeakLink> {
        let function = self.names.body(common);
        let link = |doubt: Doubt| WeakLink { id: doubt.id(), text: text(doubt, &function), weight: doubt.weight() };
        doubts.all().map(link).collect()
    }

    /// A name of a lock that does not depend on the function: type and field, or package variable, or local.
    fn lock_name(&self, body: u32, place: &Place) -> LockName {
        match field_of(place) {
            Some((owner, name)) => (format!("{}.{}", owner.package, owner.name), name.to_string()),
            None => (String::new(), self.names.path(body, place)),
        }
    }

    /// A lock that is believed to be the guard, named as one of its holders does.
    fn believed(&self, (lock, held, all): &(Place, u32, u32)) -> Option<Guard> {
        // A lock that is a local has a name only where it is declared.
        let is_it = |place: &Place| match (field_of(lock), field_of(place)) {
            (Some(field), Some(other)) => field == other,
            (None, None) => lock == place,
            _ => false,
        };
        let mut locks = self.group.seeds.iter().flat_map(|seed| seed.facts(self.graph).locks().held.iter().map(|(place, _)| (seed.body, place)));
        let (body, place) = locks.find(|(_, place)| is_it(place))?;
        Some(Guard { name: self.names.path(body, place), lock: self.lock_name(body, place), held: *held, all: *all })
    }

    /// The lock that most accesses of the location hold, if any does.
    fn guard(&self) -> Option<Guard> {
        let mut counts: BTreeMap<LockName, (u32, String)> = BTreeMap::new();
        let mut all = 0;
        for seed in self.group.seeds.iter().filter(|seed| !seed.alias && !seed.kind.is_variable()) {
            all += 1;
            for (place, _) in seed.facts(self.graph).locks().held.iter().filter(|(lock, _)| !is_flag(self.graph, lock)) {
                let entry = counts.entry(self.lock_name(seed.body, place)).or_insert_with(|| (0, self.names.path(seed.body, place)));
                entry.0 += 1;
            }
        }
        let mut ranked: Vec<(LockName, (u32, String))> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, (held, _))| std::cmp::Reverse(*held));
        // Two locks that are held equally often: neither is the guard.
        if ranked.get(1).is_some_and(|second| second.1.0 == ranked[0].1.0) {
            return None;
        }
        let (lock, (held, name)) = ranked.into_iter().next()?;
        Some(Guard { name, lock, held, all })
    }
}

/// A lock of the object that holds the map at `map`, in the terms of a body that reaches the same map at `there`.
fn beside(lock: &Place, map: &Place, there: &Place) -> Option<Place> {
    let common = map.path.iter().rev().zip(there.path.iter().rev()).take_while(|(one, other)| one == other).count();
    (1..=common).find_map(|tail| {
        let (holder, end) = (&map.path[..map.path.len() - tail], there.path.len() - tail);
        let rest = lock.path.strip_prefix(holder).filter(|_| lock.root == map.root && map.root != Root::Unknown)?;
        Some(Place { root: there.root, path: there.path[..end].iter().chain(rest).copied().collect() })
    })
}

/// What a path ends in, whatever it begins with.
fn last_name(place: &Place) -> Option<mapvet_model::Proj> {
    place.path.last().copied()
}

/// A weak link in words; `function` is where the two paths part, or what unseen code is taken to call.
fn text(doubt: Doubt, function: &str) -> String {
    let fixed = match doubt {
        Doubt::Order => "a channel, atomic or other synchronisation may order the two accesses",
        Doubt::OwnElement => "each goroutine may have an element of its own",
        Doubt::Element => "the map is reached through an element or a stored value, perhaps another one",
        Doubt::LockOnSomePath => "a common lock is held on some paths only",
        Doubt::LockByPointer => "each side holds a lock, and one of them is a pointer that may lead to the other",
        Doubt::OtherLock => "each side holds a lock; two names may stand for one lock",
        Doubt::OneRun => "both run in what a `sync.Once` runs, perhaps that of one object",
        Doubt::Model => "how the library runs a function that it is handed is known from experience, not from its documentation",
        Doubt::Dispatch => "a call through an interface may run the methods of several types",
        Doubt::Guessed => "a call through an interface may run the methods of every type that fits it",
        Doubt::Alias => "one of the two is given the map of the other",
        Doubt::Sheltered => "another of these types takes a lock or wraps the others",
        Doubt::Unlocked => "no lock is held at either side; something else may keep the two apart",
        Doubt::Filled => "the decoder that fills it may make a map of its own",
        Doubt::Reference => "both sides read or replace which map it is, not what is in it",
        Doubt::Far => "the way to one of the two is long; something on it may keep them apart",
        Doubt::OddLock => "one side holds a lock that most accesses do not take themselves; something else may keep the two apart",
        Doubt::InTest => "a test keeps its own order: it runs one thing after the other, or waits until it sees what it waits for",
        Doubt::Phases => "the two are in different functions, which a phase or state of the program may keep apart",
        Doubt::Panic => "one of the two runs only if the function that started the other panics",
        Doubt::Whole => "the whole program is at hand, and no two runs that meet are seen in it",
        Doubt::Wrapped => "a handler at hand runs others while it holds a lock, perhaps these",
        Doubt::Called => "callers of it are seen, through an interface; whether others call it besides is not known",
        Doubt::Ending => "one of the two ends the life of its object, by its name: most likely nobody uses it any more",
        Doubt::Hidden => "its type has no exported name: a framework may well call it on the goroutine that it meets",
        Doubt::Stored => "a function that lies in a field or variable is taken to run on the goroutines of all that call what lies there",
        Doubt::Callback => "a callback is taken to run before the function it is handed to returns",
        Doubt::NoCaller => return format!("no caller of `{function}` was found"),
        Doubt::OnlyInTest => return format!("only the test `{function}` is seen to run the two together"),
        Doubt::Outside => return format!("code that is not seen is taken to call `{function}` at any time"),
        Doubt::Served => return format!("by its parameters, a server is taken to run `{function}` for each request, on one object"),
        Doubt::Belief => return format!("no two runs that meet are seen; the lock at the other accesses says that `{function}` runs beside them"),
        Doubt::Incomplete => return format!("`{function}` was not understood in full"),
    };
    fixed.to_owned()
}
