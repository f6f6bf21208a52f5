//! What the source of a library does with what it is handed, and how sure findings are that rest on models.

mod common;

use common::{settings, tree};
use mapvet_engine::{FuncRef, Models, Name, Quiet, Settings, TypeName, check_files, program};
use mapvet_sharing::{Confidence, Program, Run, Way};
use std::sync::Arc;

fn library(text: &str) -> Program {
    program(&settings("/r", &[]), &tree(&[("go.mod", "module a.b/c\ngo 1.22\n"), ("c.go", text)])).0
}

fn func(receiver: Option<&str>, name: &str) -> FuncRef {
    FuncRef { package: Name::from("a.b/c"), receiver: receiver.map(Name::from), name: Name::from(name) }
}

/// The ways of the first argument, with their lines.
fn ways(program: &Program, func: FuncRef) -> Vec<String> {
    let derived = program.runs_of_argument(func, 0).expect("it has a body");
    derived.runs.iter().map(|Run { way, place, .. }| format!("{way:?} {place}")).collect()
}

#[test]
fn a_call_in_place_is_seen() {
    let program = library("package c\n\nfunc Each(f func(int)) {\n\tfor i := 0; i < 3; i++ {\n\t\tf(i)\n\t}\n}\n");
    assert_eq!(ways(&program, func(None, "Each")), ["InPlace c.go:5"]);
}

#[test]
fn one_goroutine_is_told_from_several() {
    let once = library("package c\n\nfunc Go(f func()) {\n\tgo func() {\n\t\tf()\n\t}()\n}\n");
    assert_eq!(ways(&once, func(None, "Go")), ["Goroutine { overlapping: false, again: false } c.go:5"]);
    let several =
        library("package c\n\nfunc Go(f func(), n int) {\n\tfor i := 0; i < n; i++ {\n\t\tgo run(f)\n\t}\n}\n\nfunc run(f func()) { f() }\n");
    assert_eq!(ways(&several, func(None, "Go")), ["Goroutine { overlapping: true, again: false } c.go:9"]);
    let again = library("package c\n\nfunc Go(f func()) {\n\tgo func() {\n\t\tfor {\n\t\t\tf()\n\t\t}\n\t}()\n}\n");
    assert_eq!(ways(&again, func(None, "Go")), ["Goroutine { overlapping: false, again: true } c.go:6"]);
}

const SERVER: &str = "package c

type Server struct{ on func() }

func (s *Server) On(f func()) { s.on = f }

func (s *Server) Start() {
\tgo func() {
\t\tfor {
\t\t\ts.on()
\t\t}
\t}()
}

func (s *Server) Poke() { s.on() }
";

#[test]
fn a_stored_function_is_found_where_it_is_called() {
    let program = library(SERVER);
    let found = ways(&program, func(Some("Server"), "On"));
    let expected = ["Later { overlapping: false, perhaps: false, again: true } c.go:10", "Below(\"(Server).Poke\") c.go:15"];
    assert_eq!(found, expected);
    let field = program.runs_of_field(TypeName { package: Name::from("a.b/c"), name: Name::from("Server") }, Name::from("on"));
    assert_eq!(field.expect("it is used").runs.len(), 2);
}

const POOL: &str = "package c

import \"sync\"

type Pool struct {
\ttasks chan func()
\tgroup sync.WaitGroup
\thooks []func()
}

func (p *Pool) Submit(f func()) { p.tasks <- f }

func (p *Pool) Run(n int) {
\tfor i := 0; i < n; i++ {
\t\tp.group.Add(1)
\t\tgo p.work()
\t}
}

func (p *Pool) work() {
\tdefer p.group.Done()
\tfor f := range p.tasks {
\t\tf()
\t}
}

func (p *Pool) Wait() { p.group.Wait() }

func (p *Pool) Hook(f func()) { p.hooks = append(p.hooks, f) }

func (p *Pool) Close() {
\tfor _, hook := range p.hooks {
\t\thook()
\t}
}
";

#[test]
fn values_are_followed_through_channels_and_slices() {
    let program = library(POOL);
    let submit = program.runs_of_argument(func(Some("Pool"), "Submit"), 0).expect("it has a body");
    let is_queued = |run: &Run| run.queued && matches!(run.way, Way::Later { overlapping: true, again: true, .. });
    assert!(submit.runs.len() == 1 && is_queued(&submit.runs[0]), "{:?}", submit.runs);
    assert_eq!(ways(&program, func(Some("Pool"), "Hook")), ["Below(\"(Pool).Close\") c.go:33"]);
    assert_eq!(program.waits(func(Some("Pool"), "Wait")), Some("c.go:27".to_owned()));
    assert_eq!(program.waits(func(Some("Pool"), "Hook")), None);
}

#[test]
fn a_group_that_waits_and_is_signalled_is_seen() {
    let text = "package c\n\nimport \"sync\"\n\nfunc All(f func()) {\n\tvar group sync.WaitGroup\n\tgroup.Add(1)\n\tgo func() {\n\t\tdefer group.Done()\n\t\tf()\n\t}()\n\tgroup.Wait()\n}\n";
    let derived = library(text).runs_of_argument(func(None, "All"), 0).expect("it has a body");
    assert_eq!((derived.joins.as_deref(), derived.signals.as_deref()), (Some("c.go:12"), Some("c.go:9")));
}

