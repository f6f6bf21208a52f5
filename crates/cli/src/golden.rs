//! Each format of one hand-made report against a file; `UPDATE_EXPECT=1` rewrites the files.

use crate::answer::{Answer, HiddenCounts};
use crate::explain;
use crate::format::{Format, sarif};
use crate::look::Look;
use crate::sources::Sources;
use clap::ValueEnum as _;
use expect_test::{expect, expect_file};
use mapvet_engine::{LeftOut, SetAside, SetAsideBy};
use mapvet_rules::{Comment, Finding};
use mapvet_sharing::{AccessKind, Conflict, HeldLock, Linked, LockMode, MapAccess, MapStory, Parallel, Problem, Side, Step, StepKind, WeakLink};
use mapvet_syntax::{FileId, Span};
use std::path::{Path, PathBuf};

const PLAIN: Look = Look { color: false, unicode: true };
const CACHE: u32 = 0;
const MAIN: u32 = 1;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/cli/cache")
}

fn sources() -> Sources<'static> {
    Sources::new(|file| {
        let path = ["cache.go", "cmd/main.go"][file.0 as usize];
        (path.to_owned(), std::fs::read(root().join(path)).expect("the fixture is there"))
    })
}

/// The span of `part` inside the first occurrence of `whole`.
fn span(file: u32, whole: &str, part: &str) -> Span {
    let path = ["cache.go", "cmd/main.go"][file as usize];
    let text = std::fs::read_to_string(root().join(path)).expect("the fixture is there");
    let start = text.find(whole).expect("the fixture holds the line") + whole.find(part).expect("the line holds the part");
    Span::new(FileId(file), start as u32, (start + part.len()) as u32)
}

fn step(kind: StepKind, function: &str, span: Span, text: &str) -> Step {
    Step { kind, function: function.to_owned(), span, text: text.to_owned() }
}

fn side(kind: AccessKind, function: &str, expression: &str, steps: Vec<Step>) -> Side {
    let span = steps.last().expect("a side has an access").span;
    let spawn = steps.iter().find(|step| step.kind == StepKind::Spawn).map(|step| step.span);
    Side {
        kind,
        function: function.to_owned(),
        span,
        expression: expression.to_owned(),
        locks: Vec::new(),
        in_vain: false,
        steps,
        spawn,
        sent: false,
        test: false,
    }
}

fn sweeps() -> Side {
    side(
        AccessKind::Range,
        "cache.(*Cache).sweep",
        "c.items",
        vec![
            step(StepKind::Entry, "main", span(MAIN, "func main", "main"), "begins"),
            step(StepKind::Call, "main", span(MAIN, "cache.New()", "cache.New()"), "calls `cache.New`"),
            step(StepKind::Spawn, "New", span(CACHE, "go c.sweep()", "go c.sweep()"), "starts a goroutine that runs `(*Cache).sweep`"),
            step(StepKind::Access, "(*Cache).sweep", span(CACHE, "range c.items", "c.items"), "ranges over `c.items`"),
        ],
    )
}

fn sets() -> Side {
    side(
        AccessKind::Assign,
        "cache.(*Cache).Set",
        "c.items",
        vec![
            step(StepKind::Entry, "main", span(MAIN, "func main", "main"), "begins"),
            step(StepKind::Call, "main", span(MAIN, "c.Set(\"a\", \"1\")", "c.Set(\"a\", \"1\")"), "calls `(*Cache).Set`"),
            step(StepKind::Access, "(*Cache).Set", span(CACHE, "c.items[name] = value", "c.items[name]"), "writes `c.items`"),
        ],
    )
}

fn cache_conflict(primary: Side, other: Side) -> Conflict {
    Conflict {
        map: "example.com/cache.Cache.items".to_owned(),
        twin: 0,
        declaration: Some(span(CACHE, "items map[string]string", "items map[string]string")),
        primary,
        other,
        parallel: Parallel::ParentAndChild,
        common: "main".to_owned(),
        links: Vec::new(),
        guard: Some(("c.mu".to_owned(), 1, 4)),
        also: Vec::new(),
        in_atomic: false,
        started: Vec::new(),
    }
}

