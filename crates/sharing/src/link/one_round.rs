//! Loops that go round once, as all callers say: `for i := 0; i < workers; i++ { go c.work() }` below `c.Run(1)`. Nothing that such a loop
//! starts runs beside another one of its kind.

use super::graph::Graph;
use super::handed_in::unchanged_formal;
use mapvet_model::{Bound, Is, Name, Operand, Root, VarId};

/// How many callers up a number is followed.
const DEPTH: usize = 4;

/// Whether the one loop in which a call stands goes round once at most.
pub(super) fn goes_round_once(graph: &Graph<'_>, body: u32, call: u32) -> bool {
    match graph.body(body).calls[call as usize].rounds {
        None => false,
        Some(Bound::Constant(name)) => is_one(graph, name),
        Some(Bound::Formal(var)) => is_given_one(graph, body, var, DEPTH),
    }
}

/// Whether every caller gives a formal one, or less. Code that is not seen may give it more.
fn is_given_one(graph: &Graph<'_>, body: u32, var: VarId, depth: usize) -> bool {
    let Some(number) = unchanged_formal(graph, body, var) else { return false };
    let is_called_by_others = graph.is_exported(body) && graph.is_open(body);
    let mut callers = graph.incoming[body as usize].iter().filter(|edge| graph.is_test(body) || !graph.is_test(edge.from)).peekable();
    if depth == 0 || is_called_by_others || callers.peek().is_none() {
        return false;
    }
    callers.all(|edge| match edge.actuals.argument(number, &graph.body(edge.from).calls[edge.call as usize]) {
        Some(Operand::Known(Is::Equal(constant))) => is_one(graph, *constant),
        Some(Operand::Place(place)) => match place.root {
            Root::Var(var) if place.path.is_empty() => is_given_one(graph, edge.from, var, depth - 1),
            _ => false,
        },
        _ => false,
    })
}

/// Whether a constant, as it is written or by the name of its package and its own, is one or less.
fn is_one(graph: &Graph<'_>, constant: Name) -> bool {
    let named = || {
        let (package, name) = constant.rsplit_once('.')?;
        let numbers = &graph.package(Name::from(package))?.numbers;
        let mut of_name = numbers.iter().filter(|(known, _)| known.as_str() == name).map(|(_, number)| *number);
        of_name.next().filter(|_| of_name.next().is_none())
    };
    constant.parse().ok().or_else(named).is_some_and(|number: i64| number <= 1)
}
