//! Comments that set findings aside: what each of them hides, and what is to be said of those that hide nothing.
//!
//! What a comment hides is decided over all findings that there are, whatever their confidence, the rules and the files that
//! are asked for: otherwise a comment would be called unused by whoever asks for less.

use super::{Filter, is_selected};
use mapvet_model::nearest;
use mapvet_rules::{Check, Comment, Finding, GROUPS, IGNORE_WITHOUT_REASON, RULES, Rule, UNUSED_IGNORE, rule};
use mapvet_sharing::{Directive, DirectiveForm, Fault, FileEntry, PlacedDirective};
use mapvet_syntax::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The longest part of a comment that a message repeats, in characters.
const LONGEST: usize = 60;

/// What comments are held against.
pub(crate) struct Ground<'a> {
    /// All findings, reported where link would report them.
    pub(crate) all: Vec<Finding>,
    /// Where link would report the asked findings that were turned because its place is not asked for, by their ids.
    pub(crate) turned: BTreeMap<String, Span>,
    /// The comments, sorted by place.
    pub(crate) directives: &'a [PlacedDirective],
    /// The files that spans count in.
    pub(crate) files: &'a [FileEntry],
    /// The files that are asked for; without it, all.
    pub(crate) reported: Option<&'a BTreeSet<String>>,
    /// Files of which a part was not understood.
    pub(crate) broken: BTreeSet<&'a str>,
    /// Whether everything was seen that could have given a finding.
    pub(crate) whole: bool,
}

/// What the comments hide.
pub(crate) struct Ignored<'a> {
    ground: &'a Ground<'a>,
    /// The comments that cover something in a file.
    by_file: BTreeMap<FileId, Vec<usize>>,
    /// Comments and the rules of which they hide a finding.
    used: BTreeSet<(usize, &'static str)>,
    /// Comments without a reason that would hide a finding if they had one.
    idle: BTreeSet<usize>,
}