fn conflicts() -> Vec<Conflict> {
    let drops = side(
        AccessKind::Delete,
        "cache.(*Cache).sweep",
        "c.items",
        vec![
            step(StepKind::Entry, "New", span(CACHE, "func New", "New"), "begins"),
            step(StepKind::Spawn, "New", span(CACHE, "go c.sweep()", "go c.sweep()"), "starts a goroutine that runs `(*Cache).sweep`"),
            step(StepKind::Access, "(*Cache).sweep", span(CACHE, "𝄞 */ delete(c.items, name)", "delete(c.items, name)"), "deletes from `c.items`"),
        ],
    );
    let reads = Side { kind: AccessKind::Len, locks: vec![HeldLock { path: "c.mu".to_owned(), mode: LockMode::Read }], ..sets() };
    let link = |text: &str| WeakLink { id: "dispatch", text: text.to_owned(), weight: 1 };
    let counts = side(
        AccessKind::Assign,
        "cmd.main",
        "counts",
        vec![
            step(StepKind::Spawn, "main", span(MAIN, "go func()", "go"), "starts a goroutine that runs `main.func1`"),
            step(StepKind::Access, "main.func1", span(MAIN, "counts[word]++", "counts[word]"), "writes `counts`"),
        ],
    );
    vec![
        Conflict {
            also: vec![("cache.(*Cache).Drop".to_owned(), span(CACHE, "delete(c.items, name)", "delete(c.items, name)"))],
            ..cache_conflict(sets(), sweeps())
        },
        Conflict { links: vec![link("callee reached through interface `Store`: 3 implementations")], ..cache_conflict(drops, reads) },
        Conflict {
            map: "example.com/cache/cmd.main.counts".to_owned(),
            declaration: Some(span(MAIN, "counts := map", "counts")),
            parallel: Parallel::SelfParallel,
            guard: None,
            ..cache_conflict(counts.clone(), counts)
        },
    ]
}

fn left_out() -> Vec<LeftOut> {
    let file = |path: &str, reason: &str| LeftOut { path: path.to_owned(), reason: reason.to_owned() };
    vec![file("a_windows.go", "name: windows"), file("b.go", "//go:build ignore"), file("c.go", "//go:build ignore")]
}

/// What is said of a comment: no map, no sides.
fn without_sides() -> Finding {
    let comment = Comment {
        path: "cmd/main.go",
        text: "//mapvet:ignore a b",
        nth: 0,
        span: span(MAIN, "counts[word]++", "word"),
        test: false,
        message: "this comment hides nothing".to_owned(),
        why: "nobody knows".to_owned(),
        help: "delete it".to_owned(),
    };
    Finding::about_comment(&mapvet_rules::UNUSED_IGNORE, comment)
}

fn problem() -> Problem {
    Problem { kind: "syntax".to_owned(), file: Some("broken dir/ä.go".to_owned()), line: 3, column: 7, text: "syntax error".to_owned() }
}

