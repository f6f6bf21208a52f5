//! `go.mod`, `go.work` and `vendor/modules.txt`, as far as loading needs them.

use mapvet_sharing::GoVersion;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a file without any module is read as.
pub(crate) const NEWEST_GO: GoVersion = GoVersion { major: 1, minor: crate::constraint::NEWEST_GO_MINOR };

/// What a go.mod without a `go` line means.
pub(crate) const GO_WITHOUT_LINE: GoVersion = GoVersion { major: 1, minor: 16 };

/// A module at a version.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Versioned {
    /// Module path.
    pub(crate) path: String,
    /// Version, as written.
    pub(crate) version: String,
}

/// What a module is replaced by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Replacement {
    /// A folder: as written, or full where it is known what it is relative to.
    Folder(PathBuf),
    /// Another module, or another version.
    Module(Versioned),
}

/// One `replace`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Replace {
    /// The module that is replaced.
    pub(crate) path: String,
    /// The only version that is replaced, if one is named.
    pub(crate) version: Option<String>,
    /// What it is replaced by.
    pub(crate) new: Replacement,
}

/// The parts of a go.mod or go.work that loading needs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct ModuleFile {
    /// The module path.
    pub(crate) module: Option<String>,
    /// The `go` line.
    pub(crate) go: Option<GoVersion>,
    /// The `ignore` folders, as written.
    pub(crate) ignores: Vec<String>,
    /// What is required.
    pub(crate) requires: Vec<Versioned>,
    /// What is never to be used.
    pub(crate) excludes: Vec<Versioned>,
    /// What is replaced.
    pub(crate) replaces: Vec<Replace>,
    /// The `use` folders of a go.work, as written.
    pub(crate) uses: Vec<String>,
    /// Lines that cannot be read, 1-based, with the reason.
    pub(crate) errors: Vec<(u32, String)>,
}

/// Reads a go.mod or a go.work; what cannot be read is listed and skipped.
pub(crate) fn parse(text: &[u8]) -> ModuleFile {
    let text = String::from_utf8_lossy(text);
    let mut file = ModuleFile::default();
    let mut block: Option<(String, u32)> = None;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let words = match words(line) {
            Ok(words) => words,
            Err(reason) => {
                file.errors.push((number, reason));
                continue;
            }
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (&block, words.as_slice()) {
            (_, []) => {}
            (Some(_), [")"]) => block = None,
            (Some((verb, _)), arguments) => directive(&mut file, number, verb, arguments),
            (None, [verb, "("]) => block = Some(((*verb).to_owned(), number)),
            (None, [verb, arguments @ ..]) => directive(&mut file, number, verb, arguments),
        }
    }
    if let Some((verb, number)) = block {
        file.errors.push((number, format!("the block of `{verb}` is not closed")));
    }
    file
}

fn directive(file: &mut ModuleFile, number: u32, verb: &str, arguments: &[&str]) {
    match (verb, arguments) {
        ("module", [path]) => file.module = Some((*path).to_owned()),
        ("go", [version]) => match go_version(version) {
            Some(version) => file.go = Some(version),
            None => file.errors.push((number, format!("`{version}` is no Go version"))),
        },
        ("ignore", [folder]) => file.ignores.push((*folder).to_owned()),
        ("use", [folder]) => file.uses.push((*folder).to_owned()),
        ("replace", _) => match replace(arguments) {
            Some(replace) => file.replaces.push(replace),
            None => file.errors.push((number, "`replace` wants a module or a folder after `=>`".to_owned())),
        },
        ("require", [path, version]) => file.requires.push(versioned(path, version)),
        ("exclude", [path, version]) => file.excludes.push(versioned(path, version)),
        ("toolchain" | "godebug" | "tool", [_]) => {}
        ("retract", [_, ..]) => {}
        ("module" | "go" | "ignore" | "use" | "require" | "exclude" | "toolchain" | "godebug" | "tool" | "retract", _) => {
            file.errors.push((number, format!("`{verb}` is followed by something unexpected")));
        }
        _ => file.errors.push((number, format!("`{}` is no directive", verb.chars().take(40).collect::<String>()))),
    }
}

fn versioned(path: &str, version: &str) -> Versioned {
    Versioned { path: path.to_owned(), version: version.to_owned() }
}

fn replace(arguments: &[&str]) -> Option<Replace> {
    let arrow = arguments.iter().position(|word| *word == "=>")?;
    let (path, version) = match &arguments[..arrow] {
        [path] => (*path, None),
        [path, version] => (*path, Some((*version).to_owned())),
        _ => return None,
    };
    let new = match &arguments[arrow + 1..] {
        [folder] if is_folder(folder) => Replacement::Folder(PathBuf::from(folder)),
        [path] => Replacement::Module(versioned(path, "")),
        [path, version] => Replacement::Module(versioned(path, version)),
        _ => return None,
    };
    Some(Replace { path: path.to_owned(), version, new })
}

