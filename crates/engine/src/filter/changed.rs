//! Which findings are new: a place of theirs stands where the tree was changed.
//!
//! A finding has two paths, and what made it possible may stand anywhere on them: the access, a call, the `go` statement, the
//! declaration of the map. It may also be a line that is there no more, or one that gives a lock back: a change that
//! takes a call away from a function on one of the paths, or adds a way out of it, counts for the whole function.
//!
//! Misses: a change in a function that is on neither path, such as a helper that took the lock for its caller.

use super::Filter;
use crate::changes::{Block, Changes, FileChange};
use crate::paths;
use crate::report::Report;
use mapvet_rules::Finding;
use mapvet_sharing::Problem;
use mapvet_syntax::{FileId, Kind, LineIndex, Node, Parser, Span, outline};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

impl Report {
    /// The report without the findings that are not new, which are counted. What cannot be told is new.
    pub(crate) fn only_new(mut self, filter: &Filter) -> Report {
        let Some(changes) = filter.changes.as_deref() else { return self };
        let findings = std::mem::take(&mut self.findings);
        let mut touched = Touched { changes, report: &self, files: BTreeMap::new(), problems: Vec::new() };
        let (new, old): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|finding| touched.is_new(finding));
        let problems = touched.problems;
        self.findings = new;
        self.hidden.unchanged += old.len() as u32;
        self.unreadable |= !problems.is_empty();
        self.problems.extend(problems);
        self.problems.sort();
        self.problems.dedup();
        self
    }
}

/// What is known of the files that findings speak of.
struct Touched<'r> {
    changes: &'r Changes,
    report: &'r Report,
    files: BTreeMap<FileId, File>,
    problems: Vec<Problem>,
}

/// What is new in a file, and what it takes to ask for spans.
enum File {
    Old,
    New,
    Changed(Ground),
}

/// A file that was changed, as the tree holds it.
struct Ground {
    blocks: Vec<Block>,
    lines: LineIndex,
    length: u32,
    /// Functions and methods by their lines, in order.
    functions: Vec<RangeInclusive<u32>>,
    /// Function literals: their bytes, and the lines that belong to them alone.
    literals: Vec<(Span, RangeInclusive<u32>)>,
}

impl Touched<'_> {
    fn is_new(&mut self, finding: &Finding) -> bool {
        let sides = || finding.sides.iter().flat_map(|side| side.steps.iter().map(|step| step.span).chain([side.span]).chain(side.spawn));
        let others = finding.related.iter().map(|related| related.span).chain([finding.primary]).chain(finding.declaration);
        others.chain(sides()).any(|span| self.is_touched(span, false)) || sides().any(|span| self.is_touched(span, true))
    }

    /// Whether a span, or the function that it begins in, was changed.
    fn is_touched(&mut self, span: Span, function: bool) -> bool {
        if !self.files.contains_key(&span.file) {
            let file = self.look(span.file);
            self.files.insert(span.file, file);
        }
        match &self.files[&span.file] {
            File::Old => false,
            File::New => true,
            File::Changed(ground) if function => ground.function_is_touched(span),
            File::Changed(ground) => ground.is_touched(span),
        }
    }

    fn look(&mut self, file: FileId) -> File {
        // A place without a file cannot be compared.
        let Some(entry) = self.report.file(file) else { return File::New };
        let blocks = match self.changes.of(&paths::clean(&self.report.root.join(&entry.path))) {
            None => return File::Old,
            Some(FileChange::Whole) => return File::New,
            Some(FileChange::Blocks(blocks)) if blocks.is_empty() => return File::Old,
            Some(FileChange::Blocks(blocks)) => blocks.clone(),
        };
        match self.report.source(file) {
            Ok(text) => File::Changed(Ground::new(&text, file, blocks)),
            Err(error) => {
                let text = format!("cannot be read: {error}; its findings count as new");
                self.problems.push(Problem { kind: "unreadable".to_owned(), file: Some(entry.path.clone()), line: 0, column: 0, text });
                File::New
            }
        }
    }
}

impl Ground {
    fn new(text: &[u8], file: FileId, blocks: Vec<Block>) -> Ground {
        let lines = LineIndex::new(text);
        let mut parser = Parser::new();
        let tree = parser.parse(text);
        let of_lines = |node: Node<'_>| lines.line_col(node.start()).line..=lines.line_col(node.end()).line;
        let declared = outline(&tree).into_iter().filter(|node| matches!(node.kind(), Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION));
        let mut functions: Vec<RangeInclusive<u32>> = declared.map(of_lines).collect();
        let mut literals = Vec::new();
        let mut open = vec![tree.root()];
        while let Some(node) = open.pop() {
            if node.kind() == Kind::FUNC_LITERAL {
                let whole = of_lines(node);
                literals.push((Span::new(file, node.start(), node.end()), whole.start() + 1..=whole.end() - 1));
                // One of a package variable is in no function.
                functions.push(whole);
            }
            open.extend(node.children());
        }
        Ground { blocks, length: text.len() as u32, lines, functions, literals }
    }

    /// Whether a line of a span is new, or something is gone beside one. Of function literals in it only the first and the
    /// last line count: what they do is told by places of their own.
    fn is_touched(&self, span: Span) -> bool {
        let (start, end) = (span.start.min(self.length), span.end.min(self.length));
        let (first, last) = (self.lines.line_col(start).line, self.lines.line_col(end.max(start + 1) - 1).line);
        let inside: Vec<&RangeInclusive<u32>> =
            self.literals.iter().filter(|(literal, _)| span.start <= literal.start && literal.end <= span.end).map(|(_, lines)| lines).collect();
        let counts = |line: u32| (first..=last).contains(&line) && !inside.iter().any(|lines| lines.contains(&line));
        self.blocks.iter().any(|block| {
            if block.lines > 0 {
                let (from, to) = (block.first.max(first), (block.first + (block.lines - 1)).min(last));
                (from..=to).any(counts)
            } else {
                block.gap && (counts(block.first) || counts(block.first - 1))
            }
        })
    }

    /// Whether a change that matters to all of it lies within a function that holds the start of a span.
    fn function_is_touched(&self, span: Span) -> bool {
        let line = self.lines.line_col(span.start.min(self.length)).line;
        let around = self.functions.iter().filter(|function| function.contains(&line));
        around.into_iter().any(|function| {
            self.blocks.iter().filter(|block| block.reaches).any(|block| match block.lines.checked_sub(1) {
                Some(more) => block.first <= *function.end() && block.first + more >= *function.start(),
                // Between two lines of the function.
                None => block.first > *function.start() && block.first <= *function.end(),
            })
        })
    }
}

#[cfg(test)]
mod tests;
