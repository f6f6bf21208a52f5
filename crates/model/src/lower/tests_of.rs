//! What the condition of a branch says of the formals of a function, where it is true and where it is not.

use super::{Lowerer, Value};
use crate::body::{BlockId, Is, Operand, Root, Test, VarKind};
use mapvet_syntax::{Field, Kind, Node};

impl Lowerer<'_> {
    /// Notes what a condition says where its arms begin. However deep it is nested, it is taken apart without recursion.
    pub(super) fn note_tests(&mut self, condition: Node<'_>, then: BlockId, otherwise: BlockId) {
        for (block, holds) in [(then, true), (otherwise, false)] {
            let mut found = self.tests(condition, holds);
            found.sort_unstable();
            found.dedup();
            self.now().tests.extend(found.into_iter().map(|test| (block, test)));
        }
    }

    fn tests(&mut self, condition: Node<'_>, holds: bool) -> Vec<Test> {
        let mut found = Vec::new();
        let mut work = vec![(condition, holds)];
        while let Some((node, holds)) = work.pop() {
            match node.kind() {
                Kind::PARENTHESIZED_EXPRESSION => work.extend(node.first().map(|inner| (inner, holds))),
                Kind::UNARY_EXPRESSION if node.operator() == "!" => work.extend(node.field(Field::OPERAND).map(|inner| (inner, !holds))),
                Kind::IDENTIFIER => found.extend(self.formal(node, if holds { Is::True } else { Is::False })),
                Kind::BINARY_EXPRESSION => {
                    let (Some(left), Some(right)) = (node.field(Field::LEFT), node.field(Field::RIGHT)) else { continue };
                    match (node.operator(), holds) {
                        ("&&", true) | ("||", false) => work.extend([(left, holds), (right, holds)]),
                        ("==" | "!=", _) if left.kind() == Kind::IDENTIFIER && right.kind() == Kind::NIL => {
                            let is = if (node.operator() == "==") == holds { Is::Nil } else { Is::NotNil };
                            found.extend(self.formal(left, is));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn formal(&mut self, name: Node<'_>, is: Is) -> Option<Test> {
        let Value { operand: Operand::Place(place), .. } = self.operand(name) else { return None };
        match place.root {
            Root::Var(var) if place.path.is_empty() && matches!(self.vars[var.index()].kind, VarKind::Formal(_)) => Some(Test { var, is }),
            _ => None,
        }
    }
}
