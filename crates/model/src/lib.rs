//! Say what the code says: packages, names, types we are sure of, bodies as operations.

mod body;
mod decl;
mod dump;
mod infer;
mod library;
mod lower;
mod package;
mod scope;
mod ty;
mod types;

pub use body::{
    AccessKind, Block, BlockId, Body, BodyId, Call, CallId, CallMode, Callee, Capacity, FuncValue, LockMode, Lowered, Op, Operand, Place, Proj, Root,
    Var, VarId, VarKind,
};
pub use decl::{FuncDecl, Interface, Interfaces, TypeDecl, VarDecl};
pub use dump::{VarNames, access_word, dump, mode_suffix, signature_text, ty_text};
pub use library::{Effect, Library};
pub use lower::{LowerContext, lower};
pub use package::{Package, PackageFile};
pub use scope::{FileScope, Import, Scope, Selection};
pub use ty::{FieldDecl, FuncRef, InterfaceTy, Name, Signature, StructTy, Ty, TypeName};
