//! The report for people: source, both paths, and why they can meet.

use crate::answer::Answer;
use crate::format::excerpt::{Excerpt, Excerpts};
use crate::look::Look;
use crate::sources::Sources;
use crate::words;
use codespan_reporting::diagnostic::Severity;
use mapvet_rules::{Finding, Level};
use mapvet_sharing::{Confidence, HeldLock, LockMode, Side, Step, StepKind};
use mapvet_syntax::Span;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Functions and findings named in one `also` note.
const MOST_ALSO: usize = 8;

/// Writes one block a map. Its other findings are named in the block of the surest one.
pub fn write(answer: &Answer<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut excerpts = Excerpts::new(answer.sources);
    for group in groups(&answer.findings) {
        let Some((first, others)) = group.split_first() else { continue };
        excerpts.write(&excerpt(first, others, answer.sources), look, out)?;
    }
    for aside in answer.set_aside {
        let mut shown = excerpt(&aside.finding, &[], answer.sources);
        shown.notes.push(format!("suppressed: {}", words::set_aside(&aside.by)));
        excerpts.write(&shown, look, out)?;
    }
    Ok(())
}

/// The message for one finding; `others` are further findings of its map.
pub fn excerpt(finding: &Finding, others: &[&Finding], sources: &Sources<'_>) -> Excerpt {
    let story = Story::of(finding);
    let mut notes = story.notes(finding, sources);
    notes.push(format!("why: {}", finding.why));
    if finding.is_about_comment() {
        notes.push(format!("help: {}", finding.help));
    } else {
        notes.push(confidence(finding));
        notes.push(match finding.at_run_time() {
            Some(text) => format!("at run time: \"{text}\""),
            None => "at run time: a data race; the runtime does not check this access, `go test -race` does".to_owned(),
        });
        notes.push(format!("help: {}", finding.help));
        notes.extend(started(finding, sources));
        notes.extend(also(finding, others, sources));
        notes.push(false_alarm(finding, sources));
    }
    notes.push(format!("docs: mapvet explain {}", finding.rule));
    notes.push(format!("id: {0} (mapvet explain {0})", finding.id));
    let severity = match finding.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Note,
    };
    let (primary, secondary) = story.labels(finding);
    Excerpt { severity, code: finding.rule.to_owned(), message: finding.message.clone(), primary, secondary, notes }
}

/// How to hide a finding that is wrong.
fn false_alarm(finding: &Finding, sources: &Sources<'_>) -> String {
    let line = sources.place(finding.primary).line;
    // What closes a bracket begins nothing that a comment above it could be about.
    let place = if sources.get(finding.primary.file).line_begins_with(finding.primary.start, b"})]") { "at the end of" } else { "above" };
    let (rule, id) = (finding.rule, finding.id.as_str());
    format!("false alarm? add //mapvet:ignore {rule} <why it is safe> {place} line {line}, or: mapvet ignore {id} --reason \"...\"")
}

/// The findings of each map, the surest first; maps in the order of their first finding. One about a comment stands alone.
fn groups<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut known: BTreeMap<(&str, Option<Span>), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        // What speaks of no map stands for itself.
        let place = if finding.is_about_comment() { Some(finding.primary) } else { finding.declaration };
        let at = *known.entry((finding.map.as_str(), place)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    }
    groups
}

/// The steps of the paths with running numbers; one path where two goroutines take the same.
struct Story<'a> {
    sides: Vec<Vec<NumberedStep<'a>>>,
}

struct NumberedStep<'a> {
    number: usize,
    step: &'a Step,
    text: String,
}

