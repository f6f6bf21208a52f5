//! What a body knows of the flags of its package ([`latches`](super::latches)): a forward data flow over its blocks beside that of locks.

use super::latches::{Kind, Latches, SeenTo, stored};
use super::locks::{LockContext, LockOp};
use crate::facts::{Event, Latch, Latched, LockState};
use mapvet_model::{Body, CallMode, Effect, Is, LockMode, Op, Operand, Place, Root, flag_name};

/// What is known of flags at a point, each with the lock under which it was looked at or set. Sorted.
pub(super) type KnownFlags = Vec<(Place, Place, Seen)>;

/// What is known of a flag at a point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Seen {
    /// As [`Latched::Open`].
    Open,
    /// It was not set, has been set since, and the lock has been held all the time.
    Setting,
    /// As [`Latched::Shut`].
    Shut,
    /// As [`Latched::ShutHere`].
    ShutHere,
}

impl Seen {
    /// Whether the lock has been held since the flag was found not set.
    fn is_open(self) -> bool {
        matches!(self, Seen::Open | Seen::Setting)
    }

    /// What is left of that when the lock is given back.
    fn over(self) -> Option<Seen> {
        match self {
            Seen::Open => None,
            Seen::Setting | Seen::ShutHere => Some(Seen::ShutHere),
            Seen::Shut => Some(Seen::Shut),
        }
    }

    fn facts(self) -> &'static [Latched] {
        match self {
            Seen::Open => &[Latched::Open],
            Seen::Setting => &[Latched::Open, Latched::ShutHere],
            Seen::Shut => &[Latched::Shut],
            Seen::ShutHere => &[Latched::ShutHere],
        }
    }
}

/// What is known of flags in one body.
pub(super) struct Flow<'a> {
    context: &'a LockContext<'a>,
    latches: &'a Latches,
    /// The number of the declaration.
    at: usize,
    body: &'a Body,
    /// The locks where blocks begin.
    locks: Vec<Option<LockState>>,
    /// Where blocks begin; `None` for those that control does not come to.
    entries: Vec<Option<KnownFlags>>,
    /// Each event with what is known wherever it stands: a deferred call stands at several exits.
    sites: Vec<(Event, KnownFlags)>,
}