/// Runs `check` with the answer of the hand-made report.
fn with_answer(check: impl FnOnce(&Answer<'_>)) {
    let linked = Linked { conflicts: conflicts(), ..Linked::default() };
    let mut findings = mapvet_rules::render(&linked);
    findings.push(without_sides());
    findings.sort_by_key(|finding| finding.primary);
    let sources = sources();
    check(&Answer {
        findings: findings.iter().collect(),
        set_aside: &[],
        left_out: &left_out(),
        problems: &[problem()],
        packages: 2,
        files: 2,
        hidden: HiddenCounts { confidence: 3, ..HiddenCounts::default() },
        complete: true,
        sources: &sources,
    });
}

fn written(format: Format, look: Look) -> String {
    let mut out = Vec::new();
    with_answer(|answer| format.write(answer, look, &mut out).expect("memory takes all"));
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn full() {
    expect_file!["../../../testdata/cli/full.txt"].assert_eq(&written(Format::Full, PLAIN));
}

#[test]
fn full_in_ascii() {
    let text = written(Format::Full, Look { unicode: false, ..PLAIN });
    let source = "größer 𝄞";
    assert!(text.replace(source, "").is_ascii(), "{text}");
}

#[test]
fn color_is_only_added() {
    let colored = written(Format::Full, Look { color: true, ..PLAIN });
    assert_ne!(colored, written(Format::Full, PLAIN));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), written(Format::Full, PLAIN));
}

#[test]
fn concise() {
    expect_file!["../../../testdata/cli/concise.txt"].assert_eq(&written(Format::Concise, PLAIN));
}

#[test]
fn json() {
    expect_file!["../../../testdata/cli/report.json"].assert_eq(&written(Format::Json, PLAIN));
}

#[test]
fn json_lines() {
    let text = written(Format::JsonLines, PLAIN);
    expect_file!["../../../testdata/cli/report.jsonl"].assert_eq(&text);
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("reports are JSON");
    let lines: Vec<serde_json::Value> = text.lines().map(parse).collect();
    assert_eq!(parse(&written(Format::Json, PLAIN))["findings"], serde_json::Value::from(lines));
}

#[test]
fn formats_of_services() {
    expect_file!["../../../testdata/cli/github.txt"].assert_eq(&written(Format::Github, PLAIN));
    expect_file!["../../../testdata/cli/gitlab.json"].assert_eq(&written(Format::Gitlab, PLAIN));
    expect_file!["../../../testdata/cli/junit.xml"].assert_eq(&written(Format::Junit, PLAIN));
    expect_file!["../../../testdata/cli/checkstyle.xml"].assert_eq(&written(Format::Checkstyle, PLAIN));
    expect_file!["../../../testdata/cli/rdjson.json"].assert_eq(&written(Format::Rdjson, PLAIN));
}

#[test]
fn sarif() {
    expect_file!["../../../testdata/cli/report.sarif"].assert_eq(&written(Format::Sarif, PLAIN));
}

