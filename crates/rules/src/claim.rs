//! Which of the three main rules names a pair of accesses, and what the Go runtime would say.

use mapvet_sharing::{AccessKind, Conflict, Parallel};

/// The three ways in which two accesses of a map can meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meeting {
    /// Two writes.
    Writes,
    /// A walk over the whole map and a write.
    IterationAndWrite,
    /// Any other read and a write.
    ReadAndWrite,
}

impl Meeting {
    /// How the two sides of a conflict are seen to meet; `None` where that they do is only believed.
    pub(crate) fn seen(conflict: &Conflict) -> Option<Meeting> {
        (conflict.parallel != Parallel::Unseen).then(|| Meeting::of(conflict.primary.kind, conflict.other.kind))
    }

    /// How two accesses meet. One of them is a write, or there is no conflict.
    pub(crate) fn of(one: AccessKind, two: AccessKind) -> Meeting {
        if one.is_write() && two.is_write() {
            Meeting::Writes
        } else if one.is_iteration() || two.is_iteration() {
            Meeting::IterationAndWrite
        } else {
            Meeting::ReadAndWrite
        }
    }

    /// The fatal error with which the Go runtime ends the program when it notices.
    pub(crate) fn fatal_error(self) -> &'static str {
        match self {
            Meeting::Writes => "fatal error: concurrent map writes",
            Meeting::IterationAndWrite => "fatal error: concurrent map iteration and map write",
            Meeting::ReadAndWrite => "fatal error: concurrent map read and map write",
        }
    }
}
