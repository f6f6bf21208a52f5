//! What a rule sees, and where it puts what it has to say.

use crate::finding::{Finding, Related};
use crate::phrase;
use crate::rule::Rule;
use mapvet_sharing::{Conflict, Started};

/// What a rule sees: one conflict.
pub struct RuleCtx<'a> {
    /// Two accesses of one map that may run at the same time.
    pub conflict: &'a Conflict,
}

/// What the rules have to say of one conflict.
#[derive(Default)]
pub struct Findings {
    claims: Vec<Claimed>,
}

struct Claimed {
    rule: &'static Rule,
    message: String,
    help: String,
}

impl Findings {
    /// Says that `rule` names this conflict.
    pub fn claim(&mut self, rule: &'static Rule, message: String, help: String) {
        self.claims.push(Claimed { rule, message, help });
    }

    /// As [`Self::claim`], before all that was said: for a rule that says more precisely what is wrong.
    pub fn claim_first(&mut self, rule: &'static Rule, message: String, help: String) {
        self.claims.insert(0, Claimed { rule, message, help });
    }

    /// The finding of a conflict: the first claim speaks, the others are named. The caller sets the id.
    pub(crate) fn into_finding(self, conflict: &Conflict) -> Option<Finding> {
        let winner = self.claims.first()?;
        let test = conflict.primary.test && conflict.other.test;
        let confidence = match test {
            true => conflict.confidence().min(mapvet_sharing::Confidence::Medium),
            false => conflict.confidence(),
        };
        let mark = if test { " [test]" } else { "" };
        Some(Finding {
            id: String::new(),
            rule: winner.rule.id,
            rules: self.claims.iter().map(|claim| claim.rule.id).collect(),
            level: crate::Level::of(confidence).min(winner.rule.level),
            confidence,
            links: conflict.links.iter().map(|link| link.text.clone()).collect(),
            map: conflict.map.clone(),
            message: format!("{}{mark}", winner.message),
            why: phrase::why(conflict),
            help: winner.help.clone(),
            test,
            primary: conflict.primary.span,
            declaration: conflict.declaration,
            related: related(conflict),
            sides: vec![conflict.primary.clone(), conflict.other.clone()],
            also: conflict.also.clone(),
            started: conflict.started.iter().map(started).collect(),
        })
    }
}

/// Another start of what leads to an access.
fn started(start: &Started) -> Related {
    let text = if start.registered { "handler registered here" } else { "also runs on a goroutine started here" };
    Related { span: start.span, text: text.to_owned() }
}

/// The other places of the story: the map, where the goroutines start, the other access.
fn related(conflict: &Conflict) -> Vec<Related> {
    let Conflict { primary, other, .. } = conflict;
    let mut story = Vec::new();
    if let Some(span) = conflict.declaration {
        story.push(Related { span, text: "map declared here".to_owned() });
    }
    match (primary.spawn, other.spawn) {
        (Some(one), Some(two)) if one == two && !primary.sent => story.push(Related { span: one, text: "both goroutines started here".to_owned() }),
        (one, two) => {
            let both = one.is_some() && two.is_some();
            for (span, sent, which) in [(one, primary.sent, "one goroutine"), (two, other.sent, "the other goroutine")] {
                let text = match (sent, both) {
                    (true, _) => "sent to another goroutine here".to_owned(),
                    (false, true) => format!("{which} started here"),
                    (false, false) => "goroutine started here".to_owned(),
                };
                story.extend(span.map(|span| Related { span, text }));
            }
        }
    }
    if other.span == primary.span {
        // The shells show the primary place once; a second instance of the line is told in words.
        story.push(Related { span: other.span, text: format!("also {} here by a second goroutine", phrase::done(other.kind)) });
    } else {
        let locks = if other.locks.is_empty() { "without a lock".to_owned() } else { phrase::holding(&other.locks) };
        story.push(Related { span: other.span, text: format!("also {} here {locks}", phrase::done(other.kind)) });
    }
    story
}
