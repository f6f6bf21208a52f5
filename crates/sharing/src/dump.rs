//! Facts and what link says as text, for `mapvet debug` and for tests.

use crate::conflict::{Confidence, Conflict, HeldLock, Parallel, Side, StepKind};
use crate::facts::{
    AccessFacts, Actuals, BodyFacts, CallFacts, DeclFacts, Declared, Edge, EdgeKind, Event, Facts, LockState, NetLocks, PlaceId, Target, Token,
    VarFacts,
};
use crate::linked::{Linked, MapStory};
use crate::unit_input::UnitKind;
use mapvet_model::{
    Bound, FuncRef, Holder, LockMode, Place, Put, Root, Standing, VarId, VarKind, VarNames, access_word, mode_suffix, signature_text, ty_text,
};
use mapvet_syntax::{FileId, Span};
use std::fmt::Write as _;

/// What a dump speaks of, and how it writes places.
pub struct Dump<'a> {
    /// Writes a position; the file counts in the facts or in what link says, whichever is dumped.
    pub at: &'a dyn Fn(Span) -> String,
    /// Whether a file is asked for.
    pub covers: &'a dyn Fn(FileId) -> bool,
}

impl Dump<'_> {
    /// For each access that facts hold, in source order: the locks held, maybe held and lost there, as seen from function entry.
    pub fn locks(&self, facts: &Facts) -> String {
        let mut out = String::new();
        for decl in self.decls(facts) {
            let names = names(decl);
            for (number, body) in decl.bodies.iter().enumerate().filter(|(_, body)| !body.accesses.is_empty()) {
                let _ = writeln!(out, "{}", body_name(decl.func, number));
                for access in &body.accesses {
                    let (at, what) = (self.place(facts, access.at), access_text(access, &names));
                    let _ = writeln!(out, "  {at}  {what}  {}", locks_text(access.locks(), &names));
                }
            }
        }
        out
    }

    /// All that a package says about itself.
    pub fn facts(&self, facts: &Facts) -> String {
        let kind = match facts.kind {
            UnitKind::Package => "package",
            UnitKind::InPackageTest => "in-package tests of",
            UnitKind::ExternalTest => "external tests of",
        };
        let mut out = format!("{kind} {}, go {}.{}\n", facts.path, facts.go_version.major, facts.go_version.minor);
        for file in &facts.files {
            let marks = [(file.test, ", test"), (file.generated, ", generated"), (file.vendored, ", vendored")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, text)| *text).collect();
            let _ = writeln!(out, "  file {}{marks}", file.path);
        }
        for problem in &facts.problems {
            let file = problem.file.as_deref().unwrap_or("?");
            let _ = writeln!(out, "  problem {} {file}:{}:{}: {}", problem.kind, problem.line, problem.column, problem.text);
        }
        if facts.unknown_operands > 0 {
            let _ = writeln!(out, "  {} map operands of unknown type", facts.unknown_operands);
        }
        write_interface(facts, &mut out);
        for (func, net) in &facts.net {
            let names = facts.decls.iter().find(|decl| decl.func == *func).map(names).unwrap_or_else(|| VarNames::new(&[]));
            let _ = writeln!(out, "  net {func}: {}", net_text(net, &names));
        }
        for (func, answers) in &facts.answers {
            let texts: Vec<String> = answers.iter().map(|is| is.map_or("?".to_owned(), |is| format!("{is:?}").to_lowercase())).collect();
            let _ = writeln!(out, "  answers {func}: {}", texts.join(", "));
        }
        for (declared, place) in &facts.declared {
            let name = match declared {
                Declared::Field(owner, field) => format!("{}.{}.{field}", owner.package, owner.name),
                Declared::Global(package, name) => format!("{package}.{name}"),
            };
            let _ = writeln!(out, "  declared {name}  // {}", self.place(facts, *place));
        }
        for directive in &facts.directives {
            let scope = directive.scope.map_or("covers nothing".to_owned(), |scope| format!("covers what begins at {}", self.place(facts, scope)));
            let _ = writeln!(out, "  directive {}, {scope}  // {}", directive.said.text, self.place(facts, directive.at));
        }
        for decl in self.decls(facts) {
            self.write_decl(facts, decl, &mut out);
        }
        out
    }

    /// Conflicts of any confidence that have a side in what is asked for, and the stories of maps that have an access there.
    pub fn link(&self, linked: &Linked) -> String {
        let mut out = String::new();
        let covers = |span: Span| (self.covers)(span.file);
        for conflict in linked.conflicts.iter().filter(|conflict| covers(conflict.primary.span) || covers(conflict.other.span)) {
            self.write_conflict(conflict, &mut out);
        }
        for story in linked.maps.iter().filter(|story| story.accesses.iter().any(|access| covers(access.span))) {
            self.write_story(story, &mut out);
        }
        out
    }

    /// The declarations that stand in a file that is asked for.
    fn decls<'f>(&'f self, facts: &'f Facts) -> impl Iterator<Item = &'f DeclFacts> {
        facts.decls.iter().filter(|decl| decl.bodies.first().is_none_or(|body| (self.covers)(span(facts, body.at).file)))
    }

    fn place(&self, facts: &Facts, place: PlaceId) -> String {
        (self.at)(span(facts, place))
    }

    fn write_decl(&self, facts: &Facts, decl: &DeclFacts, out: &mut String) {
        let names = names(decl);
        let assumes = if decl.assumes_lock { ", assumes a lock of its caller" } else { "" };
        let _ = writeln!(out, "\nfunc {}{assumes}", decl.func);
        for (number, var) in decl.vars.iter().enumerate() {
            let _ = writeln!(out, "  {}  // {}", var_text(number, var, &names), self.place(facts, var.at));
        }
        for (number, body) in decl.bodies.iter().enumerate() {
            let literal = body.parent.map(|parent| format!(", literal in body{parent}")).unwrap_or_default();
            let incomplete = if body.incomplete { ", incomplete" } else { "" };
            let entry = if body.entry { ", run for each request" } else { "" };
            let _ = writeln!(out, "  body{number}{literal}, {} formals{incomplete}{entry}  // {}", body.formals, self.place(facts, body.at));
            self.write_body(facts, body, &names, out);
        }
    }

    fn write_body(&self, facts: &Facts, body: &BodyFacts, names: &VarNames, out: &mut String) {
        for (number, access) in body.accesses.iter().enumerate() {
            let snapshot = if access.snapshot { ", snapshot" } else { "" };
            let (what, locks) = (access_text(access, names), locks_text(access.locks(), names));
            let _ = writeln!(out, "    access{number}: {what}{snapshot}  {locks}  // {}", self.place(facts, access.at));
        }
        for call in &body.calls {
            let (args, locks) = (names.operands(&call.args), locks_text(call.locks(), names));
            let rounds = call.rounds.map_or_else(String::new, |bound| format!(", in as many rounds as {}", bound_text(bound, names)));
            let _ = writeln!(out, "    call{}: ({args})  {locks}{rounds}  // {}", call.id, self.place(facts, call.at));
            for edge in &call.edges {
                let _ = writeln!(out, "      {}", edge_text(edge, names));
            }
        }
        for (target, value) in &body.stores {
            let _ = writeln!(out, "    store {} = {}", names.place(target), names.operand(value));
        }
        for put in &body.puts {
            let _ = writeln!(out, "    {}", put_text(put, names));
        }
        if !body.results.is_empty() {
            let results: Vec<String> = body.results.iter().map(|place| place.as_ref().map_or("_".to_owned(), |place| names.place(place))).collect();
            let _ = writeln!(out, "    returns {}", results.join(", "));
        }
        for (number, block) in body.blocks.iter().enumerate() {
            let next: Vec<String> = block.next.iter().map(|next| format!("b{next}")).collect();
            let arrow = if next.is_empty() { String::new() } else { format!(" -> {}", next.join(", ")) };
            let events: Vec<String> = block.events.iter().map(|event| event_text(event, &body.calls, names)).collect();
            let colon = if events.is_empty() { "" } else { ": " };
            let _ = writeln!(out, "    b{number}{arrow}{colon}{}", events.join("; "));
        }
    }

    fn write_conflict(&self, conflict: &Conflict, out: &mut String) {
        let confidence = match conflict.confidence() {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        };
        let parallel = match conflict.parallel {
            Parallel::SelfParallel => "two runs of one spawn",
            Parallel::AfterSend => "who was sent the map and the one that sent it",
            Parallel::ParentAndChild => "a goroutine and the one that started it",
            Parallel::Siblings => "two goroutines of one ancestor",
            Parallel::Entries => "two entry points",
            Parallel::Unseen => "a belief",
        };
        let _ = writeln!(out, "conflict {}: {confidence}, {parallel}, paths part in {}", conflict.map, conflict.common);
        for link in &conflict.links {
            let _ = writeln!(out, "  weak link {} ({}): {}", link.id, link.weight, link.text);
        }
        if let Some((lock, held, all)) = &conflict.guard {
            let _ = writeln!(out, "  guard {lock}: held at {held} of {all} accesses");
        }
        self.write_side("primary", &conflict.primary, out);
        self.write_side("other", &conflict.other, out);
        for (function, span) in &conflict.also {
            let _ = writeln!(out, "  also {function}  // {}", (self.at)(*span));
        }
    }

    fn write_side(&self, which: &str, side: &Side, out: &mut String) {
        let _ = writeln!(out, "  {which}: {} {}  {}  // {}", access_word(side.kind), side.expression, held_text(&side.locks), (self.at)(side.span));
        for step in &side.steps {
            let kind = match step.kind {
                StepKind::Entry => "entry",
                StepKind::Spawn => "spawn",
                StepKind::Call => "call",
                StepKind::Access => "access",
            };
            let text = if step.kind == StepKind::Entry { step.function.clone() } else { format!("{}: {}", step.function, step.text) };
            let _ = writeln!(out, "    {kind} {text}  // {}", (self.at)(step.span));
        }
    }

    fn write_story(&self, story: &MapStory, out: &mut String) {
        let declared = story.declaration.map(|span| format!("  // {}", (self.at)(span))).unwrap_or_default();
        let _ = writeln!(out, "map {}{declared}\n  {}", story.map, story.verdict);
        for access in &story.accesses {
            let spawned = if access.concurrent { ", on a goroutine" } else { "" };
            let (word, held) = (access_word(access.kind), held_text(&access.locks));
            let _ = writeln!(out, "  {word} in {}  {held}{spawned}  // {}", access.function, (self.at)(access.span));
        }
    }
}

