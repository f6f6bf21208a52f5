//! Runs units in the order of their needs, on all threads, each exactly once.
//!
//! A unit starts when the last unit it needs has finished. It sees the facts of what it needs, directly or not, and
//! nothing else, so that the result does not depend on what happens to be finished already.

use crate::dependencies::Dependencies;
use crate::files::Files;
use crate::plan::Plan;
use crate::unit_plan::PlannedUnit;
use mapvet_model::{Interface, Library};
use mapvet_sharing::{Deps, Facts, Problem, UnitKind};
use mapvet_syntax::Parser;
use rayon::Scope;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::collections::BinaryHeap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use ustr::{Ustr, existing_ustr};

/// A unit with more bytes of source is heavy. Its trees, all alive at once, take some sixty times as much memory, so
/// heavy units run one at a time; the other threads run light ones meanwhile.
const HEAVY: u64 = 6 << 20;

/// Told how far a run is; called from many threads.
pub trait Progress: Sync {
    /// Loading is done; so many units follow.
    fn planned(&self, units: usize);
    /// A unit is done.
    fn unit_done(&self);
    /// All units are done; link begins.
    fn linking(&self);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Progress for Quiet {
    fn planned(&self, _units: usize) {}
    fn unit_done(&self) {}
    fn linking(&self) {}
}

/// What the units gave.
pub(crate) struct Worked {
    /// Facts in the order of the units; those that were lost are missing.
    pub(crate) facts: Vec<Arc<Facts>>,
    /// Problems that no facts tell of.
    pub(crate) problems: Vec<Problem>,
    /// Whether a file that a pattern covers could not be read.
    pub(crate) unreadable: bool,
    /// Whether a unit was lost by an error of ours.
    pub(crate) internal_error: bool,
    /// Lines of all files read.
    pub(crate) lines: u64,
}

/// Runs all units on the current thread pool.
pub(crate) fn run(plan: &Plan, files: &dyn Files, progress: &dyn Progress) -> Worked {
    let units = plan.units.as_slice();
    let (needs, mut problems) = without_cycles(units);
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    for (number, needed) in needs.iter().enumerate() {
        for needed in needed {
            followers[*needed].push(number);
        }
    }
    let by_path = |kind: UnitKind| {
        let of_kind = units.iter().enumerate().filter(move |(_, unit)| unit.kind == kind);
        of_kind.map(|(number, unit)| (unit.path, number)).collect::<FxHashMap<Ustr, usize>>()
    };
    let schedule = Schedule {
        units,
        files,
        dependencies: Dependencies::new(plan.dependencies.clone(), plan.models.clone(), files),
        progress,
        visible: reachable(&needs),
        waiting: needs.iter().map(|needed| AtomicUsize::new(needed.len())).collect(),
        followers,
        packages: by_path(UnitKind::Package),
        in_package_tests: by_path(UnitKind::InPackageTest),
        facts: units.iter().map(|_| OnceLock::new()).collect(),
        lost: Mutex::new(Vec::new()),
        lines: AtomicU64::new(0),
        heavy: Mutex::default(),
        urgency: urgency(units, &needs),
        ready: Mutex::default(),
    };
    let schedule_ref = &schedule;
    rayon::scope(|scope| {
        for (number, needed) in needs.iter().enumerate() {
            if needed.is_empty() {
                schedule_ref.make_ready(number, scope);
            }
        }
    });
    let lost = schedule.lost.into_inner().unwrap_or_else(PoisonError::into_inner);
    let unreadable = lost.iter().any(|(problem, asked)| *asked && problem.kind == "unreadable");
    let internal_error = lost.iter().any(|(problem, _)| problem.kind == "internal");
    problems.extend(lost.into_iter().map(|(problem, _)| problem));
    let facts = schedule.facts.into_iter().filter_map(OnceLock::into_inner).collect();
    Worked { facts, problems, unreadable, internal_error, lines: schedule.lines.into_inner() }
}

struct Schedule<'s> {
    units: &'s [PlannedUnit],
    files: &'s dyn Files,
    dependencies: Dependencies<'s>,
    progress: &'s dyn Progress,
    /// By unit: which units it may see, as bits.
    visible: Vec<Vec<u64>>,
    waiting: Vec<AtomicUsize>,
    followers: Vec<Vec<usize>>,
    packages: FxHashMap<Ustr, usize>,
    in_package_tests: FxHashMap<Ustr, usize>,
    facts: Vec<OnceLock<Arc<Facts>>>,
    /// Problems, and whether a pattern covers the file.
    lost: Mutex<Vec<(Problem, bool)>>,
    lines: AtomicU64,
    heavy: Mutex<Heavy>,
    /// By unit: bytes of the longest chain of units that begins with it.
    urgency: Vec<u64>,
    /// Units whose needs are done, the most urgent on top.
    ready: Mutex<BinaryHeap<(u64, Reverse<usize>)>>,
}

