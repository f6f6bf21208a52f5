//! A text held against the table of keys: values, or everything that is wrong with it.

use super::raw::RawFile;
use super::schema::{KEYS, VERSION};
use mapvet_model::{Mistake, check};
use mapvet_syntax::LineIndex;
use toml::de::DeTable;

/// The values of a text without mistakes.
pub(super) fn read(text: &str) -> Result<RawFile, Vec<Mistake>> {
    if let Some(mistake) = other_version(text) {
        return Err(vec![mistake]);
    }
    check(text, &KEYS)?;
    // What the check has passed the reader takes: a test holds each against the other.
    toml::from_str(text).map_err(|error| vec![at(text, error.span().map_or(0, |span| span.start), error.message().to_owned())])
}

/// A file of another version may have other keys: only the version is worth a word.
fn other_version(text: &str) -> Option<Mistake> {
    let table = DeTable::parse(text).ok()?;
    let version = table.get_ref().get("version")?;
    let number = version.get_ref().as_integer()?;
    let read = i64::from_str_radix(number.as_str(), number.radix()).ok();
    let sentence = format!("this file is of version {}, and this mapvet reads version {VERSION}", number.as_str());
    (read != Some(VERSION)).then(|| at(text, version.span().start, sentence))
}

/// A mistake at a byte of `text`.
pub(super) fn at(text: &str, offset: usize, sentence: String) -> Mistake {
    let place = LineIndex::new(text.as_bytes()).line_col(u32::try_from(offset).unwrap_or(u32::MAX));
    Mistake { line: place.line, column: place.column, text: sentence }
}
