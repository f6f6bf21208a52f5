//! How a function runs the function values that it is handed: in place, on goroutines of its own, several at once.
//!
//! All of it follows from the function's body, so that in-house wrappers need no model.

use super::connect::{Connector, turn_on_event_loop};
use super::handed_joins::{Arms, may_leave};
use super::incoming::{Inside, Wrapped};
use super::order::{Site, between, may_end_after, may_follow, meet, same_token};
use super::{region, token_names, unnamed};
use crate::facts::{Actuals, CallFacts, Edge, EdgeKind, Event, Target, Token, TokenKind};
use mapvet_model::{FuncValue, LockMode, Operand, Place, Proj, Root, Runs, Start, VarId, VarKind};
use rustc_hash::FxHashMap;

/// How deep functions that hand a function value on are followed.
const HAND_ON_DEPTH: usize = 4;

/// In how many ways a function runs what it is handed, at most.
const WAYS: usize = 8;

/// What a function is handed: a function value in the nth formal, or one that is an element of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Formal {
    pub number: u16,
    pub element: bool,
}

/// What is known so far of functions and their formals.
pub(super) type Memo = FxHashMap<(u32, Formal), Vec<Behaviour>>;

/// One way in which a function runs a function value that it is handed.
#[derive(Clone)]
pub(super) struct Behaviour {
    pub kind: EdgeKind,
    /// The group that a spawned run signals at its end.
    pub joined: Option<Place>,
    pub wrapped: Wrapped,
    pub start: Option<Start>,
    /// The body and the call that run it, where the function puts it somewhere.
    pub kept: Option<(u32, u32)>,
    /// In a field or package variable.
    pub stored: bool,
    /// What it is called with, in the function's terms.
    pub args: Vec<Option<Place>>,
    /// The function at hand starts a goroutine for it, and waits for its end unless that takes too long.
    gives_up: bool,
    /// One that did so was asked whether it has waited.
    perhaps_over: bool,
    /// The calls that lead to the run, the innermost first.
    frames: Vec<Frame>,
}

/// A call on the way from a function to the run of what it was handed.
#[derive(Clone)]
struct Frame {
    at: Inside,
    /// Each execution of the call has an element of its own to run.
    each: bool,
    /// A library runs it several times at once.
    several: bool,
    /// What is held around the run.
    held: Vec<(Place, LockMode)>,
}

/// Whether two runs may go on at the same time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Overlap {
    No,
    /// Unless the function waits in between for what one of them signals.
    Perhaps,
    Yes,
}

impl Behaviour {
    fn at_once(kind: EdgeKind) -> Behaviour {
        Behaviour {
            kind,
            joined: None,
            wrapped: Wrapped::default(),
            start: None,
            kept: None,
            stored: false,
            args: Vec::new(),
            gives_up: false,
            perhaps_over: false,
            frames: Vec::new(),
        }
    }

    /// A function value that is put somewhere and run from there.
    pub fn kept(kind: EdgeKind, wrapped: Wrapped, start: Option<Start>, by: (u32, u32), stored: bool) -> Behaviour {
        Behaviour { wrapped, start, kept: Some(by), stored, ..Behaviour::at_once(kind) }
    }

    /// The calls that lead to the run, the innermost first.
    pub fn inside(&self) -> Vec<Inside> {
        self.frames.iter().map(|frame| frame.at.clone()).collect()
    }

    /// Whether a body is one of those that make these calls.
    pub fn leads_to(&self, body: u32) -> bool {
        self.frames.iter().any(|frame| frame.at.body == body)
    }

    /// A way that leads over a call of `parent` to a run of what it was handed, where all that was said was said of a
    /// literal that this call hands to another function, which runs it as `outer` says.
    fn within(mut self, outer: Behaviour) -> Behaviour {
        let is_live = self.kind == EdgeKind::Spawn && !self.wrapped.joined;
        if self.kind != EdgeKind::Spawn {
            self.wrapped.held.extend(outer.wrapped.held);
            self.wrapped.unnamed.extend(outer.wrapped.unnamed);
        }
        if outer.kind == EdgeKind::Spawn {
            self.kind = EdgeKind::Spawn;
            self.wrapped.joined = outer.wrapped.joined && !is_live;
            self.perhaps_over = outer.perhaps_over && (!is_live || self.perhaps_over);
            self.gives_up = outer.gives_up && !is_live;
            self.joined = self.joined.or(outer.joined);
        }
        self.wrapped.signals.extend(outer.wrapped.signals);
        self.start = self.start.or(outer.start);
        self.frames.extend(outer.frames);
        self
    }

