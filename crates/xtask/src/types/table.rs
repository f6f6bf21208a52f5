//! Prints what came of a comparison.

use super::compare::{Comparison, Counts, Figure};
use std::collections::BTreeMap;

/// The kinds of rows in the order of the columns.
const KINDS: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];

impl Figure {
    fn name(self) -> &'static str {
        match self {
            Figure::Maps => "a maps",
            Figure::Others => "a others",
            Figure::Callees => "b callees",
            Figure::Fields => "c fields",
            Figure::Locks => "d locks",
            Figure::Interfaces => "e interface methods",
            Figure::Literals => "f function literals",
        }
    }
}

/// The table, what was left out, and the worst files.
pub(crate) fn document(comparison: &Comparison, worst: usize) -> String {
    let mut text =
        "| rows | agreed | wrong | unknown | total | agreed % | wrong % | only ours |\n|---|---:|---:|---:|---:|---:|---:|---:|\n".to_owned();
    for figure in Figure::ALL {
        let counts = comparison.counts.get(&figure).copied().unwrap_or_default();
        text += &line(figure.name(), &counts);
    }
    text += &line("all", &sum(comparison));
    text += &format!("\nFiles: {}, of which the analyser says nothing: {}\n", comparison.files, comparison.unseen);
    if comparison.hides {
        let all = comparison.left_out + sum(comparison).total();
        text += &format!("Rows that mention dependencies, left out: {} of {all}, {} %\n", comparison.left_out, at_most(comparison.left_out, all));
    }
    let files = worst_files(&comparison.bad, worst);
    if !files.is_empty() {
        text += &format!("\n| file | not agreed |{}\n|---|---:|{}\n", KINDS.map(|kind| format!(" {kind} |")).concat(), "---:|".repeat(KINDS.len()));
        for (file, kinds) in files {
            let columns = KINDS.map(|kind| format!(" {} |", kinds.get(&kind).copied().unwrap_or_default()));
            text += &format!("| {file} | {} |{}\n", kinds.values().sum::<u64>(), columns.concat());
        }
    }
    text
}

/// All of it in one sentence.
pub(crate) fn sentence(comparison: &Comparison) -> String {
    let all = sum(comparison);
    format!(
        "Of {} rows in {} files the analyser agrees with go/types on {} %, contradicts it on {} % and does not know the rest.",
        all.total(),
        comparison.files,
        at_most(all.agreed, all.total()),
        at_least(all.wrong, all.total()),
    )
}

fn line(name: &str, counts: &Counts) -> String {
    let Counts { agreed, wrong, unknown, only_ours } = *counts;
    let total = counts.total();
    format!("| {name} | {agreed} | {wrong} | {unknown} | {total} | {} | {} | {only_ours} |\n", at_most(agreed, total), at_least(wrong, total))
}

fn sum(comparison: &Comparison) -> Counts {
    comparison.counts.values().fold(Counts::default(), |sum, counts| Counts {
        agreed: sum.agreed + counts.agreed,
        wrong: sum.wrong + counts.wrong,
        unknown: sum.unknown + counts.unknown,
        only_ours: sum.only_ours + counts.only_ours,
    })
}

/// A percentage with two digits after the point, rounded down: 100.00 means all.
fn at_most(count: u64, total: u64) -> String {
    match (count * 10_000).checked_div(total) {
        Some(share) => format!("{}.{:02}", share / 100, share % 100),
        None => "-".to_owned(),
    }
}

/// A percentage with three digits after the point, rounded up: 0.000 means none.
fn at_least(count: u64, total: u64) -> String {
    if total == 0 {
        return "-".to_owned();
    }
    let share = (count * 100_000).div_ceil(total);
    format!("{}.{:03}", share / 1000, share % 1000)
}

/// The files with the most rows that are not agreed.
fn worst_files(bad: &BTreeMap<String, BTreeMap<char, u64>>, count: usize) -> Vec<(&String, &BTreeMap<char, u64>)> {
    let mut files: Vec<_> = bad.iter().collect();
    files.sort_by_key(|(_, kinds)| std::cmp::Reverse(kinds.values().sum::<u64>()));
    files.truncate(count);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(hides: bool) -> Comparison {
        let counts = |agreed, wrong, unknown, only_ours| Counts { agreed, wrong, unknown, only_ours };
        Comparison {
            counts: BTreeMap::from([(Figure::Maps, counts(2, 0, 1, 0)), (Figure::Callees, counts(99_999, 1, 0, 7))]),
            bad: ["a.go", "b.go", "c.go"].map(|file| (file.to_owned(), BTreeMap::from([('a', 1), ('b', u64::from(file == "c.go"))]))).into(),
            files: 4,
            unseen: 1,
            hides,
            left_out: 20_000,
            listed: Vec::new(),
        }
    }

    #[test]
    fn the_document_has_a_line_a_figure_and_the_worst_files() {
        let text = document(&example(false), 2);
        let expected = "\
| rows | agreed | wrong | unknown | total | agreed % | wrong % | only ours |
|---|---:|---:|---:|---:|---:|---:|---:|
| a maps | 2 | 0 | 1 | 3 | 66.66 | 0.000 | 0 |
| a others | 0 | 0 | 0 | 0 | - | - | 0 |
| b callees | 99999 | 1 | 0 | 100000 | 99.99 | 0.001 | 7 |
| c fields | 0 | 0 | 0 | 0 | - | - | 0 |
| d locks | 0 | 0 | 0 | 0 | - | - | 0 |
| e interface methods | 0 | 0 | 0 | 0 | - | - | 0 |
| f function literals | 0 | 0 | 0 | 0 | - | - | 0 |
| all | 100001 | 1 | 1 | 100003 | 99.99 | 0.001 | 7 |

Files: 4, of which the analyser says nothing: 1

| file | not agreed | a | b | c | d | e | f |
|---|---:|---:|---:|---:|---:|---:|---:|
| c.go | 2 | 1 | 1 | 0 | 0 | 0 | 0 |
| a.go | 1 | 1 | 0 | 0 | 0 | 0 | 0 |
";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_share_that_is_left_out_is_said() {
        assert!(document(&example(true), 0).ends_with("\nRows that mention dependencies, left out: 20000 of 120003, 16.66 %\n"));
    }

    #[test]
    fn shares_are_never_better_than_they_are() {
        assert_eq!((at_most(1, 1), at_most(999_999, 1_000_000), at_most(0, 0)), ("100.00".into(), "99.99".into(), "-".into()));
        assert_eq!((at_least(0, 5), at_least(1, 10_000_000), at_least(1, 1)), ("0.000".into(), "0.001".into(), "100.000".into()));
    }

    #[test]
    fn one_sentence_says_it_all() {
        let said = "Of 100003 rows in 4 files the analyser agrees with go/types on 99.99 %, contradicts it on 0.001 % and does not know the rest.";
        assert_eq!(sentence(&example(false)), said);
    }
}