fn span(facts: &Facts, place: PlaceId) -> Span {
    let (file, start, end) = facts.places[place.0 as usize];
    Span::new(FileId(file), start, end)
}

fn names(decl: &DeclFacts) -> VarNames {
    VarNames::new(&decl.vars.iter().map(|var| var.name).collect::<Vec<_>>())
}

fn body_name(func: FuncRef, body: usize) -> String {
    if body == 0 { func.to_string() } else { format!("{func} body{body}") }
}

fn write_interface(facts: &Facts, out: &mut String) {
    let own = &facts.interface;
    for decl in &own.types {
        let equals = if decl.alias { "= " } else { "" };
        let params = if decl.params.is_empty() {
            String::new()
        } else {
            format!("[{}]", decl.params.iter().map(|param| param.name.as_str()).collect::<Vec<_>>().join(", "))
        };
        let _ = writeln!(out, "  type {}{params} {equals}{}", decl.name, ty_text(&decl.underlying));
    }
    for decl in &own.funcs {
        let receiver = decl.receiver.map(|name| format!("({}{name}).", if decl.pointer { "*" } else { "" })).unwrap_or_default();
        let _ = writeln!(out, "  func {receiver}{}{}", decl.name, signature_text(&decl.signature));
    }
    for decl in &own.vars {
        let _ = writeln!(out, "  var {} {}", decl.name, ty_text(&decl.ty));
    }
}

