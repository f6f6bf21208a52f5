//! Locks that have different names on the two sides and may still be one: a pointer was stored, handed over or returned.

use super::graph::Graph;
use super::order::field_of;
use super::state::State;
use super::unnamed::is_unknown;
use mapvet_model::{Name, Place, Proj, Root, Ty, TypeName};

/// Whether a lock of one side may be one of the other under another name.
pub(super) fn may_be_one(graph: &Graph<'_>, body: u32, a: &State, b: &State) -> bool {
    let vars = &graph.decl(body).vars;
    let is_own = |place: &Place| matches!(place.root, Root::Var(var) if place.path.is_empty() && vars[var.index()].fresh);
    let differ = |one: &Place, other: &Place| match (one.root, other.root) {
        (a, b) if a == b => true,
        (Root::Global(..), Root::Global(..)) => true,
        _ => is_own(one) && is_own(other) || are_apart(graph, one, other),
    };
    a.locks().any(|one| b.locks().any(|other| !differ(one, other)))
}

/// Whether each side holds a lock and a pointer may well lead from one to the other: one of them is a field that holds a pointer, or
/// each is the same field of an object that is held by pointer, or one is an object that is locked through an interface and the other is
/// the lock in it.
pub(super) fn is_by_pointer(graph: &Graph<'_>, a: &State, b: &State) -> bool {
    if a.held.iter().any(|(lock, _)| b.held.iter().any(|(other, _)| lock == other)) {
        return false;
    }
    let are_of_one_object = |one: &Place, other: &Place| {
        field_of(one).is_some() && field_of(one) == field_of(other) && is_in_object_by_pointer(graph, one) && is_in_object_by_pointer(graph, other)
    };
    let is_inside =
        |lock: &Place, object: &Place| lock.root == object.root && lock.path.len() == object.path.len() + 1 && lock.path.starts_with(&object.path);
    let may_be =
        |one: &Place, other: &Place| may_lead(graph, one, other) || are_of_one_object(one, other) || is_inside(one, other) || is_inside(other, one);
    a.locks().any(|one| b.locks().any(|other| may_be(one, other)))
}

/// Whether one of two locks is a field that holds a pointer or an interface, which may lead to the other, or one of which nothing is known.
pub(super) fn may_lead(graph: &Graph<'_>, one: &Place, other: &Place) -> bool {
    let any = |is: &dyn Fn(&Place) -> bool| is(one) || is(other);
    (any(&is_unknown) || any(&|lock| leads_on(graph, lock))) && !are_apart(graph, one, other)
}

/// Whether a lock is a field that holds a pointer or an interface.
pub(super) fn leads_on(graph: &Graph<'_>, lock: &Place) -> bool {
    field_of(lock).is_some_and(|(owner, name)| graph.is_pointer(owner, name))
}

/// Whether two locks are certainly two: one is a `sync.Mutex` and one a `sync.RWMutex`, or they lie in different fields and no pointer leads
/// from one to the other: into those of them that are pointers, nothing but new locks are put.
fn are_apart(graph: &Graph<'_>, one: &Place, other: &Place) -> bool {
    if let (Some(one), Some(other)) = (mutex_of(graph, one), mutex_of(graph, other))
        && one != other
    {
        return true;
    }
    let (Some(Proj::Field(owner, name)), Some(Proj::Field(other_owner, other_name))) = (one.path.last(), other.path.last()) else { return false };
    let is_own = |owner: TypeName, name: Name| match graph.field_type(owner, name) {
        Some(Ty::Named(name, _)) => name.is_mutex(),
        Some(Ty::Pointer(_)) => is_own_lock(graph, owner, name),
        Some(_) | None => false,
    };
    (owner, name) != (other_owner, other_name) && is_own(*owner, *name) && is_own(*other_owner, *other_name)
}

/// Which of the two mutexes a lock is, if it is declared as one or as a pointer to one.
fn mutex_of(graph: &Graph<'_>, lock: &Place) -> Option<TypeName> {
    let ty = match (lock.root, lock.path.last()) {
        (_, Some(Proj::Field(owner, name))) => graph.field_type(*owner, *name)?,
        (Root::Global(package, name), None) => graph.var_type(package, name)?,
        (_, Some(_) | None) => return None,
    };
    let mutex = if let Ty::Pointer(inner) = ty { inner } else { ty };
    if let Ty::Named(name, _) = mutex { Some(*name).filter(|name| name.is_mutex()) } else { None }
}

fn is_own_lock(graph: &Graph<'_>, owner: TypeName, name: Name) -> bool {
    graph.package(owner.package).is_some_and(|facts| facts.own_locks.binary_search(&(owner, name)).is_ok())
}

/// Whether a lock is a field of an object that another one holds by pointer.
fn is_in_object_by_pointer(graph: &Graph<'_>, lock: &Place) -> bool {
    match lock.path.as_slice() {
        [.., Proj::Field(owner, name), Proj::Field(..)] => graph.is_pointer(*owner, *name),
        _ => false,
    }
}
