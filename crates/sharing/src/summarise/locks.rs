//! Locks held at each point of a body: a forward data flow over its blocks.
//!
//! Must-held sets meet by intersection, may-held and given-back sets by union, as in every lockset analysis since
//! Eraser; a lock that a function gives back without having taken it is one of its caller's.

use super::alias::Aliases;
use super::gates::Gates;
use crate::facts::{LockState, NetLocks};
use mapvet_model::{
    Body, Call, CallMode, Callee, Effect, FuncRef, FuncValue, LockMode, Lowered, Op, Operand, Place, Proj, Root, Scope, Selection, Ty, VarId, VarKind,
};
use rustc_hash::FxHashMap;

/// Net lock effects of functions, by name.
pub(crate) trait Nets {
    /// The net effect of a declared function; none when it has none.
    fn net(&self, func: FuncRef) -> Option<&NetLocks>;
}

/// What one operation does to locks.
#[derive(Clone, Debug)]
pub(crate) enum LockOp {
    Acquire(Place, LockMode),
    /// Taken on some path of a callee.
    Perhaps(Place, LockMode),
    Release(Place),
}

impl LockState {
    pub(crate) fn apply(&mut self, op: &LockOp) {
        match op {
            LockOp::Acquire(place, mode) => {
                insert(&mut self.held, place, *mode);
                insert(&mut self.maybe, place, *mode);
                self.lost.retain(|lost| lost != place);
            }
            // What a callee takes on some path it takes where that went well, or where an option asks for it: callers
            // that go on hold the lock, or need none. A package's own lock is no business of its callers.
            LockOp::Perhaps(place, mode) if matches!(place.root, Root::Global(..)) => insert(&mut self.maybe, place, *mode),
            LockOp::Perhaps(place, mode) => {
                if !self.held.iter().any(|(held, _)| held == place) {
                    insert(&mut self.held, place, *mode);
                    insert(&mut self.maybe, place, *mode);
                }
            }
            LockOp::Release(place) => {
                if !self.maybe.iter().any(|(held, _)| held == place)
                    && let Err(at) = self.lost.binary_search(place)
                {
                    self.lost.insert(at, place.clone());
                }
                self.held.retain(|(held, _)| held != place);
                self.maybe.retain(|(held, _)| held != place);
            }
        }
    }

    /// Joins the state of another path; whether that changed anything.
    fn join(&mut self, other: &LockState) -> bool {
        let before = (self.held.len(), self.maybe.len(), self.lost.len());
        let mut weaker = false;
        self.held.retain_mut(|(place, mode)| match other.held.iter().find(|(held, _)| held == place) {
            Some((_, other_mode)) => {
                weaker |= *other_mode < *mode;
                *mode = (*mode).min(*other_mode);
                true
            }
            None => false,
        });
        for (place, mode) in &other.maybe {
            if !self.maybe.iter().any(|(held, _)| held == place) {
                insert(&mut self.maybe, place, *mode);
            }
        }
        for place in &other.lost {
            if let Err(at) = self.lost.binary_search(place) {
                self.lost.insert(at, place.clone());
            }
        }
        weaker || before != (self.held.len(), self.maybe.len(), self.lost.len())
    }
}

fn insert(list: &mut Vec<(Place, LockMode)>, place: &Place, mode: LockMode) {
    match list.binary_search_by(|(held, _)| held.cmp(place)) {
        Ok(at) => list[at].1 = mode,
        Err(at) => list.insert(at, (place.clone(), mode)),
    }
}

/// What the analysis of one body needs to know.
pub(crate) struct LockContext<'a> {
    pub decl: &'a Lowered,
    pub scope: &'a Scope<'a>,
    pub aliases: &'a Aliases,
    pub nets: &'a dyn Nets,
    /// Net effects of the literals of the declaration, by body.
    pub literals: &'a FxHashMap<u32, NetLocks>,
    /// The atomic flags of the package that are try locks.
    pub gates: &'a Gates,
}