fn net_text(net: &NetLocks, names: &VarNames) -> String {
    let gained = net.gained.iter().map(|(place, mode)| format!("gains {}{}", names.place(place), mode_suffix(*mode)));
    let perhaps = net.perhaps.iter().map(|(place, mode)| format!("perhaps gains {}{}", names.place(place), mode_suffix(*mode)));
    gained.chain(perhaps).chain(net.lost.iter().map(|place| format!("loses {}", names.place(place)))).collect::<Vec<_>>().join(", ")
}

/// A value that is put where an interface lies.
fn put_text(put: &Put, names: &VarNames) -> String {
    let into = match &put.into {
        Holder::At(place) => names.place(place),
        Holder::Result(index) => format!("result {index}"),
        Holder::Formal(func, formal) => format!("formal {formal} of {func}"),
        Holder::Inner(body, formal) => format!("formal {formal} of body{}", body.0),
        Holder::Method(name, formal) => format!("formal {formal} of any {name}"),
    };
    let what = match &put.what {
        Standing::Type(name) => format!("a {}.{}", name.package, name.name),
        Standing::At(place) => names.place(place),
        Standing::Unknown => "something".to_owned(),
    };
    format!("behind {into}: {what}")
}

fn var_text(number: usize, var: &VarFacts, names: &VarNames) -> String {
    let kind = match var.kind {
        VarKind::Formal(number) => format!("formal {number}"),
        VarKind::Result(number) => format!("result {number}"),
        VarKind::Local => "local".to_owned(),
    };
    let mut text = format!("var {}: {kind} of body{}", names.var(VarId(number as u32)), var.owner);
    // All that was assigned to a formal or to nothing else is fresh in an empty sense, which says nothing.
    if var.fresh && var.kind == VarKind::Local {
        text.push_str(", fresh");
    }
    if var.by_value {
        text.push_str(", struct by value");
    }
    if var.reassigned {
        text.push_str(", reassigned");
    }
    if let Some(place) = &var.element_of {
        let _ = write!(text, ", element {}", names.place(place));
    }
    if let Some(place) = &var.result_of {
        let _ = write!(text, ", names {}", names.place(place));
    }
    if let Some(function) = &var.function {
        let _ = write!(text, ", holds {}", names.function(function));
    }
    text
}

