//! Two reports of `mapvet check --format json` held against each other.

use crate::escape;
use mapvet_engine::{Identity, Match, match_findings};
use mapvet_rules::Level;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{self, Write};

/// The version of reports that is read here, and of the answer.
const VERSION: u64 = 1;

/// A report, as far as a comparison needs it.
pub struct Document {
    rows: Vec<Row>,
    partial: bool,
}

/// A finding of a report.
pub struct Row {
    known: Known,
    level: Level,
    identity: Identity,
    /// All that the report says of it.
    value: Value,
}

#[derive(Deserialize)]
struct Known {
    id: String,
    rule: String,
    level: String,
    confidence: String,
    map: String,
    message: String,
    place: Place,
    sides: Vec<Side>,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

#[derive(Deserialize)]
struct Side {
    function: String,
}

/// What came, what went and what stayed. Each in the order of its report.
pub struct Compared<'a> {
    /// Only in the later report.
    pub introduced: Vec<&'a Row>,
    /// Only in the earlier report.
    pub fixed: Vec<&'a Row>,
    /// In both, as they were and as they are.
    pub still_there: Vec<(&'a Row, &'a Row, Match)>,
}

impl Document {
    /// Reads a report. The error names a line if it has one, and says what is wrong.
    pub fn parse(text: &[u8]) -> Result<Document, (usize, String)> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut document: Value = serde_json::from_slice(text).map_err(|error| {
            let said = error.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(before, _)| before);
            (error.line(), format!("this is not one JSON object: {said}"))
        })?;
        let other = |what: &str| (0, format!("{what}; `mapvet check --format json` writes what is compared here"));
        match document.get("version") {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) if version.is_u64() => {
                return Err((0, format!("the report has version {version}, and this mapvet reads version {VERSION} only")));
            }
            Some(_) | None => return Err(other("this is no report of mapvet in JSON")),
        }
        let Some(Value::Array(findings)) = document.get_mut("findings").map(Value::take) else {
            return Err(other("this is no report of mapvet in JSON: it has no findings"));
        };
        let kinds = document.get("problems").and_then(Value::as_array).into_iter().flatten().filter_map(|problem| problem.get("kind")?.as_str());
        let partial = { kinds }.any(|kind| matches!(kind, "internal" | "unreadable"));
        let mut rows = Vec::with_capacity(findings.len());
        for (at, value) in findings.into_iter().enumerate() {
            rows.push(Row::new(value).map_err(|wrong| (0, format!("finding {} of the report: {wrong}", at + 1)))?);
        }
        Ok(Document { rows, partial })
    }

    /// Whether the run lost something, so that what the report does not name may be there all the same.
    pub fn is_partial(&self) -> bool {
        self.partial
    }
}

impl Row {
    fn new(value: Value) -> Result<Row, String> {
        let known = Known::deserialize(&value).map_err(|error| error.to_string())?;
        let level = [Level::Error, Level::Warning, Level::Note].into_iter().find(|level| level.name() == known.level);
        let level = level.ok_or_else(|| format!("`{}` is no level", known.level))?;
        let identity = Identity {
            map: known.map.clone(),
            function: known.sides.first().map_or(String::new(), |side| side.function.clone()),
            id: known.id.clone(),
            rule: known.rule.clone(),
            message: known.message.clone(),
        };
        Ok(Row { known, level, identity, value })
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        self.level
    }

    fn place(&self) -> String {
        let Place { file, line, column } = &self.known.place;
        format!("{file}:{line}:{column}")
    }

    /// As the concise form of a report begins.
    fn line(&self) -> String {
        let Known { rule, level, confidence, id, message, .. } = &self.known;
        format!("{}: {level} {rule} [{confidence}] {id}: {message}", self.place())
    }
}

/// Finds out what came, what went and what stayed.
pub fn compare<'a>(old: &'a Document, new: &'a Document) -> Compared<'a> {
    let identities = |document: &Document| -> Vec<Identity> { document.rows.iter().map(|row| row.identity.clone()).collect() };
    let mut pairs = match_findings(&identities(old), &identities(new), true);
    pairs.sort_by_key(|pair| pair.new);
    let (mut stayed, mut known) = (vec![false; old.rows.len()], vec![false; new.rows.len()]);
    for pair in &pairs {
        (stayed[pair.old], known[pair.new]) = (true, true);
    }
    Compared {
        introduced: new.rows.iter().zip(&known).filter(|(_, known)| !**known).map(|(row, _)| row).collect(),
        fixed: old.rows.iter().zip(&stayed).filter(|(_, stayed)| !**stayed).map(|(row, _)| row).collect(),
        still_there: pairs.iter().map(|pair| (&old.rows[pair.old], &new.rows[pair.new], pair.by)).collect(),
    }
}

impl Compared<'_> {
    fn moved(&self) -> impl Iterator<Item = (&Row, &Row)> {
        self.still_there.iter().filter(|(_, _, by)| *by == Match::Moved).map(|(old, new, _)| (*old, *new))
    }
}

