//! The head of a Go file, read without a parser: package name, constraints, generated mark, imports.
//!
//! A full parse would cost fifty times as much and is needed only once it is known which package a file belongs to.
//! The scanner knows white space, both comment forms, identifiers and both string forms, and stops at the first
//! declaration that is no import.

/// What the head of a file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Header {
    /// The name in the package clause and the byte where it stands.
    pub(crate) package: Option<(String, usize)>,
    /// The expression of the first `//go:build` line and the byte where the line begins.
    pub(crate) go_build: Option<(String, usize)>,
    /// What follows each `// +build` that counts.
    pub(crate) plus_build: Vec<String>,
    /// Whether a line says that the file is generated and not to be edited, as `Code generated ... DO NOT EDIT.` does.
    pub(crate) generated: bool,
    /// Import paths in source order.
    pub(crate) imports: Vec<String>,
    /// The path in `package p // import "path"`.
    pub(crate) import_comment: Option<String>,
    /// The byte at which a package clause was expected or found.
    pub(crate) clause: usize,
    /// Whether the text ended before the first declaration that is no import.
    pub(crate) ended_early: bool,
}

/// Reads the head of `text`, which may be cut.
pub(crate) fn scan(text: &[u8]) -> Header {
    let mut scanner = Scanner { text, at: 0, header: Header::default(), pending_plus: Vec::new() };
    if text.starts_with(b"\xEF\xBB\xBF") {
        scanner.at = 3;
    }
    scanner.leading_comments();
    scanner.header.clause = scanner.at;
    scanner.package_clause();
    if scanner.header.package.is_some() {
        while scanner.import_declaration() {}
    }
    scanner.header.ended_early = scanner.at >= text.len();
    scanner.header
}

/// 1-based line and byte column of a byte offset.
pub(crate) fn position(text: &[u8], offset: usize) -> (u32, u32) {
    let before = &text[..offset.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    (line as u32 + 1, column as u32 + 1)
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    header: Header,
    /// `// +build` lines that a blank line has not yet made valid.
    pending_plus: Vec<String>,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t [u8] {
        &self.text[self.at.min(self.text.len())..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The bytes up to the end of the line, which is passed.
    fn take_line(&mut self) -> &'t [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        self.at += length;
        rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length])
    }

    fn take_block_comment(&mut self) -> &'t [u8] {
        let rest = self.rest();
        let length = rest.windows(2).skip(2).position(|pair| pair == b"*/").map_or(rest.len(), |at| at + 4);
        self.at += length;
        &rest[..length]
    }

    fn leading_comments(&mut self) {
        let mut line_is_blank = true;
        let mut line_start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    if line_is_blank {
                        self.header.plus_build.append(&mut self.pending_plus);
                    }
                    self.at += 1;
                    line_is_blank = true;
                    line_start = self.at;
                }
                b' ' | b'\t' | b'\r' | 0 => self.at += 1,
                _ if self.rest().starts_with(b"//") => {
                    let start = self.at;
                    let line = self.take_line();
                    self.line_comment(&String::from_utf8_lossy(line), start, start == line_start);
                    line_is_blank = false;
                }
                _ if self.rest().starts_with(b"/*") => {
                    self.take_block_comment();
                    line_is_blank = false;
                }
                _ => return,
            }
        }
    }

    fn line_comment(&mut self, line: &str, start: usize, starts_line: bool) {
        if starts_line && is_generated(line) {
            self.header.generated = true;
        }
        let line = line.trim_end();
        if let Some(expression) = line.strip_prefix("//go:build").filter(|rest| rest.starts_with([' ', '\t'])) {
            self.header.go_build.get_or_insert_with(|| (expression.trim().to_owned(), start));
        }
        let body = line.trim_start_matches('/').trim_start();
        if let Some(words) = body.strip_prefix("+build").filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
            self.pending_plus.push(words.trim().to_owned());
        }
    }

    /// Skips white space, comments and semicolons.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | 0 => self.at += 1,
                _ if self.rest().starts_with(b"//") => {
                    self.take_line();
                }
                _ if self.rest().starts_with(b"/*") => {
                    self.take_block_comment();
                }
                _ => return,
            }
        }
    }

    fn identifier(&mut self) -> &'t [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)).unwrap_or(rest.len());
        &rest[..length]
    }

    fn keyword(&mut self, word: &str) -> bool {
        self.skip();
        let found = self.identifier() == word.as_bytes();
        if found {
            self.at += word.len();
        }
        found
    }

    fn package_clause(&mut self) {
        if !self.keyword("package") {
            return;
        }
        self.skip();
        let name = String::from_utf8_lossy(self.identifier()).into_owned();
        if name.is_empty() {
            return;
        }
        let start = self.at;
        self.at += self.identifier().len();
        self.header.package = Some((name, start));
        while matches!(self.peek(), Some(b' ' | b'\t' | b';')) {
            self.at += 1;
        }
        let comment = if self.rest().starts_with(b"//") {
            self.take_line()
        } else if self.rest().starts_with(b"/*") {
            self.take_block_comment()
        } else {
            return;
        };
        let words = String::from_utf8_lossy(&comment[2..]).into_owned();
        let words = words.trim_end_matches("*/").trim();
        let quoted = words.strip_prefix("import").map(str::trim);
        let path = quoted.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
        self.header.import_comment = path.filter(|path| !path.is_empty()).map(str::to_owned);
    }

    fn import_declaration(&mut self) -> bool {
        if !self.keyword("import") {
            return false;
        }
        self.skip();
        if self.peek() != Some(b'(') {
            return self.import_spec();
        }
        self.at += 1;
        loop {
            self.skip();
            if self.peek() == Some(b')') {
                self.at += 1;
                return true;
            }
            if !self.import_spec() {
                return false;
            }
        }
    }

    fn import_spec(&mut self) -> bool {
        self.skip();
        if self.peek() == Some(b'.') {
            self.at += 1;
        } else {
            self.at += self.identifier().len();
        }
        self.skip();
        let Some(quote @ (b'"' | b'`')) = self.peek() else { return false };
        let rest = &self.rest()[1..];
        let Some(length) = rest.iter().position(|byte| *byte == quote || *byte == b'\n') else {
            self.at = self.text.len();
            return false;
        };
        if rest[length] == b'\n' {
            return false;
        }
        self.at += length + 2;
        if let Some(path) = std::str::from_utf8(&rest[..length]).ok().filter(|path| !path.is_empty()) {
            self.header.imports.push(path.to_owned());
        }
        true
    }
}

