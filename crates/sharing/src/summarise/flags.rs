//! Flags in the skeleton: a block is told apart by what the locals and formals hold that conditions ask for. `if !done { ...; done = true }`
//! comes to its arm but once, and `if parallel { wg.Wait() }` waits wherever an earlier `if parallel` started something. Whether a call was
//! deferred is such a flag, too: what one arm defers does not run at the exit of another.

use crate::facts::{BlockFacts, BodyFacts};
use mapvet_model::{Asked, Block, Body, CallId, Is, Lowered, Op, Operand, Place, Root, VarId, VarKind, known};
use rustc_hash::FxHashMap;

/// So many variables of a body are followed; those of the first conditions.
///
/// Over-reports: what further flags keep apart.
const FLAGS: usize = 2;

/// So many calls of a body are followed that may be deferred or not; those that say something at the first exits.
const DEFERRED: usize = 3;

/// A skeleton with more than so many times its blocks stays as it was.
const GROWTH: usize = 4;

/// Fewer arms of conditions say nothing of one another.
const ARMS: usize = 3;

/// What each of the flags holds, where that is known.
type Held = [Option<Is>; FLAGS + DEFERRED];

/// What blocks are told apart by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    /// What a variable holds.
    Var(VarId),
    /// Whether a call was deferred.
    Deferred(CallId),
}

/// Takes a skeleton apart by the flags of its body, where some way ends by that. `facts` have the blocks of the body still.
pub(super) fn tell_apart(decl: &Lowered, number: usize, facts: &mut BodyFacts) {
    let body = &decl.bodies[number];
    let arms = arms(decl, number);
    let (vars, deferred) = (flags(body, &arms), deferred(body, facts));
    let both = vars.iter().chain(&deferred).copied().collect();
    let choices: [Vec<Flag>; 3] = if vars.is_empty() || deferred.is_empty() { [both, Vec::new(), Vec::new()] } else { [both, vars, deferred] };
    for flags in choices.iter().filter(|flags| !flags.is_empty()) {
        if let Some(blocks) = Apart::new(body, &arms, flags).blocks(&facts.blocks) {
            facts.blocks = blocks;
            return;
        }
    }
}

/// Where arms begin, and what of which variable holds there.
fn arms(decl: &Lowered, number: usize) -> Vec<(u32, VarId, Is)> {
    let body = &decl.bodies[number];
    let of_local = |asked: &Asked| match asked.of {
        Place { root: Root::Var(var), ref path } if path.is_empty() => Some((asked.block.0, var, asked.is)),
        _ => None,
    };
    let of_formals = body.tests.iter().filter(|(_, test)| !test.is.is_of_constant()).map(|(block, test)| (block.0, test.var, test.is));
    let mut arms: Vec<(u32, VarId, Is)> = body.asked.iter().filter_map(of_local).chain(of_formals).collect();
    arms.retain(|(_, var, _)| is_seen(decl, number, *var));
    arms.sort_unstable();
    arms
}

/// Whether all that is assigned to a variable is seen in its own body.
fn is_seen(decl: &Lowered, number: usize, var: VarId) -> bool {
    let known = &decl.vars[var.index()];
    let others = decl.bodies.iter().enumerate().filter(|(at, _)| *at != number);
    known.owner.index() == number
        && !known.opaque
        && !matches!(known.kind, VarKind::Result(_))
        && !others.flat_map(|(_, body)| &body.blocks).flat_map(|block| &block.ops).any(|op| assigned(op, var).is_some())
}

/// What an operation makes of a variable, if anything: the inner value is `None` where it is not known.
fn assigned(op: &Op, var: VarId) -> Option<Option<Is>> {
    match op {
        Op::Store { target, value } if target.path.is_empty() && target.root == Root::Var(var) => {
            Some(if *value == Operand::Fresh { Some(Is::NotNil) } else { known(value) })
        }
        Op::Declare(declared) if *declared == var => Some(None),
        _ => None,
    }
}

/// The variables for which conditions ask several times, or that are set to something known here.
fn flags(body: &Body, arms: &[(u32, VarId, Is)]) -> Vec<Flag> {
    let ops = || body.blocks.iter().flat_map(|block| &block.ops);
    let is_set = |var: VarId| ops().any(|op| matches!(assigned(op, var), Some(Some(_))));
    let mut found: Vec<Flag> = Vec::new();
    for (_, var, _) in arms {
        let count = || arms.iter().filter(|(_, other, _)| other == var).count();
        if found.len() < FLAGS && !found.contains(&Flag::Var(*var)) && (count() >= ARMS || is_set(*var)) {
            found.push(Flag::Var(*var));
        }
    }
    found
}

