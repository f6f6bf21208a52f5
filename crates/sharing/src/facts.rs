//! What one package says about itself: the only thing that link may see.
//!
//! Three parts: *Interface* (what importers read), *Body* (what each function does, relative to its entry) and *Places*
//! (where all that stands). Interface and Body hold no positions, so that a moved line changes the places only.

use crate::conflict::FileEntry;
use crate::linked::Problem;
use crate::unit_input::{GoVersion, UnitKind};
use mapvet_model::{
    AccessKind, Bound, Directive, FuncRef, FuncValue, Interface, Is, Kept, LockMode, MethodRuns, Name, Operand, Place, Proj, Put, Start, Test,
    TypeName, VarId, VarKind,
};
use serde::{Deserialize, Serialize};
use std::io::Read as _;

/// The form of the bytes; facts of another version are treated as no facts.
pub const FACTS_VERSION: u32 = 25;

/// The level at which facts are packed: the quickest.
const PACKING: i32 = 1;

/// Facts are never packed better than this many times.
const MOST_PACKED: u64 = 200;

const MAGIC: &[u8] = b"mapvet-facts";

/// The number of a place in [`Facts::places`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct PlaceId(pub u32);

/// Facts of one unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// Import path of the package (of the package under test for tests).
    pub path: Name,
    /// The path of its module; empty without a go.mod.
    pub module: Name,
    /// Own files or tests.
    pub kind: UnitKind,
    /// The release that go.mod names.
    pub go_version: GoVersion,
    /// What importers read.
    pub interface: Interface,
    /// Lock effects of functions on return, sorted by function; functions without any are left out.
    pub net: Vec<(FuncRef, NetLocks)>,
    /// What functions always return, for each result, sorted by function; functions of which that is not known are left out.
    pub answers: Vec<(FuncRef, Vec<Option<Is>>)>,
    /// What the functions do, in source order.
    pub decls: Vec<DeclFacts>,
    /// Where maps are declared: fields and package variables whose type is or holds a map.
    pub declared: Vec<(Declared, PlaceId)>,
    /// Comments that say what not to report, in the order of the files.
    pub directives: Vec<DirectiveFacts>,
    /// File number and byte range of each place.
    pub places: Vec<(u32, u32, u32)>,
    /// The files; a place's file number counts here.
    pub files: Vec<FileEntry>,
    /// Analysed packages that it imports, sorted.
    pub imports: Vec<Name>,
    /// A file imports the package `testing`: tests, or what they share.
    pub for_tests: bool,
    /// Declared types of analysed packages of which the unit makes values, sorted.
    pub made: Vec<TypeName>,
    /// Declared types of which a value may come to lie behind an interface, as far as the unit does it. Sorted.
    pub shown: Vec<TypeName>,
    /// Methods of objects that are handed to a library which calls them, and how often. Sorted.
    pub served: Vec<(FuncRef, MethodRuns)>,
    /// Methods of objects that are handed to a library of which nothing is known but that they are there for it. Sorted.
    pub given: Vec<FuncRef>,
    /// Fields that hold a pointer to a lock, and nothing but new ones. Sorted.
    pub own_locks: Vec<(TypeName, Name)>,
    /// Package constants that are written as whole numbers, sorted by name.
    pub numbers: Vec<(Name, i64)>,
    /// Problems met.
    pub problems: Vec<Problem>,
    /// Map operands whose type is unknown.
    pub unknown_operands: u32,
}

/// Something that may hold a map.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Declared {
    /// A field.
    Field(TypeName, Name),
    /// A package variable: import path and name.
    Global(Name, Name),
}

/// A comment that says what not to report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DirectiveFacts {
    /// What it says.
    pub said: Directive,
    /// Where it stands.
    pub at: PlaceId,
    /// What it covers, if anything.
    pub scope: Option<PlaceId>,
}

