//! From syntax to bodies: one walk over each declaration, above which nobody sees a tree node.

mod assign;
mod branch;
mod build;
mod call;
mod elements;
mod errors;
mod expr;
mod formals;
mod given;
mod known_values;
mod library_call;
mod rounds;
mod settings;
mod shared_rounds;
mod stand;
mod stmt;
mod tests_of;
mod turns;
mod visit;

use crate::body::{BodyId, CallMode, Lowered, Op, Operand, Place, Root, Var, VarId, VarKind};
use crate::library::MethodRuns;
use crate::notes::{Note, Noted, Notes};
use crate::package::{self, PackageFile};
use crate::scope::{FileScope, Scope};
use crate::ty::{FuncRef, Name, Signature, Ty, TypeName};
use crate::types::{Local, TypeReader};
use build::Builder;
use mapvet_syntax::{Field, FileId, Kind, Node, Span};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
pub use stand::declared_type;

/// Nesting deeper than this is not followed; the body is marked incomplete.
const MAX_DEPTH: u32 = 500;

/// What lowering knows of the world.
pub struct LowerContext<'a> {
    /// What names mean.
    pub scope: &'a Scope<'a>,
    /// Whether a loop makes its variables anew in each iteration (Go 1.22 and later).
    pub per_iteration: bool,
    /// Where conclusions are noted, if somebody asks for them.
    pub notes: Option<&'a Notes>,
    /// Whether what is received or appended is the element of a container, for whoever asks where values go. It is as good as
    /// unknown otherwise: of several elements, any may be meant.
    pub elements: bool,
}

/// Lowers every function of a file, and the initialisers of its package variables as one more.
pub fn lower(context: &LowerContext<'_>, file: &PackageFile<'_>, file_number: u32) -> Vec<Lowered> {
    let mut found = Vec::new();
    let mut initialisers: Vec<Node<'_>> = Vec::new();
    for item in &file.items {
        match item.kind() {
            Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION => found.extend(lower_function(context, file, file_number, *item)),
            Kind::VAR_DECLARATION => initialisers.extend(package::var_specs(*item)),
            _ => {}
        }
    }
    initialisers.retain(|spec| spec.field(Field::VALUE).is_some());
    if let Some(first) = initialisers.first() {
        let func = FuncRef { package: context.scope.own.path, receiver: None, name: Name::from("init") };
        let mut lowerer = Lowerer::new(context, &file.scope, file_number, func);
        lowerer.open_body(None, *first);
        for spec in initialisers {
            lowerer.package_variables(spec);
        }
        found.push(lowerer.finish());
    }
    found
}

/// The type of an expression outside any function, or `Unknown`.
pub(crate) fn type_of(scope: &Scope<'_>, file: &PackageFile<'_>, file_number: u32, node: Node<'_>) -> Ty {
    let context = LowerContext { scope, per_iteration: true, notes: None, elements: false };
    let func = FuncRef { package: scope.own.path, receiver: None, name: Name::from("init") };
    let mut lowerer = Lowerer::new(&context, &file.scope, file_number, func);
    lowerer.open_body(None, node);
    lowerer.value(node).ty
}

/// Whether the parameters of a function, by what aliases stand for, mark it as one that a server runs for each request.
fn is_entry(scope: &Scope<'_>, method: Option<Name>, signature: &Signature) -> bool {
    let plain = |ty: &Ty| match scope.unalias(ty) {
        Ty::Pointer(inner) => scope.unalias(&inner).pointer(),
        Ty::Chan(inner) => Ty::Chan(std::sync::Arc::new(match scope.unalias(&inner) {
            Ty::Pointer(inner) => scope.unalias(&inner).pointer(),
            other => other,
        })),
        other => other,
    };
    let is_remote = method.is_some_and(|method| crate::remote::is_method(scope.own.path, method, signature));
    is_remote || scope.models().is_entry(method, &signature.params.iter().map(plain).collect::<Vec<_>>())
}

