//! What the files of a git repository say of it. No program is run.

use crate::files::{EntryKind, Files};
use crate::paths;
use std::path::{Path, PathBuf};

/// Names of branches that are longer are cut: what a repository says may be anything.
const LONGEST_NAME: usize = 200;

/// The repository that a folder lies in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GitState {
    /// The top of the work tree, relative to the root.
    pub top: String,
    /// The branch that is checked out; none for a commit of its own, and where it cannot be told.
    pub branch: Option<String>,
    /// Whether the history is cut off, so that what changed since an older revision cannot be told.
    pub shallow: bool,
}

/// The repository that `root` lies in, if there is one.
pub(super) fn state(root: &Path, files: &dyn Files) -> Option<GitState> {
    let top = root.ancestors().find(|at| files.kind(&at.join(".git")).is_ok())?;
    let own = git_folder(top, files)?;
    // A further work tree shares all but its head with the repository that it belongs to.
    let common = first_line(&own.join("commondir"), files).map_or_else(|| own.clone(), |line| paths::clean(&own.join(line)));
    let head = first_line(&own.join("HEAD"), files)?;
    let branch = head.strip_prefix("ref: refs/heads/").filter(|name| !name.starts_with('.'));
    let shallow = files.read(&common.join("shallow")).is_ok_and(|commits| !commits.trim_ascii().is_empty());
    Some(GitState { top: paths::relative(root, top), branch: branch.map(str::to_owned), shallow })
}

/// The folder that holds the repository: `.git`, or where a file of this name leads.
fn git_folder(top: &Path, files: &dyn Files) -> Option<PathBuf> {
    let dot_git = top.join(".git");
    match files.kind(&dot_git).ok()? {
        EntryKind::Folder => Some(dot_git),
        EntryKind::File => first_line(&dot_git, files)?.strip_prefix("gitdir:").map(|folder| paths::clean(&top.join(folder.trim()))),
        EntryKind::Link | EntryKind::Other => None,
    }
}

fn first_line(file: &Path, files: &dyn Files) -> Option<String> {
    if !matches!(files.kind(file), Ok(EntryKind::File)) {
        return None;
    }
    let (bytes, _) = files.head(file, 4096).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().next()?.trim();
    Some(line.chars().take(LONGEST_NAME).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    fn with(files: &[(&str, &str)]) -> Option<GitState> {
        let mut memory = Memory::new();
        for (path, text) in files {
            memory.insert(*path, *text);
        }
        state(Path::new("/r/a"), &memory)
    }

    fn found(top: &str, branch: Option<&str>, shallow: bool) -> Option<GitState> {
        Some(GitState { top: top.to_owned(), branch: branch.map(str::to_owned), shallow })
    }

    #[test]
    fn a_repository_is_read_from_its_files() {
        assert_eq!(with(&[("/r/a/x.go", "")]), None);
        assert_eq!(with(&[("/r/.git/HEAD", "ref: refs/heads/work/x\n")]), found("..", Some("work/x"), false));
        assert_eq!(with(&[("/r/a/.git/HEAD", "0123\n"), ("/r/a/.git/shallow", "0123\n")]), found(".", None, true));
        assert_eq!(with(&[("/r/a/.git/HEAD", "0123\n"), ("/r/a/.git/shallow", "\n")]), found(".", None, false));
        assert_eq!(with(&[("/r/a/.git/HEAD", "ref: refs/heads/.invalid\n")]), found(".", None, false));
    }

    #[test]
    fn a_further_work_tree_belongs_to_a_repository() {
        let files = [
            ("/r/a/.git", "gitdir: /m/.git/worktrees/a\n"),
            ("/m/.git/worktrees/a/HEAD", "ref: refs/heads/b\n"),
            ("/m/.git/worktrees/a/commondir", "../..\n"),
            ("/m/.git/shallow", "0123\n"),
        ];
        assert_eq!(with(&files), found(".", Some("b"), true));
        assert_eq!(with(&files[..2]), found(".", Some("b"), false));
        assert_eq!(with(&files[..1]), None);
        assert_eq!(with(&[("/r/a/.git", "nonsense")]), None);
    }
}
