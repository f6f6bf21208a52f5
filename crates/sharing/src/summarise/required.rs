//! What conditions say of formals at each block: a forward data flow whose states meet by intersection.

use super::events::is_formal;
use mapvet_model::{Asked, Body, Is, Lowered, Root, Test, VarKind};

/// More comparisons with constants than this in one body are not looked at: where so many come one after the other, hardly any says what a
/// caller's constant leads to, and the flow below visits each block as often as one of them is lost.
const MAX_CONSTANTS: usize = 48;

/// For each block, what certainly holds of the formals that nobody assigns; nothing at all for a body without such conditions.
pub(super) fn required(body: &Body, decl: &Lowered) -> Vec<Vec<Test>> {
    let is_kept = |test: &Test| {
        let var = &decl.vars[test.var.index()];
        is_formal(var.kind) && var.sources.is_empty() && !var.opaque
    };
    let mut said: Vec<Vec<Test>> = vec![Vec::new(); body.blocks.len()];
    let of_locals = body.asked.iter().filter_map(|asked| Some((asked.block, derived(decl, asked)?)));
    let mut kept: Vec<_> = body.tests.iter().copied().chain(of_locals).filter(|(_, test)| is_kept(test)).collect();
    let is_constant = |test: &Test| matches!(test.is, Is::Equal(_) | Is::NotEqual(_));
    if kept.iter().filter(|(_, test)| is_constant(test)).count() > MAX_CONSTANTS {
        kept.retain(|(_, test)| !is_constant(test));
    }
    for (block, test) in kept {
        said[block.index()].push(test);
    }
    if said.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut known: Vec<Option<Vec<Test>>> = vec![None; body.blocks.len()];
    known[0] = Some(Vec::new());
    let mut work = vec![0];
    while let Some(at) = work.pop() {
        let Some(mut here) = known[at].clone() else { continue };
        here.extend(&said[at]);
        for next in &body.blocks[at].next {
            let changed = match &mut known[next.index()] {
                Some(tests) => {
                    let before = tests.len();
                    tests.retain(|test| here.contains(test));
                    tests.len() < before
                }
                empty => {
                    *empty = Some(here.clone());
                    true
                }
            };
            if changed {
                work.push(next.index());
            }
        }
    }
    let whole = |(known, said): (Option<Vec<Test>>, Vec<Test>)| {
        let mut all: Vec<Test> = known.into_iter().flatten().chain(said).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    known.into_iter().zip(said).map(whole).collect()
}

/// What a condition on a local says of the formal from which that was derived: `isRoot := kind == Root`, then `if isRoot { ... }`.
fn derived(decl: &Lowered, asked: &Asked) -> Option<Test> {
    let Root::Var(var) = asked.of.root else { return None };
    let known = &decl.vars[var.index()];
    let is_only = known.kind == VarKind::Local && !known.opaque && known.sources.len() == 1 && asked.of.path.is_empty();
    let (_, of, is) = decl.comparisons.iter().filter(|_| is_only).find(|(known, ..)| *known == var)?;
    let Root::Var(formal) = of.root else { return None };
    match asked.is {
        Is::True => Some(Test { var: formal, is: *is }),
        Is::False => Some(Test { var: formal, is: is.opposite() }),
        Is::Nil | Is::NotNil | Is::Equal(_) | Is::NotEqual(_) => None,
    }
}
