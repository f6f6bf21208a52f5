//! `cargo xtask ids`: whether findings keep their ids over the history of a project.

mod history;
mod shake;
mod walk;

use crate::failure::Failure;
use crate::report::{all_or_failure, each_tree};
use std::path::{Path, PathBuf};
use walk::{Lost, Tally, Walked};

/// Print whether findings keep their ids from commit to commit
///
/// Walks consecutive first-parent commits of each repository, oldest first, and checks each. A finding is asked for in the next
/// commit if all functions on its two paths and the declaration of its map have the same text there, in the same folder. Then
/// shakes the newest tree: every file gets another name, and every function another place; no id may change.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Repositories below DIR, each with the commit to end at if it is not HEAD; nothing is written there
    #[arg(required = true, value_name = "NAME[@COMMIT]")]
    names: Vec<String>,
    /// The folder that holds the repositories, bare or not: DIR/NAME, or DIR/NAME/repo
    #[arg(long, value_name = "DIR")]
    repos: PathBuf,
    /// How many commits are walked
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    commits: u32,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let names: Vec<PathBuf> = arguments.names.iter().map(PathBuf::from).collect();
    let (walked, failed) = each_tree(&names, |name| {
        let name = name.to_string_lossy();
        let (folder, commit) = name.split_once('@').unwrap_or((&name, "HEAD"));
        let git_dir = git_dir(&arguments.repos.join(folder))?;
        walk::walk(folder, &git_dir, commit, arguments.commits)
    });
    print!("{}", table(&walked));
    for one in &walked {
        print!("{}", losses(one));
    }
    all_or_failure(failed)
}

/// The git directory of a repository that is bare, has a work tree, or lies in `repo`.
fn git_dir(folder: &Path) -> Result<PathBuf, Failure> {
    let candidates = [folder.join("repo/.git"), folder.join("repo"), folder.join(".git"), folder.to_owned()];
    let found = candidates.into_iter().find(|candidate| candidate.join("HEAD").is_file() && candidate.join("objects").is_dir());
    found.ok_or_else(|| Failure::at(folder, "no git repository"))
}

fn table(walked: &[Walked]) -> String {
    let mut text =
        "| repository | commits | confidence | findings | asked | moved by lines or files | kept | kept, less sure | lost | followed |\n".to_owned();
    text += "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for one in walked {
        for (confidence, tally) in [("medium and high", &one.sure), ("low", &one.unsure)] {
            let Tally { findings, asked, displaced, kept, weaker, lost, followed } = tally;
            let row = format!(
                "| {} | {} | {confidence} | {findings} | {asked} | {displaced} | {kept} | {weaker} | {} | {followed} |",
                one.name,
                one.commits,
                lost.len()
            );
            text += &row;
            text.push('\n');
        }
    }
    text
}

/// Every finding that lost its id, for people to judge, and what shaking the newest tree did.
fn losses(walked: &Walked) -> String {
    let mut text = format!("\n{}: {} .. {}\n", walked.name, walked.first, walked.last);
    let shaken = &walked.shaken;
    text += &format!("shaken: {} of {} findings keep their ids\n", shaken.before - shaken.lost.len(), shaken.before);
    for finding in &shaken.lost {
        text += &format!("  lost when shaken: {finding}\n");
    }
    for Lost { from, to, finding, confidence, reason } in walked.sure.lost.iter().chain(&walked.unsure.lost) {
        text += &format!("  {from} -> {to}: {} [{confidence:?}] {} in {}: {reason}\n", finding.id, finding.map, finding.function);
    }
    text
}

#[cfg(test)]
mod tests;
