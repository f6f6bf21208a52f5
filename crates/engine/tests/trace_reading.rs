//! Dumps and race reports as logs hold them: prefixes, escapes, encodings, cuts; and text that is none.

use mapvet_engine::trace::{Kind, Operation, Reading, Stack, read};
use proptest::prelude::*;

const DUMP: &str = "fatal error: concurrent map writes

goroutine 67 [running, locked to thread]:
runtime.throw({0x4a5701?, 0x21?})
\t/usr/local/go/src/runtime/panic.go:1077 +0x5c fp=0xc00004caa8 sp=0xc00004ca78 pc=0x434962
runtime.mapassign_faststr(0x89f800, 0xc000101b00, {0x91aa1c, 0xc})
\t/usr/local/go/src/runtime/map_faststr.go:223 +0x39c fp=0xc00004cb10 sp=0xc00004caa8 pc=0x414a67
example.com/cache.(*Cache).Set(...)
\t/home/user/go/pkg/mod/example.com/cache@v1.2.3/cache.go:31
example.com/cache.(*Cache).fill.func1()
\t/home/user/go/pkg/mod/example.com/cache@v1.2.3/fill.go:12 +0x45 fp=0xc00004cfe0 sp=0xc00004cb10 pc=0x6e9c53
runtime.goexit({})
\t/usr/local/go/src/runtime/asm_amd64.s:1650 +0x1 fp=0xc00004cfe8 sp=0xc00004cfe0 pc=0x46afa1
created by example.com/cache.(*Cache).fill in goroutine 1
\t/home/user/go/pkg/mod/example.com/cache@v1.2.3/fill.go:11 +0x6e

goroutine 1 [sleep, 2 minutes]:
time.Sleep(0x3b9aca00)
\t/usr/local/go/src/runtime/time.go:195 +0x125
main.main()
\t/home/user/app/main.go:14 +0x1d

goroutine 9 [runnable]:
\tgoroutine running on other thread; stack unavailable
created by main.main in goroutine 1
\t/home/user/app/main.go:13 +0x6e
exit status 2
";

const RACE: &str = "==================
WARNING: DATA RACE
Write at 0x00c000180030 by goroutine 8:
  runtime.mapdelete_faststr()
      /usr/local/go/src/runtime/map_faststr.go:301 +0x0
  example.com/cache.(*Cache).sweep()
      /home/user/app/cache.go:44 +0x2e4
  example.com/cache.New.gowrap1()
      /home/user/app/cache.go:18 +0x33

Previous read at 0x00c000180030 by main goroutine:
  example.com/cache.(*Cache).Get()
      /home/user/app/cache.go:26 +0x44
  main.main()
      /home/user/app/main.go:14 +0x1d

Goroutine 8 (running) created at:
  example.com/cache.New()
      /home/user/app/cache.go:18 +0x5d
  main.main()
      /home/user/app/main.go:13 +0x1d
==================
Found 1 data race(s)
";

/// A stack in one line: what it did, functions and lines, what created it.
fn shown(stack: &Stack) -> String {
    let frames: Vec<String> = stack.frames.iter().map(|frame| format!("{}:{}", frame.function, frame.line)).collect();
    let created: Vec<String> = stack.created.iter().map(|frame| format!("{}:{}", frame.function, frame.line)).collect();
    let unavailable = if stack.unavailable { " unavailable" } else { "" };
    format!("{} [{}] {:?} {} <- {}{unavailable}", stack.goroutine, stack.state, stack.operation, frames.join(" "), created.join(" "))
}

fn stacks(reading: &Reading) -> Vec<String> {
    reading.traces.iter().flat_map(|trace| trace.sides.iter().chain(&trace.others)).map(shown).collect()
}

fn dump_is_read(text: &[u8], what: &str) {
    let reading = read(text);
    let [trace] = reading.traces.as_slice() else { panic!("{what}: {reading:#?}") };
    assert_eq!((trace.kind, trace.sides.len(), trace.others.len()), (Kind::Writes, 1, 2), "{what}");
    assert_eq!(stacks(&reading), stacks(&read(DUMP.as_bytes())), "{what}");
}

fn race_is_read(text: &[u8], what: &str) {
    let reading = read(text);
    assert_eq!(reading.traces.len(), 1, "{what}: {reading:#?}");
    assert_eq!(stacks(&reading), stacks(&read(RACE.as_bytes())), "{what}");
}

#[test]
fn a_dump_is_read() {
    let reading = read(DUMP.as_bytes());
    let expected = [
        "67 [running, locked to thread] Assign runtime.throw:1077 runtime.mapassign_faststr:223 example.com/cache.(*Cache).Set:31 \
         example.com/cache.(*Cache).fill.func1:12 runtime.goexit:1650 <- example.com/cache.(*Cache).fill:11",
        "1 [sleep, 2 minutes] Unknown time.Sleep:195 main.main:14 <- ",
        "9 [runnable] Unknown  <- main.main:13 unavailable",
    ];
    assert_eq!(stacks(&reading), expected);
    assert_eq!((reading.traces[0].line, reading.traces[0].times, reading.left_out, reading.other), (1, 1, 0, None));
    assert_eq!(reading.traces[0].sides[0].frames[2].file, "/home/user/go/pkg/mod/example.com/cache@v1.2.3/cache.go");
}

