//! What a package declares: the part of its facts that importers read.

use crate::library::Library;
use crate::scope::LocalTypes;
use crate::ty::{FuncRef, Name, Signature, Ty, TypeName, TypeParam};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// A declared type.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TypeDecl {
    /// Name.
    pub name: Name,
    /// Whether it is `type A = B`.
    pub alias: bool,
    /// What it stands for.
    pub underlying: Ty,
    /// Type parameters.
    pub params: Vec<TypeParam>,
}

/// A declared function or method.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FuncDecl {
    /// Receiver base type name, for methods.
    pub receiver: Option<Name>,
    /// Whether the receiver is a pointer.
    pub pointer: bool,
    /// Name.
    pub name: Name,
    /// Type parameters of its own; those of a method's receiver stand at the type.
    pub params: Vec<TypeParam>,
    /// Parameters and results.
    pub signature: Arc<Signature>,
}

/// A package-level variable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VarDecl {
    /// Name.
    pub name: Name,
    /// Type.
    pub ty: Ty,
    /// File number in the unit and byte range of the name; not part of the serialised form, where positions stand apart.
    #[serde(skip)]
    pub at: (u32, u32, u32),
}

/// A package-level constant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConstDecl {
    /// Name.
    pub name: Name,
    /// Type.
    pub ty: Ty,
}

/// The declarations of one unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Interface {
    /// Import path.
    pub path: Name,
    /// Name in the package clause.
    pub name: Name,
    /// Types, sorted by name.
    pub types: Vec<TypeDecl>,
    /// Functions and methods, sorted by receiver and name.
    pub funcs: Vec<FuncDecl>,
    /// Variables, sorted by name.
    pub vars: Vec<VarDecl>,
    /// Constants, sorted by name.
    pub consts: Vec<ConstDecl>,
    #[serde(skip)]
    index: OnceLock<Index>,
}

#[derive(Clone, Debug, Default)]
struct Index {
    types: FxHashMap<Name, u32>,
    funcs: FxHashMap<(Option<Name>, Name), u32>,
    vars: FxHashMap<Name, u32>,
    consts: FxHashMap<Name, u32>,
}

impl Interface {
    /// No declarations yet.
    pub fn new(path: Name, name: Name) -> Interface {
        Interface { path, name, ..Interface::default() }
    }

    /// Adds types that are declared inside functions.
    pub fn add_types(&mut self, locals: LocalTypes) {
        self.types.extend(locals.into_map().into_values().map(|decl| *decl));
        self.types.sort_by_key(|decl| decl.name);
        self.reindex();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index {
            types: numbered(self.types.iter().map(|decl| decl.name)),
            funcs: numbered(self.funcs.iter().map(|decl| (decl.receiver, decl.name))),
            vars: numbered(self.vars.iter().map(|decl| decl.name)),
            consts: numbered(self.consts.iter().map(|decl| decl.name)),
        })
    }

    /// Forget the look-up tables after a change.
    pub fn reindex(&mut self) {
        self.index = OnceLock::new();
    }

    /// The declared type of this name.
    pub fn type_decl(&self, name: Name) -> Option<&TypeDecl> {
        self.index().types.get(&name).map(|at| &self.types[*at as usize])
    }

    /// The declared function, or method of a receiver type, of this name.
    pub fn func_decl(&self, receiver: Option<Name>, name: Name) -> Option<&FuncDecl> {
        self.index().funcs.get(&(receiver, name)).map(|at| &self.funcs[*at as usize])
    }

    /// The methods that are declared for a receiver type, sorted by name.
    pub fn methods_of(&self, receiver: Name) -> &[FuncDecl] {
        let start = self.funcs.partition_point(|decl| decl.receiver < Some(receiver));
        let end = self.funcs.partition_point(|decl| decl.receiver <= Some(receiver));
        &self.funcs[start..end]
    }

    /// The package variable of this name.
    pub fn var_decl(&self, name: Name) -> Option<&VarDecl> {
        self.index().vars.get(&name).map(|at| &self.vars[*at as usize])
    }

    /// The constant of this name.
    pub fn const_decl(&self, name: Name) -> Option<&ConstDecl> {
        self.index().consts.get(&name).map(|at| &self.consts[*at as usize])
    }

    /// The full name of a declared type.
    pub fn type_name(&self, name: Name) -> TypeName {
        TypeName { package: self.path, name }
    }

    /// The full name of a declared function.
    pub fn func_ref(&self, decl: &FuncDecl) -> FuncRef {
        FuncRef { package: self.path, receiver: decl.receiver, name: decl.name }
    }
}

fn numbered<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> FxHashMap<K, u32> {
    let mut table = FxHashMap::default();
    for (at, key) in keys.enumerate() {
        table.entry(key).or_insert(at as u32);
    }
    table
}

/// Where declarations of other packages come from.
pub trait Interfaces {
    /// The declarations of the package at `path`, if it is analysed.
    fn interface(&self, path: Name) -> Option<&Interface>;
    /// The declarations of a package that is not analysed, if its source or a table of them is at hand.
    fn library(&self, _path: Name) -> Option<&Interface> {
        None
    }
    /// As [`Self::library`], with the types of variables and constants that only their initialisers tell.
    fn library_values(&self, _path: Name) -> Option<&Interface> {
        None
    }
    /// The name in the package clause of a package that is not analysed, if its source or a table is at hand.
    fn package_name(&self, _path: Name) -> Option<Name> {
        None
    }
    /// The models of libraries.
    fn models(&self) -> &Library {
        Library::built_in()
    }
    /// The declarations of the in-package tests of `path`, for the external tests of the same package.
    fn test_interface(&self, path: Name) -> Option<&Interface>;
}
