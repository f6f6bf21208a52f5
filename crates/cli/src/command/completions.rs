//! `mapvet completions`.

use crate::args::{CompletionsArgs, help};
use crate::exit::{Failure, Status};
use crate::output::to_stdout;

/// Prints the script for a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::visible_command(), "mapvet", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Status::Clean)
}