    /// What ends the run, the group of a model included.
    fn signals(&self) -> Vec<Token> {
        let kinds = [TokenKind::Group, TokenKind::Other];
        let counted = self.joined.iter().flat_map(|place| kinds.map(|kind| Token { kind, place: place.clone() }));
        self.wrapped.signals.iter().cloned().chain(counted).collect()
    }
}

impl Connector<'_, '_> {
    /// How a callee runs the nth argument of a call, or the elements of it.
    pub(super) fn run_by(&mut self, callee: u32, at: usize, element: bool, depth: usize) -> Vec<Behaviour> {
        let formals = usize::from(self.graph.body(callee).formals);
        let mut found = Vec::new();
        if at < formals {
            found = self.behaviours(callee, Formal { number: at as u16, element }, depth);
        }
        // The last arguments of a variadic function are elements of its last formal.
        if !element && formals > 0 && at + 1 >= formals {
            found.extend(self.behaviours(callee, Formal { number: formals as u16 - 1, element: true }, depth));
        }
        found
    }

    fn behaviours(&mut self, function: u32, formal: Formal, depth: usize) -> Vec<Behaviour> {
        if let Some(known) = self.memo.get(&(function, formal)) {
            return known.clone();
        }
        // A function that hands its formal on to itself adds nothing to what it does with it.
        self.memo.insert((function, formal), Vec::new());
        let found = self.behaviours_of(function, formal, depth);
        self.memo.insert((function, formal), found.clone());
        found
    }

    fn behaviours_of(&mut self, function: u32, formal: Formal, depth: usize) -> Vec<Behaviour> {
        let decl = self.graph.decl(function);
        let Some(var) = decl.formal(0, formal.number).filter(|_| depth < HAND_ON_DEPTH) else { return Vec::new() };
        let whole = Place::of(Root::Var(var));
        let names = self.names(function, &whole, formal.element);
        if names.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for number in 0..decl.bodies.len() as u32 {
            let body = self.graph.sibling(function, number);
            for (number, call) in self.graph.body(body).calls.iter().enumerate() {
                let at = (body, number as u32);
                for edge in &call.edges {
                    if let Some(kept) = &edge.kept {
                        if matches!(&edge.target, Target::Value(value) if names.contains(value)) {
                            found.extend(self.kept(body, kept));
                        }
                        continue;
                    }
                    if matches!(&edge.target, Target::Value(called) if names.contains(called)) {
                        let run = self.direct(at, call, edge, formal.element);
                        found.extend(self.lift(body, run, formal.element, depth));
                    }
                    self.hand_on(at, (call, edge), (&names, &whole), formal.element, depth, &mut found);
                }
            }
        }
        found.truncate(WAYS);
        found
    }

    /// The names that a function has for what a formal holds, or for the elements of it: formals of literals that are called with it
    /// included.
    fn names(&self, function: u32, whole: &Place, element: bool) -> Vec<Place> {
        let decl = self.graph.decl(function);
        let var = |var: VarId| Place::of(Root::Var(var));
        let mut names = vec![whole.clone()];
        if element {
            let elements = whole.then(Proj::Elem);
            let is_element = |at: &usize| decl.vars[*at].element_of.as_deref() == Some(&elements);
            let held: Vec<Place> = (0..decl.vars.len()).filter(is_element).map(|at| var(VarId(at as u32))).collect();
            names = vec![elements];
            names.extend(held);
        }
        // A literal that hands it to a literal stands further up or down: a few rounds see all that there is in practice.
        for _ in 0..HAND_ON_DEPTH {
            let known = names.len();
            for call in decl.bodies.iter().flat_map(|body| &body.calls) {
                let Some(Target::Body(literal)) = call.edges.first().filter(|edge| edge.actuals == Actuals::Args).map(|edge| &edge.target) else {
                    continue;
                };
                for (at, _) in call.args.iter().enumerate().filter(|(_, arg)| matches!(arg, Operand::Place(handed) if names.contains(handed))) {
                    let formal = decl.formal(*literal, at as u16);
                    if let Some(place) = formal.map(var).filter(|place| !names.contains(place)) {
                        names.push(place);
                        break;
                    }
                }
            }
            if names.len() == known {
                break;
            }
        }
        names
    }