fn lower_function(context: &LowerContext<'_>, file: &PackageFile<'_>, file_number: u32, item: Node<'_>) -> Option<Lowered> {
    let name = item.field(Field::NAME)?;
    let receiver_list = item.field(Field::RECEIVER);
    let receiver = receiver_list.and_then(|list| package::receiver_type(list, context.scope));
    let func = FuncRef { package: context.scope.own.path, receiver: receiver.as_ref().map(|receiver| receiver.name), name: Name::from(name.text()) };
    let mut lowerer = Lowerer::new(context, &file.scope, file_number, func);
    let params = package::params_in_scope(item, receiver.as_ref(), context.scope.own.path);
    lowerer.bindings.extend(params.into_iter().map(|(name, ty)| (name, Binding::Type(ty))));
    let body = item.field(Field::BODY)?;
    lowerer.assumes_lock = assumes_lock(name.text(), item.comment_above());
    lowerer.promises_copy = promises_copy(item.comment_above());
    lowerer.open_body(None, name);
    let signature = lowerer.reading(|reader| reader.signature(item, 0));
    lowerer.now().entry = is_entry(context.scope, func.receiver.map(|_| func.name), &signature);
    lowerer.now().variadic = signature.variadic;
    lowerer.now().result_types = signature.results;
    lowerer.formals(receiver_list.into_iter().chain(item.field(Field::PARAMETERS)), item.field(Field::RESULT));
    lowerer.find_assigned(body);
    lowerer.statements(body);
    Some(lowerer.finish())
}

/// Whether a function says that its caller holds a lock: `flushLocked`, "must hold c.mu", "lock should be held"; or that callers
/// must not meet in it: "not safe for concurrent use". It counts only where no caller is seen.
fn assumes_lock(name: &str, comment: &str) -> bool {
    let is_start = |hint: &str| {
        let start = name.split_at_checked(hint.len()).filter(|(start, _)| start.eq_ignore_ascii_case(hint));
        start.is_some_and(|(_, rest)| VERBS.iter().any(|verb| rest.trim_start_matches('_').starts_with(verb)))
    };
    let by_name = LOCKED_ENDS.iter().any(|hint| name.ends_with(hint)) || LOCKED_STARTS.iter().any(|hint| is_start(hint));
    let text = comment.to_lowercase();
    let is_lock = ["lock", "mutex", "mu "].iter().any(|word| text.contains(word));
    let is_alone = NOT_CONCURRENT.iter().any(|words| text.contains(words));
    by_name || is_alone || is_lock && LOCKED_WORDS.iter().any(|word| text.contains(word))
}

/// Whether a function says that the copy which it returns is for another goroutine.
fn promises_copy(comment: &str) -> bool {
    let text = comment.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    has(&["copy", "clone", "snapshot"]) && has(&["goroutine", "concurren", "thread-safe", "thread safe"]) && !has(&NOT_CONCURRENT)
}

/// How names end and begin that say so.
const LOCKED_ENDS: [&str; 12] =
    ["Locked", "LockHeld", "NoLock", "WithLock", "WithoutLock", "Unlocked", "Lockless", "Unsafe", "_locked", "_unlocked", "_nolock", "_unsafe"];
const LOCKED_STARTS: [&str; 4] = ["unlocked", "lockless", "nolock", "unsafe"];

/// What follows such a beginning: `UnlockedGet` says how it is done, `UnlockedAccounts` what is found.
const VERBS: [&str; 20] = [
    "Get", "Set", "Add", "Put", "Has", "Load", "Store", "Find", "Lookup", "Insert", "Update", "Delete", "Remove", "Drop", "Clear", "Clean", "Reset",
    "Close", "Create", "Register",
];

/// How comments that speak of a lock say that the caller holds it.
const LOCKED_WORDS: [&str; 5] = ["held", "hold", "must be locked", "is locked", "locks_required"];

