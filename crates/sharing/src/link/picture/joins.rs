//! Who waits for a goroutine: the call that starts it, its starter, or whoever joins its group elsewhere.

use crate::facts::{Event, Token, TokenKind};
use crate::link::World;
use crate::link::graph::Graph;
use crate::link::incoming::Incoming;
use crate::link::order::{Site, may_end_after, same_token};
use crate::link::seed::{Key, key_of};
use crate::link::tokens::List;
use crate::picture::{DrawnJoin, JoinKind};
use rustc_hash::FxHashMap;

/// More functions that join one group elsewhere are not named.
const ELSEWHERE: usize = 3;

/// Where groups are joined.
pub(super) struct Joins {
    /// For each group, the bodies that join it and how they name it, in the order of the bodies.
    groups: FxHashMap<Key, Vec<(u32, Token)>>,
}

impl Joins {
    pub fn new(graph: &Graph<'_>) -> Joins {
        let mut groups: FxHashMap<Key, Vec<(u32, Token)>> = FxHashMap::default();
        for body in (0..graph.bodies.len() as u32).filter(|body| !graph.is_test(*body)) {
            for event in graph.body(body).blocks.iter().flat_map(|block| &block.events) {
                if let Event::Join(token) = event
                    && token.kind == TokenKind::Group
                    && let Some(key) = key_of(graph, body, &token.place)
                {
                    let known = groups.entry(key).or_default();
                    if known.last().is_none_or(|(last, _)| *last != body) {
                        known.push((body, token.clone()));
                    }
                }
            }
        }
        Joins { groups }
    }

    /// Who waits for the goroutine that an edge starts.
    pub fn of(&self, world: &World<'_, '_>, edge: &Incoming) -> Vec<DrawnJoin> {
        let graph = world.graph;
        let join = |kind, name: String, body: u32, always| {
            let function = (world.names.body(body), graph.decl(body).func.package.to_string());
            DrawnJoin { kind, name, function, always }
        };
        if edge.wrapped.as_ref().is_some_and(|wrapped| wrapped.joined) {
            return vec![join(JoinKind::Call, String::new(), edge.from, true)];
        }
        let signals = signals(world, edge);
        let site = Site::Call(edge.call);
        let facts = graph.body(edge.from);
        let mut joins = Vec::new();
        let joined = |token: &Token| {
            let events = facts.blocks.iter().flat_map(|block| &block.events);
            events.into_iter().any(|event| world.around.joins(edge.from, event, std::slice::from_ref(token)))
        };
        for token in signals.iter().filter(|token| token.kind == TokenKind::Group && joined(token)) {
            let always = !may_end_after(facts, site, &mut |event| world.around.joins(edge.from, event, std::slice::from_ref(token)));
            joins.push(join(JoinKind::Group, world.names.path(edge.from, &token.place), edge.from, always));
        }
        let waits = world.around.waits_after(edge.from, site);
        for wait in waits.iter().filter(|wait| wait.kind == TokenKind::Sent && signals.iter().any(|signal| same_token(signal, wait))) {
            joins.push(join(JoinKind::Channel, world.names.path(edge.from, &wait.place), edge.from, false));
        }
        for token in signals.iter().filter(|token| token.kind == TokenKind::Group) {
            let elsewhere = key_of(graph, edge.from, &token.place).and_then(|key| self.groups.get(&key));
            let others = elsewhere.into_iter().flatten().filter(|(body, _)| *body != edge.from).take(ELSEWHERE);
            joins.extend(others.map(|(body, token)| join(JoinKind::Group, world.names.path(*body, &token.place), *body, false)));
        }
        joins.sort();
        joins.dedup();
        joins
    }
}

/// What the goroutine gives that its starter may wait for, in the starter's terms.
fn signals(world: &World<'_, '_>, edge: &Incoming) -> Vec<Token> {
    let mut signals = world.around.tokens.through_spawn(world.graph, edge.from, edge.call, List::Signals);
    signals.extend(edge.joined.iter().map(|place| Token { kind: TokenKind::Group, place: place.as_ref().clone() }));
    signals.extend(edge.wrapped.iter().flat_map(|wrapped| wrapped.signals.iter().cloned()));
    signals.sort();
    signals.dedup();
    signals
}
