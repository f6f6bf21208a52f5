//! The built-in table of Go's own library is what the sources of its release give.

use mapvet_engine::{Disk, StandardTable, standard_table, with_threads};
use std::path::{Path, PathBuf};
use std::process::Command;

const TABLE: &[u8] = include_bytes!("../std/table.bin");

fn goroot() -> Option<PathBuf> {
    let output = Command::new("go").args(["env", "GOROOT"]).output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

#[test]
fn the_table_is_what_its_sources_say() {
    let Some(goroot) = goroot() else {
        assert!(std::env::var_os("MAPVET_REQUIRE_TOOLS").is_none(), "Go is not installed");
        eprintln!("skipped: Go is not installed");
        return;
    };
    let again = with_threads(2, || standard_table(&goroot, &Disk)).expect("the sources of Go can be read");
    let release = |bytes| StandardTable::open(bytes).map(|table| table.go_version());
    let (built_in, installed) = (release(TABLE), release(&again));
    if built_in.is_some() && built_in != installed {
        eprintln!("skipped: the table was made from {built_in:?}, and {installed:?} is installed");
        return;
    }
    assert!(again == TABLE, "the table of the standard library is outdated: run `cargo xtask std-facts`");
}

#[test]
fn a_folder_without_go_is_told() {
    let error = with_threads(1, || standard_table(Path::new("/nowhere"), &Disk)).expect_err("there is nothing to read");
    assert!(error.starts_with("/nowhere/VERSION: "), "{error}");
}
