//! Which modules a run analyses: those that hold a matched package, their workspace, their local replacements.
//!
//! A walk starts at each such module. It passes nested modules too; they are kept if a pattern with `...` reaches
//! them or a sibling names them, and dropped otherwise. Folders without any go.mod above form a tree of their own.

use crate::files::{EntryKind, Files};
use crate::go_mod::{self, GO_WITHOUT_LINE, ModuleFile, NEWEST_GO, Replace, Replacement, Versioned};
use crate::paths;
use crate::pattern::{self, Pattern};
use crate::trouble::Trouble;
use mapvet_sharing::GoVersion;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a run came to a module.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Found {
    /// It holds what a pattern names.
    Named,
    /// It lies below a folder that a pattern with `...` reaches.
    Nested,
    /// The go.work of another module of the run uses it.
    Member,
    /// A `replace` of another module of the run, or of its go.work, leads to its folder.
    Replacement,
    /// There is no go.mod: the tree is taken to be one module.
    WithoutGoMod,
}

/// A module, or a tree without go.mod.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    /// How the run came to it.
    pub(crate) found: Found,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its path; `None` where no go.mod says it.
    pub(crate) path: Option<String>,
    /// The release its files are written in.
    pub(crate) go: GoVersion,
    /// Folders that `...` leaves out, as go.mod writes them.
    pub(crate) ignores: Vec<String>,
    /// Module paths that mean a local folder.
    pub(crate) replaces: Vec<(String, PathBuf)>,
    /// The folder of its go.work, if it is a member.
    pub(crate) workspace: Option<PathBuf>,
    /// The members of its workspace.
    pub(crate) members: Vec<PathBuf>,
    /// What it needs of modules elsewhere.
    pub(crate) wants: Arc<Wants>,
}

/// What go.mod and go.work say of modules elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Wants {
    /// What is required.
    pub(crate) requires: Vec<Versioned>,
    /// What is never to be used.
    pub(crate) excludes: Vec<Versioned>,
    /// What is replaced, folders in full. The first that fits counts.
    pub(crate) replaces: Vec<Replace>,
}

impl Module {
    /// Whether `ignore` in go.mod leaves a folder of this module out of `...`.
    pub(crate) fn ignores(&self, folder: &Path) -> bool {
        let Some(rest) = paths::below(&self.folder, folder) else { return false };
        let inside = |rest: &str, ignored: &str| paths::after_prefix(rest, ignored).is_some();
        self.ignores.iter().any(|written| match written.strip_prefix("./") {
            Some(rooted) => inside(&rest, rooted.trim_end_matches('/')),
            None => {
                let ignored = written.trim_end_matches('/');
                let starts = std::iter::once(0).chain(rest.match_indices('/').map(|(at, _)| at + 1));
                starts.into_iter().any(|at| inside(&rest[at..], ignored))
            }
        })
    }
}

/// Everything that will be loaded.
#[derive(Debug, Default)]
pub(crate) struct Landscape {
    /// Sorted by folder.
    pub(crate) modules: Vec<Module>,
    /// Names that end in `.go` by folder, with the number of the module.
    pub(crate) folders: BTreeMap<PathBuf, (usize, Vec<(PathBuf, EntryKind)>)>,
    /// Remarks for the reader.
    pub(crate) notes: Vec<String>,
}

/// Finds modules and folders for `patterns`.
pub(crate) fn explore(patterns: &[Pattern], root: &Path, jobs: usize, files: &dyn Files, trouble: &mut Trouble) -> Landscape {
    let mut explorer = Explorer {
        files,
        root,
        jobs,
        patterns,
        trouble,
        walked: Vec::new(),
        entries: BTreeMap::new(),
        module_files: FxHashMap::default(),
        selected: BTreeMap::new(),
        plain: BTreeSet::new(),
        notes: BTreeSet::new(),
    };
    explorer.select_by_patterns();
    explorer.select_siblings();
    explorer.landscape()
}

/// Replacements with the folders that are written relative to `base` in full.
fn full(replaces: &[Replace], base: &Path) -> Vec<Replace> {
    let new = |new: &Replacement| match new {
        Replacement::Folder(folder) => Replacement::Folder(paths::clean(&base.join(folder))),
        Replacement::Module(module) => Replacement::Module(module.clone()),
    };
    replaces.iter().map(|replace| Replace { new: new(&replace.new), ..replace.clone() }).collect()
}

/// Module paths that mean a local folder.
fn local(replaces: &[Replace]) -> Vec<(String, PathBuf)> {
    let folder = |replace: &Replace| match &replace.new {
        Replacement::Folder(folder) => Some((replace.path.clone(), folder.clone())),
        Replacement::Module(_) => None,
    };
    replaces.iter().filter_map(folder).collect()
}

