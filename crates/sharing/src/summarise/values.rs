//! What a body puts at paths and what it returns.

use super::events::Recorder;
use crate::facts::{CopyFacts, Event};
use mapvet_model::{Op, Operand, Place, Proj, Root, VarKind};

impl Recorder<'_> {
    /// Keeps what is put at a path, and when, where it is an object that a local holds or a new one.
    pub(super) fn store(&mut self, target: &Place, value: &Operand, events: &mut Vec<Event>) {
        let target = self.aliases().resolve(target).0;
        let value = self.aliases().operand(value);
        self.just_made.retain(|place| *place != target);
        if value == Operand::Fresh && is_field(&target) {
            self.just_made.push(target.clone());
        }
        let interesting = match &value {
            Operand::Place(place) => !self.is_basic(place),
            Operand::Func(_) => true,
            // Whoever made it may have given it a pointer back to its owner.
            Operand::Fresh => self.is_renewed(&target) || self.is_put_in_literal(&target),
            Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => false,
        };
        if interesting && !(target.path.is_empty() && matches!(target.root, Root::Var(_))) {
            if self.is_put_now(&target, &value) {
                events.push(Event::Store(self.facts.stores.len() as u32));
            }
            self.facts.stores.push((target, value));
        }
    }

    /// Whether the owner of a field is itself a value in some literal of the body.
    fn is_put_in_literal(&self, target: &Place) -> bool {
        let Some((Proj::Field(..), above)) = target.path.split_last() else { return false };
        let owner = Place { root: target.root, path: above.into() };
        let (body, aliases) = (self.body, self.context.aliases);
        let puts = self.puts.get_or_init(|| {
            let ops = body.blocks.iter().flat_map(|block| &block.ops);
            let puts = ops.filter_map(|op| match op {
                Op::Store { target: Place { root: Root::Unknown, .. }, value: Operand::Place(value) } => Some(aliases.resolve(value).0),
                _ => None,
            });
            puts.collect()
        });
        puts.contains(&owner)
    }

    /// Whether a path leads to another object from then on: a field of a variable, not of a literal, and no element.
    fn is_renewed(&self, target: &Place) -> bool {
        target.root != Root::Unknown && !target.path.is_empty() && !target.path.contains(&Proj::Elem)
    }

    /// Whether it matters when a value is put at a path: others find an object that a local held, or the path leads to a new one.
    fn is_put_now(&self, target: &Place, value: &Operand) -> bool {
        match value {
            Operand::Place(Place { root: Root::Var(var), path }) => {
                let var = &self.context.decl.vars[var.index()];
                path.is_empty() && target.root != Root::Unknown && var.kind == VarKind::Local && var.owner.0 == self.number
            }
            Operand::Place(Place { root: Root::Call(..), path }) => path.is_empty() && self.is_renewed(target),
            Operand::Fresh => self.is_renewed(target),
            Operand::Place(_) | Operand::Func(_) | Operand::Channel(_) | Operand::Received(_) | Operand::Known(_) | Operand::Other => false,
        }
    }

    /// Keeps a result's path while all returns agree; constants such as `nil` say nothing.
    pub(super) fn results(&mut self, values: &[Operand]) {
        let first = self.facts.results.is_empty();
        self.new_results(values);
        for (at, value) in values.iter().enumerate() {
            let place = match self.aliases().operand(value) {
                Operand::Place(place) if !self.is_basic(&place) => Some(place),
                _ => None,
            };
            match self.facts.results.get_mut(at) {
                None => self.facts.results.push(place),
                Some(known) if place.is_some() && !first => {
                    if known.is_none() || *known == place {
                        *known = place;
                    } else {
                        *known = Some(Place::of(Root::Unknown));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Keeps which results are copies of structs.
    pub(super) fn copies(&mut self) {
        for result in self.facts.results.iter().flatten() {
            let Root::Var(var) = result.root else { continue };
            let is_known = self.facts.copies.iter().any(|copy| copy.var == var.0);
            if result.path.is_empty()
                && !is_known
                && let Some((of, replaced)) = self.context.aliases.copy_of(var)
            {
                self.facts.copies.push(CopyFacts { var: var.0, of, replaced });
            }
        }
    }

    /// Keeps which results are new while all returns agree; `nil` is nobody's.
    fn new_results(&mut self, values: &[Operand]) {
        for (at, value) in values.iter().enumerate().take(64) {
            match self.makes(value) {
                Some(true) => self.made_results |= 1 << at,
                Some(false) => self.other_results |= 1 << at,
                None => {}
            }
        }
        self.facts.new_results = self.made_results & !self.other_results;
    }

    /// Whether a value is an object that the body has made; `None` for no object.
    fn makes(&self, value: &Operand) -> Option<bool> {
        match self.aliases().operand(value) {
            Operand::Fresh => Some(true),
            Operand::Place(Place { root: Root::Var(var), path }) if path.is_empty() => {
                let var = &self.context.decl.vars[var.index()];
                let is_made = var.sources.iter().all(|source| matches!(source, Operand::Fresh));
                Some(var.kind == VarKind::Local && var.owner.0 == self.number && !var.opaque && is_made)
            }
            Operand::Known(_) | Operand::Received(_) | Operand::Other => None,
            Operand::Place(_) | Operand::Func(_) | Operand::Channel(_) => Some(false),
        }
    }
}

/// Whether a path is a package variable, or leads through fields only.
fn is_field(place: &Place) -> bool {
    let is_kept = matches!(place.root, Root::Global(..)) || !place.path.is_empty() && place.root != Root::Unknown;
    is_kept && !place.path.contains(&Proj::Elem)
}
