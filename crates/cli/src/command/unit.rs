//! `mapvet unit`: one package, in a process of its own.

use super::check::read_facts;
use super::{current_folder, mistaken, say};
use crate::args::UnitArgs;
use crate::closing;
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::{self, write_file};
use mapvet_engine::{Disk, Models, PlannedUnit};

/// Reads a unit's description and the facts of what it needs, and writes its facts.
pub fn unit(args: &UnitArgs) -> Result<Status, Failure> {
    let models = Models::read(&args.models, &current_folder()?).map_err(mistaken)?;
    let name = escape::line(&args.cfg.to_string_lossy());
    let text = std::fs::read(&args.cfg).map_err(|error| Failure::Lost(format!("cannot read {name}: {}", output::reason(&error))))?;
    let planned: PlannedUnit = serde_json::from_slice(&text).map_err(|error| Failure::Usage(format!("{name} describes no unit: {error}")))?;
    let needed = args.facts.iter().map(|file| read_facts(file)).collect::<Result<Vec<_>, _>>()?;
    let (facts, problems) = mapvet_engine::with_threads(1, || mapvet_engine::unit_facts(&planned, &needed, &models, &Disk));
    say(closing::problems(&problems, false));
    write_file(&args.out, |out| out.write_all(&facts.to_bytes()))?;
    Ok(if problems.is_empty() { Status::Clean } else { Status::Lost })
}
