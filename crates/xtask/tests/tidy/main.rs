//! The rules of the house that no compiler checks: walls between crates, sizes, leftovers.
//!
//! Each check is a function from texts to complaints. Its test holds it against the tree and against a text that breaks the rule, so that
//! a check that has gone blind fails too.

mod dependencies;
mod leftovers;
mod rust_text;
mod sizes;
mod sources;
mod walls;

/// Fails with every complaint on a line of its own.
fn assert_tidy(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
