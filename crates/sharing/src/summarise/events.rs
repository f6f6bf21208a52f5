//! From the operations of a body to the events, accesses and calls of its facts.

use super::Places;
use super::alias::Aliases;
use super::escape::Escapes;
use super::latch_flow::Flow;
use super::latches::Latches;
use super::locks::LockContext;
use super::synchronisation::{counts, lock_event, outcome, owner_of_library_channel, renamed};
use crate::facts::{AccessFacts, Actuals, BlockFacts, BodyFacts, CallFacts, Edge, EdgeKind, Event, LockState, Target, Token, TokenKind};
use crate::loops::{Next, common_loop};
use mapvet_model::{
    AccessKind, BlockId, Body, Call, CallMode, Callee, Capacity, Effect, FuncValue, Kept, Library, Name, Op, Operand, Place, Proj, Root, Test, Ty,
    VarId, VarKind, event_loop,
};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// Turns one body into facts.
pub(super) struct Recorder<'a> {
    pub context: &'a LockContext<'a>,
    /// As [`latches`](super::latches::latches), and the number of the declaration there.
    pub latches: (&'a Latches, usize),
    pub escapes: &'a Escapes,
    /// Objects of libraries whose functions do not run in turn though those of one registration would.
    pub shared: &'a [u32],
    pub number: u32,
    pub body: &'a Body,
    pub places: &'a mut Places,
    /// The block that is being recorded.
    pub block: u32,
    /// For each block, what formals have to be for control to come there; nothing where no condition asks for formals.
    pub tests: Vec<Vec<Test>>,
    pub facts: BodyFacts,
    /// The values that literals of the body hold.
    pub puts: OnceCell<FxHashSet<Place>>,
    /// Which results some `return` gives a new object, as bits.
    pub made_results: u64,
    /// Which results some `return` gives another value.
    pub other_results: u64,
    /// Locals that are stored in fields or containers, and those.
    pub stored: &'a [(VarId, Place)],
    /// As [`LockContext::locked_copies`].
    pub locked_copies: Vec<VarId>,
    /// Fields that the block at hand has put something new into.
    pub just_made: Vec<Place>,
}

