//! Which map a dump or a report is about: by line, by function, through callers; who the other side is; what is not known.

mod common;

use common::{checked, tree};
use mapvet_engine::Report;
use mapvet_engine::trace::{Evidence, Explained, Fit, Tree, read};
use proptest::prelude::*;
use std::sync::LazyLock;

const MODULE: (&str, &str) = ("go.mod", "module example.com/cache\n\ngo 1.22\n");

/// Line 14 starts the sweep, 20 reads, 24 writes, 29 deletes.
const CACHE: &str = "package cache

import \"sync\"

type Cache struct {
	mu    sync.Mutex
	items map[string]string
	other map[string]string
}

func New() *Cache {
	c := &Cache{items: map[string]string{}, other: map[string]string{}}
	c.other[\"a\"] = \"b\"
	go c.sweep()
	return c
}
func (c *Cache) Get(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items[name]
}

func (c *Cache) Set(name, value string) {
	c.items[name] = value
}

func (c *Cache) sweep() {
	for name := range c.items {
		delete(c.items, name)
	}
}
";

fn dump(words: &str, frames: &[(&str, &str)]) -> String {
    let mut text = format!("fatal error: {words}\n\ngoroutine 7 [running]:\n");
    for (function, place) in frames {
        text += &format!("{function}(0x1)\n\t{place} +0x1d\n");
    }
    text
}

fn race(write: &[(&str, &str)], read: &[(&str, &str)]) -> String {
    let side = |frames: &[(&str, &str)]| frames.iter().map(|(function, place)| format!("  {function}()\n      {place} +0x1\n")).collect::<String>();
    format!(
        "WARNING: DATA RACE\nWrite at 0x00c000180030 by goroutine 7:\n{}\nPrevious read at 0x00c000180030 by goroutine 8:\n{}==================\n",
        side(write),
        side(read)
    )
}

fn with<T>(files: &[(&str, &str)], text: &str, check: impl FnOnce(&Explained<'_>, &Report) -> T) -> T {
    let report = checked(tree(files), &[]);
    let tree = Tree::new(&report);
    let reading = read(text.as_bytes());
    let [trace] = reading.traces.as_slice() else { panic!("{reading:#?}") };
    check(&tree.explain(trace), &report)
}

/// The map and the evidence for each side, in one line.
fn found(files: &[(&str, &str)], text: &str) -> String {
    with(files, text, |explained, _| {
        let map = explained.map.map_or("nothing", |map| map.map.as_str());
        let evidence: Vec<&str> = explained.sides.iter().map(|side| side.access.map_or("none", |(_, evidence)| evidence.word())).collect();
        format!("{map} {}", evidence.join(" "))
    })
}

fn in_cache(text: &str) -> String {
    found(&[MODULE, ("cache.go", CACHE)], text)
}

const SET: &str = "example.com/cache.(*Cache).Set";
const SWEEP: &str = "example.com/cache.(*Cache).sweep";
const ITEMS: &str = "example.com/cache.Cache.items";

#[test]
fn the_line_of_the_stack_names_the_map() {
    for place in [
        "/src/cache.go:24",
        "/home/u/go/pkg/mod/example.com/cache@v1.2.3/cache.go:24",
        "C:/work/cache/cache.go:24",
        "/x/vendor/example.com/cache/cache.go:24",
    ] {
        assert_eq!(in_cache(&dump("concurrent map writes", &[(SET, place)])), format!("{ITEMS} exact-line"), "{place}");
    }
    let other = dump("concurrent map writes", &[("example.com/cache.New", "/src/cache.go:13")]);
    assert_eq!(in_cache(&other), "example.com/cache.Cache.other exact-line");
}

#[test]
fn frames_of_the_runtime_and_of_libraries_are_passed_over() {
    let frames = [
        ("runtime.throw", "/go/src/runtime/panic.go:1"),
        ("runtime.mapassign_faststr", "/go/src/runtime/map_faststr.go:2"),
        (SET, "/src/cache.go:24"),
    ];
    assert_eq!(in_cache(&dump("concurrent map writes", &frames)), format!("{ITEMS} exact-line"));
    let library = [("example.org/maps.Copy", "/m/example.org/maps/cache.go:24"), (SET, "/src/cache.go:24")];
    assert_eq!(in_cache(&dump("concurrent map writes", &library)), format!("{ITEMS} exact-line"));
}

#[test]
fn another_version_is_matched_by_the_function() {
    assert_eq!(in_cache(&dump("concurrent map writes", &[(SET, "/src/cache.go:99")])), format!("{ITEMS} same-function"));
    assert_eq!(
        in_cache("fatal error: concurrent map writes\n\ngoroutine 7 [running]:\nexample.com/cache.(*Cache).Set(...)\n"),
        format!("{ITEMS} same-function")
    );
    // The kind of access decides: `sweep` ranges and deletes, and nothing in `Get` writes.
    let deletes = [("runtime.mapdelete_faststr", "/go/src/runtime/map_faststr.go:2"), (SWEEP, "/src/cache.go:99")];
    with(&[MODULE, ("cache.go", CACHE)], &dump("concurrent map writes", &deletes), |explained, _| {
        assert_eq!(explained.sides[0].access.map(|(access, _)| access.kind.noun()), Some("delete"));
    });
    assert_eq!(in_cache(&dump("concurrent map writes", &[("example.com/cache.(*Cache).Get", "/src/cache.go:99")])), "nothing none");
}

#[test]
fn inlined_code_stands_in_its_caller() {
    let text = race(&[("example.com/cache.New", "/src/cache.go:24")], &[("example.com/cache.(*Cache).Get", "/src/cache.go:20")]);
    assert_eq!(in_cache(&text), format!("{ITEMS} inlined exact-line"));
    let caller = "package cache\n\nfunc Fill(c *Cache) {\n\tc.Set(\"a\", \"b\")\n}\n";
    let text = race(&[("example.com/cache.Fill", "/src/fill.go:4")], &[("example.com/cache.(*Cache).Get", "/src/cache.go:20")]);
    assert_eq!(found(&[MODULE, ("cache.go", CACHE), ("fill.go", caller)], &text), format!("{ITEMS} called exact-line"));
}

#[test]
fn both_sides_of_a_race_name_one_map() {
    let text = race(
        &[(SWEEP, "/src/cache.go:29"), ("example.com/cache.New.gowrap1", "/src/cache.go:14")],
        &[("example.com/cache.(*Cache).Get", "/src/cache.go:20")],
    );
    assert_eq!(in_cache(&text), format!("{ITEMS} exact-line exact-line"));
}

#[test]
fn a_map_that_was_handed_down_is_that_of_the_caller() {
    let code = "package cache

import \"sync\"

type Box struct {
	mu   sync.Mutex
	a, b map[string]int
}

func put(m map[string]int, k string) { m[k] = 1 }

func (b *Box) all() map[string]int { return b.b }

func (b *Box) One() {
	put(b.a, \"x\")
	put(b.b, \"x\")
	put(b.all(), \"x\")
}

func Run(b *Box) {
	go b.One()
	b.One()
}
";
    let at = |line: u32| {
        dump(
            "concurrent map writes",
            &[("example.com/cache.put", "/src/box.go:10"), ("example.com/cache.(*Box).One", &format!("/src/box.go:{line}"))],
        )
    };
    let files = [MODULE, ("box.go", code)];
    for (line, map) in [(15, "a"), (16, "b"), (17, "b")] {
        let answer = found(&files, &at(line));
        assert!(answer.starts_with(&format!("example.com/cache.Box.{map} ")), "{line}: {answer}");
    }
}

#[test]
fn programs_are_called_main() {
    let code = "package main\n\nvar seen = map[string]bool{}\n\nfunc note(k string) { seen[k] = true }\n\nfunc main() {\n\tgo note(\"a\")\n\tnote(\"b\")\n}\n";
    let files = [("go.mod", "module example.com/app\n"), ("cmd/one/main.go", code), ("cmd/two/main.go", "package main\n\nfunc main() {}\n")];
    let text = dump("concurrent map writes", &[("main.note", "/build/cmd/one/main.go:5"), ("main.main", "/build/cmd/one/main.go:9")]);
    assert_eq!(found(&files, &text), "example.com/app/cmd/one.seen exact-line");
}

#[test]
fn trees_without_a_module_are_matched_by_their_files() {
    let text = dump("concurrent map writes", &[("example.org/old/go-cache.(*Cache).Set", "/go/src/example.org/old/go-cache/cache.go:24")]);
    assert_eq!(found(&[("cache.go", CACHE)], &text), "cache.Cache.items exact-line");
}

#[test]
fn what_the_line_says_wins_over_a_guess() {
    let code = "package cache

import \"example.org/lib\"

type Log struct{ own map[string]string }

func (l *Log) run(e *lib.Entry) {
	for range e.Data {
	}
	for range l.own {
	}
	l.own[\"a\"] = \"b\"
}

func Start(l *Log, e *lib.Entry) {
	go l.run(e)
	l.run(e)
}
";
    let text = dump(
        "concurrent map iteration and map write",
        &[("example.com/cache.(*Log).run", "/src/log.go:8"), ("example.com/cache.Start", "/src/log.go:17")],
    );
    assert_eq!(found(&[MODULE, ("log.go", code)], &text), "nothing none");
    let text = dump(
        "concurrent map iteration and map write",
        &[("example.com/cache.(*Log).run", "/src/log.go:10"), ("example.com/cache.Start", "/src/log.go:17")],
    );
    assert_eq!(found(&[MODULE, ("log.go", code)], &text), "example.com/cache.Log.own exact-line");
}

#[test]
fn the_finding_is_named_and_the_other_side_looked_for() {
    let alone = dump("concurrent map writes", &[(SET, "/src/cache.go:24")]);
    let files = [MODULE, ("cache.go", CACHE)];
    with(&files, &alone, |explained, _| {
        let (finding, fit) = explained.finding.expect("the map is reported");
        assert_eq!((finding.map.as_str(), fit), (ITEMS, Fit::OneSide));
        assert!(explained.others.iter().all(|other| other.goroutine.is_none()) && !explained.others.is_empty());
        assert!(explained.others[0].of_finding, "{:?}", explained.others);
    });
    let together = alone
        + "\ngoroutine 9 [runnable]:\n"
        + SWEEP
        + "(0x1)\n\t/src/cache.go:29 +0x1\ncreated by example.com/cache.New in goroutine 1\n\t/src/cache.go:14 +0x1\n";
    with(&files, &together, |explained, _| {
        assert_eq!((explained.others[0].goroutine, explained.others[0].access.kind.noun()), (Some((9, true)), "delete"));
    });
}

#[test]
fn a_race_of_a_findings_two_accesses_is_that_finding() {
    let files = [MODULE, ("cache.go", CACHE)];
    let report = checked(tree(&files), &[]);
    let sides: Vec<String> =
        report.findings.iter().map(|finding| finding.sides.iter().map(|side| side.function.clone()).collect::<Vec<_>>().join(" ")).collect();
    assert!(sides.iter().any(|sides| sides.contains("sweep") && sides.contains("Set")), "{sides:?}");
    let text = race(&[(SET, "/src/cache.go:24")], &[(SWEEP, "/src/cache.go:28")]);
    let deleted = text.replace("Previous read", "Previous write").replace("cache.go:28", "cache.go:29");
    let fits: Vec<Option<Fit>> =
        [text, deleted].iter().map(|text| with(&files, text, |explained, _| explained.finding.map(|(_, fit)| fit))).collect();
    assert!(fits.contains(&Some(Fit::BothSides)), "{fits:?}");
}

#[test]
fn code_that_is_not_here_is_not_matched() {
    for (function, place) in [
        ("example.org/server.(*Cache).Set", "/m/example.org/server/cache.go:24"),
        ("net/http.(*conn).serve", "/go/src/net/http/cache.go:24"),
        (SET, "/src/store.go:24"),
    ] {
        let answer = in_cache(&dump("concurrent map writes", &[(function, place)]));
        assert!(!answer.ends_with("exact-line"), "{function} {place}: {answer}");
    }
    with(&[MODULE, ("cache.go", CACHE)], &dump("concurrent map writes", &[("example.org/x.F", "/m/example.org/x/f.go:3")]), |explained, _| {
        assert!(explained.map.is_none() && explained.finding.is_none() && explained.sides[0].places == [None]);
    });
}

#[test]
fn maps_that_fit_as_well_are_told() {
    let code = "package cache\n\ntype Two struct{ a, b map[string]int }\n\nfunc (t *Two) Add(k string) {\n\tt.a[k]++\n\tt.b[k]++\n}\n\nfunc Run(t *Two) {\n\tgo t.Add(\"x\")\n\tt.Add(\"y\")\n}\n";
    let text = "fatal error: concurrent map writes\n\ngoroutine 7 [running]:\nexample.com/cache.(*Two).Add(...)\n";
    with(&[MODULE, ("two.go", code)], text, |explained, _| {
        assert_eq!((explained.map.map(|map| map.map.as_str()), explained.equals.len()), (Some("example.com/cache.Two.a"), 1));
        assert_eq!(explained.sides[0].access.map(|(_, evidence)| evidence), Some(Evidence::SameFunction));
    });
}

static REPORT: LazyLock<Report> = LazyLock::new(|| checked(tree(&[MODULE, ("cache.go", CACHE)]), &[]));

/// Names, files and lines of the tree and of elsewhere, to be thrown together.
fn frame() -> impl Strategy<Value = (String, String)> {
    let functions = vec![
        SET,
        SWEEP,
        "example.com/cache.New.func1",
        "main.main",
        "example.com/cache.(*",
        "cache.func·043",
        "a.b",
        "runtime.mapassign",
        "é.ü.(*Ä).ß",
    ];
    let files =
        vec!["/src/cache.go", "cache.go", "/", "C:/cache.go", "example.com/cache@v1/cache.go", "é/cache.go", "<autogenerated>", "/x/vendor/cache.go"];
    (prop::sample::select(functions), prop::sample::select(files), any::<u32>(), 0u32..40, any::<bool>())
        .prop_map(|(function, file, far, near, is_near)| (function.to_owned(), format!("{file}:{}", if is_near { near } else { far })))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_frames_are_explained_without_a_panic(frames in prop::collection::vec(frame(), 0..8), others in prop::collection::vec(frame(), 0..4)) {
        let pairs = |frames: &[(String, String)]| frames.iter().map(|(function, file)| format!("{function}(0x1)\n\t{file} +0x1\n")).collect::<String>();
        let text = format!("fatal error: concurrent map writes\n\ngoroutine 7 [running]:\n{}\ngoroutine 8 [select]:\n{}", pairs(&frames), pairs(&others));
        let tree = Tree::new(&REPORT);
        for trace in read(text.as_bytes()).traces {
            let explained = tree.explain(&trace);
            prop_assert!(explained.map.is_some() || explained.finding.is_none());
            prop_assert_eq!(explained.sides.len(), trace.sides.len());
        }
    }
}
