//! What somebody can do about what a diagnosis shows.

use super::{findings, left_out};
use mapvet_engine::{Absence, Diagnosis, is_about_target};
use mapvet_rules::Level;

/// Tags that nobody sets by hand to analyse more.
const NOT_TO_SET: [&str; 4] = ["ignore", "tools", "never", "none"];

/// One sentence a piece of advice, the most pressing first.
pub fn advice(diagnosis: &Diagnosis) -> Vec<String> {
    let mut advice = Vec::new();
    if diagnosis.report.summary.files == 0 {
        advice.push("No Go file was analysed. Run it in the folder of a go.mod, or name folders: `mapvet check ./server/...`.".to_owned());
    }
    if let Some(folder) = diagnosis.passed_by.iter().find(|passed| !passed.path.ends_with(".go")) {
        advice.push(format!("Folders that `...` does not enter are analysed if they are named: `mapvet check ./{}/...`.", folder.path));
    }
    if diagnosis.missing.iter().any(|module| module.absence == Absence::NotDownloaded) {
        advice.push("Run `go mod download`: without the types of what is imported, locks and maps are missed.".to_owned());
    }
    if diagnosis.missing.iter().any(|module| module.absence == Absence::NotInTree) {
        advice.push("Packages of the tree that are not there may be generated: generate them before mapvet runs.".to_owned());
    }
    advice.extend(advice_on_files(diagnosis));
    let notes = findings(diagnosis, Level::Note);
    if notes > 0 {
        advice.push(format!("`mapvet check` hides findings of low confidence, {notes} here: `--min-confidence low` shows them."));
    }
    if diagnosis.git.as_ref().is_some_and(|git| git.shallow) {
        advice.push("For `--new-from-rev` and `--new-from-merge-base` fetch the whole history: `git fetch --unshallow`.".to_owned());
    }
    advice
}

/// How files that were left out can be analysed: by the tag, or the system, that most of them ask for.
fn advice_on_files(diagnosis: &Diagnosis) -> Vec<String> {
    let groups = left_out(&diagnosis.report.left_out);
    let mut advice = Vec::new();
    let tag = groups.iter().find_map(|group| {
        let tag = group.detail.strip_prefix("//go:build ").or_else(|| group.detail.strip_prefix("// +build "))?;
        let is_plain = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
        (is_plain && !NOT_TO_SET.contains(&tag) && !is_about_target(tag)).then_some((tag, group.files.len()))
    });
    if let Some((tag, count)) = tag {
        advice.push(format!("Files that ask for `{tag}`, {count} here, are analysed with `--tags {tag}`."));
    }
    if let Some(group) = groups.iter().find(|group| group.kind == "name for another system") {
        advice.push(format!(
            "Files for another system, such as `{}`, are analysed with `GOOS` and `GOARCH` in the environment, as for `go build`.",
            group.detail
        ));
    }
    if groups.iter().any(|group| group.kind == "too large") {
        advice.push("Large files are analysed with `--max-file-size`.".to_owned());
    }
    advice
}
