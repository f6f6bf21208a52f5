//! One unit by itself, with the facts of others read from bytes: what `mapvet unit` does.

use crate::dependencies::Dependencies;
use crate::files::Files;
use crate::models::Models;
use crate::plan::Plan;
use crate::schedule;
use crate::unit_plan::PlannedUnit;
use mapvet_model::{Interface, Library, Name};
use mapvet_sharing::{Deps, Facts, Problem, UnitInput, UnitKind};
use mapvet_syntax::Parser;
use std::collections::BTreeMap;
use std::sync::Arc;
use ustr::Ustr;

/// The facts of one unit, and what could not be read. `needed` holds the facts of every unit it needs, directly or not;
/// `models` are those of every unit of the run.
pub fn unit_facts(unit: &PlannedUnit, needed: &[Facts], models: &Models, files: &dyn Files) -> (Facts, Vec<Problem>) {
    let (input, lost) = unit.load(files);
    let dependencies = Dependencies::new(unit.dependencies.clone(), models.clone(), files);
    let facts = mapvet_sharing::unit(&input, &Given::new(needed.iter(), &dependencies), &mut Parser::new());
    (facts, lost.into_iter().map(|(problem, _)| problem).collect())
}

/// Facts that are at hand.
pub(crate) struct Given<'g> {
    facts: BTreeMap<(&'g str, UnitKind), &'g Facts>,
    dependencies: &'g Dependencies<'g>,
}

impl<'g> Given<'g> {
    pub(crate) fn new(facts: impl Iterator<Item = &'g Facts>, dependencies: &'g Dependencies<'g>) -> Given<'g> {
        Given { facts: facts.map(|facts| ((facts.path.as_str(), facts.kind), facts)).collect(), dependencies }
    }
}

/// Goes once more through each unit with a file that is asked for, with the facts that it saw the first time.
pub(crate) fn again<T>(
    plan: &Plan,
    facts: &[Arc<Facts>],
    files: &dyn Files,
    look: impl Fn(&PlannedUnit, &UnitInput, &Given<'_>, &mut Parser) -> T,
) -> Vec<T> {
    in_units(plan, facts, files, |unit| unit.files.iter().any(|file| file.reported), look)
}

/// As [`again`], through the units that are `wanted`.
pub(crate) fn in_units<T>(
    plan: &Plan,
    facts: &[Arc<Facts>],
    files: &dyn Files,
    wanted: impl Fn(&PlannedUnit) -> bool,
    look: impl Fn(&PlannedUnit, &UnitInput, &Given<'_>, &mut Parser) -> T,
) -> Vec<T> {
    let units = plan.units.as_slice();
    let dependencies = Dependencies::new(plan.dependencies.clone(), plan.models.clone(), files);
    let visible = schedule::reachable(&schedule::without_cycles(units).0);
    let by_name: BTreeMap<(Ustr, UnitKind), &Facts> = facts.iter().map(|facts| ((facts.path, facts.kind), facts.as_ref())).collect();
    let asked = units.iter().enumerate().filter(|(_, unit)| wanted(unit));
    let mut parser = Parser::new();
    let of_unit = |(number, unit): (usize, &PlannedUnit)| {
        let sees = |other: &usize| visible[number][other / 64] >> (other % 64) & 1 == 1;
        let needed = (0..units.len()).filter(sees).filter_map(|other| by_name.get(&(units[other].path, units[other].kind)).copied());
        let (input, _) = unit.load(files);
        look(unit, &input, &Given::new(needed, &dependencies), &mut parser)
    };
    asked.map(of_unit).collect()
}

impl Deps for Given<'_> {
    fn package(&self, path: &str) -> Option<&Facts> {
        self.facts.get(&(path, UnitKind::Package)).copied()
    }

    fn in_package_tests(&self, path: &str) -> Option<&Facts> {
        self.facts.get(&(path, UnitKind::InPackageTest)).copied()
    }

    fn library(&self, path: &str) -> Option<&Interface> {
        self.dependencies.interface(path)
    }

    fn library_values(&self, path: &str) -> Option<&Interface> {
        self.dependencies.values(path)
    }

    fn models(&self) -> &Library {
        self.dependencies.models()
    }

    fn package_name(&self, path: &str) -> Option<Name> {
        self.dependencies.package_name(path)
    }
}
