//! Statements.

use super::Lowerer;
use super::build::Target;
use crate::body::{CallMode, Op};
use crate::package;
use crate::ty::{Name, Ty};
use mapvet_syntax::{Field, Kind, Node};

impl<'t> Lowerer<'_, 't> {
    /// A block in a scope of its own.
    pub(super) fn block(&mut self, node: Node<'t>) {
        self.scoped(|this| this.statements(node));
    }

    /// The statements of a block or case; lists are taken apart.
    pub(super) fn statements(&mut self, node: Node<'t>) {
        for child in node.children() {
            if child.kind() == Kind::STATEMENT_LIST {
                child.children().for_each(|statement| self.statement(statement));
            } else {
                self.statement(child);
            }
        }
    }

    pub(super) fn statement(&mut self, node: Node<'t>) {
        self.deeper((), |this| this.any_statement(node));
    }

    fn any_statement(&mut self, node: Node<'t>) {
        match node.kind() {
            Kind::BLOCK => self.block(node),
            Kind::EXPRESSION_STATEMENT => {
                if let Some(inner) = node.first() {
                    self.value(inner);
                }
            }
            Kind::SHORT_VAR_DECLARATION => self.short_declaration(node),
            Kind::ASSIGNMENT_STATEMENT => self.assignment(node),
            Kind::INC_STATEMENT | Kind::DEC_STATEMENT => {
                if let Some(target) = node.first() {
                    self.step(target);
                }
            }
            Kind::VAR_DECLARATION => package::var_specs(node).into_iter().for_each(|spec| self.variables(spec)),
            Kind::CONST_DECLARATION => self.constants(node),
            Kind::TYPE_DECLARATION => self.local_types(node),
            Kind::GO_STATEMENT => self.special_call(node, CallMode::Go),
            Kind::DEFER_STATEMENT => self.special_call(node, CallMode::Defer),
            Kind::SEND_STATEMENT => self.send(node),
            Kind::RETURN_STATEMENT => self.return_statement(node),
            Kind::IF_STATEMENT => self.if_statement(node),
            Kind::FOR_STATEMENT => self.for_statement(node),
            Kind::EXPRESSION_SWITCH_STATEMENT => self.switch_statement(node),
            Kind::TYPE_SWITCH_STATEMENT => self.type_switch(node),
            Kind::SELECT_STATEMENT => self.select_statement(node),
            Kind::LABELED_STATEMENT => self.labeled(node),
            Kind::BREAK_STATEMENT | Kind::CONTINUE_STATEMENT => self.break_or_continue(node),
            Kind::GOTO_STATEMENT => {
                let label = node.first().map(|label| Name::from(label.text()));
                let to = label.map(|label| self.now().label(label));
                self.go_to(to);
            }
            Kind::ERROR => self.now().incomplete = true,
            _ => {}
        }
    }

    fn go_to(&mut self, to: Option<crate::body::BlockId>) {
        let from = self.now().here();
        if let Some(to) = to {
            self.now().edge(from, to);
        }
        self.now().unreachable();
    }

    fn break_or_continue(&mut self, node: Node<'t>) {
        let label = node.first().map(|label| Name::from(label.text()));
        let to = self.now().target(label, node.kind() == Kind::CONTINUE_STATEMENT);
        self.go_to(to);
    }

    fn labeled(&mut self, node: Node<'t>) {
        let mut children = node.children();
        let Some(label) = node.field(Field::LABEL) else { return };
        let name = Name::from(label.text());
        let block = self.now().label(name);
        self.now().jump(block);
        self.now().pending_label = Some(name);
        if let Some(statement) = children.find(|child| child.kind() != Kind::LABEL_NAME) {
            self.statement(statement);
        }
        self.now().pending_label = None;
    }

    pub(super) fn open_target(&mut self, break_to: crate::body::BlockId, continue_to: Option<crate::body::BlockId>) {
        let label = self.now().pending_label.take();
        self.now().targets.push(Target { label, break_to, continue_to });
    }

    fn constants(&mut self, node: Node<'t>) {
        for spec in node.children().filter(|spec| spec.kind() == Kind::CONST_SPEC) {
            for name in spec.fields(Field::NAME) {
                self.bindings.push((Name::from(name.text()), super::Binding::Opaque));
            }
        }
    }

    /// A type declared in a function is read as what it stands for: it can have no methods of its own.
    fn local_types(&mut self, node: Node<'t>) {
        for spec in package::type_specs(node) {
            let (Some(name), Some(ty)) = (spec.field(Field::NAME), spec.field(Field::TYPE)) else { continue };
            let name = Name::from(name.text());
            self.types.push((name, Ty::Unknown));
            let ty = self.read_type(ty);
            self.types.push((name, ty));
        }
    }

    fn send(&mut self, node: Node<'t>) {
        let channel = node.field(Field::CHANNEL).map(|channel| self.value(channel));
        let value = node.field(Field::VALUE).map(|value| self.value(value));
        if let (Some(channel), Some(value)) = (channel, value) {
            self.push(Op::Send { channel: channel.place(), value: value.operand });
        }
    }

    fn return_statement(&mut self, node: Node<'t>) {
        let mut values: Vec<_> = match node.first() {
            Some(list) if list.kind() == Kind::EXPRESSION_LIST => list.children().map(|value| self.value(value).operand).collect(),
            Some(one) => vec![self.value(one).operand],
            None => Vec::new(),
        };
        if values.is_empty() {
            let results = self.now().results.clone();
            values = results.into_iter().map(|var| crate::body::Operand::Place(crate::body::Place::of(crate::body::Root::Var(var)))).collect();
        }
        self.now().leave(values);
    }
}
