//! Expressions.

use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, Call, CallMode, Callee, FuncValue, Is, Kept, Op, Operand, Place, Proj, Root};
use crate::library::{Effect, Start};
use crate::notes::{IsMap, Noted};
use crate::select::{Selection, unnamed};
use crate::standing::Holder;
use crate::ty::{FuncRef, Name, Ty, TypeName};
use crate::types::literal;
use mapvet_syntax::{Field, Kind, Node};
use smallvec::SmallVec;

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

/// What is indexed and by what. Of `m[p.x]`, `m[p.x][q.y]` and `table[p.x](y)` the grammar cannot know that they are not
/// generic types, and takes some of them for that.
pub(super) fn index_parts(node: Node<'_>) -> Option<(Node<'_>, Vec<Node<'_>>)> {
    match node.kind() {
        Kind::INDEX_EXPRESSION => Some((node.field(Field::OPERAND)?, node.field(Field::INDEX).into_iter().collect())),
        Kind::TYPE_INSTANTIATION_EXPRESSION => Some((node.field(Field::TYPE)?, node.children().skip(1).collect())),
        Kind::GENERIC_TYPE => Some((node.field(Field::TYPE)?, node.field(Field::TYPE_ARGUMENTS).into_iter().flat_map(Node::children).collect())),
        _ => None,
    }
}

