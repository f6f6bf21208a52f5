//! How functions, maps, locks and places are called in reports.

use super::graph::Graph;
use super::seed::Key;
use super::slots::is_virtual;
use crate::conflict::{FileEntry, HeldLock};
use crate::facts::{Declared, Facts, PlaceId};
use mapvet_model::{CallId, FuncRef, LockMode, Place, PlacedDirective, Proj, Root};
use mapvet_syntax::{FileId, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Names and the table of files.
pub(super) struct Names<'a, 'g> {
    graph: &'a Graph<'g>,
    pub files: Vec<FileEntry>,
    /// For each unit, its files' numbers in the table.
    numbers: Vec<Vec<u32>>,
    declared: FxHashMap<Declared, Span>,
}

impl<'a, 'g> Names<'a, 'g> {
    pub fn new(graph: &'a Graph<'g>) -> Names<'a, 'g> {
        let mut files: Vec<FileEntry> = graph.facts.iter().flat_map(|facts| facts.files.iter().cloned()).collect();
        files.sort();
        files.dedup_by(|a, b| a.path == b.path);
        let number = |path: &str| files.binary_search_by(|file| file.path.as_str().cmp(path)).unwrap_or(0) as u32;
        let numbers = graph.facts.iter().map(|facts| facts.files.iter().map(|file| number(&file.path)).collect()).collect();
        let mut names = Names { graph, files, numbers, declared: FxHashMap::default() };
        for (unit, facts) in graph.facts.iter().enumerate() {
            for (declared, place) in &facts.declared {
                let span = names.span_in(unit, facts, *place);
                names.declared.entry(*declared).or_insert(span);
            }
        }
        names
    }

    /// What comments say about reports, each once, sorted by place.
    pub fn directives(&self) -> Vec<PlacedDirective> {
        let of_unit = |(unit, facts): (usize, &Arc<Facts>)| {
            let placed = facts.directives.iter().map(move |directive| PlacedDirective {
                span: self.span_in(unit, facts, directive.at),
                said: directive.said.clone(),
                scope: directive.scope.map(|scope| self.span_in(unit, facts, scope)),
            });
            placed.collect::<Vec<_>>()
        };
        let mut directives: Vec<PlacedDirective> = self.graph.facts.iter().enumerate().flat_map(of_unit).collect();
        directives.sort();
        directives.dedup();
        directives
    }

    fn span_in(&self, unit: usize, facts: &Facts, place: PlaceId) -> Span {
        let (file, start, end) = facts.places[place.0 as usize];
        Span::new(FileId(self.numbers[unit][file as usize]), start, end)
    }

    /// Where a place of a body's unit is.
    pub fn span(&self, body: u32, place: PlaceId) -> Span {
        let unit = self.graph.bodies[body as usize].unit as usize;
        self.span_in(unit, &self.graph.facts[unit], place)
    }

    /// Whether a place of a body's unit is in a test file.
    pub fn is_test(&self, span: Span) -> bool {
        self.files[span.file.0 as usize].test
    }

    fn receiver(&self, unit: &Facts, func: FuncRef) -> Option<String> {
        let receiver = func.receiver?;
        let pointer = unit.interface.func_decl(func.receiver, func.name).is_some_and(|decl| decl.pointer);
        Some(if pointer { format!("(*{receiver})") } else { receiver.to_string() })
    }

    /// A body as a reader would write it: `(*Cache).refresh`, `New.func1`.
    pub fn body(&self, body: u32) -> String {
        let func = self.graph.decl(body).func;
        let declared = match self.receiver(self.graph.unit(body), func) {
            Some(receiver) => format!("{receiver}.{}", func.name),
            None => func.name.to_string(),
        };
        match self.graph.local_number(body) {
            0 => declared,
            number => format!("{declared}.func{number}"),
        }
    }

    /// The declared function that a body belongs to, with its import path: `example.com/cache.(*Cache).Set`.
    pub fn function(&self, body: u32) -> String {
        let func = self.graph.decl(body).func;
        match self.receiver(self.graph.unit(body), func) {
            Some(receiver) => format!("{}.{receiver}.{}", func.package, func.name),
            None => format!("{}.{}", func.package, func.name),
        }
    }

    /// The name of a location.
    pub fn map(&self, key: Key) -> String {
        let (stem, depth) = match key {
            Key::Declared(Declared::Field(owner, field), depth) => (format!("{}.{}.{field}", owner.package, owner.name), depth),
            Key::Declared(Declared::Global(package, name), depth) => (format!("{package}.{name}"), depth),
            Key::Local(unit, decl, var, depth) => {
                let facts = &self.graph.facts[unit as usize].decls[decl as usize];
                let receiver = facts.func.receiver.map(|receiver| format!("{receiver}.")).unwrap_or_default();
                (format!("{}.{receiver}{}.{}", facts.func.package, facts.func.name, facts.vars[var as usize].name), depth)
            }
        };
        stem + &"[*]".repeat(usize::from(depth & 15))
    }

    /// For a local, how many variables of its name its function declares before it. It depends on the text of the function alone.
    pub fn twin(&self, key: Key) -> u32 {
        match key {
            Key::Declared(..) => 0,
            Key::Local(unit, decl, var, _) => {
                let vars = &self.graph.facts[unit as usize].decls[decl as usize].vars;
                vars[..var as usize].iter().filter(|before| before.name == vars[var as usize].name).count() as u32
            }
        }
    }

    /// Where a location is declared.
    pub fn declaration(&self, key: Key) -> Option<Span> {
        match key {
            Key::Declared(declared, _) => self.declared.get(&declared).copied(),
            Key::Local(unit, decl, var, _) => {
                let facts = &self.graph.facts[unit as usize];
                Some(self.span_in(unit as usize, facts, facts.decls[decl as usize].vars[var as usize].at))
            }
        }
    }

    /// A path as the source would write it.
    pub fn path(&self, body: u32, place: &Place) -> String {
        let mut text = match place.root {
            Root::Var(var) => self.graph.decl(body).vars[var.index()].name.to_string(),
            Root::Global(_, name) => name.to_string(),
            Root::Call(call, _) => self.result_name(body, call),
            Root::Unknown => "?".to_owned(),
        };
        for step in &place.path {
            match step {
                Proj::Field(_, name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Proj::Elem => text.push_str("[...]"),
            }
        }
        text
    }

    /// A result without a variable of its own: `f()`.
    fn result_name(&self, body: u32, call: CallId) -> String {
        let target = self.graph.call_of(body, call).and_then(|call| call.edges.first());
        match target.and_then(|edge| self.graph.edge_target(body, edge)) {
            Some(callee) => format!("{}()", self.body(callee)),
            None => "(...)".to_owned(),
        }
    }

    /// Held locks for display.
    pub fn locks(&self, body: u32, held: &[(Place, LockMode)]) -> Vec<HeldLock> {
        let mut locks: Vec<HeldLock> =
            held.iter().filter(|(place, _)| !is_virtual(place)).map(|(place, mode)| HeldLock { path: self.path(body, place), mode: *mode }).collect();
        locks.sort();
        locks.dedup();
        locks
    }
}
