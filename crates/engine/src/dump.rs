//! What each stage sees of what the patterns name, as text: what `mapvet debug` prints.

use crate::apart::again;
use crate::files::Files;
use crate::plan::{self, Plan};
use crate::schedule::{self, Quiet};
use crate::settings::Settings;
use crate::types;
use crate::unit_plan::{PlannedFile, PlannedUnit};
use crate::{check::with_threads, paths};
use mapvet_sharing::{Dump, Facts, Problem};
use mapvet_syntax::{FileId, LineIndex, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What is dumped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Lowered bodies.
    Body,
    /// The locks at each access.
    Locks,
    /// Facts.
    Facts,
    /// Conflicts and what is known of maps.
    Link,
    /// What each expression is, and how that was concluded.
    Types(Option<Around>),
}

/// Which expressions are asked for: those that begin in a line, or those around a column of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Around {
    /// 1-based.
    pub line: u32,
    /// 1-based, in bytes.
    pub column: Option<u32>,
}

/// A dump, and what went wrong on the way.
#[derive(Clone, Debug)]
pub struct Dumped {
    /// Plain text.
    pub text: String,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// Whether something that was named could not be read, or was lost by an error of ours.
    pub lost: bool,
}

/// Runs the stages on all that `settings` ask for and dumps what one of them sees of the files that the patterns cover.
pub fn dump(settings: &Settings, stage: Stage, files: &dyn Files) -> Dumped {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files);
        let worked = schedule::run(&plan, files, &Quiet);
        let all = plan.units.iter().flat_map(|unit| &unit.files);
        let places = Places { files, planned: all.map(|file| (file.path.as_str(), file)).collect(), lines: RefCell::default() };
        let asked = plan.units.iter().filter(|unit| unit.files.iter().any(|file| file.reported));
        let asked_facts = asked.clone().filter_map(|unit| worked.facts.iter().find(|facts| is_of(facts, unit)));
        let mut problems = plan.problems.clone();
        let text = match stage {
            Stage::Body => bodies(&plan, &worked.facts, &places),
            Stage::Locks => joined(asked_facts.map(|facts| places.dump(&paths_of(facts), |dump| dump.locks(facts)))),
            Stage::Facts => joined(asked_facts.map(|facts| places.dump(&paths_of(facts), |dump| dump.facts(facts)))),
            Stage::Types(around) => types::in_words(&plan, &worked.facts, files, around),
            Stage::Link => {
                let linked = mapvet_sharing::link(&worked.facts);
                let paths: Vec<&str> = linked.files.iter().map(|file| file.path.as_str()).collect();
                places.dump(&paths, |dump| dump.link(&linked))
            }
        };
        problems.extend(worked.problems);
        problems.extend(worked.facts.iter().flat_map(|facts| facts.problems.iter().cloned()));
        problems.sort();
        problems.dedup();
        Dumped { text, problems, lost: plan.unreadable || worked.unreadable || worked.internal_error }
    })
}

/// The files that the patterns of `settings` cover: path in reports and path on disk, in order. And what went wrong.
pub fn covered_files(settings: &Settings, files: &dyn Files) -> (Vec<(String, PathBuf)>, Vec<Problem>) {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files);
        let covered = plan.units.into_iter().flat_map(|unit| unit.files).filter(|file| file.reported);
        let mut covered: Vec<(String, PathBuf)> = covered.map(|file| (file.path, file.disk)).collect();
        covered.sort();
        (covered, plan.problems)
    })
}

fn is_of(facts: &Facts, unit: &PlannedUnit) -> bool {
    facts.path == unit.path && facts.kind == unit.kind
}

fn paths_of(facts: &Facts) -> Vec<&str> {
    facts.files.iter().map(|file| file.path.as_str()).collect()
}

fn joined(dumps: impl Iterator<Item = String>) -> String {
    dumps.filter(|dump| !dump.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Lowers each unit that is asked for once more, with the facts that it saw the first time.
fn bodies(plan: &Plan, facts: &[Arc<Facts>], places: &Places<'_>) -> String {
    joined(
        again(plan, facts, places.files, |_, input, deps, parser| {
            let decls = mapvet_sharing::bodies(input, deps, parser);
            let paths: Vec<&str> = input.files.iter().map(|file| file.path.as_str()).collect();
            places.dump(&paths, |dump| {
                let covered = decls.iter().filter(|decl| decl.bodies.first().is_none_or(|body| (dump.covers)(body.span.file)));
                joined(covered.map(|decl| mapvet_model::dump(decl, dump.at)))
            })
        })
        .into_iter(),
    )
}

/// The planned files, and the lines of those that a dump has named.
struct Places<'p> {
    files: &'p dyn Files,
    planned: BTreeMap<&'p str, &'p PlannedFile>,
    lines: RefCell<BTreeMap<String, LineIndex>>,
}

impl Places<'_> {
    /// A dump in which `paths` says what a file's number means.
    fn dump(&self, paths: &[&str], write: impl FnOnce(&Dump<'_>) -> String) -> String {
        let path = |file: FileId| paths.get(file.0 as usize).copied().unwrap_or("?");
        let at = |span: Span| self.at(path(span.file), span.start);
        let covers = |file: FileId| self.planned.get(path(file)).is_some_and(|file| file.reported);
        write(&Dump { at: &at, covers: &covers })
    }

    fn at(&self, path: &str, offset: u32) -> String {
        let mut lines = self.lines.borrow_mut();
        let index = lines.entry(path.to_owned()).or_insert_with(|| {
            let text = self.planned.get(path).and_then(|file| self.files.read(&paths::clean(&file.disk)).ok());
            LineIndex::new(&text.unwrap_or_default())
        });
        let at = index.line_col(offset);
        format!("{path}:{}:{}", at.line, at.column)
    }
}
