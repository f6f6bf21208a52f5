//! Parse Go text and point at it.
//!
//! The only crate that names the parser. It knows trees, spans and lines; it knows no types, no other files and no disk.

mod bodies;
mod comments;
mod dump;
mod kind;
mod line_index;
mod new_value;
mod outline;
mod span;
mod statement;
mod tree;

pub use comments::{About, Comment, comments_beginning};
pub use dump::dump_tree;
pub use kind::{Field, Kind};
pub use line_index::{LineCol, LineIndex};
pub use outline::{Outline, is_function, outline};
pub use span::{FileId, Span};
pub use statement::{Statement, statement_around};
pub use tree::{Children, Node, Parser, SourceFile, SyntaxProblem};
