//! `mapvet debug`: the one place where a dump is chosen.

use super::{say, settings};
use crate::args::{DebugArgs, DebugWhat};
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::{reason, to_stdout};
use mapvet_engine::{Around, Disk, Settings, Stage};
use mapvet_sharing::Problem;
use mapvet_syntax::{Parser, dump_tree, outline};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Longer lines are cut.
const LONGEST_LINE: usize = 120;

/// Prints what a stage sees.
pub fn debug(args: &DebugArgs) -> Result<Status, Failure> {
    let settings = settings(&args.load, &args.patterns)?;
    match args.what {
        DebugWhat::Tree => of_files(args, &settings, |text| dump_tree(&Parser::new().parse(text))),
        DebugWhat::Outline => of_files(args, &settings, outline_text),
        DebugWhat::Body => of_stage(args, &settings, Stage::Body),
        DebugWhat::Locks => of_stage(args, &settings, Stage::Locks),
        DebugWhat::Facts => of_stage(args, &settings, Stage::Facts),
        DebugWhat::Link => of_stage(args, &settings, Stage::Link),
        DebugWhat::Types => types(args, settings),
    }
}

/// The place that `file.go:LINE` or `file.go:LINE:COL` names, and the file.
fn place(pattern: &str) -> (String, Option<Around>) {
    let split = |text: &str| text.rsplit_once(':').and_then(|(before, number)| Some((before.to_owned(), number.parse::<u32>().ok()?)));
    let Some((before, last)) = split(pattern) else { return (pattern.to_owned(), None) };
    match split(&before) {
        Some((file, line)) => (file, Some(Around { line, column: Some(last) })),
        None => (before, Some(Around { line: last, column: None })),
    }
}

fn types(args: &DebugArgs, settings: Settings) -> Result<Status, Failure> {
    let [pattern] = args.patterns.as_slice() else { return of_stage(args, &settings, Stage::Types(None)) };
    let (file, around) = if Path::new(pattern).exists() { (pattern.clone(), None) } else { place(pattern) };
    of_stage(args, &Settings { patterns: vec![file], ..settings }, Stage::Types(around))
}

fn of_stage(args: &DebugArgs, settings: &Settings, stage: Stage) -> Result<Status, Failure> {
    let dumped = mapvet_engine::dump(settings, stage, &Disk);
    say(closing::problems(&dumped.problems, args.load.quiet));
    print(&dumped.text)?;
    Ok(if dumped.lost { Status::Lost } else { Status::Clean })
}

/// Dumps files one by one, each below its path if there are several. A file that is named is read whatever its constraints say.
fn of_files(args: &DebugArgs, settings: &Settings, dump: impl Fn(&[u8]) -> String) -> Result<Status, Failure> {
    let is_file = |pattern: &String| !pattern.contains("...") && !Path::new(pattern).is_dir();
    let (named, patterns): (Vec<String>, Vec<String>) = args.patterns.iter().cloned().partition(is_file);
    let mut files: Vec<(String, PathBuf)> = named.into_iter().map(|file| (file.clone(), PathBuf::from(file))).collect();
    if !patterns.is_empty() || files.is_empty() {
        let (covered, problems): (_, Vec<Problem>) = mapvet_engine::covered_files(&Settings { patterns, ..settings.clone() }, &Disk);
        say(closing::problems(&problems, args.load.quiet));
        files.extend(covered);
    }
    for (path, disk) in &files {
        let text = std::fs::read(disk).map_err(|error| Failure::Lost(format!("cannot read {}: {}", escape::line(path), reason(&error))))?;
        if files.len() > 1 {
            print(&format!("{}\n", path.replace(['\n', '\t'], "?")))?;
        }
        print(&dump(&text))?;
    }
    Ok(Status::Clean)
}

fn print(text: &str) -> Result<(), Failure> {
    to_stdout(|out| text.split_inclusive('\n').try_for_each(|line| write!(out, "{}", escape::block(line))))
}

/// The first line of every declaration, with its line number.
fn outline_text(text: &[u8]) -> String {
    let mut out = String::new();
    let mut parser = Parser::new();
    let file = parser.parse(text);
    for node in outline(&file) {
        let first: String = node.text().lines().next().unwrap_or("").chars().take(LONGEST_LINE).collect();
        let _ = writeln!(out, "{:>6}  {}", node.line(), escape::line(&first));
    }
    if let Some(problem) = file.problem() {
        let line = text[..problem.start as usize].iter().filter(|byte| **byte == b'\n').count() + 1;
        let _ = writeln!(out, "{line:>6}  {}", escape::line(&problem.text));
    }
    out
}