    /// A call of what was handed.
    fn direct(&self, (body, number): (u32, u32), call: &CallFacts, edge: &Edge, each: bool) -> Behaviour {
        let mut run = Behaviour::at_once(edge.kind);
        run.joined = edge.joined.as_deref().cloned();
        run.start = edge.start;
        run.wrapped.held.extend(edge.event_loop.map(turn_on_event_loop));
        if edge.actuals == Actuals::Args {
            let place = |arg: &Operand| if let Operand::Place(place) = arg { Some(self.graph.element(body, place.clone())) } else { None };
            run.args = call.args.iter().map(place).collect();
        }
        self.enter((body, number), (edge.kind, edge.start), each, &mut run);
        run
    }

    /// A call that hands on what was handed.
    fn hand_on(
        &mut self,
        (body, number): (u32, u32),
        (call, edge): (&CallFacts, &Edge),
        (names, whole): (&[Place], &Place),
        element: bool,
        depth: usize,
        found: &mut Vec<Behaviour>,
    ) {
        let Target::Static(func) = &edge.target else { return };
        let Some(callee) = self.graph.funcs.get(func).copied() else { return };
        for (at, arg) in call.args.iter().enumerate() {
            let Operand::Place(handed) = arg else { continue };
            let (is_named, is_whole) = (names.contains(handed), element && handed == whole);
            if !is_named && !is_whole {
                continue;
            }
            for inner in self.run_by(callee, at, is_whole, depth + 1) {
                let mut inner = self.mapped((callee, inner), (body, call), &edge.actuals);
                self.enter((body, number), (edge.kind, None), element && is_named, &mut inner);
                found.extend(self.lift(body, inner, element, depth));
            }
        }
    }

    /// What a callee does, in the terms of its caller.
    fn mapped(&self, (callee, mut inner): (u32, Behaviour), (from, call): (u32, &CallFacts), actuals: &Actuals) -> Behaviour {
        let up = |place: &Place| self.graph.actual(callee, place, actuals, call);
        inner.wrapped.unnamed.extend(unnamed::among(self.graph, callee, &inner.wrapped.held, up));
        inner.wrapped.held = inner.wrapped.held.iter().filter_map(|(place, mode)| Some((up(place)?, *mode))).collect();
        inner.joined = inner.joined.as_ref().and_then(up);
        inner.wrapped.signals = token_names::above(self.graph, (from, call), (callee, actuals), &inner.wrapped.signals);
        inner.args = inner.args.iter().map(|place| up(place.as_ref()?)).collect();
        inner
    }

    /// One frame up: a call that leads to the run.
    fn enter(&self, (body, call): (u32, u32), (kind, start): (EdgeKind, Option<Start>), each: bool, run: &mut Behaviour) {
        if kind == EdgeKind::Spawn {
            run.kind = EdgeKind::Spawn;
            run.wrapped.joined = start.is_some_and(|start| start.waits);
            (run.gives_up, run.perhaps_over) = (false, false);
        } else if run.kind != EdgeKind::Spawn {
            run.wrapped.held.extend(self.graph.body(body).calls[call as usize].locks().held.iter().cloned());
        }
        run.perhaps_over |= run.gives_up && self.graph.is_asked(body, call);
        let live = run.kind == EdgeKind::Spawn && !run.wrapped.joined;
        let several = start.is_some_and(|start| start.runs == Runs::Overlapping);
        let at = Inside { body, call, starts: kind == EdgeKind::Spawn, live, perhaps_over: run.perhaps_over, signals: run.signals() };
        let frame = Frame { at, each, several, held: run.wrapped.held.clone() };
        run.wrapped.joined |= live && self.is_joined(&frame.at);
        run.gives_up = live && self.gives_up(&frame.at);
        run.frames.push(frame);
    }

