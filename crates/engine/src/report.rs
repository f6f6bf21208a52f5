//! From facts to a report: link, render, level, filter, sort.

use crate::baseline::Recalled;
use crate::files::Files;
use crate::filter::{self, Chosen, Ground, Hidden, SetAside};
use crate::schedule::panic_text;
use crate::settings::Settings;
use crate::trouble::LeftOut;
use mapvet_rules::Finding;
use mapvet_sharing::{Conflict, Facts, FileEntry, LinkStats, Linked, Problem};
use mapvet_syntax::{FileId, Span};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// How much was analysed, vendored dependencies left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Packages, each counted once with its tests.
    pub packages: u32,
    /// Files.
    pub files: u32,
    /// Lines, those of vendored dependencies included.
    pub lines: u64,
}

/// The sorted findings of one link with the problems met on the way.
#[derive(Clone)]
pub struct Report {
    /// Sorted by path, place, rule and map.
    pub findings: Vec<Finding>,
    /// Findings that would be shown if nothing set them aside, sorted likewise.
    pub set_aside: Vec<SetAside>,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// What is not shown.
    pub hidden: Hidden,
    /// What became of the findings of the baseline, if there is one.
    pub recalled: Option<Recalled>,
    /// Files that a constraint or a limit leaves out, sorted by path.
    pub left_out: Vec<LeftOut>,
    /// Remarks: modules that were entered.
    pub notes: Vec<String>,
    /// How much was analysed.
    pub summary: Summary,
    /// What link said: files, map stories, statistics.
    pub linked: Linked,
    /// Whether a path that was named, or a Go file or folder below it, could not be read.
    pub unreadable: bool,
    /// Whether a package or a map was lost by an error of ours.
    pub internal_error: bool,
    pub(crate) root: PathBuf,
    /// Where files are whose names are no text: their paths in the report cannot be opened.
    pub(crate) odd_names: BTreeMap<String, PathBuf>,
    pub(crate) source: Arc<dyn Files>,
}

impl Report {
    /// A report that says nothing yet.
    pub(crate) fn empty(settings: &Settings, summary: Summary, source: Arc<dyn Files>) -> Report {
        Report {
            findings: Vec::new(),
            set_aside: Vec::new(),
            problems: Vec::new(),
            hidden: Hidden::default(),
            recalled: None,
            left_out: Vec::new(),
            notes: Vec::new(),
            summary,
            linked: Linked::default(),
            unreadable: false,
            internal_error: false,
            root: settings.root.clone(),
            odd_names: BTreeMap::new(),
            source,
        }
    }

    /// The report with what link and render say; its problems are sorted.
    pub(crate) fn with(self, rendered: Rendered) -> Report {
        let Rendered { chosen, linked, lost } = rendered;
        let internal_error = self.internal_error || lost.is_some();
        let mut problems = self.problems;
        problems.extend(linked.problems.iter().cloned().chain(lost));
        problems.sort();
        problems.dedup();
        let Chosen { shown: findings, set_aside, hidden, recalled } = chosen;
        Report { findings, set_aside, problems, hidden, recalled, linked, internal_error, ..self }
    }

    /// All files; the file number of a span counts here.
    pub fn files(&self) -> &[FileEntry] {
        &self.linked.files
    }

    /// The entry of a file.
    pub fn file(&self, file: FileId) -> Option<&FileEntry> {
        self.linked.files.get(file.0 as usize)
    }

