//! The configuration file `.mapvet.toml`: where it is found, what may stand in it, and what is made of it together with the
//! command line.
//!
//! `schema` is the one table of keys; `check` holds a text against it, `raw` is the text as values with places, `find` reads
//! the file, and `resolve` puts command line, environment, file and defaults together.

mod check;
mod find;
mod raw;
mod resolve;
mod schema;
mod template;

pub use find::{CONFIG_NAME, ConfigFile, Wanted, find};
pub(crate) use find::{read_text, shown};
pub use resolve::{FailOn, Origin, Overrides, Resolved, Setting, Value, resolve};
pub use schema::{KEYS, read_size};
pub use template::template;

use mapvet_model::Mistake;

/// Everything that is wrong with a configuration.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConfigError {
    /// One sentence each, lower case, no final dot, with path, line and column where there are such.
    pub lines: Vec<String>,
}

impl ConfigError {
    pub(crate) fn of(line: String) -> ConfigError {
        ConfigError { lines: vec![line] }
    }

    pub(crate) fn line(file: &str, mistake: &Mistake) -> String {
        format!("{file}:{}:{}: {}", mistake.line, mistake.column, mistake.text)
    }
}
