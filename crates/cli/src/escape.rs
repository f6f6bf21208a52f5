//! Text from files and file names made safe for a terminal.

use std::fmt::Write as _;
use std::rc::Rc;

/// Whether a terminal may act on `character`, or a reader may be misled by it: control characters, and those that
/// change the direction of text or have no width.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `text` on one line, with every unsafe character written as `\x1b` or `\u{202e}`.
pub fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        push(&mut clean, character);
    }
    clean
}

/// As [`line()`], but line breaks and tabs stay.
pub fn block(text: &str) -> String {
    text.split('\n').map(|row| row.split('\t').map(line).collect::<Vec<_>>().join("\t")).collect::<Vec<_>>().join("\n")
}

/// A text of a file made safe, and where its bytes went.
pub struct CleanText {
    /// The text, with `\n` and tabs as they were.
    pub text: Rc<str>,
    /// (offset in the file, offset in the text), after each place where the two drift apart.
    shifts: Vec<(usize, usize)>,
}

impl CleanText {
    /// Makes the bytes of a file safe. Bytes that are not UTF-8 are written as `\xff`; a leading byte order mark and the
    /// `\r` of a line end are dropped.
    pub fn new(bytes: &[u8]) -> CleanText {
        let (mut text, mut shifts) = (String::with_capacity(bytes.len()), Vec::new());
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                let length = character.len_utf8();
                let dropped = (character == '\u{feff}' && at == 0) || (character == '\r' && bytes.get(at + 1) == Some(&b'\n'));
                let before = text.len();
                match character {
                    _ if dropped => {}
                    '\n' | '\t' => text.push(character),
                    _ => push(&mut text, character),
                }
                at += length;
                if text.len() != before + length {
                    shifts.push((at, text.len()));
                }
            }
            for byte in chunk.invalid() {
                let _ = write!(text, "\\x{byte:02x}");
                at += 1;
                shifts.push((at, text.len()));
            }
        }
        CleanText { text: text.into(), shifts }
    }

    /// Where byte `offset` of the file is in the text; inside of an escape, its end.
    pub fn map(&self, offset: usize) -> usize {
        let known = self.shifts.partition_point(|(from, _)| *from <= offset);
        let (from, to) = known.checked_sub(1).map_or((0, 0), |at| self.shifts[at]);
        let next = self.shifts.get(known).map_or(self.text.len(), |(_, to)| *to);
        let mut mapped = (to + (offset - from)).min(next);
        while !self.text.is_char_boundary(mapped) {
            mapped += 1;
        }
        mapped
    }
}

fn push(clean: &mut String, character: char) {
    let _ = match character {
        _ if !is_unsafe(character) => return clean.push(character),
        '\n' => write!(clean, "\\n"),
        '\r' => write!(clean, "\\r"),
        '\t' => write!(clean, "\\t"),
        '\0'..='\x7f' => write!(clean, "\\x{:02x}", character as u32),
        _ => write!(clean, "\\u{{{:x}}}", character as u32),
    };
}

/// JSON text without raw control characters: the JSON library escapes those below U+0020 only, and a terminal obeys
/// U+007F to U+009F too.
pub fn json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{7f}'..='\u{9f}' => safe.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_spelled_out() {
        assert_eq!(line("a\x1b[31mb\nc\u{202e}d\u{9b}ä"), "a\\x1b[31mb\\nc\\u{202e}d\\u{9b}ä");
        assert_eq!(block("a\tb\n\x07"), "a\tb\n\\x07");
    }

    #[test]
    fn json_has_no_raw_control_characters() {
        assert_eq!(json("a\u{9b}b\u{7f}ä"), "a\\u009bb\\u007fä");
    }

    #[test]
    fn offsets_follow_the_text() {
        let bytes = b"\xef\xbb\xbfa\r\nb\x1bc\xffd\xc3\xa4e";
        let clean = CleanText::new(bytes);
        assert_eq!(&*clean.text, "a\nb\\x1bc\\xffdäe");
        let find = |byte: u8| bytes.iter().position(|own| *own == byte).expect("the byte is there");
        for letter in "abcde".chars() {
            assert_eq!(clean.text[clean.map(find(letter as u8))..].chars().next(), Some(letter));
        }
        assert_eq!(clean.map(bytes.len()), clean.text.len());
        assert_eq!(clean.map(bytes.len() + 50), clean.text.len());
        assert_eq!(CleanText::new(b"").map(0), 0);
    }
}
