//! Ids of findings, and what the baseline makes of them, while a program is moved about without being changed.

mod common;

use common::{settings, tree};
use mapvet_engine::{Baseline, Filter, Identity, Memory, Quiet, Recalled, Report, SetAsideBy, Settings, check_files};
use mapvet_sharing::Confidence;
use std::collections::BTreeSet;
use std::sync::Arc;

const MODULE: (&str, &str) = ("go.mod", "module m\n\ngo 1.22\n");

/// Two package variables and their functions; in `twins` two locals of one name.
const ONE: &str = "package p\n\nvar hits = map[string]int{}\n\nfunc add() { hits[\"a\"]++ }\n\nfunc Start() {\n\tgo add()\n\thits[\"b\"] = 1\n}\n";
const TWO: &str = "package p\n\nvar seen = map[string]int{}\n\nfunc see() { seen[\"a\"]++ }\n\nfunc Look() {\n\tgo see()\n\tseen[\"b\"] = 1\n}\n";
const TWINS: &str = "package p\n\nfunc twins() {\n\t{\n\t\tm := map[string]int{}\n\t\tgo func() { m[\"a\"] = 1 }()\n\t\tm[\"b\"] = 2\n\t}\n\t{\n\t\tm := map[string]int{}\n\t\tgo func() { m[\"a\"] = 1 }()\n\t\tm[\"b\"] = 2\n\t}\n}\n";

fn run(memory: Memory, change: impl FnOnce(&mut Settings)) -> Report {
    let mut settings = settings("/r", &[]);
    change(&mut settings);
    check_files(&settings, Arc::new(memory), &Quiet)
}

fn ids_of(report: &Report) -> BTreeSet<String> {
    let ids: BTreeSet<String> = report.findings.iter().map(|finding| finding.id.clone()).collect();
    assert_eq!(ids.len(), report.findings.len(), "no two findings have one id");
    ids
}

fn ids(files: &[(&str, &str)]) -> BTreeSet<String> {
    ids_of(&run(tree(files), |_| {}))
}

/// Callers far up cannot tell two readers apart: one stands for both.
const READERS: &str = "package p\n\nimport \"sync\"\n\ntype s struct {\n\tmu sync.Mutex\n\tm map[string]int\n}\n\nfunc (s *s) one() int { return s.m[\"a\"] }\n\nfunc (s *s) two() int { return s.m[\"b\"] }\n\nfunc (s *s) mid() int { return s.one() + s.two() }\n\nfunc (s *s) top() int { return s.mid() }\n\nfunc (s *s) set() {\n\ts.mu.Lock()\n\ts.m[\"a\"] = 1\n\ts.mu.Unlock()\n}\n\nfunc Run() int {\n\ts := &s{m: map[string]int{}}\n\tgo s.set()\n\treturn s.top()\n}\n";

/// A function and what stands before it, behind the rest of the file.
fn last(text: &str, name: &str) -> String {
    let start = text.find(&format!("func {name}")).expect("the function is there");
    let end = text[start..].find("\n\nfunc").map_or(text.len(), |at| start + at + 2);
    format!("{}{}\n{}", &text[..start], &text[end..], &text[start..end])
}

#[test]
fn lines_files_and_the_order_of_functions_do_not_matter() {
    let before = ids(&[MODULE, ("p/a.go", ONE), ("p/b.go", TWO), ("p/c.go", TWINS)]);
    assert_eq!(before.len(), 6);
    let down = ONE.replace("\n\n", "\n\n\n// A remark.\n\n");
    assert_eq!(ids(&[MODULE, ("p/a.go", &down), ("p/b.go", TWO), ("p/c.go", TWINS)]), before);
    assert_eq!(ids(&[MODULE, ("p/z.go", ONE), ("p/b.go", TWO), ("p/a.go", TWINS)]), before);
    assert_eq!(ids(&[MODULE, ("p/a.go", &last(ONE, "add")), ("p/b.go", &last(TWO, "see")), ("p/c.go", TWINS)]), before);
    let joined = format!("{TWINS}{}{}", TWO.replace("package p\n", ""), ONE.replace("package p\n", ""));
    assert_eq!(ids(&[MODULE, ("p/all.go", &joined)]), before);
    let tagged = format!("//go:build linux\n\n{ONE}");
    assert_eq!(ids(&[MODULE, ("p/a_linux.go", &tagged), ("p/b.go", TWO), ("p/c.go", TWINS)]), before);
}

