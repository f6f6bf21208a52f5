//! What the runtime was doing to the map: told by its functions, or by the words of the error.

use super::frame::Frame;
use super::stack::Kind;
use mapvet_sharing::AccessKind;

/// What was being done to a map.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    /// An element is written.
    Assign,
    /// An element is deleted.
    Delete,
    /// All elements are.
    Clear,
    /// An element is read.
    Index,
    /// The whole map is read.
    Iterate,
    /// It is written; how is not told.
    Write,
    /// It is read; how is not told.
    Read,
    /// Nothing is told.
    Unknown,
}

/// Beginnings of the runtime's names, and what they do. `mapiterinit` is where a loop over a map begins.
const FUNCTIONS: [(&str, Operation); 16] = [
    ("mapassign", Operation::Assign),
    ("(*Map).Put", Operation::Assign),
    ("(*Map).put", Operation::Assign),
    ("(*table).Put", Operation::Assign),
    ("mapdelete", Operation::Delete),
    ("(*Map).Delete", Operation::Delete),
    ("mapclear", Operation::Clear),
    ("(*Map).Clear", Operation::Clear),
    ("mapaccess", Operation::Index),
    ("(*Map).Get", Operation::Index),
    ("(*Map).get", Operation::Index),
    ("mapiter", Operation::Iterate),
    ("mapIter", Operation::Iterate),
    ("(*Iter).", Operation::Iterate),
    ("mapclone", Operation::Iterate),
    ("maps_clone", Operation::Iterate),
];

impl Operation {
    /// What the frames at the top of a stack say. `None` if none of them is one of the runtime's functions for maps.
    pub(super) fn of(frames: &[Frame]) -> Option<Operation> {
        let own = frames.iter().take_while(|frame| is_about_maps(frame) || frame.symbol.is_standard());
        own.filter(|frame| is_about_maps(frame)).find_map(|frame| {
            let plain = frame.function.trim_start_matches("internal/runtime/maps.").trim_start_matches("runtime.").trim_start_matches("reflect.");
            FUNCTIONS.iter().find(|(start, _)| plain.starts_with(start)).map(|(_, operation)| *operation)
        })
    }

    /// What the running goroutine of a crash was doing, by the words of the error. The runtime finds writers when
    /// it writes, and a writer beside a reader when it reads.
    pub(super) fn told(kind: Kind) -> Operation {
        match kind {
            Kind::Writes => Operation::Write,
            Kind::ReadAndWrite => Operation::Index,
            Kind::IterationAndWrite | Kind::CloneAndWrite => Operation::Iterate,
            Kind::Unnamed | Kind::Race => Operation::Unknown,
        }
    }

    /// Whether the map is changed; `None` if that is not told.
    pub fn is_write(self) -> Option<bool> {
        match self {
            Operation::Assign | Operation::Delete | Operation::Clear | Operation::Write => Some(true),
            Operation::Index | Operation::Iterate | Operation::Read => Some(false),
            Operation::Unknown => None,
        }
    }

    /// In words: what the goroutine did.
    pub fn verb(self) -> &'static str {
        match self {
            Operation::Assign => "wrote an element",
            Operation::Delete => "deleted an element",
            Operation::Clear => "cleared the map",
            Operation::Index => "read an element",
            Operation::Iterate => "read the whole map",
            Operation::Write => "wrote",
            Operation::Read => "read",
            Operation::Unknown => "touched the map",
        }
    }

    /// How well an access of this kind fits: 2 is what compiles to it, 1 may, 0 does not.
    pub(super) fn fits(self, kind: AccessKind) -> u8 {
        let exact = match self {
            Operation::Assign => matches!(kind, AccessKind::Assign | AccessKind::LibraryWrite | AccessKind::Fill),
            Operation::Delete => matches!(kind, AccessKind::Delete | AccessKind::LibraryWrite),
            Operation::Clear => matches!(kind, AccessKind::Clear | AccessKind::LibraryWrite),
            Operation::Index => matches!(kind, AccessKind::Index | AccessKind::WholeRead),
            Operation::Iterate => kind.is_iteration(),
            Operation::Write => kind.is_write(),
            Operation::Read => !kind.is_write(),
            Operation::Unknown => true,
        };
        // `m[k] = append(m[k], v)` reads and writes; a loop that deletes all is compiled to a clear.
        let maybe = match self {
            Operation::Index | Operation::Read => kind == AccessKind::Assign,
            Operation::Clear => matches!(kind, AccessKind::Range | AccessKind::Delete),
            Operation::Assign | Operation::Delete | Operation::Iterate | Operation::Write | Operation::Unknown => false,
        };
        if exact { 2 } else { u8::from(maybe) }
    }
}

fn is_about_maps(frame: &Frame) -> bool {
    frame.function.starts_with("runtime.") || frame.function.starts_with("internal/runtime/maps.") || frame.function.starts_with("reflect.map")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_tells_what_it_does() {
        let of = |names: &[&str]| Operation::of(&names.iter().map(|name| Frame::of(name)).collect::<Vec<_>>());
        assert_eq!(of(&["runtime.throw", "runtime.mapassign_faststr", "main.f"]), Some(Operation::Assign));
        assert_eq!(of(&["runtime.mapiternext", "runtime.mapiterinit", "main.f"]), Some(Operation::Iterate));
        assert_eq!(of(&["internal/runtime/maps.fatal", "internal/runtime/maps.(*Iter).Next", "main.f"]), Some(Operation::Iterate));
        assert_eq!(of(&["reflect.mapaccess", "encoding/json.mapEncoder.encode", "main.f"]), Some(Operation::Index));
        assert_eq!(of(&["runtime.mapdelete_fast64ptr"]), Some(Operation::Delete));
        assert_eq!(of(&["main.f", "runtime.mapassign"]), None);
        assert_eq!(of(&["runtime.gopark", "sync.(*Mutex).Lock", "main.f"]), None);
    }
}