impl LockContext<'_> {
    /// The lock operations that a call amounts to.
    pub fn of_call(&self, call: &Call) -> Vec<LockOp> {
        if call.mode == CallMode::Go {
            return Vec::new();
        }
        let mut ops = Vec::new();
        if let Some(receiver) = &call.receiver {
            let lock = || self.aliases.resolve(receiver).0;
            for effect in &call.effects {
                match effect {
                    Effect::Acquire(_) | Effect::Release(_) if self.is_own_copy(receiver) || self.is_own_copy(&lock()) => {}
                    Effect::Acquire(mode) => ops.push(LockOp::Acquire(lock(), *mode)),
                    Effect::Release(_) => ops.push(LockOp::Release(lock())),
                    Effect::Unset if self.gates.is_gate(&lock()) => ops.push(LockOp::Release(lock())),
                    _ => {}
                }
            }
        }
        // What a model says of a function stands, even where its body is at hand.
        let is_modelled = matches!(&call.callee, Callee::Static(func) if !self.scope.models().effects(*func).is_empty());
        match self.callee(call).filter(|_| !is_modelled) {
            Some(FuncValue::Static(func) | FuncValue::Method(func, _)) => {
                if let Some(net) = self.nets.net(func) {
                    self.substituted(net, call, &mut ops);
                }
            }
            Some(FuncValue::Literal(body)) => {
                if let Some(net) = self.literals.get(&body.0) {
                    ops.extend(net.lost.iter().cloned().map(LockOp::Release));
                    ops.extend(net.perhaps.iter().map(|(place, mode)| LockOp::Perhaps(place.clone(), *mode)));
                    ops.extend(net.gained.iter().map(|(place, mode)| LockOp::Acquire(place.clone(), *mode)));
                }
            }
            None => {}
        }
        ops
    }

    /// Whether a lock lies in a struct that the function has its own copy of: it keeps nobody else out.
    fn is_own_copy(&self, lock: &Place) -> bool {
        let Root::Var(var) = lock.root else { return false };
        let mut ty = self.decl.vars[var.index()].ty.clone();
        for step in &lock.path {
            let Proj::Field(owner, name) = step else { return false };
            let inside = self.scope.select(&Ty::named(*owner), *name);
            if matches!(ty, Ty::Pointer(_) | Ty::Unknown) {
                return false;
            }
            ty = if let Selection::Field(_, ty) = inside { ty } else { return false };
        }
        self.aliases.is_copy(var) && matches!(ty, Ty::Named(name, _) if name.is_mutex())
    }

    /// The structs of which a body has its own copy and takes a lock that lies there.
    pub fn locked_copies(&self, body: &Body) -> Vec<VarId> {
        let takes = |call: &&Call| call.effects.iter().any(|effect| matches!(effect, Effect::Acquire(_)));
        let locks = body.calls.iter().filter(takes).filter_map(|call| call.receiver.as_ref());
        let copies = locks.filter(|lock| self.is_own_copy(lock)).filter_map(|lock| if let Root::Var(var) = lock.root { Some(var) } else { None });
        copies.collect()
    }

    pub(super) fn callee(&self, call: &Call) -> Option<FuncValue> {
        match &call.callee {
            Callee::Static(func) => Some(FuncValue::Static(*func)),
            Callee::Literal(body) => Some(FuncValue::Literal(*body)),
            Callee::Value(place) => self.aliases.function_at(place),
            Callee::Interface(..) | Callee::Library(_) | Callee::Kept(_) | Callee::Unknown(_) => None,
        }
    }

    /// A place of a callee, with these formals, as the caller names it.
    pub(super) fn actual(&self, formals: &[(u32, u16)], place: &Place, call: &Call) -> Option<Place> {
        let Root::Var(var) = place.root else { return Some(place.clone()) };
        let Some((_, formal)) = formals.iter().find(|(known, _)| *known == var.0) else {
            return matches!(call.callee, Callee::Literal(_)).then(|| place.clone());
        };
        let formal = usize::from(*formal);
        let base = match (&call.receiver, formal) {
            (Some(receiver), 0) => receiver.clone(),
            (receiver, _) => match call.args.get(formal - usize::from(receiver.is_some()))? {
                Operand::Place(place) => place.clone(),
                _ => return None,
            },
        };
        Some(self.aliases.resolve(&base).0.join(&place.path))
    }

    fn substituted(&self, net: &NetLocks, call: &Call, ops: &mut Vec<LockOp>) {
        let actual = |place: &Place| self.actual(&net.formals, place, call);
        ops.extend(net.lost.iter().filter_map(actual).map(LockOp::Release));
        ops.extend(net.perhaps.iter().filter_map(|(place, mode)| Some(LockOp::Perhaps(actual(place)?, *mode))));
        ops.extend(net.gained.iter().filter_map(|(place, mode)| Some(LockOp::Acquire(actual(place)?, *mode))));
    }

    /// The lock operations of an operation.
    pub fn of_op(&self, body: &Body, op: &Op) -> Vec<LockOp> {
        match op {
            Op::Call(id) => self.of_call(&body.calls[id.index()]),
            Op::Acquired { lock, mode } => {
                let lock = self.aliases.resolve(lock).0;
                if self.gates.is_other(&lock) { Vec::new() } else { vec![LockOp::Acquire(lock, *mode)] }
            }
            _ => Vec::new(),
        }
    }

    /// The state at the start of every block; `None` for blocks that control does not reach.
    /// All states are empty when the body has no lock operation at all, which is the common case and costs no iteration.
    pub fn entries(&self, body: &Body) -> Vec<Option<LockState>> {
        let ops: Vec<Vec<LockOp>> = body.blocks.iter().map(|block| block.ops.iter().flat_map(|op| self.of_op(body, op)).collect()).collect();
        let quiet = ops.iter().all(Vec::is_empty);
        let mut entries: Vec<Option<LockState>> = vec![None; body.blocks.len()];
        entries[0] = Some(LockState::default());
        let mut work = vec![0];
        while let Some(at) = work.pop() {
            let Some(mut state) = entries[at].clone() else { continue };
            ops[at].iter().for_each(|op| state.apply(op));
            for next in &body.blocks[at].next {
                let changed = match &mut entries[next.index()] {
                    Some(known) => !quiet && known.join(&state),
                    empty => {
                        *empty = Some(state.clone());
                        true
                    }
                };
                if changed {
                    work.push(next.index());
                }
            }
        }
        if !quiet {
            settle_lost(body, &ops, &mut entries);
        }
        entries
    }

    /// Locks that a body tries to take and does not give back itself: it tells its caller whether it has them.
    pub fn tried(&self, body: &Body) -> impl Iterator<Item = (Place, LockMode)> {
        let tries = body.calls.iter().filter(|call| call.mode != CallMode::Go).filter_map(|call| {
            let mode = call.effects.iter().find_map(|effect| if let Effect::TryAcquire(mode) = effect { Some(*mode) } else { None })?;
            Some((self.aliases.resolve(call.receiver.as_ref()?).0, mode))
        });
        let is_given_back = |lock: &Place| {
            let mut ops = body.calls.iter().flat_map(|call| self.of_call(call));
            ops.any(|op| matches!(op, LockOp::Release(place) if place == *lock))
        };
        tries.filter(move |(lock, _)| !is_given_back(lock))
    }

    /// A lock that a body leaves to its caller, in the strongest mode in which it takes it. One that takes it now for reading and now for
    /// writing is told which by its caller: that it is held for reading only is not known.
    fn strongest(&self, body: &Body, (lock, mode): (Place, LockMode)) -> (Place, LockMode) {
        let ops = body.blocks.iter().flat_map(|block| &block.ops).flat_map(|op| self.of_op(body, op));
        let modes = ops.filter_map(|op| match op {
            LockOp::Acquire(place, mode) if place == lock => Some(mode),
            LockOp::Acquire(..) | LockOp::Release(_) | LockOp::Perhaps(..) => None,
        });
        let strongest = modes.fold(mode, Ord::max);
        (lock, strongest)
    }

    /// The variables of a body that are formals, and which.
    pub(super) fn formals(&self, number: u32) -> Vec<(u32, u16)> {
        let own = self.decl.vars.iter().enumerate().filter(|(_, var)| var.owner.0 == number);
        own.filter_map(|(at, var)| if let VarKind::Formal(formal) = var.kind { Some((at as u32, formal)) } else { None }).collect()
    }

    /// Whether a path leads on when a body has returned.
    pub(super) fn outlives(&self, place: &Place, number: u32, formals: &[(u32, u16)]) -> bool {
        match place.root {
            Root::Var(var) => self.decl.vars[var.index()].owner.0 < number || formals.iter().any(|(formal, _)| *formal == var.0),
            Root::Global(..) => true,
            Root::Call(..) | Root::Unknown => false,
        }
    }

    /// The net effect of a body on return; paths rooted in its own locals are left out.
    pub fn net(&self, body: &Body, number: u32) -> NetLocks {
        let entries = self.entries(body);
        let mut at_exit: Option<LockState> = None;
        for (block, entry) in body.blocks.iter().zip(entries) {
            let Some(mut state) = entry.filter(|_| block.next.is_empty()) else { continue };
            block.ops.iter().flat_map(|op| self.of_op(body, op)).for_each(|op| state.apply(&op));
            match &mut at_exit {
                Some(known) => {
                    known.join(&state);
                }
                None => at_exit = Some(state),
            }
        }
        let Some(state) = at_exit else { return NetLocks::default() };
        let formals = self.formals(number);
        let outlives = |place: &Place| self.outlives(place, number, &formals);
        let is_told = |lock: &Place| outlives(lock) && !self.gates.is_gate(lock);
        let is_sure = |lock: &(Place, LockMode)| state.held.iter().any(|(place, _)| *place == lock.0);
        let mut perhaps = state.maybe.clone();
        self.tried(body).for_each(|(place, mode)| insert(&mut perhaps, &place, mode));
        NetLocks {
            perhaps: perhaps.into_iter().filter(|lock| !is_sure(lock) && is_told(&lock.0)).collect(),
            gained: state.held.into_iter().filter(|(place, _)| is_told(place)).map(|lock| self.strongest(body, lock)).collect(),
            lost: state.lost.into_iter().filter(outlives).collect(),
            formals: Vec::new(),
        }
        .with_formals(formals)
    }
}

