//! The sentences: what is wrong, why nothing orders it, what to do.

use crate::claim::Meeting;
use mapvet_sharing::{AccessKind, Conflict, HeldLock, LockMode, Parallel, Side};

/// The longest expression that a message repeats.
const LONGEST: usize = 60;

/// What is wrong, in one sentence.
pub(crate) fn message(conflict: &Conflict) -> String {
    let Conflict { primary, other, .. } = conflict;
    let map = quoted(&primary.expression);
    let done = done(primary.kind);
    let held = match (primary.locks.is_empty(), primary.in_vain) {
        (true, true) => "under the lock of a copy of its struct, which keeps nobody out,".to_owned(),
        (true, false) => "without a lock".to_owned(),
        (false, _) => holding(&primary.locks),
    };
    let effect = match fatal_error(primary.kind, other.kind) {
        Some(_) => "which can crash the program",
        None => "a data race",
    };
    if primary.span == other.span {
        return format!("{map} is {done} {held} by goroutines that run at the same time, {effect}");
    }
    let who = match conflict.parallel {
        Parallel::SelfParallel => "another run of the same goroutine",
        Parallel::ParentAndChild | Parallel::AfterSend | Parallel::Siblings | Parallel::Entries | Parallel::Unseen => "another goroutine",
    };
    let other_held = match (primary.locks.is_empty(), other.locks.is_empty()) {
        (true, true) => String::new(),
        (false, true) => " without a lock".to_owned(),
        (_, false) => format!(" {}", holding(&other.locks)),
    };
    format!("{map} is {done} {held} while {who} may {}{other_held}, {effect}", may_do(other.kind))
}

/// What is wrong where one access lacks the lock that the others hold.
pub(crate) fn unguarded(conflict: &Conflict) -> String {
    let Conflict { primary, other, .. } = conflict;
    let (map, done) = (quoted(&primary.expression), done(primary.kind));
    let held = match &conflict.guard {
        Some((lock, held, all)) => format!("without {}, which is held at {held} of its {all} uses", quoted(lock)),
        None => format!("without the lock that is held where others may {}", may_do(other.kind)),
    };
    match primary.kind {
        AccessKind::HandOut => format!("{map} itself is returned, and the caller reads it {held}"),
        _ => format!("{map} is {done} {held}"),
    }
}

/// What is wrong where a read lock is held at a write, and no second goroutine is seen.
pub(crate) fn under_read_lock(conflict: &Conflict) -> String {
    let Conflict { primary, .. } = conflict;
    format!("{} is {} {}, which lets others in at the same time", quoted(&primary.expression), done(primary.kind), holding(&primary.locks))
}

/// With which words the Go runtime ends the program, if it checks both accesses.
pub(crate) fn fatal_error(one: AccessKind, two: AccessKind) -> Option<&'static str> {
    (one.is_checked() && two.is_checked()).then(|| Meeting::of(one, two).fatal_error())
}

/// Why nothing orders the two sides.
pub(crate) fn why(conflict: &Conflict) -> String {
    let Conflict { primary, other, .. } = conflict;
    let common = quoted(&conflict.common);
    let order = match conflict.parallel {
        Parallel::SelfParallel if conflict.common.is_empty() => "the goroutine can be started again while it still runs".to_owned(),
        Parallel::SelfParallel => format!("{common} can start the goroutine again while it still runs"),
        Parallel::ParentAndChild if conflict.common.is_empty() => {
            "the goroutine that starts the other one does not wait for it before its own access".to_owned()
        }
        Parallel::ParentAndChild => format!("{common} starts a goroutine and does not wait for it before the other access"),
        Parallel::AfterSend if conflict.common.is_empty() => "the map is sent to another goroutine and used after that".to_owned(),
        Parallel::AfterSend => format!("{common} sends the map to another goroutine and goes on to use it"),
        Parallel::Siblings if conflict.common.is_empty() => "neither goroutine waits for the other".to_owned(),
        Parallel::Siblings => format!("{common} starts both goroutines, and neither waits for the other"),
        Parallel::Entries => {
            let (one, two) = (entry(primary), entry(other));
            if one == two { format!("{one} may run twice at the same time") } else { format!("{one} and {two} may run at the same time") }
        }
        Parallel::Unseen => return believed(conflict),
    };
    let locks = match (primary.locks.is_empty(), other.locks.is_empty()) {
        (true, true) if primary.in_vain || other.in_vain => "the lock that is taken lies in a copy of the struct",
        (true, true) => "no lock is held at either access",
        (true, false) => "no lock is held at the first access",
        (false, true) => "no lock is held at the other access",
        (false, false) if share_a_lock(primary, other) => "the lock they share is only held for reading",
        (false, false) => "the two accesses hold different locks",
    };
    format!("{order}; {locks}")
}

