//! A walk over a map that another goroutine may write at the same time.

use crate::claim::Meeting;
use crate::context::{Findings, RuleCtx};
use crate::finding::Level;
use crate::phrase;
use crate::rule::{Availability, Check, Maturity, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "concurrent-map-iteration-and-map-write",
    summary: "a map is ranged over while another goroutine may write it",
    docs: include_str!("concurrent_map_iteration_and_map_write.md"),
    level: Level::Error,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Conflict(check),
};

fn check(ctx: &RuleCtx<'_>, out: &mut Findings) {
    let conflict = ctx.conflict;
    if Meeting::seen(conflict) == Some(Meeting::IterationAndWrite) {
        out.claim(&RULE, phrase::message(conflict), phrase::help(conflict));
    }
}
