//! Flags that are set once and for all, under a lock: `closed`, `stopped`, `done`. Whoever finds one not set while it holds the lock comes
//! before the one who sets it, until it gives the lock back.
//!
//! A flag counts where everything that sets it is seen: a field or a package variable without an exported name whose address nobody takes.
//!
//! Misses: objects that are assigned as a whole, or whose address is handed to who does so, and so have their flags set back; functions that
//! wait for a condition, and so give the lock back, in what they call.

use super::locks::{LockContext, LockOp};
use crate::facts::{Event, Latch, Latched, LockState};
use crate::unit_input::UnitKind;
use mapvet_model::{Body, Effect, Is, LockMode, Lowered, Name, Op, Operand, Place, Proj, Root, flag_name};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of flags at a point, each with the lock under which it was looked at or set. Sorted.
pub(super) type KnownFlags = Vec<(Place, Place, Latched)>;

/// The flags of a package that are only ever set, by their names ([`flag_name`]).
pub(super) fn latches(decls: &[Lowered], kind: UnitKind) -> FxHashSet<Place> {
    if kind != UnitKind::Package || decls.iter().any(|decl| decl.too_deep || decl.bodies.iter().any(|body| body.incomplete)) {
        return FxHashSet::default();
    }
    let asked = decls.iter().flat_map(|decl| &decl.bodies).flat_map(|body| &body.asked);
    let mut flags: FxHashMap<&Place, bool> =
        asked.filter(|asked| asked.at.is_some() && asked.is == Is::False).map(|asked| (&asked.of, false)).collect();
    let mut unnamed: FxHashSet<Name> = FxHashSet::default();
    let mut open: FxHashSet<&Place> = FxHashSet::default();
    for setting in decls.iter().flat_map(|decl| &decl.settings) {
        if let Some(Proj::Field(owner, name)) = setting.of.path.last()
            && owner.name.is_empty()
        {
            unnamed.insert(*name);
        }
        match flags.get_mut(&setting.of) {
            Some(is_set) if setting.to == Some(Is::True) => *is_set = true,
            Some(_) if setting.first && setting.to == Some(Is::False) => {}
            Some(_) => {
                open.insert(&setting.of);
            }
            None => {}
        }
    }
    let is_named = |flag: &Place| match flag.path.last() {
        Some(Proj::Field(owner, name)) => !owner.name.is_empty() && !unnamed.contains(name),
        _ => true,
    };
    let known = flags.into_iter().filter(|(flag, is_set)| *is_set && !open.contains(*flag) && is_named(flag));
    known.map(|(flag, _)| flag.clone()).collect()
}

/// What is known of flags in one body.
pub(super) struct Flow<'a> {
    context: &'a LockContext<'a>,
    latches: &'a FxHashSet<Place>,
    body: &'a Body,
    /// Where blocks begin; `None` for those that control does not come to, and nothing at all where no condition asks for such a flag.
    entries: Vec<Option<KnownFlags>>,
    /// Each event with what is known wherever it stands: a deferred call stands at several exits.
    sites: Vec<(Event, KnownFlags)>,
}

