//! Stage one: the files of one package with the facts of its imports give its facts.

mod alias;
mod escape;
mod events;
mod first_runs;
mod flags;
mod gates;
mod latch_flow;
mod latches;
mod locks;
mod only_if;
mod own_locks;
mod required;
mod settled;
mod synchronisation;
mod turns;
mod values;

use crate::conflict::FileEntry;
use crate::facts::{BodyFacts, DeclFacts, Declared, DirectiveFacts, Facts, NetLocks, PlaceId, VarFacts};
use crate::linked::Problem;
use crate::stages::Deps;
use crate::unit_input::{GoVersion, UnitInput, UnitKind};
use alias::Aliases;
use escape::Escapes;
use events::Recorder;
use gates::Gates;
use latches::Latches;
use locks::{LockContext, Nets};
use mapvet_model::{
    Body, FuncRef, Holder, Interface, Interfaces, Library, LocalTypes, LowerContext, Lowered, MethodRuns, Name, Notes, Operand, Package, PackageFile,
    PlacedDirective, Put, Scope, Standing, Ty, TypeName, Values, declared_type, directives, lower,
};
use mapvet_syntax::{FileId, LineIndex, Parser, SourceFile, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// Loops make their variables anew in each iteration from this release on.
const PER_ITERATION: GoVersion = GoVersion { major: 1, minor: 22 };

/// How often net effects of wrappers around wrappers are followed.
const ROUNDS: usize = 3;

/// Numbers places in the order in which they are first named.
#[derive(Default)]
pub(crate) struct Places {
    list: Vec<(u32, u32, u32)>,
    numbers: FxHashMap<Span, u32>,
}

impl Places {
    fn number(&mut self, span: Span) -> PlaceId {
        let next = self.list.len() as u32;
        let number = *self.numbers.entry(span).or_insert(next);
        if number == next {
            self.list.push((span.file.0, span.start, span.end));
        }
        PlaceId(number)
    }
}

struct DepInterfaces<'a>(&'a dyn Deps);

impl Interfaces for DepInterfaces<'_> {
    fn interface(&self, path: Name) -> Option<&Interface> {
        self.0.package(&path).map(|facts| &facts.interface)
    }

    fn test_interface(&self, path: Name) -> Option<&Interface> {
        self.0.in_package_tests(&path).map(|facts| &facts.interface)
    }

    fn library(&self, path: Name) -> Option<&Interface> {
        self.0.library(&path)
    }

    fn library_values(&self, path: Name) -> Option<&Interface> {
        self.0.library_values(&path)
    }

    fn models(&self) -> &Library {
        self.0.models()
    }

    fn package_name(&self, path: Name) -> Option<Name> {
        self.0.package_name(&path)
    }
}

/// What is left of a unit when its trees are gone.
pub(crate) struct Bodies {
    interface: Interface,
    numbers: Vec<(Name, i64)>,
    pub(crate) decls: Vec<Lowered>,
    directives: Vec<PlacedDirective>,
    problems: Vec<Problem>,
    /// A file imports the package `testing`.
    for_tests: bool,
}

/// The declarations that in-package tests see besides their own.
fn base_interface<'a>(input: &UnitInput, deps: &'a dyn Deps) -> Option<&'a Interface> {
    match input.kind {
        UnitKind::InPackageTest => deps.package(&input.path).map(|facts| &facts.interface),
        UnitKind::Package | UnitKind::ExternalTest => None,
    }
}

