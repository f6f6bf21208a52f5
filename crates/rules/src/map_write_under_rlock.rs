//! A map that is written while its lock is held for reading only.

use crate::context::{Findings, RuleCtx};
use crate::finding::Level;
use crate::phrase;
use crate::rule::{Availability, Check, Maturity, Rule};
use mapvet_sharing::Parallel;

pub(crate) static RULE: Rule = Rule {
    id: "map-write-under-rlock",
    summary: "a map is written while its lock is held for reading only",
    docs: include_str!("map_write_under_rlock.md"),
    level: Level::Error,
    maturity: Maturity::Preview,
    fixes: Availability::Never,
    shape: None,
    check: Check::Conflict(check),
};

fn check(ctx: &RuleCtx<'_>, out: &mut Findings) {
    let conflict = ctx.conflict;
    if !conflict.is_write_under_read_lock() {
        return;
    }
    let message = match conflict.parallel {
        Parallel::Unseen => phrase::under_read_lock(conflict),
        Parallel::SelfParallel | Parallel::ParentAndChild | Parallel::AfterSend | Parallel::Siblings | Parallel::Entries => phrase::message(conflict),
    };
    out.claim_first(&RULE, message, phrase::help(conflict));
}
