//! Goroutines that pass on what others tell them, started by whoever made the object on whose channels it is told: a pool of workers
//! takes tasks from one field, and what it found is read from another.

use super::graph::Graph;
use super::order::{Surroundings, field_of, same_token};
use super::tokens::List;
use crate::facts::{EdgeKind, Token, TokenKind};
use mapvet_model::{Place, Root};

/// So many goroutines that start further ones are followed.
const DEPTH: usize = 2;

/// A goroutine that waits, and then signals.
pub(super) struct Relay {
    waits: Vec<Token>,
    pub gives: Vec<Token>,
}

impl Relay {
    /// Whether it waits for one of these.
    pub fn takes(&self, signals: &[Token]) -> bool {
        self.waits.iter().any(|wait| signals.iter().any(|signal| same_token(signal, wait)))
    }
}

impl Surroundings<'_, '_> {
    /// What the makers of the objects started that locals of a body hold, and on whose channels one of `signals` is given.
    ///
    /// Misses: nothing is asked of the order in which the goroutine waits and signals.
    pub(super) fn relays_behind(&self, body: u32, signals: &[Token]) -> Vec<Relay> {
        let of_object =
            |token: &&Token| token.kind == TokenKind::Sent && field_of(&token.place).is_some() && matches!(token.place.root, Root::Var(_));
        let maker = |token: &Token| self.graph.returned_by(body, &Place::of(token.place.root));
        let mut makers: Vec<u32> = signals.iter().filter(of_object).filter_map(maker).collect();
        makers.sort_unstable();
        makers.dedup();
        let mut found = Vec::new();
        makers.into_iter().for_each(|maker| self.relays_of(maker, DEPTH, &mut found));
        found
    }

    /// The goroutines that a body starts, and that those start, by the fields on which they wait and signal.
    fn relays_of(&self, body: u32, depth: usize, found: &mut Vec<Relay>) {
        let graph: &Graph<'_> = self.graph;
        for (number, call) in graph.body(body).calls.iter().enumerate() {
            let starts = call.edges.iter().filter(|edge| edge.kind == EdgeKind::Spawn && edge.kept.is_none());
            let started: Vec<u32> = starts.filter_map(|edge| graph.edge_target(body, edge)).collect();
            if started.is_empty() {
                continue;
            }
            let of_fields = |list: List| {
                let tokens = self.tokens.through_spawn(graph, body, number as u32, list).into_iter();
                tokens.filter(|token| !matches!(token.kind, TokenKind::Other | TokenKind::Once) && field_of(&token.place).is_some())
            };
            let waits = of_fields(List::Waits).chain(of_fields(List::Joins)).collect();
            found.push(Relay { waits, gives: of_fields(List::Signals).collect() });
            if depth > 0 {
                started.into_iter().for_each(|started| self.relays_of(started, depth - 1, found));
            }
        }
    }
}
