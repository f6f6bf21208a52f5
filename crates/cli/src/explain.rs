//! A finding's whole argument, a rule's page, or what is known of a map.

use crate::escape;
use crate::exit::Failure;
use crate::format::excerpt::Excerpts;
use crate::format::full;
use crate::look::Look;
use crate::page;
use crate::sources::Sources;
use crate::words;
use mapvet_rules::{Finding, Rule};
use mapvet_sharing::{LockMode, MapAccess, MapStory};
use std::io::{self, Write};

/// More names than this are not listed when a name fits several maps.
const MOST_NAMES: usize = 20;

/// What the first argument of `explain` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject<'a> {
    /// A finding, by its id.
    Finding(&'a str),
    /// A rule, by its id.
    Rule(&'a str),
    /// A map, by its full name or the end of it.
    Map(&'a str),
}

impl<'a> Subject<'a> {
    /// 12 hex digits are a finding, the id of a rule is a rule, all else is a map.
    pub fn of(text: &'a str) -> Subject<'a> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Subject::Finding(text)
        } else if mapvet_rules::rule(text).is_some() {
            Subject::Rule(text)
        } else {
            Subject::Map(text)
        }
    }
}

/// The page of a rule and what it promises, at most `width` columns wide.
pub fn rule(rule: &Rule, look: Look, width: usize, out: &mut dyn Write) -> io::Result<()> {
    page::write(rule.docs, look, width, out)?;
    let fixes = words::availability(rule.fixes);
    writeln!(out, "\nlevel: {}, maturity: {}, fixes: {fixes}", rule.level.name(), rule.maturity.name())
}

/// The finding with this id.
pub fn find<'a>(findings: &'a [Finding], id: &str) -> Result<&'a Finding, Failure> {
    let id = id.to_ascii_lowercase();
    let found = findings.iter().find(|finding| finding.id == id);
    found.ok_or_else(|| Failure::Usage(format!("no finding in these packages has the id {id}")))
}

/// The whole argument for one finding, then all that is known of its map.
pub fn finding(finding: &Finding, maps: &[MapStory], sources: &Sources<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    Excerpts::new(sources).write(&full::excerpt(finding, &[], sources), look, out)?;
    for story in maps.iter().filter(|story| story.map == finding.map && story.declaration == finding.declaration) {
        map(story, &[], sources, out)?;
    }
    Ok(())
}

/// The maps that a name means: those of this full name, or the only one that it is the end of.
pub fn find_maps<'a>(maps: &'a [MapStory], name: &str) -> Result<Vec<&'a MapStory>, Failure> {
    let exact: Vec<&MapStory> = maps.iter().filter(|story| story.map == name).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let ends = |story: &&MapStory| story.map.strip_suffix(name).is_some_and(|rest| rest.ends_with(['.', '/']));
    let close: Vec<&MapStory> = maps.iter().filter(ends).collect();
    let mut names: Vec<&str> = close.iter().map(|story| story.map.as_str()).collect();
    names.dedup();
    match names.as_slice() {
        [] => Err(Failure::Usage(format!("`{name}` is no rule, no id of a finding and no map that is written by more than its owner"))),
        [_] => Ok(close),
        _ => {
            let more = names.len().saturating_sub(MOST_NAMES);
            names.truncate(MOST_NAMES);
            let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
            Err(Failure::Usage(format!("`{name}` fits several maps:\n  {}{rest}", names.join("\n  "))))
        }
    }
}

/// What is known of one map: its accesses, and why it is silent or not.
pub fn map(story: &MapStory, findings: &[Finding], sources: &Sources<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "map {}", escape::line(&story.map))?;
    if let Some(span) = story.declaration {
        writeln!(out, "  declared at {}", escape::line(&sources.at(span)))?;
    }
    writeln!(out, "  {}", escape::line(&story.verdict))?;
    if let Some((lock, held)) = commonest_lock(&story.accesses) {
        writeln!(out, "  `{}` is held at {held} of {} accesses", escape::line(&lock), story.accesses.len())?;
    }
    let rows: Vec<[String; 4]> = story.accesses.iter().map(|access| access_row(access, sources)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (places, kinds, functions) = (width(0), width(1), width(2));
    writeln!(out, "  accesses:")?;
    for [place, kind, function, rest] in &rows {
        writeln!(out, "    {place:<places$}  {kind:<kinds$}  {function:<functions$}  {rest}")?;
    }
    let own = findings.iter().filter(|finding| finding.map == story.map && finding.declaration == story.declaration);
    for finding in own {
        let row = format!("{} {} [{}] {}", finding.id, finding.rule, finding.level.name(), sources.at(finding.primary));
        writeln!(out, "  finding {}", escape::line(&row))?;
    }
    Ok(())
}

fn access_row(access: &MapAccess, sources: &Sources<'_>) -> [String; 4] {
    let locks = access.locks.iter().map(|lock| match lock.mode {
        LockMode::Read => format!("`{}` (read lock)", lock.path),
        LockMode::Write => format!("`{}`", lock.path),
    });
    let held = match locks.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "no lock held".to_owned(),
        names => format!("holding {names}"),
    };
    let where_to = if access.concurrent { "; may run on another goroutine" } else { "" };
    [sources.at(access.span), access.kind.noun().to_owned(), access.function.clone(), format!("{held}{where_to}")].map(|text| escape::line(&text))
}

/// The lock that most accesses hold in their own function, the first by name if several do.
fn commonest_lock(accesses: &[MapAccess]) -> Option<(String, usize)> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for lock in accesses.iter().flat_map(|access| &access.locks) {
        *counts.entry(lock.path.as_str()).or_insert(0) += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(lock, count)| (lock.to_owned(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(map: &str) -> MapStory {
        MapStory { map: map.to_owned(), declaration: None, accesses: Vec::new(), verdict: String::new() }
    }

    #[test]
    fn subjects_are_told_apart() {
        assert_eq!(Subject::of("3f9a1c07be42"), Subject::Finding("3f9a1c07be42"));
        assert_eq!(Subject::of("concurrent-map-writes"), Subject::Rule("concurrent-map-writes"));
        assert_eq!(Subject::of("a/b.Cache.m"), Subject::Map("a/b.Cache.m"));
    }

    #[test]
    fn a_map_is_named_in_full_or_by_a_unique_end() {
        let maps = [story("a/b.Cache.m"), story("a/b.cache"), story("a/c.Cache.m"), story("a/c.Store.m")];
        let names = |name| find_maps(&maps, name).map(|found| found.iter().map(|story| story.map.clone()).collect::<Vec<_>>()).ok();
        assert_eq!(names("a/b.Cache.m"), Some(vec!["a/b.Cache.m".to_owned()]));
        assert_eq!(names("Store.m"), Some(vec!["a/c.Store.m".to_owned()]));
        assert_eq!(names("b.Cache.m"), Some(vec!["a/b.Cache.m".to_owned()]));
        assert_eq!(names("Cache.m"), None);
        assert_eq!(names("ore.m"), None);
        let Err(Failure::Usage(text)) = find_maps(&maps, "Cache.m") else { panic!("two maps end in this name") };
        assert!(text.contains("a/b.Cache.m\n  a/c.Cache.m"), "{text}");
    }
}