impl Lowerer<'_> {
    /// Evaluates an expression for its value. Reading a map variable without touching the table is noted.
    pub(super) fn value(&mut self, node: Node<'_>) -> Value {
        let value = self.operand(node);
        if matches!(node.kind(), Kind::IDENTIFIER | Kind::SELECTOR_EXPRESSION) {
            self.touch(&value, node, AccessKind::Value);
        }
        value
    }

    /// Notes an access of what an expression evaluates to, where that is a map with a path.
    pub(super) fn touch(&mut self, value: &Value, node: Node<'_>, kind: AccessKind) {
        if let Operand::Place(place) = &value.operand
            && matches!(self.underlying(&value.ty), Ty::Map(_))
        {
            let (span, text) = (self.span(node), short_text(node));
            self.push(Op::Access { place: place.clone(), kind, span, text });
        }
    }

    /// Evaluates an expression that another operation works on.
    pub(super) fn operand(&mut self, node: Node<'_>) -> Value {
        let value = self.deeper(Value::unknown(), |this| this.any_expression(node));
        self.note(node, || Noted::Expression(value.ty.clone()));
        value
    }

    /// Notes the type of an operand or target.
    pub(super) fn note_operand(&self, node: Node<'_>, ty: &Ty) {
        if self.context.notes.is_none() || matches!(node.text(), "_") {
            return;
        }
        let mut node = node;
        while let (Kind::PARENTHESIZED_EXPRESSION, Some(inner)) = (node.kind(), node.first()) {
            node = inner;
        }
        let is_map = match self.underlying(ty) {
            Ty::Map(_) => IsMap::Yes,
            Ty::Unknown => IsMap::Unknown,
            _ => IsMap::No,
        };
        self.note(node, || Noted::Operand(ty.clone(), is_map));
    }

    fn any_expression(&mut self, node: Node<'_>) -> Value {
        match node.kind() {
            Kind::IDENTIFIER | Kind::TYPE_IDENTIFIER => self.identifier(node),
            Kind::SELECTOR_EXPRESSION => self.selector(node.field(Field::OPERAND), node.field(Field::FIELD)),
            Kind::QUALIFIED_TYPE => self.selector(node.field(Field::PACKAGE), node.field(Field::NAME)),
            Kind::INDEX_EXPRESSION | Kind::TYPE_INSTANTIATION_EXPRESSION | Kind::GENERIC_TYPE => self.index(node),
            Kind::CALL_EXPRESSION => {
                let span = self.span(node);
                self.call(node, CallMode::Call, span)
            }
            Kind::PARENTHESIZED_EXPRESSION => node.first().map_or_else(Value::unknown, |inner| self.operand(inner)),
            Kind::UNARY_EXPRESSION => self.unary(node),
            Kind::BINARY_EXPRESSION => self.binary(node),
            Kind::COMPOSITE_LITERAL => self.composite(node),
            Kind::FUNC_LITERAL => self.literal(node),
            Kind::TYPE_ASSERTION_EXPRESSION => {
                let inner = node.field(Field::OPERAND).map_or_else(Value::unknown, |inner| self.value(inner));
                let ty = node.field(Field::TYPE).map_or(Ty::Unknown, |ty| self.read_type(ty));
                Value { ty, operand: inner.operand }
            }
            Kind::TYPE_CONVERSION_EXPRESSION if node.field(Field::TYPE).is_some_and(|ty| ty.kind() == Kind::POINTER_TYPE) => {
                self.conversion_behind(node)
            }
            Kind::TYPE_CONVERSION_EXPRESSION => {
                let span = self.span(node);
                self.call(node, CallMode::Call, span)
            }
            Kind::SLICE_EXPRESSION => self.slice(node),
            Kind::TYPE_ELEM => node.first().map_or_else(Value::unknown, |inner| self.operand(inner)),
            Kind::POINTER_TYPE => node.first().map_or_else(Value::unknown, |inner| self.pointed_to(inner)),
            Kind::IOTA | Kind::TRUE | Kind::FALSE | Kind::NIL if self.lookup(Name::from(node.text())).is_some() => self.identifier(node),
            Kind::NIL => Value { ty: Ty::Nil, operand: Operand::Known(Is::Nil) },
            Kind::TRUE | Kind::FALSE => {
                let is = if node.kind() == Kind::TRUE { Is::True } else { Is::False };
                Value { ty: literal(node.kind()).unwrap_or(Ty::Unknown), operand: Operand::Known(is) }
            }
            Kind::VARIADIC_ARGUMENT => node.first().map_or_else(Value::unknown, |inner| self.value(inner)),
            kind => literal(kind).map_or_else(Value::unknown, Value::other),
        }
    }

    /// `*(*T)(p)`, which the grammar takes for a conversion to `*(*T)`: the conversion binds tighter.
    fn conversion_behind(&mut self, node: Node<'_>) -> Value {
        let inner = node.field(Field::OPERAND).map_or_else(Value::unknown, |operand| self.value(operand));
        let mut written = node.field(Field::TYPE);
        let mut stars = 0;
        while let Some(pointer) = written.filter(|ty| ty.kind() == Kind::POINTER_TYPE) {
            written = pointer.first();
            stars += 1;
        }
        let mut ty = written.map_or(Ty::Unknown, |ty| self.read_type(ty));
        for _ in 0..stars {
            ty = match self.underlying(&ty) {
                Ty::Pointer(pointee) => (*pointee).clone(),
                _ => Ty::Unknown,
            };
        }
        Value { ty, operand: inner.operand }
    }

    fn identifier(&mut self, node: Node<'_>) -> Value {
        let name = Name::from(node.text());
        match self.lookup(name).cloned() {
            Some(Binding::Var(var)) => {
                let declared = &self.vars[var.index()];
                self.note(node, || Noted::Use(name, declared.span));
                Value::at(Place::of(Root::Var(var)), declared.ty.clone())
            }
            Some(Binding::Const(ty)) => Value::other(ty),
            Some(Binding::Type(_)) => Value::unknown(),
            None => match self.home(name) {
                Some(package) => self.package_symbol(package, name),
                None => Value::unknown(),
            },
        }
    }

    /// The package whose declaration an unqualified name means.
    pub(super) fn home(&self, name: Name) -> Option<Name> {
        self.context.scope.home(self.file, name)
    }

    /// A variable, constant or function of a package, used as a value.
    pub(super) fn package_symbol(&mut self, package: Name, name: Name) -> Value {
        let scope = self.context.scope;
        if let Some(ty) = scope.var_type(package, name) {
            return Value::at(Place::of(Root::Global(package, name)), ty.clone());
        }
        let func = FuncRef { package, receiver: None, name };
        self.put_by_strangers(func);
        match scope.func_decl(func) {
            Some(decl) => Value { ty: Ty::Func(decl.signature.clone()), operand: Operand::Func(FuncValue::Static(func)) },
            None => Value::other(scope.const_type(package, name).cloned().unwrap_or(Ty::Unknown)),
        }
    }

    /// The import that an identifier denotes here, if it is not hidden.
    pub(super) fn imported(&self, node: Node<'_>) -> Option<Name> {
        if !matches!(node.kind(), Kind::IDENTIFIER | Kind::PACKAGE_IDENTIFIER) {
            return None;
        }
        let name = Name::from(node.text());
        if self.lookup(name).is_some() { None } else { self.file.import(name).map(|import| import.path()) }
    }

    fn selector(&mut self, operand: Option<Node<'_>>, field: Option<Node<'_>>) -> Value {
        let (Some(operand), Some(field)) = (operand, field) else { return Value::unknown() };
        let name = Name::from(field.text());
        if let Some(package) = self.imported(operand) {
            return self.package_symbol(package, name);
        }
        if let Some(ty) = self.denoted_type(operand) {
            return self.method_expression(&ty, name);
        }
        let base = self.base_operand(operand);
        let place = base.place();
        match self.context.scope.select(&base.ty, name) {
            Selection::Field(path, ty) => {
                let at = self.through(&place, &path);
                self.note(field, || Noted::Field(path));
                self.note_channel(&at, &ty, 1);
                Value::at(at, ty)
            }
            Selection::Method(path, func, signature) => {
                let receiver = self.through(&place, &path);
                self.put_by_strangers(func);
                Value { ty: Ty::Func(signature), operand: Operand::Func(FuncValue::Method(func, receiver)) }
            }
            Selection::InterfaceMethod(_, _, _, signature) => Value::other(Ty::Func(signature)),
            Selection::Library(path, owner) => {
                let library = self.through(&place, &path);
                Value::at(library.then(Proj::Field(owner, name)), Ty::Unknown)
            }
            Selection::Unknown => {
                let at = place.then(Proj::Field(unnamed(), name));
                self.note_channel(&at, &Ty::Unknown, 1);
                Value::at(at, Ty::Unknown)
            }
        }
    }

    /// The operand of a selector; a package name of older trees is an expression, too.
    pub(super) fn base_operand(&mut self, node: Node<'_>) -> Value {
        if node.kind() == Kind::PACKAGE_IDENTIFIER { self.identifier(node) } else { self.operand(node) }
    }

    /// `T.Method`: the function whose first parameter is the receiver.
    pub(super) fn method_expression(&mut self, ty: &Ty, name: Name) -> Value {
        let with_receiver = |signature: &crate::ty::Signature| {
            let params = std::iter::once(ty.clone()).chain(signature.params.iter().cloned()).collect();
            Ty::Func(std::sync::Arc::new(crate::ty::Signature { params, ..signature.clone() }))
        };
        match self.context.scope.select(ty, name) {
            Selection::Method(_, func, signature) => {
                self.put_by_strangers(func);
                Value { ty: with_receiver(&signature), operand: Operand::Func(FuncValue::Static(func)) }
            }
            Selection::InterfaceMethod(_, _, _, signature) => Value::other(with_receiver(&signature)),
            Selection::Field(..) | Selection::Library(..) | Selection::Unknown => Value::unknown(),
        }
    }

    pub(super) fn through(&self, place: &Place, path: &[(TypeName, Name)]) -> Place {
        let steps: smallvec::SmallVec<[Proj; 4]> = path.iter().map(|(owner, name)| Proj::Field(*owner, *name)).collect();
        place.join(&steps)
    }

    /// The type of which an index, `len`, `delete` or `clear` speaks: pointers to arrays are followed.
    pub(super) fn operand_type(&self, ty: &Ty) -> Ty {
        match self.underlying(ty) {
            Ty::Pointer(inner) => self.underlying(&inner),
            under => under,
        }
    }

    pub(super) fn element_type(&self, under: &Ty) -> Ty {
        match under {
            Ty::Map(pair) => pair.1.clone(),
            Ty::Slice(inner) | Ty::Array(inner) => (**inner).clone(),
            Ty::Basic(_) => Ty::basic("uint8"),
            _ => Ty::Unknown,
        }
    }

    fn index(&mut self, node: Node<'_>) -> Value {
        let Some((operand, indices)) = index_parts(node) else { return Value::unknown() };
        let base = self.base_operand(operand);
        if let Operand::Func(FuncValue::Static(func)) = base.operand {
            return self.with_type_args(base, func, node);
        }
        self.note_operand(operand, &base.ty);
        for index in indices {
            self.value(index);
        }
        self.element(&base, node, operand)
    }

    /// An element of `base`; `node` is the index expression, or what the grammar took for something else.
    pub(super) fn element(&mut self, base: &Value, node: Node<'_>, operand: Node<'_>) -> Value {
        let place = base.place();
        let element = place.then(Proj::Elem);
        let under = self.operand_type(&base.ty);
        match &under {
            Ty::Map(_) => {
                let (span, text) = (self.span(node), short_text(operand));
                self.push(Op::Access { place, kind: AccessKind::Index, span, text });
                Value::at(element, self.element_type(&under))
            }
            Ty::Slice(_) | Ty::Array(_) => Value::at(element, self.element_type(&under)),
            Ty::Basic(_) => Value::other(Ty::basic("uint8")),
            Ty::Unknown => {
                self.unknown_operands += 1;
                Value::at(element, Ty::Unknown)
            }
            _ => Value::unknown(),
        }
    }

    /// `f[T]` of a generic function is the function.
    pub(super) fn with_type_args(&self, function: Value, func: FuncRef, node: Node<'_>) -> Value {
        let args = self.reading(|reader| reader.type_args(node));
        let ty = self.instance(func, &function.ty, &args, &[]);
        Value { ty, ..function }
    }

    fn slice(&mut self, node: Node<'_>) -> Value {
        for bound in [Field::START, Field::END, Field::CAPACITY] {
            if let Some(bound) = node.field(bound) {
                self.value(bound);
            }
        }
        let Some(operand) = node.field(Field::OPERAND) else { return Value::unknown() };
        let base = self.operand(operand);
        let ty = match self.operand_type(&base.ty) {
            Ty::Array(inner) => Ty::Slice(inner),
            _ => base.ty.defaulted(),
        };
        Value { ty, operand: base.operand }
    }

    fn pointed_to(&mut self, node: Node<'_>) -> Value {
        let inner = self.base_operand(node);
        let ty = match self.underlying(&inner.ty) {
            Ty::Pointer(pointee) => (*pointee).clone(),
            _ => Ty::Unknown,
        };
        Value { ty, operand: inner.operand }
    }

    fn unary(&mut self, node: Node<'_>) -> Value {
        let Some(operand) = node.field(Field::OPERAND) else { return Value::unknown() };
        match node.operator() {
            "&" => {
                let inner = self.operand(operand);
                if let Operand::Place(Place { root: Root::Var(var), path }) = &inner.operand
                    && path.is_empty()
                    && !matches!(self.underlying(&inner.ty), Ty::Struct(_) | Ty::Array(_))
                {
                    self.vars[var.index()].opaque = true;
                    self.forget_error(*var);
                }
                if let Operand::Place(place) = &inner.operand {
                    self.note_address(place);
                }
                self.put_through_address(&inner);
                Value { ty: inner.ty.pointer(), operand: inner.operand }
            }
            "*" => self.pointed_to(operand),
            "<-" => {
                let channel = self.value(operand);
                let ty = match self.underlying(&channel.ty) {
                    Ty::Chan(element) => (*element).clone(),
                    _ => Ty::Unknown,
                };
                let place = channel.place();
                self.note_channel(&place, &channel.ty, -1);
                self.push(Op::Receive { channel: place.clone() });
                match self.underlying(&ty) {
                    _ if self.context.elements => Value::at(place.then(Proj::Elem), ty),
                    Ty::Func(_) => Value { ty, operand: Operand::Place(place.then(Proj::Elem)) },
                    _ => Value { operand: self.received(place, &ty), ty },
                }
            }
            _ => Value::other(self.value(operand).ty),
        }
    }

    /// Long chains `a + b + c ...` lean to the left, so the left side is walked by a loop.
    fn binary(&mut self, node: Node<'_>) -> Value {
        let mut rights = Vec::new();
        let mut at = node;
        while at.kind() == Kind::BINARY_EXPRESSION {
            rights.push(at);
            let Some(left) = at.field(Field::LEFT) else { break };
            at = left;
        }
        let mut ty = self.value(at).ty;
        for node in rights.into_iter().rev() {
            let right = node.field(Field::RIGHT).map_or(Ty::Unknown, |right| self.value(right).ty);
            ty = match node.operator() {
                "==" | "!=" | "<" | "<=" | ">" | ">=" => Ty::basic("untyped bool"),
                "<<" | ">>" => ty,
                _ => of_both(ty, right),
            };
        }
        Value::other(ty)
    }

    fn composite(&mut self, node: Node<'_>) -> Value {
        let ty = node.field(Field::TYPE).map_or(Ty::Unknown, |ty| self.read_type(ty));
        if let Some(body) = node.field(Field::BODY) {
            let is_part = std::mem::take(&mut self.is_part);
            let outer = self.turns.open(is_part);
            self.literal_value(body, &ty);
            self.turns.close(outer);
        }
        Value::fresh(ty)
    }

    /// The elements of a composite literal of type `ty`; element types may be left out.
    fn literal_value(&mut self, body: Node<'_>, ty: &Ty) {
        self.make(ty);
        let under = self.operand_type(ty);
        let (key, element) = match &under {
            Ty::Map(pair) => (pair.0.clone(), pair.1.clone()),
            Ty::Slice(inner) | Ty::Array(inner) => (Ty::Unknown, (**inner).clone()),
            _ => (Ty::Unknown, Ty::Unknown),
        };
        let is_struct = matches!(under, Ty::Struct(_));
        for (at, child) in body.children().enumerate() {
            let (key_node, value_node) = match child.kind() {
                Kind::KEYED_ELEMENT => (child.field(Field::KEY), child.field(Field::VALUE)),
                _ => (None, Some(child)),
            };
            let name = key_node.and_then(Node::first);
            // Without a type, `{name: value}` may be a field or a key; a field's name is no expression.
            let may_be_field = |name: &Node<'_>| is_struct || matches!(under, Ty::Unknown) && name.kind() == Kind::IDENTIFIER;
            if let Some(key_node) = name.filter(|name| !may_be_field(name)) {
                let value = self.element_value(key_node, &key);
                self.show_type(&value.ty);
            }
            let Some(value) = value_node.and_then(Node::first) else { continue };
            match (&under, name) {
                (Ty::Struct(fields), Some(name)) => {
                    let name = Name::from(name.text());
                    let field = fields.fields.iter().find(|field| field.name == name).map_or(Ty::Unknown, |field| field.ty.clone());
                    self.field_value(ty, (name, field), value);
                }
                (Ty::Struct(fields), None) => match fields.fields.get(at) {
                    Some(field) => self.field_value(ty, (field.name, field.ty.clone()), value),
                    None => {
                        let value = self.element_value(value, &element);
                        self.show_type(&value.ty);
                    }
                },
                (Ty::Unknown, Some(name)) => {
                    let element = self.part_value(value, &element);
                    self.note_field_setting(ty, Name::from(name.text()), &Operand::Other);
                    self.show_type(&element.ty);
                    self.register(ty, Name::from(name.text()), &element.operand, (self.turns.current(), value));
                    self.give_field(ty, &Ty::Unknown, &element.ty);
                }
                _ => {
                    let Value { ty, operand } = self.element_value(value, &element);
                    if ty != element {
                        self.show_type(&ty);
                    }
                    if matches!(operand, Operand::Func(_)) {
                        self.loose.push((operand, self.span(value)));
                    }
                }
            }
        }
    }

    /// The value of a field of a literal of type `ty`.
    fn field_value(&mut self, ty: &Ty, (name, field): (Name, Ty), node: Node<'_>) {
        let outer = std::mem::take(&mut self.loose);
        let value = self.part_value(node, &field);
        self.register(ty, name, &value.operand, (self.turns.current(), node));
        self.register_object(ty, name, &value.ty);
        self.give_field(ty, &field, &value.ty);
        self.note_field_setting(ty, name, &value.operand);
        if let Ty::Named(owner, _) = &self.context.scope.unalias(ty.pointee()) {
            self.put(&field, &value, || Holder::At(Place::of(Root::Unknown).then(Proj::Field(*owner, name))));
        } else {
            self.show_type(&value.ty);
        }
        let kept = Value { ty: field, operand: value.operand };
        if let Ty::Named(owner, _) = ty.pointee() {
            self.keep(Kept::At(Place::of(Root::Unknown).then(Proj::Field(*owner, name))), &kept, node);
        }
        self.store_field(ty, name, kept.operand);
        self.loose = outer;
    }

    /// Notes that a function value is put where others find it, or the functions in a literal that has just been read.
    pub(super) fn keep(&mut self, kept: Kept, value: &Value, node: Node<'_>) {
        if let (Operand::Fresh, Kept::At(place)) = (&value.operand, &kept) {
            self.turns.put(place);
            for (function, span) in std::mem::take(&mut self.loose) {
                let callee = Callee::Kept(Kept::At(place.then(Proj::Elem)));
                let id = self.now().add_call(Call {
                    callee,
                    receiver: None,
                    args: vec![function],
                    mode: CallMode::Call,
                    effects: SmallVec::new(),
                    rounds: None,
                    span,
                });
                self.push(Op::Call(id));
            }
            return;
        }
        let is_kept = match (&value.operand, &kept) {
            (Operand::Place(place), Kept::Message(_)) => place.root != Root::Unknown && self.may_lead_to_map(&value.ty),
            (_, Kept::Message(_)) => false,
            (Operand::Func(_), _) => true,
            (Operand::Place(place), _) => {
                matches!(value.ty, Ty::Func(_) | Ty::Named(..))
                    && matches!(self.underlying(&value.ty), Ty::Func(_))
                    && kept != Kept::At(place.clone())
            }
            (Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other, _) => false,
        };
        if !is_kept {
            return;
        }
        let (callee, args, span) = (Callee::Kept(kept), vec![value.operand.clone()], self.span(node));
        let id = self.now().add_call(Call { callee, receiver: None, args, mode: CallMode::Call, effects: SmallVec::new(), rounds: None, span });
        self.push(Op::Call(id));
    }

    /// Whether a value of a type is a map, or an object of an analysed package that may have some.
    fn may_lead_to_map(&self, ty: &Ty) -> bool {
        let is_known = |ty: &Ty| matches!(ty, Ty::Named(name, _) if self.context.scope.is_analysed(name.package));
        match self.underlying(ty) {
            Ty::Map(_) => true,
            Ty::Struct(_) => is_known(ty),
            Ty::Pointer(inner) => is_known(&inner) && matches!(self.underlying(&inner), Ty::Struct(_)),
            _ => false,
        }
    }

    /// What is received from a channel, as far as it may lead to a map.
    pub(super) fn received(&self, channel: Place, element: &Ty) -> Operand {
        match channel.root {
            Root::Unknown => Operand::Other,
            _ if self.may_lead_to_map(element) => Operand::Received(channel),
            _ => Operand::Other,
        }
    }

    /// A function value that is put into a field of a library's struct, or converted to a type of it (then `field` is
    /// empty), runs when the library says so. `turn` is the number of the object that the struct belongs to.
    pub(super) fn register(&mut self, ty: &Ty, field: Name, value: &Operand, (turn, node): (Option<u32>, Node<'_>)) {
        let Ty::Named(owner, _) = ty.pointee() else { return };
        if self.context.scope.is_analysed(owner.package) || !matches!(value, Operand::Func(_)) {
            return;
        }
        let models = self.context.scope.models();
        let known = if field.is_empty() {
            models.effects(FuncRef { package: owner.package, receiver: None, name: owner.name }).iter().find_map(Effect::start)
        } else {
            models.field(*owner, field).map(|callback| Start { turn: turn.filter(|_| callback.in_turn), ..callback.start })
        };
        let Some(start) = known else { return };
        let callee = Callee::Library(FuncRef { package: owner.package, receiver: Some(owner.name), name: field });
        let effects = SmallVec::from_slice(&[Effect::Spawn(start)]);
        let span = self.span(node);
        let id = self.now().add_call(Call { callee, receiver: None, args: vec![value.clone()], mode: CallMode::Call, effects, rounds: None, span });
        self.push(Op::Call(id));
    }

    /// A value that a struct literal puts into a field; kept when it can carry a map or a function.
    fn store_field(&mut self, ty: &Ty, name: Name, value: Operand) {
        let owner = match ty.pointee() {
            Ty::Named(owner, _) => *owner,
            _ => return,
        };
        if !matches!(value, Operand::Other | Operand::Known(_) | Operand::Fresh | Operand::Channel(_) | Operand::Received(_)) {
            let target = Place::of(Root::Unknown).then(Proj::Field(owner, name));
            self.push(Op::Store { target, value });
        }
    }

    /// The value of a field: a literal there is a part of the one around it.
    fn part_value(&mut self, node: Node<'_>, ty: &Ty) -> Value {
        self.is_part = matches!(node.kind(), Kind::COMPOSITE_LITERAL | Kind::UNARY_EXPRESSION);
        let value = self.element_value(node, ty);
        self.is_part = false;
        value
    }

    fn element_value(&mut self, node: Node<'_>, ty: &Ty) -> Value {
        if node.kind() == Kind::LITERAL_VALUE {
            let outer = self.turns.open(false);
            self.deeper((), |this| this.literal_value(node, ty));
            self.turns.close(outer);
            return Value::fresh(ty.clone());
        }
        self.value(node)
    }
}

/// The type of `a + b`: that of the operand that has one; of two constants without a type, the later kind.
fn of_both(left: Ty, right: Ty) -> Ty {
    const KINDS: [&str; 4] = ["untyped int", "untyped rune", "untyped float", "untyped complex"];
    let rank = |ty: &Ty| KINDS.iter().position(|kind| *ty == Ty::basic(kind));
    match (left.is_untyped(), right.is_untyped()) {
        (true, true) if rank(&right) > rank(&left) => right,
        (true, false) if right != Ty::Nil => right,
        (false, false) if left == Ty::Unknown && right != Ty::Nil => right,
        _ => left,
    }
}