#[test]
fn the_one_that_stands_for_several_does_not_depend_on_where_they_stand() {
    let before = ids(&[MODULE, ("p/a.go", READERS)]);
    assert!(!before.is_empty());
    assert_eq!(ids(&[MODULE, ("p/a.go", &last(READERS, "(s *s) one"))]), before);
    let (head, one) = (READERS.replace("func (s *s) one() int { return s.m[\"a\"] }\n\n", ""), "func (s *s) one() int { return s.m[\"a\"] }\n");
    for name in ["p/a.go", "p/z.go"] {
        assert_eq!(ids(&[MODULE, ("p/m.go", &head), (name, &format!("package p\n\n{one}"))]), before);
    }
}

#[test]
fn wrappers_of_a_lock_are_followed_as_far_whatever_their_order() {
    let wrapper = |number: u32| match number {
        1 => "func (s *s) lock1() { s.mu.Lock() }\n\n".to_owned(),
        _ => format!("func (s *s) lock{number}() {{ s.lock{}() }}\n\n", number - 1),
    };
    let last_first: String = (1..=6).rev().map(wrapper).collect();
    let first_first: String = (1..=6).map(wrapper).collect();
    for top in [2, 6] {
        let locked = "s.mu.Lock(); defer s.mu.Unlock(); return s.m[\"a\"] }";
        let text = READERS.replace("s.mu.Lock()", &format!("s.lock{top}()")).replace("\ts.mu.Unlock()\n", "");
        let text = text.replace("return s.m[\"a\"] }", locked);
        let text = text.replace("return s.m[\"b\"] }", "return 0 }");
        let found = |wrappers: &str| ids(&[MODULE, ("p/a.go", &format!("{text}\n{wrappers}"))]);
        assert_eq!(found(&last_first), found(&first_first), "{top}");
        assert_eq!(found(&first_first).is_empty(), top == 2);
    }
}

#[test]
fn a_twin_keeps_its_id_when_the_other_is_mended() {
    let both = ids(&[MODULE, ("p/c.go", TWINS)]);
    assert_eq!(both.len(), 2);
    let first_mended = TWINS.replacen("go func() { m[\"a\"] = 1 }()", "func() { m[\"a\"] = 1 }()", 1);
    let second = ids(&[MODULE, ("p/c.go", &first_mended)]);
    assert!(second.len() == 1 && second.is_subset(&both));
    let at = TWINS.rfind("go func()").expect("there are two");
    let second_mended = format!("{}{}", &TWINS[..at], &TWINS[at + "go ".len()..]);
    let first = ids(&[MODULE, ("p/c.go", &second_mended)]);
    assert!(first.len() == 1 && first.is_subset(&both) && first.is_disjoint(&second));
}

#[test]
fn what_is_asked_for_changes_no_id() {
    let start = "package p\n\nfunc Start() {\n\tgo add()\n\thits[\"b\"] = 1\n\tgo func() { hits[\"c\"] = 1 }()\n}\n";
    let rest = "package p\n\nvar hits = map[string]int{}\n\nfunc add() { hits[\"a\"]++ }\n";
    let files = [MODULE, ("p/a.go", rest), ("p/b.go", start)];
    let all = ids(&files);
    let mut apart = BTreeSet::new();
    for pattern in ["p/a.go", "p/b.go"] {
        let some = ids_of(&run(tree(&files), |settings| settings.patterns = vec![pattern.to_owned()]));
        assert!(!some.is_empty() && some.is_subset(&all), "{some:?} {all:?}");
        apart.extend(some);
    }
    assert_eq!(apart, all);
    let generated = format!("// Code generated by a tool. DO NOT EDIT.\n\n{rest}");
    let written = ids(&[MODULE, ("p/a.go", &generated), ("p/b.go", start)]);
    assert!(!written.is_empty() && written.is_subset(&all));
}

fn baseline_of(report: &Report) -> Baseline {
    Baseline::new(report.findings.iter().map(Identity::of))
}

/// What is shown and what became of the baseline.
fn against(files: &[(&str, &str)], baseline: &Baseline, change: impl FnOnce(&mut Settings)) -> (Report, Recalled) {
    let report = run(tree(files), |settings| {
        settings.filter.baseline = Some(Arc::new(baseline.clone()));
        change(settings);
    });
    let recalled = report.recalled.clone().expect("a baseline was given");
    (report, recalled)
}

