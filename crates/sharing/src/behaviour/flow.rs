//! Where values go: through variables, fields, containers, channels, arguments and results.

use super::{BodyNumber, Program, few};
use mapvet_model::{Call, Callee, FuncValue, Name, Op, Operand, Place, Proj, Root, TypeName, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// How often function values that turn up as callees are followed into what they are handed.
const ROUNDS: usize = 3;

/// Something that holds values. A container is one with its elements.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Node {
    /// A variable of a declaration, named by its first body.
    Var(BodyNumber, u32),
    /// A field, of all objects of the type.
    Field(TypeName, Name),
    /// A package variable.
    Global(Name, Name),
    /// The nth result of a body.
    Result(BodyNumber, u8),
    /// The nth result of a call of a body.
    CallResult(BodyNumber, u32, u8),
    /// A function value that runs a body.
    Function(BodyNumber),
}

/// Where a value of a node goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Step {
    pub to: u32,
    /// It lies in a channel or a container on the way, as one of several.
    pub queued: bool,
}

/// The graph of values.
#[derive(Default)]
pub(super) struct Flow {
    numbers: FxHashMap<Node, u32>,
    pub nodes: Vec<Node>,
    pub next: Vec<Vec<Step>>,
    before: Vec<Vec<u32>>,
    edges: FxHashSet<(u32, u32, bool)>,
    /// By node: the calls that have it as callee, receiver of an interface method, or argument of code that is not seen.
    pub uses: FxHashMap<u32, Vec<Use>>,
}

/// A call that uses the value of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Use {
    pub body: BodyNumber,
    pub call: u32,
    pub how: UseKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum UseKind {
    /// It is called.
    Called,
    /// A method of it is called through an interface.
    Method,
    /// It is the nth argument of code that is not seen.
    Handed(u8),
}

impl Flow {
    pub fn new(program: &Program) -> Flow {
        let mut flow = Flow::default();
        for body in 0..program.bodies.len() as BodyNumber {
            Builder { program, flow: &mut flow, body }.add();
        }
        flow.follow_function_values(program);
        flow
    }

    pub fn number(&self, node: Node) -> Option<u32> {
        self.numbers.get(&node).copied()
    }

    fn intern(&mut self, node: Node) -> u32 {
        let next = self.nodes.len() as u32;
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.nodes.push(node);
            self.next.push(Vec::new());
            self.before.push(Vec::new());
        }
        number
    }

    fn connect(&mut self, from: Node, to: Node, queued: bool) {
        let (from, to) = (self.intern(from), self.intern(to));
        if from != to && self.edges.insert((from, to, queued)) {
            self.next[from as usize].push(Step { to, queued });
            self.before[to as usize].push(from);
        }
    }

    /// Follows function values that are called into what they are handed, until nothing more is found.
    fn follow_function_values(&mut self, program: &Program) {
        for _ in 0..ROUNDS {
            let edges = self.edges.len();
            let mut calls: Vec<(u32, Use)> = Vec::new();
            for node in 0..self.nodes.len() as u32 {
                let uses = self.uses.get(&node).map_or(&[][..], Vec::as_slice);
                calls.extend(uses.iter().filter(|used| used.how == UseKind::Called).map(|used| (node, *used)));
            }
            for (node, used) in calls {
                let call = &program.body(used.body).calls[used.call as usize];
                for callee in few(self.functions(node)) {
                    // A method value has its receiver already.
                    let is_method = program.bodies[callee as usize].body == 0 && program.lowered(callee).func.receiver.is_some();
                    if !is_method {
                        Builder { program, flow: &mut *self, body: used.body }.bind(used.call, call, callee, false);
                    }
                }
            }
            if edges == self.edges.len() {
                break;
            }
        }
    }

    /// Everything that a value of these nodes may come to lie in, and whether it was queued on all ways there.
    pub fn reached(&self, starts: &[u32]) -> Vec<(u32, bool)> {
        let mut seen: FxHashMap<u32, bool> = starts.iter().map(|start| (*start, false)).collect();
        let mut work: Vec<u32> = starts.to_vec();
        while let Some(at) = work.pop() {
            let queued = seen[&at];
            for step in &self.next[at as usize] {
                let now = queued || step.queued;
                let known = seen.get(&step.to).copied();
                if known.is_none_or(|known| known && !now) {
                    seen.insert(step.to, now);
                    work.push(step.to);
                }
            }
        }
        sorted(&seen)
    }

    /// Everything that the value of a node itself may come to lie in, elements left out.
    pub fn same(&self, start: Node) -> FxHashSet<Node> {
        let mut seen: FxHashSet<Node> = FxHashSet::default();
        let mut work = vec![start];
        while let Some(at) = work.pop() {
            if let (true, Some(number)) = (seen.insert(at), self.number(at)) {
                let steps = self.next[number as usize].iter().filter(|step| !step.queued);
                work.extend(steps.map(|step| self.nodes[step.to as usize]));
            }
        }
        seen
    }

    /// The bodies of the function values that may lie in a node.
    pub fn functions(&self, node: u32) -> Vec<BodyNumber> {
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        let mut work = vec![node];
        let mut found = Vec::new();
        while let Some(at) = work.pop() {
            if !seen.insert(at) {
                continue;
            }
            if let Node::Function(body) = self.nodes[at as usize] {
                found.push(body);
            }
            work.extend(&self.before[at as usize]);
        }
        found.sort_unstable();
        found
    }
}

