//! Flags that are set once and for all, under a lock: `closed`, `stopped`, `done`, and what is made when it is first needed:
//! `if c.table == nil { c.table = load() }`. Whoever finds one not set while it holds the lock comes before the one who sets it, until it
//! gives the lock back; whoever finds it set, or has called a function that has seen to that, comes after.
//!
//! A flag counts where everything that sets it is seen: a field or a package variable without an exported name whose address nobody takes.
//! What is asked for by `nil` counts only where each assignment stands behind such a question, under a lock. If it is set back to `nil`, that
//! is an access of its own, which races with whoever reads it then; nothing else is said of what is reached through it.
//!
//! Misses: objects that are assigned as a whole, or whose address is handed to who does so, and so have their flags set back; functions that
//! wait for a condition, and so give the lock back, or set a map back to `nil`, in what they call; what is made when it is first needed, and
//! comes out as `nil`.

use super::latch_flow::Flow;
use super::locks::LockContext;
use crate::unit_input::UnitKind;
use mapvet_model::{Asked, Body, Call, FuncRef, FuncValue, Is, Lowered, Name, Op, Operand, Place, Proj, Root, SetBy, Setting, flag_name};
use rustc_hash::{FxHashMap, FxHashSet};

/// How often functions that call functions are followed.
const ROUNDS: usize = 3;

/// How it is seen that a flag is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// It is `true`.
    Bool,
    /// It is not `nil`.
    Nil,
    /// The same, but something may set it back.
    NilAgain,
}

impl Kind {
    pub fn is_nil(self) -> bool {
        matches!(self, Kind::Nil | Kind::NilAgain)
    }
}

/// What a function or a literal has seen to where it returns: these flags are set, each with its lock, by its own names.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct SeenTo {
    pub flags: Vec<(Place, Place)>,
    /// Variables that are formals, and which.
    pub formals: Vec<(u32, u16)>,
}

/// The flags of a package that are only ever set.
#[derive(Default)]
pub(super) struct Latches {
    /// By their names ([`flag_name`]).
    flags: FxHashMap<Place, Kind>,
    funcs: FxHashMap<FuncRef, SeenTo>,
    /// Of the literals of each declaration, by body.
    literals: Vec<FxHashMap<u32, SeenTo>>,
}

impl Latches {
    /// How it is seen that a flag is set, if it is only ever set.
    pub fn kind(&self, flag: &Place) -> Option<Kind> {
        self.flags.get(flag).copied()
    }

    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// The flags that a call has seen to when it returns, each with its lock. `at` is the number of the declaration.
    pub fn seen_to(&self, context: &LockContext<'_>, at: usize, call: &Call) -> Vec<(Place, Place)> {
        let seen = match context.callee(call) {
            Some(FuncValue::Static(func) | FuncValue::Method(func, _)) => self.funcs.get(&func),
            Some(FuncValue::Literal(body)) => self.literals.get(at).and_then(|literals| literals.get(&body.0)),
            None => None,
        };
        let Some(seen) = seen else { return Vec::new() };
        let actual = |place: &Place| context.actual(&seen.formals, place, call);
        seen.flags.iter().filter_map(|(flag, lock)| Some((actual(flag)?, actual(lock)?))).collect()
    }

