//! Maps and objects that go through channels.
//!
//! What a sender hands over is for the receiver from then on: what that does with the message runs beside all that the sender does after the
//! send. So a send is an edge from the sender to every body that receives from the channel, and starts what the receiver does like a `go`
//! statement with the message as its argument; each message is taken once.
//!
//! Which channel is meant is known by its slot, as with functions that lie somewhere ([`super::slots`]): channels flow by arguments and by
//! assignments of what makes them.
//!
//! Misses: messages of interface types, parts of a literal that is sent, and helpers that send for several channels. Over-reports: two objects
//! of one type whose channels are different.

use super::climb::Climb;
use super::graph::Graph;
use super::incoming::Incoming;
use super::order::object_of;
use super::slots::{Slot, Wanted, argument_flows, followed, slot_of};
use super::state::State;
use crate::facts::{Actuals, EdgeKind, Token, TokenKind};
use mapvet_model::{Kept, Operand, Place, Proj, Root, VarId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// A channel that more bodies than this receive from is not followed: who gets which message depends on more than the channel.
const MOST_RECEIVERS: usize = 4;

/// How many slots a channel is followed through.
const SLOTS: usize = 32;

/// How many callers are looked through for a receiver.
const CALLERS: usize = 256;

/// What an edge says of a message.
pub(super) struct Message {
    /// The variable of the receiver that holds it.
    pub var: VarId,
    /// The channel, where the message is sent; all objects of a type share it.
    slot: Slot,
    /// One of several channels: each message may be there for several receivers.
    is_one_of_several: bool,
    /// The object that has the channel in a field, in the terms of the receiver and of the sender.
    object: Option<(Place, Place)>,
}

/// Who receives what others send: for every body, the edges of messages that it takes.
pub(super) fn messages(graph: &Graph<'_>) -> Vec<Vec<Incoming>> {
    let mut edges: Vec<Vec<Incoming>> = graph.bodies.iter().map(|_| Vec::new()).collect();
    let channels = Channels::new(graph);
    for send in &channels.sends {
        let Some(receives) = channels.receivers(send.slot) else { continue };
        for receive in receives {
            let slot = channels.origin(send.slot).unwrap_or(send.slot);
            let message = Message {
                var: receive.var,
                slot,
                is_one_of_several: send.channel.path.last() == Some(&Proj::Elem),
                object: object_of(&receive.channel).zip(object_of(&send.channel)).filter(|_| send.slot == receive.slot),
            };
            let edge = Incoming::new((send.body, send.call), EdgeKind::Spawn, Actuals::Bound(None));
            edges[receive.body as usize].push(Incoming { message: Some(Box::new(message)), ..edge });
        }
    }
    edges
}

struct Send {
    body: u32,
    call: u32,
    channel: Place,
    slot: Slot,
}

#[derive(Clone)]
struct Receive {
    body: u32,
    var: VarId,
    channel: Place,
    slot: Slot,
}

/// Channels, who sends and receives there, and how they are handed on.
struct Channels {
    sends: Vec<Send>,
    receives: FxHashMap<Slot, Vec<Receive>>,
    flows: FxHashMap<Slot, Vec<Slot>>,
    back: FxHashMap<Slot, Vec<Slot>>,
}

impl Channels {
    fn new(graph: &Graph<'_>) -> Channels {
        let bodies: Vec<u32> = (0..graph.bodies.len() as u32).collect();
        let sends: Vec<Send> = bodies.par_iter().with_min_len(256).flat_map_iter(|body| sends(graph, *body)).collect();
        let mut channels = Channels { sends, receives: FxHashMap::default(), flows: FxHashMap::default(), back: FxHashMap::default() };
        if channels.sends.is_empty() {
            return channels;
        }
        let received: Vec<Receive> = bodies.par_iter().with_min_len(256).flat_map_iter(|body| receives(graph, *body)).collect();
        for receive in received {
            channels.receives.entry(receive.slot).or_default().push(receive);
        }
        let mut known: FxHashSet<Slot> = channels.sends.iter().map(|send| send.slot).collect();
        known.extend(channels.receives.keys());
        let stored: Vec<Vec<(Slot, Slot)>> = bodies.par_iter().with_min_len(256).map(|body| stored(graph, *body, &known)).collect();
        let stored: Vec<(Slot, Slot)> = stored.into_iter().flatten().collect();
        known.extend(stored.iter().flat_map(|(from, to)| [*from, *to]));
        let mut wanted = Wanted::default();
        #[allow(clippy::iter_over_hash_type, reason = "sorted before it is used")]
        known.iter().for_each(|slot| wanted.add(graph, *slot));
        let mut flows = argument_flows(graph, wanted);
        flows.extend(stored);
        flows.sort_unstable();
        flows.dedup();
        for (from, to) in flows {
            channels.flows.entry(from).or_default().push(to);
            channels.back.entry(to).or_default().push(from);
        }
        channels
    }

    /// The one slot from which a channel comes; `None` where there may be several.
    fn origin(&self, slot: Slot) -> Option<Slot> {
        let mut at = slot;
        for _ in 0..SLOTS {
            match self.back.get(&at).map_or(&[][..], Vec::as_slice) {
                [] => return Some(at),
                [only] => at = *only,
                _ => return None,
            }
        }
        None
    }

    /// Who receives what is sent to a slot; `None` where that may be another channel, or too many do.
    fn receivers(&self, slot: Slot) -> Option<Vec<Receive>> {
        let mut work = vec![self.origin(slot)?];
        let mut seen: Vec<Slot> = Vec::new();
        let mut found: Vec<Receive> = Vec::new();
        while let Some(at) = work.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            found.extend(self.receives.get(&at).into_iter().flatten().cloned());
            work.extend(self.flows.get(&at).into_iter().flatten().copied());
            if found.len() > MOST_RECEIVERS || seen.len() > SLOTS {
                return None;
            }
        }
        found.sort_by_key(|receive| (receive.body, receive.var));
        Some(found)
    }
}

