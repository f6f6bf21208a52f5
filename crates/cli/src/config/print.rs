//! Resolved settings as text and as JSON, each with where it comes from.

use crate::escape;
use crate::format::write_json;
use mapvet_engine::{Origin, Resolved, Setting, Value};
use serde::Serialize;
use std::io::{self, Write};

/// One line a setting. `written` leaves out those that the file does not say.
pub fn text(resolved: &Resolved, written: bool, out: &mut dyn Write) -> io::Result<()> {
    let says = |setting: &&Setting| !written || matches!(setting.from, Origin::File(_));
    let file = resolved.file.as_deref().unwrap_or_default();
    let row = |setting: &Setting| [setting.key.clone(), value_text(&setting.value), origin_text(setting.from, file)].map(|text| escape::line(&text));
    let rows: Vec<[String; 3]> = resolved.settings.iter().filter(says).map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (keys, values) = (width(0), width(1));
    for [key, value, from] in &rows {
        writeln!(out, "{key:<keys$}  {value:<values$}  {from}")?;
    }
    Ok(())
}

/// All settings as one JSON object.
pub fn json(resolved: &Resolved, out: &mut dyn Write) -> io::Result<()> {
    let settings = resolved.settings.iter().map(|setting| Row {
        key: &setting.key,
        value: value_json(&setting.value),
        from: match setting.from {
            Origin::Default => From { kind: "default", name: None, line: None },
            Origin::Machine => From { kind: "machine", name: None, line: None },
            Origin::File(line) => From { kind: "file", name: None, line: Some(line) },
            Origin::Environment(name) => From { kind: "environment", name: Some(name), line: None },
            Origin::Flag(name) => From { kind: "flag", name: Some(name), line: None },
        },
    });
    write_json(&Printed { version: 1, file: resolved.file.as_deref(), settings: settings.collect() }, out)
}

#[derive(Serialize)]
struct Printed<'p> {
    version: u8,
    file: Option<&'p str>,
    settings: Vec<Row<'p>>,
}

#[derive(Serialize)]
struct Row<'p> {
    key: &'p str,
    value: serde_json::Value,
    from: From,
}

#[derive(Serialize)]
struct From {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

fn value_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Nothing => serde_json::Value::Null,
        Value::Bool(flag) => serde_json::Value::from(*flag),
        Value::Text(text) => serde_json::Value::from(text.as_str()),
        Value::List(list) => list.iter().map(String::as_str).collect(),
        Value::Table(table) => table.iter().map(|(name, value)| (name.clone(), serde_json::Value::from(value.as_str()))).collect(),
    }
}

/// As it would stand in the file; `-` for nothing.
fn value_text(value: &Value) -> String {
    let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    match value {
        Value::Nothing => "-".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Text(text) => quoted(text),
        Value::List(list) => format!("[{}]", list.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let pairs: Vec<String> = table.iter().map(|(name, value)| format!("{name} = {}", quoted(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

fn origin_text(from: Origin, file: &str) -> String {
    match from {
        Origin::Default => "default".to_owned(),
        Origin::Machine => "this machine".to_owned(),
        Origin::File(line) => format!("{file}:{line}"),
        Origin::Environment(name) => format!("{name} in the environment"),
        Origin::Flag(name) => name.to_owned(),
    }
}
