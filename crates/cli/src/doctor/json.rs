//! A diagnosis as JSON. The types are this form's own; keys may be added, none is removed or changes its meaning.

use super::advice::advice;
use super::{Shown, absence_word, findings, found_word, left_out, verdicts, why_word};
use crate::escape;
use mapvet_engine::{Absence, Diagnosis};
use mapvet_rules::Level;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// Rises when a key goes or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    root: String,
    patterns: &'a [String],
    configuration: Option<&'a str>,
    target: Target<'a>,
    git: Option<Git<'a>>,
    modules: Vec<Module<'a>>,
    dependencies: Dependencies<'a>,
    missing_imports: Vec<Missing<'a>>,
    analysed: Analysed,
    left_out: Vec<LeftOut<'a>>,
    passed_by: PassedBy<'a>,
    problems: Vec<Problem<'a>>,
    notes: &'a [String],
    unresolved: Unresolved,
    maps: Vec<Verdict<'a>>,
    findings: Findings,
    advice: Vec<String>,
}

#[derive(Serialize)]
struct Target<'a> {
    goos: &'a str,
    goarch: &'a str,
    tags: &'a [String],
    tests: bool,
    max_file_size: u64,
}

#[derive(Serialize)]
struct Git<'a> {
    top: &'a str,
    branch: Option<&'a str>,
    shallow: bool,
}

#[derive(Serialize)]
struct Module<'a> {
    path: Option<&'a str>,
    folder: &'a str,
    go: String,
    found: &'static str,
    workspace: Option<&'a str>,
    packages: u32,
    files: u32,
}

#[derive(Serialize)]
struct Dependencies<'a> {
    standard: &'a str,
    module_cache: Option<Place>,
    goroot: Option<Place>,
    vendor: &'a [String],
    imports: Imports,
}

#[derive(Serialize)]
struct Place {
    path: String,
    present: bool,
}

#[derive(Serialize)]
struct Imports {
    built_in: u32,
    module_cache: u32,
    folder: u32,
    goroot: u32,
    missing: u32,
}

#[derive(Serialize)]
struct Missing<'a> {
    module: &'a str,
    version: Option<&'a str>,
    why: &'static str,
    replacement: Option<&'a str>,
    imports: &'a [String],
    wanted_by: u32,
}

#[derive(Serialize)]
struct Analysed {
    packages: u32,
    files: u32,
    tests: u32,
    generated: u32,
    not_asked_for: u32,
    vendored_packages: u32,
    vendored_files: u32,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    kind: &'a str,
    detail: &'a str,
    count: usize,
    files: Vec<&'a str>,
}

#[derive(Serialize)]
struct PassedBy<'a> {
    complete: bool,
    places: Vec<Passed<'a>>,
}

#[derive(Serialize)]
struct Passed<'a> {
    path: &'a str,
    why: &'static str,
    go_files: u32,
}

#[derive(Serialize)]
struct Problem<'a> {
    kind: &'a str,
    file: Option<&'a str>,
    line: u32,
    column: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Unresolved {
    functions: u32,
    functions_cut_short: u32,
    maps: u32,
    maps_cut_short: u32,
    accesses: u32,
    calls: u32,
    calls_unresolved: u32,
    locks: u32,
    locks_unresolved: u32,
    operands_unknown: u32,
}

#[derive(Serialize)]
struct Verdict<'a> {
    verdict: &'a str,
    count: u32,
}

#[derive(Serialize)]
struct Findings {
    error: usize,
    warning: usize,
    note: usize,
    hidden: crate::answer::HiddenCounts,
}

/// Writes everything that was found as one object.
pub fn json(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnosis = shown.diagnosis;
    let settings = &diagnosis.settings;
    let document = Document {
        version: VERSION,
        root: settings.root.to_string_lossy().into_owned(),
        patterns: &settings.patterns,
        configuration: shown.configuration.as_deref(),
        target: Target {
            goos: &settings.goos,
            goarch: &settings.goarch,
            tags: &settings.tags,
            tests: settings.tests,
            max_file_size: settings.max_file_size,
        },
        git: diagnosis.git.as_ref().map(|git| Git { top: &git.top, branch: git.branch.as_deref(), shallow: git.shallow }),
        modules: modules(diagnosis),
        dependencies: dependencies(diagnosis),
        missing_imports: missing(diagnosis),
        analysed: analysed(diagnosis),
        left_out: left_out(&diagnosis.report.left_out)
            .into_iter()
            .map(|group| LeftOut { kind: group.kind, detail: group.detail, count: group.files.len(), files: group.files })
            .collect(),
        passed_by: passed_by(diagnosis),
        problems: problems(diagnosis),
        notes: &diagnosis.report.notes,
        unresolved: unresolved(diagnosis),
        maps: verdicts(diagnosis).into_iter().map(|(verdict, count)| Verdict { verdict, count }).collect(),
        findings: counts(diagnosis),
        advice: advice(diagnosis),
    };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&document)?))
}

