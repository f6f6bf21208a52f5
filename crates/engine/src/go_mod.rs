//! `go.mod`, `go.work` and `vendor/modules.txt`, as far as loading needs them.

use mapvet_sharing::GoVersion;
use rustc_hash::FxHashMap;

/// What a file without any module is read as.
pub(crate) const NEWEST_GO: GoVersion = GoVersion { major: 1, minor: crate::constraint::NEWEST_GO_MINOR };

/// What a go.mod without a `go` line means.
pub(crate) const GO_WITHOUT_LINE: GoVersion = GoVersion { major: 1, minor: 16 };

/// The parts of a go.mod or go.work that loading needs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct ModuleFile {
    /// The module path.
    pub(crate) module: Option<String>,
    /// The `go` line.
    pub(crate) go: Option<GoVersion>,
    /// The `ignore` folders, as written.
    pub(crate) ignores: Vec<String>,
    /// Replaced module path and local folder, as written.
    pub(crate) replaces: Vec<(String, String)>,
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
    let arrow = arguments.iter().position(|word| *word == "=>");
    match (verb, arguments) {
        ("module", [path]) => file.module = Some((*path).to_owned()),
        ("go", [version]) => match go_version(version) {
            Some(version) => file.go = Some(version),
            None => file.errors.push((number, format!("`{version}` is no Go version"))),
        },
        ("ignore", [folder]) => file.ignores.push((*folder).to_owned()),
        ("use", [folder]) => file.uses.push((*folder).to_owned()),
        ("replace", [old, ..]) if matches!(arrow, Some(1 | 2)) => match &arguments[arrow.map_or(0, |at| at + 1)..] {
            [folder] if folder.starts_with("./") || folder.starts_with("../") || folder.starts_with('/') || matches!(*folder, "." | "..") => {
                file.replaces.push(((*old).to_owned(), (*folder).to_owned()));
            }
            [_] | [_, _] => {}
            _ => file.errors.push((number, "`replace` wants a module or a folder after `=>`".to_owned())),
        },
        ("require" | "exclude", [_, _]) | ("toolchain" | "godebug" | "tool", [_]) => {}
        ("retract", [_, ..]) => {}
        ("module" | "go" | "ignore" | "use" | "replace" | "require" | "exclude" | "toolchain" | "godebug" | "tool" | "retract", _) => {
            file.errors.push((number, format!("`{verb}` is followed by something unexpected")));
        }
        _ => file.errors.push((number, format!("`{}` is no directive", verb.chars().take(40).collect::<String>()))),
    }
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
            b"// c\nmodule \"a.b/c\" // d\n\ngo 1.23rc1\ntoolchain go1.24.0\nrequire (\n\tx.y/z v1.0.0 // indirect\n)\nreplace (\n\tx.y/z v1.0.0 => ./z\n\tq => w v1.2.3\n)\nreplace k => ../k\nignore (\n\t./static\n\tnode_modules\n)\nretract [v1.0.0, v1.1.0]\ntool a.b/t\n",
        );
        assert_eq!(file.errors, []);
        assert_eq!(file.module.as_deref(), Some("a.b/c"));
        assert_eq!(file.go, Some(GoVersion { major: 1, minor: 23 }));
        assert_eq!(file.replaces, [("x.y/z".to_owned(), "./z".to_owned()), ("k".to_owned(), "../k".to_owned())]);
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
