//! Hold what was reported against what the fixtures claim.

use crate::expectation::Expectation;
use crate::fixture::{Claim, Ending, Fixture, Fixtures};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// How loud a finding is; warning and above is what one sees by default.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Shown on request only, so no fixture speaks of it.
    Note,
    /// Shown.
    Warning,
    /// Shown.
    Error,
}

/// A finding as plain data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reported {
    /// The rule's id.
    pub rule: String,
    /// How loud.
    pub level: Level,
    /// Relative to the fixtures' folder.
    pub file: PathBuf,
    /// 1-based line on which it starts.
    pub line: u32,
    /// What is said there.
    pub message: String,
    /// Its other places.
    pub related: Vec<RelatedLine>,
}

/// A further place that a finding speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelatedLine {
    /// Relative to the fixtures' folder.
    pub file: PathBuf,
    /// 1-based line on which it starts.
    pub line: u32,
    /// What is said there.
    pub text: String,
}

/// An expectation that does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mismatch {
    /// Relative to the fixtures' folder.
    pub file: PathBuf,
    /// 1-based.
    pub line: u32,
    /// What was expected and what was found, lower case, no final dot.
    pub text: String,
}

impl Mismatch {
    /// The same with the folder before the path, to click on.
    pub fn below(&self, folder: &Path) -> Mismatch {
        Mismatch { file: folder.join(&self.file), ..self.clone() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file.display(), self.line, self.text)
    }
}

/// Every expectation that does not hold, sorted by place. `rules` are the ids that a comment may name; `show` answers
/// for a fact on a line of a file.
pub fn check(fixtures: &Fixtures, rules: &[&str], reported: &[Reported], show: &dyn Fn(&str, &Path, u32) -> Option<String>) -> Vec<Mismatch> {
    let shown: Vec<&Reported> = reported.iter().filter(|finding| finding.level >= Level::Warning).collect();
    let mut mismatches = Vec::new();
    for fixture in &fixtures.files {
        let mut fail = |line, text| mismatches.push(Mismatch { file: fixture.path.clone(), line, text });
        fixture.malformed.iter().for_each(|(line, text)| fail(*line, text.clone()));
        check_rule_names(fixture, rules, &mut fail);
        check_findings(fixture, &shown, &mut fail);
        check_notes(fixture, &shown, &mut fail);
        check_shows(fixture, show, &mut fail);
        check_endings(fixture, &mut fail);
    }
    let is_known = |finding: &&&Reported| fixtures.files.iter().any(|fixture| fixture.path == finding.file);
    for finding in shown.iter().filter(|finding| !is_known(finding)) {
        let text = format!("finding in a file that is no fixture: {}", describe(finding));
        mismatches.push(Mismatch { file: finding.file.clone(), line: finding.line, text });
    }
    mismatches.sort();
    mismatches
}

fn check_rule_names(fixture: &Fixture, rules: &[&str], fail: &mut dyn FnMut(u32, String)) {
    for claim in &fixture.claims {
        let rule = match &claim.expectation {
            Expectation::Want { rule, .. } | Expectation::Miss { rule } | Expectation::Noise { rule } => rule,
            Expectation::Note { .. } | Expectation::Show { .. } => continue,
        };
        if !rules.contains(&rule.as_str()) {
            fail(claim.line, format!("there is no rule `{rule}`"));
        }
    }
}

/// The claims about one rule on one line.
#[derive(Default)]
struct LineClaims<'a> {
    wants: Vec<Option<&'a str>>,
    misses: usize,
    noises: usize,
    found: Vec<&'a Reported>,
}

fn check_findings(fixture: &Fixture, shown: &[&Reported], fail: &mut dyn FnMut(u32, String)) {
    let mut lines: BTreeMap<(u32, &str), LineClaims<'_>> = BTreeMap::new();
    for claim in &fixture.claims {
        match &claim.expectation {
            Expectation::Want { rule, text } => lines.entry((claim.line, rule)).or_default().wants.push(text.as_deref()),
            Expectation::Miss { rule } => lines.entry((claim.line, rule)).or_default().misses += 1,
            Expectation::Noise { rule } => lines.entry((claim.line, rule)).or_default().noises += 1,
            Expectation::Note { .. } | Expectation::Show { .. } => {}
        }
    }
    for finding in shown.iter().filter(|finding| finding.file == fixture.path) {
        lines.entry((finding.line, &finding.rule)).or_default().found.push(finding);
    }
    for ((line, rule), claims) in lines {
        check_line(line, rule, claims, fail);
    }
}

