//! Who may stand behind an interface: rapid type analysis (Bacon and Sweeney, OOPSLA 1996) over declared method sets.
//!
//! Where it is known which values lie behind the interface (`behind`), a call of `Store.Get` runs the `Get` of their types. Elsewhere
//! it may run that of every type that has all methods of `Store` and of which a value is converted to some interface somewhere in the
//! program. Methods are compared by name and by how many parameters and results they have: types of parameters may be written in many
//! ways, and a wrong candidate costs certainty, not truth.
//!
//! Over-reports: there, a type that is converted to another interface only counts. Misses: interfaces that are declared in
//! packages which are not analysed, and calls with more than [`MOST`] candidates.

use super::behind::Behind;
use super::graph::Graph;
use super::programs::is_double_type;
use crate::facts::Facts;
use mapvet_model::{FuncRef, Name, Proj, StructTy, Ty, TypeDecl, TypeName};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::sync::{Arc, Mutex, PoisonError};

/// A call that may run more methods than this is not followed: `Close` and `String` would make every type a callee of all.
const MOST: usize = 8;

/// How deep embedded types and interfaces are followed.
const DEPTH: usize = 4;

/// How many parameters and results a method has.
type Arity = (usize, usize);

/// A method that a call through an interface may run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Method {
    pub func: FuncRef,
    /// The embedded fields between the value in the interface and the method's receiver.
    pub through: SmallVec<[Proj; 1]>,
}

/// The methods of a declared type, promoted ones included.
type MethodSet = FxHashMap<Name, (Arity, Run)>;

/// What runs when a method is called.
#[derive(Clone)]
enum Run {
    Code(Method),
    /// That of whatever stands behind an embedded interface: its type, and the fields that lead to it.
    Embedded(TypeName, SmallVec<[Proj; 1]>),
}

/// What was found for an interface, a method, and whether a test asked.
type Answers = FxHashMap<(TypeName, Name, bool), Arc<[Method]>>;

/// A type that may stand behind an interface.
struct Candidate {
    /// Of which only tests make values.
    only_in_tests: bool,
    methods: MethodSet,
}

/// What a question about the types behind an interface is answered with.
pub(super) struct Among<'a, 'g> {
    pub graph: &'a Graph<'g>,
    pub behind: &'a Behind,
    pub in_test: bool,
}

/// A type that embeds another runs that one's method; the shorter way is the plainer one.
fn add(found: &mut Vec<Method>, run: &Method) {
    match found.iter_mut().find(|known| known.func == run.func) {
        Some(known) if run.through.len() < known.through.len() => *known = run.clone(),
        Some(_) => {}
        None => found.push(run.clone()),
    }
}

/// What link knows of types and interfaces.
pub(super) struct Dispatch<'a> {
    units: FxHashMap<Name, Vec<&'a Facts>>,
    /// Sorted by name.
    candidates: Vec<Candidate>,
    /// The places of types in the list.
    numbers: FxHashMap<TypeName, u32>,
    /// The candidates that have a method of this name, as places in the list.
    by_method: FxHashMap<Name, Vec<u32>>,
    known: Mutex<Answers>,
}

