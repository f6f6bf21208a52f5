//! The keys of the configuration: the one place where they are listed. What checks a file, the JSON schema, the file that
//! `mapvet config init` writes and the tests of the manual are made from it.

use crate::constraint::{ARCHITECTURES, SYSTEMS};
use crate::filter::globs;
use mapvet_model::{Form, Key, Shape, Words};
use mapvet_rules::{Level, rule_and_group_ids};
use mapvet_sharing::Confidence;

/// The version of the format that is read here.
pub(super) const VERSION: i64 = 1;

/// How sure a finding has to be, by its word.
pub(super) const CONFIDENCES: [(&str, Confidence); 3] = [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];

/// What a rule's findings may at most be, by its word; nothing for `off`.
pub(super) const LEVELS: [(&str, Option<Level>); 4] =
    [("error", Some(Level::Error)), ("warning", Some(Level::Warning)), ("note", Some(Level::Note)), ("off", None)];

const CONFIDENCE: Shape = Shape::Word(Words { what: "a confidence", list: || CONFIDENCES.map(|(word, _)| word).to_vec() });
const FAIL_ON: Shape = Shape::Word(Words { what: "a level to fail on", list: || vec!["error", "warning", "never"] });
const SYSTEM: Shape = Shape::Word(Words { what: "a system that Go knows", list: || SYSTEMS.to_vec() });
const ARCHITECTURE: Shape = Shape::Word(Words { what: "an architecture that Go knows", list: || ARCHITECTURES.to_vec() });
const RULE_WORDS: Words = Words { what: "a rule or group of rules", list: rule_and_group_ids };
static RULE: Shape = Shape::Word(RULE_WORDS);
static LEVEL: Shape = Shape::Word(Words { what: "a level", list: || LEVELS.map(|(word, _)| word).to_vec() });
static TAG: Shape = Shape::Text(Form { what: "a build tag", pattern: r"^[\p{L}\p{N}_.]+$", check: is_tag });
static PATTERN: Shape = Shape::Text(Form { what: "a pattern such as `internal/legacy/**`", pattern: r"^[^/]", check: |text| globs(text).map(drop) });
static FILE: Shape = Shape::Text(FILE_FORM);
const FILE_FORM: Form = Form { what: "the path of a file", pattern: r"^[^\x00]+$", check: is_file };
const SIZE: Shape = Shape::Text(Form {
    what: "a size: a number of bytes, or a number with KiB, MiB or GiB",
    pattern: r"^[0-9]+(B|K|KiB|M|MiB|G|GiB)?$",
    check: |text| read_size(text).map(drop),
});

/// All keys of `.mapvet.toml`.
pub static KEYS: [Key; 5] = [
    Key { name: "version", about: "The version of this format.", shape: Shape::Integer(VERSION, VERSION), required: true, default: "", example: "1" },
    table("analysis", "What is analysed.", Shape::Table(&ANALYSIS), "{ tests = false }"),
    table("report", "What is reported.", Shape::Table(&REPORT), "{ min-confidence = \"high\" }"),
    table("rules", "Which rules count, and how much.", Shape::Table(&RULES), "{ level = { concurrent-map = \"warning\" } }"),
    table(
        "path",
        "What holds in some paths; a later table wins over an earlier one.",
        Shape::Tables(&PATH),
        "[{ match = [\"internal/legacy/**\"], min-confidence = \"high\" }]",
    ),
];

const fn table(name: &'static str, about: &'static str, shape: Shape, example: &'static str) -> Key {
    Key { name, about, shape, required: false, default: "", example }
}

const fn key(name: &'static str, about: &'static str, shape: Shape, default: &'static str, example: &'static str) -> Key {
    Key { name, about, shape, required: false, default, example }
}

static ANALYSIS: [Key; 6] = [
    key("tests", "Whether `_test.go` files are analysed too.", Shape::Bool, "true", "false"),
    key("tags", "Build tags that are set.", Shape::List(0, &TAG), "[]", "[\"integration\"]"),
    key("goos", "The system whose files count, as Go spells it; without this key that of GOOS or of the machine.", SYSTEM, "", "\"linux\""),
    key("goarch", "The architecture whose files count; without this key that of GOARCH or of the machine.", ARCHITECTURE, "", "\"amd64\""),
    key("max-file-size", "Larger files are left out: bytes, or with KiB, MiB, GiB.", SIZE, "\"8MiB\"", "\"1MiB\""),
    key("models", "Files with library models of your own.", Shape::List(0, &FILE), "[]", "[\"mapvet-models.toml\"]"),
];

static REPORT: [Key; 5] = [
    key("min-confidence", "Findings that are at least this sure are reported: high, medium or low.", CONFIDENCE, "\"medium\"", "\"high\""),
    key("fail-on", "The level from which on findings give exit status 1: error, warning or never.", FAIL_ON, "\"error\"", "\"warning\""),
    key("generated", "Whether findings are reported that stand in generated files only.", Shape::Bool, "false", "true"),
    key(
        "exclude",
        "Files and folders that are analysed but not reported in; the closing line counts what that hides.",
        Shape::List(0, &PATTERN),
        "[]",
        "[\"**/*_mock.go\"]",
    ),
    key("baseline", "A baseline file: findings that it holds are not reported.", Shape::Text(FILE_FORM), "", "\".mapvet-baseline.json\""),
];

static RULES: [Key; 3] = [
    key("select", "Only these rules or groups; none means all.", Shape::List(0, &RULE), "[]", "[\"concurrent-map-writes\"]"),
    key("ignore", "Not these rules or groups.", Shape::List(0, &RULE), "[]", "[\"concurrent-map-read-and-map-write\"]"),
    key(
        "level",
        "The most that findings of a rule or group are: error, warning, note or off; a rule wins over its group, and a finding that is not sure enough stays below.",
        Shape::ByWord(RULE_WORDS, &LEVEL),
        "{}",
        "{ concurrent-map = \"warning\" }",
    ),
];

static PATH: [Key; 4] = [
    Key {
        required: true,
        ..key(
            "match",
            "Files and folders, relative to the folder of this file; the file that a finding is reported in decides.",
            Shape::List(1, &PATTERN),
            "",
            "[\"internal/legacy/**\"]",
        )
    },
    key("ignore", "Rules or groups that are not reported here.", Shape::List(0, &RULE), "[]", "[\"concurrent-map-read-and-map-write\"]"),
    key("level", "As `rules.level`, here.", Shape::ByWord(RULE_WORDS, &LEVEL), "{}", "{ concurrent-map-writes = \"note\" }"),
    key("min-confidence", "As `report.min-confidence`, here.", CONFIDENCE, "", "\"high\""),
];

fn is_tag(text: &str) -> Result<(), String> {
    let is_tag = !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.');
    if is_tag { Ok(()) } else { Err("letters, digits, `_` and `.`".to_owned()) }
}

fn is_file(text: &str) -> Result<(), String> {
    if text.is_empty() || text.contains('\0') { Err("it has no name".to_owned()) } else { Ok(()) }
}

/// Reads `17`, `8MiB`, `2G`: a number of bytes.
///
/// # Errors
///
/// What a size is, in words.
pub fn read_size(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        _ => return Err("a size is a number of bytes, or a number with KiB, MiB or GiB".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "a size begins with a number".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "the size is too large".to_owned())
}
