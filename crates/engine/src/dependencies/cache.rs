//! Where the module cache keeps what: names of folders and files, and none that leave it.

use crate::dependencies::version;
use crate::go_mod::Versioned;
use std::path::{Path, PathBuf};

/// Whether an import path is one of Go's, so that it may be part of a path on disk.
pub(crate) fn is_plain(import: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+');
    import.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part.bytes().all(letters))
}

/// The folder that holds a module's files.
pub(crate) fn folder(cache: &Path, module: &Versioned) -> Option<PathBuf> {
    let (path, version) = escaped_both(module)?;
    Some(cache.join(format!("{path}@{version}")))
}

/// The go.mod of a module, which is there without the module's other files too.
pub(crate) fn go_mod(cache: &Path, module: &Versioned) -> Option<PathBuf> {
    let (path, version) = escaped_both(module)?;
    Some(cache.join("cache/download").join(path).join("@v").join(format!("{version}.mod")))
}

fn escaped_both(module: &Versioned) -> Option<(String, String)> {
    let plain = is_plain(&module.path) && version::is_plain(&module.version);
    plain.then(|| (escaped(&module.path), escaped(&module.version)))
}

/// Capital letters as `!` and the small one, for disks that know no difference.
fn escaped(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_uppercase() {
            found.push('!');
        }
        found.push(letter.to_ascii_lowercase());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_escaped_and_nothing_leaves_the_cache() {
        let module = |path: &str, version: &str| Versioned { path: path.to_owned(), version: version.to_owned() };
        let cache = Path::new("/c");
        assert_eq!(folder(cache, &module("a.b/BurntSushi/x", "v1.0.0-RC1")), Some(PathBuf::from("/c/a.b/!burnt!sushi/x@v1.0.0-!r!c1")));
        assert_eq!(go_mod(cache, &module("a.b/C", "v1.0.0")), Some(PathBuf::from("/c/cache/download/a.b/!c/@v/v1.0.0.mod")));
        for (path, version) in
            [("../a", "v1.0.0"), ("a/../../b", "v1.0.0"), ("/a", "v1.0.0"), ("a", "v1/../../b"), ("a", ""), ("", "v1.0.0"), ("a\\..", "v1.0.0")]
        {
            assert_eq!(folder(cache, &module(path, version)), None, "{path} {version}");
        }
    }
}
