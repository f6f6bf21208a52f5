//! Bodies, paths and types as text, for `mapvet debug body` and the dumps of facts.

use crate::body::{
    AccessKind, Block, Body, Call, CallMode, Callee, Capacity, FuncValue, Kept, LockMode, Lowered, Op, Operand, Place, Proj, Root, Told, Var, VarId,
    VarKind,
};
use crate::library::{Effect, Runs, Start, Visited};
use crate::ty::{Name, Signature, Ty};
use mapvet_syntax::Span;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Types nested deeper are cut.
const DEEPEST_TYPE: usize = 4;

/// What the variables of one declaration are called in dumps: `c`, and `c#3` where several have the name.
#[derive(Clone, Debug)]
pub struct VarNames(Vec<String>);

impl VarNames {
    /// Of the names of all variables, by number.
    pub fn new(names: &[Name]) -> VarNames {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names {
            *counts.entry(name.as_str()).or_insert(0) += 1;
        }
        let unique = |(number, name): (usize, &Name)| if counts[name.as_str()] == 1 { name.to_string() } else { format!("{name}#{number}") };
        VarNames(names.iter().enumerate().map(unique).collect())
    }

    /// The name of one variable.
    pub fn var(&self, var: VarId) -> String {
        self.0.get(var.index()).cloned().unwrap_or_else(|| format!("var{}", var.0))
    }

    /// A path as Go would write it: `c.m`, `c.shards[*].m`, `call2().m` for what call 2 returns, `?` for what has no name.
    pub fn place(&self, place: &Place) -> String {
        let mut text = match place.root {
            Root::Var(var) => self.var(var),
            Root::Global(package, name) => format!("{package}.{name}"),
            Root::Call(call, 0) => format!("call{}()", call.0),
            Root::Call(call, result) => format!("call{}()#{result}", call.0),
            Root::Unknown => "?".to_owned(),
        };
        for step in &place.path {
            match step {
                Proj::Field(_, name) => {
                    let _ = write!(text, ".{name}");
                }
                Proj::Elem => text.push_str("[*]"),
            }
        }
        text
    }

    /// A function value: `body1` for a literal, else the function, with its receiver.
    pub fn function(&self, function: &FuncValue) -> String {
        match function {
            FuncValue::Literal(body) => format!("body{}", body.0),
            FuncValue::Static(func) => func.to_string(),
            FuncValue::Method(func, receiver) => format!("{func} of {}", self.place(receiver)),
        }
    }

    /// What an expression evaluates to; `_` for what is of no interest.
    pub fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Place(place) => self.place(place),
            Operand::Func(function) => self.function(function),
            Operand::Fresh => "fresh".to_owned(),
            Operand::Channel(Capacity::None) => "channel".to_owned(),
            Operand::Channel(Capacity::One) => "channel of one".to_owned(),
            Operand::Channel(Capacity::Perhaps) => "channel of perhaps one".to_owned(),
            Operand::Channel(Capacity::Many) => "buffered channel".to_owned(),
            Operand::Known(is) => format!("{is:?}").to_lowercase(),
            Operand::Received(channel) => format!("<-{}", self.place(channel)),
            Operand::Other => "_".to_owned(),
        }
    }

    /// Operands with commas between them.
    pub fn operands(&self, operands: &[Operand]) -> String {
        operands.iter().map(|operand| self.operand(operand)).collect::<Vec<_>>().join(", ")
    }
}

