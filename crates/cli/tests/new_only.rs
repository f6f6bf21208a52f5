//! Reports of what is new, over real repositories and patches, and everything that may be wrong with these.

mod common;

use common::{Folder, mapvet, stderr};
use std::path::Path;
use std::process::{Command, Output};

impl Folder {
    fn new(name: &str) -> Folder {
        Folder::with(&format!("new-{name}"), &[])
    }

    /// Replaces a part of a file that is there once.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.at(path)).expect("the file is there");
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}");
        self.write(path, text.replace(from, to));
    }

    /// Runs git in a folder below, with no settings but its own.
    fn git(&self, folder: &str, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.at(folder)).args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]).args(args);
        alone(&mut command);
        let output = command.output().expect("git starts");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn commit(&self, folder: &str) {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--message", "x"]);
    }

    fn mapvet(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = mapvet(&self.at(folder), args);
        alone(&mut command);
        command
    }

    /// `check --format concise` with these options.
    fn check(&self, folder: &str, args: &[&str]) -> Checked {
        Checked::of(&self.mapvet(folder, &[&["check", "--format", "concise"], args].concat()).output().expect("the binary starts"))
    }
}

/// Git as if nobody had set anything.
fn alone(command: &mut Command) {
    for (name, value) in [("NAME", "a"), ("EMAIL", "a@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
}

/// What came of a check.
struct Checked {
    status: Option<i32>,
    /// The files that findings stand in.
    found: Vec<String>,
    stderr: String,
}

impl Checked {
    fn of(output: &Output) -> Checked {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let found = stdout.lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
        Checked { status: output.status.code(), found, stderr: stderr(output) }
    }

    #[track_caller]
    fn finds(&self, files: &[&str]) {
        assert_eq!(
            (self.found.as_slice(), self.status),
            (&files.iter().map(|file| (*file).to_owned()).collect::<Vec<_>>()[..], Some(i32::from(!files.is_empty()))),
            "{}",
            self.stderr
        );
    }

    /// Nothing is reported, and it is said why.
    #[track_caller]
    fn fails(&self, status: i32, told: &[&str]) {
        assert_eq!((self.status, self.found.len()), (Some(status), 0), "{}", self.stderr);
        assert!(self.stderr.starts_with("error: ") && told.iter().all(|told| self.stderr.contains(told)), "{told:?}: {}", self.stderr);
    }
}

/// Whether git is here; tests of git pass without it, unless that is forbidden.
fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        eprintln!("git is not installed: not tested");
        assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none_or(|value| value != "1"), "git is not installed");
    }
    found
}

/// A package with one finding in `racy.go`; `map.go` holds the map.
fn racy(folder: &Folder, below: &str) {
    folder.write(&format!("{below}/go.mod"), "module example.com/m\n\ngo 1.22\n");
    folder.write(&format!("{below}/map.go"), "package m\n\nvar hits = map[string]int{}\n\nfunc idle() {}\n");
    let run = "func Run() {\n\tgo work(\"a\")\n\tidle()\n\tidle()\n\n\twork(\"b\")\n}\n";
    folder.write(&format!("{below}/racy.go"), format!("package m\n\n{run}\nfunc work(k string) {{\n\thits[k] = 1\n}}\n"));
}

/// A repository `r` with the package of `racy` in its one commit.
fn repository(name: &str) -> Option<Folder> {
    let folder = has_git().then(|| Folder::new(name))?;
    racy(&folder, "r");
    folder.git("r", &["init", "--quiet"]);
    folder.commit("r");
    Some(folder)
}

const FROM_HEAD: [&str; 2] = ["--new-from-rev", "HEAD"];

#[test]
fn only_what_changed_is_reported() {
    let Some(folder) = repository("work-tree") else { return };
    folder.check("r", &[]).finds(&["racy.go"]);
    let checked = folder.check("r", &FROM_HEAD);
    checked.finds(&[]);
    assert!(checked.stderr.contains("note: only what is new since HEAD ("), "{}", checked.stderr);
    assert!(checked.stderr.contains("is reported: 0 Go files\n"), "{}", checked.stderr);
    assert!(checked.stderr.contains("not shown: 1 in code that is not new"), "{}", checked.stderr);
    folder.edit("r/racy.go", "hits[k] = 1", "hits[k] = 2");
    folder.check("r", &FROM_HEAD).finds(&["racy.go"]);
    folder.git("r", &["add", "--all"]);
    folder.check("r", &FROM_HEAD).finds(&["racy.go"]);
    folder.commit("r");
    folder.check("r", &FROM_HEAD).finds(&[]);
    folder.check("r", &["--new-from-rev", "HEAD~1"]).finds(&["racy.go"]);
    let quiet = folder.check("r", &["--quiet", "--new-from-rev", "HEAD"]);
    assert_eq!((quiet.stderr.as_str(), quiet.status), ("", Some(0)));
    let json = folder.mapvet("r", &["check", "--format", "json", "--new-from-rev", "HEAD"]).output().expect("the binary starts");
    assert!(String::from_utf8_lossy(&json.stdout).contains("\"unchanged\": 1"), "{}", String::from_utf8_lossy(&json.stdout));
}

