//! `cargo xtask traces`: how often `explain --trace` names the map of a real crash.

mod render;
mod row;

use crate::binary::{BinaryArguments, workspace};
use crate::clones::{clone_of, materialise};
use crate::failure::Failure;
use row::Row;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Explain real crash dumps and race reports, and count how often the right map is named
///
/// `testdata/traces/traces.jsonl` holds the facts of dumps and reports out of public issues: functions, files and lines, the
/// commit, and the map that the crash is about, judged by reading the code. Each row is written as the runtime or the
/// race detector would write it, and explained on the tree of that commit. Trees that are not at hand are absent and
/// left out of the figure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Clones of the repositories, as DIR/owner+name/repo, DIR/owner+name or DIR/owner/name
    #[arg(long, value_name = "DIR")]
    repos: PathBuf,
    /// Only rows whose id holds this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Keep the written dumps in this folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    #[command(flatten)]
    binary: BinaryArguments,
}

/// The part of the analyser's answer that counts.
#[derive(Deserialize)]
struct Answer {
    traces: Vec<TraceAnswer>,
}

#[derive(Deserialize)]
struct TraceAnswer {
    map: Option<String>,
    equals: Vec<String>,
    finding: Option<FindingAnswer>,
    sides: Vec<SideAnswer>,
}

#[derive(Deserialize)]
struct FindingAnswer {
    fit: String,
}

#[derive(Deserialize)]
struct SideAnswer {
    evidence: String,
    frames: Vec<FrameAnswer>,
}

#[derive(Deserialize)]
struct FrameAnswer {
    place: Option<serde_json::Value>,
}

/// What became of a row.
enum Outcome {
    Named(String),
    Missed(&'static str, String),
    Absent,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let binary = arguments.binary.binary()?;
    let rows = Row::read(&workspace().join("testdata/traces/traces.jsonl"))?;
    let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut named, mut tried, mut absent) = (0, 0, 0);
    for row in rows.iter().filter(|row| row.id.contains(&arguments.only)) {
        let outcome = judge(row, arguments, &binary)?;
        match &outcome {
            Outcome::Named(how) => println!("named   {}  {how}", row.id),
            Outcome::Missed(reason, what) => println!("missed  {}  {reason}: {what}", row.id),
            Outcome::Absent => println!("absent  {}", row.id),
        }
        match outcome {
            Outcome::Named(_) => (named, tried) = (named + 1, tried + 1),
            Outcome::Missed(reason, _) => {
                tried += 1;
                *reasons.entry(reason).or_default() += 1;
            }
            Outcome::Absent => absent += 1,
        }
    }
    let misses: Vec<String> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    let misses = if misses.is_empty() { "none".to_owned() } else { misses.join(", ") };
    println!("named {named}/{tried}  missed: {misses}  absent {absent}");
    Ok(())
}

fn judge(row: &Row, arguments: &Arguments, binary: &Path) -> Result<Outcome, Failure> {
    let text = render::render(row);
    if let Some(folder) = &arguments.keep {
        let file = folder.join(format!("{}.txt", row.id));
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, &text)).map_err(|error| Failure::at(&file, error))?;
    }
    let tree = std::env::temp_dir().join(format!("mapvet-traces-{}", std::process::id()));
    let is_there = clone_of(&arguments.repos, &row.repo).is_some_and(|clone| materialise(&clone, &row.commit, &tree));
    let outcome = if is_there { explain(row, &text, &tree, binary) } else { Ok(Outcome::Absent) };
    // A tree that stays behind costs room and nothing else.
    drop(std::fs::remove_dir_all(&tree));
    outcome
}

