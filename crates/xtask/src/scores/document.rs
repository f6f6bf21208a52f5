//! The Markdown document of all figures.

use super::corpus::{TALLIES, ids, missed, tally};
use super::figures::{cases, figures, words};
use super::oracle::{Oracle, Outcome};
use super::reasons::REASONS;
use std::collections::BTreeMap;

/// The whole document. It names no times and no places of the machine.
pub(crate) fn document(outcomes: &[(&Oracle, Outcome)]) -> String {
    let mut text = "# Scores\n\nWritten by `cargo xtask scores`. The code and the labels of the oracles come from elsewhere:\n\n".to_owned();
    for (oracle, _) in outcomes {
        text += &format!("- **{}**: {}\n", oracle.name, oracle.about);
    }
    text += "\n| oracle | what | figure |\n|---|---|---:|\n";
    for (oracle, outcome) in outcomes {
        match outcome {
            Outcome::Absent(why) => text += &row(oracle.name, why, "absent"),
            Outcome::Failed(_) => text += &row(oracle.name, "its run broke", "failed"),
            Outcome::Ran(output) => {
                for (name, figure) in figures(output) {
                    text += &row(oracle.name, words(name), figure);
                }
            }
        }
    }
    for (oracle, outcome) in outcomes {
        if let Outcome::Ran(output) = outcome {
            text += &if oracle.slow { corpus(output) } else { small(oracle.name, output) };
        }
    }
    text
}

fn row(first: &str, second: &str, third: &str) -> String {
    format!("| {first} | {second} | {third} |\n")
}

/// The cases of a small oracle that come out wrong.
fn small(name: &str, output: &str) -> String {
    let mut text = String::new();
    for (word, title) in [("missed", "racy, but not reported"), ("loud", "clean, but reported")] {
        let groups = cases(output, word);
        if groups.is_empty() {
            continue;
        }
        text += &format!("\n## {name}: {title}\n\n");
        for (group, cases) in groups {
            let group = if group.is_empty() { String::new() } else { format!("{group}: ") };
            text += &format!("- {group}{}\n", cases.join(", "));
        }
    }
    text
}

fn corpus(output: &str) -> String {
    let mut text = String::new();
    for (property, title) in TALLIES {
        let rows: String = tally(output, property).into_iter().map(|(value, figure)| format!("| {value} | {figure} |\n")).collect();
        if !rows.is_empty() {
            text += &format!("\n## corpus: {title}\n\n| | figure |\n|---|---:|\n{rows}");
        }
    }
    text += "\n## corpus: missed, by the pattern of the bug\n\n";
    for (pattern, entries) in missed(output) {
        text += &format!("- {pattern}: {}\n", entries.join(", "));
    }
    for (word, title) in [("loud", "still loud after a complete fix"), ("FAILED", "failed"), ("absent", "without a clone")] {
        let entries = ids(output, word);
        if !entries.is_empty() {
            text += &format!("\n## corpus: {title}\n\n{}\n", entries.join(", "));
        }
    }
    text
}

/// The missed entries by the analyser's own reason: the list of what has to be built.
pub(crate) fn reasons(groups: &BTreeMap<usize, Vec<String>>) -> String {
    let mut text = "\n## corpus: missed, by the analyser's own reason\n\n".to_owned();
    for (number, ids) in groups {
        let (word, meaning) = REASONS[*number];
        text += &format!("- **{word}** ({}): {meaning}: {}\n", ids.len(), ids.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::corpus::EXAMPLE;
    use super::super::oracle::ORACLES;
    use super::*;

    #[test]
    fn every_oracle_has_its_rows() {
        let racesuite = "missed a_test.go One\nloud   a_test.go Two\nracy 1/2  clean 3/4\n";
        let outcomes = [
            (&ORACLES[0], Outcome::Ran(racesuite.to_owned())),
            (&ORACLES[1], Outcome::Absent("no --repos".to_owned())),
            (&ORACLES[2], Outcome::Failed("broken at /somewhere".to_owned())),
            (&ORACLES[3], Outcome::Ran(EXAMPLE.to_owned())),
        ];
        let text = document(&outcomes);
        for line in [
            "| race suite | racy code that is reported | 1/2 |",
            "| race suite | clean code that is silent | 3/4 |",
            "| semgrep | no --repos | absent |",
            "| GoKer | its run broke | failed |",
            "| corpus | bugs that are reported before the fix | 1/4 |",
            "| corpus | bugs with a rule of their own, reported by it | 0/1 |",
            "## race suite: racy, but not reported",
            "- a_test.go: Two",
            "| lazy-init | 0/1 |",
            "- lazy-init: e-f (same-package, http-handler)",
            "## corpus: still loud after a complete fix",
            "g-h",
        ] {
            assert!(text.lines().any(|found| found == line), "no line {line:?} in\n{text}");
        }
        assert!(!text.contains("seconds") && !text.contains("/somewhere"), "{text}");
    }
}
