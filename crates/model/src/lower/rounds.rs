//! How often a loop goes round, where the numbers in its clause tell.

use super::{Binding, Lowerer};
use crate::body::{Bound, Capacity, VarId, VarKind};
use crate::ty::Name;
use mapvet_syntax::{Field, Kind, Node};

/// How often a loop goes round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rounds {
    None,
    One,
    /// As often as something says, from its first to its last.
    As(Bound),
    Any,
}

impl Rounds {
    pub fn bound(self) -> Option<Bound> {
        if let Rounds::As(bound) = self { Some(bound) } else { None }
    }
}

impl Lowerer<'_> {
    /// Of `for i := 0; i < 1; i++`, or of `n := 1; for i := 0; i < n; i++`; of `for i := 0; i < n; i++` what n is.
    pub(super) fn rounds(&self, clause: Node<'_>, body: Option<Node<'_>>) -> Rounds {
        let (Some(initializer), Some(condition)) = (clause.field(Field::INITIALIZER), clause.field(Field::CONDITION)) else { return Rounds::Any };
        let Some((name, first)) = initializer.text().split_once(":=") else { return Rounds::Any };
        let Some((tested, end)) = condition.text().split_once('<') else { return Rounds::Any };
        let (end, last) = end.strip_prefix('=').map_or((end, 0), |end| (end, 1));
        let counts = clause.field(Field::UPDATE).is_some_and(|update| update.text().trim() == format!("{}++", name.trim()));
        let (true, Ok(first)) = (name.trim() == tested.trim(), first.trim().parse::<i64>()) else { return Rounds::Any };
        let Some(end) = self.bound(end.trim(), body).and_then(|end| end.checked_add(last)) else {
            let bound = condition.field(Field::RIGHT).filter(|_| counts && first == last).and_then(|right| self.bound_named(right));
            return bound.map_or(Rounds::Any, Rounds::As);
        };
        match end.checked_sub(first) {
            Some(..=0) => Rounds::None,
            Some(1) if counts => Rounds::One,
            _ => Rounds::Any,
        }
    }

    /// A formal or a constant that ends a loop.
    pub(super) fn bound_named(&self, node: Node<'_>) -> Option<Bound> {
        match self.lookup(Name::from(node.text())) {
            Some(Binding::Var(var)) => matches!(self.vars[var.index()].kind, VarKind::Formal(_)).then_some(Bound::Formal(*var)),
            Some(_) => None,
            None => self.constant(node).filter(|_| node.kind() != Kind::INT_LITERAL).map(Bound::Constant),
        }
    }

    /// The number that ends a loop: one that is written there, or that of a local which the loop does not touch.
    fn bound(&self, text: &str, body: Option<Node<'_>>) -> Option<i64> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let Some(Binding::Var(var)) = self.lookup(Name::from(text)) else { return None };
        let (_, number) = self.numbers.iter().find(|(known, _)| known == var)?;
        let changes = [format!("{text} ="), format!("{text}++"), format!("{text}--"), format!("{text} +="), format!("{text} -="), format!("&{text}")];
        let body = body?.text();
        (!changes.iter().any(|change| body.contains(change.as_str()))).then_some(*number)
    }

    /// The capacity that the second argument of `make` gives a channel.
    pub(super) fn capacity(&self, size: Option<&Node<'_>>) -> Capacity {
        let Some(size) = size.map(|size| size.text()) else { return Capacity::None };
        let var = if let Some(Binding::Var(var)) = self.lookup(Name::from(size)) { Some(*var) } else { None };
        let of = |numbers: &[(VarId, i64)]| numbers.iter().find(|(known, _)| Some(*known) == var).map(|(_, number)| *number);
        match size.parse().ok().or_else(|| of(&self.numbers)) {
            Some(0) => Capacity::None,
            Some(1) => Capacity::One,
            None if of(&self.first_numbers) == Some(1) => Capacity::Perhaps,
            _ => Capacity::Many,
        }
    }

    /// A local is declared with a value.
    pub(super) fn note_number(&mut self, var: VarId, value: Option<Node<'_>>) {
        let Some(text) = value.map(|value| value.text()).filter(|text| text.starts_with(|first: char| first.is_ascii_digit())) else {
            return;
        };
        let number = text.parse().ok().map(|number| (var, number));
        self.numbers.extend(number);
        self.first_numbers.extend(number);
    }

    /// A variable is given another value, or may be.
    pub(super) fn forget_number(&mut self, var: VarId) {
        self.numbers.retain(|(known, _)| *known != var);
    }
}
