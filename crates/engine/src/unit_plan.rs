//! One planned unit: which files it holds, what its imports mean, which units come first.

use crate::dependencies::DependencyPlan;
use crate::files::Files;
use crate::folder::{Folder, Group, Source};
use crate::go_mod::GO_WITHOUT_LINE;
use crate::modules::Module;
use crate::resolve::Resolver;
use crate::walk;
use mapvet_sharing::{GoVersion, Problem, UnitFile, UnitInput, UnitKind};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use ustr::{Ustr, ustr};

/// A build constraint sets the version of its file, but to none before this release.
const LEAST_FILE_VERSION: u16 = 21;

/// One file of a planned unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedFile {
    /// Path in reports: relative to the root, with `/`.
    pub path: String,
    /// Where its bytes are.
    pub disk: PathBuf,
    /// Whether it is a `_test.go` file.
    pub test: bool,
    /// Whether it carries the generated header.
    pub generated: bool,
    /// Whether it lies below a `vendor` folder.
    pub vendored: bool,
    /// Whether a pattern covers it.
    #[serde(default = "always")]
    pub reported: bool,
    /// The minor number of the Go release that its build constraint asks for, if it asks for one.
    #[serde(default)]
    pub least_minor: Option<u16>,
    /// Its size when it was looked at; 0 when unknown.
    #[serde(default)]
    pub bytes: u64,
}

fn always() -> bool {
    true
}

/// A unit before its files are read. Its serialised form is what `mapvet unit --cfg` takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedUnit {
    /// Import path, unique over the run together with the kind.
    pub path: Ustr,
    /// The path of its module; empty without a go.mod.
    #[serde(default)]
    pub module: Ustr,
    /// Own files, in-package tests or external tests.
    pub kind: UnitKind,
    /// Name in the package clause.
    pub name: Ustr,
    /// The release the files are written in.
    pub go_version: GoVersion,
    /// Sorted by path.
    pub files: Vec<PlannedFile>,
    /// Import path as written, and path of the analysed package it means; sorted.
    pub imports: Vec<(Ustr, Ustr)>,
    /// How packages outside the tree are found.
    #[serde(default)]
    pub dependencies: Arc<DependencyPlan>,
    /// Numbers of the units whose facts this one reads directly, ascending.
    #[serde(skip)]
    pub needs: Vec<usize>,
}

impl PlannedUnit {
    /// Reads the files. Those that cannot be read are left out, with a problem and whether a pattern covers them.
    pub fn load(&self, files: &dyn Files) -> (UnitInput, Vec<(Problem, bool)>) {
        let mut lost = Vec::new();
        let mut loaded = Vec::with_capacity(self.files.len());
        for file in &self.files {
            match files.read(&file.disk) {
                Ok(bytes) => loaded.push(UnitFile {
                    path: file.path.clone(),
                    text: bytes.into(),
                    test: file.test,
                    generated: file.generated,
                    vendored: file.vendored,
                    go_version: file_version(self.go_version, file.least_minor),
                }),
                Err(error) => {
                    let text = format!("cannot be read: {}", walk::reason(&error));
                    let problem = Problem { kind: "unreadable".to_owned(), file: Some(file.path.clone()), line: 0, column: 0, text };
                    lost.push((problem, file.reported));
                }
            }
        }
        let input = UnitInput {
            path: self.path,
            module: self.module,
            kind: self.kind,
            name: self.name,
            go_version: self.go_version,
            files: loaded,
            imports: self.imports.clone(),
        };
        (input, lost)
    }
}

/// Makes units of folders.
pub(crate) struct UnitMaker<'m, 'r> {
    /// All modules.
    pub(crate) modules: &'m [Module],
    /// How packages outside the tree are found.
    pub(crate) dependencies: &'m Arc<DependencyPlan>,
    /// Path of each folder's main package.
    pub(crate) package_paths: &'m [String],
    /// Releases of vendored folders.
    pub(crate) versions: &'m FxHashMap<usize, GoVersion>,
    /// Turns imports into folders.
    pub(crate) resolver: &'m mut Resolver<'r>,
    /// Number of each folder.
    pub(crate) numbers: FxHashMap<PathBuf, usize>,
    /// Imports that mean no package of the run, and the packages that name them. Vendored packages do not count.
    pub(crate) outside: BTreeMap<String, BTreeSet<Ustr>>,
}

