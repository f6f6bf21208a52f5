//! Stacks, and what a program said with them.

use super::frame::Frame;
use super::operation::Operation;

/// More frames than these are not kept of one stack.
pub(super) const MOST_FRAMES: usize = 1000;

/// Which words the program ended with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// `concurrent map writes`.
    Writes,
    /// `concurrent map read and map write`.
    ReadAndWrite,
    /// `concurrent map iteration and map write`.
    IterationAndWrite,
    /// `concurrent map clone and map write`.
    CloneAndWrite,
    /// The line is missing; the stack ends in the runtime's functions for maps.
    Unnamed,
    /// A report of the race detector.
    Race,
}

impl Kind {
    /// The words of the runtime or the race detector.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Writes => "concurrent map writes",
            Kind::ReadAndWrite => "concurrent map read and map write",
            Kind::IterationAndWrite => "concurrent map iteration and map write",
            Kind::CloneAndWrite => "concurrent map clone and map write",
            Kind::Unnamed => "a fatal error of a map",
            Kind::Race => "a data race",
        }
    }
}

/// One goroutine.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stack {
    /// Its number; the main goroutine's is 1, also where a race report does not say it.
    pub goroutine: u64,
    /// `running`, `chan receive, 12 minutes`; of a race report `write`, `previous read`.
    pub state: String,
    /// What it did to the map, as far as that is told.
    pub operation: Operation,
    /// The innermost frame first.
    pub frames: Vec<Frame>,
    /// Where it was started: the function with the `go` statement, and in race reports its callers. Empty if that is not told.
    pub created: Vec<Frame>,
    /// Whether the program could not tell the stack.
    pub unavailable: bool,
    /// Whether frames were left out.
    pub elided: bool,
}

impl Stack {
    pub(super) fn new(goroutine: u64, state: &str) -> Stack {
        Stack {
            goroutine,
            state: state.to_owned(),
            operation: Operation::Unknown,
            frames: Vec::new(),
            created: Vec::new(),
            unavailable: false,
            elided: false,
        }
    }
}

/// One crash, or one race report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// What it is.
    pub kind: Kind,
    /// Where it begins in the file, 1-based.
    pub line: u32,
    /// How often the file holds it.
    pub times: u32,
    /// The running goroutine of a crash; both sides of a race. At least one.
    pub sides: Vec<Stack>,
    /// The other goroutines of a crash.
    pub others: Vec<Stack>,
}

impl Trace {
    /// Whether two tell the same story: goroutines have other numbers each time.
    pub(super) fn equals(&self, other: &Trace) -> bool {
        let story = |side: &Stack| (side.operation, side.frames.clone(), side.created.clone());
        self.kind == other.kind
            && self.sides.len() == other.sides.len()
            && self.sides.iter().zip(&other.sides).all(|(one, two)| story(one) == story(two))
    }
}