/// How comments say that a function must not meet itself.
const NOT_CONCURRENT: [&str; 12] = [
    "not safe for concurrent",
    "not be safe for concurrent",
    "not thread-safe",
    "not thread safe",
    "not threadsafe",
    "isn't thread safe",
    "not goroutine safe",
    "not goroutine-safe",
    "not concurrency safe",
    "not concurrency-safe",
    "not be called concurrently",
    "not concurrent safe",
];

/// What a name is bound to inside a function.
#[derive(Clone)]
enum Binding {
    Var(VarId),
    Const(Ty),
    /// A type parameter, or a type declared in the function.
    Type(Ty),
}

/// What an expression is.
struct Value {
    ty: Ty,
    operand: Operand,
}

impl Value {
    fn other(ty: Ty) -> Value {
        Value { ty, operand: Operand::Other }
    }

    fn unknown() -> Value {
        Value::other(Ty::Unknown)
    }

    fn fresh(ty: Ty) -> Value {
        Value { ty, operand: Operand::Fresh }
    }

    fn at(place: Place, ty: Ty) -> Value {
        Value { ty, operand: Operand::Place(place) }
    }

    /// The path of the value; a path without a name when it has none.
    fn place(&self) -> Place {
        match &self.operand {
            Operand::Place(place) => place.clone(),
            _ => Place::of(Root::Unknown),
        }
    }
}

struct Lowerer<'a> {
    context: &'a LowerContext<'a>,
    file: &'a FileScope,
    file_number: u32,
    func: FuncRef,
    /// Innermost last.
    bindings: Vec<(Name, Binding)>,
    vars: Vec<Var>,
    done: Vec<Option<crate::body::Body>>,
    /// The bodies being built, innermost last.
    open: Vec<Builder>,
    depth: u32,
    too_deep: bool,
    assumes_lock: bool,
    promises_copy: bool,
    /// Where the innermost scope begins in `bindings`.
    scope_start: usize,
    unknown_operands: u32,
    made: FxHashSet<TypeName>,
    shown: FxHashSet<TypeName>,
    served: Vec<(FuncRef, MethodRuns)>,
    given: Vec<FuncRef>,
    /// Functions among the elements of literals that have not been put anywhere yet.
    loose: Vec<(crate::body::Operand, Span)>,
    turns: turns::Turns,
    /// As [`Lowered::settings`].
    settings: Vec<crate::asked::Setting>,
    /// As [`Lowered::channels`].
    channels: Vec<(crate::body::Place, i32)>,
    /// As [`Lowered::comparisons`].
    comparisons: Vec<(VarId, crate::body::Place, crate::body::Is)>,
    /// Locals that hold a number that was written down.
    numbers: Vec<(VarId, i64)>,
    /// The numbers with which locals were declared, whatever they were given since.
    first_numbers: Vec<(VarId, i64)>,
    /// The literal that comes next is the value of a field of another one.
    is_part: bool,
    /// Variables that hold errors and that a literal inside their function assigns.
    shared_errors: Vec<VarId>,
    /// Variables that all rounds of a loop share, each with the element that it holds in one of them.
    shared_rounds: Vec<(VarId, Place)>,
    /// Formals of the function that are assigned further down.
    assigned: Vec<formals::Assigned>,
}

