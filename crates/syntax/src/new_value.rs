//! `new(value)` of Go 1.26: the pinned grammar knows `new(Type)` only.
//!
//! Where a file has an error, it is parsed again with another name of the same length in place of the `new` of such
//! calls. Positions stay, and the text of nodes is read from the real source.

/// What stands in place of `new`.
const STAND_IN: &[u8] = b"n_w";

/// How far the end of an argument is looked for.
const LONGEST: usize = 1 << 16;

/// The text with the `new` of every `new(value)` renamed; none if there is no such call.
pub(crate) fn renamed(text: &[u8]) -> Option<Vec<u8>> {
    let mut copy: Option<Vec<u8>> = None;
    let mut from = 0;
    while let Some(found) = text[from..].windows(4).position(|window| window == b"new(") {
        let at = from + found;
        from = at + 4;
        let is_name = at > 0 && (text[at - 1].is_ascii_alphanumeric() || matches!(text[at - 1], b'_' | b'.'));
        if !is_name && argument(&text[from..]).is_some_and(is_value) {
            copy.get_or_insert_with(|| text.to_vec())[at..at + 3].copy_from_slice(STAND_IN);
        }
    }
    copy
}

/// The text up to the closing parenthesis.
fn argument(text: &[u8]) -> Option<&[u8]> {
    let mut depth = 0;
    for (at, byte) in text.iter().take(LONGEST).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(&text[..at]),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether an argument has a part that no type has: a literal, an operator, a call, a composite literal.
fn is_value(argument: &[u8]) -> bool {
    let mut word: &[u8] = b"";
    let mut start = 0;
    for (at, byte) in argument.iter().enumerate() {
        if byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80 {
            if at == 0 || word.is_empty() {
                start = at;
            }
            word = &argument[start..=at];
            continue;
        }
        match byte {
            b'"' | b'`' | b'\'' | b'+' | b'/' | b'%' | b'&' | b'|' | b'^' | b'!' | b'=' | b'>' | b':' => return true,
            b'-' if at == 0 || argument[at - 1] != b'<' => return true,
            b'(' if !word.is_empty() && word != b"func" => return true,
            b'[' if !word.is_empty() && word != b"map" && argument.get(at + 1).is_some_and(u8::is_ascii_digit) => return true,
            b'{' if word != b"struct" && word != b"interface" => return true,
            _ => {}
        }
        if !byte.is_ascii_whitespace() || !matches!(word, b"struct" | b"interface") {
            word = b"";
        }
    }
    // Lengths of arrays aside, a number is no type.
    argument.first().is_some_and(u8::is_ascii_digit) || matches!(argument, b"true" | b"false")
}

#[cfg(test)]
mod tests {
    use super::renamed;
    use crate::Parser;

    fn is_renamed(call: &str) -> bool {
        renamed(call.as_bytes()).is_some()
    }

    #[test]
    fn values_are_told_from_types() {
        for value in ["new(f(x))", "new(1)", "new(a + b)", "new(T{})", "new(\"a\")", "new(x[1:2])", "new(-x)", "new(true)", "new(&x)", "new(x[0])"] {
            assert!(is_renamed(value), "{value}");
        }
        for ty in [
            "new(T)",
            "new(p.T)",
            "new([]int)",
            "new([4]byte)",
            "new(map[string]struct{})",
            "new(func(int) error)",
            "new(struct { a int })",
            "new(*T)",
            "new(<-chan int)",
            "new(G[int])",
            "renew(f(x))",
            "x.new(1)",
        ] {
            assert!(!is_renamed(ty), "{ty}");
        }
    }

    #[test]
    fn a_file_with_new_of_a_value_has_no_problem() {
        let text = "package p\n\nfunc f() {\n\ta := new(g(x))\n\tb := new([]int)\n\tc := new(map[string]int{\"a\": 1})\n}\n";
        let mut parser = Parser::new();
        assert_eq!(parser.parse(text.as_bytes()).problem(), None);
        let broken = "package p\n\nfunc f() {\n\ta := new(g(x))\n\tb := )\n}\n";
        assert!(parser.parse(broken.as_bytes()).problem().is_some());
    }
}
