//! Events of synchronisation, and what is told of errors.

use super::alias::Aliases;
use super::locks::LockOp;
use crate::facts::{Event, LockState, Token, TokenKind};
use mapvet_model::{FuncRef, Lowered, Op, Operand, Place, Proj, Root, Scope, Told, VarId};

/// Whether a method counts the goroutines of a group off, or waits for them.
pub(super) fn counts(func: FuncRef) -> bool {
    match func.name.as_str() {
        "Done" | "Wait" => func.receiver.is_some_and(|name| name != "Cond"),
        "Add" => func.receiver.is_some_and(|name| name == "WaitGroup"),
        _ => false,
    }
}

/// What is known of errors; nothing of calls that run nothing.
pub(super) fn outcome(told: Told, call_numbers: &[Option<u32>]) -> Option<Event> {
    match told {
        Told::Succeeded(call) => call_numbers[call.index()].map(Event::Succeeded),
        Told::Fails => Some(Event::Fails),
        Told::Passes(call) => call_numbers[call.index()].map(Event::Passes),
    }
}

/// An event of synchronisation by another name of its object.
pub(super) fn renamed(event: &Event, place: &Place) -> Event {
    let token = |token: &Token| Token { kind: token.kind, place: place.clone() };
    match event {
        Event::Signal(known) => Event::Signal(token(known)),
        Event::Wait(known) => Event::Wait(token(known)),
        Event::Join(known) => Event::Join(token(known)),
        Event::Access(_)
        | Event::Call(_)
        | Event::Declare(_)
        | Event::Store(_)
        | Event::Succeeded(_)
        | Event::Fails
        | Event::Passes(_)
        | Event::Released(_) => event.clone(),
    }
}

/// The locals of a declaration that are stored in fields of variables or in containers, and those.
pub(super) fn stored(decl: &Lowered, aliases: &Aliases) -> Vec<(VarId, Place)> {
    let ops = decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops);
    let found = ops.filter_map(|op| match op {
        Op::Store { target, value: Operand::Place(Place { root: Root::Var(local), path }) } if path.is_empty() && !target.path.is_empty() => {
            Some((*local, aliases.resolve(target).0))
        }
        _ => None,
    });
    found.filter(|(_, target)| !target.path.is_empty() && target.root != Root::Unknown).collect()
}

/// `t` of a channel `t.C` whose type belongs to code that is not seen: whatever `t` does may be what sends.
pub(super) fn owner_of_library_channel(channel: &Place, scope: &Scope<'_>) -> Option<Place> {
    let (last, rest) = channel.path.split_last()?;
    match last {
        Proj::Field(owner, _) if owner.name.is_empty() || !scope.is_analysed(owner.package) => Some(Place { root: channel.root, path: rest.into() }),
        _ => None,
    }
}

/// A lock that is taken comes after an unlock by a goroutine that did not take it: a mutex used as a signal. An unlock by who holds it
/// ends what it may do for others.
pub(super) fn lock_event(op: &LockOp, state: &LockState, events: &mut Vec<Event>) {
    let token = |place: &Place| Token { kind: TokenKind::Unlocked, place: place.clone() };
    match op {
        LockOp::Acquire(place, _) => events.push(Event::Wait(token(place))),
        LockOp::Release(place) if !state.maybe.iter().any(|(held, _)| held == place) => events.push(Event::Signal(token(place))),
        LockOp::Release(place) => events.push(Event::Released(place.clone())),
        LockOp::Perhaps(..) => {}
    }
}
