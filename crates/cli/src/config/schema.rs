//! The JSON schema of the configuration file, made from the engine's table of keys.

use crate::format::write_json;
use mapvet_engine::{KEYS, Key, Shape, Words};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the schema, draft 2020-12.
pub fn write(out: &mut dyn Write) -> io::Result<()> {
    write_json(&schema(), out)
}

fn schema() -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("The configuration of mapvet, .mapvet.toml"));
    schema.extend(object(&KEYS));
    Value::Object(schema)
}

/// A table of known keys.
fn object(keys: &[Key]) -> Map<String, Value> {
    let property = |key: &Key| {
        let mut property = shape(&key.shape);
        property.insert("description".to_owned(), json!(key.about));
        (key.name.to_owned(), Value::Object(property))
    };
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(keys.iter().map(property).collect()));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

fn shape(of: &Shape) -> Map<String, Value> {
    let described = match of {
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Text(form) => json!({ "type": "string", "pattern": form.pattern }),
        Shape::Word(words) => one_of(words),
        Shape::Some(of) => json!({ "oneOf": [shape(of), { "type": "array", "minItems": 1, "items": shape(of) }] }),
        Shape::List(0, of) => json!({ "type": "array", "items": shape(of) }),
        Shape::List(least, of) => json!({ "type": "array", "minItems": least, "items": shape(of) }),
        Shape::Table(keys) => Value::Object(object(keys)),
        Shape::Tables(keys) => {
            let mut table = object(keys);
            let required = keys.iter().filter(|key| key.required).count();
            if required < keys.len() {
                table.insert("minProperties".to_owned(), json!(required + 1));
            }
            json!({ "type": "array", "items": table })
        }
        Shape::ByWord(words, of) => json!({ "type": "object", "propertyNames": one_of(words), "additionalProperties": shape(of) }),
    };
    match described {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

fn one_of(words: &Words) -> Value {
    json!({ "enum": (words.list)() })
}