impl<'a> Flow<'a> {
    pub fn new(context: &'a LockContext<'a>, latches: &'a FxHashSet<Place>, body: &'a Body, locks: &[Option<LockState>]) -> Flow<'a> {
        let mut flow = Flow { context, latches, body, entries: Vec::new(), sites: Vec::new() };
        let asks = body.asked.iter().any(|asked| asked.at.is_some() && latches.contains(&asked.of));
        let sets = || body.blocks.iter().flat_map(|block| &block.ops).any(|op| flow.is_set(op).is_some());
        if !latches.is_empty() && (asks || sets()) {
            flow.entries = flow.run(locks);
        }
        flow
    }

    fn run(&self, locks: &[Option<LockState>]) -> Vec<Option<KnownFlags>> {
        let mut entries: Vec<Option<KnownFlags>> = vec![None; self.body.blocks.len()];
        entries[0] = Some(Vec::new());
        let mut work = vec![0];
        while let Some(at) = work.pop() {
            let (Some(mut known), Some(mut state)) = (entries[at].clone(), locks[at].clone()) else { continue };
            self.enter(at, &mut known, &state);
            for op in &self.body.blocks[at].ops {
                self.pass(op, &mut known, &state);
                self.context.of_op(self.body, op).iter().for_each(|op| state.apply(op));
            }
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

    /// What is known where a block begins.
    pub fn begin(&self, block: usize, state: &LockState) -> Option<KnownFlags> {
        let mut known = self.entries.get(block)?.clone()?;
        self.enter(block, &mut known, state);
        Some(known)
    }

    /// What conditions say where a block begins.
    fn enter(&self, block: usize, known: &mut KnownFlags, state: &LockState) {
        for asked in self.body.asked.iter().filter(|asked| asked.block.index() == block && self.latches.contains(&asked.of)) {
            let Some(at) = &asked.at else { continue };
            let flag = self.context.aliases.resolve(at).0;
            let is = if asked.is == Is::True { Latched::Shut } else { Latched::Open };
            // Two who hold it for reading may be there together while somebody sets the flag without it.
            for (lock, _) in state.held.iter().filter(|(lock, mode)| *mode == LockMode::Write && is_beside(&flag, lock)) {
                let is_known = known.iter().any(|(other, beside, is)| *other == flag && beside == lock && *is != Latched::Open);
                if !is_known {
                    put(known, &flag, lock, is);
                }
            }
        }
    }

    /// What is known after an operation that begins with these locks.
    pub fn pass(&self, op: &Op, known: &mut KnownFlags, state: &LockState) {
        if let Some(target) = self.is_set(op) {
            let flag = self.context.aliases.resolve(target).0;
            for (lock, _) in state.held.iter().filter(|(lock, mode)| *mode == LockMode::Write && is_beside(&flag, lock)) {
                let before = known.iter().find(|(other, beside, _)| *other == flag && beside == lock).map(|(.., is)| *is);
                put(known, &flag, lock, if matches!(before, Some(Latched::Open | Latched::ShutHere)) { Latched::ShutHere } else { Latched::Shut });
            }
        }
        if let Op::Call(id) = op
            && self.body.calls[id.index()].effects.iter().any(|effect| matches!(effect, Effect::Wait))
        {
            // Whoever waits for a condition gives its lock back meanwhile.
            known.retain(|(.., is)| *is != Latched::Open);
        }
        for op in self.context.of_op(self.body, op) {
            let (LockOp::Acquire(lock, _) | LockOp::Perhaps(lock, _) | LockOp::Release(lock)) = op;
            known.retain(|(_, held, is)| *is != Latched::Open || *held != lock);
        }
    }

    fn is_set<'o>(&self, op: &'o Op) -> Option<&'o Place> {
        match op {
            Op::Store { target, value: Operand::Known(Is::True) } => flag_name(target).filter(|flag| self.latches.contains(flag)).map(|_| target),
            _ => None,
        }
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
            for (flag, lock, is) in known {
                match found.iter_mut().find(|latch| latch.flag == flag && latch.lock == lock && latch.is == is) {
                    Some(latch) => latch.what.push(event.clone()),
                    None => found.push(Latch { flag, lock, is, what: vec![event.clone()] }),
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

fn put(known: &mut KnownFlags, flag: &Place, lock: &Place, is: Latched) {
    known.retain(|(other, beside, _)| other != flag || beside != lock);
    known.push((flag.clone(), lock.clone(), is));
    known.sort();
}

/// What is known on both of two ways.
fn meet(one: &KnownFlags, other: &KnownFlags) -> KnownFlags {
    let both = one.iter().filter_map(|(flag, lock, is)| {
        let (.., beside) = other.iter().find(|(known, held, _)| known == flag && held == lock)?;
        let is = match (*is, *beside) {
            (one, other) if one == other => one,
            (Latched::Open, _) | (_, Latched::Open) => return None,
            _ => Latched::Shut,
        };
        Some((flag.clone(), lock.clone(), is))
    });
    both.collect()
}
