//! Comments that tell mapvet what not to report: how they are written, and where they count.
//!
//! Three grammars are understood: mapvet's own, golangci-lint's and staticcheck's. Whether a rule of that name exists is
//! not known here.

use mapvet_syntax::{About, FileId, SourceFile, Span, comments_beginning};
use serde::{Deserialize, Serialize};

/// What comments begin with that may be directives.
const WORDS: [&str; 3] = ["mapvet:", "nolint", "lint:"];

/// The name by which golangci-lint and staticcheck tell our rules from those of others.
const OWN: &str = "mapvet";

/// The grammar that a directive follows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum DirectiveForm {
    /// `//mapvet:ignore RULE[,RULE] reason`.
    Mapvet,
    /// `//nolint:mapvet // reason`, other linters in the list or not.
    Nolint,
    /// `//nolint // reason` and `//nolint:all // reason`, which are addressed to every linter.
    NolintAll,
    /// `//lint:ignore mapvet/RULE reason`.
    Lint,
    /// `//lint:file-ignore mapvet/RULE reason`.
    LintFile,
}

/// Why something that looks like a directive is none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Fault {
    /// White space before the first word: Go's tools take that for prose.
    Space,
    /// A `/* */` comment.
    Block,
    /// `//mapvet:` with a word behind it that means nothing.
    Verb,
    /// A list of linters or checks in which mapvet is named in another way than the grammar has it.
    Name,
}

/// What a directive says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Directive {
    /// Its grammar.
    pub form: DirectiveForm,
    /// The rules that it names. In the forms of other tools `*` and `?` stand for any characters.
    pub rules: Vec<String>,
    /// Why what it hides is no mistake; empty if nothing with a letter or digit is said.
    pub reason: String,
    /// Why it is none; without one it counts.
    pub fault: Option<Fault>,
    /// The whole comment.
    pub text: String,
}

/// A directive and where it counts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PlacedDirective {
    /// The comment.
    pub span: Span,
    /// What it says.
    pub said: Directive,
    /// What it covers: a line, a statement, a declaration, a file; nothing if no code follows in its block.
    pub scope: Option<Span>,
}

/// The directives of a file, and what was meant to be one, in source order.
pub fn directives(source: &SourceFile<'_>, file: FileId) -> Vec<PlacedDirective> {
    let whole = Span::new(file, 0, source.text().len() as u32);
    let placed = comments_beginning(source, &WORDS).into_iter().filter_map(|comment| {
        let said = Directive::read(&comment.text)?;
        let scope = match comment.about {
            _ if said.form == DirectiveForm::LintFile => Some(whole),
            About::Line(start, end) | About::Below(start, end) => Some(Span::new(file, start, end)),
            About::File => Some(whole),
            About::Nothing => None,
        };
        Some(PlacedDirective { span: Span::new(file, comment.start, comment.end), said, scope })
    });
    placed.collect()
}

impl Directive {
    /// Reads a comment with its slashes; `None` if it says nothing to us.
    pub fn read(comment: &str) -> Option<Directive> {
        if let Some(inside) = comment.strip_prefix("/*") {
            let inside = inside.strip_suffix("*/").unwrap_or(inside);
            return told(inside.trim(), comment).map(|directive| Directive { fault: Some(Fault::Block), ..directive });
        }
        let rest = comment.strip_prefix("//")?;
        if let Some(directive) = nolint(rest.trim_start_matches(['/', ' ']), comment) {
            return Some(directive);
        }
        if let Some(directive) = told(rest, comment) {
            return Some(directive);
        }
        // Prose may begin with these words too; whoever knows the rules can tell.
        let inside = rest.trim_start_matches(|character: char| character == '/' || character.is_whitespace());
        told(inside, comment).filter(|directive| directive.fault.is_none()).map(|directive| Directive { fault: Some(Fault::Space), ..directive })
    }

    fn new(form: DirectiveForm, rules: Vec<String>, reason: &str, comment: &str) -> Directive {
        let reason = reason.trim_start_matches('/').trim();
        let reason = if reason.chars().any(char::is_alphanumeric) { reason.to_owned() } else { String::new() };
        Directive { form, rules, reason, fault: None, text: comment.to_owned() }
    }
}

