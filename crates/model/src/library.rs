//! Library models: what functions of packages that are not analysed do, as data with a closed list of effects.

use crate::body::LockMode;
use crate::ty::{FuncRef, Name, Ty, TypeName};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// What a modelled function does. `Recv` is the receiver.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Takes the receiver's lock.
    Acquire(LockMode),
    /// Takes the receiver's lock if it is free and says whether it did.
    TryAcquire(LockMode),
    /// Gives the receiver's lock back.
    Release(LockMode),
    /// Runs the nth argument on a new goroutine, which signals the receiver when it is over.
    SpawnJoined(u8),
    /// Runs the nth argument on a new goroutine, now or later.
    Spawn(u8),
    /// Runs the nth argument before it returns, any number of times.
    RunInPlace(u8),
    /// Runs the nth argument at most once for the receiver; every call returns after that run.
    RunOnce(u8),
    /// Everything before this is visible after a wait on the receiver.
    Signal,
    /// Comes after every signal of the receiver: the counter has reached zero, the group is over.
    Join,
    /// May come after a signal of the receiver.
    Wait,
    /// Reads the whole map in the nth argument.
    ReadMap(u8),
    /// Writes the map in the nth argument.
    WriteMap(u8),
    /// Does not return.
    NoReturn,
    /// The result is a value that nobody else holds.
    Fresh,
    /// Stops, restarts or closes the receiver: what it runs may be over, or may begin.
    Touch,
    /// Blocks or yields without ordering anything.
    Inert,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    func: Vec<FuncRow>,
    #[serde(default)]
    r#type: Vec<TypeRow>,
    #[serde(default)]
    entry: Vec<EntryRow>,
}

/// Functions that a server runs for each request, at the same time as others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRow {
    /// The types of the parameters, as `*import/path.Name`; `any` for the empty interface.
    params: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FuncRow {
    name: String,
    #[serde(default)]
    acquire: Option<Mode>,
    #[serde(default)]
    try_acquire: Option<Mode>,
    #[serde(default)]
    release: Option<Mode>,
    #[serde(default)]
    spawn_joined: Option<u8>,
    #[serde(default)]
    spawn: Option<u8>,
    #[serde(default)]
    run_in_place: Option<u8>,
    #[serde(default)]
    run_once: Option<u8>,
    #[serde(default)]
    read_map: Option<u8>,
    #[serde(default)]
    write_map: Option<u8>,
    #[serde(default)]
    is: Vec<Word>,
    /// The types of the results, as `*import/path.Name`; `_` where nobody needs to know.
    #[serde(default)]
    returns: Vec<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    Read,
    Write,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Signal,
    Join,
    Wait,
    NoReturn,
    Fresh,
    Inert,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeRow {
    name: String,
    /// The type of the map's values, when the type is a map with string keys: `string`, `[]string`.
    map_of: Option<String>,
}

/// All models.
#[derive(Clone, Default, Debug)]
pub struct Library {
    funcs: FxHashMap<FuncRef, Vec<Effect>>,
    results: FxHashMap<FuncRef, Vec<Ty>>,
    types: FxHashMap<TypeName, Ty>,
    entries: FxHashSet<Vec<Ty>>,
}

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    let mut library = Library::default();
    for (file, text) in FILES {
        library.add(file, text).expect("embedded models are valid; a test reads them");
    }
    library
});

pub(crate) const FILES: &[(&str, &str)] = &[
    ("handlers.toml", include_str!("../models/handlers.toml")),
    ("errgroup.toml", include_str!("../models/errgroup.toml")),
    ("maps.toml", include_str!("../models/maps.toml")),
    ("net_http.toml", include_str!("../models/net_http.toml")),
    ("sync.toml", include_str!("../models/sync.toml")),
    ("semaphore.toml", include_str!("../models/semaphore.toml")),
    ("std.toml", include_str!("../models/std.toml")),
    ("testing.toml", include_str!("../models/testing.toml")),
];

