//! The rows of a model file: how a library is described in TOML.

use super::effect::{Callback, Effect, Runs, Served, Start, Started, Through, Visited};
use super::{family, parse_name, plain};
use crate::body::LockMode;
use crate::ty::Name;
use serde::Deserialize;

/// How many arguments from `from` on are taken to be function values.
const VARIADIC: u8 = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub func: Vec<FuncRow>,
    #[serde(default)]
    pub r#type: Vec<TypeRow>,
    #[serde(default)]
    pub field: Vec<FieldRow>,
    #[serde(default)]
    pub entry: Vec<EntryRow>,
}

/// Functions that a server runs for each request, at the same time as others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryRow {
    /// The name of the method, where the types of its parameters alone do not tell.
    pub method: Option<String>,
    /// The types of the parameters, as `*import/path.Name`; `any` for the empty interface.
    pub params: Vec<String>,
    /// Where the behaviour was read, and what is done there.
    pub seen: Option<String>,
}

/// A field of a struct of the library: the function value that is stored in it runs on goroutines of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldRow {
    /// `import/path.Type.Field`.
    pub name: String,
    pub runs: Runs,
    /// Never at the same time as the functions in other such fields of the same object.
    #[serde(default)]
    pub in_turn: bool,
    #[serde(default)]
    pub known: Known,
    /// Where the behaviour was read, and what is done there.
    pub seen: Option<String>,
}

/// How the behaviour is known.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Known {
    /// From the library's documentation or source.
    #[default]
    Read,
    /// From experience: findings that rest on it are less sure.
    Memory,
}

/// One argument or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Arguments {
    One(u8),
    Several(Vec<u8>),
}

impl Arguments {
    fn list(&self) -> &[u8] {
        match self {
            Arguments::One(one) => std::slice::from_ref(one),
            Arguments::Several(several) => several,
        }
    }
}

/// A function or method; a name may end in `*`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FuncRow {
    pub name: String,
    acquire: Option<LockMode>,
    try_acquire: Option<LockMode>,
    release: Option<LockMode>,
    /// Arguments that run on goroutines of their own.
    spawn: Option<Arguments>,
    /// As `spawn`, for this argument and all after it.
    spawn_from: Option<u8>,
    /// Arguments whose methods run on goroutines of their own.
    serve: Option<Arguments>,
    /// As `serve`, for this argument and all after it.
    serve_from: Option<u8>,
    runs: Option<Runs>,
    /// No two methods of a served object run at the same time.
    #[serde(default)]
    in_turn: bool,
    /// The methods of a served object that are run, where the interface as which it is taken may not be at hand.
    #[serde(default)]
    pub methods: Vec<String>,
    /// Methods of a served object that run while no other of its methods does.
    #[serde(default)]
    pub alone: Vec<String>,
    /// The call returns when all runs are over.
    #[serde(default)]
    waits: bool,
    /// Nothing runs before something is started.
    #[serde(default)]
    later: bool,
    /// The receiver is a group that is signalled when a run is over.
    #[serde(default)]
    joined: bool,
    #[serde(default)]
    pub known: Known,
    /// Where the behaviour was read, and what is done there.
    pub seen: Option<String>,
    run_in_place: Option<u8>,
    run_once: Option<u8>,
    /// The group that is the receiver runs no more goroutines at a time than this argument says.
    limit: Option<u8>,
    /// The receiver holds this argument from then on.
    store: Option<u8>,
    read_map: Option<Arguments>,
    /// As `read_map`, for this argument and all after it.
    read_map_from: Option<u8>,
    write_map: Option<Arguments>,
    /// How it goes through these arguments, to the maps in their fields.
    through: Option<Through>,
    /// The receiver is a map that is read or written.
    receiver: Option<Touch>,
    #[serde(default)]
    is: Vec<Word>,
    /// The types of the results, as `*import/path.Name`; `_` where nobody needs to know.
    #[serde(default)]
    pub returns: Vec<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Touch {
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
    Load,
    Inert,
    Serves,
    Starts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeRow {
    pub name: String,
    /// The type of the map's values, when the type is a map with string keys: `string`, `[]string`.
    pub map_of: Option<String>,
    /// Where the behaviour was read, and what is done there.
    pub seen: Option<String>,
}

impl FieldRow {
    /// What is done with a function that is stored there.
    pub fn callback(&self) -> Callback {
        let start = Start { runs: self.runs, later: true, sure: self.known == Known::Read, ..Start::once(0) };
        Callback { start, in_turn: self.in_turn }
    }
}

impl FuncRow {
    /// Whose server or scheduler it speaks of.
    fn family(&self) -> Name {
        parse_name(&self.name).map(|func| family(plain(func.package))).unwrap_or_default()
    }

    /// The maps that it reads and writes.
    fn maps(&self) -> Vec<Effect> {
        let list = |some: &Option<Arguments>| some.iter().flat_map(|some| some.list().to_vec()).collect::<Vec<u8>>();
        let (read, written) = (list(&self.read_map), list(&self.write_map));
        let visit = |rest: bool, writes: bool| {
            let through = self.through.unwrap_or(Through::Itself);
            move |argument| Effect::Visit(Visited { argument, rest, writes, through })
        };
        let rest = self.read_map_from.map(visit(true, false));
        match self.through {
            None => read.into_iter().map(Effect::ReadMap).chain(written.into_iter().map(Effect::WriteMap)).chain(rest).collect(),
            Some(_) => read.into_iter().map(visit(false, false)).chain(written.into_iter().map(visit(false, true))).chain(rest).collect(),
        }
    }

    /// What a call does.
    pub fn effects(&self) -> Vec<Effect> {
        let mut found = Vec::new();
        found.extend(self.acquire.map(Effect::Acquire));
        found.extend(self.try_acquire.map(Effect::TryAcquire));
        found.extend(self.release.map(Effect::Release));
        let runs = self.runs.unwrap_or(Runs::Once);
        let sure = self.known == Known::Read;
        let start =
            |argument: u8| Start { argument, runs, waits: self.waits, later: self.later, joined: self.joined, sure, turn: None, awaits: None };
        let all = |some: &Option<Arguments>, from: Option<u8>| -> Vec<u8> {
            let named = some.iter().flat_map(|some| some.list().to_vec());
            named.chain(from.into_iter().flat_map(|from| from..from + VARIADIC)).collect()
        };
        found.extend(all(&self.spawn, self.spawn_from).into_iter().map(|argument| Effect::Spawn(start(argument))));
        found.extend(
            all(&self.serve, self.serve_from).into_iter().map(|argument| Effect::Serve(Served { argument, runs, in_turn: self.in_turn, sure })),
        );
        found.extend(self.run_in_place.map(Effect::RunInPlace));
        found.extend(self.run_once.map(Effect::RunOnce));
        found.extend(self.limit.map(Effect::Limit));
        found.extend(self.store.map(Effect::Store));
        found.extend(self.maps());
        found.extend(self.receiver.map(|touch| match touch {
            Touch::Read => Effect::ReadReceiver,
            Touch::Write => Effect::WriteReceiver,
        }));
        found.extend(self.is.iter().map(|word| match word {
            Word::Signal => Effect::Signal,
            Word::Join => Effect::Join,
            Word::Wait => Effect::Wait,
            Word::NoReturn => Effect::NoReturn,
            Word::Fresh => Effect::Fresh,
            Word::Load => Effect::Load,
            Word::Inert => Effect::Inert,
            Word::Serves => Effect::Starts(Started { of: self.family(), returns: false }),
            Word::Starts => Effect::Starts(Started { of: self.family(), returns: true }),
        }));
        found
    }
}
