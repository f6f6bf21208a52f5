//! SARIF 2.1.0, for code scanning services and viewers.
//!
//! Columns are UTF-16 units. Nothing in it names the machine, so that the same input gives the same bytes everywhere.

use super::full::held;
use super::sarif_log::*;
use super::{plain_text, pretty, sarif_limits, sarif_notices};
use crate::answer::Answer;
use crate::fingerprint::line_hashes;
use crate::sources::Sources;
use crate::words;
use mapvet_engine::SetAsideBy;
use mapvet_rules::{Finding, Level, Maturity, RULES, Rule};
use mapvet_sharing::{Confidence, Side, StepKind};
use mapvet_syntax::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const ROOT: &str = "%SRCROOT%";

/// Writes the whole answer as a log with one run.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_up_to(sarif_limits::LARGEST, answer, out)
}

/// Writes a log that says so if it has more than `largest` bytes.
pub fn write_up_to(largest: usize, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let results = results(answer);
    let mut notifications: Vec<Notification> = answer.problems.iter().map(sarif_notices::problem).collect();
    notifications.extend(sarif_notices::left_out(answer.left_out));
    notifications.extend(sarif_limits::exceeded(&results));
    let mut log = log(answer.complete, notifications, results);
    let mut text = pretty(&log)?;
    if text.len() > largest {
        log.add(sarif_limits::too_large(text.len()));
        text = pretty(&log)?;
    }
    out.write_all(text.as_bytes())
}

fn log(complete: bool, notifications: Vec<Notification>, results: Vec<SarifResult>) -> Log {
    let driver = Driver {
        name: "mapvet",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        short_description: text("Finds Go maps that goroutines share without a lock."),
        rules: RULES.iter().map(|rule| descriptor(rule)).collect(),
        notifications: Vec::new(),
    };
    let run = Run {
        tool: Tool { driver },
        automation_details: Automation { id: "mapvet/" },
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BaseIds { root: BaseId { description: text("The folder in which mapvet ran.") } },
        invocations: [Invocation { execution_successful: complete, tool_execution_notifications: Vec::new() }],
        results,
    };
    let mut log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    notifications.into_iter().for_each(|notification| log.add(notification));
    log
}

impl Log {
    /// Adds a notification, and its kind to those that the tool has.
    fn add(&mut self, notification: Notification) {
        let [Run { tool, invocations: [invocation], .. }] = &mut self.runs;
        let kinds = &mut tool.driver.notifications;
        if let Err(at) = kinds.binary_search_by(|kind| kind.id.cmp(&notification.descriptor.id)) {
            kinds.insert(at, sarif_notices::descriptor(&notification.descriptor.id));
        }
        invocation.tool_execution_notifications.push(notification);
    }
}

/// What is shown, then what is set aside, if that is asked for.
fn results(answer: &Answer<'_>) -> Vec<SarifResult> {
    let mut hashes = Hashes { sources: answer.sources, known: BTreeMap::new() };
    let mut results: Vec<SarifResult> = Vec::new();
    for finding in &answer.findings {
        // Where some results are marked, the others say that they are not.
        let suppressions = (!answer.set_aside.is_empty()).then(Vec::new);
        results.push(SarifResult { suppressions, ..result(finding, answer.sources, &mut hashes) });
    }
    for aside in answer.set_aside {
        results.push(SarifResult { suppressions: Some(vec![suppression(&aside.by)]), ..result(&aside.finding, answer.sources, &mut hashes) });
    }
    results
}

fn descriptor(rule: &Rule) -> Descriptor {
    Descriptor {
        id: rule.id,
        short_description: text(&sentence(rule.summary)),
        full_description: text(&plain_text::paragraph(rule.section("What it finds").unwrap_or(rule.summary))),
        help: Help { text: plain_text::page(rule.docs), markdown: rule.docs.to_owned() },
        default_configuration: Configuration { level: rule.level.name() },
        properties: RuleProperties {
            precision: match rule.maturity {
                Maturity::Preview => "medium",
                Maturity::Stable => "high",
            },
            severity: match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "recommendation",
            },
            tags: tags(rule),
        },
    }
}

/// The weaknesses that the page of a rule names, and what kind of problem it finds. GitHub shows ten of them.
fn tags(rule: &Rule) -> Vec<String> {
    let numbers = rule.docs.split("CWE-").skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let weaknesses: BTreeSet<String> = numbers.filter(|number| !number.is_empty()).collect();
    let kinds: &[&str] = if weaknesses.is_empty() { &["maintainability"] } else { &["concurrency", "reliability"] };
    let weaknesses = weaknesses.iter().map(|number| format!("external/cwe/cwe-{number}"));
    kinds.iter().map(|kind| (*kind).to_owned()).chain(weaknesses).collect()
}

fn suppression(by: &SetAsideBy) -> Suppression {
    match by {
        SetAsideBy::Comment(reason) => Suppression { kind: "inSource", justification: reason.clone() },
        SetAsideBy::Baseline => Suppression { kind: "external", justification: String::new() },
    }
}

