//! What one program cannot run together, and what only tests run.

mod common;

use common::{checked, tree};

fn findings(files: &[(&str, &str)]) -> Vec<String> {
    checked(tree(files), &[]).findings.iter().map(|finding| format!("{} {}", finding.rule, finding.map)).collect()
}

const MOD: (&str, &str) = ("go.mod", "module m\ngo 1.22\n");

const DB: &str = "package db\n\ntype DB struct{ Records map[string]int }\n\nvar Shared = &DB{Records: map[string]int{}}\n\n\
    func (d *DB) Save(key string) { d.Records[key] = 1 }\n";

/// A program with a handler that measures the map.
const HUB: &str = "package main\n\nimport (\n\t\"m/db\"\n\t\"net/http\"\n)\n\n\
    func list(w http.ResponseWriter, r *http.Request) { _ = len(db.Shared.Records) }\n\n\
    func main() {\n\thttp.HandleFunc(\"/\", list)\n\thttp.ListenAndServe(\":0\", nil)\n}\n";

/// A program with a goroutine that writes the map.
const MANAGER: &str = "package main\n\nimport \"m/db\"\n\nfunc loop() { db.Shared.Save(\"a\") }\n\n\
    func start() { go loop() }\n\nfunc main() { start() }\n";

#[test]
fn two_programs_have_each_a_map_of_its_own() {
    let apart = [MOD, ("db/db.go", DB), ("hub/main.go", HUB), ("manager/main.go", MANAGER)];
    assert!(findings(&apart).is_empty());
    let manager = MANAGER.replace("func main() {", "func run() {");
    let together = [MOD, ("db/db.go", DB), ("hub/main.go", HUB), ("hub/manager.go", &manager)];
    let finding = "concurrent-map-read-and-map-write m/db.DB.Records";
    assert_eq!(findings(&together), [finding, finding], "each side fails to protect the map");
}

/// A handler that calls a store behind an interface, which a function of another package sets.
const SERVICE: &str = "package main\n\nimport (\n\t\"m/store\"\n\t\"net/http\"\n)\n\ntype service struct{ store store.Store }\n\n\
    func (s *service) add(w http.ResponseWriter, r *http.Request) { s.store.Add(r.URL.Path) }\n\n\
    func main() {\n\ts := &service{store: store.New()}\n\thttp.HandleFunc(\"/\", s.add)\n\thttp.ListenAndServe(\":0\", nil)\n}\n";

const STORE: &str = "package store\n\ntype Store interface{ Add(name string) }\n\nvar made []func() Store\n\nfunc New() Store { return made[0]() }\n";

/// A store whose type only `NewMemory` makes.
const MEMORY: &str = "package memory\n\nimport \"m/store\"\n\ntype Memory struct{ names map[string]int }\n\n\
    func NewMemory() store.Store { return &Memory{names: map[string]int{}} }\n\n\
    func (m *Memory) Add(name string) { m.names[name] = 1 }\n";

#[test]
fn what_only_tests_import_stands_behind_no_interface_of_a_program() {
    let user = "package main\n\nimport \"m/memory\"\n\nvar _ = memory.NewMemory\n";
    let used = [MOD, ("store/store.go", STORE), ("memory/memory.go", MEMORY), ("main.go", SERVICE), ("user.go", user)];
    let shown = |files: &[(&str, &str)]| {
        let mut settings = common::settings("/r", &[]);
        settings.filter = mapvet_engine::Filter::at_least(mapvet_sharing::Confidence::Low);
        let report = mapvet_engine::check_files(&settings, std::sync::Arc::new(tree(files)), &mapvet_engine::Quiet);
        report.findings.iter().map(|finding| finding.map.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&used), ["m/memory.Memory.names"]);
    let test = "package main\n\nimport (\n\t\"m/memory\"\n\t\"testing\"\n)\n\nfunc TestAdd(t *testing.T) { memory.NewMemory().Add(\"a\") }\n";
    let tested = [MOD, ("store/store.go", STORE), ("memory/memory.go", MEMORY), ("main.go", SERVICE), ("main_test.go", test)];
    assert!(shown(&tested).is_empty());
}