/// Whether a comment says that a program writes the file. Go's own form is `Code generated ... DO NOT EDIT.`; the generators of many
/// projects say it in other words or capitals. A sentence about other files, or about what is generated elsewhere, says nothing.
fn is_generated(line: &str) -> bool {
    let line = line.trim_start_matches('/').trim_start().to_ascii_lowercase();
    let begins = ["code generated", "generated by", "autogenerated", "auto-generated", "automatically generated", "this file", "this code"];
    let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
    begins.iter().any(|words| line.starts_with(words)) && line.contains("generated") && says(&["do not edit", "do not modify", "don't edit"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_head_is_read() {
        let text = b"\xEF\xBB\xBF// Code generated by x. DO NOT EDIT.\r\n\r\n//go:build linux && (a || b)\r\n// +build linux\r\n\r\n/* doc\n//go:build no */\r\n// Doc.\r\npackage p // import \"a.b/p\"\r\n\r\nimport \"fmt\"; import (\r\n\t. \"a\" // x\r\n\t_ `b`\n\tc \"c/d\"\r\n)\nvar x = \"import\"\n";
        let header = scan(text);
        assert!(header.generated && !header.ended_early);
        assert_eq!(header.package.as_ref().map(|(name, _)| name.as_str()), Some("p"));
        assert_eq!(header.go_build, Some(("linux && (a || b)".to_owned(), 43)));
        assert_eq!(header.plus_build, ["linux"]);
        assert_eq!(header.import_comment.as_deref(), Some("a.b/p"));
        assert_eq!(header.imports, ["fmt", "a", "b", "c/d"]);
    }

    #[test]
    fn generators_have_words_of_their_own() {
        let is_generated = |line: &str| scan(format!("{line}\npackage p\n").as_bytes()).generated;
        assert!(is_generated("// GENERATED BY internals_generate.go; DO NOT EDIT"));
        assert!(is_generated("// This file was generated by a tool, do not modify it."));
        assert!(!is_generated("// Do not edit: the order matters."));
        assert!(!is_generated("// Tokens are generated here."));
        assert!(!is_generated("// Command gen writes accessors. The generated files ask people: do not edit."));
        assert!(!is_generated("// Package p serves tokens that are generated at start. Please don't edit the table."));
    }

    #[test]
    fn marks_in_the_wrong_place_do_not_count() {
        assert!(!scan(b"package p\n// Code generated by x. DO NOT EDIT.\n").generated);
        assert!(!scan(b"  // Code generated by x. DO NOT EDIT.\npackage p\n").generated);
        assert!(scan(b"// +build linux\npackage p\n").plus_build.is_empty());
        assert_eq!(scan(b"package p\n//go:build linux\n").go_build, None);
    }

    #[test]
    fn every_cut_and_every_rubbish_is_survived() {
        let text = b"// a\n/* b */ package p /* import \"x\" */\nimport (\n\tm \"fmt\"\n\t`os`\n)\nfunc f() {}\n";
        for end in 0..=text.len() {
            let header = scan(&text[..end]);
            assert!(header.imports.len() <= 2);
        }
        assert_eq!(scan(b"\0\0package\0p\0").package.map(|(name, _)| name).as_deref(), Some("p"));
        assert_eq!(scan(b"\xFF\xFE\x00").package, None);
        assert_eq!(scan(b"").package, None);
        assert!(scan(b"package p\nimport (\n\"a\n\"b\")").imports.is_empty());
    }

    #[test]
    fn positions_are_lines_and_byte_columns() {
        assert_eq!(position(b"a\nbc\n", 3), (2, 2));
        assert_eq!(position(b"a", 9), (1, 2));
    }
}
