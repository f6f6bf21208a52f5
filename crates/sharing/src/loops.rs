//! Loops of a control flow graph: strongly connected parts, taken apart at their entries (the loop nesting forest of
//! Steensgaard).

/// A set of blocks.
pub(crate) type Blocks = Vec<bool>;

/// For each block, those that control may go to from it.
pub(crate) type Next = Vec<Vec<u32>>;

/// The blocks of the innermost loop that holds both blocks; `None` when no loop does.
pub(crate) fn common_loop(next: &Next, a: u32, b: u32) -> Option<Blocks> {
    let before = reversed(next);
    let mut inside = vec![true; next.len()];
    let mut found = None;
    // Each round takes one entry away, so there are no more rounds than blocks.
    while let Some(part) = cycle_of(next, &before, &inside, a).filter(|part| part[b as usize]) {
        let entry = entry_of(next, &part);
        inside.clone_from(&part);
        found = Some(part);
        match entry.filter(|entry| *entry != a && *entry != b) {
            Some(entry) => inside[entry as usize] = false,
            None => break,
        }
    }
    found
}

/// The graph without the ways back to the start of a loop that holds `to` and not `from`: whoever comes from `from` may be at `to`
/// in the first round of such a loop.
///
/// Over-reports: an arm of the loop that does nothing before another one has waited.
pub(crate) fn first_rounds(next: &Next, from: u32, to: u32) -> Next {
    let before = reversed(next);
    let mut inside = vec![true; next.len()];
    let mut cut = next.clone();
    while let Some(part) = cycle_of(next, &before, &inside, to) {
        let Some(entry) = entry_of(next, &part) else { break };
        if !part[from as usize] {
            for (_, to) in cut.iter_mut().enumerate().filter(|(at, _)| part[*at]) {
                to.retain(|to| *to != entry);
            }
        }
        inside = part;
        if entry == to {
            break;
        }
        inside[entry as usize] = false;
    }
    cut
}

/// The strongly connected part of `inside` that holds `block`, if there is a way back to it.
fn cycle_of(next: &Next, before: &Next, inside: &Blocks, block: u32) -> Option<Blocks> {
    let forth = reached(next, inside, block);
    let back = reached(before, inside, block);
    forth[block as usize].then(|| forth.iter().zip(&back).map(|(forth, back)| *forth && *back).collect())
}

/// The blocks of `inside` to which one or more steps from `from` lead.
pub(crate) fn reached(next: &Next, inside: &Blocks, from: u32) -> Blocks {
    let mut seen = vec![false; next.len()];
    let mut work = next[from as usize].clone();
    while let Some(at) = work.pop() {
        if inside[at as usize] && !std::mem::replace(&mut seen[at as usize], true) {
            work.extend(&next[at as usize]);
        }
    }
    seen
}

/// The graph with its arrows turned round.
pub(crate) fn reversed(next: &Next) -> Next {
    let mut before = vec![Vec::new(); next.len()];
    for (at, to) in next.iter().enumerate() {
        to.iter().for_each(|to| before[*to as usize].push(at as u32));
    }
    before
}

/// The first block of a cycle at which control may come in from outside, or begin.
fn entry_of(next: &Next, part: &Blocks) -> Option<u32> {
    let comes_in = |at: u32| at == 0 || next.iter().enumerate().any(|(from, to)| !part[from] && to.contains(&at));
    (0..next.len() as u32).find(|at| part[*at as usize] && comes_in(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(next: &[&[u32]], a: u32, b: u32) -> Option<Vec<usize>> {
        let next: Next = next.iter().map(|next| next.to_vec()).collect();
        common_loop(&next, a, b).map(|part| (0..part.len()).filter(|at| part[*at]).collect())
    }

    /// 0 enters the outer loop 1..=4, whose inner loop is 2, 3.
    const NESTED: &[&[u32]] = &[&[1], &[2, 5], &[3, 4], &[2], &[1], &[]];

    #[test]
    fn the_inner_loop_holds_two_of_its_blocks() {
        assert_eq!(numbers(NESTED, 3, 3), Some(vec![2, 3]));
        assert_eq!(numbers(NESTED, 2, 3), Some(vec![2, 3]));
    }

    #[test]
    fn the_outer_loop_holds_blocks_of_both() {
        assert_eq!(numbers(NESTED, 3, 4), Some(vec![1, 2, 3, 4]));
    }

    #[test]
    fn no_loop_holds_what_runs_once() {
        assert_eq!(numbers(NESTED, 0, 3), None);
        assert_eq!(numbers(&[&[1], &[]], 0, 1), None);
    }

    #[test]
    fn a_loop_is_entered_for_the_first_time() {
        let cut = |next: &[&[u32]], from, to| first_rounds(&next.iter().map(|next| next.to_vec()).collect(), from, to);
        // 0 leads to the loop of 1, 2 and 3: whoever comes from 0 to 2 has not been at 3.
        assert_eq!(cut(&[&[1], &[2, 3], &[1], &[1]], 0, 2), [vec![1], vec![2, 3], vec![], vec![]]);
        // A loop before `to` is gone round as often as it likes.
        assert_eq!(cut(&[&[1], &[1, 2], &[]], 0, 2), [vec![1], vec![1, 2], vec![]]);
        // So is one that holds both.
        assert_eq!(cut(&[&[1], &[2], &[1]], 1, 2), [vec![1], vec![2], vec![1]]);
    }

    #[test]
    fn a_block_that_follows_itself_is_a_loop() {
        assert_eq!(numbers(&[&[1], &[1, 2], &[0]], 1, 1), Some(vec![1]));
    }
}
