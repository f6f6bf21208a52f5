//! What the corpus' script says beyond its closing line.

use std::collections::BTreeMap;

/// The properties by which the script counts, with the words of the tables.
pub(crate) const TALLIES: [(&str, &str); 4] = [
    ("pattern", "found, by the pattern of the bug"),
    ("reach", "found, by how far apart the two sides stand"),
    ("spawn", "found, by what starts the goroutine"),
    ("explained", "explained, by what starts the goroutine"),
];

/// The counts of one property: value and figure, such as `go-stmt` and `3/9`.
pub(crate) fn tally<'a>(output: &'a str, property: &str) -> Vec<(&'a str, &'a str)> {
    let rows = output.lines().filter_map(|line| line.strip_prefix(property)?.strip_prefix(' '));
    let pairs = rows.filter_map(|row| row.trim().rsplit_once(' '));
    let is_figure = |figure: &str| figure.contains('/') && figure.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    pairs.filter(|(_, figure)| is_figure(figure)).map(|(value, figure)| (value.trim(), figure)).collect()
}

/// The missed bugs by pattern, each with its reach and what starts the goroutine.
pub(crate) fn missed(output: &str) -> BTreeMap<&str, Vec<String>> {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in output.lines() {
        let Some((id, why)) = line.strip_prefix("missed  ").and_then(|row| row.split_once("  (")) else { continue };
        let (pattern, rest) = why.trim_end_matches(')').split_once(", ").unwrap_or((why, ""));
        groups.entry(pattern).or_default().push(format!("{id} ({rest})"));
    }
    groups
}

/// The ids of the entries after `word` at the start of a line.
pub(crate) fn ids<'a>(output: &'a str, word: &str) -> Vec<&'a str> {
    let rows = output.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    rows.filter_map(|row| row.split_whitespace().next()).map(|id| id.trim_end_matches(':')).collect()
}

#[cfg(test)]
pub(crate) const EXAMPLE: &str = "absent  a-b 
missed  c-d  (no-lock-at-all, same-type, go-stmt)
missed  e-f  (lazy-init, same-package, http-handler)
FAILED  g-h: buggy: no answer in 300 s
loud    i-j  after the fix: [\"concurrent-map-writes@('a.go', 3)\"]
pattern  lazy-init                        0/1
pattern  no-lock-at-all                   1/2
reach    same-type                        1/2
spawn    go-stmt                          1/2
explained go-stmt                         1/1
named 0/1
found 1/4  explained 1/1  quiet 0/1  quiet-of-found 0/1  failed 1  absent 1  seconds 12
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read() {
        assert_eq!(tally(EXAMPLE, "pattern"), [("lazy-init", "0/1"), ("no-lock-at-all", "1/2")]);
        assert_eq!(tally(EXAMPLE, "reach"), [("same-type", "1/2")]);
        assert_eq!(tally(EXAMPLE, "explained"), [("go-stmt", "1/1")]);
    }

    #[test]
    fn misses_are_grouped_by_pattern() {
        let expected =
            [("lazy-init", vec!["e-f (same-package, http-handler)".to_owned()]), ("no-lock-at-all", vec!["c-d (same-type, go-stmt)".to_owned()])];
        assert_eq!(missed(EXAMPLE), BTreeMap::from(expected));
    }

    #[test]
    fn entries_are_listed() {
        assert_eq!((ids(EXAMPLE, "FAILED"), ids(EXAMPLE, "loud"), ids(EXAMPLE, "absent")), (vec!["g-h"], vec!["i-j"], vec!["a-b"]));
    }
}
