//! `mapvet explain`.

use super::{look, say, settings, trace};
use crate::args::{ExplainArgs, ExplainFormat};
use crate::closing;
use crate::exit::{Failure, Status};
use crate::explain::{self, Subject};
use crate::look::width;
use crate::output::to_stdout;
use crate::progress::Bar;
use crate::sources::Sources;

/// Explains a finding, a rule or a map.
pub fn explain(args: &ExplainArgs) -> Result<Status, Failure> {
    let is_page = args.trace.is_none() && args.subject.as_ref().is_some_and(|subject| mapvet_rules::rule(subject).is_some());
    match args.format {
        ExplainFormat::Json if args.trace.is_none() => return Err(Failure::Usage("--format json is for --trace".to_owned())),
        ExplainFormat::Markdown if !is_page => return Err(Failure::Usage("--format markdown is for the page of a rule".to_owned())),
        ExplainFormat::Full | ExplainFormat::Json | ExplainFormat::Markdown => {}
    }
    let (Some(subject), None) = (&args.subject, &args.trace) else { return trace::trace(args) };
    let subject = Subject::of(subject);
    if let Subject::Rule(id) = subject
        && let Some(rule) = mapvet_rules::rule(id)
    {
        to_stdout(|out| match args.format {
            ExplainFormat::Markdown => out.write_all(rule.docs.as_bytes()),
            ExplainFormat::Full | ExplainFormat::Json => explain::rule(rule, look(args.load.color), width(), out),
        })?;
        return Ok(Status::Clean);
    }
    let bar = Bar::new(args.load.quiet);
    let report = mapvet_engine::check(&settings(&args.load, &args.patterns)?, &bar);
    bar.finish();
    say(closing::problems(&report.problems, args.load.quiet));
    let sources = Sources::of(&report);
    match subject {
        Subject::Finding(id) => {
            let finding = explain::find(&report.findings, id)?;
            to_stdout(|out| explain::finding(finding, &report.linked.maps, &sources, look(args.load.color), out))?;
        }
        Subject::Map(name) | Subject::Rule(name) => {
            let maps = explain::find_maps(&report.linked.maps, name)?;
            to_stdout(|out| {
                for (at, story) in maps.iter().enumerate() {
                    if at > 0 {
                        writeln!(out)?;
                    }
                    explain::map(story, &report.findings, &sources, out)?;
                }
                Ok(())
            })?;
        }
    }
    Ok(if report.unreadable || report.internal_error { Status::Lost } else { Status::Clean })
}
