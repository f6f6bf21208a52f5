//! What the measuring commands ask the analyser for: everything, as it is called without options.

use mapvet_engine::{DEFAULT_MAX_FILE_SIZE, Filter, Models, Settings, Sources, host_goarch, host_goos};
use mapvet_sharing::Confidence;
use std::path::Path;

/// A check of `./...` at `root`, tests included, on all processors.
pub(crate) fn everything(root: &Path, min_confidence: Confidence) -> Settings {
    Settings {
        root: root.to_owned(),
        patterns: Vec::new(),
        tags: Vec::new(),
        goos: host_goos().to_owned(),
        goarch: host_goarch().to_owned(),
        tests: true,
        jobs: 0,
        max_file_size: DEFAULT_MAX_FILE_SIZE,
        sources: Sources::from_environment(|name| std::env::var_os(name)),
        models: Models::default(),
        filter: Filter::at_least(min_confidence),
    }
}
