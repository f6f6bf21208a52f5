//! Atomics: maps that lie in one, and flags that are used as try locks.

use super::graph::Graph;
use super::order::field_of;
use super::seed::Key;
use crate::facts::Declared;
use mapvet_model::{Place, Root, Ty, TypeName};

/// Whether the location is a field or variable of an atomic type, which gives and takes what lies in it as a whole: whoever reads the map takes
/// no lock, and whoever changes it puts a new one there.
pub(super) fn is_in_atomic(graph: &Graph<'_>, key: Key) -> bool {
    let ty = match key {
        Key::Declared(Declared::Field(owner, name), 0) => graph.field_type(owner, name),
        Key::Declared(Declared::Global(package, name), 0) => graph.var_type(package, name),
        Key::Declared(..) | Key::Local(..) => None,
    };
    matches!(ty.map(Ty::pointee), Some(Ty::Named(name, _)) if is_of_atomics(name) && matches!(name.name.as_str(), "Value" | "Pointer"))
}

/// Whether a lock is a flag: it keeps runs of a function apart, and is no sign that others have to hold it.
pub(super) fn is_flag(graph: &Graph<'_>, lock: &Place) -> bool {
    let ty = match (lock.root, field_of(lock)) {
        (_, Some((owner, name))) => graph.field_type(owner, name),
        (Root::Global(package, name), None) => graph.var_type(package, name),
        _ => None,
    };
    match ty.map(Ty::pointee) {
        Some(Ty::Basic(_)) => true,
        Some(Ty::Named(name, _)) => is_of_atomics(name),
        _ => false,
    }
}

fn is_of_atomics(name: &TypeName) -> bool {
    name.package.ends_with("atomic")
}