/// A declaration with its variables and bodies. `at` writes a position.
pub fn dump(decl: &Lowered, at: &dyn Fn(Span) -> String) -> String {
    let names = VarNames::new(&decl.vars.iter().map(|var| var.name).collect::<Vec<_>>());
    let assumes = if decl.assumes_lock { ", assumes a lock of its caller" } else { "" };
    let mut out = format!("func {}{assumes}\n", decl.func);
    for (number, var) in decl.vars.iter().enumerate() {
        let place = at(var.span);
        let _ = writeln!(out, "  {}  // {place}", variable(VarId(number as u32), var, &names));
    }
    for (number, body) in decl.bodies.iter().enumerate() {
        let literal = body.parent.map(|parent| format!(", literal in body{}", parent.0)).unwrap_or_default();
        let incomplete = if body.incomplete { ", incomplete" } else { "" };
        let _ = writeln!(out, "  body{number}{literal}{incomplete}  // {}", at(body.span));
        for (number, block) in body.blocks.iter().enumerate() {
            write_block(number, block, body, &names, at, &mut out);
        }
    }
    out
}

fn variable(id: VarId, var: &Var, names: &VarNames) -> String {
    let kind = match var.kind {
        VarKind::Formal(number) => format!("formal {number}"),
        VarKind::Result(number) => format!("result {number}"),
        VarKind::Local => "local".to_owned(),
    };
    let mut text = format!("var {} {}: {kind} of body{}", names.var(id), ty_text(&var.ty), var.owner.0);
    if !var.sources.is_empty() {
        let _ = write!(text, ", from {}", names.operands(&var.sources));
    }
    if var.opaque {
        text.push_str(", assigned out of sight");
    }
    text
}

fn write_block(number: usize, block: &Block, body: &Body, names: &VarNames, at: &dyn Fn(Span) -> String, out: &mut String) {
    let next: Vec<String> = block.next.iter().map(|next| format!("b{}", next.0)).collect();
    let arrow = if next.is_empty() { String::new() } else { format!(" -> {}", next.join(", ")) };
    let _ = writeln!(out, "    b{number}{arrow}");
    for op in &block.ops {
        let text = operation(op, body, names);
        let _ = match op {
            Op::Access { span, .. } => writeln!(out, "      {text}  // {}", at(*span)),
            Op::Call(id) => writeln!(out, "      {text}  // {}", at(body.calls[id.index()].span)),
            Op::Flag { .. }
            | Op::Declare(_)
            | Op::Store { .. }
            | Op::Send { .. }
            | Op::Receive { .. }
            | Op::Close { .. }
            | Op::Acquired { .. }
            | Op::Told(_)
            | Op::Return { .. } => {
                writeln!(out, "      {text}")
            }
        };
    }
}

fn operation(op: &Op, body: &Body, names: &VarNames) -> String {
    match op {
        Op::Access { place, kind, .. } => format!("{} {}", access_word(*kind), names.place(place)),
        Op::Flag { place, waits: false } => format!("flag {}", names.place(place)),
        Op::Flag { place, waits: true } => format!("flagged {}", names.place(place)),
        Op::Declare(var) => format!("declare {}", names.var(*var)),
        Op::Call(id) => format!("call{}: {}", id.0, call(&body.calls[id.index()], names)),
        Op::Store { target, value } => format!("store {} = {}", names.place(target), names.operand(value)),
        Op::Send { channel, value } => format!("send {} <- {}", names.place(channel), names.operand(value)),
        Op::Receive { channel } => format!("receive <-{}", names.place(channel)),
        Op::Close { channel } => format!("close {}", names.place(channel)),
        Op::Acquired { lock, mode } => format!("acquired {}{}", names.place(lock), mode_suffix(*mode)),
        Op::Told(Told::Succeeded(call)) => format!("call{} gave no error", call.0),
        Op::Told(Told::Fails) => "fails".to_owned(),
        Op::Told(Told::Passes(call)) => format!("passes the error of call{}", call.0),
        Op::Return { values } => format!("return {}", names.operands(values)).trim_end().to_owned(),
    }
}

