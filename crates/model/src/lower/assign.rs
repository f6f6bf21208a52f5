//! Declarations and assignments.

use super::{Binding, Lowerer, Value};
use crate::asked::{SetBy, Setting, known};
use crate::body::{AccessKind, Kept, Op, Operand, Place, Proj, Root};
use crate::standing::Holder;
use crate::ty::{Name, Ty};
use mapvet_syntax::{Field, Kind, Node};

/// What is longer is neither a number that counts rounds nor `recover()`: it need not be read.
const LONGEST_LITERAL: u32 = 19;

impl Lowerer<'_> {
    /// The values of the right side, one for each of `count` targets.
    fn right_side(&mut self, right: Option<Node<'_>>, count: usize) -> Vec<Value> {
        let nodes: Vec<Node<'_>> = right.into_iter().flat_map(Node::children).collect();
        self.loose.clear();
        self.turns.forget();
        if nodes.len() == 1 && count > 1 {
            return self.spread(nodes[0], count);
        }
        nodes.into_iter().map(|node| self.value(node)).collect()
    }

    /// One expression for several targets: a call with several results, or a comma-ok form.
    fn spread(&mut self, node: Node<'_>, count: usize) -> Vec<Value> {
        let whole = self.value(node);
        let mut parts = Vec::new();
        for index in 0..count {
            parts.push(match (&whole.ty, &whole.operand) {
                (Ty::Tuple(_), Operand::Place(Place { root: Root::Call(call, _), path })) if path.is_empty() => {
                    Value::at(Place::of(Root::Call(*call, index as u8)), whole.ty.component(index))
                }
                (Ty::Tuple(_), _) => Value::other(whole.ty.component(index)),
                (Ty::Unknown, Operand::Place(Place { root: Root::Call(call, _), .. })) => {
                    Value::at(Place::of(Root::Call(*call, index as u8)), Ty::Unknown)
                }
                _ if index == 0 => Value { ty: whole.ty.clone(), operand: whole.operand.clone() },
                _ => Value::other(Ty::basic("bool")),
            });
        }
        parts
    }

    pub(super) fn short_declaration(&mut self, node: Node<'_>) {
        let targets: Vec<Node<'_>> = node.field(Field::LEFT).into_iter().flat_map(Node::children).collect();
        let right = node.field(Field::RIGHT);
        let is_short = |right: &Node<'_>| right.end() - right.start() <= LONGEST_LITERAL;
        if right.filter(is_short).is_some_and(|right| right.text() == "recover()") {
            self.now().recovered = targets.first().map(|target| Name::from(target.text()));
        }
        let mut values = self.right_side(right, targets.len());
        values.resize_with(targets.len(), Value::unknown);
        let known: Vec<bool> = targets.iter().map(|target| self.is_bound_here(*target)).collect();
        for ((target, value), known) in targets.into_iter().zip(values).zip(known) {
            if known {
                self.assign_to(target, value, false);
            } else {
                let ty = value.ty.clone().defaulted();
                self.note_operand(target, &ty);
                let var = self.declare(target, ty);
                self.keep(Kept::At(Place::of(Root::Var(var))), &value, target);
                self.put(&value.ty, &value, || Holder::At(Place::of(Root::Var(var))));
                self.note_latest(var, &value.operand);
                self.note_error(var, &value.operand);
                let source = self.of_this_round(value.operand);
                self.vars[var.index()].sources.push(source);
                self.note_number(var, right.filter(is_short));
                self.note_comparison(var, right);
            }
        }
    }

    /// Whether `:=` assigns to an existing variable: it was declared in this very scope.
    fn is_bound_here(&self, target: Node<'_>) -> bool {
        let name = Name::from(target.text());
        let found = self.bindings[self.scope_start..].iter().rev().find(|(bound, _)| *bound == name);
        matches!(found, Some((_, Binding::Var(var))) if self.is_of_this_body(*var))
    }

    /// `var a, b T = x, y` inside a function.
    pub(super) fn variables(&mut self, spec: Node<'_>) {
        let declared = spec.field(Field::TYPE).map(|node| self.read_type(node));
        let names = spec.fields(Field::NAME);
        let has_value = spec.field(Field::VALUE).is_some();
        let mut values = self.right_side(spec.field(Field::VALUE), names.len());
        values.resize_with(names.len(), Value::unknown);
        for (name, value) in names.into_iter().zip(values) {
            let ty = declared.clone().unwrap_or_else(|| value.ty.clone().defaulted());
            if !matches!(ty, Ty::Pointer(_)) {
                self.make(&ty);
            }
            let var = self.declare(name, ty.clone());
            self.keep(Kept::At(Place::of(Root::Var(var))), &value, name);
            if has_value {
                self.put(&ty, &value, || Holder::At(Place::of(Root::Var(var))));
                self.note_latest(var, &value.operand);
                self.note_error(var, &value.operand);
                self.vars[var.index()].sources.push(value.operand);
            }
        }
    }

    /// `var a, b = x, y` of the package: its initialisers run before everything else.
    pub(super) fn package_variables(&mut self, spec: Node<'_>) {
        let names = spec.fields(Field::NAME);
        let values = self.right_side(spec.field(Field::VALUE), names.len());
        let package = self.func.package;
        for (name, value) in names.into_iter().zip(values) {
            let target = Place::of(Root::Global(package, Name::from(name.text())));
            self.keep(Kept::At(target.clone()), &value, name);
            let ty = self.context.scope.var_type(package, Name::from(name.text())).cloned().unwrap_or(Ty::Unknown);
            self.put(&ty, &value, || Holder::At(target.clone()));
            let is_new = value.operand == Operand::Fresh;
            self.settings.extend(self.own_flag(&target).map(|of| Setting { of, to: known(&value.operand), by: SetBy::Initialiser, is_new }));
            self.push(Op::Store { target, value: value.operand });
        }
    }

    pub(super) fn assignment(&mut self, node: Node<'_>) {
        let targets: Vec<Node<'_>> = node.field(Field::LEFT).into_iter().flat_map(Node::children).collect();
        let compound = node.operator() != "=";
        let mut values = self.right_side(node.field(Field::RIGHT), targets.len());
        values.resize_with(targets.len(), Value::unknown);
        for (target, value) in targets.into_iter().zip(values) {
            self.assign_to(target, value, compound);
        }
    }

    /// `x++` and `x--`.
    pub(super) fn step(&mut self, target: Node<'_>) {
        self.assign_to(target, Value::other(Ty::Unknown), true);
    }

    /// Stores `value` in what `target` denotes.
    pub(super) fn assign_to(&mut self, target: Node<'_>, value: Value, compound: bool) {
        match target.kind() {
            Kind::PARENTHESIZED_EXPRESSION => {
                if let Some(inner) = target.first() {
                    self.deeper((), |this| this.assign_to(inner, value, compound));
                }
            }
            Kind::INDEX_EXPRESSION | Kind::TYPE_INSTANTIATION_EXPRESSION => self.assign_element(target, value),
            Kind::IDENTIFIER if target.text() == "_" => {}
            Kind::BLANK_IDENTIFIER => {}
            _ => self.assign_variable(target, value, compound),
        }
    }

    fn assign_element(&mut self, target: Node<'_>, value: Value) {
        let Some((operand, indices)) = super::expr::index_parts(target) else { return };
        let base = self.base_operand(operand);
        self.note_operand(operand, &base.ty);
        for index in indices {
            self.value(index);
        }
        let place = base.place();
        let under = self.operand_type(&base.ty);
        let element = self.element_type(&under);
        self.note_operand(target, &element);
        match under {
            Ty::Map(_) => {
                let (span, text) = (self.span(target), super::expr::short_text(operand));
                self.push(Op::Access { place: place.clone(), kind: AccessKind::Assign, span, text });
            }
            Ty::Unknown => self.unknown_operands += 1,
            _ => {}
        }
        self.keep(Kept::At(place.then(Proj::Elem)), &value, target);
        self.put(&element, &value, || Holder::At(place.then(Proj::Elem)));
        self.push(Op::Store { target: place.then(Proj::Elem), value: value.operand });
    }

    fn assign_variable(&mut self, target: Node<'_>, value: Value, compound: bool) {
        let stored = self.operand(target);
        self.note_operand(target, &stored.ty);
        let Operand::Place(place) = &stored.operand else { return };
        self.note_channel(place, &stored.ty, -1);
        if matches!(self.underlying(&stored.ty), Ty::Map(_)) && !compound {
            let (span, text) = (self.span(target), super::expr::short_text(target));
            self.push(Op::Access { place: place.clone(), kind: AccessKind::Replace, span, text });
        }
        if let (Root::Var(var), true) = (place.root, place.path.is_empty()) {
            self.forget_number(var);
            self.note_latest(var, if compound { &Operand::Other } else { &value.operand });
            self.note_error(var, &value.operand);
            // Calls are numbered in each body: what one of another body returned has no name here.
            let is_of_literal = matches!(&value.operand, Operand::Place(place) if matches!(place.root, Root::Call(..))) && !self.is_of_this_body(var);
            let var = &mut self.vars[var.index()];
            if target.kind() == Kind::IDENTIFIER {
                var.sources.push(if is_of_literal { Operand::Other } else { value.operand.clone() });
            } else {
                var.opaque = true;
            }
        }
        if let Some(Proj::Field(owner, field)) = place.path.last() {
            let above = Place { root: place.root, path: place.path[..place.path.len() - 1].into() };
            let turn = if matches!(value.operand, Operand::Func(_)) { Some(self.turns.of(&above)) } else { None };
            self.register(&Ty::named(*owner), *field, &value.operand, (turn, target));
            self.register_object(&Ty::named(*owner), *field, &value.ty);
            self.give_field(&Ty::named(*owner), &stored.ty, &value.ty);
        }
        self.note_setting(place, if compound { &Operand::Other } else { &value.operand });
        self.keep(Kept::At(place.clone()), &value, target);
        self.put(&stored.ty, &value, || Holder::At(place.clone()));
        if !compound && matches!(value.operand, Operand::Other | Operand::Known(_)) && stored.ty == Ty::basic("bool") {
            self.push(Op::Flag { place: place.clone(), waits: false });
        }
        self.push(Op::Store { target: place.clone(), value: value.operand });
    }
}
