//! Lists rows that are not agreed, with the lines and columns of the source.

use super::compare::{Disagreement, Verdict};
use crate::failure::Failure;
use std::path::Path;

/// One line a row: `file:line:col: kind: go/types VALUE, ours VALUE`.
pub(crate) fn listing(root: &Path, rows: &[Disagreement], only_wrong: bool, limit: Option<usize>) -> Result<String, Failure> {
    let wanted: Vec<_> = rows.iter().filter(|row| !only_wrong || row.verdict == Verdict::Wrong).collect();
    let shown = limit.unwrap_or(usize::MAX).min(wanted.len());
    let mut text = String::new();
    for of_file in wanted[..shown].chunk_by(|one, two| one.file == two.file) {
        let path = root.join(&of_file[0].file);
        let source = std::fs::read(&path).map_err(|error| Failure::at(&path, error))?;
        for row in of_file {
            let (line, column) = place(&source, row.start as usize);
            text += &format!("{}:{line}:{column}: {}: go/types {}, ours {}\n", row.file, row.kind, quoted(&row.theirs), quoted(&row.ours));
        }
    }
    if shown < wanted.len() {
        text += &format!("and {} more\n", wanted.len() - shown);
    }
    Ok(text)
}

/// Line and column of an offset as Go counts them: from 1, columns in bytes.
fn place(source: &[u8], offset: usize) -> (usize, usize) {
    let before = &source[..offset.min(source.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    (before.iter().filter(|byte| **byte == b'\n').count() + 1, before.len() - line_start + 1)
}

/// An empty value could not be seen.
fn quoted(value: &str) -> String {
    if value.is_empty() { "\"\"".to_owned() } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::dumper::Scratch;

    #[test]
    fn places_count_from_one() {
        let source = b"ab\n\ncd";
        assert_eq!([0, 1, 3, 4, 5, 99].map(|offset| place(source, offset)), [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2), (3, 3)]);
    }

    #[test]
    fn the_list_is_cut_at_its_limit_and_may_leave_out_what_is_unknown() {
        let scratch = Scratch::new().expect("a folder can be made");
        std::fs::write(scratch.path.join("a.go"), "package a\n\nvar x = f()\n").expect("a file can be written");
        let row = |start, ours: &str, verdict| Disagreement {
            file: "a.go".to_owned(),
            kind: 'b',
            start,
            theirs: "a.f".to_owned(),
            ours: ours.to_owned(),
            verdict,
        };
        let rows = [row(15, "?", Verdict::Unknown), row(19, "", Verdict::Wrong)];
        let list = |only_wrong, limit| listing(&scratch.path, &rows, only_wrong, limit).expect("the file is there");
        assert_eq!(list(false, None), "a.go:3:5: b: go/types a.f, ours ?\na.go:3:9: b: go/types a.f, ours \"\"\n");
        assert_eq!(list(false, Some(1)), "a.go:3:5: b: go/types a.f, ours ?\nand 1 more\n");
        assert_eq!(list(true, Some(1)), "a.go:3:9: b: go/types a.f, ours \"\"\n");
    }
}
