//! What the source of a library does with what it is handed: function values, objects, maps, locks. For holding the models of
//! libraries against the libraries.
//!
//! Values are followed without regard to order and to instances: all objects of a type share their fields, and a container is
//! one place with its elements. That finds more ways than there are, and so whatever is concluded from a way that is found is
//! said with its place, for a person to look at.

mod calls;
mod flow;
mod runs;
mod touches;

use crate::facts::Facts;
use calls::Calls;
use flow::{Flow, sorted};
use mapvet_model::{Body, FuncRef, Interface, Lowered, Name, Ty, TypeName, Var, VarKind};
use mapvet_syntax::{LineIndex, Span};
pub use runs::{Derived, Run, Way};
use rustc_hash::FxHashMap;
use std::sync::Arc;
pub use touches::Touched;

/// A package of a program with its lowered bodies.
pub struct ProgramUnit {
    /// Its facts.
    pub facts: Arc<Facts>,
    /// Its declarations.
    pub decls: Vec<Lowered>,
    /// Path and lines of each file, in the order of the unit.
    pub files: Vec<(String, LineIndex)>,
}

/// How deep embedded types and names of types are followed.
const DEPTH: usize = 4;

/// A call that may run more bodies than these is not followed: it would lead everywhere.
const MOST_CALLEES: usize = 12;

/// The number of a body of the program.
type BodyNumber = u32;

/// Where a body stands.
#[derive(Clone, Copy)]
struct BodyAt {
    unit: u32,
    decl: u32,
    body: u32,
}

/// Packages that are looked at together.
pub struct Program {
    units: Vec<ProgramUnit>,
    bodies: Vec<BodyAt>,
    /// By unit and declaration: the number of the first body.
    first: Vec<Vec<BodyNumber>>,
    funcs: FxHashMap<FuncRef, BodyNumber>,
    packages: FxHashMap<Name, u32>,
    /// By name: the methods with bodies, in order.
    methods: FxHashMap<Name, Vec<BodyNumber>>,
    flow: Flow,
    calls: Calls,
}

impl Program {
    /// Puts packages together.
    pub fn new(units: Vec<ProgramUnit>) -> Program {
        let mut program = Program {
            bodies: Vec::new(),
            first: Vec::new(),
            funcs: FxHashMap::default(),
            packages: units.iter().enumerate().map(|(number, unit)| (unit.facts.path, number as u32)).collect(),
            methods: FxHashMap::default(),
            flow: Flow::default(),
            calls: Calls::default(),
            units,
        };
        for (unit, of_unit) in program.units.iter().enumerate() {
            let mut firsts = Vec::with_capacity(of_unit.decls.len());
            for (decl, lowered) in of_unit.decls.iter().enumerate() {
                let first = program.bodies.len() as BodyNumber;
                firsts.push(first);
                if lowered.func.name != "init" {
                    program.funcs.entry(lowered.func).or_insert(first);
                }
                let numbers = 0..lowered.bodies.len() as u32;
                program.bodies.extend(numbers.map(|body| BodyAt { unit: unit as u32, decl: decl as u32, body }));
            }
            program.first.push(firsts);
        }
        for (func, body) in sorted(&program.funcs) {
            if func.receiver.is_some() {
                program.methods.entry(func.name).or_default().push(body);
            }
        }
        program.flow = Flow::new(&program);
        program.calls = Calls::new(&program);
        program
    }

    /// Whether a package is part of the program.
    pub fn has_package(&self, path: &str) -> bool {
        self.packages.contains_key(&Name::from(path))
    }

    /// Whether a function or method is declared, or listed by an interface, or may be one of a type that stands for another whose
    /// declaration is not at hand.
    pub fn declares(&self, func: FuncRef) -> bool {
        let is_declared = self.interface(func.package).is_some_and(|interface| interface.func_decl(func.receiver, func.name).is_some());
        let receiver = func.receiver.map(|name| TypeName { package: func.package, name });
        is_declared || self.body_of(func).is_some() || self.lists(func) || receiver.is_some_and(|receiver| self.leads_out(receiver, DEPTH))
    }

