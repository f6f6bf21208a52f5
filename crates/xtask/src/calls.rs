//! `cargo xtask calls`: how many calls lead to code that is known, and why the others do not.

use crate::failure::Failure;
use crate::noise::label;
use crate::settings::everything;
use mapvet_engine::{Quiet, check};
use mapvet_sharing::{CallStats, Confidence};
use std::path::PathBuf;

/// Print the share of calls whose callee is known, and the others by cause
///
/// Calls of libraries are not counted: what they run is told by models. Tests are counted.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Trees to analyse, each the root of a project
    #[arg(required = true, value_name = "DIR")]
    trees: Vec<PathBuf>,
}

/// The groups, in the order of the columns; the first four are known.
fn groups(stats: &CallStats) -> [(&'static str, u32); 10] {
    [
        ("named", stats.named),
        ("interface", stats.interfaces),
        ("function value", stats.function_values),
        ("handed in", stats.handed_in),
        ("foreign interface", stats.foreign_interfaces),
        ("too many behind", stats.too_many_behind),
        ("nobody behind", stats.nobody_behind),
        ("lost value", stats.lost_values),
        ("no body", stats.without_body),
        ("unknown", stats.unknown),
    ]
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for tree in &arguments.trees {
        let report = check(&everything(tree, Confidence::High), &Quiet);
        rows.push((label(tree)?, report.stats().by_call));
    }
    print!("{}", table(&rows));
    Ok(())
}

fn table(rows: &[(String, CallStats)]) -> String {
    let names: Vec<&str> = groups(&CallStats::default()).iter().map(|(name, _)| *name).collect();
    let mut text = format!("| tree | calls | known | {} |\n|---|---:|---:|{}\n", names.join(" | "), "---:|".repeat(names.len()));
    let mut total = [0; 10];
    let mut line = |name: &str, counts: [u32; 10]| {
        let (all, known): (u32, u32) = (counts.iter().sum(), counts[..4].iter().sum());
        let share = f64::from(known) * 100.0 / f64::from(all.max(1));
        let cells: Vec<String> = counts.iter().map(u32::to_string).collect();
        text += &format!("| {name} | {all} | {share:.1} % | {} |\n", cells.join(" | "));
    };
    for (name, stats) in rows {
        let counts = groups(stats).map(|(_, count)| count);
        total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        line(name, counts);
    }
    line("all", total);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_all_calls() {
        let stats = CallStats { named: 6, interfaces: 1, function_values: 1, unknown: 2, ..CallStats::default() };
        let text = table(&[("a".to_owned(), stats)]);
        assert!(text.contains("| a | 10 | 80.0 % | 6 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 2 |"), "{text}");
        assert!(text.ends_with("| all | 10 | 80.0 % | 6 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 2 |\n"), "{text}");
    }
}
