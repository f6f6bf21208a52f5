//! Comments that `mapvet ignore` writes: every finding can be hidden, and files that may not be changed are not.

mod common;

use common::{RACY, fresh_folder, settings, write};
use mapvet_engine::{Insertion, Refusal, Report, Settings, Witness, check_files, insertion};
use mapvet_sharing::{Confidence, DirectiveForm};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const FORMS: [DirectiveForm; 3] = [DirectiveForm::Mapvet, DirectiveForm::Nolint, DirectiveForm::Lint];

fn checked(root: &Path) -> (Report, Arc<Witness>) {
    let witness = Arc::new(Witness::new());
    let mut settings: Settings = settings(root, &[]);
    settings.filter.min_confidence = Confidence::Low;
    (check_files(&settings, Arc::clone(&witness) as _, &mapvet_engine::Quiet), witness)
}

fn racy(name: &str) -> PathBuf {
    let root = fresh_folder(name);
    write(&root, "go.mod", "module m\ngo 1.22\n");
    write(&root, "racy/racy.go", RACY);
    root
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folders can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("files can be copied")),
        }
    }
}

/// Hides every finding of a tree, one a file in each round.
fn hide_all(root: &Path) {
    let mut hidden: BTreeSet<String> = BTreeSet::new();
    for round in 0.. {
        let (report, witness) = checked(root);
        for aside in &report.set_aside {
            hidden.remove(&aside.finding.id);
        }
        assert!(hidden.is_empty(), "not hidden: {hidden:?}");
        let mut files: BTreeMap<String, Insertion> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| !finding.is_about_comment()) {
            let path = report.file(finding.primary.file).map_or(String::new(), |entry| entry.path.clone());
            if !files.contains_key(&path) {
                let form = FORMS[(round + files.len()) % FORMS.len()];
                let made = insertion(&report, &witness, &finding.id, &format!("why, größer {round}"), form);
                files.insert(path, made.unwrap_or_else(|refusal| panic!("{}: {refusal:?}", finding.message)));
                hidden.insert(finding.id.clone());
            }
        }
        if files.is_empty() {
            assert!(round > 1, "a tree without findings says nothing");
            return;
        }
        files.values().for_each(|insertion| insertion.write().expect("the folder can be written"));
    }
}

#[test]
fn every_finding_can_be_hidden_and_the_files_stay_as_gofmt_has_them() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let root = fresh_folder("ignore-all");
    for module in ["rules", "stubs", "showcase"] {
        copy(&testdata.join(module), &root.join(module));
    }
    let before = unformatted(&root);
    hide_all(&root.join("rules"));
    hide_all(&root.join("showcase"));
    assert_eq!(before, unformatted(&root));
}

/// What gofmt would change; nothing without gofmt.
fn unformatted(root: &Path) -> String {
    match Command::new("gofmt").arg("-l").arg(root).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) if std::env::var_os("MAPVET_REQUIRE_TOOLS").is_some() => panic!("gofmt is missing: {error}"),
        Err(error) => {
            eprintln!("gofmt is missing, so nothing is said of its form: {error}");
            String::new()
        }
    }
}

fn refused(root: &Path, id: Option<&str>, reason: &str) -> Refusal {
    let (report, witness) = checked(root);
    let id = id.unwrap_or_else(|| report.findings[0].id.as_str());
    insertion(&report, &witness, id, reason, DirectiveForm::Mapvet).expect_err("it is refused")
}

#[test]
fn reasons_have_to_be_some() {
    let root = racy("ignore-reasons");
    for (reason, part) in [("", "empty"), (" - ", "empty"), ("a\nb", "one line"), ("a\r\nb", "one line"), ("a\x1bb", "control character")] {
        let Refusal::Request(text) = refused(&root, None, reason) else { panic!("{reason:?}") };
        assert!(text.contains(part), "{text}");
    }
    let Refusal::Request(text) = refused(&root, None, "// why") else { panic!("it would be read without its slashes") };
    assert!(text.contains("racy/racy.go:6"), "{text}");
}

