//! What link hands to the rules and to `explain`.

use crate::conflict::{Conflict, FileEntry, HeldLock};
use mapvet_model::{AccessKind, PlacedDirective};
use mapvet_syntax::Span;

/// Something that could not be analysed, or not fully.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// What kind, kebab-case: `syntax`, `too-deep`, `unreadable`, `two-packages`, `internal`.
    pub kind: String,
    /// Path relative to the root, if it is about a file.
    pub file: Option<String>,
    /// 1-based, 0 when unknown.
    pub line: u32,
    /// 1-based, bytes, 0 when unknown.
    pub column: u32,
    /// Lower case, no final dot.
    pub text: String,
}

/// One access of a map, for `explain MAP`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapAccess {
    /// How the map is touched.
    pub kind: AccessKind,
    /// The function that holds the access.
    pub function: String,
    /// Where.
    pub span: Span,
    /// Locks certainly held in the function itself, sorted.
    pub locks: Vec<HeldLock>,
    /// Whether a goroutine other than the function's own caller may run it.
    pub concurrent: bool,
}

/// The verdict on a map that nothing writes.
pub const UNWRITTEN: &str = "silent: it is never written after it is made";

/// The verdict on a map that no goroutine is seen to reach.
pub const UNREACHED: &str = "silent: no access is seen to run on a goroutine of its own";

/// The verdict on a map of whose accesses no two conflict.
pub const UNPAIRED: &str = "silent: every two accesses of the same map that may run at the same time share a lock, are ordered, or none is seen";

/// What is known of one map, and why it is silent or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapStory {
    /// Full name, as in [`Conflict::map`].
    pub map: String,
    /// Where it is declared.
    pub declaration: Option<Span>,
    /// Its accesses in source order.
    pub accesses: Vec<MapAccess>,
    /// Why nothing is reported ([`UNWRITTEN`], [`UNREACHED`], [`UNPAIRED`]), or that something is; lower case, no final dot.
    pub verdict: String,
}

/// Calls that may run code, but those of libraries, by what is known of whom they run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallStats {
    /// A function or literal is named.
    pub named: u32,
    /// Through an interface, to the methods of the types that may stand behind it.
    pub interfaces: u32,
    /// A function value whose functions are known.
    pub function_values: u32,
    /// A function value that the caller's own callers hand over; it is followed from there.
    pub handed_in: u32,
    /// The interface is declared in code that is not analysed.
    pub foreign_interfaces: u32,
    /// More types may stand behind the interface than are followed.
    pub too_many_behind: u32,
    /// No type is made that could stand behind the interface.
    pub nobody_behind: u32,
    /// A function value from where nobody is seen to put one.
    pub lost_values: u32,
    /// A function without a body, such as one in assembly.
    pub without_body: u32,
    /// Nothing is known of the callee.
    pub unknown: u32,
}

impl CallStats {
    /// Those that lead to code that is known.
    pub fn resolved(&self) -> u32 {
        self.named + self.interfaces + self.function_values + self.handed_in
    }

    /// All.
    pub fn all(&self) -> u32 {
        let causes = [self.foreign_interfaces, self.too_many_behind, self.nobody_behind, self.lost_values, self.without_body, self.unknown];
        self.resolved() + causes.iter().sum::<u32>()
    }
}

/// Counts for the closing line and for `--stats`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LinkStats {
    /// Declared functions, methods and literals.
    pub functions: u32,
    /// Map accesses seen.
    pub accesses: u32,
    /// Distinct maps.
    pub maps: u32,
    /// Calls, and those whose callee is not known.
    pub calls: u32,
    /// Calls that lead to no code that is known.
    pub unresolved_calls: u32,
    /// The calls by what is known of them.
    pub by_call: CallStats,
    /// Lock calls, and those whose lock could not be named.
    pub locks: u32,
    /// Lock calls on something that has no name.
    pub unresolved_locks: u32,
    /// Index expressions and ranges whose operand has an unknown type.
    pub unknown_operands: u32,
    /// Functions whose states were capped.
    pub capped: u32,
    /// Maps that so many ways lead to that not all were followed.
    pub exhausted: u32,
}

/// The result of link.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// All files, sorted by path; a [`Span`]'s file number counts here.
    pub files: Vec<FileEntry>,
    /// Conflicts, sorted by map and place.
    pub conflicts: Vec<Conflict>,
    /// One story a map that has a write outside owned code, sorted by name.
    pub maps: Vec<MapStory>,
    /// Comments that say what not to report, sorted by place.
    pub directives: Vec<PlacedDirective>,
    /// Counts.
    pub stats: LinkStats,
    /// Problems met by the units and by link, sorted.
    pub problems: Vec<Problem>,
}
