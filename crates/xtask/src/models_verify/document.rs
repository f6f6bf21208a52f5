//! The figures of all packages, as `docs/models.md` shows them.

use super::verdict::{Checked, Outcome};
use std::fmt::Write as _;

/// The figures of one package.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Package {
    pub path: String,
    pub version: String,
    pub rows: usize,
    pub derived: usize,
    pub documented: usize,
    pub memory: usize,
    /// Rows that differ from the source, or speak of what is not there.
    pub wrong: usize,
}

impl Package {
    pub fn new(path: &str, version: &str) -> Package {
        Package { path: path.to_owned(), version: version.to_owned(), ..Package::default() }
    }

    pub fn count(&mut self, row: &Checked) {
        self.rows += 1;
        match row.outcome {
            Outcome::Agree(_) => self.derived += 1,
            Outcome::Documented(_) => self.documented += 1,
            Outcome::Underivable(_) => self.memory += 1,
            Outcome::Differ { .. } | Outcome::Absent(_) | Outcome::Stale(_) => self.wrong += 1,
        }
    }

    /// Whether source of it was looked at.
    fn is_looked_at(&self) -> bool {
        self.derived + self.documented > 0
    }
}

fn total(packages: &[Package]) -> Package {
    let mut all = Package::new("all", "");
    for package in packages {
        all.rows += package.rows;
        all.derived += package.derived;
        all.documented += package.documented;
        all.memory += package.memory;
        all.wrong += package.wrong;
    }
    all
}

/// The figures in a sentence.
pub(super) fn summary(packages: &[Package]) -> String {
    let all = total(packages);
    let looked_at = packages.iter().filter(|package| package.is_looked_at()).count();
    let share = (all.derived + all.documented) * 1000 / all.rows.max(1);
    format!(
        "{} rows of {} packages, {looked_at} of them looked at: {} derived, {} documented ({}.{} % together), {} from memory, {} wrong\n",
        all.rows,
        packages.len(),
        all.derived,
        all.documented,
        share / 10,
        share % 10,
        all.memory,
        all.wrong
    )
}

/// The whole document.
pub(super) fn document(packages: &[Package]) -> String {
    let mut out = String::from(
        "# What the library models rest on\n\n\
         Written by `cargo xtask models-verify --update`; not to be edited by hand.\n\n\
         The rows of `crates/model/models` say what functions of libraries do. A row is *derived* if the analyser finds in the source of the\n\
         library, in the version named here, what the row says; *documented* if the row names, under `seen`, the place that shows it;\n\
         and *from memory* otherwise. What starts goroutines from memory makes a finding less sure: medium at most.\n\n",
    );
    out.push_str(&summary(packages));
    out.push_str("\n| package | version | rows | derived | documented | from memory |\n|---|---|--:|--:|--:|--:|\n");
    for Package { path, version, rows, derived, documented, memory, .. } in packages.iter().chain([&total(packages)]) {
        let _ = writeln!(out, "| {path} | {version} | {rows} | {derived} | {documented} | {memory} |");
    }
    out
}
