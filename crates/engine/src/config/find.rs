//! Which configuration file a run goes by, and its text.

use super::check;
use super::raw::RawFile;
use super::{ConfigError, check::at};
use crate::input::read_regular;
use crate::paths;
use crate::walk::reason;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const CONFIG_NAME: &str = ".mapvet.toml";

/// Larger files are refused: nobody writes such a configuration.
const LARGEST: u64 = 1 << 20;

/// Which configuration is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted<'a> {
    /// The nearest one, if there is one.
    Nearest,
    /// This file.
    File(&'a Path),
    /// None.
    Nothing,
}

/// A configuration file without mistakes.
#[derive(Debug)]
pub struct ConfigFile {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// How it is called in messages.
    pub shown: String,
    pub(super) text: String,
    pub(super) raw: RawFile,
}

impl ConfigFile {
    /// The folder that its paths are relative to.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("/"))
    }
}

/// Finds and reads the configuration that is wanted by a run in `root`, an absolute folder. The nearest one lies in `root` or in
/// the nearest folder above that has one, up to the root of the repository, a folder with a `.git`, or of the file system.
///
/// # Errors
///
/// Everything that is wrong with it, or why it cannot be read.
pub fn find(wanted: Wanted<'_>, root: &Path) -> Result<Option<ConfigFile>, ConfigError> {
    let root = paths::clean(root);
    let (path, shown) = match wanted {
        Wanted::Nothing => return Ok(None),
        Wanted::File(file) => (paths::clean(&root.join(file)), file.to_string_lossy().into_owned()),
        Wanted::Nearest => match nearest(&root) {
            Some(path) => (path.clone(), paths::relative(&root, &path)),
            None => return Ok(None),
        },
    };
    let text = read_named(&path, &shown)?;
    match check::read(&text) {
        Ok(raw) => Ok(Some(ConfigFile { path, shown, text, raw })),
        Err(mistakes) => Err(ConfigError { lines: mistakes.iter().map(|mistake| ConfigError::line(&shown, mistake)).collect() }),
    }
}

fn nearest(root: &Path) -> Option<PathBuf> {
    for folder in root.ancestors() {
        let file = folder.join(CONFIG_NAME);
        // A folder above that may not be looked into is no reason to stop. Whatever has the name is taken, so that a link that
        // leads nowhere, or a folder, is told and not passed by.
        if fs::symlink_metadata(&file).is_ok() {
            return Some(file);
        }
        if fs::symlink_metadata(folder.join(".git")).is_ok() {
            return None;
        }
    }
    None
}

/// How a file is called in messages: as seen from `root`.
pub(crate) fn shown(file: &Path, root: &Path) -> String {
    paths::relative(&paths::clean(root), &paths::clean(&root.join(file)))
}

/// The text of a file that belongs to a configuration; in errors it is named as seen from `root`.
pub(crate) fn read_text(file: &Path, root: &Path) -> Result<String, ConfigError> {
    read_named(&paths::clean(&root.join(file)), &shown(file, root))
}

fn read_named(path: &Path, shown: &str) -> Result<String, ConfigError> {
    let fail = |reason: &str| ConfigError::of(format!("cannot read {shown}: {reason}"));
    let unreadable = |error: std::io::Error| fail(&reason(&error));
    let (bytes, is_cut) = read_regular(path, LARGEST).map_err(unreadable)?;
    if is_cut {
        return Err(fail(&format!("it has more than {LARGEST} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        ConfigError::of(ConfigError::line(shown, &at(&valid, valid.len(), "this is not UTF-8".to_owned())))
    })
}
