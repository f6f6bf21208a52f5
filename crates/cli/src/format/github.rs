//! Workflow commands that GitHub Actions shows as annotations beside the code.

use crate::answer::Answer;
use crate::escape;
use crate::format::detail;
use mapvet_rules::Level;
use std::io::{self, Write};

/// Writes `::LEVEL file=..,line=..,col=..,title=..::MESSAGE`, a line a finding.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &answer.findings {
        let place = answer.sources.place(finding.primary);
        let mut rows = detail::parts(finding, answer.sources);
        rows.push(format!("id: {0} (mapvet explain {0})", finding.id));
        writeln!(
            out,
            "::{} file={},line={},col={},title={}::{}",
            word(finding.level),
            property(&place.file),
            place.line,
            place.column,
            property(&format!("mapvet: {}", finding.rule)),
            data(&rows.join("\n")),
        )?;
    }
    Ok(())
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// Text after the second `::`. The runner turns back what is encoded here and nothing else, so other unsafe characters are spelled out.
fn data(text: &str) -> String {
    encode(text, &['%', '\r', '\n'])
}

/// The value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    encode(text, &['%', '\r', '\n', ':', ','])
}

fn encode(text: &str, encoded: &[char]) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if encoded.contains(&character) {
            safe += &format!("%{:02X}", u32::from(character));
        } else {
            safe += &escape::line(character.encode_utf8(&mut [0; 4]));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_cannot_be_ended_or_begun_by_their_text() {
        assert_eq!(data("100%\r\n::error::a, b: %0A"), "100%25%0D%0A::error::a, b: %250A");
        assert_eq!(property("a,line=1:b%2C\r\nc::d"), "a%2Cline=1%3Ab%252C%0D%0Ac%3A%3Ad");
    }

    #[test]
    fn what_the_runner_does_not_decode_is_spelled_out() {
        assert_eq!(data("a\x1b[31m\tb\u{202e}"), "a\\x1b[31m\\tb\\u{202e}");
        assert_eq!(property("größer/\u{fffd} \u{1d11e}\x07.go"), "größer/\u{fffd} \u{1d11e}\\x07.go");
    }

    #[test]
    fn levels_have_the_words_of_the_runner() {
        assert_eq!([Level::Error, Level::Warning, Level::Note].map(word), ["error", "warning", "notice"]);
    }
}
