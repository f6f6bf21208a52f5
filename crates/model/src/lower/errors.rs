//! Which call an error is of, and where it is known that there is none: `if err := f(); err != nil { return err }`.

use super::build::Builder;
use super::tests_of::{compared_to_nil, parts};
use super::{Lowerer, Value};
use crate::body::{CallId, Is, Op, Operand, Place, Root, Told, VarId};
use crate::ty::{Name, Ty};
use mapvet_syntax::{Field, Kind, Node};

/// A longer expression does not just ask a context.
const LONGEST: u32 = 60;

/// Parts of the names of functions that make an error of another one.
const WRAPPERS: [&str; 9] = ["rr", "Wrap", "wrap", "With", "Annotate", "Trace", "Mark", "Fatal", "Fail"];

/// Parts of the names of functions that may have none.
const CLEARERS: [&str; 6] = ["gnore", "andle", "ilter", "OrNil", "Is", "Unless"];

/// What is known of the errors that variables of a body hold where control is.
#[derive(Clone, Default)]
pub(super) struct Errors {
    /// The call whose error a variable holds.
    of: Vec<(VarId, CallId)>,
    /// Variables that hold an error for certain.
    certain: Vec<VarId>,
    /// Contexts that are over, as the source writes them.
    over: Vec<Name>,
}

impl Errors {
    fn forget(&mut self, var: VarId) {
        self.of.retain(|(known, _)| *known != var);
        self.certain.retain(|known| *known != var);
    }

    /// What holds whichever of two ways control has taken.
    pub fn meet(&mut self, other: &Errors) {
        self.of.retain(|known| other.of.contains(known));
        self.certain.retain(|known| other.certain.contains(known));
        self.over.retain(|known| other.over.contains(known));
    }

    fn call_of(&self, var: VarId) -> Option<CallId> {
        self.of.iter().find(|(known, _)| *known == var).map(|(_, call)| *call)
    }
}

impl Builder {
    /// The type of the last result is `error`.
    fn returns_error(&self) -> bool {
        self.result_types.last().is_some_and(is_error)
    }
}

fn is_error(ty: &Ty) -> bool {
    matches!(ty, Ty::Named(name, _) if name.package.is_empty() && name.name == "error")
}

