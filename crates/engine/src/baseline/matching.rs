//! Which finding of one run is which of another: by id, then by what stays when a package moves.
//!
//! No file, no line and no confidence takes part, so that moved lines and renamed files change nothing. What the ids leave
//! over is held against each other by names without folders. No finding is matched twice, and nothing depends on the order
//! in which findings come.

use mapvet_rules::{Finding, family};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// More pairs than this of one name are matched in the order of their names, without a look at which are nearer.
const MOST_PAIRS: usize = 10_000;

/// What a finding is known by from one run to the next.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Identity {
    /// The map: `example.com/cache.Cache.items`.
    pub map: String,
    /// The function that fails to protect it: `example.com/cache.(*Cache).Set`.
    pub function: String,
    /// 12 hex digits.
    pub id: String,
    /// The rule that speaks.
    pub rule: String,
    /// What it says.
    pub message: String,
}

impl Identity {
    /// What `finding` is known by.
    pub fn of(finding: &Finding) -> Identity {
        Identity {
            map: finding.map.clone(),
            function: finding.sides.first().map_or(String::new(), |side| side.function.clone()),
            id: finding.id.clone(),
            rule: finding.rule.to_owned(),
            message: finding.message.clone(),
        }
    }
}

/// How two findings of different runs are known to be one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Match {
    /// They have one id.
    SameId,
    /// Their names are the same but for folders.
    Moved,
}

/// Two findings that are one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pair {
    /// Its number in the earlier run.
    pub old: usize,
    /// Its number in the later run.
    pub new: usize,
    /// How that is known.
    pub by: Match,
}

/// The pairs of `old` and `new` that are one finding, sorted. What is in no pair was fixed, or introduced.
///
/// With `follow_moves` false only ids count: right where a run saw only some packages, because what it did not see may
/// still be where it was.
pub fn match_findings(old: &[Identity], new: &[Identity], follow_moves: bool) -> Vec<Pair> {
    let mut matcher = Matcher { old, new, old_left: in_order(old), new_left: in_order(new), pairs: Vec::new() };
    matcher.round(Match::SameId, |identity| (identity.id.clone(), String::new(), String::new(), String::new()));
    if follow_moves {
        // From what says most to what says least. The last name of the package may change, or the message, but not both.
        matcher.round(Match::Moved, |identity| (kind(identity), last(&identity.map), last(&identity.function), identity.message.clone()));
        matcher.round(Match::Moved, |identity| (kind(identity), last(&identity.map), last(&identity.function), unless_named(identity)));
        matcher.round(Match::Moved, |identity| (kind(identity), bare(&identity.map), bare(&identity.function), identity.message.clone()));
    }
    matcher.pairs.sort_unstable();
    matcher.pairs
}

struct Matcher<'a> {
    old: &'a [Identity],
    new: &'a [Identity],
    /// Numbers of findings that are in no pair, in the order of their names.
    old_left: Vec<usize>,
    new_left: Vec<usize>,
    pairs: Vec<Pair>,
}

/// What two findings must share in a round.
type Key = (String, String, String, String);

