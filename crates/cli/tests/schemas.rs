//! Reports against their schemas: SARIF against that of the standard, JSON against our own.

use jsonschema::Validator;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json(path: &str) -> Value {
    let text = std::fs::read(project().join(path)).expect("the project holds the file");
    serde_json::from_slice(&text).expect("the file is JSON")
}

fn validator(path: &str) -> Validator {
    jsonschema::validator_for(&json(path)).expect("the schema is one")
}

fn complaints(validator: &Validator, what: &str, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{what}: {}: {error}", error.instance_path)).collect()
}

/// What the tool says of a tree in two forms, the quiet findings included.
fn reports(folder: &Path) -> (Value, Value) {
    let run = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mapvet"));
        command.args(["check", "--format", format, "--min-confidence", "low", "--exit-zero", "--show-suppressed", "./..."]);
        let output = command.current_dir(folder).stdin(Stdio::null()).output().expect("the binary starts");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    };
    (run("sarif"), run("json"))
}

/// The trees of `testdata` that are made to be analysed.
fn trees() -> Vec<PathBuf> {
    let testdata = project().join("testdata");
    let mut trees: Vec<PathBuf> = ["showcase", "rules", "cli/cache"].iter().map(|name| testdata.join(name)).collect();
    let broken = std::fs::read_dir(testdata.join("broken")).expect("the folder is there");
    trees.extend(broken.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()));
    trees.sort();
    trees
}

#[test]
fn the_golden_reports_are_valid() {
    assert!(complaints(&validator("testdata/sarif/sarif-schema-2.1.0.json"), "sarif", &json("testdata/cli/report.sarif")).is_empty());
    assert!(complaints(&validator("docs/schema/report-1.json"), "json", &json("testdata/cli/report.json")).is_empty());
    let none: Vec<String> = Vec::new();
    assert_eq!(complaints(&validator("docs/schema/trace-1.json"), "trace", &json("testdata/cli/trace.json")), none);
}

#[test]
fn reports_of_all_trees_are_valid() {
    let (sarif, own) = (validator("testdata/sarif/sarif-schema-2.1.0.json"), validator("docs/schema/report-1.json"));
    let mut found = Vec::new();
    let mut results = 0;
    for tree in trees() {
        let (log, report) = reports(&tree);
        let name = tree.display().to_string();
        results += log["runs"][0]["results"].as_array().map_or(0, Vec::len);
        found.extend(complaints(&sarif, &name, &log));
        found.extend(complaints(&own, &name, &report));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(results > 50, "only {results} results were looked at");
}

#[test]
fn the_schemas_notice_what_is_wrong() {
    let sarif = validator("testdata/sarif/sarif-schema-2.1.0.json");
    let mut log = json("testdata/cli/report.sarif");
    log["runs"][0]["results"][0]["level"] = "loud".into();
    assert!(!sarif.is_valid(&log));
    let own = validator("docs/schema/report-1.json");
    let mut report = json("testdata/cli/report.json");
    report["findings"][0]["id"] = "no id".into();
    assert!(!own.is_valid(&report));
}

/// Every key that a report writes is in the schema, so that it cannot fall behind.
#[test]
fn our_schemas_name_every_key() {
    for (schema, report, least) in
        [("docs/schema/report-1.json", "testdata/cli/report.json", 30), ("docs/schema/trace-1.json", "testdata/cli/trace.json", 30)]
    {
        let schema = json(schema).to_string();
        let mut keys = Vec::new();
        collect(&json(report), &mut keys);
        keys.sort();
        keys.dedup();
        assert!(keys.len() > least, "{report}: {}", keys.len());
        for key in keys {
            assert!(schema.contains(&format!("\"{key}\"")), "{report}: {key}");
        }
    }
}

fn collect(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            keys.extend(map.keys().cloned());
            map.values().for_each(|value| collect(value, keys));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}
