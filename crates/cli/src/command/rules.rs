//! `mapvet rules`.

use super::look;
use crate::args::RulesArgs;
use crate::exit::{Failure, Status};
use crate::look::width;
use crate::output::to_stdout;
use crate::rules;
use mapvet_rules::RULES;

/// Lists the rules.
pub fn rules(args: &RulesArgs) -> Result<Status, Failure> {
    to_stdout(|out| match args.json {
        true => rules::json(&RULES, out),
        false => rules::table(&RULES, look(args.color), width(), out),
    })?;
    Ok(Status::Clean)
}
