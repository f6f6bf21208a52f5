//! Which map a trace is about, which finding it is, and who the other side may be.

use super::frame::Frame;
use super::operation::Operation;
use super::place::{Evidence, Hit, has_word, hits, is_own_variable, leaf, place};
use super::stack::{Kind, Stack, Trace};
use super::tree::{Spot, Tree, last_name, of_function};
use mapvet_rules::Finding;
use mapvet_sharing::{MapAccess, MapStory};
use mapvet_syntax::FileId;
use std::collections::BTreeMap;

/// Candidates for the other side, and maps that fit as well: so many are told.
const MOST: usize = 8;

/// From this score on a map is named.
const NAMED: i64 = 300;

/// A caller whose line names the map, or whose function holds it.
const CALLER_NAMES: i64 = 60;
const CALLER_HOLDS: i64 = 30;

/// A variable of the function stands for the map that it was handed.
const STANDS_FOR: i64 = -50;

/// What a trace says of the analysed packages.
#[derive(Clone, Debug)]
pub struct Explained<'r> {
    /// The map.
    pub map: Option<&'r MapStory>,
    /// Further maps that fit as well, the likeliest first.
    pub equals: Vec<&'r MapStory>,
    /// For each side of the trace, what was matched.
    pub sides: Vec<SideMatch<'r>>,
    /// The finding, and how much of it the trace shows.
    pub finding: Option<(&'r Finding, Fit)>,
    /// Who the other side may be, the likeliest first; empty if the trace tells it.
    pub others: Vec<Candidate<'r>>,
    /// Candidates that were left out because there are too many.
    pub more: usize,
    /// Maps with findings in the packages of the stack, if no map is named.
    pub nearby: Vec<&'r MapStory>,
}

/// What was matched of one side of a trace.
#[derive(Clone, Debug)]
pub struct SideMatch<'r> {
    /// The access, and what ties it to the stack.
    pub access: Option<(&'r MapAccess, Evidence)>,
    /// The frame that it was matched by.
    pub frame: Option<usize>,
    /// For each frame, where the tree has its code: file and line as the stack says.
    pub places: Vec<Option<(FileId, u32)>>,
    /// Where the tree has the code that started the goroutine.
    pub started: Option<(FileId, u32)>,
}

/// How much of a finding a trace shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// The finding is about the same map, in other functions.
    SameMap,
    /// It is about the same map in the function of the stack, at another access.
    SameFunction,
    /// The access of the stack is one of the finding's.
    OneSide,
    /// Both accesses of the trace are the finding's.
    BothSides,
}

/// An access that may have met the one of the stack.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'r> {
    /// The access.
    pub access: &'r MapAccess,
    /// The goroutine of the dump that was in its function: its number and whether the line is the same.
    pub goroutine: Option<(u64, bool)>,
    /// Whether the finding has it as its other side.
    pub of_finding: bool,
}

