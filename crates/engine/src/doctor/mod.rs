//! What a run found and how it went, for those who wonder what was looked at: plain data, nothing is printed here.

mod git;
mod imports;
mod passed_by;

pub use git::GitState;
pub use imports::{ImportCounts, MissingModule};
pub use passed_by::{PassedBy, WhyPassedBy};

use crate::check;
use crate::dependencies::Dependencies;
use crate::files::{Disk, EntryKind, Files};
use crate::modules::Found;
use crate::paths;
use crate::plan::Plan;
use crate::report::Report;
use crate::schedule::Progress;
use crate::settings::Settings;
use crate::standard;
use mapvet_sharing::GoVersion;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use crate::dependencies::Absence;

/// Everything that a run found, and its report.
#[derive(Clone)]
pub struct Diagnosis {
    /// What was asked for.
    pub settings: Settings,
    /// What the run is made of, sorted by folder.
    pub modules: Vec<ModuleState>,
    /// Where packages outside the tree were looked for.
    pub dependencies: DependencySources,
    /// How many files of which kind were analysed.
    pub files: FileCounts,
    /// Folders and files that `...` did not enter although they hold Go files, sorted by path.
    pub passed_by: Vec<PassedBy>,
    /// Whether the search for them came to its end.
    pub passed_by_is_complete: bool,
    /// Where the imports that lead out of the tree were found.
    pub imports: ImportCounts,
    /// Imports that were not found, by module, those that most packages want first.
    pub missing: Vec<MissingModule>,
    /// The git repository that the root lies in.
    pub git: Option<GitState>,
    /// The report: findings, problems, files that were left out, counts of link.
    pub report: Report,
}

/// One module of a run, or a tree without go.mod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleState {
    /// Its path, from go.mod or inferred from what imports it.
    pub path: Option<String>,
    /// Its folder, relative to the root.
    pub folder: String,
    /// The release its files are read as.
    pub go: GoVersion,
    /// How the run came to it.
    pub found: Found,
    /// The folder of the go.work that uses it, relative to the root.
    pub workspace: Option<String>,
    /// Packages analysed, each counted once with its tests; vendored ones left out.
    pub packages: u32,
    /// Files analysed, vendored ones left out.
    pub files: u32,
}

/// Where packages outside the tree are looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DependencySources {
    /// The Go release whose library is built in, such as `go1.26.8`.
    pub standard: String,
    /// The module cache, absolute, and whether it is there.
    pub module_cache: Option<(PathBuf, bool)>,
    /// The root of a Go installation, absolute, and whether it is there.
    pub goroot: Option<(PathBuf, bool)>,
    /// Vendor folders that packages were taken from, relative to the root, sorted.
    pub vendor: Vec<String>,
}

/// How many files were analysed, and of what kind. A file may be of several.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FileCounts {
    /// `_test.go` files.
    pub tests: u32,
    /// Files with the generated header: findings in them are not shown.
    pub generated: u32,
    /// Files that no pattern covers: they were read because others need them.
    pub not_asked_for: u32,
    /// Packages below vendor folders.
    pub vendored_packages: u32,
    /// Files below vendor folders; the other counts leave them out.
    pub vendored: u32,
}

/// Runs what `settings` ask for on files on disk, and says what was found on the way.
pub fn diagnose(settings: &Settings, progress: &dyn Progress) -> Diagnosis {
    diagnose_files(settings, Arc::new(Disk), progress)
}

/// As [`diagnose`], on files of any source.
pub fn diagnose_files(settings: &Settings, files: Arc<dyn Files>, progress: &dyn Progress) -> Diagnosis {
    let disk = files.as_ref();
    let root = paths::clean(&settings.root);
    let look = |plan: &Plan| {
        let (imports, missing) = imports::sort_out(&plan.outside, &Dependencies::new(plan.dependencies.clone(), plan.models.clone(), disk), &root);
        let passed = passed_by::search(settings, &root, &plan.modules, disk);
        (imports, missing, passed, modules(plan, &root), count_files(plan), dependency_sources(settings, plan, disk))
    };
    let (report, (imports, missing, passed, modules, counts, dependencies)) = check::check_and_look(settings, files.clone(), progress, look);
    Diagnosis {
        settings: settings.clone(),
        modules,
        dependencies,
        files: counts,
        passed_by: passed.found,
        passed_by_is_complete: passed.complete,
        imports,
        missing,
        git: git::state(&root, disk),
        report,
    }
}

