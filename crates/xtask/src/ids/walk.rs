//! From commit to commit: which findings must keep their ids, and which do.

use super::history::{ROOT, Repository, Tree, folder};
use super::shake::{self, Shaken};
use crate::failure::Failure;
use crate::settings::everything;
use mapvet_engine::{Identity, Quiet, Report, Settings, Sources, check_files, match_findings};
use mapvet_sharing::Confidence;
use mapvet_syntax::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What the walk through one repository gave.
pub(super) struct Walked {
    pub(super) name: String,
    pub(super) commits: usize,
    pub(super) first: String,
    pub(super) last: String,
    /// Findings of medium confidence and more.
    pub(super) sure: Tally,
    /// Findings of low confidence.
    pub(super) unsure: Tally,
    pub(super) shaken: Shaken,
}

/// Counts over all steps from a commit to the next.
#[derive(Default)]
pub(super) struct Tally {
    /// Findings in all commits but the last.
    pub(super) findings: u32,
    /// Of these, those whose functions and declaration are the same in the next commit.
    pub(super) asked: u32,
    /// Of these, those that stand at another line or in another file there.
    pub(super) displaced: u32,
    /// Of those asked for, those with the same id.
    pub(super) kept: u32,
    /// Of these, those that are less sure than before.
    pub(super) weaker: u32,
    /// Of those asked for, those without.
    pub(super) lost: Vec<Lost>,
    /// Of those asked for, those that `mapvet diff` and the baseline recognise.
    pub(super) followed: u32,
}

/// A finding that lost its id.
pub(super) struct Lost {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) finding: Identity,
    pub(super) confidence: Confidence,
    pub(super) reason: String,
}

/// One commit with what was found there.
pub(super) struct Checked {
    commit: String,
    tree: Tree,
    report: Report,
    seen: Vec<Seen>,
}

/// What of a finding is held against the next commit.
pub(super) struct Seen {
    pub(super) identity: Identity,
    pub(super) confidence: Confidence,
    primary: Span,
    /// The steps of both sides, and the declaration of the map.
    spans: Vec<Span>,
}

impl Checked {
    fn new(commit: &str, tree: Tree) -> Checked {
        let report = check(&tree);
        let seen = seen(&report);
        Checked { commit: commit.chars().take(10).collect(), tree, report, seen }
    }

    fn path(&self, span: Span) -> &str {
        self.report.file(span.file).map_or("", |entry| entry.path.as_str())
    }

    /// The texts of the declarations that a finding speaks of, each with its folder; `None` if one is not found.
    fn texts(&self, finding: &Seen) -> Option<BTreeSet<(&str, &[u8])>> {
        let text = |span: &Span| {
            let path = self.path(*span);
            Some((folder(path), self.tree.files.get(path)?.around(span.start)?))
        };
        finding.spans.iter().map(text).collect()
    }

    /// Where a finding is reported: file, and how many lines come before.
    fn place(&self, finding: &Seen) -> (&str, usize) {
        let path = self.path(finding.primary);
        let before = self.tree.files.get(path).and_then(|blob| blob.text.get(..finding.primary.start as usize));
        (path, before.map_or(0, |before| before.iter().filter(|byte| **byte == b'\n').count()))
    }
}

/// Checks a tree that is in memory only: no dependency is read from this machine.
fn check(tree: &Tree) -> Report {
    let settings = Settings { sources: Sources::default(), ..everything(Path::new(ROOT), Confidence::Low) };
    check_files(&settings, Arc::new(tree.memory()), &Quiet)
}

fn seen(report: &Report) -> Vec<Seen> {
    let all = report.findings.iter().map(|finding| {
        let steps = finding.sides.iter().flat_map(|side| &side.steps).map(|step| step.span);
        let spans = steps.chain(finding.declaration).collect();
        Seen { identity: Identity::of(finding), confidence: finding.confidence, primary: finding.primary, spans }
    });
    all.collect()
}

/// What is found in a tree.
pub(super) fn found(tree: &Tree) -> Vec<Seen> {
    seen(&check(tree))
}

/// Walks `count` commits of a repository that end with `last`.
pub(super) fn walk(name: &str, git_dir: &Path, last: &str, count: u32) -> Result<Walked, Failure> {
    let mut repository = Repository::open(git_dir)?;
    let commits = repository.commits(last, count)?;
    let (mut sure, mut unsure) = (Tally::default(), Tally::default());
    let mut earlier: Option<Checked> = None;
    let (mut first, mut end) = (String::new(), String::new());
    for (at, commit) in commits.iter().enumerate() {
        let later = Checked::new(commit, repository.tree(commit)?);
        eprintln!("  {}/{} {}: {} findings", at + 1, commits.len(), later.commit, later.seen.len());
        if let Some(earlier) = &earlier {
            compare(earlier, &later, &mut sure, &mut unsure);
        } else {
            first.clone_from(&later.commit);
        }
        end.clone_from(&later.commit);
        earlier = Some(later);
    }
    let newest = earlier.expect("there are at least two commits");
    let shaken = shake::shake(&newest.tree, &newest.seen);
    Ok(Walked { name: name.to_owned(), commits: commits.len(), first, last: end, sure, unsure, shaken })
}

/// Holds the findings of a commit against those of the next.
fn compare(earlier: &Checked, later: &Checked, sure: &mut Tally, unsure: &mut Tally) {
    let there = later.tree.declarations();
    let by_id: BTreeMap<&str, &Seen> = later.seen.iter().map(|seen| (seen.identity.id.as_str(), seen)).collect();
    let identities = |checked: &Checked| -> Vec<Identity> { checked.seen.iter().map(|seen| seen.identity.clone()).collect() };
    let pairs = match_findings(&identities(earlier), &identities(later), true);
    let followed: BTreeSet<usize> = pairs.iter().map(|pair| pair.old).collect();
    for (at, finding) in earlier.seen.iter().enumerate() {
        let tally = if finding.confidence >= Confidence::Medium { &mut *sure } else { &mut *unsure };
        tally.findings += 1;
        if !earlier.texts(finding).is_some_and(|texts| texts.is_subset(&there)) {
            continue;
        }
        tally.asked += 1;
        tally.followed += u32::from(followed.contains(&at));
        match by_id.get(finding.identity.id.as_str()) {
            Some(now) => {
                tally.kept += 1;
                tally.weaker += u32::from(now.confidence < finding.confidence);
                tally.displaced += u32::from(earlier.place(finding) != later.place(now));
            }
            None => tally.lost.push(Lost {
                from: earlier.commit.clone(),
                to: later.commit.clone(),
                finding: finding.identity.clone(),
                confidence: finding.confidence,
                reason: reason(finding, earlier.path(finding.primary), later),
            }),
        }
    }
}

/// What is said of the map of a lost finding instead, or of the file that it was in.
fn reason(lost: &Seen, path: &str, later: &Checked) -> String {
    if later.report.files().iter().any(|file| file.path == path && file.generated) {
        return format!("{path} is a generated file now");
    }
    let map = &lost.identity.map;
    let others: Vec<&str> = later.seen.iter().filter(|seen| seen.identity.map == *map).map(|seen| seen.identity.function.as_str()).collect();
    if !others.is_empty() {
        return format!("the map is reported in {}", others.join(", "));
    }
    match later.report.linked.maps.iter().find(|story| story.map == *map) {
        Some(story) => story.verdict.clone(),
        None => "nothing is known of a map of this name".to_owned(),
    }
}
