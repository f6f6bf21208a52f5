//! What the analyser believes, as rows.

pub use mapvet_engine::TypeRow;
use mapvet_engine::{Disk, Settings, Sources};

/// What is believed of every file.
pub fn type_rows(settings: &Settings, hidden: bool) -> Vec<TypeRow> {
    let sources = if hidden { Sources::hidden() } else { settings.sources.clone() };
    mapvet_engine::type_rows(&Settings { sources, ..settings.clone() }, &Disk)
}
