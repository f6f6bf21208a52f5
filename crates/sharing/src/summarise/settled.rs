//! Branches that no value leads to: a flag that nothing sets, an error that is always `nil`. They are cut off before anything else is
//! asked of a body.
//!
//! A flag counts where everything that sets it is seen: a field or a package variable without an exported name whose address nobody
//! takes. What tests set does not: the programs do not have it.

use crate::loops::{Next, reached};
use crate::stages::Deps;
use crate::unit_input::UnitKind;
use mapvet_model::{
    Asked, Body, CallMode, Callee, FuncRef, Interface, Is, Lowered, Name, Op, Operand, Place, Proj, Root, SetBy, Ty, VarId, VarKind, flag_name, known,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// How often functions that return what others return are followed.
const ROUNDS: usize = 8;

/// What a function always returns, where that is known of a result.
pub(crate) type Answers = Vec<Option<Is>>;

/// What may lie in a flag.
#[derive(Clone, Default)]
struct Values {
    is: Vec<Is>,
    /// Something that is not known, or may have been set in a way that is not seen.
    open: bool,
    /// It never had its zero value.
    initialised: bool,
}

impl Values {
    fn add(&mut self, value: Option<Is>) {
        match value {
            Some(is) if !self.is.contains(&is) => self.is.push(is),
            Some(_) => {}
            None => self.open = true,
        }
    }

    /// Whether one of the values is so.
    fn may_be(&self, is: Is) -> bool {
        self.open || !self.initialised && is_zero(is) || self.is.contains(&is)
    }
}

fn is_zero(is: Is) -> bool {
    matches!(is, Is::False | Is::Nil)
}

/// Cuts off the branches of a package that no value leads to; what its functions always return, sorted.
pub(super) fn settle(decls: &mut [Lowered], own: &Interface, kind: UnitKind, deps: &dyn Deps) -> Vec<(FuncRef, Answers)> {
    let is_whole = kind == UnitKind::Package && decls.iter().all(|decl| !decl.too_deep && decl.bodies.iter().all(|body| !body.incomplete));
    let (flags, open) = if is_whole { (flags(decls), never_closed(decls)) } else { Default::default() };
    let mut known = Known { flags, open, own: FxHashMap::default(), path: own.path, deps };
    let (asking, mut answering) = (numbers(decls, asks), numbers(decls, may_answer));
    for round in 0..ROUNDS {
        let mut changed = false;
        for at in &asking {
            let decl = &mut decls[*at];
            let dead: Vec<Vec<u32>> = decl.bodies.iter().enumerate().map(|(number, body)| known.dead(decl, number, body, round == 0)).collect();
            for (body, dead) in decl.bodies.iter_mut().zip(dead).filter(|(_, dead)| !dead.is_empty()) {
                changed |= cut(body, &dead);
            }
        }
        let found: Vec<(FuncRef, Answers)> = answering.iter().filter_map(|at| Some((decls[*at].func, known.answers(&decls[*at])?))).collect();
        changed |= !found.is_empty();
        known.own.extend(found);
        answering.retain(|at| !known.own.contains_key(&decls[*at].func));
        if !changed {
            break;
        }
    }
    #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut answers: Vec<(FuncRef, Answers)> = known.own.into_iter().collect();
    answers.sort_by_key(|(func, _)| *func);
    answers
}

fn numbers(decls: &[Lowered], which: impl Fn(&Lowered) -> bool) -> Vec<usize> {
    (0..decls.len()).filter(|at| which(&decls[*at])).collect()
}

fn asks(decl: &Lowered) -> bool {
    decl.bodies.iter().any(|body| !body.asked.is_empty() || !body.never.is_empty() || !body.ends.is_empty())
}

/// What the returns of a body say.
fn returns(body: &Body) -> impl Iterator<Item = &Vec<Operand>> {
    let returns = body.blocks.iter().filter_map(|block| if let Op::Return { values } = block.ops.last()? { Some(values) } else { None });
    // A function that returns something ends without values only where it panics.
    returns.filter(|values| !values.is_empty())
}

/// Whether a function returns anything that may be the same each time.
fn may_answer(decl: &Lowered) -> bool {
    let may_be_known = |value: &Operand| matches!(value, Operand::Known(_) | Operand::Place(_));
    decl.func.name != "init"
        && decl.bodies.first().is_some_and(|body| !body.incomplete && returns(body).next().is_some_and(|values| values.iter().any(may_be_known)))
}

/// The values of all flags that some condition asks for.
fn flags(decls: &[Lowered]) -> FxHashMap<Place, Values> {
    let is_flag = |asked: &&Asked| !matches!(asked.of.root, Root::Var(_) | Root::Call(..));
    let asked = decls.iter().flat_map(|decl| &decl.bodies).flat_map(|body| &body.asked).filter(is_flag);
    let mut flags: FxHashMap<Place, Values> = asked.map(|asked| (asked.of.clone(), Values::default())).collect();
    if flags.is_empty() {
        return flags;
    }
    let mut by_name: FxHashSet<Name> = FxHashSet::default();
    for setting in decls.iter().flat_map(|decl| &decl.settings) {
        if let Some(Proj::Field(_, name)) = setting.of.path.last().filter(|step| is_unnamed(step)) {
            by_name.insert(*name);
        }
        if let Some(values) = flags.get_mut(&setting.of) {
            values.add(setting.to);
            values.initialised |= setting.by == SetBy::Initialiser;
        }
    }
    let is_met =
        |flag: &Place| flag.path.last().is_some_and(|step| is_unnamed(step) || matches!(step, Proj::Field(_, name) if by_name.contains(name)));
    flags.retain(|flag, values| !values.open && !is_met(flag));
    flags
}

/// Whether it is not known which type declares a field.
fn is_unnamed(step: &Proj) -> bool {
    matches!(step, Proj::Field(owner, _) if owner.name.is_empty())
}

/// Takes out the blocks and all that control only comes to through them; whether there was anything to take out.
fn cut(body: &mut Body, dead: &[u32]) -> bool {
    let mut changed = false;
    for block in &mut body.blocks {
        let before = block.next.len();
        block.next.retain(|next| !dead.contains(&next.0));
        changed |= block.next.len() < before;
    }
    if !changed {
        return false;
    }
    let next: Next = body.blocks.iter().map(|block| block.next.iter().map(|next| next.0).collect()).collect();
    let mut reached = reached(&next, &vec![true; next.len()], 0);
    reached[0] = true;
    for (block, _) in body.blocks.iter_mut().zip(reached).filter(|(_, reached)| !reached) {
        block.ops.clear();
        block.next.clear();
    }
    true
}

/// The channels in fields that nobody closes: only made, sent on and received from.
///
/// Misses: objects that are converted to another type with the same fields, whose methods close them.
fn never_closed(decls: &[Lowered]) -> FxHashSet<Place> {
    let ends = decls.iter().flat_map(|decl| &decl.bodies).flat_map(|body| &body.ends);
    let mut open: FxHashSet<Place> = ends.map(|(_, field)| field.clone()).collect();
    if open.is_empty() {
        return open;
    }
    let is_one =
        |known: &Place, field: &Place| known == field || known.path.last().is_some_and(|step| is_unnamed(step) && names(known) == names(field));
    let named = |field: &Place| -> i32 {
        let uses = decls.iter().flat_map(|decl| &decl.channels).filter(|(known, _)| known == field);
        uses.map(|(_, by)| by).sum()
    };
    let is_met = |field: &Place| decls.iter().flat_map(|decl| &decl.channels).any(|(known, _)| known != field && is_one(known, field));
    let is_given = |field: &Place| decls.iter().flat_map(|decl| &decl.settings).any(|setting| is_one(&setting.of, field) && setting.to.is_none());
    open.retain(|field| named(field) <= 0 && !is_met(field) && !is_given(field));
    open
}

/// The name of the field that a path ends in.
fn names(place: &Place) -> Option<Name> {
    if let Some(Proj::Field(_, name)) = place.path.last() { Some(*name) } else { None }
}

/// What is known so far.
struct Known<'a> {
    flags: FxHashMap<Place, Values>,
    /// Channels that nobody closes.
    open: FxHashSet<Place>,
    own: FxHashMap<FuncRef, Answers>,
    path: Name,
    deps: &'a dyn Deps,
}

