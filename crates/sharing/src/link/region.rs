//! The part of a body that lies between two of its events.
//!
//! Two events of one loop meet inside that loop whatever waits there are outside it: goroutines that an inner loop
//! starts are siblings even if an outer loop waits for them all.

use crate::facts::{BlockFacts, BodyFacts, Event};
use crate::loops::{Blocks, Next, common_loop, first_rounds, reached, reversed};

/// The innermost loop around a call; `None` where none is, or where control never comes.
pub(super) fn loop_around(body: &BodyFacts, call: u32) -> Option<Blocks> {
    let block = body.blocks.iter().position(|block| block.events.contains(&Event::Call(call)))? as u32;
    let next: Next = body.blocks.iter().map(|block| block.next.clone()).collect();
    common_loop(&next, block, block)
}

/// Calls `visit` for every event between two positions (block, place in it), on the ways that leave no loop which
/// holds both.
pub(super) fn between(blocks: &[BlockFacts], from: (u32, usize), to: (u32, usize), visit: &mut dyn FnMut(&Event)) {
    let next: Next = blocks.iter().map(|block| block.next.clone()).collect();
    // What an event loop waits for in one of its arms does not come before the first time it is in another.
    let next = first_rounds(&next, from.0, to.0);
    let region = common_loop(&next, from.0, to.0).unwrap_or_else(|| vec![true; blocks.len()]);
    // From the start of these blocks, some number of steps leads to the end.
    let mut leads = reached(&reversed(&next), &region, to.0);
    leads[to.0 as usize] = true;
    let mut seen = vec![false; blocks.len()];
    let mut work = vec![(from.0, from.1 + 1)];
    while let Some((block, start)) = work.pop() {
        let facts = &blocks[block as usize];
        let ends_here = block == to.0 && start <= to.1;
        let stop = if ends_here { to.1 } else { facts.events.len() };
        let next: Vec<u32> = next[block as usize].iter().copied().filter(|next| region[*next as usize] && leads[*next as usize]).collect();
        if ends_here || !next.is_empty() {
            facts.events[start..stop].iter().for_each(&mut *visit);
        }
        if !ends_here {
            work.extend(next.into_iter().filter(|next| !std::mem::replace(&mut seen[*next as usize], true)).map(|next| (next, 0)));
        }
    }
}
