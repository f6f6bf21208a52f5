//! An earlier document beside the new one: what a step moved.

use std::collections::BTreeMap;

/// The head of the table of all figures.
const HEAD: &str = "| oracle | what | figure |\n|---|---|---:|\n";

const HEAD_WITH_BEFORE: &str = "| oracle | what | before | figure |\n|---|---|---:|---:|\n";

/// The document with the figures of an earlier one in a column of their own; `-` where that had none.
pub(crate) fn beside(document: &str, earlier: &str) -> String {
    let Some((top, rest)) = document.split_once(HEAD) else { return document.to_owned() };
    let known: BTreeMap<(&str, &str), &str> = rows(earlier).filter_map(|cells| Some(((cells[0], *cells.get(1)?), *cells.last()?))).collect();
    let end = rest.find("\n\n").map_or(rest.len(), |at| at + 1);
    let (table, below) = rest.split_at(end);
    let with_before = rows(table).map(|cells| {
        let before = known.get(&(cells[0], cells[1])).copied().unwrap_or("-");
        format!("| {} | {} | {before} | {} |\n", cells[0], cells[1], cells[2])
    });
    format!("{top}{HEAD_WITH_BEFORE}{}{below}", with_before.collect::<String>())
}

/// The rows of tables with at least three columns.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let inner = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    inner.map(|line| line.split(" | ").collect::<Vec<&str>>()).filter(|cells| cells.len() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_figures_stand_beside() {
        let new = format!("# Scores\n\n{HEAD}| a | racy | 3/4 |\n| b | clean | 1/1 |\n\n## more\n\n| x | 1 |\n");
        let old = format!("{HEAD_WITH_BEFORE}| a | racy | 1/4 | 2/4 |\n");
        let expected = format!("# Scores\n\n{HEAD_WITH_BEFORE}| a | racy | 2/4 | 3/4 |\n| b | clean | - | 1/1 |\n\n## more\n\n| x | 1 |\n");
        assert_eq!(beside(&new, &old), expected);
        assert_eq!(beside("no table\n", &old), "no table\n");
    }
}
