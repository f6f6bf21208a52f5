//! What a log says of the run itself: what was not analysed, or not in full, and why.

use super::sarif::{artifact, sentence, text};
use super::sarif_log::{Help, Location, Notice, NoticeDescriptor, Notification, Physical, Region};
use crate::closing::{counted, reasons};
use mapvet_engine::LeftOut;
use mapvet_sharing::Problem;

/// The kinds of notifications, sorted: what happened, and what it means for the report.
const KINDS: [(&str, &str, &str); 13] = [
    ("constraint", "A build constraint cannot be read", "It is taken as true, so the file is analysed."),
    ("go-mod", "A go.mod or go.work file cannot be read in full", "Imports that it gives a meaning to may stay unresolved."),
    ("import-cycle", "Packages import each other", "One of them is analysed without what it imports from the other."),
    ("internal", "A part was lost by an error of mapvet itself", "What that part holds is not in this report. Please report the error."),
    (
        "left-out",
        "Files were left out",
        "A build constraint, the name or the size of a file says that it does not count; mapvet check --show-skipped names them.",
    ),
    ("no-file", "What is named like a Go file is none", "It is passed by."),
    ("no-go-files", "A pattern names no Go files", "Nothing was analysed for it."),
    (
        "service-limit",
        "The log has more than a service shows or takes",
        "Nothing is cut in the log itself. --select, --min-confidence and patterns make it smaller.",
    ),
    ("syntax", "A file has a syntax error", "What could not be parsed is not analysed, the rest of the file is."),
    ("too-deep", "Code is nested too deep", "What lies deeper is not analysed."),
    ("too-large", "A file is larger than --max-file-size", "The file is not analysed."),
    ("two-packages", "A folder holds more than one package", "Each is analysed on its own."),
    ("unreadable", "A file or folder cannot be read", "What it holds is not in this report."),
];

/// The description of a kind of notification, which code scanning asks for as it does for rules.
pub(super) fn descriptor(id: &str) -> NoticeDescriptor {
    let known = KINDS.iter().find(|(kind, _, _)| *kind == id);
    let (_, what, means) = known.copied().unwrap_or((id, "Something was not analysed in full", "The message of the notification says what."));
    let help = format!("{what}. {means}");
    NoticeDescriptor {
        id: id.to_owned(),
        short_description: text(&format!("{what}.")),
        full_description: text(&help),
        help: Help { text: help.clone(), markdown: help },
    }
}

/// What could not be analysed.
pub(super) fn problem(problem: &Problem) -> Notification {
    let level = match problem.kind.as_str() {
        "internal" | "unreadable" => "error",
        _ => "warning",
    };
    let locations = problem.file.iter().map(|file| {
        // Problems count columns in bytes; the line is enough here.
        let line = Region { start_line: problem.line, start_column: None, end_line: None, end_column: None };
        let physical_location = Physical { artifact_location: artifact(file), region: (problem.line > 0).then_some(line) };
        Location { id: None, physical_location, logical_locations: Vec::new(), message: None }
    });
    Notification { descriptor: Notice { id: problem.kind.clone() }, level, message: text(&sentence(&problem.text)), locations: locations.collect() }
}

/// Files that were not analysed: one notification a reason, with their number. Their names are no place to go to.
pub(super) fn left_out(files: &[LeftOut]) -> Vec<Notification> {
    let say = |(reason, count): (&str, usize)| Notification {
        descriptor: Notice { id: "left-out".to_owned() },
        level: "note",
        message: text(&format!("Not analysed: {} ({reason}). `mapvet check --show-skipped` names them.", counted(count, "file"))),
        locations: Vec::new(),
    };
    reasons(files).into_iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        assert!(KINDS.is_sorted());
        assert_eq!(descriptor("syntax").short_description.text, "A file has a syntax error.");
        assert!(descriptor("of the future").help.text.starts_with("Something was not analysed in full."));
    }
}
