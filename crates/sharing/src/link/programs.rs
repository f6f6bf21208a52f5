//! What the modules of a run are: applications, which are whole programs, or libraries, which others call; and what in them only
//! stands in for something else.

use crate::conflict::FileEntry;
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

/// Hosts on which the path of a repository is that of the host, an owner and a name.
const REPOSITORY_HOSTS: [&str; 2] = ["github.com", "bitbucket.org"];

/// How the names of types begin that stand in for others in tests.
const DOUBLES: [&str; 4] = ["Mock", "Fake", "Stub", "Dummy"];

/// How the names of files begin that hold such types.
const DOUBLE_FILES: [&str; 3] = ["fake_", "mock_", "stub_"];

/// How the names of functions end that only tests are meant to call.
const TEST_ENDINGS: [&str; 4] = ["ForTest", "ForTests", "ForTesting", "TestOnly"];

/// Folders whose programs show how a library is used.
const EXAMPLE_FOLDERS: [&str; 8] = ["example", "examples", "_example", "_examples", "demo", "demos", "sample", "samples"];

/// Folders of a module whose programs are part of what is written about it, or make that.
const DOCUMENTATION_FOLDERS: [&str; 2] = ["doc", "docs"];

/// Modules whose programs, but for examples, import at least half of their packages, themselves included: their exported functions are
/// called by the programs at hand.
pub(super) fn applications(facts: &[Arc<Facts>]) -> FxHashSet<Name> {
    let packages = packages(facts);
    let mut work: Vec<Name> = facts.iter().filter(|facts| is_application(facts)).map(|facts| facts.path).collect();
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

/// The packages by their paths, without tests.
fn packages(facts: &[Arc<Facts>]) -> FxHashMap<Name, &Facts> {
    facts.iter().filter(|facts| facts.kind == UnitKind::Package).map(|facts| (facts.path, facts.as_ref())).collect()
}

/// For each unit, whether it is a test or there for tests: a package that nobody but tests uses, its own or others', where all who may do so
/// are at hand or its name says so.
pub(super) fn units_for_tests(facts: &[Arc<Facts>], applications: &FxHashSet<Name>) -> Vec<bool> {
    let mut importers: FxHashMap<Name, Vec<usize>> = FxHashMap::default();
    for (unit, facts) in facts.iter().enumerate() {
        facts.imports.iter().filter(|path| **path != facts.path).for_each(|path| importers.entry(*path).or_default().push(unit));
    }
    let mut found: Vec<bool> = facts.iter().map(|facts| facts.kind != UnitKind::Package).collect();
    let tested: FxHashSet<Name> = facts.iter().filter(|facts| facts.kind != UnitKind::Package).map(|facts| facts.path).collect();
    let is_closed = |facts: &Facts| applications.contains(&facts.module) || !is_importable(facts) || is_named_for_tests(facts);
    loop {
        let is_new = |(unit, facts): (usize, &Arc<Facts>)| {
            let by = importers.get(&facts.path).map_or(&[][..], Vec::as_slice);
            let is_used = !by.is_empty() || tested.contains(&facts.path) && is_for_tests(facts);
            !found[unit] && facts.interface.name != "main" && is_used && by.iter().all(|by| found[*by]) && is_closed(facts)
        };
        let new: Vec<usize> = facts.iter().enumerate().filter(|row| is_new(*row)).map(|(unit, _)| unit).collect();
        if new.is_empty() {
            return found;
        }
        new.into_iter().for_each(|unit| found[unit] = true);
    }
}

/// Whether the name of a package says that it is there for tests: `httptest`, `storemock`.
fn is_named_for_tests(facts: &Facts) -> bool {
    let name = facts.interface.name;
    is_for_tests(facts) || name.ends_with("test") || ["mock", "fake"].iter().any(|part| name.contains(part))
}

/// The programs that each package is part of, by number, where any of its module is: a bit for each.
pub(super) struct Programs {
    by_package: FxHashMap<Name, Vec<u64>>,
}

impl Programs {
    pub fn new(facts: &[Arc<Facts>]) -> Programs {
        let packages = packages(facts);
        let mains: Vec<Name> = facts.iter().filter(|facts| is_program(facts)).map(|facts| facts.path).collect();
        let mut by_package: FxHashMap<Name, Vec<u64>> = FxHashMap::default();
        for (number, main) in mains.iter().enumerate() {
            let mut work = vec![*main];
            while let Some(path) = work.pop() {
                let bits = by_package.entry(path).or_insert_with(|| vec![0; mains.len().div_ceil(64)]);
                let bit = 1 << (number % 64);
                if bits[number / 64] & bit == 0 {
                    bits[number / 64] |= bit;
                    work.extend(packages.get(&path).into_iter().flat_map(|facts| &facts.imports));
                }
            }
        }
        Programs { by_package }
    }

    /// Whether some program has a package.
    pub fn have(&self, package: Name) -> bool {
        self.by_package.contains_key(&package)
    }

    /// Whether some program has all of these packages, or none that is seen has one of them.
    pub fn may_share(&self, packages: impl Iterator<Item = Name>) -> bool {
        let mut common: Option<Vec<u64>> = None;
        for package in packages {
            let Some(bits) = self.by_package.get(&package) else { return true };
            match &mut common {
                None => common = Some(bits.clone()),
                Some(common) => common.iter_mut().zip(bits).for_each(|(common, own)| *common &= own),
            }
        }
        common.is_none_or(|common| common.iter().any(|bits| *bits != 0))
    }
}

/// Whether programs that are not seen may import a package.
pub(super) fn is_importable(facts: &Facts) -> bool {
    let is_internal = facts.path.split('/').any(|part| part == "internal");
    facts.interface.name != "main" && !is_internal && !facts.files.iter().all(|file| file.vendored)
}

/// Whether a package is a program, and not one that shows how a library is used.
pub(super) fn is_application(facts: &Facts) -> bool {
    is_program(facts) && !is_example(facts)
}

fn is_program(facts: &Facts) -> bool {
    facts.kind == UnitKind::Package && facts.interface.name == "main" && !is_for_tests(facts)
}

fn is_example(facts: &Facts) -> bool {
    let is_documentation = || inside_module(facts).split('/').any(|part| DOCUMENTATION_FOLDERS.contains(&part));
    facts.path.split('/').any(|part| EXAMPLE_FOLDERS.contains(&part)) || is_documentation()
}

/// The path of a package from its module on.
fn inside_module(facts: &Facts) -> &str {
    facts.path.strip_prefix(facts.module.as_str()).unwrap_or(facts.path.as_str())
}

/// Whether a package is there for tests: it imports `testing`, or lies in such a folder of its module.
fn is_for_tests(facts: &Facts) -> bool {
    if facts.kind == UnitKind::Package && facts.for_tests && facts.interface.name != "main" {
        return true;
    }
    inside_module(facts).split('/').chain(inside_repository(facts)).any(|part| TEST_FOLDERS.contains(&part))
}

/// The folders of a package in its repository, a module of its own included; of hosts where a repository has an owner and a name.
fn inside_repository(facts: &Facts) -> impl Iterator<Item = &str> {
    let is_host = REPOSITORY_HOSTS.iter().any(|host| facts.path.strip_prefix(host).is_some_and(|rest| rest.starts_with('/')));
    facts.path.as_str().split('/').skip(if is_host { 3 } else { usize::MAX })
}

/// Modules that declare functions outside tests.
pub(super) fn with_code(facts: &[Arc<Facts>]) -> FxHashSet<Name> {
    facts.iter().filter(|facts| facts.kind == UnitKind::Package && !facts.decls.is_empty()).map(|facts| facts.module).collect()
}

/// Whether a function is one of a type that stands in for another in tests, by its own name or that of its file, or belongs to a package
/// that is there for tests. Programs that tests start are programs all the same.
pub(super) fn is_double(facts: &Facts, func: FuncRef, file: &FileEntry) -> bool {
    let file = file.path.rsplit('/').next().unwrap_or_default();
    let is_file = DOUBLE_FILES.iter().any(|start| file.starts_with(start));
    let is_type = is_file || func.receiver.is_some_and(is_double_type);
    let is_named_test = func.receiver.is_some() && func.name.strip_prefix("Test").is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let is_function = func.name.contains("Mock") || is_named_test || TEST_ENDINGS.iter().any(|ending| func.name.ends_with(ending));
    is_type || is_function || facts.interface.name != "main" && is_for_tests(facts)
}

/// Whether a type stands in for another in tests, by its name.
pub(super) fn is_double_type(name: Name) -> bool {
    let is_named = |name: Name| DOUBLES.iter().any(|double| name.strip_prefix(double).is_some_and(|rest| !rest.starts_with(char::is_lowercase)));
    is_named(name) || is_named(capitalised(name))
}

/// A name as if it were exported: `fakeStore` as `FakeStore`.
fn capitalised(name: Name) -> Name {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    Name::from(&(first + chars.as_str()))
}