impl<'a> Dispatch<'a> {
    pub fn new(facts: &'a [Arc<Facts>], for_tests: &[bool]) -> Dispatch<'a> {
        let mut units: FxHashMap<Name, Vec<&Facts>> = FxHashMap::default();
        for facts in facts {
            units.entry(facts.interface.path).or_default().push(facts);
        }
        let mut dispatch =
            Dispatch { units, candidates: Vec::new(), numbers: FxHashMap::default(), by_method: FxHashMap::default(), known: Mutex::default() };
        let all: Vec<&Facts> = facts.iter().map(Arc::as_ref).collect();
        let programs: Vec<&Facts> = facts.iter().zip(for_tests).filter(|(_, for_tests)| !**for_tests).map(|(facts, _)| facts.as_ref()).collect();
        let (in_programs, in_tests) = (dispatch.seen(&programs), dispatch.seen(&all));
        let mut names: Vec<(TypeName, bool)> = in_programs.iter().map(|name| (*name, is_double_type(name.name))).collect();
        names.extend(in_tests.difference(&in_programs).map(|name| (*name, true)));
        names.sort();
        for (name, only_in_tests) in names {
            let methods = dispatch.method_set(name);
            if !methods.is_empty() {
                dispatch.numbers.insert(name, dispatch.candidates.len() as u32);
                dispatch.candidates.push(Candidate { only_in_tests, methods });
            }
        }
        for (number, candidate) in dispatch.candidates.iter().enumerate() {
            #[allow(clippy::iter_over_hash_type, reason = "each method has a list of its own")]
            for method in candidate.methods.keys() {
                dispatch.by_method.entry(*method).or_default().push(number as u32);
            }
        }
        dispatch
    }

    /// What a call of a method of an interface may run, sorted; nothing where that is not known. Types that only tests make
    /// count for tests only.
    pub fn methods(&self, interface: TypeName, method: Name, in_test: bool) -> Arc<[Method]> {
        let key = (interface, method, in_test);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let found: Arc<[Method]> = self.find(interface, method, in_test).into();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }

    /// Whether an interface is declared in code that is analysed.
    pub fn is_known(&self, interface: TypeName) -> bool {
        self.decl(interface).is_some()
    }

    /// How many types have a method of this name and may stand behind an interface, whatever else it asks for.
    pub fn implementations(&self, interface: TypeName, method: Name) -> usize {
        if self.is_known(interface) { self.by_method.get(&method).map_or(0, Vec::len) } else { 0 }
    }

    /// Whether values of a type are converted to interfaces and have all methods of this one.
    pub fn may_stand_behind(&self, name: TypeName, interface: TypeName) -> bool {
        let Some(number) = self.numbers.get(&name) else { return false };
        let mut wanted: Vec<(Name, Arity)> = Vec::new();
        self.interface_methods(&Ty::named(interface), &mut wanted, 0);
        let methods = &self.candidates[*number as usize].methods;
        wanted.iter().all(|(name, arity)| methods.get(name).is_some_and(|(own, _)| own == arity))
    }

    fn find(&self, interface: TypeName, method: Name, in_test: bool) -> Vec<Method> {
        let mut wanted: Vec<(Name, Arity)> = Vec::new();
        self.interface_methods(&Ty::named(interface), &mut wanted, 0);
        if wanted.iter().all(|(name, _)| *name != method) {
            return Vec::new();
        }
        let numbers = self.by_method.get(&method).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<Method> = Vec::new();
        for candidate in numbers.iter().map(|number| &self.candidates[*number as usize]) {
            let has_all = wanted.iter().all(|(name, arity)| candidate.methods.get(name).is_some_and(|(own, _)| own == arity));
            let is_seen = in_test || !candidate.only_in_tests;
            if let (true, true, Some((_, Run::Code(run)))) = (has_all, is_seen, candidate.methods.get(&method)) {
                add(&mut found, run);
            }
            if found.len() > MOST {
                return Vec::new();
            }
        }
        found.sort();
        found
    }

    /// What a call of a method runs when values of these types may stand behind the interface, sorted; nothing where that are too many.
    pub fn methods_among(&self, among: &Among<'_, '_>, types: &[TypeName], method: Name) -> Vec<Method> {
        let mut found = Vec::new();
        self.add_among(among, types, method, (&[], 0), &mut found);
        if found.len() > MOST {
            return Vec::new();
        }
        found.sort();
        found
    }

    fn add_among(&self, among: &Among<'_, '_>, types: &[TypeName], method: Name, (above, depth): (&[Proj], usize), found: &mut Vec<Method>) {
        for name in types {
            let known = self.numbers.get(name).map(|number| &self.candidates[*number as usize].methods);
            let run = match known {
                Some(methods) => methods.get(&method).cloned(),
                None => self.method_set(*name).remove(&method),
            };
            let through = |own: &[Proj]| -> SmallVec<[Proj; 1]> { above.iter().chain(own).copied().collect() };
            match run {
                Some((_, Run::Code(run))) => add(found, &Method { func: run.func, through: through(&run.through) }),
                Some((_, Run::Embedded(interface, fields))) => {
                    let inner = fields.last().filter(|_| depth < DEPTH).and_then(|field| among.behind.in_field(among.graph, field, among.in_test));
                    match inner {
                        Some(types) => self.add_among(among, &types, method, (&through(&fields), depth + 1), found),
                        None => self.methods(interface, method, among.in_test).iter().for_each(|run| {
                            add(
                                found,
                                &Method { func: run.func, through: through(&fields).into_iter().chain(run.through.iter().copied()).collect() },
                            );
                        }),
                    }
                }
                None => {}
            }
        }
    }

    pub fn decl(&self, name: TypeName) -> Option<&'a TypeDecl> {
        self.units.get(&name.package)?.iter().find_map(|facts| facts.interface.type_decl(name.name))
    }