    /// The bytes of a file, read again: the report holds no text.
    pub fn source(&self, file: FileId) -> io::Result<Vec<u8>> {
        match self.file(file) {
            Some(entry) => {
                let path = self.odd_names.get(&entry.path).cloned().unwrap_or_else(|| self.root.join(&entry.path));
                self.source.read(&crate::paths::clean(&path))
            }
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// The counts of link.
    pub fn stats(&self) -> LinkStats {
        self.linked.stats
    }
}

/// Link and render, as the report holds them.
pub(crate) struct Rendered {
    pub(crate) chosen: Chosen,
    pub(crate) linked: Linked,
    /// The error of ours that lost everything, if one did.
    pub(crate) lost: Option<Problem>,
}

/// What a run covers.
#[derive(Clone, Copy)]
pub(crate) struct Coverage {
    /// No file and no package was lost.
    pub(crate) nothing_lost: bool,
    /// The facts are those of all packages below the root.
    pub(crate) all_packages: bool,
}

/// Links `facts` and renders what settings and patterns ask for. Without `reported`, every file is asked for. `coverage` says
/// what the run covers.
pub(crate) fn render(facts: &[Arc<Facts>], settings: &Settings, reported: Option<&BTreeSet<String>>, coverage: Coverage) -> Rendered {
    let work = || {
        let mut linked = mapvet_sharing::link(facts);
        let mut hidden = Hidden::default();
        // Only comments need to know what is found beyond what is asked for.
        let all = if linked.directives.is_empty() { Vec::new() } else { mapvet_rules::render(&linked) };
        let (asked, straight) = asked_conflicts(&mut linked, reported, settings.filter.configured.generated, &mut hidden);
        let findings = mapvet_rules::render(&asked);
        let broken = linked.problems.iter().filter(|problem| problem.kind == "syntax").filter_map(|problem| problem.file.as_deref());
        let turned = turned_findings(&findings, &asked.conflicts, straight);
        let ground = Ground {
            all,
            turned,
            directives: &linked.directives,
            files: &asked.files,
            reported,
            broken: broken.collect(),
            whole: coverage.nothing_lost && settings.tests,
        };
        let mut chosen = filter::choose(findings, &settings.filter, &ground, coverage.all_packages);
        chosen.hidden.generated = hidden.generated;
        linked.conflicts = asked.conflicts;
        (linked, chosen)
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok((linked, chosen)) => Rendered { chosen, linked, lost: None },
        Err(panic) => {
            let text = format!("everything was lost by an error of mapvet itself: {}", panic_text(panic.as_ref()));
            let lost = Problem { kind: "internal".to_owned(), file: None, line: 0, column: 0, text };
            Rendered { chosen: Chosen::default(), linked: Linked::default(), lost: Some(lost) }
        }
    }
}

/// Adds turned conflicts, one for each map and function for which there is none yet: the surest, the first of several.
///
/// A second one would say the same of the same function, and what is asked for would decide which of the two gets which id.
fn join(conflicts: &mut Vec<Conflict>, mut turned: Vec<Conflict>) {
    turned.sort_by_key(|conflict| (Reverse(conflict.confidence()), conflict.primary.span, conflict.other.span));
    let key = |conflict: &Conflict| (conflict.map.clone(), conflict.twin, conflict.primary.function.clone());
    let mut known: BTreeSet<_> = conflicts.iter().map(key).collect();
    conflicts.extend(turned.into_iter().filter(|conflict| known.insert(key(conflict))));
}

/// Turns conflicts so that they are reported in a file that people write and that is asked for, and drops the rest. Those
/// that were turned come last; told is how many come before them. `generated` files count as written if the user says so.
fn asked_conflicts(linked: &mut Linked, reported: Option<&BTreeSet<String>>, generated: bool, hidden: &mut Hidden) -> (Linked, usize) {
    let entry = |file: FileId| linked.files.get(file.0 as usize);
    let written = |file: FileId| entry(file).is_some_and(|entry| (generated || !entry.generated) && !entry.vendored);
    let asked = |file: FileId| entry(file).is_some_and(|entry| reported.is_none_or(|reported| reported.contains(&entry.path)));
    let turn = |mut conflict: Conflict| {
        std::mem::swap(&mut conflict.primary, &mut conflict.other);
        conflict
    };
    let mut conflicts = Vec::new();
    let mut turned = Vec::new();
    for conflict in std::mem::take(&mut linked.conflicts) {
        let (primary, other) = (conflict.primary.span.file, conflict.other.span.file);
        match (written(primary), written(other)) {
            (true, _) if asked(primary) => conflicts.push(conflict),
            // Both sides lack the lock: the one in a file that is asked for stands for both.
            (true, true) if asked(other) && conflict.other.locks.is_empty() => turned.push(turn(conflict)),
            (false, true) if asked(other) => turned.push(turn(conflict)),
            (false, false) if asked(primary) || asked(other) => hidden.generated += 1,
            (true | false, true | false) => {}
        }
    }
    let straight = conflicts.len();
    join(&mut conflicts, turned);
    (Linked { files: linked.files.clone(), conflicts, ..Linked::default() }, straight)
}

/// Where link would have reported the findings that are turned, by their ids. Findings stand in the order of their conflicts.
fn turned_findings(findings: &[Finding], conflicts: &[Conflict], straight: usize) -> BTreeMap<String, Span> {
    let mut rest = conflicts.iter().enumerate();
    let mut places = BTreeMap::new();
    for finding in findings {
        let own = |conflict: &Conflict| {
            let accesses = finding.sides.iter().map(|side| side.span);
            conflict.map == finding.map && accesses.eq([conflict.primary.span, conflict.other.span])
        };
        if let Some((_, conflict)) = rest.find(|(_, conflict)| own(conflict)).filter(|(at, _)| *at >= straight) {
            places.insert(finding.id.clone(), conflict.other.span);
        }
    }
    places
}
