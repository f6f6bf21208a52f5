//! What is put where an interface lies: from this link knows who may stand behind a field, a variable, a formal or a result.

use crate::body::{BodyId, Place};
use crate::ty::{FuncRef, Name, TypeName};
use serde::{Deserialize, Serialize};

/// Where an interface lies.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Holder {
    /// At a path.
    At(Place),
    /// In the nth result of the body.
    Result(u8),
    /// In the nth formal of a declared function.
    Formal(FuncRef, u16),
    /// In the nth formal of a literal of the same declaration.
    Inner(BodyId, u16),
    /// In the nth formal of whichever method of this name a call through an interface runs.
    Method(Name, u16),
}

/// What is put there.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Standing {
    /// A value of a declared type, or a pointer to one.
    Type(TypeName),
    /// What lies at a path.
    At(Place),
    /// Nothing is known of it.
    Unknown,
}

/// A value that is put where an interface lies.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Put {
    /// Where.
    pub into: Holder,
    /// What.
    pub what: Standing,
}
