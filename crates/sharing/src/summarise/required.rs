//! What conditions say of formals at each block: a forward data flow whose states meet by intersection.

use super::events::is_formal;
use super::first_runs::compared;
use mapvet_model::{Asked, Body, Lowered, Root, Test};

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
    if kept.iter().filter(|(_, test)| test.is.is_of_constant()).count() > MAX_CONSTANTS {
        kept.retain(|(_, test)| !test.is.is_of_constant());
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
    let (of, is) = compared(decl, asked)?;
    if let Root::Var(var) = of.root { Some(Test { var, is }) } else { None }
}