impl<'a> Ignored<'a> {
    /// Holds the comments against all findings and those that are `asked` for.
    pub(crate) fn new(ground: &'a Ground<'a>, asked: &[Finding]) -> Ignored<'a> {
        let mut by_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
        for (at, directive) in ground.directives.iter().enumerate() {
            if let Some(scope) = directive.scope.filter(|_| directive.said.fault.is_none()) {
                by_file.entry(scope.file).or_default().push(at);
            }
        }
        let mut ignored = Ignored { ground, by_file, used: BTreeSet::new(), idle: BTreeSet::new() };
        let asked = asked.iter().map(|finding| (finding, ignored.turned_from(finding)));
        let asked: Vec<(&Finding, Option<Span>)> = asked.collect();
        for (finding, turned) in ground.all.iter().map(|finding| (finding, None)).chain(asked) {
            for at in ignored.covering(finding, turned) {
                if ground.directives[at].said.reason.is_empty() {
                    ignored.idle.insert(at);
                } else {
                    ignored.used.insert((at, finding.rule));
                }
            }
        }
        ignored
    }

    /// The reason with which a comment hides a finding: that of the comment that covers least.
    pub(crate) fn reason(&self, finding: &Finding) -> Option<&'a str> {
        let said = |at: &usize| &self.ground.directives[*at].said;
        let reach = |at: &usize| self.ground.directives[*at].scope.map_or(u32::MAX, |scope| scope.end - scope.start);
        let found = self
            .covering(finding, self.turned_from(finding))
            .into_iter()
            .filter(|at| !said(at).reason.is_empty())
            .min_by_key(|at| (reach(at), *at))?;
        Some(&self.ground.directives[found].said.reason)
    }

    /// What is wrong with the comments of files that people write and that are asked for.
    pub(crate) fn complaints(&self, filter: &Filter) -> Vec<Finding> {
        let mut seen: BTreeMap<(FileId, &str, &str), usize> = BTreeMap::new();
        let mut findings = Vec::new();
        for (at, directive) in self.ground.directives.iter().enumerate() {
            let Some(entry) = self.ground.files.get(directive.span.file.0 as usize) else { continue };
            let asked = self.ground.reported.is_none_or(|reported| reported.contains(&entry.path));
            if entry.generated || entry.vendored || !asked {
                continue;
            }
            let Some(Complaint { rule, message, why, help }) = self.complaint(at, &entry.path, filter) else { continue };
            let text = directive.said.text.as_str();
            let count = seen.entry((directive.span.file, rule.id, text)).or_insert(0);
            let nth = std::mem::replace(count, *count + 1);
            let comment = Comment { path: &entry.path, text, nth, span: directive.span, test: entry.test, message, why, help };
            findings.push(Finding::about_comment(rule, comment));
        }
        findings
    }

    /// Where link would report a finding that is asked for, if not where it is reported. A comment there hides it too.
    fn turned_from(&self, finding: &Finding) -> Option<Span> {
        self.ground.turned.get(&finding.id).copied()
    }

    /// The comments that name a finding's rule and cover its access or the declaration of its map, reason or not.
    fn covering(&self, finding: &Finding, turned: Option<Span>) -> Vec<usize> {
        if finding.is_about_comment() {
            // A comment does not hide what is said of it.
            return Vec::new();
        }
        let places: Vec<Span> = finding.declaration.into_iter().chain([finding.primary]).chain(turned).collect();
        let covers = |at: &usize| {
            let PlacedDirective { said, scope, .. } = &self.ground.directives[*at];
            names(said, finding.rule)
                && scope.is_some_and(|scope| places.iter().any(|place| scope.file == place.file && (scope.start..scope.end).contains(&place.start)))
        };
        let files: BTreeSet<FileId> = places.iter().map(|place| place.file).collect();
        files.iter().filter_map(|file| self.by_file.get(file)).flatten().copied().filter(covers).collect()
    }

    fn complaint(&self, at: usize, path: &str, filter: &Filter) -> Option<Complaint> {
        let PlacedDirective { said, scope, .. } = &self.ground.directives[at];
        if let Some(fault) = said.fault {
            return faulty(said, fault);
        }
        let to_everybody = said.form == DirectiveForm::NolintAll;
        if said.reason.is_empty() {
            return (!to_everybody || self.idle.contains(&at)).then(|| without_reason(said));
        }
        if to_everybody {
            return None;
        }
        let mut wrong = unknown_rules(said);
        let is_broken = self.ground.broken.contains(path);
        if scope.is_none() && !is_broken {
            wrong.push("no code follows it in its block".to_owned());
        } else if self.ground.whole && !is_broken {
            wrong.extend(self.unused_rules(at, filter));
        }
        (!wrong.is_empty()).then(|| {
            let hides = if self.used.iter().any(|(used, _)| *used == at) { "a part of this comment" } else { "this comment" };
            unused(format!("{hides} hides nothing: {}", wrong.join("; ")), "delete what hides nothing, or mend its place or its spelling".to_owned())
        })
    }

    /// The rules that a comment names and of which it hides no finding, if all that it names are on.
    fn unused_rules(&self, at: usize, filter: &Filter) -> Option<String> {
        let said = &self.ground.directives[at].said;
        let named: Vec<&str> = hideable().map(|rule| rule.id).filter(|rule| names(said, rule)).collect();
        if named.is_empty() || named.iter().any(|rule| !is_selected(rule, filter)) {
            return None;
        }
        let unused: Vec<&str> = named.iter().copied().filter(|rule| !self.used.contains(&(at, *rule))).collect();
        let by_list = said.form == DirectiveForm::Mapvet || !said.rules.iter().any(|rule| rule.contains(['*', '?']));
        match (unused.len() == named.len(), by_list) {
            (true, false) => Some("no finding is in what it covers".to_owned()),
            // A wildcard is used if one of the rules that it stands for is.
            (false, false) => None,
            (_, true) if unused.is_empty() => None,
            (_, true) => Some(format!("no finding of {} is in what it covers", list(unused))),
        }
    }
}

/// What is to be said of a comment.
struct Complaint {
    rule: &'static Rule,
    message: String,
    why: String,
    help: String,
}

/// The rules whose findings a comment can hide.
fn hideable() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| matches!(rule.check, Check::Conflict(_)))
}

fn names(said: &Directive, rule: &str) -> bool {
    match said.form {
        DirectiveForm::Mapvet => said.rules.iter().any(|named| named == rule),
        DirectiveForm::Nolint | DirectiveForm::NolintAll | DirectiveForm::Lint | DirectiveForm::LintFile => {
            said.rules.iter().any(|pattern| fits(pattern.as_bytes(), rule.as_bytes()))
        }
    }
}

