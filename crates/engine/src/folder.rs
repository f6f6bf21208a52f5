//! One folder of Go files: which files count, and which packages they form.

use crate::constraint::Target;
use crate::files::{EntryKind, Files};
use crate::header::{self, Header};
use crate::paths;
use crate::pattern::{Pattern, Reach};
use crate::trouble::Trouble;
use crate::walk;
use std::path::{Path, PathBuf};

/// What every file is held against.
pub(crate) struct Loader<'l> {
    /// Where bytes come from.
    pub(crate) files: &'l dyn Files,
    /// Paths in reports are relative to it.
    pub(crate) root: &'l Path,
    /// System, architecture and tags.
    pub(crate) target: &'l Target,
    /// Whether test files count.
    pub(crate) tests: bool,
    /// Larger files are left out.
    pub(crate) max_file_size: u64,
    /// What is reported on.
    pub(crate) patterns: &'l [Pattern],
}

/// A file that counts, with what its head says.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Where its bytes are.
    pub(crate) disk: PathBuf,
    /// Path relative to the root.
    pub(crate) path: String,
    /// Name in the package clause.
    pub(crate) package: String,
    /// Position of that name.
    pub(crate) clause: (u32, u32),
    /// Whether it is a `_test.go` file.
    pub(crate) test: bool,
    /// Whether it carries the generated header.
    pub(crate) generated: bool,
    /// Whether a pattern covers it.
    pub(crate) reported: bool,
    /// Size of the file.
    pub(crate) bytes: u64,
    /// Import paths as written.
    pub(crate) imports: Vec<String>,
    /// The `// import "path"` comment.
    pub(crate) import_comment: Option<String>,
    /// The minor number of the Go release that its build constraint asks for.
    pub(crate) least_minor: Option<u16>,
}

/// One package of a folder, with its tests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// Name in the package clause.
    pub(crate) name: String,
    /// The package's own files.
    pub(crate) own: Vec<Source>,
    /// `_test.go` files of the same package.
    pub(crate) in_package_tests: Vec<Source>,
    /// `_test.go` files of `name_test`.
    pub(crate) external_tests: Vec<Source>,
}

/// The packages of one folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The number of its module.
    pub(crate) module: usize,
    /// Whether it lies below a vendor folder.
    pub(crate) vendored: bool,
    /// The main package first; not empty.
    pub(crate) groups: Vec<Group>,
}

/// How many bytes of a file are read for its head at first.
const HEAD: usize = 16 * 1024;

impl Loader<'_> {
    /// Looks at one name that ends in `.go`.
    pub(crate) fn look(&self, path: &Path, kind: EntryKind, trouble: &mut Trouble) -> Option<Source> {
        let shown = paths::relative(self.root, path);
        let name = paths::name(path);
        let folder = path.parent().unwrap_or(self.root);
        let reported = self.patterns.iter().any(|pattern| pattern.covers(folder, path));
        let named = self.patterns.iter().any(|pattern| matches!(&pattern.reach, Reach::File(file) if file == path));
        let test = name.ends_with("_test.go");
        if test && !self.tests && !named {
            return None;
        }
        if !self.is_file(path, kind, &shown, reported, trouble) {
            return None;
        }
        let excluded = self.target.excluded_by_name(&name).filter(|_| !named);
        if let Some(excluded) = excluded {
            trouble.left_out(self.root, path, format!("name: {excluded}"));
            return None;
        }
        let header = match self.head(path) {
            Err(error) => {
                trouble.unreadable(&shown, &walk::reason(&error), reported);
                return None;
            }
            Ok(Err(size)) => {
                let text = format!("{size} bytes are more than --max-file-size {}", self.max_file_size);
                trouble.left_out(self.root, path, text.clone());
                trouble.problem("too-large", Some(&shown), (0, 0), format!("left out: {text}"));
                return None;
            }
            Ok(Ok(header)) => header,
        };
        if let Some(reason) = self.constraint(&header, &shown, trouble).filter(|_| !named) {
            trouble.left_out(self.root, path, reason);
            return None;
        }
        let Some((package, clause)) = header.package else {
            trouble.problem("syntax", Some(&shown), header.clause, "syntax error: no package clause; left out".to_owned());
            return None;
        };
        if package == "documentation" && !named {
            trouble.left_out(self.root, path, "package documentation".to_owned());
            return None;
        }
        let least_minor = header.go_build.as_ref().and_then(|(expression, _)| self.target.least_minor(expression));
        let Head { generated, imports, import_comment, bytes, .. } = header;
        Some(Source { disk: path.to_owned(), path: shown, package, clause, test, generated, reported, bytes, imports, import_comment, least_minor })
    }

    fn is_file(&self, path: &Path, kind: EntryKind, shown: &str, reported: bool, trouble: &mut Trouble) -> bool {
        let kind = match kind {
            EntryKind::Link => match self.files.kind(path) {
                Ok(EntryKind::Folder) => {
                    trouble.problem("no-file", Some(shown), (0, 0), "a link to a folder, named like a Go file; not followed".to_owned());
                    return false;
                }
                Ok(kind) => kind,
                Err(error) => {
                    trouble.unreadable(shown, &format!("the link leads nowhere: {}", walk::reason(&error)), reported);
                    return false;
                }
            },
            EntryKind::File | EntryKind::Folder | EntryKind::Other => kind,
        };
        match kind {
            EntryKind::File => true,
            EntryKind::Folder => {
                trouble.problem("no-file", Some(shown), (0, 0), "a folder, named like a Go file".to_owned());
                false
            }
            EntryKind::Link | EntryKind::Other => {
                trouble.unreadable(shown, "not a regular file", reported);
                false
            }
        }
    }

    /// The head of a file; the inner error is the size of a file that is too large.
    fn head(&self, path: &Path) -> std::io::Result<Result<Head, u64>> {
        let (mut bytes, size) = self.files.head(path, HEAD)?;
        if size > self.max_file_size.min(u64::from(u32::MAX / 2)) {
            return Ok(Err(size));
        }
        let mut header = header::scan(&bytes);
        if header.ended_early && bytes.len() >= HEAD {
            bytes = self.files.read(path)?;
            header = header::scan(&bytes);
        }
        Ok(Ok(Head::new(header, &bytes, size)))
    }

    /// What leaves the file out, if something does.
    fn constraint(&self, head: &Head, shown: &str, trouble: &mut Trouble) -> Option<String> {
        if let Some((expression, position)) = &head.go_build {
            return match self.target.expression_holds(expression) {
                Some(true) => None,
                Some(false) => Some(format!("//go:build {expression}")),
                None => {
                    trouble.problem("constraint", Some(shown), *position, "this build constraint cannot be read; taken as true".to_owned());
                    None
                }
            };
        }
        (!self.target.plus_lines_hold(&head.plus_build)).then(|| format!("// +build {}", head.plus_build.join(" && ")))
    }
}

