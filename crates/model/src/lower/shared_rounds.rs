//! Variables of loops that all rounds share, as before Go 1.22: what is read from one during a round is what that round goes over.

use super::Lowerer;
use crate::body::{Operand, Place, Proj, Root, VarId};

impl Lowerer<'_> {
    /// Notes that a variable, shared by all rounds, holds an element of a container in each.
    pub(super) fn share_round(&mut self, var: VarId, container: &Place) {
        self.shared_rounds.push((var, container.then(Proj::Elem)));
    }

    /// A value that is read now, by the name that it has in this round: `count := count` and `go run(count)` go on with the element,
    /// while a literal that holds the variable sees what later rounds put there.
    pub(super) fn of_this_round(&self, operand: Operand) -> Operand {
        match operand {
            Operand::Place(place) => Operand::Place(self.place_of_this_round(place)),
            other => other,
        }
    }

    /// As [`Self::of_this_round`], for a path.
    pub(super) fn place_of_this_round(&self, place: Place) -> Place {
        let Root::Var(var) = place.root else { return place };
        match self.shared_rounds.iter().find(|(shared, _)| *shared == var) {
            Some((_, element)) if self.is_of_this_body(var) && self.vars[var.index()].sources.len() == 1 => element.join(&place.path),
            _ => place,
        }
    }
}
