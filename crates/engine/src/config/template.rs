//! The file that `mapvet config init` writes: every key with its default, commented out.

use super::schema::KEYS;
use mapvet_model::{Key, Shape};
use std::fmt::Write as _;

/// Longer comments are broken.
const WIDTH: usize = 100;

/// A configuration file that says what holds without one, with every key as a comment.
pub fn template() -> String {
    let mut out = String::from("# Settings of mapvet, for this folder and all below it. The command line wins over what stands here.\n");
    let _ = writeln!(out, "# A key behind a `#` shows its default, or an example if it has none; `mapvet config verify` checks the file.\n");
    for key in &KEYS {
        match &key.shape {
            Shape::Table(keys) => {
                let _ = writeln!(out, "\n# {}\n[{}]", key.about, key.name);
                keys.iter().for_each(|key| write_key(&mut out, key));
            }
            Shape::Tables(keys) => {
                let _ = writeln!(out, "\n# {}\n# [[{}]]", key.about, key.name);
                keys.iter().for_each(|key| write_key(&mut out, key));
            }
            Shape::Bool | Shape::Integer(..) | Shape::Text(_) | Shape::Word(_) | Shape::Some(_) | Shape::List(..) | Shape::ByWord(..) => {
                let _ = writeln!(out, "# {}\n{} = {}", key.about, key.name, key.example);
            }
        }
    }
    out
}

/// A key behind a comment that says what it does. One without a default shows an example.
fn write_key(out: &mut String, key: &Key) {
    let mut line = String::from("#");
    for word in key.about.split(' ') {
        if line.len() + word.len() >= WIDTH {
            let _ = writeln!(out, "{line}");
            line.clear();
            line.push('#');
        }
        let _ = write!(line, " {word}");
    }
    let value = if key.default.is_empty() { key.example } else { key.default };
    let _ = writeln!(out, "{line}\n# {} = {value}", key.name);
}
