//! `cargo xtask new-rule`: the files of a rule and its line in the registry.

mod registry;

use crate::binary::workspace;
use crate::failure::Failure;
use registry::{list_folder, register};
use std::fs;
use std::path::Path;

const CODE: &str = include_str!("new_rule/rule.rs.txt");
const PAGE: &str = include_str!("new_rule/page.md.txt");
const FIXTURE: &str = include_str!("new_rule/fixture.go.txt");
const QUERY: &str = include_str!("new_rule/query.scm.txt");

/// Where the rules are registered, below the workspace.
const REGISTRY: &str = "crates/rules/src/lib.rs";
/// The test that runs every folder of fixtures, below the workspace.
const FOLDERS: &str = "crates/engine/tests/fixtures.rs";

/// Write the files of a new rule and register it
///
/// They are its code, its manual page, its first fixture and, with --shape, the query that pre-selects places. The
/// fixture is put on the list of tests, and its `want` fails until the rule is written.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Kebab-case; names the problem, as in `concurrent-map-writes`
    #[arg(value_name = "ID", value_parser = id)]
    id: String,
    /// The rule begins with a local pattern: write its query too
    #[arg(long)]
    shape: bool,
}

fn id(text: &str) -> Result<String, String> {
    let mut words = text.split('-');
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let starts_well = !["no", "avoid", "check"].contains(&text.split('-').next().unwrap_or(""));
    let first_is_letter = text.starts_with(|first: char| first.is_ascii_lowercase());
    match words.all(is_word) && starts_well && first_is_letter {
        true => Ok(text.to_owned()),
        false => Err("an id is lower-case words with `-` between them and does not begin with no, avoid or check".to_owned()),
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    for path in write(&workspace(), &arguments.id, arguments.shape)? {
        println!("{path}");
    }
    Ok(())
}

/// Writes the files below `root` and says which. Nothing is written if one of them is there already.
fn write(root: &Path, id: &str, shape: bool) -> Result<Vec<String>, Failure> {
    let stem = id.replace('-', "_");
    let mut files = vec![
        (format!("crates/rules/src/{stem}.rs"), CODE),
        (format!("crates/rules/src/{stem}.md"), PAGE),
        (format!("testdata/rules/{stem}/basic/basic.go"), FIXTURE),
    ];
    if shape {
        files.push((format!("queries/rules/{stem}.scm"), QUERY));
    }
    let read = |path: &str| fs::read_to_string(root.join(path)).map_err(|error| Failure::at(&root.join(path), error));
    let registry = register(&read(REGISTRY)?, id)?;
    let folders = list_folder(&read(FOLDERS)?, id)?;
    for (path, _) in &files {
        if root.join(path).exists() {
            return Err(Failure::new(format!("{path} is there already")));
        }
    }
    let query = if shape { format!("Some(include_str!(\"../../../queries/rules/{stem}.scm\"))") } else { "None".to_owned() };
    let filled = files.into_iter().map(|(path, template)| (path, template.replace("@id@", id).replace("@stem@", &stem).replace("@shape@", &query)));
    let filled: Vec<(String, String)> = filled.chain([(REGISTRY.to_owned(), registry), (FOLDERS.to_owned(), folders)]).collect();
    for (path, text) in &filled {
        let whole = root.join(path);
        let folder = whole.parent().expect("every path has a folder before its name");
        fs::create_dir_all(folder).and_then(|()| fs::write(&whole, text)).map_err(|error| Failure::at(&whole, error))?;
    }
    Ok(filled.into_iter().map(|(path, _)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kebab_case_and_names_the_problem() {
        for good in ["concurrent-map-writes", "map-write-under-rlock", "a1"] {
            assert!(id(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A-b", "a_b", "no-map", "avoid-map", "check-map", "1a", "é"] {
            assert!(id(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_page_has_the_headings_of_the_others() {
        let headings = |page: &str| page.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect::<Vec<_>>();
        let path = workspace().join("crates/rules/src/concurrent_map_writes.md");
        let other = fs::read_to_string(path).expect("the rule has a page");
        assert_eq!(headings(PAGE), headings(&other));
    }

    #[test]
    fn all_files_are_written_once() {
        let root = std::env::temp_dir().join(format!("mapvet-new-rule-{}", std::process::id()));
        for path in [REGISTRY, FOLDERS] {
            let copy = root.join(path);
            fs::create_dir_all(copy.parent().expect("it has a folder")).expect("a temporary folder can be made");
            fs::copy(workspace().join(path), &copy).expect("the lists can be copied");
        }
        let written = write(&root, "map-of-a-test", true).expect("the rule is new");
        assert_eq!(
            written,
            [
                "crates/rules/src/map_of_a_test.rs",
                "crates/rules/src/map_of_a_test.md",
                "testdata/rules/map_of_a_test/basic/basic.go",
                "queries/rules/map_of_a_test.scm",
                REGISTRY,
                FOLDERS,
            ]
        );
        let read = |path: &str| fs::read_to_string(root.join(path)).expect("it was written");
        assert!(read(&written[0]).contains("shape: Some(include_str!(\"../../../queries/rules/map_of_a_test.scm\")),"));
        assert!(read(&written[1]).starts_with("# map-of-a-test\n"));
        assert!(read(&written[2]).contains("// want map-of-a-test"));
        assert!(read(REGISTRY).contains("    &map_of_a_test::RULE,\n"));
        assert!(read(FOLDERS).contains("\n    map_of_a_test,\n"));
        for blank in ["@id@", "@stem@", "@shape@"] {
            assert!(written.iter().all(|path| !read(path).contains(blank)), "{blank}");
        }
        let again = write(&root, "map-of-a-test", true).expect_err("it is there already");
        assert_eq!(again.to_string(), "there is a rule map-of-a-test already");
        fs::remove_dir_all(&root).expect("the temporary folder can be removed");
    }
}
