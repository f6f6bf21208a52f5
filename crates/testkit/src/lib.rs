//! Read fixtures and check expectations.
//!
//! A fixture is Go that compiles, with comments that say what the analyser must say about it. A trailing comment
//! speaks of its line; a comment alone on a line speaks of the next line of code, or of the next directive such as
//! `//mapvet:ignore` if that comes first.
//!
//! | comment | fails when |
//! |---|---|
//! | `// want <rule> ["text"]` | not exactly one finding of the rule starts on the line, or its message lacks the text |
//! | `// note "text"` | no finding has a related place on the line whose text holds this one |
//! | `// miss <rule>: <reason> ...` | the finding *is* there: make it a `want` |
//! | `// noise <rule>: ...` | the finding is *not* there: delete the comment |
//! | `// show <fact> = <text>` | a lower layer believes something else |
//!
//! A finding on a line without a comment fails. Only the default level counts, which is warning and above. A function
//! whose name ends in `Bad` holds a `want` or a `miss`, one whose name ends in `Ok` holds neither; where a name is
//! fixed, the receiver's type or the file carries the ending (`counterBad`, `handlers_bad.go`).
//!
//! Findings come as plain data, so that this crate knows no rule.

mod comment;
mod compare;
mod expectation;
mod fixture;
mod update;

pub use compare::{Level, Mismatch, RelatedLine, Reported, check};
pub use expectation::REASONS;
pub use fixture::{Fixture, Fixtures};
pub use update::{Mode, update_shows};

use std::path::Path;

/// Hold what was reported about the Go files below `folder` against their comments; the error lists every mismatch,
/// one a line. `rules` are the rule ids that a comment may name. `show` answers for a fact on a line, the file's path
/// given relative to `folder`. With `UPDATE_EXPECT=1` in the environment the texts of `show` comments are rewritten
/// first, and nothing else ever is.
pub fn check_folder(folder: &Path, rules: &[&str], reported: &[Reported], show: &dyn Fn(&str, &Path, u32) -> Option<String>) -> Result<(), String> {
    let read = || Fixtures::read(folder).map_err(|error| format!("{}: {error}", folder.display()));
    let mut fixtures = read()?;
    if Mode::from_environment() == Mode::Update {
        update_shows(&fixtures, show).map_err(|error| format!("{}: {error}", folder.display()))?;
        fixtures = read()?;
    }
    let mismatches = check(&fixtures, rules, reported, show);
    if mismatches.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = mismatches.iter().map(|mismatch| format!("{}", mismatch.below(folder))).collect();
    Err(format!("{} of the fixtures' expectations do not hold:\n{}", lines.len(), lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_and_every_mismatch_is_listed() {
        let folder = std::env::temp_dir().join(format!("mapvet-testkit-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("deep")).expect("the folder for temporary files can be written");
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("as above");
        write("a.go", "package p\n\nfunc aBad() {\n\tx() // want race // show locks = old\n}\n");
        write("deep/b.go", "package p\n\nfunc bBad() {\n\tx() // want race\n}\n");
        write("deep/c.txt", "x // want race");
        let show = |_: &str, _: &Path, _: u32| Some("new".to_owned());
        let error = check_folder(&folder, &["race"], &[], &show).expect_err("nothing is reported");
        for part in ["3 of the", "a.go:4: locks is `new`, not `old`", "a.go:4: wanted race", "deep/b.go:4: wanted race"] {
            assert!(error.contains(part), "{error}");
        }
        let fixtures = Fixtures::read(&folder).expect("as above");
        update_shows(&fixtures, &show).expect("as above");
        let updated = std::fs::read_to_string(folder.join("a.go")).expect("as above");
        assert!(updated.contains("// want race // show locks = new\n"), "{updated}");
        std::fs::remove_dir_all(&folder).expect("as above");
    }
}
