//! Doubts: what is likely but not certain in the argument that two accesses may run at the same time.

use super::state::State;

/// Doubts about a pair; each is a weak link of the argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Doubts {
    /// A synchronisation that may order the two.
    pub order: bool,
    /// Runs through a callback that unseen code is taken to run in place.
    pub callback: bool,
    /// Runs through a function value that lies in a field or package variable, beside others or beside itself.
    pub stored: bool,
    /// What starts a goroutine is known from experience only.
    pub model: bool,
    /// Runs through an interface behind which several types may stand.
    pub dispatch: bool,
    /// As before, and which values lie there is not known.
    pub guessed: bool,
    /// Another of these types takes a lock or wraps the others.
    pub sheltered: bool,
    /// Both sides hold locks, and whether they are different ones is not certain.
    pub other_lock: bool,
    /// As before, and one of the two is held by a pointer.
    pub lock_by_pointer: bool,
    /// Both run in what a `sync.Once` of the same name runs, perhaps of one object.
    pub one_run: bool,
    /// A common lock is held on some path only.
    pub lock_on_some_path: bool,
    /// One side is given the map of the other.
    pub alias: bool,
    /// One of the two runs only after a panic of the function that started the other.
    pub panic: bool,
    /// Perhaps another element, or another instance.
    pub element: bool,
    /// The same element, but each goroutine may have one of its own.
    pub own_element: bool,
    /// Nobody is seen to call the function.
    pub no_caller: bool,
    /// Part of a body was not understood.
    pub incomplete: bool,
    /// Only a test is seen to run the two together.
    pub only_in_test: bool,
    /// Exported functions are taken to be called at the same time from outside.
    pub outside: bool,
    /// The whole program is at hand, and no two runs that meet are seen in it.
    pub whole: bool,
    /// Such a function has callers, through an interface; others are taken to call it besides them.
    pub called: bool,
    /// Such a function ends the life of the object, as its name says.
    pub ending: bool,
    /// Only who has the object behind an interface can name such a function, and no lock says that it is called at any time.
    pub hidden: bool,
    /// A server is taken to run one of the two.
    pub served: bool,
    /// Some handler of the package, or of one that it imports, runs others while it holds a lock.
    pub wrapped: bool,
    /// That the two meet is taken from the lock that others hold.
    pub belief: bool,
    /// No lock is held at either side of a map that objects have.
    pub unlocked: bool,
    /// A decoder fills it, or a map of its own.
    pub filled: bool,
    /// Both only read or replace which map it is.
    pub reference: bool,
    /// Both lie in test files, or the map does.
    pub in_test: bool,
    /// The way to one of them is long.
    pub far: bool,
    /// One side holds a lock that most accesses of the map do without.
    pub odd_lock: bool,
    /// They lie in two functions, and hardly another fails to protect the map: a phase or state of the program may keep them apart.
    pub phases: bool,
}

/// One weak link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    Order,
    OwnElement,
    Element,
    Alias,
    LockOnSomePath,
    LockByPointer,
    OtherLock,
    OneRun,
    Callback,
    Stored,
    Dispatch,
    Guessed,
    Sheltered,
    Model,
    NoCaller,
    OnlyInTest,
    Outside,
    Whole,
    Called,
    Ending,
    Hidden,
    Served,
    Wrapped,
    Belief,
    Incomplete,
    Panic,
    Unlocked,
    Filled,
    Reference,
    InTest,
    Far,
    OddLock,
    Phases,
}

impl Doubt {
    /// How much it takes from the argument, in quarters of what hides a conflict by default. Calibrated on findings that were judged by
    /// readers (`docs/accuracy.md`): a link weighs the more, the fewer of the conflicts that have it are true.
    pub fn weight(self) -> u8 {
        match self {
            Doubt::Order
            | Doubt::OwnElement
            | Doubt::LockByPointer
            | Doubt::Stored
            | Doubt::Guessed
            | Doubt::OnlyInTest
            | Doubt::Panic
            | Doubt::Reference => 4,
            Doubt::Element | Doubt::OneRun | Doubt::Model | Doubt::Dispatch | Doubt::Filled | Doubt::InTest | Doubt::Far => 3,
            Doubt::Unlocked | Doubt::OddLock | Doubt::Phases => 1,
            _ => 2,
        }
    }