/// Whether a text fits a pattern, in which `*` stands for any characters and `?` for one.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut next) = (0, 0);
    // Where to go on when what follows the last `*` does not fit.
    let mut star: Option<(usize, usize)> = None;
    while next < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, next));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[next] => (at, next) = (at + 1, next + 1),
            _ => match star {
                Some((from, begun)) => {
                    star = Some((from, begun + 1));
                    (at, next) = (from + 1, begun + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// What to say of something that looks like a directive and is none.
fn faulty(said: &Directive, fault: Fault) -> Option<Complaint> {
    let example = example(said);
    let message = match fault {
        Fault::Space => {
            // `// mapvet:ignore hides findings` is prose.
            let meant = said.form != DirectiveForm::Mapvet || said.rules.iter().any(|named| rule(named).is_some() || near(named).is_some());
            if !meant {
                return None;
            }
            "this comment hides nothing: a directive follows its `//` without a space".to_owned()
        }
        Fault::Block => "this comment hides nothing: only a `//` comment can be a directive".to_owned(),
        Fault::Verb => format!("this comment hides nothing: `{}` is no directive", shown(said.text.split_whitespace().next().unwrap_or_default())),
        Fault::Name => "this comment hides nothing: mapvet is not named as this form of comment has it".to_owned(),
    };
    Some(unused(message, format!("write `{example}`")))
}

fn unused(message: String, help: String) -> Complaint {
    Complaint { rule: &UNUSED_IGNORE, message, why: "a comment that hides nothing now hides the next bug in its place".to_owned(), help }
}

fn without_reason(said: &Directive) -> Complaint {
    let message = match said.rules.as_slice() {
        [] => "this comment names no rule and gives no reason, so it hides nothing".to_owned(),
        _ => "this comment gives no reason, so it hides nothing".to_owned(),
    };
    let why = "nobody can tell later whether what it hides is still no mistake".to_owned();
    Complaint { rule: &IGNORE_WITHOUT_REASON, message, why, help: format!("say what makes it safe: `{}`", example(said)) }
}

/// How a comment of this form is written.
fn example(said: &Directive) -> String {
    let named = || {
        let known: Vec<&str> = said.rules.iter().map(String::as_str).filter(|named| named.contains('*') || rule(named).is_some()).collect();
        if known.is_empty() { vec!["RULE"] } else { known }
    };
    let checks = || named().iter().map(|rule| format!("mapvet/{rule}")).collect::<Vec<_>>().join(",");
    match said.form {
        DirectiveForm::Mapvet => format!("//mapvet:ignore {} <reason>", named().join(",")),
        DirectiveForm::Nolint => "//nolint:mapvet // <reason>".to_owned(),
        DirectiveForm::NolintAll => "//nolint // <reason>".to_owned(),
        DirectiveForm::Lint => format!("//lint:ignore {} <reason>", checks()),
        DirectiveForm::LintFile => format!("//lint:file-ignore {} <reason>", checks()),
    }
}

/// Names that stand for no rule whose findings can be hidden.
fn unknown_rules(said: &Directive) -> Vec<String> {
    if said.rules.is_empty() {
        return vec!["it names no rule".to_owned()];
    }
    let unknown = said.rules.iter().filter(|named| match said.form {
        DirectiveForm::Mapvet => hideable().all(|rule| rule.id != named.as_str()),
        DirectiveForm::Nolint | DirectiveForm::NolintAll | DirectiveForm::Lint | DirectiveForm::LintFile => {
            hideable().all(|rule| !fits(named.as_bytes(), rule.id.as_bytes()))
        }
    });
    let is_group = |named: &String| GROUPS.iter().any(|group| group.id == named);
    let say = |named: &String| match (rule(named), near(named)) {
        (Some(_), _) => format!("`{named}` cannot be hidden by a comment"),
        (None, _) if is_group(named) => format!("`{named}` is a group, and a comment names rules"),
        (None, Some(near)) => format!("`{}` is no rule, the nearest is `{near}`", shown(named)),
        (None, None) => format!("`{}` is no rule", shown(named)),
    };
    unknown.map(say).collect()
}

fn near(named: &str) -> Option<&'static str> {
    nearest(named, hideable().map(|rule| rule.id))
}

fn list(rules: Vec<&str>) -> String {
    rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(" or ")
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_shells() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c*", "abxc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("ab", "abc", false),
            ("", "a", false),
            ("", "", true),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
        let (pattern, text) = ("*a".repeat(2_000), "a".repeat(4_000));
        assert!(fits(pattern.as_bytes(), text.as_bytes()));
    }

    #[test]
    fn a_group_is_no_rule_but_known() {
        let said = Directive::read("//mapvet:ignore concurrent-map why").expect("it is one");
        assert_eq!(unknown_rules(&said), ["`concurrent-map` is a group, and a comment names rules"]);
    }

    #[test]
    fn long_names_are_cut() {
        let said = Directive::read(&format!("//mapvet:ignore {} why", "x".repeat(500))).expect("it is one");
        assert_eq!(unknown_rules(&said), [format!("`{}...` is no rule", "x".repeat(LONGEST))]);
    }
}
