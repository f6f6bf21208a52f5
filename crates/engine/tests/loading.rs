//! Which files become which units.

mod common;

use common::{dump, planned, problems, settings, tree};
use mapvet_engine::{plan, with_threads};

#[test]
fn patterns_choose_what_is_reported() {
    let files = [
        ("go.mod", "module a.b/m\ngo 1.22\n"),
        ("m.go", "package m\nimport \"a.b/m/x\"\n"),
        ("x/x.go", "package x\n"),
        ("x/y.go", "package x\n"),
        ("x/deep/z.go", "package deep\n"),
        ("x/testdata/t/t.go", "package t\nimport \"a.b/m/x\"\n"),
        ("_u/u.go", "package u\n"),
        (".d/d.go", "package d\n"),
        ("x/_no.go", "package x\n"),
    ];
    let all = ["a.b/m: m.go <- a.b/m/x", "a.b/m/x: x/x.go x/y.go", "a.b/m/x/deep: x/deep/z.go"];
    assert_eq!(dump(&planned(&files, &[])), all);
    assert_eq!(dump(&planned(&files, &["./..."])), all);
    assert_eq!(dump(&planned(&files, &["x/..."])), ["a.b/m: m.go- <- a.b/m/x", all[1], all[2]]);
    assert_eq!(dump(&planned(&files, &["x"])), ["a.b/m: m.go- <- a.b/m/x", all[1], "a.b/m/x/deep: x/deep/z.go-"]);
    assert_eq!(dump(&planned(&files, &["./x/y.go", "."])), [all[0], "a.b/m/x: x/x.go- x/y.go", "a.b/m/x/deep: x/deep/z.go-"]);
    assert_eq!(
        dump(&planned(&files, &["x/testdata/t", "./_u/..."])),
        [
            "a.b/m: m.go- <- a.b/m/x",
            "a.b/m/_u: _u/u.go",
            "a.b/m/x: x/x.go- x/y.go-",
            "a.b/m/x/deep: x/deep/z.go-",
            "a.b/m/x/testdata/t: x/testdata/t/t.go <- a.b/m/x"
        ]
    );
}

#[test]
fn modules_workspaces_and_replacements_come_along() {
    let files = [
        ("go.work", "go 1.22\nuse (\n./a\n./b\n)\n"),
        ("a/go.mod", "module a.b/a\nreplace a.b/old => ../r\n"),
        ("a/a.go", "package a\nimport (\n\"a.b/b\"\n\"a.b/old/x\"\n)\n"),
        ("b/go.mod", "module a.b/b\ngo 1.20\n"),
        ("b/b.go", "package b\n"),
        ("r/go.mod", "module a.b/r\ngo 1.21\n"),
        ("r/x/x.go", "package x\n"),
        ("other/go.mod", "module a.b/other\n"),
        ("other/o.go", "package other\n"),
    ];
    let plan = planned(&files, &["./a"]);
    assert_eq!(dump(&plan), ["a.b/a: a/a.go <- a.b/b a.b/r/x", "a.b/b: b/b.go-", "a.b/r/x: r/x/x.go-"]);
    assert_eq!(plan.notes.len(), 2);
    let versions: Vec<u16> = plan.units.iter().map(|unit| unit.go_version.minor).collect();
    assert_eq!(versions, [16, 20, 21]);
    let plan = planned(&files, &[]);
    assert_eq!(dump(&plan).len(), 4);
    assert_eq!(plan.notes.len(), 4);
}

#[test]
fn ignored_folders_are_passed_by_but_can_be_imported_and_named() {
    let files = [
        ("go.mod", "module m\nignore (\n./gen\nnode_modules\n)\n"),
        ("m.go", "package m\nimport \"m/gen/used\"\n"),
        ("gen/used/u.go", "package used\n"),
        ("gen/not/n.go", "package not\n"),
        ("web/node_modules/w.go", "package w\n"),
    ];
    assert_eq!(dump(&planned(&files, &[])), ["m: m.go <- m/gen/used", "m/gen/used: gen/used/u.go-"]);
    assert_eq!(dump(&planned(&files, &["gen/..."])), ["m: m.go- <- m/gen/used", "m/gen/not: gen/not/n.go", "m/gen/used: gen/used/u.go"]);
}

