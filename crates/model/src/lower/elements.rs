//! What `append` and `copy` put into containers, for whoever asks where values go.

use super::{Lowerer, Value};
use crate::body::{Op, Operand, Proj};
use crate::ty::Ty;

impl Lowerer<'_> {
    /// `append(...)` as the container that it was given, with elements more.
    pub(super) fn appended(&mut self, values: &[Value]) -> Value {
        let is_place = |value: &&Value| matches!(value.operand, Operand::Place(_));
        let (Some(first), Some(into)) = (values.first(), values.iter().find(is_place)) else {
            return Value::other(values.first().map_or(Ty::Unknown, |value| value.ty.clone()));
        };
        let place = into.place();
        for value in &values[1..] {
            self.push(Op::Store { target: place.then(Proj::Elem), value: value.operand.clone() });
        }
        Value::at(place, first.ty.clone())
    }

    /// `copy(into, from)`.
    pub(super) fn copied(&mut self, values: &[Value]) {
        if let [into, from] = values {
            self.push(Op::Store { target: into.place().then(Proj::Elem), value: from.operand.clone() });
        }
    }
}