    /// Whether a type stands for one of another program, or embeds one.
    fn leads_out(&self, name: TypeName, depth: usize) -> bool {
        let is_out = |ty: &Ty| match ty.pointee() {
            Ty::Named(other, _) => !self.packages.contains_key(&other.package) || depth > 0 && *other != name && self.leads_out(*other, depth - 1),
            _ => false,
        };
        match self.type_of(name) {
            Some(Ty::Struct(fields)) => fields.fields.iter().any(|field| field.embedded && is_out(&field.ty)),
            Some(Ty::Interface(interface)) => interface.embedded.iter().any(is_out),
            Some(other) => is_out(other),
            None => false,
        }
    }

    /// Whether a type is declared.
    pub fn declares_type(&self, name: TypeName) -> bool {
        self.type_of(name).is_some()
    }

    /// The type that declares a field: this one, or the one that it stands for. `None` where there is no such field.
    pub fn owner_of_field(&self, owner: TypeName, field: Name) -> Option<TypeName> {
        match self.type_of(owner)? {
            Ty::Struct(fields) => fields.fields.iter().any(|known| known.name == field).then_some(owner),
            Ty::Named(other, _) if *other != owner => self.owner_of_field(*other, field),
            _ => None,
        }
    }

    /// Whether a type is a map with string keys to `value`, behind the names of other types.
    pub fn is_map_to(&self, name: TypeName, value: &Ty) -> bool {
        match self.type_of(name) {
            Some(Ty::Map(pair)) => pair.0 == Ty::basic("string") && (pair.1 == *value || *value == Ty::Interface(Arc::default()) && is_any(&pair.1)),
            Some(Ty::Named(other, _)) if *other != name => self.is_map_to(*other, value),
            _ => false,
        }
    }

    /// The types of the results of a declared function.
    pub fn results(&self, func: FuncRef) -> Option<&[Ty]> {
        let interface = self.interface(func.package)?;
        interface.func_decl(func.receiver, func.name).map(|decl| decl.signature.results.as_slice())
    }

    fn interface(&self, package: Name) -> Option<&Interface> {
        self.packages.get(&package).map(|unit| &self.units[*unit as usize].facts.interface)
    }

    fn type_of(&self, name: TypeName) -> Option<&Ty> {
        self.interface(name.package)?.type_decl(name.name).map(|decl| &decl.underlying)
    }

    /// Whether an interface lists a method, itself or by one that it embeds.
    fn lists(&self, func: FuncRef) -> bool {
        func.receiver.is_some_and(|receiver| self.lists_method(TypeName { package: func.package, name: receiver }, func.name, DEPTH))
    }

    fn lists_method(&self, owner: TypeName, method: Name, depth: usize) -> bool {
        match self.type_of(owner) {
            Some(Ty::Interface(interface)) => {
                let is_named = |ty: &Ty| matches!(ty, Ty::Named(name, _) if depth > 0 && self.lists_method(*name, method, depth - 1));
                interface.methods.iter().any(|(name, _)| *name == method) || interface.embedded.iter().any(is_named)
            }
            Some(Ty::Named(other, _)) if depth > 0 => self.lists_method(*other, method, depth - 1),
            _ => false,
        }
    }

    /// The body of a function, or of the method that a type has from what it embeds, or stands for.
    fn body_of(&self, func: FuncRef) -> Option<BodyNumber> {
        self.body_within(func, DEPTH)
    }

    fn body_within(&self, func: FuncRef, depth: usize) -> Option<BodyNumber> {
        if let Some(known) = self.funcs.get(&func) {
            return Some(*known);
        }
        let receiver = TypeName { package: func.package, name: func.receiver? };
        let of = |name: TypeName| self.body_within(FuncRef { package: name.package, receiver: Some(name.name), name: func.name }, depth - 1);
        match self.type_of(receiver).filter(|_| depth > 0)? {
            Ty::Struct(fields) => fields.fields.iter().filter(|field| field.embedded).find_map(|field| match field.ty.pointee() {
                Ty::Named(name, _) => of(*name),
                _ => None,
            }),
            Ty::Named(name, _) => of(*name),
            _ => None,
        }
    }

