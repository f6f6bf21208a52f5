//! `mapvet debug`: the one place where a dump is chosen.

use crate::args::{DebugArgs, DebugWhat};
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::{reason, to_stdout};
use mapvet_syntax::{Parser, outline};
use std::io::{self, Write};

/// Longer lines are cut.
const LONGEST_LINE: usize = 120;

/// Prints what a stage sees.
pub fn debug(args: &DebugArgs) -> Result<Status, Failure> {
    for file in &args.patterns {
        match args.what {
            DebugWhat::Outline => {
                let text = read(file)?;
                to_stdout(|out| print_outline(&text, out))?;
            }
        }
    }
    Ok(Status::Clean)
}

fn read(file: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::Lost(format!("cannot read {}: {}", escape::line(file), reason(&error))))
}

/// The first line of every declaration, with its line number.
fn print_outline(text: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let mut parser = Parser::new();
    let file = parser.parse(text);
    for node in outline(&file) {
        let first: String = node.text().lines().next().unwrap_or("").chars().take(LONGEST_LINE).collect();
        writeln!(out, "{:>6}  {}", node.line(), escape::line(&first))?;
    }
    if let Some(problem) = file.problem() {
        let line = text[..problem.start as usize].iter().filter(|byte| **byte == b'\n').count() + 1;
        writeln!(out, "{line:>6}  {}", escape::line(&problem.text))?;
    }
    Ok(())
}
