//! Function bodies as basic blocks of operations: the whole vocabulary above syntax.

use crate::asked::{Asked, Setting};
use crate::library::{Effect, MethodRuns};
use crate::standing::Put;
use crate::ty::{FuncRef, Name, Ty, TypeName};
use mapvet_syntax::Span;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// How an operation touches a map.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum AccessKind {
    /// `m[k] = v`, `m[k]++`.
    Assign,
    /// `delete(m, k)`.
    Delete,
    /// `clear(m)`.
    Clear,
    /// A library function that writes the map it is handed.
    LibraryWrite,
    /// A decoder fills the map, or puts one of its own where there is none.
    Fill,
    /// `for k := range m`.
    Range,
    /// A library function that reads the whole map it is handed.
    WholeRead,
    /// `m[k]`.
    Index,
    /// `len(m)`.
    Len,
    /// The variable or field that holds the map is assigned: `m = make(...)`.
    Replace,
    /// The variable or field is read without touching the table: `m == nil`, passing it on.
    Value,
    /// The map itself is returned to the caller, who is taken to read it.
    HandOut,
}

impl AccessKind {
    /// Whether the access changes the map or the variable that holds it.
    pub fn is_write(self) -> bool {
        match self {
            AccessKind::Assign | AccessKind::Delete | AccessKind::Clear | AccessKind::LibraryWrite | AccessKind::Fill | AccessKind::Replace => true,
            AccessKind::Range | AccessKind::WholeRead | AccessKind::Index | AccessKind::Len | AccessKind::Value | AccessKind::HandOut => false,
        }
    }

    /// Whether the Go runtime itself checks this access and can kill the process; the others are plain data races.
    pub fn is_checked(self) -> bool {
        !matches!(self, AccessKind::Len | AccessKind::Replace | AccessKind::Value)
    }

    /// Whether the access is one of the variable that holds the map: it reads or assigns which map that is.
    pub fn is_variable(self) -> bool {
        matches!(self, AccessKind::Value | AccessKind::Replace)
    }

    /// Whether the access is one of the table, rather than of the variable that holds it.
    pub fn is_table(self) -> bool {
        !matches!(self, AccessKind::Value | AccessKind::Replace | AccessKind::HandOut)
    }

    /// Whether the access walks the whole map.
    pub fn is_iteration(self) -> bool {
        matches!(self, AccessKind::Range | AccessKind::WholeRead)
    }

    /// What the access does, in words: "writes", "ranges over".
    pub fn verb(self) -> &'static str {
        match self {
            AccessKind::Assign | AccessKind::LibraryWrite => "writes",
            AccessKind::Fill => "fills",
            AccessKind::Delete => "deletes from",
            AccessKind::Clear => "clears",
            AccessKind::Range => "ranges over",
            AccessKind::WholeRead => "reads all of",
            AccessKind::Index | AccessKind::Value => "reads",
            AccessKind::Len => "takes the length of",
            AccessKind::Replace => "replaces",
            AccessKind::HandOut => "returns",
        }
    }

    /// The access as a noun: "write", "range".
    pub fn noun(self) -> &'static str {
        match self {
            AccessKind::Assign | AccessKind::LibraryWrite | AccessKind::Fill => "write",
            AccessKind::Delete => "delete",
            AccessKind::Clear => "clear",
            AccessKind::Range => "range",
            AccessKind::WholeRead | AccessKind::Index | AccessKind::Value => "read",
            AccessKind::Len => "len",
            AccessKind::Replace => "replacement",
            AccessKind::HandOut => "return",
        }
    }
}

/// Shared or exclusive hold of a lock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockMode {
    /// `RLock`.
    Read,
    /// `Lock`.
    Write,
}

impl LockMode {
    /// Whether two holders of one lock in these modes keep each other out.
    pub fn excludes(self, other: LockMode) -> bool {
        self == LockMode::Write || other == LockMode::Write
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The number as an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A variable of one declaration, its literals included.
    VarId
}
id! {
    /// A body of one declaration: 0 the declared function, then its literals in source order.
    BodyId
}
id! {
    /// A call of one body.
    CallId
}
id! {
    /// A basic block of one body.
    BlockId
}

/// Where an access path begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Root {
    /// A variable, parameter or capture.
    Var(VarId),
    /// A package variable: import path and name.
    Global(Name, Name),
    /// The nth result of a call of the same body.
    Call(CallId, u8),
    /// Something without a name.
    Unknown,
}