/// The sends of a body.
fn sends(graph: &Graph<'_>, body: u32) -> Vec<Send> {
    let of_call = |(number, call): (usize, &crate::facts::CallFacts)| {
        let Some(Kept::Message(channel)) = call.edges.first()?.kept.as_deref() else { return None };
        let channel = followed(graph, body, channel);
        let slot = slot_of(graph, body, &channel)?;
        matches!(call.args.first(), Some(Operand::Place(_))).then_some(Send { body, call: number as u32, channel, slot })
    };
    graph.body(body).calls.iter().enumerate().filter_map(of_call).collect()
}

/// The variables of a body that hold what it receives.
fn receives(graph: &Graph<'_>, body: u32) -> Vec<Receive> {
    let number = graph.local_number(body);
    let vars = graph.decl(body).vars.iter().enumerate().filter(|(_, facts)| facts.owner == number);
    let found = vars.filter_map(|(var, facts)| {
        let channel = followed(graph, body, facts.received.as_deref()?);
        let slot = slot_of(graph, body, &channel)?;
        Some(Receive { body, var: VarId(var as u32), channel, slot })
    });
    found.collect()
}

/// What a body puts into fields and variables that are known to hold channels, or takes from them.
fn stored(graph: &Graph<'_>, body: u32, known: &FxHashSet<Slot>) -> Vec<(Slot, Slot)> {
    let flow = |(target, value): &(Place, Operand)| {
        let Operand::Place(value) = value else { return None };
        let (to, from) = (slot_of(graph, body, target)?, slot_of(graph, body, value)?);
        (to != from && (known.contains(&to) || known.contains(&from))).then_some((from, to))
    };
    graph.body(body).stores.iter().filter_map(flow).collect()
}