#[test]
fn a_cause_in_another_file_counts() {
    let Some(folder) = repository("cause") else { return };
    folder.edit("r/racy.go", "\tgo work(\"a\")\n", "");
    folder.commit("r");
    folder.check("r", &[]).finds(&[]);
    folder.write("r/start.go", "package m\n\nfunc Start() {\n\tgo work(\"c\")\n\tRun()\n}\n");
    folder.git("r", &["add", "--all"]);
    let checked = folder.check("r", &FROM_HEAD);
    checked.finds(&["racy.go"]);
    assert!(checked.stderr.contains("1 Go file"), "{}", checked.stderr);
}

#[test]
fn a_lock_that_went_counts() {
    let Some(folder) = repository("lock") else { return };
    folder.write("r/map.go", "package m\n\nimport \"sync\"\n\nvar hits = map[string]int{}\n\nvar mu sync.Mutex\n\nfunc idle() {}\n");
    folder.edit("r/racy.go", "\thits[k]", "\tmu.Lock()\n\tdefer mu.Unlock()\n\tidle()\n\n\thits[k]");
    folder.commit("r");
    folder.check("r", &[]).finds(&[]);
    folder.edit("r/racy.go", "\tmu.Lock()\n\tdefer mu.Unlock()\n\tidle()\n\n\thits", "\tidle()\n\n\thits");
    folder.check("r", &FROM_HEAD).finds(&["racy.go"]);
}

#[test]
fn new_files_count_and_ignored_ones_do_not() {
    let Some(folder) = repository("untracked") else { return };
    racy(&folder, "r/new");
    racy(&folder, "r/gen");
    folder.check("r", &FROM_HEAD).finds(&["gen/racy.go", "new/racy.go"]);
    folder.write("r/.gitignore", "gen\n");
    folder.check("r", &FROM_HEAD).finds(&["new/racy.go"]);
    folder.check("r/new", &FROM_HEAD).finds(&["racy.go"]);
    folder.check("r/new", &["--new-from-rev", "HEAD", "../..."]).finds(&["racy.go"]);
    folder.git("r", &["add", "--intent-to-add", "new"]);
    folder.check("r", &FROM_HEAD).finds(&["new/racy.go"]);
}

#[test]
fn renamed_files_are_the_same_and_names_may_be_odd() {
    let Some(folder) = repository("renamed") else { return };
    folder.git("r", &["mv", "racy.go", "ä \"b.go"]);
    folder.check("r", &FROM_HEAD).finds(&[]);
    folder.edit("r/ä \"b.go", "hits[k] = 1", "hits[k] = 2");
    assert_eq!(folder.check("r", &FROM_HEAD).status, Some(1));
    folder.commit("r");
    folder.check("r", &FROM_HEAD).finds(&[]);
}

