//! A diagnosis as text for people.

use super::advice::advice;
use super::sheet::Sheet;
use super::{Shown, at_home, findings, left_out, verdicts};
use crate::closing::{counted, share};
use crate::look::Look;
use mapvet_engine::{Absence, Found, MissingModule, ModuleState, WhyPassedBy};
use mapvet_rules::Level;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Rows of a list, unless all are asked for; the others are counted.
const MOST_ROWS: usize = 10;

/// Import paths of one module that are named, unless all are asked for.
const MOST_IMPORTS: usize = 3;

/// Writes everything that was found, at most `width` columns wide where words allow it.
pub fn text(shown: &Shown<'_>, look: Look, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(look, width);
    run(shown, &mut sheet);
    modules(shown, &mut sheet);
    dependencies(shown, &mut sheet);
    missing(shown, &mut sheet);
    analysed(shown, &mut sheet);
    left_out_files(shown, &mut sheet);
    passed_by(shown, &mut sheet);
    problems(shown, &mut sheet);
    unresolved(shown, &mut sheet);
    maps(shown, &mut sheet);
    let advice = advice(shown.diagnosis);
    if !advice.is_empty() {
        sheet.section("What you can do");
        advice.iter().for_each(|advice| sheet.item(advice));
    }
    out.write_all(sheet.finish().as_bytes())
}

impl Shown<'_> {
    /// Of so many rows, how many are shown.
    fn most(&self, rows: usize, most: usize) -> usize {
        if self.name_all { rows } else { rows.min(most) }
    }

    fn at_home(&self, path: &Path) -> String {
        at_home(path, self.home.as_deref())
    }
}

/// Says how many rows are not shown.
fn rest(all: usize, shown: usize, sheet: &mut Sheet) {
    if all > shown {
        sheet.item(&format!("and {} more (--show-skipped names all)", all - shown));
    }
}

fn run(shown: &Shown<'_>, sheet: &mut Sheet) {
    let settings = &shown.diagnosis.settings;
    sheet.section("Run");
    sheet.row("root", &shown.at_home(&settings.root));
    let patterns = if settings.patterns.is_empty() { "./... (none given)".to_owned() } else { settings.patterns.join(" ") };
    sheet.row("patterns", &patterns);
    sheet.row("configuration", shown.configuration.as_deref().unwrap_or("no file; options, GOOS and GOARCH count"));
    let tags = if settings.tags.is_empty() { "no build tags".to_owned() } else { format!("build tags {}", settings.tags.join(", ")) };
    let tests = if settings.tests { "with test files" } else { "without test files" };
    let size = settings.max_file_size;
    let size = if size >= 1 << 20 && size.is_multiple_of(1 << 20) { format!("{} MiB", size >> 20) } else { format!("{size} bytes") };
    sheet.row("target", &format!("{}/{}, {tags}, {tests}, files up to {size}", settings.goos, settings.goarch));
    let git = match &shown.diagnosis.git {
        None => "no repository found".to_owned(),
        Some(git) => {
            let branch = git.branch.as_ref().map_or_else(|| "no branch".to_owned(), |branch| format!("branch {branch}"));
            let history = if git.shallow { "a shallow clone: its history is cut off" } else { "not a shallow clone" };
            let top = if git.top == "." { "the root is its top".to_owned() } else { format!("its top is {}", git.top) };
            format!("{branch}, {history}; {top}")
        }
    };
    sheet.row("git", &git);
}

fn modules(shown: &Shown<'_>, sheet: &mut Sheet) {
    let modules = &shown.diagnosis.modules;
    sheet.section(&format!("Modules: {}", modules.len()));
    let most = shown.most(modules.len(), MOST_ROWS);
    for module in modules.iter().take(most) {
        sheet.item(&module_line(module));
    }
    rest(modules.len(), most, sheet);
    // Those that were entered are listed above.
    for note in shown.diagnosis.report.notes.iter().filter(|note| !note.ends_with("; analysed too")) {
        sheet.item(&format!("note: {note}"));
    }
}

fn module_line(module: &ModuleState) -> String {
    let name = module.path.as_deref().unwrap_or("without an import path");
    let found = match module.found {
        Found::Named => "holds what was asked for",
        Found::Nested => "a module of its own below a pattern with `...`",
        Found::Member => "used by the go.work of another one",
        Found::Replacement => "a `replace` leads to it",
        Found::WithoutGoMod if module.path.is_some() => "no go.mod; the path is inferred from imports",
        Found::WithoutGoMod => "no go.mod, and no import tells its path",
    };
    let workspace = match (&module.workspace, module.found) {
        (None, _) | (_, Found::Member) => String::new(),
        (Some(folder), _) => format!(", in the workspace of {}", if folder == "." { "./go.work".to_owned() } else { format!("{folder}/go.work") }),
    };
    format!(
        "{name} in {}, go {}.{}: {}, {}; {found}{workspace}",
        module.folder,
        module.go.major,
        module.go.minor,
        counted(module.packages as usize, "package"),
        counted(module.files as usize, "file")
    )
}