fn check_line(line: u32, rule: &str, claims: LineClaims<'_>, fail: &mut dyn FnMut(u32, String)) {
    let LineClaims { mut wants, misses, noises, mut found } = claims;
    // The pickiest claims choose first.
    wants.sort_by_key(|text| std::cmp::Reverse(text.map_or(0, str::len)));
    for text in wants {
        match found.iter().position(|finding| text.is_none_or(|text| finding.message.contains(text))) {
            Some(position) => {
                found.remove(position);
            }
            None if found.is_empty() => fail(line, format!("wanted {rule}, which is not reported here")),
            None => {
                let others = found.iter().map(|finding| describe(finding)).collect::<Vec<_>>().join("; ");
                fail(line, format!("wanted {rule} with \"{}\", but found {others}", text.unwrap_or("")));
                found.remove(0);
            }
        }
    }
    for _ in 0..noises {
        if found.pop().is_none() {
            fail(line, format!("the noise of {rule} is gone: delete the comment"));
        }
    }
    for finding in found {
        match misses {
            0 => fail(line, format!("unexpected finding: {}", describe(finding))),
            _ => fail(line, format!("no longer missed, make it a `want`: {}", describe(finding))),
        }
    }
}

fn check_notes(fixture: &Fixture, shown: &[&Reported], fail: &mut dyn FnMut(u32, String)) {
    for claim in &fixture.claims {
        let Expectation::Note { text } = &claim.expectation else { continue };
        let related = shown.iter().flat_map(|finding| &finding.related);
        let here: Vec<&str> =
            related.filter(|related| related.file == fixture.path && related.line == claim.line).map(|related| related.text.as_str()).collect();
        if !here.iter().any(|found| found.contains(text.as_str())) {
            fail(claim.line, format!("no related place with \"{text}\" here, but {here:?}"));
        }
    }
}

fn check_shows(fixture: &Fixture, show: &dyn Fn(&str, &Path, u32) -> Option<String>, fail: &mut dyn FnMut(u32, String)) {
    for claim in &fixture.claims {
        let Expectation::Show { fact, text, .. } = &claim.expectation else { continue };
        match show(fact, &fixture.path, claim.line) {
            Some(found) if found.trim() == text => {}
            Some(found) => fail(claim.line, format!("{fact} is `{}`, not `{text}` (UPDATE_EXPECT=1 rewrites it)", found.trim())),
            None => fail(claim.line, format!("nothing is known of `{fact}` here")),
        }
    }
}

fn check_endings(fixture: &Fixture, fail: &mut dyn FnMut(u32, String)) {
    let is_race = |claim: &&Claim| matches!(claim.expectation, Expectation::Want { .. } | Expectation::Miss { .. });
    let races: Vec<u32> = fixture.claims.iter().filter(is_race).map(|claim| claim.line).collect();
    for line in &races {
        let function = fixture.functions.iter().find(|function| function.holds(*line));
        let (name, ending) = function.map_or(("the file", fixture.ending), |function| (function.name.as_str(), function.ending));
        match ending {
            Some(Ending::Bad) => {}
            Some(Ending::Ok) => fail(*line, format!("{name} is called Ok but holds a `want` or a `miss`")),
            None => fail(*line, format!("{name} holds a `want` or a `miss`, so its name must end in Bad")),
        }
    }
    // The name of a type or a file speaks for all functions it covers together.
    let mut carriers: BTreeMap<&str, (u32, bool)> = BTreeMap::new();
    for function in fixture.functions.iter().filter(|function| function.ending == Some(Ending::Bad)) {
        let (_, holds_race) = carriers.entry(&function.carrier).or_insert((function.first_line, false));
        *holds_race |= races.iter().any(|line| function.holds(*line));
    }
    for (carrier, (line, _)) in carriers.iter().filter(|(_, (_, holds_race))| !holds_race) {
        fail(*line, format!("{carrier} is called Bad but holds no `want` and no `miss`"));
    }
}

