//! Two goroutines that write one map at the same time.

use crate::claim::Meeting;
use crate::context::{Findings, RuleCtx};
use crate::finding::Level;
use crate::phrase;
use crate::rule::{Availability, Check, Maturity, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "concurrent-map-writes",
    summary: "a map is written while another goroutine may write it",
    docs: include_str!("concurrent_map_writes.md"),
    level: Level::Error,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Conflict(check),
};

fn check(ctx: &RuleCtx<'_>, out: &mut Findings) {
    let conflict = ctx.conflict;
    if Meeting::seen(conflict) == Some(Meeting::Writes) {
        out.claim(&RULE, phrase::message(conflict), phrase::help(conflict));
    }
}
