//! What each body may signal and wait for before it returns, calls included: one upward pass over the call graph.

use super::graph::{Graph, Incoming};
use crate::facts::{CallFacts, EdgeKind, Event, Token, TokenKind};
use std::collections::VecDeque;

/// More tokens than this are not kept for one body and list.
const LIMIT: usize = 32;

/// The tokens of a body or of a call.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Summary {
    pub signals: Vec<Token>,
    pub waits: Vec<Token>,
    pub joins: Vec<Token>,
}

impl Summary {
    fn is_empty(&self) -> bool {
        self.signals.is_empty() && self.waits.is_empty() && self.joins.is_empty()
    }

    /// Adds the tokens of `other`; whether any was new.
    fn add(&mut self, other: &Summary) -> bool {
        let lists = [(&mut self.signals, &other.signals), (&mut self.waits, &other.waits), (&mut self.joins, &other.joins)];
        let mut changed = false;
        for (own, new) in lists {
            for token in new {
                if own.len() < LIMIT
                    && let Err(at) = own.binary_search(token)
                {
                    own.insert(at, token.clone());
                    changed = true;
                }
            }
        }
        changed
    }

    fn mapped(&self, map: &dyn Fn(&Token) -> Option<Token>) -> Summary {
        let list = |tokens: &[Token]| tokens.iter().filter_map(map).collect();
        Summary { signals: list(&self.signals), waits: list(&self.waits), joins: list(&self.joins) }
    }
}

/// The summaries of all bodies.
pub(super) struct Tokens {
    summaries: Vec<Summary>,
}

impl Tokens {
    pub fn new(graph: &Graph<'_>) -> Tokens {
        let mut tokens = Tokens { summaries: (0..graph.bodies.len() as u32).map(|body| own(graph, body)).collect() };
        let mut work: VecDeque<u32> = (0..graph.bodies.len() as u32).filter(|body| !tokens.summaries[*body as usize].is_empty()).collect();
        while let Some(body) = work.pop_front() {
            for edge in graph.incoming[body as usize].iter().filter(|edge| edge.kind != EdgeKind::Spawn) {
                let lifted = lifted(graph, body, edge, &tokens.summaries[body as usize]);
                if tokens.summaries[edge.from as usize].add(&lifted) {
                    work.push_back(edge.from);
                }
            }
        }
        tokens
    }

    /// What a call that runs in place does, in its body's terms.
    pub fn through_call(&self, graph: &Graph<'_>, body: u32, call: u32) -> Summary {
        self.through(graph, body, &graph.body(body).calls[call as usize], false)
    }

    /// What the goroutines that a call starts do, in its body's terms.
    pub fn through_spawn(&self, graph: &Graph<'_>, body: u32, call: u32) -> Summary {
        self.through(graph, body, &graph.body(body).calls[call as usize], true)
    }

    fn through(&self, graph: &Graph<'_>, body: u32, call: &CallFacts, spawned: bool) -> Summary {
        let mut found = Summary::default();
        for edge in call.edges.iter().filter(|edge| (edge.kind == EdgeKind::Spawn) == spawned) {
            let Some(target) = graph.edge_target(body, edge) else { continue };
            let summary = &self.summaries[target as usize];
            if !summary.is_empty() {
                found.add(&summary.mapped(&|token| {
                    let place = graph.actual(target, &token.place, &edge.actuals, call)?;
                    Some(Token { kind: token.kind, place })
                }));
            }
        }
        found
    }
}

fn own(graph: &Graph<'_>, body: u32) -> Summary {
    let mut summary = Summary::default();
    let mut one = Summary::default();
    for event in graph.body(body).blocks.iter().flat_map(|block| &block.events) {
        let (list, token) = match event {
            Event::Signal(token) => (&mut one.signals, token),
            // Every lock waits for an unlock elsewhere; as a summary that would say nothing.
            Event::Wait(token) if token.kind == TokenKind::Unlocked => continue,
            Event::Wait(token) => (&mut one.waits, token),
            Event::Join(token) => (&mut one.joins, token),
            Event::Access(_) | Event::Call(_) | Event::Declare(_) => continue,
        };
        list.push(token.clone());
    }
    if !one.is_empty() {
        summary.add(&one);
    }
    summary
}

fn lifted(graph: &Graph<'_>, body: u32, edge: &Incoming, summary: &Summary) -> Summary {
    let call = &graph.body(edge.from).calls[edge.call as usize];
    summary.mapped(&|token| Some(Token { kind: token.kind, place: graph.actual(body, &token.place, &edge.actuals, call)? }))
}