impl Lowerer<'_> {
    /// A variable is given a value.
    pub(super) fn note_error(&mut self, var: VarId, value: &Operand) {
        self.forget_error(var);
        let Operand::Place(Place { root: Root::Call(call, _), path }) = value else { return };
        if path.is_empty() && is_error(&self.vars[var.index()].ty) && self.is_of_this_body(var) && !self.shared_errors.contains(&var) {
            self.now().errors.of.push((var, *call));
        }
    }

    /// A variable may hold something else from now on, for the functions around a literal as well.
    pub(super) fn forget_error(&mut self, var: VarId) {
        if is_error(&self.vars[var.index()].ty) && !self.is_of_this_body(var) {
            self.shared_errors.push(var);
        }
        self.open.iter_mut().for_each(|builder| builder.errors.forget(var));
    }

    /// Begins an arm of a branch, under a condition of which this is known.
    pub(super) fn tell(&mut self, known: &[(VarId, Is)]) {
        for (var, is) in known {
            match is {
                Is::Nil => {
                    if let Some(call) = self.now().errors.call_of(*var) {
                        self.push(Op::Told(Told::Succeeded(call)));
                    }
                }
                Is::NotNil => self.now().errors.certain.push(*var),
                Is::True | Is::False | Is::Equal(_) | Is::NotEqual(_) => {}
            }
        }
    }

    /// What a condition says of errors, where it holds and where it does not.
    pub(super) fn asked_errors(&mut self, condition: Node<'_>) -> [Vec<(VarId, Is)>; 2] {
        [true, false].map(|holds| {
            let asked = parts(condition, holds).into_iter().filter_map(|(part, holds)| compared_to_nil(part, holds));
            let named = asked.filter(|(left, _)| left.kind() == Kind::IDENTIFIER);
            named.filter_map(|(left, is)| Some((self.error_named(left)?, is))).collect()
        })
    }

    /// The variable of this name, if it holds errors.
    fn error_named(&mut self, name: Node<'_>) -> Option<VarId> {
        match self.operand(name).operand {
            Operand::Place(Place { root: Root::Var(var), path }) if path.is_empty() && is_error(&self.vars[var.index()].ty) => Some(var),
            _ => None,
        }
    }

    /// What a `return` that ends with this value tells the caller who finds no error.
    pub(super) fn returned_error(&mut self, node: Node<'_>, value: &Value) -> Option<Told> {
        let named = self.now().results.last().copied();
        // A deferred function that assigns the result may make another one of it.
        if !self.now().returns_error() || named.is_some_and(|var| self.shared_errors.contains(&var)) {
            return None;
        }
        match &value.operand {
            Operand::Place(Place { root: Root::Var(var), path }) if path.is_empty() && node.kind() == Kind::IDENTIFIER => self.held(*var),
            Operand::Place(Place { root: Root::Call(..), .. }) if self.is_over(node) || self.makes_error(node) => Some(Told::Fails),
            Operand::Place(Place { root: Root::Call(call, _), path }) if path.is_empty() => Some(Told::Passes(*call)),
            Operand::Place(Place { root: Root::Global(..), .. }) | Operand::Other if is_sentinel(node) => Some(Told::Fails),
            Operand::Fresh => Some(Told::Fails),
            _ => None,
        }
    }

    /// As [`Self::returned_error`], for a plain `return` of a function whose last result has a name.
    pub(super) fn named_error(&mut self, var: VarId) -> Option<Told> {
        if self.now().returns_error() && !self.shared_errors.contains(&var) { self.held(var) } else { None }
    }

    fn held(&mut self, var: VarId) -> Option<Told> {
        let errors = &self.now().errors;
        if errors.certain.contains(&var) { Some(Told::Fails) } else { errors.call_of(var).map(Told::Passes) }
    }

    /// Whether an expression asks a context for its error that is known to be over.
    fn is_over(&mut self, node: Node<'_>) -> bool {
        node.text().strip_suffix(".Err()").is_some_and(|context| self.now().errors.over.contains(&Name::from(context)))
    }

    /// Begins the arm of a branch that asks whether a context is over: `<-ctx.Done()`, `ctx.Err() != nil`.
    pub(super) fn note_over(&mut self, asked: Node<'_>) {
        if asked.end() - asked.start() > LONGEST {
            return;
        }
        let text = asked.text();
        let context = text.strip_prefix("<-").and_then(|rest| rest.strip_suffix(".Done()")).or_else(|| text.strip_suffix(".Err() != nil"));
        context.into_iter().for_each(|context| self.now().errors.over.push(Name::from(context)));
    }

    /// Whether a call makes an error: `fmt.Errorf("...")`, `NewParseError(...)`, or wraps one that is known to be there.
    ///
    /// Misses: a wrapper that has no error of some errors, unless its name says so (`IgnoreNotFound`, `handleError`).
    fn makes_error(&mut self, call: Node<'_>) -> bool {
        let (Some(function), Some(arguments)) = (call.field(Field::FUNCTION), call.field(Field::ARGUMENTS)) else { return false };
        let (package, name) = function.text().rsplit_once('.').unwrap_or(("", function.text()));
        let is_maker = match package {
            "fmt" => name == "Errorf",
            "status" => matches!(name, "Error" | "Errorf"),
            "errors" | "xerrors" => matches!(name, "New" | "Newf" | "Errorf" | "Fatal" | "Fatalf"),
            _ => ["New", "new"].iter().any(|start| name.starts_with(start)) && name.contains("Err"),
        };
        let is_wrapper = WRAPPERS.iter().any(|word| name.contains(word)) && !CLEARERS.iter().any(|word| name.contains(word));
        let is_certain = |this: &mut Self, argument: Node<'_>| {
            argument.kind() == Kind::IDENTIFIER
                && matches!(this.operand(argument).operand, Operand::Place(Place { root: Root::Var(var), .. }) if this.now().errors.certain.contains(&var))
        };
        is_maker || is_wrapper && arguments.children().any(|argument| is_certain(self, argument))
    }
}

/// Whether an expression is an error of a package that has a name: `io.EOF`, `ErrClosed`.
fn is_sentinel(node: Node<'_>) -> bool {
    let name = node.text().rsplit_once('.').map_or(node.text(), |(_, name)| name);
    let is_named = name.strip_prefix("Err").or_else(|| name.strip_prefix("err")).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    matches!(node.kind(), Kind::IDENTIFIER | Kind::SELECTOR_EXPRESSION) && (is_named || name == "EOF")
}
