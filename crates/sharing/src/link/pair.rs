//! Pairs: two states of one body that may run at the same time, on the same map, without a common lock.

use super::begins::is_still_made;
use super::climb::Climb;
use super::closings::is_taken_in_rounds;
use super::doubt::Doubts;
use super::entry;
use super::escape::Escape;
use super::feasible::exclude;
use super::first_runs::comes_first;
use super::graph::Graph;
use super::handed::Overlap;
use super::handed_back::is_handed_back;
use super::handed_joins::Joined;
use super::handles::is_ended;
use super::incoming::Overlaps;
use super::latched;
use super::messages;
use super::once::{OneRun, one_run};
use super::one_round::goes_round_once;
use super::order::{Site, Surroundings, between, field_of, may_begin_with, may_follow, meet, same_token};
use super::parked::take_turns_at_stop;
use super::renewed;
use super::requests::is_receiver;
use super::restarted::is_restarted;
use super::same_lock;
use super::seed::{Key, Seed};
use super::state::{Siblings, State};
use super::swapped::is_filled_before_taken;
use crate::facts::{EdgeKind, Event, Token, TokenKind};
use mapvet_model::{AccessKind, LockMode, Place, Proj, Root, Runs, VarKind};

/// A conflict between two states of one climb.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub a: u32,
    pub b: u32,
    pub doubts: Doubts,
}

/// Judges the states of one location.
pub(super) struct Judge<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub around: &'a Surroundings<'a, 'g>,
    pub climb: &'a Climb<'a, 'g>,
    pub seeds: &'a [Seed],
    pub key: Key,
}

