//! Where the bodies of functions and the elements of literals are: what is left of a file without them declares the same
//! and is parsed several times faster.
//!
//! No parser is asked, only a scanner that knows comments, quotes and brackets. What it does not understand counts as no
//! body, from there to the end.

use tree_sitter::{Point, Range};

/// So many bodies are cut out, the longest ones: the parser looks through all cuts at every token.
const MOST: usize = 500;

/// What stands between the bodies of `text`.
pub(crate) fn ranges_between(text: &[u8]) -> Vec<Range> {
    let mut from = Position { at: 0, point: Point { row: 0, column: 0 } };
    let mut ranges = Vec::new();
    let mut cut: Vec<(usize, usize)> = bodies(text).collect();
    if cut.len() > MOST {
        cut.sort_by_key(|(start, end)| std::cmp::Reverse((end - start, *start)));
        cut.truncate(MOST);
        cut.sort_unstable();
    }
    for (start, end) in cut.into_iter().chain([(text.len(), text.len())]) {
        let to = from.moved(text, start);
        ranges.push(Range { start_byte: from.at, end_byte: to.at, start_point: from.point, end_point: to.point });
        from = to.moved(text, end);
    }
    ranges
}

/// First byte and end of the statements of each function and the elements of each composite literal, in order. Nothing
/// in them says what is declared, of which type or with which constant value.
fn bodies(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut scanner = Scanner { text, at: 0, last: Token::Newline, constant: false, depth: 0 };
    std::iter::from_fn(move || scanner.next_body())
}

#[derive(Clone, Copy)]
struct Position {
    at: usize,
    point: Point,
}

impl Position {
    fn moved(self, text: &[u8], at: usize) -> Position {
        let passed = &text[self.at..at];
        let newlines = passed.iter().filter(|byte| **byte == b'\n').count();
        let column = match passed.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => passed.len() - last - 1,
            None => self.point.column + passed.len(),
        };
        Position { at, point: Point { row: self.point.row + newlines, column } }
    }
}

/// What a piece of text means here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// `struct` and `interface`: the brace that follows opens a type; all other braces open bodies.
    BracedType,
    /// `const`, whose values count.
    Const,
    /// Another word that begins a declaration.
    Declaration,
    Brace,
    /// `(` and `[`.
    Open,
    Close,
    /// A newline, or a comment that holds one.
    Newline,
    Other,
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    /// The token before, newlines left out.
    last: Token,
    /// Whether this is a declaration of constants.
    constant: bool,
    /// Open brackets outside bodies.
    depth: u32,
}

impl Scanner<'_> {
    /// The inside of the next body; `None` at the end, and where the text is not understood.
    fn next_body(&mut self) -> Option<(usize, usize)> {
        loop {
            let token = self.token()?;
            match token {
                Token::Brace if self.last != Token::BracedType && !self.constant => {
                    let start = self.at;
                    self.past_body()?;
                    self.last = Token::Close;
                    return Some((start, self.at - 1));
                }
                Token::Brace | Token::Open => self.depth += 1,
                Token::Close => self.depth = self.depth.checked_sub(1)?,
                Token::Const => self.constant = true,
                Token::Declaration => self.constant = false,
                Token::Newline if self.depth > 0 && self.begins_function() => return None,
                Token::Newline => continue,
                Token::BracedType | Token::Other => {}
            }
            self.last = token;
        }
    }

    /// Whether a line begins here like a declared function. Inside brackets that is a sign that one was forgotten, and
    /// that what follows would be lost for it.
    fn begins_function(&self) -> bool {
        self.text[self.at..].starts_with(b"func ")
    }

    /// Goes behind the brace that closes a body.
    fn past_body(&mut self) -> Option<()> {
        let mut depth = 1u32;
        loop {
            let byte = *self.text.get(self.at)?;
            match byte {
                b'"' | b'`' | b'\'' | b'/' => {
                    self.at += opaque(&self.text[self.at..])?.max(1);
                    continue;
                }
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
            if byte == b'\n' && self.begins_function() {
                return None;
            }
        }
    }

    /// The next token; `None` at the end of the text, and inside quotes or a comment that have none.
    fn token(&mut self) -> Option<Token> {
        loop {
            let rest = &self.text[self.at..];
            let opaque = opaque(rest)?;
            let (token, length) = match *rest.first()? {
                b' ' | b'\t' | b'\r' => (None, 1),
                b'\n' => (Some(Token::Newline), 1),
                b'/' if opaque > 0 => (rest[..opaque].contains(&b'\n').then_some(Token::Newline), opaque),
                _ if opaque > 0 => (Some(Token::Other), opaque),
                b'{' => (Some(Token::Brace), 1),
                b'(' | b'[' => (Some(Token::Open), 1),
                b')' | b']' | b'}' => (Some(Token::Close), 1),
                byte if is_word(byte) => word(rest),
                _ => (Some(Token::Other), 1),
            };
            self.at += length;
            if token.is_some() {
                return token;
            }
        }
    }
}

