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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::template;
    use proptest::prelude::*;

    /// A text with every key.
    const FULL: &str = r#"version = 1
analysis = { tests = false, tags = ["a"], goos = "linux", goarch = "arm64", max-file-size = "1MiB", models = ["m.toml"] }
[report]
min-confidence = "low"
fail-on = "never"
generated = true
exclude = ["a/**", "*.go"]
baseline = "b.json"
[rules]
select = ["concurrent-map"]
ignore = ["unused-ignore"]
level = { concurrent-map-writes = "note" }
[[path]]
match = ["a", "{b,c}/*"]
ignore = ["concurrent-map"]
level.concurrent-map = "off"
min-confidence = "high"
"#;

    /// What is wrong with a text by the table of keys is all that the reader can complain of.
    fn agree(text: &str) {
        let by_keys = other_version(text).is_some() || check(text, &KEYS).is_err();
        assert_eq!(by_keys, read(text).is_err(), "{text}");
    }

    #[test]
    fn a_text_with_every_key_is_read() {
        let raw = read(FULL).expect("nothing is wrong with it");
        assert_eq!(raw.path.len(), 1);
        assert_eq!(raw.analysis.max_file_size.map(|size| size.span()), FULL.find("\"1MiB\"").map(|at| at..at + 6));
        assert!(read(&template()).is_ok());
    }

    proptest! {
        #[test]
        fn the_table_of_keys_and_the_reader_agree(start in 0..FULL.len(), length in 0usize..12, put in "[a-z0-9=\\[\\]{}\"'.,\n -]{0,6}") {
            let mut text = FULL.to_owned();
            text.replace_range(start..(start + length).min(FULL.len()), &put);
            agree(&text);
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,200}") {
            agree(&text);
        }
    }
}