    /// Whether the body waits for the goroutine before it returns.
    fn is_joined(&self, frame: &Inside) -> bool {
        let facts = self.graph.body(frame.body);
        let is_alone = region::loop_around(facts, frame.call).is_none();
        // What the one goroutine sends last on a channel of its starter ends it.
        //
        // Misses: it may go on after it has sent.
        let is_sent = |token: &Token| is_alone && token.kind == TokenKind::Sent && self.is_local(frame.body, &token.place);
        !may_end_after(facts, Site::Call(frame.call), &mut |event| match event {
            Event::Join(token) => is_known(&frame.signals, token),
            Event::Wait(token) => is_sent(token) && is_known(&frame.signals, token),
            Event::Access(_)
            | Event::Call(_)
            | Event::Declare(_)
            | Event::Store(_)
            | Event::Signal(_)
            | Event::Succeeded(_)
            | Event::Fails
            | Event::Passes(_)
            | Event::Released(_) => false,
        })
    }

    /// Whether the body waits for the goroutine itself, unless that takes too long.
    fn gives_up(&self, frame: &Inside) -> bool {
        let is_wait = |event: &Event| event.awaited().is_some_and(|token| token.kind != TokenKind::Group && is_known(&frame.signals, token));
        !may_leave(self.graph.body(frame.body), frame.call, Arms::AsOne, &is_wait)
    }

    fn is_local(&self, body: u32, place: &Place) -> bool {
        matches!(place.root, Root::Var(var) if self.graph.decl(body).vars[var.index()].kind == VarKind::Local)
    }

    /// From a literal of a function up to the function itself, on all ways on which the literal comes to run.
    fn lift(&mut self, body: u32, mut run: Behaviour, each: bool, depth: usize) -> Vec<Behaviour> {
        let number = self.graph.local_number(body);
        if number == 0 {
            return vec![run];
        }
        let own = self.graph.body(body);
        let Some(parent) = own.parent.filter(|_| run.frames.len() < WAYS) else { return Vec::new() };
        run.wrapped.signals.extend(own.signals().cloned());
        run.wrapped.signals.extend(self.signals_of_callees(body));
        let parent = self.graph.sibling(body, parent);
        let mut found = Vec::new();
        for (at, call) in self.graph.body(parent).calls.iter().enumerate() {
            let at = (parent, at as u32);
            for edge in call.edges.iter().filter(|edge| edge.kept.is_none()) {
                if edge.target == Target::Body(number) {
                    let mut run = Behaviour { start: run.start.or(edge.start), ..run.clone() };
                    run.args = run.args.iter().map(|place| self.graph.actual(body, place.as_ref()?, &edge.actuals, call)).collect();
                    if edge.kind == EdgeKind::Spawn {
                        let own = edge.joined.as_deref().cloned();
                        // What the literal waits for itself is over with it.
                        run.joined = if run.wrapped.joined { own } else { run.joined.or(own) };
                    } else if edge.kind == EdgeKind::Once && run.kind != EdgeKind::Spawn {
                        run.kind = EdgeKind::Once;
                        run.joined = edge.joined.as_deref().cloned();
                    }
                    self.enter(at, (edge.kind, edge.start), each, &mut run);
                    found.extend(self.lift(parent, run, each, depth));
                }
                found.extend(self.lift_through(at, (call, edge), (body, &run), each, depth));
            }
        }
        found.truncate(WAYS);
        found
    }