fn call(call: &Call, names: &VarNames) -> String {
    let mode = match call.mode {
        CallMode::Call => "",
        CallMode::Defer => "deferred ",
        CallMode::Go => "go ",
    };
    let callee = match &call.callee {
        Callee::Static(func) => func.to_string(),
        Callee::Literal(body) => format!("body{}", body.0),
        Callee::Interface(ty, name) => format!("interface {}.{}.{name}", ty.package, ty.name),
        Callee::Value(place) => format!("value {}", names.place(place)),
        Callee::Library(func) => format!("library {func}"),
        Callee::Kept(Kept::Sent(place)) => format!("send {} = ", names.place(place)),
        Callee::Kept(Kept::Message(place)) => format!("hand over through {} ", names.place(place)),
        Callee::Kept(Kept::At(place)) => format!("keep {} = ", names.place(place)),
        Callee::Kept(Kept::Returned(at)) => format!("keep result {at} = "),
        Callee::Kept(Kept::As(ty)) => format!("keep as {}.{} ", ty.package, ty.name),
        Callee::Unknown(name) if name.is_empty() => "unknown".to_owned(),
        Callee::Unknown(name) => format!("unknown {name}"),
    };
    let receiver = call.receiver.as_ref().map(|place| format!(" on {}", names.place(place))).unwrap_or_default();
    let effects: Vec<String> = call.effects.iter().map(|effect| effect_text(*effect)).collect();
    let effects = if effects.is_empty() { String::new() } else { format!(" [{}]", effects.join(", ")) };
    format!("{mode}{callee}({}){receiver}{effects}", names.operands(&call.args))
}

fn effect_text(effect: Effect) -> String {
    match effect {
        Effect::Acquire(mode) => format!("acquire{}", mode_suffix(mode)),
        Effect::TryAcquire(mode) => format!("try-acquire{}", mode_suffix(mode)),
        Effect::Release(mode) => format!("release{}", mode_suffix(mode)),
        Effect::Spawn(start) => start_text(start),
        Effect::Serve(served) => format!("serve {}", served.argument),
        Effect::ReadReceiver => "read-receiver".to_owned(),
        Effect::WriteReceiver => "write-receiver".to_owned(),
        Effect::RunInPlace(arg) => format!("run-in-place {arg}"),
        Effect::RunOnce(arg) => format!("run-once {arg}"),
        Effect::Signal => "signal".to_owned(),
        Effect::Join => "join".to_owned(),
        Effect::Wait => "wait".to_owned(),
        Effect::ReadMap(arg) => format!("read-map {arg}"),
        Effect::WriteMap(arg) => format!("write-map {arg}"),
        Effect::Visit(Visited { argument, rest, writes, .. }) => {
            format!("visit{} {argument}{}", if writes { "-writing" } else { "" }, if rest { ".." } else { "" })
        }
        Effect::NoReturn => "no-return".to_owned(),
        Effect::TrySet(said) => format!("try-set {said}"),
        Effect::Unset => "unset".to_owned(),
        Effect::Fresh => "fresh".to_owned(),
        Effect::Load => "load".to_owned(),
        Effect::Store(at) => format!("store {at}"),
        Effect::Touch => "touch".to_owned(),
        Effect::Inert => "inert".to_owned(),
        Effect::Limit(arg) => format!("limit {arg}"),
        Effect::Starts(started) => if started.returns { "starts" } else { "serves" }.to_owned(),
    }
}

fn start_text(start: Start) -> String {
    let Start { argument, runs, waits, later, joined, sure, turn, awaits: _ } = start;
    let runs = match runs {
        Runs::Once => "",
        Runs::Serial => " serial",
        Runs::Overlapping => " overlapping",
    };
    let flag = |set: bool, word: &'static str| if set { word } else { "" };
    let turn = turn.map(|number| format!(" in turn {number}")).unwrap_or_default();
    format!(
        "spawn{} {argument}{runs}{}{}{}{turn}",
        flag(joined, "-joined"),
        flag(waits, " waits"),
        flag(later, " later"),
        flag(!sure, " from memory")
    )
}

/// What stands behind a lock in dumps: nothing for an exclusive hold.
pub fn mode_suffix(mode: LockMode) -> &'static str {
    match mode {
        LockMode::Read => " (read)",
        LockMode::Write => "",
    }
}

