//! Hand-made conflicts and what is said of them.

use super::*;
use mapvet_sharing::{AccessKind, Conflict, HeldLock, LockMode, Parallel, Side, WeakLink};
use mapvet_syntax::{FileId, Span};

fn at(start: u32) -> Span {
    Span::new(FileId(0), start, start + 3)
}

fn side(kind: AccessKind, function: &str, start: u32) -> Side {
    let (function, expression) = (function.to_owned(), "c.m".to_owned());
    Side { kind, function, span: at(start), expression, locks: Vec::new(), in_vain: false, steps: Vec::new(), spawn: None, sent: false, test: false }
}

fn conflict(primary: Side, other: Side) -> Conflict {
    Conflict {
        map: "a/b.Cache.m".to_owned(),
        twin: 0,
        declaration: Some(at(1)),
        primary,
        other,
        parallel: Parallel::ParentAndChild,
        common: "main".to_owned(),
        links: Vec::new(),
        guard: None,
        also: Vec::new(),
        in_atomic: false,
        started: Vec::new(),
    }
}

fn only(conflict: Conflict) -> Finding {
    let mut findings = render(&Linked { conflicts: vec![conflict], ..Linked::default() });
    assert_eq!(findings.len(), 1);
    findings.remove(0)
}

fn weak(weight: u8) -> WeakLink {
    WeakLink { id: "may-be-same-instance", text: "perhaps not the same map".to_owned(), weight }
}

fn lock(path: &str, mode: LockMode) -> HeldLock {
    HeldLock { path: path.to_owned(), mode }
}

#[test]
fn accesses_choose_the_rule() {
    use AccessKind::*;
    let writes = (Delete, "concurrent-map-writes");
    let cases = [
        (Assign, Assign, "concurrent-map-writes"),
        (LibraryWrite, writes.0, writes.1),
        (Replace, Assign, "concurrent-map-writes"),
        (Assign, Range, "concurrent-map-iteration-and-map-write"),
        (WholeRead, Clear, "concurrent-map-iteration-and-map-write"),
        (Replace, Range, "concurrent-map-iteration-and-map-write"),
        (Index, Assign, "concurrent-map-read-and-map-write"),
        (Assign, Len, "concurrent-map-read-and-map-write"),
        (Value, Replace, "concurrent-map-read-and-map-write"),
    ];
    for (one, two, rule) in cases {
        let finding = only(conflict(side(one, "f", 10), side(two, "g", 20)));
        assert_eq!((finding.rule, finding.rules), (rule, vec![rule]), "{one:?} {two:?}");
    }
}

#[test]
fn only_what_the_runtime_checks_can_crash() {
    use AccessKind::*;
    let kinds = [Assign, Delete, Clear, LibraryWrite, Range, WholeRead, Index, Len, Replace, Value];
    for (one, two) in kinds.iter().flat_map(|one| kinds.map(|two| (*one, two))).filter(|(one, two)| one.is_write() || two.is_write()) {
        let finding = only(conflict(side(one, "f", 10), side(two, "g", 20)));
        let checked = one.is_checked() && two.is_checked();
        assert_eq!(finding.message.contains("can crash"), checked, "{}", finding.message);
        assert_eq!(finding.message.contains("data race"), !checked, "{}", finding.message);
        let expected = format!("fatal error: {}", finding.rule.replace('-', " "));
        assert_eq!(finding.at_run_time(), checked.then_some(expected.as_str()));
    }
}

#[test]
fn a_story_in_words() {
    let mut other = side(AccessKind::Range, "(*Cache).refresh", 40);
    other.spawn = Some(at(30));
    let mut input = conflict(side(AccessKind::Assign, "(*Cache).Set", 20), other);
    input.guard = Some(("c.mu".to_owned(), 7, 9));
    let finding = only(input);
    assert_eq!(finding.message, "`c.m` is written without a lock while another goroutine may range over it, which can crash the program");
    assert_eq!(finding.why, "`main` starts a goroutine and does not wait for it before the other access; no lock is held at either access");
    assert_eq!(finding.help, "hold `c.mu` here too: it is held at 7 of the 9 accesses of `c.m`");
    let story: Vec<(u32, &str)> = finding.related.iter().map(|related| (related.span.start, related.text.as_str())).collect();
    assert_eq!(story, [(1, "map declared here"), (30, "goroutine started here"), (40, "also ranged over here without a lock")]);
}

#[test]
fn a_line_that_races_with_itself() {
    let spawned = Side { spawn: Some(at(5)), ..side(AccessKind::Assign, "count", 20) };
    let finding = only(Conflict { parallel: Parallel::SelfParallel, ..conflict(spawned.clone(), spawned) });
    assert_eq!(finding.message, "`c.m` is written without a lock by goroutines that run at the same time, which can crash the program");
    assert_eq!(finding.related[1].text, "both goroutines started here");
    assert_eq!(finding.related[2].text, "also written here by a second goroutine");
}

