//! Which locals stay inside their function: accesses of them need no facts.

use super::alias::Aliases;
use super::events::is_formal;
use mapvet_model::{AccessKind, Callee, Lowered, Op, Operand, Place, Root, VarId};

/// What is known of each variable of a declaration.
pub(super) struct Escapes {
    owner: Vec<u32>,
    formal: Vec<bool>,
    /// Mentioned by a literal other than the body that declares it.
    captured: Vec<bool>,
    /// Handed to a call, stored, sent or returned.
    handed_on: Vec<bool>,
    /// The root of any path at all.
    named: Vec<bool>,
    /// Holds a struct by value that the caller has its own copy of.
    by_value: Vec<bool>,
    /// Names an element, what an analysed function returned, or what was received: others may hold the same.
    names_other: Vec<bool>,
}

impl Escapes {
    pub fn new(decl: &Lowered, aliases: &Aliases) -> Escapes {
        let count = decl.vars.len();
        let mut escapes = Escapes {
            owner: decl.vars.iter().map(|var| var.owner.0).collect(),
            formal: decl.vars.iter().map(|var| is_formal(var.kind)).collect(),
            captured: vec![false; count],
            handed_on: vec![false; count],
            named: vec![false; count],
            by_value: aliases.by_value.clone(),
            names_other: (0..count)
                .map(|at| aliases.element_of[at].is_some() || aliases.received[at].is_some() || returned_by_analysed(decl, aliases, at))
                .collect(),
        };
        for (number, body) in decl.bodies.iter().enumerate() {
            let number = number as u32;
            for op in body.blocks.iter().flat_map(|block| &block.ops) {
                match op {
                    Op::Flag { place, .. }
                    | Op::Access { place, .. }
                    | Op::Receive { channel: place }
                    | Op::Close { channel: place }
                    | Op::Acquired { lock: place, .. } => {
                        escapes.mention(aliases, place, number);
                    }
                    Op::Store { target, value } => {
                        escapes.mention(aliases, target, number);
                        escapes.hand_on(aliases, value, number);
                    }
                    Op::Send { channel, value } => {
                        escapes.mention(aliases, channel, number);
                        escapes.hand_on(aliases, value, number);
                    }
                    Op::Return { values } => values.iter().for_each(|value| escapes.hand_on(aliases, value, number)),
                    Op::Call(id) => {
                        let call = &body.calls[id.index()];
                        call.args.iter().for_each(|arg| escapes.hand_on(aliases, arg, number));
                        if let Some(receiver) = &call.receiver {
                            escapes.hand_on(aliases, &Operand::Place(receiver.clone()), number);
                        }
                        if let Callee::Value(place) = &call.callee {
                            escapes.mention(aliases, place, number);
                        }
                    }
                    Op::Declare(_) | Op::Told(_) => {}
                }
            }
        }
        escapes
    }

    fn mention(&mut self, aliases: &Aliases, place: &Place, body: u32) {
        if let Root::Var(var) = aliases.resolve(place).0.root {
            self.named[var.index()] = true;
            self.captured[var.index()] |= self.owner[var.index()] != body;
        }
    }

    fn hand_on(&mut self, aliases: &Aliases, operand: &Operand, body: u32) {
        let place = match operand {
            Operand::Place(place) | Operand::Func(mapvet_model::FuncValue::Method(_, place)) => place,
            _ => return,
        };
        self.mention(aliases, place, body);
        if let Root::Var(var) = aliases.resolve(place).0.root {
            self.handed_on[var.index()] = true;
        }
    }

    /// Whether an access can never meet another goroutine: a map of the function's own that nobody else is given.
    pub fn is_private(&self, place: &Place, kind: AccessKind, body: u32) -> bool {
        match place.root {
            Root::Unknown => true,
            Root::Global(..) => false,
            Root::Call(..) => kind.is_variable(),
            Root::Var(var) => {
                let at = var.index();
                let local = self.owner[at] == body && !self.captured[at];
                if kind.is_variable() && (place.path.is_empty() || self.by_value[at] && place.path.len() == 1) {
                    return local;
                }
                local && !self.formal[at] && !self.handed_on[at] && !self.names_other[at] && place.path.is_empty()
            }
        }
    }

    /// Whether a variable is a formal: its object is the caller's.
    pub fn is_given(&self, var: VarId) -> bool {
        self.formal[var.index()]
    }

    /// Whether a literal mentions a variable of the body around it.
    pub fn is_captured(&self, var: VarId) -> bool {
        self.captured[var.index()]
    }

    /// Whether a variable is the root of any path.
    pub fn is_named(&self, var: VarId) -> bool {
        self.named[var.index()]
    }
}

/// Whether a variable only ever holds what a function whose body is at hand returned.
fn returned_by_analysed(decl: &Lowered, aliases: &Aliases, var: usize) -> bool {
    let Some(Place { root: Root::Call(id, _), .. }) = &aliases.result_of[var] else { return false };
    let owner = &decl.bodies[decl.vars[var].owner.index()];
    owner.calls.get(id.index()).is_some_and(|call| matches!(call.callee, Callee::Static(_) | Callee::Literal(_) | Callee::Value(_)))
}
