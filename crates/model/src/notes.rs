//! What lowering concluded of expressions, kept only where somebody asks: `mapvet debug types` and the comparison with
//! the Go type checker.

use crate::select::Path;
use crate::ty::{FuncRef, Name, Ty, TypeName};
use mapvet_syntax::Span;
use std::cell::RefCell;

/// What was concluded of one piece of source.
#[derive(Clone, Debug)]
pub struct Note {
    /// The expression; for selections and calls the name alone.
    pub span: Span,
    /// What it is.
    pub what: Noted,
}

/// The kinds of conclusions.
#[derive(Clone, Debug)]
pub enum Noted {
    /// An expression has this type.
    Expression(Ty),
    /// The operand of an index, range, `len`, `delete` or `clear`, or the left side of an assignment.
    Operand(Ty, IsMap),
    /// A use of a variable of this name that is declared there.
    Use(Name, Span),
    /// A function literal.
    Literal,
    /// A selector is a field, reached through embedded fields; the last step is the field.
    Field(Path),
    /// A call of a declared function or method, through embedded fields.
    Call(FuncRef, Path),
    /// A call of a method of an interface; the interface that lists it.
    InterfaceCall(TypeName, Name),
    /// A call of a function value, a conversion or a builtin function, in words.
    OtherCall(&'static str),
    /// A call of which nothing is known.
    UnknownCall,
}

/// Whether an operand is a map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IsMap {
    /// It is.
    Yes,
    /// It is something else.
    No,
    /// Its type is not known.
    Unknown,
}

/// The notes of a unit, in the order in which they were taken.
pub type Notes = RefCell<Vec<Note>>;
