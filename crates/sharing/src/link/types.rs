//! What is known of the types of a program before any map is looked at: which are meant for several goroutines, which live under a lock,
//! and through which interfaces their methods are called.

use super::graph::Graph;
use super::outside::named;
use super::programs::Programs;
use super::requests::is_receiver;
use crate::facts::{EdgeKind, Target};
use mapvet_model::{FuncRef, Name, Place, Root, TypeName};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of types before any group is looked at.
pub(super) struct Types {
    /// Meant for several goroutines: some method takes a lock of its receiver, or a goroutine runs one of them.
    pub shared: FxHashSet<TypeName>,
    /// Some method gives a lock back that it did not take: an object of this type lives while that lock is held, and
    /// its methods run under it.
    pub sessions: FxHashMap<TypeName, Vec<Place>>,
    /// Most exported methods have callers, so that one without any is dead code rather than there for an interface.
    pub called: FxHashSet<TypeName>,
    /// For names of methods, the interfaces through which such a method is called.
    pub dispatched: FxHashMap<Name, Vec<TypeName>>,
    /// Which programs packages are part of.
    pub programs: Programs,
}

impl Types {
    pub fn new(graph: &Graph<'_>) -> Types {
        let mut sessions: FxHashMap<TypeName, Vec<Place>> = FxHashMap::default();
        for (func, net) in graph.facts.iter().flat_map(|facts| &facts.net) {
            let Some(receiver) = receiver_type(*func) else { continue };
            let of_objects = net.lost.iter().filter(|lock| !matches!(lock.root, Root::Global(..)));
            let locks: Vec<Place> = of_objects.filter_map(named).collect();
            if !locks.is_empty() {
                sessions.entry(receiver).or_default().extend(locks);
            }
        }
        Types {
            shared: shared_types(graph),
            sessions,
            called: called_types(graph),
            dispatched: dispatched(graph),
            programs: Programs::new(graph.facts),
        }
    }
}

fn dispatched(graph: &Graph<'_>) -> FxHashMap<Name, Vec<TypeName>> {
    let bodies = (0..graph.bodies.len() as u32).filter(|body| !graph.is_test(*body));
    let edges = bodies.flat_map(|body| &graph.body(body).calls).flat_map(|call| &call.edges);
    let mut found: FxHashMap<Name, Vec<TypeName>> = FxHashMap::default();
    let mut known: FxHashSet<(TypeName, Name)> = FxHashSet::default();
    for edge in edges {
        if let Target::Interface(interface, method) = edge.target
            && known.insert((interface, method))
        {
            found.entry(method).or_default().push(interface);
        }
    }
    found
}

fn called_types(graph: &Graph<'_>) -> FxHashSet<TypeName> {
    let mut counts: FxHashMap<TypeName, (u32, u32)> = FxHashMap::default();
    for body in (0..graph.bodies.len() as u32).filter(|body| graph.local_number(*body) == 0 && !graph.is_test(*body)) {
        let func = graph.decl(body).func;
        let Some(receiver) = receiver_type(func).filter(|_| func.name.starts_with(char::is_uppercase)) else { continue };
        let (called, all) = counts.entry(receiver).or_default();
        *all += 1;
        // What an object calls on itself says nothing of how others reach it.
        let is_own = |from: u32| receiver_type(graph.decl(from).func) == Some(receiver);
        *called += u32::from(graph.incoming[body as usize].iter().any(|edge| edge.is_by_name() && !graph.is_test(edge.from) && !is_own(edge.from)));
    }
    #[allow(clippy::iter_over_hash_type, reason = "collected into a set")]
    counts.into_iter().filter(|(_, (called, all))| called * 5 >= *all * 4).map(|(name, _)| name).collect()
}

/// Types that are meant for several goroutines: some method takes a lock of its receiver, or a goroutine runs one of them.
fn shared_types(graph: &Graph<'_>) -> FxHashSet<TypeName> {
    let mut found = FxHashSet::default();
    for body in 0..graph.bodies.len() as u32 {
        let Some(name) = receiver_type(graph.decl(body).func).filter(|_| !graph.is_test(body)) else { continue };
        let events = graph.body(body).blocks.iter().flat_map(|block| &block.events);
        let locks = events.into_iter().any(|event| event.lock_taken().is_some_and(|lock| is_receiver(graph, body, lock.root)));
        let started = graph.incoming[body as usize].iter().any(|edge| edge.kind == EdgeKind::Spawn && !graph.is_test(edge.from));
        if locks || started {
            found.insert(name);
        }
    }
    found
}

/// The type of which a function is a method.
pub(super) fn receiver_type(func: FuncRef) -> Option<TypeName> {
    func.receiver.map(|name| TypeName { package: func.package, name })
}
