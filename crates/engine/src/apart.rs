//! One unit by itself, with the facts of others read from bytes: what `mapvet unit` does.

use crate::files::Files;
use crate::unit_plan::PlannedUnit;
use mapvet_sharing::{Deps, Facts, Problem, UnitKind};
use mapvet_syntax::Parser;
use std::collections::BTreeMap;

/// The facts of one unit, and what could not be read. `needed` holds the facts of every unit it needs, directly or not.
pub fn unit_facts(unit: &PlannedUnit, needed: &[Facts], files: &dyn Files) -> (Facts, Vec<Problem>) {
    let (input, lost) = unit.load(files);
    let facts = mapvet_sharing::unit(&input, &Given::new(needed.iter()), &mut Parser::new());
    (facts, lost.into_iter().map(|(problem, _)| problem).collect())
}

/// Facts that are at hand.
pub(crate) struct Given<'g> {
    facts: BTreeMap<(&'g str, UnitKind), &'g Facts>,
}

impl<'g> Given<'g> {
    pub(crate) fn new(facts: impl Iterator<Item = &'g Facts>) -> Given<'g> {
        Given { facts: facts.map(|facts| ((facts.path.as_str(), facts.kind), facts)).collect() }
    }
}

impl Deps for Given<'_> {
    fn package(&self, path: &str) -> Option<&Facts> {
        self.facts.get(&(path, UnitKind::Package)).copied()
    }

    fn in_package_tests(&self, path: &str) -> Option<&Facts> {
        self.facts.get(&(path, UnitKind::InPackageTest)).copied()
    }
}
