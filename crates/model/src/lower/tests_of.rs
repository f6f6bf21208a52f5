//! What the condition of a branch says of the formals of a function, where it is true and where it is not.

use super::{Lowerer, Value};
use crate::body::{BlockId, Is, Operand, Root, Test, VarKind};
use mapvet_syntax::{Field, Kind, Node};

impl Lowerer<'_> {
    /// Notes what a condition says where its arms begin.
    pub(super) fn note_tests(&mut self, condition: Node<'_>, then: BlockId, otherwise: BlockId) {
        for (block, holds) in [(then, true), (otherwise, false)] {
            let mut found = Vec::new();
            self.tests(condition, holds, &mut found);
            self.now().tests.extend(found.into_iter().map(|test| (block, test)));
        }
    }

    fn tests(&mut self, node: Node<'_>, holds: bool, found: &mut Vec<Test>) {
        match node.kind() {
            Kind::PARENTHESIZED_EXPRESSION => node.first().into_iter().for_each(|inner| self.tests(inner, holds, found)),
            Kind::UNARY_EXPRESSION if node.operator() == "!" => {
                node.field(Field::OPERAND).into_iter().for_each(|inner| self.tests(inner, !holds, found));
            }
            Kind::BINARY_EXPRESSION => self.comparison(node, holds, found),
            Kind::IDENTIFIER => {
                let is = if holds { Is::True } else { Is::False };
                found.extend(self.formal(node, is));
            }
            _ => {}
        }
    }

    fn comparison(&mut self, node: Node<'_>, holds: bool, found: &mut Vec<Test>) {
        let (Some(left), Some(right)) = (node.field(Field::LEFT), node.field(Field::RIGHT)) else { return };
        match (node.operator(), holds) {
            ("&&", true) | ("||", false) => [left, right].into_iter().for_each(|side| self.tests(side, holds, found)),
            ("==" | "!=", _) if left.kind() == Kind::IDENTIFIER && right.kind() == Kind::NIL => {
                let is = if (node.operator() == "==") == holds { Is::Nil } else { Is::NotNil };
                found.extend(self.formal(left, is));
            }
            _ => {}
        }
    }

    fn formal(&mut self, name: Node<'_>, is: Is) -> Option<Test> {
        let Value { operand: Operand::Place(place), .. } = self.operand(name) else { return None };
        match place.root {
            Root::Var(var) if place.path.is_empty() && matches!(self.vars[var.index()].kind, VarKind::Formal(_)) => Some(Test { var, is }),
            _ => None,
        }
    }
}
