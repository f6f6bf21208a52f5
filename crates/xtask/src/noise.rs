//! `cargo xtask noise`: how much the analyser says for the size of a tree.

use crate::binary::BinaryArguments;
use crate::failure::Failure;
use crate::lines::analysed_lines;
use crate::report::{Finding, Level, all_or_failure, check, each_tree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Print how many maps are reported for the size of each tree
///
/// A map counts once, at its loudest level. Lines are the physical lines of the analysed files without tests, generated
/// files and `vendor`; findings whose both sides stand in tests are left out too.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Trees to analyse, each the root of a project
    #[arg(required = true, value_name = "DIR")]
    trees: Vec<PathBuf>,
    #[command(flatten)]
    binary: BinaryArguments,
}

/// What one tree says.
#[derive(Clone, Default)]
struct Row {
    packages: u64,
    lines: u64,
    maps: BTreeMap<Level, u64>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let binary = arguments.binary.binary()?;
    let (rows, failed) = each_tree(&arguments.trees, |tree| {
        let report = check(&binary, tree)?;
        let row = Row { packages: report.summary.packages, lines: analysed_lines(tree)?, maps: maps(&report.findings) };
        Ok((label(tree)?, row))
    });
    print!("{}", table(&rows));
    all_or_failure(failed)
}

/// The name of the folder, wherever it stands.
pub(crate) fn label(tree: &Path) -> Result<String, Failure> {
    let whole = tree.canonicalize().map_err(|error| Failure::at(tree, error))?;
    Ok(whole.file_name().map_or("/".to_owned(), |name| name.to_string_lossy().into_owned()))
}

/// The number of maps by the loudest level at which each is reported.
fn maps(findings: &[Finding]) -> BTreeMap<Level, u64> {
    let mut loudest: BTreeMap<&str, Level> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.test) {
        let level = loudest.entry(&finding.map).or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    let mut counts = BTreeMap::new();
    for level in loudest.into_values() {
        *counts.entry(level).or_default() += 1;
    }
    counts
}

fn table(rows: &[(String, Row)]) -> String {
    let mut total = Row::default();
    for (_, row) in rows {
        total.packages += row.packages;
        total.lines += row.lines;
        for (level, count) in &row.maps {
            *total.maps.entry(*level).or_default() += count;
        }
    }
    let mut text = "| tree | packages | lines |".to_owned();
    for level in Level::ALL {
        text += &format!(" maps at {0} | {0} per 100 000 lines |", level.name());
    }
    text += &format!("\n|---|---:|---:|{}\n", "---:|---:|".repeat(Level::ALL.len()));
    for (name, row) in rows.iter().chain([&("all".to_owned(), total)]) {
        text += &format!("| {name} | {} | {} |", row.packages, row.lines);
        for level in Level::ALL {
            let count = row.maps.get(&level).copied().unwrap_or_default();
            text += &format!(" {count} | {} |", per_100_000(count, row.lines));
        }
        text.push('\n');
    }
    text
}

/// One digit after the point, computed in whole numbers.
fn per_100_000(count: u64, lines: u64) -> String {
    match (count * 1_000_000).checked_div(lines) {
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        None => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn a_map_counts_once_at_its_loudest_level_and_tests_do_not_count() {
        let mut findings = example().findings;
        assert_eq!(maps(&findings), BTreeMap::from([(Level::Error, 1)]));
        findings[1].test = false;
        assert_eq!(maps(&findings), BTreeMap::from([(Level::Error, 1)]));
        findings[1].map = "p.n".to_owned();
        assert_eq!(maps(&findings), BTreeMap::from([(Level::Error, 1), (Level::Warning, 1)]));
    }

    #[test]
    fn the_table_ends_with_the_sum() {
        let row = |lines, count| Row { packages: 2, lines, maps: BTreeMap::from([(Level::Error, count)]) };
        let text = table(&[("a".to_owned(), row(50_000, 3)), ("b".to_owned(), row(0, 0))]);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| a | 2 | 50000 | 3 | 6.0 | 0 | 0.0 | 0 | 0.0 |",
                "| b | 2 | 0 | 0 | - | 0 | - | 0 | - |",
                "| all | 4 | 50000 | 3 | 6.0 | 0 | 0.0 | 0 | 0.0 |",
            ]
        );
    }
}