    /// Drops what is assigned where nobody has asked, and finds what functions see to: each round sees what the one before has said.
    pub fn settle(&mut self, contexts: &[LockContext<'_>]) {
        self.literals = contexts.iter().map(|_| FxHashMap::default()).collect();
        for _ in 0..ROUNDS {
            let (mut found, mut spoiled) = (Vec::new(), FxHashSet::default());
            for (at, context) in contexts.iter().enumerate().filter(|_| !self.is_empty()) {
                for (number, body) in context.decl.bodies.iter().enumerate() {
                    if let Some(flow) = Flow::of(context, self, at, body) {
                        spoiled.extend(flow.spoiled());
                        found.push((at, number as u32, flow.seen_to(number as u32)));
                    }
                }
            }
            self.flags.retain(|flag, _| !spoiled.contains(flag));
            let is_news = found.into_iter().fold(false, |news, (at, number, seen)| self.learn(contexts[at].decl, at, number, seen) || news);
            if !is_news {
                break;
            }
        }
    }

    /// Notes what a body sees to; whether that is more than was known.
    fn learn(&mut self, decl: &Lowered, at: usize, number: u32, mut seen: SeenTo) -> bool {
        seen.flags.retain(|(flag, _)| flag_name(flag).is_some_and(|name| self.flags.contains_key(&name)));
        if seen.flags.is_empty() {
            return false;
        }
        let before = if number == 0 { self.funcs.insert(decl.func, seen.clone()) } else { self.literals[at].insert(number, seen.clone()) };
        before.as_ref() != Some(&seen)
    }
}

/// The flags of a package, by how they are asked for and set.
pub(super) fn latches(decls: &[Lowered], kind: UnitKind) -> Latches {
    if kind != UnitKind::Package || decls.iter().any(|decl| decl.too_deep || decl.bodies.iter().any(|body| body.incomplete)) {
        return Latches::default();
    }
    let mut flags: FxHashMap<Place, Kind> = bools(decls).into_iter().map(|flag| (flag, Kind::Bool)).collect();
    let back: FxHashSet<&Place> = settings(decls).filter(|setting| is_set_back(setting)).map(|setting| &setting.of).collect();
    flags.extend(made_once(decls).into_iter().map(|flag| {
        let kind = if back.contains(&flag) { Kind::NilAgain } else { Kind::Nil };
        (flag, kind)
    }));
    Latches { flags, funcs: FxHashMap::default(), literals: Vec::new() }
}

/// What conditions ask for where it is not set.
fn asked_for(body: &Body, is: Is) -> impl Iterator<Item = &Asked> {
    body.asked.iter().filter(move |asked| asked.at.is_some() && asked.is == is)
}

fn settings(decls: &[Lowered]) -> impl Iterator<Item = &Setting> {
    decls.iter().flat_map(|decl| &decl.settings)
}

fn is_set_back(setting: &Setting) -> bool {
    setting.by == SetBy::Assignment && setting.to == Some(Is::Nil)
}

/// What is asked for by `nil` wherever it is assigned something else.
fn made_once(decls: &[Lowered]) -> FxHashSet<Place> {
    let bodies = || decls.iter().flat_map(|decl| decl.bodies.iter().map(move |body| (decl, body)));
    let mut flags: FxHashSet<Place> = bodies().flat_map(|(_, body)| asked_for(body, Is::Nil)).map(|asked| asked.of.clone()).collect();
    let unnamed = unnamed(decls);
    let given: FxHashSet<&Place> = settings(decls).filter(|setting| setting.by == SetBy::Other).map(|setting| &setting.of).collect();
    flags.retain(|flag| is_named(flag, &unnamed) && !given.contains(flag));
    for (decl, body) in bodies() {
        for flag in body.blocks.iter().flat_map(|block| &block.ops).filter_map(|op| stored(decl, op)) {
            if !asked_for(body, Is::Nil).any(|asked| asked.of == flag) {
                flags.remove(&flag);
            }
        }
    }
    flags
}

/// The flag that an operation assigns something to, unless its object is new.
pub(super) fn stored(decl: &Lowered, op: &Op) -> Option<Place> {
    let Op::Store { target, value } = op else { return None };
    if *value == Operand::Known(Is::Nil) {
        return None;
    }
    let is_new = |source: &Operand| *source == Operand::Fresh;
    match target.root {
        Root::Var(var) if matches!(decl.vars[var.index()].sources.as_slice(), [source] if is_new(source)) => None,
        _ => flag_name(target),
    }
}

fn bools(decls: &[Lowered]) -> FxHashSet<Place> {
    let asked = decls.iter().flat_map(|decl| &decl.bodies).flat_map(|body| asked_for(body, Is::False));
    let mut flags: FxHashMap<&Place, bool> = asked.map(|asked| (&asked.of, false)).collect();
    let unnamed = unnamed(decls);
    let mut open: FxHashSet<&Place> = FxHashSet::default();
    for setting in settings(decls) {
        match flags.get_mut(&setting.of) {
            Some(is_set) if setting.to == Some(Is::True) => *is_set = true,
            Some(_) if setting.by == SetBy::Initialiser && setting.to == Some(Is::False) => {}
            Some(_) => {
                open.insert(&setting.of);
            }
            None => {}
        }
    }
    let known = flags.into_iter().filter(|(flag, is_set)| *is_set && !open.contains(*flag) && is_named(flag, &unnamed));
    known.map(|(flag, _)| flag.clone()).collect()
}

/// The fields that are set in objects of which nothing else is known.
fn unnamed(decls: &[Lowered]) -> FxHashSet<Name> {
    let of_unknown = settings(decls).filter_map(|setting| match setting.of.path.last() {
        Some(Proj::Field(owner, name)) if owner.name.is_empty() => Some(*name),
        _ => None,
    });
    of_unknown.collect()
}

/// Whether it is known whose field a flag is, and all that may set it.
fn is_named(flag: &Place, unnamed: &FxHashSet<Name>) -> bool {
    match flag.path.last() {
        Some(Proj::Field(owner, name)) => !owner.name.is_empty() && !unnamed.contains(name),
        _ => true,
    }
}