/// One step of an access path. Pointers are followed silently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Proj {
    /// A field and the struct type that declares it.
    Field(TypeName, Name),
    /// An element of a map, slice, array or channel.
    Elem,
}

/// An access path: a root and fields or elements.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Where it begins.
    pub root: Root,
    /// The steps.
    pub path: SmallVec<[Proj; 1]>,
}

impl Place {
    /// A path without steps.
    pub fn of(root: Root) -> Place {
        Place { root, path: SmallVec::new() }
    }

    /// This path and one more step.
    pub fn then(&self, step: Proj) -> Place {
        let mut longer = self.clone();
        longer.path.push(step);
        longer
    }

    /// This path and more steps.
    pub fn join(&self, steps: &[Proj]) -> Place {
        let mut longer = self.clone();
        longer.path.extend(steps.iter().copied());
        longer
    }
}

/// A function value whose code is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum FuncValue {
    /// A literal of the same declaration.
    Literal(BodyId),
    /// A declared function.
    Static(FuncRef),
    /// A method bound to a receiver.
    Method(FuncRef, Place),
}

/// What an expression evaluates to, as far as sharing cares.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Operand {
    /// The value at a path.
    Place(Place),
    /// A function value.
    Func(FuncValue),
    /// Freshly allocated here.
    Fresh,
    /// A channel made here.
    Channel(Capacity),
    /// What was received from the channel at this path.
    Received(Place),
    /// `true`, `false` or `nil`.
    Known(Is),
    /// A constant or something of no interest.
    Other,
}

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Is {
    /// `true`.
    True,
    /// `false`.
    False,
    /// `nil`.
    Nil,
    /// Anything but `nil`.
    NotNil,
    /// A constant, by the name of its package and its own, or as it is written.
    Equal(Name),
    /// Anything but that constant.
    NotEqual(Name),
}

impl Is {
    /// What holds where this does not.
    pub fn opposite(self) -> Is {
        match self {
            Is::True => Is::False,
            Is::False => Is::True,
            Is::Nil => Is::NotNil,
            Is::NotNil => Is::Nil,
            Is::Equal(constant) => Is::NotEqual(constant),
            Is::NotEqual(constant) => Is::Equal(constant),
        }
    }

    /// Whether it is told of a constant.
    pub fn is_of_constant(self) -> bool {
        matches!(self, Is::Equal(_) | Is::NotEqual(_))
    }

    /// Whether no value is both.
    pub fn excludes(self, other: Is) -> bool {
        match (self, other) {
            (Is::Equal(one), Is::Equal(other)) => are_apart(&one, &other),
            _ => self == other.opposite(),
        }
    }
}

/// Whether two constants are certainly not one value: numbers or texts that are written out, or names of one enumeration, which begin with
/// one word.
///
/// Misses: two names of an enumeration for one value, but for one that says that it is the default or a limit.
fn are_apart(one: &str, other: &str) -> bool {
    let is_number = |text: &str| !(text.is_empty() || text.len() > 1 && text.starts_with('0')) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_text = |text: &str| text.starts_with('"') && !text.contains('\\');
    if is_number(one) && is_number(other) || is_text(one) && is_text(other) {
        return one != other;
    }
    let names = |text| str::rsplit_once(text, '.').filter(|(package, _)| !package.starts_with('"'));
    let (Some((package, name)), Some((other_package, other_name))) = (names(one), names(other)) else { return false };
    let word = |name: &str| name.char_indices().skip(1).find(|(_, letter)| letter.is_uppercase() || *letter == '_').map_or(name.len(), |(at, _)| at);
    let says = |name: &str, hint: &str| name.to_ascii_lowercase().starts_with(hint);
    let is_default = |name: &str| name.to_ascii_lowercase().contains("default") || says(name, "max") || says(name, "min") || says(name, "num");
    let of_one = name[..word(name)] == other_name[..word(other_name)];
    package == other_package && name != other_name && of_one && !is_default(name) && !is_default(other_name)
}