#[test]
fn settings_of_users_change_nothing() {
    let Some(folder) = repository("settings") else { return };
    racy(&folder, "r/sub dir");
    folder.write("r/.gitattributes", "*.go -diff diff=go textconv=go\n");
    folder.commit("r");
    folder.edit("r/sub dir/racy.go", "hits[k] = 1", "hits[k] = 2");
    let settings = [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.relative", "true"),
        ("diff.external", "false"),
        ("diff.go.textconv", "false"),
        ("diff.context", "7"),
        ("diff.interHunkContext", "7"),
        ("diff.renames", "false"),
        ("diff.submodule", "log"),
        ("diff.suppressBlankEmpty", "true"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.pager", "false"),
        ("core.quotePath", "false"),
        ("core.fsmonitor", "false; touch ran"),
        ("status.showUntrackedFiles", "no"),
    ];
    for (name, value) in settings {
        folder.git("r", &["config", name, value]);
    }
    for (below, found) in [("r", "sub dir/racy.go"), ("r/sub dir", "racy.go")] {
        let mut command = folder.mapvet(below, &["check", "--format", "concise", "--new-from-rev", "HEAD"]);
        command.env("GIT_DIFF_OPTS", "--unified=9").env("GIT_EXTERNAL_DIFF", "false").env("GIT_LITERAL_PATHSPECS", "1");
        Checked::of(&command.output().expect("the binary starts")).finds(&[found]);
    }
    assert!(!folder.at("r/ran").exists());
}

#[test]
fn a_merge_base_leaves_out_what_others_did() {
    let Some(folder) = repository("merge-base") else { return };
    racy(&folder, "r/theirs");
    folder.commit("r");
    folder.git("r", &["checkout", "--quiet", "-b", "topic", "HEAD~1"]);
    racy(&folder, "r/ours");
    folder.commit("r");
    folder.check("r", &["--new-from-merge-base", "main"]).finds(&["ours/racy.go"]);
    folder.git("r", &["merge", "--quiet", "main"]);
    folder.check("r", &["--new-from-merge-base", "main"]).finds(&["ours/racy.go"]);
    folder.check("r", &["--new-from-merge-base", "HEAD"]).finds(&[]);
    folder.git("r", &["checkout", "--quiet", "--orphan", "other"]);
    folder.commit("r");
    folder.check("r", &["--new-from-merge-base", "main"]).fails(2, &["main and HEAD have no commit in common\n"]);
}

#[test]
fn a_shallow_clone_is_told_and_never_clean() {
    let Some(folder) = repository("shallow") else { return };
    folder.edit("r/racy.go", "hits[k] = 1", "hits[k] = 2");
    folder.commit("r");
    folder.git("r", &["checkout", "--quiet", "-b", "topic"]);
    folder.edit("r/racy.go", "hits[k] = 2", "hits[k] = 3");
    folder.commit("r");
    let first = folder.git("r", &["rev-parse", "HEAD~2"]);
    let remote = format!("file://{}", folder.at("r").display());
    folder.git(".", &["clone", "--quiet", "--depth=1", "--no-single-branch", &remote, "shallow"]);
    let remedy = ["the clone is shallow", "fetch-depth: 0", "git fetch --unshallow"];
    folder.check("shallow", &["--new-from-rev", "HEAD~1"]).fails(2, &remedy);
    folder.check("shallow", &["--new-from-rev", first.trim()]).fails(2, &remedy);
    folder.check("shallow", &["--new-from-merge-base", "no-such-branch"]).fails(2, &remedy);
    folder.check("shallow", &["--new-from-merge-base", "origin/main"]).fails(2, &["no commit in common", "fetch-depth: 0"]);
    folder.check("shallow", &FROM_HEAD).finds(&[]);
    folder.git("shallow", &["fetch", "--quiet", "--unshallow"]);
    folder.check("shallow", &["--new-from-merge-base", "origin/main"]).finds(&["racy.go"]);
}

#[test]
fn repositories_inside_are_new_if_anything_in_them_is() {
    let Some(folder) = repository("inside") else { return };
    racy(&folder, "lib");
    folder.git("lib", &["init", "--quiet"]);
    folder.commit("lib");
    folder.git("r", &["submodule", "--quiet", "add", &folder.at("lib").to_string_lossy(), "sub"]);
    folder.commit("r");
    folder.check("r", &FROM_HEAD).finds(&[]);
    folder.write("r/sub/more.go", "package m\n");
    let checked = folder.check("r", &FROM_HEAD);
    checked.finds(&["sub/racy.go"]);
    assert!(checked.stderr.contains("all in sub, which cannot be compared"), "{}", checked.stderr);
    folder.commit("r/sub");
    folder.check("r", &FROM_HEAD).finds(&["sub/racy.go"]);
    folder.commit("r");
    folder.check("r", &FROM_HEAD).finds(&[]);
    folder.check("r", &["--new-from-rev", "HEAD~1"]).finds(&["sub/racy.go"]);
    racy(&folder, "r/nested");
    folder.git("r/nested", &["init", "--quiet"]);
    folder.commit("r/nested");
    folder.check("r", &FROM_HEAD).finds(&["nested/racy.go"]);
}

#[test]
fn a_file_in_a_conflict_is_compared_as_it_is() {
    let Some(folder) = repository("conflict") else { return };
    folder.git("r", &["checkout", "--quiet", "-b", "topic"]);
    folder.edit("r/racy.go", " = 1\n}\n", " = 1\n}\n\n// theirs\n");
    folder.commit("r");
    folder.git("r", &["checkout", "--quiet", "main"]);
    folder.edit("r/racy.go", " = 1\n}\n", " = 1\n}\n\n// ours\n");
    folder.commit("r");
    let mut merge = Command::new("git");
    alone(&mut merge);
    assert!(!merge.current_dir(folder.at("r")).args(["merge", "topic"]).output().expect("git starts").status.success());
    let checked = folder.check("r", &FROM_HEAD);
    checked.finds(&[]);
    assert!(checked.stderr.contains("is reported: 1 Go file\n"), "{}", checked.stderr);
    folder.edit("r/racy.go", "hits[k] = 1", "hits[k] = 2");
    folder.check("r", &FROM_HEAD).finds(&["racy.go"]);
}

#[test]
fn what_git_cannot_answer_gives_two() {
    let Some(folder) = repository("errors") else { return };
    folder.check("r", &["--new-from-rev", "no-such"]).fails(2, &["there is no commit `no-such` here", "git fetch"]);
    folder.check("r", &["--new-from-rev", "HEAD~9"]).fails(2, &["there is no commit `HEAD~9` here"]);
    folder.check("r", &["--new-from-rev", "main..main"]).fails(2, &["there is no commit"]);
    folder.check("r", &["--new-from-rev", "^main"]).fails(2, &["there is no commit"]);
    folder.check("r", &["--new-from-rev", "main:racy.go"]).fails(2, &["there is no commit"]);
    folder.check("r", &["--new-from-rev", "a\u{1b}b\nc"]).fails(2, &["there is no commit `a\\x1bb"]);
    for option in ["--output=owned", "-p", "--help", ""] {
        folder.check("r", &[&format!("--new-from-rev={option}")]).fails(2, &["is no revision"]);
        folder.check("r", &[&format!("--new-from-merge-base={option}")]).fails(2, &["is no revision"]);
    }
    assert!(!folder.at("r/owned").exists());
    folder.check("r", &["--new-from-rev", "HEAD", "--new-from-merge-base", "main"]).fails(2, &["cannot be used with"]);
    folder.check("r", &["--new-from-rev", "HEAD", "--new-from-patch", "x"]).fails(2, &["cannot be used with"]);
    folder.check("r/.git", &FROM_HEAD).fails(2, &["in no work tree", "--new-from-patch"]);
    racy(&folder, "outside");
    folder.check("outside", &FROM_HEAD).fails(2, &["in no git repository", "--new-from-patch FILE"]);
    folder.git("outside", &["init", "--quiet"]);
    folder.check("outside", &FROM_HEAD).fails(2, &["the repository has no commit yet"]);
    let no_git = folder.mapvet("r", &["check", "--new-from-rev", "HEAD"]).env("PATH", folder.at("r")).output().expect("the binary starts");
    Checked::of(&no_git).fails(2, &["the program git was not found", "--new-from-patch FILE"]);
    folder.write("r/.git/config", "[core\n");
    let broken = folder.check("r", &FROM_HEAD);
    assert_eq!((broken.status, broken.found.len()), (Some(2), 0), "{}", broken.stderr);
}

#[cfg(unix)]
#[test]
fn a_git_that_fails_gives_three() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(folder) = repository("failing") else { return };
    let real = std::env::split_paths(&std::env::var_os("PATH").expect("there is a PATH")).map(|folder| folder.join("git")).find(|git| git.is_file());
    let real = real.expect("git is somewhere");
    for (command, then) in [
        ("diff", "echo broken >&2; exit 128"),
        ("diff", "echo '@@ -1 +1 @@'; exit 0"),
        ("diff", "kill -9 $$"),
        ("ls-files", "exit 1"),
        ("merge-base", "exit 3"),
    ] {
        folder.write("bin/git", format!("#!/bin/sh\ncase \" $* \" in *' {command} '*) {then};; esac\nexec {} \"$@\"\n", real.display()));
        std::fs::set_permissions(folder.at("bin/git"), std::fs::Permissions::from_mode(0o755)).expect("the file is ours");
        let mut run = folder.mapvet("r", &["check", "--new-from-merge-base", "HEAD"]);
        Checked::of(&run.env("PATH", folder.at("bin")).output().expect("the binary starts")).fails(3, &["--new-from-merge-base: "]);
    }
}

