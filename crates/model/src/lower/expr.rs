//! Expressions.

use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, CallMode, FuncValue, Op, Operand, Place, Proj, Root};
use crate::scope::Selection;
use crate::ty::{FuncRef, Name, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node};
use std::sync::Arc;

/// The text of an expression, cut when it is long or spans lines.
pub(super) fn short_text(node: Node<'_>) -> Name {
    const LIMIT: usize = 60;
    let text = node.text();
    let first = text.lines().next().unwrap_or("");
    if first.len() == text.len() && text.chars().count() <= LIMIT {
        return Name::from(text);
    }
    let cut: String = first.chars().take(LIMIT).collect();
    Name::from(&format!("{cut}..."))
}

impl<'t> Lowerer<'_, 't> {
    /// Evaluates an expression for its value. Reading a map variable without touching the table is noted.
    pub(super) fn value(&mut self, node: Node<'t>) -> Value {
        let value = self.operand(node);
        if matches!(node.kind(), Kind::IDENTIFIER | Kind::SELECTOR_EXPRESSION)
            && let Operand::Place(place) = &value.operand
            && matches!(self.underlying(&value.ty), Ty::Map(_))
        {
            let (span, text) = (self.span(node), short_text(node));
            self.push(Op::Access { place: place.clone(), kind: AccessKind::Value, span, text });
        }
        value
    }

    /// Evaluates an expression that another operation works on.
    pub(super) fn operand(&mut self, node: Node<'t>) -> Value {
        self.deeper(Value::unknown(), |this| this.any_expression(node))
    }

    fn any_expression(&mut self, node: Node<'t>) -> Value {
        match node.kind() {
            Kind::IDENTIFIER => self.identifier(node),
            Kind::SELECTOR_EXPRESSION => self.selector(node),
            Kind::INDEX_EXPRESSION => self.index(node),
            Kind::CALL_EXPRESSION => {
                let span = self.span(node);
                self.call(node, CallMode::Call, span)
            }
            Kind::PARENTHESIZED_EXPRESSION => node.first().map_or_else(Value::unknown, |inner| self.operand(inner)),
            Kind::UNARY_EXPRESSION => self.unary(node),
            Kind::BINARY_EXPRESSION => self.binary(node),
            Kind::COMPOSITE_LITERAL => self.composite(node),
            Kind::FUNC_LITERAL => self.literal(node),
            Kind::TYPE_ASSERTION_EXPRESSION | Kind::TYPE_CONVERSION_EXPRESSION => {
                let inner = node.field(Field::OPERAND).map_or_else(Value::unknown, |inner| self.value(inner));
                let ty = node.field(Field::TYPE).map_or(Ty::Unknown, |ty| self.read_type(ty));
                Value { ty, operand: inner.operand }
            }
            Kind::SLICE_EXPRESSION => self.slice(node),
            Kind::TYPE_INSTANTIATION_EXPRESSION => node.field(Field::TYPE).map_or_else(Value::unknown, |inner| self.operand(inner)),
            Kind::INT_LITERAL => Value::other(Ty::basic("int")),
            Kind::FLOAT_LITERAL => Value::other(Ty::basic("float64")),
            Kind::RUNE_LITERAL => Value::other(Ty::basic("rune")),
            Kind::RAW_STRING_LITERAL | Kind::INTERPRETED_STRING_LITERAL => Value::other(Ty::basic("string")),
            Kind::TRUE | Kind::FALSE => Value::other(Ty::basic("bool")),
            Kind::NIL => Value::other(Ty::Nil),
            Kind::VARIADIC_ARGUMENT => node.first().map_or_else(Value::unknown, |inner| self.value(inner)),
            _ => Value::unknown(),
        }
    }

    fn identifier(&mut self, node: Node<'t>) -> Value {
        let name = Name::from(node.text());
        match self.lookup(name) {
            Some(Binding::Var(var)) => return Value::at(Place::of(Root::Var(var)), self.vars[var.index()].ty.clone()),
            Some(Binding::Opaque) => return Value::unknown(),
            None => {}
        }
        self.package_symbol(self.func.package, name)
    }

    /// A variable or function of a package, used as a value.
    pub(super) fn package_symbol(&self, package: Name, name: Name) -> Value {
        let scope = self.context.scope;
        if let Some(ty) = scope.var_type(package, name) {
            return Value::at(Place::of(Root::Global(package, name)), ty.clone());
        }
        let func = FuncRef { package, receiver: None, name };
        match scope.func_decl(func) {
            Some(decl) => Value { ty: Ty::Func(decl.signature.clone()), operand: Operand::Func(FuncValue::Static(func)) },
            None => Value::unknown(),
        }
    }

    /// The import that an identifier denotes here, if it is not hidden.
    pub(super) fn imported(&self, node: Node<'t>) -> Option<Name> {
        if node.kind() != Kind::IDENTIFIER || self.lookup(Name::from(node.text())).is_some() {
            return None;
        }
        self.context.scope.import(&self.file.scope, node.text()).map(|import| import.path())
    }

    fn selector(&mut self, node: Node<'t>) -> Value {
        let (Some(operand), Some(field)) = (node.field(Field::OPERAND), node.field(Field::FIELD)) else { return Value::unknown() };
        let name = Name::from(field.text());
        if let Some(package) = self.imported(operand) {
            return self.package_symbol(package, name);
        }
        let base = self.operand(operand);
        let place = base.place();
        match self.context.scope.select(&base.ty, name) {
            Selection::Field(path, ty) => Value::at(self.through(&place, &path), ty),
            Selection::Method(path, func, signature) => {
                let receiver = self.through(&place, &path);
                Value { ty: Ty::Func(signature), operand: Operand::Func(FuncValue::Method(func, receiver)) }
            }
            Selection::InterfaceMethod(_, _, signature) => Value::other(Ty::Func(signature)),
            Selection::Library(path, owner) => {
                let library = self.through(&place, &path);
                Value::at(library.then(Proj::Field(owner, name)), Ty::Unknown)
            }
            Selection::Unknown => Value::at(place.then(Proj::Field(unnamed(), name)), Ty::Unknown),
        }
    }

    pub(super) fn through(&self, place: &Place, path: &[(TypeName, Name)]) -> Place {
        let steps: smallvec::SmallVec<[Proj; 4]> = path.iter().map(|(owner, name)| Proj::Field(*owner, *name)).collect();
        place.join(&steps)
    }

    fn index(&mut self, node: Node<'t>) -> Value {
        let Some(operand) = node.field(Field::OPERAND) else { return Value::unknown() };
        let base = self.operand(operand);
        if let Some(index) = node.field(Field::INDEX) {
            self.value(index);
        }
        let place = base.place();
        let element = place.then(Proj::Elem);
        match self.underlying(base.ty.pointee()) {
            Ty::Map(pair) => {
                let (span, text) = (self.span(node), short_text(operand));
                self.push(Op::Access { place, kind: AccessKind::Index, span, text });
                Value::at(element, pair.1.clone())
            }
            Ty::Slice(inner) | Ty::Array(inner) => Value::at(element, (*inner).clone()),
            Ty::Basic(_) => Value::other(Ty::basic("byte")),
            // `f[T]` of a generic function is the function.
            Ty::Func(_) => base,
            Ty::Unknown => {
                self.unknown_operands += 1;
                Value::at(element, Ty::Unknown)
            }
            _ => Value::unknown(),
        }
    }

    fn slice(&mut self, node: Node<'t>) -> Value {
        for bound in [Field::START, Field::END, Field::CAPACITY] {
            if let Some(bound) = node.field(bound) {
                self.value(bound);
            }
        }
        let Some(operand) = node.field(Field::OPERAND) else { return Value::unknown() };
        let base = self.operand(operand);
        let ty = match self.underlying(base.ty.pointee()) {
            Ty::Array(inner) => Ty::Slice(inner),
            _ => base.ty,
        };
        Value { ty, operand: base.operand }
    }

    fn unary(&mut self, node: Node<'t>) -> Value {
        let Some(operand) = node.field(Field::OPERAND) else { return Value::unknown() };
        match node.operator() {
            "&" => {
                let inner = self.operand(operand);
                if let Operand::Place(Place { root: Root::Var(var), path }) = &inner.operand
                    && path.is_empty()
                    && !matches!(self.underlying(&inner.ty), Ty::Struct(_) | Ty::Array(_))
                {
                    self.vars[var.index()].opaque = true;
                }
                Value { ty: inner.ty.pointer(), operand: inner.operand }
            }
            "*" => {
                let inner = self.operand(operand);
                let ty = match self.underlying(&inner.ty) {
                    Ty::Pointer(pointee) => (*pointee).clone(),
                    _ => Ty::Unknown,
                };
                Value { ty, operand: inner.operand }
            }
            "<-" => {
                let channel = self.value(operand);
                let ty = match self.underlying(&channel.ty) {
                    Ty::Chan(element) => (*element).clone(),
                    _ => Ty::Unknown,
                };
                self.push(Op::Receive { channel: channel.place() });
                Value::other(ty)
            }
            _ => Value::other(self.value(operand).ty),
        }
    }

    /// Long chains `a + b + c ...` lean to the left, so the left side is walked by a loop.
    fn binary(&mut self, node: Node<'t>) -> Value {
        let mut rights = Vec::new();
        let mut at = node;
        while at.kind() == Kind::BINARY_EXPRESSION {
            rights.push(at);
            let Some(left) = at.field(Field::LEFT) else { break };
            at = left;
        }
        let mut ty = self.value(at).ty;
        for node in rights.into_iter().rev() {
            if let Some(right) = node.field(Field::RIGHT) {
                self.value(right);
            }
            if matches!(node.operator(), "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||") {
                ty = Ty::basic("bool");
            }
        }
        Value::other(ty)
    }

    fn composite(&mut self, node: Node<'t>) -> Value {
        let ty = node.field(Field::TYPE).map_or(Ty::Unknown, |ty| self.read_type(ty));
        if let Some(body) = node.field(Field::BODY) {
            self.literal_value(body, &ty);
        }
        Value::fresh(ty)
    }

    /// The elements of a composite literal of type `ty`; element types may be left out.
    fn literal_value(&mut self, body: Node<'t>, ty: &Ty) {
        let under = self.underlying(ty.pointee());
        let (key, element) = match &under {
            Ty::Map(pair) => (pair.0.clone(), pair.1.clone()),
            Ty::Slice(inner) | Ty::Array(inner) => (Ty::Unknown, (**inner).clone()),
            _ => (Ty::Unknown, Ty::Unknown),
        };
        let is_struct = matches!(under, Ty::Struct(_));
        for child in body.children() {
            let (key_node, value_node) = match child.kind() {
                Kind::KEYED_ELEMENT => (child.field(Field::KEY), child.field(Field::VALUE)),
                _ => (None, Some(child)),
            };
            let name = key_node.and_then(Node::first);
            // Without a type, `{name: value}` may be a field or a key; a field's name is no expression.
            let may_be_field = |name: &Node<'t>| is_struct || matches!(under, Ty::Unknown) && name.kind() == Kind::IDENTIFIER;
            if let Some(key_node) = name.filter(|name| !may_be_field(name)) {
                self.element(key_node, &key);
            }
            let Some(value) = value_node.and_then(Node::first) else { continue };
            match (&under, name) {
                (Ty::Struct(fields), Some(name)) => {
                    let name = Name::from(name.text());
                    let field = fields.fields.iter().find(|field| field.name == name).map_or(Ty::Unknown, |field| field.ty.clone());
                    let operand = self.element(value, &field);
                    self.store_field(ty, name, operand);
                }
                _ => {
                    self.element(value, &element);
                }
            }
        }
    }

    /// A value that a struct literal puts into a field; kept when it can carry a map or a function.
    fn store_field(&mut self, ty: &Ty, name: Name, value: Operand) {
        let owner = match ty.pointee() {
            Ty::Named(owner) => *owner,
            _ => return,
        };
        if !matches!(value, Operand::Other | Operand::Fresh | Operand::Channel(_)) {
            let target = Place::of(Root::Unknown).then(Proj::Field(owner, name));
            self.push(Op::Store { target, value });
        }
    }

    fn element(&mut self, node: Node<'t>, ty: &Ty) -> Operand {
        if node.kind() == Kind::LITERAL_VALUE {
            self.deeper((), |this| this.literal_value(node, ty));
            return Operand::Fresh;
        }
        self.value(node).operand
    }
}

pub(super) fn unnamed() -> TypeName {
    TypeName { package: Name::from(""), name: Name::from("") }
}

/// `*T` for a type name used as an expression.
pub(super) fn pointer_to(ty: Ty) -> Ty {
    Ty::Pointer(Arc::new(ty))
}
