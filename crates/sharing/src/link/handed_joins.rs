//! Whether callees wait for the goroutines on which they run what they are handed.
//!
//! That a callee waits for a group itself is known with the edges. What functions that it calls wait for is known only later, once all
//! edges are: groups behind wrappers, and channels, which may end the goroutine.

use super::incoming::{Incoming, Inside, Overlaps};
use super::order::{Site, Surroundings, may_end_after, meet, meet_on_channels};
use super::region;
use crate::facts::{BodyFacts, EdgeKind, Event};
use crate::loops::{Next, common_loop, reached};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Whether a goroutine is over when the function that started it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joined {
    /// Unless it took too long; who called the function can ask.
    UnlessLate,
    Perhaps,
    Certainly,
}

/// By body and place in the list of its edges; edges whose goroutines nobody waits for are left out.
pub(super) type HandedJoins = FxHashMap<(u32, u32), Joined>;

/// What is known of all edges.
pub(super) fn handed_joins(around: &Surroundings<'_, '_>) -> HandedJoins {
    let incoming = around.graph.incoming.par_iter().enumerate();
    let found = incoming.flat_map_iter(|(body, edges)| {
        let joins = move |(at, edge): (usize, &Incoming)| Some(((body as u32, at as u32), joined(around, edge)?));
        edges.iter().enumerate().filter_map(joins)
    });
    found.collect()
}

fn joined(around: &Surroundings<'_, '_>, edge: &Incoming) -> Option<Joined> {
    let overlaps: &Overlaps = edge.overlaps.as_deref().filter(|_| edge.kind == EdgeKind::Spawn)?;
    let own = around.graph.body(edge.from).calls[edge.call as usize].edges.first()?;
    if own.kind == EdgeKind::Spawn {
        return None;
    }
    let mut found = None;
    for frame in &overlaps.inside {
        if frame.starts {
            found = None;
        }
        if !frame.live || found == Some(Joined::Certainly) {
            continue;
        }
        if found == Some(Joined::UnlessLate) {
            found = around.graph.is_asked(frame.body, frame.call).then_some(Joined::Perhaps);
        }
        let site = Site::Call(frame.call);
        if !may_end_after(around.graph.body(frame.body), site, &mut |event| around.joins(frame.body, event, &frame.signals)) {
            found = Some(Joined::Certainly);
        } else if !may_return(around, frame, Arms::Apart) || meet(&frame.signals, &around.waits_of_results(frame.body)) {
            found = Some(Joined::Perhaps);
        } else if found.is_none() && !may_return(around, frame, Arms::AsOne) {
            found = Some(Joined::UnlessLate);
        }
    }
    found
}

/// Whether a body may return while the goroutine lives that a frame leads to.
fn may_return(around: &Surroundings<'_, '_>, frame: &Inside, arms: Arms) -> bool {
    let signals = around.relayed(frame.body, &frame.signals);
    let waits = |event: &Event| {
        let mut waits = Vec::new();
        around.waits_of(frame.body, event, &mut waits);
        meet_on_channels(&signals, &waits)
    };
    may_leave(around.graph.body(frame.body), frame.call, arms, &waits)
}

/// What is taken of a `select` that waits in one of its arms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arms {
    /// That only this arm has waited.
    Apart,
    /// That all have: the others are for who has had enough of waiting.
    AsOne,
}

/// Whether control can get from a call to the end of its body without a wait for what may end the goroutine. A loop that waits in its
/// rounds is taken to have some.
pub(super) fn may_leave(facts: &BodyFacts, call: u32, arms: Arms, waits: &dyn Fn(&Event) -> bool) -> bool {
    let blocks = &facts.blocks;
    let next: Next = blocks.iter().map(|block| block.next.clone()).collect();
    let Some(start) = blocks.iter().position(|block| block.events.contains(&Event::Call(call))) else { return true };
    let mut is_waiting = vec![false; blocks.len()];
    for (at, _) in blocks.iter().enumerate().filter(|(_, block)| block.events.iter().any(waits)) {
        is_waiting[at] = true;
        let round = common_loop(&next, at as u32, at as u32).filter(|round| !round[start]);
        round.into_iter().flatten().zip(&mut is_waiting).for_each(|(inside, waiting)| *waiting |= inside);
    }
    if arms == Arms::AsOne {
        region::arms_with(blocks, waits).into_iter().for_each(|arm| is_waiting[arm as usize] = true);
    }
    let rest = blocks[start].events.iter().rev().take_while(|event| **event != Event::Call(call));
    let outside: Vec<bool> = is_waiting.iter().map(|waiting| !waiting).collect();
    let ways = reached(&next, &outside, start as u32);
    let ends = |at: usize| (at == start || ways[at]) && next[at].is_empty();
    !rest.into_iter().any(waits) && (0..blocks.len()).any(ends)
}
