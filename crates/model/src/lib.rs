//! Say what the code says: packages, names, types we are sure of, bodies as operations.

mod asked;
mod body;
mod decl;
mod directive;
mod dump;
mod library;
mod lower;
mod models;
mod notes;
mod package;
mod remote;
mod scope;
mod select;
mod standing;
mod subst;
mod ty;
mod types;
mod user_rows;
mod values;
mod vocabulary;

pub use asked::{Asked, SetBy, Setting, flag_name, known};
pub use body::{
    AccessKind, Block, BlockId, Body, BodyId, Bound, Call, CallId, CallMode, Callee, Capacity, FuncValue, Is, Kept, LockMode, Lowered, Op, Operand,
    Place, Proj, Root, Test, Told, Var, VarId, VarKind,
};
pub use decl::{ConstDecl, FuncDecl, Interface, Interfaces, TypeDecl, VarDecl};
pub use directive::{Directive, DirectiveForm, Fault, PlacedDirective, directives};
pub use dump::{VarNames, access_word, dump, mode_suffix, signature_text, ty_text};
pub use library::{Callback, Effect, Library, MethodRuns, ModelRow, RowSays, Runs, Served, Start, Started, Through, Visited, event_loop, model_rows};
pub use lower::{LowerContext, declared_type, lower};
pub use models::MODEL_KEYS;
pub use notes::{IsMap, Note, Noted, Notes};
pub use package::{Package, PackageFile, Values};
pub use scope::{FileScope, Import, LocalTypes, Scope};
pub use select::{Path, Selection};
pub use standing::{Holder, Put, Standing};
pub use ty::{Args, FieldDecl, FuncRef, InterfaceTy, Name, Signature, StructTy, Ty, TypeName, TypeParam};
pub use vocabulary::{Checked, Form, Key, Mistake, Shape, Words, check, nearest};
