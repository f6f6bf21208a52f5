//! The oracles: where each one's script is and how it is called.

use crate::failure::Failure;
use crate::python::{Said, python};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A script that holds the analyser against labelled code.
pub(crate) struct Oracle {
    /// As the table calls it.
    pub(crate) name: &'static str,
    /// What the code is.
    pub(crate) about: &'static str,
    /// Below the shared folder.
    script: &'static str,
    /// What the script is told first.
    argument: Option<&'static str>,
    /// A file below the shared folder that the script is told.
    manifest: Option<&'static str>,
    /// Whether the code comes from clones.
    needs_repos: bool,
    /// Whether it runs only when asked for.
    pub(crate) slow: bool,
}

/// All oracles in the order of the table.
pub(crate) static ORACLES: [Oracle; 4] = [
    Oracle {
        name: "race suite",
        about: "the test suite of Go's race detector, its shared integers turned into maps",
        script: "oracles/racesuite/run.py",
        argument: None,
        manifest: None,
        needs_repos: false,
        slow: false,
    },
    Oracle {
        name: "semgrep",
        about: "the test file of the semgrep rule `racy-write-to-map`",
        script: "oracles/cases.py",
        argument: Some("semgrep"),
        manifest: None,
        needs_repos: true,
        slow: false,
    },
    Oracle {
        name: "GoKer",
        about: "the non-blocking kernels of GoBench, cut from real bugs",
        script: "oracles/cases.py",
        argument: Some("goker"),
        manifest: None,
        needs_repos: true,
        slow: false,
    },
    Oracle {
        name: "corpus",
        about: "concurrent-map bugs that public projects fixed, at the commits before and after the fix",
        script: "corpus/score.py",
        argument: None,
        manifest: Some("corpus/known-races.jsonl"),
        needs_repos: true,
        slow: true,
    },
];

/// What came of one oracle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It could not be asked, and why.
    Absent(String),
    /// It, or the analyser below it, broke.
    Failed(String),
    /// What it printed.
    Ran(String),
}

impl Oracle {
    /// The file that lists the cases, for an oracle that has one.
    pub(crate) fn manifest(&self, shared: &Path) -> Option<PathBuf> {
        self.manifest.map(|file| shared.join(file))
    }

    /// Holds `binary` against this oracle.
    pub(crate) fn run(&self, binary: &Path, shared: &Path, repos: Option<&Path>) -> Result<Outcome, Failure> {
        let script = shared.join(self.script);
        let manifest = self.manifest.map(|file| shared.join(file));
        if !script.is_file() {
            return Ok(Outcome::Absent(format!("no {}", self.script)));
        }
        let mut arguments: Vec<&OsStr> = self.argument.iter().map(OsStr::new).collect();
        arguments.extend(manifest.iter().map(|file| file.as_os_str()));
        arguments.extend([OsStr::new("--mapvet"), binary.as_os_str()]);
        match repos {
            None if self.needs_repos => return Ok(Outcome::Absent("no --repos".to_owned())),
            Some(repos) if self.needs_repos => arguments.extend([OsStr::new("--repos"), repos.as_os_str()]),
            None | Some(_) => {}
        }
        Ok(outcome(python(&script, &arguments)?))
    }
}

fn outcome(said: Said) -> Outcome {
    match said.failed {
        None => Outcome::Ran(said.output),
        Some(why) => match why.strip_prefix("no clone of ").and_then(|rest| rest.split(' ').next()) {
            Some(repo) => Outcome::Absent(format!("no clone of {repo}")),
            None => Outcome::Failed(why),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failed: Option<&str>, expected: Outcome) {
        assert_eq!(outcome(Said { output: "racy 1/1  clean 1/1\n".to_owned(), failed: failed.map(str::to_owned) }), expected);
    }

    #[test]
    fn a_missing_clone_is_no_failure() {
        check(None, Outcome::Ran("racy 1/1  clean 1/1\n".to_owned()));
        check(Some("no clone of a/b below /somewhere"), Outcome::Absent("no clone of a/b".to_owned()));
        check(Some("KeyError: 'runs'"), Outcome::Failed("KeyError: 'runs'".to_owned()));
    }
}
