//! A picture of a part of the program: plan, units, link, and what was drawn.

use crate::check::with_threads;
use crate::files::{Disk, Files};
use crate::paths;
use crate::plan;
use crate::schedule::{self, Progress, panic_text};
use crate::settings::Settings;
use mapvet_sharing::{Focus, NoSuchName, Picture, PictureOf, Problem};
use mapvet_syntax::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// A picture, and what went wrong on the way.
pub struct Drawn {
    /// The picture, or that nothing has the name that was asked for.
    pub picture: Result<Picture, NoSuchName>,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// Whether something that was asked for could not be read, or was lost by an error of ours.
    pub lost: bool,
    source: Arc<dyn Files>,
    /// Where each file is, by its path in the picture.
    disk: BTreeMap<String, PathBuf>,
}

impl Drawn {
    /// The path and the bytes of a file of the picture, read again; no bytes if it cannot be read any more.
    pub fn source(&self, file: FileId) -> (String, Vec<u8>) {
        let entry = self.picture.as_ref().ok().and_then(|picture| picture.files.get(file.0 as usize));
        let path = entry.map_or_else(String::new, |entry| entry.path.clone());
        let text = self.disk.get(&path).and_then(|disk| self.source.read(&paths::clean(disk)).ok());
        (path, text.unwrap_or_default())
    }
}

/// Draws `focus` of what `settings` ask for on disk, with no more functions than `most_functions`.
pub fn draw(settings: &Settings, focus: &Focus, most_functions: usize, progress: &dyn Progress) -> Drawn {
    draw_files(settings, Arc::new(Disk), focus, most_functions, progress)
}

/// As [`draw`], on files of any source.
pub fn draw_files(settings: &Settings, files: Arc<dyn Files>, focus: &Focus, most_functions: usize, progress: &dyn Progress) -> Drawn {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files.as_ref());
        progress.planned(plan.units.len());
        let worked = schedule::run(&plan, files.as_ref(), progress);
        progress.linking();
        let planned = plan.units.iter().flat_map(|unit| &unit.files);
        let reported: BTreeSet<&str> = planned.clone().filter(|file| file.reported).map(|file| file.path.as_str()).collect();
        let asked = |path: &str| reported.contains(path);
        let asked = PictureOf { focus: focus.clone(), asked: &asked, most_functions };
        let mut problems: Vec<Problem> = plan.problems.iter().chain(&worked.problems).cloned().collect();
        let mut lost = plan.unreadable || worked.unreadable || worked.internal_error;
        let picture = catch_unwind(AssertUnwindSafe(|| mapvet_sharing::picture(&worked.facts, &asked))).unwrap_or_else(|panic| {
            let text = format!("everything was lost by an error of mapvet itself: {}", panic_text(panic.as_ref()));
            problems.push(Problem { kind: "internal".to_owned(), file: None, line: 0, column: 0, text });
            lost = true;
            Ok(Picture::default())
        });
        problems.extend(picture.iter().flat_map(|picture| picture.problems.iter().cloned()));
        problems.sort();
        problems.dedup();
        let disk = planned.map(|file| (file.path.clone(), file.disk.clone())).collect();
        Drawn { picture, problems, lost, source: files.clone(), disk }
    })
}
