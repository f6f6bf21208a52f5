//! The grammar of the comments that fixtures speak in.

/// What the reason of a `miss` may begin with: the road map of what the analysis does not reach yet.
pub const REASONS: [&str; 7] = ["dispatch", "alias", "unknown-type", "order", "outside-caller", "cap", "model"];

/// One claim of a fixture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Expectation {
    /// Exactly one finding of `rule` starts here and its message holds `text`.
    Want { rule: String, text: Option<String> },
    /// Some finding has a related place here whose text holds `text`.
    Note { text: String },
    /// A known false negative of `rule`.
    Miss { rule: String },
    /// A known false positive of `rule`.
    Noise { rule: String },
    /// What a lower layer believes; `text` ends the comment and begins `offset` bytes into it.
    Show { fact: String, text: String, offset: usize },
}

/// The claims of one comment, given the text after its slashes. Several claims are written one after the other, each
/// with its own slashes: `// want a // note "b"`. Prose has no claims; a comment that begins like a claim but is none
/// is an error, because a claim with a typing mistake would never fail.
pub(crate) fn parse(comment: &str) -> Result<Vec<Expectation>, String> {
    let mut claims = Vec::new();
    let mut offset = 0;
    loop {
        let rest = &comment[offset..];
        let claim = rest.trim_start();
        let keyword = claim.split_whitespace().next().unwrap_or("");
        let body = claim[keyword.len()..].trim_start();
        if keyword == "show" {
            let (fact, text) = body.split_once('=').ok_or("`show` needs `<fact> = <text>`")?;
            let offset = comment.len() - text.trim_start().len();
            claims.push(Expectation::Show { fact: fact.trim().to_owned(), text: text.trim().to_owned(), offset });
            return Ok(claims);
        }
        let (body, next) = split_at_slashes(body);
        claims.push(match keyword {
            "want" => {
                let (rule, text) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
                let rule = rule_name(rule)?;
                let text = Some(text.trim()).filter(|text| !text.is_empty()).map(quoted).transpose()?;
                Expectation::Want { rule, text }
            }
            "note" => Expectation::Note { text: quoted(body)? },
            "miss" => {
                let (rule, reason) = body.split_once(':').ok_or("`miss` needs `<rule>: <reason>`")?;
                let word = reason.trim().split(|c: char| c.is_whitespace() || c == ',' || c == ';').next().unwrap_or("");
                if !REASONS.contains(&word) {
                    return Err(format!("the reason of a `miss` begins with one of {}, not `{word}`", REASONS.join(", ")));
                }
                Expectation::Miss { rule: rule_name(rule)? }
            }
            "noise" => {
                let (rule, reason) = body.split_once(':').ok_or("`noise` needs `<rule>: <reason>`")?;
                if reason.trim().is_empty() {
                    return Err("`noise` needs a reason".to_owned());
                }
                Expectation::Noise { rule: rule_name(rule)? }
            }
            _ if claims.is_empty() => return Ok(claims),
            _ => return Err(format!("`{keyword}` is no claim; one of want, note, miss, noise, show was expected")),
        });
        match next {
            Some(next) => offset = comment.len() - next.len(),
            None => return Ok(claims),
        }
    }
}

/// The part before the next `//` outside quotes, and the part after it.
fn split_at_slashes(body: &str) -> (&str, Option<&str>) {
    let mut in_quotes = false;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'/' if !in_quotes && body[at..].starts_with("//") => return (body[..at].trim(), Some(&body[at + 2..])),
            _ => {}
        }
    }
    (body.trim(), None)
}

fn rule_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit());
    is_name.then(|| name.to_owned()).ok_or_else(|| format!("a rule id was expected, not `{name}`"))
}

fn quoted(text: &str) -> Result<String, String> {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|inner| !inner.is_empty());
    inner.map(str::to_owned).ok_or_else(|| format!("a text in double quotes was expected, not `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_good(comment: &str, expected: &[Expectation]) {
        assert_eq!(parse(comment).as_deref(), Ok(expected), "{comment}");
    }

    fn check_bad(comment: &str, part: &str) {
        let error = parse(comment).expect_err(comment);
        assert!(error.contains(part), "{comment}: {error}");
    }

    fn want(rule: &str, text: Option<&str>) -> Expectation {
        Expectation::Want { rule: rule.to_owned(), text: text.map(str::to_owned) }
    }

    #[test]
    fn claims_are_read() {
        check_good(" want some-rule", &[want("some-rule", None)]);
        check_good(" want some-rule \"`m` // is\"", &[want("some-rule", Some("`m` // is"))]);
        check_good(" want a // note \"b\"", &[want("a", None), Expectation::Note { text: "b".to_owned() }]);
        check_good(" miss a: dispatch, unknown receiver", &[Expectation::Miss { rule: "a".to_owned() }]);
        check_good(" noise a: joined elsewhere // want b", &[Expectation::Noise { rule: "a".to_owned() }, want("b", None)]);
        let show = Expectation::Show { fact: "type(x)".to_owned(), text: "map[a]b // c".to_owned(), offset: 16 };
        check_good(" show type(x) = map[a]b // c", &[show]);
    }

    #[test]
    fn prose_claims_nothing() {
        check_good(" The table is filled before anybody reads it.", &[]);
        check_good("", &[]);
        check_good(" Want is a word.", &[]);
    }

    #[test]
    fn mistakes_are_errors() {
        check_bad(" want", "a rule id was expected");
        check_bad(" want Some-Rule", "a rule id was expected");
        check_bad(" want a b", "a text in double quotes was expected");
        check_bad(" want a \"\"", "a text in double quotes was expected");
        check_bad(" note b", "a text in double quotes was expected");
        check_bad(" miss a", "`miss` needs");
        check_bad(" miss a: because", "not `because`");
        check_bad(" miss a: dispatched", "not `dispatched`");
        check_bad(" noise a", "`noise` needs");
        check_bad(" noise a: ", "needs a reason");
        check_bad(" show locks", "`show` needs");
        check_bad(" want a // prose", "is no claim");
    }
}