/// The calls that control may have passed by, and that say something where they run.
fn deferred(body: &Body, facts: &BodyFacts) -> Vec<Flag> {
    let runs = body.replayed.iter().filter(|(block, _, runs)| *runs && !facts.blocks[block.index()].events.is_empty());
    let mut found: Vec<Flag> = Vec::new();
    for (_, call, _) in runs {
        if found.len() < DEFERRED && !found.contains(&Flag::Deferred(*call)) {
            found.push(Flag::Deferred(*call));
        }
    }
    found
}

/// A body and its flags.
struct Apart<'a> {
    body: &'a Body,
    flags: &'a [Flag],
    /// What holds of the flags where control comes to a block.
    said: FxHashMap<u32, Vec<(usize, Is)>>,
}

impl<'a> Apart<'a> {
    fn new(body: &'a Body, arms: &[(u32, VarId, Is)], flags: &'a [Flag]) -> Apart<'a> {
        let of_vars = arms.iter().map(|(block, var, is)| (*block, Flag::Var(*var), *is));
        let of_calls = body.replayed.iter().map(|(block, call, runs)| (block.0, Flag::Deferred(*call), if *runs { Is::True } else { Is::False }));
        let mut said: FxHashMap<u32, Vec<(usize, Is)>> = FxHashMap::default();
        for (block, flag, is) in of_vars.chain(of_calls) {
            if let Some(at) = flags.iter().position(|known| *known == flag) {
                said.entry(block).or_default().push((at, is));
            }
        }
        Apart { body, flags, said }
    }

    /// The blocks, each once for all that the flags may hold where it begins; `None` if that ends no way, or there are too many.
    fn blocks(&self, plain: &[BlockFacts]) -> Option<Vec<BlockFacts>> {
        let mut numbers: FxHashMap<(u32, Held), u32> = FxHashMap::default();
        let mut work: Vec<(u32, Held)> = vec![(0, self.at_first())];
        numbers.insert(work[0], 0);
        let mut found: Vec<BlockFacts> = Vec::new();
        let mut ends_some = false;
        while found.len() < work.len() {
            let (block, held) = work[found.len()];
            let after = self.after(block, held);
            let mut next = Vec::new();
            for to in &plain[block as usize].next {
                let Some(held) = self.enter(*to, after) else {
                    ends_some = true;
                    continue;
                };
                next.push(*numbers.entry((*to, held)).or_insert_with(|| {
                    work.push((*to, held));
                    work.len() as u32 - 1
                }));
            }
            // A block with nowhere to go would be an end of the function.
            if next.is_empty() && !plain[block as usize].next.is_empty() || work.len() > plain.len() * GROWTH {
                return None;
            }
            found.push(BlockFacts { events: plain[block as usize].events.clone(), next });
        }
        ends_some.then_some(found)
    }

    /// What the flags hold where the body begins: nothing is deferred yet.
    fn at_first(&self) -> Held {
        let mut held: Held = Held::default();
        for (at, flag) in self.flags.iter().enumerate() {
            held[at] = matches!(flag, Flag::Deferred(_)).then_some(Is::False);
        }
        held
    }

    /// What the flags hold after a block.
    fn after(&self, number: u32, mut held: Held) -> Held {
        let block: &Block = &self.body.blocks[number as usize];
        for (at, flag) in self.flags.iter().enumerate() {
            match flag {
                Flag::Var(var) => {
                    if let Some(value) = block.ops.iter().filter_map(|op| assigned(op, *var)).next_back() {
                        held[at] = value;
                    }
                }
                Flag::Deferred(call) => {
                    if self.body.registered.iter().any(|(block, registered)| block.0 == number && registered == call) {
                        held[at] = Some(Is::True);
                    }
                }
            }
        }
        held
    }

    /// What they hold where control has come to a block, if it may come there.
    fn enter(&self, block: u32, mut held: Held) -> Option<Held> {
        for (flag, is) in self.said.get(&block).into_iter().flatten() {
            if held[*flag] == Some(is.opposite()) {
                return None;
            }
            held[*flag] = Some(*is);
        }
        Some(held)
    }
}