fn modules(diagnosis: &Diagnosis) -> Vec<Module<'_>> {
    fn row(module: &mapvet_engine::ModuleState) -> Module<'_> {
        let mapvet_engine::ModuleState { path, folder, go, found, workspace, packages, files } = module;
        Module {
            path: path.as_deref(),
            folder,
            go: format!("{}.{}", go.major, go.minor),
            found: found_word(*found),
            workspace: workspace.as_deref(),
            packages: *packages,
            files: *files,
        }
    }
    diagnosis.modules.iter().map(row).collect()
}

fn dependencies(diagnosis: &Diagnosis) -> Dependencies<'_> {
    let place = |place: &Option<(PathBuf, bool)>| {
        let (path, present) = place.as_ref()?;
        Some(Place { path: path.to_string_lossy().into_owned(), present: *present })
    };
    let sources = &diagnosis.dependencies;
    let mapvet_engine::ImportCounts { built_in, installation, module_cache, folder, missing } = diagnosis.imports;
    Dependencies {
        standard: &sources.standard,
        module_cache: place(&sources.module_cache),
        goroot: place(&sources.goroot),
        vendor: &sources.vendor,
        imports: Imports { built_in, module_cache, folder, goroot: installation, missing },
    }
}

fn missing(diagnosis: &Diagnosis) -> Vec<Missing<'_>> {
    fn row(module: &mapvet_engine::MissingModule) -> Missing<'_> {
        let mapvet_engine::MissingModule { path, version, absence, imports, wanted_by } = module;
        let replacement = match absence {
            Absence::NotInReplacement(folder) => Some(folder.as_str()),
            Absence::NotBuiltIn | Absence::NotInTree | Absence::NotDownloaded | Absence::NotInModule | Absence::NotRequired => None,
        };
        Missing { module: path, version: version.as_deref(), why: absence_word(absence), replacement, imports, wanted_by: *wanted_by }
    }
    diagnosis.missing.iter().map(row).collect()
}

fn analysed(diagnosis: &Diagnosis) -> Analysed {
    let summary = diagnosis.report.summary;
    let mapvet_engine::FileCounts { tests, generated, not_asked_for, vendored_packages, vendored } = diagnosis.files;
    Analysed { packages: summary.packages, files: summary.files, tests, generated, not_asked_for, vendored_packages, vendored_files: vendored }
}

fn passed_by(diagnosis: &Diagnosis) -> PassedBy<'_> {
    let places = diagnosis.passed_by.iter().map(|passed| Passed { path: &passed.path, why: why_word(passed.why), go_files: passed.go_files });
    PassedBy { complete: diagnosis.passed_by_is_complete, places: places.collect() }
}

fn problems(diagnosis: &Diagnosis) -> Vec<Problem<'_>> {
    fn row(problem: &mapvet_sharing::Problem) -> Problem<'_> {
        let mapvet_sharing::Problem { kind, file, line, column, text } = problem;
        Problem { kind, file: file.as_deref(), line: *line, column: *column, text }
    }
    diagnosis.report.problems.iter().map(row).collect()
}

fn unresolved(diagnosis: &Diagnosis) -> Unresolved {
    let stats = diagnosis.report.stats();
    Unresolved {
        functions: stats.functions,
        functions_cut_short: stats.capped,
        maps: stats.maps,
        maps_cut_short: stats.exhausted,
        accesses: stats.accesses,
        calls: stats.calls,
        calls_unresolved: stats.unresolved_calls,
        locks: stats.locks,
        locks_unresolved: stats.unresolved_locks,
        operands_unknown: stats.unknown_operands,
    }
}

fn counts(diagnosis: &Diagnosis) -> Findings {
    Findings {
        error: findings(diagnosis, Level::Error),
        warning: findings(diagnosis, Level::Warning),
        note: findings(diagnosis, Level::Note),
        hidden: diagnosis.report.hidden.into(),
    }
}
