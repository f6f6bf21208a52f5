//! Findings that a project has decided to live with for now: what a baseline file holds, and how it is brought up to date.

mod form;
mod matching;

pub use form::Malformed;
pub use matching::{Identity, Match, Pair, match_findings};

use mapvet_rules::Finding;
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

/// A file with more bytes is no baseline: some hundred bytes a finding.
const MOST_BYTES: u64 = 64 << 20;

/// Known findings, sorted by map, function and id; no two have one id.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    findings: Vec<Identity>,
    /// The folder of the file that it was read from, without links on the way.
    folder: Option<PathBuf>,
}

/// Why a baseline could not be read.
#[derive(Debug)]
pub enum BaselineError {
    /// The file is not there or cannot be read.
    Unreadable(io::Error),
    /// What it holds is no baseline.
    Malformed(Malformed),
}

impl Baseline {
    /// A baseline of these findings.
    pub fn new(findings: impl IntoIterator<Item = Identity>) -> Baseline {
        let mut findings: Vec<Identity> = findings.into_iter().collect();
        findings.sort();
        // Equal ids do not come from one run; should they, the file must stay one that can be read.
        let mut known = std::collections::BTreeSet::new();
        findings.retain(|finding| known.insert(finding.id.clone()));
        Baseline { findings, folder: None }
    }

    /// The baseline that `text` holds.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, with its line.
    pub fn parse(text: &[u8]) -> Result<Baseline, Malformed> {
        form::parse(text).map(|findings| Baseline { findings, folder: None })
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    ///
    /// What the system says, or what is wrong with the text.
    pub fn read(file: &Path) -> Result<Baseline, BaselineError> {
        let mut text = Vec::new();
        let opened = File::open(file).map_err(BaselineError::Unreadable)?;
        opened.take(MOST_BYTES + 1).read_to_end(&mut text).map_err(BaselineError::Unreadable)?;
        if text.len() as u64 > MOST_BYTES {
            let text = format!("the file has more than {} MiB; no baseline is that large", MOST_BYTES >> 20);
            return Err(BaselineError::Malformed(Malformed { line: 0, text }));
        }
        let read = Baseline::parse(&text).map_err(BaselineError::Malformed)?;
        Ok(Baseline { folder: Some(folder_of(file)), ..read })
    }

    /// Writes the text of the file.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        form::write(&self.findings, out)
    }

    /// The known findings, sorted.
    pub fn findings(&self) -> &[Identity] {
        &self.findings
    }

    /// Whether the file lies in `folder` or below. A baseline speaks of the folder that it lies in: a run over less says
    /// nothing of what it does not find.
    pub fn lies_in(&self, folder: &Path) -> bool {
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        self.folder.as_ref().is_none_or(|own| own.starts_with(folder))
    }

    /// What this baseline becomes when `recalled` is what a run made of it: known findings as they are now, those that are
    /// gone left out, and `added` beside them.
    pub fn updated<'a>(&self, recalled: &Recalled, added: impl IntoIterator<Item = &'a Finding>) -> Baseline {
        let kept = self.findings.iter().zip(&recalled.now).filter_map(|(before, now)| match now {
            Some(now) => Some(now.clone()),
            None if recalled.whole => None,
            None => Some(before.clone()),
        });
        Baseline::new(kept.chain(added.into_iter().map(Identity::of)))
    }

    /// As it is, without what is gone.
    pub fn pruned(&self, recalled: &Recalled) -> Baseline {
        let kept = self.findings.iter().zip(&recalled.now).filter(|(_, now)| now.is_some() || !recalled.whole);
        Baseline { findings: kept.map(|(before, _)| before.clone()).collect(), folder: None }
    }
}

/// Where a file lies, whatever it leads to.
fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

/// What a run made of a baseline.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recalled {
    /// For each finding of the baseline, in its order, what it is now; `None` if it was not found. What is less sure than asked
    /// for, of a rule that was not asked for or ignored by a comment was found all the same.
    pub now: Vec<Option<Identity>>,
    /// How many were found under another id.
    pub moved: u32,
    /// Whether what was not found is gone: the run covered all packages, tests included, and lost none.
    pub whole: bool,
}

impl Recalled {
    /// How many findings of the baseline are gone; 0 if the run cannot tell.
    pub fn gone(&self) -> usize {
        if self.whole { self.now.iter().filter(|now| now.is_none()).count() } else { 0 }
    }
}
