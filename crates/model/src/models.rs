//! The vocabulary of library models, and models of one's own beside those that are built in.

use crate::library::{Library, Rank, parse_name, result_type};
use crate::user_rows::{Rows, Standard};
use crate::vocabulary::{Form, Key, Mistake, Shape, Words, check};
use std::collections::BTreeMap;

/// A function's arguments are counted from 0 up to this.
const LAST_ARGUMENT: i64 = 255;

/// The keys of a file of library models.
pub static MODEL_KEYS: [Key; 4] = [
    Key {
        name: "func",
        about: "What a function or method does.",
        shape: Shape::Tables(&FUNC),
        required: false,
        default: "[]",
        example: "[{ name = \"example.com/jobs.Run\", spawn = 0 }]",
    },
    Key {
        name: "type",
        about: "What a type stands for, where its declaration is not at hand.",
        shape: Shape::Tables(&TYPE),
        required: false,
        default: "[]",
        example: "[{ name = \"net/http.Header\", map_of = \"[]string\" }]",
    },
    Key {
        name: "entry",
        about: "Functions that a server or framework runs at the same time as others, known by the types of their parameters.",
        shape: Shape::Tables(&ENTRY),
        required: false,
        default: "[]",
        example: "[{ params = [\"*example.com/web.Context\"] }]",
    },
    Key {
        name: "field",
        about: "A field of a struct of a library: the function that is stored there runs on goroutines of its own.",
        shape: Shape::Tables(&FIELD),
        required: false,
        default: "[]",
        example: "[{ name = \"net/http.Server.ConnState\", runs = \"overlapping\" }]",
    },
];

const SYMBOL: Shape = Shape::Text(Form {
    what: "a function such as `time.AfterFunc` or `(*sync.Mutex).Lock`, with its whole import path",
    pattern: r"^(\(\*?[^()\s]+\.[^()\s.]+\)|[^()\s]+)\.[^()\s.]*\*?$",
    check: symbol,
});
static TYPE_PATH: Shape = Shape::Text(Form {
    what: "a type such as `*net/http.Request`, with its whole import path",
    pattern: r"^(\[\]|chan )?(_|any|byte|string|bool|int|\*?[^()*\s]+\.[^()*\s.]+)$",
    check: type_path,
});
const MODE: Words = Words { what: "a mode of a lock", list: || vec!["read", "write"] };
static WORD: Shape = Shape::Word(Words {
    what: "a word for what a function does",
    list: || vec!["signal", "join", "wait", "no-return", "fresh", "load", "inert", "serves", "starts"],
});

/// A key that need not be there and has no default.
const fn optional(name: &'static str, about: &'static str, shape: Shape, example: &'static str) -> Key {
    Key { name, about, shape, required: false, default: "", example }
}

const fn argument(name: &'static str, about: &'static str) -> Key {
    optional(name, about, ARGUMENT, "0")
}

const fn arguments(name: &'static str, about: &'static str) -> Key {
    optional(name, about, Shape::Some(&ONE_ARGUMENT), "[0, 1]")
}

const fn flag(name: &'static str, about: &'static str) -> Key {
    optional(name, about, Shape::Bool, "true")
}

const ARGUMENT: Shape = Shape::Integer(0, LAST_ARGUMENT);
static ONE_ARGUMENT: Shape = ARGUMENT;
const RUNS: Shape = Shape::Word(Words { what: "a word for how often it runs", list: || vec!["once", "serial", "overlapping"] });
const RUNS_ABOUT: &str = "How often it runs: `once` a call, again and again one after the other (`serial`), or several at a time (`overlapping`).";
const THROUGH: Shape = Shape::Word(Words {
    what: "a word for how it goes through values",
    list: || vec!["itself", "print", "log", "json", "yaml", "toml", "msgpack", "gob"],
});
const THROUGH_ABOUT: &str = "How it goes through `read_map` and `write_map` to the maps in fields: as `%v` does (`print`), as loggers do (`log`), or \
                             as an encoder of `json`, `yaml`, `toml`, `msgpack` or `gob`.";
const KNOWN: Shape = Shape::Word(Words { what: "a word for how this is known", list: || vec!["read", "memory"] });
const SEEN: Key = optional(
    "seen",
    "Where that was read: the version, file and line, and what is done there.",
    SEEN_TEXT,
    "\"v1.2.0 jobs.go:10: one goroutine a call\"",
);
const SEEN_TEXT: Shape = Shape::Text(Form {
    what: "where something was read",
    pattern: r"\S",
    check: |text| if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(()) },
});
const KNOWN_ABOUT: &str = "Whether this was `read` in the source or the documentation, or is told from `memory`, which makes findings less sure.";

