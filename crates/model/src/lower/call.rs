//! Calls: builtins, conversions, functions, methods, function values.

use super::expr::short_text;
use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, Call, CallId, CallMode, Callee, FuncValue, Is, Kept, Op, Operand, Place, Root};
use crate::library::{Effect, Library};
use crate::notes::Noted;
use crate::select::Selection;
use crate::subst::{Subst, infer};
use crate::ty::{FuncRef, Name, Signature, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node, Span};
use smallvec::SmallVec;
use std::sync::Arc;

/// What the function part of a call turned out to be.
/// What a call calls.
pub(super) struct Target {
    pub(super) callee: Callee,
    pub(super) receiver: Option<Place>,
    pub(super) signature: Option<Arc<Signature>>,
    /// The type arguments that the source writes.
    pub(super) explicit: Vec<Ty>,
    pub(super) noted: Noted,
    /// The receiver as the source writes it.
    pub(super) receiver_text: Name,
}

impl Target {
    fn value(place: Place, signature: Option<Arc<Signature>>) -> Target {
        Target {
            callee: Callee::Value(place),
            receiver: None,
            signature,
            explicit: Vec::new(),
            noted: Noted::OtherCall("value"),
            receiver_text: Name::default(),
        }
    }
}

#[allow(clippy::large_enum_variant, reason = "lives for one call of the lowering, on its stack")]
enum Function {
    Call(Target),
    Conversion(Ty),
    Builtin(Name),
}

/// Functions that every package has.
const BUILTINS: [&str; 26] = [
    "unsafe.Add",
    "unsafe.Alignof",
    "unsafe.Offsetof",
    "unsafe.Sizeof",
    "unsafe.Slice",
    "unsafe.SliceData",
    "unsafe.String",
    "unsafe.StringData",
    "append",
    "cap",
    "clear",
    "close",
    "complex",
    "copy",
    "delete",
    "imag",
    "len",
    "make",
    "max",
    "min",
    "new",
    "panic",
    "print",
    "println",
    "real",
    "recover",
];

/// The function and the arguments of a call. The grammar takes `f[T](x)` and `table[k](x)` for conversions.
fn parts<'t>(node: Node<'t>) -> Option<(Node<'t>, Vec<Node<'t>>)> {
    if node.kind() == Kind::TYPE_CONVERSION_EXPRESSION {
        return Some((node.field(Field::TYPE)?, node.field(Field::OPERAND).into_iter().collect()));
    }
    Some((node.field(Field::FUNCTION)?, node.field(Field::ARGUMENTS).into_iter().flat_map(Node::children).collect()))
}

