//! One access without the lock that nearly all others hold, where no two goroutines are seen to meet.

use crate::context::{Findings, RuleCtx};
use crate::finding::Level;
use crate::phrase;
use crate::rule::{Availability, Check, Maturity, Rule};
use mapvet_sharing::Parallel;

pub(crate) static RULE: Rule = Rule {
    id: "unguarded-map-access",
    summary: "a map is used without the lock that its other uses hold",
    docs: include_str!("unguarded_map_access.md"),
    level: Level::Warning,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Conflict(check),
};

fn check(ctx: &RuleCtx<'_>, out: &mut Findings) {
    let conflict = ctx.conflict;
    if conflict.parallel == Parallel::Unseen && !conflict.is_write_under_read_lock() {
        out.claim(&RULE, phrase::unguarded(conflict), phrase::help(conflict));
    }
}
