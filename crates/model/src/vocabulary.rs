//! TOML texts of a fixed vocabulary: what may stand where, and everything that is wrong with a text.
//!
//! The tables of keys are data, so that what checks a text, what describes it to an editor and what documents it cannot
//! drift apart.

use mapvet_syntax::LineIndex;
use std::fmt::Write as _;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Words in which more than this share of the letters differs are no guess: two in five.
const FARTHEST: (usize, usize) = (2, 5);

/// Longer words are not compared: no known one is so long.
const LONGEST: usize = 64;

/// Keys that only name what a table is about.
const NAMING: [&str; 2] = ["name", "match"];

/// Words of more kinds than this are not listed in a message.
const MOST_LISTED: usize = 12;

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it says, one sentence, for whoever writes the text.
    pub about: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether the table is wrong without it.
    pub required: bool,
    /// What holds without it, as TOML; empty if nothing does.
    pub default: &'static str,
    /// A value that is not the default, as TOML.
    pub example: &'static str,
}

/// What may stand at a key.
#[derive(Debug)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A whole number, both ends included.
    Integer(i64, i64),
    /// Text of a form of its own.
    Text(Form),
    /// One of a closed list of words.
    Word(Words),
    /// One value or a list of at least one.
    Some(&'static Shape),
    /// A list of at least so many values.
    List(usize, &'static Shape),
    /// A table of known keys.
    Table(&'static [Key]),
    /// Any number of tables of known keys. Each says more than its required keys, where there are others.
    Tables(&'static [Key]),
    /// A table whose keys are words of a closed list.
    ByWord(Words, &'static Shape),
}

/// Text of a form of its own.
#[derive(Debug)]
pub struct Form {
    /// What it is, with an article: "a size such as `8MiB`".
    pub what: &'static str,
    /// A regular expression that every such text matches; it may let pass more.
    pub pattern: &'static str,
    /// Whether a text has the form; the error says why not.
    pub check: fn(&str) -> Result<(), String>,
}

/// A closed list of words.
#[derive(Debug)]
pub struct Words {
    /// What they name, with an article: "a rule or group".
    pub what: &'static str,
    /// All of them, in the order in which they are listed.
    pub list: fn() -> Vec<&'static str>,
}

/// Something that is wrong in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mistake {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in bytes.
    pub column: u32,
    /// One sentence, lower case, no final dot.
    pub text: String,
}

/// A text without mistakes.
#[derive(Debug)]
pub struct Checked<'t> {
    /// The text as a tree with places.
    pub table: Spanned<DeTable<'t>>,
}

/// Reads `text`, a table of `keys`.
///
/// # Errors
///
/// All mistakes, sorted by place. Where the text is no TOML, only what keeps it from being read.
pub fn check<'t>(text: &'t str, keys: &'static [Key]) -> Result<Checked<'t>, Vec<Mistake>> {
    let mut checker = Checker { lines: LineIndex::new(text.as_bytes()), found: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let sentence = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        checker.complain(&error.span().unwrap_or(0..0), sentence.trim_end_matches('.').to_owned());
    }
    if errors.is_empty() {
        checker.table(table.get_ref(), &(0..0), keys, "");
    }
    match checker.found.is_empty() {
        true => Ok(Checked { table }),
        false => {
            checker.found.sort();
            checker.found.dedup();
            Err(checker.found)
        }
    }
}

/// The word of `known` that `word` was most likely meant to be: the first of those that are equally near, none if none is
/// near enough to be worth a guess.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let near = |candidate: &'k str| {
        let steps = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        (steps * FARTHEST.1 <= candidate.chars().count() * FARTHEST.0).then_some((steps, candidate))
    };
    known.into_iter().filter_map(near).min_by_key(|(steps, _)| *steps).map(|(_, candidate)| candidate)
}

struct Checker {
    lines: LineIndex,
    found: Vec<Mistake>,
}

