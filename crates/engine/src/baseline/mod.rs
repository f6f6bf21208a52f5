//! Findings that a project has decided to live with for now: what a baseline file holds, and how it is brought up to date.

mod form;
mod matching;

pub use form::Malformed;
pub use matching::{Identity, Match, Pair, match_findings};

use crate::input::read_regular;
use crate::paths::folder_of;
use mapvet_rules::Finding;
use std::io::{self, Write};
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
        let (text, is_cut) = read_regular(file, MOST_BYTES).map_err(BaselineError::Unreadable)?;
        if is_cut {
            let text = format!("the file has more than {} MiB; no baseline is that large", MOST_BYTES >> 20);
            return Err(BaselineError::Malformed(Malformed { line: 0, text }));
        }
        let read = Baseline::parse(&text).map_err(BaselineError::Malformed)?;
        Ok(Baseline { folder: Some(real_folder_of(file)), ..read })
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
fn real_folder_of(file: &Path) -> PathBuf {
    let folder = folder_of(file);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replace_file;

    /// Passes on so many bytes and no more.
    struct Limited<'a> {
        out: &'a mut dyn Write,
        left: usize,
    }

    impl Write for Limited<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.left == 0 {
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            let some = &bytes[..bytes.len().min(self.left)];
            self.left -= some.len();
            self.out.write(some)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.out.flush()
        }
    }

    fn identity(id: &str, map: &str) -> Identity {
        let [id, map] = [id, map].map(str::to_owned);
        Identity { function: map.clone(), map, id, rule: "concurrent-map-writes".to_owned(), message: "m".to_owned() }
    }

    #[test]
    fn a_writer_that_fails_leaves_the_old_baseline_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("b.json");
        let write = |baseline: &Baseline, left| replace_file(&file, |out| baseline.write(&mut Limited { out, left }));
        let old = Baseline::new([identity("00000000000a", "p.a")]);
        write(&old, usize::MAX).expect("the folder can be written");
        let before = std::fs::read(&file).expect("the file is there");
        let new = Baseline::new([identity("00000000000b", "p.b"), identity("00000000000c", "p.c")]);
        let mut length = Vec::new();
        new.write(&mut length).expect("a vector can be written");
        for left in 0..length.len() {
            assert_eq!(write(&new, left).map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull), "{left}");
            assert_eq!(std::fs::read(&file).expect("the file is there"), before);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder is there").count(), 1);
        write(&new, length.len()).expect("the folder can be written");
        assert_eq!(Baseline::read(&file).expect("the file is a baseline").findings(), new.findings());
    }

    #[test]
    fn a_baseline_is_sorted_and_has_no_id_twice() {
        let baseline = Baseline::new([identity("00000000000b", "q.b"), identity("00000000000a", "p.a"), identity("00000000000a", "z.a")]);
        let maps: Vec<&str> = baseline.findings().iter().map(|finding| finding.map.as_str()).collect();
        assert_eq!(maps, ["p.a", "q.b"]);
    }

    #[test]
    fn a_baseline_speaks_of_the_folder_that_it_lies_in() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (inner, file) = (folder.path().join("ci"), folder.path().join("ci/b.json"));
        std::fs::create_dir(&inner).and_then(|()| std::fs::write(&file, "{\"version\":1,\"findings\":[]}")).expect("the folder can be written");
        let read = Baseline::read(&file).expect("the file is a baseline");
        assert!(read.lies_in(folder.path()) && read.lies_in(&inner) && !read.lies_in(&inner.join("below")));
        assert!(Baseline::default().lies_in(folder.path()));
    }
}
