//! Order inside one body: which events may lie before, after and between two others on the skeleton of control flow.

use super::closings::Senders;
use super::graph::Graph;
use super::handed_joins::{HandedJoins, Joined, handed_joins};
use super::parked::{Stop, stops};
use super::region;
use super::seed::{Key, key_of};
use super::serving::Serving;
use super::state::State;
use super::tokens::{List, Tokens};
use crate::facts::{BodyFacts, EdgeKind, Event, Target, Token, TokenKind};
use mapvet_model::{Kept, Place, Proj, Root};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// An event of a body through which a path goes down, or the access itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Site {
    Access(u32),
    Call(u32),
    Declare(u32),
    Store(u32),
}

impl Site {
    pub(super) fn is(self, event: &Event) -> bool {
        match (self, event) {
            (Site::Access(a), Event::Access(b))
            | (Site::Call(a), Event::Call(b))
            | (Site::Declare(a), Event::Declare(b))
            | (Site::Store(a), Event::Store(b)) => a == *b,
            _ => false,
        }
    }
}

/// What a search does at a point.
enum Step {
    /// Goes on to what follows.
    On,
    /// Follows this way no further.
    Stop,
    /// Has what it looks for.
    Found,
}

/// Goes forward from every place of `from`, each block once. `judge` is asked at each event, and with `None` where the
/// body ends; whether it found what it looks for.
fn search(body: &BodyFacts, from: Site, judge: &mut dyn FnMut(Option<&Event>) -> Step) -> bool {
    search_from(body, positions(body, from).map(|(block, at)| (block, at + 1)).collect(), judge)
}

/// As [`search`], from these positions on.
fn search_from(body: &BodyFacts, from: Vec<(u32, usize)>, judge: &mut dyn FnMut(Option<&Event>) -> Step) -> bool {
    let mut seen = vec![false; body.blocks.len()];
    let mut work = from;
    'ways: while let Some((block, start)) = work.pop() {
        let facts = &body.blocks[block as usize];
        let end = facts.next.is_empty().then_some(None);
        for point in facts.events[start..].iter().map(Some).chain(end) {
            match judge(point) {
                Step::On => {}
                Step::Stop => continue 'ways,
                Step::Found => return true,
            }
        }
        for next in &facts.next {
            if !std::mem::replace(&mut seen[*next as usize], true) {
                work.push((*next, 0));
            }
        }
    }
    false
}

/// Whether control can get from `from` to `to` without passing an event that `stops`.
pub(super) fn may_follow(body: &BodyFacts, from: Site, to: Site, stops: &mut dyn FnMut(&Event) -> bool) -> bool {
    search(body, from, &mut |point| match point {
        Some(event) if to.is(event) => Step::Found,
        Some(event) if stops(event) => Step::Stop,
        _ => Step::On,
    })
}

/// Whether control can get from the beginning of a body to `to` without passing an event that `stops`.
pub(super) fn may_begin_with(body: &BodyFacts, to: Site, stops: &mut dyn FnMut(&Event) -> bool) -> bool {
    search_from(body, vec![(0, 0)], &mut |point| match point {
        Some(event) if to.is(event) => Step::Found,
        Some(event) if stops(event) => Step::Stop,
        _ => Step::On,
    })
}

/// The positions right after the events that `is_it`.
fn behind(body: &BodyFacts, is_it: &mut dyn FnMut(&Event) -> bool) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for (number, block) in body.blocks.iter().enumerate() {
        found.extend(block.events.iter().enumerate().filter(|(_, event)| is_it(event)).map(|(at, _)| (number as u32, at + 1)));
    }
    found
}

/// Whether control can get to `to` from an event that `starts`.
pub(super) fn is_reached_from(body: &BodyFacts, starts: &mut dyn FnMut(&Event) -> bool, to: Site) -> bool {
    search_from(body, behind(body, starts), &mut |point| match point {
        Some(event) if to.is(event) => Step::Found,
        _ => Step::On,
    })
}

