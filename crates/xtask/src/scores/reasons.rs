//! Why the analyser misses a bug of the corpus: its own answer on the tree before the fix, in one word.
//!
//! The words say at which stage the argument ends, and so what has to be built to find the bug.

use crate::clones::{clone_of, materialise};
use crate::failure::Failure;
use crate::settings::everything;
use mapvet_engine::{Quiet, Report, check};
use mapvet_sharing::{Confidence, MapStory, UNPAIRED, UNREACHED, UNWRITTEN};
use mapvet_syntax::LineIndex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The words, from the nearest miss to the furthest, each with what it means.
pub(crate) const REASONS: [(&str, &str); 6] = [
    ("doubt", "found, but with too many weak links to be shown"),
    ("unpaired", "a goroutine is seen to reach the map, but no second access that may run beside it"),
    ("unreached", "nothing at hand is seen to run any access on a goroutine: interfaces, handlers, stored functions, unseen callers"),
    ("unwritten", "no write of the map is seen"),
    ("unseen", "at the labelled lines no map is seen"),
    ("absent", "the tree cannot be had from the clone"),
];

const UNSEEN: usize = 4;
const ABSENT: usize = 5;

/// One row of the manifest.
#[derive(Deserialize)]
struct Entry {
    id: String,
    repo: String,
    buggy: String,
    sites: Vec<Site>,
}

#[derive(Deserialize)]
struct Site {
    file: String,
    line: u32,
}

/// The missed entries by the number of their reason.
pub(crate) fn reasons(manifest: &Path, repos: &Path, missed: &[&str]) -> Result<BTreeMap<usize, Vec<String>>, Failure> {
    let text = std::fs::read_to_string(manifest).map_err(|error| Failure::at(manifest, error))?;
    let asked: BTreeSet<&str> = missed.iter().copied().collect();
    let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let entry: Entry = serde_json::from_str(line).map_err(|error| Failure::at(manifest, error))?;
        if !asked.contains(entry.id.as_str()) {
            continue;
        }
        let tree = std::env::temp_dir().join(format!("mapvet-reasons-{}", std::process::id()));
        let written = clone_of(repos, &entry.repo).is_some_and(|clone| materialise(&clone, &entry.buggy, &tree));
        let reason = if written { reason(&tree, &entry) } else { ABSENT };
        groups.entry(reason).or_default().push(entry.id);
        // A tree that stays behind costs room and nothing else.
        drop(std::fs::remove_dir_all(&tree));
    }
    Ok(groups)
}

/// The number of the reason for a miss.
fn reason(tree: &Path, entry: &Entry) -> usize {
    let report = check(&everything(tree, Confidence::Low), &Quiet);
    let mut lines = Lines { tree, report: &report, known: BTreeMap::new() };
    let touches = |lines: &mut Lines<'_>, story: &MapStory| {
        story.accesses.iter().any(|access| {
            let at = lines.of(access.span);
            entry.sites.iter().any(|site| at.as_ref().is_some_and(|(file, line)| *file == site.file && line.abs_diff(site.line) <= 1))
        })
    };
    let stories = report.linked.maps.iter().filter(|story| touches(&mut lines, story));
    stories.map(|story| number(&story.verdict)).min().unwrap_or(UNSEEN)
}

/// What is neither of the silent verdicts says that there are conflicts; those of a missed bug are not shown.
fn number(verdict: &str) -> usize {
    match verdict {
        UNPAIRED => 1,
        UNREACHED => 2,
        UNWRITTEN => 3,
        _ => 0,
    }
}

/// Line numbers of spans, each file read once.
struct Lines<'a> {
    tree: &'a Path,
    report: &'a Report,
    known: BTreeMap<u32, Option<LineIndex>>,
}

impl Lines<'_> {
    fn of(&mut self, span: mapvet_syntax::Span) -> Option<(String, u32)> {
        let path = self.report.file(span.file)?.path.clone();
        let on_disk = self.tree.join(&path);
        let index = self.known.entry(span.file.0).or_insert_with(|| Some(LineIndex::new(&std::fs::read(on_disk).ok()?)));
        Some((path, index.as_ref()?.line_col(span.start).line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_have_words() {
        let word = |verdict: &str| REASONS[number(verdict)].0;
        assert_eq!(word("conflicts in 2 functions"), "doubt");
        assert_eq!(word(UNPAIRED), "unpaired");
        assert_eq!(word(UNREACHED), "unreached");
        assert_eq!(word(UNWRITTEN), "unwritten");
    }
}