/// A declaration with all its bodies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclFacts {
    /// Its name; `init` for init functions and package variable initialisers.
    pub func: FuncRef,
    /// Its name or comment says that the caller holds a lock.
    pub assumes_lock: bool,
    /// Its comment says that the copy which it returns is for another goroutine.
    pub promises_copy: bool,
    /// Its variables.
    pub vars: Vec<VarFacts>,
    /// Its bodies, the declared function first.
    pub bodies: Vec<BodyFacts>,
}

impl DeclFacts {
    /// The variable that is the nth formal of one of its bodies; `None` if that has no use for it.
    pub fn formal(&self, body: u32, number: u16) -> Option<VarId> {
        let is_it = |var: &VarFacts| var.owner == body && var.kind == VarKind::Formal(number);
        self.vars.iter().position(is_it).map(|var| VarId(var as u32))
    }
}

/// A variable.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VarFacts {
    /// Name.
    pub name: Name,
    /// The body that declares it.
    pub owner: u32,
    /// Formal, result or local.
    pub kind: VarKind,
    /// Where it is declared.
    pub at: PlaceId,
    /// Whether all that was ever assigned to it was allocated for it.
    pub fresh: bool,
    /// For an element variable of a range loop or a local that holds an element: the path of the element.
    pub element_of: Option<Box<Place>>,
    /// Whether a `range` loop gives it all of these elements, one after the other.
    pub ranged: bool,
    /// Whether a formal is assigned in the function: it may be another value than the caller's.
    pub reassigned: bool,
    /// Whether it is a formal that holds a struct by value: its fields are the function's own.
    pub by_value: bool,
    /// For a local that only ever names the result of a call of its body, or a path below it: that path.
    pub result_of: Option<Box<Place>>,
    /// For a local that only ever holds what is received from one channel: the path of that.
    pub received: Option<Box<Place>>,
    /// The function value it holds, if it is only ever assigned one.
    pub function: Option<Box<FuncValue>>,
    /// Its declared type, or the one that it points to.
    pub of: Option<TypeName>,
}

/// One function or literal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BodyFacts {
    /// The body around a literal.
    pub parent: Option<u32>,
    /// The name of the function, or the `func` of the literal.
    pub at: PlaceId,
    /// How many formals it has.
    pub formals: u16,
    /// The skeleton of control flow: events and successors; 0 is the entry.
    pub blocks: Vec<BlockFacts>,
    /// Accesses, in source order.
    pub accesses: Vec<AccessFacts>,
    /// Calls, in source order.
    pub calls: Vec<CallFacts>,
    /// The paths of the results that every `return` agrees on.
    pub results: Vec<Option<Place>>,
    /// Of the results those that are copies of structs: whoever is given one shares its maps with the original.
    pub copies: Vec<CopyFacts>,
    /// Which of its results are made anew by each call, as bits: every `return` gives a new object or none.
    pub new_results: u64,
    /// Values stored at paths that outlive the function or can be reached by others.
    pub stores: Vec<(Place, Operand)>,
    /// What it puts where interfaces lie.
    pub puts: Vec<Put>,
    /// The accesses and calls that run only after a panic.
    pub after_panic: Vec<Event>,
    /// There may be more than is seen.
    pub incomplete: bool,
    /// A server runs it for each request, at the same time as others.
    pub entry: bool,
    /// What it does only if calls through interfaces return something.
    pub only_if: Vec<OnlyIf>,
    /// What it does only if what calls return, or what a package variable holds, is not there yet.
    pub first_runs: Vec<FirstRun>,
    /// What it does where it knows of a flag that is set once and for all.
    pub latches: Vec<Latch>,
    /// Locks that it gives back for good though others took them: whoever starts it as a goroutine hands them over.
    pub releases: Vec<Place>,
}

/// A struct that a variable holds by value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CopyFacts {
    /// The variable.
    pub var: u32,
    /// What it is a copy of; the variable itself for a struct that was handed over by value.
    pub of: Place,
    /// The paths in it that lead to something else than in the original.
    pub replaced: Vec<Box<[Proj]>>,
}