/// Whether control can get from `from` to an event that `is_target`.
pub(super) fn leads_to_event(body: &BodyFacts, from: Site, is_target: &mut dyn FnMut(&Event) -> bool) -> bool {
    search(body, from, &mut |point| if point.is_some_and(&mut *is_target) { Step::Found } else { Step::On })
}

/// Whether control can get from `from` to the end of the body without passing an event that `stops`.
pub(super) fn may_end_after(body: &BodyFacts, from: Site, stops: &mut dyn FnMut(&Event) -> bool) -> bool {
    search(body, from, &mut |point| match point {
        Some(event) if stops(event) => Step::Stop,
        Some(_) => Step::On,
        None => Step::Found,
    })
}

/// Whether control can get from a site to an event that `is_it` without passing one that `stops`.
pub(super) fn may_follow_event(body: &BodyFacts, from: Site, stops: &mut dyn FnMut(&Event) -> bool, is_it: &dyn Fn(&Event) -> bool) -> bool {
    search(body, from, &mut |point| match point {
        Some(event) if stops(event) => Step::Stop,
        Some(event) if is_it(event) => Step::Found,
        _ => Step::On,
    })
}

/// Whether a body ends by signalling a token, whatever way it takes, and does nothing after that: `defer close(s.done)`.
pub(super) fn ends_with(body: &BodyFacts, token: &Token) -> bool {
    let is_it = |event: &Event| matches!(event, Event::Signal(signal) if same_token(signal, token));
    let last = behind(body, &mut |event| is_it(event));
    let does_more = |point: Option<&Event>| if matches!(point, Some(Event::Signal(_)) | None) { Step::On } else { Step::Found };
    !last.is_empty() && !search_from(body, last, &mut |point| does_more(point)) && !may_end(body, &mut |event| is_it(event))
}

/// Whether control can get through the body without passing an event that `stops`.
fn may_end(body: &BodyFacts, stops: &mut dyn FnMut(&Event) -> bool) -> bool {
    search_from(body, vec![(0, 0)], &mut |point| match point {
        Some(event) if stops(event) => Step::Stop,
        Some(_) => Step::On,
        None => Step::Found,
    })
}

/// Calls `visit` for every event that may come after `site`.
fn after(body: &BodyFacts, site: Site, visit: &mut dyn FnMut(&Event)) {
    search(body, site, &mut |point| {
        point.into_iter().for_each(&mut *visit);
        Step::On
    });
}

fn positions(body: &BodyFacts, site: Site) -> impl Iterator<Item = (u32, usize)> {
    body.blocks.iter().enumerate().flat_map(move |(block, facts)| {
        let found = facts.events.iter().enumerate().filter(move |(_, event)| site.is(event));
        found.map(move |(at, _)| (block as u32, at))
    })
}

/// Calls `visit` for every event between two sites, on the ways that leave no loop which holds both.
pub(super) fn between(body: &BodyFacts, from: Site, to: Site, visit: &mut dyn FnMut(&Event)) {
    for start in positions(body, from) {
        positions(body, to).for_each(|end| region::between(&body.blocks, start, end, visit));
    }
}

/// For every block, whether `site` may be reached from its start.
fn leads_to(body: &BodyFacts, site: Site) -> Vec<bool> {
    let mut leads = vec![false; body.blocks.len()];
    positions(body, site).for_each(|(block, _)| leads[block as usize] = true);
    loop {
        let mut changed = false;
        for (at, block) in body.blocks.iter().enumerate().rev() {
            if !leads[at] && block.next.iter().any(|next| leads[*next as usize]) {
                leads[at] = true;
                changed = true;
            }
        }
        if !changed {
            return leads;
        }
    }
}