/// The rows of a table, in order.
pub(super) fn sorted<K: Copy + Ord, V: Copy>(table: &FxHashMap<K, V>) -> Vec<(K, V)> {
    #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut rows: Vec<(K, V)> = table.iter().map(|(key, value)| (*key, *value)).collect();
    rows.sort_by_key(|(key, _)| *key);
    rows
}

/// Adds what one body does with values.
struct Builder<'p, 'f> {
    program: &'p Program,
    flow: &'f mut Flow,
    body: BodyNumber,
}

impl Builder<'_, '_> {
    fn add(&mut self) {
        let program = self.program;
        let body = program.body(self.body);
        if body.parent.is_none() {
            self.sources();
        }
        for op in body.blocks.iter().flat_map(|block| &block.ops) {
            match op {
                Op::Store { target, value } => self.store(target, value),
                Op::Send { channel, value } => self.operand_to(value, channel, true),
                Op::Return { values } => {
                    for (at, value) in values.iter().enumerate() {
                        if let Some((from, queued)) = self.operand(value) {
                            self.flow.connect(from, Node::Result(self.body, at as u8), queued);
                        }
                    }
                }
                Op::Access { .. }
                | Op::Flag { .. }
                | Op::Declare(_)
                | Op::Call(_)
                | Op::Receive { .. }
                | Op::Close { .. }
                | Op::Acquired { .. }
                | Op::Told(_) => {}
            }
        }
        for (number, call) in body.calls.iter().enumerate() {
            self.call(number as u32, call);
        }
    }

    /// What the variables of a declaration are given.
    fn sources(&mut self) {
        let program = self.program;
        for (at, var) in program.lowered(self.body).vars.iter().enumerate() {
            let owner = program.sibling(self.body, var.owner.0);
            if let VarKind::Result(index) = var.kind {
                self.flow.connect(Node::Var(self.body, at as u32), Node::Result(owner, index as u8), false);
            }
            for source in &var.sources {
                let inner = Builder { program, flow: &mut *self.flow, body: owner };
                if let Some((from, queued)) = inner.operand(source) {
                    let first = program.sibling(owner, 0);
                    inner.flow.connect(from, Node::Var(first, at as u32), queued);
                }
            }
        }
    }

    fn store(&mut self, target: &Place, value: &Operand) {
        let queued = target.path.last() == Some(&Proj::Elem);
        self.operand_to(value, target, queued);
    }

    fn operand_to(&mut self, value: &Operand, target: &Place, queued: bool) {
        if let (Some((from, was_queued)), Some(to)) = (self.operand(value), self.node(target)) {
            self.flow.connect(from, to, queued || was_queued);
        }
    }

    /// The node of a value, and whether it is one of several that lie there.
    fn operand(&self, value: &Operand) -> Option<(Node, bool)> {
        match value {
            Operand::Place(place) => self.node(place).map(|node| (node, place.path.last() == Some(&Proj::Elem))),
            Operand::Func(function) => self.program.function(self.body, function).map(|body| (Node::Function(body), false)),
            Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => None,
        }
    }