const fn mode(name: &'static str, about: &'static str) -> Key {
    optional(name, about, Shape::Word(MODE), "\"write\"")
}

static FUNC: [Key; 28] = [
    Key { required: true, ..optional("name", "The function or method.", SYMBOL, "\"(*example.com/sem.Lock).Take\"") },
    mode("acquire", "It takes the lock that is its receiver."),
    mode("try_acquire", "It takes the lock that is its receiver if that is free, and says whether it did."),
    mode("release", "It gives back the lock that is its receiver."),
    arguments("spawn", "It runs these arguments, counted from 0, on goroutines of their own."),
    argument("spawn_from", "As `spawn`, for this argument and all after it."),
    arguments("serve", "It runs the methods of these arguments on goroutines of their own."),
    argument("serve_from", "As `serve`, for this argument and all after it."),
    optional("runs", RUNS_ABOUT, RUNS, "\"serial\""),
    optional("methods", "The methods that it runs of an argument that it serves; otherwise all exported ones.", Shape::List(1, &NAME), "[\"Run\"]"),
    flag("in_turn", "No two methods of an argument that it serves run at the same time."),
    optional("alone", "Methods of an argument that it serves which run while no other of them does.", Shape::List(1, &NAME), "[\"Setup\"]"),
    flag("waits", "The call returns when all runs are over."),
    flag("later", "Nothing runs before something is started, such as a server."),
    flag("joined", "The receiver is a group that is signalled when a run is over."),
    optional("known", KNOWN_ABOUT, KNOWN, "\"memory\""),
    SEEN,
    argument("run_in_place", "It runs this argument before it returns, any number of times."),
    argument("run_once", "It runs this argument at most once for its receiver, and every call returns after that run."),
    argument("limit", "The group that is its receiver runs no more goroutines at a time than this argument says."),
    argument("store", "Its receiver holds this argument from then on, and gives it to whoever calls a function that is a `load`."),
    arguments("read_map", "It reads the whole maps that are these arguments."),
    argument("read_map_from", "As `read_map`, for this argument and all after it."),
    arguments("write_map", "It writes the maps that are these arguments."),
    optional("through", THROUGH_ABOUT, THROUGH, "\"json\""),
    mode("receiver", "The receiver is a map, which it reads or writes."),
    optional(
        "is",
        "What else it is: `signal`, `join`, `wait`, `no-return`, `fresh`, `load`, `inert`, `serves` or `starts`.",
        Shape::List(1, &WORD),
        "[\"join\"]",
    ),
    optional("returns", "The types of its results; `_` where nobody needs to know.", Shape::List(1, &TYPE_PATH), "[\"*sync.Mutex\"]"),
];

static TYPE: [Key; 3] = [
    Key { required: true, ..optional("name", "The type.", TYPE_NAME, "\"net/url.Values\"") },
    Key {
        required: true,
        ..optional("map_of", "It is a map from strings to this: `[]string`, or a basic type such as `string`.", MAP_OF, "\"[]string\"")
    },
    SEEN,
];
const TYPE_NAME: Shape = Shape::Text(Form {
    what: "a type such as `net/http.Header`, with its whole import path",
    pattern: r"^[^()*\s]+\.[^()*\s.]+$",
    check: |text| if text.starts_with('*') { Err("it is written without `*`".to_owned()) } else { type_path(text) },
});
const MAP_OF: Shape = Shape::Word(Words {
    what: "a type of a map's values",
    list: || {
        let basic = ["string", "bool", "int", "int32", "int64", "uint", "uint32", "uint64", "float64", "byte", "error", "any"];
        std::iter::once("[]string").chain(basic).collect()
    },
});

static ENTRY: [Key; 3] = [
    Key { required: true, ..optional("params", PARAMS_ABOUT, Shape::List(1, &TYPE_PATH), "[\"*example.com/web.Context\"]") },
    optional("method", "The name of the method, where the types alone do not tell.", NAME, "\"ServeHTTP\""),
    SEEN,
];
const PARAMS_ABOUT: &str = "The types of all parameters, in order; `any` for the empty interface.";
const NAME: Shape = Shape::Text(Form { what: "a name", pattern: r"^[\p{L}_][\p{L}\p{N}_]*$", check: is_name });

static FIELD: [Key; 5] = [
    Key { required: true, ..optional("name", "The field, after the path and the name of the type.", FIELD_PATH, "\"net/http.Server.ConnState\"") },
    Key { required: true, ..optional("runs", RUNS_ABOUT, RUNS, "\"overlapping\"") },
    flag("in_turn", "It never runs at the same time as the functions in other such fields of the same object."),
    optional("known", KNOWN_ABOUT, KNOWN, "\"memory\""),
    SEEN,
];
const FIELD_PATH: Shape = Shape::Text(Form {
    what: "a field such as `net/http.Server.ConnState`, with its whole import path",
    pattern: r"^[^()*\s]+\.[^()*\s.]+\.[^()*\s.]+$",
    check: |text| {
        let (ty, field) = text.rsplit_once('.').ok_or("it has no type")?;
        type_path(ty).and_then(|()| is_name(field))
    },
});

