//! What each body may signal and wait for before it returns, calls included: one upward pass over the call graph.

use super::graph::Graph;
use super::incoming::Incoming;
use super::order::same_token;
use super::seed::{Key, key_of};
use super::token_names;
use crate::facts::{CallFacts, Edge, EdgeKind, Event, Token, TokenKind};
use mapvet_model::{FuncValue, Name, Operand, Place, Root};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// More tokens than this are not kept for one body and list.
const LIMIT: usize = 24;

/// Tokens are not carried further up than this many calls: a synchronisation that deep is not what orders two accesses
/// of one caller.
///
/// Over-reports: a join more than this many calls below the function that starts the goroutines.
const MAX_LIFT: u8 = 5;

/// What a body does with tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Signals,
    Waits,
    Joins,
}

/// Tokens as (list, number).
type Found = Vec<(usize, u32)>;

/// A body, from how many calls below it has learnt of tokens, and these.
type News = (u32, u8, Found);

/// The three lists of a body: signals, waits, joins, as numbers of the table.
type Lists = [Vec<u32>; 3];

/// The summaries of all bodies; tokens are numbered in the order in which they are met.
pub(super) struct Tokens {
    /// What is both signalled and waited for.
    useful: FxHashSet<TokenKey>,
    table: Vec<Token>,
    summaries: Vec<Lists>,
}

struct Builder<'a, 'g> {
    graph: &'a Graph<'g>,
    table: Vec<Token>,
    numbers: FxHashMap<Token, u32>,
    summaries: Vec<Lists>,
}

impl Builder<'_, '_> {
    fn number(&mut self, token: &Token) -> u32 {
        if let Some(number) = self.numbers.get(token) {
            return *number;
        }
        let number = self.table.len() as u32;
        self.table.push(token.clone());
        self.numbers.insert(token.clone(), number);
        number
    }

