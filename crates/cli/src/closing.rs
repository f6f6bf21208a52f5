//! What a run says on stderr: problems, notes, and the closing lines.

use crate::answer::Answer;
use crate::command::baseline::DEFAULT_FILE;
use crate::escape;
use mapvet_engine::{LeftOut, Recalled};
use mapvet_rules::Level;
use mapvet_sharing::{LinkStats, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

/// Problems of one kind that are listed; the others are counted.
const MOST_PROBLEMS: usize = 20;

/// Notes that are listed; the others are counted.
const MOST_NOTES: usize = 5;

/// One line a problem, with its place. Long lists end in a count.
pub fn problems(problems: &[Problem], quiet: bool) -> Vec<String> {
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for problem in problems {
        if quiet && !is_lost(problem) {
            continue;
        }
        let count = shown.entry(problem.kind.as_str()).or_insert(0);
        *count += 1;
        if *count > MOST_PROBLEMS {
            continue;
        }
        lines.push(escape::line(&self::problem(problem)));
    }
    for (kind, count) in shown.into_iter().filter(|(_, count)| *count > MOST_PROBLEMS) {
        lines.push(format!("warning: {} more problems of kind {kind} (--format json lists all)", count - MOST_PROBLEMS));
    }
    lines
}

/// Whether something that was asked for is missing from the report.
fn is_lost(problem: &Problem) -> bool {
    matches!(problem.kind.as_str(), "internal" | "unreadable")
}

/// One problem with its place; what comes from files is as it was there.
pub fn problem(problem: &Problem) -> String {
    let level = if is_lost(problem) { "error" } else { "warning" };
    let place = match (problem.file.as_deref(), problem.line, problem.column) {
        (None, _, _) => String::new(),
        (Some(file), 0, _) => format!("{file}: "),
        (Some(file), line, 0) => format!("{file}:{line}: "),
        (Some(file), line, column) => format!("{file}:{line}:{column}: "),
    };
    format!("{level}: {place}{}", problem.text)
}

/// Remarks on what was loaded. Long lists end in a count.
pub fn notes(notes: &[String], name_them: bool) -> Vec<String> {
    let most = if name_them { notes.len() } else { MOST_NOTES };
    let mut lines: Vec<String> = notes.iter().take(most).map(|note| escape::line(&format!("note: {note}"))).collect();
    if notes.len() > most {
        lines.push(format!("note: {} more notes (--show-skipped shows them)", notes.len() - most));
    }
    lines
}

/// Which configuration file counts, if there is one.
pub fn configuration(file: Option<&str>) -> Option<String> {
    file.map(|file| escape::line(&format!("note: settings from {file}")))
}

/// What was found and analysed, what is not shown, and how long it took.
pub fn summary(answer: &Answer<'_>, took: Duration) -> Vec<String> {
    let count = |level| answer.findings.iter().filter(|finding| finding.level == level).count();
    let mut found = vec![counted(count(Level::Error), "error"), counted(count(Level::Warning), "warning")];
    if count(Level::Note) > 0 {
        found.push(counted(count(Level::Note), "note"));
    }
    let files: BTreeSet<_> = answer.findings.iter().map(|finding| finding.primary.file).collect();
    let within = if files.is_empty() { String::new() } else { format!(" in {}", counted(files.len(), "file")) };
    let mut lines = vec![format!(
        "{}{within}; analysed {}, {} ({:.2} s)",
        found.join(", "),
        counted(answer.packages as usize, "package"),
        counted(answer.files as usize, "file"),
        took.as_secs_f64()
    )];
    let hidden = [
        (answer.hidden.confidence, "less sure than asked for (--min-confidence low shows them)"),
        (answer.hidden.generated, "in generated or vendored code"),
        (answer.hidden.ignored, "ignored by a comment"),
        (answer.hidden.baseline, "in the baseline"),
        (answer.hidden.unchanged, "in code that is not new"),
        (answer.hidden.excluded, "excluded by the configuration (mapvet config print shows it)"),
    ];
    let hidden: Vec<String> = hidden.iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("{count} {why}")).collect();
    if !hidden.is_empty() {
        lines.push(format!("not shown: {}", hidden.join(", ")));
    }
    lines
}

/// What was left out: a count a reason, or every file.
pub fn left_out(files: &[LeftOut], name_them: bool) -> Vec<String> {
    if name_them {
        return files.iter().map(|file| escape::line(&format!("left out: {}: {}", file.path, file.reason))).collect();
    }
    let reasons = reasons(files);
    if reasons.is_empty() {
        return Vec::new();
    }
    let counts: Vec<String> = reasons.into_iter().map(|(reason, count)| format!("{} {count}", escape::line(reason))).collect();
    vec![format!("left out: {} ({}; --show-skipped names them)", counted(files.len(), "file"), counts.join(", "))]
}

/// Why files were left out, in a few words each, and how many.
pub fn reasons(files: &[LeftOut]) -> BTreeMap<&str, usize> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for LeftOut { reason, .. } in files {
        *reasons.entry(kind_of_reason(reason)).or_insert(0) += 1;
    }
    reasons
}

/// The kind of a reason for which a file was left out.
pub fn kind_of_reason(reason: &str) -> &str {
    match reason {
        constraint if constraint.starts_with("//") => "build constraint",
        named if named.starts_with("name: ") => "name for another system",
        large if large.contains("--max-file-size") => "too large",
        other => other,
    }
}

