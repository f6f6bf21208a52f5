//! Type arguments: putting them in, and finding them by unification.
//!
//! Inference follows the language specification, "Type unification" and "Type inference", except that it never fails:
//! what does not unify stays unbound, and an unbound parameter is `Unknown`.

use crate::scope::Scope;
use crate::ty::{Args, FieldDecl, InterfaceTy, Signature, StructTy, Ty, TypeName, TypeParam};
use std::sync::Arc;

/// Types nested deeper are cut.
const DEPTH: usize = 60;

/// Type arguments for the parameters of one declaration.
#[derive(Clone, Copy)]
pub(crate) struct Subst<'s> {
    /// The declaration.
    pub owner: TypeName,
    /// Its arguments; those that are missing are `Unknown`.
    pub args: &'s [Ty],
}

impl Subst<'_> {
    /// The type with the arguments put in.
    pub fn ty(self, ty: &Ty) -> Ty {
        self.at_depth(ty, 0)
    }

    /// The signature with the arguments put in.
    pub fn signature(self, signature: &Arc<Signature>) -> Arc<Signature> {
        self.signature_at(signature, 0)
    }

    fn signature_at(self, signature: &Arc<Signature>, depth: usize) -> Arc<Signature> {
        if !signature.params.iter().chain(&signature.results).any(|ty| mentions(ty, self.owner, depth)) {
            return signature.clone();
        }
        let all = |types: &[Ty]| types.iter().map(|ty| self.at_depth(ty, depth)).collect();
        Arc::new(Signature { params: all(&signature.params), results: all(&signature.results), variadic: signature.variadic })
    }

    fn at_depth(self, ty: &Ty, depth: usize) -> Ty {
        if depth > DEPTH {
            return Ty::Unknown;
        }
        let one = |inner: &Ty| Arc::new(self.at_depth(inner, depth + 1));
        let all = |types: &[Ty]| types.iter().map(|ty| self.at_depth(ty, depth + 1)).collect::<Vec<Ty>>();
        match ty {
            Ty::Param(owner, index) if *owner == self.owner => self.args.get(*index as usize).cloned().unwrap_or(Ty::Unknown),
            Ty::Unknown | Ty::Basic(_) | Ty::Nil | Ty::Param(..) => ty.clone(),
            _ if !mentions(ty, self.owner, depth) => ty.clone(),
            Ty::Named(name, args) => Ty::Named(*name, Args::of(all(args))),
            Ty::Pointer(inner) => Ty::Pointer(one(inner)),
            Ty::Map(pair) => Ty::map(self.at_depth(&pair.0, depth + 1), self.at_depth(&pair.1, depth + 1)),
            Ty::Slice(inner) => Ty::Slice(one(inner)),
            Ty::Array(inner) => Ty::Array(one(inner)),
            Ty::Chan(inner) => Ty::Chan(one(inner)),
            Ty::Func(signature) => Ty::Func(self.signature_at(signature, depth + 1)),
            Ty::Struct(fields) => {
                let field = |field: &FieldDecl| FieldDecl { ty: self.at_depth(&field.ty, depth + 1), ..field.clone() };
                Ty::Struct(Arc::new(StructTy { fields: fields.fields.iter().map(field).collect() }))
            }
            Ty::Interface(interface) => {
                let methods = interface.methods.iter().map(|(name, signature)| (*name, self.signature_at(signature, depth + 1)));
                let unions = interface.unions.iter().map(|union| all(union)).collect();
                Ty::Interface(Arc::new(InterfaceTy { methods: methods.collect(), embedded: all(&interface.embedded), unions }))
            }
            Ty::Tuple(parts) => Ty::Tuple(all(parts).into()),
        }
    }
}

/// Whether a type names a parameter of `owner`.
fn mentions(ty: &Ty, owner: TypeName, depth: usize) -> bool {
    if depth > DEPTH {
        return true;
    }
    let inner = |ty: &Ty| mentions(ty, owner, depth + 1);
    let in_signature = |signature: &Signature| signature.params.iter().chain(&signature.results).any(inner);
    match ty {
        Ty::Unknown | Ty::Basic(_) | Ty::Nil => false,
        Ty::Param(of, _) => *of == owner,
        Ty::Named(_, args) => args.iter().any(inner),
        Ty::Pointer(of) | Ty::Slice(of) | Ty::Array(of) | Ty::Chan(of) => inner(of),
        Ty::Map(pair) => inner(&pair.0) || inner(&pair.1),
        Ty::Func(signature) => in_signature(signature),
        Ty::Struct(fields) => fields.fields.iter().any(|field| inner(&field.ty)),
        Ty::Interface(interface) => {
            let unions = interface.unions.iter().flatten();
            interface.methods.iter().any(|(_, signature)| in_signature(signature)) || interface.embedded.iter().chain(unions).any(inner)
        }
        Ty::Tuple(parts) => parts.iter().any(inner),
    }
}

