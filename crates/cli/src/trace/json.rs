//! What a trace is about as one JSON object; `version` rises when a key is taken away.

use super::words;
use crate::format::json::PlaceRow;
use crate::format::write_json;
use crate::sources::Sources;
use crate::words as fixed;
use mapvet_engine::trace::{Explained, Fit, Kind, SideMatch, Stack, Trace};
use mapvet_sharing::{MapAccess, MapStory};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    traces: Vec<TraceRow<'a>>,
}

#[derive(Serialize)]
struct TraceRow<'a> {
    line: u32,
    times: u32,
    kind: &'static str,
    verdict: String,
    map: Option<&'a str>,
    declaration: Option<PlaceRow>,
    story: Option<&'a str>,
    /// Maps that fit as well.
    equals: Vec<&'a str>,
    finding: Option<FindingRow<'a>>,
    sides: Vec<SideRow<'a>>,
    others: Vec<OtherRow<'a>>,
    more: usize,
    nearby: Vec<&'a str>,
    unknown: Vec<String>,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    id: &'a str,
    rule: &'a str,
    fit: &'static str,
}

#[derive(Serialize)]
struct SideRow<'a> {
    goroutine: u64,
    state: &'a str,
    frames: Vec<FrameRow<'a>>,
    created: Vec<&'a str>,
    started: Option<LineRow>,
    evidence: &'static str,
    /// The number of the frame that the access was found by.
    frame: Option<usize>,
    access: Option<AccessRow<'a>>,
}

#[derive(Serialize)]
struct FrameRow<'a> {
    function: &'a str,
    file: &'a str,
    line: u32,
    place: Option<LineRow>,
}

#[derive(Serialize)]
struct LineRow {
    file: String,
    line: u32,
}

#[derive(Serialize)]
struct AccessRow<'a> {
    kind: &'static str,
    function: &'a str,
    place: PlaceRow,
}

#[derive(Serialize)]
struct OtherRow<'a> {
    access: AccessRow<'a>,
    goroutine: Option<u64>,
    of_finding: bool,
}

/// Writes the whole answer.
pub fn write(explained: &[(&Trace, Explained<'_>)], sources: &Sources<'_>, out: &mut dyn Write) -> io::Result<()> {
    let traces = explained.iter().map(|(trace, explained)| row(trace, explained, sources)).collect();
    write_json(&Document { version: 1, traces }, out)
}

fn row<'a>(trace: &'a Trace, explained: &Explained<'a>, sources: &Sources<'_>) -> TraceRow<'a> {
    let names = |maps: &[&'a MapStory]| maps.iter().map(|map| map.map.as_str()).collect();
    TraceRow {
        line: trace.line,
        times: trace.times,
        kind: kind(trace.kind),
        verdict: words::verdict(trace, explained),
        map: explained.map.map(|map| map.map.as_str()),
        declaration: explained.map.and_then(|map| map.declaration).map(|span| sources.place(span).into()),
        story: explained.map.map(|map| map.verdict.as_str()),
        equals: names(&explained.equals),
        finding: explained.finding.map(|(finding, fit)| FindingRow { id: &finding.id, rule: finding.rule, fit: self::fit(fit) }),
        sides: trace.sides.iter().zip(&explained.sides).map(|(stack, side)| side_row(stack, side, sources)).collect(),
        others: explained
            .others
            .iter()
            .map(|other| OtherRow {
                access: access(other.access, sources),
                goroutine: other.goroutine.map(|(number, _)| number),
                of_finding: other.of_finding,
            })
            .collect(),
        more: explained.more,
        nearby: names(&explained.nearby),
        unknown: words::unknowns(trace, explained),
    }
}

fn side_row<'a>(stack: &'a Stack, side: &SideMatch<'a>, sources: &Sources<'_>) -> SideRow<'a> {
    let line = |(file, line)| LineRow { file: sources.get(file).path.clone(), line };
    let frames = stack.frames.iter().zip(&side.places);
    SideRow {
        goroutine: stack.goroutine,
        state: &stack.state,
        frames: frames
            .map(|(frame, place)| FrameRow { function: &frame.function, file: &frame.file, line: frame.line, place: place.map(line) })
            .collect(),
        created: stack.created.iter().map(|frame| frame.function.as_str()).collect(),
        started: side.started.map(line),
        evidence: side.access.map_or("none", |(_, evidence)| evidence.word()),
        frame: side.frame,
        access: side.access.map(|(found, _)| access(found, sources)),
    }
}

fn access<'a>(access: &'a MapAccess, sources: &Sources<'_>) -> AccessRow<'a> {
    AccessRow { kind: fixed::access(access.kind), function: &access.function, place: sources.place(access.span).into() }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Writes => "concurrent-map-writes",
        Kind::ReadAndWrite => "concurrent-map-read-and-map-write",
        Kind::IterationAndWrite => "concurrent-map-iteration-and-map-write",
        Kind::CloneAndWrite => "concurrent-map-clone-and-map-write",
        Kind::Unnamed => "unnamed",
        Kind::Race => "race",
    }
}

fn fit(fit: Fit) -> &'static str {
    match fit {
        Fit::SameMap => "same-map",
        Fit::SameFunction => "same-function",
        Fit::OneSide => "one-side",
        Fit::BothSides => "both-sides",
    }
}
