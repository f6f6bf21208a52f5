//! What becomes of a map that a function returns itself, though it holds a lock while it does.

use super::climb::Climb;
use super::graph::Graph;
use super::seed::Seed;
use crate::facts::EdgeKind;
use mapvet_model::{AccessKind, Place};

/// Who reads a map that the access of a state returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Escape {
    /// It is no such access, or a function on the way is given the map through an interface: what it does with it is not known to be an
    /// access of this map, and it does read it.
    Seen,
    /// The callers of the state's function.
    ToCaller,
    /// Functions on the way that name the getter: what they do with the map is an access of its own.
    None,
}

impl Climb<'_, '_> {
    /// Who reads what the access of a state returns.
    pub fn escape(&self, seeds: &[Seed], state: u32) -> Escape {
        if seeds[self.states[state as usize].seed as usize].kind != AccessKind::HandOut {
            return Escape::Seen;
        }
        let frames: Vec<u32> = self.chain(state).collect();
        for at in frames.iter().rev() {
            let frame = &self.states[*at as usize];
            let Some(edge) = self.edge(frame) else { continue };
            if edge.kind == EdgeKind::Call && edge.candidates > 0 {
                return Escape::Seen;
            }
            let is_it = |result: &Place| self.graph.resolve_result(frame.body, result).0 == frame.place;
            if !self.graph.body(frame.body).results.iter().flatten().any(is_it) {
                return Escape::None;
            }
        }
        Escape::ToCaller
    }
}

/// Whether a function returns a map though it says that what it returns is a copy, and for another goroutine.
pub(super) fn is_promised(graph: &Graph<'_>, seed: &Seed) -> bool {
    seed.kind == AccessKind::HandOut && graph.decl(seed.body).promises_copy
}
