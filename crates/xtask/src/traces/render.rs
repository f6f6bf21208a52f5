//! Facts as the Go runtime or the race detector would write them.

use super::row::{Frame, Goroutine, Row};
use std::fmt::Write as _;

/// The number of the first goroutine; made up, as all addresses are.
const FIRST: usize = 7;

/// Folders of Go's own sources begin with these.
const STANDARD: [&str; 12] =
    ["runtime/", "internal/", "reflect/", "encoding/", "net/http/", "testing/", "sync/", "time/", "fmt/", "pkg/runtime/", "os/", "sort/"];

/// The text of a row.
pub(crate) fn render(row: &Row) -> String {
    if row.is_race() { race(row) } else { dump(row) }
}

fn dump(row: &Row) -> String {
    let words = match row.kind.as_str() {
        "read" => "concurrent map read and map write",
        "iteration" => "concurrent map iteration and map write",
        _ => "concurrent map writes",
    };
    let mut text = format!("fatal error: {words}\n");
    for (number, goroutine) in (FIRST..).zip(&row.goroutines) {
        let _ = writeln!(text, "\ngoroutine {number} [{}]:", goroutine.what);
        for frame in &goroutine.frames {
            let _ = writeln!(text, "{}(0xc000180030, 0x1)", frame.0);
            place(&mut text, row, frame, "\t");
        }
        if let Some(frame) = &goroutine.created {
            let _ = writeln!(text, "created by {}", frame.0);
            place(&mut text, row, frame, "\t");
        }
    }
    text + "exit status 2\n"
}

fn race(row: &Row) -> String {
    let address = if row.kind == "race-old" { "" } else { " at 0x00c000180030" };
    let mut text = "==================\nWARNING: DATA RACE\n".to_owned();
    for (number, goroutine) in (FIRST..).zip(&row.goroutines) {
        let what = goroutine.what[..1].to_uppercase() + &goroutine.what[1..];
        let _ = writeln!(text, "{what}{address} by goroutine {number}:");
        goroutine.frames.iter().for_each(|frame| call(&mut text, row, frame));
        text.push('\n');
    }
    for (number, goroutine) in (FIRST..).zip(&row.goroutines) {
        if let Goroutine { created: Some(frame), .. } = goroutine {
            let _ = writeln!(text, "Goroutine {number} (running) created at:");
            call(&mut text, row, frame);
            text.push('\n');
        }
    }
    text.trim_end().to_owned() + "\n==================\n"
}

fn call(text: &mut String, row: &Row, frame: &Frame) {
    let _ = writeln!(text, "  {}()", frame.0);
    place(text, row, frame, "      ");
}

fn place(text: &mut String, row: &Row, frame: &Frame, indent: &str) {
    let Frame(function, file, line) = frame;
    if file.is_empty() {
        return;
    }
    let is_standard = STANDARD.iter().any(|folder| file.starts_with(folder)) && !first_element(function).contains('.');
    let prefix = if file.starts_with('<') {
        ""
    } else if is_standard {
        "/usr/local/go/src/"
    } else {
        &row.prefix
    };
    let _ = writeln!(text, "{indent}{prefix}{file}:{line} +0x1d");
}

/// `example.com` of `example.com/a.F`; nothing of `runtime.F`.
fn first_element(function: &str) -> &str {
    function.split_once('/').map_or("", |(first, _)| first)
}
