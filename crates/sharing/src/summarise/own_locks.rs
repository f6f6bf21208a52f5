//! Locks that an object holds by pointer and yet shares with no other field: nothing but a new lock is ever put there.
//!
//! Everything that sets such a field is seen, because it has no exported name and nobody takes its address. Copies of the struct share
//! the lock, but under the same name.

use mapvet_model::{Interface, Is, Lowered, Name, Place, Proj, Root, Ty, TypeName};
use rustc_hash::FxHashSet;

/// The fields of a unit's types that hold locks of their own, sorted.
pub(super) fn own_locks(decls: &[Lowered], own: &Interface) -> Vec<(TypeName, Name)> {
    let mut found = pointers_to_locks(own);
    if found.is_empty() || decls.iter().any(|decl| decl.too_deep || decl.bodies.iter().any(|body| body.incomplete)) {
        return Vec::new();
    }
    let settings = decls.iter().flat_map(|decl| &decl.settings);
    let given: FxHashSet<&Place> = settings.filter(|setting| !setting.is_new && setting.to != Some(Is::Nil)).map(|setting| &setting.of).collect();
    // What is known of a literal without a type is the name of its field.
    let is_given = |owner: TypeName, name: Name| given.contains(&Place::of(Root::Unknown).then(Proj::Field(owner, name)));
    let unnamed = TypeName { package: Name::default(), name: Name::default() };
    found.retain(|(owner, name)| !is_given(*owner, *name) && !is_given(unnamed, *name));
    found.sort();
    found
}

/// Fields without an exported name that hold pointers to locks.
fn pointers_to_locks(own: &Interface) -> Vec<(TypeName, Name)> {
    let is_lock = |ty: &Ty| {
        let Ty::Pointer(inner) = ty else { return false };
        matches!(&**inner, Ty::Named(name, _) if name.is_mutex())
    };
    let mut found = Vec::new();
    for decl in &own.types {
        let Ty::Struct(fields) = &decl.underlying else { continue };
        let hidden = fields.fields.iter().filter(|field| is_lock(&field.ty) && !field.name.starts_with(char::is_uppercase));
        found.extend(hidden.map(|field| (own.type_name(decl.name), field.name)));
    }
    found
}
