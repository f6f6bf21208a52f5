//! What the analyser believes, as rows.

pub use mapvet_engine::TypeRow;
use mapvet_engine::{Disk, Settings};

/// What is believed of every file.
pub fn type_rows(settings: &Settings, _hidden: bool) -> Vec<TypeRow> {
    mapvet_engine::type_rows(settings, &Disk)
}
