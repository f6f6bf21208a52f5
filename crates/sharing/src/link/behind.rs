//! What is known to lie behind interfaces: of a field, a package variable, a local, a formal or a result, the types of the values that
//! are put there.
//!
//! One set for each slot, whatever the order of assignments and for all objects of a type. Where one of the values comes from somewhere
//! unknown, nothing is known of the slot: a container, a library, a caller that is not seen, an address that was taken.

use super::graph::Graph;
use super::slots::{Slot, followed, slot_named};
use crate::facts::Declared;
use mapvet_model::{Holder, Name, Place, Proj, Put, Standing, Ty, TypeDecl, TypeName, VarKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many slots a value is followed back through.
const SLOTS: usize = 64;

/// How many names of types are followed.
const NAMES: usize = 4;

/// Where a value comes from.
#[derive(Clone, Copy)]
enum Origin {
    Type(TypeName),
    Slot(Slot),
    Unknown,
}

/// A value that is put into a slot.
#[derive(Clone, Copy)]
struct Source {
    from: Origin,
    in_test: bool,
}

/// What a slot may hold by its declaration.
enum Held {
    /// Values of one type.
    Type(TypeName),
    Interface,
    Unknown,
}

/// The values that are put into slots.
#[derive(Default)]
pub(super) struct Behind {
    puts: FxHashMap<Slot, Vec<Source>>,
    /// What calls through interfaces hand to methods of a name.
    methods: FxHashMap<(Name, u16), Vec<Source>>,
    /// Interfaces that slots are declared with, and the types whose values more than tests put there.
    interfaces: FxHashSet<(TypeName, TypeName)>,
}

/// A slot, or the formal of any method of a name.
enum Into {
    Slot(Slot),
    Method(Name, u16),
}

impl Behind {
    pub fn new(graph: &Graph<'_>) -> Behind {
        let bodies: Vec<u32> = (0..graph.bodies.len() as u32).collect();
        let found = |body: &u32| graph.body(*body).puts.iter().filter_map(|put| put_in(graph, *body, put)).collect();
        let found: Vec<Vec<(Into, Source)>> = bodies.par_iter().with_min_len(256).map(found).collect();
        let mut behind = Behind::default();
        for (into, source) in found.into_iter().flatten() {
            match into {
                Into::Slot(slot) => behind.puts.entry(slot).or_default().push(source),
                Into::Method(name, formal) => behind.methods.entry((name, formal)).or_default().push(source),
            }
        }
        behind.interfaces = behind.puts.iter().flat_map(|(slot, sources)| put_behind(graph, *slot, sources)).collect();
        behind
    }

    /// The types of the values that lie at a path, sorted; `None` where that is not known. What only tests put there counts for
    /// tests only.
    pub fn at(&self, graph: &Graph<'_>, body: u32, place: &Place, in_test: bool) -> Option<Vec<TypeName>> {
        self.types(graph, slot_at(graph, body, place)?, in_test)
    }

    /// As [`Self::at`], for an embedded interface.
    pub fn in_field(&self, graph: &Graph<'_>, field: &Proj, in_test: bool) -> Option<Vec<TypeName>> {
        match field {
            Proj::Field(owner, name) => self.types(graph, Slot::Declared(Declared::Field(*owner, *name)), in_test),
            Proj::Elem => None,
        }
    }

    fn types(&self, graph: &Graph<'_>, slot: Slot, in_test: bool) -> Option<Vec<TypeName>> {
        let mut seen: FxHashSet<Slot> = FxHashSet::default();
        let mut work = vec![slot];
        let mut found = Vec::new();
        while let Some(at) = work.pop() {
            if !seen.insert(at) {
                continue;
            }
            match held(graph, at) {
                Held::Type(name) => found.push(name),
                Held::Interface if seen.len() <= SLOTS => self.into(graph, at, in_test, &mut found, &mut work)?,
                Held::Interface | Held::Unknown => return None,
            }
        }
        found.sort();
        found.dedup();
        Some(found)
    }

    /// Whether a value of a type is put where this very interface lies, by more than tests.
    pub fn is_put_behind(&self, name: TypeName, interface: TypeName) -> bool {
        self.interfaces.contains(&(interface, name))
    }

    /// What is put into one slot; `None` where some of it is not known.
    fn into(&self, graph: &Graph<'_>, slot: Slot, in_test: bool, found: &mut Vec<TypeName>, work: &mut Vec<Slot>) -> Option<()> {
        if is_open(graph, slot) {
            return None;
        }
        let by_interface = method_formal(graph, slot).and_then(|formal| self.methods.get(&formal));
        let sources = self.puts.get(&slot).into_iter().chain(by_interface).flatten().filter(|source| in_test || !source.in_test);
        let mut any = false;
        for source in sources {
            any = true;
            match source.from {
                Origin::Type(name) => found.push(name),
                Origin::Slot(slot) => work.push(slot),
                Origin::Unknown => return None,
            }
        }
        // Nobody is seen to put anything there: it is done in a way that is not seen.
        any.then_some(())
    }
}

/// The type that a slot is declared with, beside that of each value which more than tests put there.
fn put_behind(graph: &Graph<'_>, slot: Slot, sources: &[Source]) -> Vec<(TypeName, TypeName)> {
    let put = |source: &Source| if let Origin::Type(name) = source.from { (!source.in_test).then_some(name) } else { None };
    let mut names = sources.iter().filter_map(put).peekable();
    if names.peek().is_none() {
        return Vec::new();
    }
    declared_as(graph, slot).map_or_else(Vec::new, |declared| names.map(|name| (declared, name)).collect())
}

fn put_in(graph: &Graph<'_>, body: u32, put: &Put) -> Option<(Into, Source)> {
    let formal = |first: u32, owner: u32, formal: u16| {
        let var = graph.decl(first).formal(owner, formal)?;
        Some(Into::Slot(Slot::Var(first, var.0)))
    };
    let into = match &put.into {
        Holder::At(place) => Into::Slot(slot_at(graph, body, place)?),
        Holder::Result(index) => Into::Slot(Slot::Result(body, *index)),
        Holder::Formal(func, number) => formal(*graph.funcs.get(func)?, 0, *number)?,
        Holder::Inner(inner, number) => formal(graph.sibling(body, 0), inner.0, *number)?,
        Holder::Method(name, number) => Into::Method(*name, *number),
    };
    let from = match &put.what {
        Standing::Type(name) => Origin::Type(*name),
        Standing::At(place) => slot_at(graph, body, place).map_or(Origin::Unknown, Origin::Slot),
        Standing::Unknown => Origin::Unknown,
    };
    Some((into, Source { from, in_test: graph.is_test(body) || graph.is_double(body) }))
}

/// The slot of a path; none for an element.
fn slot_at(graph: &Graph<'_>, body: u32, place: &Place) -> Option<Slot> {
    let place = followed(graph, body, place);
    if place.path.last() == Some(&Proj::Elem) { None } else { slot_named(graph, body, &place) }
}

/// The method and the number of a formal that a call through an interface may give a value.
fn method_formal(graph: &Graph<'_>, slot: Slot) -> Option<(Name, u16)> {
    let Slot::Var(first, var) = slot else { return None };
    let decl = graph.decl(first);
    let facts = &decl.vars[var as usize];
    match facts.kind {
        VarKind::Formal(formal) if facts.owner == 0 && decl.func.receiver.is_some() => Some((decl.func.name, formal)),
        VarKind::Formal(_) | VarKind::Result(_) | VarKind::Local => None,
    }
}

/// Whether code that is not seen may put something into a slot.
fn is_open(graph: &Graph<'_>, slot: Slot) -> bool {
    let is_exported = |name: Name| name.starts_with(char::is_uppercase);
    match slot {
        Slot::Declared(Declared::Field(owner, field)) => is_exported(field) && is_exported(owner.name) && graph.is_open_package(owner.package),
        Slot::Declared(Declared::Global(package, name)) => is_exported(name) && graph.is_open_package(package),
        Slot::Var(first, var) => {
            let facts = &graph.decl(first).vars[var as usize];
            let is_formal = facts.owner == 0 && matches!(facts.kind, VarKind::Formal(_));
            is_formal && is_exported(graph.decl(first).func.name) && graph.is_open(first)
        }
        Slot::Result(..) => false,
    }
}

/// The name of the type with which a slot is declared.
fn declared_as(graph: &Graph<'_>, slot: Slot) -> Option<TypeName> {
    let ty = match slot {
        Slot::Declared(Declared::Field(owner, field)) => graph.field_type(owner, field)?,
        Slot::Declared(Declared::Global(package, name)) => graph.var_type(package, name)?,
        Slot::Var(first, var) => return graph.decl(first).vars[var as usize].of,
        Slot::Result(body, index) => result_type(graph, body, index)?,
    };
    if let Ty::Named(name, _) = ty { Some(*name) } else { None }
}

/// The type of the nth result of a declared function.
fn result_type<'a>(graph: &Graph<'a>, body: u32, index: u8) -> Option<&'a Ty> {
    let func = graph.decl(body).func;
    let decl = graph.unit(body).interface.func_decl(func.receiver, func.name).filter(|_| graph.local_number(body) == 0)?;
    decl.signature.results.get(usize::from(index))
}