/// `git diff` of what `edit` changes, and the folder with the change made.
fn patched(folder: &Folder, options: &[&str]) -> String {
    folder.edit("r/racy.go", "hits[k] = 1", "hits[k] = 2");
    folder.git("r", &[&["diff"], options].concat())
}

#[test]
fn patches_of_git_are_understood() {
    for (number, options) in
        [&[][..], &["-U0"], &["--no-prefix"], &["--src-prefix=i/", "--dst-prefix=w/"], &["-w", "--patience"], &["--stat", "--patch", "-U1"]]
            .iter()
            .enumerate()
    {
        let Some(folder) = repository(&format!("patch-{number}")) else { return };
        folder.write("p", patched(&folder, options));
        folder.check("r", &["--new-from-patch", "../p"]).finds(&["racy.go"]);
        folder.git("r", &["commit", "--quiet", "--all", "--message", "y"]);
        folder.write("mail", folder.git("r", &["format-patch", "--stdout", "HEAD~1"]));
        folder.check("r", &["--new-from-patch", "../mail"]).finds(&["racy.go"]);
        let mut piped = folder.mapvet("r", &["check", "--format", "concise", "--new-from-patch", "-"]);
        piped.stdin(std::fs::File::open(folder.at("mail")).expect("it was written"));
        Checked::of(&piped.output().expect("the binary starts")).finds(&["racy.go"]);
    }
}

