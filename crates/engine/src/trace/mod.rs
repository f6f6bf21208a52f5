//! What a program said of a map when it ended: fatal errors with their stacks, and reports of the race detector.
//!
//! Reading order: `text` makes lines of a log, `frame` takes one line of a stack apart; `dump` and `race` read the two
//! forms, `read` both. `tree` knows the accesses and files of the analysed packages, `place` finds those of a frame,
//! `judge` says which map it is, which finding, and who the other side may be.

mod dump;
mod frame;
mod judge;
mod operation;
mod place;
mod race;
mod read;
mod stack;
mod text;
mod tree;

pub use frame::{Frame, Function, Symbol};
pub use judge::{Candidate, Explained, Fit, SideMatch};
pub use operation::Operation;
pub use place::Evidence;
pub use read::{Reading, read};
pub use stack::{Kind, Stack, Trace};
pub use text::MOST_BYTES;
pub use tree::Tree;
