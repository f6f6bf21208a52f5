//! Assignments of flags: fields and package variables of which all that sets them is seen, because they have no exported name.

use super::{Lowerer, Value};
use crate::asked::{SetBy, Setting, flag_name, known};
use crate::body::{CallId, Callee, Operand, Place, Proj, Root, VarId};
use crate::select::unnamed;
use crate::ty::{Name, Ty, TypeName};

impl Lowerer<'_> {
    /// The flag that a path leads to, if only this package can set it. Of a field whose owner is not known, the name is.
    pub(super) fn own_flag(&self, place: &Place) -> Option<Place> {
        let own = &self.context.scope.own;
        let is_hidden = |name: Name| !name.starts_with(char::is_uppercase);
        let is_own = match (place.path.last(), place.root) {
            (Some(Proj::Field(owner, name)), _) => is_hidden(*name) && (owner.package == own.path || *owner == unnamed()),
            (None, Root::Global(package, name)) => package == own.path && (is_hidden(name) || own.name == "main"),
            _ => false,
        };
        if is_own { flag_name(place) } else { None }
    }

    /// Notes that what a path leads to is assigned.
    pub(super) fn note_setting(&mut self, place: &Place, value: &Operand) {
        self.note_set(place, value, SetBy::Assignment);
    }

    fn note_set(&mut self, place: &Place, value: &Operand, by: SetBy) {
        let flag = self.own_flag(place);
        self.settings.extend(flag.map(|of| Setting { of, to: known(value), by, is_new: *value == Operand::Fresh }));
    }

    /// Notes that whoever has the address of what a path leads to may assign it.
    pub(super) fn note_address(&mut self, place: &Place) {
        self.note_set(place, &Operand::Other, SetBy::Other);
    }

    /// Notes what a struct literal says of a field; of a literal whose type is not known, the key may be one.
    pub(super) fn note_field_setting(&mut self, ty: &Ty, field: Name, value: &Operand) {
        if field.starts_with(char::is_uppercase) {
            return;
        }
        let owner = if let Ty::Named(owner, _) = self.context.scope.unalias(ty.pointee()) { owner } else { unnamed() };
        self.note_set(&Place::of(Root::Unknown).then(Proj::Field(owner, field)), value, SetBy::Literal);
    }

    /// Notes that a struct of another type is converted to `ty`: its fields are set to what those of the other are.
    pub(super) fn note_conversion(&mut self, ty: &Ty, from: &Value) {
        let Ty::Named(owner, _) = ty.pointee() else { return };
        if owner.package != self.context.scope.own.path || from.ty.pointee() == ty.pointee() {
            return;
        }
        let owner: TypeName = *owner;
        if let Ty::Struct(fields) = self.underlying(ty.pointee()) {
            let flags = fields.fields.iter().map(|field| Place::of(Root::Unknown).then(Proj::Field(owner, field.name)));
            self.settings.extend(flags.map(|of| Setting { of, to: None, by: SetBy::Other, is_new: false }));
        }
    }

    /// Notes that a channel in a field is named (1), or that this was but to send, to receive or to set it (-1).
    pub(super) fn note_channel(&mut self, place: &Place, ty: &Ty, by: i32) {
        if matches!(place.path.last(), Some(Proj::Field(..))) && matches!(self.underlying(ty), Ty::Chan(_) | Ty::Unknown) {
            let field = self.own_flag(place);
            self.channels.extend(field.map(|field| (field, by)));
        }
    }

    /// Notes what a variable holds for as long as control runs straight on and nothing else is called.
    pub(super) fn note_latest(&mut self, var: VarId, value: &Operand) {
        let result = match value {
            Operand::Place(Place { root: Root::Call(id, index), path }) if path.is_empty() => Some((*id, *index)),
            _ => None,
        };
        let now = self.now();
        let result = result.filter(|(id, _)| matches!(now.call(*id).callee, Callee::Static(_) | Callee::Interface(..)));
        now.note_latest(var, result.map(|(id, index)| Place::of(Root::Call(id, index))));
    }

    /// The call that was lowered last, if it is one of a declared function or through an interface, and stands at this span.
    pub(super) fn latest_call(&mut self, span: mapvet_syntax::Span) -> Option<CallId> {
        let id = self.now().last_call()?;
        let call = self.now().call(id);
        (call.span == span && matches!(call.callee, Callee::Static(_) | Callee::Interface(..))).then_some(id)
    }
}
