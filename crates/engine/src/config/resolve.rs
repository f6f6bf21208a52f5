//! Command line over environment over file over defaults: what a run goes by, and where each value comes from.

use super::raw::{Levels, Placed, RawFile, RawPath};
use super::schema::{CONFIDENCES, LEVELS, read_size};
use super::{ConfigError, ConfigFile};
use crate::filter::{Configured, Filter, PathRule, PathSet, RuleLevel};
use crate::models::Models;
use crate::paths;
use crate::settings::{DEFAULT_MAX_FILE_SIZE, host_goarch, host_goos};
use mapvet_rules::{Level, rules_named};
use mapvet_sharing::Confidence;
use mapvet_syntax::LineIndex;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// What the command line and the environment say. Nothing where they say nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Overrides {
    /// `--tests`.
    pub tests: Option<bool>,
    /// `--tags`.
    pub tags: Option<Vec<String>>,
    /// `GOOS` in the environment.
    pub goos: Option<String>,
    /// `GOARCH` in the environment.
    pub goarch: Option<String>,
    /// `--max-file-size`, bytes.
    pub max_file_size: Option<u64>,
    /// `--min-confidence`.
    pub min_confidence: Option<Confidence>,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--select`: rules and groups.
    pub select: Option<Vec<String>>,
    /// `--ignore`: rules and groups.
    pub ignore: Option<Vec<String>>,
}

/// The level from which on findings give exit status 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// No finding does.
    Never,
}

impl FailOn {
    /// The lowest level that fails.
    pub fn least(self) -> Option<Level> {
        match self {
            FailOn::Error => Some(Level::Error),
            FailOn::Warning => Some(Level::Warning),
            FailOn::Never => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            FailOn::Error => "error",
            FailOn::Warning => "warning",
            FailOn::Never => "never",
        }
    }
}

/// What a run goes by.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Whether test files are analysed.
    pub tests: bool,
    /// Build tags.
    pub tags: Vec<String>,
    /// Target system.
    pub goos: String,
    /// Target architecture.
    pub goarch: String,
    /// Files with more bytes are left out.
    pub max_file_size: u64,
    /// The models of libraries.
    pub models: Models,
    /// Which findings are shown.
    pub filter: Filter,
    /// The level from which on findings give exit status 1.
    pub fail_on: FailOn,
    /// The baseline file, as seen from the root.
    pub baseline: Option<PathBuf>,
    /// How the configuration file is called in messages, if there is one.
    pub file: Option<String>,
    /// All of this by its keys, in the order of the manual.
    pub settings: Vec<Setting>,
}

/// One resolved value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The key: `report.min-confidence`; of the first table of paths `path[0].match`.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Where that comes from.
    pub from: Origin,
}

/// A value of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// There is none.
    Nothing,
    /// True or false.
    Bool(bool),
    /// Text.
    Text(String),
    /// Texts.
    List(Vec<String>),
    /// Texts by name, sorted.
    Table(Vec<(String, String)>),
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody says anything.
    Default,
    /// The machine that mapvet runs on.
    Machine,
    /// This line of the configuration file.
    File(u32),
    /// This variable of the environment.
    Environment(&'static str),
    /// This flag of the command line.
    Flag(&'static str),
}

/// Puts together what a run in `root`, an absolute folder, goes by. Reads the models that the file names.
///
/// A minimum of confidence on the command line holds in all paths. A selection of rules on the command line takes the place of
/// all that the file says about whether a rule counts everywhere: `select`, `ignore` and the level `off`.
///
/// # Errors
///
/// Everything that is wrong with the models.
pub fn resolve(file: Option<&ConfigFile>, overrides: &Overrides, root: &Path) -> Result<Resolved, ConfigError> {
    let none = RawFile::default();
    let raw = file.map_or(&none, |file| &file.raw);
    let lines = LineIndex::new(file.map_or(&[][..], |file| file.text.as_bytes()));
    let mut resolver = Resolver { raw, overrides, lines, settings: Vec::new() };
    let folder = file.map_or(root, ConfigFile::folder);
    let analysis = &raw.analysis;
    let tests = resolver
        .take("analysis.tests", overrides.tests.map(|tests| (tests, Origin::Flag("--tests"))), &analysis.tests, true, |bool| Value::Bool(*bool));
    let tags = resolver.take("analysis.tags", overrides.tags.clone().map(|tags| (tags, Origin::Flag("--tags"))), &analysis.tags, Vec::new(), list);
    let goos = resolver.target("analysis.goos", "GOOS", &overrides.goos, &analysis.goos, host_goos());
    let goarch = resolver.target("analysis.goarch", "GOARCH", &overrides.goarch, &analysis.goarch, host_goarch());
    let max_file_size = resolver.max_file_size();
    let models = resolver.take("analysis.models", None, &analysis.models, Vec::new(), list);
    let min_confidence = resolver.min_confidence();
    let fail_on = resolver.fail_on();
    let configured = resolver.configured(root, folder);
    let baseline =
        resolver.take("report.baseline", None, &wrapped(&raw.report.baseline), None, |path| path.clone().map_or(Value::Nothing, Value::Text));
    let (select, ignore, levels) = resolver.rules();
    let paths = raw.path.iter().enumerate().map(|(at, path)| resolver.path_rule(at, path)).collect();
    let absolute = |path: &String| paths::clean(&folder.join(path));
    Ok(Resolved {
        tests,
        tags: tags.into_iter().filter(|tag| !tag.is_empty()).collect(),
        goos,
        goarch,
        max_file_size,
        models: Models::read(&models.iter().map(absolute).collect::<Vec<_>>(), root)?,
        filter: Filter { min_confidence, select, ignore, baseline: None, changes: None, configured: Configured { levels, paths, ..configured } },
        fail_on,
        baseline: baseline.as_ref().map(|path| PathBuf::from(paths::relative(root, &absolute(path)))),
        file: file.map(|file| file.shown.clone()),
        settings: resolver.settings,
    })
}

struct Resolver<'r> {
    raw: &'r RawFile,
    overrides: &'r Overrides,
    lines: LineIndex,
    settings: Vec<Setting>,
}

impl Resolver<'_> {
    /// The value of a key, from whoever says it first; and notes where it comes from.
    fn take<T: Clone>(&mut self, key: &str, above: Option<(T, Origin)>, written: &Placed<T>, default: T, value: impl Fn(&T) -> Value) -> T {
        let from_file = || written.as_ref().map(|written| (written.get_ref().clone(), self.line(written)));
        let (taken, from) = above.or_else(from_file).unwrap_or((default, Origin::Default));
        self.settings.push(Setting { key: key.to_owned(), value: value(&taken), from });
        taken
    }

    fn line<T>(&self, written: &Spanned<T>) -> Origin {
        Origin::File(self.lines.line_col(written.span().start as u32).line)
    }

    fn target(&mut self, key: &str, variable: &'static str, above: &Option<String>, written: &Placed<String>, host: &str) -> String {
        let above = above.clone().map(|target| (target, Origin::Environment(variable)));
        let machine = || Some((host.to_owned(), Origin::Machine)).filter(|_| written.is_none());
        self.take(key, above.or_else(machine), written, String::new(), text)
    }

    fn max_file_size(&mut self) -> u64 {
        let above = self.overrides.max_file_size.map(|size| (size, Origin::Flag("--max-file-size")));
        let written = converted(&self.raw.analysis.max_file_size, |size| read_size(size).ok());
        self.take("analysis.max-file-size", above, &written, DEFAULT_MAX_FILE_SIZE, |size| Value::Text(size_text(*size)))
    }

    fn min_confidence(&mut self) -> Confidence {
        let above = self.overrides.min_confidence.map(|least| (least, Origin::Flag("--min-confidence")));
        let written = converted(&self.raw.report.min_confidence, |word| confidence(word));
        self.take("report.min-confidence", above, &written, Confidence::Medium, |least| Value::Text(confidence_word(*least).to_owned()))
    }

    fn fail_on(&mut self) -> FailOn {
        let above = self.overrides.fail_on.map(|level| (level, Origin::Flag("--fail-on")));
        let all = [FailOn::Error, FailOn::Warning, FailOn::Never];
        let written = converted(&self.raw.report.fail_on, |word| all.into_iter().find(|level| level.name() == word));
        self.take("report.fail-on", above, &written, FailOn::Error, |level| Value::Text(level.name().to_owned()))
    }

    fn configured(&mut self, root: &Path, folder: &Path) -> Configured {
        let report = &self.raw.report;
        let generated = self.take("report.generated", None, &report.generated, false, |shown| Value::Bool(*shown));
        let exclude = self.take("report.exclude", None, &report.exclude, Vec::new(), list);
        Configured { generated, exclude: path_set(&exclude), root: paths::clean(root), folder: folder.to_owned(), ..Configured::default() }
    }

    /// The rules that are selected and ignored, and the levels of rules.
    fn rules(&mut self) -> (Vec<String>, Vec<String>, BTreeMap<&'static str, RuleLevel>) {
        let rules = &self.raw.rules;
        let nothing = None;
        let anew = self.overrides.select.is_some();
        let above = |rules: &Option<Vec<String>>, flag| rules.clone().map(|rules| (rules, Origin::Flag(flag)));
        let select = self.take("rules.select", above(&self.overrides.select, "--select"), &rules.select, Vec::new(), list);
        let ignore =
            self.take("rules.ignore", above(&self.overrides.ignore, "--ignore"), if anew { &nothing } else { &rules.ignore }, Vec::new(), list);
        let level = self.take("rules.level", None, &rules.level, Levels::new(), table);
        let mut levels = rule_levels(&level);
        if anew {
            levels.retain(|_, level| level.is_some());
        }
        let ids = |names: &[String]| names.iter().flat_map(|name| rules_named(name)).map(|rule| rule.id.to_owned()).collect();
        (ids(&select), ids(&ignore), levels)
    }

    fn path_rule(&mut self, at: usize, path: &Spanned<RawPath>) -> PathRule {
        let RawPath { r#match, ignore, level, min_confidence } = path.get_ref();
        let key = |name: &str| format!("path[{at}].{name}");
        let matches = self.take(&key("match"), None, &Some(r#match.clone()), Vec::new(), list);
        let mut rule = PathRule { matches: path_set(&matches), ignore: Vec::new(), levels: BTreeMap::new(), min_confidence: None };
        if ignore.is_some() {
            let ignore = self.take(&key("ignore"), None, ignore, Vec::new(), list);
            rule.ignore = ignore.iter().flat_map(|name| rules_named(name)).map(|rule| rule.id).collect();
        }
        if level.is_some() {
            rule.levels = rule_levels(&self.take(&key("level"), None, level, Levels::new(), table));
        }
        if min_confidence.is_some() {
            let above = self.overrides.min_confidence.map(|least| (Some(least), Origin::Flag("--min-confidence")));
            let written = converted(min_confidence, |word| confidence(word).map(Some));
            let word = |least: &Option<Confidence>| least.map_or(Value::Nothing, |least| Value::Text(confidence_word(least).to_owned()));
            rule.min_confidence = self.take(&key("min-confidence"), above, &written, None, word);
        }
        rule
    }
}

/// The level of each rule that is named, by itself or in a group; by itself wins.
fn rule_levels(levels: &Levels) -> BTreeMap<&'static str, RuleLevel> {
    let mut found = BTreeMap::new();
    for by_group in [true, false] {
        for (name, word) in levels {
            let Some((_, level)) = LEVELS.iter().find(|(known, _)| known == word) else { continue };
            let named = rules_named(name).into_iter().filter(|rule| (rule.id != name) == by_group);
            found.extend(named.map(|rule| (rule.id, *level)));
        }
    }
    found
}

fn path_set(patterns: &[String]) -> PathSet {
    PathSet::new(patterns.iter().map(String::as_str)).expect("the check of the file has built each of these patterns")
}

fn confidence(word: &str) -> Option<Confidence> {
    CONFIDENCES.iter().find(|(known, _)| *known == word).map(|(_, confidence)| *confidence)
}

fn confidence_word(least: Confidence) -> &'static str {
    match least {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// The value of a word at the place of the word.
fn converted<T, U>(written: &Placed<T>, convert: impl Fn(&T) -> Option<U>) -> Placed<U> {
    written.as_ref().and_then(|written| Some(Spanned::new(written.span(), convert(written.get_ref())?)))
}

fn wrapped<T: Clone>(written: &Placed<T>) -> Placed<Option<T>> {
    converted(written, |value| Some(Some(value.clone())))
}

#[allow(clippy::ptr_arg, reason = "handed on as a function of what a key holds")]
fn list(values: &Vec<String>) -> Value {
    Value::List(values.clone())
}

#[allow(clippy::ptr_arg, reason = "handed on as a function of what a key holds")]
fn text(value: &String) -> Value {
    Value::Text(value.clone())
}

fn table(values: &Levels) -> Value {
    Value::Table(values.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// A number of bytes in the largest unit that needs no fraction.
fn size_text(size: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.iter().find(|(bits, _)| size > 0 && size.trailing_zeros() >= *bits);
    unit.map_or_else(|| size.to_string(), |(bits, unit)| format!("{}{unit}", size >> bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_they_are_read() {
        for (size, expected) in [(0, "0"), (17, "17"), (8 << 20, "8MiB"), (3 << 10, "3KiB"), (1 << 40, "1024GiB"), (1025, "1025")] {
            assert_eq!(size_text(size), expected);
            assert_eq!(read_size(expected), Ok(size));
        }
    }

    #[test]
    fn a_rule_wins_over_its_group() {
        let levels = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, level)| ((*name).to_owned(), (*level).to_owned())).collect::<Levels>();
        let found = rule_levels(&levels(&[("concurrent-map", "off"), ("concurrent-map-writes", "warning")]));
        assert_eq!(found.len(), 5);
        assert_eq!(found["concurrent-map-writes"], Some(Level::Warning));
        assert_eq!(found["concurrent-map-read-and-map-write"], None);
    }
}
