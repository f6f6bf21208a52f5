//! Unified diffs as text: which files they name, and which lines are new or gone. Nothing here looks at the tree.

use super::Block;
use super::names::{self, Name};
use super::weight;

/// One file of a patch.
#[derive(Debug)]
pub(crate) struct FilePatch<'t> {
    /// The line of the patch that begins it, 1-based.
    pub(crate) line: u32,
    /// Its name afterwards; `None` if it is gone.
    pub(crate) name: Option<Name>,
    /// What is said of it.
    pub(crate) says: Says,
    /// In order of their lines.
    pub(crate) blocks: Vec<Block>,
    /// Lines as the patch leaves them, by their numbers.
    pub(crate) left: Vec<(u32, &'t [u8])>,
    /// Whether nothing is left in it, so that it may be gone or empty.
    pub(crate) emptied: bool,
}

/// How a patch speaks of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Says {
    /// By its lines.
    Lines,
    /// That it is another now, and not where: binary, a copy, a link, in a conflict.
    Another,
    /// It is a repository of its own, at another commit now.
    Repository,
}

/// What is wrong with a patch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PatchProblem {
    /// The line of the patch, 1-based.
    pub(crate) line: u32,
    /// In words.
    pub(crate) text: String,
}

type Parsed<T> = Result<T, PatchProblem>;

/// The most lines that a file is believed to have.
const MOST_LINES: u32 = 1 << 30;

/// The files of a patch in its order; none for a blank one. What surrounds them, such as the head of a mail, is passed by.
pub(crate) fn parse(text: &[u8]) -> Parsed<Vec<FilePatch<'_>>> {
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(PatchProblem { line: 1, text: "it is UTF-16; a patch is bytes as git writes them (git diff --output FILE)".to_owned() });
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = Reader { lines: text.split(|byte| *byte == b'\n').collect(), at: 0 };
    let mut files = Vec::new();
    while let Some(head) = reader.head() {
        match reader.file(head)? {
            Some(file) => files.push(file),
            None => reader.at += 1,
        }
    }
    if files.is_empty() && !text.trim_ascii().is_empty() {
        return Err(PatchProblem { line: 1, text: no_patch(text) });
    }
    Ok(files)
}

fn no_patch(text: &[u8]) -> String {
    let has = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    if has(b"\x1b[") {
        "it holds no unified diff, but colours; make it anew without (git diff --no-color)".to_owned()
    } else if has(b"***************") {
        "it is a context diff; a unified one is needed (diff -u)".to_owned()
    } else {
        "it holds no unified diff, as git diff or diff -u would write it".to_owned()
    }
}

/// The lines of a patch, and how far it is read.
struct Reader<'t> {
    lines: Vec<&'t [u8]>,
    at: usize,
}

