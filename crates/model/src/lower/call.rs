//! Calls: builtins, conversions, functions, methods, function values.

use super::expr::{pointer_to, short_text};
use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, Call, CallId, CallMode, Callee, Capacity, FuncValue, Op, Operand, Place, Proj, Root};
use crate::library::{Effect, Library};
use crate::scope::Selection;
use crate::ty::{FuncRef, Name, Signature, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node, Span};
use smallvec::SmallVec;
use std::sync::Arc;

/// What the function part of a call turned out to be.
struct Target {
    callee: Callee,
    receiver: Option<Place>,
    signature: Option<Arc<Signature>>,
}

enum Function {
    Call(Target),
    Conversion(Ty),
    Builtin(Name),
}

impl<'t> Lowerer<'_, 't> {
    /// Lowers a call; `span` is what a report points at.
    pub(super) fn call(&mut self, node: Node<'t>, mode: CallMode, span: Span) -> Value {
        self.call_with_id(node, mode, span).0
    }

    /// As [`Self::call`], with the number of the call when it is one of a function.
    pub(super) fn call_with_id(&mut self, node: Node<'t>, mode: CallMode, span: Span) -> (Value, Option<CallId>) {
        let Some(function) = node.field(Field::FUNCTION) else { return (Value::unknown(), None) };
        let arguments: Vec<Node<'t>> = node.field(Field::ARGUMENTS).into_iter().flat_map(Node::children).collect();
        match self.function(function) {
            Function::Builtin(name) => (self.builtin(name, node, &arguments, mode), None),
            Function::Conversion(ty) => {
                let inner = arguments.first().map_or_else(Value::unknown, |argument| self.value(*argument));
                (Value { ty, operand: inner.operand }, None)
            }
            Function::Call(target) => {
                let (value, id) = self.real_call(target, &arguments, mode, span);
                (value, Some(id))
            }
        }
    }

    fn real_call(&mut self, target: Target, arguments: &[Node<'t>], mode: CallMode, span: Span) -> (Value, CallId) {
        let args: Vec<Operand> = arguments.iter().map(|argument| self.value(*argument).operand).collect();
        let effects = effects(&target, arguments.len());
        for effect in &effects {
            let (Effect::ReadMap(at) | Effect::WriteMap(at)) = effect else { continue };
            let kind = if matches!(effect, Effect::ReadMap(_)) { AccessKind::WholeRead } else { AccessKind::LibraryWrite };
            if let (Some(Operand::Place(place)), Some(node)) = (args.get(*at as usize), arguments.get(*at as usize)) {
                let (place, span, text) = (place.clone(), self.span(*node), short_text(*node));
                if self.is_map_argument(*node, &place) {
                    self.push(Op::Access { place, kind, span, text });
                }
            }
        }
        let never_returns = effects.contains(&Effect::NoReturn) && mode == CallMode::Call;
        let fresh = effects.contains(&Effect::Fresh);
        let ty = match (target.signature, &target.callee) {
            (Some(signature), _) => Ty::of_results(&signature.results),
            (None, Callee::Library(func)) => Library::built_in().results(*func).map_or(Ty::Unknown, Ty::of_results),
            (None, _) => Ty::Unknown,
        };
        let call = Call { callee: target.callee, receiver: target.receiver, args, mode, effects, span };
        let id = self.now().add_call(call);
        if mode == CallMode::Defer {
            self.now().defer(id);
        } else {
            self.push(Op::Call(id));
        }
        if never_returns {
            self.now().leave(Vec::new());
        }
        let operand = if fresh { Operand::Fresh } else { Operand::Place(Place::of(Root::Call(id, 0))) };
        (Value { ty, operand }, id)
    }

    /// Whether an argument of a library function that works on maps is one: its type says so.
    fn is_map_argument(&self, node: Node<'t>, place: &Place) -> bool {
        let mut node = node;
        if node.kind() == Kind::UNARY_EXPRESSION
            && let Some(inner) = node.field(Field::OPERAND)
        {
            node = inner;
        }
        let ty = match (node.kind(), place.root, place.path.last()) {
            (Kind::IDENTIFIER, Root::Var(var), None) => self.vars[var.index()].ty.clone(),
            (Kind::IDENTIFIER | Kind::SELECTOR_EXPRESSION, Root::Global(package, name), None) => {
                self.context.scope.var_type(package, name).cloned().unwrap_or(Ty::Unknown)
            }
            (_, _, Some(Proj::Field(owner, name))) => match self.context.scope.select(&Ty::Named(*owner), *name) {
                Selection::Field(_, ty) => ty,
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        };
        matches!(self.underlying(&ty), Ty::Map(_))
    }

    fn function(&mut self, node: Node<'t>) -> Function {
        match node.kind() {
            Kind::PARENTHESIZED_EXPRESSION => match node.first() {
                Some(inner) if inner.kind() == Kind::UNARY_EXPRESSION && inner.operator() == "*" => {
                    let ty = inner.field(Field::OPERAND).map_or(Ty::Unknown, |name| self.read_type(name));
                    if ty == Ty::Unknown { self.function_value(inner) } else { Function::Conversion(pointer_to(ty)) }
                }
                Some(inner) => self.deeper(Function::Conversion(Ty::Unknown), |this| this.function(inner)),
                None => Function::Conversion(Ty::Unknown),
            },
            Kind::IDENTIFIER => self.named_function(node),
            Kind::SELECTOR_EXPRESSION => self.selected_function(node),
            Kind::INDEX_EXPRESSION => {
                let generic = node.field(Field::OPERAND).filter(|operand| self.is_generic(*operand));
                match generic {
                    Some(operand) => self.deeper(Function::Conversion(Ty::Unknown), |this| this.function(operand)),
                    None => self.function_value(node),
                }
            }
            Kind::TYPE_INSTANTIATION_EXPRESSION => match node.field(Field::TYPE) {
                Some(operand) => self.deeper(Function::Conversion(Ty::Unknown), |this| this.function(operand)),
                None => Function::Conversion(Ty::Unknown),
            },
            Kind::GENERIC_TYPE
            | Kind::SLICE_TYPE
            | Kind::ARRAY_TYPE
            | Kind::MAP_TYPE
            | Kind::CHANNEL_TYPE
            | Kind::FUNCTION_TYPE
            | Kind::INTERFACE_TYPE
            | Kind::POINTER_TYPE
            | Kind::STRUCT_TYPE
            | Kind::QUALIFIED_TYPE
            | Kind::TYPE_IDENTIFIER => Function::Conversion(self.read_type(node)),
            _ => self.function_value(node),
        }
    }

    /// Whether `x` in `x[...](...)` is a function or type rather than a container of functions.
    fn is_generic(&self, operand: Node<'t>) -> bool {
        let scope = self.context.scope;
        let (package, name) = match operand.kind() {
            Kind::IDENTIFIER if self.lookup(Name::from(operand.text())).is_none() => (Some(self.func.package), Name::from(operand.text())),
            Kind::SELECTOR_EXPRESSION => {
                let package = operand.field(Field::OPERAND).and_then(|operand| self.imported(operand));
                (package, Name::from(operand.field(Field::FIELD).map_or("", Node::text)))
            }
            _ => (None, Name::from("")),
        };
        package.is_some_and(|package| scope.var_type(package, name).is_none())
    }

    fn named_function(&mut self, node: Node<'t>) -> Function {
        let name = Name::from(node.text());
        if let Some(binding) = self.lookup(name) {
            return match binding {
                Binding::Var(_) => self.function_value(node),
                Binding::Opaque => Function::Conversion(Ty::Unknown),
            };
        }
        if let Some((_, ty)) = self.types.iter().rev().find(|(local, _)| *local == name) {
            return Function::Conversion(ty.clone());
        }
        let scope = self.context.scope;
        let func = FuncRef { package: self.func.package, receiver: None, name };
        if let Some(decl) = scope.func_decl(func) {
            let signature = Some(decl.signature.clone());
            return Function::Call(Target { callee: Callee::Static(func), receiver: None, signature });
        }
        if scope.var_type(self.func.package, name).is_some() {
            return self.function_value(node);
        }
        match self.reader().named(name) {
            Ty::Unknown => Function::Builtin(name),
            ty => Function::Conversion(ty),
        }
    }

    fn selected_function(&mut self, node: Node<'t>) -> Function {
        let (Some(operand), Some(field)) = (node.field(Field::OPERAND), node.field(Field::FIELD)) else {
            return Function::Conversion(Ty::Unknown);
        };
        let name = Name::from(field.text());
        if let Some(package) = self.imported(operand) {
            return self.package_function(package, name);
        }
        let base = self.operand(operand);
        let place = base.place();
        let (callee, path, signature) = match self.context.scope.select(&base.ty, name) {
            Selection::Method(path, func, signature) => (Callee::Static(func), path, Some(signature)),
            Selection::InterfaceMethod(path, owner, signature) => (Callee::Interface(owner, name), path, Some(signature)),
            Selection::Library(path, owner) => {
                let func = FuncRef { package: owner.package, receiver: Some(owner.name), name };
                (Callee::Library(func), path, None)
            }
            Selection::Field(path, ty) => {
                let field = self.through(&place, &path);
                let signature = if let Ty::Func(signature) = self.underlying(&ty) { Some(signature) } else { None };
                return Function::Call(Target { callee: Callee::Value(field), receiver: None, signature });
            }
            Selection::Unknown => (Callee::Unknown(name), SmallVec::new(), None),
        };
        let receiver = Some(self.through(&place, &path));
        Function::Call(Target { callee, receiver, signature })
    }

    fn package_function(&mut self, package: Name, name: Name) -> Function {
        let scope = self.context.scope;
        let func = FuncRef { package, receiver: None, name };
        if let Some(decl) = scope.func_decl(func) {
            return Function::Call(Target { callee: Callee::Static(func), receiver: None, signature: Some(decl.signature.clone()) });
        }
        if let Some(ty) = scope.var_type(package, name) {
            let signature = if let Ty::Func(signature) = self.underlying(ty) { Some(signature) } else { None };
            let place = Place::of(Root::Global(package, name));
            return Function::Call(Target { callee: Callee::Value(place), receiver: None, signature });
        }
        let ty = TypeName { package, name };
        if scope.type_decl(ty).is_some() || Library::built_in().underlying(ty).is_some() {
            return Function::Conversion(Ty::Named(ty));
        }
        Function::Call(Target { callee: Callee::Library(func), receiver: None, signature: None })
    }

    /// A call of whatever an expression evaluates to.
    fn function_value(&mut self, node: Node<'t>) -> Function {
        let value = self.operand(node);
        let signature = if let Ty::Func(signature) = self.underlying(&value.ty) { Some(signature) } else { None };
        let (callee, receiver) = match value.operand {
            Operand::Func(FuncValue::Literal(id)) => (Callee::Literal(id), None),
            Operand::Func(FuncValue::Static(func)) => (Callee::Static(func), None),
            Operand::Func(FuncValue::Method(func, place)) => (Callee::Static(func), Some(place)),
            Operand::Place(place) => (Callee::Value(place), None),
            Operand::Fresh | Operand::Channel(_) | Operand::Other => (Callee::Unknown(Name::from("")), None),
        };
        Function::Call(Target { callee, receiver, signature })
    }

    fn builtin(&mut self, name: Name, node: Node<'t>, arguments: &[Node<'t>], mode: CallMode) -> Value {
        let first = arguments.first().copied();
        match (name.as_str(), first) {
            ("make", Some(ty)) => {
                arguments[1..].iter().for_each(|size| {
                    self.value(*size);
                });
                let ty = self.read_type(ty);
                if matches!(self.underlying(&ty), Ty::Chan(_)) {
                    return Value { ty, operand: Operand::Channel(capacity(arguments.get(1))) };
                }
                Value::fresh(ty)
            }
            ("new", Some(ty)) => Value::fresh(pointer_to(self.read_type(ty))),
            ("len", Some(of)) => {
                self.whole_map(of, AccessKind::Len, node);
                Value::other(Ty::basic("int"))
            }
            ("delete", Some(of)) => {
                arguments[1..].iter().for_each(|key| {
                    self.value(*key);
                });
                self.whole_map(of, AccessKind::Delete, node);
                Value::unknown()
            }
            ("clear", Some(of)) => {
                self.whole_map(of, AccessKind::Clear, node);
                Value::unknown()
            }
            ("close", Some(channel)) => self.close(channel, node, mode),
            ("panic", _) => {
                arguments.iter().for_each(|argument| {
                    self.value(*argument);
                });
                if mode == CallMode::Call {
                    self.now().leave(Vec::new());
                }
                Value::unknown()
            }
            ("append", Some(_)) => {
                let mut values = arguments.iter().map(|argument| self.value(*argument)).collect::<Vec<_>>().into_iter();
                values.next().map_or_else(Value::unknown, |slice| Value::other(slice.ty))
            }
            (other, _) => {
                arguments.iter().for_each(|argument| {
                    self.value(*argument);
                });
                Value::other(if matches!(other, "cap" | "copy") { Ty::basic("int") } else { Ty::Unknown })
            }
        }
    }

    /// A deferred `close` runs at exit, so it is a call; in place it is an operation.
    fn close(&mut self, channel: Node<'t>, node: Node<'t>, mode: CallMode) -> Value {
        let channel = self.value(channel).place();
        if mode == CallMode::Call {
            self.push(Op::Close { channel });
        } else {
            let span = self.span(node);
            let callee = Callee::Library(FuncRef { package: Name::from(""), receiver: None, name: Name::from("close") });
            let effects = SmallVec::from_slice(&[Effect::Signal]);
            let id = self.now().add_call(Call { callee, receiver: Some(channel), args: Vec::new(), mode, effects, span });
            if mode == CallMode::Defer { self.now().defer(id) } else { self.push(Op::Call(id)) }
        }
        Value::unknown()
    }

    fn whole_map(&mut self, of: Node<'t>, kind: AccessKind, node: Node<'t>) {
        let value = self.operand(of);
        match self.underlying(value.ty.pointee()) {
            Ty::Map(_) => {
                let (span, text) = (self.span(node), short_text(of));
                self.push(Op::Access { place: value.place(), kind, span, text });
            }
            Ty::Unknown => self.unknown_operands += 1,
            _ => {}
        }
    }
}

