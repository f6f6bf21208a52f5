//! Which variables are but names for a path.
//!
//! A local that is assigned once, `m := s.m`, stands for the path it was assigned; accesses through it are accesses of
//! that path. Elements are not followed, because `for _, s := range shards` names another element in each iteration;
//! they are kept aside in [`Aliases::element_of`].
//!
//! Over-reports: a path that is assigned anew between the copy and the use; such accesses are marked as snapshots.

use mapvet_model::{AccessKind, Body, Call, Callee, FuncValue, Lowered, Op, Operand, Place, Proj, Root, Ty, Var, VarId, VarKind};
use rustc_hash::FxHashSet;

/// How many names of names are followed.
const DEPTH: usize = 8;

/// The aliases of one declaration, by variable.
pub(crate) struct Aliases {
    alias: Vec<Option<Place>>,
    is_map: Vec<bool>,
    /// Fields that are assigned in a variable that holds a struct by value: from then on the copy's field is its own.
    replaced: FxHashSet<(VarId, Box<[Proj]>)>,
    /// Variables that hold a struct by value: copies, whose fields may share maps with the original.
    copies: Vec<bool>,
    /// Locals that hold a struct by value, all of which were copied from somewhere.
    copied: Vec<bool>,
    /// A literal calls a method of the variable or of its fields.
    called_inside: Vec<bool>,
    /// Formals that hold a struct by value.
    pub by_value: Vec<bool>,
    /// The element path that a variable was assigned.
    pub element_of: Vec<Option<Place>>,
    /// The result of a call of its own body, or a path below it, that a variable was assigned.
    pub result_of: Vec<Option<Place>>,
    /// The channel from which a variable was received.
    pub received: Vec<Option<Place>>,
    /// The function value that a variable was assigned.
    pub function: Vec<Option<FuncValue>>,
}

impl Aliases {
    /// Reads the assignments of a declaration. `is_map` and `is_struct` say what a type is.
    pub fn new(decl: &Lowered, is_map: &dyn Fn(&Ty) -> bool, is_struct: &dyn Fn(&Ty) -> bool) -> Aliases {
        let count = decl.vars.len();
        let filled = filled(decl, is_struct);
        let copies: Vec<bool> = decl.vars.iter().zip(&filled).map(|(var, filled)| is_struct(&var.ty) || filled.is_some()).collect();
        let mut aliases = Aliases {
            alias: vec![None; count],
            is_map: vec![false; count],
            replaced: replaced_fields(decl, &copies),
            copies,
            called_inside: called_inside(decl),
            copied: decl.vars.iter().map(|var| is_struct(&var.ty) && is_copied(var)).collect(),
            by_value: decl.vars.iter().map(|var| matches!(var.kind, VarKind::Formal(_)) && is_struct(&var.ty)).collect(),
            element_of: vec![None; count],
            result_of: vec![None; count],
            received: vec![None; count],
            function: vec![None; count],
        };
        for (at, var) in decl.vars.iter().enumerate() {
            aliases.is_map[at] = is_map(&var.ty);
            match &filled[at] {
                Some(place) if place.path.contains(&Proj::Elem) => aliases.element_of[at] = Some(place.clone()),
                Some(place) => aliases.alias[at] = Some(place.clone()),
                None => {}
            }
            if var.kind != VarKind::Local || var.opaque || matches!(var.ty, Ty::Basic(_)) {
                continue;
            }
            match var.sources.as_slice() {
                [Operand::Place(place)] if place.root == Root::Var(VarId(at as u32)) || place.root == Root::Unknown => {}
                [Operand::Place(place)] if place.path.contains(&Proj::Elem) => aliases.element_of[at] = Some(place.clone()),
                [Operand::Place(place)] if matches!(place.root, Root::Call(..)) => aliases.result_of[at] = Some(place.clone()),
                [Operand::Place(place)] => aliases.alias[at] = Some(place.clone()),
                [Operand::Received(channel)] => aliases.received[at] = Some(channel.clone()),
                [Operand::Func(function)] => aliases.function[at] = Some(function.clone()),
                _ => {}
            }
        }
        aliases.detach(decl);
        aliases.name_kept(decl);
        let elements: Vec<Option<Place>> = aliases.element_of.iter().map(|place| place.as_ref().map(|place| aliases.resolve(place).0)).collect();
        aliases.element_of = elements;
        let received: Vec<Option<Place>> = aliases.received.iter().map(|place| place.as_ref().map(|place| aliases.resolve(place).0)).collect();
        aliases.received = received;
        aliases
    }

