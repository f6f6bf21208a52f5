//! What git says is new in the work tree since a commit: changes that are committed, staged or neither, and new files.

use super::patch::{self, Says};
use super::{Changes, ChangesError, FileChange, is_go};
use crate::paths;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Variables that would change what git prints or how it reads patterns.
const TRAPS: [&str; 6] =
    ["GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

/// Settings of users that would change what git prints, or have it run programs.
const SETTINGS: [&str; 6] = [
    "core.fsmonitor=false",
    "diff.relative=false",
    "diff.noprefix=false",
    "diff.mnemonicPrefix=false",
    "diff.suppressBlankEmpty=false",
    "core.quotePath=true",
];

/// The options of `git diff`, whatever users have set.
const DIFF: [&str; 12] = [
    "--patch",
    "--unified=0",
    "--inter-hunk-context=0",
    "--text",
    "--find-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=none",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

/// What to do about history that is not there.
const DEEPEN: &str =
    "the clone is shallow: fetch the whole history (`git fetch --unshallow`; `fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)";

/// What is new in the work tree around `root`, the absolute current folder, since the commit that `revision` names.
///
/// # Errors
///
/// [`ChangesError::Asked`] if there is no git, no repository or no such commit; [`ChangesError::Lost`] if git fails.
pub fn since_revision(root: &Path, revision: &str) -> Result<Changes, ChangesError> {
    let git = Git::open(root, "--new-from-rev")?;
    let commit = git.commit(revision)?;
    git.since(&commit, &format!("{revision} ({})", short(&commit)))
}

/// What is new in the work tree around `root` since the last commit that `branch` and the current one have in common.
///
/// # Errors
///
/// As [`since_revision`]; also [`ChangesError::Asked`] if there is no such commit, or a shallow clone does not hold it.
pub fn since_merge_base(root: &Path, branch: &str) -> Result<Changes, ChangesError> {
    let git = Git::open(root, "--new-from-merge-base")?;
    let (theirs, ours) = (git.commit(branch)?, git.commit("HEAD")?);
    let found = git.run(&["merge-base", &theirs, &ours])?;
    match (found.code, hash(&found.stdout)) {
        (Some(0), Some(base)) => git.since(&base, &format!("the merge base with {branch} ({})", short(&base))),
        (Some(1), _) => {
            let why = if git.shallow { format!("; {DEEPEN}") } else { String::new() };
            Err(ChangesError::Asked(format!("{}: {branch} and HEAD have no commit in common{why}", git.option)))
        }
        (_, _) => Err(git.failed("merge-base", &found)),
    }
}

/// A repository, and how git is asked about it.
struct Git<'r> {
    root: &'r Path,
    /// The option in whose name git is asked.
    option: &'static str,
    /// The folder of the work tree.
    top: PathBuf,
    shallow: bool,
}

/// What git answered.
struct Answer {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

impl<'r> Git<'r> {
    /// The repository around `root`.
    fn open(root: &'r Path, option: &'static str) -> Result<Git<'r>, ChangesError> {
        let mut git = Git { root, option, top: root.to_owned(), shallow: false };
        let answer = git.run(&["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-cdup"])?;
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        let mut lines = text.lines();
        match (answer.code, lines.next()) {
            (Some(0), Some("true")) => {}
            (Some(0), _) => return git.refused("the current folder is in no work tree of git; give the changes with --new-from-patch FILE"),
            (_, _) if answer.stderr.contains("not a git repository") => {
                return git.refused("the current folder is in no git repository; give the changes with --new-from-patch FILE");
            }
            (_, _) => return Err(ChangesError::Asked(format!("{option}: {}", answer.stderr))),
        }
        git.shallow = lines.next() == Some("true");
        // From here to the top by the path that was taken here: git itself would name it with links resolved.
        git.top = paths::clean(&root.join(lines.next().unwrap_or("")));
        Ok(git)
    }

    fn refused<T>(&self, text: &str) -> Result<T, ChangesError> {
        Err(ChangesError::Asked(format!("{}: {text}", self.option)))
    }

    fn run(&self, args: &[&str]) -> Result<Answer, ChangesError> {
        let mut command = Command::new("git");
        command.current_dir(self.root).stdin(Stdio::null()).arg("--no-pager");
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(args);
        for trap in TRAPS {
            command.env_remove(trap);
        }
        // Messages that are looked at are English; nothing asks for a password; the index is not written.
        command.env("LC_ALL", "C").env("LANGUAGE", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
        match command.output() {
            Ok(output) => {
                let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                Ok(Answer { code: output.status.code(), stdout: output.stdout, stderr })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.refused("the program git was not found; install it, or give the changes with --new-from-patch FILE")
            }
            Err(error) => Err(ChangesError::Lost(format!("{}: git cannot be started: {error}", self.option))),
        }
    }

    /// The output of a command that has to succeed.
    fn output(&self, args: &[&str]) -> Result<Vec<u8>, ChangesError> {
        let answer = self.run(args)?;
        if answer.code == Some(0) { Ok(answer.stdout) } else { Err(self.failed(args[0], &answer)) }
    }

    fn failed(&self, command: &str, answer: &Answer) -> ChangesError {
        let how = match (answer.code, answer.stderr.is_empty()) {
            (_, false) => answer.stderr.clone(),
            (Some(code), true) => format!("exit status {code}"),
            (None, true) => "it was killed".to_owned(),
        };
        ChangesError::Lost(format!("{}: git {command} failed: {how}", self.option))
    }

    /// The hash of the commit that `revision` names.
    fn commit(&self, revision: &str) -> Result<String, ChangesError> {
        // Git itself allows no such names. Without this, they would be options of git.
        if revision.is_empty() || revision.starts_with('-') || revision.contains('\0') {
            return self.refused(&format!("`{revision}` is no revision"));
        }
        let answer = self.run(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
        match (answer.code, hash(&answer.stdout)) {
            (Some(0), Some(hash)) => Ok(hash),
            (_, _) => {
                if revision == "HEAD" {
                    return self.refused("the repository has no commit yet, so there is nothing to compare with");
                }
                let remedy = if self.shallow { DEEPEN } else { "if it is a commit or branch of a remote, `git fetch` it first" };
                self.refused(&format!("there is no commit `{revision}` here; {remedy}"))
            }
        }
    }

    /// What is new since `commit`, which messages call `since`.
    fn since(&self, commit: &str, since: &str) -> Result<Changes, ChangesError> {
        let mut changes = Changes { compared: Some(self.top.clone()), ..Changes::default() };
        let raw = self.output(&["diff", "--raw", "-z", "--no-renames", "--ignore-submodules=none", "--no-ext-diff", commit, "--"])?;
        self.add_submodules(&raw, &mut changes)?;
        let diff: Vec<&str> = ["diff"].into_iter().chain(DIFF).chain([commit, "--", ":(top)*.go"]).collect();
        self.add_lines(&self.output(&diff)?, &mut changes)?;
        let untracked = self.output(&["ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":(top)"])?;
        for name in untracked.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            match name.strip_suffix(b"/") {
                Some(folder) => {
                    changes.folders.insert(self.path(folder));
                }
                None if is_go(name) => changes.add(self.path(name), FileChange::Whole),
                None => {}
            }
        }
        changes.notes.push(format!("only what is new since {since} is reported: {}", changes.extent()));
        Ok(changes)
    }

    /// Adds submodules with changes, from the list of all that changed: no patch says what is new in them.
    fn add_submodules(&self, raw: &[u8], changes: &mut Changes) -> Result<(), ChangesError> {
        let mut parts = raw.split(|byte| *byte == 0).filter(|part| !part.is_empty());
        while let Some(head) = parts.next() {
            let words: Vec<&[u8]> = head.strip_prefix(b":").unwrap_or(head).split(|byte| *byte == b' ').collect();
            let (Some(name), [_, mode, _, _, _]) = (parts.next(), words.as_slice()) else {
                return Err(ChangesError::Lost(format!("{}: the list of git diff cannot be read", self.option)));
            };
            if *mode == b"160000" {
                changes.folders.insert(self.path(name));
            }
        }
        Ok(())
    }

    fn add_lines(&self, diff: &[u8], changes: &mut Changes) -> Result<(), ChangesError> {
        let unread = |line: u32, text: &str| ChangesError::Lost(format!("{}: line {line} of git diff cannot be read: {text}", self.option));
        for file in patch::parse(diff).map_err(|problem| unread(problem.line, &problem.text))? {
            let Some(name) = &file.name else { continue };
            let name = name.stripped(1).ok_or_else(|| unread(file.line, "a name without a prefix"))?;
            let change = match file.says {
                Says::Lines => FileChange::Blocks(file.blocks),
                Says::Another | Says::Repository => FileChange::Whole,
            };
            changes.add(self.path(name), change);
        }
        Ok(())
    }

    fn path(&self, name: &[u8]) -> PathBuf {
        paths::clean(&self.top.join(String::from_utf8_lossy(name).as_ref()))
    }
}

/// A whole hash on one line.
fn hash(stdout: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(stdout).ok()?.lines().next()?;
    (text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