/// The capacity that the second argument of `make` gives a channel.
fn capacity(size: Option<&Node<'_>>) -> Capacity {
    match size.map(|size| size.text()) {
        None | Some("0") => Capacity::None,
        Some("1") => Capacity::One,
        Some(_) => Capacity::Many,
    }
}

/// What models say of a call. A method without parameters that is named like a lock's is taken to be one, whatever
/// its type: that can only make a report less certain. `Wait(ctx)` of an unknown type waits for a turn (rate limiters),
/// not for somebody.
fn effects(target: &Target, arguments: usize) -> SmallVec<[Effect; 1]> {
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
    let (func, name) = match &target.callee {
        Callee::Static(func) | Callee::Library(func) => (Some(*func), func.name),
        Callee::Interface(owner, name) => (Some(FuncRef { package: owner.package, receiver: Some(owner.name), name: *name }), *name),
        Callee::Unknown(name) => (None, *name),
        Callee::Literal(_) | Callee::Value(_) => return SmallVec::new(),
    };
    let modelled = func.map_or(&[][..], |func| Library::built_in().effects(func));
    if !modelled.is_empty() {
        return SmallVec::from_slice(modelled);
    }
    let is_analysed = matches!(target.callee, Callee::Static(_));
    let by_body = is_analysed && matches!(name.as_str(), "Wait" | "Stop" | "Reset");
    if target.receiver.is_some() && !by_body { by_name(name) } else { SmallVec::new() }
}
