//! The scripts in `integrations`, run as the services would run them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one run, with the binary where the action would have put it.
struct Runner(PathBuf);

/// What came of a script.
struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Runner {
    /// A new folder; none if one of the programs is not here, unless that is forbidden.
    fn new(name: &str, programs: &[&str]) -> Option<Runner> {
        for program in programs {
            if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
                eprintln!("{program} is not installed: not tested");
                assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none_or(|value| value != "1"), "{program} is not installed");
                return None;
            }
        }
        let folder = std::env::temp_dir().join(format!("mapvet-integration-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("temp/mapvet/bin")).expect("the folder can be made");
        std::fs::copy(env!("CARGO_BIN_EXE_mapvet"), folder.join("temp/mapvet/bin/mapvet")).expect("the binary can be copied");
        let runner = Runner(folder);
        runner.write("clean/go.mod", "module example.com/clean\n\ngo 1.22\n");
        runner.write("clean/clean.go", "package clean\n\nfunc f() {}\n");
        Some(runner)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.at(path);
        std::fs::create_dir_all(file.parent().expect("files are in folders")).expect("the folder can be made");
        std::fs::write(file, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_default()
    }

    /// Runs a program in a folder with these variables and none of a service.
    fn run(&self, program: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).current_dir(folder).stdin(Stdio::null());
        let services = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            let name = name.to_string_lossy();
            ["GITHUB_", "RUNNER_", "CI_", "MAPVET_", "GIT_"].iter().any(|start| name.starts_with(start))
        });
        for name in services {
            command.env_remove(name);
        }
        for person in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{person}_NAME"), "a").env(format!("GIT_{person}_EMAIL"), "a@example.com");
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").envs(variables.iter().copied());
        let Output { status, stdout, stderr } = command.output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { status: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    fn git(&self, folder: &str, args: &[&str]) {
        let ran = self.run(&[&["git"], args].concat(), &self.at(folder), &[]);
        assert_eq!(ran.status, Some(0), "git {args:?}: {}", ran.stderr);
    }

    /// Runs the script of the action; the answer is what it did and its outputs.
    fn action(&self, folder: &Path, variables: &[(&str, &str)]) -> (Ran, String) {
        let (outputs, temp) = (self.at("outputs"), self.at("temp"));
        let _ = std::fs::remove_file(&outputs);
        let script = integrations().join("github-action/run.sh");
        let fixed = [("GITHUB_OUTPUT", outputs.to_str()), ("RUNNER_TEMP", temp.to_str())].map(|(name, path)| (name, path.expect("paths are text")));
        let ran = self.run(&["bash", script.to_str().expect("paths are text")], folder, &[&fixed[..], variables].concat());
        (ran, self.read("outputs").replace(temp.to_str().expect("paths are text"), "TEMP"))
    }

    /// Runs the script of the template.
    fn job(&self, folder: &Path, variables: &[(&str, &str)]) -> Ran {
        let template = std::fs::read_to_string(integrations().join("gitlab/mapvet.gitlab-ci.yml")).expect("the template can be read");
        let (_, rest) = template.split_once("# begin script\n").expect("the script begins");
        let (script, _) = rest.split_once("      # end script\n").expect("the script ends");
        let script: String = script.lines().map(|line| format!("{}\n", line.strip_prefix("      ").unwrap_or(line))).collect();
        let path = std::env::join_paths(
            [self.at("temp/mapvet/bin")].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let path = path.expect("the folders have no colons").into_string().expect("paths are text");
        let defaults = [
            ("MAPVET_PATTERNS", "./..."),
            ("MAPVET_ARGS", ""),
            ("MAPVET_FAIL_ON", "error"),
            ("MAPVET_NEW_ONLY", "true"),
            ("MAPVET_REPOSITORY", ""),
            ("MAPVET_REVISION", ""),
            ("PATH", path.as_str()),
        ];
        self.run(&["/bin/sh", "-c", &script], folder, &[&defaults[..], variables].concat())
    }

    /// A clone with a pull request: `main` has one finding, the branch that is checked out another.
    fn pull_request(&self) -> PathBuf {
        for (file, text) in [("go.mod", "module example.com/m\n\ngo 1.22\n"), ("old.go", &racy("old")), ("README", "x\n")] {
            self.write(&format!("origin/{file}"), text);
        }
        self.git("origin", &["init", "--quiet", "--initial-branch=main"]);
        self.commit();
        self.git("origin", &["checkout", "--quiet", "-b", "topic"]);
        self.write("origin/new.go", &racy("fresh"));
        self.commit();
        self.git(".", &["clone", "--quiet", "--branch=topic", "origin", "clone"]);
        self.at("clone")
    }

    fn commit(&self) {
        self.git("origin", &["add", "--all"]);
        self.git("origin", &["commit", "--quiet", "--message=x"]);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn integrations() -> PathBuf {
    root().join("integrations")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

/// A file with one finding.
fn racy(name: &str) -> String {
    format!(
        "package m\n\nvar {name} = map[string]int{{}}\n\nfunc Run{name}() {{\n\tgo work{name}()\n\twork{name}()\n}}\n\nfunc work{name}() {{\n\t{name}[\"a\"] = 1\n}}\n"
    )
}

const SHOWCASE: (&str, &str) = ("MAPVET_PATTERNS", "testdata/showcase/...");

#[test]
fn the_action_annotates_and_gives_the_status_to_a_later_step() {
    let Some(runner) = Runner::new("annotate", &["bash"]) else { return };
    let (ran, outputs) = runner.action(&root(), &[SHOWCASE]);
    assert_eq!((ran.status, outputs.as_str()), (Some(0), "status=1\nsarif=\n"), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("::error file=testdata/showcase/internal/probe/probe.go,line=48")
            && ran.stdout.contains("::warning file=testdata/showcase/internal/session/session.go,line=57"),
        "{}",
        ran.stdout
    );
    let (ran, outputs) = runner.action(&root(), &[SHOWCASE, ("MAPVET_FAIL_ON", "never")]);
    assert_eq!((ran.status, outputs.as_str()), (Some(0), "status=0\nsarif=\n"), "{}", ran.stderr);
    let (ran, outputs) = runner.action(&runner.at("clean"), &[]);
    assert_eq!((ran.status, outputs.as_str(), ran.stdout.as_str()), (Some(0), "status=0\nsarif=\n", ""), "{}", ran.stderr);
    let (ran, outputs) =
        runner.action(&runner.0, &[("MAPVET_FOLDER", "clean"), ("MAPVET_PATTERNS", "\n./...\r\n  \n.\n"), ("MAPVET_ARGS", "--jobs\n1\n")]);
    assert_eq!((ran.status, outputs.as_str()), (Some(0), "status=0\nsarif=\n"), "{}", ran.stderr);
}

#[test]
fn the_action_writes_sarif_once_with_the_annotations() {
    let Some(runner) = Runner::new("sarif", &["bash"]) else { return };
    let (ran, outputs) = runner.action(&root(), &[SHOWCASE, ("MAPVET_SARIF", "true")]);
    assert_eq!((ran.status, outputs.as_str()), (Some(0), "status=1\nsarif=TEMP/mapvet.sarif\n"), "{}", ran.stderr);
    let log: serde_json::Value = serde_json::from_str(&runner.read("temp/mapvet.sarif")).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("there are results").len();
    assert_eq!(results, ran.stdout.lines().filter(|line| line.starts_with("::")).count());
    let (_, outputs) = runner.action(&runner.at("clean"), &[("MAPVET_SARIF", "true"), ("MAPVET_FAIL_ON", "loud")]);
    assert_eq!(outputs, "status=2\nsarif=\n", "the file of the run before is no report of this one");
    let (_, outputs) = runner.action(&runner.at("clean"), &[("MAPVET_SARIF", "true"), ("MAPVET_PATTERNS", "./missing")]);
    assert_eq!(outputs, "status=3\nsarif=TEMP/mapvet.sarif\n");
}

#[test]
fn inputs_of_the_action_are_no_code() {
    let Some(runner) = Runner::new("hostile", &["bash"]) else { return };
    let hostile = "$(touch owned)\n`touch owned`\n; touch owned\n' \" * --output=owned";
    for variable in ["MAPVET_PATTERNS", "MAPVET_ARGS", "MAPVET_FAIL_ON", "GITHUB_BASE_REF", "MAPVET_NEW_ONLY", "MAPVET_SARIF"] {
        let (ran, outputs) = runner.action(&runner.at("clean"), &[(variable, hostile)]);
        assert_eq!(ran.status, Some(0), "{variable}: {}", ran.stderr);
        let wrong = ["status=2", "status=3", "status=0"];
        assert!(wrong.iter().any(|status| outputs.starts_with(status)), "{variable}: {outputs}");
        assert!(!runner.at("clean/owned").exists(), "{variable}");
    }
    let (ran, _) = runner.action(&runner.at("clean"), &[("MAPVET_FOLDER", "$(touch owned)")]);
    assert!(ran.status != Some(0) && !runner.at("clean/owned").exists());
}

#[test]
fn a_pull_request_is_judged_by_what_is_new() {
    let Some(runner) = Runner::new("pull-request", &["bash", "git"]) else { return };
    let clone = runner.pull_request();
    let files = |ran: &Ran| {
        let place = |line: &str| line.split_once("file=").map(|(_, rest)| rest.split(',').next().unwrap_or("").to_owned());
        ran.stdout.lines().filter_map(place).collect::<Vec<_>>()
    };
    let request = ("GITHUB_BASE_REF", "main");
    let (ran, outputs) = runner.action(&clone, &[request]);
    assert_eq!((files(&ran), outputs.as_str()), (vec!["new.go".to_owned()], "status=1\nsarif=\n"), "{}", ran.stderr);
    let (ran, _) = runner.action(&clone, &[request, ("MAPVET_NEW_ONLY", "false")]);
    assert_eq!(files(&ran), ["new.go", "old.go"]);
    let (ran, _) = runner.action(&clone, &[]);
    assert_eq!(files(&ran), ["new.go", "old.go"]);
    // Code scanning is told of everything, or it would take the old finding for fixed.
    let (ran, outputs) = runner.action(&clone, &[request, ("MAPVET_SARIF", "true")]);
    assert_eq!((files(&ran), outputs.as_str()), (vec!["new.go".to_owned()], "status=1\nsarif=TEMP/mapvet.sarif\n"), "{}", ran.stderr);
    let sarif = runner.read("temp/mapvet.sarif");
    assert!(sarif.contains("\"new.go\"") && sarif.contains("\"old.go\""));
    runner.git(".", &["clone", "--quiet", "--depth=1", "--branch=topic", &format!("file://{}", runner.at("origin").display()), "shallow"]);
    let (ran, outputs) = runner.action(&runner.at("shallow"), &[request]);
    assert_eq!((files(&ran).len(), outputs.as_str()), (0, "status=2\nsarif=\n"));
    assert!(ran.stderr.contains("fetch-depth: 0"), "{}", ran.stderr);
}

#[test]
fn the_build_is_named_by_its_source() {
    let Some(runner) = Runner::new("source", &["bash", "git"]) else { return };
    let script = integrations().join("github-action/source.sh");
    let outputs = runner.at("outputs");
    let name = || {
        let _ = std::fs::remove_file(&outputs);
        let variables = [("GITHUB_OUTPUT", outputs.to_str().expect("paths are text"))];
        let ran = runner.run(&["bash", script.to_str().expect("paths are text")], &runner.0, &variables);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        runner.read("outputs")
    };
    let hash = name();
    let digits = hash.trim_end().strip_prefix("hash=").expect("the hash has a name");
    assert!(digits.len() >= 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    assert_eq!(hash, name());
}

#[test]
fn the_job_reports_everything_and_fails_for_what_is_asked() {
    let Some(runner) = Runner::new("job", &["/bin/sh", "git"]) else { return };
    let clone = runner.pull_request();
    let places = |ran: &Ran| ran.stdout.lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
    let reported = || {
        let quality: serde_json::Value = serde_json::from_str(&runner.read("clone/gl-code-quality-report.json")).expect("it is JSON");
        (quality.as_array().expect("it is a list").len(), runner.read("clone/mapvet-junit.xml").matches("<failure").count())
    };
    let ran = runner.job(&clone, &[]);
    assert_eq!((places(&ran), ran.status, reported()), (vec!["new.go".to_owned(), "old.go".to_owned()], Some(1), (2, 2)), "{}", ran.stderr);
    // The runner of GitLab fetches no other branch than that of the job.
    runner.git("clone", &["update-ref", "-d", "refs/remotes/origin/main"]);
    let request = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main");
    let ran = runner.job(&clone, &[request]);
    assert_eq!((places(&ran), ran.status, reported()), (vec!["new.go".to_owned()], Some(1), (2, 2)), "{}", ran.stderr);
    let ran = runner.job(&clone, &[request, ("MAPVET_NEW_ONLY", "false"), ("MAPVET_FAIL_ON", "never")]);
    assert_eq!((places(&ran).len(), ran.status), (2, Some(0)), "{}", ran.stderr);
    let ran = runner.job(&clone, &[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "no-such")]);
    assert!(ran.status != Some(0) && ran.stdout.is_empty() && !ran.stderr.is_empty(), "{}", ran.stdout);
    let ran = runner.job(&runner.at("clean"), &[]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
    let ran = runner.job(&runner.at("clean"), &[("MAPVET_ARGS", "--jobs\n1"), ("MAPVET_PATTERNS", "./...\n$(touch owned)\n*")]);
    assert!(ran.status == Some(3) && !runner.at("clean/owned").exists(), "{}", ran.stderr);
}

#[test]
fn the_job_says_where_mapvet_is_to_come_from() {
    let Some(runner) = Runner::new("uninstalled", &["/bin/sh"]) else { return };
    std::fs::remove_file(runner.at("temp/mapvet/bin/mapvet")).expect("the binary is there");
    let ran = runner.job(&runner.at("clean"), &[("PATH", "/nowhere")]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("MAPVET_REPOSITORY and MAPVET_REVISION"), "{}", ran.stderr);
}

#[test]
fn scripts_are_clean() {
    let Some(runner) = Runner::new("shellcheck", &["shellcheck"]) else { return };
    for script in ["github-action/run.sh", "github-action/source.sh", "pre-commit/mapvet.sh"] {
        let ran = runner.run(&["shellcheck", integrations().join(script).to_str().expect("paths are text")], &runner.0, &[]);
        assert_eq!(ran.status, Some(0), "{}", ran.stdout);
    }
}