impl Checker {
    fn complain(&mut self, at: &Range<usize>, text: String) {
        let place = self.lines.line_col(u32::try_from(at.start).unwrap_or(u32::MAX));
        self.found.push(Mistake { line: place.line, column: place.column, text });
    }

    fn table(&mut self, table: &DeTable<'_>, at: &Range<usize>, keys: &'static [Key], path: &str) {
        for (name, value) in table {
            match keys.iter().find(|key| key.name == name.get_ref().as_ref()) {
                Some(key) => self.value(value, &key.shape, &join(path, key.name)),
                None => {
                    let within = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
                    let hint = hint(name.get_ref(), keys.iter().map(|key| key.name), "the keys here are");
                    self.complain(&name.span(), format!("unknown key `{}`{within}{hint}", shortened(name.get_ref())));
                }
            }
        }
        for key in keys.iter().filter(|key| key.required && !table.iter().any(|(name, _)| name.get_ref() == key.name)) {
            self.complain(at, format!("`{}` is missing; it is required, such as `{} = {}`", join(path, key.name), key.name, key.example));
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, shape: &'static Shape, path: &str) {
        let at = value.span();
        match (shape, value.get_ref()) {
            (Shape::Bool, DeValue::Boolean(_)) => {}
            (Shape::Integer(least, most), DeValue::Integer(number)) => {
                let read = i64::from_str_radix(number.as_str(), number.radix());
                if !read.is_ok_and(|number| (*least..=*most).contains(&number)) {
                    let range = if least == most { format!("{least}") } else { format!("a whole number from {least} to {most}") };
                    self.complain(&at, format!("`{path}` is {range}, not {}", shortened(number.as_str())));
                }
            }
            (Shape::Text(form), DeValue::String(text)) => {
                if let Err(reason) = (form.check)(text) {
                    self.complain(&at, format!("`{path}` is {}: {reason}", form.what));
                }
            }
            (Shape::Word(words), DeValue::String(word)) => self.word(word, &at, words, path),
            (Shape::Some(of), DeValue::Array(values)) => {
                if values.is_empty() {
                    self.complain(&at, format!("`{path}` is empty"));
                }
                values.iter().for_each(|value| self.value(value, of, path));
            }
            (Shape::Some(of), _) => self.value(value, of, path),
            (Shape::List(least, of), DeValue::Array(values)) => {
                if values.len() < *least {
                    self.complain(&at, format!("`{path}` is empty"));
                }
                values.iter().for_each(|value| self.value(value, of, path));
            }
            (Shape::Table(keys), DeValue::Table(table)) => self.table(table, &at, keys, path),
            (Shape::Tables(keys), DeValue::Array(values)) => {
                for value in values.iter() {
                    match value.get_ref() {
                        DeValue::Table(table) => {
                            self.table(table, &value.span(), keys, path);
                            self.says_something(table, &value.span(), keys, path);
                        }
                        _ => self.complain(&value.span(), format!("`{path}` is a list of tables, each under `[[{path}]]`")),
                    }
                }
            }
            (Shape::ByWord(words, of), DeValue::Table(table)) => {
                for (name, value) in table {
                    self.word(name.get_ref(), &name.span(), words, path);
                    self.value(value, of, &join(path, name.get_ref()));
                }
            }
            (shape, value) => self.complain(&at, format!("`{path}` is {}, not {}", shape.in_words(path), kind(value))),
        }
    }

    /// A table that only names what it is about is a line that was forgotten.
    fn says_something(&mut self, table: &DeTable<'_>, at: &Range<usize>, keys: &'static [Key], path: &str) {
        let optional: Vec<String> = keys.iter().filter(|key| !key.required).map(|key| format!("`{}`", key.name)).collect();
        let names = |name: &str| NAMING.contains(&name) && keys.iter().any(|key| key.required && key.name == name);
        let is_there = |key: &Key| !key.required || table.iter().any(|(name, _)| name.get_ref() == key.name);
        if !optional.is_empty() && !table.is_empty() && keys.iter().all(is_there) && table.iter().all(|(name, _)| names(name.get_ref())) {
            let named: Vec<String> = table.iter().map(|(name, _)| format!("`{}`", name.get_ref())).collect();
            self.complain(at, format!("`{path}` says nothing but {}; it takes one of {}", named.join(", "), optional.join(", ")));
        }
    }

    fn word(&mut self, word: &str, at: &Range<usize>, words: &Words, path: &str) {
        let known = (words.list)();
        if !known.contains(&word) {
            let hint = hint(word, known.iter().copied(), "there are");
            self.complain(at, format!("`{}` in `{path}` is not {}{hint}", shortened(word), words.what));
        }
    }
}

impl Shape {
    /// What may stand here, with an article.
    fn in_words(&self, path: &str) -> String {
        match self {
            Shape::Bool => "true or false".to_owned(),
            Shape::Integer(..) => "a whole number".to_owned(),
            Shape::Text(form) => format!("{}, in quotes", form.what),
            Shape::Word(words) => format!("{}, in quotes", words.what),
            Shape::Some(of) => format!("{} or a list of such", of.in_words(path)),
            Shape::List(..) => "a list in brackets".to_owned(),
            Shape::Table(_) | Shape::ByWord(..) => format!("a table under `[{path}]`"),
            Shape::Tables(_) => format!("a list of tables, each under `[[{path}]]`"),
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What may have been meant, or what there is.
fn hint<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone, otherwise: &str) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => {
            let all: Vec<String> = known.map(|word| format!("`{word}`")).collect();
            let mut text = format!("; {otherwise} {}", all[..all.len().min(MOST_LISTED)].join(", "));
            if all.len() > MOST_LISTED {
                let _ = write!(text, " and {} more", all.len() - MOST_LISTED);
            }
            text
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{}", shortened(name)) }
}

fn shortened(word: &str) -> String {
    if word.chars().count() <= LONGEST { word.to_owned() } else { word.chars().take(LONGEST).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn key(name: &'static str, shape: Shape) -> Key {
        Key { name, about: "", shape, required: false, default: "", example: "1" }
    }

    fn colours() -> Vec<&'static str> {
        vec!["crimson", "green"]
    }

    fn short(text: &str) -> Result<(), String> {
        if text.len() < 4 { Ok(()) } else { Err("it is long".to_owned()) }
    }

    const COLOUR: Shape = Shape::Word(Words { what: "a colour", list: colours });
    static BOOL: Shape = Shape::Bool;
    static COLOUR_SHAPE: Shape = COLOUR;
    static INNER: [Key; 2] = [key("deep", Shape::Bool), Key { required: true, ..key("match", Shape::Integer(1, 9)) }];
    static KEYS: [Key; 7] = [
        key("flag", Shape::Bool),
        key("some", Shape::Some(&COLOUR_SHAPE)),
        key("colour", COLOUR),
        key("text", Shape::Text(Form { what: "a short text", pattern: "", check: short })),
        key("by", Shape::ByWord(Words { what: "a colour", list: colours }, &BOOL)),
        key("list", Shape::List(1, &COLOUR)),
        key("row", Shape::Tables(&INNER)),
    ];

    fn mistakes(text: &str) -> Vec<String> {
        let found = check(text, &KEYS).err().unwrap_or_default();
        found.into_iter().map(|Mistake { line, column, text }| format!("{line}:{column}: {text}")).collect()
    }

    #[test]
    fn what_is_right_passes() {
        let text = "flag = true\ncolour = \"green\"\nlist = [\"crimson\"]\nby.green = false\ntext = \"abc\"\n[[row]]\nmatch = 9\ndeep = true\n";
        assert_eq!(mistakes(text), [] as [&str; 0]);
        assert_eq!(mistakes(""), [] as [&str; 0]);
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let text = "flagg = 1\ncolour = \"gren\"\ntext = \"long text\"\nby = { green = 1, blue = true }\nlist = [\"x\", 3]\nzzz = 1\n[[row]]\nmatch = 10\ndeep = true\n\
                    [[row]]\ndepp = true\n";
        let expected = [
            "1:1: unknown key `flagg`; did you mean `flag`?",
            "2:10: `gren` in `colour` is not a colour; did you mean `green`?",
            "3:8: `text` is a short text: it is long",
            "4:16: `by.green` is true or false, not a number",
            "4:19: `blue` in `by` is not a colour; there are `crimson`, `green`",
            "5:9: `x` in `list` is not a colour; there are `crimson`, `green`",
            "5:14: `list` is a colour, in quotes, not a number",
            "6:1: unknown key `zzz`; the keys here are `flag`, `some`, `colour`, `text`, `by`, `list`, `row`",
            "8:9: `row.match` is a whole number from 1 to 9, not 10",
            "10:1: `row.match` is missing; it is required, such as `match = 1`",
            "11:1: unknown key `depp` in `row`; did you mean `deep`?",
        ];
        assert_eq!(mistakes(text), expected);
    }

    #[test]
    fn one_or_several_may_stand_there() {
        assert_eq!(mistakes("some = \"green\"\n"), [] as [&str; 0]);
        assert_eq!(mistakes("some = [\"green\", \"crimson\"]\n"), [] as [&str; 0]);
        assert_eq!(mistakes("some = []\n"), ["1:8: `some` is empty"]);
        assert_eq!(mistakes("some = 1\n"), ["1:8: `some` is a colour, in quotes, not a number"]);
        assert_eq!(mistakes("some = [\"gren\"]\n"), ["1:9: `gren` in `some` is not a colour; did you mean `green`?"]);
    }

    #[test]
    fn what_says_nothing_is_a_mistake() {
        assert_eq!(mistakes("list = []\n"), ["1:8: `list` is empty"]);
        assert_eq!(mistakes("[[row]]\nmatch = 1\n"), ["1:1: `row` says nothing but `match`; it takes one of `deep`"]);
    }

    #[test]
    fn tables_are_told_from_lists_of_tables() {
        assert_eq!(mistakes("[row]\nmatch = 1\n"), ["1:1: `row` is a list of tables, each under `[[row]]`, not a table"]);
        assert_eq!(mistakes("row = [1]\n"), ["1:8: `row` is a list of tables, each under `[[row]]`"]);
        assert_eq!(mistakes("[[by]]\n"), ["1:1: `by` is a table under `[by]`, not a list"]);
    }

    #[test]
    fn what_is_no_toml_is_told_with_all_its_mistakes() {
        let found = mistakes("flag = maybe\ncolour = \"green\nflag = true\nlist = [\n");
        assert!(found.len() >= 3 && found[0].starts_with("1:8: ") && found[1].starts_with("2:"), "{found:?}");
        assert!(!mistakes("flag = true\nflag = true\n").is_empty());
    }

    #[test]
    fn hostile_texts_end_quickly() {
        for text in ["[".repeat(100_000), format!("a = {}", "[".repeat(100_000)), format!("a = {}", "{b=".repeat(100_000)), "a.".repeat(100_000)] {
            assert!(!mistakes(&text).is_empty());
        }
        assert!(!mistakes("\u{0} = 1\n").is_empty() && !mistakes("flag = 99999999999999999999999\n").is_empty());
        assert!(mistakes(&format!("{} = 1", "k".repeat(100_000)))[0].len() < 300);
    }

    #[test]
    fn a_slip_is_guessed_and_anything_else_is_not() {
        let known = ["concurrent-map-writes", "unused-ignore", "any"];
        assert_eq!(nearest("concurent-map-write", known), Some("concurrent-map-writes"));
        assert_eq!(nearest("Unused-Ignores", known), Some("unused-ignore"));
        assert_eq!(nearest("ayn", known), Some("any"));
        assert_eq!(nearest("tset", ["tests", "tags"]), Some("tests"));
        assert_eq!(nearest("errcheck", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"concurrent-map-writes".repeat(10), known), None);
    }
}