    /// Numbers the tokens of a body's own events.
    fn own(&mut self, tokens: &[(usize, &Token)]) -> Found {
        let mut found: Found = tokens.iter().map(|(list, token)| (*list, self.number(token))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds tokens to a body; those that were new.
    fn add(&mut self, body: u32, tokens: &[(usize, u32)]) -> Found {
        let lists = &mut self.summaries[body as usize];
        let is_new = |(list, number): &&(usize, u32)| {
            let own = &mut lists[*list];
            match own.binary_search(number) {
                Err(at) if own.len() < LIMIT => {
                    own.insert(at, *number);
                    true
                }
                _ => false,
            }
        };
        tokens.iter().filter(is_new).copied().collect()
    }

    /// Adds tokens to a body that come from so many calls below; what is to be told to its callers, if anything was new.
    fn news(&mut self, body: u32, lift: u8, tokens: &[(usize, u32)]) -> Option<News> {
        let new = self.add(body, tokens);
        (!new.is_empty()).then_some((body, lift, new))
    }

    /// What a body may wait for through goroutines of its own, which wait for it and give a signal that the body waits for: in
    /// `go func() { wg.Wait(); close(done) }()` and `<-done` it waits for `wg`. What comes of it is a weak link.
    ///
    /// Misses: goroutines that give the signal before they wait.
    fn relayed(&mut self, body: u32) -> Vec<(u32, Found)> {
        let graph = self.graph;
        let [signals, waits, joins] = self.summaries[body as usize].clone();
        if signals.is_empty() || waits.is_empty() && joins.is_empty() {
            return Vec::new();
        }
        let numbered = |list: usize, numbers: Vec<u32>| numbers.into_iter().map(move |number| (list, number)).collect::<Found>();
        let (signals, waits) = (numbered(List::Signals as usize, signals), numbered(List::Waits as usize, [waits, joins].concat()));
        let mut found = Vec::new();
        for edge in graph.incoming[body as usize].iter().filter(|edge| edge.kind == EdgeKind::Spawn && edge.is_by_name()) {
            let given = self.lifted(body, edge, &signals);
            let awaited = &self.summaries[edge.from as usize][List::Waits as usize];
            let is_awaited = |(_, number): &(usize, u32)| {
                let signal = &self.table[*number as usize];
                signal.kind != TokenKind::Other && awaited.iter().any(|wait| same_token(signal, &self.table[*wait as usize]))
            };
            if given.iter().any(is_awaited) {
                found.push((edge.from, self.lifted(body, edge, &waits)));
            }
        }
        found
    }

    fn lifted(&mut self, body: u32, edge: &Incoming, tokens: &[(usize, u32)]) -> Found {
        let graph = self.graph;
        let mut found = Vec::new();
        for (list, number) in tokens {
            let token = &self.table[*number as usize];
            if let Root::Global(..) = token.place.root {
                if is_seen_by(token, graph.decl(edge.from).func.package) {
                    found.push((*list, *number));
                }
                continue;
            }
            if let Some(place) = graph.actual_over(body, &token.place, edge) {
                let token = Token { kind: token.kind, place };
                found.push((*list, self.number(&token)));
            }
        }
        found
    }
}

/// Whether a package keeps such a synchronisation to itself: the atomics and Onces behind a logger order nothing of those who
/// log.
///
/// Over-reports: two functions of another package that order their callers through an atomic package variable.
fn is_private(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Other | TokenKind::Unlocked | TokenKind::Once => true,
        TokenKind::Sent
        | TokenKind::Received
        | TokenKind::Group
        | TokenKind::OneAtATime
        | TokenKind::Serving
        | TokenKind::Started
        | TokenKind::Unknown => false,
    }
}

/// Whether a token says something to functions of a package.
fn is_seen_by(token: &Token, package: Name) -> bool {
    !matches!(token.place.root, Root::Global(owner, _) if is_private(token.kind) && owner != package)
}

/// What a token is known by, whatever its owner.
type TokenKey = (TokenKind, Option<Key>);

fn token_key(graph: &Graph<'_>, body: u32, token: &Token) -> Option<TokenKey> {
    Some((token.kind, Some(key_of(graph, body, &token.place)?)))
}

fn listed(event: &Event) -> Option<(usize, &Token)> {
    match event {
        Event::Signal(token) => Some((0, token)),
        // Every lock waits for an unlock elsewhere; as a summary that would say nothing.
        Event::Wait(_) if event.lock_taken().is_some() => None,
        Event::Wait(token) => Some((1, token)),
        Event::Join(token) => Some((2, token)),
        Event::Access(_)
        | Event::Call(_)
        | Event::Declare(_)
        | Event::Store(_)
        | Event::Succeeded(_)
        | Event::Fails
        | Event::Passes(_)
        | Event::Released(_) => None,
    }
}

/// The package's own Onces that a body calls for a function which comes to a map itself.
fn onces(graph: &Graph<'_>, body: u32) -> Vec<Token> {
    let edges = graph.body(body).calls.iter().flat_map(|call| &call.edges).filter(|edge| edge.kind == EdgeKind::Once);
    let tokens = edges.filter_map(|edge| {
        let place = edge.joined.as_deref().filter(|place| matches!(place.root, Root::Global(..)))?;
        let comes_to_map = graph.edge_target(body, edge).is_some_and(|target| !graph.body(target).accesses.is_empty());
        comes_to_map.then(|| Token { kind: TokenKind::Once, place: place.clone() })
    });
    tokens.collect()
}

/// The group that a goroutine signals when it is over.
fn signalled_at_end(edge: &Edge) -> Option<Token> {
    edge.joined.as_ref().map(|place| Token { kind: TokenKind::Group, place: Place::clone(place) })
}

/// What calls hand on: the callee signals and waits for it under the name of a formal.
fn handed_on(graph: &Graph<'_>) -> FxHashSet<Key> {
    let of_body = |body: u32| {
        let args = graph.body(body).calls.iter().flat_map(|call| &call.args);
        args.filter_map(move |arg| if let Operand::Place(place) = arg { key_of(graph, body, place) } else { None })
    };
    (0..graph.bodies.len() as u32).into_par_iter().flat_map_iter(of_body).collect()
}

/// A key, and whether something with it is signalled and whether it is waited for.
type Use = (TokenKey, [bool; 2]);

/// The synchronisations that a body speaks of.
fn uses(graph: &Graph<'_>, body: u32, handed_on: &FxHashSet<Key>) -> Vec<Use> {
    let mut uses = Vec::new();
    for (list, token) in graph.body(body).blocks.iter().flat_map(|block| &block.events).filter_map(listed) {
        let Some(key) = token_key(graph, body, token) else { continue };
        let is_handed_on = || key.1.is_some_and(|key| matches!(key, Key::Local(..)) || handed_on.contains(&key));
        let handed = token.kind == TokenKind::Unknown || is_handed_on();
        uses.push((key, [list == 0 || handed, list != 0 || handed]));
    }
    let ends: Vec<Token> = graph.body(body).calls.iter().flat_map(|call| &call.edges).filter_map(signalled_at_end).collect();
    let stored = token_names::stored(graph, body, &ends);
    uses.extend(ends.iter().chain(&stored).filter_map(|token| Some((token_key(graph, body, token)?, [true, false]))));
    uses
}

/// The useful tokens of a body's own events, each with its list.
fn own_tokens<'a>(graph: &Graph<'a>, body: u32, useful: &FxHashSet<TokenKey>) -> Vec<(usize, &'a Token)> {
    let is_useful = |(_, token): &(usize, &Token)| token_key(graph, body, token).is_some_and(|key| useful.contains(&key));
    graph.body(body).blocks.iter().flat_map(|block| &block.events).filter_map(listed).filter(is_useful).collect()
}

/// Keys of fields and package variables that are both signalled and waited for somewhere, those of what is handed on, and all keys of
/// variables, which may be handed on under other names.
fn useful_keys(graph: &Graph<'_>) -> FxHashSet<TokenKey> {
    let handed_on = handed_on(graph);
    let uses: Vec<Vec<Use>> = (0..graph.bodies.len() as u32).into_par_iter().with_min_len(256).map(|body| uses(graph, body, &handed_on)).collect();
    let mut seen: FxHashMap<TokenKey, [bool; 2]> = FxHashMap::default();
    for (key, [signalled, waited]) in uses.into_iter().flatten() {
        let known = seen.entry(key).or_default();
        *known = [known[0] || signalled, known[1] || waited];
    }
    #[allow(clippy::iter_over_hash_type, reason = "collected into a set")]
    seen.into_iter().filter(|(_, [signalled, waited])| *signalled && *waited).map(|(key, _)| key).collect()
}

