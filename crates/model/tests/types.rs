//! The types that expressions have, feature by feature of the language. `_ = EXPRESSION // TYPE` is a case; `?` stands
//! for a type that is not known.

use mapvet_model::{Interface, Interfaces, LocalTypes, LowerContext, Name, Noted, Notes, Package, Scope, Values, lower, ty_text};
use mapvet_syntax::Parser;

/// Packages that are at hand: `lib` analysed, `far` as a dependency.
struct Others {
    lib: Interface,
    far: Interface,
}

impl Interfaces for Others {
    fn interface(&self, path: Name) -> Option<&Interface> {
        (path == "example.com/lib").then_some(&self.lib)
    }

    fn test_interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn library(&self, path: Name) -> Option<&Interface> {
        (path == "example.com/go-far/v2").then_some(&self.far)
    }

    fn package_name(&self, path: Name) -> Option<Name> {
        self.library(path).map(|far| far.name)
    }
}

/// No other packages.
struct Nobody;

impl Interfaces for Nobody {
    fn interface(&self, _path: Name) -> Option<&Interface> {
        None
    }

    fn test_interface(&self, _path: Name) -> Option<&Interface> {
        None
    }
}

fn package(path: &str, name: &str, text: &str) -> Interface {
    let sources = [Parser::new().parse(text.as_bytes())];
    Package::new(Name::from(path), Name::from(name), &sources, &|_| None, None, &Nobody, Values::Inferred).interface
}

const LIB: &str = "package lib
type Box[T any] struct { items map[string]T; Items []T; hidden int }
func (b *Box[T]) Get(key string) (T, bool) { return b.items[key], true }
func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
var Default = New[int]()
func New[T any]() *Box[T] { return nil }
const Wait Span = 3
type Span int64
func (s Span) Text() string { return \"\" }
";

const FAR: &str = "package distant
type Thing struct { Names map[string]int }
func (t Thing) Copy() *Thing { return nil }
var Shared = &Thing{}
";

/// Holds every case of a package against what is concluded.
fn check(declarations: &str, statements: &str) {
    let text = format!(
        "package p\n\nimport (\n\t\"C\"\n\t\"example.com/lib\"\n\tfar \"example.com/go-far/v2\"\n\t\"example.com/unseen\"\n)\n\n{declarations}\n\nfunc cases() {{\n{statements}\n}}\n"
    );
    let others = Others { lib: package("example.com/lib", "lib", LIB), far: package("example.com/go-far/v2", "distant", FAR) };
    let sources = [Parser::new().parse(text.as_bytes())];
    assert_eq!(sources[0].problem(), None, "{text}");
    let resolve = |written: &str| (written == "example.com/lib").then(|| Name::from(written));
    let package = Package::new(Name::from("p"), Name::from("p"), &sources, &resolve, None, &others, Values::Inferred);
    let (locals, notes) = (LocalTypes::default(), Notes::default());
    let scope = Scope { own: &package.interface, base: None, deps: &others, locals: &locals };
    lower(&LowerContext { scope: &scope, per_iteration: true, notes: Some(&notes), elements: false }, &package.files[0], 0);
    let notes = notes.into_inner();
    let mut cases = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((before, expected)) = line.trim_end().rsplit_once(" // ")
            && let Some(at) = before.find("_ = ")
        {
            let (from, to) = ((start + at + 4) as u32, (start + before.trim_end().len()) as u32);
            let found = notes.iter().rev().find_map(|note| match &note.what {
                Noted::Expression(ty) if (note.span.start, note.span.end) == (from, to) => Some(ty_text(ty)),
                _ => None,
            });
            assert_eq!(found.as_deref(), Some(expected), "{}", before.trim());
            cases += 1;
        }
        start += line.len();
    }
    assert!(cases > 0, "no case in {statements}");
}