#[test]
fn what_is_set_aside_is_marked() {
    let mut findings = Vec::new();
    with_answer(|answer| findings = answer.findings.iter().map(|finding| (*finding).clone()).collect());
    let bys = [SetAsideBy::Comment("one goroutine, see main".to_owned()), SetAsideBy::Baseline];
    let set_aside: Vec<SetAside> = findings[1..].iter().zip(bys).map(|(finding, by)| SetAside { finding: finding.clone(), by }).collect();
    let written = |format: Format| {
        let mut out = Vec::new();
        with_answer(|answer| {
            let first = answer.findings[..1].to_vec();
            let answer = Answer { findings: first, set_aside: &set_aside, problems: &[], left_out: &[], ..*answer };
            format.write(&answer, PLAIN, &mut out).expect("memory takes all");
        });
        String::from_utf8(out).expect("reports are UTF-8")
    };
    let log: serde_json::Value = serde_json::from_str(&written(Format::Sarif)).expect("the log is JSON");
    let of = |at: usize| log["runs"][0]["results"][at]["suppressions"].to_string();
    let comment = r#"[{"kind":"inSource","justification":"one goroutine, see main"}]"#;
    assert_eq!([of(0), of(1), of(2)], ["[]", comment, r#"[{"kind":"external"}]"#]);
    let report: serde_json::Value = serde_json::from_str(&written(Format::Json)).expect("the report is JSON");
    let of = |at: usize| report["findings"][at]["suppressed"].to_string();
    let comment = r#"{"by":"comment","reason":"one goroutine, see main"}"#;
    assert_eq!([of(0), of(1), of(2)], ["null", comment, r#"{"by":"baseline","reason":""}"#]);
    assert_eq!(report["summary"]["findings"], 1);
    for format in [Format::Full, Format::Concise] {
        let text = written(format);
        assert!(text.contains("suppressed: by a comment: one goroutine, see main"), "{text}");
        assert_eq!(text.matches("suppressed: ").count(), 2, "{text}");
    }
    for format in [Format::Github, Format::Gitlab, Format::Junit, Format::Checkstyle, Format::Rdjson] {
        assert!(!written(format).contains(&findings[1].id), "{format:?}");
    }
}

/// What the log of these findings says of itself.
fn notifications(findings: &[Finding]) -> serde_json::Value {
    let mut out = Vec::new();
    with_answer(|answer| {
        let answer = Answer { findings: findings.iter().collect(), problems: &[], left_out: &[], ..*answer };
        Format::Sarif.write(&answer, PLAIN, &mut out).expect("memory takes all");
    });
    let log: serde_json::Value = serde_json::from_slice(&out).expect("the log is JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(findings.len()));
    log["runs"][0]["invocations"][0]["toolExecutionNotifications"].clone()
}

#[test]
fn a_log_says_what_a_service_will_not_show() {
    let one = without_sides();
    assert_eq!(notifications(std::slice::from_ref(&one)), serde_json::json!([]));
    let many = notifications(&vec![one.clone(); 5_001]).to_string();
    assert!(many.contains("5001 results; GitHub shows 5000 and refuses a log with more than 25000"), "{many}");
    let related = mapvet_rules::Related { span: one.primary, text: "here".to_owned() };
    let wide = notifications(&[Finding { related: vec![related; 100], ..one.clone() }]).to_string();
    assert!(wide.contains("101 places in one result"), "{wide}");
    let mut long = sets();
    long.steps = vec![long.steps[0].clone(); 501];
    let long = notifications(&[Finding { sides: vec![long.clone(), long], ..one }]).to_string();
    assert!(long.contains("1002 steps in the paths"), "{long}");
}

#[test]
fn a_large_log_says_so() {
    let mut out = Vec::new();
    with_answer(|answer| sarif::write_up_to(10_000, answer, &mut out).expect("memory takes all"));
    let log: serde_json::Value = serde_json::from_slice(&out).expect("the log is JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["notifications"][1]["id"], "service-limit");
    assert!(log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string().contains("more than 10 MB after packing"));
}

#[test]
fn descriptions_of_rules_fit_into_code_scanning() {
    let log: serde_json::Value = serde_json::from_str(&written(Format::Sarif, PLAIN)).expect("the log is JSON");
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("there are rules") {
        let length = |key: &str| rule[key]["text"].as_str().map_or(usize::MAX, |text| text.encode_utf16().count());
        assert!(length("shortDescription") <= 1_024 && length("fullDescription") <= 1_024, "{}", rule["id"]);
        let tags = rule["properties"]["tags"].as_array().expect("there are tags");
        assert!((1..=10).contains(&tags.len()), "{}", rule["id"]);
    }
}

#[test]
fn findings_with_one_id_have_fingerprints_of_their_own() {
    let findings = vec![without_sides(); 3];
    let mut out = Vec::new();
    with_answer(|answer| {
        let answer = Answer { findings: findings.iter().collect(), ..*answer };
        Format::Gitlab.write(&answer, PLAIN, &mut out).expect("memory takes all");
    });
    let issues: serde_json::Value = serde_json::from_slice(&out).expect("the report is JSON");
    let prints = [0, 1, 2].map(|at: usize| issues[at]["fingerprint"].as_str().unwrap_or_default().to_owned());
    let id = without_sides().id;
    assert_eq!(prints, [id.clone(), format!("{id}-2"), format!("{id}-3")]);
}

#[test]
fn sarif_counts_columns_in_utf16_units() {
    let log: serde_json::Value = serde_json::from_str(&written(Format::Sarif, PLAIN)).expect("the log is JSON");
    let result = &log["runs"][0]["results"][1];
    // Four tabs, then `/* größer 𝄞 */ ` with 15 characters, one of them of two units.
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startColumn"], 4 + 16 + 1);
    assert_eq!(result["codeFlows"][0]["threadFlows"].as_array().map(Vec::len), Some(2));
}

#[test]
fn threads_of_a_self_race_differ() {
    let log: serde_json::Value = serde_json::from_str(&written(Format::Sarif, PLAIN)).expect("the log is JSON");
    let flows = &log["runs"][0]["results"][2]["codeFlows"][0]["threadFlows"];
    assert_ne!(flows[0]["id"], flows[1]["id"]);
    assert_ne!(flows[0]["message"], flows[1]["message"]);
}

#[test]
fn a_report_without_findings() {
    let sources = sources();
    let hidden = HiddenCounts::default();
    let answer = |complete| Answer {
        findings: Vec::new(),
        set_aside: &[],
        left_out: &[],
        problems: &[],
        packages: 0,
        files: 0,
        hidden,
        complete,
        sources: &sources,
    };
    let write = |format: Format, complete: bool| {
        let mut out = Vec::new();
        format.write(&answer(complete), PLAIN, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("reports are UTF-8")
    };
    for format in [Format::Full, Format::Concise, Format::JsonLines, Format::Github] {
        assert_eq!(write(format, true), "", "{format:?}");
    }
    for format in [Format::Json, Format::Sarif, Format::Gitlab, Format::Rdjson] {
        serde_json::from_str::<serde_json::Value>(&write(format, true)).expect("an empty report is JSON too");
    }
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
        </checkstyle>
    "#]]
    .assert_eq(&write(Format::Checkstyle, true));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="mapvet" tests="1" failures="0" errors="0">
          <testsuite name="mapvet" tests="1" failures="0" errors="0">
            <testcase classname="mapvet" name="check"/>
          </testsuite>
        </testsuites>
    "#]]
    .assert_eq(&write(Format::Junit, true));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="mapvet" tests="1" failures="0" errors="1">
          <testsuite name="mapvet" tests="1" failures="0" errors="1">
            <testcase classname="mapvet" name="check">
              <error message="a part could not be analysed" type="incomplete"/>
            </testcase>
          </testsuite>
        </testsuites>
    "#]]
    .assert_eq(&write(Format::Junit, false));
}

/// A finding about a comment has no map, no sides and no places beside its own; every format copes.
#[test]
fn findings_about_comments() {
    let comment = |text: &'static str, at: Span| Comment {
        path: "cache.go",
        text,
        nth: 0,
        span: at,
        test: false,
        message: "this comment hides nothing".to_owned(),
        why: "nobody knows".to_owned(),
        help: "delete it".to_owned(),
    };
    let spans = [span(CACHE, "range c.items", "range"), span(CACHE, "delete(c.items, name)", "delete")];
    let findings = spans.map(|at| Finding::about_comment(&mapvet_rules::UNUSED_IGNORE, comment("//mapvet:ignore a b", at)));
    let sources = sources();
    let hidden = HiddenCounts::default();
    let answer = Answer {
        set_aside: &[],
        left_out: &[],
        findings: findings.iter().collect(),
        problems: &[],
        packages: 1,
        files: 1,
        hidden,
        complete: true,
        sources: &sources,
    };
    let write = |format: Format| {
        let mut out = Vec::new();
        format.write(&answer, PLAIN, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("reports are UTF-8")
    };
    for format in Format::value_variants() {
        assert!(write(*format).to_lowercase().matches("this comment hides nothing").count() >= 2, "{format:?}: both are there");
        assert!(write(*format).contains("unused-ignore"), "{format:?}");
    }
    let log: serde_json::Value = serde_json::from_str(&write(Format::Sarif)).expect("the log is JSON");
    let result = &log["runs"][0]["results"][0];
    assert!(result.get("codeFlows").is_none() && result.get("relatedLocations").is_none(), "{result}");
    assert_eq!(result["message"]["text"], "This comment hides nothing. Delete it.");
    expect![[r#"
        warning[unused-ignore]: this comment hides nothing
           ┌─ cache.go:42:22
           │
        42 │         for name, value := range c.items {
           │                            ^^^^^
           │
           = why: nobody knows
           = help: delete it
           = docs: mapvet explain unused-ignore
           = id: 534b133d4949 (mapvet explain 534b133d4949)

        warning[unused-ignore]: this comment hides nothing
           ┌─ cache.go:36:2
           │
        36 │     delete(c.items, name)
           │     ^^^^^^
           │
           = why: nobody knows
           = help: delete it
           = docs: mapvet explain unused-ignore
           = id: 534b133d4949 (mapvet explain 534b133d4949)

    "#]]
    .assert_eq(&write(Format::Full));
    let mut out = Vec::new();
    explain::finding(&findings[0], &[], &sources, PLAIN, &mut out).expect("memory takes all");
    assert!(String::from_utf8(out).is_ok_and(|text| text.contains("this comment hides nothing")));
}

#[test]
fn explained() {
    let mut out = Vec::new();
    with_answer(|answer| {
        let access = |side: Side, concurrent| MapAccess { kind: side.kind, function: side.function, span: side.span, locks: side.locks, concurrent };
        let story = MapStory {
            map: "example.com/cache.Cache.items".to_owned(),
            declaration: answer.findings[0].declaration,
            accesses: vec![access(sets(), false), access(sweeps(), true)],
            verdict: "reported: 2 findings".to_owned(),
        };
        let findings: Vec<Finding> = answer.findings.iter().map(|finding| (*finding).clone()).collect();
        explain::finding(&findings[1], std::slice::from_ref(&story), answer.sources, PLAIN, &mut out).expect("memory takes all");
        explain::map(&story, &findings, answer.sources, &mut out).expect("memory takes all");
    });
    expect_file!["../../../testdata/cli/explain.txt"].assert_eq(&String::from_utf8(out).expect("reports are UTF-8"));
}

#[test]
fn nothing_in_a_source_reaches_the_terminal_raw() {
    let text = b"package p\n\nvar m = map[string]int{\"\x1b]0;x\x07\xff\": 1}\nfunc f() { m[\"\x1b[2J\"] = 1 }\n";
    let at = text.windows(2).position(|pair| pair == b"m[").expect("the access is there") as u32;
    let access =
        Step { kind: StepKind::Access, function: "f\x1b".to_owned(), span: Span::new(FileId(0), at, at + 9), text: "writes `m\x07`".to_owned() };
    let one = side(AccessKind::Assign, "p.f\x1b", "m[\"\x1b[2J\"]", vec![access]);
    let map = "p.m\x1b".to_owned();
    let conflict = Conflict { map, declaration: Some(Span::new(FileId(0), 15, 16)), ..cache_conflict(one.clone(), one) };
    let findings = mapvet_rules::render(&Linked { conflicts: vec![conflict], ..Linked::default() });
    let sources = Sources::new(|_| ("a\x1b\u{9b}\u{ffff}.go".to_owned(), text.to_vec()));
    let hidden = HiddenCounts::default();
    let answer = Answer {
        findings: findings.iter().collect(),
        set_aside: &[],
        left_out: &[],
        problems: &[],
        packages: 1,
        files: 1,
        hidden,
        complete: true,
        sources: &sources,
    };
    for format in Format::value_variants() {
        let mut out = Vec::new();
        format.write(&answer, PLAIN, &mut out).expect("memory takes all");
        let text = String::from_utf8(out).expect("reports are UTF-8");
        assert!(!text.chars().any(|character| character.is_control() && character != '\n'), "{format:?}: {text:?}");
    }
}
