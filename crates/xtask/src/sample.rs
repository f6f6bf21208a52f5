//! `cargo xtask sample`: findings to judge by hand, with the source they speak of.

use crate::binary::BinaryArguments;
use crate::failure::Failure;
use crate::noise::label;
use crate::report::{Finding, Level, Place, Side, all_or_failure, check, each_tree};
use std::fs;
use std::path::{Path, PathBuf};

/// Print a few findings to judge by hand, with source around every place
///
/// The choice depends on the seed, the name of the tree's folder and the finding's id only: where nothing else changes, findings that come
/// or go leave the rest of a sample in place.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Trees to analyse, each the root of a project
    #[arg(required = true, value_name = "DIR")]
    trees: Vec<PathBuf>,
    /// Another seed, another choice
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many findings to print
    #[arg(long, default_value_t = 20)]
    count: usize,
    /// Leave out quieter findings
    #[arg(long, default_value = "warning", value_parser = level)]
    level: Level,
    /// Lines of source above and below each place
    #[arg(long, default_value_t = 3)]
    context: u32,
    #[command(flatten)]
    binary: BinaryArguments,
}

/// A finding and the tree it is about.
struct Drawn {
    tree: PathBuf,
    name: String,
    finding: Finding,
}

fn level(text: &str) -> Result<Level, String> {
    let found = Level::ALL.into_iter().find(|level| level.name() == text);
    found.ok_or_else(|| "one of error, warning, note".to_owned())
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let binary = arguments.binary.binary()?;
    let (drawn, failed) = each_tree(&arguments.trees, |tree| {
        let name = label(tree)?;
        let findings = check(&binary, tree)?.findings.into_iter();
        let loud = findings.filter(|finding| finding.level >= arguments.level);
        Ok(loud.map(|finding| Drawn { tree: tree.to_owned(), name: name.clone(), finding }).collect::<Vec<_>>())
    });
    let mut drawn: Vec<Drawn> = drawn.into_iter().flatten().collect();
    let all = drawn.len();
    drawn.sort_by_cached_key(|one| (rank(arguments.seed, &one.name, &one.finding.id), one.finding.place.clone()));
    drawn.truncate(arguments.count);
    println!("# {} of {all} findings, seed {}", drawn.len(), arguments.seed);
    for (number, one) in drawn.iter().enumerate() {
        println!("\n## {}. {} {}\n", number + 1, one.name, one.finding.id);
        print!("{}", describe(&one.finding, &one.tree, arguments.context));
        println!("\nVerdict:");
    }
    all_or_failure(failed)
}

/// A number that stands for chance: 64-bit FNV-1a, mixed so that all its bits depend on all of the input.
fn rank(seed: u64, tree: &str, id: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(tree.bytes()).chain([0]).chain(id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn describe(finding: &Finding, tree: &Path, context: u32) -> String {
    let mut text = format!("{}: {} [{}]\n", finding.level.name(), finding.rule, finding.confidence);
    text += &format!("{}:{}: {}\n", finding.place.file, finding.place.line, finding.message);
    text += &format!("map: {}\n", finding.map);
    for link in &finding.links {
        text += &format!("weak link: {link}\n");
    }
    text += &format!("help: {}\n", finding.help);
    for side in &finding.sides {
        text += &format!("\n{} in {}, {}\n", side.kind, side.function, held(side));
        for step in &side.steps {
            text += &format!("  {}: {} ({}:{})\n", step.what, step.text, step.place.file, step.place.line);
        }
    }
    let places = finding.sides.iter().flat_map(|side| &side.steps).map(|step| &step.place);
    let mut places: Vec<&Place> = places.chain([&finding.place]).collect();
    places.sort();
    text += &source(&places, tree, context);
    text
}

fn held(side: &Side) -> String {
    if side.locks.is_empty() {
        return "no lock held".to_owned();
    }
    let locks: Vec<String> = side.locks.iter().map(|lock| format!("{} ({})", lock.path, lock.mode)).collect();
    format!("holding {}", locks.join(", "))
}

/// The lines around `places`, which are sorted; neighbouring excerpts are one, and a `>` marks the places' own lines.
fn source(places: &[&Place], tree: &Path, context: u32) -> String {
    let mut text = String::new();
    let mut files: Vec<&str> = places.iter().map(|place| place.file.as_str()).collect();
    files.dedup();
    for file in files {
        let bytes = fs::read(tree.join(file)).unwrap_or_default();
        let code = String::from_utf8_lossy(&bytes);
        let marked: Vec<u32> = places.iter().filter(|place| place.file == file).map(|place| place.line).collect();
        let mut last = None;
        text += &format!("\n{file}\n");
        for (number, line) in (1..).zip(code.lines()) {
            if !marked.iter().any(|mark| mark.abs_diff(number) <= context) {
                continue;
            }
            if last.is_some_and(|last| last + 1 < number) {
                text += "  ...\n";
            }
            let mark = if marked.contains(&number) { '>' } else { ' ' };
            text += format!("{mark} {number:5}  {line}").trim_end();
            text.push('\n');
            last = Some(number);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn chance_depends_on_seed_tree_and_id() {
        let ranks = [rank(1, "a", "b"), rank(2, "a", "b"), rank(1, "b", "b"), rank(1, "a", "c"), rank(1, "ab", "")];
        assert!((0..ranks.len()).all(|at| !ranks[..at].contains(&ranks[at])));
        assert_eq!(rank(7, "tree", "0123456789ab"), rank(7, "tree", "0123456789ab"));
    }

    #[test]
    fn a_finding_is_shown_with_its_source() {
        let folder = std::env::temp_dir().join(format!("mapvet-sample-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        fs::write(folder.join("a.go"), "one\ntwo\nthree\nfour\n").expect("a temporary file can be written");
        let text = describe(&example().findings[0], &folder, 1);
        fs::remove_dir_all(&folder).expect("a temporary folder can be removed");
        assert_eq!(
            text,
            "error: concurrent-map-writes [high]\na.go:2: `t.m` is written\nmap: p.T.m\nhelp: hold a lock\n\n\
             assign in p.(*T).Set, holding t.mu (read)\n  entry: `Set` begins (a.go:1)\n  access: writes `t.m` (a.go:2)\n\n\
             a.go\n>     1  one\n>     2  two\n      3  three\n"
        );
    }

    #[test]
    fn far_places_are_two_excerpts() {
        let folder = std::env::temp_dir().join(format!("mapvet-excerpts-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        fs::write(folder.join("a.go"), "one\ntwo\nthree\nfour\n").expect("a temporary file can be written");
        let place = |line| Place { file: "a.go".to_owned(), line };
        let text = source(&[&place(1), &place(4)], &folder, 0);
        fs::remove_dir_all(&folder).expect("a temporary folder can be removed");
        assert_eq!(text, "\na.go\n>     1  one\n  ...\n>     4  four\n");
    }
}
