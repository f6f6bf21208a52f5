//! How the source of a library runs a function value, or the methods of an object, that it is handed.

use super::calls::{Edge, handed_how};
use super::flow::{Node, Use, UseKind};
use super::{BodyNumber, Program};
use mapvet_model::{Call, CallMode, Callee, Effect, FuncRef, Name, Op, TypeName};
use rustc_hash::{FxHashMap, FxHashSet};

/// More steps than these are not gone.
const MOST_STEPS: usize = 200_000;

/// One way in which a value comes to run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Run {
    /// How.
    pub way: Way,
    /// File and line of the call.
    pub place: String,
    /// It lies in a channel or a container before: a loop around the call runs others.
    pub queued: bool,
    /// The call stands in the package of the function that is handed the value.
    pub own: bool,
}

/// How a value comes to run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Way {
    /// Before the function returns that is handed the value.
    InPlace,
    /// On a goroutine that the function starts which is handed the value.
    Goroutine {
        /// A loop starts several.
        overlapping: bool,
        /// Again and again on one goroutine.
        again: bool,
    },
    /// On a goroutine that other code starts, of a value that was stored.
    Later {
        /// A loop starts several.
        overlapping: bool,
        /// Some loop further up may start several.
        perhaps: bool,
        /// Again and again on one goroutine.
        again: bool,
    },
    /// A server runs it for each request: it is called below the method of a handler, which is named.
    Handler(String),
    /// Below this exported function, on whatever goroutine that is called on.
    Below(String),
    /// It is handed to code that is not seen.
    Handed(String),
}

/// What was found of a value.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// The ways in which it runs, sorted; the same way at several places is there once for each.
    pub runs: Vec<Run>,
    /// File and line at which the function that is handed the value waits for a group, before it returns.
    pub joins: Option<String>,
    /// File and line at which a goroutine says that it is over.
    pub signals: Option<String>,
}

/// What lies between two bodies on a way down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Down {
    spawned: bool,
    looped: bool,
    overlapping: bool,
    again: bool,
}

impl Down {
    fn over(self, go: bool, looped: bool) -> Down {
        let looped_before = self.looped || looped;
        Down {
            spawned: self.spawned || go,
            looped: looped_before,
            overlapping: self.overlapping || go && looped_before,
            again: self.again || self.spawned && !go && looped,
        }
    }

    fn way(self) -> Way {
        if self.spawned { Way::Goroutine { overlapping: self.overlapping, again: self.again } } else { Way::InPlace }
    }
}

/// What lies between a call and a body above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
struct Up {
    spawned: bool,
    looped: bool,
    overlapping: bool,
    perhaps: bool,
    again: bool,
}

impl Up {
    fn over(self, go: bool, looped: bool) -> Up {
        let spawned = self.spawned || go;
        Up {
            spawned,
            looped: self.looped || !spawned && looped,
            overlapping: self.overlapping || go && looped,
            perhaps: self.perhaps || spawned && looped,
            again: self.again || go && self.looped,
        }
    }

    fn way(self) -> Way {
        Way::Later { overlapping: self.overlapping, perhaps: self.perhaps, again: self.again }
    }
}

/// Where a value is looked for.
struct Search<'s> {
    /// The package of the function that is handed the value.
    package: Name,
    /// What that function runs.
    below: &'s Below,
    runs: Vec<Run>,
}

impl Program {
    /// How a function runs its nth argument, counted from 0 without the receiver; of a method of an interface, how those do
    /// that may stand behind it. `None` where there is no body.
    pub fn runs_of_argument(&self, func: FuncRef, argument: u8) -> Option<Derived> {
        let bodies = self.bodies_of(func);
        let mut derived: Option<Derived> = None;
        for body in bodies {
            let more = self.runs_of_formal(body, usize::from(argument) + usize::from(func.receiver.is_some()));
            let all = derived.get_or_insert_with(Derived::default);
            all.runs.extend(more.runs);
            all.joins = all.joins.take().or(more.joins);
            all.signals = all.signals.take().or(more.signals);
        }
        derived
    }

