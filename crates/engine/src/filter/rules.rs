//! What the configuration says of rules and paths: levels, paths that are not reported, rules that do not count in a path.

use super::Filter;
use crate::paths;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use mapvet_rules::{Finding, Level};
use mapvet_sharing::Confidence;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Longer patterns are refused.
const LONGEST_PATTERN: usize = 1000;

/// The loudest level of a rule's findings as the user wants it; `None` turns the rule off.
pub(crate) type RuleLevel = Option<Level>;

/// What the configuration says of rules and paths.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    /// By rule: the level that takes the place of the rule's own.
    pub(crate) levels: BTreeMap<&'static str, RuleLevel>,
    /// Findings in these files are counted, not shown.
    pub(crate) exclude: PathSet,
    /// What holds in some paths, in the order of the file.
    pub(crate) paths: Vec<PathRule>,
    /// Whether findings are shown whose accesses stand in generated files only.
    pub(crate) generated: bool,
    /// What paths of findings are relative to, absolute.
    pub(crate) root: PathBuf,
    /// What patterns are relative to, absolute.
    pub(crate) folder: PathBuf,
}

/// What holds in some paths.
#[derive(Clone, Debug)]
pub(crate) struct PathRule {
    pub(crate) matches: PathSet,
    /// Rules whose findings are counted, not shown.
    pub(crate) ignore: Vec<&'static str>,
    pub(crate) levels: BTreeMap<&'static str, RuleLevel>,
    pub(crate) min_confidence: Option<Confidence>,
}

/// Files, by patterns on their paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct PathSet(GlobSet);

impl PathSet {
    /// Files that one of `patterns` matches, or that lie below a folder that one matches.
    pub(crate) fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<PathSet, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let [itself, below] = globs(pattern)?;
            set.add(itself).add(below);
        }
        set.build().map(PathSet).map_err(|error| error.to_string())
    }

    fn holds(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

/// A pattern for a file and for all that lies below a folder.
pub(crate) fn globs(pattern: &str) -> Result<[Glob; 2], String> {
    let plain = pattern.strip_prefix("./").unwrap_or(pattern);
    let plain = plain.strip_suffix('/').unwrap_or(plain);
    if plain.is_empty() || plain == "." {
        return Err("it names everything, as `**` does".to_owned());
    }
    if pattern.len() > LONGEST_PATTERN {
        return Err(format!("it is longer than {LONGEST_PATTERN} bytes"));
    }
    if plain.starts_with('/') || plain.split('/').any(|part| part == "..") {
        return Err("it is relative to the folder of this file, and stays below it".to_owned());
    }
    let glob = |text: &str| GlobBuilder::new(text).literal_separator(true).build().map_err(|error| error.kind().to_string());
    Ok([glob(plain)?, glob(&format!("{plain}/**"))?])
}

/// What is to become of a finding, as far as rules and paths say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    /// It is shown at this level, unless something sets it aside.
    Shown(Level),
    /// Its rule is not asked for.
    NotAsked,
    /// The configuration excludes it where it stands.
    Excluded,
    /// It is less sure than asked for.
    Unsure,
}

/// Decides about a finding that is reported in the file of this path, relative to the root.
pub(super) fn decide(finding: &Finding, filter: &Filter, path: Option<&str>) -> Decision {
    let Configured { levels, exclude, paths, .. } = &filter.configured;
    let mut level = levels.get(finding.rule).copied().unwrap_or(Some(finding.level));
    if !super::is_selected(finding.rule, filter) {
        return Decision::NotAsked;
    }
    let path = path.and_then(|path| filter.configured.below_folder(path));
    if path.as_deref().is_some_and(|path| exclude.holds(path)) {
        return Decision::Excluded;
    }
    let mut min_confidence = filter.min_confidence;
    for rule in paths.iter().filter(|rule| path.as_deref().is_some_and(|path| rule.matches.holds(path))) {
        if rule.ignore.contains(&finding.rule) {
            return Decision::Excluded;
        }
        level = rule.levels.get(finding.rule).copied().unwrap_or(level);
        min_confidence = rule.min_confidence.unwrap_or(min_confidence);
    }
    match level {
        None => Decision::Excluded,
        Some(_) if finding.confidence < min_confidence => Decision::Unsure,
        Some(level) => Decision::Shown(level.min(Level::of(finding.confidence))),
    }
}

impl Configured {
    /// Whether a rule is turned off everywhere.
    pub(super) fn is_off(&self, rule: &str) -> bool {
        self.levels.get(rule).is_some_and(Option::is_none)
    }

    /// A path relative to the root as seen from the folder of the configuration; `None` where it does not lie below.
    fn below_folder(&self, path: &str) -> Option<String> {
        if self.root == self.folder && !path.starts_with("..") {
            return Some(path.to_owned());
        }
        paths::below(&self.folder, &paths::clean(&self.root.join(Path::new(path))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_files_and_what_lies_below_folders() {
        let rows = [
            ("internal/legacy", "internal/legacy/a/b.go", true),
            ("internal/legacy/", "internal/legacy/b.go", true),
            ("./internal/legacy/**", "internal/legacy/b.go", true),
            ("internal/legacy", "internal/legacy2/b.go", false),
            ("internal/legacy", "x/internal/legacy/b.go", false),
            ("**/*_mock.go", "a/b/c_mock.go", true),
            ("**/*_mock.go", "c_mock.go", true),
            ("*_mock.go", "a/c_mock.go", false),
            ("*/gen", "a/gen/b.go", true),
            ("*/gen", "a/b/gen/c.go", false),
            ("{a,b}/x.go", "b/x.go", true),
            ("**", "a.go", true),
        ];
        for (pattern, path, expected) in rows {
            assert_eq!(PathSet::new([pattern]).expect("a pattern").holds(path), expected, "{pattern} {path}");
        }
        assert!(!PathSet::default().holds("a.go"));
    }

    #[test]
    fn patterns_that_can_match_nothing_are_refused() {
        let long = "a".repeat(2000);
        for pattern in ["", ".", "./", "/a", "../a", "a/../b", "a[", "{a", "a/{b,{c}", long.as_str()] {
            assert!(PathSet::new([pattern]).is_err(), "{pattern}");
        }
        assert!(globs(&"{".repeat(900)).is_err() && globs(&"{a,".repeat(300)).is_err());
    }

    #[test]
    fn paths_are_seen_from_the_folder_of_the_file() {
        let configured = |root: &str, folder: &str| Configured { root: root.into(), folder: folder.into(), ..Configured::default() };
        assert_eq!(configured("/r", "/r").below_folder("a/b.go").as_deref(), Some("a/b.go"));
        assert_eq!(configured("/r/sub", "/r").below_folder("b.go").as_deref(), Some("sub/b.go"));
        assert_eq!(configured("/r/sub", "/r").below_folder("../c/b.go").as_deref(), Some("c/b.go"));
        assert_eq!(configured("/r", "/elsewhere").below_folder("b.go"), None);
    }
}