/// Why two accesses are taken to meet though none are seen to.
fn believed(conflict: &Conflict) -> String {
    let Conflict { primary, other, .. } = conflict;
    match primary.span == other.span {
        true => format!("a lock that is held for reading is there because {} may run several times at once", entry(primary)),
        false => format!("the lock at the other uses is there because {} and {} may run at the same time", entry(primary), entry(other)),
    }
}

/// What to do about it.
pub(crate) fn help(conflict: &Conflict) -> String {
    let Conflict { primary, other, .. } = conflict;
    let map = quoted(&primary.expression);
    for side in [primary, other] {
        if side.kind.is_write()
            && let Some(lock) = side.locks.iter().find(|lock| lock.mode == LockMode::Read)
        {
            return format!("a read lock does not protect a write: take `{0}.Lock` instead of `{0}.RLock`", lock.path);
        }
    }
    if conflict.in_atomic && primary.kind.is_table() {
        return format!("whoever loads the map takes no lock: change a copy of {map}, and store that in its place");
    }
    if primary.in_vain && primary.locks.is_empty() {
        return format!("reach {map} and its lock through a pointer: each copy of a struct has a lock of its own");
    }
    if primary.kind == AccessKind::HandOut {
        return format!("return a copy of {map}, such as `maps.Clone` makes one while the lock is held");
    }
    if conflict.parallel == Parallel::AfterSend {
        return format!("send a copy, such as `maps.Clone` makes one, or leave {map} to the goroutine that receives it");
    }
    if let Some((lock, held, all)) = &conflict.guard
        && *held > 0
        && primary.locks.iter().all(|own| own.path != *lock)
    {
        let lock = quoted(lock);
        return match *held * 2 >= *all {
            true => format!("hold {lock} here too: it is held at {held} of the {all} accesses of {map}"),
            false => format!("guard every access of {map} with one lock: {lock} is held at {held} of {all}"),
        };
    }
    if !primary.locks.is_empty() && !other.locks.is_empty() {
        return format!("choose one lock for {map} and hold it at every access");
    }
    match primary.kind {
        AccessKind::Replace => format!("guard {map} with a mutex, or make the map before any goroutine that uses it starts"),
        _ => format!("guard every access of {map} with one `sync.Mutex`, or give each goroutine a map of its own"),
    }
}

/// The access as a participle: "written".
pub(crate) fn done(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Assign | AccessKind::LibraryWrite => "written",
        AccessKind::Fill => "filled by a decoder",
        AccessKind::Delete => "deleted from",
        AccessKind::Clear => "cleared",
        AccessKind::Range => "ranged over",
        AccessKind::WholeRead => "read as a whole",
        AccessKind::Index | AccessKind::Value => "read",
        AccessKind::Len => "measured with `len`",
        AccessKind::Replace => "replaced",
        AccessKind::HandOut => "returned and then read",
    }
}

/// The locks of a side: "holding `c.mu` (read lock)".
pub(crate) fn holding(locks: &[HeldLock]) -> String {
    let names = locks.iter().map(|lock| match lock.mode {
        LockMode::Read => format!("{} (read lock)", quoted(&lock.path)),
        LockMode::Write => quoted(&lock.path),
    });
    format!("holding {}", names.collect::<Vec<_>>().join(" and "))
}

fn may_do(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Assign | AccessKind::LibraryWrite => "write it",
        AccessKind::Fill => "fill it",
        AccessKind::Delete => "delete from it",
        AccessKind::Clear => "clear it",
        AccessKind::Range => "range over it",
        AccessKind::WholeRead => "read it as a whole",
        AccessKind::Index | AccessKind::Value => "read it",
        AccessKind::Len => "take its length",
        AccessKind::Replace => "replace it",
        AccessKind::HandOut => "return it to a caller who reads it",
    }
}

fn share_a_lock(primary: &Side, other: &Side) -> bool {
    primary
        .locks
        .iter()
        .any(|lock| other.locks.iter().any(|held| held.path == lock.path && held.mode == LockMode::Read && lock.mode == LockMode::Read))
}

fn entry(side: &Side) -> String {
    quoted(side.steps.first().map_or(side.function.as_str(), |step| step.function.as_str()))
}

/// An expression on one line, in backticks.
fn quoted(expression: &str) -> String {
    let line = expression.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("`{}...`", &line[..cut]),
        None => format!("`{line}`"),
    }
}