#[test]
fn vendored_packages_are_dependencies() {
    let files = [
        ("go.mod", "module m\ngo 1.22\n"),
        ("m.go", "package m\nimport (\n\"x.y/v\"\n\"fmt\"\n)\n"),
        ("vendor/modules.txt", "# x.y/v v1.0.0\n## explicit; go 1.19\nx.y/v\n"),
        ("vendor/x.y/v/v.go", "package v\nimport \"x.y/w\"\n"),
        ("vendor/x.y/v/v_test.go", "package v\n"),
        ("vendor/x.y/w/w.go", "package w\n"),
        ("vendor/x.y/unused/u.go", "package unused\n"),
    ];
    let plan = planned(&files, &[]);
    assert_eq!(dump(&plan), ["m: m.go <- x.y/v", "x.y/v: vendor/x.y/v/v.go- <- x.y/w", "x.y/w: vendor/x.y/w/w.go-"]);
    assert!(plan.units[1].files[0].vendored && !plan.units[0].files[0].vendored);
    let versions: Vec<u16> = plan.units.iter().map(|unit| unit.go_version.minor).collect();
    assert_eq!(versions, [22, 19, 16]);
}

#[test]
fn trees_without_go_mod_name_themselves() {
    let files = [
        ("main.go", "package main\nimport (\n\"g.c/u/p/a\"\n\"g.c/u/p/a/b\"\n\"sync\"\n\"g.c/other/sync\"\n\"v.w/x\"\n)\n"),
        ("a/a.go", "package a\nimport \"g.c/u/p/sync\"\n"),
        ("a/b/b.go", "package b\nimport \"q.r/s\"\n"),
        ("sync/s.go", "package sync\n"),
        ("vendor/v.w/x/x.go", "package x\n"),
        ("a/Godeps/_workspace/src/q.r/s/s.go", "package s\n"),
    ];
    assert_eq!(
        dump(&planned(&files, &[])),
        [
            "g.c/u/p: main.go <- g.c/u/p/a g.c/u/p/a/b v.w/x",
            "g.c/u/p/a: a/a.go <- g.c/u/p/sync",
            "g.c/u/p/a/b: a/b/b.go <- q.r/s",
            "g.c/u/p/sync: sync/s.go",
            "q.r/s: a/Godeps/_workspace/src/q.r/s/s.go-",
            "v.w/x: vendor/v.w/x/x.go-",
        ]
    );
    let tied = [("a/a.go", "package a\nimport (\n\"p.q/b\"\n\"r.s/b\"\n)\n"), ("b/b.go", "package b\n")];
    assert_eq!(dump(&planned(&tied, &[])), ["a: a/a.go", "b: b/b.go"]);
    let commented =
        [("a/a.go", "package a\nimport \"r.s/b\"\n"), ("b/b.go", "package b // import \"r.s/b\"\n"), ("c.go", "package main\nimport \"p.q/b\"\n")];
    assert_eq!(dump(&planned(&commented, &[])), ["r.s: c.go", "r.s/a: a/a.go <- r.s/b", "r.s/b: b/b.go"]);
    let gopath = [("src/u/a/a.go", "package a\nimport \"u/b\"\n"), ("src/u/b/b.go", "package b\n")];
    assert_eq!(dump(&planned(&gopath, &[])), ["u/a: src/u/a/a.go <- u/b", "u/b: src/u/b/b.go"]);
}

#[test]
fn several_packages_and_tests_of_a_folder_are_units() {
    let files = [
        ("go.mod", "module m\n"),
        ("p/a.go", "package p\n"),
        ("p/b.go", "package p\n"),
        ("p/a_test.go", "package p\nimport \"m/q\"\n"),
        ("p/x_test.go", "package p_test\nimport \"m/p\"\n"),
        ("p/tool.go", "\n\npackage main\n"),
        ("p/gen.go", "//go:build ignore\n\npackage main\n"),
        ("q/q.go", "package q\nimport \"m/p\"\n"),
    ];
    let plan = planned(&files, &[]);
    assert_eq!(
        dump(&plan),
        ["m/p: p/a.go p/b.go", "m/p test: p/a_test.go <- m/q", "m/p external test: p/x_test.go <- m/p", "m/p#main: p/tool.go", "m/q: q/q.go <- m/p"]
    );
    assert_eq!(problems(&plan.problems), ["two-packages p/tool.go:3:9"]);
    let needs: Vec<Vec<usize>> = plan.units.iter().map(|unit| unit.needs.clone()).collect();
    assert_eq!(needs, [vec![], vec![0, 4], vec![0, 1], vec![], vec![0]]);
    let mut without = settings("/r", &[]);
    without.tests = false;
    let plan = with_threads(1, || mapvet_engine::plan(&without, &tree(&files)));
    assert_eq!(dump(&plan).len(), 3);
}