fn access_text(access: &AccessFacts, names: &VarNames) -> String {
    format!("{} {}", access_word(access.kind), names.place(&access.place))
}

fn locks_text(locks: &LockState, names: &VarNames) -> String {
    let list = |title: &str, locks: &[(Place, LockMode)]| {
        let texts: Vec<String> = locks.iter().map(|(place, mode)| format!("{}{}", names.place(place), mode_suffix(*mode))).collect();
        if texts.is_empty() { String::new() } else { format!("; {title} {}", texts.join(", ")) }
    };
    let maybe: Vec<(Place, LockMode)> = locks.maybe.iter().filter(|lock| !locks.held.iter().any(|(held, _)| *held == lock.0)).cloned().collect();
    let lost: Vec<String> = locks.lost.iter().map(|place| names.place(place)).collect();
    let lost = if lost.is_empty() { String::new() } else { format!("; lost {}", lost.join(", ")) };
    let held = list("held", &locks.held);
    let held = held.strip_prefix("; ").unwrap_or("held none");
    format!("[{held}{}{lost}]", list("maybe", &maybe))
}

fn held_text(locks: &[HeldLock]) -> String {
    let texts: Vec<String> = locks.iter().map(|lock| format!("{}{}", lock.path, mode_suffix(lock.mode))).collect();
    format!("[held {}]", if texts.is_empty() { "none".to_owned() } else { texts.join(", ") })
}

fn edge_text(edge: &Edge, names: &VarNames) -> String {
    let kind = match edge.kind {
        EdgeKind::Call => "runs",
        EdgeKind::Defer => "defers",
        EdgeKind::Spawn => "spawns",
        EdgeKind::Assumed => "is taken to run",
        EdgeKind::Once => "runs once",
        EdgeKind::Kept => "keeps",
    };
    let target = match &edge.target {
        Target::Static(func) => func.to_string(),
        Target::Body(body) => format!("body{body}"),
        Target::Interface(ty, name) => format!("interface {}.{}.{name}", ty.package, ty.name),
        Target::Value(place) => format!("value {}", names.place(place)),
        Target::Unknown => "unknown".to_owned(),
    };
    let actuals = match &edge.actuals {
        Actuals::Args => " with the arguments".to_owned(),
        Actuals::AfterReceiver => " with the arguments after the receiver".to_owned(),
        Actuals::Bound(Some(receiver)) => format!(" of {}", names.place(receiver)),
        Actuals::Bound(None) => String::new(),
    };
    let joined = edge.joined.as_ref().map(|place| format!(", signals {}", names.place(place))).unwrap_or_default();
    format!("{kind} {target}{actuals}{joined}")
}

