//! The Go program says of a small module what the language says.

use super::dumper::{GoRow, Scratch, dump};
use std::path::Path;
use std::process::Command;

/// The dependency. It lies beside the module, so that it is none of those at hand.
const DEP: [(&str, &str); 2] = [
    ("dep/go.mod", "module example.com/dep\n\ngo 1.24\n"),
    (
        "dep/dep.go",
        "package dep\n\ntype Set map[string]bool\n\ntype Box[T any] struct{ In T }\n\nfunc (Box[T]) Open() {}\n\nfunc New() Set { return nil }\n",
    ),
];

const MODULE: [(&str, &str); 10] = [
    ("tiny/go.mod", "module example.com/tiny\n\ngo 1.24\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ../dep\n"),
    ("tiny/base/base.go", BASE),
    ("tiny/operands.go", OPERANDS),
    ("tiny/calls.go", CALLS),
    ("tiny/literals.go", LITERALS),
    ("tiny/hidden.go", HIDDEN),
    ("tiny/own/go.mod", "module example.com/tiny/own\n\ngo 1.24\n"),
    ("tiny/own/own.go", "package own\n\nfunc f() { g() }\n\nfunc g() {}\n"),
    ("tiny/in_test.go", "package tiny\n\nfunc inside() { callees() }\n"),
    (
        "tiny/out_test.go",
        "package tiny_test\n\nimport \"example.com/tiny\"\n\ntype out struct{ n int }\n\nfunc outside(o out) { tiny.Exported(); _ = o.n }\n",
    ),
];

const BASE: &str = "\
package base

import \"sync\"

type Reader interface{ Read() }

type Inner struct {
	sync.Mutex
	Count int
}

type Outer struct{ *Inner }

func (*Inner) Touch() {}
";

const OPERANDS: &str = "\
package tiny

type names map[string]int

func operands[M ~map[K]V, K comparable, V any](m M, p *[3]int) {
	n := names{}
	(n)[`a`] += p[0]
	n[`b`]++
	delete(n, `c`)
	for range m {
		clear(m)
	}
	_, ok := m[*new(K)]
	ok = len(`text`) > len([]names{n}[0])
	list[int](nil)
	_ = ok
}

func list[T any](of []T) {
	for i := range of {
		of[i], _ = *new(T), i
	}
}
";

const CALLS: &str = "\
package tiny

import (
	\"io\"
	\"sync\"

	. \"example.com/tiny/base\"
)

type both interface {
	Reader
	Write()
}

type guarded struct {
	Outer
	mu    sync.RWMutex
	plain struct{ depth int }
}

type stack[T any] struct{ top T }

func (s *stack[T]) push(T) {}

func callees() {
	var g guarded
	g.Lock()
	defer g.Unlock()
	g.mu.RLock()
	g.Touch()
	(*Inner).Touch(g.Inner)
	g.Count = g.plain.depth
	s := &stack[int]{}
	(s.push)(s.top)
	identity[string](string([]byte{}))
	f := callees
	f()
}

func identity[T any](x T) T { return x }

func methods[T io.Reader](b both, err error, t T, c io.ReadCloser) {
	type local struct{ both }
	b.Read()
	local{b}.both.Write()
	local{b}.Write()
	_ = err.Error()
	t.Read(nil)
	c.Close()
	var x interface{ M() }
	x.M()
	locked(sync.Locker(nil))
}

func locked(l sync.Locker) { l.Lock() }

func Exported() {}
";

const LITERALS: &str = "\
package tiny

var global int

func literals(x any) (result error) {
	switch y := x.(type) {
	case int, error:
		_ = func() { _ = y }
	case string:
		_ = func(z int) {
			result, z = nil, global
			go func() { _, _, _ = y, z, x }()
		}
	}
	for i := range 3 {
		func() { i := i; _ = i }()
	}
	return func() error { return nil }()
}
";

const HIDDEN: &str = "\
package tiny

import \"example.com/dep\"

type alias = *dep.Set

type holder struct{ set dep.Set }

func hidden(h holder, a []alias, b dep.Box[int], c stack[dep.Set]) {
	_ = len(h.set)
	_ = len(a)
	b.Open()
	c.push(dep.New())
}
";