struct Explorer<'e> {
    files: &'e dyn Files,
    root: &'e Path,
    jobs: usize,
    patterns: &'e [Pattern],
    trouble: &'e mut Trouble,
    walked: Vec<PathBuf>,
    entries: BTreeMap<PathBuf, EntryKind>,
    /// go.mod and go.work by full path; `None` where there is none.
    module_files: FxHashMap<PathBuf, Option<ModuleFile>>,
    selected: BTreeMap<PathBuf, Module>,
    /// The folders that name packages of trees without go.mod.
    plain: BTreeSet<PathBuf>,
    notes: BTreeSet<String>,
}

impl Explorer<'_> {
    fn select_by_patterns(&mut self) {
        let mut plain_bases = Vec::new();
        for pattern in self.patterns {
            match self.enclosing(&pattern.folder, "go.mod") {
                Some(folder) => self.select(&folder, Found::Named),
                None if pattern.folder.starts_with(self.root) => {
                    self.plain.insert(self.root.to_owned());
                    plain_bases.push(self.plain_base(pattern));
                }
                None => {
                    self.plain.insert(pattern.folder.clone());
                }
            }
        }
        // Several patterns in one tree without go.mod may import each other: the walk starts where they meet.
        if let Some(first) = plain_bases.first().cloned() {
            let meeting = plain_bases.iter().fold(first, |meet, base| {
                meet.ancestors().find(|ancestor| base.starts_with(ancestor)).map_or_else(|| self.root.to_owned(), Path::to_owned)
            });
            self.walk(&meeting);
        }
        for pattern in self.patterns {
            self.walk(&pattern.folder);
            // A walk passes by links to folders; one that is named is followed.
            if !self.entries.keys().any(|path| path.starts_with(&pattern.folder)) {
                self.walk_here(&pattern.folder);
            }
        }
    }

    /// Where a tree without go.mod begins: the nearest folder upwards that looks like one, or the pattern's own.
    fn plain_base(&self, pattern: &Pattern) -> PathBuf {
        let up = pattern.folder.ancestors().take_while(|folder| folder.starts_with(self.root));
        let marks = [".git", ".hg", "vendor", "Godeps"];
        let found = up.into_iter().find(|folder| marks.iter().any(|mark| self.files.kind(&folder.join(mark)).is_ok()));
        found.unwrap_or(&pattern.folder).to_owned()
    }

    /// Adds what the selected modules name, until nothing new comes.
    fn select_siblings(&mut self) {
        loop {
            let before = (self.selected.len(), self.walked.len());
            let nested = self.entries.iter().filter(|(path, kind)| **kind != EntryKind::Folder && paths::name(path) == "go.mod");
            let nested: Vec<PathBuf> = nested.filter_map(|(path, _)| path.parent().map(Path::to_owned)).collect();
            for folder in nested {
                if !self.selected.contains_key(&folder) && self.patterns.iter().any(|pattern| pattern.reaches(&folder)) {
                    self.enter(&folder, Found::Nested);
                }
            }
            let modules: Vec<Module> = self.selected.values().cloned().collect();
            for module in modules {
                for member in &module.members {
                    self.enter(member, Found::Member);
                }
                for (_, folder) in &module.replaces {
                    self.enter(folder, Found::Replacement);
                }
            }
            if before == (self.selected.len(), self.walked.len()) {
                return;
            }
        }
    }

    fn enter(&mut self, folder: &Path, found: Found) {
        if self.selected.contains_key(folder) || !matches!(self.files.kind(folder), Ok(EntryKind::Folder)) {
            return;
        }
        let shown = paths::relative(self.root, folder);
        let why = match found {
            Found::Member => "a member of go.work",
            Found::Replacement => "a local replacement",
            Found::Named | Found::Nested | Found::WithoutGoMod => "a module of its own",
        };
        if self.module_file(&folder.join("go.mod")).is_none() {
            // Go takes no such folder, and what it holds may be anything, up to the whole disk.
            self.notes.insert(format!("`{shown}` is {why} but has no go.mod; left out"));
            return;
        }
        self.select(folder, found);
        self.notes.insert(format!("`{shown}` is {why}; analysed too"));
    }

    fn select(&mut self, folder: &Path, found: Found) {
        if self.selected.contains_key(folder) {
            return;
        }
        let file = self.module_file(&folder.join("go.mod")).unwrap_or_default();
        let broken = !file.errors.is_empty();
        let replaces = full(&file.replaces, folder);
        let mut wants = Wants { requires: file.requires, excludes: file.excludes, replaces: replaces.clone() };
        let mut module = Module {
            found,
            folder: folder.to_owned(),
            path: file.module.clone(),
            go: file.go.unwrap_or(if broken { NEWEST_GO } else { GO_WITHOUT_LINE }),
            ignores: file.ignores.clone(),
            replaces: local(&replaces),
            workspace: None,
            members: Vec::new(),
            wants: Arc::default(),
        };
        if let Some(workspace) = self.enclosing(folder, "go.work") {
            let work = self.module_file(&workspace.join("go.work")).unwrap_or_default();
            let members: Vec<PathBuf> = work.uses.iter().map(|used| paths::clean(&workspace.join(used))).collect();
            if members.iter().any(|member| member == folder) {
                let above = full(&work.replaces, &workspace);
                module.replaces.extend(local(&above));
                wants.replaces.splice(..0, above);
                module.members = members;
                module.workspace = Some(workspace);
            }
        }
        module.wants = Arc::new(wants);
        self.selected.insert(folder.to_owned(), module);
        self.walk(folder);
    }

    fn walk(&mut self, folder: &Path) {
        if !self.walked.iter().any(|walked| pattern::walk_reaches(walked, folder)) {
            self.walk_here(folder);
        }
    }

    fn walk_here(&mut self, folder: &Path) {
        let found = self.files.walk(folder, self.jobs);
        for (path, text) in found.errors {
            let named = self.patterns.iter().any(|pattern| pattern.reaches(&path) || pattern.folder == path);
            self.trouble.unreadable(&paths::relative(self.root, &path), &text, named);
        }
        self.entries.extend(found.entries.into_iter().map(|entry| (entry.path, entry.kind)));
        self.walked.push(folder.to_owned());
    }

    /// The nearest folder upwards, `folder` included, that holds a file of this name.
    fn enclosing(&mut self, folder: &Path, name: &str) -> Option<PathBuf> {
        folder.ancestors().find(|at| self.module_file(&at.join(name)).is_some()).map(Path::to_owned)
    }

    /// Reads a go.mod or go.work once; its errors become problems.
    fn module_file(&mut self, path: &Path) -> Option<ModuleFile> {
        if let Some(known) = self.module_files.get(path) {
            return known.clone();
        }
        let shown = paths::relative(self.root, path);
        let parsed = match self.files.kind(path) {
            Ok(EntryKind::File) => match self.files.read(path) {
                Ok(text) => {
                    let parsed = go_mod::parse(&text);
                    for (line, reason) in &parsed.errors {
                        self.trouble.problem("go-mod", Some(&shown), (*line, 1), reason.clone());
                    }
                    Some(parsed)
                }
                Err(error) => {
                    self.trouble.unreadable(&shown, &crate::walk::reason(&error), true);
                    Some(ModuleFile { errors: vec![(0, "unreadable".to_owned())], ..ModuleFile::default() })
                }
            },
            Ok(EntryKind::Folder | EntryKind::Link | EntryKind::Other) => None,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound || error.kind() == std::io::ErrorKind::NotADirectory => None,
            Err(error) => {
                self.trouble.unreadable(&shown, &crate::walk::reason(&error), false);
                None
            }
        };
        self.module_files.insert(path.to_owned(), parsed.clone());
        parsed
    }

    /// The folder of the module that a folder belongs to, if it has one.
    fn owner(&mut self, folder: &Path, owners: &mut FxHashMap<PathBuf, Option<PathBuf>>) -> Option<PathBuf> {
        if let Some(known) = owners.get(folder) {
            return known.clone();
        }
        let found = if self.selected.contains_key(folder) || self.module_file(&folder.join("go.mod")).is_some() {
            Some(folder.to_owned())
        } else {
            folder.parent().and_then(|parent| self.owner(parent, owners))
        };
        owners.insert(folder.to_owned(), found.clone());
        found
    }

    fn landscape(mut self) -> Landscape {
        let plain_modules = self.plain.iter().map(|folder| Module {
            found: Found::WithoutGoMod,
            folder: folder.clone(),
            path: None,
            go: NEWEST_GO,
            ignores: Vec::new(),
            replaces: Vec::new(),
            workspace: None,
            members: Vec::new(),
            wants: Arc::default(),
        });
        let mut modules: Vec<Module> = self.selected.values().cloned().chain(plain_modules).collect();
        modules.sort_by(|left, right| left.folder.cmp(&right.folder));
        let numbers: FxHashMap<PathBuf, usize> = modules.iter().enumerate().map(|(number, module)| (module.folder.clone(), number)).collect();
        let mut owners = FxHashMap::default();
        let mut folders: BTreeMap<PathBuf, (usize, Vec<(PathBuf, EntryKind)>)> = BTreeMap::new();
        for (path, kind) in std::mem::take(&mut self.entries) {
            let Some(folder) = path.parent().filter(|_| paths::name(&path).ends_with(".go")).map(Path::to_owned) else { continue };
            let owner = match self.owner(&folder, &mut owners) {
                Some(owner) => numbers.get(&owner).copied(),
                None => modules.iter().rposition(|module| self.plain.contains(&module.folder) && folder.starts_with(&module.folder)),
            };
            if let Some(module) = owner {
                folders.entry(folder).or_insert_with(|| (module, Vec::new())).1.push((path, kind));
            }
        }
        Landscape { modules, folders, notes: self.notes.into_iter().collect() }
    }
}