impl UnitMaker<'_, '_> {
    /// Adds the units of one folder.
    pub(crate) fn add(&mut self, number: usize, folder: &Folder, units: &mut Vec<PlannedUnit>) {
        let module = &self.modules[folder.module];
        let in_vendored_module = folder.vendored && module.path.is_some();
        let without_list = if in_vendored_module { GO_WITHOUT_LINE } else { module.go };
        let go_version = self.versions.get(&number).copied().unwrap_or(without_list);
        for (place, group) in folder.groups.iter().enumerate() {
            let main_path = &self.package_paths[number];
            let path = if place == 0 { ustr(main_path) } else { ustr(&format!("{main_path}#{}", group.name)) };
            let Group { name, own, in_package_tests, external_tests } = group;
            let kinds = [(UnitKind::Package, own), (UnitKind::InPackageTest, in_package_tests), (UnitKind::ExternalTest, external_tests)];
            for (kind, sources) in kinds {
                if sources.is_empty() {
                    continue;
                }
                let name = if kind == UnitKind::ExternalTest { ustr(&format!("{name}_test")) } else { ustr(name) };
                let imports = self.imports(path, sources, folder);
                let mut files: Vec<PlannedFile> = sources.iter().map(|source| planned_file(source, folder.vendored)).collect();
                files.sort_by(|left, right| left.path.cmp(&right.path));
                let module = ustr(module.path.as_deref().unwrap_or_default());
                let dependencies = self.dependencies.clone();
                units.push(PlannedUnit { path, module, kind, name, go_version, files, imports, dependencies, needs: Vec::new() });
            }
        }
    }

    fn imports(&mut self, path: Ustr, sources: &[Source], folder: &Folder) -> Vec<(Ustr, Ustr)> {
        let written: BTreeSet<&str> = sources.iter().flat_map(|source| source.imports.iter().map(String::as_str)).collect();
        let mut imports = Vec::new();
        for import in written {
            let target = self.resolver.resolve(import, &folder.path, folder.module);
            let target = target.filter(|target| self.resolver.loaded.contains(target));
            match target.and_then(|target| self.numbers.get(&target)) {
                Some(number) => imports.push((ustr(import), ustr(&self.package_paths[*number]))),
                None if folder.vendored => {}
                None => {
                    self.outside.entry(import.to_owned()).or_default().insert(path);
                }
            }
        }
        imports
    }
}

/// The version of a file: what its build constraint asks for, or that of its module.
fn file_version(of_module: GoVersion, least_minor: Option<u16>) -> GoVersion {
    least_minor.map_or(of_module, |minor| GoVersion { major: 1, minor: minor.max(LEAST_FILE_VERSION) })
}

fn planned_file(source: &Source, vendored: bool) -> PlannedFile {
    PlannedFile {
        path: source.path.clone(),
        disk: source.disk.clone(),
        test: source.test,
        generated: source.generated,
        vendored,
        reported: source.reported,
        least_minor: source.least_minor,
        bytes: source.bytes,
    }
}

/// Fills in what each unit needs: its imports, and for tests the package under test.
pub(crate) fn connect(units: &mut [PlannedUnit]) {
    let numbers: FxHashMap<(Ustr, UnitKind), usize> = units.iter().enumerate().map(|(number, unit)| ((unit.path, unit.kind), number)).collect();
    for (number, unit) in units.iter_mut().enumerate() {
        let imported = unit.imports.iter().filter_map(|(_, path)| numbers.get(&(*path, UnitKind::Package)));
        let mut needs: Vec<usize> = imported.copied().collect();
        let under_test: &[UnitKind] = match unit.kind {
            UnitKind::Package => &[],
            UnitKind::InPackageTest => &[UnitKind::Package],
            UnitKind::ExternalTest => &[UnitKind::Package, UnitKind::InPackageTest],
        };
        needs.extend(under_test.iter().filter_map(|kind| numbers.get(&(unit.path, *kind)).copied()));
        needs.retain(|needed| *needed != number);
        needs.sort_unstable();
        needs.dedup();
        unit.needs = needs;
    }
}
