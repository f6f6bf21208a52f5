//! `cargo xtask models-verify`: the models of libraries beside what the source of the libraries does.

mod compare;
mod document;
mod folder;
mod modules;
mod verdict;

#[cfg(test)]
mod tests;

use crate::binary::workspace;
use crate::failure::Failure;
use crate::settings::everything;
use compare::Comparison;
use document::{Package, document, summary};
use folder::Folder;
use mapvet_engine::{ModelRow, Settings, Sources, model_rows, program};
use mapvet_sharing::Confidence;
use modules::{Module, Modules, Whereabouts};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use verdict::{Checked, Outcome};

/// Hold each row of the built-in library models against the source of its library
///
/// The libraries and their versions stand in crates/xtask/src/models_verify/modules.txt. What is not in the module cache yet is
/// downloaded with `go mod download`; of Go's own library the sources of the installed Go are read. A row is derived where its
/// source is seen to do what the row says, documented where it has a `seen` key that names the version looked at, and told
/// from memory otherwise. It fails if a row differs from the source, speaks of something that is not there, or says `known =
/// "memory"` though it is known, or does not though it is not.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The module cache; without it the one that Go uses
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Look at packages only whose import path begins so; may be given several times
    #[arg(long, value_name = "PATH")]
    package: Vec<String>,
    /// Download nothing: what is not in the cache is not looked at
    #[arg(long)]
    offline: bool,
    /// List all rows with this outcome
    #[arg(long, value_name = "OUTCOME", value_parser = clap::builder::PossibleValuesParser::new(verdict::NAMES))]
    list: Vec<String>,
    /// Write docs/models.md anew
    #[arg(long, conflicts_with = "package")]
    update: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let modules = Modules::listed(arguments.cache.as_deref())?;
    let wanted = |row: &ModelRow| arguments.package.is_empty() || arguments.package.iter().any(|path| row.package.starts_with(path.as_str()));
    let rows: Vec<ModelRow> = model_rows().into_iter().filter(wanted).collect();
    let checked = check(rows, &modules, arguments.offline)?;
    let packages = packages(&checked, &modules);
    for row in &checked {
        if row.is_wrong() || arguments.list.iter().any(|name| name == row.outcome.name()) {
            println!("{row}");
        }
    }
    print!("{}", summary(&packages));
    if arguments.update {
        let file = workspace().join("docs/models.md");
        std::fs::write(&file, document(&packages)).map_err(|error| Failure::at(&file, error))?;
    }
    let wrong = checked.iter().filter(|row| row.is_wrong()).count();
    if wrong > 0 { Err(Failure::new(format!("{wrong} rows are wrong"))) } else { Ok(()) }
}

/// Holds rows against their libraries.
fn check(rows: Vec<ModelRow>, modules: &Modules, offline: bool) -> Result<Vec<Checked>, Failure> {
    let mut by_module: BTreeMap<Option<Module>, Vec<ModelRow>> = BTreeMap::new();
    for row in rows {
        by_module.entry(modules.of_package(&row.package)).or_default().push(row);
    }
    let of_module = |(module, rows): (Option<Module>, Vec<ModelRow>)| {
        let without_source = |rows: Vec<ModelRow>, module: Option<&Module>, why: &str| {
            rows.into_iter().map(|row| Checked::new(row, module, Outcome::Underivable(why.to_owned()))).collect()
        };
        let Some(module) = module else { return Ok(without_source(rows, None, "its library is not listed")) };
        match modules.source(&module, offline)? {
            Whereabouts::At(folder) => {
                eprintln!("{} {}", module.path, module.version);
                Ok(check_module(rows, &module, &folder, modules))
            }
            Whereabouts::Missing(why) => Ok(without_source(rows, Some(&module), &why)),
        }
    };
    let checked: Result<Vec<Vec<Checked>>, Failure> = by_module.into_par_iter().map(of_module).collect();
    let mut checked = checked?.concat();
    checked.sort_by(|one, other| (&one.package, &one.row.name).cmp(&(&other.package, &other.row.name)));
    Ok(checked)
}

/// The packages of a module are looked at together; those of Go's own library one by one, each with what it imports: together they
/// are so much code that everything seems to reach everything.
fn check_module(rows: Vec<ModelRow>, module: &Module, folder: &Path, modules: &Modules) -> Vec<Checked> {
    if module.path != "std" {
        return check_together(rows, module, folder, modules);
    }
    let mut by_package: BTreeMap<String, Vec<ModelRow>> = BTreeMap::new();
    rows.into_iter().for_each(|row| by_package.entry(row.package.as_str().to_owned()).or_default().push(row));
    by_package.into_par_iter().flat_map(|(_, rows)| check_together(rows, module, folder, modules)).collect()
}

fn check_together(rows: Vec<ModelRow>, module: &Module, folder: &Path, modules: &Modules) -> Vec<Checked> {
    let packages: BTreeSet<String> = rows.iter().map(|row| module.path_of(&row.package)).collect();
    let pattern = |package: &String| module.folder_of(package).map(|inner| format!("./{inner}"));
    let settings = Settings {
        patterns: packages.iter().filter_map(pattern).filter(|pattern| folder.join(pattern).is_dir()).collect(),
        tests: false,
        sources: Sources { module_cache: Some(modules.cache.clone()), goroot: None, hidden: false },
        ..everything(folder, Confidence::Low)
    };
    if settings.patterns.is_empty() {
        return rows.into_iter().map(|row| Checked::new(row, Some(module), Outcome::Absent("no such package".to_owned()))).collect();
    }
    let (program, _) = program(&settings, &Folder::of(folder, &module.path));
    let comparison = Comparison { program: &program, module };
    let judge = |row: ModelRow| {
        let outcome = comparison.outcome(&row);
        Checked::new(row, Some(module), outcome)
    };
    rows.into_iter().map(judge).collect()
}

/// The figures of each package, in order.
fn packages(checked: &[Checked], modules: &Modules) -> Vec<Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    for row in checked {
        let version = modules.of_package(&row.package).map_or_else(String::new, |module| module.version);
        let package = packages.entry(row.package.clone()).or_insert_with(|| Package::new(&row.package, &version));
        package.count(row);
    }
    packages.into_values().collect()
}