impl<'a> Lowerer<'a> {
    fn new(context: &'a LowerContext<'a>, file: &'a FileScope, file_number: u32, func: FuncRef) -> Lowerer<'a> {
        Lowerer {
            context,
            file,
            file_number,
            func,
            bindings: Vec::new(),
            vars: Vec::new(),
            done: Vec::new(),
            open: Vec::new(),
            depth: 0,
            too_deep: false,
            assumes_lock: false,
            promises_copy: false,
            scope_start: 0,
            unknown_operands: 0,
            made: FxHashSet::default(),
            shown: FxHashSet::default(),
            served: Vec::new(),
            given: Vec::new(),
            loose: Vec::new(),
            turns: turns::Turns::default(),
            settings: Vec::new(),
            channels: Vec::new(),
            comparisons: Vec::new(),
            numbers: Vec::new(),
            first_numbers: Vec::new(),
            is_part: false,
            shared_errors: Vec::new(),
            shared_rounds: Vec::new(),
            assigned: Vec::new(),
        }
    }

    fn finish(mut self) -> Lowered {
        self.close_body();
        let mut bodies: Vec<crate::body::Body> = self.done.into_iter().flatten().collect();
        known_values::name_calls(&mut bodies, &self.vars, self.context.scope);
        #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
        let mut made: Vec<TypeName> = self.made.into_iter().collect();
        made.sort();
        #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
        let mut shown: Vec<TypeName> = self.shown.into_iter().collect();
        shown.sort();
        Lowered {
            func: self.func,
            assumes_lock: self.assumes_lock,
            promises_copy: self.promises_copy,
            too_deep: self.too_deep,
            vars: self.vars,
            bodies,
            made,
            shown,
            served: self.served,
            given: self.given,
            turns: self.turns.known,
            settings: self.settings,
            channels: self.channels,
            comparisons: self.comparisons,
            unknown_operands: self.unknown_operands,
        }
    }

    /// Notes that a value of a declared type comes into being. What stands for its type parameters stands behind their constraints.
    fn make(&mut self, ty: &Ty) {
        if let Ty::Named(name, args) = ty.pointee()
            && self.context.scope.is_analysed(name.package)
        {
            self.made.insert(*name);
            args.iter().for_each(|arg| self.show_type(arg));
        }
    }

    fn span(&self, node: Node<'_>) -> Span {
        Span::new(FileId(self.file_number), node.start(), node.end())
    }

    /// The builder of the innermost body.
    fn now(&mut self) -> &mut Builder {
        self.open.last_mut().expect("a body is open while its nodes are walked")
    }

    fn push(&mut self, op: Op) {
        self.now().push(op);
    }

    fn open_body(&mut self, parent: Option<BodyId>, at: Node<'_>) -> BodyId {
        let id = BodyId(self.done.len() as u32);
        self.done.push(None);
        let span = self.span(at);
        self.open.push(Builder::new(id, parent, span));
        id
    }

    fn close_body(&mut self) {
        let mut builder = self.open.pop().expect("every close has its open");
        builder.leave(Vec::new());
        let id = builder.id;
        self.done[id.index()] = Some(builder.into_body());
    }

    fn note(&self, node: Node<'_>, what: impl FnOnce() -> Noted) {
        if let Some(notes) = self.context.notes {
            notes.borrow_mut().push(Note { span: self.span(node), what: what() });
        }
    }

    fn read_type(&self, node: Node<'_>) -> Ty {
        self.reading(|reader| reader.read(node))
    }

    /// The type that an expression denotes, if it is one for sure.
    fn denoted_type(&self, node: Node<'_>) -> Option<Ty> {
        self.reading(|reader| reader.denoted(node))
    }

    fn reading<T>(&self, read: impl FnOnce(&TypeReader<'_>) -> T) -> T {
        let local =
            |name: Name| self.lookup(name).map(|binding| if let Binding::Type(ty) = binding { Local::Type(ty.clone()) } else { Local::Value });
        read(&TypeReader { scope: self.context.scope, file: self.file, file_number: self.file_number, local: &local, declared: &|_| false })
    }

    fn underlying(&self, ty: &Ty) -> Ty {
        self.context.scope.underlying(ty)
    }

    fn new_var(&mut self, name: Node<'_>, ty: Ty, kind: VarKind) -> VarId {
        let id = VarId(self.vars.len() as u32);
        let owner = self.now().id;
        let span = self.span(name);
        let name = Name::from(name.text());
        self.vars.push(Var { name, ty, owner, kind, span, sources: SmallVec::new(), opaque: false, ranged: false });
        if name != "_" {
            self.bindings.push((name, Binding::Var(id)));
        }
        id
    }

    fn declare(&mut self, name: Node<'_>, ty: Ty) -> VarId {
        let var = self.new_var(name, ty, VarKind::Local);
        self.push(Op::Declare(var));
        var
    }

    /// Declares the formals of the innermost body, lists in order, and its named results.
    fn formals<'t>(&mut self, lists: impl Iterator<Item = Node<'t>>, result: Option<Node<'t>>) {
        let mut index = 0;
        for list in lists {
            let found = self.reading(|reader| reader.parameters(list, 0));
            for (name, ty) in found {
                if let Some(name) = name {
                    self.new_var(name, ty, VarKind::Formal(index));
                }
                index += 1;
            }
        }
        self.now().formals = index;
        let results = result.filter(|node| node.kind() == Kind::PARAMETER_LIST).map(|list| self.reading(|reader| reader.parameters(list, 0)));
        for (at, (name, ty)) in results.into_iter().flatten().enumerate() {
            if let Some(name) = name {
                let var = self.new_var(name, ty, VarKind::Result(at as u16));
                self.now().results.push(var);
            }
        }
    }

    /// Whether the innermost body declares a variable.
    fn is_of_this_body(&self, var: VarId) -> bool {
        self.open.last().is_some_and(|builder| builder.id == self.vars[var.index()].owner)
    }

    fn lookup(&self, name: Name) -> Option<&Binding> {
        self.bindings.iter().rev().find(|(bound, _)| *bound == name).map(|(_, binding)| binding)
    }

    /// Runs `walk` one level deeper, or marks the body incomplete when that is too deep.
    fn deeper<T>(&mut self, otherwise: T, walk: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MAX_DEPTH {
            self.now().incomplete = true;
            self.too_deep = true;
            return otherwise;
        }
        self.depth += 1;
        let result = walk(self);
        self.depth -= 1;
        result
    }

    /// Runs `walk` in a scope of its own.
    fn scoped<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let bindings = self.bindings.len();
        let outer = std::mem::replace(&mut self.scope_start, bindings);
        let result = walk(self);
        self.scope_start = outer;
        self.bindings.truncate(bindings);
        result
    }