impl<'a> Flow<'a> {
    /// None where a body does not ask for flags, set them or call who does.
    pub fn of(context: &'a LockContext<'a>, latches: &'a Latches, at: usize, body: &'a Body) -> Option<Flow<'a>> {
        let mut flow = Flow { context, latches, at, body, locks: Vec::new(), entries: Vec::new(), sites: Vec::new() };
        if latches.is_empty() {
            return None;
        }
        let asks = || body.asked.iter().any(|asked| asked.at.is_some() && latches.kind(&asked.of).is_some());
        let sets = || body.blocks.iter().flat_map(|block| &block.ops).any(|op| flow.is_set(op).is_some());
        let calls = || body.calls.iter().any(|call| !latches.seen_to(context, at, call).is_empty());
        if !(asks() || sets() || calls()) {
            return None;
        }
        flow.locks = context.entries(body);
        flow.entries = flow.run();
        Some(flow)
    }

    fn run(&self) -> Vec<Option<KnownFlags>> {
        let mut entries: Vec<Option<KnownFlags>> = vec![None; self.body.blocks.len()];
        entries[0] = Some(Vec::new());
        let mut work = vec![0];
        while let Some(at) = work.pop() {
            let Some(known) = self.after(at, entries[at].as_ref(), |_, _| {}) else { continue };
            for next in &self.body.blocks[at].next {
                let entry = &mut entries[next.index()];
                let met = entry.as_ref().map_or_else(|| known.clone(), |before| meet(before, &known));
                if entry.as_ref() != Some(&met) {
                    *entry = Some(met);
                    work.push(next.index());
                }
            }
        }
        entries
    }

    /// What is known where a block ends, if control comes to it. `visit` sees each operation and what is known before it.
    fn after(&self, block: usize, entry: Option<&KnownFlags>, mut visit: impl FnMut(&Op, &KnownFlags)) -> Option<KnownFlags> {
        let (mut known, mut state) = (entry?.clone(), self.locks[block].clone()?);
        self.enter(block, &mut known, &state);
        for op in &self.body.blocks[block].ops {
            visit(op, &known);
            self.pass(op, &mut known, &state);
            self.context.of_op(self.body, op).iter().for_each(|op| state.apply(op));
        }
        Some(known)
    }

    /// What is known where a block begins.
    pub fn begin(&self, block: usize, state: &LockState) -> Option<KnownFlags> {
        let mut known = self.entries.get(block)?.clone()?;
        self.enter(block, &mut known, state);
        Some(known)
    }

    /// What conditions say where a block begins.
    fn enter(&self, block: usize, known: &mut KnownFlags, state: &LockState) {
        for asked in self.body.asked.iter().filter(|asked| asked.block.index() == block) {
            let (Some(at), Some(kind)) = (&asked.at, self.latches.kind(&asked.of)) else { continue };
            let seen = match asked.is {
                Is::False if kind == Kind::Bool => Seen::Open,
                Is::True if kind == Kind::Bool => Seen::Shut,
                Is::Nil if kind.is_nil() => Seen::Open,
                Is::NotNil if kind.is_nil() => Seen::Shut,
                _ => continue,
            };
            let flag = self.context.aliases.resolve(at).0;
            // Two who hold a lock for reading may be there together while somebody sets the flag without it: not so where all who set
            // it have asked for it under the lock.
            let counts = |mode: LockMode| mode == LockMode::Write || kind.is_nil() && seen == Seen::Shut;
            for (lock, _) in state.held.iter().filter(|(lock, mode)| counts(*mode) && is_beside(&flag, lock)) {
                let is_known = known.iter().any(|(other, beside, is)| *other == flag && beside == lock && *is != Seen::Open);
                if !is_known {
                    put(known, &flag, lock, seen);
                }
            }
        }
    }

    /// What is known after an operation that begins with these locks.
    pub fn pass(&self, op: &Op, known: &mut KnownFlags, state: &LockState) {
        if let Op::Store { target, value: Operand::Known(Is::Nil) } = op {
            let flag = self.context.aliases.resolve(target).0;
            known.retain(|(other, ..)| *other != flag);
        }
        if let Some(target) = self.is_set(op) {
            let flag = self.context.aliases.resolve(target).0;
            for (lock, _) in state.held.iter().filter(|(lock, mode)| *mode == LockMode::Write && is_beside(&flag, lock)) {
                let before = known.iter().find(|(other, beside, _)| *other == flag && beside == lock).map(|(.., is)| *is);
                let is = match before {
                    Some(Seen::Open | Seen::Setting) => Seen::Setting,
                    Some(Seen::ShutHere) => Seen::ShutHere,
                    Some(Seen::Shut) | None => Seen::Shut,
                };
                put(known, &flag, lock, is);
            }
        }
        for op in self.context.of_op(self.body, op) {
            let (LockOp::Acquire(lock, _) | LockOp::Perhaps(lock, _) | LockOp::Release(lock)) = op;
            give_back(known, |held| *held == lock);
        }
        let Op::Call(id) = op else { return };
        let call = &self.body.calls[id.index()];
        if call.effects.iter().any(|effect| matches!(effect, Effect::Wait)) {
            // Whoever waits for a condition gives its lock back meanwhile.
            give_back(known, |_| true);
        }
        if call.mode == CallMode::Call {
            for (flag, lock) in self.latches.seen_to(self.context, self.at, call) {
                if !known.iter().any(|(other, beside, _)| *other == flag && *beside == lock) {
                    put(known, &flag, &lock, Seen::Shut);
                }
            }
        }
    }

    fn is_set<'o>(&self, op: &'o Op) -> Option<&'o Place> {
        let Op::Store { target, value } = op else { return None };
        let is_set = match self.latches.kind(&flag_name(target)?)? {
            Kind::Bool => *value == Operand::Known(Is::True),
            Kind::Nil | Kind::NilAgain => *value != Operand::Known(Is::Nil),
        };
        is_set.then_some(target)
    }

    /// The flags that the body assigns where it has not asked for them under a lock that it still holds.
    pub fn spoiled(&self) -> Vec<Place> {
        let mut found = Vec::new();
        for (block, entry) in self.entries.iter().enumerate() {
            self.after(block, entry.as_ref(), |op, known| {
                if let (Some(name), Op::Store { target, .. }) = (stored(self.context.decl, op), op)
                    && self.latches.kind(&name).is_some_and(Kind::is_nil)
                {
                    let flag = self.context.aliases.resolve(target).0;
                    if !known.iter().any(|(other, _, is)| *other == flag && is.is_open()) {
                        found.push(name);
                    }
                }
            });
        }
        found
    }

    /// The flags that are set wherever the body returns. `number` is that of the body.
    pub fn seen_to(&self, number: u32) -> SeenTo {
        let exits = self.body.blocks.iter().enumerate().filter(|(_, block)| block.next.is_empty());
        let known = exits.filter_map(|(at, _)| self.after(at, self.entries[at].as_ref(), |_, _| {}));
        let Some(known) = known.reduce(|one, other| meet(&one, &other)) else { return SeenTo::default() };
        let formals = self.context.formals(number);
        let outlives = |place: &Place| self.context.outlives(place, number, &formals);
        let is_over = |is: Seen| matches!(is, Seen::Shut | Seen::ShutHere);
        let flags = known.into_iter().filter(|(flag, lock, is)| is_over(*is) && outlives(flag) && outlives(lock));
        SeenTo { flags: flags.map(|(flag, lock, _)| (flag, lock)).collect(), formals }
    }

    /// Notes what is known at events.
    pub fn note(&mut self, events: &[Event], known: &KnownFlags) {
        for event in events.iter().filter(|event| matches!(event, Event::Access(_) | Event::Call(_))) {
            match self.sites.iter_mut().find(|(other, _)| other == event) {
                Some((_, before)) => *before = meet(before, known),
                None => self.sites.push((event.clone(), known.clone())),
            }
        }
    }

    /// What is known of each flag, with all sites of that.
    pub fn facts(self) -> Vec<Latch> {
        let mut found: Vec<Latch> = Vec::new();
        for (event, known) in self.sites {
            for (flag, lock, seen) in known {
                for is in seen.facts() {
                    match found.iter_mut().find(|latch| latch.flag == flag && latch.lock == lock && latch.is == *is) {
                        Some(latch) => latch.what.push(event.clone()),
                        None => {
                            let back = flag_name(&flag).and_then(|name| self.latches.kind(&name)) == Some(Kind::NilAgain);
                            found.push(Latch { flag: flag.clone(), lock: lock.clone(), is: *is, back, what: vec![event.clone()] });
                        }
                    }
                }
            }
        }
        found
    }
}

