//! `mapvet explain`.

use super::{look, say, settings, trace};
use crate::args::ExplainArgs;
use crate::closing;
use crate::exit::{Failure, Status};
use crate::explain::{self, Subject};
use crate::output::to_stdout;
use crate::progress::Bar;
use crate::sources::Sources;

/// Explains a finding, a rule or a map.
pub fn explain(args: &ExplainArgs) -> Result<Status, Failure> {
    let (Some(subject), None) = (&args.subject, &args.trace) else { return trace::trace(args) };
    let subject = Subject::of(subject);
    if let Subject::Rule(id) = subject
        && let Some(rule) = mapvet_rules::rule(id)
    {
        to_stdout(|out| explain::rule(rule, out))?;
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
