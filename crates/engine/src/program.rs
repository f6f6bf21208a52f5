//! A program with its bodies, for holding the models of libraries against the source of the libraries.

use crate::apart::in_units;
use crate::check::with_threads;
use crate::files::Files;
use crate::plan;
use crate::schedule::{self, Quiet};
use crate::settings::Settings;
use mapvet_sharing::{Facts, Problem, Program, ProgramUnit, UnitKind};
use mapvet_syntax::LineIndex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that `settings` ask for and what that needs, tests left out, and what went wrong on the way.
pub fn program(settings: &Settings, files: &dyn Files) -> (Program, Vec<Problem>) {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files);
        let worked = schedule::run(&plan, files, &Quiet);
        let by_path: BTreeMap<&str, &Arc<Facts>> =
            worked.facts.iter().filter(|facts| facts.kind == UnitKind::Package).map(|facts| (facts.path.as_str(), facts)).collect();
        let units = in_units(
            &plan,
            &worked.facts,
            files,
            |unit| unit.kind == UnitKind::Package,
            |_, input, deps, parser| {
                let facts = by_path.get(input.path.as_str())?;
                let decls = mapvet_sharing::followed_bodies(input, deps, parser);
                let files = input.files.iter().map(|file| (file.path.clone(), LineIndex::new(&file.text))).collect();
                Some(ProgramUnit { facts: Arc::clone(facts), decls, files })
            },
        );
        let problems = plan.problems.into_iter().chain(worked.problems).collect();
        (Program::new(units.into_iter().flatten().collect()), problems)
    })
}