impl Known<'_> {
    /// The blocks of a body that no value leads to.
    fn dead(&self, decl: &Lowered, number: usize, body: &Body, is_first: bool) -> Vec<u32> {
        let never = body.never.iter().filter(|_| is_first).map(|block| block.0);
        let asked = body.asked.iter().filter(|asked| !self.may_be(decl, number, body, asked));
        let ends = body.ends.iter().filter(|(_, field)| is_first && self.open.contains(field));
        never.chain(asked.map(|asked| asked.block.0)).chain(ends.map(|(block, _)| block.0)).collect()
    }

    fn may_be(&self, decl: &Lowered, number: usize, body: &Body, asked: &Asked) -> bool {
        match asked.of.root {
            Root::Call(id, index) => self.answer(body, id.index(), index).is_none_or(|answer| answer == asked.is),
            Root::Var(var) => self.local(decl, number, body, var).may_be(asked.is),
            Root::Global(..) | Root::Unknown => self.flags.get(&asked.of).is_none_or(|values| values.may_be(asked.is)),
        }
    }

    /// What a local may hold at any time.
    fn local(&self, decl: &Lowered, number: usize, body: &Body, var: VarId) -> Values {
        let var = &decl.vars[var.index()];
        let mut values = Values { open: var.opaque || var.kind != VarKind::Local || var.owner.index() != number, ..Values::default() };
        for source in &var.sources {
            if values.open {
                break;
            }
            values.add(match source {
                Operand::Place(Place { root: Root::Call(id, index), path }) if path.is_empty() && var.sources.len() == 1 => {
                    self.answer(body, id.index(), *index)
                }
                source => known(source),
            });
        }
        values
    }

    /// What a call always returns.
    fn answer(&self, body: &Body, call: usize, index: u8) -> Option<Is> {
        let call = body.calls.get(call).filter(|call| call.mode == CallMode::Call)?;
        let Callee::Static(func) = &call.callee else { return None };
        *self.of(*func)?.get(usize::from(index))?
    }

    fn of(&self, func: FuncRef) -> Option<&Answers> {
        if func.package == self.path {
            return self.own.get(&func);
        }
        let facts = self.deps.package(&func.package)?;
        let at = facts.answers.binary_search_by(|(known, _)| known.cmp(&func)).ok()?;
        Some(&facts.answers[at].1)
    }

    /// What all returns of a function agree on, if they do on anything.
    fn answers(&self, decl: &Lowered) -> Option<Answers> {
        let body = decl.bodies.first()?;
        let mut agreed: Option<Answers> = None;
        for values in returns(body) {
            let said: Answers = match values.as_slice() {
                [Operand::Place(Place { root: Root::Call(id, 0), path })] if path.is_empty() => {
                    let Callee::Static(func) = &body.calls[id.index()].callee else { return None };
                    self.of(*func)?.clone()
                }
                values => values.iter().map(|value| self.returned(decl, body, value)).collect(),
            };
            let known = agreed.get_or_insert_with(|| said.clone());
            known.iter_mut().enumerate().for_each(|(at, is)| *is = is.filter(|is| said.get(at) == Some(&Some(*is))));
            if known.iter().all(Option::is_none) {
                return None;
            }
        }
        let mut agreed = agreed?;
        self.mend(decl, body, &mut agreed);
        agreed.iter().any(Option::is_some).then_some(agreed)
    }

    fn returned(&self, decl: &Lowered, body: &Body, value: &Operand) -> Option<Is> {
        let Operand::Place(place) = value else { return known(value).filter(|is| *is != Is::NotNil) };
        match place.root {
            Root::Call(id, index) if place.path.is_empty() => self.answer(body, id.index(), index),
            Root::Var(var) if place.path.is_empty() => {
                let values = self.local(decl, 0, body, var);
                let var = &decl.vars[var.index()];
                match (&values.is[..], zero(&var.ty)) {
                    ([], zero) if var.sources.is_empty() && !var.opaque && !matches!(var.kind, VarKind::Formal(_)) => zero,
                    ([only], Some(zero)) if !values.open && *only == zero => Some(zero),
                    _ => None,
                }
            }
            _ => {
                let values = self.flags.get(&flag_name(place)?)?;
                [Is::True, Is::False].into_iter().find(|is| !values.may_be(is.opposite()) && values.may_be(*is))
            }
        }
    }

    /// Takes back what deferred functions may change: named results, and what is returned when one of them stops a panic.
    fn mend(&self, decl: &Lowered, body: &Body, answers: &mut Answers) {
        if !body.calls.iter().any(|call| call.mode == CallMode::Defer) {
            return;
        }
        answers.iter_mut().for_each(|answer| *answer = answer.filter(|is| is_zero(*is)));
        for var in decl.vars.iter().filter(|var| var.owner.index() == 0 && (!var.sources.is_empty() || var.opaque)) {
            if let VarKind::Result(at) = var.kind
                && let Some(answer) = answers.get_mut(usize::from(at))
            {
                *answer = None;
            }
        }
    }
}

/// The zero value of a type, where conditions ask for it.
fn zero(ty: &Ty) -> Option<Is> {
    match ty {
        Ty::Basic(_) if *ty == Ty::basic("bool") => Some(Is::False),
        Ty::Pointer(_) | Ty::Map(_) | Ty::Slice(_) | Ty::Func(_) | Ty::Chan(_) => Some(Is::Nil),
        Ty::Named(name, _) if name.package.is_empty() && name.name == "error" => Some(Is::Nil),
        _ => None,
    }
}