    /// `old := s.m; s.m = make(...)` takes the old map out of its field: from then on the variable owns it.
    ///
    /// A variable of the function, which may be given a map in many places, has to be assigned right after it was copied. So it is with a
    /// struct of maps, `old := s.stats; s.stats = newStats()`, as long as nothing of the old one goes into the new one.
    ///
    /// Misses: an access through the variable before the field is assigned.
    fn detach(&mut self, decl: &Lowered) {
        let ops = decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops);
        let mut assigned: FxHashSet<Place> = ops
            .filter_map(|op| match op {
                Op::Access { place, kind: AccessKind::Replace, .. } if !place.path.is_empty() || matches!(place.root, Root::Global(..)) => {
                    Some(self.resolve(place).0)
                }
                _ => None,
            })
            .collect();
        assigned.extend(decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| swapped(&block.ops)));
        let is_taken = |at: usize, from: &Place| match (self.is_map[at], self.copied[at]) {
            (true, _) => assigned.contains(from),
            (false, true) => self.is_struct_renewed(decl, VarId(at as u32), from),
            (false, false) => false,
        };
        let taken: Vec<usize> =
            (0..self.alias.len()).filter(|at| self.alias[*at].as_ref().is_some_and(|place| is_taken(*at, &self.resolve(place).0))).collect();
        taken.into_iter().for_each(|at| self.alias[at] = None);
    }

    /// Whether a function gives a path new structs alone, right after it has copied the old one into a variable, and hands nothing of the old
    /// one on but as its result.
    fn is_struct_renewed(&self, decl: &Lowered, copy: VarId, path: &Place) -> bool {
        let resolved = |place: &Place| self.resolve(place).0;
        let is_old = |place: &Place| {
            let named = resolved(place);
            place.root == Root::Var(copy) || named.root == path.root && named.path.starts_with(&path.path)
        };
        // The owner leads to it too.
        let leads_to_old = |operand: &Operand| match operand {
            Operand::Place(place) => is_old(place) || path.root == resolved(place).root && path.path.starts_with(&resolved(place).path),
            _ => false,
        };
        let is_handed_on = |operand: &Operand| matches!(operand, Operand::Place(place) if is_old(place));
        let mut found = false;
        for (body, block) in decl.bodies.iter().flat_map(|body| body.blocks.iter().map(move |block| (body, block))) {
            let mut is_copied = false;
            for op in &block.ops {
                match op {
                    Op::Declare(var) => is_copied |= *var == copy,
                    Op::Store { target, .. } if *target == Place::of(Root::Var(copy)) => {}
                    Op::Store { target, value } if resolved(target) == *path => {
                        if !is_new_struct(decl, body, value, &leads_to_old) {
                            return false;
                        }
                        found |= is_copied;
                    }
                    Op::Store { value, .. } if is_handed_on(value) => return false,
                    Op::Call(id) => {
                        let call = &body.calls[id.index()];
                        if call.args.iter().any(is_handed_on) || call.receiver.as_ref().is_some_and(is_old) {
                            return false;
                        }
                        // Whoever takes the lock in between has the old one too.
                        is_copied &= !is_unlock(call);
                    }
                    Op::Access { place, .. } => is_copied &= place.root != Root::Var(copy),
                    _ => {}
                }
            }
        }
        found && !path.path.is_empty()
    }

    /// `rows := t.rows; if rows == nil { rows = make(...); t.rows = rows }`: what was made is put where the other was looked for, so that the
    /// local names the path whichever it is.
    ///
    /// Over-reports: what is done to the new one before it is put there.
    fn name_kept(&mut self, decl: &Lowered) {
        for (at, var) in decl.vars.iter().enumerate().filter(|(_, var)| var.kind == VarKind::Local && !var.opaque) {
            let ([Operand::Place(place), Operand::Fresh] | [Operand::Fresh, Operand::Place(place)]) = var.sources.as_slice() else { continue };
            let is_named = !place.path.is_empty() && matches!(place.root, Root::Var(_)) || matches!(place.root, Root::Global(..));
            if !is_named || place.root == Root::Var(VarId(at as u32)) {
                continue;
            }
            let local = Operand::Place(Place::of(Root::Var(VarId(at as u32))));
            let mut ops = decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops);
            let is_kept = |op: &Op| matches!(op, Op::Store { target, value } if *value == local && self.resolve(target).0 == self.resolve(place).0);
            if !ops.any(is_kept) {
                continue;
            }
            match place.path.contains(&Proj::Elem) {
                true => self.element_of[at] = Some(place.clone()),
                false => self.alias[at] = Some(place.clone()),
            }
        }
    }

    /// The path that `place` stands for, and whether it goes through a copy of a map value, or of the struct that holds it.
    pub fn resolve(&self, place: &Place) -> (Place, bool) {
        let mut at = place.clone();
        let mut snapshot = false;
        for _ in 0..DEPTH {
            let Root::Var(var) = at.root else { break };
            let Some(alias) = &self.alias[var.index()] else { break };
            let is_own = if at.path.is_empty() { self.copies[var.index()] } else { self.is_replaced(var, &at.path) };
            if is_own {
                break;
            }
            let is_own_variable = if at.path.is_empty() { self.is_map[var.index()] } else { self.copies[var.index()] && at.path.len() == 1 };
            snapshot |= is_own_variable;
            at = alias.join(&at.path);
        }
        (at, snapshot)
    }

    /// Whether a variable holds a copy of a struct that others have too, and that no goroutines can share: it was handed over by value, or
    /// assigned a struct that lies somewhere, and no literal calls its methods.
    pub fn is_copy(&self, var: VarId) -> bool {
        (self.by_value[var.index()] || self.copied[var.index()]) && !self.called_inside[var.index()]
    }

    /// What the struct that a variable holds by value is a copy of, and the paths in it that were assigned since.
    pub fn copy_of(&self, var: VarId) -> Option<(Place, Vec<Box<[Proj]>>)> {
        let of = match (self.copies[var.index()], &self.alias[var.index()], &self.element_of[var.index()]) {
            (true, Some(alias), _) => self.resolve(alias).0,
            (true, None, Some(element)) => element.clone(),
            _ if self.by_value[var.index()] => Place::of(Root::Var(var)),
            _ => return None,
        };
        let mut replaced: Vec<Box<[Proj]>> = self.replaced.iter().filter(|(of, _)| *of == var).map(|(_, path)| path.clone()).collect();
        replaced.sort();
        Some((of, replaced))
    }

    /// Whether a path goes through a field that the function replaced in its own copy of a struct.
    pub fn is_replaced_copy(&self, place: &Place) -> bool {
        matches!(place.root, Root::Var(var) if self.by_value[var.index()] && self.is_replaced(var, &place.path))
    }

    fn is_replaced(&self, var: VarId, path: &[Proj]) -> bool {
        !self.replaced.is_empty() && (1..=path.len()).any(|end| self.replaced.contains(&(var, path[..end].into())))
    }

    /// [`Self::resolve`] for an operand; function variables give the function they hold.
    pub fn operand(&self, operand: &Operand) -> Operand {
        match operand {
            Operand::Place(place) => match self.function_at(place) {
                Some(function) => Operand::Func(function),
                None => Operand::Place(self.resolve(place).0),
            },
            Operand::Func(FuncValue::Method(func, place)) => Operand::Func(FuncValue::Method(*func, self.resolve(place).0)),
            other => other.clone(),
        }
    }

    /// The function that a variable holds.
    pub fn function_at(&self, place: &Place) -> Option<FuncValue> {
        match self.resolve(place).0 {
            Place { root: Root::Var(var), path } if path.is_empty() => match self.function[var.index()].clone() {
                Some(FuncValue::Method(func, place)) => Some(FuncValue::Method(func, self.resolve(&place).0)),
                other => other,
            },
            _ => None,
        }
    }
}