    fn runs_of_formal(&self, body: BodyNumber, formal: usize) -> Derived {
        let package = self.lowered(body).func.package;
        let start = self.formal(body, formal).and_then(|var| self.flow.number(Node::Var(body, var)));
        let Some(start) = start else { return Derived::default() };
        let below = self.below(body);
        let runs = self.runs_from(&[start], Search { package, below: &below, runs: Vec::new() });
        Derived { runs, joins: self.join_in(&below, package), signals: self.signal_in(&below) }
    }

    /// How a function value that is stored in a field runs. `None` where there is no such field, or nothing uses it.
    pub fn runs_of_field(&self, owner: TypeName, field: Name) -> Option<Derived> {
        let start = self.flow.number(Node::Field(owner, field))?;
        let runs = self.runs_from(&[start], Search { package: owner.package, below: &Below::default(), runs: Vec::new() });
        Some(Derived { runs, ..Derived::default() })
    }

    /// How often and where a method of an interface is called, by its name and how many arguments it is handed.
    pub fn runs_of_method(&self, package: &str, method: Name, arguments: usize) -> Derived {
        let mut search = Search { package: Name::from(package), below: &Below::default(), runs: Vec::new() };
        let own = |body: &BodyNumber| self.lowered(*body).func.package.starts_with(package);
        for body in (0..self.bodies.len() as BodyNumber).filter(own) {
            for (number, call) in self.body(body).calls.iter().enumerate() {
                let is_it = matches!(&call.callee, Callee::Interface(_, name) if *name == method) && call.args.len() == arguments;
                if is_it {
                    self.runs_of_use(Use { body, call: number as u32, how: UseKind::Method }, false, &mut search);
                }
            }
        }
        Derived { runs: search.sorted(), ..Derived::default() }
    }

    fn runs_from(&self, starts: &[u32], mut search: Search<'_>) -> Vec<Run> {
        for (node, queued) in self.flow.reached(starts) {
            for used in self.flow.uses.get(&node).map_or(&[][..], Vec::as_slice) {
                self.runs_of_use(*used, queued, &mut search);
            }
        }
        search.sorted()
    }

    fn runs_of_use(&self, used: Use, queued: bool, search: &mut Search<'_>) {
        let call = &self.body(used.body).calls[used.call as usize];
        let own = self.lowered(used.body).func.package == search.package;
        let run = Run { way: Way::InPlace, place: self.place(used.body, call.span), queued, own };
        let mut looped = self.calls.is_looped(used.body, used.call);
        let mut go = call.mode == CallMode::Go;
        if let UseKind::Handed(argument) = used.how {
            let (spawned, again) = handed_how(call, argument);
            let is_run = |effect: &Effect| matches!(effect, Effect::RunInPlace(at) | Effect::RunOnce(at) if *at == argument);
            if !spawned && !call.effects.iter().any(is_run) {
                search.runs.push(Run { way: Way::Handed(callee_name(call)), ..run });
                return;
            }
            go |= spawned;
            looped |= again;
        }
        match search.below.get(&used.body) {
            Some(states) => search.runs.extend(states.iter().map(|state| Run { way: state.over(go, looped).way(), ..run.clone() })),
            None => self.above(used.body, Up::default().over(go, looped), &run, &mut search.runs),
        }
    }

    /// The bodies that a body runs, directly or not, and what lies between.
    fn below(&self, start: BodyNumber) -> Below {
        let mut found = Below::default();
        let mut work = vec![(start, Down::default())];
        let mut steps = 0;
        while let Some((body, state)) = work.pop() {
            let states = found.entry(body).or_default();
            // Whoever calls the function again hands it another value.
            if states.contains(&state) || steps > MOST_STEPS || body == start && !states.is_empty() {
                continue;
            }
            states.push(state);
            steps += 1;
            work.extend(self.calls.out[body as usize].iter().map(|edge| (edge.to, state.over(edge.go, edge.looped))));
        }
        found
    }