/// Parses and lowers a unit. Trees are many times larger than bodies, and those of the largest package decide the peak:
/// none outlives this function.
pub(crate) fn bodies(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser, notes: Option<&Notes>, elements: bool) -> Bodies {
    let sources: Vec<SourceFile<'_>> = input.files.iter().map(|file| parser.parse(&file.text)).collect();
    let mut problems: Vec<Problem> = input.files.iter().zip(&sources).filter_map(|(file, source)| syntax_problem(&file.path, source)).collect();
    let resolve = |written: &str| input.imports.iter().find(|(from, _)| *from == written).map(|(_, to)| *to);
    let base = base_interface(input, deps);
    let own_path = if input.kind == UnitKind::ExternalTest { Name::from(&format!("{}_test", input.path)) } else { input.path };
    let interfaces = DepInterfaces(deps);
    let package = Package::new(own_path, input.name, &sources, &resolve, base, &interfaces, Values::Inferred);
    let numbers = package.numbers();
    let Package { files, mut interface } = package;
    let locals = LocalTypes::default();
    let decls: Vec<Lowered> = {
        let scope = Scope { own: &interface, base, deps: &interfaces, locals: &locals };
        let lower_file = |(number, file): (usize, &PackageFile<'_>)| {
            let per_iteration = input.files[number].go_version >= PER_ITERATION;
            lower(&LowerContext { scope: &scope, per_iteration, notes, elements }, file, number as u32)
        };
        files.iter().enumerate().flat_map(lower_file).collect()
    };
    interface.add_types(locals);
    let told = sources.iter().enumerate().flat_map(|(number, source)| directives(source, FileId(number as u32)));
    let directives: Vec<PlacedDirective> = told.collect();
    problems.extend(decls.iter().filter(|decl| decl.too_deep).map(|decl| too_deep(input, decl)));
    let testing = Name::from("testing");
    let for_tests = files.iter().any(|file| file.scope.import(testing).is_some_and(|import| import.path() == testing));
    Bodies { interface, numbers, decls, directives, problems, for_tests }
}

/// Makes the facts of a unit.
pub(crate) fn unit(input: &UnitInput, deps: &dyn Deps, parser: &mut Parser) -> Facts {
    let Bodies { interface, numbers, mut decls, directives, problems, for_tests } = bodies(input, deps, parser, None, false);
    let answers = settled::settle(&mut decls, &interface, input.kind, deps);
    let interfaces = DepInterfaces(deps);
    let scope = Scope { own: &interface, base: base_interface(input, deps), deps: &interfaces, locals: &LocalTypes::default() };
    let mut places = Places::default();
    let mut latches = latches::latches(&decls, input.kind);
    let (facts, net) = summarise(&decls, &scope, deps, &mut latches, &mut places);
    let declared = declared_maps(&interface, &scope, &mut places);
    let mut place = |directive: PlacedDirective| DirectiveFacts {
        at: places.number(directive.span),
        scope: directive.scope.map(|scope| places.number(scope)),
        said: directive.said,
    };
    let directives = directives.into_iter().map(&mut place).collect();
    Facts {
        path: input.path,
        module: input.module,
        kind: input.kind,
        go_version: input.go_version,
        net,
        answers,
        decls: facts,
        declared,
        directives,
        places: places.list,
        files: input.files.iter().map(file_entry).collect(),
        problems,
        imports: imports(input),
        for_tests,
        made: made(&decls, &interface, &scope),
        shown: shown(&decls),
        served: served(&decls),
        given: given(&decls),
        own_locks: own_locks::own_locks(&decls, &interface),
        numbers,
        unknown_operands: decls.iter().map(|decl| decl.unknown_operands).sum(),
        interface,
    }
}

fn file_entry(file: &crate::unit_input::UnitFile) -> FileEntry {
    FileEntry { path: file.path.clone(), test: file.test, generated: file.generated, vendored: file.vendored }
}

/// What lies too deep is named by the function that holds it.
fn too_deep(input: &UnitInput, decl: &Lowered) -> Problem {
    let span = decl.bodies[0].span;
    let file = &input.files[span.file.0 as usize];
    let at = LineIndex::new(&file.text).line_col(span.start);
    let text = format!("`{}` is nested too deep: its innermost parts are not analysed", decl.func.name);
    Problem { kind: "too-deep".to_owned(), file: Some(file.path.clone()), line: at.line, column: at.column, text }
}