fn is_folder(word: &str) -> bool {
    word.starts_with("./") || word.starts_with("../") || word.starts_with('/') || matches!(word, "." | "..")
}

fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() && !rest.starts_with("//") {
        let end = match rest.chars().next() {
            Some(quote @ ('"' | '`')) => {
                let Some(length) = rest[1..].find(quote) else { return Err("a quote is not closed".to_owned()) };
                words.push(rest[1..=length].to_owned());
                length + 2
            }
            Some('(' | ')') => {
                words.push(rest[..1].to_owned());
                1
            }
            Some(',' | '[' | ']') => 1,
            _ => {
                let stops = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',');
                let end = rest.find(stops).unwrap_or(rest.len());
                let end = rest[..end].find("//").filter(|at| *at > 0).unwrap_or(end);
                words.push(rest[..end].to_owned());
                end
            }
        };
        rest = rest[end..].trim_start();
    }
    Ok(words)
}

/// Reads `1.22`, `1.22.3`, `1.23rc1`.
pub(crate) fn go_version(text: &str) -> Option<GoVersion> {
    let (major, rest) = text.split_once('.')?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    Some(GoVersion { major: major.parse().ok()?, minor: rest[..digits].parse().ok()? })
}

/// The Go release of each vendored package, from `vendor/modules.txt`.
pub(crate) fn vendored_versions(text: &[u8]) -> FxHashMap<String, GoVersion> {
    let mut versions = FxHashMap::default();
    let mut current = GO_WITHOUT_LINE;
    for line in String::from_utf8_lossy(text).lines() {
        if let Some(marks) = line.strip_prefix("## ") {
            let named = marks.split(';').find_map(|mark| mark.trim().strip_prefix("go "));
            current = named.and_then(go_version).unwrap_or(current);
        } else if line.starts_with('#') {
            current = GO_WITHOUT_LINE;
        } else if !line.trim().is_empty() {
            versions.insert(line.trim().to_owned(), current);
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let file = parse(
            b"// c\nmodule \"a.b/c\" // d\n\ngo 1.23rc1\ntoolchain go1.24.0\nrequire (\n\tx.y/z v1.0.0 // indirect\n)\nreplace (\n\tx.y/z v1.0.0 => ./z\n\tq => w v1.2.3\n)\nreplace k => ../k\nexclude x.y/z v0.9.0\nignore (\n\t./static\n\tnode_modules\n)\nretract [v1.0.0, v1.1.0]\ntool a.b/t\n",
        );
        assert_eq!(file.errors, []);
        assert_eq!(file.module.as_deref(), Some("a.b/c"));
        assert_eq!(file.go, Some(GoVersion { major: 1, minor: 23 }));
        let replace = |path: &str, version: Option<&str>, new| Replace { path: path.to_owned(), version: version.map(str::to_owned), new };
        let replaces = [
            replace("x.y/z", Some("v1.0.0"), Replacement::Folder(PathBuf::from("./z"))),
            replace("q", None, Replacement::Module(versioned("w", "v1.2.3"))),
            replace("k", None, Replacement::Folder(PathBuf::from("../k"))),
        ];
        assert_eq!(file.replaces, replaces);
        assert_eq!(file.requires, [versioned("x.y/z", "v1.0.0")]);
        assert_eq!(file.excludes, [versioned("x.y/z", "v0.9.0")]);
        assert_eq!(file.ignores, ["./static", "node_modules"]);
    }

    #[test]
    fn errors_have_lines_and_lose_nothing_else() {
        let file = parse(b"module a\n<<<<<<< HEAD\ngo x\nreplace a =>\nrequire (\n\"\n");
        let lines: Vec<u32> = file.errors.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 6, 5]);
        assert_eq!(file.module.as_deref(), Some("a"));
    }

    #[test]
    fn workspaces_and_vendor_lists_are_read() {
        assert_eq!(parse(b"go 1.22\nuse (\n\t.\n\t./b\n)\n").uses, [".", "./b"]);
        let versions = vendored_versions(b"# a.b/c v1.0.0\n## explicit; go 1.19\na.b/c\na.b/c/d\n# e v2\ne/f\n");
        assert_eq!(versions.get("a.b/c/d"), Some(&GoVersion { major: 1, minor: 19 }));
        assert_eq!(versions.get("e/f"), Some(&GO_WITHOUT_LINE));
    }
}
