//! One JSON object, or one a finding. Their keys and the order of these are a promise; `version` rises when one is taken away.

use crate::answer::{Answer, HiddenCounts};
use crate::escape;
use crate::format::write_json;
use crate::sources::{Place, Sources};
use crate::words;
use mapvet_engine::SetAsideBy;
use mapvet_rules::Finding;
use mapvet_sharing::{Problem, Side};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<FindingRow<'a>>,
    problems: Vec<ProblemRow<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    id: &'a str,
    rule: &'static str,
    rules: &'a [&'static str],
    level: &'static str,
    confidence: &'static str,
    links: &'a [String],
    map: &'a str,
    message: &'a str,
    help: &'a str,
    test: bool,
    place: PlaceRow,
    sides: Vec<SideRow<'a>>,
    also: Vec<AlsoRow<'a>>,
    /// What else runs the two accesses.
    started: Vec<StartedRow<'a>>,
    /// No rule offers fixes yet.
    fixes: [(); 0],
    /// Only where something sets the finding aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<SuppressedRow<'a>>,
}

#[derive(Serialize)]
struct SuppressedRow<'a> {
    by: &'static str,
    reason: &'a str,
}

/// A place, 1-based, columns in bytes.
#[derive(Serialize)]
pub struct PlaceRow {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct SideRow<'a> {
    kind: &'static str,
    function: &'a str,
    locks: Vec<LockRow<'a>>,
    steps: Vec<StepRow<'a>>,
}

#[derive(Serialize)]
struct LockRow<'a> {
    path: &'a str,
    mode: &'static str,
}

#[derive(Serialize)]
struct StepRow<'a> {
    what: &'static str,
    function: &'a str,
    text: &'a str,
    place: PlaceRow,
}

#[derive(Serialize)]
struct StartedRow<'a> {
    text: &'a str,
    place: PlaceRow,
}

#[derive(Serialize)]
struct AlsoRow<'a> {
    function: &'a str,
    place: PlaceRow,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    kind: &'a str,
    file: Option<&'a str>,
    line: u32,
    column: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Summary {
    packages: u32,
    files: u32,
    findings: usize,
    hidden: HiddenCounts,
}

/// Writes the whole answer.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        tool: Tool { name: "mapvet", version: env!("CARGO_PKG_VERSION") },
        findings: rows(answer).collect(),
        problems: answer.problems.iter().map(problem_row).collect(),
        summary: Summary { packages: answer.packages, files: answer.files, findings: answer.findings.len(), hidden: answer.hidden },
    };
    write_json(&document, out)
}

/// Writes each finding as it stands in the whole answer, on a line of its own.
pub fn write_lines(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(answer) {
        writeln!(out, "{}", escape::json(&serde_json::to_string(&row)?))?;
    }
    Ok(())
}

fn finding_row<'a>(finding: &'a Finding, sources: &Sources<'_>) -> FindingRow<'a> {
    FindingRow {
        id: &finding.id,
        rule: finding.rule,
        rules: &finding.rules,
        level: finding.level.name(),
        confidence: words::confidence(finding.confidence),
        links: &finding.links,
        map: &finding.map,
        message: &finding.message,
        help: &finding.help,
        test: finding.test,
        place: sources.place(finding.primary).into(),
        sides: finding.sides.iter().map(|side| side_row(side, sources)).collect(),
        also: finding.also.iter().map(|(function, span)| AlsoRow { function, place: sources.place(*span).into() }).collect(),
        started: finding.started.iter().map(|other| StartedRow { text: &other.text, place: sources.place(other.span).into() }).collect(),
        fixes: [],
        suppressed: None,
    }
}

/// What is shown, then what is set aside, if that is asked for.
fn rows<'a>(answer: &'a Answer<'_>) -> impl Iterator<Item = FindingRow<'a>> {
    let shown = answer.findings.iter().map(|finding| finding_row(finding, answer.sources));
    shown.chain(answer.set_aside.iter().map(|aside| {
        let suppressed = match &aside.by {
            SetAsideBy::Comment(reason) => SuppressedRow { by: "comment", reason },
            SetAsideBy::Baseline => SuppressedRow { by: "baseline", reason: "" },
        };
        FindingRow { suppressed: Some(suppressed), ..finding_row(&aside.finding, answer.sources) }
    }))
}

fn side_row<'a>(side: &'a Side, sources: &Sources<'_>) -> SideRow<'a> {
    let steps = side.steps.iter().map(|step| StepRow {
        what: words::step(step.kind),
        function: &step.function,
        text: &step.text,
        place: sources.place(step.span).into(),
    });
    SideRow {
        kind: words::access(side.kind),
        function: &side.function,
        locks: side.locks.iter().map(|lock| LockRow { path: &lock.path, mode: words::mode(lock.mode) }).collect(),
        steps: steps.collect(),
    }
}

fn problem_row(problem: &Problem) -> ProblemRow<'_> {
    ProblemRow { kind: &problem.kind, file: problem.file.as_deref(), line: problem.line, column: problem.column, text: &problem.text }
}

impl From<Place> for PlaceRow {
    fn from(place: Place) -> PlaceRow {
        let Place { file, line, column, end_line, end_column } = place;
        PlaceRow { file, line, column, end_line, end_column }
    }
}