impl Matcher<'_> {
    /// Makes pairs of what is left over and has the same key.
    fn round(&mut self, by: Match, key: impl Fn(&Identity) -> Key) {
        let mut alike: BTreeMap<Key, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for old in &self.old_left {
            alike.entry(key(&self.old[*old])).or_default().0.push(*old);
        }
        for new in &self.new_left {
            // Nothing of the earlier run has a key that is not there yet.
            if let Some((_, news)) = alike.get_mut(&key(&self.new[*new])) {
                news.push(*new);
            }
        }
        let before = self.pairs.len();
        for (olds, news) in alike.into_values() {
            self.pair_up(&olds, &news, by);
        }
        let (mut taken_old, mut taken_new) = (vec![false; self.old.len()], vec![false; self.new.len()]);
        for pair in &self.pairs[before..] {
            (taken_old[pair.old], taken_new[pair.new]) = (true, true);
        }
        self.old_left.retain(|old| !taken_old[*old]);
        self.new_left.retain(|new| !taken_new[*new]);
    }

    /// Matches findings that are alike one to one, the nearest packages first.
    fn pair_up(&mut self, olds: &[usize], news: &[usize], by: Match) {
        if olds.len() <= 1 && news.len() <= 1 || olds.len().saturating_mul(news.len()) > MOST_PAIRS {
            self.pairs.extend(olds.iter().zip(news).map(|(old, new)| Pair { old: *old, new: *new, by }));
            return;
        }
        let mut near: Vec<(Reverse<usize>, usize, usize)> = Vec::new();
        for (old_rank, old) in olds.iter().enumerate() {
            for (new_rank, new) in news.iter().enumerate() {
                near.push((Reverse(nearness(&self.old[*old].map, &self.new[*new].map)), old_rank, new_rank));
            }
        }
        near.sort_unstable();
        let (mut old_taken, mut new_taken) = (vec![false; olds.len()], vec![false; news.len()]);
        for (_, old, new) in near {
            if !old_taken[old] && !new_taken[new] {
                (old_taken[old], new_taken[new]) = (true, true);
                self.pairs.push(Pair { old: olds[old], new: news[new], by });
            }
        }
    }
}

/// The numbers of `findings` in the order of their names.
fn in_order(findings: &[Identity]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|left, right| findings[*left].cmp(&findings[*right]));
    order
}

/// The message of a finding that names nothing else: one about a comment, whose text the message repeats.
fn unless_named(identity: &Identity) -> String {
    if identity.map.is_empty() { identity.message.clone() } else { String::new() }
}

fn kind(identity: &Identity) -> String {
    family(&identity.rule).to_owned()
}

/// A name without the folders before its package: `cache.Cache.items`.
fn last(name: &str) -> String {
    name[folders_end(name)..].to_owned()
}

/// A name without its package: `Cache.items`.
fn bare(name: &str) -> String {
    let last = &name[folders_end(name)..];
    last.split_once('.').map_or(last, |(_, rest)| rest).to_owned()
}

/// Where the last folder of an import path ends, after its slash.
fn folders_end(name: &str) -> usize {
    name.rfind('/').map_or(0, |slash| slash + 1)
}

