//! What the help of each command says below its options: examples and exit statuses. Manual pages say the same.

use super::Cli;
use clap::CommandFactory as _;
use clap::builder::{StyledStr, Styles};
use std::fmt::Write as _;

/// A command line, and what it is for.
pub type Example = (&'static str, &'static str);

/// An exit status, and what it means.
pub type Meaning = (u8, &'static str);

/// The exit statuses of all commands.
const ALL: [Meaning; 4] = [
    (0, "nothing was found at or above --fail-on; other commands: done"),
    (1, "findings at or above --fail-on"),
    (2, "the command line or the configuration is wrong"),
    (3, "something could not be read, analysed or written"),
];

/// Those of a command that analyses but does not judge.
const WITHOUT_FINDINGS: [Meaning; 3] = [(0, "done, whatever was found"), ALL[2], ALL[3]];

/// The command line with all its help.
pub fn command() -> clap::Command {
    let mut command = Cli::command().after_help(after_help("mapvet"));
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        let text = after_help(&name);
        // Each one is put behind the others: for their order to stay, none may be passed over.
        command = command.mut_subcommand(name, |command| if text.ansi().to_string().is_empty() { command } else { command.after_help(text) });
    }
    command
}

/// The command line without what is hidden: what completions and manual pages are made of.
pub fn visible_command() -> clap::Command {
    let whole = command();
    let shown: Vec<clap::Command> = whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    let bare = clap::Command::new("mapvet").version(env!("CARGO_PKG_VERSION")).subcommands(shown);
    match whole.get_about() {
        Some(about) => bare.about(about.clone()),
        None => bare,
    }
}

/// Command lines worth knowing, for `mapvet` itself or for one of its commands.
pub fn examples(command: &str) -> &'static [Example] {
    match command {
        "mapvet" => &[
            ("mapvet check ./...", "analyse the module in this folder"),
            ("mapvet explain concurrent-map-writes", "read the page of a rule"),
            ("mapvet doctor", "see what a run finds, and what it does not"),
        ],
        "check" => &[
            ("mapvet check", "this folder and all below"),
            ("mapvet check --tags integration ./server/...", "with a build tag set"),
            ("GOOS=windows mapvet check", "the files of another system"),
            ("mapvet check --min-confidence low", "with what is less sure, too"),
            ("mapvet check --output sarif=mapvet.sarif", "a second report, for code scanning"),
            ("mapvet check --new-from-merge-base main", "only what this branch touches"),
        ],
        "explain" => &[
            ("mapvet explain af3e1a041f4f", "the whole argument of a finding"),
            ("mapvet explain concurrent-map-writes", "the page of a rule"),
            ("mapvet explain Store.lastSeen", "what is known of a map"),
            ("mapvet explain --trace crash.txt", "what a crash or a race report is about"),
        ],
        "graph" => &[
            ("mapvet graph | dot -Tsvg -o shared.svg", "the maps that goroutines share"),
            ("mapvet graph --map Server.sessions | dot -Tsvg -o g.svg", "all ways to one map"),
            ("mapvet graph --func Server.Run --format mermaid", "what a function leads to"),
        ],
        "ignore" => &[
            ("mapvet ignore af3e1a041f4f --reason \"set up before any goroutine\"", ""),
            ("mapvet ignore af3e1a041f4f --reason \"...\" --dry-run", "see the change first"),
        ],
        "baseline" => &[
            ("mapvet baseline create", "write down what is there now"),
            ("mapvet baseline update", "after findings were mended or new ones accepted"),
        ],
        "config" => &[
            ("mapvet config init", "write a file with every key as a comment"),
            ("mapvet config verify", "name everything that is wrong with it"),
            ("mapvet config print", "all settings, and where each comes from"),
        ],
        "diff" => &[("mapvet diff old.json new.json", "two reports of `mapvet check --format json`")],
        "rules" => &[("mapvet rules", "a table"), ("mapvet rules --json", "all that is known of each rule")],
        "doctor" => &[
            ("mapvet doctor", "how `mapvet check` would go here"),
            ("mapvet doctor --show-skipped ./server/...", "name each file that is left out"),
            ("mapvet doctor --json", "the same for programs"),
        ],
        "completions" => &[
            ("source <(mapvet completions bash)", "in ~/.bashrc"),
            ("mapvet completions zsh > ~/.zfunc/_mapvet", "with ~/.zfunc in $fpath"),
            ("mapvet completions fish > ~/.config/fish/completions/mapvet.fish", ""),
            ("mapvet completions powershell | Out-String | Invoke-Expression", ""),
        ],
        "man" => &[("mapvet man | man -l -", "read it"), ("mapvet man --out ~/.local/share/man/man1", "install all pages")],
        "debug" => &[("mapvet debug locks cache.go", "the locks at each access"), ("mapvet debug types cache.go:12:4", "what an expression is")],
        _ => &[],
    }
}

/// What the exit statuses of a command mean; nothing where `mapvet --help` says it all.
pub fn statuses(command: &str) -> &'static [Meaning] {
    match command {
        "mapvet" | "check" | "diff" => &ALL,
        "doctor" | "explain" | "graph" => &WITHOUT_FINDINGS,
        _ => &[],
    }
}

fn after_help(command: &str) -> StyledStr {
    let mut text = StyledStr::new();
    let styles = Styles::styled();
    let heading = styles.get_header();
    let examples = examples(command);
    // Writing to memory does not fail.
    if !examples.is_empty() {
        let _ = write!(text, "{heading}Examples:{heading:#}");
        let width = examples.iter().filter(|(_, what)| !what.is_empty()).map(|(line, _)| line.len()).max().unwrap_or(0);
        for (line, what) in examples {
            let row = format!("  {line:width$}  {what}");
            let _ = write!(text, "\n{}", row.trim_end());
        }
    }
    let statuses = statuses(command);
    if !statuses.is_empty() {
        let gap = if examples.is_empty() { "" } else { "\n\n" };
        let _ = write!(text, "{gap}{heading}Exit status:{heading:#}");
        for (status, meaning) in statuses {
            let _ = write!(text, "\n  {status}  {meaning}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_command_line() {
        let all = command();
        let names = std::iter::once("mapvet").chain(all.get_subcommands().map(clap::Command::get_name));
        for (line, _) in names.flat_map(examples) {
            // What stands in quotes is one word; its spaces do not matter here.
            let quoted = line.split('"').enumerate().map(|(at, part)| if at % 2 == 1 { part.replace(' ', "_") } else { part.to_owned() });
            let line = quoted.collect::<String>();
            let words = line.split_whitespace().skip_while(|word| *word != "mapvet" && *word != "<(mapvet");
            let words = words.map(|word| word.trim_start_matches("<(").trim_end_matches(')')).take_while(|word| !matches!(*word, "|" | ">"));
            let parsed = command().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().map_or_else(String::new, |error| error.to_string()));
        }
    }

    #[test]
    fn help_fits_a_terminal() {
        for command in command().get_subcommands_mut() {
            let help = command.clone().term_width(80).render_help().to_string();
            assert!(help.lines().all(|line| line.chars().count() <= 80), "{help}");
        }
    }

    #[test]
    fn what_is_hidden_is_not_visible() {
        let names: Vec<String> = visible_command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(names[0] == "check" && !names.contains(&"unit".to_owned()), "{names:?}");
        let plain = Cli::command();
        let shown = plain.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
        assert_eq!(names, shown.collect::<Vec<_>>());
    }
}