fn result(finding: &Finding, sources: &Sources<'_>, hashes: &mut Hashes<'_>) -> SarifResult {
    let function = finding.sides.first().map_or("", |side| side.function.as_str());
    let related = finding.related.iter().chain(&finding.started).enumerate().map(|(at, related)| Location {
        id: Some(at + 1),
        message: Some(text(&related.text)),
        ..location(related.span, "", sources)
    });
    SarifResult {
        rule_id: finding.rule,
        rule_index: RULES.iter().position(|rule| rule.id == finding.rule).unwrap_or(0),
        level: finding.level.name(),
        rank: match finding.confidence {
            Confidence::High => 90.0,
            Confidence::Medium => 60.0,
            Confidence::Low => 30.0,
        },
        message: text(&message(finding)),
        locations: [location(finding.primary, function, sources)],
        related_locations: related.collect(),
        code_flows: if finding.sides.is_empty() { Vec::new() } else { vec![CodeFlow { thread_flows: thread_flows(finding, sources) }] },
        suppressions: None,
        partial_fingerprints: Fingerprints { line: hashes.of(finding.primary), finding: finding.id.clone() },
        properties: ResultProperties {
            map: finding.map.clone(),
            rules: finding.rules.clone(),
            confidence: words::confidence(finding.confidence),
            links: finding.links.clone(),
            test: finding.test,
        },
    }
}

/// The message, with a link to every related place: services show only places that are linked. Its first sentence is
/// taken for the title.
fn message(finding: &Finding) -> String {
    if finding.related.is_empty() {
        return format!("{} {}", plain(&sentence(&finding.message)), plain(&sentence(&finding.help)));
    }
    let links = finding.related.iter().chain(&finding.started).enumerate().map(|(at, related)| format!("[{}]({})", plain(&related.text), at + 1));
    format!("{} Places: {}. {}", plain(&sentence(&finding.message)), links.collect::<Vec<_>>().join(", "), plain(&sentence(&finding.help)))
}

/// Text that cannot be taken for a link.
fn plain(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

/// One thread flow a side. Their ids differ, also when a line races with itself.
fn thread_flows(finding: &Finding, sources: &Sources<'_>) -> Vec<ThreadFlow> {
    let last = finding.sides.iter().map(|side| side.steps.len()).max().unwrap_or(0);
    let mut flows: Vec<ThreadFlow> = Vec::new();
    for side in &finding.sides {
        let mut id = match side.spawn {
            Some(span) => {
                let place = sources.place_utf16(span);
                format!("goroutine started at {}:{}", place.file, place.line)
            }
            None => "the starting goroutine".to_owned(),
        };
        if flows.iter().any(|flow| flow.id == id) {
            id += ", second instance";
        }
        let message = format!("{} of the map, {}: {id}", side.kind.noun(), held(side));
        flows.push(ThreadFlow { message: text(&sentence(&message)), id, locations: steps(side, last, sources) });
    }
    flows
}

/// The steps of one path. Both accesses have the same place in the order: they may happen at the same time.
fn steps(side: &Side, last: usize, sources: &Sources<'_>) -> Vec<FlowStep> {
    let steps = side.steps.iter().enumerate().map(|(at, step)| {
        let (kinds, order, words) = match step.kind {
            StepKind::Entry => (vec!["enter", "function"], at + 1, step.text.clone()),
            StepKind::Spawn | StepKind::Call => (vec!["call"], at + 1, step.text.clone()),
            StepKind::Access => (vec!["danger", "memory"], last, format!("{}, {}", step.text, held(side))),
        };
        FlowStep {
            location: Location { message: Some(text(&words)), ..location(step.span, &step.function, sources) },
            kinds,
            nesting_level: at,
            execution_order: order,
            importance: if matches!(step.kind, StepKind::Access | StepKind::Spawn) { "essential" } else { "important" },
        }
    });
    steps.collect()
}

fn location(span: Span, function: &str, sources: &Sources<'_>) -> Location {
    let place = sources.place_utf16(span);
    let region =
        Region { start_line: place.line, start_column: Some(place.column), end_line: Some(place.end_line), end_column: Some(place.end_column) };
    let logical = (!function.is_empty()).then(|| Logical { fully_qualified_name: function.to_owned(), kind: "function" });
    Location {
        id: None,
        physical_location: Physical { artifact_location: artifact(&place.file), region: Some(region) },
        logical_locations: logical.into_iter().collect(),
        message: None,
    }
}

pub(super) fn artifact(path: &str) -> Artifact {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    Artifact { uri, uri_base_id: ROOT }
}

pub(super) fn text(text: &str) -> Text {
    Text { text: text.to_owned() }
}

/// With a capital and a full stop, as viewers expect.
pub(super) fn sentence(text: &str) -> String {
    format!("{}.", sentence_start(text))
}

fn sentence_start(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// The line hashes of the files that have findings.
struct Hashes<'a> {
    sources: &'a Sources<'a>,
    known: BTreeMap<FileId, Vec<String>>,
}

impl Hashes<'_> {
    fn of(&mut self, span: Span) -> Option<String> {
        let line = self.sources.place(span).line;
        let hashes = self.known.entry(span.file).or_insert_with(|| line_hashes(&self.sources.get(span.file).text));
        hashes.get(line as usize - 1).cloned()
    }
}
