//! A row beside what was derived from the source.

use super::modules::Module;
use super::verdict::Outcome;
use mapvet_engine::{Effect, FuncRef, LockMode, ModelRow, Name, RowSays, Runs, Start, Ty, TypeName};
use mapvet_sharing::{Derived, Program, Run, Touched, Way};

/// The program of a module.
pub(super) struct Comparison<'c> {
    pub program: &'c Program,
    pub module: &'c Module,
}

impl Comparison<'_> {
    /// How a row compares.
    pub fn outcome(&self, row: &ModelRow) -> Outcome {
        let path = self.module.path_of(&row.package);
        if !self.program.has_package(&path) {
            return Outcome::Absent("no such package".to_owned());
        }
        let real = |name: &TypeName| TypeName { package: Name::from(&self.module.path_of(&name.package)), name: name.name };
        match &row.says {
            RowSays::Func(func, effects, returns) => {
                let func = FuncRef { package: Name::from(&path), ..*func };
                self.func(func, effects, returns)
            }
            RowSays::Field(owner, field, start) => self.field(real(owner), *field, *start),
            RowSays::Map(name, value) => self.map(real(name), value),
            RowSays::Entry(method, params) => self.entry(&path, *method, params.len()),
        }
    }

    fn func(&self, func: FuncRef, effects: &[Effect], returns: &[Ty]) -> Outcome {
        if func.name.ends_with('*') {
            return underivable("the row speaks of several functions");
        }
        if func.receiver.is_none() && self.program.declares_type(TypeName { package: func.package, name: func.name }) {
            return underivable("it is a type, and the call a conversion");
        }
        if !self.program.declares(func) {
            return Outcome::Absent("no such function".to_owned());
        }
        let mut outcomes: Vec<Outcome> = effects.iter().map(|effect| self.effect(func, *effect)).collect();
        if !returns.is_empty() {
            outcomes.push(self.returns(func, returns));
        }
        worst(outcomes)
    }

    fn effect(&self, func: FuncRef, effect: Effect) -> Outcome {
        let touched = |at: Option<u8>| self.program.touches(func, at);
        match effect {
            Effect::Spawn(start) => of_start(self.program.runs_of_argument(func, start.argument), start),
            Effect::Serve(served) => {
                of_object(self.program.runs_of_argument(func, served.argument), Start { runs: served.runs, ..Start::once(served.argument) })
            }
            Effect::RunInPlace(at) | Effect::RunOnce(at) => of_call(self.program.runs_of_argument(func, at)),
            Effect::ReadMap(at) => of_map(touched(Some(at)), false),
            Effect::WriteMap(at) => of_map(touched(Some(at)), true),
            Effect::Visit(visited) => of_map(touched(Some(visited.argument)), visited.writes),
            Effect::ReadReceiver => of_map(touched(None), false),
            Effect::WriteReceiver => of_map(touched(None), true),
            Effect::Acquire(mode) => self.lock(func, |gained, _, _| gained.contains(&mode)),
            Effect::TryAcquire(mode) => self.lock(func, |_, perhaps, _| perhaps.contains(&mode)),
            Effect::Release(_) => self.lock(func, |_, _, lost| lost),
            Effect::Signal => at_place(self.program.signals(func), "signals", "no signal is found"),
            Effect::Join | Effect::Wait => at_place(self.program.waits(func), "waits", "no wait is found"),
            Effect::Fresh => match self.program.returns_fresh(func) {
                Some(true) => Outcome::Agree("returns what it allocates".to_owned()),
                Some(false) | None => underivable("what it returns is not seen to be allocated there"),
            },
            Effect::NoReturn => at_place(self.program.ends(func), "ends", "that it does not return is not seen"),
            Effect::Touch | Effect::Inert => underivable("that it orders nothing is not seen"),
            Effect::TrySet(_) | Effect::Unset => underivable("what flags are set to is not followed"),
            Effect::Load | Effect::Store(_) => underivable("what lies behind its receiver is not followed"),
            Effect::Limit(_) => underivable("that it limits a group is not seen"),
            Effect::Starts(_) => underivable("that it serves is not seen"),
        }
    }

    fn lock(&self, func: FuncRef, is_it: impl Fn(&[LockMode], &[LockMode], bool) -> bool) -> Outcome {
        match self.program.locks(func) {
            Some((gained, perhaps, lost)) if is_it(&gained, &perhaps, lost) => Outcome::Agree("its locks on return".to_owned()),
            Some(_) => underivable("no such effect on a lock is seen"),
            None => underivable("it has no body"),
        }
    }

    fn returns(&self, func: FuncRef, returns: &[Ty]) -> Outcome {
        let results = self.program.results(func).unwrap_or_default();
        let is_same = results.len() == returns.len() && returns.iter().zip(results).all(|(said, real)| same_type(said, real));
        if is_same {
            Outcome::Agree("its signature".to_owned())
        } else {
            Outcome::Differ { says: format!("{} results of other types", returns.len()), does: format!("returns {} results", results.len()) }
        }
    }

    fn field(&self, owner: TypeName, field: Name, start: Start) -> Outcome {
        let Some(owner) = self.program.owner_of_field(owner, field) else { return Outcome::Absent("no such field".to_owned()) };
        of_start(self.program.runs_of_field(owner, field).or(Some(Derived::default())), start)
    }

    fn map(&self, name: TypeName, value: &Ty) -> Outcome {
        match (self.program.declares_type(name), self.program.is_map_to(name, value)) {
            (true, true) => Outcome::Agree("its declaration".to_owned()),
            (true, false) => Outcome::Differ { says: "a map from strings to another type".to_owned(), does: "declares something else".to_owned() },
            (false, _) => Outcome::Absent("no such type".to_owned()),
        }
    }

    fn entry(&self, package: &str, method: Option<Name>, params: usize) -> Outcome {
        let Some(method) = method else { return underivable("the types of parameters alone are not followed") };
        let start = Start { runs: Runs::Overlapping, later: true, ..Start::once(0) };
        of_start(Some(self.program.runs_of_method(package, method, params)), start)
    }
}

