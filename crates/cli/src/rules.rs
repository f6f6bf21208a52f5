//! The rules as a table and as JSON.

use crate::escape;
use crate::look::Look;
use crate::page::ascii;
use crate::words;
use anstyle::{AnsiColor, Style};
use mapvet_rules::{GROUPS, Level, Rule};
use serde::Serialize;
use std::io::{self, Write};
use textwrap::core::display_width;

/// Fewer columns are too few for a summary: it goes below its rule then.
const LEAST_SUMMARY: usize = 24;

/// What `--json` says of a rule. Keys may be added; none is removed or changes its meaning.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    summary: &'static str,
    level: &'static str,
    maturity: &'static str,
    fixes: &'static str,
    groups: Vec<&'static str>,
    docs: &'static str,
}

/// All that is known of each rule, as one array.
pub fn json(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let row = |rule: &&Rule| Row {
        id: rule.id,
        summary: rule.summary,
        level: rule.level.name(),
        maturity: rule.maturity.name(),
        fixes: words::availability(rule.fixes),
        groups: GROUPS.iter().filter(|group| group.rules.contains(&rule.id)).map(|group| group.id).collect(),
        docs: rule.docs,
    };
    let rows: Vec<Row> = rules.iter().map(row).collect();
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&rows)?))
}

/// One row a rule, with its summary beside or below it.
pub fn table(rules: &[&Rule], look: Look, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let header = ["rule", "level", "maturity", "fixes"];
    let cells = |rule: &Rule| [rule.id, rule.level.name(), rule.maturity.name(), words::availability(rule.fixes)];
    let widths: [usize; 4] = std::array::from_fn(|column| {
        let longest = rules.iter().map(|rule| display_width(cells(rule)[column])).max();
        longest.unwrap_or(0).max(header[column].len())
    });
    let paint = |style: Style, text: &str| if look.color { format!("{style}{text}{style:#}") } else { text.to_owned() };
    let left = widths.iter().sum::<usize>() + 2 * widths.len();
    let beside = width.saturating_sub(left) >= LEAST_SUMMARY;
    let bold = Style::new().bold();
    let write_row = |out: &mut dyn Write, cells: [&str; 4], styles: [Style; 4], summary: &[String], style: Style| {
        let mut row = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let last = !beside && column + 1 == cells.len();
            let padding = if last { 0 } else { widths[column] + 2 - display_width(cell) };
            row.push_str(&paint(styles[column], cell));
            row.push_str(&" ".repeat(padding));
        }
        for (number, line) in summary.iter().enumerate() {
            let margin = if beside { left } else { 4 };
            if !beside || number > 0 {
                row.push('\n');
                row.push_str(&" ".repeat(margin));
            }
            row.push_str(&paint(style, line));
        }
        writeln!(out, "{row}")
    };
    let title: &[String] = if beside { &["what it finds".to_owned()] } else { &[] };
    write_row(out, header, [bold; 4], title, bold)?;
    for rule in rules {
        let summary = if look.unicode { rule.summary.to_owned() } else { ascii(rule.summary) };
        let space = if beside { width - left } else { width.saturating_sub(4).max(1) };
        let lines: Vec<String> = textwrap::wrap(&summary, options(space)).into_iter().map(|line| line.into_owned()).collect();
        let level = Style::new().fg_color(Some(level_color(rule.level).into()));
        write_row(out, cells(rule), [bold, level, Style::new(), Style::new()], &lines, Style::new())?;
    }
    Ok(())
}

/// Lines break at spaces only: ids and commands stay whole.
pub fn options(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
}

fn level_color(level: Level) -> AnsiColor {
    match level {
        Level::Note => AnsiColor::Green,
        Level::Warning => AnsiColor::Yellow,
        Level::Error => AnsiColor::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;
    use mapvet_rules::RULES;

    fn written(look: Look, width: usize) -> String {
        let mut out = Vec::new();
        table(&RULES, look, width, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("tables are UTF-8")
    }

    const PLAIN: Look = Look { color: false, unicode: true };

    #[test]
    fn tables_fit_their_width() {
        for (width, file) in [
            (80, expect_file!["../../../testdata/cli/rules.80.txt"]),
            (100, expect_file!["../../../testdata/cli/rules.100.txt"]),
            (40, expect_file!["../../../testdata/cli/rules.40.txt"]),
        ] {
            let text = written(PLAIN, width);
            assert!(width < 80 || text.lines().all(|line| display_width(line) <= width), "{text}");
            assert!(!text.lines().any(|line| line.ends_with(' ')), "{text}");
            file.assert_eq(&text);
        }
    }

    #[test]
    fn color_only_adds() {
        let colored = written(Look { color: true, ..PLAIN }, 100);
        assert!(colored.contains('\x1b'));
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), written(PLAIN, 100));
    }

    #[test]
    fn json_holds_every_rule_with_its_page() {
        let mut out = Vec::new();
        json(&RULES, &mut out).expect("memory takes all");
        let rows: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
        let rows = rows.as_array().expect("it is an array");
        assert_eq!(rows.len(), RULES.len());
        for (row, rule) in rows.iter().zip(RULES) {
            let keys: Vec<&String> = row.as_object().expect("rows are objects").keys().collect();
            assert_eq!(keys, ["id", "summary", "level", "maturity", "fixes", "groups", "docs"]);
            let groups = row["groups"].as_array().expect("groups are an array");
            assert!(GROUPS.iter().all(|group| group.rules.contains(&rule.id) == groups.contains(&group.id.into())), "{row}");
            assert_eq!((&row["id"], &row["docs"], &row["level"]), (&rule.id.into(), &rule.docs.into(), &rule.level.name().into()));
        }
    }
}