/// One line for each finding that was introduced, fixed or moved.
pub fn write_text(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in &compared.introduced {
        writeln!(out, "introduced {}", escape::line(&row.line()))?;
    }
    for row in &compared.fixed {
        writeln!(out, "fixed {}", escape::line(&row.line()))?;
    }
    for (old, new) in compared.moved() {
        writeln!(out, "moved {}", escape::line(&format!("{} (was {}, {})", new.line(), old.place(), old.known.id)))?;
    }
    Ok(())
}

/// The closing line.
pub fn summary(compared: &Compared<'_>) -> String {
    let introduced = compared.introduced.len();
    let of = |level: Level| compared.introduced.iter().filter(|row| row.level == level).count();
    let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")].map(|(level, name)| (of(level), name));
    let levels: Vec<String> = levels.iter().filter(|(count, _)| *count > 0).map(|(count, name)| crate::closing::counted(*count, name)).collect();
    let levels = if levels.is_empty() { String::new() } else { format!(" ({})", levels.join(", ")) };
    let moved = match compared.moved().count() {
        0 => String::new(),
        count => format!(" ({count} moved)"),
    };
    format!("{introduced} introduced{levels}, {} fixed, {} still there{moved}", compared.fixed.len(), compared.still_there.len())
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u64,
    tool: Tool,
    introduced: Vec<&'a Value>,
    fixed: Vec<&'a Value>,
    still_there: Vec<Stayed<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Stayed<'a> {
    moved: bool,
    old: &'a Value,
    new: &'a Value,
}

#[derive(Serialize)]
struct Counts {
    introduced: usize,
    fixed: usize,
    still_there: usize,
    moved: usize,
}

