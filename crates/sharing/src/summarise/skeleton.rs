//! The control-flow skeleton without blocks that say nothing.

use crate::facts::{BlockFacts, BodyFacts};

/// Drops blocks that control does not reach and skips blocks without events that have one successor.
pub(super) fn contract(mut body: BodyFacts) -> BodyFacts {
    let blocks = std::mem::take(&mut body.blocks);
    let skip = |from: u32| -> u32 {
        let mut at = from;
        for _ in 0..blocks.len() {
            let block = &blocks[at as usize];
            match block.next.as_slice() {
                [one] if block.events.is_empty() && *one != at => at = *one,
                _ => break,
            }
        }
        at
    };
    let mut numbers: Vec<Option<u32>> = vec![None; blocks.len()];
    let mut order: Vec<u32> = Vec::new();
    let mut work = vec![skip(0)];
    while let Some(at) = work.pop() {
        if numbers[at as usize].is_some() {
            continue;
        }
        numbers[at as usize] = Some(order.len() as u32);
        order.push(at);
        work.extend(blocks[at as usize].next.iter().rev().map(|next| skip(*next)));
    }
    body.calls.shrink_to_fit();
    body.accesses.shrink_to_fit();
    body.stores.shrink_to_fit();
    body.blocks = order
        .iter()
        .map(|at| {
            let block = &blocks[*at as usize];
            let mut next: Vec<u32> = block.next.iter().filter_map(|next| numbers[skip(*next) as usize]).collect();
            next.dedup();
            BlockFacts { events: block.events.as_slice().to_vec(), next }
        })
        .collect();
    body
}
