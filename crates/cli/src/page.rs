//! A page of Markdown laid out for the terminal: wrapped, indented, with colour where it is allowed.

use crate::escape;
use crate::look::Look;
use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};
use std::io::{self, Write};
use textwrap::core::{Fragment, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

/// Columns by which all but headings is moved to the right; code blocks once more.
const INDENT: &str = "  ";

/// What a tab in a code block becomes.
const TAB: &str = "    ";

/// Writes `markdown`, at most `width` columns wide where words allow it. Colour only adds: without it the text is the same.
pub fn write(markdown: &str, look: Look, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lines = Lines { look, width, text: String::new(), margins: Vec::new(), gap: false };
    let mut page = Page { lines, words: Vec::new(), glued: false, styles: Vec::new(), links: Vec::new(), lists: Vec::new(), is_code: false };
    for event in Parser::new(markdown) {
        page.take(event);
    }
    page.flush();
    out.write_all(page.lines.text.as_bytes())
}

/// `text` with every character that is not ASCII spelled in ASCII.
pub fn ascii(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{2018}' | '\u{2019}' => spelled.push('\''),
            '\u{201c}' | '\u{201d}' => spelled.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => spelled.push('-'),
            '\u{2022}' => spelled.push('*'),
            '\u{2026}' => spelled.push_str("..."),
            '\u{2192}' => spelled.push_str("->"),
            '\u{2190}' => spelled.push_str("<-"),
            '\u{2264}' => spelled.push_str("<="),
            '\u{2265}' => spelled.push_str(">="),
            '\u{d7}' => spelled.push('x'),
            '\u{a0}' => spelled.push(' '),
            other if other.is_ascii() => spelled.push(other),
            other => spelled.extend(other.escape_unicode()),
        }
    }
    spelled
}

/// A word: pieces of text that no line break may part.
#[derive(Debug)]
struct Word(Vec<(Style, String)>);

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.0.iter().map(|(_, text)| display_width(text)).sum::<usize>() as f64
    }

    fn whitespace_width(&self) -> f64 {
        1.0
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// What stands to the left of a list item or a quotation.
struct Margin {
    /// Of its first line.
    first: String,
    /// Of the others.
    rest: String,
    /// Whether the first line is written.
    begun: bool,
}

/// The lines that are written.
struct Lines {
    look: Look,
    width: usize,
    text: String,
    margins: Vec<Margin>,
    /// Whether a blank line is due before the next one.
    gap: bool,
}

impl Lines {
    /// Wraps words between the margins and the width.
    fn wrapped(&mut self, words: &[Word]) {
        let left = INDENT.len() + self.margins.iter().map(|margin| display_width(&margin.rest)).sum::<usize>();
        let space = self.width.saturating_sub(left).max(1) as f64;
        for line in wrap_first_fit(words, &[space]) {
            self.begin(true);
            self.words(line);
        }
    }

    /// One line as it is.
    fn verbatim(&mut self, style: Style, line: &str) {
        if line.is_empty() {
            self.text.push('\n');
        } else {
            self.begin(true);
            self.words(&[Word(vec![(style, format!("{INDENT}{line}"))])]);
        }
    }

    fn begin(&mut self, indented: bool) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push('\n');
        }
        if indented {
            self.text.push_str(INDENT);
        }
        for margin in &mut self.margins {
            self.text.push_str(if margin.begun { &margin.rest } else { &margin.first });
            margin.begun = true;
        }
    }

    /// Words and the line's end. Neighbours of one style are painted in one go, the spaces between them too.
    fn words(&mut self, words: &[Word]) {
        let mut open = Style::new();
        for (number, word) in words.iter().enumerate() {
            for (place, (style, text)) in word.0.iter().enumerate() {
                let space = if number > 0 && place == 0 { " " } else { "" };
                if *style != open {
                    self.paint(format_args!("{open:#}"));
                    self.text.push_str(space);
                    self.paint(format_args!("{style}"));
                    open = *style;
                } else {
                    self.text.push_str(space);
                }
                self.text.push_str(text);
            }
        }
        self.paint(format_args!("{open:#}"));
        self.text.push('\n');
    }

    fn paint(&mut self, code: std::fmt::Arguments<'_>) {
        if self.look.color {
            self.text.push_str(&code.to_string());
        }
    }
}

