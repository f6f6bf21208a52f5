//! The libraries that are looked at: modules and versions, and where their source is.

use crate::failure::Failure;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A module a line: its path and the version that is looked at.
const LISTED: &str = include_str!("modules.txt");

/// A module, or Go's own library, whose path is `std`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Module {
    pub path: String,
    pub version: String,
}

/// Where the source of a module is.
pub(super) enum Whereabouts {
    /// In this folder.
    At(PathBuf),
    /// Not at hand, for this reason.
    Missing(String),
}

/// All modules, and the installation that they are looked at with.
pub(super) struct Modules {
    listed: Vec<Module>,
    pub cache: PathBuf,
    goroot: PathBuf,
    go_version: String,
}

impl Modules {
    /// The modules that are listed, in `cache` or where Go keeps them.
    pub fn listed(cache: Option<&Path>) -> Result<Modules, Failure> {
        let cache = match cache {
            Some(cache) => {
                std::fs::create_dir_all(cache).map_err(|error| Failure::at(cache, error))?;
                cache.canonicalize().map_err(|error| Failure::at(cache, error))?
            }
            None => PathBuf::from(go_env("GOMODCACHE")?),
        };
        let goroot = PathBuf::from(go_env("GOROOT")?);
        Ok(Modules { listed: parse(LISTED)?, cache, goroot, go_version: go_env("GOVERSION")? })
    }

    /// The module that holds a package: the one with the longest path. A path without a major version stands for the version
    /// that is listed, if only one is.
    pub fn of_package(&self, package: &str) -> Option<Module> {
        if !package.split('/').next().is_some_and(|first| first.contains('.')) {
            return Some(Module { path: "std".to_owned(), version: self.go_version.clone() });
        }
        let holds = |module: &&Module| package == module.path || package.starts_with(&format!("{}/", module.path));
        let exact = self.listed.iter().filter(holds).max_by_key(|module| module.path.len());
        let by_plain_path = || {
            let is_it = |module: &&Module| plain(&module.path) != module.path && is_below(package, &plain(&module.path));
            self.listed.iter().filter(is_it).max_by_key(|module| module.path.len())
        };
        exact.or_else(by_plain_path).cloned()
    }

    /// The folder of a module's source, downloaded where it is not there yet.
    pub fn source(&self, module: &Module, offline: bool) -> Result<Whereabouts, Failure> {
        if module.path == "std" {
            let folder = self.goroot.join("src");
            return Ok(if folder.is_dir() { Whereabouts::At(folder) } else { Whereabouts::Missing("the source of Go is not installed".to_owned()) });
        }
        let folder = self.cache.join(format!("{}@{}", escaped(&module.path), escaped(&module.version)));
        if !folder.is_dir() && !offline {
            download(module, &self.cache)?;
        }
        Ok(if folder.is_dir() { Whereabouts::At(folder) } else { Whereabouts::Missing("its library is not in the module cache".to_owned()) })
    }
}

impl Module {
    /// The real import path of a package of this module, which a model may write without the major version.
    pub fn path_of(&self, package: &str) -> String {
        if self.path == "std" || is_below(package, &self.path) {
            return package.to_owned();
        }
        format!("{}{}", self.path, &package[plain(&self.path).len()..])
    }

    /// The folder of a package inside the module.
    pub fn folder_of(&self, path: &str) -> Option<String> {
        if self.path == "std" {
            return Some(path.to_owned());
        }
        Some(path.strip_prefix(&self.path)?.trim_start_matches('/').to_owned())
    }
}

fn parse(text: &str) -> Result<Vec<Module>, Failure> {
    let line = |line: &str| {
        let (path, version) = line.split_once(' ').ok_or_else(|| Failure::new(format!("modules.txt: `{line}` is no path and version")))?;
        Ok(Module { path: path.to_owned(), version: version.to_owned() })
    };
    text.lines().filter(|line| !line.is_empty()).map(line).collect()
}

fn is_below(package: &str, module: &str) -> bool {
    package == module || package.strip_prefix(module).is_some_and(|rest| rest.starts_with('/'))
}

/// A path without its major version at the end.
fn plain(path: &str) -> String {
    match path.rsplit_once("/v") {
        Some((before, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => before.to_owned(),
        _ => path.to_owned(),
    }
}

/// As the module cache writes paths: a capital letter becomes `!` and the small one.
fn escaped(path: &str) -> String {
    path.chars().flat_map(|letter| letter.is_ascii_uppercase().then_some('!').into_iter().chain([letter.to_ascii_lowercase()])).collect()
}

fn go_env(name: &str) -> Result<String, Failure> {
    let output = Command::new("go").args(["env", name]).output().map_err(|error| Failure::new(format!("go env {name}: {error}")))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Without a module around it, Go asks for exactly this one and none that it needs.
fn download(module: &Module, cache: &Path) -> Result<(), Failure> {
    let what = format!("{}@{}", module.path, module.version);
    eprintln!("downloading {what}");
    let mut command = Command::new("go");
    command.args(["mod", "download", &what]).env("GOMODCACHE", cache).env("GOFLAGS", "-mod=mod").current_dir(std::env::temp_dir());
    let output = command.output().map_err(|error| Failure::new(format!("go mod download: {error}")))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("go mod download {what}: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(listed: &str) -> Modules {
        let (cache, goroot) = (PathBuf::from("/c"), PathBuf::from("/g"));
        Modules { listed: parse(listed).expect("lines of path and version"), cache, goroot, go_version: "go1".to_owned() }
    }

    #[test]
    fn the_list_is_sorted_and_each_module_is_there_once() {
        let listed = parse(LISTED).expect("lines of path and version");
        assert!(listed.windows(2).all(|two| two[0].path < two[1].path));
    }

    #[test]
    fn a_package_belongs_to_the_module_with_the_longest_path() {
        let modules = modules("a.b/c v1.0.0\na.b/c/d/v2 v2.1.0\n");
        let found = |package: &str| modules.of_package(package).map(|module| (module.version.clone(), module.path_of(package)));
        assert_eq!(found("a.b/c/e"), Some(("v1.0.0".to_owned(), "a.b/c/e".to_owned())));
        assert_eq!(found("a.b/c/d/v2/e"), Some(("v2.1.0".to_owned(), "a.b/c/d/v2/e".to_owned())));
        assert_eq!(found("a.b/cc"), None);
        assert_eq!(found("net/http"), Some(("go1".to_owned(), "net/http".to_owned())));
    }

    #[test]
    fn a_path_without_version_stands_for_the_one_that_is_listed() {
        let modules = modules("a.b/c/v3 v3.0.0\n");
        let module = modules.of_package("a.b/c/e").expect("the third version");
        assert_eq!((module.path_of("a.b/c/e"), module.folder_of("a.b/c/v3/e")), ("a.b/c/v3/e".to_owned(), Some("e".to_owned())));
        assert_eq!(escaped("github.com/IBM/sarama"), "github.com/!i!b!m/sarama");
    }
}