/// How many folders two names have in common at their ends, and at their beginnings.
fn nearness(one: &str, two: &str) -> usize {
    let (one, two): (Vec<&str>, Vec<&str>) = (one.split('/').collect(), two.split('/').collect());
    let behind = one.iter().rev().zip(two.iter().rev()).take_while(|(one, two)| one == two).count();
    let before = one.iter().zip(&two).take_while(|(one, two)| one == two).count();
    behind + before
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `package function message`, of the map `T.m`; the id is made of the first two.
    fn finding(text: &str) -> Identity {
        let (package, rest) = text.split_once(' ').expect("a package, a function, a message");
        let (function, message) = rest.split_once(' ').expect("a function, a message");
        Identity {
            map: format!("{package}.T.m"),
            function: format!("{package}.{function}"),
            id: format!("{package} {function}"),
            rule: "concurrent-map-writes".to_owned(),
            message: message.to_owned(),
        }
    }

    fn run(old: &[&str], new: &[&str]) -> Vec<(usize, usize, Match)> {
        let of = |texts: &[&str]| -> Vec<Identity> { texts.iter().map(|text| finding(text)).collect() };
        match_findings(&of(old), &of(new), true).into_iter().map(|pair| (pair.old, pair.new, pair.by)).collect()
    }

    use Match::{Moved, SameId};

    #[test]
    fn ids_come_first() {
        assert_eq!(run(&["x/a F one", "x/b F one"], &["x/b F two", "x/a F one"]), [(0, 1, SameId), (1, 0, SameId)]);
        // A copy is new, although the original is the same but for its folder.
        assert_eq!(run(&["x/a F one"], &["y/a F one", "x/a F one"]), [(0, 1, SameId)]);
    }

    #[test]
    fn a_moved_package_is_followed() {
        assert_eq!(run(&["x/a F one"], &["x/deep/a F one"]), [(0, 0, Moved)]);
        assert_eq!(run(&["x/a F one"], &["x/deep/a F other"]), [(0, 0, Moved)]);
        assert_eq!(run(&["x/a F one"], &["x/b F one"]), [(0, 0, Moved)]);
        assert_eq!(run(&["x F one"], &["x/v2 F one"]), [(0, 0, Moved)]);
        assert_eq!(run(&["x/a F one"], &["x/b F other"]), []);
        assert_eq!(run(&["x/a F one"], &["x/a G one"]), []);
    }

    #[test]
    fn moves_are_followed_only_on_request() {
        let (old, new) = ([finding("x/a F one")], [finding("y/a F one")]);
        assert_eq!(match_findings(&old, &new, false), []);
        assert_eq!(match_findings(&old, &new, true).len(), 1);
    }

    #[test]
    fn no_finding_is_matched_twice_and_the_nearest_go_together() {
        assert_eq!(run(&["x/a F one"], &["y/a F one", "x/z/a F one"]), [(0, 1, Moved)]);
        assert_eq!(run(&["p/x/a F one", "q/x/a F one"], &["q/y/a F one", "p/y/a F one"]), [(0, 1, Moved), (1, 0, Moved)]);
        assert_eq!(run(&["x/a F one", "y/a F one"], &["z/a F one"]).len(), 1);
        // What says more wins over what is nearer.
        assert_eq!(run(&["x/y/a F one"], &["x/z/a F two", "q/a F one"]), [(0, 1, Moved)]);
    }

    #[test]
    fn the_order_of_findings_does_not_matter() {
        let (old, new) = (["a/x F m", "b/x F m", "c/x F m"], ["d/x F m", "e/x F m"]);
        let pairs = |old: &[&str], new: &[&str]| {
            let mut named: Vec<_> = run(old, new).into_iter().map(|(one, two, _)| (old[one].to_owned(), new[two].to_owned())).collect();
            named.sort();
            named
        };
        let expected = pairs(&old, &new);
        assert_eq!(expected.len(), 2);
        assert_eq!(pairs(&["c/x F m", "a/x F m", "b/x F m"], &["e/x F m", "d/x F m"]), expected);
    }

    #[test]
    fn rules_of_another_family_are_other_findings() {
        let (old, mut new) = (finding("x/a F one"), finding("y/a F one"));
        new.rule = "concurrent-map-read-and-map-write".to_owned();
        assert_eq!(match_findings(std::slice::from_ref(&old), std::slice::from_ref(&new), true).len(), 1);
        new.rule = "unused-ignore".to_owned();
        assert_eq!(match_findings(&[old], &[new], true), []);
    }

    #[test]
    fn what_is_said_of_comments_is_followed_by_the_comment() {
        let comment = |id: &str, message: &str| Identity {
            map: String::new(),
            function: String::new(),
            id: id.to_owned(),
            rule: "unused-ignore".to_owned(),
            message: message.to_owned(),
        };
        let pairs = |old: &str, new: &str| match_findings(&[comment("a", old)], &[comment("b", new)], true).len();
        assert_eq!((pairs("one", "one"), pairs("one", "two")), (1, 0));
    }

    #[test]
    fn very_many_that_are_alike_are_matched_at_once() {
        let of = |folder: &str| -> Vec<Identity> { (0..3000).map(|number| finding(&format!("{folder}{number}/a F m"))).collect() };
        assert_eq!(match_findings(&of("x"), &of("y"), true).len(), 3000);
    }

    #[test]
    fn twins_with_one_id_are_counted() {
        assert_eq!(run(&["x/a F one", "x/a F one"], &["x/a F one"]).len(), 1);
    }
}