/// Whether a call gives a lock back.
fn is_unlock(call: &Call) -> bool {
    matches!(&call.callee, Callee::Library(func) | Callee::Static(func) if func.name.to_lowercase().contains("unlock"))
}

/// Whether a value is a struct that is made here or comes from a call which is not given what `leads_to_old` tells, itself or in a local.
///
/// Misses: a function that returns what others have.
fn is_new_struct(decl: &Lowered, body: &Body, value: &Operand, leads_to_old: &dyn Fn(&Operand) -> bool) -> bool {
    let is_made = |body: &Body, value: &Operand| match value {
        Operand::Fresh => true,
        Operand::Place(Place { root: Root::Call(id, _), path }) if path.is_empty() => {
            let call = &body.calls[id.index()];
            let receiver = call.receiver.clone().map(Operand::Place);
            !receiver.iter().chain(&call.args).any(leads_to_old)
        }
        _ => false,
    };
    match value {
        Operand::Place(Place { root: Root::Var(var), path }) if path.is_empty() => {
            let known = &decl.vars[var.index()];
            let is_made = |value: &Operand| is_made(&decl.bodies[known.owner.index()], value);
            known.kind == VarKind::Local && !known.opaque && !known.sources.is_empty() && known.sources.iter().all(is_made)
        }
        value => is_made(body, value),
    }
}