    /// [`Self::lift`] where the literal is handed to another function.
    fn lift_through(
        &mut self,
        (parent, number): (u32, u32),
        (call, edge): (&CallFacts, &Edge),
        (literal, run): (u32, &Behaviour),
        each: bool,
        depth: usize,
    ) -> Vec<Behaviour> {
        let Target::Static(func) = &edge.target else { return Vec::new() };
        let Some(callee) = self.graph.funcs.get(func).copied().filter(|_| edge.actuals == Actuals::Args && depth < HAND_ON_DEPTH) else {
            return Vec::new();
        };
        let own = self.graph.local_number(literal);
        let mut found = Vec::new();
        for (at, _) in call.args.iter().enumerate().filter(|(_, arg)| matches!(arg, Operand::Func(FuncValue::Literal(body)) if body.0 == own)) {
            for outer in self.run_by(callee, at, false, depth + 1).into_iter().filter(|outer| outer.kept.is_none()) {
                let mut run = run.clone();
                run.args = run.args.iter().map(|place| self.graph.actual(literal, place.as_ref()?, &Actuals::Bound(None), call)).collect();
                let mut run = run.within(self.mapped((callee, outer), (parent, call), &edge.actuals));
                self.enter((parent, number), (edge.kind, None), each, &mut run);
                found.extend(self.lift(parent, run, each, depth + 1));
            }
        }
        found
    }

    /// What functions that a body calls signal themselves, such as `g.done()` around `g.wg.Done()`.
    fn signals_of_callees(&self, body: u32) -> Vec<Token> {
        let mut found = Vec::new();
        for call in &self.graph.body(body).calls {
            for edge in call.edges.iter().filter(|edge| edge.kind != EdgeKind::Spawn && edge.kept.is_none()) {
                let Some(callee) = self.graph.edge_target(body, edge) else { continue };
                let signals: Vec<Token> = self.graph.body(callee).signals().cloned().collect();
                found.extend(mapped_tokens(&signals, &|place: &Place| self.graph.actual(callee, place, &edge.actuals, call)));
            }
        }
        found
    }

    /// Whether two runs of one execution of a function may go on at the same time. The same argument of a call is but one of several
    /// elements.
    pub(super) fn overlap(&self, a: &Behaviour, b: &Behaviour, is_same_argument: bool) -> Overlap {
        let mut found = Overlap::No;
        for (one, other) in a.frames.iter().rev().zip(b.frames.iter().rev()) {
            if one.at.body != other.at.body || is_excluded(&one.held, &other.held) {
                break;
            }
            let is_one_element = is_same_argument && one.each && other.each;
            if one.several && one.at.call == other.at.call {
                return Overlap::Yes;
            }
            if !is_one_element {
                found = found.max(self.follows(&one.at, &other.at)).max(self.follows(&other.at, &one.at));
            }
            if found == Overlap::Yes || one.at.call != other.at.call {
                break;
            }
        }
        found
    }

    /// Whether a run may begin while the goroutine of another lives.
    fn follows(&self, one: &Inside, other: &Inside) -> Overlap {
        let facts = self.graph.body(one.body);
        let (from, to) = (Site::Call(one.call), Site::Call(other.call));
        let is_join = |event: &Event| matches!(event, Event::Join(token) if is_known(&one.signals, token));
        if !one.live || !may_follow(facts, from, to, &mut |event| is_join(event)) {
            return Overlap::No;
        }
        let mut waits = Vec::new();
        between(facts, from, to, &mut |event| waits.extend(event.awaited().cloned()));
        if one.perhaps_over || meet(&one.signals, &waits) { Overlap::Perhaps } else { Overlap::Yes }
    }
}

fn is_known(signals: &[Token], token: &Token) -> bool {
    signals.iter().any(|signal| same_token(signal, token))
}

/// Whether both hold a lock that excludes the other.
fn is_excluded(one: &[(Place, LockMode)], other: &[(Place, LockMode)]) -> bool {
    let excludes = |(lock, mode): &(Place, LockMode), (held, held_mode): &(Place, LockMode)| {
        lock == held && lock.root != Root::Unknown && mode.excludes(*held_mode)
    };
    one.iter().any(|lock| other.iter().any(|held| excludes(lock, held)))
}

fn mapped_tokens(tokens: &[Token], up: &dyn Fn(&Place) -> Option<Place>) -> Vec<Token> {
    tokens.iter().filter_map(|token| Some(Token { kind: token.kind, place: up(&token.place)? })).collect()
}