/// What is given back without having been taken depends on what may be held, so it is found once that is settled:
/// on the way to the fixpoint an unlock looks like one of the caller's lock as long as the other path is not in yet.
fn settle_lost(body: &Body, ops: &[Vec<LockOp>], entries: &mut [Option<LockState>]) {
    entries.iter_mut().flatten().for_each(|state| state.lost.clear());
    let mut work: Vec<usize> = (0..entries.len()).rev().collect();
    while let Some(at) = work.pop() {
        let Some(mut state) = entries[at].clone() else { continue };
        ops[at].iter().for_each(|op| state.apply(op));
        for next in &body.blocks[at].next {
            let Some(known) = &mut entries[next.index()] else { continue };
            let before = known.lost.len();
            for place in &state.lost {
                if let Err(slot) = known.lost.binary_search(place) {
                    known.lost.insert(slot, place.clone());
                }
            }
            if known.lost.len() > before {
                work.push(next.index());
            }
        }
    }
}

impl NetLocks {
    fn with_formals(mut self, formals: Vec<(u32, u16)>) -> NetLocks {
        if !self.is_empty() {
            self.formals = formals;
        }
        self
    }

    /// Whether locks on return are as on entry.
    pub(crate) fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.perhaps.is_empty() && self.lost.is_empty()
    }
}
