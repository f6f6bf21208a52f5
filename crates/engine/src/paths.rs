//! Paths as text: cleaned of `.` and `..`, made relative to the root, cut into elements.

use std::path::{Component, Path, PathBuf};

/// `path` without `.`, `..` and doubled separators, worked out on the text alone.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) => {
                cleaned.pop();
            }
            Component::ParentDir if cleaned.has_root() => {}
            Component::ParentDir | Component::Prefix(_) | Component::RootDir | Component::Normal(_) => cleaned.push(part),
        }
    }
    cleaned
}

/// The folder in which a file lies; `.` for a bare name.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `path` as seen from `root`, with `/`; `.` for the root itself. Both are clean and absolute.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    for (up, base) in root.ancestors().enumerate() {
        if let Ok(rest) = path.strip_prefix(base) {
            let climbs = std::iter::repeat_n("..".to_owned(), up);
            let parts = rest.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
            let joined = climbs.chain(parts).collect::<Vec<_>>().join("/");
            return if joined.is_empty() { ".".to_owned() } else { joined };
        }
    }
    path.to_string_lossy().replace('\\', "/")
}

/// The path from `base` down to `path` with `/`, empty for `base` itself; `None` when it does not lie below.
pub(crate) fn below(base: &Path, path: &Path) -> Option<String> {
    let rest = path.strip_prefix(base).ok()?;
    Some(rest.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// The last element as text.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What is left of an import path after the prefix that names a module or folder: `Some("")` for the prefix itself.
pub(crate) fn after_prefix<'p>(import: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = import.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// `base` followed by `rest`, with a `/` only where both have text.
pub(crate) fn join_import(base: &str, rest: &str) -> String {
    match (base.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => base.to_owned(),
        (false, false) => format!("{base}/{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_worked_out_as_text() {
        assert_eq!(clean(Path::new("/a/./b/../c//d")), Path::new("/a/c/d"));
        assert_eq!(clean(Path::new("/../a")), Path::new("/a"));
        let root = Path::new("/a/b");
        assert_eq!(relative(root, Path::new("/a/b/c/d.go")), "c/d.go");
        assert_eq!(relative(root, Path::new("/a/b")), ".");
        assert_eq!(relative(root, Path::new("/a/x/d.go")), "../x/d.go");
        assert_eq!(after_prefix("a.b/c/d", "a.b/c"), Some("d"));
        assert_eq!(after_prefix("a.b/cd", "a.b/c"), None);
    }
}