impl Library {
    /// The models that are built in.
    pub fn built_in() -> &'static Library {
        &BUILT_IN
    }

    /// The effects of a function; none when it is not modelled.
    pub fn effects(&self, func: FuncRef) -> &[Effect] {
        self.funcs.get(&func).map_or(&[], Vec::as_slice)
    }

    /// The types that a function returns; none when they are not modelled.
    pub fn results(&self, func: FuncRef) -> Option<&[Ty]> {
        self.results.get(&func).map(Vec::as_slice)
    }

    /// Whether the parameters of a function mark it as one that a server runs for each request, at the same time as
    /// others.
    pub fn is_entry(&self, params: &[Ty]) -> bool {
        !params.is_empty() && self.entries.contains(params)
    }

    /// What a library type stands for, when that is modelled.
    pub fn underlying(&self, name: TypeName) -> Option<&Ty> {
        self.types.get(&name)
    }

    /// Takes in the rows of a file. A row takes the place of an earlier one of the same name.
    pub(crate) fn add(&mut self, file: &str, text: &str) -> Result<(), String> {
        let parsed: File = toml::from_str(text).map_err(|err| format!("{file}: {err}"))?;
        for row in parsed.func {
            let func = parse_name(&row.name).ok_or_else(|| format!("{file}: `{}` is no symbol path", row.name))?;
            self.funcs.insert(func, effects_of(&row));
            let results: Option<Vec<Ty>> = row.returns.iter().map(|text| result_type(text)).collect();
            let results = results.ok_or_else(|| format!("{file}: `{}` returns no type path", row.name))?;
            if !results.is_empty() {
                self.results.insert(func, results);
            }
        }
        for row in parsed.entry {
            let params: Option<Vec<Ty>> = row.params.iter().map(|text| result_type(text)).collect();
            self.entries.insert(params.ok_or_else(|| format!("{file}: `{}` are no type paths", row.params.join(", ")))?);
        }
        for row in parsed.r#type {
            let name = parse_name(&row.name).ok_or_else(|| format!("{file}: `{}` is no symbol path", row.name))?;
            let value = match row.map_of.as_deref() {
                Some("[]string") => Ty::Slice(std::sync::Arc::new(Ty::basic("string"))),
                Some(other) => Ty::basic(other),
                None => return Err(format!("{file}: `{}` says nothing", row.name)),
            };
            self.types.insert(TypeName { package: name.package, name: name.name }, Ty::map(Ty::basic("string"), value));
        }
        Ok(())
    }
}

fn effects_of(row: &FuncRow) -> Vec<Effect> {
    let mode = |mode: Mode| match mode {
        Mode::Read => LockMode::Read,
        Mode::Write => LockMode::Write,
    };
    let mut found = Vec::new();
    found.extend(row.acquire.map(|m| Effect::Acquire(mode(m))));
    found.extend(row.try_acquire.map(|m| Effect::TryAcquire(mode(m))));
    found.extend(row.release.map(|m| Effect::Release(mode(m))));
    found.extend(row.spawn_joined.map(Effect::SpawnJoined));
    found.extend(row.spawn.map(Effect::Spawn));
    found.extend(row.run_in_place.map(Effect::RunInPlace));
    found.extend(row.run_once.map(Effect::RunOnce));
    found.extend(row.read_map.map(Effect::ReadMap));
    found.extend(row.write_map.map(Effect::WriteMap));
    found.extend(row.is.iter().map(|word| match word {
        Word::Signal => Effect::Signal,
        Word::Join => Effect::Join,
        Word::Wait => Effect::Wait,
        Word::NoReturn => Effect::NoReturn,
        Word::Fresh => Effect::Fresh,
        Word::Inert => Effect::Inert,
    }));
    found
}

/// Reads `*sync.Mutex`, `context.Context` or `_`.
pub(crate) fn result_type(text: &str) -> Option<Ty> {
    match text {
        "_" => return Some(Ty::Unknown),
        "any" => return Some(Ty::Interface(std::sync::Arc::default())),
        _ => {}
    }
    let (package, name) = text.trim_start_matches('*').rsplit_once('.')?;
    let named = Ty::named(TypeName { package: Name::from(package), name: Name::from(name) });
    Some(if text.starts_with('*') { Ty::Pointer(std::sync::Arc::new(named)) } else { named })
}

/// Reads `(*sync.Mutex).Lock`, `(sync.Locker).Lock` or `maps.Copy` with full import paths.
pub fn parse_name(text: &str) -> Option<FuncRef> {
    if let Some(rest) = text.strip_prefix('(') {
        let (receiver, method) = rest.split_once(").")?;
        let (package, ty) = receiver.trim_start_matches('*').rsplit_once('.')?;
        return Some(FuncRef { package: Name::from(package), receiver: Some(Name::from(ty)), name: Name::from(method) });
    }
    let (package, name) = text.rsplit_once('.')?;
    Some(FuncRef { package: Name::from(package), receiver: None, name: Name::from(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_models_are_valid() {
        let mut library = Library::default();
        for (file, text) in FILES {
            assert_eq!(library.add(file, text), Ok(()));
        }
        let lock = parse_name("(*sync.RWMutex).RLock").expect("a symbol path");
        assert_eq!(library.effects(lock), [Effect::Acquire(LockMode::Read)]);
    }

    #[test]
    fn a_wrong_word_is_an_error_that_names_the_file() {
        let err = Library::default().add("x.toml", "[[func]]\nname = \"a.B\"\nis = [\"singal\"]\n").expect_err("no such word");
        assert!(err.starts_with("x.toml:") && err.contains("singal"), "{err}");
    }
}
