//! `mapvet version`.

use crate::args::VersionArgs;
use crate::exit::{Failure, Status};
use crate::output::to_stdout;
use mapvet_sharing::FACTS_VERSION;

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Version {
    name: &'static str,
    version: &'static str,
    facts_version: u32,
}

/// Prints the version of mapvet, and that of the facts it writes and reads.
pub fn version(args: &VersionArgs) -> Result<Status, Failure> {
    let Version { name, version, facts_version } = Version { name: "mapvet", version: env!("CARGO_PKG_VERSION"), facts_version: FACTS_VERSION };
    to_stdout(|out| match args.json {
        true => writeln!(out, "{}", serde_json::to_string(&Version { name, version, facts_version })?),
        false => writeln!(out, "{name} {version} (facts {facts_version})"),
    })?;
    Ok(Status::Clean)
}
