//! Bytes to lines and columns, in UTF-8 bytes and in UTF-16 units.

/// A place in a text: 1-based line, 1-based column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineCol {
    /// 1-based line.
    pub line: u32,
    /// 1-based column; bytes or UTF-16 units, as the function that made it says.
    pub column: u32,
}

/// Where the lines of a text begin. A line ends with `\n`; a `\r` before it belongs to the line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Index the lines of `text`.
    pub fn new(text: &[u8]) -> LineIndex {
        let after_breaks = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at as u32 + 1);
        LineIndex { starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The byte at the beginning of a line, and that behind its end; none if there is no such line.
    pub fn line(&self, line: u32) -> Option<(u32, u32)> {
        let at = line.checked_sub(1)? as usize;
        let start = *self.starts.get(at)?;
        Some((start, self.starts.get(at + 1).copied().unwrap_or(u32::MAX)))
    }

    /// Line and column in bytes of a byte offset; an offset past the end counts as the end.
    pub fn line_col(&self, offset: u32) -> LineCol {
        let line = self.starts.partition_point(|start| *start <= offset);
        LineCol { line: line as u32, column: offset - self.starts[line - 1] + 1 }
    }

    /// Line and column in UTF-16 units of a byte offset of `text`, the text this index was made of.
    /// Bytes that are not UTF-8 count as one unit each replacement character, as editors show them.
    pub fn line_col_utf16(&self, text: &[u8], offset: u32) -> LineCol {
        let LineCol { line, .. } = self.line_col(offset);
        let start = self.starts[line as usize - 1] as usize;
        let end = (offset as usize).min(text.len()).max(start);
        let before = String::from_utf8_lossy(&text[start..end]);
        LineCol { line, column: before.encode_utf16().count() as u32 + 1 }
    }

    /// The byte offset at which a 1-based line begins, if there is such a line.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get(line.checked_sub(1)? as usize).copied()
    }

    /// How many lines the text has, counting the one after a final line break.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_bytes_or_units() {
        let text = "a\r\nä𝄞x\n".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.line_col(0), LineCol { line: 1, column: 1 });
        assert_eq!(index.line_col(9), LineCol { line: 2, column: 7 });
        assert_eq!(index.line_col_utf16(text, 9), LineCol { line: 2, column: 4 });
        assert_eq!(index.line_start(3), Some(11));
        assert_eq!((index.line_start(4), index.lines()), (None, 3));
    }
}