fn underivable(why: &str) -> Outcome {
    Outcome::Underivable(why.to_owned())
}

fn at_place(place: Option<String>, verb: &str, otherwise: &str) -> Outcome {
    place.map_or_else(|| underivable(otherwise), |place| Outcome::Agree(format!("{verb} at {place}")))
}

/// A row agrees if all that it says does.
fn worst(outcomes: Vec<Outcome>) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Agree(_) | Outcome::Documented(_) => 0,
        Outcome::Underivable(_) | Outcome::Stale(_) => 1,
        Outcome::Differ { .. } | Outcome::Absent(_) => 2,
    };
    outcomes.into_iter().max_by_key(rank).unwrap_or_else(|| underivable("it says nothing that could be looked for"))
}

/// A value that runs on goroutines.
pub(super) fn of_start(derived: Option<Derived>, start: Start) -> Outcome {
    let Some(derived) = derived else { return underivable("it has no body") };
    let mut concurrent: Vec<&Run> = derived.runs.iter().filter(|run| is_concurrent(&run.way)).collect();
    // What the package of the function does itself says more than where its values get to.
    if concurrent.iter().any(|run| run.own) {
        concurrent.retain(|run| run.own);
    }
    let Some(first) = concurrent.iter().find(|run| fits(run, start.runs)).or(concurrent.first()) else { return without_goroutine(&derived, start) };
    let does = words(first);
    let differ = |does: String| Outcome::Differ { says: start_words(start), does };
    if !fits(first, start.runs) {
        return if is_stored(first) { underivable(&format!("it {does}; which object that is of is not seen")) } else { differ(does) };
    }
    if let Some(other) = concurrent.iter().find(|run| start.runs != Runs::Overlapping && is_overlapping(run) && !run.queued) {
        let does = words(other);
        return if is_stored(other) { underivable(&format!("it {does}; which object that is of is not seen")) } else { differ(does) };
    }
    let starts_now = concurrent.iter().any(|run| matches!(run.way, Way::Goroutine { .. }));
    match (&derived.joins, starts_now) {
        (Some(place), true) if !start.waits => return differ(format!("{does}, and waits at {place}")),
        (None, _) if start.waits => return underivable(&format!("it {does}; that it waits is not seen")),
        _ => {}
    }
    if start.joined && derived.signals.is_none() {
        return underivable(&format!("it {does}; what it signals in the end is not seen"));
    }
    if start.later && starts_now && !concurrent.iter().any(|run| !matches!(run.way, Way::Goroutine { .. })) {
        return underivable(&format!("it {does}; that it waits for something to be started is not seen"));
    }
    Outcome::Agree(does)
}

/// An object whose methods run on goroutines: what is called at once may be another method, and a wait for something else.
fn of_object(derived: Option<Derived>, start: Start) -> Outcome {
    let is_other = |run: &Run| run.way == Way::InPlace;
    let others_left_out =
        |derived: Derived| Derived { runs: derived.runs.into_iter().filter(|run| !is_other(run)).collect(), joins: None, ..derived };
    of_start(derived.map(others_left_out), start)
}

fn without_goroutine(derived: &Derived, start: Start) -> Outcome {
    let find = |is_it: &dyn Fn(&Way) -> bool| derived.runs.iter().find(|run| is_it(&run.way));
    let handed = find(&|way| matches!(way, Way::Handed(_)));
    let below = find(&|way| matches!(way, Way::Below(_)));
    match (below.or(handed), find(&|way| *way == Way::InPlace)) {
        (Some(other), _) => underivable(&format!("it {}", words(other))),
        (None, Some(call)) => Outcome::Differ { says: start_words(start), does: words(call) },
        (None, None) => underivable("no call of it is found"),
    }
}

