//! An access as it is seen from one body on the way up to its callers, and what tells such states apart.

use super::latched::KnownFlag;
use super::order::Site;
use super::slots::is_virtual;
use crate::facts::{EdgeKind, Token};
use mapvet_model::{LockMode, Place, Start, Test, VarId};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Whether the goroutines that one call starts for one function value may run it at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Siblings {
    Several,
    OneAtATime,
}

/// One frame down.
#[derive(Clone, Copy)]
pub(super) struct Below {
    pub state: u32,
    pub kind: EdgeKind,
    /// The edge, as a place in the list of the body below.
    pub edge: u32,
    /// It is one of the messages that the body below receives, rather than of its callers.
    pub is_message: bool,
    /// As `Incoming::kept`.
    pub kept: Option<(u32, u32)>,
}

/// An access seen from one body.
#[derive(Clone)]
pub(super) struct State {
    pub body: u32,
    pub site: Site,
    pub place: Place,
    /// The access, as a place in the group's seeds.
    pub seed: u32,
    /// Where the climb came from.
    pub below: Option<Below>,
    pub held: Vec<(Place, LockMode)>,
    pub maybe: Vec<(Place, LockMode)>,
    pub lost: Vec<Place>,
    pub spawned: bool,
    /// The path goes through a function value that unseen code is taken to run in place.
    pub assumed: bool,
    /// The path goes through a function value in a field or package variable, which may be that of another object.
    pub stored: bool,
    /// The path goes through a function in a field or package variable that whoever calls what lies there certainly runs: as
    /// `Incoming::sure`.
    pub sure_stored: Option<u32>,
    /// The path goes through an interface behind which several types may stand.
    pub dispatched: bool,
    /// What lies behind such an interface is not known by what is put there.
    pub guessed: bool,
    /// As `Incoming::sheltered`.
    pub sheltered: bool,
    /// The path goes through an interface.
    pub through_interface: bool,
    /// What the model of the library that started the goroutine says.
    pub start: Option<Start>,
    /// What runs in turn with others of the same body ([`Start::turn`]), where the goroutine is started right here.
    pub turn: Option<u32>,
    /// The map was reached through an element, a stored value or a result.
    pub element: bool,
    /// A function on the way made the object anew, and put it where it is reached through now.
    pub made: bool,
    /// The variable of this body that holds the element through which the map is reached.
    pub element_in: Option<VarId>,
    /// The function through which the path goes, where a call takes it from several in a place, or out of a container.
    pub picked: Option<u32>,
    /// What conditions on the way ask of formals of the body.
    pub requires: Vec<Test>,
    /// What is known on the way of flags that are set once and for all. Sorted.
    pub latched: Vec<KnownFlag>,
    /// The map belongs to another location, and the way up has not met the assignment that makes it one of this.
    pub is_lent: bool,
    /// The map itself was handed in as a value, or the struct that holds it was copied: the variable at the path may have been assigned
    /// since, and is not the one that was accessed.
    pub snapshot: bool,
    /// The call by which the goroutine was started returned after it was over, and whether several ran at once.
    pub joined_by_callee: Option<Siblings>,
    /// As before, but perhaps.
    pub perhaps_joined_by_callee: bool,
    /// It runs only after a panic.
    pub panicking: bool,
    /// The goroutine is over if the call at the site returned no error.
    pub over_on_success: bool,
    /// It is over if this body returns no error.
    pub over_unless_error: bool,
    /// The goroutine may be over when the function that started it returns. Whoever starts that one does not see whether it waits.
    pub perhaps_joined: bool,
    pub signals: Arc<Vec<Token>>,
    pub waits: Arc<Vec<Token>>,
    pub depth: u8,
}

impl State {
    /// Whether the path goes through a function value in a field or package variable.
    pub fn is_stored(&self) -> bool {
        self.stored || self.sure_stored.is_some()
    }

    /// The locks of the program that are held, without what only excludes like one.
    pub fn locks(&self) -> impl Iterator<Item = &Place> {
        self.held.iter().map(|(lock, _)| lock).filter(|lock| !is_virtual(lock))
    }

    /// Whether the call of this frame starts a goroutine.
    pub fn starts(&self) -> bool {
        self.below.is_some_and(|below| below.kind == EdgeKind::Spawn)
    }
}

/// What makes two states one: body, site, path, seed, whether a spawn lies below, the object was made on the way, success means that
/// the goroutine is over and the variable is another one by now, locks held, and what is asked of formals and known of flags.
pub(super) type Seen = (u32, Site, Place, u32, [bool; 4], Vec<(Place, LockMode)>, Vec<Test>, Vec<KnownFlag>);

/// What callers can tell of a state: those who see the same need but one of them.
#[derive(PartialEq, Eq)]
pub(super) struct Outcome {
    pub body: u32,
    pub place: Place,
    pub class: u32,
    pub spawned: bool,
    pub start: Option<Start>,
    pub flags: [bool; 12],
    pub held: Vec<(Place, LockMode)>,
    pub maybe: Vec<(Place, LockMode)>,
    pub lost: Vec<Place>,
    pub requires: Vec<Test>,
    pub latched: Vec<KnownFlag>,
    pub picked: Option<u32>,
    pub sure_stored: Option<u32>,
    pub tokens: [Arc<Vec<Token>>; 4],
}

impl Hash for Outcome {
    /// Of tokens only how many there are: hashing them all costs more than they tell apart.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.body, self.class, self.spawned, self.flags).hash(state);
        (&self.place, &self.held, self.maybe.len(), self.lost.len()).hash(state);
        self.tokens.iter().for_each(|tokens| state.write_usize(tokens.len()));
    }
}