/// What follows the slashes, in any of the three grammars.
fn told(text: &str, comment: &str) -> Option<Directive> {
    match text.strip_prefix("mapvet:") {
        Some(rest) => Some(own(rest, comment)),
        None => lint(text, comment).or_else(|| nolint(text, comment)),
    }
}

/// Reads what follows `mapvet:`.
fn own(text: &str, comment: &str) -> Directive {
    let (verb, mut rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    rest = rest.trim_start();
    let mut rules = Vec::new();
    if verb == "ignore" {
        let mut more = true;
        while more && !rest.is_empty() && !rest.starts_with("//") {
            let (word, behind) = cut_word(rest);
            // A list may have blanks beside its commas.
            more = word.ends_with(',') || behind.starts_with(',');
            rules.extend(word.split(',').filter(|rule| !rule.is_empty()).map(str::to_owned));
            rest = behind;
        }
    }
    let directive = Directive::new(DirectiveForm::Mapvet, rules, rest, comment);
    Directive { fault: (verb != "ignore").then_some(Fault::Verb), ..directive }
}

/// Reads `lint:ignore CHECK[,CHECK] reason`, if one of the checks is ours.
fn lint(text: &str, comment: &str) -> Option<Directive> {
    let (form, rest) = match (text.strip_prefix("lint:ignore"), text.strip_prefix("lint:file-ignore")) {
        (Some(rest), _) => (DirectiveForm::Lint, rest),
        (None, Some(rest)) => (DirectiveForm::LintFile, rest),
        (None, None) => return None,
    };
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (checks, reason) = cut_word(rest);
    let own = |check: &str| check.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/')).filter(|rule| !rule.is_empty()).map(str::to_owned);
    let rules: Vec<String> = checks.split(',').filter_map(own).collect();
    let misnamed = rules.is_empty() && checks.split(',').any(|check| check == OWN || is_below_own(check));
    let directive = Directive::new(form, rules, reason, comment);
    (misnamed || !directive.rules.is_empty()).then(|| Directive { fault: misnamed.then_some(Fault::Name), ..directive })
}

/// Reads `nolint` and `nolint:LINTER[,LINTER] // reason` as golangci-lint does, if we are among the linters.
fn nolint(text: &str, comment: &str) -> Option<Directive> {
    let rest = text.strip_prefix("nolint")?;
    let (list, reason) = rest.split_once("//").unwrap_or((rest, ""));
    let any = || vec!["*".to_owned()];
    let Some(list) = list.strip_prefix(':') else {
        let reason = if reason.is_empty() { list } else { reason };
        return (rest.is_empty() || rest.starts_with(' ')).then(|| Directive::new(DirectiveForm::NolintAll, any(), reason, comment));
    };
    let linters: Vec<String> = list.split(',').map(|linter| linter.trim().to_lowercase()).collect();
    if linters.iter().any(|linter| linter == OWN) {
        return Some(Directive::new(DirectiveForm::Nolint, any(), reason, comment));
    }
    if linters.iter().any(|linter| linter == "all") {
        return Some(Directive::new(DirectiveForm::NolintAll, any(), reason, comment));
    }
    // Without further slashes the reason is taken for a part of the name.
    let named = linters.iter().find(|linter| cut_word(linter).0 == OWN);
    let misnamed = linters.iter().any(|linter| is_below_own(linter));
    let directive = Directive::new(DirectiveForm::Nolint, any(), if named.is_some() { "" } else { reason }, comment);
    (named.is_some() || misnamed).then(|| Directive { fault: named.is_none().then_some(Fault::Name), ..directive })
}

/// Whether a name says that it is something of ours.
fn is_below_own(name: &str) -> bool {
    name.strip_prefix(OWN).is_some_and(|rest| rest.starts_with(['/', ':']))
}

/// The first word, and what follows the white space behind it.
fn cut_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use DirectiveForm::*;

    #[track_caller]
    fn check(comment: &str, form: DirectiveForm, rules: &[&str], reason: &str, fault: Option<Fault>) {
        let expected = Directive {
            form,
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            reason: reason.to_owned(),
            fault,
            text: comment.to_owned(),
        };
        assert_eq!(Directive::read(comment), Some(expected), "{comment}");
    }

    #[track_caller]
    fn check_none(comments: &[&str]) {
        for comment in comments {
            assert_eq!(Directive::read(comment), None, "{comment}");
        }
    }

    #[test]
    fn own_directives_name_rules_and_a_reason() {
        check("//mapvet:ignore a filled before anybody reads", Mapvet, &["a"], "filled before anybody reads", None);
        check("//mapvet:ignore a-b,c\tweil größer: https://x.y/z // w", Mapvet, &["a-b", "c"], "weil größer: https://x.y/z // w", None);
        check("//mapvet:ignore a, b ,c why", Mapvet, &["a", "b", "c"], "why", None);
        check("//mapvet:ignore a // why", Mapvet, &["a"], "why", None);
    }

    #[test]
    fn what_is_missing_is_empty() {
        check("//mapvet:ignore", Mapvet, &[], "", None);
        check("//mapvet:ignore a", Mapvet, &["a"], "", None);
        check("//mapvet:ignore a // --", Mapvet, &["a"], "", None);
        check("//mapvet:ignore , //why", Mapvet, &[], "why", None);
        check("//nolint:mapvet", Nolint, &["*"], "", None);
        check("//nolint:mapvet because", Nolint, &["*"], "", None);
        check("//lint:ignore mapvet/a", Lint, &["a"], "", None);
    }

    #[test]
    fn lists_of_linters_are_read_as_golangci_lint_does() {
        check("//nolint:mapvet // why", Nolint, &["*"], "why", None);
        check("//nolint:errcheck, Mapvet // why // not", Nolint, &["*"], "why // not", None);
        check("// nolint:mapvet // why", Nolint, &["*"], "why", None);
        check("//nolint:all,mapvet // why", Nolint, &["*"], "why", None);
        check("//nolint // why", NolintAll, &["*"], "why", None);
        check("//nolint why", NolintAll, &["*"], "why", None);
        check("//nolint:all", NolintAll, &["*"], "", None);
        check("//nolint", NolintAll, &["*"], "", None);
        check_none(&["//nolint:errcheck // mapvet", "//nolintx", "//nolint\tmapvet", "//nolint:", "// no nolint:mapvet"]);
    }

    #[test]
    fn checks_are_read_as_staticcheck_does() {
        check("//lint:ignore mapvet/a why not", Lint, &["a"], "why not", None);
        check("//lint:ignore SA1000,mapvet/a*,mapvet/b why", Lint, &["a*", "b"], "why", None);
        check("//lint:file-ignore mapvet/* why", LintFile, &["*"], "why", None);
        check_none(&[
            "//lint:ignore SA1000 mapvet/a",
            "//lint:ignore * why",
            "//lint:ignored mapvet/a why",
            "//lint:ignore mapvetting why",
            "//lint:ignore",
        ]);
    }

    #[test]
    fn what_is_nearly_a_directive_has_a_fault() {
        check("// mapvet:ignore a why", Mapvet, &["a"], "why", Some(Fault::Space));
        check("///mapvet:ignore a why", Mapvet, &["a"], "why", Some(Fault::Space));
        check("//\tlint:ignore mapvet/a why", Lint, &["a"], "why", Some(Fault::Space));
        check("/* mapvet:ignore a why */", Mapvet, &["a"], "why", Some(Fault::Block));
        check("/*nolint:mapvet // why */", Nolint, &["*"], "why", Some(Fault::Block));
        check("//mapvet:ignroe a why", Mapvet, &[], "a why", Some(Fault::Verb));
        check("//mapvet: ignore a why", Mapvet, &[], "ignore a why", Some(Fault::Verb));
        check("//mapvet:", Mapvet, &[], "", Some(Fault::Verb));
        check("//lint:ignore mapvet why", Lint, &[], "why", Some(Fault::Name));
        check("//nolint:mapvet/a // why", Nolint, &["*"], "why", Some(Fault::Name));
    }

    #[test]
    fn prose_is_none() {
        check_none(&["// mapvet finds this", "//go:build mapvet", "// see mapvet:ignore", "// mapvet:note is what we call it", "//", "/**/", "x"]);
    }
}