#[test]
fn a_race_report_is_read() {
    let reading = read(RACE.as_bytes());
    let expected = [
        "8 [write] Delete runtime.mapdelete_faststr:301 example.com/cache.(*Cache).sweep:44 example.com/cache.New.gowrap1:18 <- \
         example.com/cache.New:18 main.main:13",
        "1 [previous read] Read example.com/cache.(*Cache).Get:26 main.main:14 <- ",
    ];
    assert_eq!(stacks(&reading), expected);
    assert_eq!((reading.traces[0].kind, reading.traces[0].line), (Kind::Race, 2));
}

/// Each line of a text, changed.
fn lines(text: &str, change: impl Fn(usize, &str) -> String) -> Vec<u8> {
    text.lines().enumerate().map(|(number, line)| change(number, line) + "\n").collect::<String>().into_bytes()
}

#[test]
fn prefixes_of_logs_do_not_matter() {
    let journal = |number: usize, line: &str| format!("Jun 26 16:27:{:02} host app.sh[25139]: {line}", number % 60);
    let compose = |_: usize, line: &str| format!("web_1  | {line}");
    let pods = |number: usize, line: &str| format!("2024-12-23T03:29:38.2{number}1194717+00:00 stderr F {line}");
    let kubectl = |_: usize, line: &str| format!("[pod/web-5d4f/app] {line}");
    let time = |number: usize, line: &str| format!("2017/09/25 14:24:{number:02} {line}");
    let brackets = |number: usize, line: &str| format!("[2022-03-25T20:20:12.{number}Z] {line}");
    let tail = |_: usize, line: &str| format!("August 3rd 2017, 19:28:27.000 {line}   - ");
    let escapes = |_: usize, line: &str| format!("\x1b[31m{line}\x1b[0m");
    let carriage = |_: usize, line: &str| format!("{line}\r");
    let windows = |_: usize, line: &str| line.replace("/home/user/", "C:/Program Files (x86)/");
    let docker = |_: usize, line: &str| format!("{{\"log\":\"{}\\n\",\"stream\":\"stderr\"}}", line.replace('\t', "\\t").replace('"', "\\\""));
    type Change<'a> = (&'a str, &'a dyn Fn(usize, &str) -> String);
    let changes: [Change<'_>; 11] = [
        ("journal", &journal),
        ("compose", &compose),
        ("pods", &pods),
        ("kubectl", &kubectl),
        ("time", &time),
        ("brackets", &brackets),
        ("tail", &tail),
        ("escapes", &escapes),
        ("carriage", &carriage),
        ("windows", &windows),
        ("docker", &docker),
    ];
    for (what, change) in changes {
        dump_is_read(&lines(DUMP, change), what);
        race_is_read(&lines(RACE, change), what);
    }
}

#[test]
fn other_forms_do_not_matter() {
    let json = |text: &str| format!("{{\"level\":\"error\",\"msg\":\"{}\"}}\n", text.replace('\n', "\\n").replace('\t', "\\t"));
    let twice = |text: &str| json(text).replace('\\', "\\\\");
    let wide = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    let within = |text: &str| format!("started\nlistening on :80\n\n{text}\nrestarted\n");
    for (text, is_read) in [(DUMP, dump_is_read as fn(&[u8], &str)), (RACE, race_is_read)] {
        is_read(json(text).as_bytes(), "json");
        is_read(twice(text).as_bytes(), "json in json");
        is_read(&wide(text), "utf-16");
        is_read(within(text).as_bytes(), "within a log");
    }
    let system = DUMP.replace("goroutine 67 [", "goroutine 67 gp=0xc000003dc0 m=5 mp=0xc000088008 [");
    dump_is_read(system.as_bytes(), "GOTRACEBACK=system");
    dump_is_read(DUMP.replace("writes\n", "writes\nfatal error: concurrent map writes\n").as_bytes(), "said twice");
    let unindented = lines(DUMP, |_, line| line.trim().to_owned());
    dump_is_read(&unindented, "without indentation");
}

#[test]
fn lines_of_other_programs_may_stand_between() {
    let mut log = String::new();
    for (number, line) in DUMP.lines().enumerate() {
        log += &format!("web_1  | {line}\n");
        if number % 2 == 0 {
            log += "db_1   | main.noise(0x1)\ndb_1   | \t/db/noise.go:3 +0x1\n";
        }
    }
    dump_is_read(log.as_bytes(), "two containers");
}