fn bound_text(bound: Bound, names: &VarNames) -> String {
    match bound {
        Bound::Formal(var) => names.place(&Place::of(Root::Var(var))),
        Bound::Constant(name) => name.to_string(),
    }
}

fn event_text(event: &Event, calls: &[CallFacts], names: &VarNames) -> String {
    let token = |token: &Token| format!("{} {}", token.kind.id(), names.place(&token.place));
    match event {
        Event::Access(number) => format!("access{number}"),
        Event::Call(number) => format!("call{}", calls.get(*number as usize).map_or(*number, |call| call.id)),
        Event::Declare(var) => format!("declare {}", names.var(VarId(*var))),
        Event::Store(number) => format!("store{number}"),
        Event::Signal(signalled) => format!("signal {}", token(signalled)),
        Event::Wait(waited) => format!("wait {}", token(waited)),
        Event::Join(joined) => format!("join {}", token(joined)),
        Event::Succeeded(number) => format!("call{} gave no error", calls.get(*number as usize).map_or(*number, |call| call.id)),
        Event::Fails => "fails".to_owned(),
        Event::Released(lock) => format!("releases {}", names.place(lock)),
        Event::Passes(number) => format!("passes the error of call{}", calls.get(*number as usize).map_or(*number, |call| call.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::{Deps, link, unit};
    use crate::unit_input::{GoVersion, UnitFile, UnitInput};
    use expect_test::{Expect, expect};
    use mapvet_model::Name;
    use mapvet_syntax::{LineIndex, Parser};
    use std::sync::Arc;

    /// A package that imports nothing that is analysed.
    struct Alone;

    impl Deps for Alone {
        fn package(&self, _path: &str) -> Option<&Facts> {
            None
        }

        fn in_package_tests(&self, _path: &str) -> Option<&Facts> {
            None
        }
    }

    fn check(text: &str, dump: impl Fn(&Dump<'_>, Facts) -> String, expected: Expect) {
        let file = UnitFile {
            path: "a.go".to_owned(),
            text: text.as_bytes().into(),
            test: false,
            generated: false,
            vendored: false,
            go_version: GoVersion { major: 1, minor: 22 },
        };
        let input = UnitInput {
            path: Name::from("p"),
            module: Name::from(""),
            kind: UnitKind::Package,
            name: Name::from("p"),
            go_version: GoVersion { major: 1, minor: 22 },
            files: vec![file],
            imports: Vec::new(),
        };
        let facts = unit(&input, &Alone, &mut Parser::new());
        let lines = LineIndex::new(text.as_bytes());
        let at = |span: Span| {
            let start = lines.line_col(span.start);
            format!("a.go:{}:{}", start.line, start.column)
        };
        expected.assert_eq(&dump(&Dump { at: &at, covers: &|_| true }, facts));
    }

    #[test]
    fn locks_are_held_on_every_path_on_some_or_given_back() {
        let text = "package p

import \"sync\"

type cache struct {
	mu sync.RWMutex
	m  map[string]int
}

func (c *cache) get(k string) int {
	if k != \"\" {
		c.mu.RLock()
	}
	n := c.m[k]
	c.mu.RUnlock()
	func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.m[k] = n
	}()
	return len(c.m)
}

func (c *cache) drop(k string) {
	c.mu.Unlock()
	delete(c.m, k)
}
";
        check(
            text,
            |dump, facts| dump.locks(&facts),
            expect![[r#"
            (p.cache).get
              a.go:14:7  index c.m  [held none; maybe c.mu (read)]
              a.go:21:9  len c.m  [held none]
            (p.cache).get body1
              a.go:19:3  assign c.m  [held c.mu]
            (p.cache).drop
              a.go:26:2  delete c.m  [held none; lost c.mu]
        "#]],
        );
    }

    #[test]
    fn facts_hold_accesses_calls_and_events() {
        let text = "package p

import \"sync\"

type cache struct {
	mu sync.Mutex
	m  map[string]int
}

func newCache() *cache {
	return &cache{m: map[string]int{}}
}

func (c *cache) lock() { c.mu.Lock() }

func fill(keys []string) {
	c := newCache()
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.lock()
			c.m[k] = 1
			c.mu.Unlock()
		}()
	}
	wg.Wait()
}
";
        check(
            text,
            |dump, facts| dump.facts(&facts),
            expect![[r#"
            package p, go 1.22
              file a.go
              type cache struct{mu sync.Mutex; m map[string]int}
              func fill([]string)
              func newCache() *p.cache
              func (*cache).lock()
              net (p.cache).lock: gains c.mu
              declared p.cache.m  // a.go:7:2

            func p.newCache
              body0, 0 formals  // a.go:10:6
                returns _
                b0

            func (p.cache).lock
              var c: formal 0 of body0  // a.go:14:7
              body0, 1 formals  // a.go:14:17
                b0 -> b1: wait unlocked c.mu
                b1

            func p.fill
              var keys: formal 0 of body0  // a.go:16:11
              var c: local of body0, names call0()  // a.go:17:2
              var wg: local of body0, fresh  // a.go:18:6
              var _: local of body0  // a.go:19:6
              var k: local of body0  // a.go:19:9
              body0, 1 formals  // a.go:16:6
                call0: ()  [held none]  // a.go:17:7
                  runs p.newCache with the arguments
                call2: ()  [held none]  // a.go:21:3
                  spawns body1 with the arguments
                b0 -> b1: call0; declare c; declare wg
                b1 -> b2, b4
                b2 -> b3: join group wg
                b3
                b4 -> b1: call2
              body1, literal in body0, 0 formals  // a.go:21:6
                access0: assign c.m  [held c.mu]  // a.go:24:4
                call1: (c)  [held none]  // a.go:23:4
                  runs (p.cache).lock with the arguments
                b0 -> b1: call1; wait unlocked c.mu; access0
                b1 -> b2: signal group wg
                b2
        "#]],
        );
    }

    #[test]
    fn conflicts_have_two_paths_and_maps_a_verdict() {
        let text = "package p

import \"sync\"

type cache struct {
	mu   sync.Mutex
	hits map[string]int
	safe map[string]int
}

func (c *cache) hit(k string) {
	c.hits[k]++
	c.mu.Lock()
	c.safe[k]++
	c.mu.Unlock()
}

func Run(c *cache) {
	go c.hit(\"a\")
	c.mu.Lock()
	delete(c.hits, \"a\")
	delete(c.safe, \"a\")
	c.mu.Unlock()
}
";
        check(
            text,
            |dump, facts| dump.link(&link(&[Arc::new(facts)])),
            expect![[r#"
                conflict p.cache.hits: medium, a goroutine and the one that started it, paths part in Run
                  weak link phases (1): the two are in different functions, which a phase or state of the program may keep apart
                  guard c.mu: held at 1 of 2 accesses
                  primary: assign c.hits  [held none]  // a.go:12:2
                    entry Run  // a.go:18:6
                    spawn Run: starts a goroutine that runs `(*cache).hit`  // a.go:19:2
                    access (*cache).hit: writes `c.hits`  // a.go:12:2
                  other: delete c.hits  [held c.mu]  // a.go:21:2
                    entry Run  // a.go:18:6
                    access Run: deletes from `c.hits`  // a.go:21:2
                map p.cache.hits  // a.go:7:2
                  conflicts in 1 functions; the strongest has this weak link: the two are in different functions, which a phase or state of the program may keep apart
                  assign in p.(*cache).hit  [held none], on a goroutine  // a.go:12:2
                  delete in p.Run  [held c.mu]  // a.go:21:2
                map p.cache.safe  // a.go:8:2
                  silent: every two accesses of the same map that may run at the same time share a lock, are ordered, or none is seen
                  assign in p.(*cache).hit  [held c.mu], on a goroutine  // a.go:14:2
                  delete in p.Run  [held c.mu]  // a.go:22:2
            "#]],
        );
    }
}
