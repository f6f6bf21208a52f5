//! The control-flow graph of one body while it is built: blocks, jumps, deferred calls replayed at every exit.

use super::errors::Errors;
use crate::asked::Asked;
use crate::body::{Block, BlockId, Body, BodyId, Bound, Call, CallId, LockMode, Op, Operand, Place, Test, VarId};
use crate::library::Effect;
use crate::standing::Put;
use crate::ty::{Name, Ty};
use mapvet_syntax::Span;

/// Where `break` and `continue` go.
pub(super) struct Target {
    pub label: Option<Name>,
    pub break_to: BlockId,
    pub continue_to: Option<BlockId>,
    /// What says how often it goes round.
    pub rounds: Option<Bound>,
}

/// A deferred call; `maybe` when control may have passed it by.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Deferred {
    call: CallId,
    maybe: bool,
}

pub(super) struct Builder {
    pub id: BodyId,
    parent: Option<BodyId>,
    span: Span,
    blocks: Vec<Block>,
    calls: Vec<Call>,
    current: BlockId,
    deferred: Vec<Deferred>,
    /// Exit chains already built, by what was deferred there. Two returns with the same defers share one chain.
    exits: Vec<(Vec<Deferred>, BlockId)>,
    pub targets: Vec<Target>,
    labels: Vec<(Name, BlockId)>,
    pub pending_label: Option<Name>,
    pub formals: u16,
    pub results: Vec<VarId>,
    pub incomplete: bool,
    pub entry: bool,
    pub puts: Vec<Put>,
    /// What is walked runs only after a panic.
    pub panicking: bool,
    after_panic: Vec<BlockId>,
    /// As [`Body::tests`].
    pub tests: Vec<(BlockId, Test)>,
    /// As [`Body::asked`].
    pub asked: Vec<Asked>,
    /// As [`Body::never`].
    pub never: Vec<BlockId>,
    /// As [`Body::ends`].
    pub ends: Vec<(BlockId, Place)>,
    /// Where calls are deferred.
    registered: Vec<(BlockId, CallId)>,
    /// As [`Body::replayed`].
    replayed: Vec<(BlockId, CallId, bool)>,
    /// Variables that hold results of the call that was made last in a block.
    latest: (BlockId, usize, Vec<(VarId, Place)>),
    /// Its last formal holds all further arguments.
    pub variadic: bool,
    /// Whether the body itself adds to a group what it may count off later: that is no goroutine's end for who waited before.
    pub counts_on: bool,
    /// The variable that holds what `recover` returned.
    pub recovered: Option<Name>,
    /// The types of its results.
    pub result_types: Vec<Ty>,
    /// What is known of errors here.
    pub errors: Errors,
}

impl Builder {
    pub fn new(id: BodyId, parent: Option<BodyId>, span: Span) -> Builder {
        Builder {
            id,
            parent,
            span,
            blocks: vec![Block::default()],
            calls: Vec::new(),
            current: BlockId(0),
            deferred: Vec::new(),
            exits: Vec::new(),
            targets: Vec::new(),
            labels: Vec::new(),
            pending_label: None,
            formals: 0,
            results: Vec::new(),
            incomplete: false,
            entry: false,
            puts: Vec::new(),
            panicking: false,
            after_panic: Vec::new(),
            tests: Vec::new(),
            asked: Vec::new(),
            never: Vec::new(),
            ends: Vec::new(),
            registered: Vec::new(),
            replayed: Vec::new(),
            latest: (BlockId(0), 0, Vec::new()),
            variadic: false,
            counts_on: false,
            recovered: None,
            result_types: Vec::new(),
            errors: Errors::default(),
        }
    }

    pub fn into_body(mut self) -> Body {
        self.registered.retain(|(_, call)| self.replayed.iter().any(|(_, replayed, _)| replayed == call));
        Body {
            parent: self.parent,
            blocks: self.blocks,
            calls: self.calls,
            formals: self.formals,
            span: self.span,
            incomplete: self.incomplete,
            entry: self.entry,
            puts: self.puts,
            after_panic: self.after_panic,
            tests: self.tests,
            asked: self.asked,
            never: self.never,
            ends: self.ends,
            registered: self.registered,
            replayed: self.replayed,
        }
    }

    pub fn push(&mut self, op: Op) {
        if self.panicking && self.after_panic.last() != Some(&self.current) {
            self.after_panic.push(self.current);
        }
        self.blocks[self.current.index()].ops.push(op);
    }

    pub fn here(&self) -> BlockId {
        self.current
    }