/// Calls `visit` for every event that may come before `site`.
fn before(body: &BodyFacts, site: Site, visit: &mut dyn FnMut(&Event)) {
    let leads = leads_to(body, site);
    for (at, block) in body.blocks.iter().enumerate() {
        let wholly = block.next.iter().any(|next| leads[*next as usize]);
        let end = if wholly { block.events.len() } else { block.events.iter().rposition(|event| site.is(event)).unwrap_or(0) };
        if leads[at] {
            block.events[..end].iter().for_each(&mut *visit);
        }
    }
}

/// Tokens that the events of one body may wait for or signal, calls included.
pub(super) struct Surroundings<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub tokens: &'a Tokens,
    /// Groups that run one goroutine at a time, somewhere at least.
    single: FxHashSet<Key>,
    /// Where servers are started.
    pub serving: Serving,
    /// What was found for a site, by body: many locations climb through the same calls.
    known: Vec<Mutex<Known>>,
    /// What callees wait for of the functions that they are handed.
    handed: HandedJoins,
    /// Where goroutines stop for others, once somebody asked.
    stops: OnceLock<Vec<Stop>>,
    /// Who sends on channels in fields.
    pub senders: Senders,
}

/// Signals after a site and waits before it.
pub(super) type Around = (Arc<Vec<Token>>, Arc<Vec<Token>>);

type Known = FxHashMap<(u32, Site), Around>;

/// In how many parts what is known is held, so that threads seldom wait for one another.
const PARTS: usize = 64;

impl<'a, 'g> Surroundings<'a, 'g> {
    pub fn new(graph: &'a Graph<'g>, tokens: &'a Tokens) -> Surroundings<'a, 'g> {
        let known = (0..PARTS).map(|_| Mutex::default()).collect();
        let (single, serving) = (single(graph), Serving::new(graph));
        let (handed, stops, senders) = (HandedJoins::default(), OnceLock::new(), Senders::default());
        let mut around = Surroundings { graph, tokens, single, serving, known, handed, stops, senders };
        around.handed = handed_joins(&around);
        around
    }

    /// [`Self::signals_after`] and [`Self::waits_before`].
    pub fn around(&self, body: u32, site: Site) -> Around {
        let known = || self.known[body as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&(body, site)) {
            return found.clone();
        }
        let found: Around = (Arc::new(self.signals_after(body, site)), Arc::new(self.waits_before(body, site)));
        known().insert((body, site), found.clone());
        found
    }
}

impl Surroundings<'_, '_> {
    /// Whether the goroutine that a callee starts for a function which it is handed is over when the callee returns: for the nth edge to
    /// a body.
    pub fn joined_in_callee(&self, body: u32, edge: u32) -> Option<Joined> {
        self.handed.get(&(body, edge)).copied()
    }

    /// Where goroutines stop for others.
    pub fn stops(&self) -> &[Stop] {
        self.stops.get_or_init(|| stops(self.graph))
    }

    /// What may be signalled after a site, on the goroutine of the body.
    pub fn signals_after(&self, body: u32, site: Site) -> Vec<Token> {
        let mut found = Vec::new();
        after(self.graph.body(body), site, &mut |event| self.signals_of(body, event, &mut found));
        tidy(found)
    }

    /// What may be waited for after a site, on the goroutine of the body.
    pub fn waits_after(&self, body: u32, site: Site) -> Vec<Token> {
        let mut found = Vec::new();
        after(self.graph.body(body), site, &mut |event| self.waits_of(body, event, &mut found));
        tidy(found)
    }

    /// What may be waited for before a site, on the goroutine of the body.
    pub fn waits_before(&self, body: u32, site: Site) -> Vec<Token> {
        let mut found = Vec::new();
        before(self.graph.body(body), site, &mut |event| self.waits_of(body, event, &mut found));
        tidy(found)
    }

    /// What may be waited for after one site and before another, on the ways between them that leave no loop which
    /// holds both.
    pub fn waits_between(&self, body: u32, from: Site, to: Site) -> Vec<Token> {
        let facts = self.graph.body(body);
        let mut found = Vec::new();
        between(facts, from, to, &mut |event| self.waits_of(body, event, &mut found));
        tidy(found)
    }

