//! Where the accesses of a location may meet a goroutine: a first, coarse climb over bodies alone.
//!
//! It knows neither paths nor locks, so it says too much, never too little; the climb proper then leaves out what can
//! never make a pair.

use super::graph::Graph;
use super::seed::Seed;
use crate::facts::EdgeKind;

/// Reached from an access without a spawn between.
const DIRECT: u8 = 1;
/// Reached from an access over a spawn.
const SPAWNED: u8 = 2;
/// One of the callers, near or far, is reached over a spawn.
const BELOW: u8 = 4;

/// What may be met where.
pub(super) struct Reach {
    flags: Vec<u8>,
}

impl Reach {
    pub fn new(graph: &Graph<'_>, seeds: &[Seed]) -> Reach {
        let mut reach = Reach { flags: vec![0; graph.bodies.len()] };
        let mut visited = Vec::new();
        let mut work: Vec<(u32, u8)> = seeds.iter().map(|seed| (seed.body, DIRECT)).collect();
        while let Some((body, flag)) = work.pop() {
            let known = &mut reach.flags[body as usize];
            if *known & flag != 0 {
                continue;
            }
            if *known == 0 {
                visited.push(body);
            }
            *known |= flag;
            for edge in &graph.incoming[body as usize] {
                work.push((edge.from, if edge.kind == EdgeKind::Spawn { SPAWNED } else { flag }));
            }
            work.extend(graph.messages[body as usize].iter().map(|edge| (edge.from, SPAWNED)));
        }
        reach.spread(graph, &visited);
        reach
    }

    /// Tells everything that a body with a goroutine below it calls, on the ways to the accesses.
    fn spread(&mut self, graph: &Graph<'_>, visited: &[u32]) {
        let mut changed = true;
        while changed {
            changed = false;
            // Accesses were visited before their callers, so that most of it is told in one round from behind.
            for body in visited.iter().rev() {
                let flags = self.flags[*body as usize];
                if flags & BELOW == 0 && graph.incoming[*body as usize].iter().any(|edge| self.flags[edge.from as usize] & (SPAWNED | BELOW) != 0) {
                    self.flags[*body as usize] |= BELOW;
                    changed = true;
                }
            }
        }
    }

    /// Whether a goroutine that reaches the location may be started by a body or by what it calls.
    pub fn is_above_spawn(&self, body: u32) -> bool {
        self.flags[body as usize] & SPAWNED != 0
    }

    /// Whether a body, or one that leads to it, may meet such a goroutine.
    pub fn may_meet(&self, body: u32) -> bool {
        self.flags[body as usize] & (SPAWNED | BELOW) != 0
    }
}