/// An object with a method that locks and one that does not; nobody calls the second.
const REGISTRY: &str = "package reg\n\nimport \"sync\"\n\ntype Registry struct {\n\tmu sync.Mutex\n\tnames map[string]int\n}\n\n\
    func New() *Registry { return &Registry{names: map[string]int{}} }\n\n\
    func (r *Registry) Add(name string) {\n\tr.mu.Lock()\n\tdefer r.mu.Unlock()\n\tr.names[name] = 1\n}\n\n\
    func (r *Registry) Drop(name string) { delete(r.names, name) }\n";

/// A program that only adds.
const ADDER: &str = "package main\n\nimport \"m/reg\"\n\nfunc main() { reg.New().Add(\"a\") }\n";

/// A program that has nothing to do with the object.
const BYSTANDER: &str = "package main\n\nfunc main() { println(1) }\n";

#[test]
fn a_method_that_nobody_calls_is_reported_where_no_program_has_it() {
    let with = |path: &str, program: &str| findings(&[MOD, ("reg/reg.go", REGISTRY), (path, program)]);
    assert!(with("main.go", ADDER).is_empty(), "the program that has it is at hand, and never drops");
    let finding = ["unguarded-map-access m/reg.Registry.names"];
    assert_eq!(with("examples/add/main.go", ADDER), finding, "an example shows how others use a library");
    assert_eq!(with("docs/src/add/main.go", ADDER), finding, "and so does what is written about it");
    assert_eq!(with("main.go", BYSTANDER), finding, "no program has the package");
}

/// A program that hands an object to a library, and starts a goroutine of the object.
const INDEX: &str = "package main\n\nimport (\n\t\"example.org/feed/watch\"\n\t\"sync\"\n)\n\n\
    type index struct {\n\tmu    sync.Mutex\n\tnodes map[string]int\n}\n\n\
    func (i *index) OnUpdate(update watch.Update) {\n\ti.mu.Lock()\n\tdefer i.mu.Unlock()\n\ti.nodes[update.Name] = 1\n}\n\n\
    func (i *index) sweep() {\n\tfor name := range i.nodes {\n\t\tprintln(name)\n\t}\n}\n\n\
    func (i *index) run() { go i.sweep() }\n\n\
    func main() {\n\ti := &index{nodes: map[string]int{}}\n\twatch.New(i).Start()\n\ti.run()\n\tselect {}\n}\n";

#[test]
fn a_library_calls_methods_that_are_there_for_it() {
    let found = |text: &str| findings(&[MOD, ("main.go", text)]);
    assert_eq!(found(INDEX), ["concurrent-map-iteration-and-map-write m.index.nodes"]);
    let put = INDEX.replace("watch.New(i).Start()", "(&watch.Watcher{Handler: i}).Start()");
    assert_eq!(found(&put), ["concurrent-map-iteration-and-map-write m.index.nodes"]);
    let kept = INDEX.replace("watch.New(i)", "watch.New(nil)");
    assert!(found(&kept).is_empty(), "nobody is given the object");
    let stranger = INDEX.replace("watch.Update)", "struct{ Name string })");
    assert!(found(&stranger).is_empty(), "the method says nothing of the library");
}

/// A helper that is handed the maps of two functions.
const HELPER: &str = "package main\n\nfunc add(to map[string]int) { to[\"a\"]++ }\n\n\
    func first() {\n\tnames := map[string]int{}\n\tgo add(names)\n\tadd(names)\n}\n\n\
    func second() {\n\tcounts := map[string]int{}\n\tgo add(counts)\n\tadd(counts)\n}\n\n\
    func main() {\n\tfirst()\n\tsecond()\n}\n";

#[test]
fn two_places_are_reported_once_for_all_maps() {
    assert_eq!(findings(&[MOD, ("main.go", HELPER)]), ["concurrent-map-writes m.first.names"]);
}