/// How much work waits for each unit: the bytes of the longest chain of followers, itself included. Urgent units run
/// first, so that no long chain is left for one thread at the end.
fn urgency(units: &[PlannedUnit], needs: &[Vec<usize>]) -> Vec<u64> {
    let size = |number: usize| units[number].files.iter().map(|file| file.bytes).sum::<u64>() + 1;
    let mut urgency: Vec<u64> = (0..units.len()).map(size).collect();
    let mut left: Vec<usize> = vec![0; units.len()];
    needs.iter().flatten().for_each(|needed| left[*needed] += 1);
    let mut work: Vec<usize> = (0..units.len()).filter(|number| left[*number] == 0).collect();
    while let Some(number) = work.pop() {
        for needed in &needs[number] {
            urgency[*needed] = urgency[*needed].max(size(*needed) + urgency[number]);
            left[*needed] -= 1;
            if left[*needed] == 0 {
                work.push(*needed);
            }
        }
    }
    urgency
}

/// The heavy units that are ready.
#[derive(Default)]
struct Heavy {
    /// Whether one runs.
    busy: bool,
    /// Those that wait for it.
    waiting: Vec<usize>,
}

thread_local! {
    /// The parser of this thread. It is taken out while in use, because a unit that waits may run another unit.
    static PARSER: Cell<Option<Parser>> = const { Cell::new(None) };
}

impl Schedule<'_> {
    /// Puts a unit among the ready ones and asks a thread to take the most urgent of them.
    fn make_ready<'scope>(&'scope self, number: usize, scope: &Scope<'scope>) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).push((self.urgency[number], Reverse(number)));
        scope.spawn(move |scope| {
            let next = self.ready.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some((_, Reverse(number))) = next {
                self.run(number, scope);
            }
        });
    }

    /// Runs a unit that is ready, or puts it behind another heavy one.
    fn run<'scope>(&'scope self, number: usize, scope: &Scope<'scope>) {
        let size: u64 = self.units[number].files.iter().map(|file| file.bytes).sum();
        if size <= HEAVY {
            return self.run_now(number, scope);
        }
        {
            let mut heavy = self.heavy.lock().unwrap_or_else(PoisonError::into_inner);
            if heavy.busy {
                heavy.waiting.push(number);
                return;
            }
            heavy.busy = true;
        }
        self.run_heavy(number, scope);
    }

    fn run_heavy<'scope>(&'scope self, number: usize, scope: &Scope<'scope>) {
        self.run_now(number, scope);
        let mut heavy = self.heavy.lock().unwrap_or_else(PoisonError::into_inner);
        match heavy.waiting.pop() {
            Some(next) => scope.spawn(move |scope| self.run_heavy(next, scope)),
            None => heavy.busy = false,
        }
    }

    fn run_now<'scope>(&'scope self, number: usize, scope: &Scope<'scope>) {
        let unit = &self.units[number];
        match catch_unwind(AssertUnwindSafe(|| self.work(number))) {
            Ok(facts) => {
                // Each unit runs once, so the slot is empty.
                let _ = self.facts[number].set(Arc::new(facts));
            }
            Err(panic) => {
                let text = format!("package `{}` was lost by an error of mapvet itself: {}", unit.path, panic_text(panic.as_ref()));
                let file = unit.files.first().map(|file| file.path.clone());
                self.lose(vec![(Problem { kind: "internal".to_owned(), file, line: 0, column: 0, text }, true)]);
            }
        }
        self.progress.unit_done();
        for follower in &self.followers[number] {
            if self.waiting[*follower].fetch_sub(1, Ordering::AcqRel) == 1 {
                self.make_ready(*follower, scope);
            }
        }
    }

    fn work(&self, number: usize) -> Facts {
        let (input, lost) = self.units[number].load(self.files);
        self.lose(lost);
        let lines: usize = input.files.iter().map(|file| file.text.iter().filter(|byte| **byte == b'\n').count()).sum();
        self.lines.fetch_add(lines as u64, Ordering::Relaxed);
        let mut parser = PARSER.take().unwrap_or_default();
        let facts = mapvet_sharing::unit(&input, &View { schedule: self, number }, &mut parser);
        PARSER.set(Some(parser));
        facts
    }

    fn lose(&self, problems: Vec<(Problem, bool)>) {
        if !problems.is_empty() {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).extend(problems);
        }
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message").to_owned()
}

