//! The edges of the call and spawn graph: how one body comes to be run by another.

use super::messages::Message;
use super::rebase::Rebase;
use crate::facts::{Actuals, EdgeKind, Token};
use mapvet_model::{LockMode, Place, Proj, Start};

/// One way in which a body comes to run.
pub(super) struct Incoming {
    /// The body that makes the call.
    pub from: u32,
    /// The call's place in that body's list.
    pub call: u32,
    pub kind: EdgeKind,
    /// Whether it is taken for granted that unseen code runs the function value that it is handed.
    pub assumed: bool,
    pub actuals: Actuals,
    /// The embedded fields between the receiver of a call through an interface and that of the method which it runs.
    pub through: Box<[Proj]>,
    /// Of how many methods that a call through an interface may run this is one; 0 for all other calls.
    pub candidates: u8,
    /// The values that lie behind the interface are known by what is put there.
    pub narrowed: bool,
    /// Another of these methods takes a lock, or wraps whoever else stands behind the interface, and this one's type takes none.
    pub sheltered: bool,
    /// What the model of the library that starts the goroutine says.
    pub start: Option<Start>,
    /// The group that a spawned body signals at its end.
    pub joined: Option<Box<Place>>,
    /// The body and the call that run a function value which was put somewhere; the edge comes from where that was done.
    pub kept: Option<(u32, u32)>,
    /// The caller runs a function value that was put somewhere by another function.
    pub found: bool,
    /// It was put into a field or package variable, which may hold the functions of others.
    pub stored: bool,
    /// It was, and whoever calls what lies there certainly runs it: what stands for those whose runs may be those of other objects.
    pub sure: Option<u32>,
    /// For a function that lies in a field and works on the object that has the field: how the paths of that object are told.
    pub rebase: Option<Box<Rebase>>,
    /// The body receives what the caller sends, and does something with it.
    pub message: Option<Box<Message>>,
    /// For a function value that the callee runs: what the callee holds and signals around the run, in the caller's terms.
    pub wrapped: Option<Box<Wrapped>>,
    /// For a function value that the callee or a library runs: which others of the same call run at the same time.
    pub overlaps: Option<Box<Overlaps>>,
    /// For such a function value: what its formals stand for, where the receiver is not bound or there is none.
    pub handed: Box<[Option<Place>]>,
}

impl Incoming {
    /// A plain edge: what is not said by its caller does not hold.
    pub fn new((from, call): (u32, u32), kind: EdgeKind, actuals: Actuals) -> Incoming {
        Incoming {
            from,
            call,
            kind,
            assumed: false,
            actuals,
            through: Box::default(),
            candidates: 0,
            narrowed: false,
            sheltered: false,
            start: None,
            joined: None,
            kept: None,
            found: false,
            stored: false,
            sure: None,
            rebase: None,
            message: None,
            wrapped: None,
            overlaps: None,
            handed: Box::default(),
        }
    }

    /// Whether what the call returns is what the function returns: it is called in place, not handed to a function that is.
    pub fn gives_its_error(&self) -> bool {
        self.kind == EdgeKind::Call && !matches!(self.actuals, Actuals::Bound(_)) && self.wrapped.is_none() && self.overlaps.is_none()
    }

    /// Whether the caller names the function that it runs: not through an interface, nor as a value from somewhere.
    pub fn is_by_name(&self) -> bool {
        self.candidates == 0 && self.kept.is_none() && !self.found
    }

    /// Whether it shows how the function is called: in place by its name, or inside a wrapper that holds a lock.
    pub fn shows_caller(&self) -> bool {
        let is_locked = self.wrapped.as_ref().is_some_and(|wrapped| !wrapped.held.is_empty());
        is_locked || matches!(self.kind, EdgeKind::Call | EdgeKind::Defer) && self.is_by_name()
    }
}

/// How a callee runs a function value that it is handed.
#[derive(Clone, Default)]
pub(super) struct Wrapped {
    pub held: Vec<(Place, LockMode)>,
    /// What is held besides and has no name in the caller's terms: a lock by its field, or one of an object of which nothing is known.
    pub unnamed: Vec<(Place, LockMode)>,
    pub signals: Vec<Token>,
    /// The goroutines that the wrapper starts for it are over when the wrapper returns.
    pub joined: bool,
    /// Two of them never run it at once: there is but one, or the wrapper holds a lock of its own around it.
    pub one_at_a_time: bool,
}

/// Which function values that one call hands over run at the same time, once or as several.
#[derive(Clone, Default)]
pub(super) struct Overlaps {
    /// Which of them this is.
    pub number: u8,
    /// A bit for each that may run while this one does, itself included.
    pub certain: u64,
    /// As before, unless the callee waits for one of the two in between.
    pub perhaps: u64,
    /// The variables that are other ones each time the function value is made, where several are handed over.
    pub own: Vec<u32>,
    /// The calls by which the callee comes to run it, the innermost first.
    pub inside: Vec<Inside>,
}

/// A call by which a callee comes to run a function value that it is handed.
#[derive(Clone)]
pub(super) struct Inside {
    pub body: u32,
    pub call: u32,
    /// The call itself starts a goroutine for it.
    pub starts: bool,
    /// A goroutine that the call starts for it may live on after the call.
    pub live: bool,
    /// A function further down has waited for that goroutine, unless it took too long, and was asked whether it has.
    pub perhaps_over: bool,
    /// What that goroutine signals, in the terms of the body.
    pub signals: Vec<Token>,
}