/// The files without tests.
const ROWS: &str = "\
calls.go:
27:4 b Lock: sync.Mutex.Lock
27:4 d Lock: sync.Mutex.Lock Outer.Inner.Mutex
28:10 b Unlock: sync.Mutex.Unlock
28:10 d Unlock: sync.Mutex.Unlock Outer.Inner.Mutex
29:4 c mu: example.com/tiny.guarded
29:7 b RLock: sync.RWMutex.RLock
29:7 d RLock: sync.RWMutex.RLock
30:4 b Touch: example.com/tiny/base.Inner.Touch
31:11 b Touch: example.com/tiny/base.Inner.Touch
31:19 c Inner: example.com/tiny/base.Outer
32:2 a g.Count: other
32:4 c Count: example.com/tiny/base.Inner
32:14 c plain: example.com/tiny.guarded
32:20 c depth: -
33:2 a s: other
34:5 b push: example.com/tiny.stack.push
34:13 c top: example.com/tiny.stack
35:2 b identity: example.com/tiny.identity
36:2 a f: other
44:4 e Read: example.com/tiny/base.Reader.Read
45:11 c both: example.com/tiny.#.local
45:16 e Write: example.com/tiny.both.Write
46:11 e Write: example.com/tiny.both.Write
47:10 e Error: error.Error
49:4 e Close: io.Closer.Close
51:4 e M: .M
52:2 b locked: example.com/tiny.locked
55:32 e Lock: sync.Locker.Lock
hidden.go:
10:10 a h.set: map hidden
10:12 c set: example.com/tiny.holder
11:10 a a: other hidden
12:4 b Open: example.com/dep.Box.Open hidden
13:4 b push: example.com/tiny.stack.push hidden
13:13 b New: example.com/dep.New hidden
literals.go:
8:7 f func: y@6:9
10:7 f func: x@5:15,result@5:23,y@6:9
11:4 a result: other
11:12 a z: other
12:7 f func: x@5:15,y@6:9,z@10:12
15:17 a 3: other
16:3 f func: i@15:6
16:12 a i: other
18:9 f func: -
operands.go:
6:2 a n: map
7:2 a (n)[`a`]: other
7:3 a n: map
7:14 a p: other
8:2 a n: map
8:2 a n[`b`]: other
9:9 a n: map
10:12 a m: map
11:9 a m: map
13:5 a ok: other
13:11 a m: map
14:2 a ok: other
14:11 a `text`: other
14:25 a []names{n}: other
14:25 a []names{n}[0]: map
15:2 b list: example.com/tiny.list
20:17 a of: other
21:3 a of: other
21:3 a of[i]: other
own/own.go:
3:12 b g: example.com/tiny/own.g
";

/// What test files add.
const TEST_ROWS: [&str; 2] = [
    "in_test.go:\n3:17 b callees: example.com/tiny.callees\n",
    "out_test.go:\n7:28 b Exported: example.com/tiny.Exported\n7:46 c n: example.com/tiny_test.out\n",
];

fn write(into: &Path) {
    for (name, text) in DEP.iter().chain(&MODULE) {
        let path = into.join(name);
        std::fs::create_dir_all(path.parent().expect("the file is in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
}

/// Whether Go is there. Where everything has to be there, it may not be missing.
fn has_go() -> bool {
    let is_there = Command::new("go").arg("version").output().is_ok_and(|output| output.status.success());
    let is_required = std::env::var_os("MAPVET_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(is_there || !is_required, "there is no `go` on PATH");
    if !is_there {
        eprintln!("not tested: there is no `go` on PATH");
    }
    is_there
}

/// The line and column of an offset.
fn place(text: &str, offset: usize) -> String {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    format!("{}:{}", text[..offset].matches('\n').count() + 1, offset - line_start + 1)
}

/// A row as a line: what it is of, its text, its value.
fn shown(text: &str, row: &GoRow) -> String {
    let start = row.start as usize;
    let name = text[start..].split(|char: char| !char.is_alphanumeric()).next().unwrap_or("");
    let of = if row.end > 0 { &text[start..row.end as usize] } else { name };
    let variable = |part: &str| match part.split_once('@') {
        Some((name, offset)) => format!("{name}@{}", place(text, offset.parse().expect("an offset is a number"))),
        None => part.to_owned(),
    };
    let value = if row.kind == 'f' { row.value.split(',').map(variable).collect::<Vec<_>>().join(",") } else { row.value.to_string() };
    let value = if value.is_empty() { "-" } else { &value };
    format!("{} {} {of}: {value}{}", place(text, start), row.kind, if row.hidden { " hidden" } else { "" })
}

/// All rows below the module, file by file.
fn rows(tests: bool) -> Option<String> {
    if !has_go() {
        return None;
    }
    let scratch = Scratch::new().expect("a folder can be made");
    write(&scratch.path);
    let mut lines = Vec::new();
    for (file, mut rows) in dump(&scratch.path.join("tiny"), tests).expect("the module can be asked about") {
        let path = format!("tiny/{file}");
        let (_, text) = MODULE.iter().find(|(name, _)| *name == path).expect("there is no other file");
        lines.push(format!("{file}:"));
        rows.sort_by_key(|row| (row.start, row.kind, row.end));
        lines.extend(rows.iter().map(|row| shown(text, row)));
    }
    Some(lines.join("\n") + "\n")
}

#[test]
fn the_rows_are_what_the_language_says() {
    if let Some(rows) = rows(false) {
        assert_eq!(rows, ROWS);
    }
}

#[test]
fn test_files_are_read_on_request_and_packages_keep_their_names() {
    if let Some(mut rows) = rows(true) {
        for test_rows in TEST_ROWS {
            assert!(rows.contains(test_rows), "{rows}");
            rows = rows.replacen(test_rows, "", 1);
        }
        assert_eq!(rows, ROWS);
    }
}
