//! Say who can touch what concurrently.

mod behaviour;
mod conflict;
mod dump;
mod facts;
mod link;
mod linked;
mod loops;
mod picture;
mod stages;
mod summarise;
mod unit_input;

pub use behaviour::{Derived, Program, ProgramUnit, Run, Touched, Way};
pub use conflict::{Confidence, Conflict, FileEntry, HeldLock, Parallel, Side, Started, Step, StepKind, WeakLink};
pub use dump::Dump;
pub use facts::{FACTS_VERSION, Facts};
pub use linked::{CallStats, LinkStats, Linked, MapAccess, MapStory, Problem, UNPAIRED, UNREACHED, UNWRITTEN};
pub use mapvet_model::{AccessKind, Directive, DirectiveForm, Fault, LockMode, PlacedDirective};
pub use picture::{
    Begin, DrawnAccess, DrawnCall, DrawnFunction, DrawnJoin, DrawnLock, DrawnMap, DrawnSpawn, Focus, How, JoinKind, LeftOutOfPicture, NoSuchName,
    Picture, PictureOf, Times,
};
pub use stages::{Deps, bodies, followed_bodies, link, notes, picture, unit};
pub use unit_input::{GoVersion, UnitFile, UnitInput, UnitKind};