#[test]
fn several_are_told_apart_and_equal_ones_are_counted() {
    let again = DUMP.replace("goroutine 67", "goroutine 123").replace("0xc0", "0xd1");
    let other = DUMP.replace("cache.go:31", "cache.go:36");
    let reading = read(format!("{DUMP}\n{RACE}\n{again}\n{other}{RACE}").as_bytes());
    let kinds: Vec<(Kind, u32)> = reading.traces.iter().map(|trace| (trace.kind, trace.times)).collect();
    assert_eq!(kinds, [(Kind::Writes, 2), (Kind::Race, 2), (Kind::Writes, 1)]);
}

#[test]
fn the_words_say_what_the_goroutine_did_where_the_runtime_is_hidden() {
    for (words, operation) in [
        ("concurrent map writes", Operation::Write),
        ("concurrent map read and map write", Operation::Index),
        ("concurrent map iteration and map write", Operation::Iterate),
        ("concurrent map clone and map write", Operation::Iterate),
    ] {
        let reading = read(format!("fatal error: {words}\n\ngoroutine 19 [running]:\nmain.f(...)\n\t/a/main.go:3\n").as_bytes());
        assert_eq!(reading.traces[0].sides[0].operation, operation, "{words}");
    }
    let bare = "goroutine 21753 [running]:\nruntime.throw(0x1)\n\t/go/src/runtime/panic.go:608 +0x72\nruntime.mapiternext(0x1)\n\t/go/src/runtime/map.go:9 +0x1\nmain.f()\n\t/a/main.go:3 +0x1\n";
    let reading = read(bare.as_bytes());
    assert_eq!((reading.traces[0].kind, reading.traces[0].sides[0].operation), (Kind::Unnamed, Operation::Iterate));
}

#[test]
fn old_reports_and_torn_ones_are_read() {
    let old = "WARNING: DATA RACE\nWrite by goroutine 24:\n  runtime.mapdelete()\n      /usr/local/go/src/pkg/runtime/hashmap.goc:948 +0x0\n  p.f()\n      .../p/p.go:73 +0x13f\n\nPrevious write by goroutine 114:\n  [failed to restore the stack]\n";
    assert_eq!(stacks(&read(old.as_bytes())), ["24 [write] Delete runtime.mapdelete:948 p.f:73 <- ", "114 [previous write] Write  <-  unavailable"]);
    let torn = &DUMP[..DUMP.find("\t/home").expect("the dump has files")];
    assert_eq!(
        stacks(&read(torn.as_bytes())),
        ["67 [running, locked to thread] Assign runtime.throw:1077 runtime.mapassign_faststr:223 example.com/cache.(*Cache).Set:0 <- "]
    );
}

#[test]
fn what_is_no_dump_of_a_map_is_said() {
    let other = read(b"panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.f()\n\t/a/main.go:3 +0x1\n");
    assert_eq!((other.traces.len(), other.other.as_deref(), other.stray), (0, Some("panic: runtime error: index out of range"), 1));
    let bare = read(b"fatal error: concurrent map writes\n");
    assert_eq!((bare.traces.len(), bare.bare), (0, Some(Kind::Writes)));
    assert_eq!(read(b""), Reading::default());
}

#[derive(Clone, Debug)]
enum Change {
    Cut(prop::sample::Index),
    Drop(prop::sample::Index, usize),
    Copy(prop::sample::Index, prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop::sample::select(vec![
        &b"["[..],
        b"]",
        b"(",
        b")",
        b"\\u12",
        b"\\",
        b"\x1b[",
        b"\n",
        b"\r",
        b"goroutine ",
        b".go:9999999999",
        b".(",
        b"\xff",
        b" P ",
        "·ä".as_bytes(),
    ]);
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Change::Cut),
        (any::<prop::sample::Index>(), 1usize..80).prop_map(|(at, length)| Change::Drop(at, length)),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1usize..200).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
        (any::<prop::sample::Index>(), piece).prop_map(|(at, piece)| Change::Insert(at, piece.to_vec())),
    ]
}

fn apply(text: &mut Vec<u8>, change: &Change) {
    if text.is_empty() {
        return;
    }
    match change {
        Change::Cut(at) => text.truncate(at.index(text.len())),
        Change::Drop(at, length) => {
            let start = at.index(text.len());
            text.drain(start..(start + length).min(text.len()));
        }
        Change::Copy(from, to, length) => {
            let start = from.index(text.len());
            let copied = text[start..(start + length).min(text.len())].to_vec();
            let to = to.index(text.len());
            text.splice(to..to, copied);
        }
        Change::Insert(at, piece) => {
            let at = at.index(text.len());
            text.splice(at..at, piece.iter().copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_texts_are_read_without_a_panic(changes in prop::collection::vec(change(), 1..12), escaped in any::<bool>()) {
        let text = format!("{DUMP}{RACE}");
        let mut text = if escaped { format!("{{\"log\":{text:?}}}") } else { text }.into_bytes();
        changes.iter().for_each(|change| apply(&mut text, change));
        let reading = read(&text);
        prop_assert!(reading.traces.iter().all(|trace| !trace.sides.is_empty() && trace.sides.len() <= 2));
    }

    #[test]
    fn noise_is_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(read(&bytes).traces.len(), 0);
    }
}
