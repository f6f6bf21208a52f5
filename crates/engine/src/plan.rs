//! What a run will do: every unit with its files, its imports and the units it needs.

use crate::constraint::Target;
use crate::dependencies::DependencyPlan;
use crate::files::{EntryKind, Files};
use crate::folder::{self, Folder, Group, Loader, Source};
use crate::go_mod;
use crate::infer::{self, Inferred};
use crate::models::Models;
use crate::modules::{self, Landscape, Module};
use crate::paths;
use crate::pattern::{Pattern, Reach};
use crate::resolve::Resolver;
use crate::settings::Settings;
use crate::trouble::{LeftOut, Trouble};
use crate::unit_plan::{PlannedUnit, UnitMaker};
use crate::walk;
use mapvet_sharing::{GoVersion, Problem};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use ustr::Ustr;

/// Everything that is known before the first file is parsed.
#[derive(Debug, Default)]
pub struct Plan {
    /// Sorted by import path and kind; the units that one needs are named by number.
    pub units: Vec<PlannedUnit>,
    /// How packages outside the tree are found.
    pub dependencies: Arc<DependencyPlan>,
    /// The models of libraries.
    pub models: Models,
    /// Problems met while loading, sorted.
    pub problems: Vec<Problem>,
    /// Files that a constraint or a limit leaves out, sorted.
    pub left_out: Vec<LeftOut>,
    /// Remarks: modules that were entered.
    pub notes: Vec<String>,
    /// Whether a named path, or a Go file or folder below one, could not be read.
    pub unreadable: bool,
    /// What the run is made of, sorted by folder.
    pub(crate) modules: Vec<Module>,
    /// By module: the import path that its files tell, where no go.mod does.
    pub(crate) inferred: Vec<Option<String>>,
    /// Imports that mean no package of the run, and the packages that name them. Vendored packages do not count.
    pub(crate) outside: BTreeMap<String, BTreeSet<Ustr>>,
}

/// The units, and what was seen on the way to them.
struct Made {
    units: Vec<PlannedUnit>,
    inferred: Vec<Option<String>>,
    outside: BTreeMap<String, BTreeSet<Ustr>>,
}

/// Finds the files that `settings` ask for, and what they need. Runs on the current thread pool.
pub fn plan(settings: &Settings, files: &dyn Files) -> Plan {
    let root = paths::clean(&settings.root);
    let mut trouble = Trouble::default();
    let patterns = read_patterns(settings, &root, files, &mut trouble);
    let landscape = modules::explore(&patterns, &root, settings.jobs, files, &mut trouble);
    let target = Target { goos: settings.goos.clone(), goarch: settings.goarch.clone(), tags: settings.tags.clone() };
    let loader = Loader { files, root: &root, target: &target, tests: settings.tests, max_file_size: settings.max_file_size, patterns: &patterns };
    let dependencies = Arc::new(DependencyPlan::new(settings, &target, &landscape.modules));
    let mut planner =
        Planner { loader: &loader, modules: &landscape.modules, dependencies: &dependencies, trouble: &mut trouble, folders: Vec::new() };
    planner.load_folders(&landscape);
    planner.say_empty_patterns();
    let Made { units, inferred, outside } = planner.units();
    let Trouble { mut problems, mut left_out, unreadable } = trouble;
    problems.sort();
    problems.dedup();
    left_out.sort();
    left_out.dedup();
    let Landscape { modules, notes, folders: _ } = landscape;
    Plan { units, dependencies, models: settings.models.clone(), problems, left_out, notes, unreadable, modules, inferred, outside }
}

fn read_patterns(settings: &Settings, root: &Path, files: &dyn Files, trouble: &mut Trouble) -> Vec<Pattern> {
    let default = ["./...".to_owned()];
    let texts: &[String] = if settings.patterns.is_empty() { &default } else { &settings.patterns };
    let mut patterns: Vec<Pattern> = Vec::new();
    for text in texts {
        match Pattern::new(text, root, files) {
            Ok(pattern) if patterns.contains(&pattern) => {}
            Ok(pattern) => patterns.push(pattern),
            Err(error) => trouble.unreadable(text, &walk::reason(&error), true),
        }
    }
    patterns
}

struct Planner<'p> {
    loader: &'p Loader<'p>,
    modules: &'p [Module],
    dependencies: &'p Arc<DependencyPlan>,
    trouble: &'p mut Trouble,
    /// Sorted by path; folders that imports bring in follow in rounds.
    folders: Vec<Folder>,
}

