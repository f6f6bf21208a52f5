//! What `mapvet check --format json` says, as far as the measuring commands read it.

use crate::failure::Failure;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version of the JSON form that is read here.
const VERSION: u32 = 1;

/// One run over one tree.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    version: u32,
    /// Sorted as the tool sorts them.
    pub(crate) findings: Vec<Finding>,
    pub(crate) summary: Summary,
}

/// Counts of one run.
#[derive(Debug, Deserialize)]
pub(crate) struct Summary {
    pub(crate) packages: u64,
}

/// How loud a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// Shown on request.
    Note,
    /// Shown.
    Warning,
    /// Shown, and the exit code says so.
    Error,
}

impl Level {
    /// From the loudest down.
    pub(crate) const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

    /// As the tool writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Finding {
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) level: Level,
    pub(crate) confidence: String,
    pub(crate) links: Vec<String>,
    pub(crate) map: String,
    pub(crate) message: String,
    pub(crate) help: String,
    /// Whether both sides stand in test files.
    pub(crate) test: bool,
    pub(crate) place: Place,
    pub(crate) sides: Vec<Side>,
}

/// One of the two accesses.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Side {
    pub(crate) kind: String,
    pub(crate) function: String,
    pub(crate) locks: Vec<Lock>,
    /// From the outermost function to the access.
    pub(crate) steps: Vec<Step>,
}

/// A lock that is held.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Lock {
    pub(crate) path: String,
    pub(crate) mode: String,
}

/// One step on the way to an access.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Step {
    pub(crate) what: String,
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// A place in a file; lines count from 1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// What the tool says of the tree at `root`, quiet findings included.
pub(crate) fn check(binary: &Path, root: &Path) -> Result<Report, Failure> {
    let mut command = Command::new(binary);
    command.args(["check", "--format", "json", "--min-confidence", "low", "--exit-zero", "./..."]);
    let output = command.current_dir(root).env("RUST_BACKTRACE", "0").stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::at(binary, error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
        return Err(Failure::at(root, format!("the analyser ended with {}: {}", output.status, errors.join("; "))));
    }
    read(&output.stdout).map_err(|failure| Failure::at(root, failure))
}

/// What `ask` says of each tree that it can say something of. The other trees are named at once on stderr, and counted.
pub(crate) fn each_tree<T>(trees: &[PathBuf], mut ask: impl FnMut(&Path) -> Result<T, Failure>) -> (Vec<T>, usize) {
    let mut said = Vec::new();
    let mut failed = 0;
    for tree in trees {
        eprintln!("{}", tree.display());
        match ask(tree) {
            Ok(answer) => said.push(answer),
            Err(failure) => {
                eprintln!("error: {failure}");
                failed += 1;
            }
        }
    }
    (said, failed)
}

/// The outcome of a command over several trees.
pub(crate) fn all_or_failure(failed: usize) -> Result<(), Failure> {
    if failed == 0 { Ok(()) } else { Err(Failure::new(format!("{failed} of the trees could not be measured and are left out"))) }
}

fn read(json: &[u8]) -> Result<Report, Failure> {
    let mut report: Report = serde_json::from_slice(json).map_err(|error| Failure::new(format!("the report cannot be read: {error}")))?;
    // Findings about comments are of no map, and what is measured are maps.
    report.findings.retain(|finding| !finding.map.is_empty());
    match report.version {
        VERSION => Ok(report),
        other => Err(Failure::new(format!("the report has version {other}, not {VERSION}"))),
    }
}

/// A report of two findings, for the tests of those who read reports.
#[cfg(test)]
pub(crate) fn example() -> Report {
    read(EXAMPLE.as_bytes()).expect("the example is a report")
}

#[cfg(test)]
const EXAMPLE: &str = r#"{"version":1,"tool":{"name":"mapvet","version":"0.1.0"},"findings":[
{"id":"0123456789ab","rule":"concurrent-map-writes","rules":["concurrent-map-writes"],"level":"error","confidence":"high","links":[],
"map":"p.T.m","message":"`t.m` is written","help":"hold a lock","test":false,
"place":{"file":"a.go","line":2,"column":1,"end_line":2,"end_column":4},
"sides":[{"kind":"assign","function":"p.(*T).Set","locks":[{"path":"t.mu","mode":"read"}],"steps":[
{"what":"entry","function":"p.(*T).Set","text":"`Set` begins","place":{"file":"a.go","line":1,"column":1,"end_line":1,"end_column":4}},
{"what":"access","function":"p.(*T).Set","text":"writes `t.m`","place":{"file":"a.go","line":2,"column":1,"end_line":2,"end_column":4}}]}],
"also":[],"fixes":[]},
{"id":"ba9876543210","rule":"concurrent-map-read-and-map-write","rules":["concurrent-map-read-and-map-write"],"level":"warning",
"confidence":"medium","links":["may be another instance"],"map":"p.T.m","message":"`t.m` is read","help":"hold a lock","test":true,
"place":{"file":"a_test.go","line":9,"column":1,"end_line":9,"end_column":4},"sides":[],"also":[],"fixes":[]}],
"problems":[],"summary":{"packages":1,"files":2,"findings":2,"hidden":{"ignored":0,"baseline":0,"generated":0,"confidence":0}}}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_tree_spares_the_others() {
        let trees = ["a", "b", "c"].map(PathBuf::from);
        let ask = |tree: &Path| if tree.ends_with("b") { Err(Failure::new("lost")) } else { Ok(tree.to_owned()) };
        assert_eq!(each_tree(&trees, ask), (vec![PathBuf::from("a"), PathBuf::from("c")], 1));
        assert!(all_or_failure(0).is_ok() && all_or_failure(1).is_err());
    }

    #[test]
    fn findings_about_comments_are_not_measured() {
        let about_comment = EXAMPLE.replacen("\"map\":\"p.T.m\"", "\"map\":\"\"", 1);
        assert_eq!(read(about_comment.as_bytes()).expect("it is a report").findings.len(), 1);
    }

    #[test]
    fn a_report_is_read_and_its_version_matters() {
        assert_eq!(example().findings.len(), 2);
        let newer = EXAMPLE.replacen("\"version\":1", "\"version\":2", 1);
        let failure = read(newer.as_bytes()).expect_err("another version");
        assert_eq!(failure.to_string(), "the report has version 2, not 1");
    }
}
