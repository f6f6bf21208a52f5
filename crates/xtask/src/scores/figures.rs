//! The closing line of an oracle, and the cases it names.

use std::collections::BTreeMap;

/// How long a run took is not a score, and differs from run to run.
const NOT_A_SCORE: &str = "seconds";

/// Name and figure of each part of the closing line, such as `racy 3/5  clean 5/5`, and of a line `named 1/2` before it, which comes last.
pub(crate) fn figures(output: &str) -> Vec<(&str, &str)> {
    let named = output.lines().filter(|line| line.starts_with("named "));
    let parts = output.lines().last().into_iter().chain(named).flat_map(|line| line.split("  "));
    let pairs = parts.filter_map(|part| part.trim().split_once(' ')).filter(|(name, _)| *name != NOT_A_SCORE);
    let is_figure = |figure: &str| figure.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    pairs.filter(|(_, figure)| is_figure(figure)).collect()
}

/// The figure's name in words.
pub(crate) fn words(name: &str) -> &str {
    match name {
        "racy" => "racy code that is reported",
        "clean" => "clean code that is silent",
        "found" => "bugs that are reported before the fix",
        "explained" => "of these, reports that show where the goroutine starts",
        "named" => "bugs with a rule of their own, reported by it",
        "quiet" => "complete fixes after which the map is silent",
        "quiet-of-found" => "of these, fixes of bugs that were found",
        "failed" => "entries on which the analyser failed",
        "absent" => "entries without a clone",
        other => other,
    }
}

/// The cases after `word` at the start of a line, by group: `missed map_test.go TestX` is `TestX` in `map_test.go`.
pub(crate) fn cases<'a>(output: &'a str, word: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in output.lines() {
        let Some(rest) = line.strip_prefix(word).filter(|rest| rest.starts_with(' ')) else { continue };
        let (group, case) = rest.trim().split_once(' ').unwrap_or(("", rest.trim()));
        groups.entry(group).or_default().push(case);
    }
    for cases in groups.values_mut() {
        cases.sort_unstable();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_read_without_the_time() {
        assert_eq!(figures("missed a\nracy 3/5  clean 5/5\n"), [("racy", "3/5"), ("clean", "5/5")]);
        let output = "named things that are no figure\nnamed 1/2\nfound 3/4  failed 0  absent 1  seconds 17\n";
        assert_eq!(figures(output), [("found", "3/4"), ("failed", "0"), ("absent", "1"), ("named", "1/2")]);
        assert!(figures("").is_empty());
    }

    #[test]
    fn cases_are_grouped() {
        let output = "missed b_test.go Two\nmissed b_test.go One\nmissed alone\nloud   b_test.go Three\nmissedx\n";
        assert_eq!(cases(output, "missed"), BTreeMap::from([("", vec!["alone"]), ("b_test.go", vec!["One", "Two"])]));
        assert_eq!(cases(output, "loud"), BTreeMap::from([("b_test.go", vec!["Three"])]));
    }
}