fn held(graph: &Graph<'_>, slot: Slot) -> Held {
    match slot {
        Slot::Declared(Declared::Field(owner, field)) => graph.field_type(owner, field).map_or(Held::Unknown, |ty| held_by(graph, ty)),
        Slot::Declared(Declared::Global(package, name)) => graph.var_type(package, name).map_or(Held::Unknown, |ty| held_by(graph, ty)),
        Slot::Var(first, var) => graph.decl(first).vars[var as usize].of.map_or(Held::Unknown, |name| held_as(graph, name)),
        Slot::Result(body, index) => result_type(graph, body, index).map_or(Held::Unknown, |ty| held_by(graph, ty)),
    }
}

fn held_by(graph: &Graph<'_>, ty: &Ty) -> Held {
    match ty {
        Ty::Named(name, _) => held_as(graph, *name),
        Ty::Pointer(inner) => match &**inner {
            Ty::Named(name, _) => match held_as(graph, *name) {
                Held::Type(name) => Held::Type(name),
                // Whoever holds a pointer to an interface holds no interface.
                Held::Interface | Held::Unknown => Held::Unknown,
            },
            _ => Held::Unknown,
        },
        _ => Held::Unknown,
    }
}

fn held_as(graph: &Graph<'_>, name: TypeName) -> Held {
    let mut at = name;
    for _ in 0..NAMES {
        let Some(TypeDecl { alias, underlying, .. }) = graph.type_decl(at) else { return Held::Unknown };
        match underlying {
            Ty::Interface(_) => return Held::Interface,
            Ty::Named(inner, _) if *alias => at = *inner,
            Ty::Named(inner, _) => match held_as(graph, *inner) {
                Held::Interface => return Held::Interface,
                Held::Type(_) | Held::Unknown => return Held::Type(at),
            },
            Ty::Pointer(_) | Ty::Unknown | Ty::Param(..) => return Held::Unknown,
            _ => return Held::Type(at),
        }
    }
    Held::Unknown
}

/// Whether a value of a declared type may have a path that goes on with this step: not if the type is a struct of its own and the
/// step a field of another.
pub(super) fn may_have(graph: &Graph<'_>, name: TypeName, step: &Proj) -> bool {
    let Proj::Field(owner, _) = step else { return true };
    let is_struct = |name: TypeName| graph.type_decl(name).is_some_and(|decl| matches!(decl.underlying, Ty::Struct(_)));
    *owner == name || !is_struct(name) || !is_struct(*owner)
}

/// The declared type of a field that is no interface.
pub(super) fn field_type(graph: &Graph<'_>, field: &Proj) -> Option<TypeName> {
    let Proj::Field(owner, name) = field else { return None };
    match held(graph, Slot::Declared(Declared::Field(*owner, *name))) {
        Held::Type(name) => Some(name),
        Held::Interface | Held::Unknown => None,
    }
}
