//! `mapvet man`: manual pages out of the same definition as the command line.

use super::say;
use crate::args::{ManArgs, help};
use crate::escape;
use crate::exit::{Failure, Status};
use crate::output::{self, to_stdout};
use clap::Command;
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::Path;

/// A page, and the name of its file.
struct ManPage {
    name: String,
    text: Vec<u8>,
}

/// Prints the page of `mapvet`, or writes it and those of its commands.
pub fn man(args: &ManArgs) -> Result<Status, Failure> {
    let pages = pages().map_err(|error| Failure::Lost(format!("cannot make the manual pages: {}", output::reason(&error))))?;
    match (&args.out, pages.first()) {
        (None, Some(page)) => to_stdout(|out| out.write_all(&page.text))?,
        (Some(folder), Some(_)) => write_pages(&pages, folder)?,
        (_, None) => {}
    }
    Ok(Status::Clean)
}

fn write_pages(pages: &[ManPage], folder: &Path) -> Result<(), Failure> {
    let failed = |verb: &str, path: &Path, error: &io::Error| {
        Failure::Lost(format!("cannot {verb} {}: {}", escape::line(&path.to_string_lossy()), output::reason(error)))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
    for page in pages {
        let file = folder.join(&page.name);
        mapvet_engine::replace_file(&file, |out| out.write_all(&page.text)).map_err(|error| failed("write", &file, &error))?;
    }
    say([escape::line(&format!("wrote {} manual pages to {}", pages.len(), folder.to_string_lossy()))]);
    Ok(())
}

/// A command, then those below it in the order of the help.
fn with_those_below(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|command| !command.is_hide_set());
    std::iter::once(command).chain(below.flat_map(with_those_below)).collect()
}

/// The page of `mapvet` first, then those of its commands and of theirs in the order of the help.
fn pages() -> io::Result<Vec<ManPage>> {
    // `mapvet help COMMAND` needs no page of its own.
    let mut whole = without_help(help::visible_command());
    whole.build();
    let commands = with_those_below(&whole);
    let see_also: Vec<String> = commands.iter().map(|command| display_name(command)).collect();
    commands.into_iter().map(|command| Ok(ManPage { name: format!("{}.1", display_name(command)), text: page(command, &see_also)? })).collect()
}

fn without_help(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = if names.is_empty() { command } else { command.disable_help_subcommand(true) };
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, without_help))
}

fn display_name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &Command, see_also: &[String]) -> io::Result<Vec<u8>> {
    let name = display_name(command);
    let man = Man::new(command.clone()).source(concat!("mapvet ", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.get_subcommands().next().is_some() {
        man.render_subcommands_section(&mut out)?;
    }
    let examples = help::examples(command.get_name());
    if !examples.is_empty() {
        writeln!(out, ".SH EXAMPLES")?;
        for (line, what) in examples {
            writeln!(out, ".TP\n\\fB{}\\fR\n{}", roff(line), if what.is_empty() { "\\&".to_owned() } else { roff(what) })?;
        }
    }
    let statuses = help::statuses(command.get_name());
    if !statuses.is_empty() {
        writeln!(out, ".SH EXIT STATUS")?;
        for (status, meaning) in statuses {
            writeln!(out, ".TP\n\\fB{status}\\fR\n{}", roff(meaning))?;
        }
    }
    let others: Vec<String> = see_also.iter().filter(|other| **other != name).map(|other| format!("\\fB{}\\fR(1)", roff(other))).collect();
    writeln!(out, ".SH SEE ALSO\n{}", others.join(",\n"))?;
    Ok(out)
}

/// Text as roff takes it: hyphens stay hyphens, and nothing is read as a request.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('~', "\\(ti").replace('^', "\\(ha").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let pages = pages().expect("memory takes all");
        let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
        assert_eq!(names[0], "mapvet.1");
        for command in help::visible_command().get_subcommands() {
            let name = format!("mapvet-{}", command.get_name());
            assert!(names.contains(&format!("{name}.1").as_str()), "{names:?}");
            for below in command.get_subcommands() {
                assert!(names.contains(&format!("{name}-{}.1", below.get_name()).as_str()), "{names:?}");
            }
        }
        assert!(!names.contains(&"mapvet-unit.1") && !names.iter().any(|name| name.ends_with("-help.1")), "{names:?}");
    }

    #[test]
    fn roff_reads_no_text_as_a_request() {
        assert_eq!(roff(".so 'a' \\ --b"), "\\&.so \\(aqa\\(aq \\e \\-\\-b");
    }
}
