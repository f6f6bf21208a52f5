//! Source lines with labels under them, and notes.

use crate::escape::{self, CleanText};
use crate::look::{Look, Painter};
use crate::sources::Sources;
use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle, Severity};
use codespan_reporting::files::{Error, Files, SimpleFile};
use codespan_reporting::term::{self, Config};
use mapvet_syntax::{FileId, Span};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

/// Longer lines are not shown; a report names the place instead.
const LONGEST_LINE: u32 = 400;

/// A message with labelled places and notes.
pub struct Excerpt {
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// In brackets after the severity.
    pub code: String,
    /// The headline.
    pub message: String,
    /// The place to report at, and what is there.
    pub primary: (Span, String),
    /// Other places.
    pub secondary: Vec<(Span, String)>,
    /// Texts below the source.
    pub notes: Vec<String>,
}

/// The texts of the excerpts of one report.
pub struct Excerpts<'a> {
    sources: &'a Sources<'a>,
    files: BTreeMap<FileId, CleanFile>,
}

/// One text as the terminal may show it.
struct CleanFile {
    text: CleanText,
    file: SimpleFile<String, Rc<str>>,
    /// Where labels begin in the clean text, and the byte column in the file that is there.
    columns: BTreeMap<usize, usize>,
}

impl<'a> Excerpts<'a> {
    /// No texts yet.
    pub fn new(sources: &'a Sources<'a>) -> Excerpts<'a> {
        Excerpts { sources, files: BTreeMap::new() }
    }

    /// Writes one message. Every text in it is made safe for a terminal.
    pub fn write(&mut self, excerpt: &Excerpt, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let mut notes = Vec::new();
        let mut labels = Vec::new();
        match self.label(LabelStyle::Primary, &excerpt.primary) {
            Some(label) => labels.push(label),
            None => notes.push(format!("at {}", escape::line(&self.sources.at(excerpt.primary.0)))),
        }
        labels.extend(excerpt.secondary.iter().filter_map(|place| self.label(LabelStyle::Secondary, place)));
        notes.extend(excerpt.notes.iter().map(|note| escape::block(note)));
        let diagnostic = Diagnostic::new(excerpt.severity)
            .with_code(escape::line(&excerpt.code))
            .with_message(escape::line(&excerpt.message))
            .with_labels(labels)
            .with_notes(notes);
        let config = Config { chars: look.chars(), ..Config::default() };
        term::emit_to_write_style(&mut Painter::new(out, look), &config, &*self, &diagnostic).map_err(|error| match error {
            Error::Io(error) => error,
            error => io::Error::other(error),
        })
    }

    /// A label on the first line of a span; `None` if that line cannot be shown.
    fn label(&mut self, style: LabelStyle, (span, text): &(Span, String)) -> Option<Label<FileId>> {
        let source = self.sources.get(span.file);
        if source.text.is_empty() || source.line_length(span.start) > LONGEST_LINE {
            return None;
        }
        let (start, end) = source.first_line(*span);
        let clean = self.files.entry(span.file).or_insert_with(|| {
            let text = CleanText::new(&source.text);
            let file = SimpleFile::new(escape::line(&source.path), Rc::clone(&text.text));
            CleanFile { text, file, columns: BTreeMap::new() }
        });
        let range = clean.text.map(start as usize)..clean.text.map(end as usize);
        clean.columns.insert(range.start, self.sources.place(*span).column as usize);
        Some(Label::new(style, span.file, range).with_message(escape::line(text)))
    }

    fn file(&self, file: FileId) -> Result<&CleanFile, Error> {
        self.files.get(&file).ok_or(Error::FileMissing)
    }
}

impl<'f> Files<'f> for Excerpts<'_> {
    type FileId = FileId;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, file: FileId) -> Result<&'f str, Error> {
        Ok(self.file(file)?.file.name())
    }

    fn source(&'f self, file: FileId) -> Result<&'f str, Error> {
        Ok(self.file(file)?.file.source())
    }

    fn line_index(&'f self, file: FileId, offset: usize) -> Result<usize, Error> {
        self.file(file)?.file.line_index((), offset)
    }

    fn line_range(&'f self, file: FileId, line: usize) -> Result<std::ops::Range<usize>, Error> {
        self.file(file)?.file.line_range((), line)
    }

    /// Columns are bytes, as everywhere in Go's tools.
    fn column_number(&'f self, file: FileId, line: usize, offset: usize) -> Result<usize, Error> {
        let file = self.file(file)?;
        file.columns.get(&offset).copied().map_or_else(|| file.file.column_number((), line, offset), Ok)
    }
}
