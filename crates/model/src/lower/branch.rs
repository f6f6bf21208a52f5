//! Statements that branch: `if`, `for`, `switch`, `select`.

use super::errors::Errors;
use super::rounds::Rounds;
use super::{Lowerer, Value};
use crate::body::{AccessKind, BlockId, LockMode, Op, Operand, Place, Proj, Root, VarId, VarKind};
use crate::library::Effect;
use crate::standing::Holder;
use crate::ty::Ty;
use mapvet_syntax::{Field, Kind, Node};

/// Longer conditions do not just ask whether there was a panic.
const LONGEST_TEST: u32 = 40;

/// A lock that a condition tries to take.
struct Tried {
    lock: Place,
    mode: LockMode,
    /// Whether the condition is `!TryLock()`.
    negated: bool,
}

impl Lowerer<'_> {
    /// Runs one arm of a branch: own scope, and what it defers is deferred on this arm only.
    fn arm(&mut self, start: BlockId, end: BlockId, walk: impl FnOnce(&mut Self)) {
        self.now().resume(start);
        let deferred = self.now().deferred_count();
        let errors = self.now().errors.clone();
        self.scoped(walk);
        self.now().errors.meet(&errors);
        self.now().maybe_since(deferred);
        let last = self.now().here();
        self.now().edge(last, end);
    }

    pub(super) fn if_statement(&mut self, node: Node<'_>) {
        self.scoped(|this| {
            if let Some(initializer) = node.field(Field::INITIALIZER) {
                this.statement(initializer);
            }
            let condition = node.field(Field::CONDITION);
            let tried = condition.and_then(|condition| this.condition(condition));
            let fork = this.now().here();
            let (then, end) = (this.now().fork(fork), this.now().new_block());
            let otherwise = this.now().fork(fork);
            condition.into_iter().for_each(|condition| this.note_tests(condition, then, otherwise));
            let [if_so, if_not] = condition.map(|condition| this.asked_errors(condition)).unwrap_or_default();
            let was_panicking = this.now().panicking;
            this.now().panicking |= condition.is_some_and(|condition| this.asks_for_panic(condition));
            this.arm(then, end, |this| {
                this.acquired(&tried, false);
                this.tell(&if_so);
                condition.into_iter().for_each(|condition| this.note_over(condition));
                if let Some(body) = node.field(Field::CONSEQUENCE) {
                    this.block(body);
                }
            });
            this.now().panicking = was_panicking;
            let alternative = node.field(Field::ALTERNATIVE);
            let held = if alternative.is_none() { this.locks_by_flag(condition, then) } else { Vec::new() };
            this.arm(otherwise, end, |this| {
                // Who says that the lock need not be taken has it.
                held.into_iter().for_each(|(lock, mode)| this.push(Op::Acquired { lock, mode }));
                this.acquired(&tried, true);
                this.tell(&if_not);
                if let Some(alternative) = alternative {
                    this.statement(alternative);
                }
            });
            this.now().resume(end);
        });
    }

    /// Whether a condition says that there was a panic: `recover() != nil`, or the same of a variable that holds the result.
    fn asks_for_panic(&mut self, condition: Node<'_>) -> bool {
        if condition.end() - condition.start() > LONGEST_TEST {
            return false;
        }
        let Some(asked) = condition.text().strip_suffix("!= nil").map(str::trim_end) else { return false };
        asked == "recover()" || self.now().recovered.is_some_and(|recovered| recovered.as_str() == asked)
    }

    /// The variable or field that a condition consists of, or of which it says the opposite: `done`, `!c.locked`.
    fn flag(&mut self, condition: Node<'_>) -> Option<Place> {
        let inner = if condition.kind() == Kind::UNARY_EXPRESSION { condition.field(Field::OPERAND)? } else { condition };
        if !matches!(inner.kind(), Kind::IDENTIFIER | Kind::SELECTOR_EXPRESSION) {
            return None;
        }
        match self.operand(inner) {
            Value { operand: Operand::Place(place), ty } if ty == Ty::basic("bool") => Some(place),
            _ => None,
        }
    }

    /// The locks that a branch without an alternative takes because a parameter or a field says so: `if toLock { mu.Lock() }`,
    /// `if !c.locked { c.mu.Lock() }`.
    fn locks_by_flag(&mut self, condition: Option<Node<'_>>, then: BlockId) -> Vec<(Place, LockMode)> {
        let locks = self.now().locks_taken(then);
        let flag = if locks.is_empty() { None } else { condition.and_then(|condition| self.flag(condition)) };
        let is_formal = |root: Root| matches!(root, Root::Var(var) if matches!(self.vars[var.index()].kind, VarKind::Formal(_)));
        let says = flag.is_some_and(|flag| is_formal(flag.root) || matches!(flag.path.last(), Some(Proj::Field(..))));
        if says { locks } else { Vec::new() }
    }

    fn acquired(&mut self, tried: &Option<Tried>, negated: bool) {
        if let Some(tried) = tried.as_ref().filter(|tried| tried.negated == negated) {
            self.push(Op::Acquired { lock: tried.lock.clone(), mode: tried.mode });
        }
    }

    /// Evaluates a condition; the lock it tries to take when it is `mu.TryLock()` or `!mu.TryLock()`.
    fn condition(&mut self, node: Node<'_>) -> Option<Tried> {
        let mut negated = false;
        let mut inner = node;
        loop {
            match inner.kind() {
                Kind::PARENTHESIZED_EXPRESSION => inner = inner.first()?,
                Kind::UNARY_EXPRESSION if inner.operator() == "!" => {
                    negated = !negated;
                    inner = inner.field(Field::OPERAND)?;
                }
                _ => break,
            }
        }
        if inner.kind() != Kind::CALL_EXPRESSION {
            self.value(node);
            return None;
        }
        let span = self.span(inner);
        let (_, id) = self.call_with_id(inner, crate::body::CallMode::Call, span);
        let call = self.now().call(id?);
        let (mode, said) = call.effects.iter().find_map(|effect| match effect {
            Effect::TryAcquire(mode) => Some((*mode, true)),
            Effect::TrySet(said) => Some((LockMode::Write, *said)),
            _ => None,
        })?;
        Some(Tried { lock: call.receiver.clone()?, mode, negated: negated == said })
    }

    pub(super) fn for_statement(&mut self, node: Node<'_>) {
        self.scoped(|this| {
            let body = node.field(Field::BODY);
            let head = node.children().find(|child| child.kind() != Kind::BLOCK);
            match head {
                Some(clause) if clause.kind() == Kind::FOR_CLAUSE => this.for_clause(clause, body),
                Some(clause) if clause.kind() == Kind::RANGE_CLAUSE => this.for_range(clause, body),
                condition => this.plain_loop(condition, None, &[], body, Rounds::Any),
            }
        });
    }

    fn for_clause(&mut self, clause: Node<'_>, body: Option<Node<'_>>) {
        let before = self.vars.len();
        if let Some(initializer) = clause.field(Field::INITIALIZER) {
            self.statement(initializer);
        }
        let fresh: Vec<VarId> = if self.context.per_iteration { (before..self.vars.len()).map(|at| VarId(at as u32)).collect() } else { Vec::new() };
        let rounds = self.rounds(clause, body);
        self.plain_loop(clause.field(Field::CONDITION), clause.field(Field::UPDATE), &fresh, body, rounds);
    }

    fn plain_loop(&mut self, condition: Option<Node<'_>>, update: Option<Node<'_>>, fresh: &[VarId], body: Option<Node<'_>>, rounds: Rounds) {
        let header = self.now().new_block();
        self.now().jump(header);
        // The last round may have set other errors.
        self.now().errors = Errors::default();
        let tried = condition.and_then(|condition| self.condition(condition)).filter(|tried| tried.negated);
        let test = self.now().here();
        let after = self.now().new_block();
        if tried.is_some() {
            // `for !mu.TryLock() { ... }`: but for a `break`, who leaves the loop has it.
            let exit = self.now().fork(test);
            self.now().resume(exit);
            self.acquired(&tried, true);
            self.now().jump(after);
        } else if condition.is_some() {
            self.now().edge(test, after);
        }
        let start = if rounds == Rounds::None { self.now().new_block() } else { self.now().fork(test) };
        condition.into_iter().for_each(|condition| self.note_test(condition, start, true));
        let next = self.now().new_block();
        self.open_target(after, Some(next));
        self.now().count_rounds(rounds.bound());
        self.arm(start, next, |this| {
            fresh.iter().for_each(|var| this.push(Op::Declare(*var)));
            if let Some(body) = body {
                this.block(body);
            }
        });
        self.now().targets.pop();
        self.now().resume(next);
        if let Some(update) = update {
            self.statement(update);
        }
        let last = self.now().here();
        self.now().edge(last, if rounds == Rounds::One { after } else { header });
        self.now().resume(after);
        if let Some(place) = condition.and_then(|condition| self.polled(condition, body)) {
            self.push(Op::Flag { place, waits: true });
        }
    }

    /// The flag that a loop waits for: `for !done { time.Sleep(...) }`, with or without a lock.
    fn polled(&mut self, condition: Node<'_>, body: Option<Node<'_>>) -> Option<Place> {
        const PAUSES: [&str; 4] = [".Sleep(", ".Gosched(", ".Unlock(", ".RUnlock("];
        let place = self.flag(condition)?;
        let text = body?.text();
        PAUSES.iter().any(|pause| text.contains(pause)).then_some(place)
    }

    fn for_range(&mut self, clause: Node<'_>, body: Option<Node<'_>>) {
        let Some(right) = clause.field(Field::RIGHT) else { return };
        let over = self.operand(right);
        self.note_operand(right, &over.ty);
        let under = self.ranged(&over.ty);
        let place = over.place();
        let left: Vec<Node<'_>> = clause.field(Field::LEFT).into_iter().flat_map(Node::children).collect();
        let defines = clause.has_token(":=");
        let header = self.now().new_block();
        let declared = if defines && !self.context.per_iteration { Some(self.range_vars(&left, &over.ty, &under, &place)) } else { None };
        self.now().jump(header);
        self.now().errors = Errors::default();
        match under {
            Ty::Map(_) => {
                let (span, text) = (self.span(right), super::expr::short_text(right));
                self.push(Op::Access { place: place.clone(), kind: AccessKind::Range, span, text });
            }
            Ty::Chan(_) => {
                self.note_channel(&place, &over.ty, -1);
                self.push(Op::Receive { channel: place.clone() });
            }
            Ty::Func(_) => {
                let span = self.span(right);
                self.run_ranged(&over, span);
            }
            Ty::Unknown => self.unknown_operands += 1,
            _ => {}
        }
        let after = self.after_range(header, &under, &place);
        let start = self.now().fork(header);
        self.open_target(after, Some(header));
        let bound = matches!(under, Ty::Basic(_)).then(|| self.bound_named(right)).flatten();
        self.now().count_rounds(bound);
        self.arm(start, header, |this| {
            match (&declared, defines) {
                (None, true) => {
                    this.range_vars(&left, &over.ty, &under, &place);
                }
                (None, false) => left.iter().for_each(|target| this.assign_to(*target, Value::unknown(), false)),
                (Some(_), _) => {}
            }
            if let Some(body) = body {
                this.block(body);
            }
        });
        self.now().targets.pop();
        self.now().resume(after);
    }

    /// Where control goes on after a loop that ranges, which a loop over a channel only does when that is closed, or by `break`.
    fn after_range(&mut self, header: BlockId, under: &Ty, place: &Place) -> BlockId {
        let field = self.own_flag(place).filter(|_| matches!(under, Ty::Chan(_)) && !place.path.is_empty());
        let end = self.now().fork(header);
        let Some(field) = field else { return end };
        let after = self.now().new_block();
        self.now().edge(end, after);
        self.now().ends.push((end, field));
        after
    }

    /// What `range` goes over: `len` and indexing reach through a pointer to an array, and so does `range`.
    fn ranged(&self, ty: &Ty) -> Ty {
        match self.underlying(ty) {
            Ty::Pointer(inner) => self.underlying(&inner),
            under => under,
        }
    }

    fn range_vars(&mut self, names: &[Node<'_>], over: &Ty, under: &Ty, place: &Place) -> Vec<VarId> {
        let types: [Ty; 2] = match under {
            Ty::Map(pair) => [pair.0.clone(), pair.1.clone()],
            Ty::Slice(element) | Ty::Array(element) => [Ty::basic("int"), (**element).clone()],
            Ty::Chan(element) => [(**element).clone(), Ty::Unknown],
            Ty::Basic(name) if name.ends_with("string") => [Ty::basic("int"), Ty::basic("int32")],
            Ty::Basic(_) => [over.clone().defaulted(), Ty::Unknown],
            Ty::Func(signature) => match signature.params.first() {
                Some(Ty::Func(body)) => [body.params.first().cloned().unwrap_or(Ty::Unknown), body.params.get(1).cloned().unwrap_or(Ty::Unknown)],
                _ => [Ty::Unknown, Ty::Unknown],
            },
            _ => [Ty::Unknown, Ty::Unknown],
        };
        let is_element = matches!(under, Ty::Map(_) | Ty::Slice(_) | Ty::Array(_));
        let is_task = matches!(under, Ty::Chan(element) if matches!(self.underlying(element), Ty::Func(_)));
        let mut vars = Vec::new();
        for (at, name) in names.iter().enumerate().take(2).filter(|(_, name)| name.kind() == Kind::IDENTIFIER) {
            let var = self.declare(*name, types[at].clone());
            let is_received = at == 0 && self.context.elements && matches!(under, Ty::Chan(_));
            let source = match under {
                _ if at == 1 && is_element || is_received || at == 0 && is_task => Operand::Place(place.then(Proj::Elem)),
                Ty::Chan(element) if at == 0 => self.received(place.clone(), element),
                _ => Operand::Other,
            };
            self.vars[var.index()].sources.push(source);
            self.vars[var.index()].ranged = at == 1 && is_element;
            if at == 1 && is_element && !self.context.per_iteration {
                self.share_round(var, place);
            }
            self.put_unknown(&types[at], Holder::At(Place::of(Root::Var(var))));
            vars.push(var);
        }
        vars
    }

    pub(super) fn switch_statement(&mut self, node: Node<'_>) {
        self.scoped(|this| {
            if let Some(initializer) = node.field(Field::INITIALIZER) {
                this.statement(initializer);
            }
            if let Some(value) = node.field(Field::VALUE) {
                this.value(value);
            }
            let cases: Vec<Node<'_>> = node.children().filter(|case| matches!(case.kind(), Kind::EXPRESSION_CASE | Kind::DEFAULT_CASE)).collect();
            for case in &cases {
                let values = case.field(Field::VALUE);
                values.into_iter().flat_map(Node::children).for_each(|value| {
                    this.value(value);
                });
            }
            let is_choice = node.field(Field::VALUE).is_none() && !node.text().contains("fallthrough");
            this.cases(&cases, |this, case| {
                let values: Vec<Node<'_>> = case.field(Field::VALUE).into_iter().flat_map(Node::children).collect();
                if let (true, [only]) = (is_choice, values.as_slice()) {
                    let start = this.now().here();
                    this.note_test(*only, start, true);
                }
            });
        });
    }

    /// The arms of a switch or select; `enter` runs at the start of each.
    fn cases(&mut self, cases: &[Node<'_>], mut enter: impl FnMut(&mut Self, Node<'_>)) {
        let fork = self.now().here();
        let after = self.now().new_block();
        let starts: Vec<BlockId> = cases.iter().map(|_| self.now().fork(fork)).collect();
        if !cases.iter().any(|case| matches!(case.kind(), Kind::DEFAULT_CASE | Kind::COMMUNICATION_CASE)) {
            self.now().edge(fork, after);
        }
        self.open_target(after, None);
        for (at, case) in cases.iter().enumerate() {
            self.arm(starts[at], after, |this| {
                enter(this, *case);
                this.case_body(*case);
                let falls = case.children().filter(|child| child.kind() == Kind::STATEMENT_LIST).last();
                let last = falls.and_then(|list| list.children().last());
                if let Some(next) = starts.get(at + 1).filter(|_| last.is_some_and(|last| last.kind() == Kind::FALLTHROUGH_STATEMENT)) {
                    let from = this.now().here();
                    this.now().edge(from, *next);
                    this.now().unreachable();
                }
            });
        }
        self.now().targets.pop();
        self.now().resume(after);
    }

    fn case_body(&mut self, case: Node<'_>) {
        for list in case.children().filter(|child| child.kind() == Kind::STATEMENT_LIST) {
            list.children().for_each(|statement| self.statement(statement));
        }
    }

    pub(super) fn type_switch(&mut self, node: Node<'_>) {
        self.scoped(|this| {
            if let Some(initializer) = node.field(Field::INITIALIZER) {
                this.statement(initializer);
            }
            let value = node.field(Field::VALUE).map_or_else(Value::unknown, |value| this.value(value));
            let alias = node.field(Field::ALIAS).and_then(Node::first);
            let cases: Vec<Node<'_>> = node.children().filter(|case| matches!(case.kind(), Kind::TYPE_CASE | Kind::DEFAULT_CASE)).collect();
            this.cases(&cases, |this, case| {
                let Some(alias) = alias else { return };
                let types = case.fields(Field::TYPE);
                let ty = match types[..] {
                    [only] if only.text() != "nil" => this.read_type(only),
                    _ => value.ty.clone(),
                };
                let var = this.declare(alias, ty.clone());
                this.put(&ty, &value, || Holder::At(Place::of(Root::Var(var))));
                this.vars[var.index()].sources.push(value.operand.clone());
            });
        });
    }

    pub(super) fn select_statement(&mut self, node: Node<'_>) {
        let cases: Vec<Node<'_>> = node.children().filter(|case| matches!(case.kind(), Kind::COMMUNICATION_CASE | Kind::DEFAULT_CASE)).collect();
        if cases.is_empty() {
            self.now().unreachable();
            return;
        }
        self.cases(&cases, |this, case| {
            let Some(communication) = case.field(Field::COMMUNICATION) else { return };
            if communication.kind() == Kind::SEND_STATEMENT {
                this.statement(communication);
                return;
            }
            let Some(right) = communication.field(Field::RIGHT) else { return };
            this.note_over(right);
            let received = this.value(right);
            let left: Vec<Node<'_>> = communication.field(Field::LEFT).into_iter().flat_map(Node::children).collect();
            for (at, target) in left.into_iter().enumerate() {
                let ty = if at == 0 { received.ty.clone() } else { Ty::basic("bool") };
                if communication.has_token(":=") {
                    this.note_operand(target, &ty);
                    let var = this.declare(target, ty.clone());
                    this.put_unknown(&ty, Holder::At(Place::of(Root::Var(var))));
                    this.vars[var.index()].sources.push(if at == 0 { received.operand.clone() } else { Operand::Other });
                } else {
                    let operand = if at == 0 { received.operand.clone() } else { Operand::Other };
                    this.assign_to(target, Value { ty, operand }, false);
                }
            }
        });
    }
}
