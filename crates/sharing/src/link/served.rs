//! Functions and methods that libraries call: servers for each request, others in turn or alone.

use super::graph::Graph;
use super::incoming::Incoming;
use crate::facts::{CallFacts, DeclFacts, Edge, EdgeKind, Facts, Target};
use crate::unit_input::UnitKind;
use mapvet_model::{FuncRef, MethodRuns, Name, Operand, Place, Root, Runs, TypeName, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

impl Graph<'_> {
    /// Whether a server runs a body for each request, at the same time as others. A function that is called by name is
    /// a helper of its callers, whatever its parameters.
    pub fn is_handler(&self, body: u32) -> bool {
        self.is_served(body, &self.incoming[body as usize])
    }

    /// [`Self::is_handler`] by these edges.
    pub fn is_served(&self, body: u32, incoming: &[Incoming]) -> bool {
        let is_called = |edge: &Incoming| edge.shows_caller() && !self.is_test(edge.from);
        let is_served = self.local_number(body) == 0 && self.served_methods.contains_key(&self.decl(body).func);
        (self.body(body).entry || is_served)
            && !self.is_test(body)
            && !incoming.iter().any(is_called)
            && !self.is_run_by_all_who_make_it(body, incoming)
    }

    /// Whether a literal that its function returns is run in place by all who call that function: `handle := s.update(data); handle(c)`.
    fn is_run_by_all_who_make_it(&self, body: u32, incoming: &[Incoming]) -> bool {
        let Some(parent) = self.body(body).parent.map(|parent| self.sibling(body, parent)) else { return false };
        let runs = |maker: &Incoming| incoming.iter().any(|edge| edge.found && edge.kind == EdgeKind::Call && edge.from == maker.from);
        let mut makers = self.incoming.get(parent as usize).into_iter().flatten().filter(|edge| !self.is_test(edge.from)).peekable();
        makers.peek().is_some() && makers.all(|maker| maker.is_by_name() && runs(maker))
    }

    /// Whether a handler of a body's package, or of one that it imports, runs others while it holds a lock:
    /// `mux.Handle(path, locked(handler))`. Which ones is not known where they come out of a table.
    pub fn wraps_handlers(&self, body: u32) -> bool {
        let unit = self.unit(body);
        self.locking_wrappers.contains(&unit.path) || unit.imports.iter().any(|path| self.locking_wrappers.contains(path))
    }

    /// How a library calls a declared method of an object that it is handed; `None` for all else, handlers included.
    fn runs_of(&self, body: u32) -> Option<&MethodRuns> {
        self.served_methods.get(&self.decl(body).func).filter(|_| self.local_number(body) == 0 && !self.body(body).entry)
    }

    /// The type of the objects of which a library calls a method in turn with their other ones.
    pub fn served_in_turn(&self, body: u32) -> Option<TypeName> {
        let func = self.decl(body).func;
        let in_turn = self.runs_of(body).is_some_and(|runs| runs.in_turn);
        func.receiver.filter(|_| in_turn).map(|name| TypeName { package: func.package, name })
    }

    /// Whether a library calls a method of an object again and again, but never twice at the same time.
    pub fn is_served_serially(&self, body: u32) -> bool {
        self.runs_of(body).is_some_and(|runs| runs.runs != Runs::Overlapping)
    }

    /// Whether a library calls a method of an object while it calls no other of them, such as this one.
    pub fn is_served_alone(&self, body: u32, other: u32) -> bool {
        let object = |body: u32| (self.decl(body).func.package, self.decl(body).func.receiver);
        self.runs_of(body).is_some_and(|runs| runs.alone) && self.runs_of(other).is_some() && object(body) == object(other)
    }
}

/// Packages in which a handler hands what it was given to a function value while it holds a lock.
pub(super) fn locking_wrappers(facts: &[Arc<Facts>]) -> FxHashSet<Name> {
    packages(facts).filter(|facts| facts.decls.iter().any(has_locking_wrapper)).map(|facts| facts.path).collect()
}

fn has_locking_wrapper(decl: &DeclFacts) -> bool {
    let is_given = |arg: &Operand| match arg {
        Operand::Place(Place { root: Root::Var(var), path }) => path.is_empty() && matches!(decl.vars[var.index()].kind, VarKind::Formal(_)),
        _ => false,
    };
    let hands_on = |call: &CallFacts| {
        let is_value = |edge: &Edge| matches!(edge.target, Target::Value(_)) && edge.kind == EdgeKind::Call;
        call.edges.iter().any(is_value) && call.args.len() > 1 && call.args.iter().all(is_given) && !call.locks().held.is_empty()
    };
    decl.bodies.iter().any(|body| body.entry && body.calls.iter().any(hands_on))
}

/// What tests hand to libraries runs in tests only.
pub(super) fn served_methods(facts: &[Arc<Facts>]) -> FxHashMap<FuncRef, MethodRuns> {
    let mut methods = FxHashMap::default();
    for (func, runs) in packages(facts).flat_map(|facts| &facts.served) {
        let known = methods.entry(*func).or_insert(*runs);
        *known = known.and(*runs);
    }
    methods
}

/// Methods that libraries of which nothing is known are given with their objects, by more than tests.
pub(super) fn given_methods(facts: &[Arc<Facts>]) -> FxHashSet<FuncRef> {
    packages(facts).flat_map(|facts| facts.given.iter().copied()).collect()
}

fn packages(facts: &[Arc<Facts>]) -> impl Iterator<Item = &Facts> {
    facts.iter().map(AsRef::as_ref).filter(|facts: &&Facts| facts.kind == UnitKind::Package)
}
