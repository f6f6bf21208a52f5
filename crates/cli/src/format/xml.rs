//! Text inside of XML 1.0.

/// The first line of every document.
pub const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// `text` as the value of an attribute in double quotes or as the content of an element.
///
/// What XML 1.0 has no way to write becomes U+FFFD. White space other than blanks is written by number, because parsers
/// change it in attributes, and so are the controls that a terminal obeys.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&apos;",
            '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}' => safe += &format!("&#{};", u32::from(character)),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push(char::REPLACEMENT_CHARACTER),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_is_text() {
        assert_eq!(escape(r#"<a b="c" d='e'>&amp;]]></a>"#), "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;]]&gt;&lt;/a&gt;");
    }

    #[test]
    fn white_space_survives_attributes() {
        assert_eq!(escape("a b\tc\nd\re"), "a b&#9;c&#10;d&#13;e");
    }

    #[test]
    fn characters_that_xml_does_not_have_are_replaced() {
        assert_eq!(escape("a\0\x08\x0b\x0c\x1b\x1fb\u{fffe}\u{ffff}c"), format!("a{0}b{1}c", "\u{fffd}".repeat(6), "\u{fffd}".repeat(2)));
        assert_eq!(escape("\x7f\u{85}\u{9f}"), "&#127;&#133;&#159;");
    }

    #[test]
    fn all_else_stays() {
        let text = "größer 𝄞 \u{a0}\u{d7ff}\u{e000}\u{fffd}\u{10ffff} `m[k]` (*T).f";
        assert_eq!(escape(text), text);
    }
}