impl<'r> Tree<'r> {
    /// Finds out what a trace is about.
    pub fn explain(&self, trace: &Trace) -> Explained<'r> {
        let found: Vec<Vec<Hit>> = trace.sides.iter().map(|side| hits(self, side)).collect();
        let ranked = self.ranked(trace, &found);
        let best = ranked.first().filter(|(_, score)| *score >= NAMED).copied();
        let equals = best.map_or(Vec::new(), |(_, most)| {
            ranked.iter().skip(1).take_while(|(_, score)| *score == most).take(MOST).map(|(story, _)| *story).collect()
        });
        let sides: Vec<SideMatch<'r>> =
            trace.sides.iter().zip(&found).map(|(side, hits)| self.side(side, hits, best.map(|(story, _)| story))).collect();
        let map = best.map(|(story, _)| &self.report.linked.maps[story]);
        // A goroutine of a dump that stands on the line of an access that conflicts is the other side.
        let seen = match best {
            Some((story, _)) if !has_two(&sides) => {
                self.others(trace, story, &sides[0], None).0.into_iter().find(|other| matches!(other.goroutine, Some((_, true))))
            }
            _ => None,
        };
        let finding = map.and_then(|map| self.finding(map, &sides, seen));
        let (others, more) = match best {
            Some((story, _)) if !has_two(&sides) => self.others(trace, story, &sides[0], finding),
            _ => (Vec::new(), 0),
        };
        let nearby = if map.is_none() { self.nearby(trace) } else { Vec::new() };
        Explained {
            map,
            equals: equals.into_iter().map(|story: usize| &self.report.linked.maps[story]).collect(),
            sides,
            finding,
            others,
            more,
            nearby,
        }
    }

    /// Stories with their scores, the likeliest first; ties in the order of the stories.
    fn ranked(&self, trace: &Trace, found: &[Vec<Hit>]) -> Vec<(usize, i64)> {
        let mut scores: BTreeMap<usize, i64> = BTreeMap::new();
        for (side, hits) in trace.sides.iter().zip(found) {
            let mut own: BTreeMap<usize, i64> = BTreeMap::new();
            for hit in hits {
                let score = hit.score() + self.named_by_callers(side, hit) + if self.stands_for(hit, hits) { STANDS_FOR } else { 0 };
                let best = own.entry(hit.spot.story).or_insert(score);
                *best = score.max(*best);
            }
            for (story, score) in own {
                *scores.entry(story).or_default() += score;
            }
        }
        let mut ranked: Vec<(usize, i64)> = scores.into_iter().map(|(story, score)| (story, score + i64::from(self.is_reported(story)))).collect();
        ranked.sort_by_key(|(story, score)| (-score, *story));
        ranked
    }

    /// Whether a caller tells the map of an access in a function that is handed several: its line names the map, or its function holds it.
    fn named_by_callers(&self, side: &Stack, hit: &Hit) -> i64 {
        let story = self.story(hit.spot);
        let leaf = leaf(&story.map);
        let callers = side.frames.iter().skip(hit.frame + 1).filter(|frame| !frame.symbol.is_standard());
        let mut said = 0;
        for frame in callers.take(2) {
            let line = place(self, frame).map_or(String::new(), |(file, line)| self.line_text(file, line));
            let holds = || story.accesses.iter().any(|access| of_function(&frame.symbol, &access.function).is_some());
            said = said.max(if has_word(&line, leaf) { CALLER_NAMES } else { i64::from(holds()) * CALLER_HOLDS });
        }
        said
    }

    /// Whether the map is a variable of the function itself while the same access is known of another map, too, or a caller
    /// hands it down.
    fn stands_for(&self, hit: &Hit, hits: &[Hit]) -> bool {
        let span = self.access(hit.spot).span;
        let is_known_better =
            |other: &Hit| other.spot.story != hit.spot.story && (self.access(other.spot).span == span || other.evidence == Evidence::Handed);
        is_own_variable(self, hit.spot) && hits.iter().any(is_known_better)
    }

    fn findings(&self) -> impl Iterator<Item = &'r Finding> {
        self.report.findings.iter().chain(self.report.set_aside.iter().map(|aside| &aside.finding))
    }

    fn is_reported(&self, story: usize) -> bool {
        let story = &self.report.linked.maps[story];
        self.findings().any(|finding| is_of(finding, story))
    }

    fn side(&self, side: &Stack, hits: &[Hit], story: Option<usize>) -> SideMatch<'r> {
        let own = hits.iter().filter(|hit| Some(hit.spot.story) == story);
        // Of equals the first: accesses are in the order of the source.
        let best = own.fold(None, |best: Option<&Hit>, hit| if best.is_none_or(|best| hit.score() > best.score()) { Some(hit) } else { best });
        let places = side.frames.iter().map(|frame| place(self, frame)).collect();
        let started = side.created.iter().find_map(|frame| place(self, frame));
        SideMatch { access: best.map(|hit| (self.access(hit.spot), hit.evidence)), frame: best.map(|hit| hit.frame), places, started }
    }

    /// The finding that shows most of the trace; of equals the surest.
    fn finding(&self, map: &MapStory, sides: &[SideMatch<'r>], seen: Option<Candidate<'r>>) -> Option<(&'r Finding, Fit)> {
        let own = sides.iter().filter_map(|side| Some(side.access?.0));
        let matched: Vec<&MapAccess> = own.chain(seen.map(|seen| seen.access)).collect();
        let fit = |finding: &Finding| {
            let has = |access: &&MapAccess| finding.sides.iter().any(|side| side.span == access.span);
            let is_in = |access: &&MapAccess| finding.sides.iter().any(|side| side.function == access.function);
            match (matched.as_slice(), finding.sides.as_slice()) {
                ([one, two], [first, second])
                    if (one.span, two.span) == (first.span, second.span) || (one.span, two.span) == (second.span, first.span) =>
                {
                    Fit::BothSides
                }
                (some, _) if some.iter().any(has) => Fit::OneSide,
                (some, _) if some.iter().any(is_in) => Fit::SameFunction,
                _ => Fit::SameMap,
            }
        };
        let own = self.findings().filter(|finding| is_of(finding, map)).map(|finding| (finding, fit(finding)));
        own.reduce(|best, next| if (next.1, next.0.confidence) > (best.1, best.0.confidence) { next } else { best })
    }

    /// Who may be the other side of a crash: what the dump shows, what the finding says, then every access that conflicts.
    fn others(&self, trace: &Trace, story: usize, side: &SideMatch<'r>, finding: Option<(&'r Finding, Fit)>) -> (Vec<Candidate<'r>>, usize) {
        let operation = trace.sides.first().map_or(Operation::Unknown, |side| side.operation);
        // A line that hands the map down does not touch it.
        let own = side.access.filter(|(_, evidence)| *evidence != Evidence::Handed).map(|(access, _)| access);
        let in_finding = |access: &MapAccess| {
            finding.filter(|(_, fit)| *fit >= Fit::OneSide).is_some_and(|(finding, _)| finding.sides.iter().any(|side| side.span == access.span))
        };
        let around = bystanders(trace);
        let mut candidates: Vec<(i64, Candidate<'r>)> = Vec::new();
        for (number, access) in self.report.linked.maps[story].accesses.iter().enumerate() {
            let is_self = own.is_some_and(|own| own.span == access.span);
            let conflicts = own.map_or(access.kind.is_checked() && (operation.is_write() == Some(true) || access.kind.is_write()), |own| {
                meets(trace.kind, own, access)
            });
            if !conflicts || candidates.iter().any(|(_, known)| known.access.span == access.span) {
                continue;
            }
            let goroutine = self.seen_in(&around, Spot { story, access: number });
            let of_finding = in_finding(access) && !is_self
                || is_self && finding.is_some_and(|(finding, _)| finding.sides.iter().all(|side| side.span == access.span));
            let seen = goroutine.map_or(0, |(_, exact)| if exact { 8 } else { 4 });
            let rank = seen + 2 * i64::from(of_finding) + i64::from(access.concurrent) - 3 * i64::from(is_self && !of_finding);
            candidates.push((rank, Candidate { access, goroutine, of_finding }));
        }
        candidates.sort_by_key(|(rank, candidate)| (-rank, candidate.access.span));
        let more = candidates.len().saturating_sub(MOST);
        (candidates.into_iter().take(MOST).map(|(_, candidate)| candidate).collect(), more)
    }

    /// The goroutine of a dump that was in the function of an access, and whether on its line; one on the line before others,
    /// a running one before others.
    fn seen_in(&self, around: &Bystanders<'_>, spot: Spot) -> Option<(u64, bool)> {
        let access = self.access(spot);
        let line = self.line(spot);
        let mut best: Option<((bool, bool), u64)> = None;
        for (stack, frame) in around.get(last_name(&access.function)).into_iter().flatten() {
            let key = (frame.line == line, stack.state.starts_with("running"));
            let is_better = best.is_none_or(|(known, _)| key > known);
            if is_better && of_function(&frame.symbol, &access.function).is_some() && in_file(self, frame, access.span.file) {
                best = Some((key, stack.goroutine));
            }
        }
        best.map(|((exact, _), goroutine)| (goroutine, exact))
    }

    /// Maps with findings in the packages that the stacks lead through.
    fn nearby(&self, trace: &Trace) -> Vec<&'r MapStory> {
        let frames: Vec<&Frame> = trace.sides.iter().flat_map(|side| &side.frames).filter(|frame| place(self, frame).is_some()).collect();
        let mut nearby = Vec::new();
        for story in &self.report.linked.maps {
            let touched = || story.accesses.iter().any(|access| frames.iter().any(|frame| of_function(&frame.symbol, &access.function).is_some()));
            if nearby.len() < MOST && self.findings().any(|finding| is_of(finding, story)) && touched() {
                nearby.push(story);
            }
        }
        nearby
    }
}