fn dependencies(shown: &Shown<'_>, sheet: &mut Sheet) {
    let sources = &shown.diagnosis.dependencies;
    sheet.section("Dependencies");
    sheet.row("Go's library", &format!("built in, as of {}", sources.standard));
    let place = |place: &Option<(PathBuf, bool)>, none: &str| match place {
        None => none.to_owned(),
        Some((path, true)) => shown.at_home(path),
        Some((path, false)) => format!("{}: not there", shown.at_home(path)),
    };
    sheet.row("module cache", &place(&sources.module_cache, "unknown: neither GOMODCACHE nor GOPATH nor HOME is set"));
    sheet.row("GOROOT", &place(&sources.goroot, "not set; wanted only for what is not built in"));
    let vendor = if sources.vendor.is_empty() {
        "no package is taken from such a folder".to_owned()
    } else {
        format!("packages are taken from {}", sources.vendor.join(", "))
    };
    sheet.row("vendor", &vendor);
    let counts = shown.diagnosis.imports;
    let parts = [
        (counts.built_in, "built in"),
        (counts.module_cache, "in the module cache"),
        (counts.folder, "in folders of replacements"),
        (counts.installation, "in GOROOT"),
        (counts.missing, "not found"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(count, _)| *count > 0).map(|(count, place)| format!("{count} {place}")).collect();
    sheet.row("imports", &if parts.is_empty() { "none leads out of the tree".to_owned() } else { parts.join(", ") });
}

fn missing(shown: &Shown<'_>, sheet: &mut Sheet) {
    let missing = &shown.diagnosis.missing;
    if missing.is_empty() {
        return;
    }
    sheet.section(&format!("Imports not found: {}", shown.diagnosis.imports.missing));
    sheet.item("Nothing is known of these packages: their types are unknown, and calls into them lead nowhere.");
    let most = shown.most(missing.len(), MOST_ROWS);
    for module in missing.iter().take(most) {
        missing_module(module, shown, sheet);
    }
    rest(missing.len(), most, sheet);
}

fn missing_module(module: &MissingModule, shown: &Shown<'_>, sheet: &mut Sheet) {
    let version = module.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    let why = match &module.absence {
        Absence::NotBuiltIn => "not among what is built in of Go's library".to_owned(),
        Absence::NotInTree => "no such package in this module of the tree".to_owned(),
        Absence::NotInReplacement(folder) => format!("not in {folder}, which replaces it"),
        Absence::NotDownloaded => "not in the module cache".to_owned(),
        Absence::NotInModule => "the module cache has the module, but no such package for this target".to_owned(),
        Absence::NotRequired => "no go.mod requires it".to_owned(),
    };
    let wanted = counted(module.wanted_by as usize, "package");
    sheet.item(&format!("{}{version}: {why}; wanted by {wanted}", module.path));
    if let [import] = module.imports.as_slice()
        && *import == module.path
    {
        return;
    }
    let most = shown.most(module.imports.len(), MOST_IMPORTS);
    let named = module.imports[..most].join(", ");
    let more = module.imports.len() - most;
    sheet.detail(&if more > 0 { format!("{named} and {more} more") } else { named });
}

fn analysed(shown: &Shown<'_>, sheet: &mut Sheet) {
    let summary = shown.diagnosis.report.summary;
    let files = shown.diagnosis.files;
    sheet.section(&format!("Analysed: {}, {}", counted(summary.packages as usize, "package"), counted(summary.files as usize, "file")));
    let noun = |count: u32, of: &str| if count == 1 { format!("{of} file") } else { format!("{of} files") };
    for (count, what) in [
        (files.tests, noun(files.tests, "test")),
        (files.generated, format!("{}; findings in such files are not shown", noun(files.generated, "generated"))),
        (files.not_asked_for, format!("{} besides what the patterns name; findings there are not shown", noun(files.not_asked_for, "further"))),
    ] {
        if count > 0 {
            sheet.count(count as usize, &what);
        }
    }
    if files.vendored > 0 {
        let packages = counted(files.vendored_packages as usize, "package");
        sheet.count(files.vendored as usize, &format!("{} of {packages} besides; findings there are not shown", noun(files.vendored, "vendored")));
    }
}

fn left_out_files(shown: &Shown<'_>, sheet: &mut Sheet) {
    let files = &shown.diagnosis.report.left_out;
    if files.is_empty() {
        return;
    }
    sheet.section(&format!("Left out: {}", counted(files.len(), "file")));
    let groups = left_out(files);
    let most = shown.most(groups.len(), MOST_ROWS);
    for group in groups.iter().take(most) {
        let reason = if group.detail.is_empty() { group.kind.to_owned() } else { format!("{}: {}", group.kind, group.detail) };
        sheet.count(group.files.len(), &reason);
        if shown.name_all {
            group.files.iter().for_each(|file| sheet.counted(file));
        }
    }
    rest(groups.len(), most, sheet);
}

fn passed_by(shown: &Shown<'_>, sheet: &mut Sheet) {
    let passed = &shown.diagnosis.passed_by;
    let complete = shown.diagnosis.passed_by_is_complete;
    if passed.is_empty() && complete {
        return;
    }
    sheet.section(&format!("Not entered by `...`: {}", passed.len()));
    let most = shown.most(passed.len(), MOST_ROWS);
    for passed in passed.iter().take(most) {
        let why = match passed.why {
            WhyPassedBy::Testdata => "of the name testdata",
            WhyPassedBy::HiddenName => "the name begins with `_` or `.`",
            WhyPassedBy::Ignored => "`ignore` in go.mod names it",
            WhyPassedBy::Link => "a link to a folder",
        };
        sheet.item(&format!("{}: {}, {why}", passed.path, counted(passed.go_files as usize, "Go file")));
    }
    rest(passed.len(), most, sheet);
    if !complete {
        sheet.item("The tree is so large that the search ended early; there may be more.");
    }
}

fn problems(shown: &Shown<'_>, sheet: &mut Sheet) {
    let problems = &shown.diagnosis.report.problems;
    if problems.is_empty() {
        return;
    }
    sheet.section(&format!("Problems: {}", problems.len()));
    let most = shown.most(problems.len(), MOST_ROWS);
    for problem in problems.iter().take(most) {
        sheet.item(&crate::closing::problem(problem));
    }
    rest(problems.len(), most, sheet);
}

fn unresolved(shown: &Shown<'_>, sheet: &mut Sheet) {
    let stats = shown.diagnosis.report.stats();
    if stats.functions == 0 {
        return;
    }
    sheet.section("What stays in the dark");
    let of = |part: u32, all: u32, done: &str, left: &str| match (part, all) {
        (0, 0) => "none seen".to_owned(),
        (0, _) => format!("all {all} {done}"),
        _ => format!("{part} of {all} ({}) {left}", share(part, all)),
    };
    let operands = match stats.unknown_operands {
        0 => "nothing is indexed or ranged over whose type is unknown".to_owned(),
        some => format!("{some} indexed or ranged over whose type is unknown: maps among them are missed"),
    };
    let calls = "lead to code that is not known: interfaces, function values, unknown packages";
    let ways = "have more ways to them than were followed";
    let rows = [
        ("calls", of(stats.unresolved_calls, stats.calls, "lead to known code", calls)),
        ("lock calls", of(stats.unresolved_locks, stats.locks, "are of a known lock", "are of a lock that could not be named")),
        ("operands", operands),
        ("functions", of(stats.capped, stats.functions, "were followed to every caller that matters", ways)),
        ("maps", of(stats.exhausted, stats.maps, "were followed on every way to them", ways)),
    ];
    rows.iter().for_each(|(name, text)| sheet.row(name, text));
}

fn maps(shown: &Shown<'_>, sheet: &mut Sheet) {
    let report = &shown.diagnosis.report;
    let stats = report.stats();
    let accesses = stats.accesses;
    let accesses = if accesses == 1 { "1 access".to_owned() } else { format!("{accesses} accesses") };
    sheet.section(&format!("Maps: {}, {accesses}; those that a function keeps to itself are not counted", stats.maps));
    verdicts(shown.diagnosis).into_iter().for_each(|(verdict, count)| sheet.count(count as usize, verdict));
    let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
    let found: Vec<String> = levels.iter().map(|(level, noun)| counted(findings(shown.diagnosis, *level), noun)).collect();
    sheet.section(&format!("Findings: {}", found.join(", ")));
    let hidden = [
        (report.hidden.generated, "in generated or vendored code are not shown"),
        (report.hidden.ignored, "are ignored by a comment"),
        (report.hidden.baseline, "were known before"),
        (report.hidden.unchanged, "are in code that is not new"),
        (report.hidden.confidence, "are less sure than asked for"),
    ];
    for (count, what) in hidden.iter().filter(|(count, _)| *count > 0) {
        sheet.count(*count as usize, &format!("more {what}"));
    }
}