#[test]
fn constraints_leave_files_out_and_say_so() {
    let files = [
        ("go.mod", "module m\n"),
        ("a.go", "package m\n"),
        ("a_windows.go", "package m\n"),
        ("b.go", "//go:build mine\n\npackage m\n"),
        ("c.go", "//go:build (\n\npackage m\n"),
        ("d.go", "// +build !linux\n\npackage m\n"),
    ];
    let plan_default = planned(&files, &[]);
    assert_eq!(dump(&plan_default), ["m: a.go c.go"]);
    let left: Vec<&str> = plan_default.left_out.iter().map(|left| left.path.as_str()).collect();
    assert_eq!(left, ["a_windows.go", "b.go", "d.go"]);
    assert_eq!(problems(&plan_default.problems), ["constraint c.go:1:1"]);
    let mut other = settings("/r", &[]);
    other.goos = "windows".to_owned();
    other.tags = vec!["mine".to_owned()];
    let plan_other = with_threads(1, || plan(&other, &tree(&files)));
    assert_eq!(dump(&plan_other), ["m: a.go a_windows.go b.go c.go d.go"]);
    // What is named is analysed whatever its constraint, as Go does.
    assert_eq!(dump(&planned(&files, &["a_windows.go"])), ["m: a.go- a_windows.go c.go-"]);
}

#[test]
fn equal_import_paths_stay_apart() {
    let files = [("a/go.mod", "module m\n"), ("a/a.go", "package a\n"), ("b/go.mod", "module m\n"), ("b/b.go", "package b\n")];
    assert_eq!(dump(&planned(&files, &[])), ["m: a/a.go", "m@b: b/b.go"]);
}

#[test]
fn a_file_has_the_version_that_its_constraint_asks_for() {
    let body = |go: &str, constraint: &str| {
        let module = format!("module m\ngo {go}\n");
        let text = format!("{constraint}\n\npackage p\n\nfunc f() {{\n\tfor i := 0; i < 3; i++ {{\n\t\tgo func() {{ println(i) }}()\n\t}}\n}}\n");
        let files = tree(&[("go.mod", &module), ("p.go", &text)]);
        let dumped = mapvet_engine::dump(&settings("", &[]), mapvet_engine::Stage::Body, &files);
        dumped.text.matches("declare i").count()
    };
    let (one_for_all, one_each) = (1, 2);
    assert_eq!(body("1.21", ""), one_for_all);
    assert_eq!(body("1.22", ""), one_each);
    assert_eq!(body("1.21", "//go:build go1.22"), one_each);
    assert_eq!(body("1.22", "//go:build go1.21"), one_for_all);
    assert_eq!(body("1.21", "//go:build go1.22 || go1.18"), one_for_all);
    assert_eq!(body("1.22", "//go:build go1.18"), one_for_all);
}

#[test]
fn a_replacement_without_a_module_file_is_not_entered() {
    let units = |module_file: Option<(&str, &str)>| {
        let mut files = vec![
            ("m/go.mod", "module a.b/m\ngo 1.22\nrequire b.c/x v1.0.0\nreplace b.c/x => ../x\n"),
            ("m/m.go", "package m\nimport _ \"b.c/x\"\n"),
            ("x/x.go", "package x\n"),
        ];
        files.extend(module_file);
        let plan = with_threads(1, || plan(&settings("/r/m", &[]), &tree(&files)));
        plan.units.iter().map(|unit| unit.path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(units(Some(("x/go.mod", "module b.c/x\n"))), ["a.b/m", "b.c/x"]);
    assert_eq!(units(None), ["a.b/m"]);
}