#[test]
fn promotion_goes_by_depth() {
    check(
        "type base struct { m map[string]int; n int }
func (b *base) self() *base { return b }
type left struct { base; deep int }
type right struct { *base }
type both struct { left; *right; n string }
type shallow struct { left; m []byte }",
        "var b both; var s shallow; var l left
_ = b.n // string
_ = b.m // ?
_ = s.m // []uint8
_ = s.left.m // map[string]int
_ = l.self() // *p.base
_ = l.self // func() *p.base
_ = b.deep // int",
    );
}

#[test]
fn interfaces_list_and_embed_methods() {
    check(
        "type reader interface { Read(b []byte) (n int, err error) }
type closer interface { Close() error }
type both interface { reader; closer }
type holder struct { both }",
        "var b both; var h holder; var e error
_ = b.Read(nil) // (int, error)
_ = h.Close() // error
_ = e.Error() // string
_ = interface{ Len() int }(nil).Len() // int
_ = reader.Read // func(p.reader, []uint8) (int, error)",
    );
}

#[test]
fn aliases_are_what_they_stand_for() {
    check(
        "type table = map[string]int
type set[K comparable] = map[K]struct{}
type named table
type short = longer
type longer struct { t table }
func (s *short) rows() table { return s.t }",
        "var t table; var s set[int]; var n named; var l longer
_ = t // p.table
_ = t[\"\"] // int
_ = s[1] // struct{}
_ = n[\"\"] // int
_ = l.rows() // p.table
_ = (*short).rows // func(*p.short) p.table",
    );
}

#[test]
fn type_arguments_are_put_in_and_inferred() {
    check(
        "type pair[K comparable, V any] struct { key K; value V; next *pair[K, V] }
func (p *pair[A, B]) Swap() pair[B, A] { panic(0) }
func mapOf[T any, K comparable](list []T, key func(T) K) map[K]T { return nil }
func first[S ~[]E, E any](s S) E { return s[0] }
func each[M interface{ ~map[string]V }, V any](m M) V { return m[\"\"] }
type strs []string
type dict map[string][]int
type list[T any] interface { At(int) T }
type ints struct{}
func (ints) At(int) int { return 0 }
func at[T any](l list[T]) T { return l.At(0) }
func sum[T int | float64](all ...T) T { return all[0] }
func pointer[T any](v T) *T { return &v }",
        "var p pair[string, int]; var s strs; var d dict; var b lib.Box[error]
_ = p.next.value // int
_ = p.Swap() // p.pair[int, string]
_ = p.Swap().key // int
_ = mapOf(s, func(s string) int { return 0 }) // map[int]string
_ = mapOf[string, bool](nil, nil) // map[bool]string
_ = first(s) // string
_ = each(d) // []int
_ = at(ints{}) // int
_ = sum(1, 2) // int
_ = sum(1.5) // float64
_ = pointer(p) // *p.pair[string, int]
_ = first[strs] // func(p.strs) string
_ = lib.Keys(d) // []string
_ = lib.New[string]().Items // []string
_ = lib.Default.Items // []int
_ = b.Items // []error
_ = b.hidden // ?",
    );
}

#[test]
fn type_parameters_have_core_types_and_methods() {
    check(
        "type stringer interface { String() string }
func inside[M ~map[K]V, K comparable, V stringer, B ~string | ~[]byte](m M, v V, b B) {
_ = m[*new(K)] // inside#2
_ = v.String() // string
_ = b[0] // uint8
for k, v := range m {
_ = k // inside#1
_ = v.String() // string
}
}",
        "_ = 1 // untyped int",
    );
}

#[test]
fn constants_without_a_type_take_that_of_others() {
    check(
        "type unit int
const (
a unit = iota
b
c
)
const text = \"x\"
const (
d = iota
e = 1.5
f = 'x'
)",
        "var x float32
_ = b // p.unit
_ = 2 * c // p.unit
_ = d + 1 // untyped int
_ = d + e // untyped float
_ = d + f // untyped rune
_ = 1 << 3 // untyped int
_ = x * 2 // float32
_ = x == 2 // untyped bool
_ = text + \"y\" // untyped string
y := f
_ = y // int32
_ = lib.Wait.Text() // string
_ = 2 * lib.Wait // example.com/lib.Span",
    );
}

#[test]
fn conversions_are_not_calls() {
    check(
        "type celsius float64
type handler func(int) string
func (h handler) run() string { return h(1) }
var table map[string]handler
type keys struct { name string }
var k keys
var p *int
var grid map[string]map[string][]int",
        "var f func(int) string
_ = celsius(3) // p.celsius
_ = handler(f).run() // string
_ = handler(f)(2) // string
_ = (*int)(nil) // *int
_ = []byte(\"x\") // []uint8
_ = (func())(nil) // func()
_ = *(*map[int]string)(nil) // map[int]string
_ = **(**[]int)(nil) // []int
_ = table[k.name](1) // string
_ = table[k.name] // p.handler
_ = grid[k.name][k.name] // []int
_ = map[int]string(nil)[0] // string
_ = []int{0}[*p] // int
_ = handler.run // func(p.handler) string",
    );
}

#[test]
fn statements_bind_types() {
    check(
        "type pair struct { a int; b string }
func two() (map[string]int, error) { return nil, nil }
func seq(yield func(string, []int) bool) {}
var any1 any
var ch chan pair
type string2 = string",
        "m, err := two()
_ = m // map[string]int
_ = err // error
v, ok := m[\"\"]
_ = v // int
_ = ok // bool
for k, v := range seq {
_ = k // string
_ = v // []int
}
for i := range 10 {
_ = i // int
}
for i, r := range \"x\" {
_ = r // int32
_ = i // int
}
for p := range ch {
_ = p // p.pair
}
switch x := any1.(type) {
case map[string]bool:
_ = x // map[string]bool
case int, string:
_ = x // interface{}
}
select {
case p := <-ch:
_ = p.b // string
}
if n, err := len(m), error(nil); err == nil {
_ = n // int
}
list := []map[string]pair{{\"a\": {1, \"b\"}}}
_ = list[0][\"a\"].b // string
points := map[string]*pair{\"a\": {a: 1}}
_ = points[\"a\"].a // int
_ = [...]string{\"a\"}[0] // string",
    );
}

#[test]
fn names_hide_others() {
    check(
        "type int map[string]bool
var len = func(s string) []byte { return nil }",
        "var x int
_ = x[\"\"] // bool
_ = len(\"\") // []uint8
{
string := \"x\"
_ = string // string
}
type local struct { next *local; m map[local]bool }
type generic[T any] struct { m map[T]string }
_ = generic[bool]{}.m // map[bool]string
var l local
_ = l.next.next.m // map[p.cases.local]bool
lib := l
_ = lib.m // map[p.cases.local]bool",
    );
}

#[test]
fn builtins_have_their_types() {
    check(
        "",
        "var s []string; var c complex64
_ = append(s, \"x\") // []string
_ = copy(s, s) // int
_ = real(c) // float32
_ = new(map[string]int) // *map[string]int
_ = new(len(s)) // *int
_ = new(s[0]) // *string
_ = recover() // interface{}
_ = make(chan []int, 3) // chan []int
_ = &struct{ a int }{1} // *struct{a int}",
    );
}

#[test]
fn other_packages_are_read_and_unseen_ones_are_unknown() {
    check(
        "var shared = far.Shared.Copy()
var things = []*far.Thing{far.Shared}",
        "_ = shared.Names // map[string]int
_ = things[0].Copy().Names[\"\"] // int
_ = unseen.New() // ?
_ = unseen.New().Field // ?
_ = C.size_t(3) // ?
var u unseen.Type
_ = u // example.com/unseen.Type
_ = u.M // ?",
    );
}
