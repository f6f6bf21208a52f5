//! Which calls through interfaces are taken to run a method for no more than its type fitting there.
//!
//! Where the values behind an interface are not known, any type that is converted to some interface may stand there. A map that is a
//! package variable is the same one for all objects: there it is enough that a value of the type is put where this very interface
//! lies, such as in a registry of implementations from which callers pick.
//!
//! Over-reports: an interface whose values are picked so that the one at hand is never called here.

use super::pair::Judge;
use crate::facts::Target;
use mapvet_model::{Root, TypeName};

impl Judge<'_, '_> {
    /// Whether a way passes a call that is not known to run what it leads to.
    pub(super) fn is_guess(&self, number: u32) -> bool {
        let state = &self.climb.states[number as usize];
        state.guessed && !(matches!(state.place.root, Root::Global(..)) && self.climb.chain(number).all(|at| self.is_put_there(at)))
    }

    /// Whether the interface through which a state was come to is given values of the type whose method it leads to.
    fn is_put_there(&self, at: u32) -> bool {
        let upper = &self.climb.states[at as usize];
        let (Some(edge), Some(below)) = (self.climb.edge(upper), upper.below) else { return true };
        if edge.candidates < 2 || edge.narrowed {
            return true;
        }
        let func = self.graph.decl(self.climb.states[below.state as usize].body).func;
        let Some(receiver) = func.receiver.map(|name| TypeName { package: func.package, name }) else { return false };
        let edges = &self.graph.body(edge.from).calls[edge.call as usize].edges;
        edges.iter().any(|edge| match edge.target {
            Target::Interface(owner, method) => method == func.name && self.graph.behind.is_put_behind(receiver, owner),
            Target::Static(_) | Target::Body(_) | Target::Value(_) | Target::Unknown => false,
        })
    }
}