/// A condition on a formal that holds where control has come to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Test {
    /// The formal.
    pub var: VarId,
    /// What is known of it.
    pub is: Is,
}

/// How many values a channel holds that nobody has received.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Capacity {
    /// Every send waits for its receive.
    None,
    /// One: such a channel can be a lock.
    One,
    /// One, unless something says otherwise: `limit := 1`, and `limit = n` under a condition.
    Perhaps,
    /// More, or a number that is not written down where the channel is made.
    Many,
}

/// Where a function value is put.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Kept {
    /// At a path.
    At(Place),
    /// At the path of a channel's elements: one of those who receive there takes it.
    Sent(Place),
    /// No function, but a map or a struct: it goes through the channel at this path.
    Message(Place),
    /// In the nth result of the body.
    Returned(u8),
    /// In a receiver: it is converted to a function type that has methods.
    As(TypeName),
}

/// Who is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Callee {
    /// A declared function or method of an analysed package.
    Static(FuncRef),
    /// A literal of the same declaration.
    Literal(BodyId),
    /// A method of an interface.
    Interface(TypeName, Name),
    /// A function value at a path.
    Value(Place),
    /// A function of a package that is not analysed.
    Library(FuncRef),
    /// No call: the argument, a function value, is put where others find it, or a map or struct is sent to them.
    Kept(Kept),
    /// Nothing is known but, for a method, its name.
    Unknown(Name),
}

/// How a call is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum CallMode {
    /// In place.
    Call,
    /// At function exit.
    Defer,
    /// On a new goroutine.
    Go,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who.
    pub callee: Callee,
    /// The receiver of a method call.
    pub receiver: Option<Place>,
    /// The arguments.
    pub args: Vec<Operand>,
    /// In place, deferred or spawned.
    pub mode: CallMode,
    /// What a model says of it.
    pub effects: SmallVec<[Effect; 1]>,
    /// What says how often the one loop goes round in which it stands.
    pub rounds: Option<Bound>,
    /// The call, or the whole `go` statement.
    pub span: Span,
}

/// What says how often a loop goes round: `n` in `for i := 0; i < n; i++`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Bound {
    /// A formal.
    Formal(VarId),
    /// A constant, by the name of its package and its own.
    Constant(Name),
}

/// One operation.
#[derive(Clone, Debug)]
pub enum Op {
    /// A map is touched.
    Access {
        /// Which map.
        place: Place,
        /// How.
        kind: AccessKind,
        /// Where.
        span: Span,
        /// The map as the source writes it.
        text: Name,
    },
    /// A flag is set, or control has come past a loop that sleeps until it is set.
    Flag {
        /// Which flag.
        place: Place,
        /// Whether it was waited for.
        waits: bool,
    },
    /// A variable comes into being, anew in each iteration of a loop around it.
    Declare(VarId),
    /// A call.
    Call(CallId),
    /// A value is stored at a path.
    Store {
        /// Where to.
        target: Place,
        /// What.
        value: Operand,
    },
    /// `ch <- v`.
    Send {
        /// The channel.
        channel: Place,
        /// The value.
        value: Operand,
    },
    /// `<-ch`, also by range.
    Receive {
        /// The channel.
        channel: Place,
    },
    /// `close(ch)`.
    Close {
        /// The channel.
        channel: Place,
    },
    /// A conditional lock that certainly succeeded on this branch.
    Acquired {
        /// The lock.
        lock: Place,
        /// Shared or exclusive.
        mode: LockMode,
    },
    /// What is known of the error of a call, or of the one that is returned.
    Told(Told),
    /// `return`.
    Return {
        /// The values.
        values: Vec<Operand>,
    },
}

/// What is known of errors, from here on or to whoever is returned none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// The call returned no error.
    Succeeded(CallId),
    /// Control leaves with an error.
    Fails,
    /// Control leaves with the error of the call, if there is one.
    Passes(CallId),
}

/// A basic block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Operations in order.
    pub ops: Vec<Op>,
    /// Where control may go next.
    pub next: SmallVec<[BlockId; 2]>,
}