impl CopyFacts {
    /// Whether the copy shares with the original what lies at a path in it.
    pub fn shares(&self, path: &[Proj]) -> bool {
        !path.is_empty() && !self.replaced.iter().any(|replaced| path.starts_with(replaced))
    }
}

/// What a body does only if a call returns something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OnlyIf {
    /// The call, by its number ([`CallFacts::id`]).
    pub call: u32,
    /// Which of its results.
    pub result: u8,
    /// What that has to be.
    pub is: Is,
    /// The accesses and calls.
    pub what: Vec<Event>,
}

/// What a body knows of a flag that is set under a lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Latch {
    /// The flag.
    pub flag: Place,
    /// The lock under which it was looked at or set.
    pub lock: Place,
    /// What is known.
    pub is: Latched,
    /// It may be set back to `nil`: this says something of the map that the flag is itself, and of nothing else.
    pub back: bool,
    /// The accesses and calls that control only comes to where that is known.
    pub what: Vec<Event>,
}

/// What is known of such a flag.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Latched {
    /// It was not set, and the lock has been held since.
    Open,
    /// It was set before.
    Shut,
    /// It was set here, by the only execution that ever finds it not set.
    ShutHere,
}

/// What a body does only if a function of the program returns `nil`, or a package variable is `nil` that it then sets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FirstRun {
    /// The call, by its number ([`CallFacts::id`]); none for a package variable.
    pub call: Option<u32>,
    /// The accesses and calls.
    pub what: Vec<Event>,
}

/// A basic block.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BlockFacts {
    /// Events in order.
    pub events: Vec<Event>,
    /// Successors.
    pub next: Vec<u32>,
}

/// Something that matters for order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Event {
    /// The nth access.
    Access(u32),
    /// The nth call.
    Call(u32),
    /// A variable comes into being.
    Declare(u32),
    /// The nth store, of an object that a local holds or of a new one.
    Store(u32),
    /// What happened before is visible after a wait for this token.
    Signal(Token),
    /// May come after a signal of this token.
    Wait(Token),
    /// Comes after every signal of this token.
    Join(Token),
    /// From here on the nth call is known to have returned no error.
    Succeeded(u32),
    /// Control leaves with an error.
    Fails,
    /// Control leaves with the error of the nth call, if there is one.
    Passes(u32),
    /// A lock is given back that is held; noted only where the body starts goroutines, which may run under it until then.
    Released(Place),
}

impl BodyFacts {
    /// All tokens that the body signals itself.
    pub fn signals(&self) -> impl Iterator<Item = &Token> {
        self.blocks.iter().flat_map(|block| &block.events).filter_map(|event| if let Event::Signal(token) = event { Some(token) } else { None })
    }
}

impl Event {
    /// What is waited for here, some signal of it or all.
    pub fn awaited(&self) -> Option<&Token> {
        match self {
            Event::Wait(token) | Event::Join(token) => Some(token),
            Event::Access(_) | Event::Call(_) | Event::Declare(_) | Event::Store(_) | Event::Signal(_) => None,
            Event::Succeeded(_) | Event::Fails | Event::Passes(_) | Event::Released(_) => None,
        }
    }

    /// The lock that is taken here: each is recorded as a wait for its unlock.
    pub fn lock_taken(&self) -> Option<&Place> {
        match self {
            Event::Wait(token) if token.kind == TokenKind::Unlocked => Some(&token.place),
            Event::Access(_) | Event::Call(_) | Event::Declare(_) | Event::Store(_) | Event::Signal(_) | Event::Wait(_) | Event::Join(_) => None,
            Event::Succeeded(_) | Event::Fails | Event::Passes(_) | Event::Released(_) => None,
        }
    }
}

