//! Who runs whom, on which goroutine, and who touches which map under which lock: what link knows, as a graph to look at.

use crate::conflict::{Confidence, FileEntry};
use crate::linked::Problem;
use mapvet_model::{AccessKind, LockMode};
use mapvet_syntax::Span;

/// A part of the program as a graph. Functions are named by their place in the list.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// All files, sorted by path; a [`Span`]'s file number counts here.
    pub files: Vec<FileEntry>,
    /// Functions and literals, sorted by package, name and place.
    pub functions: Vec<DrawnFunction>,
    /// Who runs whom, sorted by caller, place and callee.
    pub calls: Vec<DrawnCall>,
    /// Maps, sorted by name and place.
    pub maps: Vec<DrawnMap>,
    /// What would not fit.
    pub left_out: LeftOutOfPicture,
    /// Full names of the maps or functions that the asked name fits, sorted; none where no name was asked for.
    pub fits: Vec<String>,
    /// Problems met by the units, sorted.
    pub problems: Vec<Problem>,
}

/// How much would not fit into a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOutOfPicture {
    /// Functions.
    pub functions: u32,
    /// Maps, with all their accesses.
    pub maps: u32,
}

/// A function or a function literal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnFunction {
    /// Import path of its package.
    pub package: String,
    /// As a reader would write it: `(*Cache).refresh`, `New.func1`.
    pub name: String,
    /// The name in its declaration, or the `func` of a literal.
    pub span: Span,
    /// Whether tests declare it.
    pub test: bool,
    /// Whether it may run on a goroutine that the program or a server starts.
    pub concurrent: bool,
    /// Who runs it that is not in the picture.
    pub begin: Option<Begin>,
    /// How many functions run it that are not in the picture; tests count for tests only.
    pub other_callers: u32,
}

/// What makes a function run without a call in the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Begin {
    /// It is the `main` of a program.
    Main,
    /// It runs when its package is initialised.
    Init,
    /// The test runner.
    Test,
    /// A server or a library runs it, that often.
    Server(Times),
    /// Nobody is seen to call it, and code that is not seen may.
    Exported,
    /// Nobody is seen to call it.
    Uncalled,
}

/// How often something runs for each time that the line is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Times {
    /// Once.
    Once,
    /// Again and again, one run after the other.
    Serial,
    /// Several times at the same time.
    Several,
}

/// One way in which a function comes to run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnCall {
    /// The caller, as a place in the list of functions.
    pub from: u32,
    /// The call, or the whole `go` statement.
    pub span: Span,
    /// What runs, as a place in the list of functions.
    pub to: u32,
    /// How.
    pub how: How,
    /// Of how many methods that a call through an interface may run this is one; 0 for all other calls.
    pub candidates: u8,
}

/// How a call runs a function.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum How {
    /// Before the call returns.
    Call,
    /// When the caller returns.
    Defer,
    /// At most once for the receiver.
    Once,
    /// Handed to code that is not seen; taken to run before that returns.
    Callback,
    /// On a new goroutine.
    Spawn(DrawnSpawn),
}

/// The start of a goroutine.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnSpawn {
    /// How many goroutines one run of the caller starts here.
    pub times: Times,
    /// A library starts it, as a model says.
    pub library: bool,
    /// Nothing starts here: a function is put where this one finds and runs it.
    pub run_by: Option<String>,
    /// It runs only when something else is started: a server, a scheduler.
    pub later: bool,
    /// Who waits for its end.
    pub joins: Vec<DrawnJoin>,
}

/// Somebody waits for a goroutine.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnJoin {
    /// On what.
    pub kind: JoinKind,
    /// The group or channel as the function that waits names it; empty for [`JoinKind::Call`].
    pub name: String,
    /// The function that waits, as [`DrawnFunction::name`], and its package.
    pub function: (String, String),
    /// Whether the starter never returns before it has waited.
    pub always: bool,
}

