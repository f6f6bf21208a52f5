//! The library models of a run: those that are built in, and those of the user.

use crate::config::{ConfigError, read_text, shown};
use crate::standard;
use mapvet_model::{Library, Name};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The models that a run goes by. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Models(Option<Arc<Library>>);

impl Models {
    /// The built-in models and those of `files`, in the words of `crates/model/models`. A row takes the place of a built-in one
    /// of the same name. In errors, files are named as seen from `root`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the files: one that cannot be read, and each mistake with line and column.
    pub fn read(files: &[PathBuf], root: &Path) -> Result<Models, ConfigError> {
        if files.is_empty() {
            return Ok(Models::default());
        }
        let mut texts = Vec::with_capacity(files.len());
        let mut errors = ConfigError::default();
        for file in files {
            match read_text(file, root) {
                Ok(text) => texts.push((shown(file, root), text)),
                Err(error) => errors.lines.extend(error.lines),
            }
        }
        let standard = |path: Name| standard::table().and_then(|table| table.interface(&path));
        match Library::extended(&texts, &standard) {
            Ok(library) if errors.lines.is_empty() => Ok(Models(Some(Arc::new(library)))),
            Ok(_) => Err(errors),
            Err(mistakes) => {
                errors.lines.extend(mistakes.iter().map(|(number, mistake)| ConfigError::line(&texts[*number].0, mistake)));
                Err(errors)
            }
        }
    }

    pub(crate) fn library(&self) -> &Library {
        match &self.0 {
            Some(library) => library,
            None => Library::built_in(),
        }
    }
}