    fn through(&self, body: u32, call: u32, list: List) -> Vec<Token> {
        self.tokens.through_call(self.graph, body, call, list)
    }

    fn signals_of(&self, body: u32, event: &Event, found: &mut Vec<Token>) {
        match event {
            Event::Signal(token) => found.push(token.clone()),
            Event::Call(call) => found.extend(self.through(body, *call, List::Signals)),
            Event::Access(_)
            | Event::Declare(_)
            | Event::Store(_)
            | Event::Wait(_)
            | Event::Join(_)
            | Event::Succeeded(_)
            | Event::Fails
            | Event::Passes(_)
            | Event::Released(_) => {}
        }
    }

    /// What the literals that a body returns wait for: `stop := start(); defer stop()`. Whether and when its caller calls them is not
    /// looked at.
    pub fn waits_of_results(&self, body: u32) -> Vec<Token> {
        let mut found = Vec::new();
        self.events_of_results(body, &mut |literal, event| self.waits_of(literal, event, &mut found));
        found
    }

    /// What the literals that a body returns signal.
    pub fn signals_of_results(&self, body: u32) -> Vec<Token> {
        let mut found = Vec::new();
        self.events_of_results(body, &mut |literal, event| self.signals_of(literal, event, &mut found));
        found
    }

    fn events_of_results(&self, body: u32, visit: &mut dyn FnMut(u32, &Event)) {
        let edges = self.graph.body(body).calls.iter().flat_map(|call| &call.edges);
        for edge in edges.filter(|edge| matches!(edge.kept.as_deref(), Some(Kept::Returned(_)))) {
            let Some(literal) = self.graph.edge_target(body, edge).filter(|_| matches!(edge.target, Target::Body(_))) else { continue };
            self.graph.body(literal).blocks.iter().flat_map(|block| &block.events).for_each(|event| visit(literal, event));
        }
    }

    /// What an event may wait for, calls included.
    pub fn waits_of(&self, body: u32, event: &Event, found: &mut Vec<Token>) {
        if let Some(token) = event.awaited() {
            found.push(token.clone());
            self.waits_behind(body, token, found);
        } else if let Event::Call(call) = event {
            found.extend(self.through(body, *call, List::Waits));
            found.extend(self.through(body, *call, List::Joins));
        }
    }

    /// What a goroutine waits for that closes the channel which a function returned: `<-group.done()`.
    fn waits_behind(&self, body: u32, token: &Token, found: &mut Vec<Token>) {
        let graph = self.graph;
        if token.kind != TokenKind::Sent {
            return;
        }
        let Some(returned) = graph.returned_from(body, &token.place) else { return };
        let Some(channel) = returned.result(graph) else { return };
        let closes = |literal: u32| graph.body(literal).signals().any(|signal| signal.place == *channel);
        for (number, started) in graph.body(returned.callee).calls.iter().enumerate() {
            let edges = started.edges.iter().filter(|edge| edge.kind == EdgeKind::Spawn && matches!(edge.target, Target::Body(_)));
            if edges.filter_map(|edge| graph.edge_target(returned.callee, edge)).any(closes) {
                let joins = self.tokens.through_spawn(graph, returned.callee, number as u32, List::Joins);
                found.extend(joins.into_iter().filter_map(|token| Some(Token { kind: token.kind, place: returned.actual(graph, &token.place)? })));
            }
        }
    }

    /// Whether an event certainly ends the spawn whose goroutine gives `signals`.
    pub fn joins(&self, body: u32, event: &Event, signals: &[Token]) -> bool {
        match event {
            Event::Join(token) => signals.iter().any(|signal| same_token(signal, token)),
            Event::Call(call) => {
                let joins = if signals.is_empty() { Vec::new() } else { self.through(body, *call, List::Joins) };
                joins.iter().any(|token| signals.iter().any(|signal| same_token(signal, token)))
            }
            _ => false,
        }
    }