/// What two goroutines synchronise on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Token {
    /// Which way.
    pub kind: TokenKind,
    /// Which object.
    pub place: Place,
}

/// The ways of synchronising.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum TokenKind {
    /// From a send or a close to a receive.
    Sent,
    /// From a receive to the end of a send on a channel without buffer, or with a full one.
    Received,
    /// From a counted signal to the join of a group.
    Group,
    /// From an unlock by a goroutine that did not lock to a lock.
    Unlocked,
    /// Atomics, conditions, Once and everything else.
    Other,
    /// From the end of what a `sync.Once` of a package runs to the end of each call of it, as other packages see it.
    Once,
    /// A group runs one goroutine at a time.
    OneAtATime,
    /// A server runs until the call returns; the place names whose it is.
    Serving,
    /// A server or scheduler runs from now on.
    Started,
    /// A wait whose meaning is not known, such as `pool.Wait()` of a library; it may be for anything.
    Unknown,
}

impl TokenKind {
    /// Its name in dumps.
    pub fn id(self) -> &'static str {
        match self {
            TokenKind::Sent => "sent",
            TokenKind::Received => "received",
            TokenKind::Group => "group",
            TokenKind::Unlocked => "unlocked",
            TokenKind::Other => "other",
            TokenKind::Once => "once",
            TokenKind::OneAtATime => "one at a time",
            TokenKind::Serving => "serving",
            TokenKind::Started => "started",
            TokenKind::Unknown => "unknown",
        }
    }
}

/// A map access.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessFacts {
    /// Which map.
    pub place: Place,
    /// How.
    pub kind: AccessKind,
    /// Where.
    pub at: PlaceId,
    /// The map as the source writes it.
    pub text: Name,
    /// The locks; none when the state is as on entry.
    pub locks: Option<Box<LockState>>,
    /// The table is reached through a copy of the map value, so replacing the variable does not touch this access.
    pub snapshot: bool,
    /// Its function takes a lock that lies beside the map in its own copy of a struct, and keeps nobody else out.
    pub in_vain: bool,
    /// What formals have to be for control to come here, sorted.
    pub requires: Box<[Test]>,
}

/// Locks relative to function entry; each list is sorted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct LockState {
    /// Certainly taken and held.
    pub held: Vec<(Place, LockMode)>,
    /// Taken on some path.
    pub maybe: Vec<(Place, LockMode)>,
    /// Given back on some path without having been taken here: a lock of the caller.
    pub lost: Vec<Place>,
}

static AS_ON_ENTRY: LockState = LockState { held: Vec::new(), maybe: Vec::new(), lost: Vec::new() };

impl AccessFacts {
    /// The locks at the access.
    pub fn locks(&self) -> &LockState {
        self.locks.as_deref().unwrap_or(&AS_ON_ENTRY)
    }
}

impl CallFacts {
    /// Whether a path begins with an argument that was made just before.
    pub fn has_made(&self, place: &Place) -> bool {
        let begins = |arg: &Operand| matches!(arg, Operand::Place(arg) if arg.root == place.root && place.path.starts_with(&arg.path));
        self.made != 0 && self.args.iter().take(32).enumerate().any(|(at, arg)| self.made >> at & 1 == 1 && begins(arg))
    }

    /// The locks at the call.
    pub fn locks(&self) -> &LockState {
        self.locks.as_deref().unwrap_or(&AS_ON_ENTRY)
    }
}

/// Locks on return relative to entry.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NetLocks {
    /// Certainly held more.
    pub gained: Vec<(Place, LockMode)>,
    /// Perhaps held more.
    pub perhaps: Vec<(Place, LockMode)>,
    /// Perhaps given back.
    pub lost: Vec<Place>,
    /// Which formal each variable root in the paths stands for.
    pub formals: Vec<(u32, u16)>,
}