    pub fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId(self.blocks.len() as u32 - 1)
    }

    pub fn edge(&mut self, from: BlockId, to: BlockId) {
        let next = &mut self.blocks[from.index()].next;
        if !next.contains(&to) {
            next.push(to);
        }
    }

    /// The locks that calls of a block take, for as long as the block lasts at least.
    pub fn locks_taken(&self, block: BlockId) -> Vec<(Place, LockMode)> {
        let calls = self.blocks[block.index()].ops.iter().filter_map(|op| if let Op::Call(id) = op { Some(&self.calls[id.index()]) } else { None });
        let taken = calls.filter_map(|call| {
            let mode = call.effects.iter().find_map(|effect| if let Effect::Acquire(mode) = effect { Some(*mode) } else { None })?;
            Some((call.receiver.clone()?, mode))
        });
        taken.collect()
    }

    /// Control goes on in `to`.
    pub fn jump(&mut self, to: BlockId) {
        self.edge(self.current, to);
        self.current = to;
    }

    /// Goes on in `to` without an edge.
    pub fn resume(&mut self, to: BlockId) {
        self.current = to;
    }

    /// A new block that control reaches from here.
    pub fn fork(&mut self, from: BlockId) -> BlockId {
        let block = self.new_block();
        self.edge(from, block);
        block
    }

    /// What follows is not reached from here.
    pub fn unreachable(&mut self) {
        self.current = self.new_block();
    }

    /// Adds a call; how often it is made is known here.
    pub fn add_call(&mut self, call: Call) -> CallId {
        self.calls.push(Call { rounds: self.rounds(), ..call });
        CallId(self.calls.len() as u32 - 1)
    }

    pub fn call(&self, id: CallId) -> &Call {
        &self.calls[id.index()]
    }

    /// The call that was made last.
    pub fn last_call(&self) -> Option<CallId> {
        Some(CallId(self.calls.len().checked_sub(1)? as u32))
    }

    /// A variable is assigned the result of a call, or something else.
    pub fn note_latest(&mut self, var: VarId, result: Option<Place>) {
        if (self.latest.0, self.latest.1) != (self.current, self.calls.len()) {
            self.latest = (self.current, self.calls.len(), Vec::new());
        }
        self.latest.2.retain(|(known, _)| *known != var);
        self.latest.2.extend(result.map(|result| (var, result)));
    }

    /// The result that a variable holds, if control has run straight on since, and nothing was called.
    pub fn latest(&self, var: VarId) -> Option<Place> {
        if (self.latest.0, self.latest.1) != (self.current, self.calls.len()) {
            return None;
        }
        self.latest.2.iter().find(|(known, _)| *known == var).map(|(_, result)| result.clone())
    }

    pub fn defer(&mut self, call: CallId) {
        self.registered.push((self.current, call));
        self.deferred.push(Deferred { call, maybe: false });
    }

    pub fn deferred_count(&self) -> usize {
        self.deferred.len()
    }

    /// What was deferred since `count` was deferred on one branch only.
    pub fn maybe_since(&mut self, count: usize) {
        self.deferred[count..].iter_mut().for_each(|deferred| deferred.maybe = true);
    }

    /// `return`, or a panic: the deferred calls run, last first.
    pub fn leave(&mut self, values: Vec<Operand>) {
        self.push(Op::Return { values });
        let snapshot = self.deferred.clone();
        let exit = self.exit_chain(snapshot);
        self.edge(self.current, exit);
        self.unreachable();
    }

    fn exit_chain(&mut self, mut deferred: Vec<Deferred>) -> BlockId {
        if let Some((_, block)) = self.exits.iter().find(|(known, _)| *known == deferred) {
            return *block;
        }
        let block = self.new_block();
        self.exits.push((deferred.clone(), block));
        if let Some(last) = deferred.pop() {
            let rest = self.exit_chain(deferred);
            if last.maybe {
                let (run, pass) = (self.fork(block), self.fork(block));
                self.blocks[run.index()].ops.push(Op::Call(last.call));
                self.edge(run, rest);
                self.edge(pass, rest);
                self.replayed.extend([(run, last.call, true), (pass, last.call, false)]);
            } else {
                self.blocks[block.index()].ops.push(Op::Call(last.call));
                self.edge(block, rest);
            }
        }
        block
    }

    /// The block of a label, made when it is first named.
    pub fn label(&mut self, name: Name) -> BlockId {
        if let Some((_, block)) = self.labels.iter().find(|(known, _)| *known == name) {
            return *block;
        }
        let block = self.new_block();
        self.labels.push((name, block));
        block
    }

    /// Notes what says how often the innermost loop goes round.
    pub fn count_rounds(&mut self, bound: Option<Bound>) {
        if let Some(target) = self.targets.last_mut() {
            target.rounds = bound;
        }
    }

    /// What says how often the loop goes round that is walked, if it is the only one.
    pub fn rounds(&self) -> Option<Bound> {
        let mut loops = self.targets.iter().filter(|target| target.continue_to.is_some());
        loops.next().and_then(|target| target.rounds).filter(|_| loops.next().is_none() && self.labels.is_empty())
    }

    /// Where `break` (or `continue`) goes.
    pub fn target(&self, label: Option<Name>, is_continue: bool) -> Option<BlockId> {
        let mut fitting = self.targets.iter().rev().filter(|target| label.is_none() || target.label == label);
        if is_continue { fitting.find_map(|target| target.continue_to) } else { fitting.next().map(|target| target.break_to) }
    }
}