#[test]
fn a_write_under_a_read_lock() {
    let held = |kind, start| Side { locks: vec![lock("c.mu", LockMode::Read)], ..side(kind, "f", start) };
    let finding = only(conflict(held(AccessKind::Assign, 10), held(AccessKind::Index, 20)));
    assert_eq!(finding.help, "a read lock does not protect a write: take `c.mu.Lock` instead of `c.mu.RLock`");
    assert!(finding.why.ends_with("the lock they share is only held for reading"), "{}", finding.why);
    assert!(finding.message.starts_with("`c.m` is written holding `c.mu` (read lock) while"), "{}", finding.message);
}

#[test]
fn weak_links_lower_the_level() {
    let pair = || conflict(side(AccessKind::Assign, "f", 10), side(AccessKind::Assign, "g", 20));
    let levels: Vec<_> = [vec![], vec![weak(1), weak(2)], vec![weak(2), weak(2)], vec![weak(4)]]
        .into_iter()
        .map(|links| only(Conflict { links, ..pair() }))
        .map(|finding| (finding.confidence, finding.level))
        .collect();
    let low = (Confidence::Low, Level::Note);
    assert_eq!(levels, [(Confidence::High, Level::Error), (Confidence::Medium, Level::Warning), low, low]);
}

#[test]
fn tests_are_capped_and_marked() {
    let test = |start| Side { test: true, ..side(AccessKind::Assign, "f", start) };
    let both = only(conflict(test(10), test(20)));
    assert_eq!((both.test, both.level, both.confidence), (true, Level::Warning, Confidence::Medium));
    assert!(both.message.ends_with(" [test]"));
    let one = only(conflict(test(10), side(AccessKind::Assign, "g", 20)));
    assert_eq!((one.test, one.level), (false, Level::Error));
    let low = only(Conflict { links: vec![weak(4)], ..conflict(test(10), test(20)) });
    assert_eq!(low.level, Level::Note);
}

#[test]
fn ids_ignore_rule_and_place_but_not_the_function() {
    let pair = |kind, function: &str, start| conflict(side(kind, function, start), side(AccessKind::Assign, "g", 90));
    let first = only(pair(AccessKind::Index, "f", 10));
    assert_eq!(first.id.len(), 12);
    assert_eq!(only(pair(AccessKind::Range, "f", 70)).id, first.id);
    assert_ne!(only(pair(AccessKind::Index, "h", 10)).id, first.id);
}

#[test]
fn locals_of_one_name_have_ids_of_their_own_whatever_else_is_reported() {
    let of = |twin, start| Conflict { twin, ..conflict(side(AccessKind::Assign, "f", start), side(AccessKind::Assign, "g", 90)) };
    let both = render(&Linked { conflicts: vec![of(0, 10), of(1, 50)], ..Linked::default() });
    assert_ne!(both[0].id, both[1].id);
    assert_eq!(only(of(1, 50)).id, both[1].id);
}

#[test]
fn what_is_the_same_is_counted_by_what_is_said_and_not_by_place() {
    let of = |kind, start| conflict(side(AccessKind::Assign, "f", start), side(kind, "g", 90));
    let ids = |first: u32, second: u32| -> Vec<String> {
        let conflicts = vec![of(AccessKind::Range, first), of(AccessKind::Index, second)];
        render(&Linked { conflicts, ..Linked::default() }).into_iter().map(|finding| finding.id).collect()
    };
    let as_they_were = ids(10, 50);
    assert_ne!(as_they_were[0], as_they_were[1]);
    assert_eq!(ids(50, 10), as_they_were);
    let alike = render(&Linked { conflicts: vec![of(AccessKind::Index, 50), of(AccessKind::Index, 10)], ..Linked::default() });
    assert_ne!(alike[0].id, alike[1].id);
}

#[test]
fn the_main_rules_are_one_family() {
    for rule in crate::RULES {
        let is_main = matches!(rule.check, crate::Check::Conflict(_));
        assert_eq!(family(rule.id), if is_main { FAMILY } else { rule.id });
    }
    assert_eq!((family("concurrent-mapping"), family("other")), ("concurrent-mapping", "other"));
}

#[test]
fn a_long_expression_is_cut_and_kept_on_one_line() {
    let mut primary = side(AccessKind::Assign, "f", 10);
    primary.expression = format!("find(\n\t{})", "ä".repeat(80));
    let finding = only(conflict(primary, side(AccessKind::Assign, "g", 20)));
    assert!(finding.message.starts_with("`find( ää") && finding.message.contains("...` is written") && !finding.message.contains('\n'));
}
