//! Light types: what the source says a type is, or `Unknown`; never a guess.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use ustr::Ustr;

/// A Go name; interned, so that comparing is one word.
pub type Name = Ustr;

/// A declared type: import path and name. The path of predeclared types is empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct TypeName {
    /// Import path of the declaring package.
    pub package: Name,
    /// The type's name; a type declared in a function is `function.Type`; empty for an unnamed struct.
    pub name: Name,
}

impl TypeName {
    /// Whether it is one of the two locks of the standard library.
    pub fn is_mutex(self) -> bool {
        self.package == "sync" && matches!(self.name.as_str(), "Mutex" | "RWMutex")
    }
}

/// A declared function or method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct FuncRef {
    /// Import path of the declaring package.
    pub package: Name,
    /// The receiver's base type name, for methods.
    pub receiver: Option<Name>,
    /// The function's name.
    pub name: Name,
}

/// A light type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Ty {
    /// Not known; makes no finding more certain.
    Unknown,
    /// A predeclared type such as `int`; `byte` is `uint8` and `rune` is `int32`. Constants without a type are
    /// `untyped int`, `untyped rune`, `untyped float`, `untyped complex`, `untyped string` and `untyped bool`.
    Basic(Name),
    /// A declared type with its type arguments.
    Named(TypeName, Args),
    /// The nth type parameter of a declared type or function. Inside methods it is the type's.
    Param(TypeName, u16),
    /// `*T`.
    Pointer(Arc<Ty>),
    /// `map[K]V`.
    Map(Arc<(Ty, Ty)>),
    /// `[]T`.
    Slice(Arc<Ty>),
    /// `[N]T`.
    Array(Arc<Ty>),
    /// `chan T` of any direction.
    Chan(Arc<Ty>),
    /// A function type.
    Func(Arc<Signature>),
    /// A struct literal type.
    Struct(Arc<StructTy>),
    /// An interface literal type with its method names; embedded interfaces are listed by type.
    Interface(Arc<InterfaceTy>),
    /// Several results.
    Tuple(Arc<[Ty]>),
    /// `nil`.
    Nil,
}

/// Type arguments; none for a type without parameters, and where they are not known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Args(Option<Arc<[Ty]>>);

impl Args {
    /// These arguments.
    pub fn of(args: Vec<Ty>) -> Args {
        Args(if args.is_empty() { None } else { Some(args.into()) })
    }
}

impl std::ops::Deref for Args {
    type Target = [Ty];

    fn deref(&self) -> &[Ty] {
        self.0.as_deref().unwrap_or_default()
    }
}

/// A type parameter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TypeParam {
    /// Name.
    pub name: Name,
    /// What it is constrained by.
    pub constraint: Ty,
}

/// Parameters and results of a function.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Signature {
    /// Parameter types; the last of a variadic function is a slice.
    pub params: Vec<Ty>,
    /// Result types.
    pub results: Vec<Ty>,
    /// Whether the last parameter is `...T`.
    pub variadic: bool,
}

/// A field of a struct.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FieldDecl {
    /// Name; for an embedded field the type's name.
    pub name: Name,
    /// Type.
    pub ty: Ty,
    /// Whether it is embedded.
    pub embedded: bool,
    /// The encoders that pass it over, by the keys of its tag: `json` for `json:"-"`.
    pub passed_over: Vec<Name>,
    /// File number in the unit and byte range of the name; not part of the serialised form, where positions stand apart.
    #[serde(skip)]
    pub at: (u32, u32, u32),
}

/// A struct type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct StructTy {
    /// Fields in source order.
    pub fields: Vec<FieldDecl>,
}

/// An interface type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct InterfaceTy {
    /// Methods.
    pub methods: Vec<(Name, Arc<Signature>)>,
    /// Embedded types: interfaces, or the one type of a constraint.
    pub embedded: Vec<Ty>,
    /// Unions, and `~T`: of each the types that it lists.
    pub unions: Vec<Vec<Ty>>,
}

impl Ty {
    /// A declared type without type arguments.
    pub fn named(name: TypeName) -> Ty {
        Ty::Named(name, Args::default())
    }

    /// A slice of `element`.
    pub fn slice(element: Ty) -> Ty {
        Ty::Slice(Arc::new(element))
    }

    /// Whether this is the type of a constant without a type.
    pub fn is_untyped(&self) -> bool {
        matches!(self, Ty::Basic(name) if name.starts_with("untyped "))
    }

    /// The type of a variable that is given such a value: constants without a type get theirs.
    pub fn defaulted(self) -> Ty {
        let Ty::Basic(name) = &self else { return if self == Ty::Nil { Ty::Unknown } else { self } };
        match name.as_str() {
            "untyped int" => Ty::basic("int"),
            "untyped rune" => Ty::basic("int32"),
            "untyped float" => Ty::basic("float64"),
            "untyped complex" => Ty::basic("complex128"),
            "untyped string" => Ty::basic("string"),
            "untyped bool" => Ty::basic("bool"),
            _ => self,
        }
    }

    /// A pointer to `self`.
    pub fn pointer(self) -> Ty {
        Ty::Pointer(Arc::new(self))
    }

    /// `map[key]value`.
    pub fn map(key: Ty, value: Ty) -> Ty {
        Ty::Map(Arc::new((key, value)))
    }

    /// The basic type `name`.
    pub fn basic(name: &str) -> Ty {
        Ty::Basic(Name::from(name))
    }

    /// `self`, or what it points to.
    pub fn pointee(&self) -> &Ty {
        match self {
            Ty::Pointer(inner) => inner,
            other => other,
        }
    }

    /// The only result of a call of a function with this signature, or all of them.
    pub fn of_results(results: &[Ty]) -> Ty {
        match results {
            [one] => one.clone(),
            many => Ty::Tuple(many.into()),
        }
    }

    /// The `index`th value of a call result.
    pub fn component(&self, index: usize) -> Ty {
        match self {
            Ty::Tuple(parts) => parts.get(index).cloned().unwrap_or(Ty::Unknown),
            one if index == 0 => one.clone(),
            _ => Ty::Unknown,
        }
    }
}

impl std::fmt::Display for FuncRef {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.receiver {
            Some(receiver) => write!(out, "({}.{}).{}", self.package, receiver, self.name),
            None => write!(out, "{}.{}", self.package, self.name),
        }
    }
}