/// The node that names the function of a call.
fn name_of(function: Node<'_>) -> Node<'_> {
    let mut node = function;
    loop {
        let inner = match node.kind() {
            Kind::PARENTHESIZED_EXPRESSION => node.first(),
            Kind::INDEX_EXPRESSION => node.field(Field::OPERAND),
            Kind::TYPE_INSTANTIATION_EXPRESSION | Kind::GENERIC_TYPE => node.field(Field::TYPE),
            Kind::SELECTOR_EXPRESSION => node.field(Field::FIELD),
            Kind::QUALIFIED_TYPE => node.field(Field::NAME),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

impl Lowerer<'_> {
    /// Lowers a call; `span` is what a report points at.
    pub(super) fn call(&mut self, node: Node<'_>, mode: CallMode, span: Span) -> Value {
        self.call_with_id(node, mode, span).0
    }

    /// As [`Self::call`], with the number of the call when it is one of a function.
    pub(super) fn call_with_id(&mut self, node: Node<'_>, mode: CallMode, span: Span) -> (Value, Option<CallId>) {
        let Some((function, arguments)) = parts(node) else { return (Value::unknown(), None) };
        let called = match node.field(Field::TYPE_ARGUMENTS) {
            Some(written) if self.is_function(function) => self.generic_function(function, written),
            Some(written) => self.indexed_function(function, written.children().collect(), node),
            None => self.function(function),
        };
        match called {
            Function::Builtin(name) => {
                let is_known = BUILTINS.contains(&name.as_str());
                self.note_call(function, &if is_known { Noted::OtherCall("builtin") } else { Noted::UnknownCall });
                (self.builtin(name, node, &arguments, mode), None)
            }
            Function::Conversion(ty) => {
                self.note_call(function, &if ty == Ty::Unknown { Noted::UnknownCall } else { Noted::OtherCall("conversion") });
                let inner = arguments.first().map_or_else(Value::unknown, |argument| self.value(*argument));
                self.make(&ty);
                self.show_type(&inner.ty);
                self.note_conversion(&ty, &inner);
                if let (Ty::Named(name, _), Ty::Func(_)) = (&ty, self.underlying(&ty)) {
                    self.keep(Kept::As(*name), &inner, node);
                    self.register(&Ty::named(*name), Name::default(), &inner.operand, (None, node));
                }
                (Value { ty, operand: inner.operand }, None)
            }
            Function::Call(target) => {
                self.note_call(function, &target.noted);
                let (value, id) = self.real_call(target, &arguments, mode, span);
                (value, Some(id))
            }
        }
    }

    /// Notes what a call runs, at the name of what it calls.
    fn note_call(&self, function: Node<'_>, what: &Noted) {
        let name = name_of(function);
        if matches!(name.kind(), Kind::IDENTIFIER | Kind::FIELD_IDENTIFIER | Kind::TYPE_IDENTIFIER) {
            self.note(name, || what.clone());
        }
    }

    fn real_call(&mut self, mut target: Target, arguments: &[Node<'_>], mode: CallMode, span: Span) -> (Value, CallId) {
        let is_followed = matches!(target.callee, Callee::Static(_));
        let values: Vec<Value> =
            arguments.iter().map(|argument| if is_followed { self.followed_argument(*argument) } else { self.value(*argument) }).collect();
        let mut effects = effects(self.context.scope.models(), &target.callee, target.receiver.is_some(), arguments.len());
        self.count_off(&target.callee, arguments, &mut effects);
        self.atomic_flag(&mut target, &values, arguments, &mut effects);
        let is_one = |at: u8| arguments.get(usize::from(at)).is_some_and(|node| node.text() == "1");
        effects.retain(|effect| !matches!(effect, Effect::Limit(at) if !is_one(*at)));
        if effects.is_empty() {
            effects = self.behind_own_interface(&target, &values);
        }
        for effect in effects.iter().filter(|effect| mode == CallMode::Call || !matches!(effect, Effect::Visit(_) | Effect::Store(_))) {
            self.hidden_access(*effect, &target, &values, arguments, span);
        }
        self.remote_registration(&target, &values);
        if effects.is_empty() {
            self.give_arguments(&target, &values);
        }
        self.put_arguments(&target.callee, target.receiver.is_some(), target.signature.as_deref(), &values, arguments);
        let never_returns = effects.contains(&Effect::NoReturn) && mode == CallMode::Call;
        let fresh = effects.contains(&Effect::Fresh);
        let ty = self.result_type(&target, &values, arguments);
        let is_later = mode != CallMode::Call;
        let is_seen = matches!(target.callee, Callee::Static(_) | Callee::Literal(_) | Callee::Interface(..));
        let constant = |at: usize| arguments.get(at).filter(|_| is_seen).and_then(|node| self.constant(*node));
        let read = |(at, value): (usize, Value)| match value.operand {
            // Neither is anything that another round could change.
            Operand::Other => constant(at).map_or(Operand::Other, |constant| Operand::Known(Is::Equal(constant))),
            operand if is_later => self.of_this_round(operand),
            operand => operand,
        };
        let args = values.into_iter().enumerate().map(read).collect();
        let loaded = target.receiver.clone().filter(|_| effects.contains(&Effect::Load) && !is_later);
        let receiver = target.receiver.map(|place| if is_later { self.place_of_this_round(place) } else { place });
        let call = Call { callee: target.callee, receiver, args, mode, effects, rounds: None, span };
        let id = self.now().add_call(call);
        if mode == CallMode::Defer {
            self.now().defer(id);
        } else {
            self.push(Op::Call(id));
        }
        if never_returns {
            self.now().leave(Vec::new());
        }
        let operand = match loaded {
            Some(place) => Operand::Place(place),
            None if fresh => Operand::Fresh,
            None => Operand::Place(Place::of(Root::Call(id, 0))),
        };
        (Value { ty, operand }, id)
    }

    fn result_type(&self, target: &Target, values: &[Value], arguments: &[Node<'_>]) -> Ty {
        let signature = match (&target.signature, &target.callee) {
            (Some(signature), _) => signature,
            (None, Callee::Library(func)) => return self.context.scope.models().results(*func).map_or(Ty::Unknown, Ty::of_results),
            (None, _) => return Ty::Unknown,
        };
        let (Callee::Static(func) | Callee::Library(func)) = &target.callee else { return Ty::of_results(&signature.results) };
        let mut actuals: Vec<Ty> = match values {
            [Value { ty: Ty::Tuple(parts), .. }] => parts.to_vec(),
            _ => values.iter().map(|value| value.ty.clone()).collect(),
        };
        if signature.variadic && arguments.last().is_none_or(|last| last.kind() != Kind::VARIADIC_ARGUMENT) {
            // Each further argument stands for an element of the last parameter.
            let fixed = signature.params.len().saturating_sub(1);
            actuals.iter_mut().skip(fixed).for_each(|ty| *ty = Ty::slice(ty.clone().defaulted()));
        }
        match self.instance(*func, &Ty::Func(signature.clone()), &target.explicit, &actuals) {
            Ty::Func(signature) => Ty::of_results(&signature.results),
            _ => Ty::Unknown,
        }
    }

    /// The type of a generic function with its type arguments put in: those that are written, and as far as `actuals`
    /// tell them the others.
    pub(super) fn instance(&self, func: FuncRef, ty: &Ty, explicit: &[Ty], actuals: &[Ty]) -> Ty {
        let params = self.context.scope.func_decl(func).map_or(&[][..], |decl| &decl.params);
        let Ty::Func(signature) = ty else { return ty.clone() };
        if params.is_empty() || explicit.is_empty() && actuals.is_empty() && !signature.params.is_empty() {
            return ty.clone();
        }
        let owner = TypeName { package: func.package, name: func.name };
        let last = signature.params.len().saturating_sub(1);
        let formals = (0..actuals.len()).map(|at| signature.params.get(at.min(last)).cloned().unwrap_or(Ty::Unknown));
        let pairs: Vec<(Ty, Ty)> = formals.zip(actuals.iter().cloned()).collect();
        let args = infer(self.context.scope, owner, params, explicit, &pairs);
        if pairs.is_empty() && !signature.params.is_empty() && args.contains(&Ty::Unknown) {
            // Of `f[A]` as a value, the call will tell the rest.
            return ty.clone();
        }
        Ty::Func(Subst { owner, args: &args }.signature(signature))
    }

    fn function(&mut self, node: Node<'_>) -> Function {
        if let Some(ty) = self.denoted_type(node) {
            return Function::Conversion(ty);
        }
        match node.kind() {
            Kind::PARENTHESIZED_EXPRESSION => match node.first() {
                Some(inner) => self.deeper(Function::Conversion(Ty::Unknown), |this| this.function(inner)),
                None => Function::Conversion(Ty::Unknown),
            },
            Kind::IDENTIFIER | Kind::TYPE_IDENTIFIER => self.named_function(node),
            Kind::SELECTOR_EXPRESSION => self.selected_function(node, node.field(Field::OPERAND), node.field(Field::FIELD)),
            Kind::QUALIFIED_TYPE => self.selected_function(node, node.field(Field::PACKAGE), node.field(Field::NAME)),
            Kind::INDEX_EXPRESSION | Kind::TYPE_INSTANTIATION_EXPRESSION => match node.field(Field::OPERAND).or(node.field(Field::TYPE)) {
                Some(operand) if self.is_function(operand) => self.generic_function(operand, node),
                _ => self.function_value(node),
            },
            Kind::GENERIC_TYPE => match node.field(Field::TYPE) {
                Some(base) if self.is_function(base) => self.generic_function(base, node),
                Some(base) => {
                    let keys = super::expr::index_parts(node).map_or_else(Vec::new, |(_, keys)| keys);
                    self.indexed_function(base, keys, node)
                }
                None => Function::Conversion(Ty::Unknown),
            },
            _ => self.function_value(node),
        }
    }

    fn generic_function(&mut self, base: Node<'_>, node: Node<'_>) -> Function {
        let explicit = self.reading(|reader| reader.type_args(node));
        match self.deeper(Function::Conversion(Ty::Unknown), |this| this.function(base)) {
            Function::Call(target) => Function::Call(Target { explicit, ..target }),
            other => other,
        }
    }

    /// `table[key](x)`, which the grammar takes for a conversion to a generic type, or for a call of a generic function.
    fn indexed_function(&mut self, base: Node<'_>, keys: Vec<Node<'_>>, node: Node<'_>) -> Function {
        let table = self.base_operand(base);
        if table.ty == Ty::Unknown && !matches!(&table.operand, Operand::Place(place) if place.root != Root::Unknown) {
            return Function::Conversion(Ty::Unknown);
        }
        self.note_operand(base, &table.ty);
        for key in keys {
            self.value(key);
        }
        let element = self.element(&table, node, base);
        let signature = self.signature_of(&element.ty);
        Function::Call(Target::value(element.place(), signature))
    }

    fn signature_of(&self, ty: &Ty) -> Option<Arc<Signature>> {
        if let Ty::Func(signature) = self.underlying(ty) { Some(signature) } else { None }
    }

    /// Whether `x` in `x[...](...)` is a declared function rather than a container of functions.
    fn is_function(&self, node: Node<'_>) -> bool {
        let declared =
            |package: Name, name: &str| self.context.scope.func_decl(FuncRef { package, receiver: None, name: Name::from(name) }).is_some();
        let qualified = |package: Option<Node<'_>>, name: Option<Node<'_>>| match (package.and_then(|node| self.imported(node)), name) {
            (Some(package), Some(name)) => declared(package, name.text()) || !self.context.scope.is_known(package),
            _ => false,
        };
        match node.kind() {
            Kind::IDENTIFIER | Kind::TYPE_IDENTIFIER => {
                let name = Name::from(node.text());
                self.lookup(name).is_none() && self.home(name).is_some_and(|package| declared(package, &name))
            }
            Kind::SELECTOR_EXPRESSION => qualified(node.field(Field::OPERAND), node.field(Field::FIELD)),
            Kind::QUALIFIED_TYPE => qualified(node.field(Field::PACKAGE), node.field(Field::NAME)),
            _ => false,
        }
    }

    fn named_function(&mut self, node: Node<'_>) -> Function {
        let name = Name::from(node.text());
        match self.lookup(name) {
            Some(Binding::Var(_)) => return self.function_value(node),
            Some(Binding::Const(_) | Binding::Type(_)) => return Function::Conversion(Ty::Unknown),
            None => {}
        }
        match self.home(name) {
            Some(package) => self.package_function(package, name),
            None => Function::Builtin(name),
        }
    }

    /// Who runs when a declared function is called.
    pub(super) fn declared(&self, func: FuncRef) -> Callee {
        if self.context.scope.is_analysed(func.package) { Callee::Static(func) } else { Callee::Library(func) }
    }

    fn selected_function(&mut self, node: Node<'_>, operand: Option<Node<'_>>, field: Option<Node<'_>>) -> Function {
        let (Some(operand), Some(field)) = (operand, field) else { return Function::Conversion(Ty::Unknown) };
        let name = Name::from(field.text());
        if let Some(package) = self.imported(operand) {
            return self.package_function(package, name);
        }
        if self.denoted_type(operand).is_some() {
            return self.function_value(node);
        }
        let base = self.base_operand(operand);
        let place = base.place();
        let (callee, path, signature, noted) = match self.context.scope.select(&base.ty, name) {
            Selection::Method(path, func, signature) => (self.declared(func), path.clone(), Some(signature), Noted::Call(func, path)),
            Selection::InterfaceMethod(path, owner, listed_by, signature) => {
                (Callee::Interface(owner, name), path, Some(signature), Noted::InterfaceCall(listed_by, name))
            }
            Selection::Library(path, owner) => {
                let func = FuncRef { package: owner.package, receiver: Some(owner.name), name };
                (Callee::Library(func), path, None, Noted::UnknownCall)
            }
            Selection::Field(path, ty) => {
                let at = self.through(&place, &path);
                self.note(field, || Noted::Field(path));
                return Function::Call(Target::value(at, self.signature_of(&ty)));
            }
            Selection::Unknown => (Callee::Unknown(name), SmallVec::new(), None, Noted::UnknownCall),
        };
        let receiver = Some(self.through(&place, &path));
        Function::Call(Target { callee, receiver, signature, explicit: Vec::new(), noted, receiver_text: short_text(operand) })
    }

    fn package_function(&mut self, package: Name, name: Name) -> Function {
        if package == "unsafe" {
            return if name == "Pointer" {
                Function::Conversion(Ty::named(TypeName { package, name }))
            } else {
                Function::Builtin(Name::from(&format!("unsafe.{name}")))
            };
        }
        let scope = self.context.scope;
        let func = FuncRef { package, receiver: None, name };
        if let Some(decl) = scope.func_decl(func) {
            let noted = Noted::Call(func, SmallVec::new());
            let signature = Some(decl.signature.clone());
            return Function::Call(Target {
                callee: self.declared(func),
                receiver: None,
                signature,
                explicit: Vec::new(),
                noted,
                receiver_text: Name::default(),
            });
        }
        if let Some(ty) = scope.var_type(package, name) {
            let signature = self.signature_of(ty);
            return Function::Call(Target::value(Place::of(Root::Global(package, name)), signature));
        }
        let ty = TypeName { package, name };
        if scope.type_decl(ty).is_some() || scope.models().underlying(ty).is_some() {
            return Function::Conversion(Ty::named(ty));
        }
        let noted = Noted::UnknownCall;
        Function::Call(Target {
            callee: Callee::Library(func),
            receiver: None,
            signature: None,
            explicit: Vec::new(),
            noted,
            receiver_text: Name::default(),
        })
    }

    /// A call of whatever an expression evaluates to.
    fn function_value(&mut self, node: Node<'_>) -> Function {
        let value = self.operand(node);
        let signature = self.signature_of(&value.ty);
        let unknown = value.ty == Ty::Unknown;
        let (callee, receiver, noted) = match value.operand {
            Operand::Func(FuncValue::Literal(id)) => (Callee::Literal(id), None, Noted::OtherCall("value")),
            Operand::Func(FuncValue::Static(func)) => (self.declared(func), None, Noted::Call(func, SmallVec::new())),
            Operand::Func(FuncValue::Method(func, place)) => (self.declared(func), Some(place), Noted::Call(func, SmallVec::new())),
            Operand::Place(place) => return Function::Call(Target::value(place, signature)),
            Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => {
                let noted = if unknown { Noted::UnknownCall } else { Noted::OtherCall("value") };
                (Callee::Unknown(Name::from("")), None, noted)
            }
        };
        Function::Call(Target { callee, receiver, signature, explicit: Vec::new(), noted, receiver_text: Name::default() })
    }

    fn evaluate(&mut self, arguments: &[Node<'_>]) -> Vec<Value> {
        arguments.iter().map(|argument| self.value(*argument)).collect()
    }

    fn builtin(&mut self, name: Name, node: Node<'_>, arguments: &[Node<'_>], mode: CallMode) -> Value {
        let first = arguments.first().copied();
        let nothing = || Value::other(Ty::Tuple([].into()));
        match (name.as_str(), first) {
            ("make", Some(ty)) => {
                self.evaluate(&arguments[1..]);
                let ty = self.read_type(ty);
                if matches!(self.underlying(&ty), Ty::Chan(_)) {
                    return Value { ty, operand: Operand::Channel(self.capacity(arguments.get(1))) };
                }
                Value::fresh(ty)
            }
            ("new", Some(of)) => match self.denoted_type(of) {
                Some(ty) => {
                    self.make(&ty);
                    Value::fresh(ty.pointer())
                }
                None => Value::fresh(self.value(of).ty.defaulted().pointer()),
            },
            ("len", Some(of)) => {
                self.whole_map(of, AccessKind::Len, node);
                Value::other(Ty::basic("int"))
            }
            ("delete", Some(of)) => {
                self.evaluate(&arguments[1..]);
                self.whole_map(of, AccessKind::Delete, node);
                nothing()
            }
            ("clear", Some(of)) => {
                self.whole_map(of, AccessKind::Clear, node);
                nothing()
            }
            ("close", Some(channel)) => self.close(channel, node, mode),
            ("panic", _) => {
                self.evaluate(arguments);
                if mode == CallMode::Call {
                    self.now().leave(Vec::new());
                }
                nothing()
            }
            ("append" | "min" | "max", Some(_)) => {
                let values = self.evaluate(arguments);
                if name == "append" {
                    self.keep_appended(&values, arguments);
                }
                values.iter().skip(1).for_each(|value| self.show_type(&value.ty));
                if name == "append" && self.context.elements {
                    return self.appended(&values);
                }
                let typed = values.iter().find(|value| !value.ty.is_untyped() || name == "append").or(values.first());
                typed.map_or_else(Value::unknown, |value| Value::other(value.ty.clone()))
            }
            ("real" | "imag", Some(of)) => match self.value(of).ty {
                Ty::Basic(part) if part == "complex64" => Value::other(Ty::basic("float32")),
                ty if ty.is_untyped() => Value::other(Ty::basic("untyped float")),
                _ => Value::other(Ty::basic("float64")),
            },
            (other, _) => {
                let values = self.evaluate(arguments);
                if other == "copy" && self.context.elements {
                    self.copied(&values);
                }
                let of = values.first().map_or(Ty::Unknown, |value| self.underlying(&value.ty));
                Value::other(match (other, of) {
                    ("cap" | "copy", _) => Ty::basic("int"),
                    ("recover", _) => Ty::Interface(Arc::default()),
                    ("unsafe.Alignof" | "unsafe.Offsetof" | "unsafe.Sizeof", _) => Ty::basic("uintptr"),
                    ("unsafe.String", _) => Ty::basic("string"),
                    ("unsafe.StringData", _) => Ty::basic("uint8").pointer(),
                    ("unsafe.Slice", Ty::Pointer(element)) => Ty::Slice(element),
                    ("unsafe.SliceData", Ty::Slice(element)) => Ty::Pointer(element),
                    ("unsafe.Add", _) => Ty::named(TypeName { package: Name::from("unsafe"), name: Name::from("Pointer") }),
                    _ => Ty::Unknown,
                })
            }
        }
    }

    /// A deferred `close` runs at exit, so it is a call; in place it is an operation.
    fn close(&mut self, channel: Node<'_>, node: Node<'_>, mode: CallMode) -> Value {
        let channel = self.value(channel).place();
        if mode == CallMode::Call {
            self.push(Op::Close { channel });
        } else {
            let span = self.span(node);
            let callee = Callee::Library(FuncRef { package: Name::from(""), receiver: None, name: Name::from("close") });
            let effects = SmallVec::from_slice(&[Effect::Signal]);
            let id = self.now().add_call(Call { callee, receiver: Some(channel), args: Vec::new(), mode, effects, rounds: None, span });
            if mode == CallMode::Defer { self.now().defer(id) } else { self.push(Op::Call(id)) }
        }
        Value::unknown()
    }

    fn whole_map(&mut self, of: Node<'_>, kind: AccessKind, node: Node<'_>) {
        let value = self.operand(of);
        self.note_operand(of, &value.ty);
        match self.operand_type(&value.ty) {
            Ty::Map(_) => {
                let (span, text) = (self.span(node), short_text(of));
                self.push(Op::Access { place: value.place(), kind, span, text });
            }
            Ty::Unknown => self.unknown_operands += 1,
            _ => {}
        }
    }
}

/// What models say of a call. A method without parameters that is named like a lock's is taken to be one, whatever
/// its type: that can only make a report less certain. `Wait(ctx)` of an unknown type waits for a turn (rate limiters),
/// not for somebody.
pub(super) fn effects(models: &Library, callee: &Callee, has_receiver: bool, arguments: usize) -> SmallVec<[Effect; 1]> {
    use crate::body::LockMode::{Read, Write};
    let by_name = |name: Name| -> SmallVec<[Effect; 1]> {
        match name.as_str() {
            "Lock" => SmallVec::from_slice(&[Effect::Acquire(Write)]),
            "Unlock" => SmallVec::from_slice(&[Effect::Release(Write)]),
            "RLock" => SmallVec::from_slice(&[Effect::Acquire(Read)]),
            "RUnlock" => SmallVec::from_slice(&[Effect::Release(Read)]),
            "TryLock" => SmallVec::from_slice(&[Effect::TryAcquire(Write)]),
            "TryRLock" => SmallVec::from_slice(&[Effect::TryAcquire(Read)]),
            "Wait" if arguments == 0 => SmallVec::from_slice(&[Effect::Wait]),
            "Stop" | "Reset" => SmallVec::from_slice(&[Effect::Touch]),
            _ => SmallVec::new(),
        }
    };
    let (func, name) = match callee {
        Callee::Static(func) | Callee::Library(func) => (Some(*func), func.name),
        Callee::Interface(owner, name) => (Some(FuncRef { package: owner.package, receiver: Some(owner.name), name: *name }), *name),
        Callee::Unknown(name) => (None, *name),
        Callee::Literal(_) | Callee::Value(_) | Callee::Kept(_) => return SmallVec::new(),
    };
    let modelled = func.map_or(&[][..], |func| models.effects(func));
    let is_analysed = matches!(callee, Callee::Static(_));
    // What the source at hand does is known better from its body than from experience.
    let is_known = |effect: &Effect| !is_analysed || !matches!(effect, Effect::Spawn(start) if !start.sure);
    if !modelled.is_empty() && modelled.iter().all(is_known) {
        return SmallVec::from_slice(modelled);
    }
    let by_body = is_analysed && matches!(name.as_str(), "Wait" | "Stop" | "Reset");
    // A ticker that is stopped sends nothing from then on, and has no function that it could wait for, as a timer may.
    let is_end = func.is_some_and(|func| func.package == "time" && func.receiver.is_some_and(|of| of == "Ticker") && func.name == "Stop");
    if has_receiver && !by_body && !is_end { by_name(name) } else { SmallVec::new() }
}