fn modules(plan: &Plan, root: &Path) -> Vec<ModuleState> {
    let mut packages: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); plan.modules.len()];
    let mut files: Vec<u32> = vec![0; plan.modules.len()];
    for unit in &plan.units {
        let Some(first) = unit.files.first().filter(|file| !file.vendored) else { continue };
        let holders = plan.modules.iter().enumerate().filter(|(_, module)| first.disk.starts_with(&module.folder));
        let Some((number, _)) = holders.max_by_key(|(_, module)| module.folder.components().count()) else { continue };
        packages[number].insert(unit.path.as_str());
        files[number] += unit.files.len() as u32;
    }
    let inferred = plan.inferred.iter().cloned().chain(std::iter::repeat(None));
    let state = |(number, (module, inferred)): (usize, (&crate::modules::Module, Option<String>))| ModuleState {
        path: module.path.clone().or(inferred),
        folder: paths::relative(root, &module.folder),
        go: module.go,
        found: module.found,
        workspace: module.workspace.as_ref().map(|workspace| paths::relative(root, workspace)),
        packages: packages[number].len() as u32,
        files: files[number],
    };
    plan.modules.iter().zip(inferred).enumerate().map(state).collect()
}

fn count_files(plan: &Plan) -> FileCounts {
    let mut counts = FileCounts::default();
    let mut vendored: BTreeSet<&str> = BTreeSet::new();
    for unit in &plan.units {
        for file in &unit.files {
            if file.vendored {
                counts.vendored += 1;
                vendored.insert(unit.path.as_str());
                continue;
            }
            counts.tests += u32::from(file.test);
            counts.generated += u32::from(file.generated);
            counts.not_asked_for += u32::from(!file.reported);
        }
    }
    counts.vendored_packages = vendored.len() as u32;
    counts
}

fn dependency_sources(settings: &Settings, plan: &Plan, files: &dyn Files) -> DependencySources {
    let with_presence = |folder: &Option<PathBuf>| {
        let folder = folder.clone()?;
        let there = matches!(files.kind(&folder), Ok(EntryKind::Folder));
        Some((folder, there))
    };
    let vendored = plan.units.iter().flat_map(|unit| &unit.files).filter(|file| file.vendored);
    let vendor: BTreeSet<String> = vendored.filter_map(|file| vendor_folder(&file.path)).collect();
    DependencySources {
        standard: standard::table().map_or_else(String::new, |table| table.go_version().to_owned()),
        module_cache: with_presence(&settings.sources.module_cache),
        goroot: with_presence(&settings.sources.goroot),
        vendor: vendor.into_iter().collect(),
    }
}

/// The outermost vendor folder that a file lies in.
fn vendor_folder(path: &str) -> Option<String> {
    let marks = ["vendor", "Godeps/_workspace"];
    let end = |mark: &str| {
        let ends = path.match_indices(mark).map(|(at, _)| (at, at + mark.len()));
        ends.into_iter().find(|(at, end)| (*at == 0 || path.as_bytes()[at - 1] == b'/') && path.as_bytes().get(*end) == Some(&b'/'))
    };
    let (_, end) = marks.iter().filter_map(|mark| end(mark)).min()?;
    Some(path[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::vendor_folder;

    #[test]
    fn vendor_folders_are_whole_elements() {
        let folder = |path: &str| vendor_folder(path);
        assert_eq!(folder("vendor/a.b/c/c.go").as_deref(), Some("vendor"));
        assert_eq!(folder("x/vendor/a/vendor/b/b.go").as_deref(), Some("x/vendor"));
        assert_eq!(folder("a/Godeps/_workspace/src/q/s.go").as_deref(), Some("a/Godeps/_workspace"));
        assert_eq!(folder("myvendor/a.go"), None);
        assert_eq!(folder("vendors/a.go"), None);
    }
}