impl Judge<'_, '_> {
    /// All conflicts, in the order of the states.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut found = Vec::new();
        for (body, states) in &self.climb.by_body {
            if !states.iter().any(|state| self.climb.states[*state as usize].spawned) {
                continue;
            }
            for (at, a) in states.iter().enumerate() {
                for b in &states[at..] {
                    found.extend(self.judge(*body, *a, *b));
                }
            }
        }
        found
    }

    fn judge(&self, body: u32, a: u32, b: u32) -> Option<Pair> {
        let (first, second) = (&self.climb.states[a as usize], &self.climb.states[b as usize]);
        if !(first.spawned || second.spawned)
            || first.place != second.place
            || !can_race(self.seeds, first, second)
            || exclude(&first.requires, &second.requires)
        {
            return None;
        }
        let are_put = self.meet_at_put(body, first, second)?;
        let protection = if are_put { self.protection_at_put(body, first, second) } else { protection(first, second) };
        // Each way to an object that was made on the way leads to another object.
        let are_apart = first.made && second.made;
        if protection == Protection::Certain
            || latched::are_apart(first, second)
            || [a, b].into_iter().any(|state| self.climb.escape(self.seeds, state) != Escape::Seen)
            || are_apart
            || self.in_turn(body, first, second)
            || self.is_of_one_round(body, first, second)
            || messages::are_in_turn(self.graph, self.climb, body, first, second)
            || self.share_runner(first, second)
            || self.share_runner(second, first)
        {
            return None;
        }
        let one_run = one_run(self.graph, self.climb, first, second);
        let is_filled = |one: &State, other: &State| is_filled_before_taken(self.graph, self.seeds, self.key, one, other);
        if one_run == OneRun::Certainly || is_filled(first, second) || is_filled(second, first) {
            return None;
        }
        let order = self.best_order(body, first, second).or_else(|| self.comes_again(body, first, second).then_some(Order::None))?;
        let entry = self.entry(body, first, second);
        let is_renewed = |state: &State| renewed::is_renewed_below(self.climb, state);
        if entry == Protection::Certain || is_renewed(first) && is_renewed(second) {
            return None;
        }
        let has_element = first.place.path[..first.place.path.len().saturating_sub(1)].contains(&Proj::Elem) || ends_in_element(&first.place);
        // The variable held another element when it led to the other.
        let are_of_one = first.element_in.is_some() && first.element_in == second.element_in;
        // Another round runs another function.
        let are_picked = first.picked.is_some() && first.picked == second.picked && first.site == second.site;
        // Who was sent one of several objects has that one.
        let is_sent_element = (has_element || first.element || second.element) && messages::is_sent(self.climb, [first, second]);
        let are_given_new = [first, second].into_iter().all(|state| renewed::is_each_given_new(self.climb, self.climb.below(state)));
        let doubts = Doubts {
            order: order == Order::Possible
                || self.is_made_by_getter(a, b)
                || self.is_made_by_getter(b, a)
                || is_restarted(self.graph, self.around, self.climb, first, second)
                || is_restarted(self.graph, self.around, self.climb, second, first)
                || first.perhaps_joined
                || second.perhaps_joined
                || is_handed_back(self.around, self.climb, first, second)
                || is_handed_back(self.around, self.climb, second, first)
                || comes_first(self.graph, self.around, self.climb, first, second)
                || comes_first(self.graph, self.around, self.climb, second, first)
                || take_turns_at_stop(self.around, self.climb, a, b)
                || self.around.is_one_at_a_time(body, &first.signals, &second.signals),
            guessed: self.is_guess(a) || self.is_guess(b),
            other_lock: same_lock::may_be_one(self.graph, body, first, second),
            one_run: one_run == OneRun::Perhaps,
            lock_by_pointer: entry == Protection::ByPointer || same_lock::is_by_pointer(self.graph, first, second),
            lock_on_some_path: protection == Protection::SomePath || entry == Protection::SomePath,
            element: (has_element || first.element || second.element) && first.site != second.site && !are_of_one || are_given_new,
            own_element: (has_element || first.element || second.element) && (first.site == second.site || are_of_one)
                || are_picked
                || is_sent_element,
            alias: self.seeds[first.seed as usize].alias || self.seeds[second.seed as usize].alias || are_put && self.is_replaced(),
            // Most functions that start a goroutine have nothing left to do that could panic; what the goroutine itself saves is its own.
            panic: first.panicking && !first.spawned || second.panicking && !second.spawned,
            no_caller: !self.graph.reached[body as usize],
            incomplete: self.graph.body(body).incomplete,
            only_in_test: self.is_only_in_test(body, first, second),
            ..Doubts::of_ways(first, second)
        };
        Some(Pair { a, b, doubts })
    }

    /// Whether the path of a side begins with what a function returned that leads to the other side under a lock: whoever asks for the
    /// map has it made first, or finds it made.
    fn is_made_by_getter(&self, asked: u32, made: u32) -> bool {
        let state = &self.climb.states[asked as usize];
        let seed = &self.seeds[state.seed as usize];
        let getter = || self.graph.returned_by(seed.body, &seed.facts(self.graph).place);
        !self.climb.states[made as usize].held.is_empty()
            && getter().is_some_and(|getter| self.climb.chain(made).any(|at| self.climb.states[at as usize].body == getter))
    }

    /// Whether a test happens to run what no program is seen to run together. Examples are tests that show how a
    /// package is meant to be used.
    fn is_only_in_test(&self, body: u32, a: &State, b: &State) -> bool {
        let is_test = |state: &State| self.graph.is_test(self.seeds[state.seed as usize].body);
        let is_example = self.graph.decl(body).func.name.starts_with("Example");
        // A function of a test that lies in a hook or a double is run by what the test calls, in turn.
        let is_stored = a.is_stored() || b.is_stored();
        // So is a handler, by the one client that the test has.
        let is_served = [a, b].iter().all(|state| state.start.is_some_and(|start| start.runs == Runs::Overlapping));
        self.graph.is_test(body) && !is_example && (is_stored || is_served || !(is_test(a) && is_test(b)))
    }

    /// Whether every caller holds a lock, for the side that runs on the body's own goroutine, that the other side holds.
    fn entry(&self, body: u32, a: &State, b: &State) -> Protection {
        let (spawned, direct) = if a.spawned { (a, b) } else { (b, a) };
        if direct.spawned || spawned.held.is_empty() {
            return Protection::None;
        }
        let locks: Vec<(Place, LockMode)> = spawned.held.iter().filter(|(place, _)| !direct.lost.contains(place)).cloned().collect();
        entry::protection(self.graph, body, &locks)
    }

    /// Whether a body that nobody is seen to call hands over a function again each time, and the runs of two such functions meet.
    fn comes_again(&self, body: u32, a: &State, b: &State) -> bool {
        let is_handed_over =
            |state: &State| state.below.is_some_and(|below| below.kept.is_some()) && state.start.is_some_and(|start| start.runs == Runs::Once);
        let has_callers = || self.graph.incoming[body as usize].iter().any(|edge| !self.graph.is_test(edge.from));
        let is_for_all = matches!(a.place.root, Root::Global(..)) || is_receiver(self.graph, body, a.place.root);
        is_for_all && a.site == b.site && is_handed_over(a) && is_handed_over(b) && self.graph.is_exported(body) && !has_callers()
    }

    /// The likelier of the two directions in which one may run while the other is live.
    fn best_order(&self, body: u32, a: &State, b: &State) -> Option<Order> {
        let forth = if a.spawned { self.order(body, a, b) } else { None };
        let back = if b.spawned { self.order(body, b, a) } else { None };
        match (forth, back) {
            (None, None) => None,
            (Some(Order::None), _) | (_, Some(Order::None)) => Some(Order::None),
            _ => Some(Order::Possible),
        }
    }

    /// Whether a loop that goes round once starts both.
    fn is_of_one_round(&self, body: u32, a: &State, b: &State) -> bool {
        matches!(a.site, Site::Call(call) if a.site == b.site && goes_round_once(self.graph, body, call))
    }

    /// Whether one goroutine runs both in turn: they lie in one object that was registered, and no other one is made meanwhile.
    fn in_turn(&self, body: u32, a: &State, b: &State) -> bool {
        let facts = self.graph.body(body);
        let makes_map = |event: &Event| matches!(event, Event::Declare(var) if a.place.root == Root::Var(mapvet_model::VarId(*var)));
        let is_again = |state: &State| may_follow(facts, state.site, state.site, &mut |event| makes_map(event));
        a.turn.is_some() && a.turn == b.turn && a.site != b.site && !is_again(a) && !is_again(b)
    }

    /// Whether the one goroutine that runs a function which lies somewhere comes to the other access itself.
    fn share_runner(&self, kept: &State, other: &State) -> bool {
        let is_serial = kept.start.is_some_and(|start| start.runs == Runs::Serial);
        let runner = || self.goroutine(kept).filter(|frame| self.starts_nothing(frame))?.below?.kept;
        let Some((runner, _)) = Some(kept).filter(|_| is_serial).and_then(|_| runner()) else { return false };
        self.goroutine(other).is_some_and(|frame| self.starts_nothing(frame) && self.climb.below(frame).any(|state| state.body == runner))
    }

    /// The frame that starts the goroutine which leads to a state's access.
    fn goroutine<'s>(&'s self, state: &'s State) -> Option<&'s State> {
        std::iter::once(state).chain(self.climb.below(state)).find(|state| state.starts())
    }

    /// Whether no frame below one starts a goroutine.
    fn starts_nothing(&self, frame: &State) -> bool {
        !self.climb.below(frame).any(State::starts)
    }

    /// Whether control of `body` may come to `later` while the goroutine of `spawned` is live; `None` when it may not.
    fn order(&self, body: u32, spawned: &State, later: &State) -> Option<Order> {
        let facts = self.graph.body(body);
        let root = spawned.place.root;
        let own = match root {
            Root::Var(var) => self.graph.decl(body).vars[var.index()].owner == self.graph.local_number(body),
            _ => true,
        };
        let made_by = self.made_by(body, root);
        // The variable is given what the call returned after that has started the goroutine.
        let is_of_maker = made_by.is_some_and(|call| matches!(spawned.site, Site::Call(number) if facts.calls[number as usize].id == call));
        if is_of_maker && spawned.site == later.site {
            // Each execution of the call makes an instance of its own.
            return None;
        }
        match self.order_in_callee(spawned, later) {
            Some(Overlap::Yes) => return Some(Order::None),
            Some(Overlap::Perhaps) => return Some(Order::Possible),
            Some(Overlap::No) if spawned.joined_by_callee.is_some() => return None,
            Some(Overlap::No) | None => {}
        }
        match spawned.joined_by_callee {
            Some(_) if spawned.site != later.site => return None,
            Some(Siblings::OneAtATime) => return None,
            Some(Siblings::Several) => return Some(Order::None),
            None => {}
        }
        // Whoever was handed the map itself keeps the old one when the variable gets another.
        let is_other_map = |number: u32| {
            let access = &facts.accesses[number as usize];
            spawned.snapshot && access.kind == AccessKind::Replace && access.place == spawned.place
        };
        let stops = |event: &Event| match (event, made_by) {
            (Event::Access(number), _) if is_other_map(*number) => true,
            (Event::Call(number), Some(call)) => facts.calls[*number as usize].id == call || self.around.ends(spawned, event),
            (Event::Declare(var), _) if own && !is_of_maker => root == Root::Var(mapvet_model::VarId(*var)),
            (Event::Store(number), _) if self.leaves_old(body, spawned, *number) => true,
            _ => self.around.ends(spawned, event),
        };
        if renewed::is_replaced_below(self.climb, spawned) {
            return None;
        }
        if self.overlaps_itself(spawned) && later.spawned && spawned.site == later.site {
            let ordered = comes_after_once(spawned, later) || comes_after_once(later, spawned);
            return Some(if ordered { Order::Possible } else { Order::None });
        }
        let may_meet = |groups: &[Token]| {
            let is_join = |event: &Event| !groups.is_empty() && self.around.joins(body, event, groups);
            may_follow(facts, spawned.site, later.site, &mut |event| stops(event) || is_join(event))
        };
        if !may_meet(&[]) {
            return None;
        }
        let groups = self.around.groups_behind(spawned);
        if !groups.is_empty() && !may_meet(&groups) {
            return None;
        }
        // What runs once something is started later may well come after the rest of the function that hands it over.
        let is_later = spawned.start.is_some_and(|start| start.later) && !later.spawned && !self.has_begun(body, spawned, later);
        let is_later = is_later || is_still_made(self.graph, body, spawned, later);
        let is_over = || spawned.perhaps_joined_by_callee && !self.is_of_failure(spawned, later) || is_ended(self.around, self.climb, spawned, later);
        Some(if is_later || is_over() || self.may_be_ordered(body, spawned, later) { Order::Possible } else { Order::None })
    }

    /// Whether control may come to `later` though a callee has given up to wait for the goroutine: nobody asks whether it has, or that is
    /// where its error leads to.
    fn is_of_failure(&self, spawned: &State, later: &State) -> bool {
        let (Some(below), Site::Call(number)) = (spawned.below, spawned.site) else { return false };
        let started = self.climb.states[below.state as usize].body;
        let facts = self.graph.body(spawned.body);
        let is_success = |event: &Event| *event == Event::Succeeded(number);
        !below.is_message
            && self.around.joined_in_callee(started, below.edge) == Some(Joined::UnlessLate)
            && (!self.graph.is_asked(spawned.body, number)
                || facts.blocks.iter().flat_map(|block| &block.events).any(is_success)
                    && may_follow(facts, spawned.site, later.site, &mut |event| is_success(event)))
    }

    /// Whether a store leaves a goroutine the object that it was started with, and gives whoever comes later another one.
    fn leaves_old(&self, body: u32, spawned: &State, number: u32) -> bool {
        let (object, _) = &self.graph.body(body).stores[number as usize];
        renewed::renews(self.graph, body, &spawned.place, number) && renewed::is_handed_on(self.climb, spawned, object)
    }

    /// Whether one execution of a call leads to both at the same time, where that is known: to two function values that it hands over,
    /// or to one and to the callee itself.
    fn order_in_callee(&self, spawned: &State, later: &State) -> Option<Overlap> {
        if spawned.site != later.site {
            return None;
        }
        let found = match (self.overlaps(spawned), self.overlaps(later)) {
            (Some(one), Some(other)) => {
                let is_own = matches!(spawned.place.root, Root::Var(var) if one.own.contains(&var.0));
                let has = |mask: u64| mask >> other.number & 1 == 1 && !(is_own && one.number == other.number);
                match (has(one.certain), has(one.perhaps)) {
                    (true, _) => Overlap::Yes,
                    (_, true) => Overlap::Perhaps,
                    _ => Overlap::No,
                }
            }
            (Some(one), None) => self.order_with_callee(one, later)?,
            (None, Some(_) | None) => return None,
        };
        let is_once = comes_after_once(spawned, later) || comes_after_once(later, spawned);
        Some(if is_once { found.min(Overlap::Perhaps) } else { found })
    }

    /// What is known of the other function values of the call that a state came through.
    fn overlaps(&self, state: &State) -> Option<&Overlaps> {
        self.climb.edge(state)?.overlaps.as_deref()
    }

    /// Whether a callee may come to what it does itself while it has a function value run on a goroutine.
    fn order_with_callee(&self, handed: &Overlaps, later: &State) -> Option<Overlap> {
        let inside = handed.inside.last()?;
        let own = &self.climb.states[later.below?.state as usize];
        if own.body != inside.body {
            return None;
        }
        let facts = self.graph.body(own.body);
        let mut stops = |event: &Event| self.around.joins(own.body, event, &inside.signals);
        if !inside.live || !may_follow(facts, Site::Call(inside.call), own.site, &mut stops) {
            return Some(Overlap::No);
        }
        let waits = self.around.waits_between(own.body, Site::Call(inside.call), own.site);
        Some(if inside.perhaps_over || meet(&inside.signals, &waits) { Overlap::Perhaps } else { Overlap::Yes })
    }

    /// Whether what runs later has certainly begun when control comes to `later`: the server was started, or the function
    /// that calls both function values calls them in this order.
    fn has_begun(&self, body: u32, spawned: &State, later: &State) -> bool {
        let run_by = |state: &State| state.below.and_then(|below| below.kept);
        if let (Some((one, started)), Some((other, called))) = (run_by(spawned), run_by(later)) {
            let facts = self.graph.body(one);
            return one == other && may_follow(facts, Site::Call(started), Site::Call(called), &mut |_| false);
        }
        let awaits = spawned.start.and_then(|start| start.awaits);
        awaits.is_some_and(|of| self.around.serving.has_begun(self.graph, body, [spawned.site, later.site], of))
    }

    /// Whether a library runs the function that it is handed at a state's site several times at once. Where that is done further down,
    /// the function that does it has been asked.
    fn overlaps_itself(&self, state: &State) -> bool {
        self.climb.edge(state).and_then(|edge| edge.start).is_some_and(|start| start.runs == Runs::Overlapping && !start.waits)
    }

    /// The call whose result a root is: it makes a new instance, and may itself have started the goroutine.
    fn made_by(&self, body: u32, root: Root) -> Option<u32> {
        match root {
            Root::Call(id, _) => Some(id.0),
            Root::Var(var) => {
                let facts = &self.graph.decl(body).vars[var.index()];
                let source = facts.result_of.as_deref().filter(|_| facts.owner == self.graph.local_number(body))?;
                if let Root::Call(id, _) = source.root { Some(id.0) } else { None }
            }
            Root::Global(..) | Root::Unknown => None,
        }
    }

    fn may_be_ordered(&self, body: u32, spawned: &State, later: &State) -> bool {
        let mut waits = self.around.waits_between(body, spawned.site, later.site);
        waits.extend(later.waits.iter().cloned());
        if !later.spawned {
            // A wait in the body itself, on the way to the access, is among those between.
            waits.retain(|token| token.place.root != Root::Unknown || token.kind == TokenKind::Other);
        }
        let signals = self.around.relayed(body, &spawned.signals);
        if meet(&signals, &waits) && !self.only_closes(body, spawned, later, &waits) || self.around.waits_for_anything(body, &waits) {
            return true;
        }
        let mut back = later.signals.to_vec();
        if !later.spawned {
            back.extend(self.around.signals_after(body, later.site));
        }
        meet(&self.around.relayed(body, &back), &spawned.waits) || self.awaits_strangers(body, spawned, later)
    }

    /// Whether all that the goroutine gives of what is waited for is the end of a channel on which others send, and the loop that takes their
    /// messages comes to the later access with each.
    fn only_closes(&self, body: u32, spawned: &State, later: &State, waits: &[Token]) -> bool {
        let Some(root) = self.goroutine(spawned).and_then(|frame| frame.below).map(|below| self.climb.states[below.state as usize].body) else {
            return false;
        };
        let facts = self.graph.body(body);
        let is_closed = |token: &Token| {
            let is_site = |event: &Event| later.site.is(event);
            let is_below = later.waits.iter().any(|wait| same_token(wait, token));
            !is_below && is_taken_in_rounds(facts, token, &is_site) && self.around.senders.are_others(self.graph, root, token)
        };
        let (closed, others): (Vec<Token>, Vec<Token>) = spawned.signals.iter().cloned().partition(is_closed);
        let mut after = self.around.relayed(body, &spawned.signals);
        after.retain(|token| !closed.contains(token));
        after.extend(self.around.relayed(body, &others));
        !closed.is_empty() && !meet(&after, waits)
    }

    /// Whether a body starts further goroutines between two sites.
    fn starts_others(&self, body: u32, from: Site, to: Site) -> bool {
        let facts = self.graph.body(body);
        let mut found = false;
        let is_start = |call: u32| facts.calls[call as usize].edges.iter().any(|edge| edge.kind == EdgeKind::Spawn);
        between(facts, from, to, &mut |event| found |= matches!(event, Event::Call(call) if is_start(*call)));
        found
    }

    /// Whether a goroutine of a constructor comes to its access only when something was sent on a channel of the object that was made
    /// there: whoever else sends has been given the object, and what the constructor does is over by then.
    fn awaits_strangers(&self, body: u32, spawned: &State, later: &State) -> bool {
        let vars = &self.graph.decl(body).vars;
        let is_made = |root: Root| match root {
            Root::Var(var) => vars[var.index()].kind == VarKind::Local && (vars[var.index()].fresh || vars[var.index()].result_of.is_some()),
            Root::Call(..) | Root::Global(..) | Root::Unknown => false,
        };
        let is_own = |token: &&Token| token.kind == TokenKind::Sent && field_of(&token.place).is_some() && is_made(token.place.root);
        let own: Vec<&Token> = spawned.waits.iter().filter(is_own).collect();
        if later.spawned || own.is_empty() || self.starts_others(body, spawned.site, later.site) {
            return false;
        }
        let is_wait = |event: &Event| matches!(event, Event::Wait(token) if own.iter().any(|known| same_token(token, known)));
        self.climb.below(spawned).any(|at| !may_begin_with(self.graph.body(at.body), at.site, &mut |event| is_wait(event)))
    }
}