#[test]
fn known_findings_are_set_aside_and_new_ones_shown() {
    let known = baseline_of(&run(tree(&[MODULE, ("p/a.go", ONE)]), |_| {}));
    let (report, recalled) = against(&[MODULE, ("p/x.go", ONE), ("p/b.go", TWO)], &known, |_| {});
    assert!(report.findings.len() == 2 && report.findings.iter().all(|finding| finding.map == "m/p.seen"));
    assert_eq!((report.hidden.baseline, report.set_aside.len()), (2, 2));
    assert!(report.set_aside.iter().all(|aside| aside.by == SetAsideBy::Baseline && aside.finding.map == "m/p.hits"));
    assert_eq!((recalled.gone(), recalled.moved, recalled.whole), (0, 0, true));
}

#[test]
fn a_moved_package_is_followed_by_a_run_that_sees_everything() {
    let known = baseline_of(&run(tree(&[MODULE, ("p/a.go", ONE)]), |_| {}));
    let (report, recalled) = against(&[MODULE, ("in/p/b.go", ONE)], &known, |_| {});
    assert_eq!((report.findings.len(), report.hidden.baseline, recalled.gone(), recalled.moved), (0, 2, 0, 2));
    let updated = known.updated(&recalled, &report.findings);
    let maps: Vec<&str> = updated.findings().iter().map(|finding| finding.map.as_str()).collect();
    assert_eq!(maps, ["m/in/p.hits", "m/in/p.hits"]);
    assert_eq!(known.pruned(&recalled).findings(), known.findings());
    // A copy is new, whatever a run sees.
    let (report, _) = against(&[MODULE, ("p/a.go", ONE), ("in/p/b.go", ONE)], &known, |_| {});
    assert_eq!((report.findings.len(), report.hidden.baseline), (2, 2));
    let only = |settings: &mut Settings| settings.patterns = vec!["./in/...".to_owned()];
    let (report, recalled) = against(&[MODULE, ("p/a.go", ONE), ("in/p/b.go", ONE)], &known, only);
    assert_eq!((report.findings.len(), report.hidden.baseline, recalled.whole, recalled.gone()), (2, 0, false, 0));
}

#[test]
fn what_is_not_shown_is_not_gone() {
    let files = [MODULE, ("p/a.go", ONE), ("p/b.go", TWO)];
    let known = baseline_of(&run(tree(&files), |_| {}));
    let narrow: [fn(&mut Settings); 3] = [
        |settings| settings.filter.ignore = vec!["concurrent-map-writes".to_owned()],
        |settings| settings.filter.select = vec!["concurrent-map-read-and-map-write".to_owned()],
        |settings| settings.filter.min_confidence = Confidence::High,
    ];
    for change in narrow {
        let (_, recalled) = against(&files, &known, change);
        assert!(recalled.whole && recalled.gone() == 0 && recalled.now.iter().all(Option::is_some));
    }
}

#[test]
fn only_a_run_that_sees_everything_says_what_is_gone() {
    let known = baseline_of(&run(tree(&[MODULE, ("p/a.go", ONE), ("p/b.go", TWO)]), |_| {}));
    let left = [MODULE, ("p/b.go", TWO)];
    let (report, recalled) = against(&left, &known, |_| {});
    assert_eq!((recalled.gone(), report.hidden.baseline), (2, 2));
    assert_eq!((known.pruned(&recalled).findings().len(), known.updated(&recalled, &report.findings).findings().len()), (2, 2));
    let narrow: [fn(&mut Settings); 2] = [|settings| settings.patterns = vec!["./p".to_owned()], |settings| settings.tests = false];
    for change in narrow {
        let (report, recalled) = against(&left, &known, change);
        assert_eq!((recalled.gone(), recalled.whole), (0, false));
        assert_eq!((known.pruned(&recalled).findings(), known.updated(&recalled, &report.findings).findings()), (known.findings(), known.findings()));
    }
    let mut unreadable = tree(&left);
    unreadable.refuse("/r/q.go", std::io::ErrorKind::PermissionDenied);
    let report = run(unreadable, |settings| settings.filter.baseline = Some(Arc::new(known.clone())));
    assert_eq!(report.recalled.map(|recalled| (recalled.whole, recalled.gone())), Some((false, 0)));
}

#[test]
fn a_finding_that_becomes_less_sure_stays_known() {
    let sure = [MODULE, ("p/a.go", ONE)];
    let known = baseline_of(&run(tree(&sure), |_| {}));
    let files = [MODULE, ("p/a_test.go", ONE)];
    let low = |settings: &mut Settings| settings.filter = Filter { baseline: settings.filter.baseline.clone(), ..Filter::at_least(Confidence::Low) };
    let (report, recalled) = against(&files, &known, low);
    assert!(report.set_aside.iter().all(|aside| aside.finding.confidence < Confidence::High));
    assert_eq!((report.set_aside.len(), recalled.gone()), (2, 0));
}
