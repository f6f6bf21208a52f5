//! What the modules of a run are: applications, which are whole programs, or libraries, which others call; and what in them only
//! stands in for something else.

use crate::facts::Facts;
use crate::unit_input::UnitKind;
use mapvet_model::{FuncRef, Name};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Folders whose packages are there for tests.
const TEST_FOLDERS: [&str; 15] = [
    "test",
    "tests",
    "testing",
    "testutil",
    "testutils",
    "testhelper",
    "testhelpers",
    "testdata",
    "testsupport",
    "mock",
    "mocks",
    "fake",
    "fakes",
    "stubs",
    "e2e",
];

/// How the names of types begin that stand in for others in tests.
const DOUBLES: [&str; 4] = ["Mock", "Fake", "Stub", "Dummy"];

/// How the names of functions end that only tests are meant to call.
const TEST_ENDINGS: [&str; 4] = ["ForTest", "ForTests", "ForTesting", "TestOnly"];

/// Modules whose programs import at least half of their packages, themselves included: their exported functions are called by
/// the programs at hand.
pub(super) fn applications(facts: &[Arc<Facts>]) -> FxHashSet<Name> {
    let packages: FxHashMap<Name, &Facts> =
        facts.iter().filter(|facts| facts.kind == UnitKind::Package).map(|facts| (facts.path, facts.as_ref())).collect();
    let mut work: Vec<Name> = facts.iter().filter(|facts| is_program(facts)).map(|facts| facts.path).collect();
    let mut reached: FxHashSet<Name> = FxHashSet::default();
    while let Some(path) = work.pop() {
        if reached.insert(path) {
            work.extend(packages.get(&path).into_iter().flat_map(|facts| &facts.imports));
        }
    }
    let mut counts: FxHashMap<Name, (u32, u32)> = FxHashMap::default();
    for facts in facts.iter().filter(|facts| facts.kind == UnitKind::Package && !is_for_tests(facts)) {
        let (seen, all) = counts.entry(facts.module).or_default();
        *all += 1;
        *seen += u32::from(reached.contains(&facts.path));
    }
    #[allow(clippy::iter_over_hash_type, reason = "collected into a set")]
    counts.into_iter().filter(|(_, (seen, all))| seen * 2 >= *all).map(|(module, _)| module).collect()
}

/// Whether programs that are not seen may import a package.
pub(super) fn is_importable(facts: &Facts) -> bool {
    let is_internal = facts.path.split('/').any(|part| part == "internal");
    facts.interface.name != "main" && !is_internal && !facts.files.iter().all(|file| file.vendored)
}

fn is_program(facts: &Facts) -> bool {
    facts.kind == UnitKind::Package && facts.interface.name == "main" && !is_for_tests(facts)
}

/// Whether a package is there for tests: it imports `testing`, or lies in such a folder of its module.
fn is_for_tests(facts: &Facts) -> bool {
    if facts.kind == UnitKind::Package && facts.for_tests && facts.interface.name != "main" {
        return true;
    }
    let inside = facts.path.strip_prefix(facts.module.as_str()).unwrap_or(facts.path.as_str());
    inside.split('/').any(|part| TEST_FOLDERS.contains(&part))
}

/// Whether a function is one of a type that stands in for another in tests, or belongs to a package that is there for tests.
/// Programs that tests start are programs all the same.
pub(super) fn is_double(facts: &Facts, func: FuncRef) -> bool {
    let is_named = |name: Name| DOUBLES.iter().any(|double| name.strip_prefix(double).is_some_and(|rest| !rest.starts_with(char::is_lowercase)));
    let is_type = func.receiver.is_some_and(|name| is_named(name) || is_named(capitalised(name)));
    let is_function = func.name.contains("Mock") || TEST_ENDINGS.iter().any(|ending| func.name.ends_with(ending));
    is_type || is_function || facts.interface.name != "main" && is_for_tests(facts)
}

/// A name as if it were exported: `fakeStore` as `FakeStore`.
fn capitalised(name: Name) -> Name {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    Name::from(&(first + chars.as_str()))
}