fn ends_in_element(place: &Place) -> bool {
    place.path.last() == Some(&Proj::Elem)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Nothing orders the two.
    None,
    /// Something may.
    Possible,
}

/// Whether the accesses of two states conflict at all.
pub(super) fn can_race(seeds: &[Seed], a: &State, b: &State) -> bool {
    let kind = |state: &State| seeds[state.seed as usize].kind;
    let replaces = |x: &State, y: &State| kind(x) == AccessKind::Replace && !y.snapshot;
    let writes_table = |x: &State, y: &State| kind(x).is_write() && !kind(x).is_variable() && !kind(y).is_variable();
    replaces(a, b) || replaces(b, a) || writes_table(a, b) || writes_table(b, a)
}

/// How far two accesses are kept apart by locks, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protection {
    None,
    SomePath,
    /// Each holds a lock, and a pointer may lead from one to the other.
    ByPointer,
    Certain,
}

/// Whether two states share a lock that excludes them. A lock that is an element guards only what hangs on the same
/// element: one lock a key lets two keys of one map through.
pub(super) fn protection(a: &State, b: &State) -> Protection {
    let moves_with_map = |lock: &Place| match lock.path.iter().rposition(|step| *step == Proj::Elem) {
        Some(at) => a.place.root == lock.root && a.place.path.len() > at && a.place.path[..=at] == lock.path[..=at],
        None => true,
    };
    let excludes = |one: &[(Place, LockMode)], other: &[(Place, LockMode)], sure: bool| {
        one.iter()
            .filter(|(lock, _)| !sure || moves_with_map(lock))
            .any(|(lock, mode)| other.iter().any(|(held, held_mode)| lock == held && mode.excludes(*held_mode)))
    };
    if excludes(&a.held, &b.held, true) {
        return Protection::Certain;
    }
    let either: [(&[_], &[_]); 4] = [(&a.held, &b.held), (&a.maybe, &b.maybe), (&a.held, &b.maybe), (&a.maybe, &b.held)];
    if either.iter().any(|(one, other)| excludes(one, other, false)) { Protection::SomePath } else { Protection::None }
}

/// Whether one access is made by a `sync.Once` that the other comes after: its lock is held, and waited for as nothing else is.
fn comes_after_once(one: &State, other: &State) -> bool {
    let is_one = |place: &Place, lock: &Place| place == lock || field_of(lock).is_some_and(|field| field_of(place) == Some(field));
    let is_waited_for =
        |lock: &Place| other.waits.iter().any(|token| matches!(token.kind, TokenKind::Other | TokenKind::Once) && is_one(&token.place, lock));
    one.held.iter().any(|(lock, mode)| *mode == LockMode::Write && is_waited_for(lock))
}