fn syntax_problem(path: &str, source: &SourceFile<'_>) -> Option<Problem> {
    let problem = source.problem()?;
    let at = LineIndex::new(source.text()).line_col(problem.start);
    Some(Problem { kind: "syntax".to_owned(), file: Some(path.to_owned()), line: at.line, column: at.column, text: problem.text })
}

/// Net effects known so far: this unit's, then those of finished packages.
struct KnownNets<'a> {
    own: FxHashMap<FuncRef, NetLocks>,
    deps: &'a dyn Deps,
    own_path: Name,
}

impl Nets for KnownNets<'_> {
    fn net(&self, func: FuncRef) -> Option<&NetLocks> {
        if let Some(net) = self.own.get(&func) {
            return Some(net);
        }
        let in_facts = |facts: &'_ Facts| -> Option<usize> { facts.net.binary_search_by(|(known, _)| known.cmp(&func)).ok() };
        let package = self.deps.package(&func.package).filter(|facts| facts.interface.path != self.own_path || facts.kind == UnitKind::Package)?;
        in_facts(package).map(|at| &package.net[at].1)
    }
}

fn summarise(
    decls: &[Lowered],
    scope: &Scope<'_>,
    deps: &dyn Deps,
    latches: &mut Latches,
    places: &mut Places,
) -> (Vec<DeclFacts>, Vec<(FuncRef, NetLocks)>) {
    let is_map = |ty: &Ty| matches!(scope.underlying(ty.pointee()), Ty::Map(_));
    let is_struct = |ty: &Ty| !matches!(ty, Ty::Pointer(_)) && matches!(scope.underlying(ty), Ty::Struct(_));
    let aliases: Vec<Aliases> = decls.iter().map(|decl| Aliases::new(decl, &is_map, &is_struct)).collect();
    let gates = Gates::new(decls);
    let mut nets = KnownNets { own: FxHashMap::default(), deps, own_path: scope.own.path };
    let mut literals: Vec<FxHashMap<u32, NetLocks>> = decls.iter().map(|_| FxHashMap::default()).collect();
    for _ in 0..ROUNDS {
        if !round((decls, &gates), scope, &aliases, &mut nets, &mut literals) {
            break;
        }
    }
    let context = |(at, decl)| LockContext { decl, scope, aliases: &aliases[at], nets: &nets, literals: &literals[at], gates: &gates };
    let contexts: Vec<LockContext<'_>> = decls.iter().enumerate().map(context).collect();
    latches.settle(&contexts);
    let facts = contexts.iter().enumerate().map(|(at, context)| decl_facts(context, (latches, at), places)).collect();
    #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut net: Vec<(FuncRef, NetLocks)> = nets.own.into_iter().collect();
    net.sort_by_key(|(func, _)| *func);
    (facts, net)
}

/// One round over all bodies, literals before the bodies around them; whether any net effect changed. Each function sees what the
/// round before said of the others: what is known in the end must not depend on the order in which they stand.
fn round(
    (decls, gates): (&[Lowered], &Gates),
    scope: &Scope<'_>,
    aliases: &[Aliases],
    nets: &mut KnownNets<'_>,
    literals: &mut [FxHashMap<u32, NetLocks>],
) -> bool {
    let mut changed = false;
    let mut found: Vec<(FuncRef, NetLocks)> = Vec::new();
    for (at, decl) in decls.iter().enumerate() {
        for number in (0..decl.bodies.len() as u32).rev() {
            let context = LockContext { decl, scope, aliases: &aliases[at], nets, literals: &literals[at], gates };
            let body = &decl.bodies[number as usize];
            if body.blocks.iter().all(|block| block.ops.iter().all(|op| context.of_op(body, op).is_empty())) && context.tried(body).next().is_none() {
                continue;
            }
            let net = context.net(body, number);
            let known = if number == 0 { nets.own.get(&decl.func) } else { literals[at].get(&number) };
            if net.is_empty() && known.is_none() || known == Some(&net) {
                continue;
            }
            changed = true;
            if number == 0 {
                found.push((decl.func, net));
            } else {
                literals[at].insert(number, net);
            }
        }
    }
    nets.own.extend(found);
    changed
}