    /// Whether an event certainly ends the goroutine of a state: it waits for it, or finds that the function which was to do so returned no
    /// error.
    pub fn ends(&self, state: &State, event: &Event) -> bool {
        let is_success = || matches!(event, Event::Succeeded(call) if state.site == Site::Call(*call));
        state.over_on_success && is_success() || self.joins(state.body, event, &state.signals)
    }

    /// Whether the goroutine of a state is over when its body returns no error. Who is returned one is taken to leave the object alone; a
    /// package variable is there for the next call.
    pub fn is_over_unless_error(&self, state: &State) -> bool {
        let is_left_alone = !matches!(state.place.root, Root::Global(..));
        let is_passed_on = |call: u32| state.over_on_success && state.site == Site::Call(call);
        let fails = |event: &Event| matches!(event, Event::Fails) || matches!(event, Event::Passes(call) if is_passed_on(*call));
        let facts = self.graph.body(state.body);
        let may_end = |stops: &dyn Fn(&Event) -> bool| may_end_after(facts, state.site, &mut |event| stops(event));
        // A function that has nothing but errors to return says nothing by that.
        let may_succeed = || may_end(&|event| matches!(event, Event::Fails));
        !may_end(&|event| self.ends(state, event)) || is_left_alone && may_succeed() && !may_end(&|event| self.ends(state, event) || fails(event))
    }

    /// Whether the goroutine of a state may be over when its body returns.
    pub fn may_be_over(&self, state: &State) -> bool {
        let signals = self.relayed(state.body, &state.signals);
        state.perhaps_joined_by_callee
            || meet(&signals, &self.waits_of_results(state.body))
            || meet_on_channels(&signals, &self.waits_after(state.body, state.site))
    }

    /// The groups of goroutines that certainly wait for the goroutine of a state: `outer.Go(func() error { return inner.Wait() })`. Who waits
    /// for them waits for it.
    pub fn groups_behind(&self, state: &State) -> Vec<Token> {
        let facts = self.graph.body(state.body);
        let is_group = |token: &Token| token.kind == TokenKind::Group;
        if !state.signals.iter().any(is_group) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (number, call) in facts.calls.iter().enumerate() {
            for edge in call.edges.iter().filter(|edge| edge.kind == EdgeKind::Spawn && matches!(edge.target, Target::Body(_))) {
                let Some((literal, group)) = self.graph.edge_target(state.body, edge).zip(edge.joined.as_deref()) else { continue };
                let waits = |event: &Event| self.joins(literal, event, &state.signals);
                let starts = |event: &Event| *event == Event::Call(number as u32);
                if !may_end(self.graph.body(literal), &mut |event| waits(event)) && !may_end_after(facts, state.site, &mut |event| starts(event)) {
                    found.push(Token { kind: TokenKind::Group, place: group.clone() });
                }
            }
        }
        found
    }

    /// Whether the goroutines of two signals belong to one group that runs one of them at a time.
    pub fn is_one_at_a_time(&self, body: u32, one: &[Token], other: &[Token]) -> bool {
        let is_single = |token: &Token| key_of(self.graph, body, &token.place).is_some_and(|key| self.single.contains(&key));
        let groups = |tokens: &[Token]| tokens.iter().filter(|token| token.kind == TokenKind::Group && is_single(token)).cloned().collect::<Vec<_>>();
        !self.single.is_empty() && groups(one).iter().any(|group| other.iter().any(|token| same_token(group, token)))
    }

