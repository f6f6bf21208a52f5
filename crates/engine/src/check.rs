//! The whole run: plan, units, link, report.

use crate::files::{Disk, Files};
use crate::plan::{self, Plan};
use crate::report::{self, Coverage, Report, Summary};
use crate::schedule::{self, Progress};
use crate::settings::Settings;
use mapvet_sharing::{Facts, Problem};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Stack of a worker thread: deep Go code is walked by recursion up to a limit.
const STACK: usize = 64 << 20;

/// Checks files on disk.
pub fn check(settings: &Settings, progress: &dyn Progress) -> Report {
    check_files(settings, Arc::new(Disk), progress)
}

/// Checks files of any source.
pub fn check_files(settings: &Settings, files: Arc<dyn Files>, progress: &dyn Progress) -> Report {
    check_and_look(settings, files, progress, |_| ()).0
}

/// Checks files of any source, and has `look` see the plan first, on the thread pool of the run.
pub(crate) fn check_and_look<T: Send>(
    settings: &Settings,
    files: Arc<dyn Files>,
    progress: &dyn Progress,
    look: impl FnOnce(&Plan) -> T + Send,
) -> (Report, T) {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files.as_ref());
        let seen = look(&plan);
        progress.planned(plan.units.len());
        let worked = schedule::run(&plan, files.as_ref(), progress);
        progress.linking();
        let planned = plan.units.iter().flat_map(|unit| &unit.files);
        let reported: BTreeSet<String> = planned.filter(|file| file.reported).map(|file| file.path.clone()).collect();
        let lost = |problem: &Problem| matches!(problem.kind.as_str(), "unreadable" | "internal" | "too-large");
        let coverage = Coverage {
            nothing_lost: !plan.problems.iter().chain(&worked.problems).any(lost),
            all_packages: covers_all(settings) && !(plan.unreadable || worked.unreadable || worked.internal_error),
        };
        let rendered = report::render(&worked.facts, settings, Some(&reported), coverage);
        // To give back the memory takes as long as some of the work: nobody waits for it.
        let facts = worked.facts;
        rayon::spawn(move || drop(facts));
        let summary = summary(&plan, worked.lines);
        let planned = plan.units.iter().flat_map(|unit| &unit.files);
        let odd_names = planned.filter(|file| file.disk.to_str().is_none()).map(|file| (file.path.clone(), file.disk.clone())).collect();
        let report = Report {
            left_out: plan.left_out,
            notes: plan.notes,
            unreadable: plan.unreadable || worked.unreadable,
            internal_error: worked.internal_error,
            problems: plan.problems.into_iter().chain(worked.problems).collect(),
            odd_names,
            ..Report::empty(settings, summary, files.clone())
        };
        (report.with(rendered).only_new(&settings.filter), seen)
    })
}

/// The facts of every unit that `settings` ask for, and of what they need.
pub fn facts(settings: &Settings) -> Vec<Arc<Facts>> {
    with_threads(settings.jobs, || schedule::run(&plan::plan(settings, &Disk), &Disk, &schedule::Quiet).facts)
}

/// Links facts that units wrote, and reports what `settings` ask for. Patterns count for nothing: facts name no folders. Nor can
/// it be known whether they are the facts of all packages: of a baseline only ids count.
pub fn report(facts: &[Arc<Facts>], settings: &Settings) -> Report {
    with_threads(settings.jobs, || {
        let rendered = report::render(facts, settings, None, Coverage { nothing_lost: true, all_packages: false });
        let written = rendered.linked.files.iter().filter(|entry| !entry.vendored);
        let summary = Summary { packages: facts.len() as u32, files: written.count() as u32, lines: 0 };
        Report::empty(settings, summary, Arc::new(Disk)).with(rendered).only_new(&settings.filter)
    })
}

/// Whether a run over `settings` sees all that the baseline speaks of: every package below the root with its tests, and a
/// baseline that lies there. What another run does not find may still be there.
fn covers_all(settings: &Settings) -> bool {
    let everything = settings.patterns.is_empty() || settings.patterns.iter().any(|pattern| matches!(pattern.as_str(), "./..." | "..."));
    let baseline = settings.filter.baseline.as_deref();
    settings.tests && everything && baseline.is_some_and(|baseline| baseline.lies_in(&settings.root))
}

/// Runs `work` on a pool of `jobs` threads with deep stacks; on the global pool if the system refuses threads.
pub fn with_threads<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn summary(plan: &Plan, lines: u64) -> Summary {
    let own = plan.units.iter().filter(|unit| unit.files.iter().any(|file| !file.vendored));
    let mut packages = BTreeSet::new();
    let mut files = 0;
    for unit in own {
        packages.insert(unit.path.as_str());
        files += unit.files.len() as u32;
    }
    Summary { packages: packages.len() as u32, files, lines }
}