impl Recorder<'_> {
    /// Records everything, block by block.
    pub fn record(mut self) -> BodyFacts {
        let entries = self.context.entries(self.body);
        let mut flow = Flow::of(self.context, self.latches.0, self.latches.1, self.body);
        let mut call_numbers: Vec<Option<u32>> = vec![None; self.body.calls.len()];
        for (number, (block, entry)) in self.body.blocks.iter().zip(entries).enumerate() {
            self.block = number as u32;
            self.just_made.clear();
            let mut events = Vec::new();
            if let Some(mut state) = entry {
                let mut known = flow.as_ref().and_then(|flow| flow.begin(number, &state));
                for op in &block.ops {
                    let first = events.len();
                    self.op(op, &state, &mut events, &mut call_numbers);
                    self.name_again(first, &mut events);
                    if let (Some(flow), Some(known)) = (&mut flow, &mut known) {
                        flow.note(&events[first..], known);
                        flow.pass(op, known, &state);
                    }
                    for lock_op in self.context.of_op(self.body, op) {
                        lock_event(&lock_op, &state, &mut events);
                        state.apply(&lock_op);
                    }
                }
            }
            if self.body.after_panic.contains(&BlockId(number as u32)) {
                let sites = events.iter().filter(|event| matches!(event, Event::Access(_) | Event::Call(_)));
                self.facts.after_panic.extend(sites.cloned());
            }
            self.facts.blocks.push(BlockFacts { events, next: block.next.iter().map(|next| next.0).collect() });
        }
        self.facts.latches = flow.map_or_else(Vec::new, Flow::facts);
        self.copies();
        self.drop_releases();
        self.facts
    }

    /// Unlocks matter to the goroutines that run under the lock.
    fn drop_releases(&mut self) {
        let starts = self.facts.calls.iter().flat_map(|call| &call.edges).any(|edge| edge.kind == EdgeKind::Spawn);
        if !starts {
            self.facts.blocks.iter_mut().for_each(|block| block.events.retain(|event| !matches!(event, Event::Released(_))));
        }
    }

    /// What a local signals or waits for is also signalled by, or waited for in, the field or the container that the local was stored in.
    fn name_again(&self, first: usize, events: &mut Vec<Event>) {
        for at in first..events.len() {
            let (Event::Signal(token) | Event::Wait(token) | Event::Join(token)) = &events[at] else { continue };
            let Place { root: Root::Var(var), path } = &token.place else { continue };
            // Of containers only those of channels: which of several atomics is meant orders nothing.
            let is_channel = matches!(token.kind, TokenKind::Sent | TokenKind::Received);
            let fits = |place: &Place| is_channel || place.path.last() != Some(&Proj::Elem);
            let names = self.stored.iter().filter(|(local, place)| local == var && path.is_empty() && fits(place));
            let again: Vec<Event> = names.map(|(_, place)| renamed(&events[at], place)).collect();
            events.extend(again);
        }
    }

    pub(super) fn aliases(&self) -> &Aliases {
        self.context.aliases
    }

    /// What formals have to be for control to come to the block at hand.
    fn required(&self) -> &[Test] {
        self.tests.get(self.block as usize).map_or(&[], Vec::as_slice)
    }

    fn access(&mut self, access: AccessFacts) -> Event {
        self.facts.accesses.push(access);
        Event::Access(self.facts.accesses.len() as u32 - 1)
    }

    /// A map that was read under a lock, or that is promised to be a copy, and that the caller goes on to read without it.
    ///
    /// Misses: getters that take no lock, and maps that are returned behind pointers, in fields without an exported name or by named results.
    fn hand_out(&mut self, place: Place, span: mapvet_syntax::Span, text: Name, state: &LockState, events: &mut Vec<Event>) {
        let is_shared = match place.root {
            Root::Global(..) => true,
            Root::Var(var) => !place.path.is_empty() && self.escapes.is_given(var),
            Root::Call(..) | Root::Unknown => false,
        };
        let same = |kind: AccessKind| self.facts.accesses.iter().filter(move |access| access.kind == kind);
        let is_read_locked = || same(AccessKind::Value).any(|access| access.place == place && !access.locks().held.is_empty());
        // What is taken out and replaced is the caller's own.
        let is_taken = || {
            self.body.blocks.iter().flat_map(|block| &block.ops).any(|op| match op {
                Op::Access { place: other, kind: AccessKind::Replace, .. } => self.aliases().resolve(other).0 == place,
                _ => false,
            })
        };
        let is_locked = || !state.held.is_empty() || is_read_locked();
        if self.number == 0 && is_shared && (self.context.decl.promises_copy || is_locked()) && !is_taken() {
            let at = self.places.number(span);
            let requires = self.required().into();
            let access = AccessFacts { place, kind: AccessKind::HandOut, at, text, locks: None, snapshot: true, in_vain: false, requires };
            events.push(self.access(access));
        }
    }

    fn op(&mut self, op: &Op, state: &LockState, events: &mut Vec<Event>, call_numbers: &mut [Option<u32>]) {
        let token = |kind: TokenKind, place: &Place| Token { kind, place: self.context.aliases.resolve(place).0 };
        match op {
            Op::Access { place, kind, span, text } => {
                let (resolved, snapshot) = self.aliases().resolve(place);
                // `m = table` says of the variable which map it is now, and nothing of the table's own variable.
                let is_of_local = *kind == AccessKind::Replace && place.path.is_empty() && resolved != *place;
                if is_of_local || self.escapes.is_private(&resolved, *kind, self.number) || self.aliases().is_replaced_copy(&resolved) {
                    return;
                }
                if *kind == AccessKind::HandOut {
                    self.hand_out(resolved, *span, *text, state, events);
                    return;
                }
                let at = self.places.number(*span);
                let in_vain = matches!(place.root, Root::Var(var) if self.locked_copies.contains(&var));
                let requires = self.required().into();
                let access = AccessFacts { place: resolved, kind: *kind, at, text: *text, locks: kept(state), snapshot, in_vain, requires };
                events.push(self.access(access));
            }
            Op::Declare(var) => {
                if self.escapes.is_named(*var) {
                    events.push(Event::Declare(var.0));
                }
            }
            Op::Call(id) => self.call(id.index(), state, events, call_numbers),
            Op::Store { target, value } => {
                // `c = &conn{}` is another instance for whoever was only given the value.
                if let (Root::Var(var), true, Operand::Fresh | Operand::Received(_)) = (target.root, target.path.is_empty(), value)
                    && self.escapes.is_named(var)
                    && !self.escapes.is_captured(var)
                {
                    events.push(Event::Declare(var.0));
                }
                self.store(target, value, events);
            }
            Op::Send { channel, .. } => {
                events.push(Event::Signal(token(TokenKind::Sent, channel)));
                if !self.takes_a_slot(channel) {
                    events.push(Event::Wait(token(TokenKind::Received, channel)));
                }
            }
            Op::Receive { channel } => {
                if !self.is_pool(channel) {
                    // One of several channels, known by where they lie.
                    let place = self.element(self.aliases().resolve(channel).0);
                    events.push(Event::Wait(Token { kind: TokenKind::Sent, place }));
                }
                events.push(Event::Signal(token(TokenKind::Received, channel)));
                if let Some(context) = self.context_of_done(channel) {
                    events.push(Event::Wait(Token { kind: TokenKind::Sent, place: context }));
                }
                if let Some(owner) = owner_of_library_channel(&self.context.aliases.resolve(channel).0, self.context.scope) {
                    events.push(Event::Wait(Token { kind: TokenKind::Other, place: owner }));
                }
            }
            Op::Close { channel } => events.push(Event::Signal(token(TokenKind::Sent, channel))),
            // Misses: what is read in such a loop itself, between two looks at the flag.
            Op::Flag { place, waits } => {
                let token = token(TokenKind::Other, place);
                let is_shared = match token.place.root {
                    Root::Var(var) if token.place.path.is_empty() => self.escapes.is_captured(var),
                    _ => true,
                };
                if is_shared {
                    events.push(if *waits { Event::Wait(token) } else { Event::Signal(token) });
                }
            }
            Op::Acquired { .. } => {}
            Op::Told(told) => events.extend(outcome(*told, call_numbers)),
            Op::Return { values } => self.results(values),
        }
    }

    /// The local that a channel with room for several values was made for.
    fn many(&self, channel: &Place) -> Option<VarId> {
        let Place { root: Root::Var(var), path } = self.aliases().resolve(channel).0 else { return None };
        let known = &self.context.decl.vars[var.index()];
        (path.is_empty() && !known.opaque && known.sources.as_slice() == [Operand::Channel(Capacity::Many)]).then_some(var)
    }

    /// Whether a send takes one of several slots of a semaphore: it waits for none in particular of those who hold the
    /// others. The function that made the channel may send to fill it up, and that waits for all of them; where it
    /// starts goroutines in the same loop, it does not.
    fn takes_a_slot(&self, channel: &Place) -> bool {
        let Some(var) = self.many(channel) else { return false };
        if self.context.decl.vars[var.index()].owner.0 != self.number {
            return true;
        }
        let next: Next = self.body.blocks.iter().map(|block| block.next.iter().map(|next| next.0).collect()).collect();
        let starts = |op: &Op| matches!(op, Op::Call(id) if self.body.calls[id.index()].mode == CallMode::Go);
        let round = common_loop(&next, self.block, self.block);
        round.is_some_and(|round| self.body.blocks.iter().zip(round).any(|(block, inside)| inside && block.ops.iter().any(starts)))
    }

    /// Whether the function that made the channel both fills it and takes from it: a pool of tokens. Whoever takes one
    /// comes after the one who gave it back, not after all who did.
    fn is_pool(&self, channel: &Place) -> bool {
        let Some(var) = self.many(channel) else { return false };
        let owner = &self.context.decl.bodies[self.context.decl.vars[var.index()].owner.index()];
        let here = |place: &Place| self.many(place) == Some(var);
        let ops = || owner.blocks.iter().flat_map(|block| &block.ops);
        ops().any(|op| matches!(op, Op::Send { channel, .. } if here(channel)))
            && ops().any(|op| matches!(op, Op::Receive { channel } if here(channel)))
    }

    /// `ctx` of a channel `ctx.Done()`.
    fn context_of_done(&self, channel: &Place) -> Option<Place> {
        let Root::Call(id, 0) = channel.root else { return None };
        let call = self.body.calls.get(id.index())?;
        let is_done = match &call.callee {
            Callee::Library(func) => func.name == "Done",
            Callee::Unknown(name) | Callee::Interface(_, name) => *name == "Done",
            _ => false,
        };
        let receiver = call.receiver.as_ref().filter(|_| is_done && channel.path.is_empty())?;
        Some(self.aliases().resolve(receiver).0)
    }

    /// `ctx` of a call `cancel()` after `ctx, cancel := context.WithCancel(...)` or its like.
    fn context_of_cancel(&self, call: &Call) -> Option<Place> {
        let Callee::Value(Place { root: Root::Var(var), path }) = &call.callee else { return None };
        let source = self.aliases().result_of[var.index()].as_ref().filter(|_| path.is_empty())?;
        let Root::Call(id, 1) = source.root else { return None };
        let context = Place::of(Root::Call(id, 0));
        let at = self.aliases().result_of.iter().position(|source| source.as_ref() == Some(&context))?;
        Some(Place::of(Root::Var(VarId(at as u32))))
    }

    pub(super) fn is_basic(&self, place: &Place) -> bool {
        match place.root {
            Root::Var(var) if place.path.is_empty() => matches!(self.context.decl.vars[var.index()].ty, Ty::Basic(_)),
            _ => false,
        }
    }

    fn call(&mut self, id: usize, state: &LockState, events: &mut Vec<Event>, call_numbers: &mut [Option<u32>]) {
        let call = &self.body.calls[id];
        let number = match call_numbers[id] {
            Some(number) => {
                // A deferred call stands at every exit: what holds of it holds at all of them.
                let requires = self.facts.calls[number as usize].requires.iter().filter(|test| self.required().contains(test));
                let requires = requires.copied().collect();
                let known = &mut self.facts.calls[number as usize];
                let mut locks = known.locks.as_deref().cloned().unwrap_or_default();
                meet(&mut locks, state);
                known.locks = kept(&locks);
                known.requires = requires;
                Some(number)
            }
            None => self.call_facts(id as u32, call, state),
        };
        call_numbers[id] = number;
        events.extend(number.map(Event::Call));
        self.synchronisation(call, events);
    }

    fn synchronisation(&self, call: &Call, events: &mut Vec<Event>) {
        events.extend(self.context_of_cancel(call).map(|place| Event::Signal(Token { kind: TokenKind::Sent, place })));
        let place = match (&call.receiver, call.args.first()) {
            (Some(receiver), _) => receiver.clone(),
            (None, Some(Operand::Place(place))) => place.clone(),
            _ => Place::of(Root::Unknown),
        };
        let place = self.element(self.aliases().resolve(&place).0);
        let is_group = matches!(&call.callee, Callee::Library(func) | Callee::Static(func) if counts(*func));
        let is_close = matches!(&call.callee, Callee::Library(func) if func.package.is_empty());
        let kind = match (is_close, is_group) {
            (true, _) => TokenKind::Sent,
            (_, true) => TokenKind::Group,
            _ => TokenKind::Other,
        };
        for effect in &call.effects {
            let token = Token { kind, place: place.clone() };
            match effect {
                Effect::Signal => events.push(Event::Signal(token)),
                Effect::Wait if is_unmodelled(call, self.context.scope.models()) => {
                    events.push(Event::Wait(Token { kind: TokenKind::Unknown, place: token.place }))
                }
                Effect::Wait => events.push(Event::Wait(token)),
                // One WaitGroup an element: this waits for one of them, and for all where it stands in a loop.
                Effect::Join if token.place.path.contains(&Proj::Elem) => events.push(Event::Wait(token)),
                Effect::Join => events.push(Event::Join(token)),
                Effect::Touch => {
                    events.push(Event::Signal(token.clone()));
                    events.push(Event::Wait(token));
                }
                Effect::RunOnce(_) => {
                    events.push(Event::Signal(token.clone()));
                    events.push(Event::Wait(token));
                }
                Effect::Limit(_) => events.push(Event::Signal(Token { kind: TokenKind::OneAtATime, place: token.place })),
                Effect::Starts(started) => {
                    let kind = if started.returns || call.mode == CallMode::Go { TokenKind::Started } else { TokenKind::Serving };
                    events.push(Event::Signal(Token { kind, place: Place::of(Root::Global(started.of, Name::default())) }));
                }
                _ => {}
            }
        }
    }

    /// The path of the element that a variable was given, for a variable that holds one.
    fn element(&self, place: Place) -> Place {
        match place.root {
            Root::Var(var) if place.path.is_empty() => self.aliases().element_of[var.index()].clone().unwrap_or(place),
            _ => place,
        }
    }

    /// The facts of a call; `None` when it runs nothing that could matter.
    fn call_facts(&mut self, id: u32, call: &Call, state: &LockState) -> Option<u32> {
        let args: Vec<Operand> = call.receiver.iter().map(|place| Operand::Place(place.clone())).chain(call.args.iter().cloned()).collect();
        let mut args: Vec<Operand> = args.iter().map(|arg| self.argument(arg)).collect();
        let edges = self.edges(id, call, &args);
        if edges.is_empty() {
            return None;
        }
        while matches!(args.last(), Some(Operand::Other | Operand::Fresh)) {
            args.pop();
        }
        args.shrink_to_fit();
        let at = self.places.number(call.span);
        let requires = self.required().into();
        let is_made = |arg: &Operand| matches!(arg, Operand::Place(place) if self.just_made.contains(place));
        let made = (0..32).zip(&args).filter(|(_, arg)| is_made(arg)).fold(0, |made, (at, _)| made | 1 << at);
        self.facts.calls.push(CallFacts { id, edges, at, args, made, locks: kept(state), requires, rounds: call.rounds });
        Some(self.facts.calls.len() as u32 - 1)
    }

    /// The variable that holds what a call returns: whoever uses it may stop what the call started.
    fn handle_of(&self, id: u32) -> Option<Place> {
        let place = Place::of(Root::Call(mapvet_model::CallId(id), 0));
        let var = self.context.decl.vars.iter().position(|var| var.owner.0 == self.number && var.sources.contains(&Operand::Place(place.clone())))?;
        Some(Place::of(Root::Var(VarId(var as u32))))
    }

    fn argument(&self, arg: &Operand) -> Operand {
        match self.aliases().operand(arg) {
            Operand::Place(place) if self.is_basic(&place) && !self.is_flag(&place) => Operand::Other,
            Operand::Fresh | Operand::Channel(_) => Operand::Fresh,
            other => other,
        }
    }

    /// Whether a path is a formal that a condition may ask for, or that may say how often a loop goes round.
    fn is_flag(&self, place: &Place) -> bool {
        let is_asked = |ty: &Ty| *ty == Ty::basic("bool") || *ty == Ty::basic("int");
        let is_flag = |var: &mapvet_model::Var| is_formal(var.kind) && is_asked(&var.ty);
        matches!(place.root, Root::Var(var) if place.path.is_empty() && is_flag(&self.context.decl.vars[var.index()]))
    }

    fn edges(&self, id: u32, call: &Call, args: &[Operand]) -> Vec<Edge> {
        let kind = match call.mode {
            CallMode::Call => EdgeKind::Call,
            CallMode::Defer => EdgeKind::Defer,
            CallMode::Go => EdgeKind::Spawn,
        };
        if let Callee::Kept(kept) = &call.callee {
            return self.kept(kept, args).into_iter().collect();
        }
        let own = |target: Target| Edge::new(target, kind, Actuals::Args);
        let mut edges = Vec::new();
        match &call.callee {
            Callee::Static(func) if !runs_arguments(call) => edges.push(own(Target::Static(*func))),
            Callee::Literal(body) => edges.push(own(Target::Body(body.0))),
            Callee::Interface(ty, name) if !is_pure_lock(call) => edges.push(own(Target::Interface(*ty, *name))),
            Callee::Value(place) => match self.aliases().function_at(place) {
                Some(function) => edges.push(bound(&function, kind, None)),
                None => edges.push(own(Target::Value(Box::new(self.aliases().resolve(place).0)))),
            },
            Callee::Unknown(_) | Callee::Library(_) if kind == EdgeKind::Spawn => edges.push(own(Target::Unknown)),
            Callee::Static(_) | Callee::Interface(..) | Callee::Library(_) | Callee::Unknown(_) | Callee::Kept(_) => {}
        }
        if matches!(call.callee, Callee::Value(_))
            && let Some(edge) = edges.first_mut()
            && edge.actuals == Actuals::Bound(None)
        {
            edge.actuals = Actuals::Args;
        }
        self.argument_edges(id, call, args, &mut edges);
        edges
    }

    /// A function value that is put where others find it; `None` for a variable that is but a name for it.
    fn kept(&self, kept: &Kept, args: &[Operand]) -> Option<Edge> {
        let at = match kept {
            Kept::At(place) if self.aliases().function_at(place).is_some() => return None,
            Kept::At(place) => Kept::At(self.aliases().resolve(place).0),
            Kept::Sent(place) => Kept::Sent(self.aliases().resolve(place).0),
            Kept::Message(place) => Kept::Message(self.aliases().resolve(place).0),
            Kept::Returned(_) | Kept::As(_) => kept.clone(),
        };
        let edge = match args.first()? {
            Operand::Func(function) => bound(function, EdgeKind::Kept, None),
            Operand::Place(_) if matches!(at, Kept::Message(_)) => Edge::new(Target::Unknown, EdgeKind::Kept, Actuals::Args),
            Operand::Place(place) if at == Kept::At(place.clone()) => return None,
            Operand::Place(place) => Edge::new(Target::Value(Box::new(place.clone())), EdgeKind::Kept, Actuals::Bound(None)),
            Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => return None,
        };
        Some(Edge { kept: Some(Box::new(at)), ..edge })
    }

    /// Function values among the arguments that the callee runs: as its model says, or in place when nothing is known.
    fn argument_edges(&self, id: u32, call: &Call, args: &[Operand], edges: &mut Vec<Edge>) {
        let shift = usize::from(call.receiver.is_some());
        let edge = |at: u8, kind: EdgeKind, joined: Option<Place>| match args.get(usize::from(at) + shift)? {
            Operand::Func(function) => Some(bound(function, kind, joined)),
            Operand::Place(place) => {
                let edge = Edge::new(Target::Value(Box::new(place.clone())), kind, Actuals::Bound(None));
                Some(Edge { joined: joined.map(Box::new), ..edge })
            }
            Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => None,
        };
        let group = || call.receiver.as_ref().map(|receiver| self.aliases().resolve(receiver).0);
        for effect in &call.effects {
            let (at, kind, joined, start) = match effect {
                Effect::Spawn(start) if start.joined => (start.argument, EdgeKind::Spawn, group(), Some(*start)),
                Effect::Spawn(start) => {
                    let turn = start.turn.filter(|turn| !self.shared.contains(turn));
                    (start.argument, EdgeKind::Spawn, self.handle_of(id), Some(mapvet_model::Start { turn, ..*start }))
                }
                Effect::RunInPlace(at) => (*at, EdgeKind::Call, None, None),
                Effect::RunOnce(at) => (*at, EdgeKind::Once, group(), None),
                _ => continue,
            };
            edges.extend(edge(at, kind, joined).map(|edge| Edge { start, ..edge }));
        }
        let unmodelled = call.effects.is_empty() && !matches!(call.callee, Callee::Static(_) | Callee::Literal(_));
        if unmodelled {
            for arg in args {
                if let Operand::Func(function) = arg {
                    edges.push(bound(function, EdgeKind::Assumed, None));
                }
            }
        }
        if let Callee::Library(func) = &call.callee {
            let event_loop = event_loop(func.package);
            edges.iter_mut().for_each(|edge| edge.event_loop = event_loop);
        }
    }
}

