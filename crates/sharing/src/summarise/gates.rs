//! Atomic flags that are used as try locks: `if !c.busy.CompareAndSwap(false, true) { return }`, and `c.busy.Store(false)` when that is done.
//!
//! Whoever sets such a flag has it alone until it is set back, by itself or by a goroutine that it starts. Callers are not told: of two that
//! call `Start`, both go on, though but one has set the flag.
//!
//! Misses: flags that are set in another way too, those of locals, and functions that return whether they have set one.

use mapvet_model::{Call, Callee, Effect, Lowered, Operand, Place, flag_name};
use rustc_hash::FxHashSet;

/// The atomic flags of a package, by their names ([`flag_name`]).
#[derive(Default)]
pub(crate) struct Gates {
    gates: FxHashSet<Place>,
    /// Somebody sets them where they are not set, and they are no gates for all that.
    others: FxHashSet<Place>,
}

impl Gates {
    /// Reads all calls of a package.
    pub fn new(decls: &[Lowered]) -> Gates {
        let calls = || decls.iter().flat_map(|decl| &decl.bodies).flat_map(|body| &body.calls);
        let of = |is_it: fn(&Effect) -> bool| -> FxHashSet<Place> {
            calls().filter(|call| call.effects.iter().any(is_it)).filter_map(|call| flag_name(call.receiver.as_ref()?)).collect()
        };
        let tried = of(|effect| matches!(effect, Effect::TrySet(_)));
        if tried.is_empty() {
            return Gates::default();
        }
        let back = of(|effect| *effect == Effect::Unset);
        let otherwise: FxHashSet<Place> = calls().filter(|call| sets_otherwise(call)).filter_map(flag_of).collect();
        let is_gate = |flag: &Place| back.contains(flag) && !otherwise.contains(flag);
        let (gates, others) = tried.into_iter().partition(is_gate);
        Gates { gates, others }
    }

    /// Whether what a path leads to is a try lock.
    pub fn is_gate(&self, place: &Place) -> bool {
        !self.gates.is_empty() && flag_name(place).is_some_and(|name| self.gates.contains(&name))
    }

    /// Whether a path leads to an atomic flag that is none.
    pub fn is_other(&self, place: &Place) -> bool {
        !self.others.is_empty() && flag_name(place).is_some_and(|name| self.others.contains(&name))
    }
}

/// Whether a call stores something else in an atomic than a gate holds, or in another way.
fn sets_otherwise(call: &Call) -> bool {
    let Callee::Library(func) = &call.callee else { return false };
    let is_of_gate = call.effects.iter().any(|effect| matches!(effect, Effect::TrySet(_) | Effect::Unset));
    func.package == "sync/atomic" && !func.name.starts_with("Load") && !is_of_gate
}

/// The flag that an atomic operation works on.
fn flag_of(call: &Call) -> Option<Place> {
    match (&call.receiver, call.args.first()) {
        (Some(place), _) | (None, Some(Operand::Place(place))) => flag_name(place),
        _ => None,
    }
}
