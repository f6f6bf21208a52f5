//! Methods that prepare an object: whoever is seen to call them is still making it, or what they put into it is there to stay.

use super::graph::Graph;
use super::other_names::is_new;
use super::seed::{Group, Key};
use super::types::receiver_type;
use crate::facts::{Declared, EdgeKind};
use mapvet_model::{AccessKind, Name, Place, Root, Ty};

/// Methods of one object that call one another, up to the function that makes it.
const DEPTH: u8 = 3;

/// Whether a method is seen to be called, and all who call it do so on an object that they make and give to their callers afterwards:
/// code that is not seen is taken to do likewise.
///
/// Misses: code that is not seen and does so when others have the object.
pub(super) fn only_prepares(graph: &Graph<'_>, body: u32) -> bool {
    prepares(graph, body, DEPTH)
}

fn prepares(graph: &Graph<'_>, body: u32, depth: u8) -> bool {
    let decl = graph.decl(body);
    if receiver_type(decl.func).is_none() || graph.local_number(body) != 0 || depth == 0 {
        return false;
    }
    let Some(receiver) = decl.formal(0, 0) else { return false };
    let receiver = Place::of(Root::Var(receiver));
    let mut edges = graph.incoming[body as usize].iter().filter(|edge| !graph.is_test(edge.from)).peekable();
    let is_called = edges.peek().is_some();
    is_called
        && edges.all(|edge| {
            let in_place = matches!(edge.kind, EdgeKind::Call) && edge.kept.is_none();
            let Some(object) = graph.actual_over(body, &receiver, edge).filter(|_| in_place) else { return false };
            let Root::Var(var) = object.root else { return false };
            let is_own = graph.decl(edge.from).vars[var.index()].owner == graph.local_number(edge.from);
            if super::requests::is_receiver(graph, edge.from, object.root) {
                return prepares(graph, edge.from, depth - 1);
            }
            let root = Place::of(object.root);
            let is_given = graph.body(edge.from).results.iter().any(|result| result.as_ref() == Some(&root));
            is_own && is_given && is_new(graph, edge.from, var)
        })
}

/// Whether a method sets the value of a flag, as the packages for command lines ask for it: they do so before the program begins.
pub(super) fn sets_flag(graph: &Graph<'_>, body: u32) -> bool {
    let func = graph.decl(body).func;
    if func.name != "Set" || func.receiver.is_none() || graph.local_number(body) != 0 {
        return false;
    }
    let interface = &graph.unit(body).interface;
    let is_string = |ty: &Ty| matches!(ty, Ty::Basic(name) if *name == "string");
    let signature = |name: &str| interface.func_decl(func.receiver, Name::from(name)).map(|decl| &decl.signature);
    let takes_text = signature("Set").is_some_and(|set| matches!(set.params.as_slice(), [text] if is_string(text)) && set.results.len() == 1);
    takes_text && signature("String").is_some_and(|shown| shown.params.is_empty() && matches!(shown.results.as_slice(), [text] if is_string(text)))
}

/// Whether a map holds functions by name, and never loses one: those that are registered before anything runs, as commands, routes and
/// hooks are. What is to be called back once is found by a number, and taken out.
///
/// Misses: a function that is registered while others run.
pub(super) fn is_registry(graph: &Graph<'_>, group: &Group) -> bool {
    let declared = match group.key {
        Key::Declared(Declared::Field(owner, name), 0) => graph.field_type(owner, name),
        Key::Declared(Declared::Global(package, name), 0) => graph.var_type(package, name),
        Key::Declared(..) | Key::Local(..) => None,
    };
    let is_kept = |kind: AccessKind| !matches!(kind, AccessKind::Delete | AccessKind::Clear | AccessKind::LibraryWrite | AccessKind::Fill);
    declared.and_then(|ty| map_of(graph, ty)).is_some_and(|(key, value)| is_text(graph, key) && is_function(graph, value))
        && group.seeds.iter().all(|seed| is_kept(seed.kind) || graph.is_test(seed.body))
}

fn map_of<'a>(graph: &Graph<'a>, ty: &'a Ty) -> Option<(&'a Ty, &'a Ty)> {
    if let Some(Ty::Map(pair)) = graph.underlying(ty) { Some((&pair.0, &pair.1)) } else { None }
}

fn is_text(graph: &Graph<'_>, ty: &Ty) -> bool {
    matches!(graph.underlying(ty), Some(Ty::Basic(name)) if *name == "string")
}

/// Whether a type is that of functions, or of lists of them; of a type of a library its name tells.
fn is_function(graph: &Graph<'_>, ty: &Ty) -> bool {
    match ty {
        Ty::Func(_) => true,
        Ty::Slice(element) => matches!(**element, Ty::Func(_) | Ty::Named(..)) && is_function(graph, element),
        Ty::Named(name, _) => match graph.type_decl(*name) {
            Some(decl) => matches!(decl.underlying, Ty::Func(_)),
            None => name.name.ends_with("Func"),
        },
        _ => false,
    }
}
