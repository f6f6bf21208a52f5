//! A progress bar on stderr, for a terminal and for work that takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mapvet_engine::Progress;
use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows how far the work is.
pub struct Bar {
    began: Instant,
    wanted: bool,
    units: AtomicUsize,
    done: AtomicUsize,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
    /// A bar that may appear later, on a terminal and unless `quiet`.
    pub fn new(quiet: bool) -> Bar {
        Bar {
            began: Instant::now(),
            wanted: !quiet && std::io::stderr().is_terminal(),
            units: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            bar: Mutex::new(None),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }

    /// Says what is being done, and how many units are done.
    fn show(&self, what: &'static str, done: usize) {
        if !self.wanted || self.began.elapsed() < PATIENCE {
            return;
        }
        // A thread that finds the bar busy has nothing to add.
        let Ok(mut bar) = self.bar.try_lock() else { return };
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_elapsed(self.began.elapsed());
            let style = ProgressStyle::with_template("{msg:12} [{wide_bar}] {pos}/{len} {elapsed}");
            if let Ok(style) = style {
                bar.set_style(style.progress_chars("=> "));
            }
            bar
        });
        bar.set_length(self.units.load(Ordering::Relaxed) as u64);
        bar.set_position(done as u64);
        bar.set_message(what);
    }
}

impl Progress for Bar {
    fn planned(&self, units: usize) {
        self.units.store(units, Ordering::Relaxed);
    }

    fn unit_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.show("analysing", done);
    }

    fn linking(&self) {
        self.show("linking", self.done.load(Ordering::Relaxed));
    }
}
