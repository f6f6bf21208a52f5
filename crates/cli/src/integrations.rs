//! The files in `integrations` say what the command line understands: every command and every option in them exists.

use crate::args::Cli;
use clap::{CommandFactory as _, Parser as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Options of other programs that the files use.
const FOREIGN: [&str; 8] = ["--git", "--locked", "--no-tags", "--path", "--rev", "--root", "--stdin", "--stdin-paths"];

fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("integrations")];
    let mut files = vec![root.join(".pre-commit-hooks.yaml")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("the file can be read");
        (file, text)
    };
    files.into_iter().map(read).collect()
}

/// Every option of every command.
fn options(command: &clap::Command, found: &mut BTreeSet<String>) {
    let long = command.get_arguments().filter_map(clap::Arg::get_long);
    found.extend(long.map(|long| format!("--{long}")));
    for inner in command.get_subcommands() {
        options(inner, found);
    }
}

/// The words of a text that begin with two dashes.
fn dashed(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'));
    words.filter(|word| word.starts_with("--") && word.len() > 2 && !word.starts_with("---"))
}

/// The commands in a text, as words: what follows `mapvet ` or the script of pre-commit, up to the end of the command.
///
/// On a page only what stands between fences is looked at.
fn commands(text: &str, is_page: bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut is_code = !is_page;
    for line in text.lines().map(str::trim_start) {
        is_code ^= is_page && line.starts_with("```");
        if !is_code {
            continue;
        }
        let command = line.strip_prefix("entry: ").unwrap_or(line);
        let Some(rest) = ["mapvet ", "integrations/pre-commit/mapvet.sh "].iter().find_map(|start| command.strip_prefix(start)) else { continue };
        let rest = rest.split(['|', '>', ';']).next().unwrap_or(rest);
        // Variables stand for values; lists of arguments are looked at where they are made.
        let lists = ["$reports", "\"$@\""];
        let words = rest.split_whitespace().filter(|word| !lists.contains(word)).map(|word| match word {
            "\"$MAPVET_FAIL_ON\"" => "error".to_owned(),
            other => other.trim_matches('"').to_owned(),
        });
        found.push(std::iter::once("mapvet".to_owned()).chain(words).collect());
    }
    found
}

#[test]
fn options_in_the_integrations_exist() {
    let mut known = BTreeSet::new();
    options(&Cli::command(), &mut known);
    assert!(known.len() > 15, "{known:?}");
    let mut seen = BTreeSet::new();
    for (file, text) in files() {
        for word in dashed(&text) {
            seen.insert(word.to_owned());
            assert!(known.contains(word) || FOREIGN.contains(&word), "{}: {word} is no option", file.display());
        }
    }
    assert!(FOREIGN.iter().all(|option| seen.contains(*option) && !known.contains(*option)), "an option of others is not needed: {seen:?}");
    for option in ["--new-from-merge-base", "--new-from-rev", "--format", "--output", "--exit-zero", "--fail-on"] {
        assert!(seen.contains(option), "{option} is used nowhere");
    }
}

#[test]
fn commands_in_the_integrations_are_understood() {
    let mut count = 0;
    for (file, text) in files() {
        for command in commands(&text, file.extension().is_some_and(|extension| extension == "md")) {
            count += 1;
            if let Err(error) = Cli::try_parse_from(&command) {
                panic!("{}: {command:?}: {error}", file.display());
            }
        }
    }
    assert!(count >= 8, "only {count} commands were found");
}

#[test]
fn arguments_that_scripts_collect_are_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integrations");
    let run = std::fs::read_to_string(root.join("github-action/run.sh")).expect("the script can be read");
    let template = std::fs::read_to_string(root.join("gitlab/mapvet.gitlab-ci.yml")).expect("the template can be read");
    for (text, lists) in [
        (
            run.as_str(),
            &[
                "--format github --fail-on \"${MAPVET_FAIL_ON:-error}\"",
                "--quiet --exit-zero --format sarif --output \"$sarif\"",
                "--new-from-merge-base \"origin/$GITHUB_BASE_REF\"",
                "--output \"sarif=$sarif\"",
            ][..],
        ),
        (template.as_str(), &["--output gitlab=gl-code-quality-report.json --output junit=mapvet-junit.xml"]),
    ] {
        for list in lists {
            assert!(text.contains(list), "{list}");
            let words = list.replace("${MAPVET_FAIL_ON:-error}", "error").replace('"', "");
            let command = ["mapvet", "check"].into_iter().chain(words.split_whitespace()).chain(["--", "./..."]);
            assert!(Cli::try_parse_from(command).is_ok(), "{list}");
        }
    }
}

#[test]
fn the_action_puts_no_input_into_a_script() {
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integrations/github-action/action.yml");
    let text = std::fs::read_to_string(action).expect("the action can be read");
    let scripts: Vec<&str> = text.lines().map(str::trim_start).filter_map(|line| line.strip_prefix("run: ")).collect();
    assert_eq!((scripts.len(), text.matches("run:").count()), (4, 4));
    assert!(scripts.iter().all(|script| !script.contains("${{") && !script.contains('|')), "{scripts:?}");
}
