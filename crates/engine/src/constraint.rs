//! Build constraints: `//go:build`, the older `// +build`, and file names such as `poll_linux_arm64.go`.

use serde::{Deserialize, Serialize};

/// The newest Go release whose `go1.N` tag is true.
pub(crate) const NEWEST_GO_MINOR: u16 = 26;

/// Experiments that are on by default in the newest release.
const EXPERIMENTS: [&str; 5] = ["regabiwrappers", "regabiargs", "dwarf5", "randomizedheapbase64", "greenteagc"];

pub(crate) const SYSTEMS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Systems for which the tag `unix` holds.
const UNIX: [&str; 12] = ["aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd", "solaris"];

pub(crate) const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// How deep brackets and `!` may nest in a constraint.
const DEPTH: u32 = 100;

/// Whether a word of a constraint is about the system, the architecture, the compiler or the release: nothing to set as a tag.
pub fn is_about_target(word: &str) -> bool {
    let others = ["unix", "cgo", "gc", "gccgo"];
    SYSTEMS.contains(&word) || ARCHITECTURES.contains(&word) || others.contains(&word) || word.starts_with("go1.")
}

/// What a constraint is held against.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Target {
    /// Go's name of the system.
    pub(crate) goos: String,
    /// Go's name of the architecture.
    pub(crate) goarch: String,
    /// Tags of the user.
    pub(crate) tags: Vec<String>,
}

impl Target {
    /// Whether a tag holds.
    pub(crate) fn holds(&self, tag: &str) -> bool {
        if let Some(minor) = tag.strip_prefix("go1.") {
            return minor.parse::<u16>().is_ok_and(|minor| (1..=NEWEST_GO_MINOR).contains(&minor)) || self.is_named(tag);
        }
        let by_system = match tag {
            "unix" => UNIX.contains(&self.goos.as_str()),
            "linux" => self.goos == "linux" || self.goos == "android",
            "solaris" => self.goos == "solaris" || self.goos == "illumos",
            "darwin" => self.goos == "darwin" || self.goos == "ios",
            "cgo" | "gc" => true,
            _ => tag == self.goos || tag == self.goarch,
        };
        let baseline = tag.strip_prefix("amd64.").is_some_and(|level| self.goarch == "amd64" && level == "v1");
        let experiment = tag.strip_prefix("goexperiment.").is_some_and(|name| EXPERIMENTS.contains(&name));
        by_system || baseline || experiment || self.is_named(tag)
    }

    fn is_named(&self, tag: &str) -> bool {
        self.tags.iter().any(|named| named == tag)
    }

    /// The part of a file name that leaves the file out, if one does: `windows` for `f_windows_test.go`.
    pub(crate) fn excluded_by_name(&self, file_name: &str) -> Option<String> {
        let stem = file_name.split('.').next().unwrap_or(file_name);
        // Only what follows the first `_` counts: `linux.go` is a plain file.
        let (_, rest) = stem.split_once('_')?;
        let mut words: Vec<&str> = rest.split('_').collect();
        if words.last() == Some(&"test") {
            words.pop();
        }
        let last = *words.last()?;
        let before = words.len().checked_sub(2).map(|at| words[at]);
        let is_system = |word: &str| SYSTEMS.contains(&word);
        if let Some(system) = before.filter(|word| is_system(word) && ARCHITECTURES.contains(&last)) {
            let holds = self.holds(system) && self.holds(last);
            return (!holds).then(|| format!("{system}_{last}"));
        }
        let known = is_system(last) || ARCHITECTURES.contains(&last);
        (known && !self.holds(last)).then(|| last.to_owned())
    }

    /// Whether the expression after `//go:build` holds; `None` if it cannot be read.
    pub(crate) fn expression_holds(&self, expression: &str) -> Option<bool> {
        let mut reader = Reader { rest: expression, target: self, depth: 0 };
        let condition = reader.or()?;
        reader.skip_space();
        reader.rest.is_empty().then_some(condition.holds)
    }

    /// The minor number of the Go release that an expression asks for at least: it sets the version of its file.
    pub(crate) fn least_minor(&self, expression: &str) -> Option<u16> {
        let mut reader = Reader { rest: expression, target: self, depth: 0 };
        reader.or().and_then(|condition| condition.least_minor)
    }