/// The frames of the other goroutines of a dump, by the names of their functions.
type Bystanders<'t> = BTreeMap<&'t str, Vec<(&'t Stack, &'t Frame)>>;

fn bystanders(trace: &Trace) -> Bystanders<'_> {
    let mut by_name: Bystanders<'_> = BTreeMap::new();
    for stack in &trace.others {
        for frame in stack.frames.iter().filter(|frame| !frame.symbol.is_standard()) {
            for function in &frame.symbol.functions {
                by_name.entry(function.name.as_str()).or_default().push((stack, frame));
            }
        }
    }
    by_name
}

fn in_file(tree: &Tree<'_>, frame: &Frame, file: FileId) -> bool {
    tree.homes(frame).iter().any(|home| home.file == file)
}

fn has_two(sides: &[SideMatch<'_>]) -> bool {
    sides.iter().filter(|side| side.access.is_some()).count() >= 2
}

fn is_of(finding: &Finding, story: &MapStory) -> bool {
    finding.map == story.map && finding.declaration == story.declaration
}

/// Whether two accesses may give such an error: at least one writes, the runtime checks both, no lock excludes them.
fn meets(kind: Kind, one: &MapAccess, two: &MapAccess) -> bool {
    let writes = match kind {
        Kind::Writes => one.kind.is_write() && two.kind.is_write(),
        Kind::ReadAndWrite | Kind::IterationAndWrite | Kind::CloneAndWrite | Kind::Unnamed | Kind::Race => one.kind.is_write() || two.kind.is_write(),
    };
    let checked = kind == Kind::Race || (one.kind.is_checked() && two.kind.is_checked());
    let excluded = one.locks.iter().any(|lock| two.locks.iter().any(|other| lock.path == other.path && lock.mode.excludes(other.mode)));
    writes && checked && !excluded
}
