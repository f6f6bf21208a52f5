//! Function values that are handed over in calls through interfaces: the methods that may stand behind one are at hand, so what
//! they do with the value is seen as with a function that is called by its name.

use super::connect::Connector;
use super::dispatch::{Among, Method};
use super::graph::Graph;
use super::handed::Behaviour;
use super::handed_elements::Argument;
use crate::facts::{Actuals, CallFacts, Edge, Target};
use mapvet_model::{FuncValue, Name, Operand, TypeName};
use std::sync::Arc;

/// The methods that a call through an interface may run, and whether the values that lie behind it are known.
pub(super) type Behind = (Arc<[Method]>, bool);

/// What may stand behind the interface of a call.
pub(super) fn behind(graph: &Graph<'_>, from: u32, call: &CallFacts, edge: &Edge, (owner, method): (TypeName, Name)) -> Behind {
    let in_test = graph.is_test(from);
    let types = match call.args.first() {
        Some(Operand::Place(receiver)) if edge.actuals == Actuals::Args => graph.behind.at(graph, from, receiver, in_test),
        _ => None,
    };
    match types {
        Some(types) => (graph.dispatch.methods_among(&Among { graph, behind: &graph.behind, in_test }, &types, method).into(), true),
        None => (graph.dispatch.methods(owner, method, in_test), false),
    }
}

impl Connector<'_, '_> {
    /// How each of these methods runs the nth argument of a call. Of a method that is promoted from an embedded field the receiver is
    /// not at hand.
    fn ways_behind(&mut self, (found, _): &Behind, at: usize) -> Vec<(u32, Vec<Behaviour>)> {
        let graph = self.graph;
        let targets: Vec<u32> = found.iter().filter(|run| run.through.is_empty()).filter_map(|run| graph.funcs.get(&run.func).copied()).collect();
        targets.into_iter().map(|target| (target, self.run_by(target, at, false, 0))).collect()
    }

    /// The function values that a call hands to the methods behind an interface, as these run them.
    pub(super) fn connect_handed_behind(&mut self, at_call: (u32, u32), call: &CallFacts, edge: &Edge, behind: &Behind) {
        for (at, arg) in call.args.iter().enumerate() {
            let Operand::Func(function) = arg else { continue };
            let Some(body) = self.graph.body_of(at_call.0, function) else { continue };
            let bound = if let FuncValue::Method(_, place) = function { Some(place.clone()) } else { None };
            for (target, ways) in self.ways_behind(behind, at) {
                self.connect_values(at_call, call, (target, edge.kind), &Argument::new(at, body, bound.clone()), ways);
            }
        }
    }

    /// Whether all methods that may stand behind the interface of a call are seen to run what it hands them: then nothing has to be
    /// taken for granted of code that is not seen.
    pub(super) fn is_run_behind(&mut self, from: u32, call: &CallFacts, value: u32) -> bool {
        let Some((edge, owner, method)) = call.edges.iter().find_map(|edge| match edge.target {
            Target::Interface(owner, method) if edge.actuals == Actuals::Args => Some((edge, owner, method)),
            _ => None,
        }) else {
            return false;
        };
        let graph = self.graph;
        let is_value = |arg: &Operand| matches!(arg, Operand::Func(function) if graph.body_of(from, function) == Some(value));
        let Some(at) = call.args.iter().position(is_value) else { return false };
        let behind = behind(graph, from, call, edge, (owner, method));
        let ways = self.ways_behind(&behind, at);
        !ways.is_empty() && ways.len() == behind.0.len() && ways.iter().all(|(_, ways)| !ways.is_empty())
    }
}
