//! What link says: pairs of accesses that may run at the same time, with the argument for each.

use mapvet_model::{AccessKind, LockMode};
use mapvet_syntax::Span;
use serde::{Deserialize, Serialize};

/// A source file as facts name it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path relative to the analysed root, with `/`.
    pub path: String,
    /// Whether it is a `_test.go` file.
    pub test: bool,
    /// Whether its head says that it is generated.
    pub generated: bool,
    /// Whether it lies below a `vendor` folder.
    pub vendored: bool,
}

/// A lock that is held at an access, for display.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct HeldLock {
    /// As the source would write it: `c.mu`.
    pub path: String,
    /// Shared or exclusive.
    pub mode: LockMode,
}

/// What one step of an access path is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StepKind {
    /// Where the path begins: the declaration of the function in which both paths part, or of a root.
    Entry,
    /// A `go` statement or another start of a goroutine.
    Spawn,
    /// A call.
    Call,
    /// The access itself; always last.
    Access,
}

/// One step of an access path, outermost first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// The function the step stands in, as a reader would write it: `(*Cache).refresh`, `New.func1`.
    pub function: String,
    /// Where it stands. For `Entry`, the function's name in its declaration.
    pub span: Span,
    /// What happens there: "starts a goroutine that runs `(*Cache).refresh`".
    pub text: String,
}

/// One of the two accesses of a conflict with the path that leads to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// How the map is touched.
    pub kind: AccessKind,
    /// The declared function or method (its literals belong to it) that holds the access: `cache.(*Cache).Set`.
    pub function: String,
    /// The access.
    pub span: Span,
    /// The map as the source writes it here: `c.m`.
    pub expression: String,
    /// Locks certainly held, sorted.
    pub locks: Vec<HeldLock>,
    /// A lock is taken that lies in a copy of the struct, and keeps nobody else out.
    pub in_vain: bool,
    /// From the function where both paths part down to the access.
    pub steps: Vec<Step>,
    /// The spawn that starts the goroutine of this side, if it does not run on the common goroutine.
    pub spawn: Option<Span>,
    /// The spawn is a send of the map, or of what holds it, to a goroutine that receives it.
    pub sent: bool,
    /// Whether the access stands in a test file.
    pub test: bool,
}

/// How sure the argument is. The weight of its weak links decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Confidence {
    /// Weak links that weigh four or more together.
    Low,
    /// Weak links that weigh less.
    Medium,
    /// None.
    High,
}

impl Confidence {
    /// That of an argument whose weak links weigh so much together, in quarters of what hides a conflict by default.
    pub fn of_weight(weight: u32) -> Confidence {
        match weight {
            0 => Confidence::High,
            1..4 => Confidence::Medium,
            _ => Confidence::Low,
        }
    }
}

/// A step of the argument that is likely but not certain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WeakLink {
    /// The kind of weakness, kebab-case: `may-be-same-instance`.
    pub id: &'static str,
    /// In words, lower case, no final dot.
    pub text: String,
    /// How much it takes from the argument; four take it all.
    pub weight: u8,
}

/// Why nothing orders the two sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parallel {
    /// Two executions of the same spawn.
    SelfParallel,
    /// One side runs on the goroutine that started the other.
    ParentAndChild,
    /// One side was sent the map by the other, which goes on to use it.
    AfterSend,
    /// Two goroutines started by a common ancestor.
    Siblings,
    /// Two entry points that run at the same time.
    Entries,
    /// No two runs are seen to meet: that they do is taken from the lock that others hold.
    Unseen,
}

/// Two accesses of one map that may run at the same time, at least one a write, with no common lock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// `import/path.Type.field`, `import/path.var` or `import/path.func.local`, `[*]` for an element's map.
    pub map: String,
    /// For a local, how many variables of its name the same function declares before it: two maps may share a name.
    pub twin: u32,
    /// Where the map is declared.
    pub declaration: Option<Span>,
    /// The side to report at: the one that lacks the lock.
    pub primary: Side,
    /// The other side; for a self-race a second instance of the same line.
    pub other: Side,
    /// Why nothing orders the sides.
    pub parallel: Parallel,
    /// The function in which both paths part.
    pub common: String,
    /// What is likely but not certain, strongest doubt first.
    pub links: Vec<WeakLink>,
    /// Of the map's accesses outside owned code, how many hold the commonest lock: (lock, held, all).
    pub guard: Option<(String, u32, u32)>,
    /// The map's other unprotected functions with a place in each; only in the first conflict of a map.
    pub also: Vec<(String, Span)>,
    /// The map lies in an atomic value: readers take it from there without a lock.
    pub in_atomic: bool,
    /// What else runs the two accesses: goroutines that start elsewhere, and places where a handler is registered. Sorted.
    pub started: Vec<Started>,
}

/// Another start of what leads to an access.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Started {
    /// The `go` statement, or the call that hands a function to whoever runs it.
    pub span: Span,
    /// A handler is registered there.
    pub registered: bool,
}

impl Conflict {
    /// Whether the primary side writes and holds locks for reading only.
    pub fn is_write_under_read_lock(&self) -> bool {
        let Side { kind, locks, .. } = &self.primary;
        kind.is_write() && !locks.is_empty() && locks.iter().all(|lock| lock.mode == LockMode::Read)
    }

    /// The weight of the weak links as a level.
    pub fn confidence(&self) -> Confidence {
        Confidence::of_weight(self.links.iter().map(|link| u32::from(link.weight)).sum())
    }
}