/// One JSON object; each finding is as its report has it.
pub fn write_json(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Compared { introduced, fixed, still_there } = compared;
    let answer = Answer {
        version: VERSION,
        tool: Tool { name: "mapvet", version: env!("CARGO_PKG_VERSION") },
        introduced: introduced.iter().map(|row| &row.value).collect(),
        fixed: fixed.iter().map(|row| &row.value).collect(),
        still_there: still_there.iter().map(|(old, new, by)| Stayed { moved: *by == Match::Moved, old: &old.value, new: &new.value }).collect(),
        summary: Counts { introduced: introduced.len(), fixed: fixed.len(), still_there: still_there.len(), moved: compared.moved().count() },
    };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&answer)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// `id package line level` of a finding in `F`.
    fn report(findings: &[(&str, &str, u32, &str)]) -> Document {
        let row = |(id, package, line, level): &(&str, &str, u32, &str)| {
            format!(
                r#"{{"id":"{id}","rule":"concurrent-map-writes","level":"{level}","confidence":"high","map":"m/{package}.T.m","message":"`t.m` is \u001b written","more":1,"place":{{"file":"{package}/a.go","line":{line},"column":2,"end_line":1,"end_column":1}},"sides":[{{"function":"m/{package}.F{line}"}}]}}"#
            )
        };
        let rows: Vec<String> = findings.iter().map(row).collect();
        let text = format!(r#"{{"version":1,"findings":[{}],"problems":[]}}"#, rows.join(","));
        Document::parse(text.as_bytes()).unwrap_or_else(|(_, wrong)| panic!("{wrong}"))
    }

    fn check(write: impl Fn(&Compared<'_>, &mut dyn Write) -> io::Result<()>, expected: Expect) {
        let old = report(&[("00000000000a", "p", 1, "error"), ("00000000000b", "p", 2, "error"), ("00000000000c", "in/q", 3, "warning")]);
        let new = report(&[("00000000000d", "q", 3, "warning"), ("00000000000e", "p", 9, "note"), ("00000000000a", "p", 1, "error")]);
        let mut text = Vec::new();
        write(&compare(&old, &new), &mut text).expect("a vector can be written");
        expected.assert_eq(&String::from_utf8(text).expect("the answer is UTF-8"));
    }

    #[test]
    fn text_has_a_line_for_what_came_went_and_moved() {
        let text = |compared: &Compared<'_>, out: &mut dyn Write| write_text(compared, out).and_then(|()| writeln!(out, "{}", summary(compared)));
        check(
            text,
            expect![[r#"
            introduced p/a.go:9:2: note concurrent-map-writes [high] 00000000000e: `t.m` is \x1b written
            fixed p/a.go:2:2: error concurrent-map-writes [high] 00000000000b: `t.m` is \x1b written
            moved q/a.go:3:2: warning concurrent-map-writes [high] 00000000000d: `t.m` is \x1b written (was in/q/a.go:3:2, 00000000000c)
            1 introduced (1 note), 1 fixed, 2 still there (1 moved)
        "#]],
        );
    }

    #[test]
    fn json_holds_findings_as_the_reports_have_them() {
        check(
            write_json,
            expect![[r#"
            {
              "version": 1,
              "tool": {
                "name": "mapvet",
                "version": "0.1.0"
              },
              "introduced": [
                {
                  "id": "00000000000e",
                  "rule": "concurrent-map-writes",
                  "level": "note",
                  "confidence": "high",
                  "map": "m/p.T.m",
                  "message": "`t.m` is \u001b written",
                  "more": 1,
                  "place": {
                    "file": "p/a.go",
                    "line": 9,
                    "column": 2,
                    "end_line": 1,
                    "end_column": 1
                  },
                  "sides": [
                    {
                      "function": "m/p.F9"
                    }
                  ]
                }
              ],
              "fixed": [
                {
                  "id": "00000000000b",
                  "rule": "concurrent-map-writes",
                  "level": "error",
                  "confidence": "high",
                  "map": "m/p.T.m",
                  "message": "`t.m` is \u001b written",
                  "more": 1,
                  "place": {
                    "file": "p/a.go",
                    "line": 2,
                    "column": 2,
                    "end_line": 1,
                    "end_column": 1
                  },
                  "sides": [
                    {
                      "function": "m/p.F2"
                    }
                  ]
                }
              ],
              "still_there": [
                {
                  "moved": true,
                  "old": {
                    "id": "00000000000c",
                    "rule": "concurrent-map-writes",
                    "level": "warning",
                    "confidence": "high",
                    "map": "m/in/q.T.m",
                    "message": "`t.m` is \u001b written",
                    "more": 1,
                    "place": {
                      "file": "in/q/a.go",
                      "line": 3,
                      "column": 2,
                      "end_line": 1,
                      "end_column": 1
                    },
                    "sides": [
                      {
                        "function": "m/in/q.F3"
                      }
                    ]
                  },
                  "new": {
                    "id": "00000000000d",
                    "rule": "concurrent-map-writes",
                    "level": "warning",
                    "confidence": "high",
                    "map": "m/q.T.m",
                    "message": "`t.m` is \u001b written",
                    "more": 1,
                    "place": {
                      "file": "q/a.go",
                      "line": 3,
                      "column": 2,
                      "end_line": 1,
                      "end_column": 1
                    },
                    "sides": [
                      {
                        "function": "m/q.F3"
                      }
                    ]
                  }
                },
                {
                  "moved": false,
                  "old": {
                    "id": "00000000000a",
                    "rule": "concurrent-map-writes",
                    "level": "error",
                    "confidence": "high",
                    "map": "m/p.T.m",
                    "message": "`t.m` is \u001b written",
                    "more": 1,
                    "place": {
                      "file": "p/a.go",
                      "line": 1,
                      "column": 2,
                      "end_line": 1,
                      "end_column": 1
                    },
                    "sides": [
                      {
                        "function": "m/p.F1"
                      }
                    ]
                  },
                  "new": {
                    "id": "00000000000a",
                    "rule": "concurrent-map-writes",
                    "level": "error",
                    "confidence": "high",
                    "map": "m/p.T.m",
                    "message": "`t.m` is \u001b written",
                    "more": 1,
                    "place": {
                      "file": "p/a.go",
                      "line": 1,
                      "column": 2,
                      "end_line": 1,
                      "end_column": 1
                    },
                    "sides": [
                      {
                        "function": "m/p.F1"
                      }
                    ]
                  }
                }
              ],
              "summary": {
                "introduced": 1,
                "fixed": 1,
                "still_there": 2,
                "moved": 1
              }
            }
        "#]],
        );
    }

    #[test]
    fn other_files_are_no_reports() {
        let wrong = |text: &str| Document::parse(text.as_bytes()).err().map(|(line, wrong)| format!("{line} {wrong}")).unwrap_or_default();
        let hint = "; `mapvet check --format json` writes what is compared here";
        assert_eq!(wrong("package p\n"), "1 this is not one JSON object: expected value");
        assert_eq!(wrong("{\"id\":1}\n{\"id\":2}\n"), "2 this is not one JSON object: trailing characters");
        for text in ["[]", "{}", "{\"version\":\"2.1.0\",\"runs\":[]}"] {
            assert_eq!(wrong(text), format!("0 this is no report of mapvet in JSON{hint}"));
        }
        assert_eq!(wrong(r#"{"version":1}"#), format!("0 this is no report of mapvet in JSON: it has no findings{hint}"));
        assert_eq!(wrong(r#"{"version":2}"#), "0 the report has version 2, and this mapvet reads version 1 only");
        assert_eq!(wrong(r#"{"version":1,"findings":[{}]}"#), "0 finding 1 of the report: missing field `id`");
        assert!(wrong(&"[".repeat(100_000)).contains("recursion limit"));
        let row =
            r#"{"id":"a","rule":"r","level":"loud","confidence":"high","map":"m","message":"","place":{"file":"","line":1,"column":1},"sides":[]}"#;
        assert_eq!(wrong(&format!(r#"{{"version":1,"findings":[{row}]}}"#)), "0 finding 1 of the report: `loud` is no level");
        let row = row.replace("loud", "note");
        let document = format!("\u{feff}{{\"version\":1,\"findings\":[{row}],\"problems\":[{{\"kind\":\"unreadable\"}}]}}");
        assert!(Document::parse(document.as_bytes()).is_ok_and(|document| document.is_partial()));
    }
}