#[test]
fn patches_that_say_nothing_of_the_tree_are_refused() {
    let folder = Folder::new("patches");
    racy(&folder, "r");
    let diff = "--- a/racy.go\n+++ b/racy.go\n@@ -12 +12 @@\n-\thits[k] = 0\n+\thits[k] = 1\n";
    folder.write("p", diff);
    folder.check("r", &["--new-from-patch", "../p"]).finds(&["racy.go"]);
    folder.write("p", "");
    let empty = folder.check("r", &["--new-from-patch", "../p"]);
    empty.finds(&[]);
    assert!(empty.stderr.contains("the patch is empty") && empty.stderr.contains("1 in code that is not new"), "{}", empty.stderr);
    folder.write("p", diff.replace("racy.go", "map.go").replace("12", "5"));
    folder.check("r", &["--new-from-patch", "../p"]).fails(2, &["../p: line 1: map.go: line 5 of the file is not as the patch leaves it"]);
    folder.write("p", diff.replace("racy.go", "no\u{1b}ne.go"));
    folder.check("r", &["--new-from-patch", "../p"]).fails(2, &["no\\x1bne.go is not in the tree"]);
    folder.write("p", "package m\n");
    folder.check("r", &["--new-from-patch", "../p"]).fails(2, &["it holds no unified diff"]);
    folder.check("r", &["--new-from-patch", "../none"]).fails(3, &["cannot read ../none"]);
    folder.check("r", &["--new-from-patch", ".."]).fails(3, &["cannot read .."]);
}

#[test]
fn facts_are_reported_by_a_patch() {
    use mapvet_engine::{DEFAULT_MAX_FILE_SIZE, Disk, Filter, Settings, Sources};
    let folder = Folder::new("facts");
    racy(&folder, "r");
    let settings = Settings {
        root: folder.at("r"),
        patterns: Vec::new(),
        tags: Vec::new(),
        goos: "linux".to_owned(),
        goarch: "amd64".to_owned(),
        tests: true,
        jobs: 1,
        max_file_size: DEFAULT_MAX_FILE_SIZE,
        sources: Sources::default(),
        models: mapvet_engine::Models::default(),
        filter: Filter::at_least(mapvet_sharing::Confidence::Low),
    };
    let units = mapvet_engine::plan(&settings, &Disk).units;
    assert_eq!(units.len(), 1);
    folder.write("unit.json", serde_json::to_string(&units[0]).expect("a unit can be written"));
    let made = folder.mapvet("r", &["unit", "--cfg", "../unit.json", "--out", "../m.facts"]).output().expect("the binary starts");
    assert!(made.status.success());
    let report = |patch: &str| {
        folder.write("p", patch);
        Checked::of(
            &folder.mapvet("r", &["report", "--format", "concise", "--new-from-patch", "../p", "../m.facts"]).output().expect("the binary starts"),
        )
    };
    report("--- a/racy.go\n+++ b/racy.go\n@@ -12 +12 @@\n-\thits[k] = 0\n+\thits[k] = 1\n").finds(&["racy.go"]);
    report("--- a/map.go\n+++ b/map.go\n@@ -4,0 +5 @@\n+func idle() {}\n").finds(&[]);
    report("no patch").fails(2, &["it holds no unified diff"]);
    assert!(Path::new(&folder.at("m.facts")).exists());
}