fn describe(finding: &Reported) -> String {
    format!("{}: {}", finding.rule, finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[&str] = &["race", "other"];

    fn finding(line: u32, rule: &str, message: &str) -> Reported {
        let (rule, message) = (rule.to_owned(), message.to_owned());
        Reported { rule, level: Level::Warning, file: PathBuf::from("a.go"), line, message, related: Vec::new() }
    }

    /// Check one file, called `a.go`, whose claims stand below its package clause: the first line of `text` is line 3.
    fn check_file(text: &str, reported: &[Reported], expected: &[&str]) {
        let fixture = Fixture::new(Path::new("a.go"), format!("package p\n\n{text}"));
        let fixtures = Fixtures { folder: PathBuf::new(), files: vec![fixture] };
        let show = |fact: &str, _: &Path, line: u32| (fact == "locks").then(|| format!("mu at {line}"));
        let found: Vec<String> = check(&fixtures, RULES, reported, &show).iter().map(Mismatch::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_want_is_met_by_one_finding() {
        let text = "func aBad() {\n\tm[1] = 2 // want race \"`m` is\"\n}";
        check_file(text, &[finding(4, "race", "map `m` is written")], &[]);
        check_file(text, &[], &["a.go:4: wanted race, which is not reported here"]);
        check_file(text, &[finding(4, "race", "map `n` is written")], &["a.go:4: wanted race with \"`m` is\", but found race: map `n` is written"]);
        check_file(text, &[finding(4, "race", "`m` is a"), finding(4, "race", "`m` is b")], &["a.go:4: unexpected finding: race: `m` is b"]);
        check_file(text, &[finding(4, "other", "x"), finding(4, "race", "`m` is a")], &["a.go:4: unexpected finding: other: x"]);
    }

    #[test]
    fn two_wants_of_a_line_are_met_by_two_findings() {
        let text = "func aBad() {\n\tm[1], n[1] = 2, 3 // want race // want race \"`m`\"\n}";
        check_file(text, &[finding(4, "race", "`m`"), finding(4, "race", "`n`")], &[]);
        check_file(text, &[finding(4, "race", "`m`")], &["a.go:4: wanted race, which is not reported here"]);
    }

    #[test]
    fn quiet_findings_do_not_count() {
        let quiet = Reported { level: Level::Note, ..finding(4, "race", "x") };
        let text = "func aBad() {\n\tm[1] = 2 // want race\n}";
        check_file(text, &[quiet], &["a.go:4: wanted race, which is not reported here"]);
    }

    #[test]
    fn a_miss_fails_when_it_is_reported() {
        let text = "func aBad() {\n\t// miss race: dispatch, through an interface\n\ts.Put(1)\n}";
        check_file(text, &[], &[]);
        check_file(text, &[finding(5, "race", "x")], &["a.go:5: no longer missed, make it a `want`: race: x"]);
    }

    #[test]
    fn a_noise_fails_when_it_is_not_reported() {
        let text = "func aOk() {\n\tm[1] = 2 // noise race: joined elsewhere\n}";
        check_file(text, &[finding(4, "race", "x")], &[]);
        check_file(text, &[], &["a.go:4: the noise of race is gone: delete the comment"]);
    }

    #[test]
    fn a_finding_without_a_comment_fails() {
        check_file("func a() {\n\tm[1] = 2\n}", &[finding(4, "race", "x")], &["a.go:4: unexpected finding: race: x"]);
        let elsewhere = Reported { file: PathBuf::from("b.go"), ..finding(4, "race", "x") };
        check_file("func a() {}", &[elsewhere], &["b.go:4: finding in a file that is no fixture: race: x"]);
    }

    #[test]
    fn a_note_needs_a_related_place() {
        let text = "func aBad() {\n\tgo f() // note \"started here\"\n\tm[1] = 2 // want race\n}";
        let at = |line, text: &str| RelatedLine { file: PathBuf::from("a.go"), line, text: text.to_owned() };
        let with = |related| Reported { related: vec![related], ..finding(5, "race", "x") };
        check_file(text, &[with(at(4, "goroutine started here"))], &[]);
        check_file(text, &[with(at(5, "goroutine started here"))], &["a.go:4: no related place with \"started here\" here, but []"]);
        check_file(text, &[with(at(4, "called"))], &["a.go:4: no related place with \"started here\" here, but [\"called\"]"]);
    }

    #[test]
    fn a_show_asks_a_lower_layer() {
        check_file("func a() {\n\tx() // show locks = mu at 4\n}", &[], &[]);
        check_file("func a() {\n\tx() // show locks = none\n}", &[], &["a.go:4: locks is `mu at 4`, not `none` (UPDATE_EXPECT=1 rewrites it)"]);
        check_file("func a() {\n\tx() // show type(x) = int\n}", &[], &["a.go:4: nothing is known of `type(x)` here"]);
    }

    #[test]
    fn endings_keep_their_promise() {
        check_file("func aBad() {}", &[], &["a.go:3: aBad is called Bad but holds no `want` and no `miss`"]);
        check_file("func aOk() {\n\tx() // want race\n}", &[finding(4, "race", "x")], &["a.go:4: aOk is called Ok but holds a `want` or a `miss`"]);
        check_file(
            "func a() {\n\tx() // want race\n}",
            &[finding(4, "race", "x")],
            &["a.go:4: a holds a `want` or a `miss`, so its name must end in Bad"],
        );
        check_file(
            "var x = y() // want race",
            &[finding(3, "race", "x")],
            &["a.go:3: the file holds a `want` or a `miss`, so its name must end in Bad"],
        );
        check_file("func (s sBad) a() {}\n\nfunc (s sBad) b() {\n\tx() // want race\n}", &[finding(6, "race", "x")], &[]);
    }

    #[test]
    fn mistakes_in_comments_fail() {
        check_file(
            "func aBad() {\n\tx() // want rice\n}",
            &[],
            &["a.go:4: there is no rule `rice`", "a.go:4: wanted rice, which is not reported here"],
        );
        check_file(
            "func a() {\n\tx() // miss race: because\n}",
            &[],
            &["a.go:4: the reason of a `miss` begins with one of dispatch, alias, unknown-type, order, outside-caller, cap, model, \
             not `because`"],
        );
        check_file("func a() {}\n\n// want race", &[], &["a.go:5: no line of code follows"]);
    }
}
