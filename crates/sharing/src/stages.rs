//! The first two stages: unit and link. Both are pure.

use crate::facts::Facts;
use crate::linked::Linked;
use crate::picture::{NoSuchName, Picture, PictureOf};
use crate::unit_input::UnitInput;
use mapvet_model::{Interface, Library, Lowered, Name, Note, Notes};
use mapvet_syntax::Parser;
use std::sync::Arc;

/// Finished facts of other packages, asked for by path while a unit is made.
pub trait Deps: Sync {
    /// The facts of the package at `path` (its own files), if it is analysed and finished.
    fn package(&self, path: &str) -> Option<&Facts>;
    /// The facts of the in-package tests of `path`, whose declarations an external test of the same package may use.
    fn in_package_tests(&self, path: &str) -> Option<&Facts>;
    /// The declarations of a package that is not analysed, if its source is at hand: of the standard library or of a
    /// dependency. May be slow the first time.
    fn library(&self, _path: &str) -> Option<&Interface> {
        None
    }
    /// As [`Self::library`], with the types of variables and constants that only initialisers tell.
    fn library_values(&self, _path: &str) -> Option<&Interface> {
        None
    }
    /// The models of libraries.
    fn models(&self) -> &Library {
        Library::built_in()
    }
    /// The name in the package clause of a package that is not analysed, if its source is at hand.
    fn package_name(&self, _path: &str) -> Option<Name> {
        None
    }
}

/// Stage one: the files of one package with the facts of its imports give its facts.
pub fn unit(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser) -> Facts {
    crate::summarise::unit(input, deps, parser)
}

/// The first half of [`unit()`]: the lowered bodies of a package, in source order. For dumps.
pub fn bodies(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser) -> Vec<Lowered> {
    crate::summarise::bodies(input, deps, parser, None, false).decls
}

/// As [`bodies`], with what is received and appended followed to its container. For [`crate::Program`].
pub fn followed_bodies(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser) -> Vec<Lowered> {
    crate::summarise::bodies(input, deps, parser, None, true).decls
}

/// What lowering concludes of the expressions of a package, file by file in source order.
pub fn notes(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser) -> Vec<Note> {
    let notes = Notes::default();
    crate::summarise::bodies(input, deps, parser, Some(&notes), false);
    notes.into_inner()
}

/// Stage two: all facts give the conflicts of the whole program.
pub fn link(facts: &[Arc<Facts>]) -> Linked {
    crate::link::link(facts)
}

/// As [`link()`], for a picture of a part of the program. It fails if nothing has the name that was asked for.
pub fn picture(facts: &[Arc<Facts>], asked: &PictureOf<'_>) -> Result<Picture, NoSuchName> {
    crate::link::picture(facts, asked)
}