/// What a path of the receiver is in the terms of the sender; `None` where it has no name there.
pub(super) fn path_of_sender(graph: &Graph<'_>, receiver: u32, place: &Place, edge: &Incoming, message: &Message) -> Option<Place> {
    let root = match place.root {
        Root::Global(..) => return Some(place.clone()),
        Root::Var(var) => var,
        Root::Call(..) | Root::Unknown => return None,
    };
    if root == message.var {
        let Some(Operand::Place(sent)) = graph.body(edge.from).calls[edge.call as usize].args.first() else { return None };
        return Some(graph.resolve_result(edge.from, sent).0.join(&place.path));
    }
    if let Some((here, there)) = &message.object
        && here.root == place.root
        && let Some(rest) = place.path.strip_prefix(&here.path[..])
    {
        return Some(there.join(rest));
    }
    // Literals of one function share the variables around them.
    let is_one = graph.sibling(receiver, 0) == graph.sibling(edge.from, 0);
    let owner = graph.decl(receiver).vars[root.index()].owner;
    let is_around = is_one
        && std::iter::successors(Some(graph.local_number(edge.from)), |at| graph.body(graph.sibling(edge.from, *at)).parent).any(|at| at == owner);
    is_around.then(|| place.clone())
}

/// Whether a state goes up along the edge of a message: the map is in it, and all locks that the receiver holds have a name where it is sent.
pub(super) fn comes_with(graph: &Graph<'_>, state: &State, edge: &Incoming) -> bool {
    let Some(message) = &edge.message else { return false };
    let is_named = |lock: &Place| path_of_sender(graph, state.body, lock, edge, message).is_some();
    state.place.root == Root::Var(message.var) && state.held.iter().all(|(lock, _)| is_named(lock))
}

/// Whether a path is in what a body has received.
pub(super) fn is_received(graph: &Graph<'_>, body: u32, place: &Place) -> bool {
    matches!(place.root, Root::Var(var) if graph.messages[body as usize].iter().any(|edge| edge.message.as_ref().is_some_and(|message| message.var == var)))
}

/// Drops what a receiver has waited for to come to a message: that it was sent is what the edge says.
pub(super) fn forget_arrival(graph: &Graph<'_>, receiver: u32, message: &Message, waits: &mut Vec<Token>) {
    let Some(channel) = graph.decl(receiver).vars[message.var.index()].received.as_deref() else { return };
    waits.retain(|token| {
        !(token.kind == TokenKind::Sent && super::order::same_token(token, &Token { kind: TokenKind::Sent, place: channel.clone() }))
    });
}

/// The message by which a side was come to, the first on the way down, and the body that receives it.
fn message<'s>(climb: &'s Climb<'_, '_>, state: &'s State) -> Option<(&'s Message, u32)> {
    let frames = std::iter::once(state).chain(climb.below(state));
    frames.filter_map(|frame| Some((climb.edge(frame)?.message.as_deref()?, climb.states[frame.below?.state as usize].body))).next()
}

/// Whether a message leads to one of two sides.
pub(super) fn is_sent(climb: &Climb<'_, '_>, sides: [&State; 2]) -> bool {
    sides.into_iter().any(|side| message(climb, side).is_some())
}

/// Whether what the receivers of messages do never meets: one goroutine takes those of a channel in turn, or each of several takes others; and
/// who receives what a function that it calls itself has sent, or had sent, is done with that function by then.
///
/// Misses: one message that is sent twice, and several goroutines that receive and send.
pub(super) fn are_in_turn(graph: &Graph<'_>, climb: &Climb<'_, '_>, body: u32, one: &State, other: &State) -> bool {
    match (message(climb, one), message(climb, other)) {
        (Some((one, _)), Some((other, _))) if one.slot == other.slot => !(one.is_one_of_several && other.is_one_of_several),
        (Some((_, receiver)), _) | (_, Some((_, receiver))) => is_run_by(graph, body, receiver),
        (None, None) => false,
    }
}

/// Whether a body is another one, or is run in place by it or by what it calls.
fn is_run_by(graph: &Graph<'_>, body: u32, by: u32) -> bool {
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    let mut work = vec![body];
    while let Some(at) = work.pop() {
        if at == by {
            return true;
        }
        if seen.len() < CALLERS && seen.insert(at) {
            work.extend(graph.incoming[at as usize].iter().filter(|edge| edge.kind != EdgeKind::Spawn).map(|edge| edge.from));
        }
    }
    false
}