impl<'t> Reader<'t> {
    /// The next line without the `\r` of its end.
    fn head(&self) -> Option<&'t [u8]> {
        self.head_after(0)
    }

    fn head_after(&self, lines: usize) -> Option<&'t [u8]> {
        let line = self.lines.get(self.at + lines)?;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// The number of the next line.
    fn line(&self) -> u32 {
        u32::try_from(self.at + 1).unwrap_or(u32::MAX)
    }

    fn fail<T>(&self, text: impl Into<String>) -> Parsed<T> {
        Err(PatchProblem { line: self.line(), text: text.into() })
    }

    /// The file that begins with the next line, if one does.
    fn file(&mut self, head: &'t [u8]) -> Parsed<Option<FilePatch<'t>>> {
        if let Some(rest) = head.strip_prefix(b"diff --git ") {
            return self.git_file(rest).map(Some);
        }
        if head.starts_with(b"diff --cc ") || head.starts_with(b"diff --combined ") || head.starts_with(b"@@@ ") {
            return self.fail("it is a combined diff of a merge; compare with one state only (git diff REV)");
        }
        if self.is_plain_header(head) {
            let mut file = self.begin();
            self.names(&mut file)?;
            self.hunks(&mut file)?;
            return Ok(Some(file));
        }
        if head.starts_with(b"@@ -") {
            return self.fail("a hunk begins, and no line before it says of which file");
        }
        if let Some(name) = head.strip_prefix(b"* Unmerged path ") {
            let name = Name { bytes: names::whole(name), exact: true };
            let file = FilePatch { name: Some(name), says: Says::Another, ..self.begin() };
            self.at += 1;
            return Ok(Some(file));
        }
        if let Some(name) = repository(head) {
            let file = FilePatch { name: Some(Name { bytes: name.to_vec(), exact: true }), says: Says::Repository, ..self.begin() };
            self.at += 1;
            return Ok(Some(file));
        }
        let is_bare = head.starts_with(b"Only in ") && head.contains(&b':') || head.starts_with(b"Binary files ") && head.ends_with(b" differ");
        if is_bare && head.windows(3).any(|part| part == b".go") {
            return self.fail("it says of a Go file only that it differs; make the patch anew with its lines (diff -urN --text)");
        }
        Ok(None)
    }

    fn begin(&self) -> FilePatch<'t> {
        FilePatch { line: self.line(), name: None, says: Says::Lines, blocks: Vec::new(), left: Vec::new(), emptied: false }
    }

    /// Whether the next lines are `--- `, `+++ ` and a hunk.
    fn is_plain_header(&self, head: &[u8]) -> bool {
        let is = |lines, start: &[u8]| self.head_after(lines).is_some_and(|line| line.starts_with(start));
        head.starts_with(b"--- ") && is(1, b"+++ ") && is(2, b"@@ -")
    }

    /// Reads `--- ` and `+++ `.
    fn names(&mut self, file: &mut FilePatch<'t>) -> Parsed<()> {
        let name = |line: Option<&[u8]>, mark: &[u8]| line.and_then(|line| names::in_header(line.strip_prefix(mark)?));
        let (old, new) = (name(self.head(), b"--- "), name(self.head_after(1), b"+++ "));
        if old.is_none() && new.is_none() {
            return self.fail("the file has no name");
        }
        // What a line of git says of a new name goes before this.
        let is_gone = new.is_none();
        if is_gone || file.name.as_ref().is_none_or(|known| !known.exact) {
            file.name = new.map(|bytes| Name { bytes, exact: false });
        }
        self.at += 2;
        Ok(())
    }

    /// A file of `git diff`; `rest` follows `diff --git `.
    fn git_file(&mut self, rest: &[u8]) -> Parsed<FilePatch<'t>> {
        let mut file = self.begin();
        file.name = names::second(rest).map(|bytes| Name { bytes, exact: false });
        let (mut is_named, mut is_gone) = (file.name.is_some(), false);
        self.at += 1;
        while let Some(head) = self.head() {
            if let Some(name) = head.strip_prefix(b"rename to ").or_else(|| head.strip_prefix(b"copy to ")) {
                file.name = Some(Name { bytes: names::whole(name), exact: true });
                is_named = true;
            }
            if head.starts_with(b"copy to ") || head.starts_with(b"Binary files ") || head.starts_with(b"GIT binary patch") {
                file.says = Says::Another;
            }
            if is_mode(head) && head.ends_with(b" 160000") {
                file.says = Says::Repository;
            }
            // What a link holds is the name of another file.
            if is_mode(head) && head.ends_with(b" 120000") {
                file.says = Says::Another;
            }
            is_gone |= head.starts_with(b"deleted file mode ");
            if head.starts_with(b"--- ") && self.head_after(1).is_some_and(|next| next.starts_with(b"+++ ")) {
                self.names(&mut file)?;
                is_named = true;
                self.hunks(&mut file)?;
                break;
            }
            if !is_extended(head) {
                break;
            }
            self.at += 1;
        }
        if is_gone {
            file.name = None;
        } else if !is_named {
            return Err(PatchProblem { line: file.line, text: "the name of the file cannot be told".to_owned() });
        }
        Ok(file)
    }

    fn hunks(&mut self, file: &mut FilePatch<'t>) -> Parsed<()> {
        let (mut next, mut count) = (1, 0);
        while let Some(head) = self.head() {
            if head.starts_with(b"@@@") {
                return self.fail("it is a combined diff of a merge; compare with one state only (git diff REV)");
            }
            if !head.starts_with(b"@@ -") {
                break;
            }
            let Some(range) = Ranges::read(head) else { return self.fail("the head of the hunk cannot be read") };
            if range.first < next {
                return self.fail("the hunks are not in the order of their lines");
            }
            file.emptied = count == 0 && range.first == 1 && range.new == 0 && range.starts_at_nothing;
            next = self.hunk(file, range)?;
            count += 1;
        }
        if count == 0 {
            return self.fail("a hunk should begin here");
        }
        Ok(())
    }

    /// Reads one hunk; the answer is the number of the line after it.
    fn hunk(&mut self, file: &mut FilePatch<'t>, range: Ranges) -> Parsed<u32> {
        self.at += 1;
        let (mut old, mut new, mut number) = (range.old, range.new, range.first);
        let mut run = Run { first: number, removed: Vec::new(), added: Vec::new() };
        while old > 0 || new > 0 {
            let Some(line) = self.lines.get(self.at).copied() else { return self.fail("the patch ends within a hunk") };
            let (mark, text) = line.split_first().map_or((b' ', line), |(mark, text)| (*mark, text));
            let counts = match mark {
                b' ' | b'\r' => (1, 1),
                b'-' => (1, 0),
                b'+' => (0, 1),
                b'\\' => (0, 0),
                _ => return self.fail("the hunk is shorter than its head says"),
            };
            // A line that a mailer cut to nothing at the end of the patch is none of the file.
            let is_over = line.is_empty() && self.at + 1 == self.lines.len();
            if counts.0 > old || counts.1 > new || is_over {
                return self.fail("the hunk is not as long as its head says");
            }
            (old, new) = (old - counts.0, new - counts.1);
            match counts {
                (1, 1) => {
                    // Some programs cut the space of empty lines.
                    file.blocks.extend(run.take(number + 1));
                    file.left.push((number, text));
                }
                (1, 0) => run.removed.push(text),
                (0, 1) => {
                    run.added.push(text);
                    file.left.push((number, text));
                }
                (_, _) => {}
            }
            number += counts.1;
            self.at += 1;
        }
        file.blocks.extend(run.take(number));
        self.end_of_hunk()?;
        Ok(number)
    }

    /// What follows a hunk is no line of it.
    fn end_of_hunk(&mut self) -> Parsed<()> {
        while self.head().is_some_and(|head| head.starts_with(b"\\ ")) {
            self.at += 1;
        }
        let Some(head) = self.head() else { return Ok(()) };
        let is_signature = head.trim_ascii_end() == b"--";
        let is_next = self.is_plain_header(head);
        match head.first() {
            Some(b'+' | b'-' | b' ') if !is_signature && !is_next => self.fail("the hunk is longer than its head says"),
            Some(_) | None => Ok(()),
        }
    }
}