/// A kind of access in one word that no other kind has.
pub fn access_word(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Assign => "assign",
        AccessKind::Delete => "delete",
        AccessKind::Clear => "clear",
        AccessKind::LibraryWrite => "library-write",
        AccessKind::Fill => "fill",
        AccessKind::Range => "range",
        AccessKind::WholeRead => "whole-read",
        AccessKind::Index => "index",
        AccessKind::Len => "len",
        AccessKind::Replace => "replace",
        AccessKind::Value => "value",
        AccessKind::HandOut => "hand-out",
    }
}

/// A type as Go would write it; `?` where it is not known.
pub fn ty_text(ty: &Ty) -> String {
    ty_at(ty, DEEPEST_TYPE)
}

fn ty_at(ty: &Ty, depth: usize) -> String {
    if depth == 0 {
        return "...".to_owned();
    }
    let inner = |ty: &Ty| ty_at(ty, depth - 1);
    match ty {
        Ty::Unknown => "?".to_owned(),
        Ty::Basic(name) => name.to_string(),
        Ty::Named(name, args) => {
            let package = if name.package.is_empty() { String::new() } else { format!("{}.", name.package) };
            let args = if args.is_empty() { String::new() } else { format!("[{}]", args.iter().map(inner).collect::<Vec<_>>().join(", ")) };
            format!("{package}{}{args}", name.name)
        }
        Ty::Param(owner, index) => format!("{}#{index}", owner.name),
        Ty::Pointer(target) => format!("*{}", inner(target)),
        Ty::Map(parts) => format!("map[{}]{}", inner(&parts.0), inner(&parts.1)),
        Ty::Slice(element) => format!("[]{}", inner(element)),
        Ty::Array(element) => format!("[N]{}", inner(element)),
        Ty::Chan(element) => format!("chan {}", inner(element)),
        Ty::Func(signature) => format!("func{}", signature_at(signature, depth - 1)),
        Ty::Struct(fields) => {
            let fields = fields.fields.iter().map(|field| {
                let name = if field.embedded { String::new() } else { format!("{} ", field.name) };
                format!("{name}{}", inner(&field.ty))
            });
            format!("struct{{{}}}", fields.collect::<Vec<_>>().join("; "))
        }
        Ty::Interface(interface) => {
            let methods = interface.methods.iter().map(|(name, signature)| format!("{name}{}", signature_at(signature, depth - 1)));
            let unions = interface.unions.iter().map(|union| union.iter().map(inner).collect::<Vec<_>>().join(" | "));
            format!("interface{{{}}}", methods.chain(interface.embedded.iter().map(inner)).chain(unions).collect::<Vec<_>>().join("; "))
        }
        Ty::Tuple(parts) => format!("({})", parts.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Ty::Nil => "nil".to_owned(),
    }
}

/// Parameters and results as Go would write them behind `func`.
pub fn signature_text(signature: &Signature) -> String {
    signature_at(signature, DEEPEST_TYPE)
}

fn signature_at(signature: &Signature, depth: usize) -> String {
    let list = |types: &[Ty]| types.iter().map(|ty| ty_at(ty, depth)).collect::<Vec<_>>().join(", ");
    let results = match signature.results.as_slice() {
        [] => String::new(),
        [one] => format!(" {}", ty_at(one, depth)),
        many => format!(" ({})", list(many)),
    };
    let params = match signature.params.split_last() {
        Some((Ty::Slice(last), before)) if signature.variadic => {
            let before = before.iter().map(|ty| format!("{}, ", ty_at(ty, depth))).collect::<String>();
            format!("{before}...{}", ty_at(last, depth))
        }
        _ => list(&signature.params),
    };
    format!("({params}){results}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decl::{Interface, Interfaces};
    use crate::lower::{LowerContext, lower};
    use crate::package::{Package, Values};
    use crate::scope::{LocalTypes, Scope};
    use expect_test::{Expect, expect};
    use mapvet_syntax::{LineIndex, Parser};

    /// A package that imports nothing that is analysed.
    struct Alone;

    impl Interfaces for Alone {
        fn interface(&self, _path: Name) -> Option<&Interface> {
            None
        }

        fn test_interface(&self, _path: Name) -> Option<&Interface> {
            None
        }
    }

    fn check(text: &str, expected: Expect) {
        let sources = [Parser::new().parse(text.as_bytes())];
        let package = Package::new(Name::from("p"), Name::from("p"), &sources, &|_| None, None, &Alone, Values::Inferred);
        let locals = LocalTypes::default();
        let scope = Scope { own: &package.interface, base: None, deps: &Alone, locals: &locals };
        let lines = LineIndex::new(text.as_bytes());
        let at = |span: Span| {
            let start = lines.line_col(span.start);
            format!("{}:{}", start.line, start.column)
        };
        let decls = lower(&LowerContext { scope: &scope, per_iteration: true, notes: None, elements: false }, &package.files[0], 0);
        expected.assert_eq(&decls.iter().map(|decl| dump(decl, &at)).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn bodies_are_blocks_of_operations() {
        let text = "package p

import \"sync\"

type cache struct {
	mu sync.RWMutex
	m  map[string][]int
}

func (c *cache) set(k string, done chan<- bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if _, ok := c.m[k]; ok {
		return
	}
	for _, k := range []string{\"a\"} {
		go func() { delete(c.m, k); done <- true }()
	}
	c.m = map[string][]int{}
}
";
        check(
            text,
            expect![[r#"
            func (p.cache).set
              var c *p.cache: formal 0 of body0  // 10:7
              var k#1 string: formal 1 of body0  // 10:21
              var done chan bool: formal 2 of body0  // 10:31
              var _#3 []int: local of body0, from c.m[*]  // 13:5
              var ok bool: local of body0, from _  // 13:8
              var _#5 int: local of body0, from _  // 16:6
              var k#6 string: local of body0, from ?[*]  // 16:9
              body0  // 10:17
                b0 -> b1, b3
                  call0: library (sync.RWMutex).RLock() on c.mu [acquire (read)]  // 11:2
                  index c.m  // 13:14
                  declare _#3
                  declare ok
                b1 -> b4
                  return
                b2 -> b7
                b3 -> b2
                b4 -> b5
                  call1: deferred library (sync.RWMutex).RUnlock() on c.mu [release (read)]  // 12:8
                b5
                b6 -> b2
                b7 -> b8, b9
                b8 -> b4
                  replace c.m  // 19:2
                  store c.m = fresh
                  return
                b9 -> b7
                  declare _#5
                  declare k#6
                  call2: go body1()  // 17:3
                b10
              body1, literal in body0  // 17:6
                b0 -> b1
                  delete c.m  // 17:15
                  send done <- true
                  return
                b1
                b2
        "#]],
        );
    }

    #[test]
    fn types_are_written_as_in_go() {
        let text = "package p

type inner struct{ n int }

func f(a map[string]*inner, b func(int, ...any) (bool, error), c []struct{ x chan int }, d unknown) {
	x := a
	x = nil
	_ = x
}
";
        check(
            text,
            expect![[r#"
            func p.f
              var a map[string]*p.inner: formal 0 of body0  // 5:8
              var b func(int, ...interface{}) (bool, error): formal 1 of body0  // 5:29
              var c []struct{x chan int}: formal 2 of body0  // 5:64
              var d ?: formal 3 of body0  // 5:90
              var x map[string]*p.inner: local of body0, from a, nil  // 6:2
              body0  // 5:6
                b0 -> b1
                  value a  // 6:7
                  declare x
                  replace x  // 7:2
                  store x = nil
                  value x  // 8:6
                  return
                b1
                b2
        "#]],
        );
    }
}