/// The length of the comment or the literal in quotes that begins at the start of `rest`, 0 if none does; `None` if it has no end.
fn opaque(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n'),
        [b'/', b'*', inside @ ..] => inside.windows(2).position(|pair| pair == b"*/").map(|at| at + 4),
        [b'`', inside @ ..] => inside.iter().position(|byte| *byte == b'`').map(|at| at + 2),
        [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote),
        _ => Some(0),
    }
}

/// The length of a literal that begins at the start of `rest`.
fn quoted(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match *rest.get(at)? {
            b'\\' => at += 2,
            b'\n' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word(rest: &[u8]) -> (Option<Token>, usize) {
    let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
    let token = match &rest[..length] {
        b"struct" | b"interface" => Token::BracedType,
        b"const" => Token::Const,
        b"func" | b"import" | b"type" | b"var" => Token::Declaration,
        _ => Token::Other,
    };
    (Some(token), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands between `<<` and `>>` is a body, and nothing else.
    fn check(marked: &str) {
        let text = marked.replace("<<", "").replace(">>", "");
        let mut found = String::new();
        let mut at = 0;
        for (start, end) in bodies(text.as_bytes()) {
            found += &format!("{}<<{}>>", &text[at..start], &text[start..end]);
            at = end;
        }
        assert_eq!(found + &text[at..], marked);
    }

    #[test]
    fn statements_of_functions_are_bodies() {
        check("package p\nfunc f() {<< g() >>}\nfunc (t *T) m() int {<<\n\treturn 1\n>>}\n");
        check("func f() {<<>>}; func g() {<< h() >>}");
        check("func f() {<< if x { y() }; z{} >>}\nvar a int");
        check("/* a\n */ func f() {<< é >>}");
    }

    #[test]
    fn literals_and_comments_hide_braces() {
        check("func f() {<< a('}', '\\'', '{') >>}\nvar b");
        check("func f() {<< a(\"}\\\"}\") >>}\nvar b");
        check("func f() {<< a(`}\n\\`) >>}\nvar b");
        check("func f() {<< // }\n /* } */ { x / y } >>}\nvar b");
        check("var s = `\nfunc f() { g }\n`\nfunc f() {<< g >>}");
        check(&format!("{}func f() {{<< g >>}}", "/**/".repeat(100_000)));
    }

    #[test]
    fn braces_of_signatures_open_no_body() {
        for signature in [
            "func f(x struct{ a int }, y interface{ M() }) (r map[string]struct{})",
            "func f() map[string]struct{}",
            "func f() interface{ M() }",
            "func f() struct { a func() }",
            "func f() func(int) func()",
            "func f[T interface{ ~int | ~string }, U any](t T)",
            "func (l List[T]) f() [2]chan struct{}",
            "func f(\n\ta int, // {\n) (\n\tb int,\n)",
        ] {
            check(&format!("{signature} {{<< g() >>}}\nvar b"));
        }
    }

    #[test]
    fn elements_of_literals_are_bodies() {
        check("var f = func() {<< g() >>}\nvar (\n\tf = func() {<< g() >>}\n\tg func()\n)\n");
        check("var f =\n\tT[int]{<<1, 2>>}\nvar g = []struct{ a int }{<<{1}, {2}>>}\n");
        check("var x = f(T{<<f: func() {\n\tg()\n}>>}, map[string]interface{}{<<1: 2>>}, 3)\n");
    }

    #[test]
    fn types_and_constants_stay() {
        check("type F func(int) struct{ a int }\nfunc f() {<< g >>}");
        check("type T struct {\n\tf func()\n\tg interface {\n\t\tM()\n\t}\n}\nfunc f() {<< g >>}");
        check("const (\n\ta = len([...]int{1, 2})\n\tb\n)\nconst c = 1 +\n\t2\nfunc f() {<< g >>}");
    }

    #[test]
    fn functions_may_have_no_body() {
        check("func f(a int) int\nfunc g() {<< h >>}");
        check("func f() // {\nvar x = T{<< 1 >>}\nfunc g() {<< h >>}");
    }

    #[test]
    fn what_is_broken_stays_from_there_on() {
        check("func f() { g(");
        check("func f() { ` }");
        check("func f() { /* }");
        check("func f() { \"\n\" }");
        check("}\nfunc f() { g }");
        check("func a() {<< b >>}\nfunc f() { if x { // c\nfunc g() { h }\n");
        check("type T struct {\nfunc f() { g }\nfunc h() {}\n");
    }

    #[test]
    fn places_count_lines_and_columns() {
        let ranges = ranges_between(b"func f() {\n\tg()\n} /* \xc3\xa9 */ var x = T{1}\n");
        let shown: Vec<_> = ranges.iter().map(|range| (range.start_byte, range.start_point.row, range.start_point.column)).collect();
        assert_eq!(shown, [(0, 0, 0), (16, 2, 0), (38, 2, 22)]);
        let ends: Vec<_> = ranges.iter().map(|range| (range.end_byte, range.end_point.row, range.end_point.column)).collect();
        assert_eq!(ends, [(10, 0, 10), (37, 2, 21), (40, 3, 0)]);
    }
}