#[test]
fn only_findings_about_maps_can_be_hidden() {
    let root = racy("ignore-ids");
    assert_eq!(refused(&root, Some("0123456789ab"), "why"), Refusal::Request("no finding in these packages has the id 0123456789ab".to_owned()));
    write(&root, "racy/racy.go", "package racy\n\n//mapvet:ignore concurrent-map-writes why\nfunc f() {}\n");
    let Refusal::Request(text) = refused(&root, None, "why") else { panic!("it is about a comment") };
    assert!(text.contains("is about a comment"), "{text}");
}

#[test]
fn a_finding_that_is_hidden_stays_so() {
    let root = racy("ignore-twice");
    let (report, witness) = checked(&root);
    let id = report.findings[0].id.clone();
    let made = insertion(&report, &witness, &id.to_uppercase(), " first ", DirectiveForm::Mapvet).expect("it is a finding");
    assert_eq!((made.line, made.comment.as_str()), (6, "//mapvet:ignore concurrent-map-writes first"));
    made.write().expect("the folder can be written");
    assert_eq!(refused(&root, Some(&id), "second"), Refusal::Hidden("first".to_owned()));
}

#[test]
fn a_file_that_changed_is_left_alone() {
    let root = racy("ignore-changed");
    let (report, witness) = checked(&root);
    let id = report.findings[0].id.clone();
    let made = insertion(&report, &witness, &id, "why", DirectiveForm::Mapvet).expect("it is a finding");
    let edited = format!("{RACY}\n// New.\n");
    write(&root, "racy/racy.go", &edited);
    for refusal in [made.write(), insertion(&report, &witness, &id, "why", DirectiveForm::Mapvet).map(drop)] {
        let Err(Refusal::File(text)) = refusal else { panic!("it changed") };
        assert_eq!(text, "racy/racy.go has changed since it was analysed; nothing is written");
    }
    assert_eq!(std::fs::read_to_string(root.join("racy/racy.go")).ok(), Some(edited));
}

#[test]
fn files_that_are_not_ours_are_refused() {
    let root = racy("ignore-outside");
    let inner = root.join("inner");
    write(&inner, "go.mod", "module n\ngo 1.22\n");
    let witness = Arc::new(Witness::new());
    let report = check_files(&settings(&inner, &["../racy"]), Arc::clone(&witness) as _, &mapvet_engine::Quiet);
    let Err(Refusal::Request(text)) = insertion(&report, &witness, &report.findings[0].id, "why", DirectiveForm::Mapvet) else { panic!("outside") };
    assert_eq!(text, "../racy/racy.go lies outside the current folder: run mapvet where it lies");
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_and_files_that_cannot_be_written_are_refused() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let root = racy("ignore-links");
    let inner = root.join("inner");
    write(&inner, "go.mod", "module n\ngo 1.22\n");
    symlink("../racy/racy.go", inner.join("linked.go")).expect("links can be made");
    let Refusal::Request(text) = refused(&inner, None, "why") else { panic!("it leads outside") };
    assert_eq!(text, "linked.go lies outside the current folder: run mapvet where it lies");
    let (report, witness) = checked(&root.join("racy"));
    let made = insertion(&report, &witness, &report.findings[0].id, "why", DirectiveForm::Mapvet).expect("it is a finding");
    std::fs::set_permissions(root.join("racy/racy.go"), std::fs::Permissions::from_mode(0o444)).expect("the file is ours");
    assert_eq!(made.write(), Err(Refusal::File("cannot write racy.go: permission denied".to_owned())));
    assert_eq!(std::fs::read_to_string(root.join("racy/racy.go")).ok().as_deref(), Some(RACY));
    let names: Vec<_> = std::fs::read_dir(root.join("racy")).expect("the folder is there").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["racy.go"]);
}
