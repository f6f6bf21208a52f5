//! Which objects of libraries are registered but once, so that one goroutine calls their functions in turn.

use super::alias::Aliases;
use crate::loops::{Next, common_loop};
use mapvet_model::{Body, Lowered, Op, Operand, Place, Root};

/// The numbers of objects that are handed over more than once, or in a loop that does not make them: several goroutines call
/// their functions.
///
/// Misses: an object that is registered again by another function.
pub(super) fn shared(decl: &Lowered, aliases: &Aliases) -> Vec<u32> {
    let is_shared = |(place, _): &&(Place, u32)| {
        let place = aliases.resolve(place).0;
        decl.bodies.iter().map(|body| registrations(body, aliases, &place)).sum::<u32>() > 1
    };
    decl.turns.iter().filter(is_shared).map(|(_, number)| *number).collect()
}

/// How often a body hands an object to a call, twice standing for any number of times.
fn registrations(body: &Body, aliases: &Aliases, object: &Place) -> u32 {
    let next: Next = body.blocks.iter().map(|block| block.next.iter().map(|next| next.0).collect()).collect();
    let is_object = |arg: &Operand| matches!(arg, Operand::Place(place) if aliases.resolve(place).0 == *object);
    let declares = |block: &mapvet_model::Block| block.ops.iter().any(|op| matches!(op, Op::Declare(var) if object.root == Root::Var(*var)));
    let mut count = 0;
    for (number, block) in body.blocks.iter().enumerate() {
        let calls = block.ops.iter().filter(|op| matches!(op, Op::Call(id) if body.calls[id.index()].args.iter().any(is_object)));
        let here = calls.count() as u32;
        if here == 0 {
            continue;
        }
        let is_again = common_loop(&next, number as u32, number as u32)
            .is_some_and(|inside| !body.blocks.iter().zip(&inside).any(|(block, inside)| *inside && declares(block)));
        count += if is_again { 2 } else { here };
    }
    count
}