/// A header with positions instead of bytes.
struct Head {
    bytes: u64,
    package: Option<(String, (u32, u32))>,
    clause: (u32, u32),
    go_build: Option<(String, (u32, u32))>,
    plus_build: Vec<String>,
    generated: bool,
    imports: Vec<String>,
    import_comment: Option<String>,
}

impl Head {
    fn new(header: Header, text: &[u8], bytes: u64) -> Head {
        Head {
            bytes,
            package: header.package.map(|(name, at)| (name, header::position(text, at))),
            clause: header::position(text, header.clause),
            go_build: header.go_build.map(|(expression, at)| (expression, header::position(text, at))),
            plus_build: header.plus_build,
            generated: header.generated,
            imports: header.imports,
            import_comment: header.import_comment,
        }
    }
}

/// Sorts the files of one folder into packages: the one with most files first, ties by name.
pub(crate) fn group(sources: Vec<Source>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (tests, own): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| source.test);
    for source in own {
        at(&mut groups, &source.package.clone()).own.push(source);
    }
    for source in tests {
        let external = source.package.strip_suffix("_test").filter(|name| !name.is_empty());
        let in_package = groups.iter().any(|group| group.name == source.package && !group.own.is_empty());
        match external.map(str::to_owned).filter(|_| !in_package) {
            Some(name) => at(&mut groups, &name).external_tests.push(source),
            None => at(&mut groups, &source.package.clone()).in_package_tests.push(source),
        }
    }
    groups.sort_by(|left, right| {
        let weight = |group: &Group| std::cmp::Reverse((group.own.len(), group.in_package_tests.len(), group.external_tests.len()));
        weight(left).cmp(&weight(right)).then_with(|| left.name.cmp(&right.name))
    });
    groups
}

fn at<'g>(groups: &'g mut Vec<Group>, name: &str) -> &'g mut Group {
    let number = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
        groups.push(Group { name: name.to_owned(), ..Group::default() });
        groups.len() - 1
    });
    &mut groups[number]
}

impl Group {
    /// The package's files, then its tests.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.own.iter().chain(&self.in_package_tests).chain(&self.external_tests)
    }
}

/// Says that a folder holds more than one package.
pub(crate) fn say_two_packages(groups: &[Group], trouble: &mut Trouble) {
    let Some((main, others)) = groups.split_first() else { return };
    for other in others {
        let Some(first) = other.sources().next() else { continue };
        let text = format!("package `{}` stands in a folder of package `{}`; analysed on its own", first.package, main.name);
        trouble.problem("two-packages", Some(&first.path), first.clause, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, package: &str) -> Source {
        Source {
            disk: PathBuf::from(path),
            path: path.to_owned(),
            package: package.to_owned(),
            clause: (1, 9),
            test: path.ends_with("_test.go"),
            generated: false,
            reported: true,
            bytes: 0,
            imports: Vec::new(),
            import_comment: None,
            least_minor: None,
        }
    }

    #[test]
    fn the_package_with_most_files_is_the_main_one() {
        let groups = group(vec![
            source("a.go", "main"),
            source("b.go", "p"),
            source("b_test.go", "p"),
            source("c.go", "p"),
            source("c_test.go", "p_test"),
            source("d_test.go", "q_test"),
        ]);
        let shape: Vec<_> =
            groups.iter().map(|group| (group.name.as_str(), group.own.len(), group.in_package_tests.len(), group.external_tests.len())).collect();
        assert_eq!(shape, [("p", 2, 1, 1), ("main", 1, 0, 0), ("q", 0, 0, 1)]);
        let mut trouble = Trouble::default();
        say_two_packages(&groups, &mut trouble);
        assert_eq!(trouble.problems.len(), 2);
    }
}