    fn node(&self, place: &Place) -> Option<Node> {
        self.program.node(self.body, place)
    }

    fn call(&mut self, number: u32, call: &Call) {
        match &call.callee {
            Callee::Static(func) => {
                let body = self.program.body_of(*func);
                self.bind_all(number, call, body.as_slice());
            }
            Callee::Literal(body) => self.bind(number, call, self.program.sibling(self.body, body.0), false),
            Callee::Interface(owner, name) => {
                let bodies = self.program.implementations(*owner, *name, 1 + call.args.len());
                self.bind_all(number, call, &bodies);
                self.use_of(call.receiver.as_ref(), number, UseKind::Method);
            }
            Callee::Value(place) => self.use_of(Some(place), number, UseKind::Called),
            Callee::Library(_) | Callee::Unknown(_) | Callee::Kept(_) => {}
        }
        if matches!(call.callee, Callee::Library(_) | Callee::Unknown(_)) {
            self.use_of(call.receiver.as_ref(), number, UseKind::Method);
            for (at, arg) in call.args.iter().enumerate() {
                if let Some((node, _)) = self.operand(arg) {
                    let node = self.flow.intern(node);
                    self.flow.uses.entry(node).or_default().push(Use { body: self.body, call: number, how: UseKind::Handed(at as u8) });
                }
            }
        }
    }

    fn use_of(&mut self, place: Option<&Place>, call: u32, how: UseKind) {
        if let Some(node) = place.and_then(|place| self.node(place)) {
            let node = self.flow.intern(node);
            self.flow.uses.entry(node).or_default().push(Use { body: self.body, call, how });
        }
    }

    fn bind_all(&mut self, number: u32, call: &Call, bodies: &[BodyNumber]) {
        for body in bodies {
            self.bind(number, call, *body, call.receiver.is_some());
        }
    }

    /// Hands the arguments of a call to a body, and its results back.
    fn bind(&mut self, number: u32, call: &Call, callee: BodyNumber, with_receiver: bool) {
        let program = self.program;
        let first = program.sibling(callee, 0);
        let receiver = call.receiver.iter().filter(|_| with_receiver).map(|place| Operand::Place(place.clone()));
        let args: Vec<Operand> = receiver.chain(call.args.iter().cloned()).collect();
        for (at, arg) in args.iter().enumerate() {
            if let (Some((from, queued)), Some(var)) = (self.operand(arg), program.formal(callee, at)) {
                self.flow.connect(from, Node::Var(first, var), queued);
            }
        }
        for index in 0..program.results_of(callee) {
            let result = Node::Result(callee, index);
            self.flow.connect(result, Node::CallResult(self.body, number, index), false);
        }
    }
}

impl Program {
    /// How many results a body hands back.
    fn results_of(&self, body: BodyNumber) -> u8 {
        let own = self.bodies[body as usize].body;
        let named = self.lowered(body).vars.iter().filter(|var| var.owner.0 == own && matches!(var.kind, VarKind::Result(_))).count();
        let ops = self.body(body).blocks.iter().flat_map(|block| &block.ops);
        let returned = ops.filter_map(|op| if let Op::Return { values } = op { Some(values.len()) } else { None });
        returned.max().unwrap_or_default().max(named).min(8) as u8
    }

    /// The last field of a path, or what the path begins with.
    pub(super) fn node(&self, body: BodyNumber, place: &Place) -> Option<Node> {
        let field = place.path.iter().rev().find_map(|step| match step {
            Proj::Field(owner, name) => Some(Node::Field(*owner, *name)),
            Proj::Elem => None,
        });
        field.or(match place.root {
            Root::Var(var) => Some(Node::Var(self.sibling(body, 0), var.0)),
            Root::Global(package, name) => Some(Node::Global(package, name)),
            Root::Call(call, index) => Some(Node::CallResult(body, call.0, index)),
            Root::Unknown => None,
        })
    }

    /// The body that a function value of a body runs.
    pub(super) fn function(&self, body: BodyNumber, function: &FuncValue) -> Option<BodyNumber> {
        match function {
            FuncValue::Literal(number) => Some(self.sibling(body, number.0)),
            FuncValue::Static(func) | FuncValue::Method(func, _) => self.body_of(*func),
        }
    }
}
