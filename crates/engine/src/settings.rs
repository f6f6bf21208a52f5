//! What a run is asked to do: resolved, typed, complete. The shell fills it; the engine reads no environment.

use crate::filter::Filter;
use crate::models::Models;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
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
    /// Where packages outside the analysed tree are read from.
    pub sources: Sources,
    /// The models of libraries.
    pub models: Models,
    /// Which findings are shown.
    pub filter: Filter,
}

/// Where packages outside the analysed tree are read from. The standard library is built in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    /// The module cache, absolute.
    pub module_cache: Option<PathBuf>,
    /// The root of a Go installation, absolute: for packages of the standard library that are not built in.
    pub goroot: Option<PathBuf>,
    /// Nothing is read: no cache, no installation, no `vendor` folder, no folder that only dependencies name.
    pub hidden: bool,
}

impl Sources {
    /// No sources but the built-in ones, whatever is there.
    pub fn hidden() -> Sources {
        Sources { hidden: true, ..Sources::default() }
    }

    /// Where Go would look, by its environment variables.
    pub fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Sources {
        let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let first_of_gopath = || std::env::split_paths(&variable("GOPATH")?).next().filter(|path| path.is_absolute());
        let home = || folder("HOME").or_else(|| folder("USERPROFILE")).map(|home| home.join("go"));
        let module_cache = folder("GOMODCACHE").or_else(|| Some(first_of_gopath().or_else(home)?.join("pkg/mod")));
        Sources { module_cache, goroot: folder("GOROOT"), hidden: false }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_cache_is_where_go_looks() {
        let cache = |variables: &[(&str, &str)]| {
            let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            Sources::from_environment(value).module_cache
        };
        let all = [("GOMODCACHE", "/c"), ("GOPATH", "/p:/q"), ("HOME", "/h")];
        let expected = [Some("/c"), Some("/p/pkg/mod"), Some("/h/go/pkg/mod"), None];
        for (left, expected) in expected.iter().enumerate() {
            assert_eq!(cache(&all[left..]), expected.map(PathBuf::from));
        }
        assert_eq!(cache(&[("GOMODCACHE", "off"), ("GOPATH", ""), ("HOME", "/h")]), Some(PathBuf::from("/h/go/pkg/mod")));
    }
}