/// What is waited on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum JoinKind {
    /// The call that starts the goroutine returns when it is over.
    Call,
    /// A WaitGroup, an errgroup, or what works like one.
    Group,
    /// A channel that the goroutine sends on or closes; it may go on afterwards.
    Channel,
}

/// A map.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnMap {
    /// Full name: `import/path.Type.field`, `import/path.var` or `import/path.func.local`, `[*]` for an element's map.
    pub name: String,
    /// Where it is declared.
    pub declaration: Option<Span>,
    /// The package that declares it.
    pub package: String,
    /// Whether a goroutine is seen to reach it from outside, or its authors lock it where a goroutine may run.
    pub shared: bool,
    /// Whether something writes it after packages are initialised.
    pub written: bool,
    /// The surest conflict.
    pub conflict: Option<Confidence>,
    /// Accesses by functions in the picture, in source order.
    pub accesses: Vec<DrawnAccess>,
}

/// One access of a map.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnAccess {
    /// Where.
    pub span: Span,
    /// The function, as a place in the list.
    pub function: u32,
    /// How.
    pub kind: AccessKind,
    /// Locks certainly held, sorted.
    pub locks: Vec<DrawnLock>,
    /// The surest conflict in which it is one of the two accesses, or stands without a lock beside the one that fails.
    pub conflict: Option<Confidence>,
    /// Whether it lacks what would protect it in such a conflict.
    pub fails: bool,
}

/// A lock that is held at an access.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DrawnLock {
    /// As the function would write it, `c.mu`; one that has no name there, by its type: `Cache.mu`.
    pub path: String,
    /// Shared or exclusive.
    pub mode: LockMode,
    /// Every caller that is seen holds it; the function itself does not take it.
    pub by_callers: bool,
}

/// What a picture is of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Focus {
    /// All maps that goroutines share, and the functions on the ways to them.
    Shared,
    /// The maps that a name fits, shared or not.
    Map(String),
    /// The functions that a name fits, who runs them, and so many levels of what they run.
    Func(String, u32),
}

/// What is drawn.
pub struct PictureOf<'a> {
    /// The part of the program.
    pub focus: Focus,
    /// Whether a file, by its path, is asked for. Names may lead beyond.
    pub asked: &'a (dyn Fn(&str) -> bool + Sync),
    /// No more functions than these.
    pub most_functions: usize,
}

/// Nothing has the name that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoSuchName {
    /// The name that was most likely meant, in full.
    pub nearest: Option<String>,
}

/// Whether `wanted` is a full name or the end of one: `a/b.Cache.m`, `b.Cache.m`, `Cache.m`, `m`. Receivers may be written
/// `(*Cache)` or `Cache`, and the elements of a map are meant with the map.
pub(crate) fn fits(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (plain(name), plain(wanted));
    let bare = name.split("[*]").next().unwrap_or(&name);
    let ends = |name: &str| name.strip_suffix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '/']));
    !wanted.is_empty() && (ends(&name) || ends(bare))
}

/// A name without the marks around receivers and their type parameters.
fn plain(name: &str) -> String {
    let name = name.replace("(*", "").replace(['(', ')'], "");
    let mut bare = String::with_capacity(name.len());
    let mut depth = 0_u32;
    for (at, char) in name.char_indices() {
        match char {
            // `[*]` stands for elements.
            '[' if depth > 0 || !name[at..].starts_with("[*]") => depth += 1,
            ']' if depth > 0 => depth -= 1,
            _ if depth == 0 => bare.push(char),
            _ => {}
        }
    }
    bare
}

/// The name that `wanted` was most likely meant to be the end of.
pub(crate) fn nearest_name<'n>(names: impl Iterator<Item = &'n str>, wanted: &str) -> Option<String> {
    let wanted = plain(wanted);
    let parts = wanted.matches(['.', '/']).count();
    let mut ends: Vec<(String, &str)> = names.map(|name| (end_of(&plain(name), parts).to_owned(), name)).collect();
    ends.sort();
    let near = mapvet_model::nearest(&wanted, ends.iter().map(|(end, _)| end.as_str()))?;
    ends.iter().find(|(end, _)| end == near).map(|(_, name)| (*name).to_owned())
}

