//! Calls of locals that hold one function for good, of functions that a loop ranges over, and of literals of functions.

use super::call::effects;
use super::{Lowerer, Value};
use crate::body::{Body, Call, CallMode, Callee, FuncValue, Kept, Op, Operand, Place, Root, Var, VarId, VarKind};
use crate::scope::Scope;
use crate::ty::Name;
use mapvet_syntax::{Node, Span};
use smallvec::SmallVec;

/// `lock := s.mu.Lock; lock()` is `s.mu.Lock()`: what is said of a method holds of a local that only ever holds its value.
pub(super) fn name_calls(bodies: &mut [Body], vars: &[Var], scope: &Scope<'_>) {
    for call in bodies.iter_mut().flat_map(|body| &mut body.calls) {
        let Callee::Value(Place { root: Root::Var(var), path }) = &call.callee else { continue };
        let var = &vars[var.index()];
        let (VarKind::Local, false, true, [Operand::Func(value)]) = (var.kind, var.opaque, path.is_empty(), var.sources.as_slice()) else { continue };
        let (func, receiver) = match value {
            FuncValue::Literal(_) => continue,
            FuncValue::Static(func) => (*func, None),
            FuncValue::Method(func, place) => (*func, Some(place.clone())),
        };
        call.callee = if scope.is_analysed(func.package) { Callee::Static(func) } else { Callee::Library(func) };
        call.receiver = receiver;
        call.effects = effects(scope.models(), &call.callee, call.receiver.is_some(), call.args.len());
    }
}

impl Lowerer<'_> {
    /// An argument of a function whose body is at hand. A literal of functions, `[]func(){f, g}`, lies in a local without a name.
    pub(super) fn followed_argument(&mut self, node: Node<'_>) -> Value {
        let outer = std::mem::take(&mut self.loose);
        let mut value = self.value(node);
        if matches!(value.operand, Operand::Fresh) && !self.loose.is_empty() {
            let id = VarId(self.vars.len() as u32);
            let (owner, span, ty) = (self.now().id, self.span(node), value.ty.clone());
            let sources = SmallVec::from_elem(Operand::Fresh, 1);
            self.vars.push(Var { name: Name::from("_"), ty, owner, kind: VarKind::Local, span, sources, opaque: false, ranged: false });
            self.push(Op::Declare(id));
            let place = Place::of(Root::Var(id));
            self.keep(Kept::At(place.clone()), &value, node);
            value.operand = Operand::Place(place);
        }
        let inner = std::mem::replace(&mut self.loose, outer);
        self.loose.extend(inner);
        value
    }

    /// `range` over a function calls it, with the body of the loop as its argument: what it does comes before, between and after the
    /// rounds.
    ///
    /// Over-reports: what it holds around a round is not held in the body of the loop.
    pub(super) fn run_ranged(&mut self, over: &Value, span: Span) {
        let (callee, receiver) = match &over.operand {
            Operand::Func(FuncValue::Literal(body)) => (Callee::Literal(*body), None),
            Operand::Func(FuncValue::Static(func)) => (self.declared(*func), None),
            Operand::Func(FuncValue::Method(func, place)) => (self.declared(*func), Some(place.clone())),
            Operand::Place(place) if !self.is_of_library(place) => (Callee::Value(place.clone()), None),
            Operand::Place(_) | Operand::Fresh | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => return,
        };
        let call = Call { callee, receiver, args: vec![Operand::Other], mode: CallMode::Call, effects: SmallVec::new(), rounds: None, span };
        let id = self.now().add_call(call);
        self.push(Op::Call(id));
    }

    /// Whether a value is the result of a call of code that is not seen.
    fn is_of_library(&mut self, place: &Place) -> bool {
        let Root::Call(id, _) = place.root else { return false };
        matches!(self.now().call(id).callee, Callee::Library(_) | Callee::Unknown(_))
    }
}
