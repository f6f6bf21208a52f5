//! Sections, rows and lists of a text for the terminal, wrapped to a width.

use crate::escape;
use crate::look::Look;
use crate::page::ascii;
use crate::rules::options;
use anstyle::Style;
use textwrap::core::display_width;

/// Columns of the names of rows.
const NAME: usize = 16;

/// Columns of a count.
const COUNT: usize = 6;

/// A text that grows.
pub struct Sheet {
    look: Look,
    width: usize,
    text: String,
}

impl Sheet {
    /// An empty text that will be at most `width` columns wide where words allow it.
    pub fn new(look: Look, width: usize) -> Sheet {
        Sheet { look, width, text: String::new() }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    /// Begins a section.
    pub fn section(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let bold = Style::new().bold();
        if self.look.color {
            self.text.push_str(&format!("{bold}{title}{bold:#}\n"));
        } else {
            self.text.push_str(title);
            self.text.push('\n');
        }
    }

    /// A name and what is said of it.
    pub fn row(&mut self, name: &str, value: &str) {
        self.wrap(&format!("  {name:NAME$}  "), NAME + 4, value);
    }

    /// A count and what is counted.
    pub fn count(&mut self, count: usize, what: &str) {
        self.wrap(&format!("  {count:>COUNT$}  "), COUNT + 4, what);
    }

    /// One of a list.
    pub fn item(&mut self, text: &str) {
        self.wrap("  ", 4, text);
    }

    /// Something about the item above.
    pub fn detail(&mut self, text: &str) {
        self.wrap("      ", 8, text);
    }

    /// One of what is counted above.
    pub fn counted(&mut self, text: &str) {
        self.wrap(&" ".repeat(COUNT + 6), COUNT + 8, text);
    }

    fn wrap(&mut self, first: &str, margin: usize, text: &str) {
        let text = escape::line(text);
        let text = if self.look.unicode { text } else { ascii(&text) };
        let rest = " ".repeat(margin);
        debug_assert!(display_width(first) <= margin, "no line begins left of the first");
        for line in textwrap::wrap(&text, options(self.width).initial_indent(first).subsequent_indent(&rest)) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }
}