fn symbol(text: &str) -> Result<(), String> {
    let func = parse_name(text).ok_or("it has no package")?;
    if let Some(receiver) = func.receiver {
        is_name(&receiver)?;
    } else if let Some((package, ty)) = func.package.rsplit('/').next().and_then(|last| last.rsplit_once('.'))
        && ty.starts_with(|first: char| first.is_uppercase())
    {
        return Err(format!(
            "a method is written `(*{}{package}.{ty}).{}`",
            &func.package[..func.package.rfind('/').map_or(0, |at| at + 1)],
            func.name
        ));
    }
    is_path(&func.package).and_then(|()| match func.name.strip_suffix('*') {
        Some("") => Ok(()),
        Some(start) => is_name(start),
        None => is_name(&func.name),
    })
}

fn type_path(text: &str) -> Result<(), String> {
    let text = text.strip_prefix("[]").or_else(|| text.strip_prefix("chan ")).unwrap_or(text);
    if matches!(text, "_" | "any" | "byte" | "string" | "bool" | "int") {
        return Ok(());
    }
    result_type(text).ok_or("it has no package")?;
    let plain = text.strip_prefix('*').unwrap_or(text);
    let (package, name) = plain.rsplit_once('.').ok_or("it has no package")?;
    is_path(package).and_then(|()| is_name(name))
}

fn is_path(text: &str) -> Result<(), String> {
    let is_part = |letter: char| letter.is_alphanumeric() || "/.-_~+!".contains(letter);
    if !text.is_empty() && text.chars().all(is_part) { Ok(()) } else { Err(format!("`{text}` is no import path")) }
}

fn is_name(text: &str) -> Result<(), String> {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
    let is_name = text.starts_with(is_letter) && text.chars().all(|letter| is_letter(letter) || letter.is_numeric());
    if is_name { Ok(()) } else { Err(format!("`{text}` is no name")) }
}