fn of_call(derived: Option<Derived>) -> Outcome {
    let Some(derived) = derived else { return underivable("it has no body") };
    let calls = || derived.runs.iter().filter(|run| run.way == Way::InPlace);
    let call = calls().find(|run| run.own).or(calls().next());
    let concurrent = derived.runs.iter().find(|run| is_concurrent(&run.way) && (run.own || call.is_none_or(|call| !call.own)));
    match (concurrent, call, derived.runs.first()) {
        (Some(run), ..) => Outcome::Differ { says: "runs it before it returns".to_owned(), does: words(run) },
        (None, Some(call), _) => Outcome::Agree(words(call)),
        (None, None, Some(other)) => underivable(&format!("it {}", words(other))),
        (None, None, None) => underivable("no call of it is found"),
    }
}

fn of_map(touched: Option<Touched>, writes: bool) -> Outcome {
    let Some(touched) = touched else { return underivable("it has no body") };
    match (touched.writes, touched.reads, writes) {
        (Some(place), _, true) => Outcome::Agree(format!("writes it at {place}")),
        (Some(place), _, false) => Outcome::Differ { says: "reads it".to_owned(), does: format!("writes it at {place}") },
        (None, Some(place), false) => Outcome::Agree(format!("reads it at {place}")),
        (None, Some(place), true) => underivable(&format!("no write is found, and a read at {place}")),
        (None, None, _) => underivable("no access of the map is found"),
    }
}

fn is_concurrent(way: &Way) -> bool {
    match way {
        Way::Goroutine { .. } | Way::Later { .. } | Way::Handler(_) => true,
        Way::InPlace | Way::Below(_) | Way::Handed(_) => false,
    }
}

/// Whether it is found by the field that it is stored in: all objects of the type share that.
fn is_stored(run: &Run) -> bool {
    matches!(run.way, Way::Later { .. })
}

fn is_overlapping(run: &Run) -> bool {
    match run.way {
        Way::Goroutine { overlapping, .. } | Way::Later { overlapping, .. } => overlapping,
        Way::Handler(_) => true,
        Way::InPlace | Way::Below(_) | Way::Handed(_) => false,
    }
}

/// Whether a run is of the kind that a row says. What lies in a queue runs once, whatever loop is around the call.
fn fits(run: &Run, runs: Runs) -> bool {
    match (runs, &run.way) {
        (Runs::Overlapping, Way::Later { perhaps: true, .. }) => true,
        (Runs::Overlapping, _) => is_overlapping(run),
        (Runs::Serial, Way::Goroutine { again, .. }) => *again || run.queued,
        (Runs::Serial, Way::Later { .. }) => true,
        (Runs::Once, Way::Goroutine { overlapping, again }) => run.queued || !overlapping && !again,
        (Runs::Once, Way::Later { .. }) => true,
        (Runs::Serial | Runs::Once, Way::Handler(_) | Way::InPlace | Way::Below(_) | Way::Handed(_)) => false,
    }
}

fn words(run: &Run) -> String {
    let Run { way, place, .. } = run;
    let often = |overlapping: bool, again: bool| match (overlapping, again) {
        (true, _) => "on several goroutines",
        (false, true) => "again and again on a goroutine",
        (false, false) => "once on a goroutine",
    };
    match way {
        Way::InPlace => format!("runs it in place at {place}"),
        Way::Goroutine { overlapping, again } => format!("runs it {} at {place}", often(*overlapping, *again)),
        Way::Later { overlapping, perhaps, again } => format!("runs it later, {}, at {place}", often(*overlapping || *perhaps, *again)),
        Way::Handler(name) => format!("runs it for each request at {place}, below {name}"),
        Way::Below(name) => format!("runs it at {place}, on the goroutine that calls {name}"),
        Way::Handed(name) => format!("hands it to {name} at {place}"),
    }
}

fn start_words(start: Start) -> String {
    let often = match start.runs {
        Runs::Once => "once on a goroutine",
        Runs::Serial => "again and again on a goroutine",
        Runs::Overlapping => "on several goroutines",
    };
    let waits = if start.waits { " and waits for them" } else { "" };
    let later = if start.later { ", once something is started" } else { "" };
    format!("it runs {often}{waits}{later}")
}

/// Whether a type is the one that a row names. Major versions do not count.
fn same_type(said: &Ty, real: &Ty) -> bool {
    match (said, real) {
        (Ty::Unknown, _) => true,
        (Ty::Named(one, _), Ty::Named(other, _)) => one.name == other.name && versionless(&one.package) == versionless(&other.package),
        (Ty::Pointer(one), Ty::Pointer(other)) | (Ty::Slice(one), Ty::Slice(other)) | (Ty::Chan(one), Ty::Chan(other)) => same_type(one, other),
        (one, other) => one == other,
    }
}

fn versionless(path: &str) -> String {
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    path.split('/').filter(|part| !is_version(part)).collect::<Vec<_>>().join("/")
}