/// What kind of variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum VarKind {
    /// The nth formal of its body; the receiver of a method is 0 and the parameters follow.
    Formal(u16),
    /// A named result.
    Result(u16),
    /// Any other.
    Local,
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Var {
    /// Name.
    pub name: Name,
    /// Type.
    pub ty: Ty,
    /// The body that declares it.
    pub owner: BodyId,
    /// Which kind.
    pub kind: VarKind,
    /// Where it is declared.
    pub span: Span,
    /// What was ever assigned to it.
    pub sources: SmallVec<[Operand; 1]>,
    /// Whether a variable is assigned through its address or in a way that is not followed.
    pub opaque: bool,
    /// Whether a `range` loop gives it the elements of a container, one after the other.
    pub ranged: bool,
}

/// One function or literal.
#[derive(Clone, Debug)]
pub struct Body {
    /// The body around a literal.
    pub parent: Option<BodyId>,
    /// Blocks; 0 is the entry.
    pub blocks: Vec<Block>,
    /// Calls.
    pub calls: Vec<Call>,
    /// How many formals it has, the receiver included.
    pub formals: u16,
    /// Where it stands: the name of a declaration, the `func` of a literal.
    pub span: Span,
    /// Nesting was too deep, or the source is broken here: there may be more than is seen.
    pub incomplete: bool,
    /// Its parameters mark it as a function that a server runs for each request, at the same time as others.
    pub entry: bool,
    /// What it puts where interfaces lie.
    pub puts: Vec<Put>,
    /// Blocks that run only after a panic: `if r := recover(); r != nil { ... }`.
    pub after_panic: Vec<BlockId>,
    /// What the condition of a branch says where one of its arms begins.
    pub tests: Vec<(BlockId, Test)>,
    /// What it says there of other values.
    pub asked: Vec<Asked>,
    /// Blocks that control never comes to, because a condition is a constant.
    pub never: Vec<BlockId>,
    /// Blocks that control only comes to when the channel in a field is closed over which a loop ranges: the field by the name that all
    /// objects share ([`flag_name`](crate::flag_name)).
    pub ends: Vec<(BlockId, Place)>,
    /// Where the deferred calls of `replayed` are registered.
    pub registered: Vec<(BlockId, CallId)>,
    /// Deferred calls that control may have passed by: the block that it comes to at an exit where such a call was registered (`true`), and
    /// the one where it was not.
    pub replayed: Vec<(BlockId, CallId, bool)>,
}

/// A declaration with all its bodies.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// Its name; `init` for each init function and for package variable initialisers.
    pub func: FuncRef,
    /// Its name or comment says that the caller holds a lock.
    pub assumes_lock: bool,
    /// Its comment says that the copy which it returns is for another goroutine.
    pub promises_copy: bool,
    /// Whether something in it is nested too deep to be followed.
    pub too_deep: bool,
    /// Its variables.
    pub vars: Vec<Var>,
    /// Its bodies, the declaration first.
    pub bodies: Vec<Body>,
    /// Declared types of which a value is made here: by a literal, `new`, a variable or a conversion. Sorted.
    pub made: Vec<TypeName>,
    /// Declared types of which a value may come to lie behind an interface here. Sorted.
    pub shown: Vec<TypeName>,
    /// Methods of objects that are handed to a library which calls them, and how often.
    pub served: Vec<(FuncRef, MethodRuns)>,
    /// Methods of objects that are handed to a library of which nothing is known but that they are there for it.
    pub given: Vec<FuncRef>,
    /// Channels in fields without exported names, and how much more often they are named (1) than sent on, received from and set (-1
    /// each): what is left over may close them.
    pub channels: Vec<(Place, i32)>,
    /// Locals that were declared as whether another one is `nil`, or is not, or whether a formal is a constant: `first := old == nil`.
    pub comparisons: Vec<(VarId, Place, Is)>,
    /// Objects of libraries whose functions run in turn: the path of each, and its number ([`Start::turn`]).
    ///
    /// [`Start::turn`]: crate::Start::turn
    pub turns: Vec<(Place, u32)>,
    /// Assignments of fields and package variables that only this package can set.
    pub settings: Vec<Setting>,
    /// Index expressions, ranges and calls of `len`, `delete` whose operand has an unknown type.
    pub unknown_operands: u32,
}