    /// The struct that a type is, behind names.
    fn fields(&self, name: TypeName) -> Option<Arc<StructTy>> {
        let mut ty = Ty::named(name);
        for _ in 0..DEPTH {
            match ty {
                Ty::Named(name, _) => ty = self.decl(name)?.underlying.clone(),
                Ty::Struct(fields) => return Some(fields),
                _ => return None,
            }
        }
        None
    }

    /// The methods that an interface asks for; those of embedded interfaces that are not at hand are not asked for.
    fn interface_methods(&self, ty: &Ty, wanted: &mut Vec<(Name, Arity)>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match ty {
            Ty::Named(name, _) => {
                if let Some(decl) = self.decl(*name) {
                    self.interface_methods(&decl.underlying, wanted, depth + 1);
                }
            }
            Ty::Interface(interface) => {
                wanted.extend(interface.methods.iter().map(|(name, signature)| (*name, (signature.params.len(), signature.results.len()))));
                interface.embedded.iter().for_each(|embedded| self.interface_methods(embedded, wanted, depth + 1));
            }
            _ => {}
        }
    }

    /// The types of which units make values that may come to lie behind some interface.
    fn seen(&self, units: &[&Facts]) -> FxHashSet<TypeName> {
        let shown: FxHashSet<TypeName> = units.iter().flat_map(|facts| facts.shown.iter().copied()).collect();
        let mut made = self.made(units);
        made.retain(|name| shown.contains(name));
        made
    }

    /// The types of which units make values, and those of the fields that such a value holds itself.
    fn made(&self, units: &[&Facts]) -> FxHashSet<TypeName> {
        let mut made: FxHashSet<TypeName> = units.iter().flat_map(|facts| facts.made.iter().copied()).collect();
        let mut work: Vec<TypeName> = made.iter().copied().collect();
        while let Some(name) = work.pop() {
            let Some(fields) = self.fields(name) else { continue };
            for field in &fields.fields {
                if let Ty::Named(inner, _) = &field.ty
                    && self.units.contains_key(&inner.package)
                    && made.insert(*inner)
                {
                    work.push(*inner);
                }
            }
        }
        made
    }

    /// The methods of a type and of what it embeds; the shallowest of a name counts. What is promoted from an interface has
    /// no code of its own.
    fn method_set(&self, name: TypeName) -> MethodSet {
        let mut set = MethodSet::default();
        let mut level: Vec<(TypeName, SmallVec<[Proj; 1]>)> = vec![(name, SmallVec::new())];
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for (at, through) in std::mem::take(&mut level) {
                self.add_own(at, &through, &mut set);
                let Some(fields) = self.fields(at) else { continue };
                for field in fields.fields.iter().filter(|field| field.embedded) {
                    let Ty::Named(inner, _) = field.ty.pointee() else { continue };
                    let mut longer = through.clone();
                    longer.push(Proj::Field(at, field.name));
                    next.push((*inner, longer));
                }
            }
            level = next;
            if level.is_empty() {
                break;
            }
        }
        set
    }

    fn add_own(&self, name: TypeName, through: &SmallVec<[Proj; 1]>, set: &mut MethodSet) {
        let mut wanted = Vec::new();
        self.interface_methods(&Ty::named(name), &mut wanted, 0);
        for (method, arity) in wanted {
            set.entry(method).or_insert_with(|| (arity, Run::Embedded(name, through.clone())));
        }
        for unit in self.units.get(&name.package).into_iter().flatten() {
            for decl in unit.interface.methods_of(name.name) {
                let arity = (decl.signature.params.len(), decl.signature.results.len());
                let method = Method { func: unit.interface.func_ref(decl), through: through.clone() };
                set.entry(decl.name).or_insert((arity, Run::Code(method)));
            }
        }
    }
}