    /// Whether all lines after `// +build` hold: lines are all needed, words of a line are alternatives, `,` joins.
    pub(crate) fn plus_lines_hold(&self, lines: &[String]) -> bool {
        let term_holds = |term: &str| match term.strip_prefix('!') {
            Some(tag) => !self.holds(tag),
            None => self.holds(term),
        };
        lines.iter().all(|line| line.split_whitespace().any(|word| word.split(',').all(term_holds)))
    }
}

/// What an expression says.
#[derive(Clone, Copy)]
struct Condition {
    holds: bool,
    /// The release without which it never holds.
    least_minor: Option<u16>,
}

struct Reader<'e> {
    rest: &'e str,
    target: &'e Target,
    depth: u32,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn or(&mut self) -> Option<Condition> {
        let mut value = self.and()?;
        while self.take("||") {
            let other = self.and()?;
            let least_minor = value.least_minor.zip(other.least_minor).map(|(one, other)| one.min(other));
            value = Condition { holds: value.holds | other.holds, least_minor };
        }
        Some(value)
    }

    fn and(&mut self) -> Option<Condition> {
        let mut value = self.not()?;
        while self.take("&&") {
            let other = self.not()?;
            value = Condition { holds: value.holds & other.holds, least_minor: value.least_minor.max(other.least_minor) };
        }
        Some(value)
    }

    fn not(&mut self) -> Option<Condition> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let value = if self.take("!") {
            Condition { holds: !self.not()?.holds, least_minor: None }
        } else if self.take("(") {
            let value = self.or()?;
            if !self.take(")") {
                return None;
            }
            value
        } else {
            let end = self.rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.')).unwrap_or(self.rest.len());
            if end == 0 {
                return None;
            }
            let (tag, rest) = self.rest.split_at(end);
            self.rest = rest;
            Condition { holds: self.target.holds(tag), least_minor: tag.strip_prefix("go1.").and_then(|minor| minor.parse().ok()) }
        };
        self.depth -= 1;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_targets() {
        assert!(["windows", "arm64", "unix", "cgo", "go1.99"].into_iter().all(is_about_target));
        assert!(["integration", "race", "goexperiment.x"].iter().all(|tag| !is_about_target(tag)));
    }

    #[test]
    fn a_release_that_is_asked_for_is_known() {
        let cases =
            [("go1.22", Some(22)), ("linux && go1.22", Some(22)), ("go1.21 || go1.23", Some(21)), ("go1.22 || linux", None), ("!go1.22", None)];
        for (expression, expected) in cases {
            assert_eq!(target().least_minor(expression), expected, "{expression}");
        }
    }

    fn target() -> Target {
        Target { goos: "linux".to_owned(), goarch: "amd64".to_owned(), tags: vec!["mine".to_owned()] }
    }

    #[test]
    fn expressions_are_evaluated() {
        let cases = [
            ("linux", Some(true)),
            ("unix && !windows", Some(true)),
            ("ignore", Some(false)),
            ("(darwin || mine) && go1.26", Some(true)),
            ("go1.27", Some(false)),
            ("!(amd64 && cgo)", Some(false)),
            ("linux &&", None),
            ("linux windows", None),
            ("", None),
        ];
        for (expression, expected) in cases {
            assert_eq!(target().expression_holds(expression), expected, "{expression}");
        }
        assert_eq!(target().expression_holds(&"(".repeat(100_000)), None);
        assert_eq!(target().expression_holds(&"!".repeat(100_000)), None);
    }

    #[test]
    fn old_lines_are_evaluated() {
        let hold = |lines: &[&str]| target().plus_lines_hold(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        assert!(hold(&["darwin linux", "amd64,cgo"]));
        assert!(!hold(&["linux,!amd64"]));
        assert!(!hold(&["ignore"]));
    }

    #[test]
    fn names_are_evaluated() {
        let cases = [
            ("a_windows.go", Some("windows")),
            ("a_windows_test.go", Some("windows")),
            ("a_linux_arm64.go", Some("linux_arm64")),
            ("a_linux_amd64.go", None),
            ("windows.go", None),
            ("a_unix.go", None),
            ("a_windows_x.go", None),
            ("a_arm64.s.go", Some("arm64")),
        ];
        for (name, expected) in cases {
            assert_eq!(target().excluded_by_name(name).as_deref(), expected, "{name}");
        }
    }
}
