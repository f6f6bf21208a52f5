//! `mapvet explain --trace` from outside: what it says of a crash and a race, and its exit statuses.

use expect_test::{expect, expect_file};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Runs the binary on the small cache.
fn mapvet(args: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mapvet"));
    command.args(args).current_dir(testdata().join("cli/cache")).env("LC_ALL", "C.UTF-8").env_remove("CLICOLOR_FORCE");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the binary starts");
    // A binary that does not read its input closes it.
    let _ = child.stdin.take().expect("it was asked for").write_all(input);
    child.wait_with_output().expect("the binary ends")
}

fn trace(name: &str) -> Vec<u8> {
    std::fs::read(testdata().join("traces").join(name)).expect("the file is there")
}

fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("reports are UTF-8")
}

fn refused(args: &[&str], input: &[u8]) -> (Option<i32>, String) {
    let output = mapvet(args, input);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn crashes_and_races_are_explained() {
    let both = [trace("cache-crash.txt"), trace("cache-race.txt"), trace("cache-race.txt"), trace("elsewhere.txt")].concat();
    expect_file!["../../../testdata/cli/trace.txt"].assert_eq(&stdout(&mapvet(&["explain", "--quiet", "--trace", "-"], &both)));
    expect_file!["../../../testdata/cli/trace.json"].assert_eq(&stdout(&mapvet(&["explain", "--quiet", "--format", "json", "--trace", "-"], &both)));
}

#[test]
fn files_and_patterns_may_be_named() {
    let crash = "../../traces/cache-crash.txt";
    let whole = stdout(&mapvet(&["explain", "--quiet", "--trace", crash], b""));
    assert!(whole.starts_with("error[trace]: the program ended because two goroutines touched `example.com/cache.Cache.items`"), "{whole}");
    assert_eq!(stdout(&mapvet(&["explain", "--quiet", "--trace", crash, "./..."], b"")), whole);
    assert_eq!(stdout(&mapvet(&["explain", "--quiet", "./...", "--trace", crash], b"")), whole);
}

#[test]
fn nothing_to_explain_is_a_mistake() {
    let of = |input: &str| refused(&["explain", "--trace", "-"], input.as_bytes());
    let (code, said) = of("all is well\n");
    assert_eq!(code, Some(2));
    expect![[r#"
        error: standard input holds no fatal error of a map and no report of the race detector
    "#]]
    .assert_eq(&said);
    let (code, said) = of("panic: \x1b[31mnil map\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:3 +0x1\n");
    assert_eq!(code, Some(2));
    expect![[r#"
        error: standard input holds no fatal error of a map and no report of the race detector; it holds another failure: panic: nil map
    "#]]
    .assert_eq(&said);
    let (code, said) = of("fatal error: concurrent map writes\n");
    assert_eq!(code, Some(2));
    expect![[r#"
        error: standard input says "fatal error: concurrent map writes", but the stack of the running goroutine is missing
    "#]]
    .assert_eq(&said);
    assert_eq!(refused(&["explain", "--trace", "go.mod"], b"").0, Some(2));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let (code, said) = refused(&["explain", "--trace", "no-such-file"], b"");
    assert_eq!((code, said.as_str()), (Some(3), "error: cannot read no-such-file: no such file or directory\n"));
    assert_eq!(refused(&["explain", "--trace", "."], b"").0, Some(3));
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let (code, said) = refused(&["explain", "--trace", "go.mod", "0123456789ab"], b"");
    assert_eq!(code, Some(2));
    assert!(said.contains("--trace explains what a file holds, not the finding 0123456789ab"), "{said}");
    for args in [&["explain"][..], &["explain", "--trace"], &["explain", "--format", "json", "x"], &["explain", "--format", "xml", "--trace", "-"]] {
        assert_eq!(refused(args, b"").0, Some(2), "{args:?}");
    }
}
