//! What a run is asked to do: resolved, typed, complete. The shell fills it; the engine reads no environment.

use mapvet_sharing::Confidence;
use std::path::PathBuf;

/// The default of [`Settings::max_file_size`]: 8 MiB.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 8 * 1024 * 1024;

/// The resolved settings of one run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The current directory, absolute; paths in reports are relative to it.
    pub root: PathBuf,
    /// Go package patterns; none means `./...`.
    pub patterns: Vec<String>,
    /// Extra build tags.
    pub tags: Vec<String>,
    /// Target system as Go spells it: `linux`.
    pub goos: String,
    /// Target architecture as Go spells it: `amd64`.
    pub goarch: String,
    /// Whether test files are analysed.
    pub tests: bool,
    /// Worker threads; 0 means one a processor.
    pub jobs: usize,
    /// Files with more bytes are left out.
    pub max_file_size: u64,
    /// Findings below are counted, not shown.
    pub min_confidence: Confidence,
    /// Only these rules, if any are named.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
}

/// The system this program runs on, as Go spells it.
pub fn host_goos() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// The architecture this program runs on, as Go spells it.
pub fn host_goarch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "loongarch64" => "loong64",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        "powerpc64" => "ppc64",
        "wasm32" => "wasm",
        other => other,
    }
}
