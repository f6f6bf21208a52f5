//! From facts to a report: link, render, level, filter, sort.

use crate::files::Files;
use crate::filter::{self, Chosen, Ground, Hidden, SetAside};
use crate::schedule::panic_text;
use crate::settings::Settings;
use crate::trouble::LeftOut;
use mapvet_rules::Finding;
use mapvet_sharing::{Conflict, Facts, FileEntry, LinkStats, Linked, Problem};
use mapvet_syntax::{FileId, Span};
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
    pub(crate) source: Arc<dyn Files>,
}

impl Report {
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
            Some(entry) => self.source.read(&crate::paths::clean(&self.root.join(&entry.path))),
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

/// Links `facts` and renders what settings and patterns ask for. Without `reported`, every file is asked for. `whole` says
/// whether no file and no package of the run was lost.
pub(crate) fn render(facts: &[Arc<Facts>], settings: &Settings, reported: Option<&BTreeSet<String>>, whole: bool) -> Rendered {
    let work = || {
        let mut linked = mapvet_sharing::link(facts);
        let mut hidden = Hidden::default();
        // Only comments need to know what is found beyond what is asked for.
        let all = if linked.directives.is_empty() { Vec::new() } else { mapvet_rules::render(&linked) };
        let (asked, turned) = asked_conflicts(&mut linked, reported, settings.filter.configured.generated, &mut hidden);
        let findings = mapvet_rules::render(&asked);
        let broken = linked.problems.iter().filter(|problem| problem.kind == "syntax").filter_map(|problem| problem.file.as_deref());
        let turned = turned_findings(&findings, &asked.conflicts, &turned);
        let ground = Ground {
            all,
            turned,
            directives: &linked.directives,
            files: &asked.files,
            reported,
            broken: broken.collect(),
            whole: whole && settings.tests,
        };
        let mut chosen = filter::choose(findings, &settings.filter, &ground);
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

/// Turns conflicts so that they are reported in a file that people write and that is asked for, and drops the rest. Says
/// of each whether it was turned. `generated` files count as written if the user says so.
fn asked_conflicts(linked: &mut Linked, reported: Option<&BTreeSet<String>>, generated: bool, hidden: &mut Hidden) -> (Linked, Vec<bool>) {
    let entry = |file: FileId| linked.files.get(file.0 as usize);
    let written = |file: FileId| entry(file).is_some_and(|entry| (generated || !entry.generated) && !entry.vendored);
    let asked = |file: FileId| entry(file).is_some_and(|entry| reported.is_none_or(|reported| reported.contains(&entry.path)));
    let turn = |mut conflict: Conflict| {
        std::mem::swap(&mut conflict.primary, &mut conflict.other);
        conflict
    };
    let mut conflicts = Vec::new();
    for conflict in std::mem::take(&mut linked.conflicts) {
        let (primary, other) = (conflict.primary.span.file, conflict.other.span.file);
        match (written(primary), written(other)) {
            (true, _) if asked(primary) => conflicts.push((conflict, false)),
            // Both sides lack the lock: the one in a file that is asked for stands for both.
            (true, true) if asked(other) && conflict.other.locks.is_empty() => conflicts.push((turn(conflict), true)),
            (false, true) if asked(other) => conflicts.push((turn(conflict), true)),
            (false, false) if asked(primary) || asked(other) => hidden.generated += 1,
            (true | false, true | false) => {}
        }
    }
    let (conflicts, turned) = conflicts.into_iter().unzip();
    (Linked { files: linked.files.clone(), conflicts, ..Linked::default() }, turned)
}

/// Where link would have reported the findings that are turned, by their ids. Findings stand in the order of their conflicts.
fn turned_findings(findings: &[Finding], conflicts: &[Conflict], turned: &[bool]) -> BTreeMap<String, Span> {
    let mut rest = conflicts.iter().zip(turned);
    let mut places = BTreeMap::new();
    for finding in findings {
        let own = |conflict: &Conflict| {
            let accesses = finding.sides.iter().map(|side| side.span);
            conflict.map == finding.map && accesses.eq([conflict.primary.span, conflict.other.span])
        };
        if let Some((conflict, true)) = rest.find(|(conflict, _)| own(conflict)) {
            places.insert(finding.id.clone(), conflict.other.span);
        }
    }
    places
}