/// Whether what is known of a call comes from its name alone.
fn is_unmodelled(call: &Call, models: &Library) -> bool {
    match &call.callee {
        Callee::Static(func) | Callee::Library(func) => models.effects(*func).is_empty(),
        _ => true,
    }
}

/// Whether a model says that the call itself runs its arguments: then the callee's body adds nothing.
fn runs_arguments(call: &Call) -> bool {
    call.effects.iter().any(|effect| matches!(effect, Effect::Spawn(_) | Effect::RunInPlace(_) | Effect::RunOnce(_)))
}

fn is_pure_lock(call: &Call) -> bool {
    call.effects.iter().any(|effect| matches!(effect, Effect::Acquire(_) | Effect::Release(_) | Effect::TryAcquire(_)))
}

fn bound(function: &FuncValue, kind: EdgeKind, joined: Option<Place>) -> Edge {
    let (target, receiver) = match function {
        FuncValue::Literal(body) => (Target::Body(body.0), None),
        FuncValue::Static(func) => (Target::Static(*func), None),
        FuncValue::Method(func, place) => (Target::Static(*func), Some(place.clone())),
    };
    Edge { joined: joined.map(Box::new), ..Edge::new(target, kind, Actuals::Bound(receiver.map(Box::new))) }
}

/// A lock state as facts hold it.
fn kept(state: &LockState) -> Option<Box<LockState>> {
    (*state != LockState::default()).then(|| Box::new(state.clone()))
}

/// The same call at another exit: only what holds at both is certain.
fn meet(known: &mut LockState, other: &LockState) {
    known.held.retain(|lock| other.held.contains(lock));
    for lock in &other.maybe {
        if !known.maybe.contains(lock) {
            known.maybe.push(lock.clone());
        }
    }
    known.maybe.sort();
    for place in &other.lost {
        if !known.lost.contains(place) {
            known.lost.push(place.clone());
        }
    }
    known.lost.sort();
}

/// Whether a variable is a formal.
pub(super) fn is_formal(kind: VarKind) -> bool {
    matches!(kind, VarKind::Formal(_))
}
