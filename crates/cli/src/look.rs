//! What the terminal can show: colour, box-drawing characters.

use anstyle::{AnsiColor, Style};
use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::{Chars, WriteStyle};
use std::io::{self, IsTerminal as _, Write};

/// How text may look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether colour may be used.
    pub color: bool,
    /// Whether characters beyond ASCII may be drawn.
    pub unicode: bool,
}

impl Look {
    /// The characters that frame an excerpt.
    pub fn chars(self) -> Chars {
        if self.unicode { Chars::default() } else { Chars::ascii() }
    }
}

/// Whether the locale can show more than ASCII: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set decides.
pub fn locale_has_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    locale.is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

/// Columns of a text that is not for a terminal.
const PLAIN_WIDTH: usize = 80;

/// The least and the most columns that a text is wrapped to.
const WIDTHS: (usize, usize) = (40, 100);

/// How wide a text on stdout may be, in columns.
pub fn width() -> usize {
    let stdout = io::stdout();
    let terminal = if stdout.is_terminal() { terminal_size::terminal_size_of(stdout) } else { None };
    terminal.map_or(PLAIN_WIDTH, |(terminal_size::Width(columns), _)| usize::from(columns).clamp(WIDTHS.0, WIDTHS.1))
}

/// A writer that colours the parts of an excerpt, if it may.
pub struct Painter<'a> {
    out: &'a mut dyn Write,
    color: bool,
}

impl<'a> Painter<'a> {
    /// Writes to `out`, with colour if `look` has it.
    pub fn new(out: &'a mut dyn Write, look: Look) -> Painter<'a> {
        Painter { out, color: look.color }
    }

    fn paint(&mut self, style: Style) -> io::Result<()> {
        if self.color { write!(self.out, "{style}") } else { Ok(()) }
    }
}

impl Write for Painter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, severity: Severity) -> io::Result<()> {
        self.paint(of_severity(severity).bold())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.reset()?;
        self.paint(Style::new().bold())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.paint(AnsiColor::Blue.on_default())
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.paint(AnsiColor::Blue.on_default())
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.paint(AnsiColor::Blue.on_default())
    }

    fn set_label(&mut self, severity: Severity, label: LabelStyle) -> io::Result<()> {
        self.paint(match label {
            LabelStyle::Primary => of_severity(severity),
            LabelStyle::Secondary => AnsiColor::Cyan.on_default(),
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        if self.color { write!(self.out, "{}", anstyle::Reset) } else { Ok(()) }
    }
}

fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Bug | Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Note => AnsiColor::Green.on_default(),
        Severity::Help => AnsiColor::Cyan.on_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::locale_has_unicode;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let with = |pairs: &'static [(&str, &str)]| {
            locale_has_unicode(move |name| pairs.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(with(&[("LANG", "de_DE.UTF-8")]));
        assert!(with(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")]));
        assert!(!with(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]));
        assert!(!with(&[]));
    }
}
