//! What conditions ask of values that are not handed in, and what is seen to set them.

use crate::body::{BlockId, Is, Operand, Place, Proj, Root};

/// A condition on a value that is known by a path, where control has come to.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The block that control only comes to where it holds.
    pub block: BlockId,
    /// The value: a local, the result of a call, or a flag by the name that all settings of it have ([`flag_name`]).
    pub of: Place,
    /// What it has to be.
    pub is: Is,
    /// The path of a flag, as it is written here.
    pub at: Option<Place>,
}

/// An assignment of a flag.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Which flag ([`flag_name`]).
    pub of: Place,
    /// To what; none where that is not known.
    pub to: Option<Is>,
    /// What sets it.
    pub by: SetBy,
    /// It is set to what is allocated for it right there.
    pub is_new: bool,
}

/// What sets a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetBy {
    /// The initialiser of a package variable: the flag never had its zero value.
    Initialiser,
    /// A struct literal: the object is new.
    Literal,
    /// An assignment of its path ([`Op::Store`](crate::Op::Store)).
    Assignment,
    /// Whoever is given its address, or makes the object by a conversion.
    Other,
}

/// The name by which all objects share what is said of a field, or a package variable itself.
pub fn flag_name(place: &Place) -> Option<Place> {
    match (place.path.last(), place.root) {
        (Some(step @ Proj::Field(..)), _) => Some(Place::of(Root::Unknown).then(*step)),
        (None, Root::Global(..)) => Some(place.clone()),
        _ => None,
    }
}

/// What is known of a value by what it is written as.
pub fn known(value: &Operand) -> Option<Is> {
    match value {
        Operand::Known(is) => Some(*is),
        Operand::Func(_) | Operand::Channel(_) => Some(Is::NotNil),
        Operand::Place(_) | Operand::Fresh | Operand::Received(_) | Operand::Other => None,
    }
}
