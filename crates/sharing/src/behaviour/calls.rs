//! Who runs which body, in place or on a goroutine, and whether again and again.

use super::{BodyNumber, Program, few};
use crate::loops::{Next, common_loop};
use mapvet_model::{Body, Call, CallMode, Callee, Effect, Op, Operand, Runs};

/// One body runs another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Edge {
    /// The other end.
    pub to: BodyNumber,
    /// On a goroutine of its own.
    pub go: bool,
    /// In a loop.
    pub looped: bool,
}

/// The graph of calls, both ways.
#[derive(Default)]
pub(super) struct Calls {
    pub out: Vec<Vec<Edge>>,
    pub incoming: Vec<Vec<Edge>>,
    /// By body and call: whether it stands in a loop.
    looped: Vec<Vec<bool>>,
}

impl Calls {
    pub fn new(program: &Program) -> Calls {
        let mut calls = Calls {
            out: vec![Vec::new(); program.bodies.len()],
            incoming: vec![Vec::new(); program.bodies.len()],
            looped: (0..program.bodies.len() as BodyNumber).map(|body| looped_calls(program.body(body))).collect(),
        };
        for body in 0..program.bodies.len() as BodyNumber {
            for (number, call) in program.body(body).calls.iter().enumerate() {
                let mut edges = program.edges(body, call, calls.is_looped(body, number as u32));
                edges.sort_unstable();
                edges.dedup();
                for edge in edges {
                    calls.out[body as usize].push(edge);
                    calls.incoming[edge.to as usize].push(Edge { to: body, ..edge });
                }
            }
        }
        calls
    }

    /// Whether a call of a body stands in a loop.
    pub fn is_looped(&self, body: BodyNumber, call: u32) -> bool {
        self.looped[body as usize][call as usize]
    }
}

fn looped_calls(body: &Body) -> Vec<bool> {
    let mut looped = vec![false; body.calls.len()];
    if body.calls.is_empty() {
        return looped;
    }
    let next: Next = body.blocks.iter().map(|block| block.next.iter().map(|next| next.0).collect()).collect();
    for (number, block) in body.blocks.iter().enumerate() {
        let is_looped = block.ops.iter().any(|op| matches!(op, Op::Call(_))) && common_loop(&next, number as u32, number as u32).is_some();
        for op in block.ops.iter().filter(|_| is_looped) {
            if let Op::Call(id) = op {
                looped[id.index()] = true;
            }
        }
    }
    looped
}

impl Program {
    fn edges(&self, body: BodyNumber, call: &Call, looped: bool) -> Vec<Edge> {
        let go = call.mode == CallMode::Go;
        let edge = |to: BodyNumber| Edge { to, go, looped };
        match &call.callee {
            Callee::Static(func) => self.body_of(*func).into_iter().map(edge).collect(),
            Callee::Literal(number) => vec![edge(self.sibling(body, number.0))],
            Callee::Interface(owner, name) => self.implementations(*owner, *name, 1 + call.args.len()).into_iter().map(edge).collect(),
            Callee::Value(place) => {
                let node = self.node(body, place).and_then(|node| self.flow.number(node));
                few(node.map_or_else(Vec::new, |node| self.flow.functions(node))).into_iter().map(edge).collect()
            }
            // The store is followed.
            Callee::Kept(_) => Vec::new(),
            Callee::Library(_) | Callee::Unknown(_) => self.edges_of_arguments(body, call, looped),
        }
    }

    /// Code that is not seen runs the function values that it is handed: as its model says, else in place.
    fn edges_of_arguments(&self, body: BodyNumber, call: &Call, looped: bool) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (at, arg) in call.args.iter().enumerate() {
            let functions = match arg {
                Operand::Func(function) => self.function(body, function).into_iter().collect(),
                Operand::Place(place) => {
                    let node = self.node(body, place).and_then(|node| self.flow.number(node));
                    node.map_or_else(Vec::new, |node| self.flow.functions(node))
                }
                Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => Vec::new(),
            };
            let (go, again) = handed_how(call, at as u8);
            let edge = |to: BodyNumber| Edge { to, go: go || call.mode == CallMode::Go, looped: looped || again };
            edges.extend(few(functions).into_iter().map(edge));
        }
        edges
    }
}

/// Whether code that is not seen runs its nth argument on a goroutine, and whether again and again.
pub(super) fn handed_how(call: &Call, argument: u8) -> (bool, bool) {
    let start = call.effects.iter().find_map(|effect| match effect {
        Effect::Spawn(start) if start.argument == argument => Some(start.runs),
        Effect::Serve(served) if served.argument == argument => Some(served.runs),
        _ => None,
    });
    start.map_or((false, false), |runs| (true, runs != Runs::Once))
}
