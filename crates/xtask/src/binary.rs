//! The analyser's binary: where it is, and how to build it.

use crate::failure::Failure;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which binary to measure.
#[derive(clap::Args)]
pub(crate) struct BinaryArguments {
    /// Measure this binary instead of building one
    #[arg(long, value_name = "FILE")]
    mapvet: Option<PathBuf>,
}

/// One line of what cargo says about a build.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn workspace() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::parent);
    crates.expect("this crate stands two folders below the workspace").to_owned()
}

impl BinaryArguments {
    /// The binary's absolute path. Without `--mapvet` the release binary is built first.
    pub(crate) fn binary(&self) -> Result<PathBuf, Failure> {
        match &self.mapvet {
            Some(given) => given.canonicalize().map_err(|error| Failure::at(given, error)),
            None => build(),
        }
    }
}

fn build() -> Result<PathBuf, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["build", "--release", "--package", "mapvet", "--message-format", "json-render-diagnostics"]);
    let output = command.current_dir(workspace()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure::at(Path::new(&cargo), error))?;
    if !output.status.success() {
        return Err(Failure::new("the analyser does not build"));
    }
    executable(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| Failure::new("cargo does not say where it put the binary"))
}

fn executable(said: &str) -> Option<PathBuf> {
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let mut artifacts = messages.filter(|message| message.reason == "compiler-artifact");
    artifacts.find_map(|message| message.executable.filter(|_| message.target.is_some_and(|target| target.name == "mapvet")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_the_one_of_our_target() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/t/other"}
{"reason":"compiler-artifact","target":{"name":"mapvet"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"mapvet"},"executable":"/t/mapvet"}
{"reason":"build-finished","success":true}
"#;
        assert_eq!(executable(said), Some(PathBuf::from("/t/mapvet")));
        assert_eq!(executable("{\"reason\":\"build-finished\"}\n"), None);
    }
}
