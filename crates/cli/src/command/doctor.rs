//! `mapvet doctor`.

use super::{configured, look};
use crate::args::DoctorArgs;
use crate::doctor::{self, Shown};
use crate::exit::{Failure, Status};
use crate::look::width;
use crate::output::to_stdout;
use crate::progress::Bar;
use mapvet_engine::{Filter, Settings};
use mapvet_sharing::Confidence;
use std::path::PathBuf;

/// Says what a run finds here and how it goes. What was found is no reason for a bad status; what could not be read is.
pub fn doctor(args: &DoctorArgs) -> Result<Status, Failure> {
    let (settings, resolved) = configured(&args.load, None, &args.patterns)?;
    let settings = Settings { filter: Filter::at_least(Confidence::Low), ..settings };
    let bar = Bar::new(args.load.quiet);
    let diagnosis = mapvet_engine::diagnose(&settings, &bar);
    bar.finish();
    let shown = Shown {
        diagnosis: &diagnosis,
        configuration: resolved.file.clone(),
        home: std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute() && home.parent().is_some()),
        name_all: args.show_skipped,
    };
    match args.json {
        true => to_stdout(|out| doctor::json(&shown, out))?,
        false => to_stdout(|out| doctor::text(&shown, look(args.load.color), width(), out))?,
    }
    Ok(if diagnosis.report.unreadable || diagnosis.report.internal_error { Status::Lost } else { Status::Clean })
}