    /// Its name in dumps.
    pub fn id(self) -> &'static str {
        match self {
            Doubt::Order => "possible-order",
            Doubt::OwnElement => "own-element",
            Doubt::Element => "may-be-same-instance",
            Doubt::Alias => "alias",
            Doubt::LockOnSomePath => "lock-on-one-path",
            Doubt::LockByPointer => "pointer-lock",
            Doubt::OtherLock => "other-lock",
            Doubt::OneRun => "one-run",
            Doubt::Callback => "callback",
            Doubt::Stored => "stored-function",
            Doubt::Dispatch => "dispatch",
            Doubt::Guessed => "dispatch-by-type",
            Doubt::Sheltered => "locked-implementation",
            Doubt::Model => "model",
            Doubt::NoCaller => "no-caller",
            Doubt::OnlyInTest => "only-in-test",
            Doubt::Outside => "open-world",
            Doubt::Whole => "whole-program",
            Doubt::Called => "called-by-interface",
            Doubt::Ending => "end-of-life",
            Doubt::Hidden => "unexported-type",
            Doubt::Served => "handler",
            Doubt::Wrapped => "locking-wrapper",
            Doubt::Belief => "belief",
            Doubt::Incomplete => "incomplete",
            Doubt::Panic => "after-panic",
            Doubt::Unlocked => "no-lock",
            Doubt::Filled => "decoder",
            Doubt::Reference => "reference-only",
            Doubt::InTest => "in-test",
            Doubt::Far => "long-way",
            Doubt::OddLock => "odd-lock",
            Doubt::Phases => "phases",
        }
    }
}

/// Whether two ways rest on who calls what lies in a field or package variable. Whoever does so runs the only function that is put there, or
/// all of them, but two runs of that may be those of two objects, each on its one goroutine.
pub(super) fn is_stored(a: &State, b: &State) -> bool {
    a.stored || b.stored || a.sure_stored.is_some() && a.sure_stored == b.sure_stored
}

impl Doubts {
    /// What two ways leave uncertain, each by itself.
    pub fn of_ways(a: &State, b: &State) -> Doubts {
        let any = |is: fn(&State) -> bool| is(a) || is(b);
        Doubts {
            callback: any(|state| state.assumed),
            stored: is_stored(a, b),
            dispatch: any(|state| state.dispatched),
            guessed: any(|state| state.guessed),
            sheltered: any(|state| state.sheltered),
            model: any(|state| state.start.is_some_and(|start| !start.sure)),
            ..Doubts::default()
        }
    }

    /// Those that count, in the order in which they are told.
    pub fn all(self) -> impl Iterator<Item = Doubt> {
        let rows = [
            (self.order, Doubt::Order),
            (self.own_element, Doubt::OwnElement),
            (self.element, Doubt::Element),
            (self.alias, Doubt::Alias),
            (self.lock_on_some_path, Doubt::LockOnSomePath),
            (self.lock_by_pointer, Doubt::LockByPointer),
            (self.other_lock && !self.lock_by_pointer && !self.lock_on_some_path, Doubt::OtherLock),
            (self.one_run, Doubt::OneRun),
            (self.callback, Doubt::Callback),
            (self.stored, Doubt::Stored),
            (self.dispatch && !self.guessed, Doubt::Dispatch),
            (self.guessed, Doubt::Guessed),
            (self.sheltered, Doubt::Sheltered),
            (self.model, Doubt::Model),
            (self.no_caller, Doubt::NoCaller),
            (self.only_in_test, Doubt::OnlyInTest),
            (self.outside, Doubt::Outside),
            (self.whole, Doubt::Whole),
            (self.called, Doubt::Called),
            (self.ending, Doubt::Ending),
            (self.hidden, Doubt::Hidden),
            (self.served, Doubt::Served),
            (self.wrapped, Doubt::Wrapped),
            (self.belief, Doubt::Belief),
            (self.incomplete, Doubt::Incomplete),
            (self.panic, Doubt::Panic),
            (self.filled, Doubt::Filled),
            (self.reference, Doubt::Reference),
            (self.far, Doubt::Far),
            // What else may keep the two apart is then, above all, that each has an element of its own, which was said.
            (self.unlocked && !self.element, Doubt::Unlocked),
        ];
        let said = rows.iter().any(|(counts, _)| *counts);
        // The least doubt: whatever else is doubtful says more.
        let last = [(self.odd_lock, Doubt::OddLock), (self.phases, Doubt::Phases)];
        let last = last.into_iter().find_map(|(counts, doubt)| (counts && !said).then_some(doubt));
        // A test runs and awaits things in an order of its own: what is doubtful is so all the more.
        let in_test = (self.in_test && (said || last == Some(Doubt::Phases))).then_some(Doubt::InTest);
        rows.into_iter().filter_map(|(counts, doubt)| counts.then_some(doubt)).chain(last).chain(in_test)
    }

    /// How much they take from the argument together.
    pub fn weight(self) -> u32 {
        self.all().map(|doubt| u32::from(doubt.weight())).sum()
    }
}
