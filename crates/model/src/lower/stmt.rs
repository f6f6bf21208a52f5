//! Statements.

use super::build::Target;
use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, CallMode, Kept, Op, Operand, Place, Proj, Root};
use crate::decl::TypeDecl;
use crate::ty::{Name, Ty, TypeName};
use crate::{package, values};
use mapvet_syntax::{Field, Kind, Node};

impl Lowerer<'_> {
    /// A block in a scope of its own.
    pub(super) fn block(&mut self, node: Node<'_>) {
        self.scoped(|this| this.statements(node));
    }

    /// The statements of a block or case; lists are taken apart.
    pub(super) fn statements(&mut self, node: Node<'_>) {
        for child in node.children() {
            if child.kind() == Kind::STATEMENT_LIST {
                child.children().for_each(|statement| self.statement(statement));
            } else {
                self.statement(child);
            }
        }
    }

    pub(super) fn statement(&mut self, node: Node<'_>) {
        self.deeper((), |this| this.any_statement(node));
    }

    fn any_statement(&mut self, node: Node<'_>) {
        self.tell_assigned_apart(node);
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

    fn break_or_continue(&mut self, node: Node<'_>) {
        let label = node.first().map(|label| Name::from(label.text()));
        let to = self.now().target(label, node.kind() == Kind::CONTINUE_STATEMENT);
        self.go_to(to);
    }

    fn labeled(&mut self, node: Node<'_>) {
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
        self.now().targets.push(Target { label, break_to, continue_to, rounds: None });
    }

    fn constants(&mut self, node: Node<'_>) {
        for (name, ty, value) in values::const_rows(node) {
            let ty = match (ty, value) {
                (Some(ty), _) => self.read_type(ty),
                (None, Some(value)) => self.value(value).ty,
                (None, None) => Ty::Unknown,
            };
            self.bindings.push((Name::from(name.text()), Binding::Const(ty)));
        }
    }

    /// A type declared in a function has a name of its own, `function.Type`. It can have no methods but those it embeds.
    fn local_types(&mut self, node: Node<'_>) {
        for spec in package::type_specs(node) {
            let (Some(name), Some(ty)) = (spec.field(Field::NAME), spec.field(Field::TYPE)) else { continue };
            let local = Name::from(name.text());
            if spec.kind() == Kind::TYPE_ALIAS {
                let ty = self.read_type(ty);
                self.bindings.push((local, Binding::Type(ty)));
                continue;
            }
            let full = self.local_name(local);
            self.bindings.push((local, Binding::Type(Ty::named(full))));
            let outside = self.bindings.len();
            self.bindings.extend(package::type_params(spec, full).into_iter().map(|(name, ty)| (name, Binding::Type(ty))));
            let underlying = self.read_type(ty);
            let params = self.reading(|reader| package::constraints(spec, reader));
            self.bindings.truncate(outside);
            let decl = TypeDecl { name: full.name, alias: false, underlying, params };
            self.context.scope.locals.insert(full, Box::new(decl));
        }
    }

    fn local_name(&self, local: Name) -> TypeName {
        let receiver = self.func.receiver.map(|receiver| format!("{receiver}.")).unwrap_or_default();
        let plain = format!("{receiver}{}.{local}", self.func.name);
        let package = self.context.scope.own.path;
        let numbered = (2..).map(|number| format!("{plain}#{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered).map(|name| TypeName { package, name: Name::from(&name) });
        names.find(|name| self.context.scope.locals.get(name).is_none()).unwrap_or(TypeName { package, name: local })
    }

    fn send(&mut self, node: Node<'_>) {
        let channel = node.field(Field::CHANNEL).map(|channel| self.value(channel));
        let value = node.field(Field::VALUE).map(|value| self.value(value));
        if let (Some(channel), Some(value)) = (channel, value) {
            self.keep(Kept::Sent(channel.place().then(Proj::Elem)), &value, node);
            self.show_type(&value.ty);
            self.note_channel(&channel.place(), &channel.ty, -1);
            self.push(Op::Send { channel: channel.place(), value: value.operand.clone() });
            self.keep(Kept::Message(channel.place()), &value, node);
        }
    }

    /// A struct that is returned by value, or as the address of a copy, hands out the maps in its fields.
    fn hand_out_copy(&mut self, value: &Value, node: Node<'_>) {
        let Operand::Place(place) = &value.operand else { return };
        let is_address = node.kind() == Kind::UNARY_EXPRESSION && node.operator() == "&";
        let ty = if is_address { value.ty.pointee() } else { &value.ty };
        let Ty::Named(owner, _) = ty else { return };
        let is_local = matches!(place.root, Root::Var(_)) && place.path.is_empty();
        if is_address && !is_local || matches!(place.root, Root::Call(..) | Root::Unknown) {
            return;
        }
        let Ty::Struct(fields) = self.underlying(ty) else { return };
        let is_map = |ty: &Ty| matches!(self.underlying(ty), Ty::Map(_));
        let maps: Vec<Name> = fields.fields.iter().filter(|field| is_exported(field.name) && is_map(&field.ty)).map(|field| field.name).collect();
        for name in maps {
            let text = Name::from(&format!("{}.{name}", super::expr::short_text(node).trim_start_matches('&')));
            let place = place.then(Proj::Field(*owner, name));
            self.push(Op::Access { place, kind: AccessKind::HandOut, span: self.span(node), text });
        }
    }

    fn return_statement(&mut self, node: Node<'_>) {
        let written = match node.first() {
            Some(list) if list.kind() == Kind::EXPRESSION_LIST => list.children().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let mut values = Vec::new();
        let last = written.len().wrapping_sub(1);
        let mut error = None;
        for (at, node) in written.into_iter().enumerate() {
            let value = self.value(node);
            // A map that is returned is read by whoever is given it.
            self.touch(&value, node, AccessKind::HandOut);
            self.hand_out_copy(&value, node);
            self.keep(Kept::Returned(u8::try_from(at).unwrap_or(u8::MAX)), &value, node);
            match (&value.ty, &value.operand) {
                (Ty::Tuple(types), Operand::Place(Place { root: Root::Call(id, _), .. })) => {
                    for (at, ty) in types.iter().enumerate() {
                        let place = Place::of(Root::Call(*id, at as u8));
                        self.put_result(at, &Value::at(place.clone(), ty.clone()));
                        values.push(Operand::Place(place));
                    }
                }
                _ => {
                    self.put_result(at, &value);
                    values.push(value.operand.clone());
                }
            }
            if at == last {
                error = self.returned_error(node, &value);
            }
        }
        // What is returned lies in the named results, which deferred functions may assign.
        let results = self.now().results.clone();
        if !results.is_empty() {
            for (at, var) in results.iter().enumerate() {
                let ty = self.vars[var.index()].ty.clone();
                self.put_result(at, &Value::at(Place::of(Root::Var(*var)), ty));
            }
        }
        if values.is_empty() {
            error = results.last().and_then(|var| self.named_error(*var));
            values = results.into_iter().map(|var| Operand::Place(Place::of(Root::Var(var)))).collect();
        }
        error.into_iter().for_each(|told| self.push(Op::Told(told)));
        self.now().leave(values);
    }
}

fn is_exported(name: Name) -> bool {
    name.starts_with(char::is_uppercase)
}