    fn literal(&mut self, node: Node<'_>) -> Value {
        self.note(node, || Noted::Literal);
        self.is_part = false;
        let signature = self.reading(|reader| reader.signature(node, 0));
        let parent = self.now().id;
        let id = self.deeper(None, |this| {
            let id = this.open_body(Some(parent), node);
            this.now().entry = is_entry(this.context.scope, None, &signature);
            this.now().variadic = signature.variadic;
            this.now().result_types = signature.results.clone();
            this.scoped(|this| {
                this.formals(node.field(Field::PARAMETERS).into_iter(), node.field(Field::RESULT));
                if let Some(body) = node.field(Field::BODY) {
                    this.statements(body);
                }
            });
            this.close_body();
            Some(id)
        });
        let operand = id.map_or(Operand::Other, |id| Operand::Func(crate::body::FuncValue::Literal(id)));
        Value { ty: Ty::Func(std::sync::Arc::new(signature)), operand }
    }

    /// `go f(x)` and `defer f(x)`.
    fn special_call(&mut self, node: Node<'_>, mode: CallMode) {
        let Some(inner) = node.first() else { return };
        let mut target = inner;
        while target.kind() == Kind::PARENTHESIZED_EXPRESSION {
            let Some(next) = target.first() else { return };
            target = next;
        }
        if matches!(target.kind(), Kind::CALL_EXPRESSION | Kind::TYPE_CONVERSION_EXPRESSION) {
            self.call(target, mode, self.span(if mode == CallMode::Go { node } else { target }));
        } else {
            self.value(inner);
        }
    }
}
