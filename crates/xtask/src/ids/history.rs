//! The Go files of the commits of a repository, read from its objects: no work tree is made.

use crate::failure::Failure;
use mapvet_engine::Memory;
use mapvet_syntax::{Parser, is_function, outline};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

/// Where trees lie in memory.
pub(super) const ROOT: &str = "/tree";

/// A file of a commit.
pub(super) struct Blob {
    pub(super) text: Vec<u8>,
    /// Its declarations as byte ranges, in their order; none if it is no Go file.
    pub(super) declarations: Vec<Declaration>,
}

/// A function or another declaration at package level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Declaration {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether it is a function or a method.
    pub(super) function: bool,
}

impl Blob {
    pub(super) fn new(path: &str, text: Vec<u8>) -> Blob {
        let mut declarations = Vec::new();
        if path.ends_with(".go") {
            let mut parser = Parser::new();
            let file = parser.parse(&text);
            declarations.extend(outline(&file).iter().map(|node| Declaration { start: node.start(), end: node.end(), function: is_function(*node) }));
        }
        Blob { text, declarations }
    }

    /// The text of a declaration.
    pub(super) fn text_of(&self, declaration: Declaration) -> &[u8] {
        &self.text[declaration.start as usize..declaration.end as usize]
    }

    /// The text of the declaration around a byte.
    pub(super) fn around(&self, at: u32) -> Option<&[u8]> {
        let found = self.declarations.iter().find(|declaration| (declaration.start..declaration.end).contains(&at))?;
        Some(self.text_of(*found))
    }
}

/// The files of one commit that concern Go, by path.
#[derive(Clone, Default)]
pub(super) struct Tree {
    pub(super) files: BTreeMap<String, Rc<Blob>>,
}

impl Tree {
    /// The files as the engine reads them.
    pub(super) fn memory(&self) -> Memory {
        let mut memory = Memory::new();
        for (path, blob) in &self.files {
            memory.insert(Path::new(ROOT).join(path), blob.text.clone());
        }
        memory
    }

    /// The texts of all declarations, each with the folder that it is in.
    pub(super) fn declarations(&self) -> BTreeSet<(&str, &[u8])> {
        let mut all = BTreeSet::new();
        for (path, blob) in &self.files {
            for declaration in &blob.declarations {
                all.insert((folder(path), blob.text_of(*declaration)));
            }
        }
        all
    }
}

/// The folder of a path; empty at the root.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A repository whose objects are being read.
pub(super) struct Repository<'a> {
    git_dir: &'a Path,
    reader: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
    /// By object name.
    known: BTreeMap<String, Rc<Blob>>,
}

impl<'a> Repository<'a> {
    pub(super) fn open(git_dir: &'a Path) -> Result<Repository<'a>, Failure> {
        let mut command = git(git_dir);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut reader = command.spawn().map_err(|error| Failure::new(format!("git: {error}")))?;
        let ask = reader.stdin.take().expect("a pipe was asked for");
        let answer = BufReader::new(reader.stdout.take().expect("a pipe was asked for"));
        Ok(Repository { git_dir, reader, ask, answer, known: BTreeMap::new() })
    }

    /// `count` first-parent commits that end with `last`, oldest first.
    pub(super) fn commits(&self, last: &str, count: u32) -> Result<Vec<String>, Failure> {
        let mut command = git(self.git_dir);
        command.args(["rev-list", "--first-parent", "--max-count", &count.to_string(), "--end-of-options", last]);
        let listed = String::from_utf8_lossy(&said(&mut command)?).into_owned();
        let mut commits: Vec<String> = listed.lines().map(str::to_owned).collect();
        commits.reverse();
        if (commits.len() as u32) < count {
            return Err(Failure::at(self.git_dir, format!("only {} of {count} commits are there", commits.len())));
        }
        Ok(commits)
    }

    /// The files of a commit that concern Go.
    pub(super) fn tree(&mut self, commit: &str) -> Result<Tree, Failure> {
        let mut command = git(self.git_dir);
        command.args(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]);
        let listed = said(&mut command)?;
        let mut tree = Tree::default();
        let mut still_known = BTreeMap::new();
        for row in listed.split(|byte| *byte == 0) {
            let Some((object, path)) = regular_file(row).filter(|(_, path)| concerns_go(path)) else { continue };
            let blob = match self.known.get(&object) {
                Some(blob) => Rc::clone(blob),
                // A snapshot may lack what is very large.
                None => match self.read(&object)? {
                    Some(text) => Rc::new(Blob::new(&path, text)),
                    None => continue,
                },
            };
            still_known.insert(object, Rc::clone(&blob));
            tree.files.insert(path, blob);
        }
        self.known = still_known;
        Ok(tree)
    }

    fn read(&mut self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        let failed = |error: std::io::Error| Failure::new(format!("git cat-file: {error}"));
        writeln!(self.ask, "{object}").and_then(|()| self.ask.flush()).map_err(failed)?;
        let mut head = String::new();
        self.answer.read_line(&mut head).map_err(failed)?;
        let Some(size) = head.strip_prefix(object).and_then(|rest| rest.trim().strip_prefix("blob ")) else { return Ok(None) };
        let size: usize = size.parse().map_err(|_| Failure::new("git cat-file names no size"))?;
        let mut text = vec![0; size + 1];
        self.answer.read_exact(&mut text).map_err(failed)?;
        text.pop();
        Ok(Some(text))
    }
}

impl Drop for Repository<'_> {
    fn drop(&mut self) {
        let _ = self.reader.kill();
        let _ = self.reader.wait();
    }
}

fn git(git_dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("--git-dir").arg(git_dir).env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").stdin(Stdio::null());
    command
}

fn said(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command.output().map_err(|error| Failure::new(format!("git: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::new(format!("git ended with {}: {}", output.status, said.lines().next().unwrap_or("no words"))))
}

/// The object and the path of a row of `git ls-tree`, if it is a regular file with a path that stays inside.
fn regular_file(row: &[u8]) -> Option<(String, String)> {
    let row = std::str::from_utf8(row).ok()?;
    let (head, path) = row.split_once('\t')?;
    let object = head.strip_prefix("100644 blob ").or_else(|| head.strip_prefix("100755 blob "))?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| (object.to_owned(), path.to_owned()))
}

fn concerns_go(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".go") || matches!(name, "go.mod" | "go.work" | "modules.txt")
}