/// Who is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Target {
    /// A declared function of an analysed package.
    Static(FuncRef),
    /// A literal of the same declaration.
    Body(u32),
    /// A method of an interface.
    Interface(TypeName, Name),
    /// A function value at a path.
    Value(Box<Place>),
    /// Nothing is known.
    Unknown,
}

/// How the target runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum EdgeKind {
    /// Before the call returns.
    Call,
    /// At function exit.
    Defer,
    /// On a new goroutine.
    Spawn,
    /// Handed to code that is not seen; taken to run before it returns.
    Assumed,
    /// At most once for the receiver, under its protection.
    Once,
    /// Not here: it is put where others find it.
    Kept,
}

/// A call with everything it runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallFacts {
    /// Its number in the body, by which result paths name it.
    pub id: u32,
    /// Who runs and how; the callee first, then function arguments that a model says are run.
    pub edges: Vec<Edge>,
    /// Where: the call, or the whole `go` statement.
    pub at: PlaceId,
    /// The receiver, where there is one, and the arguments; those at the end that say nothing are left out.
    pub args: Vec<Operand>,
    /// A bit for each of the first arguments that lies in a field and was put there just before, newly made: `s.pool = &pool{}`, then
    /// `s.pool.run()`.
    pub made: u32,
    /// The locks; none when the state is as on entry.
    pub locks: Option<Box<LockState>>,
    /// What formals have to be for control to come here, sorted.
    pub requires: Box<[Test]>,
    /// What says how often the one loop goes round in which it stands.
    pub rounds: Option<Bound>,
}

/// One thing that a call runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edge {
    /// Who.
    pub target: Target,
    /// How.
    pub kind: EdgeKind,
    /// What its formals stand for.
    pub actuals: Actuals,
    /// The group that is signalled when a spawned target is over.
    pub joined: Option<Box<Place>>,
    /// What the model of the library that starts it says.
    pub start: Option<Start>,
    /// Where a target is put that does not run here.
    pub kept: Option<Box<Kept>>,
    /// The library whose event loop runs it, in turn with all else that the library is handed.
    pub event_loop: Option<Name>,
}

impl Edge {
    /// An edge of which nothing else is known.
    pub fn new(target: Target, kind: EdgeKind, actuals: Actuals) -> Edge {
        Edge { target, kind, actuals, joined: None, start: None, kept: None, event_loop: None }
    }
}

/// What the formals of an edge's target stand for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Actuals {
    /// The call's arguments, receiver first.
    Args,
    /// The call's arguments, for all formals but the receiver, which is bound elsewhere.
    AfterReceiver,
    /// A bound receiver, or nothing.
    Bound(Option<Box<Place>>),
}

impl Actuals {
    /// The argument of a call that a formal stands for; none for a bound receiver.
    pub fn argument<'c>(&self, formal: u16, call: &'c CallFacts) -> Option<&'c Operand> {
        match self {
            Actuals::Args => call.args.get(usize::from(formal)),
            Actuals::AfterReceiver => call.args.get(usize::from(formal.checked_sub(1)?)),
            Actuals::Bound(_) => None,
        }
    }
}

impl Facts {
    /// The versioned binary form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let plain = postcard::to_stdvec(self).expect("facts hold nothing that cannot be written");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FACTS_VERSION.to_le_bytes());
        // Import paths and field names are repeated at every path: packed facts are a quarter as long.
        zstd::stream::copy_encode(plain.as_slice(), &mut bytes, PACKING).expect("memory takes what is written to it");
        bytes
    }

    /// Reads [`Facts::to_bytes`]; `None` for another version or damaged bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Facts> {
        let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(FACTS_VERSION.to_le_bytes().as_slice())?;
        let mut plain = Vec::new();
        // Damaged bytes may claim any size: no more is unpacked than real facts could hold.
        let most = rest.len() as u64 * MOST_PACKED;
        zstd::stream::read::Decoder::new(rest).ok()?.take(most).read_to_end(&mut plain).ok()?;
        postcard::from_bytes(&plain).ok()
    }
}