/// Whether a lock belongs to the object that has the flag, or to the program.
fn is_beside(flag: &Place, lock: &Place) -> bool {
    matches!(lock.root, Root::Global(..)) || lock.root == flag.root
}

fn put(known: &mut KnownFlags, flag: &Place, lock: &Place, is: Seen) {
    known.retain(|(other, beside, _)| other != flag || beside != lock);
    known.push((flag.clone(), lock.clone(), is));
    known.sort();
}

/// What is still known when locks are given back.
fn give_back(known: &mut KnownFlags, is_it: impl Fn(&Place) -> bool) {
    known.retain_mut(|(_, lock, is)| match is.over() {
        Some(over) if is_it(lock) => {
            *is = over;
            true
        }
        None if is_it(lock) => false,
        _ => true,
    });
}

/// What is known on both of two ways.
fn meet(one: &KnownFlags, other: &KnownFlags) -> KnownFlags {
    let both = one.iter().filter_map(|(flag, lock, is)| {
        let (.., beside) = other.iter().find(|(known, held, _)| known == flag && held == lock)?;
        let is = match (*is, *beside) {
            (one, other) if one == other => one,
            (Seen::Open, Seen::Setting) | (Seen::Setting, Seen::Open) => Seen::Open,
            (Seen::Open, _) | (_, Seen::Open) => return None,
            (Seen::Setting, Seen::ShutHere) | (Seen::ShutHere, Seen::Setting) => Seen::ShutHere,
            _ => Seen::Shut,
        };
        Some((flag.clone(), lock.clone(), is))
    });
    both.collect()
}
