//! The two lists of rules, as text: the registry, and the fixture folders that are tests.

use crate::failure::Failure;

const HEAD: &str = "pub static RULES: [&Rule; ";

/// The text of the registry with one more rule in it, in order.
pub(crate) fn register(text: &str, id: &str) -> Result<String, Failure> {
    let stem = id.replace('-', "_");
    let module = format!("mod {stem};");
    if text.lines().any(|line| line == module) {
        return Err(Failure::new(format!("there is a rule {id} already")));
    }
    let (above, rest) = text.split_once(HEAD).ok_or_else(|| unknown("no `RULES`"))?;
    let (list, below) = rest.split_once("];").ok_or_else(|| unknown("no end of `RULES`"))?;
    let (_, list) = list.rsplit_once('[').ok_or_else(|| unknown("no list in `RULES`"))?;
    let mut rules: Vec<String> = list.split(',').map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect();
    rules.push(format!("&{stem}::RULE"));
    // `-` and `_` sort differently beside digits; the registry is sorted by id.
    rules.sort_by_key(|entry| entry.replace('_', "-"));
    let entries: String = rules.iter().map(|entry| format!("    {entry},\n")).collect();
    let mut lines: Vec<&str> = above.lines().collect();
    let last = lines.iter().rposition(|line| line.starts_with("mod ")).ok_or_else(|| unknown("no modules"))?;
    let place = lines.iter().position(|line| line.starts_with("mod ") && *line > module.as_str()).unwrap_or(last + 1);
    lines.insert(place, &module);
    Ok(format!("{}\n{HEAD}{}] = [\n{entries}];{below}", lines.join("\n"), rules.len()))
}

/// The text of the test that lists the fixture folders, with one more folder in it, in order.
pub(crate) fn list_folder(text: &str, id: &str) -> Result<String, Failure> {
    let (above, rest) = text.split_once("\nrule_folders! {\n").ok_or_else(|| Failure::new("the fixtures' test has no `rule_folders!`"))?;
    let (list, below) = rest.split_once('}').ok_or_else(|| Failure::new("the fixtures' test has no end of `rule_folders!`"))?;
    let entry = format!("    {},", id.replace('-', "_"));
    let mut lines: Vec<&str> = list.lines().chain([entry.as_str()]).collect();
    lines.sort_unstable();
    Ok(format!("{above}\nrule_folders! {{\n{}\n}}{below}", lines.join("\n")))
}

fn unknown(what: &str) -> Failure {
    Failure::new(format!("the registry of the rules has {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "//! Rules.\n\nmod b_rule;\nmod context;\nmod d_rule;\n\npub use context::X;\n\n\
        pub static RULES: [&Rule; 2] =\n    [&b_rule::RULE, &d_rule::RULE];\n\nfn f() {}\n";

    fn check(id: &str, expected: &str) {
        assert_eq!(register(BEFORE, id).expect("the registry has the known form"), expected);
    }

    #[test]
    fn a_rule_is_put_in_order() {
        check(
            "c-rule",
            "//! Rules.\n\nmod b_rule;\nmod c_rule;\nmod context;\nmod d_rule;\n\npub use context::X;\n\n\
             pub static RULES: [&Rule; 3] = [\n    &b_rule::RULE,\n    &c_rule::RULE,\n    &d_rule::RULE,\n];\n\nfn f() {}\n",
        );
        check(
            "e-rule",
            "//! Rules.\n\nmod b_rule;\nmod context;\nmod d_rule;\nmod e_rule;\n\npub use context::X;\n\n\
             pub static RULES: [&Rule; 3] = [\n    &b_rule::RULE,\n    &d_rule::RULE,\n    &e_rule::RULE,\n];\n\nfn f() {}\n",
        );
    }

    #[test]
    fn a_folder_is_put_in_order() {
        let text = |list: &str| format!("macro_rules! rule_folders {{ () => {{}} }}\n\nrule_folders! {{\n{list}}}\n\nfn f() {{}}\n");
        let listed = list_folder(&text("    a_rule,\n    c_rule,\n"), "b-rule").expect("the list has the known form");
        assert_eq!(listed, text("    a_rule,\n    b_rule,\n    c_rule,\n"));
        assert!(list_folder("fn f() {}\n", "b-rule").is_err());
    }

    #[test]
    fn what_is_not_understood_stays() {
        assert!(register(BEFORE, "b-rule").is_err());
        assert!(register("mod a;\n", "c-rule").is_err());
    }
}
