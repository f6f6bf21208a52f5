//! Other names of what goroutines synchronise on: a channel or a group that a local holds and a field, too.

use super::alias::Aliases;
use crate::facts::{Event, Token};
use mapvet_model::{Lowered, Op, Operand, Place, Proj, Root, VarId};

/// An event of synchronisation by another name of its object.
pub(super) fn renamed(event: &Event, place: &Place) -> Event {
    let token = |token: &Token| Token { kind: token.kind, place: place.clone() };
    match event {
        Event::Signal(known) => Event::Signal(token(known)),
        Event::Wait(known) => Event::Wait(token(known)),
        Event::Join(known) => Event::Join(token(known)),
        Event::Access(_) | Event::Call(_) | Event::Declare(_) => event.clone(),
    }
}

/// The locals of a declaration that are stored in fields of variables, and those fields.
pub(super) fn stored(decl: &Lowered, aliases: &Aliases) -> Vec<(VarId, Place)> {
    let ops = decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops);
    let found = ops.filter_map(|op| match op {
        Op::Store { target, value: Operand::Place(Place { root: Root::Var(local), path }) } if path.is_empty() && !target.path.is_empty() => {
            Some((*local, aliases.resolve(target).0))
        }
        _ => None,
    });
    found.filter(|(_, target)| matches!(target.path.last(), Some(Proj::Field(..))) && target.root != Root::Unknown).collect()
}