fn explain(row: &Row, text: &str, tree: &Path, binary: &Path) -> Result<Outcome, Failure> {
    let mut command = Command::new(binary);
    command.args(["explain", "--quiet", "--format", "json", "--trace", "-"]).current_dir(tree);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| Failure::at(binary, error))?;
    if let Some(mut input) = child.stdin.take() {
        // The text is smaller than a pipe.
        input.write_all(text.as_bytes()).map_err(|error| Failure::at(binary, error))?;
    }
    let output = child.wait_with_output().map_err(|error| Failure::at(binary, error))?;
    match serde_json::from_slice::<Answer>(&output.stdout) {
        Ok(answer) => Ok(outcome(row, &answer)),
        Err(_) => {
            let said = String::from_utf8_lossy(&output.stderr);
            Ok(Outcome::Missed("no answer", said.lines().last().unwrap_or("").to_owned()))
        }
    }
}

fn outcome(row: &Row, answer: &Answer) -> Outcome {
    let [trace] = answer.traces.as_slice() else {
        return Outcome::Missed("misread", format!("{} traces were read", answer.traces.len()));
    };
    let evidence: Vec<&str> = trace.sides.iter().map(|side| side.evidence.as_str()).collect();
    let fit = trace.finding.as_ref().map_or("no finding", |finding| finding.fit.as_str());
    match &trace.map {
        Some(map) if is_same(&row.map, map) => Outcome::Named(format!("{}; {fit}", evidence.join(", "))),
        Some(map) if trace.equals.iter().any(|map| is_same(&row.map, map)) => Outcome::Missed("one of several", map.clone()),
        Some(map) => Outcome::Missed("wrong map", map.clone()),
        None if trace.sides.iter().flat_map(|side| &side.frames).any(|frame| frame.place.is_some()) => {
            Outcome::Missed("map not known", row.map.clone())
        }
        None => Outcome::Missed("frames not in the tree", row.map.clone()),
    }
}

/// Trees without a module are named from their root, and a package at the root by the name in its package clause.
fn is_same(expected: &str, named: &str) -> bool {
    let is_end = expected.strip_suffix(named).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    is_end || (!named.contains('/') && in_package(named) == in_package(expected))
}

/// What follows the import path.
fn in_package(map: &str) -> &str {
    let last = map.rsplit('/').next().unwrap_or(map);
    last.split_once('.').map_or(last, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a goroutine is called that is no bystander.
    const SIDES: [&str; 5] = ["running", "read", "write", "previous read", "previous write"];

    #[test]
    fn names_may_lack_the_way_to_the_root() {
        assert!(is_same("example.com/a/b.T.m", "example.com/a/b.T.m") && is_same("example.com/a/b.T.m", "b.T.m"));
        assert!(is_same("example.com/go-b.T.m", "b.T.m") && !is_same("example.com/go-b.T.m", "x/b.T.m"));
        assert!(!is_same("example.com/a/b.T.m", "T.m") && !is_same("example.com/a/b.T.m", "a/b.T.n") && !is_same("b.T.m[*]", "b.T.m"));
    }

    #[test]
    fn every_row_is_read_and_can_be_written() {
        let rows = Row::read(&workspace().join("testdata/traces/traces.jsonl")).expect("the rows can be read");
        assert!(rows.len() >= 20, "{}", rows.len());
        for row in &rows {
            let reading = mapvet_engine::trace::read(render::render(row).as_bytes());
            let [trace] = reading.traces.as_slice() else { panic!("{}: {reading:?}", row.id) };
            let sides = row.goroutines.iter().filter(|goroutine| SIDES.contains(&goroutine.what.as_str())).count();
            assert_eq!((trace.sides.len(), trace.others.len()), (sides, row.goroutines.len() - sides), "{}", row.id);
            for (stack, goroutine) in trace.sides.iter().chain(&trace.others).zip(&row.goroutines) {
                let frames: Vec<(&str, u32)> = stack.frames.iter().map(|frame| (frame.function.as_str(), frame.line)).collect();
                let expected: Vec<(&str, u32)> = goroutine.frames.iter().map(|frame| (frame.0.as_str(), frame.2)).collect();
                assert_eq!(frames, expected, "{}", row.id);
                assert_eq!(stack.created.len(), usize::from(goroutine.created.is_some()), "{}", row.id);
            }
        }
    }
}
