//! The part of a body that lies between two of its events.
//!
//! Two events of one loop meet inside that loop whatever waits there are outside it: goroutines that an inner loop
//! starts are siblings even if an outer loop waits for them all.

use crate::facts::{BlockFacts, BodyFacts, Event, TokenKind};
use crate::loops::{Blocks, Next, common_loop, first_rounds, reached, reversed};
use mapvet_model::{Place, Root};

/// The innermost loop around a call; `None` where none is, or where control never comes.
pub(super) fn loop_around(body: &BodyFacts, call: u32) -> Option<Blocks> {
    let block = body.blocks.iter().position(|block| block.events.contains(&Event::Call(call)))? as u32;
    loop_of(body, block)
}

/// The innermost loop around a block.
pub(super) fn loop_of(body: &BodyFacts, block: u32) -> Option<Blocks> {
    let next: Next = body.blocks.iter().map(|block| block.next.clone()).collect();
    common_loop(&next, block, block)
}

/// Calls `visit` for every event between two positions (block, place in it), on the ways that leave no loop which
/// holds both.
pub(super) fn between(blocks: &[BlockFacts], from: (u32, usize), to: (u32, usize), visit: &mut dyn FnMut(&Event)) {
    let next: Next = blocks.iter().map(|block| block.next.clone()).collect();
    // What an event loop waits for in one of its arms does not come before the first time it is in another.
    let next = first_rounds(&next, from.0, to.0);
    let round = common_loop(&next, from.0, to.0);
    let others = round.as_ref().map_or_else(Vec::new, |round| arms_beside(blocks, &next, round, to.0));
    let region = round.unwrap_or_else(|| vec![true; blocks.len()]);
    // From the start of these blocks, some number of steps leads to the end.
    let mut leads = reached(&reversed(&next), &region, to.0);
    leads[to.0 as usize] = true;
    let mut seen = vec![false; blocks.len()];
    let mut work = vec![(from.0, from.1 + 1)];
    while let Some((block, start)) = work.pop() {
        let facts = &blocks[block as usize];
        let ends_here = block == to.0 && start <= to.1;
        let stop = if ends_here { to.1 } else { facts.events.len() };
        let start = if start == 0 && others.contains(&block) { communications(facts) } else { start };
        let next: Vec<u32> = next[block as usize].iter().copied().filter(|next| region[*next as usize] && leads[*next as usize]).collect();
        if ends_here || !next.is_empty() {
            facts.events[start..stop].iter().for_each(&mut *visit);
        }
        if !ends_here {
            work.extend(next.into_iter().filter(|next| !std::mem::replace(&mut seen[*next as usize], true)).map(|next| (next, 0)));
        }
    }
}

/// The arms of each `select` in a loop that do not lead to `to`, where control that enters the one that does so does not get round `to`:
/// which message is taken next is not for this goroutine to say, so those that the other arms take need not come before.
///
/// Over-reports: an event loop whose arms hold back others by a channel in a field that is set to nil.
fn arms_beside(blocks: &[BlockFacts], next: &Next, round: &Blocks, to: u32) -> Vec<u32> {
    let channel = |arm: u32| blocks[arm as usize].events.first().and_then(communicates_on);
    let mut beside = Vec::new();
    for select in (0..blocks.len()).filter(|at| round[*at]) {
        if next[select].iter().filter(|arm| channel(**arm).is_some()).count() < 2 {
            continue;
        }
        let without = |block: usize| -> Blocks { round.iter().enumerate().map(|(at, inside)| *inside && at != block).collect() };
        let (below, around) = (without(select), without(to as usize));
        let leads = |arm: &u32| *arm == to || below[*arm as usize] && reached(next, &below, *arm)[to as usize];
        let (own, others): (Vec<u32>, Vec<u32>) = next[select].iter().copied().partition(leads);
        let [arm] = own[..] else { continue };
        let is_certain = arm == to || !reached(next, &around, arm)[select];
        // A variable that is nil now and then closes its arm.
        let is_open = |channel: &Place| !(matches!(channel.root, Root::Var(_)) && channel.path.is_empty());
        if is_certain && channel(arm).is_some_and(is_open) {
            beside.extend(others);
        }
    }
    beside
}

/// The arms of each `select` that waits in one of them for what `is_it`.
pub(super) fn arms_with(blocks: &[BlockFacts], is_it: &dyn Fn(&Event) -> bool) -> Vec<u32> {
    let begins = |arm: &u32, is_it: &dyn Fn(&Event) -> bool| {
        let arm = &blocks[*arm as usize];
        arm.events[..communications(arm)].iter().any(is_it)
    };
    let selects = blocks.iter().filter(|block| block.next.len() > 1 && block.next.iter().any(|arm| begins(arm, is_it)));
    selects.flat_map(|block| block.next.iter().filter(|arm| begins(arm, &|_| true))).copied().collect()
}

/// How many events of an arm are of what it begins with.
fn communications(arm: &BlockFacts) -> usize {
    let channel = arm.events.first().and_then(communicates_on);
    arm.events.iter().take_while(|event| channel.is_some() && communicates_on(event) == channel).count()
}

/// The channel on which an event sends or receives.
fn communicates_on(event: &Event) -> Option<&Place> {
    match event {
        Event::Wait(token) | Event::Signal(token) => matches!(token.kind, TokenKind::Sent | TokenKind::Received).then_some(&token.place),
        Event::Access(_) | Event::Call(_) | Event::Declare(_) | Event::Store(_) | Event::Join(_) => None,
        Event::Succeeded(_) | Event::Fails | Event::Passes(_) | Event::Released(_) => None,
    }
}
