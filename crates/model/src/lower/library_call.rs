//! Calls of libraries: the maps that they read and write, and the objects whose methods they call.

use super::call::Target;
use super::expr::short_text;
use super::{Binding, Lowerer, Value};
use crate::body::{AccessKind, Callee, Op, Operand, Root, VarKind};
use crate::library::{Effect, MethodRuns};
use crate::select::Selection;
use crate::ty::{Name, Ty};
use mapvet_syntax::{Kind, Node, Span};
use smallvec::SmallVec;

impl Lowerer<'_> {
    /// What a library does with maps and objects that it is handed.
    pub(super) fn hidden_access(&mut self, effect: Effect, target: &Target, values: &[Value], arguments: &[Node<'_>], span: Span) {
        match effect {
            Effect::ReadMap(at) | Effect::WriteMap(at) => {
                let kind = if matches!(effect, Effect::ReadMap(_)) { AccessKind::WholeRead } else { AccessKind::LibraryWrite };
                if let (Some(Value { ty, operand: Operand::Place(place) }), Some(node)) = (values.get(at as usize), arguments.get(at as usize))
                    && matches!(self.operand_type(ty), Ty::Map(_))
                {
                    let (place, span, text) = (place.clone(), self.span(*node), short_text(*node));
                    self.push(Op::Access { place, kind, span, text });
                }
            }
            Effect::ReadReceiver | Effect::WriteReceiver => {
                let kind = if effect == Effect::ReadReceiver { AccessKind::Index } else { AccessKind::LibraryWrite };
                if let Some(place) = target.receiver.clone() {
                    self.push(Op::Access { place, kind, span, text: target.receiver_text });
                }
            }
            Effect::Store(at) => {
                if let (Some(target), Some(value)) = (target.receiver.clone(), values.get(usize::from(at))) {
                    self.push(Op::Store { target, value: value.operand.clone() });
                }
            }
            Effect::Visit(visited) => self.visit(visited, target, values, arguments),
            Effect::Serve(served) => {
                if let Some(Value { ty, operand }) = values.get(usize::from(served.argument)) {
                    let ty = ty.clone();
                    let is_again = self.is_registered_again(operand);
                    let runs = MethodRuns { runs: served.runs, in_turn: served.in_turn && !is_again, alone: false };
                    self.serve(&ty, runs, target, served.argument);
                }
            }
            _ => {}
        }
    }

    /// What a library does with a function value that is handed to it through an interface of the project's own, which lists the methods of
    /// a library's type that are needed: the type of the parameter, `mqtt.MessageHandler`, and the name of the method tell whose it is.
    pub(super) fn behind_own_interface(&self, target: &Target, values: &[Value]) -> SmallVec<[Effect; 1]> {
        let scope = self.context.scope;
        let (Callee::Interface(owner, method), Some(signature)) = (&target.callee, &target.signature) else { return SmallVec::new() };
        if !scope.is_analysed(owner.package) {
            return SmallVec::new();
        }
        let handed = values.iter().zip(&signature.params).enumerate().filter(|(_, (value, _))| matches!(value.operand, Operand::Func(_)));
        let found = handed.filter_map(|(at, (_, formal))| match formal {
            Ty::Named(of, _) if !scope.is_analysed(of.package) => scope.models().start_by_method(of.package, *method, at),
            _ => None,
        });
        found.map(Effect::Spawn).collect()
    }

    /// An object that is registered as a service: its methods run for each request.
    pub(super) fn remote_registration(&mut self, target: &Target, values: &[Value]) {
        let (Callee::Static(func) | Callee::Library(func)) = &target.callee else { return };
        let ([_, Value { ty, .. }], None, true) = (values, func.receiver, crate::remote::is_registration(func.name)) else { return };
        let ty = ty.clone();
        for name in self.wanted_methods(&ty, target, 1) {
            if let Selection::Method(_, func, signature) = self.context.scope.select(&ty, name)
                && crate::remote::may_be_method(&signature)
            {
                self.served.push((func, MethodRuns::OVERLAPPING));
            }
        }
    }

    /// An object that is put into a field of a library's struct, such as the handler of a server: its methods run when the
    /// library says so.
    pub(super) fn register_object(&mut self, owner: &Ty, field: Name, object: &Ty) {
        let Ty::Named(name, _) = owner.pointee() else { return };
        let Some(callback) = self.context.scope.models().field(*name, field).filter(|_| matches!(object.pointee(), Ty::Named(..))) else { return };
        let Selection::Field(_, formal) = self.context.scope.select(owner, field) else { return };
        let Ty::Interface(interface) = self.context.scope.underlying(&formal) else { return };
        for (method, _) in &interface.methods {
            if let Selection::Method(_, func, _) = self.context.scope.select(object, *method) {
                self.served.push((func, MethodRuns { runs: callback.start.runs, in_turn: callback.in_turn, alone: false }));
            }
        }
    }

    /// `wg.Add(-1)` is `wg.Done()` in a body that does not add itself; so may be `wg.Add(delta)` with a parameter.
    pub(super) fn count_off(&mut self, callee: &Callee, arguments: &[Node<'_>], effects: &mut SmallVec<[Effect; 1]>) {
        let Callee::Library(func) = callee else { return };
        if func.package != "sync" || func.name != "Add" || func.receiver.is_none_or(|receiver| receiver != "WaitGroup") {
            return;
        }
        let [delta] = arguments else { return };
        let is_formal = |name: &str| matches!(self.lookup(Name::from(name)), Some(Binding::Var(var)) if matches!(self.vars[var.index()].kind, VarKind::Formal(_)));
        let is_less = delta.text().starts_with('-');
        let is_open = delta.kind() == Kind::IDENTIFIER && is_formal(delta.text());
        let now = self.now();
        now.counts_on |= !is_less;
        if is_less && !now.counts_on || is_open {
            effects.push(Effect::Signal);
        }
    }

    /// What an atomic flag is set from and to: `busy.CompareAndSwap(false, true)` and `busy.Swap(true)` set it where it is not set,
    /// `busy.Store(false)` sets it back; so do the functions that are given the address of an integer.
    pub(super) fn atomic_flag(&mut self, target: &mut Target, values: &[Value], arguments: &[Node<'_>], effects: &mut SmallVec<[Effect; 1]>) {
        let Callee::Library(func) = &target.callee else { return };
        if func.package != "sync/atomic" {
            return;
        }
        let (place, rest) = match (&target.receiver, values.first()) {
            (Some(place), _) => (place.clone(), arguments),
            (None, Some(Value { operand: Operand::Place(place), .. })) => (place.clone(), &arguments[1..]),
            (None, _) => return,
        };
        let set = |node: &Node<'_>| match node.text() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        let effect = match (func.name.as_str(), rest) {
            (name, [old, new]) if name.starts_with("CompareAndSwap") => match (set(old), set(new)) {
                (Some(false), Some(true)) => Effect::TrySet(true),
                (Some(true), Some(false)) => Effect::Unset,
                _ => return,
            },
            ("Swap", [new]) if new.text() == "true" => Effect::TrySet(false),
            (name, [new]) if (name.starts_with("Store") || name.starts_with("Swap")) && set(new) == Some(false) => Effect::Unset,
            _ => return,
        };
        if self.own_flag(&place).is_some() {
            target.receiver = Some(place);
            effects.push(effect);
        }
    }

    /// The methods of `ty` that a library calls: those of the interface as which it takes the object, or, where that is
    /// not at hand, those that the model names, or else all exported ones.
    fn wanted_methods(&self, ty: &Ty, target: &Target, argument: u8) -> Vec<Name> {
        let scope = self.context.scope;
        match formal_type(target, usize::from(argument)).map(|formal| scope.underlying(&formal)) {
            Some(Ty::Interface(interface)) if !interface.methods.is_empty() => interface.methods.iter().map(|(name, _)| *name).collect(),
            Some(Ty::Interface(_) | Ty::Unknown) | None => match target.callee {
                Callee::Library(by) => scope.models().called_methods(by).map_or_else(|| scope.exported_methods(ty), <[Name]>::to_vec),
                _ => scope.exported_methods(ty),
            },
            Some(_) => Vec::new(),
        }
    }

    /// Whether an object is handed to a library again: twice in one declaration, or in a loop though it was there before the function ran.
    ///
    /// Misses: an object that several functions register.
    fn is_registered_again(&mut self, object: &Operand) -> bool {
        let Operand::Place(place) = object else { return false };
        let is_in_loop = self.now().targets.iter().any(|target| target.continue_to.is_some());
        let is_local = matches!(place.root, Root::Var(var) if place.path.is_empty() && self.vars[var.index()].kind == VarKind::Local);
        let is_known = self.turns.registered.contains(place);
        self.turns.registered.push(place.clone());
        is_known || is_in_loop && !is_local
    }

    /// Notes that a library calls the methods of `ty`.
    fn serve(&mut self, ty: &Ty, runs: MethodRuns, target: &Target, argument: u8) {
        let scope = self.context.scope;
        for name in self.wanted_methods(ty, target, argument) {
            if let Selection::Method(_, func, _) = scope.select(ty, name) {
                let alone = matches!(target.callee, Callee::Library(by) if scope.models().runs_alone(by, name));
                self.served.push((func, MethodRuns { alone, ..runs }));
            }
        }
    }
}

/// The type as which a call takes its nth argument, as far as the signature is at hand.
pub(super) fn formal_type(target: &Target, argument: usize) -> Option<Ty> {
    let signature = target.signature.as_ref()?;
    let last = signature.params.last().filter(|_| signature.variadic);
    match (signature.params.get(argument), last) {
        (Some(Ty::Slice(element)), Some(_)) if argument + 1 == signature.params.len() => Some((**element).clone()),
        (Some(formal), _) => Some(formal.clone()),
        (None, Some(Ty::Slice(element))) => Some((**element).clone()),
        (None, _) => None,
    }
}
