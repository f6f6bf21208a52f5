//! The texts behind spans, read when a report asks for them, and places as people count them.

use mapvet_engine::Report;
use mapvet_syntax::{FileId, LineIndex, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One file as it was when the report first asked for it.
pub struct Source {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Its bytes; empty if it cannot be read any more.
    pub text: Vec<u8>,
    lines: LineIndex,
}

/// Finds the path and the bytes of a file.
type Read<'a> = Box<dyn Fn(FileId) -> (String, Vec<u8>) + 'a>;

/// The files of one run.
pub struct Sources<'a> {
    read: Read<'a>,
    known: RefCell<BTreeMap<FileId, Rc<Source>>>,
}

/// A span in lines and columns, 1-based.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Path relative to the root, with `/`.
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// The column after the last character.
    pub end_column: u32,
}

impl<'a> Sources<'a> {
    /// The files of a report. One that is not known or cannot be read any more has no text.
    pub fn of(report: &'a Report) -> Sources<'a> {
        Sources::new(|file| {
            let path = report.file(file).map_or(String::new(), |entry| entry.path.clone());
            (path, report.source(file).unwrap_or_default())
        })
    }

    /// Files that `read` knows the path and the bytes of.
    pub fn new(read: impl Fn(FileId) -> (String, Vec<u8>) + 'a) -> Sources<'a> {
        Sources { read: Box::new(read), known: RefCell::default() }
    }

    /// The file of this number.
    pub fn get(&self, file: FileId) -> Rc<Source> {
        let mut known = self.known.borrow_mut();
        let source = known.entry(file).or_insert_with(|| {
            let (path, text) = (self.read)(file);
            Rc::new(Source { path, lines: LineIndex::new(&text), text })
        });
        Rc::clone(source)
    }

    /// A span with columns in bytes, as Go counts them.
    pub fn place(&self, span: Span) -> Place {
        let source = self.get(span.file);
        let (start, end) = source.clip(span);
        let (first, last) = (source.lines.line_col(start), source.lines.line_col(end));
        Place { file: source.path.clone(), line: first.line, column: first.column, end_line: last.line, end_column: last.column }
    }

    /// The part of a span that is on its first line, with columns in UTF-16 units.
    pub fn place_utf16(&self, span: Span) -> Place {
        let source = self.get(span.file);
        let (start, end) = source.first_line(span);
        let first = source.lines.line_col_utf16(&source.text, start);
        let last = source.lines.line_col_utf16(&source.text, end);
        Place { file: source.path.clone(), line: first.line, column: first.column, end_line: last.line, end_column: last.column }
    }

    /// `path:line:column` of the start of a span, columns in bytes.
    pub fn at(&self, span: Span) -> String {
        let place = self.place(span);
        format!("{}:{}:{}", place.file, place.line, place.column)
    }
}

impl Source {
    /// The part of a span that is on its first line.
    pub fn first_line(&self, span: Span) -> (u32, u32) {
        let (start, end) = self.clip(span);
        let row = &self.text[start as usize..end as usize];
        let length = row.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(row.len());
        (start, start + length as u32)
    }

    /// Whether the first byte of this offset's line that is no blank is one of `bytes`.
    pub fn line_begins_with(&self, offset: u32, bytes: &[u8]) -> bool {
        let line = self.lines.line_start(self.lines.line_col(offset).line).unwrap_or(0);
        let rest = self.text.get(line as usize..).unwrap_or_default();
        rest.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| bytes.contains(first))
    }

    /// How many bytes the line of this offset has.
    pub fn line_length(&self, offset: u32) -> u32 {
        let line = self.lines.line_col(offset).line;
        let start = self.lines.line_start(line).unwrap_or(0);
        let end = self.lines.line_start(line + 1).unwrap_or(self.text.len() as u32);
        end - start
    }

    /// A span that stays inside the text, should the file have changed since it was analysed.
    fn clip(&self, span: Span) -> (u32, u32) {
        let length = self.text.len() as u32;
        let start = span.start.min(length);
        (start, span.end.clamp(start, length))
    }
}