    /// The body of a function, or those of the methods that may stand behind a method of an interface.
    fn bodies_of(&self, func: FuncRef) -> Vec<BodyNumber> {
        match (self.body_of(func), func.receiver) {
            (Some(body), _) => vec![body],
            (None, Some(receiver)) if self.lists(func) => {
                let owner = TypeName { package: func.package, name: receiver };
                let formals = self.methods.get(&func.name).map_or(&[][..], Vec::as_slice).iter().map(|body| self.body(*body).formals).min();
                self.implementations(owner, func.name, usize::from(formals.unwrap_or_default()))
            }
            (None, _) => Vec::new(),
        }
    }

    /// The methods that may stand behind a method of an interface: of types that declare all its methods themselves.
    fn implementations(&self, owner: TypeName, method: Name, formals: usize) -> Vec<BodyNumber> {
        let mut wanted = Vec::new();
        self.methods_listed(owner, DEPTH, &mut wanted);
        let has_all = |func: FuncRef| {
            let interface = self.interface(func.package);
            interface.is_some_and(|interface| wanted.iter().all(|name| interface.func_decl(func.receiver, *name).is_some()))
        };
        let candidates = self.methods.get(&method).map_or(&[][..], Vec::as_slice);
        let fits = |body: &BodyNumber| usize::from(self.body(*body).formals) == formals && has_all(self.lowered(*body).func);
        few(candidates.iter().copied().filter(fits).collect())
    }

    fn methods_listed(&self, owner: TypeName, depth: usize, wanted: &mut Vec<Name>) {
        match self.type_of(owner) {
            Some(Ty::Interface(interface)) => {
                wanted.extend(interface.methods.iter().map(|(name, _)| *name));
                for embedded in interface.embedded.iter().filter(|_| depth > 0) {
                    if let Ty::Named(name, _) = embedded {
                        self.methods_listed(*name, depth - 1, wanted);
                    }
                }
            }
            Some(Ty::Named(other, _)) if depth > 0 => self.methods_listed(*other, depth - 1, wanted),
            _ => {}
        }
    }

    fn lowered(&self, body: BodyNumber) -> &Lowered {
        let at = self.bodies[body as usize];
        &self.units[at.unit as usize].decls[at.decl as usize]
    }

    fn body(&self, body: BodyNumber) -> &Body {
        &self.lowered(body).bodies[self.bodies[body as usize].body as usize]
    }

    /// The number of another body of the same declaration.
    fn sibling(&self, body: BodyNumber, number: u32) -> BodyNumber {
        let at = self.bodies[body as usize];
        self.first[at.unit as usize][at.decl as usize] + number
    }

    /// The variable of the nth formal of a body; the last one, where there are more arguments than formals.
    fn formal(&self, body: BodyNumber, number: usize) -> Option<u32> {
        let own = self.bodies[body as usize].body;
        let formals = usize::from(self.body(body).formals);
        let wanted = VarKind::Formal(number.min(formals.checked_sub(1)?) as u16);
        let is_it = |var: &Var| var.owner.0 == own && var.kind == wanted;
        self.lowered(body).vars.iter().position(is_it).map(|at| at as u32)
    }

    /// File and line.
    fn place(&self, body: BodyNumber, span: Span) -> String {
        let (path, lines) = &self.units[self.bodies[body as usize].unit as usize].files[span.file.0 as usize];
        format!("{path}:{}", lines.line_col(span.start).line)
    }

    /// The name of the function that a body belongs to, as Go writes it but without the path of its package.
    fn name(&self, body: BodyNumber) -> String {
        let func = self.lowered(body).func;
        let literal = if self.bodies[body as usize].body > 0 { "a literal in " } else { "" };
        func.receiver.map_or_else(|| format!("{literal}{}", func.name), |receiver| format!("{literal}({receiver}).{}", func.name))
    }
}

/// The callees of one call, if they are not too many.
fn few(callees: Vec<BodyNumber>) -> Vec<BodyNumber> {
    if callees.len() > MOST_CALLEES { Vec::new() } else { callees }
}

fn is_any(ty: &Ty) -> bool {
    match ty {
        Ty::Interface(interface) => interface.methods.is_empty() && interface.embedded.is_empty(),
        Ty::Named(name, _) => name.package.is_empty() && name.name == "any",
        _ => false,
    }
}