impl Tokens {
    pub fn new(graph: &Graph<'_>) -> Tokens {
        let useful = useful_keys(graph);
        let empty = || [Vec::new(), Vec::new(), Vec::new()];
        let mut builder =
            Builder { graph, table: Vec::new(), numbers: FxHashMap::default(), summaries: (0..graph.bodies.len()).map(|_| empty()).collect() };
        let mut work: VecDeque<News> = VecDeque::new();
        let bodies = 0..graph.bodies.len() as u32;
        let own: Vec<_> = bodies.clone().into_par_iter().with_min_len(256).map(|body| own_tokens(graph, body, &useful)).collect();
        for (body, tokens) in bodies.clone().zip(own) {
            let mut own = builder.own(&tokens);
            own.extend(onces(graph, body).iter().map(|token| (List::Waits as usize, builder.number(token))));
            work.extend(builder.news(body, 0, &own));
        }
        let relayed: Vec<(u32, Found)> = bodies.flat_map(|body| builder.relayed(body)).collect();
        work.extend(relayed.into_iter().filter_map(|(body, tokens)| builder.news(body, 0, &tokens)));
        while let Some((body, lift, tokens)) = work.pop_front() {
            if lift >= MAX_LIFT {
                continue;
            }
            // What stands behind an interface may as well be something else, which does none of it.
            for edge in graph.incoming[body as usize].iter().filter(|edge| edge.kind != EdgeKind::Spawn && edge.is_by_name()) {
                let lifted = builder.lifted(body, edge, &tokens);
                work.extend(builder.news(edge.from, lift + 1, &lifted));
            }
        }
        Tokens { table: builder.table, summaries: builder.summaries, useful }
    }

    /// Whether somebody waits for what a body signals, in any of the objects that have it.
    pub fn is_waited_for(&self, graph: &Graph<'_>, body: u32, token: &Token) -> bool {
        token_key(graph, body, token).is_some_and(|key| self.useful.contains(&key))
    }

    /// What a call that runs in place does, in its body's terms.
    pub fn through_call(&self, graph: &Graph<'_>, body: u32, call: u32, list: List) -> Vec<Token> {
        self.through(graph, body, call, (list, false))
    }

    /// What the goroutines that a call starts do, in its body's terms.
    pub fn through_spawn(&self, graph: &Graph<'_>, body: u32, call: u32, list: List) -> Vec<Token> {
        self.through(graph, body, call, (list, true))
    }

    fn through(&self, graph: &Graph<'_>, body: u32, number: u32, (list, spawned): (List, bool)) -> Vec<Token> {
        let call = &graph.body(body).calls[number as usize];
        let mut found = self.through_handed(graph, body, (number, call), (list, spawned));
        for edge in call.edges.iter().filter(|edge| edge.kept.is_none() && (edge.kind == EdgeKind::Spawn) == spawned) {
            let Some(target) = graph.edge_target(body, edge) else { continue };
            found.extend(self.seen_from(graph, body, (target, list), |place| graph.actual(target, place, &edge.actuals, call)));
        }
        found
    }

    /// What a callee does, as far as its caller can tell, with the caller's names of its paths.
    fn seen_from(
        &self,
        graph: &Graph<'_>,
        caller: u32,
        (callee, list): (u32, List),
        above: impl Fn(&Place) -> Option<Place>,
    ) -> impl Iterator<Item = Token> {
        let package = graph.decl(caller).func.package;
        let tokens = self.summaries[callee as usize][list as usize].iter().map(|number| &self.table[*number as usize]);
        // Who gets an object from a function of another package comes after what a Once of that package does to it.
        let is_seen = move |token: &&Token| token.kind == TokenKind::Once || is_seen_by(token, package);
        tokens.filter(is_seen).filter_map(move |token| Some(Token { kind: token.kind, place: above(&token.place)? }))
    }

    /// What the literals do that a call hands to a callee which runs them.
    fn through_handed(&self, graph: &Graph<'_>, body: u32, (number, call): (u32, &CallFacts), (list, spawned): (List, bool)) -> Vec<Token> {
        let literals = call.args.iter().filter_map(|arg| match arg {
            Operand::Func(FuncValue::Literal(literal)) => Some(graph.sibling(body, literal.0)),
            _ => None,
        });
        let mut found = Vec::new();
        for literal in literals {
            let is_here = |edge: &&Incoming| {
                edge.from == body && edge.call == number && edge.is_by_name() && edge.wrapped.is_some() && (edge.kind == EdgeKind::Spawn) == spawned
            };
            for edge in graph.incoming[literal as usize].iter().filter(is_here) {
                found.extend(self.seen_from(graph, body, (literal, list), |place| graph.actual_over(literal, place, edge)));
            }
        }
        found
    }
}
