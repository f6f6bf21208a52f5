//! What a body does only if a call through an interface returns something: which methods that runs is known to link alone.

use crate::facts::{BodyFacts, Event, OnlyIf};
use crate::loops::{Blocks, Next, reached};
use mapvet_model::{Asked, CallMode, Callee, Is, Lowered, Operand, Place, Root};

/// Of each condition on the result of such a call, what stands behind it; conditions that a zero value fulfils are left out. `facts` have
/// the blocks of the body still.
pub(super) fn only_if(decl: &Lowered, number: usize, facts: &BodyFacts) -> Vec<OnlyIf> {
    let body = &decl.bodies[number];
    let asks = body.asked.iter().filter(|asked| matches!(asked.is, Is::NotNil | Is::True) && may_hold(facts, asked.block.index()));
    let found = asks.filter_map(|asked| {
        let (call, result) = result(decl, asked)?;
        let known = body.calls.get(call as usize).filter(|call| call.mode == CallMode::Call)?;
        if !matches!(known.callee, Callee::Interface(..)) {
            return None;
        }
        let what = behind(facts, asked.block.index());
        (!what.is_empty()).then_some(OnlyIf { call, result, is: asked.is, what })
    });
    found.collect()
}

/// The call whose result a condition asks for, and which result.
fn result(decl: &Lowered, asked: &Asked) -> Option<(u32, u8)> {
    let place = match asked.of.root {
        Root::Var(var) => match decl.vars[var.index()].sources.as_slice() {
            [Operand::Place(place)] if !decl.vars[var.index()].opaque => place,
            _ => return None,
        },
        _ => &asked.of,
    };
    match place {
        Place { root: Root::Call(id, index), path } if path.is_empty() => Some((id.0, *index)),
        _ => None,
    }
}

/// Whether there is more in a block, or in an arm that begins there, than a return.
fn may_hold(facts: &BodyFacts, block: usize) -> bool {
    let block = &facts.blocks[block];
    block.next.len() > 1 || block.events.iter().any(is_site)
}

fn is_site(event: &Event) -> bool {
    matches!(event, Event::Access(_) | Event::Call(_))
}

/// The accesses and calls to which control only comes through a block. A deferred call stands at other exits, too.
pub(super) fn behind(facts: &BodyFacts, block: usize) -> Vec<Event> {
    let next: Next = facts.blocks.iter().map(|block| block.next.clone()).collect();
    let around: Blocks = (0..next.len()).map(|at| at != block).collect();
    let mut reached = reached(&next, &around, 0);
    reached[0] = true;
    let sites = |is_reached: bool| {
        let blocks = facts.blocks.iter().zip(&reached).filter(move |(_, reached)| **reached == is_reached);
        blocks.flat_map(|(block, _)| &block.events).filter(|event| is_site(event))
    };
    let others: Vec<&Event> = sites(true).collect();
    sites(false).filter(|event| !others.contains(event)).cloned().collect()
}
