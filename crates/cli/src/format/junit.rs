//! JUnit XML: a suite a rule, a failed case a finding. It holds no times.

use crate::answer::Answer;
use crate::format::detail;
use crate::format::xml::{DECLARATION, escape};
use crate::sources::Sources;
use mapvet_rules::Finding;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes one document. Readers take a report without cases for a mistake, so one case speaks for a run without findings;
/// it fails if a part of the run was lost, and stands beside the findings then.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &answer.findings {
        rules.entry(finding.rule).or_default().push(failed(finding, answer.sources));
    }
    let run = answer.findings.is_empty() || !answer.complete;
    let (failures, errors) = (answer.findings.len(), usize::from(!answer.complete));
    writeln!(out, "{DECLARATION}\n<testsuites {}>", counts("mapvet", failures + usize::from(run), failures, errors))?;
    if run {
        suite(&counts("mapvet", 1, 0, errors), &[whole(answer.complete)], out)?;
    }
    for (rule, cases) in rules {
        suite(&counts(rule, cases.len(), cases.len(), 0), &cases, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(attributes: &str, cases: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  <testsuite {attributes}>\n{}\n  </testsuite>", cases.join("\n"))
}

fn counts(name: &str, tests: usize, failures: usize, errors: usize) -> String {
    format!(r#"name="{}" tests="{tests}" failures="{failures}" errors="{errors}""#, escape(name))
}

/// The case for the run itself.
fn whole(complete: bool) -> String {
    if complete {
        return r#"    <testcase classname="mapvet" name="check"/>"#.to_owned();
    }
    let error = r#"<error message="a part could not be analysed" type="incomplete"/>"#;
    format!("    <testcase classname=\"mapvet\" name=\"check\">\n      {error}\n    </testcase>")
}

/// The name holds no line number: services follow a case by it.
fn failed(finding: &Finding, sources: &Sources<'_>) -> String {
    let place = sources.place(finding.primary);
    let function = finding.sides.first().map_or(String::new(), |side| format!(" in {}", side.function));
    let subject = if finding.is_about_comment() { place.file.as_str() } else { finding.map.as_str() };
    let case = format!(
        r#"<testcase classname="{}" name="{}" file="{}" line="{}">"#,
        escape(finding.rule),
        escape(&format!("{subject}{function} ({})", finding.id)),
        escape(&place.file),
        place.line
    );
    let failure = format!(r#"<failure message="{}" type="{}">"#, escape(&finding.message), finding.level.name());
    let text = rows(finding, sources).iter().map(|row| escape(row)).collect::<Vec<_>>().join("\n");
    format!("    {case}\n      {failure}{text}</failure>\n    </testcase>")
}

fn rows(finding: &Finding, sources: &Sources<'_>) -> Vec<String> {
    let mut rows = detail::parts(finding, sources);
    if let Some(message) = rows.first_mut() {
        *message = format!("{}: {}: {message}", sources.at(finding.primary), finding.level.name());
    }
    if !finding.why.is_empty() {
        rows.push(format!("why: {}", finding.why));
    }
    rows.push(format!("id: {0} (mapvet explain {0})", finding.id));
    rows
}