    /// Whether one of these waits is for a goroutine that waits for something which is not understood: `go func() { pool.Wait(); close(done) }()`.
    /// That may be for anything.
    pub fn waits_for_anything(&self, body: u32, waits: &[Token]) -> bool {
        let spawned = |number: u32, list: List| self.tokens.through_spawn(self.graph, body, number, list);
        let is_relay = |number: u32| {
            let is_awaited = |signal: &Token| signal.kind != TokenKind::Other && waits.iter().any(|wait| same_token(signal, wait));
            spawned(number, List::Waits).iter().any(|wait| wait.kind == TokenKind::Unknown) && spawned(number, List::Signals).iter().any(is_awaited)
        };
        let starts = |number: &u32| self.graph.body(body).calls[*number as usize].edges.iter().any(|edge| edge.kind == EdgeKind::Spawn);
        !waits.is_empty() && (0..self.graph.body(body).calls.len() as u32).filter(starts).any(is_relay)
    }

    /// Signals that follow from `signals` through goroutines started in `body` that wait for one and give another.
    pub fn relayed(&self, body: u32, signals: &[Token]) -> Vec<Token> {
        let mut known = signals.to_vec();
        let behind = self.relays_behind(body, signals);
        for _ in 0..3 {
            if known.is_empty() {
                break;
            }
            let before = known.len();
            for number in 0..self.graph.body(body).calls.len() as u32 {
                let spawned = |list| self.tokens.through_spawn(self.graph, body, number, list);
                let mut waits = spawned(List::Waits).into_iter().chain(spawned(List::Joins));
                if waits.any(|wait| known.iter().any(|signal| same_token(signal, &wait))) {
                    // An atomic that some third goroutine stores says nothing of the two at hand.
                    known.extend(spawned(List::Signals).into_iter().filter(|token| token.kind != TokenKind::Other));
                    known = tidy(known);
                }
            }
            let given: Vec<Token> = behind.iter().filter(|relay| relay.takes(&known)).flat_map(|relay| relay.gives.iter().cloned()).collect();
            known.extend(given);
            known = tidy(known);
            if known.len() == before {
                break;
            }
        }
        known
    }
}

/// The groups that some call lets run one goroutine at a time.
fn single(graph: &Graph<'_>) -> FxHashSet<Key> {
    let mut found = FxHashSet::default();
    for body in 0..graph.bodies.len() as u32 {
        for event in graph.body(body).blocks.iter().flat_map(|block| &block.events) {
            if let Event::Signal(token) = event
                && token.kind == TokenKind::OneAtATime
            {
                found.extend(key_of(graph, body, &token.place));
            }
        }
    }
    found
}

fn tidy(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.sort();
    tokens.dedup();
    tokens
}

/// Whether one of the signals may end one of the waits. A wait that is not understood may be for anything.
pub(super) fn meet(signals: &[Token], waits: &[Token]) -> bool {
    waits.iter().any(|wait| wait.kind == TokenKind::Unknown) || waits.iter().any(|wait| signals.iter().any(|signal| same_token(signal, wait)))
}

/// [`meet`] by anything but a counted group, whose joins are known exactly.
pub(super) fn meet_on_channels(signals: &[Token], waits: &[Token]) -> bool {
    let waits: Vec<Token> = waits.iter().filter(|token| token.kind != TokenKind::Group).cloned().collect();
    meet(signals, &waits)
}

/// Whether two tokens may be the same object. Fields of the same name and type count as the same whatever their owners:
/// a synchronisation that may be the one keeps a pair silent.
pub(super) fn same_token(a: &Token, b: &Token) -> bool {
    a.kind == b.kind
        && (a.place == b.place && a.place.root != Root::Unknown || field_of(&a.place).is_some_and(|field| field_of(&b.place) == Some(field)))
}

/// The object in whose last field a path ends, elements of the field included.
pub(super) fn object_of(place: &Place) -> Option<Place> {
    let above = place.path.iter().rposition(|step| matches!(step, Proj::Field(..)))?;
    Some(Place { root: place.root, path: place.path[..above].into() })
}

/// The last field of a path.
pub(super) fn field_of(place: &Place) -> Option<(mapvet_model::TypeName, mapvet_model::Name)> {
    place.path.iter().rev().find_map(|step| match step {
        Proj::Field(owner, name) if !owner.name.is_empty() => Some((*owner, *name)),
        _ => None,
    })
}