/// What is read, up to the end of a paragraph.
struct Page {
    lines: Lines,
    /// The words of the paragraph that is being read.
    words: Vec<Word>,
    /// Whether what follows belongs to the last word.
    glued: bool,
    styles: Vec<Style>,
    /// The addresses of the links that are open; empty for one that is its own text.
    links: Vec<String>,
    /// The number of the next item of each open list, if its items have numbers.
    lists: Vec<Option<u64>>,
    /// Whether a code block is open.
    is_code: bool,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.code_block(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.glued = false,
            Event::HardBreak => self.flush(),
            Event::Rule => {
                let line = if self.lines.look.unicode { "\u{2500}" } else { "-" };
                self.words.push(Word(vec![(Style::new(), line.repeat(20))]));
                self.end_block();
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.inline(&text),
            // Extensions of Markdown are off; should one be met, its text stays.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.inline(&text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let bold = Style::new().bold();
        match tag {
            Tag::Emphasis => self.styles.push(self.style().italic()),
            Tag::Strong => self.styles.push(self.style().bold()),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                let is_own_text = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.links.push(if is_own_text { String::new() } else { dest_url.to_string() });
                self.styles.push(AnsiColor::Blue.on_default().underline());
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.lines.gap = true;
                self.styles.push(if level == HeadingLevel::H1 { bold.underline() } else { bold });
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.is_code = true;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let mark = self.item_mark();
                self.lines.margins.push(Margin { rest: " ".repeat(display_width(&mark)), first: mark, begun: false });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                let bar = if self.lines.look.unicode { "\u{2502} " } else { "| " };
                self.lines.margins.push(Margin { first: bar.to_owned(), rest: bar.to_owned(), begun: true });
            }
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => {
                self.styles.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                self.styles.pop();
                if let Some(address) = self.links.pop().filter(|address| !address.is_empty()) {
                    self.inline(&format!(" ({address})"));
                }
            }
            TagEnd::Heading(level) => {
                let words = std::mem::take(&mut self.words);
                self.glued = false;
                self.styles.pop();
                // Headings stand at the left edge, and all else is moved to the right of them.
                self.lines.begin(false);
                self.lines.words(&words);
                self.lines.gap = level == HeadingLevel::H1;
            }
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.lines.gap = true;
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                self.lines.gap |= self.lists.is_empty();
            }
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.flush();
                self.lines.margins.pop();
                self.lines.gap |= tag != TagEnd::Item;
            }
            _ => self.end_block(),
        }
    }

    fn end_block(&mut self) {
        self.flush();
        self.lines.gap = true;
    }

    fn flush(&mut self) {
        self.glued = false;
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.lines.wrapped(&words);
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// The bullet or the number of the next item of the innermost list.
    fn item_mark(&mut self) -> String {
        let bullet = if self.lines.look.unicode { "\u{2022} " } else { "- " };
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            Some(None) | None => bullet.to_owned(),
        }
    }

    /// Text of a paragraph; it may break at spaces.
    fn inline(&mut self, text: &str) {
        let (text, style) = (self.safe(text), self.style());
        let starts_new = text.starts_with(char::is_whitespace);
        let ends_word = text.ends_with(char::is_whitespace);
        for (number, word) in text.split_whitespace().enumerate() {
            self.push(style, word.to_owned(), self.glued && number == 0 && !starts_new);
        }
        self.glued = !ends_word && (self.glued || !text.is_empty());
    }

    /// Code in a paragraph. A line breaks inside of it only if it is long.
    fn code(&mut self, code: &str) {
        let text = format!("`{}`", self.safe(code));
        let style = AnsiColor::Cyan.on_default();
        if display_width(&text) * 2 <= self.lines.width {
            self.push(style, text, self.glued);
        } else {
            for (number, word) in text.split(' ').enumerate() {
                self.push(style, word.to_owned(), self.glued && number == 0);
            }
        }
        self.glued = true;
    }

    fn push(&mut self, style: Style, text: String, glued: bool) {
        match self.words.last_mut().filter(|_| glued) {
            Some(word) => word.0.push((style, text)),
            None => self.words.push(Word(vec![(style, text)])),
        }
    }

    fn code_block(&mut self, text: &str) {
        for line in text.lines() {
            let line = self.safe(&line.replace('\t', TAB));
            self.lines.verbatim(AnsiColor::Cyan.on_default(), &line);
        }
    }

    fn safe(&self, text: &str) -> String {
        let text = escape::block(text);
        if self.lines.look.unicode { text } else { ascii(&text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const PLAIN: Look = Look { color: false, unicode: true };

    const PAGE: &str = "# a-rule\n\nFirst *words*,\nand `m[k] = v`, with **weight**; [the\nmodel](https://go.dev/ref/mem).\n\n## Lists \u{2014} \u{e4}\n\n\
                        - one that is so long that it does not fit on a line of forty\n- two:\n  1. inner\n  2. `code`s\n\n  ```go\n  if x {\n  \tf()\n\n  }\n  ```\n\n\
                        > quoted <https://go.dev/a/very/long/address/that/does/not/break>\n\n---\n\nend  \nof \x1b[31m it\n";

    fn written(markdown: &str, look: Look, width: usize) -> String {
        let mut out = Vec::new();
        write(markdown, look, width, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("pages are UTF-8")
    }

    #[test]
    fn all_parts_of_a_page_are_laid_out() {
        expect![[r#"
            a-rule

              First words, and `m[k] = v`, with
              weight; the model
              (https://go.dev/ref/mem).

            Lists — ä
              • one that is so long that it does not
                fit on a line of forty

              • two:

                1. inner
                2. `code`s
                  if x {
                      f()

                  }

              │ quoted
              │ https://go.dev/a/very/long/address/that/does/not/break

              ────────────────────

              end
              of \x1b[31m it
        "#]]
        .assert_eq(&written(PAGE, PLAIN, 40));
    }

    #[test]
    fn color_only_adds() {
        let colored = written(PAGE, Look { color: true, ..PLAIN }, 40);
        assert!(
            colored.contains("\x1b[1m\x1b[4ma-rule\x1b[0m\n") && colored.contains("\x1b[36m`m[k] = v`\x1b[0m, with\n  \x1b[1mweight\x1b[0m"),
            "{colored:?}"
        );
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), written(PAGE, PLAIN, 40));
    }

    #[test]
    fn ascii_is_enough() {
        let text = written(PAGE, Look { unicode: false, ..PLAIN }, 40);
        expect_test::expect_file!["../../../testdata/cli/page.ascii.txt"].assert_eq(&text);
        assert!(text.is_ascii() && text.contains("Lists - \\u{e4}\n") && text.contains("  - two:\n"), "{text}");
    }

    #[test]
    fn the_page_of_a_rule() {
        let rule = mapvet_rules::rule("concurrent-map-writes").expect("the rule is there");
        let text = written(rule.docs, PLAIN, 80);
        assert!(text.lines().all(|line| display_width(line) <= 80), "{text}");
        expect_test::expect_file!["../../../testdata/cli/page.txt"].assert_eq(&text);
        expect_test::expect_file!["../../../testdata/cli/page.ansi"].assert_eq(&written(rule.docs, Look { color: true, ..PLAIN }, 80));
    }

    #[test]
    fn every_word_of_every_rule_stays() {
        let letters = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
        for rule in mapvet_rules::RULES {
            let without_fences: String = rule.docs.lines().filter(|line| !line.trim_start().starts_with("```")).collect();
            for width in [1, 20, 80, 100] {
                assert_eq!(letters(&written(rule.docs, PLAIN, width)), letters(&without_fences), "{}", rule.id);
            }
        }
    }
}
