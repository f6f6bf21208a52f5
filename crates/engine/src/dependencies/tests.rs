//! Packages outside the tree, in a module cache that is made up.

use super::*;
use crate::check::with_threads;
use crate::files::Memory;
use crate::filter::Filter;
use crate::plan::plan;
use crate::settings::{DEFAULT_MAX_FILE_SIZE, Settings};
use mapvet_model::Ty;
use mapvet_sharing::Confidence;
use rayon::prelude::*;
use std::io::ErrorKind;

const CACHE: &str = "/cache";

fn sources() -> Sources {
    Sources { module_cache: Some(PathBuf::from(CACHE)), ..Sources::default() }
}

fn memory(files: &[(&str, &str)]) -> Memory {
    let mut memory = Memory::new();
    for (path, text) in files {
        memory.insert(*path, *text);
    }
    memory
}

fn planned(sources: Sources, files: &Memory) -> crate::Plan {
    let settings = Settings {
        root: PathBuf::from("/r"),
        patterns: Vec::new(),
        tags: vec!["extra".to_owned()],
        goos: "linux".to_owned(),
        goarch: "amd64".to_owned(),
        tests: true,
        jobs: 2,
        max_file_size: DEFAULT_MAX_FILE_SIZE,
        sources,
        models: Models::default(),
        filter: Filter::at_least(Confidence::Low),
    };
    with_threads(2, || plan(&settings, files))
}

/// The package variables of a dependency, as a mark of which folder it was read from.
fn found(sources: Sources, files: &[(&str, &str)], import: &str) -> Option<Vec<String>> {
    let files = memory(files);
    let dependencies = Dependencies::new(planned(sources, &files).dependencies, Models::default(), &files);
    let interface = dependencies.interface(import)?;
    assert_eq!(dependencies.package_name(import), Some(interface.name));
    assert_eq!(interface.path, import);
    Some(interface.vars.iter().map(|decl| decl.name.to_string()).collect())
}

fn check(files: &[(&str, &str)], import: &str, expected: &[&str]) {
    assert_eq!(found(sources(), files, import).unwrap_or_default(), expected, "{import}");
}

const MAIN: (&str, &str) = ("/r/m.go", "package m\n");