#[test]
fn methods_of_an_interface_are_those_behind_it() {
    let text = "package c\n\ntype Router interface{ Handle(f func()) }\n\ntype mux struct{}\n\nfunc (mux) Handle(f func()) { go f() }\n\nfunc New() Router { return mux{} }\n";
    assert_eq!(ways(&library(text), func(Some("Router"), "Handle")), ["Goroutine { overlapping: false, again: false } c.go:7"]);
}

#[test]
fn maps_and_locks_are_seen() {
    let text = "package c\n\nimport \"sync\"\n\nfunc Fill(m map[string]int) { put(m) }\n\nfunc put(m map[string]int) { m[\"a\"] = 1 }\n\nfunc Sum(m map[string]int) int { return len(m) }\n\n\
                type L struct{ mu sync.Mutex }\n\nfunc (l *L) Take() { l.mu.Lock() }\n\nfunc (l *L) Give() { l.mu.Unlock() }\n";
    let program = library(text);
    let fill = program.touches(func(None, "Fill"), Some(0)).expect("it has a body");
    let sum = program.touches(func(None, "Sum"), Some(0)).expect("it has a body");
    assert_eq!((fill.writes.as_deref(), fill.reads), (Some("c.go:7"), None));
    assert_eq!((sum.writes, sum.reads.as_deref()), (None, Some("c.go:9")));
    let locks = |name| program.locks(func(Some("L"), name)).map(|(gained, perhaps, lost)| (gained.len(), perhaps.len(), lost));
    assert_eq!(locks("Take"), Some((1, 0, false)));
    assert_eq!(locks("Give"), Some((0, 0, true)));
}

#[test]
fn what_is_declared_is_told_from_what_is_not() {
    let program = library(SERVER);
    assert!(program.declares(func(Some("Server"), "On")) && !program.declares(func(Some("Server"), "Off")));
    let server = TypeName { package: Name::from("a.b/c"), name: Name::from("Server") };
    assert!(program.owner_of_field(server, Name::from("on")).is_some() && program.owner_of_field(server, Name::from("off")).is_none());
}

/// A program whose only goroutine is started by a library that a model describes.
const USER: &str = "package p

import \"a.b/jobs\"

type Store struct{}

var hits = map[string]int{}

func (s *Store) run() {
\thits[\"a\"]++
}

func Use(s *Store) {
\tjobs.Go(s.run)
\ts.run()
}

func Hook(s *Store) *jobs.Options {
\toptions := &jobs.Options{OnJob: func() { hits[\"c\"]++ }}
\thits[\"d\"]++
\treturn options
}
";

fn best(model: &str, user: &str) -> Option<Confidence> {
    let folder = std::env::temp_dir().join(format!("mapvet-models-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the model");
    let file = folder.join(format!("{}.toml", model.len()));
    std::fs::write(&file, model).expect("a model is written");
    let models = Models::read(std::slice::from_ref(&file), &folder).expect("the model is right");
    std::fs::remove_file(&file).expect("the model was there");
    let memory = tree(&[("go.mod", "module m\ngo 1.22\n"), ("p/p.go", user)]);
    let settings = Settings { models, filter: mapvet_engine::Filter::at_least(Confidence::Low), ..settings("/r", &[]) };
    check_files(&settings, Arc::new(memory), &Quiet).findings.iter().map(|finding| finding.confidence).max()
}

#[test]
fn findings_that_rest_on_memory_are_medium_at_most() {
    let spawn = "[[func]]\nname = \"a.b/jobs.Go\"\nspawn = 0\n";
    assert_eq!(best(spawn, USER), Some(Confidence::High));
    assert_eq!(best(&format!("{spawn}known = \"memory\"\n"), USER), Some(Confidence::Medium));
    let field = "[[field]]\nname = \"a.b/jobs.Options.OnJob\"\nruns = \"overlapping\"\n";
    assert_eq!(best(field, USER), Some(Confidence::High));
    assert_eq!(best(&format!("{field}known = \"memory\"\n"), USER), Some(Confidence::Medium));
}

#[test]
fn findings_that_rest_on_a_handler_by_method_are_medium_at_most() {
    let entry = "[[entry]]\nmethod = \"Work\"\nparams = [\"*a.b/jobs.Job\"]\n";
    let user = "package p\n\nimport \"a.b/jobs\"\n\ntype Worker struct{ hits map[string]int }\n\n\
                func (w *Worker) Work(job *jobs.Job) { w.hits[\"a\"]++ }\n";
    assert_eq!(best(entry, user), Some(Confidence::Medium));
}

#[test]
fn methods_are_known_by_what_a_constructor_returns() {
    let user = "package p\n\nimport \"a.b/jobs\"\n\nfunc Use(hits map[string]int) {\n\tpool := jobs.New()\n\tpool.Go(func() { hits[\"a\"]++ })\n\
                \thits[\"b\"]++\n}\n";
    let spawn = "[[func]]\nname = \"(*a.b/jobs.Pool).Go\"\nspawn = 0\n";
    assert_eq!(best(spawn, user), None);
    let constructor = "[[func]]\nname = \"a.b/jobs.New\"\nreturns = [\"*a.b/jobs.Pool\"]\n";
    assert_eq!(best(&format!("{spawn}{constructor}"), user), Some(Confidence::High));
    // Of the commonest libraries that is built in.
    let cron = user.replace("a.b/jobs", "github.com/robfig/cron/v3").replace("jobs.New", "cron.New").replace("pool.Go(", "pool.AddFunc(\"1\", ");
    assert!(best("[[func]]\nname = \"a.b/c.D\"\nspawn = 0\n", &cron).is_some());
}
