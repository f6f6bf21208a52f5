//! Channels that a goroutine closes, and on which others send: whoever takes a message comes after the one who sent it, and no more after the
//! goroutine than that one does.
//!
//! Over-reports: a sender that waits for the goroutine by a third one; a loop that goes on after it has found its channel closed.

use super::graph::Graph;
use super::order::{field_of, same_token};
use super::region::loop_of;
use crate::facts::{BodyFacts, Event, Token, TokenKind};
use mapvet_model::{Name, TypeName};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The field in which a channel lies.
type Field = (TypeName, Name);

/// For fields with channels, who sends there and all that lead to these; filled as it is asked for.
#[derive(Default)]
pub(super) struct Senders(Mutex<FxHashMap<Field, Arc<FxHashSet<u32>>>>);

impl Senders {
    fn of(&self, graph: &Graph<'_>, field: Field) -> Arc<FxHashSet<u32>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(field).or_insert_with(|| Arc::new(leading(graph, senders(graph, field)))).clone()
    }

    /// Whether functions send on the channel of a token, and none that the goroutine of `root` runs or starts.
    pub(super) fn are_others(&self, graph: &Graph<'_>, root: u32, token: &Token) -> bool {
        let Some(field) = field_of(&token.place).filter(|_| token.kind == TokenKind::Sent) else { return false };
        let found = self.of(graph, field);
        !found.is_empty() && !found.contains(&root)
    }
}

/// The functions that send on the channel of a field. Each send is recorded as a wait for the receiver, too.
fn senders(graph: &Graph<'_>, field: Field) -> Vec<u32> {
    let is_send = |event: &Event| matches!(event, Event::Wait(token) if token.kind == TokenKind::Received && field_of(&token.place) == Some(field));
    let sends = |body: &u32| graph.body(*body).blocks.iter().flat_map(|block| &block.events).any(is_send);
    (0..graph.bodies.len() as u32).filter(|body| !graph.is_test(*body)).filter(sends).collect()
}

/// Some functions and all that come to run them.
fn leading(graph: &Graph<'_>, mut work: Vec<u32>) -> FxHashSet<u32> {
    let mut found: FxHashSet<u32> = work.iter().copied().collect();
    while let Some(body) = work.pop() {
        let callers = graph.incoming[body as usize].iter().map(|edge| edge.from);
        work.extend(callers.filter(|from| found.insert(*from)));
    }
    found
}

/// Whether each place where a body itself takes from the channel of a token stands in a loop that comes to `site`, too, in the rounds in
/// which it gets a message: what comes after such a loop comes after the close.
pub(super) fn is_taken_in_rounds(facts: &BodyFacts, token: &Token, is_site: &dyn Fn(&Event) -> bool) -> bool {
    let holds = |is_it: &dyn Fn(&Event) -> bool| -> Vec<u32> {
        (0..facts.blocks.len() as u32).filter(|block| facts.blocks[*block as usize].events.iter().any(is_it)).collect()
    };
    let takes = holds(&|event| matches!(event, Event::Wait(wait) if same_token(wait, token)));
    let sites = holds(is_site);
    let is_around = |block: &u32| loop_of(facts, *block).is_some_and(|round| sites.iter().all(|site| round[*site as usize]));
    !takes.is_empty() && !sites.is_empty() && takes.iter().all(is_around)
}
