//! Clones of repositories, and the Go files of one commit.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The clone of a repository below `repos`, under one of the names that clones have.
pub(crate) fn clone_of(repos: &Path, name: &str) -> Option<PathBuf> {
    let joined = name.replace('/', "+");
    [repos.join(&joined).join("repo"), repos.join(joined), repos.join(name)].into_iter().find(|path| path.is_dir())
}

/// More files than these that a clone lacks are not left out one by one.
const MOST_MISSING: usize = 50;

/// Writes the Go files of one commit, and its module files if it has any, below `tree`; whether that went well. Clones
/// may lack large files; those are left out.
pub(crate) fn materialise(clone: &Path, commit: &str, tree: &Path) -> bool {
    let is_there = std::fs::create_dir_all(tree).is_ok() && unpack(clone, commit, tree, ":(glob)**/*.go");
    if is_there {
        for modules in ["go.mod", "go.work", "modules.txt"] {
            // An older project has none of them.
            unpack(clone, commit, tree, &format!(":(glob)**/{modules}"));
        }
    }
    is_there
}

fn unpack(clone: &Path, commit: &str, tree: &Path, pattern: &str) -> bool {
    let mut missing: Vec<String> = Vec::new();
    while missing.len() < MOST_MISSING {
        let excluded = missing.iter().map(|path| format!(":(exclude,literal){path}"));
        let arguments: Vec<String> = std::iter::once(pattern.to_owned()).chain(excluded).collect();
        match unpack_once(clone, commit, tree, &arguments) {
            Ok(None) => return true,
            Ok(Some(complaint)) => {
                let paths = missing_object(&complaint).map_or(Vec::new(), |object| paths_of(clone, commit, object));
                if paths.is_empty() {
                    return false;
                }
                missing.extend(paths);
            }
            Err(_) => return false,
        }
    }
    false
}

/// What git says if it fails.
fn unpack_once(clone: &Path, commit: &str, tree: &Path, patterns: &[String]) -> std::io::Result<Option<String>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(clone).args(["archive", commit, "--"]).args(patterns).env("LC_ALL", "C");
    let mut archive = git.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let bytes = archive.stdout.take().expect("it was asked for");
    let unpacked = Command::new("tar").arg("-x").arg("-C").arg(tree).stdin(bytes).stderr(Stdio::null()).status()?;
    let output = archive.wait_with_output()?;
    let failed = !output.status.success() || !unpacked.success();
    Ok(failed.then(|| String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The id in `error: cannot read '0123'`.
fn missing_object(complaint: &str) -> Option<&str> {
    complaint.lines().find_map(|row| row.split_once("cannot read '")?.1.strip_suffix('\''))
}

/// Where a commit has an object.
fn paths_of(clone: &Path, commit: &str, object: &str) -> Vec<String> {
    let listed = Command::new("git").arg("-C").arg(clone).args(["ls-tree", "-r", "-z", commit]).stderr(Stdio::null()).output();
    let listed = listed.map_or(String::new(), |output| String::from_utf8_lossy(&output.stdout).into_owned());
    let rows = listed.split('\0').filter_map(|row| row.split_once('\t'));
    rows.filter(|(head, _)| head.ends_with(object)).map(|(_, path)| path.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_says_what_it_lacks() {
        let complaint = "error: invalid object 100644 4567 for 'a b/c.go'\nerror: cannot read '0123'\n";
        assert_eq!(missing_object(complaint), Some("0123"));
        assert_eq!(missing_object("fatal: not a valid object name: x\n"), None);
    }
}