fn decl_facts(context: &LockContext<'_>, latches: (&Latches, usize), places: &mut Places) -> DeclFacts {
    let decl = context.decl;
    let escapes = Escapes::new(decl, context.aliases);
    let shared = turns::shared(decl, context.aliases);
    let stored = synchronisation::stored(decl, context.aliases);
    let mut bodies = Vec::new();
    for (number, body) in decl.bodies.iter().enumerate() {
        let facts = BodyFacts {
            parent: body.parent.map(|parent| parent.0),
            at: places.number(body.span),
            formals: body.formals,
            blocks: Vec::with_capacity(body.blocks.len()),
            accesses: Vec::new(),
            calls: Vec::new(),
            results: Vec::new(),
            copies: Vec::new(),
            new_results: 0,
            stores: Vec::new(),
            puts: puts(body, context.aliases),
            after_panic: Vec::new(),
            only_if: Vec::new(),
            first_runs: Vec::new(),
            latches: Vec::new(),
            incomplete: body.incomplete,
            entry: body.entry,
            releases: releases(context, number as u32),
        };
        let locked_copies = context.locked_copies(body);
        let recorder = Recorder {
            context,
            latches,
            stored: &stored,
            locked_copies,
            escapes: &escapes,
            shared: &shared,
            number: number as u32,
            body,
            places: &mut *places,
            block: 0,
            tests: required::required(body, decl),
            facts,
            puts: OnceCell::new(),
            just_made: Vec::new(),
            made_results: 0,
            other_results: 0,
        };
        let mut facts = recorder.record();
        facts.only_if = only_if::only_if(decl, number, &facts);
        facts.first_runs = first_runs::first_runs(decl, number, &facts);
        flags::tell_apart(decl, number, &mut facts);
        bodies.push(skeleton::contract(facts));
    }
    DeclFacts { func: decl.func, assumes_lock: decl.assumes_lock, promises_copy: decl.promises_copy, vars: var_facts(context, places), bodies }
}

/// What a body gives back of the locks of others, and does not take again.
fn releases(context: &LockContext<'_>, number: u32) -> Vec<mapvet_model::Place> {
    let net = if number == 0 { context.nets.net(context.decl.func) } else { context.literals.get(&number) };
    let Some(net) = net else { return Vec::new() };
    let is_taken = |lock: &mapvet_model::Place| net.gained.iter().chain(&net.perhaps).any(|(place, _)| place == lock);
    net.lost.iter().filter(|lock| !is_taken(lock)).cloned().collect()
}

fn var_facts(context: &LockContext<'_>, places: &mut Places) -> Vec<VarFacts> {
    let vars = context.decl.vars.iter().enumerate();
    vars.map(|(at, var)| VarFacts {
        name: var.name,
        owner: var.owner.0,
        kind: var.kind,
        at: places.number(var.span),
        fresh: var.sources.iter().all(|source| matches!(source, Operand::Fresh | Operand::Channel(_))),
        element_of: context.aliases.element_of[at].clone().map(Box::new),
        ranged: var.ranged,
        by_value: context.aliases.by_value[at],
        reassigned: events::is_formal(var.kind) && (!var.sources.is_empty() || var.opaque),
        result_of: context.aliases.result_of[at].clone().map(Box::new),
        received: context.aliases.received[at].clone().map(Box::new),
        function: context.aliases.function[at].clone().map(Box::new),
        of: declared_type(context.scope, &var.ty),
    })
    .collect()
}