impl<'a> Story<'a> {
    fn of(finding: &'a Finding) -> Story<'a> {
        let mut number = 0;
        let mut sides = Vec::new();
        let twice = matches!(finding.sides.as_slice(), [one, other] if one.steps == other.steps && one.locks == other.locks);
        for side in finding.sides.iter().take(if twice { 1 } else { usize::MAX }) {
            let mut steps = Vec::new();
            for step in &side.steps {
                number += 1;
                let text = match step.kind {
                    StepKind::Access => format!("{}, {}", step.text, held(side)),
                    StepKind::Entry | StepKind::Spawn | StepKind::Call => step.text.clone(),
                };
                steps.push(NumberedStep { number, step, text });
            }
            sides.push(steps);
        }
        Story { sides }
    }

    /// One note a path: its steps in order, each with its place. That of two goroutines is told once.
    fn notes(&self, finding: &Finding, sources: &Sources<'_>) -> Vec<String> {
        let places: Vec<Vec<String>> = self.sides.iter().map(|steps| steps.iter().map(|step| sources.at(step.step.span)).collect()).collect();
        let width = places.iter().flatten().map(|place| place.chars().count()).max().unwrap_or(0);
        let digits = self.sides.iter().flatten().count().to_string().len();
        let mut notes = Vec::new();
        for (at, ((side, steps), places)) in finding.sides.iter().zip(&self.sides).zip(places).enumerate() {
            let name = if at == 0 { side.kind.noun().to_owned() } else { format!("other {}", side.kind.noun()) };
            let goroutine = if side.spawn.is_some() { ", in a goroutine of its own" } else { "" };
            let mut note = format!("{name} path{goroutine}:");
            for (NumberedStep { number, step, text }, place) in steps.iter().zip(places) {
                note += &format!("\n{number:>digits$}. {place:<width$}  {}: {text}", step.function);
            }
            notes.push(note);
        }
        if self.sides.len() < finding.sides.len() {
            notes.push("other path: the same steps, taken by another goroutine".to_owned());
        }
        notes
    }

    /// The labels under the source, with the numbers of the steps they show.
    fn labels(&self, finding: &Finding) -> ((Span, String), Vec<(Span, String)>) {
        let mut places: Vec<(Span, String)> = Vec::new();
        if let Some(span) = finding.declaration {
            places.push((span, "map declared here".to_owned()));
        }
        for side in &finding.sides {
            if let Some(span) = side.spawn {
                let what = if side.sent { "sent to another goroutine here" } else { "goroutine started here" };
                places.push((span, format!("{}{what}", self.numbers(span, StepKind::Spawn))));
            }
        }
        let same = finding.sides.len() == 2 && finding.sides[0].span == finding.sides[1].span;
        let numbers = self.numbers(finding.primary, StepKind::Access);
        let primary = match finding.sides.first() {
            Some(side) if same => format!("{numbers}{}, {}, by two goroutines", side.kind.noun(), held(side)),
            Some(side) => format!("{numbers}{}, {}", side.kind.noun(), held(side)),
            None => String::new(),
        };
        if let ([_, other], false) = (finding.sides.as_slice(), same) {
            let numbers = self.numbers(other.span, StepKind::Access);
            places.push((other.span, format!("{numbers}other access: {}, {}", other.kind.noun(), held(other))));
        }
        for related in &finding.related {
            places.push((related.span, related.text.clone()));
        }
        let mut seen = vec![finding.primary];
        places.retain(|(span, _)| {
            !seen.contains(span) && {
                seen.push(*span);
                true
            }
        });
        ((finding.primary, primary), places)
    }

    /// `(2) ` for the steps of this kind at this place.
    fn numbers(&self, span: Span, kind: StepKind) -> String {
        let steps = self.sides.iter().flatten().filter(|numbered| numbered.step.span == span && numbered.step.kind == kind);
        steps.map(|numbered| format!("({}) ", numbered.number)).collect()
    }
}

/// Which locks a side holds, in words.
pub fn held(side: &Side) -> String {
    held_by(&side.locks)
}

/// Which locks are held, in words.
pub fn held_by(locks: &[HeldLock]) -> String {
    if locks.is_empty() {
        return "no lock held".to_owned();
    }
    let names = locks.iter().map(|lock| match lock.mode {
        LockMode::Read => format!("`{}` (read lock)", lock.path),
        LockMode::Write => format!("`{}`", lock.path),
    });
    format!("holding {}", names.collect::<Vec<_>>().join(", "))
}

fn confidence(finding: &Finding) -> String {
    let word = words::confidence(finding.confidence);
    match (finding.links.as_slice(), finding.confidence) {
        ([], Confidence::High) => format!("confidence: {word}, no step of the argument is a guess"),
        ([], _) => format!("confidence: {word}"),
        ([only], _) => format!("confidence: {word}: {only}"),
        (links, _) => links.iter().fold(format!("confidence: {word}:"), |text, link| format!("{text}\n- {link}")),
    }
}

/// What else runs the two accesses.
fn started(finding: &Finding, sources: &Sources<'_>) -> Option<String> {
    let rows: Vec<String> = finding.started.iter().map(|other| format!("{} {}", sources.at(other.span), other.text)).collect();
    (!rows.is_empty()).then(|| format!("other starts:\n{}", rows.join("\n")))
}

/// The map's other findings, then its other functions that do not protect it.
fn also(finding: &Finding, others: &[&Finding], sources: &Sources<'_>) -> Option<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for other in others {
        let function = other.sides.first().map_or("", |side| side.function.as_str());
        rows.push(format!("{} in {function}, {} {}", sources.at(other.primary), other.rule, other.id));
        named.push(function);
    }
    let listed = std::iter::once(finding).chain(others.iter().copied()).flat_map(|one| &one.also);
    for (function, span) in listed {
        if !named.contains(&function.as_str()) {
            rows.push(format!("{} in {function}", sources.at(*span)));
            named.push(function);
        }
    }
    let more = rows.len().saturating_sub(MOST_ALSO);
    rows.truncate(MOST_ALSO);
    if more > 0 {
        rows.push(format!("and {more} more (--format concise lists every finding)"));
    }
    (!rows.is_empty()).then(|| format!("also unprotected:\n{}", rows.join("\n")))
}
