//! What one unit is made of.

use ustr::Ustr;

/// The Go release that a module's go.mod names, such as 1.22. Decides loop-variable semantics.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct GoVersion {
    /// Major.
    pub major: u16,
    /// Minor.
    pub minor: u16,
}

/// Which files of a directory a unit holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum UnitKind {
    /// The package's own files.
    Package,
    /// The in-package test files; they see the package's scope.
    InPackageTest,
    /// The external test files (`package p_test`).
    ExternalTest,
}

/// One file of a unit.
#[derive(Clone, Debug)]
pub struct UnitFile {
    /// Path relative to the analysed root, with `/`.
    pub path: String,
    /// The bytes.
    pub text: std::sync::Arc<[u8]>,
    /// Whether it is a `_test.go` file.
    pub test: bool,
    /// Whether it carries the generated header.
    pub generated: bool,
    /// Whether it lies below a `vendor` folder.
    pub vendored: bool,
    /// The release that go.mod or the file's own build constraint names.
    pub go_version: GoVersion,
}

/// The files of one package, or of its tests, and what its import paths mean.
#[derive(Clone, Debug)]
pub struct UnitInput {
    /// The import path of the package (for both test kinds too: the path of the package under test).
    pub path: Ustr,
    /// The path of its module; empty without a go.mod.
    pub module: Ustr,
    /// Own files, in-package tests or external tests.
    pub kind: UnitKind,
    /// The name in the package clause.
    pub name: Ustr,
    /// The release that go.mod names.
    pub go_version: GoVersion,
    /// Files sorted by path.
    pub files: Vec<UnitFile>,
    /// Import path as written → path of an analysed package, for those that are analysed; others are unknown libraries.
    pub imports: Vec<(Ustr, Ustr)>,
}
