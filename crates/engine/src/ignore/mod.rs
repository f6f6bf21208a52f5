//! Writes the comment that hides a finding: which file, whether it may be changed, and whether the comment does what it is for.

mod place;
mod witness;

pub use witness::Witness;

use crate::filter::SetAsideBy;
use crate::paths;
use crate::report::Report;
use crate::walk;
use crate::write::replace_file;
use mapvet_rules::Finding;
use mapvet_sharing::{Directive, DirectiveForm};
use mapvet_syntax::{LineIndex, Parser};
use place::Draft;
use std::io;
use std::path::{Path, PathBuf};

/// Why no comment is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// What is asked for is not possible or makes no sense.
    Request(String),
    /// The file cannot be read or written, or is not what was analysed.
    File(String),
    /// A comment hides the finding already, with this reason.
    Hidden(String),
}

/// A file with one comment more, not yet written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Insertion {
    /// The path in reports.
    pub path: String,
    /// The 1-based line of the comment.
    pub line: u32,
    /// The comment, white space around it left out.
    pub comment: String,
    /// First and last line of what it covers.
    pub covers: (u32, u32),
    /// The bytes as they were read.
    pub old: Vec<u8>,
    /// The bytes with the comment.
    pub new: Vec<u8>,
    disk: PathBuf,
}

/// Adds the comment to the file of a finding of `report`, in memory. `witness` gave the report its files.
///
/// # Errors
///
/// If there is no such finding, it is about a comment or hidden already; if the reason is none or would not be read back as it
/// is; if the file is generated, vendored, outside the root or not what was analysed; if no place for the comment is found.
pub fn insertion(report: &Report, witness: &Witness, id: &str, reason: &str, form: DirectiveForm) -> Result<Insertion, Refusal> {
    let reason = checked_reason(reason)?;
    let finding = find(report, &id.to_ascii_lowercase())?;
    let (path, disk) = file(report, finding)?;
    let old = std::fs::read(&disk).map_err(|error| Refusal::File(format!("cannot read {path}: {}", walk::reason(&error))))?;
    if !witness.saw(&disk, &old) {
        return Err(changed(&path));
    }
    let wish = place::Wish { form, rule: finding.rule, reason };
    let draft = place::draft(&old, finding.primary.start, &wish, &mut Parser::new());
    let Draft { new, comment, scope } = draft.ok_or_else(|| {
        let line = LineIndex::new(&old).line_col(finding.primary.start).line;
        Refusal::Request(format!("no comment beside {path}:{line} would be read back with this rule and this reason"))
    })?;
    let lines = LineIndex::new(&new);
    let line = |at: u32| lines.line_col(at).line;
    let text = String::from_utf8_lossy(&new[comment.clone()]).into_owned();
    // The byte after the last one may be on the next line.
    let covers = (line(scope.0), line(scope.1.saturating_sub(1).max(scope.0)));
    Ok(Insertion { path, line: line(comment.start as u32), comment: text, covers, old, new, disk })
}

impl Insertion {
    /// Replaces the file, whole or not at all.
    ///
    /// # Errors
    ///
    /// If the file has changed since it was read, or cannot be written.
    pub fn write(&self) -> Result<(), Refusal> {
        let cannot = |error: io::Error| Refusal::File(format!("cannot write {}: {}", self.path, walk::reason(&error)));
        if std::fs::read(&self.disk).map_err(cannot)? != self.old {
            return Err(changed(&self.path));
        }
        replace_file(&self.disk, |out| out.write_all(&self.new)).map_err(cannot)
    }
}

fn changed(path: &str) -> Refusal {
    Refusal::File(format!("{path} has changed since it was analysed; nothing is written"))
}

/// The reason without white space around it, if it is one.
fn checked_reason(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.contains(['\n', '\r']) {
        return Err(Refusal::Request("the reason has to fit on one line".to_owned()));
    }
    if reason.chars().any(char::is_control) {
        return Err(Refusal::Request("the reason holds a control character".to_owned()));
    }
    if !reason.chars().any(char::is_alphanumeric) {
        return Err(Refusal::Request("the reason is empty: say what makes the finding wrong".to_owned()));
    }
    Ok(reason)
}

/// The finding with this id, shown or known before.
fn find<'a>(report: &'a Report, id: &str) -> Result<&'a Finding, Refusal> {
    let aside = report.set_aside.iter().find(|aside| aside.finding.id == id);
    let finding = match aside.map(|aside| (&aside.by, &aside.finding)) {
        Some((SetAsideBy::Comment(reason), _)) => return Err(Refusal::Hidden(reason.clone())),
        Some((SetAsideBy::Baseline, finding)) => Some(finding),
        None => report.findings.iter().find(|finding| finding.id == id),
    };
    let finding = finding.ok_or_else(|| Refusal::Request(format!("no finding in these packages has the id {id}")))?;
    match finding.is_about_comment() {
        true => Err(Refusal::Request(format!("{id} is about a comment: {}; {}", finding.message, finding.help))),
        false => Ok(finding),
    }
}

/// The path of a finding's file in reports and on disk, if people write it and it lies in the root.
fn file(report: &Report, finding: &Finding) -> Result<(String, PathBuf), Refusal> {
    let entry = report.file(finding.primary.file).ok_or_else(|| Refusal::Request("the file of the finding is not known".to_owned()))?;
    let path = entry.path.clone();
    if entry.generated || entry.vendored {
        let what = if entry.generated { "generated" } else { "vendored" };
        return Err(Refusal::Request(format!("{path} is {what}: a comment in it would not last")));
    }
    let disk = paths::clean(&report.root.join(&path));
    let real = |path: &Path| path.canonicalize().map_err(|error| Refusal::File(format!("cannot read {}: {}", entry.path, walk::reason(&error))));
    match real(&disk)?.starts_with(real(&report.root)?) {
        true => Ok((path, disk)),
        false => Err(Refusal::Request(format!("{path} lies outside the current folder: run mapvet where it lies"))),
    }
}

/// Whether a directive that was read back says what was wished for.
fn says(directive: &Directive, wish: &place::Wish<'_>, reason: &str) -> bool {
    let named = match wish.form {
        DirectiveForm::Mapvet | DirectiveForm::Lint | DirectiveForm::LintFile => directive.rules.iter().any(|rule| rule == wish.rule),
        DirectiveForm::Nolint | DirectiveForm::NolintAll => true,
    };
    directive.form == wish.form && directive.fault.is_none() && named && directive.reason == reason
}