#[test]
fn required_modules_are_in_the_cache() {
    let files = [
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire (\n\ta.b/BurntSushi/c v1.0.0-RC1 // indirect\n\ta.b/d/v2 v2.1.0\n\ta.b/e v3.0.0+incompatible\n)\n"),
        ("/cache/a.b/!burnt!sushi/c@v1.0.0-!r!c1/c.go", "package c\nvar Escaped int\n"),
        ("/cache/a.b/!burnt!sushi/c@v1.0.0-!r!c1/in/side/s.go", "package other\nvar Below int\n"),
        ("/cache/a.b/d/v2@v2.1.0/d.go", "package d\nvar Second int\n"),
        ("/cache/a.b/d/v2@v2.0.0/d.go", "package d\nvar Older int\n"),
        ("/cache/a.b/e@v3.0.0+incompatible/e.go", "package e\nvar Incompatible int\n"),
    ];
    check(&files, "a.b/BurntSushi/c", &["Escaped"]);
    check(&files, "a.b/BurntSushi/c/in/side", &["Below"]);
    check(&files, "a.b/d/v2", &["Second"]);
    check(&files, "a.b/e", &["Incompatible"]);
    for absent in ["a.b/d", "a.b/BurntSushi/c/in", "a.b/BurntSushi/c/none", "a.b/BurntSushi", "x.y/z", "", "/", "C", "unsafe"] {
        assert_eq!(found(sources(), &files, absent), None, "{absent}");
    }
    assert_eq!(found(Sources::hidden(), &files, "a.b/d/v2"), None);
    assert_eq!(found(Sources::default(), &files, "a.b/d/v2"), None);
}

#[test]
fn the_plan_travels_with_a_unit() {
    let files = memory(&[MAIN, ("/r/go.mod", "module m\ngo 1.16\nexclude a.b/d v1.0.0\nrequire a.b/c v1.0.0\nreplace a.b/c v1.0.0 => ../c\n")]);
    let plan = planned(sources(), &files);
    assert_eq!(plan.units[0].dependencies, plan.dependencies);
    let bytes = postcard::to_stdvec(plan.dependencies.as_ref()).expect("a plan can be written");
    assert_eq!(postcard::from_bytes::<DependencyPlan>(&bytes).as_ref(), Ok(plan.dependencies.as_ref()));
}

#[test]
fn no_path_leaves_the_cache() {
    let files = [
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire (\n\ta.b/c v1.0.0\n\ta.b/d v1.0.0/../../out\n\t../out v1.0.0\n)\nreplace a.b/e => ../out v1.0.0\n"),
        ("/cache/a.b/c@v1.0.0/c.go", "package c\n"),
        ("/cache/a.b/out/o.go", "package out\nvar Out int\n"),
        ("/cache/out/o.go", "package out\nvar Out int\n"),
        ("/out/o.go", "package out\nvar Out int\n"),
        ("/out@v1.0.0/o.go", "package out\nvar Out int\n"),
    ];
    check(&files, "a.b/c", &[]);
    for import in ["a.b/c/../out", "a.b/c/../../../out", "a.b/c/./../out", "../out", "a.b/d", "a.b/e", "a.b/c/..\\out", "/out", "a.b/c//../out"] {
        assert_eq!(found(sources(), &files, import), None, "{import}");
    }
}

#[test]
fn the_longest_module_path_that_holds_the_package_wins() {
    let files = [
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire (\n\ta.b/c v1.0.0\n\ta.b/c/d v1.1.0\n)\n"),
        ("/cache/a.b/c@v1.0.0/c.go", "package c\nvar Outer int\n"),
        ("/cache/a.b/c@v1.0.0/d/d.go", "package d\nvar OuterD int\n"),
        ("/cache/a.b/c@v1.0.0/d/only/o.go", "package only\nvar OuterOnly int\n"),
        ("/cache/a.b/c/d@v1.1.0/d.go", "package d\nvar InnerD int\n"),
        ("/cache/a.b/c/d@v1.1.0/only/o_test.go", "package only\nvar Test int\n"),
    ];
    check(&files, "a.b/c", &["Outer"]);
    check(&files, "a.b/c/d", &["InnerD"]);
    check(&files, "a.b/c/d/only", &["OuterOnly"]);
}

/// The packages of a module in two versions.
const TWO_VERSIONS: [(&str, &str); 2] =
    [("/cache/a.b/x@v1.1.0/x.go", "package x\nvar Low int\n"), ("/cache/a.b/x@v1.2.0/x.go", "package x\nvar High int\n")];

#[test]
fn old_modules_are_followed_to_what_they_require() {
    let with = |rest: &[(&'static str, &'static str)]| [&[MAIN], TWO_VERSIONS.as_slice(), rest].concat();
    // go.mod of old does not name all: the higher version stands two modules further.
    let old = with(&[
        ("/r/go.mod", "module m\ngo 1.16\nrequire (\n\ta.b/x v1.1.0\n\ta.b/y v1.0.0\n)\n"),
        ("/cache/cache/download/a.b/y/@v/v1.0.0.mod", "module a.b/y\nrequire a.b/z v1.0.0\n"),
        ("/cache/cache/download/a.b/z/@v/v1.0.0.mod", "module a.b/z\ngo 1.20\nrequire (\n\ta.b/x v1.2.0\n\tm v9.9.9\n)\n"),
    ]);
    check(&old, "a.b/x", &["High"]);
    // A complete go.mod is taken at its word, and what it forgot is still found.
    let complete = with(&[
        ("/r/go.mod", "module m\ngo 1.17\nrequire (\n\ta.b/x v1.1.0\n\ta.b/y v1.0.0\n)\n"),
        ("/cache/cache/download/a.b/y/@v/v1.0.0.mod", "module a.b/y\ngo 1.17\nrequire (\n\ta.b/x v1.2.0\n\ta.b/w v1.0.0\n)\n"),
        ("/cache/cache/download/a.b/w/@v/v1.0.0.mod", "module a.b/w\ngo 1.17\nrequire a.b/v v1.0.0\n"),
        ("/cache/a.b/w@v1.0.0/w.go", "package w\nvar Forgotten int\n"),
        ("/cache/a.b/v@v1.0.0/v.go", "package v\nvar TooFar int\n"),
    ]);
    check(&complete, "a.b/x", &["Low"]);
    check(&complete, "a.b/w", &["Forgotten"]);
    check(&complete, "a.b/v", &[]);
    let excluded = with(&[
        ("/r/go.mod", "module m\ngo 1.16\nexclude a.b/x v1.2.0\nrequire (\n\ta.b/x v1.1.0\n\ta.b/y v1.0.0\n)\n"),
        ("/cache/cache/download/a.b/y/@v/v1.0.0.mod", "module a.b/y\nrequire a.b/x v1.2.0\n"),
    ]);
    check(&excluded, "a.b/x", &["Low"]);
}

#[test]
fn of_several_modules_the_highest_version_counts() {
    let workspace = [
        ("/r/go.work", "go 1.22\nuse (\n\t./p\n\t./q\n)\nreplace a.b/w => a.b/x v1.1.0\n"),
        ("/r/p/go.mod", "module p\ngo 1.22\nrequire a.b/x v1.2.0\nreplace a.b/w => a.b/x v1.2.0\n"),
        ("/r/p/p.go", "package p\nvar Here int\n"),
        ("/r/q/go.mod", "module q\ngo 1.22\nrequire (\n\ta.b/x v1.1.0\n\ta.b/w v1.0.0\n\tp v1.0.0\n)\n"),
        ("/r/q/q.go", "package q\n"),
        ("/cache/p@v1.0.0/p.go", "package p\nvar Old int\n"),
    ];
    let files = [workspace.as_slice(), &TWO_VERSIONS].concat();
    check(&files, "a.b/x", &["High"]);
    check(&files, "a.b/w", &["Low"]);
    // Of a module of the tree no other version is used.
    check(&files, "p", &["Here"]);
}

#[test]
fn modules_are_replaced() {
    let text = "module m\ngo 1.16\nrequire (\n\ta.b/c v1.0.0\n\ta.b/d v1.0.0\n\ta.b/e v1.0.0\n\ta.b/f v1.0.0\n)\nreplace (\n\
                \ta.b/c => x.y/Fork v1.5.0\n\ta.b/d v1.0.0 => a.b/d v1.9.0\n\ta.b/d => a.b/d v1.0.1\n\ta.b/e v0.9.0 => x.y/Fork v1.5.0\n\ta.b/f => ../near\n)\n";
    let files = [
        MAIN,
        ("/r/go.mod", text),
        ("/cache/a.b/c@v1.0.0/c.go", "package c\nvar Original int\n"),
        ("/cache/x.y/!fork@v1.5.0/c.go", "package c\nvar Fork int\n"),
        ("/cache/cache/download/x.y/!fork/@v/v1.5.0.mod", "module x.y/Fork\nrequire a.b/g v1.0.0\n"),
        ("/cache/a.b/g@v1.0.0/g.go", "package g\nvar OfFork int\n"),
        ("/cache/a.b/d@v1.9.0/d.go", "package d\nvar Exact int\n"),
        ("/cache/a.b/d@v1.0.1/d.go", "package d\nvar Any int\n"),
        ("/cache/a.b/e@v1.0.0/e.go", "package e\nvar Kept int\n"),
        ("/near/go.mod", "module other\nrequire a.b/h v1.0.0\n"),
        ("/near/f.go", "package f\nvar Near int\n"),
        ("/near/nested/go.mod", "module a.b/f/nested\n"),
        ("/near/nested/in/n.go", "package in\nvar Nested int\n"),
        ("/cache/a.b/h@v1.0.0/h.go", "package h\nvar OfNear int\n"),
    ];
    check(&files, "a.b/c", &["Fork"]);
    check(&files, "a.b/g", &["OfFork"]);
    check(&files, "a.b/d", &["Exact"]);
    check(&files, "a.b/e", &["Kept"]);
    check(&files, "a.b/f", &["Near"]);
    check(&files, "a.b/f/nested/in", &[]);
    check(&files, "a.b/h", &["OfNear"]);
}

#[test]
fn vendor_folders_come_first_unless_they_are_hidden() {
    let files = memory(&[
        ("/r/go.mod", "module m\ngo 1.22\nrequire a.b/c v1.0.0\n"),
        ("/r/m.go", "package m\nimport _ \"a.b/c\"\n"),
        ("/r/vendor/a.b/c/c.go", "package c\nvar Vendored int\n"),
        ("/cache/a.b/c@v1.0.0/c.go", "package c\nvar Cached int\n"),
    ]);
    let imports = |sources| planned(sources, &files).units.iter().map(|unit| unit.imports.len()).collect::<Vec<_>>();
    assert_eq!((imports(sources()), imports(Sources::hidden())), (vec![0, 1], vec![0]));
}

#[test]
fn constraints_decide_which_files_count() {
    let files = [
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire a.b/c v1.0.0\n"),
        ("/cache/a.b/c@v1.0.0/a_windows.go", "package c\nvar Windows int\n"),
        ("/cache/a.b/c@v1.0.0/b_linux.go", "package c\nvar Linux int\n"),
        ("/cache/a.b/c@v1.0.0/c.go", "//go:build extra\n\npackage c\nvar Extra int\n"),
        ("/cache/a.b/c@v1.0.0/d.go", "//go:build ignore\n\npackage main\nvar Main int\n"),
        ("/cache/a.b/c@v1.0.0/e_test.go", "package c\nvar Test int\n"),
    ];
    check(&files, "a.b/c", &["Extra", "Linux"]);
}

#[test]
fn broken_files_lose_nothing_else() {
    let mut files = memory(&[
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire a.b/c v1.0.0\n"),
        ("/cache/a.b/c@v1.0.0/a.go", "package c\nvar Good int\n"),
        ("/cache/a.b/c@v1.0.0/b.go", "package c\nfunc f( {\n\tx[\n`\nvar }{ = \n"),
        ("/cache/a.b/c@v1.0.0/c.go", "no clause"),
        ("/cache/a.b/c@v1.0.0/empty.go", ""),
        ("/cache/a.b/c@v1.0.0/latin.go", ""),
        ("/cache/a.b/c@v1.0.0/none/n.go", "\0\0\0"),
        ("/cache/a.b/c@v1.0.0/no/n.go", "package no\n"),
    ]);
    files.insert("/cache/a.b/c@v1.0.0/latin.go", b"package c\nvar Latin = \"\xe9\"\n".as_slice());
    files.insert("/cache/a.b/c@v1.0.0/large.go", [b"package c\nvar Large int\n".as_slice(), &vec![b'\n'; DEFAULT_MAX_FILE_SIZE as usize]].concat());
    files.refuse("/cache/a.b/c@v1.0.0/refused.go", ErrorKind::PermissionDenied);
    files.refuse("/cache/a.b/c@v1.0.0/no", ErrorKind::PermissionDenied);
    let plan = planned(sources(), &files);
    assert!(plan.problems.is_empty() && plan.left_out.is_empty());
    let dependencies = Dependencies::new(plan.dependencies, Models::default(), &files);
    let interface = dependencies.interface("a.b/c").expect("the good file is enough");
    assert!(
        interface.var_decl("Good".into()).is_some() && interface.var_decl("Latin".into()).is_some() && interface.var_decl("Large".into()).is_none()
    );
    for absent in ["a.b/c/none", "a.b/c/no"] {
        assert!(dependencies.interface(absent).is_none() && dependencies.package_name(absent).is_none(), "{absent}");
    }
}

#[test]
fn signatures_are_read_and_bodies_are_not() {
    let files = memory(&[
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire (\n\ta.b/c v1.0.0\n\ta.b/d v1.0.0\n)\n"),
        (
            "/cache/a.b/c@v1.0.0/c.go",
            "package c\nimport \"a.b/d\"\nfunc F() (d.T, error) { type inner struct{}; return g() }\ntype Table map[string]d.T\n",
        ),
        ("/cache/a.b/d@v1.0.0/d.go", "package d\nimport \"a.b/c\"\ntype T struct{ t c.Table }\n"),
    ]);
    let dependencies = Dependencies::new(planned(sources(), &files).dependencies, Models::default(), &files);
    let interface = dependencies.interface("a.b/c").expect("the package is there");
    let func = interface.func_decl(None, "F".into()).expect("the function is there");
    let named = |package: &str, name: &str| Ty::named(mapvet_model::TypeName { package: package.into(), name: name.into() });
    assert_eq!(func.signature.results, [named("a.b/d", "T"), named("", "error")]);
    assert_eq!(interface.type_decl("Table".into()).expect("the type is there").underlying, Ty::map(Ty::basic("string"), named("a.b/d", "T")));
    assert_eq!(interface.types.len(), 1);
    // What is asked for again is not read again.
    assert!(std::ptr::eq(interface, dependencies.interface("a.b/c").expect("the package is there")));
}

#[test]
fn the_name_of_a_package_may_differ_from_its_path() {
    let files = memory(&[
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\nrequire a.b/go-c v1.0.0\n"),
        ("/cache/a.b/go-c@v1.0.0/a_test.go", "package test\n"),
        ("/cache/a.b/go-c@v1.0.0/b_plan9.go", "package plan9\n"),
        ("/cache/a.b/go-c@v1.0.0/c.go", "// Comment.\npackage surprise // import \"x\"\n"),
    ]);
    let dependencies = Dependencies::new(planned(sources(), &files).dependencies, Models::default(), &files);
    assert_eq!(dependencies.package_name("a.b/go-c"), Some("surprise".into()));
    assert_eq!(dependencies.package_name("math/rand/v2"), Some("rand".into()));
    assert_eq!(dependencies.package_name("a.b/none"), None);
}

#[test]
fn the_standard_library_is_built_in() {
    let goroot = Sources { goroot: Some(PathBuf::from("/go")), ..sources() };
    let files = [
        MAIN,
        ("/r/go.mod", "module m\ngo 1.22\n"),
        ("/go/src/sync/sync.go", "package sync\nvar Installed int\n"),
        ("/go/src/brand/new/n.go", "package new\nvar New int\n"),
        ("/go/src/unsafe/u.go", "package unsafe\n"),
    ];
    assert_eq!(found(goroot.clone(), &files, "sync"), Some(Vec::new()));
    assert_eq!(found(Sources::hidden(), &files, "sync"), Some(Vec::new()));
    assert_eq!(found(goroot.clone(), &files, "brand/new"), Some(vec!["New".to_owned()]));
    assert_eq!(found(goroot, &files, "unsafe"), None);
    assert_eq!(found(sources(), &files, "brand/new"), None);
}

#[test]
fn threads_get_the_same() {
    let folders = 40;
    let mut files = memory(&[MAIN, ("/r/go.mod", "module m\ngo 1.16\nrequire a.b/c v1.0.0\n")]);
    for number in 0..folders {
        let text =
            format!("package p{number}\nimport \"a.b/c/p{}\"\ntype T struct {{ next p{}.T }}\n", (number + 1) % folders, (number + 1) % folders);
        files.insert(format!("/cache/a.b/c@v1.0.0/p{number}/p.go"), text);
    }
    let plan = planned(sources(), &files).dependencies;
    let asked: Vec<String> = (0..folders * 8).map(|number| format!("a.b/c/p{}", number * 7 % folders)).collect();
    let read = |threads: usize| {
        let dependencies = Dependencies::new(plan.clone(), Models::default(), &files);
        with_threads(threads, || {
            asked.par_iter().map(|import| format!("{:?}", dependencies.interface(import).map(|found| &found.types))).collect::<Vec<_>>()
        })
    };
    let alone = read(1);
    assert!(alone.iter().all(|text| text.contains("next")));
    assert_eq!(alone, read(8));
}
