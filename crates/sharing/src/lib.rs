//! Say who can touch what concurrently.

mod conflict;
mod facts;
mod linked;
mod stages;
mod unit_input;

pub use conflict::{AccessKind, Confidence, Conflict, FileEntry, HeldLock, LockMode, Parallel, Side, Step, StepKind, WeakLink};
pub use facts::{FACTS_VERSION, Facts};
pub use linked::{LinkStats, Linked, MapAccess, MapStory, Problem};
pub use stages::{Deps, link, unit};
pub use unit_input::{GoVersion, UnitFile, UnitInput, UnitKind};