impl Library {
    /// The built-in models and those of `files`, each a name and its text. A row takes the place of a built-in one of the
    /// same name.
    ///
    /// Names of packages that `standard` knows are held against it: those of Go's own library are known whole.
    ///
    /// # Errors
    ///
    /// All mistakes of all files, each with the number of its file.
    pub fn extended(files: &[(String, String)], standard: Standard<'_>) -> Result<Library, Vec<(usize, Mistake)>> {
        let mut library = Library::built_in().clone();
        let mut named: BTreeMap<String, (usize, u32)> = BTreeMap::new();
        let mut mistakes = Vec::new();
        for (number, (name, text)) in files.iter().enumerate() {
            match check(text, &MODEL_KEYS) {
                Ok(checked) => {
                    let rows = Rows { number, files, text, standard };
                    rows.check(checked.table.get_ref(), &mut named, &mut mistakes);
                    if let Err(text) = library.add(name, text, Rank::User) {
                        mistakes.push((number, Mistake { line: 1, column: 1, text }));
                    }
                }
                Err(found) => mistakes.extend(found.into_iter().map(|mistake| (number, mistake))),
            }
        }
        library.settle();
        if mistakes.is_empty() { Ok(library) } else { Err(mistakes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::LockMode;
    use crate::library::Effect;

    fn extended(texts: &[&str]) -> Result<Library, Vec<String>> {
        let files: Vec<(String, String)> = texts.iter().enumerate().map(|(at, text)| (format!("{at}.toml"), (*text).to_owned())).collect();
        let spell = |(file, mistake): (usize, Mistake)| format!("{file}:{}:{}: {}", mistake.line, mistake.column, mistake.text);
        Library::extended(&files, &|_| None).map_err(|mistakes| mistakes.into_iter().map(spell).collect())
    }

    #[test]
    fn rows_of_ones_own_are_added_and_take_the_place_of_others() {
        let text = "[[func]]\nname = \"(*a.b/c.L).Take\"\nacquire = \"write\"\n[[func]]\nname = \"time.AfterFunc\"\nis = [\"inert\"]\n\
                    [[entry]]\nparams = [\"*a.b/c.Context\"]\n";
        let library = extended(&[text]).expect("the models are right");
        let effects = |name| library.effects(parse_name(name).expect("a symbol path"));
        assert_eq!(effects("(*a.b/c.L).Take"), [Effect::Acquire(LockMode::Write)]);
        assert_eq!(effects("time.AfterFunc"), [Effect::Inert]);
        assert_eq!(effects("(*sync.Mutex).Lock"), [Effect::Acquire(LockMode::Write)]);
        assert!(library.is_entry(None, &[result_type("*a.b/c.Context").expect("a type path")]));
        assert!(!Library::built_in().is_entry(None, &[result_type("*a.b/c.Context").expect("a type path")]));
    }

    #[test]
    fn mistakes_have_file_line_and_the_nearest_word() {
        let first = "[[func]]\nname = \"a.B\"\nis = [\"singal\"]\n[[func]]\nname = \"a.C\"\nspwan = 1\n";
        let second = "[[func]]\nname = \"sync.Mutex.Lock\"\nacquire = \"wirte\"\n[[type]]\nname = \"*a.B\"\n[[funk]]\n";
        let expected = [
            "0:3:7: `singal` in `func.is` is not a word for what a function does; did you mean `signal`?",
            "0:6:1: unknown key `spwan` in `func`; did you mean `spawn`?",
            "1:2:8: `func.name` is a function such as `time.AfterFunc` or `(*sync.Mutex).Lock`, with its whole import path: \
             a method is written `(*sync.Mutex).Lock`",
            "1:3:11: `wirte` in `func.acquire` is not a mode of a lock; did you mean `write`?",
            "1:4:1: `type.map_of` is missing; it is required, such as `map_of = \"[]string\"`",
            "1:5:8: `type.name` is a type such as `net/http.Header`, with its whole import path: it is written without `*`",
            "1:6:3: unknown key `funk`; did you mean `func`?",
        ];
        assert_eq!(extended(&[first, second]).expect_err("there are mistakes"), expected);
    }

    #[test]
    fn a_row_is_there_once_and_says_something() {
        let first = "[[func]]\nname = \"a.B\"\nspawn = 0\n";
        let second = "[[func]]\nname = \"a.B\"\nspawn = 1\n";
        assert_eq!(extended(&[first, second]).expect_err("there are mistakes"), ["1:2:8: `a.B` is there already, in line 2 of 0.toml"]);
        let third = "[[func]]\nname = \"a.C\"\n[[entry]]\nparams = []\n";
        let expected = [
            "0:1:1: `func` says nothing but `name`; it takes one of `acquire`, `try_acquire`, `release`, `spawn`, `spawn_from`, \
             `serve`, `serve_from`, `runs`, `methods`, `in_turn`, `alone`, `waits`, `later`, `joined`, `known`, `seen`, `run_in_place`, `run_once`, `limit`, `store`, `read_map`, `read_map_from`, `write_map`, `through`, `receiver`, `is`, \
             `returns`",
            "0:4:10: `entry.params` is empty",
        ];
        assert_eq!(extended(&[third]).expect_err("there are mistakes"), expected);
    }

    /// The table of keys and the reader say the same: every example is read, and the reader has no other key.
    #[test]
    fn the_keys_are_those_that_are_read() {
        for table in &MODEL_KEYS {
            let Shape::Tables(keys) = &table.shape else { panic!("models are lists of tables") };
            let required = |key: &&Key| key.required;
            let base: Vec<String> = keys.iter().filter(required).map(|key| format!("{} = {}\n", key.name, key.example)).collect();
            for key in keys.iter().filter(|key| !key.required) {
                // Some say how and not what.
                let what = match key.name {
                    "runs" | "waits" | "later" | "joined" | "known" | "seen" if table.name == "func" => "spawn = 1\n",
                    "methods" | "in_turn" | "alone" if table.name == "func" => "serve = 1\n",
                    "through" => "read_map = 1\n",
                    _ => "",
                };
                let text = format!("[[{}]]\n{}{what}{} = {}\n", table.name, base.concat(), key.name, key.example);
                extended(&[&text]).expect("an example is right");
            }
            extended(&[&format!("{} = {}\n", table.name, table.example)]).expect("an example is right");
            let unknown = Library::default()
                .add("x", &format!("[[{}]]\n{}no_such_key = 1\n", table.name, base.concat()), Rank::User)
                .expect_err("there is no such key");
            let listed: Vec<&str> = unknown.split("expected").nth(1).expect("serde lists the keys").split('`').skip(1).step_by(2).collect();
            let mut names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let mut listed = listed;
            names.sort_unstable();
            listed.sort_unstable();
            assert_eq!(listed, names, "{}", table.name);
        }
    }

    /// What is built in would pass as a file of a user, so its spelling is checked as strictly.
    #[test]
    fn built_in_models_are_written_as_users_write_theirs() {
        for (file, text) in crate::library::FILES {
            assert_eq!(check(text, &MODEL_KEYS).err(), None, "{file}");
        }
    }
}
