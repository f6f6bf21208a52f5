//! Every rule is named, sorted and has a page with the fixed headings.

use mapvet_rules::{GROUPS, RULES, rule, rule_and_group_ids, rules_named};

const HEADINGS: [&str; 7] = [
    "What it finds",
    "Why it is a problem",
    "Example",
    "What to do",
    "How the fix works and when it is unsafe",
    "What it does not see",
    "References",
];

#[test]
fn ids_are_unique_sorted_and_kebab_case() {
    assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
    for rule in RULES {
        let words: Vec<&str> = rule.id.split('-').collect();
        assert!(
            words.iter().all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())),
            "{}",
            rule.id
        );
        assert!(!["no", "avoid", "check"].contains(&words[0]), "{}", rule.id);
    }
    assert_eq!(rule("concurrent-map-writes").map(|rule| rule.id), Some("concurrent-map-writes"));
    assert!(rule("concurrent-map").is_none());
}

#[test]
fn groups_name_rules_that_are_there() {
    assert!(GROUPS.windows(2).all(|pair| pair[0].id < pair[1].id));
    for group in GROUPS {
        assert!(rule(group.id).is_none() && !group.rules.is_empty() && !group.summary.ends_with('.'), "{}", group.id);
        assert!(group.rules.windows(2).all(|pair| pair[0] < pair[1]), "{}", group.id);
        assert_eq!(rules_named(group.id).iter().map(|rule| rule.id).collect::<Vec<_>>(), group.rules, "{}", group.id);
    }
    assert_eq!(rule_and_group_ids().len(), RULES.len() + GROUPS.len());
    assert_eq!(rules_named("concurrent-map-writes").len(), 1);
    assert!(rules_named("concurrent").is_empty());
}

#[test]
fn summaries_are_lower_case_without_a_dot() {
    for rule in RULES {
        assert!(rule.summary.starts_with(|first: char| first.is_ascii_lowercase()) && !rule.summary.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn pages_have_the_fixed_headings() {
    for rule in RULES {
        let titles: Vec<&str> = rule.docs.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        assert_eq!(titles, [rule.id]);
        let headings: Vec<&str> = rule.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        for heading in HEADINGS {
            assert!(rule.section(heading).is_some_and(|text| text.len() > 20), "{}: {heading}", rule.id);
        }
    }
}

#[test]
fn examples_are_two_whole_go_files() {
    for rule in RULES {
        let example = rule.section("Example").expect("headings are tested");
        assert_eq!(example.matches("```go\npackage example\n").count(), 2, "{}", rule.id);
        assert_eq!(example.matches("```").count(), 4, "{}", rule.id);
    }
}