/// Removed and added lines with nothing between them.
struct Run<'t> {
    first: u32,
    removed: Vec<&'t [u8]>,
    added: Vec<&'t [u8]>,
}

impl Run<'_> {
    /// The run as a block, if it has lines; the next one begins at line `next`.
    fn take(&mut self, next: u32) -> Option<Block> {
        let (removed, added) = (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        let first = std::mem::replace(&mut self.first, next);
        let gap = added.is_empty() && weight::is_code(&removed);
        let block = Block { first, lines: added.len() as u32, gap, reaches: weight::reaches(&removed, &added) };
        // Blank lines and comments that went are no news.
        (block.lines > 0 || block.gap).then_some(block)
    }
}

/// The head of a hunk.
#[derive(Clone, Copy)]
struct Ranges {
    old: u32,
    new: u32,
    /// The first line that the hunk leaves, or that follows it.
    first: u32,
    starts_at_nothing: bool,
}

impl Ranges {
    fn read(head: &[u8]) -> Option<Ranges> {
        let text = std::str::from_utf8(head.strip_prefix(b"@@ -")?.split(|byte| *byte == b'@').next()?).ok()?;
        let (old, new) = text.trim_end().split_once(" +")?;
        let range = |text: &str| {
            let (start, count) = text.split_once(',').unwrap_or((text, "1"));
            let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
            Some((number(start)?, number(count)?)).filter(|(start, count)| *start < MOST_LINES && *count < MOST_LINES)
        };
        let ((_, old), (start, new)) = (range(old)?, range(new)?);
        let first = if new == 0 { start + 1 } else { start };
        (first > 0).then_some(Ranges { old, new, first, starts_at_nothing: start == 0 })
    }
}

/// Whether a line says a file mode or ends with one.
fn is_mode(head: &[u8]) -> bool {
    [&b"index "[..], b"new mode ", b"new file mode "].iter().any(|start| head.starts_with(start))
}

/// Whether a line belongs to the head of a file of `git diff`.
fn is_extended(head: &[u8]) -> bool {
    let starts: [&[u8]; 9] = [
        b"old mode ",
        b"deleted file mode ",
        b"copy ",
        b"rename ",
        b"similarity ",
        b"dissimilarity ",
        b"Binary files ",
        b"GIT binary patch",
        b"index ",
    ];
    is_mode(head) || starts.iter().any(|start| head.starts_with(start))
}

/// The path in a line that tells of a submodule in words: `Submodule x 0123456..789abcd:`, `Submodule x contains ...`.
fn repository(head: &[u8]) -> Option<&[u8]> {
    let rest = head.strip_prefix(b"Submodule ")?;
    let end = rest.windows(10).position(|part| part == b" contains ");
    let hexadecimal =
        |word: &[u8]| word.len() > 14 && word.iter().all(|byte| byte.is_ascii_hexdigit() || b".:".contains(byte)) && word.contains(&b'.');
    let words = || rest.iter().enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| at);
    let range = || words().find(|at| rest[at + 1..].split(|byte| *byte == b' ').next().is_some_and(hexadecimal));
    end.or_else(range).map(|end| &rest[..end]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