/// What could not be resolved, in one line.
pub fn unresolved(stats: &LinkStats) -> Option<String> {
    let mut parts = Vec::new();
    if stats.unresolved_calls > 0 {
        parts.push(format!("{} of {}", share(stats.unresolved_calls, stats.calls), counted(stats.calls as usize, "call")));
    }
    if stats.unresolved_locks > 0 {
        parts.push(format!("{} of {}", share(stats.unresolved_locks, stats.locks), counted(stats.locks as usize, "lock call")));
    }
    if stats.unknown_operands > 0 {
        parts.push(format!("{} of unknown type", counted(stats.unknown_operands as usize, "operand")));
    }
    if stats.capped > 0 {
        parts.push(format!("{} cut short", counted(stats.capped as usize, "function")));
    }
    if stats.exhausted > 0 {
        parts.push(format!("{} cut short", counted(stats.exhausted as usize, "map")));
    }
    (!parts.is_empty()).then(|| format!("not resolved: {}", parts.join(", ")))
}

/// All counts, for `--stats`.
pub fn stats(stats: &LinkStats) -> Vec<String> {
    let rows = [
        ("functions", stats.functions, None),
        ("maps", stats.maps, None),
        ("map accesses", stats.accesses, None),
        ("calls", stats.calls, Some(("not resolved", stats.unresolved_calls))),
        ("lock calls", stats.locks, Some(("not resolved", stats.unresolved_locks))),
        ("operands of unknown type", stats.unknown_operands, None),
        ("functions cut short", stats.capped, None),
        ("maps cut short", stats.exhausted, None),
    ];
    let line = |(name, count, of): &(&str, u32, Option<(&str, u32)>)| match of {
        Some((what, part)) => format!("{name:<25} {count:>9}  {part} {what} ({})", share(*part, *count)),
        None => format!("{name:<25} {count:>9}"),
    };
    rows.iter().map(line).collect()
}

/// What of a baseline is out of date, and what to do about it.
pub fn baseline(recalled: &Recalled, file: &Path) -> Vec<String> {
    let option = if file == Path::new(DEFAULT_FILE) { String::new() } else { format!(" --file {}", file.display()) };
    let mut lines = Vec::new();
    if recalled.gone() > 0 {
        let are = if recalled.gone() == 1 { "is" } else { "are" };
        let found = counted(recalled.gone(), "finding");
        lines.push(format!("baseline: {found} of it {are} gone (mapvet baseline prune{option} drops what is gone)"));
    }
    if recalled.moved > 0 {
        let found = counted(recalled.moved as usize, "finding");
        lines.push(format!("baseline: {found} of it moved to another package path (mapvet baseline update{option} writes down where)"));
    }
    lines.iter().map(|line| escape::line(line)).collect()
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A part of a whole, in percent.
pub fn share(part: u32, all: u32) -> String {
    if all == 0 { "0%".to_owned() } else { format!("{:.1}%", f64::from(part) * 100.0 / f64::from(all)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: &str, file: &str, line: u32, column: u32) -> Problem {
        Problem { kind: kind.to_owned(), file: Some(file.to_owned()), line, column, text: "syntax error".to_owned() }
    }

    #[test]
    fn problems_have_places_and_no_raw_bytes() {
        let all = [problem("syntax", "a\x1b.go", 3, 4), problem("unreadable", "b.go", 0, 0)];
        assert_eq!(problems(&all, false), ["warning: a\\x1b.go:3:4: syntax error", "error: b.go: syntax error"]);
        assert_eq!(problems(&all, true), ["error: b.go: syntax error"]);
    }

    #[test]
    fn a_long_list_ends_in_a_count() {
        let all: Vec<Problem> = (1..=25).map(|line| problem("syntax", "a.go", line, 1)).collect();
        let lines = problems(&all, false);
        assert_eq!((lines.len(), lines[20].as_str()), (21, "warning: 5 more problems of kind syntax (--format json lists all)"));
    }

    #[test]
    fn notes_are_listed_up_to_a_few() {
        let all: Vec<String> = (0..7).map(|number| format!("module {number}")).collect();
        assert_eq!((notes(&all, false).len(), notes(&all, true).len()), (6, 7));
        assert_eq!(notes(&all, false)[5], "note: 2 more notes (--show-skipped shows them)");
    }

    #[test]
    fn left_out_files_are_counted_or_named() {
        let row = |path: &str, reason: &str| LeftOut { path: path.to_owned(), reason: reason.to_owned() };
        let large = row("d.go", "9 bytes are more than --max-file-size 8");
        let files = [row("a_windows.go", "name: windows"), row("b.go", "//go:build ignore"), row("c.go", "// +build x"), large];
        let counts = "left out: 4 files (build constraint 2, name for another system 1, too large 1; --show-skipped names them)";
        assert_eq!(left_out(&files, false), [counts]);
        assert_eq!(left_out(&files, true)[0], "left out: a_windows.go: name: windows");
        assert!(left_out(&[], false).is_empty());
    }

    #[test]
    fn shares_are_of_something() {
        let some = LinkStats { calls: 200, unresolved_calls: 25, unknown_operands: 1, ..LinkStats::default() };
        assert_eq!(unresolved(&some), Some("not resolved: 12.5% of 200 calls, 1 operand of unknown type".to_owned()));
        assert_eq!(unresolved(&LinkStats::default()), None);
        assert_eq!(stats(&some).len(), 8);
    }
}
