//! `mapvet config`: write, check, print and describe the configuration file.

use super::{configured, current_folder, mistaken};
use crate::args::{ConfigArgs, ConfigVerb, PrintArgs};
use crate::config::{print, schema};
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::{reason, to_stdout};
use mapvet_engine::{CONFIG_NAME, Overrides, Wanted};
use std::path::Path;

/// Does what is asked for.
pub fn config(args: &ConfigArgs) -> Result<Status, Failure> {
    match &args.verb {
        ConfigVerb::Init { file } => init(file),
        ConfigVerb::Verify { file } => verify(file.as_deref()),
        ConfigVerb::Print(args) => print(args),
        ConfigVerb::Schema => to_stdout(|out| schema::write(out)).map(|()| Status::Clean),
    }
}

fn init(file: &Path) -> Result<Status, Failure> {
    let name = escape::line(&file.to_string_lossy());
    // Whatever has the name is somebody's: a link that leads nowhere, too.
    if std::fs::symlink_metadata(file).is_ok() {
        return Err(Failure::Usage(format!("{name} is there already and stays as it is")));
    }
    mapvet_engine::replace_file(file, |out| out.write_all(mapvet_engine::template().as_bytes()))
        .map_err(|error| Failure::Lost(format!("cannot write {name}: {}", reason(&error))))?;
    to_stdout(|out| writeln!(out, "wrote {name}"))?;
    Ok(Status::Clean)
}

/// Reads the file as a run would, and the models that it names.
fn verify(file: Option<&Path>) -> Result<Status, Failure> {
    let root = current_folder()?;
    let found = mapvet_engine::find(file.map_or(Wanted::Nearest, Wanted::File), &root).map_err(mistaken)?;
    let Some(found) = found else {
        return Err(Failure::Usage(format!("there is no {CONFIG_NAME} here or above (mapvet config init writes one)")));
    };
    let resolved = mapvet_engine::resolve(Some(&found), &Overrides::default(), &root).map_err(mistaken)?;
    to_stdout(|out| {
        writeln!(out, "{}: no mistakes", escape::line(&found.shown))?;
        print::text(&resolved, true, out)
    })?;
    Ok(Status::Clean)
}

fn print(args: &PrintArgs) -> Result<Status, Failure> {
    let (_, resolved) = configured(&args.load, Some(&args.choose), &[])?;
    to_stdout(|out| if args.json { print::json(&resolved, out) } else { print::text(&resolved, false, out) })?;
    Ok(Status::Clean)
}
