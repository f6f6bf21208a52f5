//! What the source of a function does to maps and locks that it is handed, and what it waits for.

use super::Program;
use super::flow::Node;
use crate::facts::NetLocks;
use mapvet_model::{AccessKind, Call, Effect, FuncRef, LockMode, Op, Operand, Proj};

/// What is done to something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// File and line of the first read of the map.
    pub reads: Option<String>,
    /// File and line of the first write of the map.
    pub writes: Option<String>,
}

impl Program {
    /// What a function does to the map in its nth argument, counted from 0; `None` stands for the receiver. Nothing where
    /// it has no body.
    pub fn touches(&self, func: FuncRef, argument: Option<u8>) -> Option<Touched> {
        let bodies = self.bodies_of(func);
        let first = *bodies.first()?;
        let shift = usize::from(func.receiver.is_some());
        let mut touched = Touched::default();
        let Some(var) = self.formal(first, argument.map_or(0, |argument| usize::from(argument) + shift)) else { return Some(touched) };
        let reached = self.flow.same(Node::Var(first, var));
        // A literal may be what the function returns: an iterator.
        let literals = (0..self.lowered(first).bodies.len() as u32).map(|number| self.sibling(first, number));
        for body in self.in_place(first).into_iter().chain(literals) {
            for op in self.body(body).blocks.iter().flat_map(|block| &block.ops) {
                let Op::Access { place, kind, span, .. } = op else { continue };
                let is_it = self.node(body, place).is_some_and(|node| reached.contains(&node)) && !place.path.contains(&Proj::Elem);
                if is_it && !matches!(kind, AccessKind::Replace | AccessKind::Value | AccessKind::HandOut) {
                    let known = if kind.is_write() { &mut touched.writes } else { &mut touched.reads };
                    known.get_or_insert_with(|| self.place(body, *span));
                }
            }
        }
        Some(touched)
    }

    /// The modes in which a function takes a lock of its receiver and keeps it, those in which it perhaps does, and whether it
    /// gives one back. `None` where it has no body.
    pub fn locks(&self, func: FuncRef) -> Option<(Vec<LockMode>, Vec<LockMode>, bool)> {
        let body = *self.bodies_of(func).first()?;
        let unit = &self.units[self.bodies[body as usize].unit as usize];
        let own = self.lowered(body).func;
        let net = unit.facts.net.binary_search_by(|(known, _)| known.cmp(&own)).ok().map(|at| &unit.facts.net[at].1);
        let none = NetLocks::default();
        let net = net.unwrap_or(&none);
        let modes = |locks: &[(mapvet_model::Place, LockMode)]| locks.iter().map(|(_, mode)| *mode).collect();
        Some((modes(&net.gained), modes(&net.perhaps), !net.lost.is_empty()))
    }

    /// File and line at which a function, or one that it calls, waits for others before it returns. `None` where it does
    /// not, or has no body.
    pub fn waits(&self, func: FuncRef) -> Option<String> {
        let is_wait = |call: &Call| call.effects.iter().any(|effect| matches!(effect, Effect::Join | Effect::Wait));
        self.first_in_place(func, &is_wait, true)
    }

    /// File and line at which a function signals others.
    pub fn signals(&self, func: FuncRef) -> Option<String> {
        let body = *self.bodies_of(func).first()?;
        let is_signal = |call: &Call| call.effects.contains(&Effect::Signal);
        let by_call = self.first_in_place(func, &is_signal, false);
        by_call.or_else(|| {
            self.in_place(body).into_iter().find_map(|body| {
                let mut ops = self.body(body).blocks.iter().flat_map(|block| &block.ops);
                ops.any(|op| matches!(op, Op::Send { .. } | Op::Close { .. })).then(|| self.place(body, self.body(body).span))
            })
        })
    }

    fn first_in_place(&self, func: FuncRef, is_it: &dyn Fn(&Call) -> bool, or_receive: bool) -> Option<String> {
        let body = *self.bodies_of(func).first()?;
        self.in_place(body).into_iter().find_map(|body| self.op_place(body, is_it, or_receive))
    }

    /// Whether every value that a function returns is allocated in it; `None` where it has no body or that is not seen.
    pub fn returns_fresh(&self, func: FuncRef) -> Option<bool> {
        let body = self.body_of(func)?;
        let lowered = self.lowered(body);
        let is_fresh = |value: &Operand| match value {
            Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => true,
            Operand::Place(place) => match place.root {
                mapvet_model::Root::Var(var) if place.path.is_empty() => {
                    let var = &lowered.vars[var.index()];
                    !var.sources.is_empty() && var.sources.iter().all(|source| matches!(source, Operand::Fresh | Operand::Channel(_)))
                }
                _ => false,
            },
            Operand::Func(_) => false,
        };
        let ops = self.body(body).blocks.iter().flat_map(|block| &block.ops);
        let mut returned = ops.filter_map(|op| if let Op::Return { values } = op { values.first() } else { None }).peekable();
        returned.peek()?;
        Some(returned.all(is_fresh))
    }

    /// File and line at which a function ends the program or its goroutine, if it does so on every way.
    pub fn ends(&self, func: FuncRef) -> Option<String> {
        let body = *self.bodies_of(func).first()?;
        let lowered = self.body(body);
        let next: Vec<Vec<u32>> = lowered.blocks.iter().map(|block| block.next.iter().map(|next| next.0).collect()).collect();
        let mut reached = crate::loops::reached(&next, &vec![true; next.len()], 0);
        reached[0] = true;
        let mut place = None;
        for (block, _) in lowered.blocks.iter().zip(reached).filter(|(_, is_reached)| *is_reached) {
            let ends = block.ops.iter().find_map(|op| match op {
                Op::Call(id) if lowered.calls[id.index()].effects.contains(&Effect::NoReturn) => Some(lowered.calls[id.index()].span),
                _ => None,
            });
            let returns = block.ops.iter().any(|op| matches!(op, Op::Return { .. })) || block.next.is_empty() && !block.ops.is_empty();
            match ends {
                Some(span) => place = Some(self.place(body, span)),
                None if returns => return None,
                None => {}
            }
        }
        place
    }
}