/// The end of a name with so many dots and slashes in it.
fn end_of(name: &str, parts: usize) -> &str {
    let bare = name.split("[*]").next().unwrap_or(name);
    bare.rmatch_indices(['.', '/']).nth(parts).map_or(bare, |(at, _)| &bare[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::stages::{Deps, picture, unit};
    use crate::unit_input::{GoVersion, UnitFile, UnitInput, UnitKind};
    use mapvet_model::Name;
    use mapvet_syntax::Parser;
    use std::sync::Arc;

    struct Alone;

    impl Deps for Alone {
        fn package(&self, _: &str) -> Option<&Facts> {
            None
        }

        fn in_package_tests(&self, _: &str) -> Option<&Facts> {
            None
        }
    }

    fn draw(text: &str, focus: Focus) -> Picture {
        let go_version = GoVersion { major: 1, minor: 24 };
        let text = format!("package p\n\nimport \"sync\"\n\n{text}");
        let file = UnitFile { path: "a.go".to_owned(), text: text.as_bytes().into(), test: false, generated: false, vendored: false, go_version };
        let (path, module, name) = (Name::from("p"), Name::from(""), Name::from("p"));
        let input = UnitInput { path, module, kind: UnitKind::Package, name, go_version, files: vec![file], imports: Vec::new() };
        let facts = unit(&input, &Alone, &mut Parser::new());
        let asked = PictureOf { focus, asked: &|_| true, most_functions: 50 };
        picture(&[Arc::new(facts)], &asked).expect("the name is there")
    }

    /// The accesses of the only map: function, locks, and whether callers hold them.
    fn locks(text: &str) -> Vec<String> {
        let picture = draw(text, Focus::Map("m".to_owned()));
        let lock = |lock: &DrawnLock| format!("{} {:?}{}", lock.path, lock.mode, if lock.by_callers { " by callers" } else { "" });
        let row = |access: &DrawnAccess| {
            let locks: Vec<String> = access.locks.iter().map(lock).collect();
            format!("{}: {}", picture.functions[access.function as usize].name, locks.join(", "))
        };
        picture.maps.iter().flat_map(|map| map.accesses.iter().map(row)).collect()
    }

    #[test]
    fn names_may_have_their_type_parameters() {
        for wanted in ["(*Cache[K,V]).Set", "(*Cache[K, map[V]bool]).Set", "Cache.Set", "p.(*Cache).Set"] {
            assert!(fits("a.b/p.(*Cache).Set", wanted), "{wanted}");
        }
        assert!(fits("p.Cache.items[*]", "Cache.items[*]") && fits("p.Cache.items[*]", "items"));
        assert!(!fits("a.b/p.(*Cache).Set", "(*Cache[K,V]).Get"));
    }

    const STORE: &str = "type store struct {\n\tmu sync.RWMutex\n\tm map[string]int\n}\n";

    #[test]
    fn what_all_callers_hold_is_held() {
        let held = |callers: &str| locks(&format!("{STORE}func (s *store) put() {{ s.m[\"a\"] = 1 }}\n{callers}")).join("; ");
        let write = "func (x *store) A() { x.mu.Lock(); x.put(); x.mu.Unlock() }\n";
        let read = "func (x *store) B() { x.mu.RLock(); x.put(); x.mu.RUnlock() }\n";
        assert_eq!(held(write), "(*store).put: s.mu Write by callers");
        assert_eq!(held(&format!("{write}{read}")), "(*store).put: s.mu Read by callers");
        assert_eq!(held(&format!("{write}func (x *store) C() {{ x.put() }}\n")), "(*store).put: ");
        assert_eq!(held(&format!("{write}func (x *store) C() {{ x.mu.Lock(); go x.put(); x.mu.Unlock() }}\n")), "(*store).put: ");
        assert_eq!(held("func (x *store) D() { x.mu.Lock(); x.mu.Unlock(); x.put() }\n"), "(*store).put: ");
        assert_eq!(held(""), "(*store).put: ");
        let between = "func (y *store) lift() { y.put() }\nfunc (x *store) E() { x.mu.Lock(); x.lift(); x.mu.Unlock() }\n";
        assert_eq!(held(between), "(*store).put: s.mu Write by callers");
        let round = "func (y *store) round(n int) { y.put(); if n > 0 { y.round(n - 1) } }\n";
        assert_eq!(
            held(&format!("{round}func (x *store) F() {{ x.mu.Lock(); x.round(3); x.mu.Unlock() }}\n")),
            "(*store).put: s.mu Write by callers"
        );
        assert_eq!(held(&format!("{round}func (x *store) F() {{ x.round(3) }}\n")), "(*store).put: ");
    }

    #[test]
    fn a_lock_without_a_name_below_is_named_by_its_type() {
        let text =
            format!("{STORE}func fill(m map[string]int) {{ m[\"a\"] = 1 }}\nfunc (s *store) G() {{ s.mu.Lock(); fill(s.m); s.mu.Unlock() }}\n");
        assert_eq!(locks(&text), ["fill: store.mu Write by callers", "(*store).G: s.mu Write"]);
        let text = "func H() {\n\tvar mu sync.Mutex\n\tm := map[string]int{}\n\tmu.Lock()\n\tfunc() { m[\"a\"] = 1 }()\n\tmu.Unlock()\n\tgo func() { _ = m[\"a\"] }()\n}\n";
        assert_eq!(locks(text), ["H.func1: mu Write by callers", "H.func2: "]);
    }

    #[test]
    fn callees_are_drawn_as_deep_as_asked_and_callers_up_to_the_start() {
        let text = "func a() { b() }\nfunc b() { c() }\nfunc c() { d() }\nfunc d() {}\nfunc start() { go b() }\nfunc above() { start() }\n";
        let names = |depth| {
            let picture = draw(text, Focus::Func("b".to_owned(), depth));
            picture.functions.iter().map(|function| function.name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(0), "a b start");
        assert_eq!(names(1), "a b c start");
        assert_eq!(names(9), "a b c d start");
    }

    #[test]
    fn a_name_may_be_the_end_of_a_full_name() {
        let map = "example.com/a/cache.Cache.items";
        for wanted in ["items", "Cache.items", "(*Cache).items", "cache.Cache.items", map] {
            assert!(fits(map, wanted) && fits(&format!("{map}[*]"), wanted), "{wanted}");
        }
        for wanted in ["", "tems", "ache.items", "Cache", "items[*]"] {
            assert!(!fits(map, wanted), "{wanted}");
        }
        assert!(fits("a.Cache.items[*]", "items[*]"));
        assert!(fits("a/b.(*Cache).Get.func1", "Cache.Get.func1") && fits("a/b.(*Cache).Get", "(*Cache).Get"));
    }

    #[test]
    fn the_nearest_name_has_as_many_parts() {
        let names = ["a/b.Cache.items", "a/b.Store.lastSeen", "a/b.(*Store).Touch"];
        let nearest = |wanted| nearest_name(names.into_iter(), wanted);
        assert_eq!(nearest("lastseen").as_deref(), Some("a/b.Store.lastSeen"));
        assert_eq!(nearest("Stor.lastSeen").as_deref(), Some("a/b.Store.lastSeen"));
        assert_eq!(nearest("(*Store).Tuch").as_deref(), Some("a/b.(*Store).Touch"));
        assert_eq!(nearest("completelyDifferent"), None);
    }
}
