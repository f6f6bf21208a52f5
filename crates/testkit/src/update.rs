//! Rewrite the texts of `show` comments, and nothing else.

use crate::expectation::Expectation;
use crate::fixture::{Fixture, Fixtures};
use std::io;
use std::path::Path;

/// Whether expectations are held or rewritten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Hold them.
    Check,
    /// Rewrite the texts of `show` comments.
    Update,
}

impl Mode {
    /// `Update` when `UPDATE_EXPECT=1` is in the environment.
    pub fn from_environment() -> Mode {
        match std::env::var("UPDATE_EXPECT").as_deref() {
            Ok("1") => Mode::Update,
            _ => Mode::Check,
        }
    }
}

/// Write what `show` answers into the `show` comments of `fixtures`, in the files on disk. A fact of which nothing is
/// known keeps its text, so that the check still fails.
pub fn update_shows(fixtures: &Fixtures, show: &dyn Fn(&str, &Path, u32) -> Option<String>) -> io::Result<()> {
    for fixture in &fixtures.files {
        let updated = updated(fixture, show);
        if updated != fixture.text {
            std::fs::write(fixtures.folder.join(&fixture.path), updated)?;
        }
    }
    Ok(())
}

fn updated(fixture: &Fixture, show: &dyn Fn(&str, &Path, u32) -> Option<String>) -> String {
    let mut text = fixture.text.clone();
    // From the end, so that earlier offsets stay right.
    for claim in fixture.claims.iter().rev() {
        let Expectation::Show { fact, text: old, offset } = &claim.expectation else { continue };
        let Some(new) = show(fact, &fixture.path, claim.line) else { continue };
        let start = claim.start + offset;
        text.replace_range(start..start + old.len(), new.trim());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shows_are_rewritten() {
        let text = "package p\n\nfunc aBad() {\n\tx() // want race // show locks = old\n\ty() // show type(y) = int\n\tz() // show locks = b\n}\n";
        let fixture = Fixture::new(Path::new("a.go"), text.to_owned());
        let show = |fact: &str, _: &Path, line: u32| (fact == "locks").then(|| format!("longer than before {line}"));
        let expected = text.replace("= old", "= longer than before 4").replace("= b", "= longer than before 6");
        assert_eq!(updated(&fixture, &show), expected);
    }
}
