//! What a modelled function does: a closed list.

use crate::body::LockMode;
use crate::ty::Name;
use serde::{Deserialize, Serialize};

/// How often code that is not seen runs a function value that it is handed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runs {
    /// Once for each call.
    Once,
    /// Again and again, one run after the other; also where it depends on a setting whether runs overlap.
    Serial,
    /// Again and again, several at the same time.
    Overlapping,
}

/// A function value that runs on a goroutine of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Start {
    /// Which argument it is, counted from 0 without the receiver.
    pub argument: u8,
    /// How often it runs.
    pub runs: Runs,
    /// The call returns when all runs are over.
    pub waits: bool,
    /// It runs only when something is started later: a server, a scheduler.
    pub later: bool,
    /// The receiver is a group that is signalled when a run is over.
    pub joined: bool,
    /// The behaviour was read in the source or the documentation of the library, or follows from its source.
    pub sure: bool,
    /// Functions of one declaration with the same number never run at the same time: one goroutine calls all that lie in
    /// an object which was registered.
    pub turn: Option<u32>,
    /// What has to be started first, as in [`Started::of`]; none where that is not known, or nothing has to.
    pub awaits: Option<Name>,
}

impl Start {
    /// One run, now.
    pub fn once(argument: u8) -> Start {
        Start { argument, runs: Runs::Once, waits: false, later: false, joined: false, sure: true, turn: None, awaits: None }
    }
}

/// What a library does with a function value that is stored in a field of one of its structs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Callback {
    /// How it runs.
    pub start: Start,
    /// Never at the same time as those in other such fields of the same object.
    pub in_turn: bool,
}

/// An object whose methods a library calls.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Served {
    /// Which argument it is, counted from 0 without the receiver.
    pub argument: u8,
    /// How often its methods run.
    pub runs: Runs,
    /// No two of them run at the same time.
    pub in_turn: bool,
    /// As for [`Start::sure`].
    pub sure: bool,
}

/// How a library runs the methods of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MethodRuns {
    /// How often.
    pub runs: Runs,
    /// No two of them run at the same time.
    pub in_turn: bool,
    /// This one runs while no other does.
    pub alone: bool,
}

impl MethodRuns {
    /// Several at a time.
    pub const OVERLAPPING: MethodRuns = MethodRuns { runs: Runs::Overlapping, in_turn: false, alone: false };

    /// What holds of an object that is handed over both ways.
    pub fn and(self, other: MethodRuns) -> MethodRuns {
        MethodRuns { runs: self.runs.max(other.runs), in_turn: self.in_turn && other.in_turn, alone: self.alone && other.alone }
    }
}

/// A server or scheduler is started: what was registered with it may run from now on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Started {
    /// The package whose scheduler it is; empty for servers, of which one serves what was registered with another.
    pub of: Name,
    /// The call returns while it runs.
    pub returns: bool,
}

/// How a library goes through a value that it is handed, to the maps in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Through {
    /// Not at all: only an argument that is itself a map is touched.
    Itself,
    /// As the verb `%v` does.
    Print,
    /// As loggers do: some print, some encode.
    Log,
    /// As encoders and decoders of JSON do.
    Json,
    /// As those of YAML do.
    Yaml,
    /// As those of TOML do.
    Toml,
    /// As those of MessagePack do.
    Msgpack,
    /// As package `encoding/gob` does.
    Gob,
}

/// A value that a library goes through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Visited {
    /// Which argument it is, counted from 0 without the receiver.
    pub argument: u8,
    /// So are all arguments after it.
    pub rest: bool,
    /// The maps are written.
    pub writes: bool,
    /// How it goes through them.
    pub through: Through,
}

/// What a modelled function does. The receiver is that of the call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Effect {
    /// Takes the receiver's lock.
    Acquire(LockMode),
    /// Takes the receiver's lock if it is free and says whether it did.
    TryAcquire(LockMode),
    /// Sets the receiver, a flag, where it is not set; the result that says so is this one.
    TrySet(bool),
    /// Sets the receiver, a flag, back.
    Unset,
    /// Gives the receiver's lock back.
    Release(LockMode),
    /// Runs an argument on a goroutine of its own.
    Spawn(Start),
    /// Runs the methods of an argument on goroutines of their own.
    Serve(Served),
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
    /// Reads or writes the maps in arguments, in their fields and elements.
    Visit(Visited),
    /// Reads the receiver, which is a map.
    ReadReceiver,
    /// Writes the receiver, which is a map.
    WriteReceiver,
    /// Does not return.
    NoReturn,
    /// The result is a value that nobody else holds.
    Fresh,
    /// The result is what was stored in the receiver, as if that were the variable itself.
    Load,
    /// Stores the nth argument in the receiver.
    Store(u8),
    /// Stops, restarts or closes the receiver: what it runs may be over, or may begin.
    Touch,
    /// Lets the group that is the receiver run no more goroutines at a time than this argument says; kept for one only.
    Limit(u8),
    /// Starts what was registered.
    Starts(Started),
    /// Blocks or yields without ordering anything.
    Inert,
}

impl Effect {
    /// How an argument runs on a goroutine of its own.
    pub(crate) fn start(&self) -> Option<Start> {
        if let Effect::Spawn(start) = self { Some(*start) } else { None }
    }
}