/// The facts that one unit may see.
struct View<'v> {
    schedule: &'v Schedule<'v>,
    number: usize,
}

impl View<'_> {
    fn facts(&self, path: &str, numbers: &FxHashMap<Ustr, usize>) -> Option<&Facts> {
        let number = *numbers.get(&existing_ustr(path)?)?;
        let visible = self.schedule.visible[self.number][number / 64] >> (number % 64) & 1 == 1;
        self.schedule.facts[number].get().filter(|_| visible).map(AsRef::as_ref)
    }
}

impl Deps for View<'_> {
    fn package(&self, path: &str) -> Option<&Facts> {
        self.facts(path, &self.schedule.packages)
    }

    fn in_package_tests(&self, path: &str) -> Option<&Facts> {
        self.facts(path, &self.schedule.in_package_tests)
    }

    fn library(&self, path: &str) -> Option<&Interface> {
        self.schedule.dependencies.interface(path)
    }

    fn library_values(&self, path: &str) -> Option<&Interface> {
        self.schedule.dependencies.values(path)
    }

    fn models(&self) -> &Library {
        self.schedule.dependencies.models()
    }

    fn package_name(&self, path: &str) -> Option<Ustr> {
        self.schedule.dependencies.package_name(path)
    }
}

/// The needs of every unit without those that close a cycle, and a problem for each cycle.
/// Units are visited by number and their needs in order, so the same edge is always the one that goes.
pub(crate) fn without_cycles(units: &[PlannedUnit]) -> (Vec<Vec<usize>>, Vec<Problem>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; units.len()];
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let mut cycles: BTreeSet<(usize, usize)> = BTreeSet::new();
    for start in 0..units.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        let mut path = vec![(start, 0)];
        while let Some((unit, next)) = path.last_mut() {
            let unit = *unit;
            let Some(needed) = units[unit].needs.get(*next).copied() else {
                marks[unit] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match marks[needed] {
                Mark::New => {
                    needs[unit].push(needed);
                    marks[needed] = Mark::Open;
                    path.push((needed, 0));
                }
                Mark::Done => needs[unit].push(needed),
                Mark::Open => {
                    cycles.insert((unit, needed));
                }
            }
        }
    }
    let problem = |(unit, needed): (usize, usize)| {
        let text = format!("import cycle: `{}` needs `{}`, which needs it; analysed without", units[unit].path, units[needed].path);
        Problem { kind: "import-cycle".to_owned(), file: units[unit].files.first().map(|file| file.path.clone()), line: 0, column: 0, text }
    };
    (needs, cycles.into_iter().map(problem).collect())
}

/// For every unit the units it needs directly or not, as bits.
pub(crate) fn reachable(needs: &[Vec<usize>]) -> Vec<Vec<u64>> {
    let words = needs.len().div_ceil(64);
    let mut order = Vec::with_capacity(needs.len());
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (number, needed) in needs.iter().enumerate() {
        needed.iter().for_each(|needed| followers[*needed].push(number));
        if needed.is_empty() {
            order.push(number);
        }
    }
    let mut bits = vec![vec![0u64; words]; needs.len()];
    let mut at = 0;
    while let Some(number) = order.get(at).copied() {
        at += 1;
        let mut own = vec![0u64; words];
        for needed in &needs[number] {
            own[needed / 64] |= 1 << (needed % 64);
            own.iter_mut().zip(&bits[*needed]).for_each(|(own, theirs)| *own |= theirs);
        }
        bits[number] = own;
        for follower in &followers[number] {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                order.push(*follower);
            }
        }
    }
    bits
}
