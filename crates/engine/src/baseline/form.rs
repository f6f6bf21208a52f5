//! The text of a baseline file: JSON with one finding a line, sorted, so that it reads well in a review and merges.
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [
//!     {"id":"3f9a1c07be42","rule":"concurrent-map-writes","map":"...","function":"...","message":"..."}
//!   ]
//! }
//! ```

use super::matching::Identity;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The version of the form. Unknown keys are passed over; a later version is refused.
const VERSION: u64 = 1;

/// Where a conflict of a merge begins, is parted and ends, at the start of a line.
const MERGE_MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What is wrong with the text of a baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// The line, 1-based; 0 when unknown.
    pub line: usize,
    /// In words: lower case, no final dot.
    pub text: String,
}

#[derive(Deserialize)]
struct Document {
    findings: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    rule: String,
    map: String,
    function: String,
    message: String,
}

/// As a row is written: the order of the keys is a promise.
#[derive(Serialize)]
struct RowOut<'a> {
    id: &'a str,
    rule: &'a str,
    map: &'a str,
    function: &'a str,
    message: &'a str,
}

/// Reads the text of a baseline. The findings come sorted.
pub fn parse(text: &[u8]) -> Result<Vec<Identity>, Malformed> {
    let text = std::str::from_utf8(text).map_err(|error| {
        let line = text[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        malformed(line, "the text is not UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.lines().position(|line| MERGE_MARKS.iter().any(|mark| line.starts_with(mark))) {
        return Err(malformed(at + 1, "a merge left its conflict marks here; settle the conflict first"));
    }
    if text.trim().is_empty() {
        return Err(malformed(0, "the file is empty"));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| of_json("this is not JSON", &error))?;
    check_version(&value)?;
    // Read again for the line of whatever is wrong: a value has forgotten its lines.
    drop(value);
    let Document { findings } = serde_json::from_str(text).map_err(|error| of_json("this is no baseline", &error))?;
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for row in &findings {
        if row.id.len() != 12 || !row.id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(malformed(line_of(text, &row.id, 0), "the id of a finding has 12 hex digits in lower case"));
        }
        if !known.insert(&row.id) {
            return Err(malformed(line_of(text, &row.id, 1), &format!("the finding {} stands here a second time", row.id)));
        }
    }
    let of_row = |Row { id, rule, map, function, message }| Identity { map, function, id, rule, message };
    let mut findings: Vec<Identity> = findings.into_iter().map(of_row).collect();
    findings.sort();
    Ok(findings)
}

/// Writes sorted findings as the text of a baseline.
pub fn write(findings: &[Identity], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n  \"version\": {VERSION},\n  \"findings\": [")?;
    for (at, Identity { map, function, id, rule, message }) in findings.iter().enumerate() {
        let row = serde_json::to_string(&RowOut { id, rule, map, function, message })?;
        write!(out, "{}\n    {}", if at == 0 { "" } else { "," }, without_controls(&row))?;
    }
    out.write_all(if findings.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

fn check_version(value: &Value) -> Result<(), Malformed> {
    match value.get("version").map(|version| (version, version.as_u64())) {
        Some((_, Some(VERSION))) => Ok(()),
        Some((_, Some(other))) => Err(malformed(0, &format!("the baseline has version {other}, and this mapvet reads version {VERSION} only"))),
        Some((_, None)) | None => Err(malformed(0, "this is no baseline: it names no version of its form")),
    }
}

fn malformed(line: usize, text: &str) -> Malformed {
    Malformed { line, text: text.to_owned() }
}

/// What the JSON library says, without its own words for the place.
fn of_json(what: &str, error: &serde_json::Error) -> Malformed {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(before, _)| before);
    malformed(error.line(), &format!("{what}: {said}"))
}

/// The line of the `nth` place, from 0, that holds `id` in quotes; 0 if it is written in another way there.
fn line_of(text: &str, id: &str, nth: usize) -> usize {
    let quoted = format!("\"{id}\"");
    let Some((at, _)) = text.match_indices(&quoted).nth(nth) else { return 0 };
    text[..at].matches('\n').count() + 1
}

/// JSON without raw control characters: the library escapes those below U+0020 only.
fn without_controls(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => clean.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: &str, map: &str, message: &str) -> Identity {
        let [map, id, message] = [map, id, message].map(str::to_owned);
        Identity { function: format!("{map}.F"), map, id, rule: "concurrent-map-writes".to_owned(), message }
    }

    fn written(findings: &[Identity]) -> String {
        let mut text = Vec::new();
        write(findings, &mut text).expect("a vector can be written");
        String::from_utf8(text).expect("JSON is UTF-8")
    }

    fn said(text: &str) -> (usize, String) {
        let Malformed { line, text } = parse(text.as_bytes()).expect_err("the text is malformed");
        (line, text)
    }

    #[test]
    fn a_finding_is_a_line() {
        let findings = [finding("00000000000a", "p.a", "`m` is \"x\"\u{9b}\u{2028}\n\u{1b}"), finding("00000000000b", "p.b", "ä")];
        let expected = r#"{
  "version": 1,
  "findings": [
    {"id":"00000000000a","rule":"concurrent-map-writes","map":"p.a","function":"p.a.F","message":"`m` is \"x\"\u009b\u2028\n\u001b"},
    {"id":"00000000000b","rule":"concurrent-map-writes","map":"p.b","function":"p.b.F","message":"ä"}
  ]
}
"#;
        assert_eq!(written(&findings), expected);
        assert_eq!(parse(expected.as_bytes()), Ok(findings.to_vec()));
        assert_eq!(written(&[]), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
        assert_eq!(parse(written(&[]).as_bytes()), Ok(Vec::new()));
    }

    #[test]
    fn what_is_read_is_sorted_and_unknown_keys_are_passed_over() {
        let row = |id: &str, map: &str| format!(r#"{{"map":"{map}","note":[1],"id":"{id}","rule":"r","function":"f","message":"m"}}"#);
        let text = format!("\u{feff}{{\"x\":{{}},\"findings\":[{},{}],\"version\":1}}", row("00000000000a", "q"), row("00000000000b", "p"));
        let maps: Vec<String> = parse(text.as_bytes()).expect("this is a baseline").into_iter().map(|row| row.map).collect();
        assert_eq!(maps, ["p", "q"]);
    }

    #[test]
    fn malformed_texts_are_told_apart_by_line() {
        let text = written(&[finding("00000000000a", "p.a", "m"), finding("00000000000b", "p.b", "m")]);
        assert_eq!(said(&text.replace("0b", "0a")), (5, "the finding 00000000000a stands here a second time".to_owned()));
        assert_eq!(said(&text.replace("0b\"", "0B\"")), (5, "the id of a finding has 12 hex digits in lower case".to_owned()));
        assert_eq!(said(&text.replace("0b\"", "\"")).0, 5);
        assert_eq!(said(&text.replace("\"map\":\"p.b\",", "")), (5, "this is no baseline: missing field `map`".to_owned()));
        assert_eq!(said(&text.replace("},", "}")), (5, "this is not JSON: expected `,` or `]`".to_owned()));
        assert_eq!(said(&text.replace("1,", "2,")), (0, "the baseline has version 2, and this mapvet reads version 1 only".to_owned()));
        let marked = text.replace("    {\"id\":\"00000000000b", "<<<<<<< ours\n    {\"id\":\"00000000000b");
        assert_eq!(said(&marked), (5, "a merge left its conflict marks here; settle the conflict first".to_owned()));
        for mark in ["|||||||", "=======", ">>>>>>> theirs"] {
            assert_eq!(said(&format!("{{\r\n{mark}\r\n}}")).0, 2);
        }
    }

    #[test]
    fn other_files_are_no_baselines() {
        let no_version = "this is no baseline: it names no version of its form";
        for text in ["{}", "[]", "1", r#"{"version":"2.1.0","runs":[]}"#, r#"{"version":-1}"#, r#"{"version":1.5}"#] {
            assert_eq!(said(text), (0, no_version.to_owned()), "{text}");
        }
        assert_eq!(said(r#"{"version":1}"#), (1, "this is no baseline: missing field `findings`".to_owned()));
        assert_eq!(said(r#"{"version":1,"findings":{}}"#).0, 1);
        assert_eq!((said("").1.as_str(), said(" \n").1.as_str()), ("the file is empty", "the file is empty"));
        assert_eq!(said("package p\n").0, 1);
        assert_eq!(parse(b"{\n\xff}").map_err(|error| error.line), Err(2));
        assert!(said(&"[".repeat(100_000)).1.contains("recursion limit"));
        assert!(said(&format!("{{\"version\":1,\"findings\":{}", "[".repeat(100_000))).1.contains("recursion limit"));
    }
}
