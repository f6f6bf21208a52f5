//! Which values come to lie behind interfaces.

use super::{Lowerer, Value};
use crate::body::{Callee, Operand, Place, Root};
use crate::standing::{Holder, Put, Standing};
use crate::ty::{FuncRef, Signature, Ty, TypeName};
use mapvet_syntax::{Kind, Node};

impl Lowerer<'_> {
    /// Notes that a value is put where the type is `target`.
    pub(super) fn put(&mut self, target: &Ty, value: &Value, into: impl FnOnce() -> Holder) {
        match target {
            Ty::Basic(_) | Ty::Map(_) | Ty::Slice(_) | Ty::Array(_) | Ty::Chan(_) | Ty::Func(_) | Ty::Struct(_) | Ty::Tuple(_) | Ty::Nil => return,
            Ty::Pointer(_) => return,
            Ty::Named(..) | Ty::Interface(_) | Ty::Param(..) | Ty::Unknown => {}
        }
        if matches!(value.ty, Ty::Basic(_) | Ty::Nil) || *target == value.ty && !self.is_held(target) {
            return;
        }
        self.show(target, &value.ty);
        if self.is_held(target) {
            let what = self.standing(value);
            self.now().puts.push(Put { into: into(), what });
        }
    }

    /// Notes that what is put somewhere is not known.
    pub(super) fn put_unknown(&mut self, target: &Ty, into: Holder) {
        if self.is_held(target) {
            self.now().puts.push(Put { into, what: Standing::Unknown });
        }
    }

    /// Whether values of a type are interfaces of analysed packages: the only ones through which calls are followed.
    fn is_held(&self, ty: &Ty) -> bool {
        let scope = self.context.scope;
        match ty {
            Ty::Named(name, _) => scope.is_analysed(name.package) && matches!(scope.underlying(ty), Ty::Interface(_)),
            _ => false,
        }
    }

    fn is_interface(&self, ty: &Ty) -> bool {
        matches!(self.underlying(ty), Ty::Interface(_))
    }

    fn standing(&self, value: &Value) -> Standing {
        let concrete = match self.context.scope.unalias(&value.ty) {
            Ty::Pointer(inner) => self.context.scope.unalias(&inner),
            other => other,
        };
        match (&concrete, &value.operand) {
            (Ty::Named(name, _), _) if !self.is_interface(&concrete) => Standing::Type(*name),
            (Ty::Named(..) | Ty::Interface(_), Operand::Place(place)) if place.root != Root::Unknown => Standing::At(place.clone()),
            _ => Standing::Unknown,
        }
    }

    /// Notes that values of a type may be seen as some interface: what a function returns, too, if it is handed to code that
    /// calls it for what it makes.
    fn show(&mut self, target: &Ty, ty: &Ty) {
        let may_be_interface = match target {
            Ty::Named(..) => matches!(self.underlying(target), Ty::Interface(_) | Ty::Unknown),
            _ => true,
        };
        if may_be_interface {
            self.show_type(ty);
        }
    }

    /// Notes that values of a type may be seen as some interface.
    pub(super) fn show_type(&mut self, ty: &Ty) {
        let of_function: &[Ty] = match ty {
            Ty::Func(signature) => &signature.results,
            one => std::slice::from_ref(one),
        };
        for ty in of_function {
            if let Ty::Named(..) = ty.pointee()
                && let Ty::Named(name, _) = self.context.scope.unalias(ty.pointee())
                && self.context.scope.is_analysed(name.package)
            {
                self.shown.insert(name);
            }
        }
    }

    /// What a call puts into the formals of what it runs.
    pub(super) fn put_arguments(&mut self, callee: &Callee, has_receiver: bool, signature: Option<&Signature>, values: &[Value], nodes: &[Node<'_>]) {
        let Some(signature) = signature else {
            values.iter().for_each(|value| self.show_type(&value.ty));
            return;
        };
        let parts: Vec<Value>;
        let values = match values {
            [Value { ty: Ty::Tuple(types), operand: Operand::Place(Place { root: Root::Call(id, _), .. }) }] => {
                let at = |index: usize| Place::of(Root::Call(*id, index as u8));
                parts = types.iter().enumerate().map(|(index, ty)| Value::at(at(index), ty.clone())).collect();
                &parts[..]
            }
            other => other,
        };
        let is_spread = nodes.last().is_some_and(|last| last.kind() == Kind::VARIADIC_ARGUMENT);
        let last = signature.params.len().saturating_sub(1);
        for (at, value) in values.iter().enumerate() {
            let Some(declared) = signature.params.get(at.min(last)) else { return };
            match declared {
                // What lies in a container is not told apart.
                Ty::Slice(element) if signature.variadic && at >= last => {
                    if !is_spread {
                        self.show(element, &value.ty);
                    }
                }
                _ => self.put_argument(callee, (at + usize::from(has_receiver)) as u16, declared, value),
            }
        }
    }

    fn put_argument(&mut self, callee: &Callee, formal: u16, declared: &Ty, value: &Value) {
        let into = match callee {
            Callee::Static(func) => Holder::Formal(*func, formal),
            Callee::Literal(body) => Holder::Inner(*body, formal),
            Callee::Interface(_, name) => Holder::Method(*name, formal),
            Callee::Value(_) | Callee::Library(_) | Callee::Kept(_) | Callee::Unknown(_) => {
                self.show(declared, &value.ty);
                return;
            }
        };
        self.put(declared, value, || into);
    }

    /// Whoever has a declared function as a value may call it with anything.
    pub(super) fn put_by_strangers(&mut self, func: FuncRef) {
        let scope = self.context.scope;
        let Some(decl) = scope.func_decl(func).filter(|_| scope.is_analysed(func.package)) else { return };
        for (at, ty) in decl.signature.params.iter().enumerate() {
            self.put_unknown(ty, Holder::Formal(func, (at + usize::from(decl.receiver.is_some())) as u16));
        }
    }

    /// The nth result of the innermost body is given a value.
    pub(super) fn put_result(&mut self, index: usize, value: &Value) {
        let Some(ty) = self.open.last().and_then(|builder| builder.result_types.get(index)).cloned() else { return };
        self.put(&ty, value, || Holder::Result(u8::try_from(index).unwrap_or(u8::MAX)));
    }

    /// A value of a type may be written through its address.
    pub(super) fn put_through_address(&mut self, value: &Value) {
        if let Operand::Place(place) = &value.operand {
            self.put_unknown(&value.ty, Holder::At(place.clone()));
        }
    }
}

/// The declared type of a value, or of what it points to, if it is of an analysed package.
pub fn declared_type(scope: &crate::scope::Scope<'_>, ty: &Ty) -> Option<TypeName> {
    let is_known = |name: &TypeName| scope.is_analysed(name.package);
    match ty {
        Ty::Named(..) => match scope.unalias(ty) {
            Ty::Named(name, _) => Some(name).filter(is_known),
            other => declared_behind(scope, &other),
        },
        other => declared_behind(scope, other),
    }
}

fn declared_behind(scope: &crate::scope::Scope<'_>, ty: &Ty) -> Option<TypeName> {
    let Ty::Pointer(inner) = ty else { return None };
    match scope.unalias(inner) {
        // Who holds a pointer to an interface holds no interface.
        Ty::Named(name, args) if scope.is_analysed(name.package) => {
            (!matches!(scope.underlying(&Ty::Named(name, args)), Ty::Interface(_))).then_some(name)
        }
        _ => None,
    }
}
