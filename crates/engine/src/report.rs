//! From facts to a report: link, render, level, filter, sort.

use crate::files::Files;
use crate::schedule::panic_text;
use crate::settings::Settings;
use crate::trouble::LeftOut;
use mapvet_rules::{Finding, Level};
use mapvet_sharing::{Confidence, Conflict, Facts, FileEntry, LinkStats, Linked, Problem};
use mapvet_syntax::FileId;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Findings that are not shown, by what hides them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hidden {
    /// By a comment in the source.
    pub ignored: u32,
    /// By the baseline file.
    pub baseline: u32,
    /// Because no side stands in a file that people write.
    pub generated: u32,
    /// Below the asked confidence.
    pub confidence: u32,
}

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
    pub(crate) findings: Vec<Finding>,
    pub(crate) hidden: Hidden,
    pub(crate) linked: Linked,
    /// The error of ours that lost everything, if one did.
    pub(crate) lost: Option<Problem>,
}

/// Links `facts` and renders what settings and patterns ask for. Without `reported`, every file is asked for.
pub(crate) fn render(facts: &[Arc<Facts>], settings: &Settings, reported: Option<&BTreeSet<String>>) -> Rendered {
    let work = || {
        let mut linked = mapvet_sharing::link(facts);
        let mut hidden = Hidden::default();
        let asked = asked_conflicts(&mut linked, reported, &mut hidden);
        let findings = choose(mapvet_rules::render(&asked), settings, &asked, &mut hidden);
        linked.conflicts = asked.conflicts;
        (linked, findings, hidden)
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok((linked, findings, hidden)) => Rendered { findings, hidden, linked, lost: None },
        Err(panic) => {
            let text = format!("everything was lost by an error of mapvet itself: {}", panic_text(panic.as_ref()));
            let lost = Problem { kind: "internal".to_owned(), file: None, line: 0, column: 0, text };
            Rendered { findings: Vec::new(), hidden: Hidden::default(), linked: Linked::default(), lost: Some(lost) }
        }
    }
}

/// Turns conflicts so that they are reported in a file that people write and that is asked for, and drops the rest.
fn asked_conflicts(linked: &mut Linked, reported: Option<&BTreeSet<String>>, hidden: &mut Hidden) -> Linked {
    let entry = |file: FileId| linked.files.get(file.0 as usize);
    let written = |file: FileId| entry(file).is_some_and(|entry| !entry.generated && !entry.vendored);
    let asked = |file: FileId| entry(file).is_some_and(|entry| reported.is_none_or(|reported| reported.contains(&entry.path)));
    let turn = |mut conflict: Conflict| {
        std::mem::swap(&mut conflict.primary, &mut conflict.other);
        conflict
    };
    let mut conflicts = Vec::new();
    for conflict in std::mem::take(&mut linked.conflicts) {
        let (primary, other) = (conflict.primary.span.file, conflict.other.span.file);
        match (written(primary), written(other)) {
            (true, _) if asked(primary) => conflicts.push(conflict),
            // Both sides lack the lock: the one in a file that is asked for stands for both.
            (true, true) if asked(other) && conflict.other.locks.is_empty() => conflicts.push(turn(conflict)),
            (false, true) if asked(other) => conflicts.push(turn(conflict)),
            (false, false) if asked(primary) || asked(other) => hidden.generated += 1,
            (true | false, true | false) => {}
        }
    }
    Linked { files: linked.files.clone(), conflicts, ..Linked::default() }
}

fn choose(findings: Vec<Finding>, settings: &Settings, linked: &Linked, hidden: &mut Hidden) -> Vec<Finding> {
    let selected = |finding: &Finding| {
        let named = |rules: &[String]| rules.iter().any(|rule| rule == finding.rule);
        (settings.select.is_empty() || named(&settings.select)) && !named(&settings.ignore)
    };
    let mut chosen: Vec<Finding> = Vec::new();
    for mut finding in findings.into_iter().filter(selected) {
        if finding.confidence < settings.min_confidence {
            hidden.confidence += 1;
            continue;
        }
        let by_confidence = match finding.confidence {
            Confidence::High => Level::Error,
            Confidence::Medium => Level::Warning,
            Confidence::Low => Level::Note,
        };
        finding.level = finding.level.min(by_confidence);
        chosen.push(finding);
    }
    let path = |finding: &Finding| linked.files.get(finding.primary.file.0 as usize).map(|entry| entry.path.as_str());
    chosen.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.primary.start, finding.rule);
        let by_place = path(left).cmp(&path(right)).then_with(|| key(left).cmp(&key(right)));
        by_place.then_with(|| (&left.map, &left.id).cmp(&(&right.map, &right.id)))
    });
    chosen
}
