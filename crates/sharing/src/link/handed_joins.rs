//! Whether callees wait for the goroutines on which they run what they are handed.
//!
//! That a callee waits for a group itself is known with the edges. What functions that it calls wait for is known only later, once all
//! edges are: groups behind wrappers, and channels, which may end the goroutine.

use super::incoming::{Incoming, Inside, Overlaps};
use super::order::{Site, Surroundings, may_end_after, meet, meet_on_channels};
use crate::facts::{EdgeKind, Event};
use crate::loops::{Next, common_loop, reached};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Whether a goroutine is over when the function that started it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joined {
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
        let site = Site::Call(frame.call);
        if !may_end_after(around.graph.body(frame.body), site, &mut |event| around.joins(frame.body, event, &frame.signals)) {
            found = Some(Joined::Certainly);
        } else if !may_leave(around, frame) || meet(&frame.signals, &around.waits_of_results(frame.body)) {
            found = Some(Joined::Perhaps);
        }
    }
    found
}

/// Whether control can get from a call to the end of its body without a wait for what may end the goroutine. A loop that waits in its
/// rounds is taken to have some.
fn may_leave(around: &Surroundings<'_, '_>, frame: &Inside) -> bool {
    let signals = around.relayed(frame.body, &frame.signals);
    let waits = |event: &Event| {
        let mut waits = Vec::new();
        around.waits_of(frame.body, event, &mut waits);
        meet_on_channels(&signals, &waits)
    };
    let blocks = &around.graph.body(frame.body).blocks;
    let next: Next = blocks.iter().map(|block| block.next.clone()).collect();
    let Some(start) = blocks.iter().position(|block| block.events.contains(&Event::Call(frame.call))) else { return true };
    let mut is_waiting = vec![false; blocks.len()];
    for (at, _) in blocks.iter().enumerate().filter(|(_, block)| block.events.iter().any(waits)) {
        is_waiting[at] = true;
        let round = common_loop(&next, at as u32, at as u32).filter(|round| !round[start]);
        round.into_iter().flatten().zip(&mut is_waiting).for_each(|(inside, waiting)| *waiting |= inside);
    }
    let rest = blocks[start].events.iter().rev().take_while(|event| **event != Event::Call(frame.call));
    let outside: Vec<bool> = is_waiting.iter().map(|waiting| !waiting).collect();
    let ways = reached(&next, &outside, start as u32);
    let ends = |at: usize| (at == start || ways[at]) && next[at].is_empty();
    !rest.into_iter().any(waits) && (0..blocks.len()).any(ends)
}