/// The type arguments of a call of a generic function.
///
/// `explicit` are those that the source writes, `actuals` the types of the arguments, one for each of `formals`.
pub(crate) fn infer(scope: &Scope<'_>, owner: TypeName, params: &[TypeParam], explicit: &[Ty], pairs: &[(Ty, Ty)]) -> Vec<Ty> {
    let mut bound: Vec<Option<Ty>> = params.iter().enumerate().map(|(at, _)| explicit.get(at).cloned()).collect();
    let mut unifier = Unifier { scope, owner, bound: &mut bound };
    for (formal, actual) in pairs.iter().filter(|(_, actual)| !actual.is_untyped()) {
        unifier.unify(formal, actual, 0);
    }
    for (formal, actual) in pairs.iter().filter(|(_, actual)| actual.is_untyped()) {
        if let Ty::Param(of, index) = formal
            && *of == owner
            && let Some(slot @ None) = unifier.bound.get_mut(*index as usize)
        {
            *slot = Some(actual.clone().defaulted());
        }
    }
    // A constraint with a core type says what its arguments are made of, and may say what the argument is.
    for _ in 0..params.len() {
        for (at, param) in params.iter().enumerate() {
            let Some(core) = scope.core(&param.constraint) else { continue };
            match unifier.bound[at].clone() {
                Some(actual) => {
                    let actual = scope.underlying(&actual);
                    unifier.unify(&core, &actual, 0);
                }
                None => unifier.bind_to_core(at, &core),
            }
        }
    }
    bound.into_iter().map(|ty| ty.unwrap_or(Ty::Unknown)).collect()
}

struct Unifier<'u, 's> {
    scope: &'u Scope<'s>,
    owner: TypeName,
    bound: &'u mut Vec<Option<Ty>>,
}

impl Unifier<'_, '_> {
    fn bind_to_core(&mut self, at: usize, core: &Ty) {
        let known: Option<Vec<Ty>> =
            self.bound.iter().enumerate().map(|(other, ty)| if other == at { Some(Ty::Unknown) } else { ty.clone() }).collect();
        if let Some(args) = known {
            self.bound[at] = Some(Subst { owner: self.owner, args: &args }.ty(core));
        }
    }

    fn all(&mut self, formals: &[Ty], actuals: &[Ty], depth: usize) {
        for (formal, actual) in formals.iter().zip(actuals) {
            self.unify(formal, actual, depth);
        }
    }

    fn unify(&mut self, formal: &Ty, actual: &Ty, depth: usize) {
        if depth > DEPTH || matches!(actual, Ty::Unknown | Ty::Nil) {
            return;
        }
        let depth = depth + 1;
        match (formal, actual) {
            (Ty::Param(of, index), _) if *of == self.owner => {
                if let Some(slot @ None) = self.bound.get_mut(*index as usize) {
                    *slot = Some(actual.clone());
                }
            }
            (Ty::Named(formal, to), Ty::Named(actual, from)) if formal == actual => self.all(to, from, depth),
            (Ty::Pointer(to), Ty::Pointer(from))
            | (Ty::Slice(to), Ty::Slice(from))
            | (Ty::Array(to), Ty::Array(from))
            | (Ty::Chan(to), Ty::Chan(from)) => {
                self.unify(to, from, depth);
            }
            (Ty::Map(to), Ty::Map(from)) => {
                self.unify(&to.0, &from.0, depth);
                self.unify(&to.1, &from.1, depth);
            }
            (Ty::Func(to), Ty::Func(from)) => {
                self.all(&to.params, &from.params, depth);
                self.all(&to.results, &from.results, depth);
            }
            (_, Ty::Named(..)) => self.opened(formal, actual, depth),
            (Ty::Named(..), _) => self.opened(formal, actual, depth),
            _ => {}
        }
    }

    /// Names stand for what they are declared as: of the two, aliases first, then the one that is no parameter.
    fn opened(&mut self, formal: &Ty, actual: &Ty, depth: usize) {
        let (to, from) = (self.scope.unalias(formal), self.scope.unalias(actual));
        if to != *formal || from != *actual {
            return self.unify(&to, &from, depth);
        }
        if let (Ty::Named(..), Ty::Named(..)) = (formal, actual)
            && let Ty::Interface(wanted) = self.scope.underlying(formal)
        {
            return self.methods(&wanted, actual, depth);
        }
        let open = |ty: &Ty| if matches!(ty, Ty::Named(..)) { self.scope.underlying(ty) } else { ty.clone() };
        let (to, from) = (open(formal), open(actual));
        if !matches!(to, Ty::Named(..)) && !matches!(from, Ty::Named(..)) {
            self.unify(&to, &from, depth);
        }
    }

    /// A value that is passed for an interface has its methods.
    fn methods(&mut self, wanted: &InterfaceTy, actual: &Ty, depth: usize) {
        for (name, signature) in &wanted.methods {
            if let Some(own) = self.scope.select(actual, *name).signature() {
                self.unify(&Ty::Func(signature.clone()), &Ty::Func(own), depth);
            }
        }
    }
}