impl Planner<'_> {
    fn load_folders(&mut self, landscape: &Landscape) {
        let kept = |path: &Path, module: usize| !self.modules[module].ignores(path) || self.asks_for_ignored(path, module);
        let listed: Vec<_> = landscape.folders.iter().filter(|(path, (module, _))| kept(path, *module)).collect();
        let loaded: Vec<(Option<Folder>, Trouble)> = listed.into_par_iter().map(|(path, (module, names))| self.load(path, *module, names)).collect();
        self.take_in(loaded);
    }

    fn take_in(&mut self, loaded: Vec<(Option<Folder>, Trouble)>) {
        for (folder, trouble) in loaded {
            self.trouble.merge(trouble);
            self.folders.extend(folder);
        }
    }

    /// Whether a pattern names a folder that go.mod ignores, or starts inside one.
    fn asks_for_ignored(&self, path: &Path, module: usize) -> bool {
        self.loader.patterns.iter().any(|pattern| match &pattern.reach {
            Reach::Folder | Reach::File(_) => pattern.folder == path,
            Reach::Below(_) => pattern.reaches(path) && self.modules[module].ignores(&pattern.folder),
        })
    }

    fn load(&self, path: &Path, module: usize, names: &[(PathBuf, EntryKind)]) -> (Option<Folder>, Trouble) {
        let mut trouble = Trouble::default();
        let mut sources: Vec<Source> = names.iter().filter_map(|(name, kind)| self.loader.look(name, *kind, &mut trouble)).collect();
        let inside = paths::below(&self.modules[module].folder, path).unwrap_or_default();
        let vendored = inside.split('/').any(|part| part == "vendor") || inside.contains("Godeps/_workspace");
        if vendored {
            // Of a dependency, only its own code matters, and nobody asks what its constraints leave out.
            sources.retain(|source| !source.test);
            trouble.left_out.clear();
        }
        if self.modules[module].ignores(path) && !self.asks_for_ignored(path, module) {
            sources.iter_mut().for_each(|source| source.reported = false);
        }
        let groups = folder::group(sources);
        if !vendored {
            folder::say_two_packages(&groups, &mut trouble);
        }
        let folder = (!groups.is_empty()).then(|| Folder { path: path.to_owned(), module, vendored, groups });
        (folder, trouble)
    }

    fn say_empty_patterns(&mut self) {
        for pattern in self.loader.patterns {
            let covered = self.folders.iter().any(|folder| match &pattern.reach {
                Reach::File(_) => folder.path == pattern.folder,
                Reach::Folder | Reach::Below(_) => pattern.covers_folder(&folder.path),
            });
            if !covered {
                let shown = paths::relative(self.loader.root, &pattern.folder);
                self.trouble.problem("no-go-files", Some(&shown), (0, 0), "no Go files to analyse here".to_owned());
            }
        }
    }

    fn units(mut self) -> Made {
        let inferred: Vec<Option<Inferred>> = (0..self.modules.len())
            .map(|number| {
                let module = Some(&self.modules[number]).filter(|module| module.path.is_none())?;
                let own: Vec<&Folder> = self.folders.iter().filter(|folder| folder.module == number && !folder.vendored).collect();
                Some(infer::infer(&module.folder, &own))
            })
            .collect();
        let modules = self.modules;
        let names: Vec<Option<String>> = self.folders.iter().map(|folder| said_path(folder, &modules[folder.module], &inferred)).collect();
        let importable = self.folders.iter().zip(names).filter(|(folder, _)| !folder.vendored && !folder.groups[0].own.is_empty());
        let natural: Vec<(String, PathBuf)> = importable.filter_map(|(folder, name)| Some((name?, folder.path.clone()))).collect();
        let mut resolver = Resolver::new(self.loader.files, modules, &inferred, natural.into_iter());
        resolver.vendor = self.dependencies.uses_vendor();
        self.follow_imports(&mut resolver);
        let package_paths = self.package_paths(&inferred);
        let versions = self.vendored_versions(&package_paths);
        let numbers = self.folders.iter().enumerate().map(|(number, folder)| (folder.path.clone(), number)).collect();
        let dependencies = self.dependencies;
        let (resolver, outside) = (&mut resolver, BTreeMap::new());
        let mut maker = UnitMaker { modules, dependencies, package_paths: &package_paths, versions: &versions, resolver, numbers, outside };
        let mut units: Vec<PlannedUnit> = Vec::new();
        for (number, folder) in self.folders.iter().enumerate() {
            maker.add(number, folder, &mut units);
        }
        let outside = maker.outside;
        units.sort_by(|left, right| (left.path.as_str(), left.kind).cmp(&(right.path.as_str(), right.kind)));
        crate::unit_plan::connect(&mut units);
        Made { units, inferred: inferred.into_iter().map(|inferred| inferred?.root).collect(), outside }
    }

    /// Loads folders that only imports lead to, vendored ones above all, until nothing new comes.
    fn follow_imports(&mut self, resolver: &mut Resolver<'_>) {
        let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
        let mut next = 0;
        while next < self.folders.len() {
            let fresh = next..self.folders.len();
            for folder in &self.folders[fresh.clone()] {
                if !folder.groups[0].own.is_empty() {
                    resolver.loaded.insert(folder.path.clone());
                }
                seen.insert(folder.path.clone());
            }
            let mut wanted: BTreeMap<PathBuf, usize> = BTreeMap::new();
            for folder in &self.folders[fresh.clone()] {
                for import in imports_of(&folder.groups) {
                    let target = resolver.resolve(import, &folder.path, folder.module);
                    if let Some(target) = target.filter(|target| seen.insert(target.clone())) {
                        wanted.insert(target, folder.module);
                    }
                }
            }
            let wanted: Vec<(PathBuf, usize)> = wanted.into_iter().collect();
            let loaded = wanted.par_iter().map(|(path, module)| self.load_by_import(path, *module)).collect();
            next = fresh.end;
            self.take_in(loaded);
        }
    }

    fn load_by_import(&self, path: &Path, module: usize) -> (Option<Folder>, Trouble) {
        match self.loader.files.list(path) {
            Ok(entries) => {
                let named = entries.into_iter().filter(|entry| walk::concerns_go(&entry.path) && paths::name(&entry.path).ends_with(".go"));
                let names: Vec<(PathBuf, EntryKind)> =
                    named.filter(|entry| entry.kind != EntryKind::Folder).map(|entry| (entry.path, entry.kind)).collect();
                self.load(path, module, &names)
            }
            Err(error) => {
                let mut trouble = Trouble::default();
                trouble.unreadable(&paths::relative(self.loader.root, path), &walk::reason(&error), false);
                (None, trouble)
            }
        }
    }

    /// The path of every folder's main package, unique over the run. Of equal ones the first keeps it, packages
    /// outside vendor folders before others; the rest get their folder behind an `@`.
    fn package_paths(&self, inferred: &[Option<Inferred>]) -> Vec<String> {
        let mut order: Vec<usize> = (0..self.folders.len()).collect();
        order.sort_by_key(|number| (self.folders[*number].vendored, &self.folders[*number].path));
        let mut taken: FxHashMap<String, usize> = FxHashMap::default();
        let mut found = vec![String::new(); self.folders.len()];
        for number in order {
            let folder = &self.folders[number];
            let shown = paths::relative(self.loader.root, &folder.path);
            let mut path = said_path(folder, &self.modules[folder.module], inferred).unwrap_or_else(|| match shown.trim_start_matches(['.', '/']) {
                "" => folder.groups[0].name.clone(),
                shown => shown.to_owned(),
            });
            if taken.contains_key(&path) {
                path = format!("{path}@{shown}");
            }
            taken.insert(path.clone(), number);
            found[number] = path;
        }
        found
    }

    /// The release of every vendored folder whose vendor list names one.
    fn vendored_versions(&self, package_paths: &[String]) -> FxHashMap<usize, GoVersion> {
        let mut lists: BTreeMap<PathBuf, FxHashMap<String, GoVersion>> = BTreeMap::new();
        let mut found = FxHashMap::default();
        for (number, folder) in self.folders.iter().enumerate().filter(|(_, folder)| folder.vendored) {
            let Some(vendor) = folder.path.ancestors().find(|at| paths::name(at) == "vendor") else { continue };
            let list = lists.entry(vendor.to_owned()).or_insert_with(|| {
                let text = self.loader.files.read(&vendor.join("modules.txt"));
                text.map(|text| go_mod::vendored_versions(&text)).unwrap_or_default()
            });
            let import = paths::below(vendor, &folder.path).unwrap_or_else(|| package_paths[number].clone());
            if let Some(version) = list.get(&import) {
                found.insert(number, *version);
            }
        }
        found
    }
}

/// The import path that go.mod, a vendor folder or the tree's inference gives a folder.
fn said_path(folder: &Folder, module: &Module, inferred: &[Option<Inferred>]) -> Option<String> {
    let inside = paths::below(&module.folder, &folder.path)?;
    let own_library = matches!(module.path.as_deref(), Some("std" | "cmd"));
    if folder.vendored && !own_library {
        let marks = ["vendor/", "Godeps/_workspace/src/"];
        let start = marks.iter().filter_map(|mark| inside.rfind(mark).map(|at| at + mark.len())).max()?;
        return Some(inside[start..].to_owned());
    }
    match module.path.as_deref() {
        Some("std") if inside.is_empty() => Some("std".to_owned()),
        Some("std") => Some(inside),
        Some(path) => Some(paths::join_import(path, &inside)),
        None => {
            let inferred = inferred.get(folder.module)?.as_ref()?;
            inferred.names.get(&folder.path).cloned().or_else(|| Some(paths::join_import(inferred.root.as_deref()?, &inside)))
        }
    }
}

fn imports_of(groups: &[Group]) -> BTreeSet<&str> {
    groups.iter().flat_map(Group::sources).flat_map(|source| source.imports.iter().map(String::as_str)).collect()
}