/// What a body puts where interfaces lie, each once; a variable that is but a name for a path has no slot of its own.
fn puts(body: &Body, aliases: &Aliases) -> Vec<Put> {
    let mut found: Vec<Put> = Vec::new();
    for Put { into, what } in &body.puts {
        let what = match what {
            Standing::At(place) => Standing::At(aliases.resolve(place).0),
            Standing::Type(_) | Standing::Unknown => what.clone(),
        };
        let into = match into {
            Holder::At(place) => Holder::At(aliases.resolve(place).0),
            Holder::Result(_) | Holder::Formal(..) | Holder::Inner(..) | Holder::Method(..) => into.clone(),
        };
        let is_same = matches!((&into, &what), (Holder::At(to), Standing::At(from)) if to == from);
        found.extend((!is_same).then_some(Put { into, what }));
    }
    let mut known = FxHashSet::default();
    found.retain(|put| known.insert(put.clone()));
    found
}

/// The types of which values may come to lie behind interfaces.
fn shown(decls: &[Lowered]) -> Vec<TypeName> {
    let mut shown: Vec<TypeName> = decls.iter().flat_map(|decl| decl.shown.iter().copied()).collect();
    shown.sort();
    shown.dedup();
    shown
}

/// The methods that libraries call on objects which they are handed.
fn served(decls: &[Lowered]) -> Vec<(FuncRef, MethodRuns)> {
    let mut served: Vec<(FuncRef, MethodRuns)> = decls.iter().flat_map(|decl| decl.served.iter().copied()).collect();
    served.sort();
    served.dedup();
    served
}

/// The methods that libraries are given with their objects.
fn given(decls: &[Lowered]) -> Vec<FuncRef> {
    let mut given: Vec<FuncRef> = decls.iter().flat_map(|decl| decl.given.iter().copied()).collect();
    given.sort();
    given.dedup();
    given
}

/// Analysed packages that a unit imports.
fn imports(input: &UnitInput) -> Vec<Name> {
    let mut imports: Vec<Name> = input.imports.iter().map(|(_, path)| *path).collect();
    imports.sort();
    imports.dedup();
    imports
}

/// The types of which the functions and the package variables of a unit make values.
fn made(decls: &[Lowered], interface: &Interface, scope: &Scope<'_>) -> Vec<TypeName> {
    let of_vars = interface.vars.iter().filter_map(|var| match &var.ty {
        Ty::Named(name, _) if scope.is_analysed(name.package) => Some(*name),
        _ => None,
    });
    let mut made: Vec<TypeName> = decls.iter().flat_map(|decl| decl.made.iter().copied()).chain(of_vars).collect();
    made.sort();
    made.dedup();
    made
}

/// Fields and variables whose type is a map or leads to one by elements.
fn declared_maps(interface: &Interface, scope: &Scope<'_>, places: &mut Places) -> Vec<(Declared, PlaceId)> {
    let mut found = Vec::new();
    let span = |at: (u32, u32, u32)| Span::new(mapvet_syntax::FileId(at.0), at.1, at.2);
    for decl in &interface.types {
        let Ty::Struct(fields) = &decl.underlying else { continue };
        let owner = TypeName { package: interface.path, name: decl.name };
        for field in fields.fields.iter().filter(|field| holds_map(&field.ty, scope)) {
            found.push((Declared::Field(owner, field.name), places.number(span(field.at))));
        }
    }
    for var in interface.vars.iter().filter(|var| holds_map(&var.ty, scope)) {
        found.push((Declared::Global(interface.path, var.name), places.number(span(var.at))));
    }
    found
}

fn holds_map(ty: &Ty, scope: &Scope<'_>) -> bool {
    let mut at = ty.clone();
    for _ in 0..4 {
        at = match scope.underlying(at.pointee()) {
            Ty::Map(_) => return true,
            Ty::Slice(inner) | Ty::Array(inner) => (*inner).clone(),
            _ => return false,
        };
    }
    false
}

mod skeleton;
