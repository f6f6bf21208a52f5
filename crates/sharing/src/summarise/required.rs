//! What conditions say of formals at each block: a forward data flow whose states meet by intersection.

use super::events::is_formal;
use mapvet_model::{Body, Test, Var};

/// For each block, what certainly holds of the formals that nobody assigns; nothing at all for a body without such conditions.
pub(super) fn required(body: &Body, vars: &[Var]) -> Vec<Vec<Test>> {
    let is_kept = |test: &Test| {
        let var = &vars[test.var.index()];
        is_formal(var.kind) && var.sources.is_empty() && !var.opaque
    };
    let mut said: Vec<Vec<Test>> = vec![Vec::new(); body.blocks.len()];
    for (block, test) in body.tests.iter().filter(|(_, test)| is_kept(test)) {
        said[block.index()].push(*test);
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