    /// Where a body is run from that the function which is handed the value does not run.
    fn above(&self, start: BodyNumber, state: Up, as_before: &Run, runs: &mut Vec<Run>) {
        let mut seen: FxHashSet<(BodyNumber, Up)> = FxHashSet::default();
        let mut work = vec![(start, state)];
        let mut run = |way: Way| runs.push(Run { way, ..as_before.clone() });
        while let Some((body, state)) = work.pop() {
            if !seen.insert((body, state)) || seen.len() > MOST_STEPS {
                continue;
            }
            if self.body(body).entry {
                run(Way::Handler(self.name(body)));
                continue;
            }
            if state.spawned {
                run(state.way());
            } else if self.is_exported(body) {
                run(Way::Below(self.name(body)));
            }
            let up = |edge: &Edge| (edge.to, state.over(edge.go, edge.looped));
            work.extend(self.calls.incoming[body as usize].iter().map(up));
        }
    }

    fn is_exported(&self, body: BodyNumber) -> bool {
        let is_upper = |name: Name| name.starts_with(char::is_uppercase);
        self.bodies[body as usize].body == 0 && is_upper(self.lowered(body).func.name)
    }

    /// Where one of these bodies waits for a group, in a package and before the first of them returns.
    fn join_in(&self, below: &Below, package: Name) -> Option<String> {
        let in_place =
            |(body, states): &(BodyNumber, &[Down])| states.iter().any(|state| !state.spawned) && self.lowered(*body).func.package == package;
        let mut bodies = sorted_bodies(below).into_iter().filter(in_place);
        bodies.find_map(|(body, _)| self.op_place(body, &|call| call.effects.contains(&Effect::Join), false))
    }

    /// Where one of these bodies, on a goroutine, signals a group or a channel.
    fn signal_in(&self, below: &Below) -> Option<String> {
        let spawned = sorted_bodies(below).into_iter().filter(|(_, states)| states.iter().any(|state| state.spawned));
        spawned.into_iter().find_map(|(body, _)| self.op_place(body, &|call| call.effects.contains(&Effect::Signal), false))
    }

    /// The first call of a body of this kind, or the first receive.
    pub(super) fn op_place(&self, body: BodyNumber, is_it: &dyn Fn(&Call) -> bool, or_receive: bool) -> Option<String> {
        let lowered = self.body(body);
        let ops = lowered.blocks.iter().flat_map(|block| &block.ops);
        ops.into_iter().find_map(|op| match op {
            Op::Call(id) if is_it(&lowered.calls[id.index()]) => Some(self.place(body, lowered.calls[id.index()].span)),
            Op::Receive { .. } if or_receive => Some(self.place(body, lowered.span)),
            _ => None,
        })
    }

    /// The bodies that a function runs in place.
    pub(super) fn in_place(&self, start: BodyNumber) -> Vec<BodyNumber> {
        let below = self.below(start);
        sorted_bodies(&below).into_iter().filter(|(_, states)| states.iter().any(|state| !state.spawned)).map(|(body, _)| body).collect()
    }
}

impl Search<'_> {
    fn sorted(mut self) -> Vec<Run> {
        self.runs.sort();
        self.runs.dedup();
        self.runs
    }
}

/// The bodies that one runs.
pub(super) type Below = FxHashMap<BodyNumber, Vec<Down>>;

fn sorted_bodies(below: &Below) -> Vec<(BodyNumber, &[Down])> {
    #[allow(clippy::iter_over_hash_type, reason = "sorted right after")]
    let mut bodies: Vec<(BodyNumber, &[Down])> = below.iter().map(|(body, states)| (*body, states.as_slice())).collect();
    bodies.sort_by_key(|(body, _)| *body);
    bodies
}

fn callee_name(call: &Call) -> String {
    match &call.callee {
        Callee::Library(func) | Callee::Static(func) => func.to_string(),
        Callee::Unknown(name) => format!("a method {name} of an unknown type"),
        Callee::Interface(owner, name) => format!("({}.{}).{name}", owner.package, owner.name),
        Callee::Literal(_) | Callee::Value(_) | Callee::Kept(_) => "a function value".to_owned(),
    }
}