/// The variables of a function that a block reads and then gives another map.
fn swapped(ops: &[Op]) -> Vec<Place> {
    let mut read: Vec<&Place> = Vec::new();
    let mut found = Vec::new();
    for op in ops {
        match op {
            Op::Access { place, kind: AccessKind::Value, .. } if place.path.is_empty() => read.push(place),
            Op::Access { place, kind: AccessKind::Replace, .. } if read.contains(&place) => found.push(place.clone()),
            _ => {}
        }
    }
    found
}

/// For each variable, whether a literal around which it lies calls a method of it or of its fields.
fn called_inside(decl: &Lowered) -> Vec<bool> {
    let mut found = vec![false; decl.vars.len()];
    for (number, body) in decl.bodies.iter().enumerate() {
        for receiver in body.calls.iter().filter_map(|call| call.receiver.as_ref()) {
            if let Root::Var(var) = receiver.root {
                found[var.index()] |= decl.vars[var.index()].owner.index() != number;
            }
        }
    }
    found
}

/// Whether all that a local was assigned lies somewhere else too. What a function returns is a copy, or new.
fn is_copied(var: &Var) -> bool {
    let is_elsewhere = |source: &Operand| matches!(source, Operand::Place(place) if !matches!(place.root, Root::Unknown | Root::Call(..)));
    var.kind == VarKind::Local && !var.sources.is_empty() && var.sources.iter().all(is_elsewhere)
}

/// What was copied into the new object to which a local points: `c := new(T)`, then `*c = *t`.
///
/// Over-reports: what is done to the object before that.
fn filled(decl: &Lowered, is_struct: &dyn Fn(&Ty) -> bool) -> Vec<Option<Place>> {
    let is_new = |var: &Var| {
        let points = matches!(&var.ty, Ty::Pointer(_)) && is_struct(var.ty.pointee());
        points && var.kind == VarKind::Local && var.opaque && var.sources.iter().all(|source| *source == Operand::Fresh)
    };
    let mut found: Vec<Option<Place>> = vec![None; decl.vars.len()];
    let mut several: Vec<VarId> = Vec::new();
    for op in decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops) {
        let Op::Store { target: Place { root: Root::Var(var), path }, value: Operand::Place(value) } = op else { continue };
        if !path.is_empty() || !is_new(&decl.vars[var.index()]) || matches!(value.root, Root::Call(..) | Root::Unknown) {
            continue;
        }
        if found[var.index()].replace(value.clone()).is_some() {
            several.push(*var);
        }
    }
    several.iter().for_each(|var| found[var.index()] = None);
    found
}

/// Paths of fields that are assigned in a struct that a variable holds by value. An embedded struct is taken to be
/// held by value too.
fn replaced_fields(decl: &Lowered, copies: &[bool]) -> FxHashSet<(VarId, Box<[Proj]>)> {
    let ops = decl.bodies.iter().flat_map(|body| &body.blocks).flat_map(|block| &block.ops);
    let is_embedding = |path: &[Proj]| path.iter().rev().skip(1).all(|step| matches!(step, Proj::Field(..))) && path.len() <= 2;
    let stores = ops.filter_map(|op| match op {
        Op::Store { target: Place { root: Root::Var(var), path }, .. } if !path.is_empty() && is_embedding(path) => {
            Some((*var, path.to_vec().into()))
        }
        _ => None,
    });
    stores.filter(|(var, _)| copies[var.index()]).collect()
}
