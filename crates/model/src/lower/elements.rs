//! What `append` and `copy` put into containers, for whoever asks where values go.

use super::{Lowerer, Value};
use crate::body::{Kept, Op, Operand, Proj};
use crate::ty::Ty;
use mapvet_syntax::Node;

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

    /// The functions and channels that `append(...)` puts into a container.
    pub(super) fn keep_appended(&mut self, values: &[Value], arguments: &[Node<'_>]) {
        let Some(Operand::Place(container)) = values.first().map(|value| &value.operand) else { return };
        let element = container.then(Proj::Elem);
        for (value, argument) in values.iter().zip(arguments).skip(1) {
            self.keep(Kept::At(element.clone()), value, *argument);
            if matches!(self.underlying(&value.ty), Ty::Chan(_)) {
                self.push(Op::Store { target: element.clone(), value: value.operand.clone() });
            }
        }
    }

    /// `copy(into, from)`.
    pub(super) fn copied(&mut self, values: &[Value]) {
        if let [into, from] = values {
            self.push(Op::Store { target: into.place().then(Proj::Elem), value: from.operand.clone() });
        }
    }
}
