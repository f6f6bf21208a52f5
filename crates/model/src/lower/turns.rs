//! Objects of libraries whose functions one goroutine calls in turn, and the variables that hold them.

use crate::body::Place;

/// What is known of such objects while a declaration is lowered.
#[derive(Default)]
pub(super) struct Turns {
    /// Paths, and the numbers of the objects that lie there.
    pub known: Vec<(Place, u32)>,
    /// Objects whose methods a library calls.
    pub registered: Vec<Place>,
    count: u32,
    /// The literal that is being read.
    current: Option<u32>,
    /// A literal that was read and not put anywhere yet.
    loose: Option<u32>,
}

impl Turns {
    /// A literal begins; one within another is a part of it, such as a handler within a filter. What was current is handed back, for
    /// [`Self::close`].
    pub fn open(&mut self, is_part: bool) -> Option<u32> {
        let outer = self.current;
        if !is_part || outer.is_none() {
            self.current = Some(self.next());
        }
        outer
    }

    /// A literal ends.
    pub fn close(&mut self, outer: Option<u32>) {
        self.loose = std::mem::replace(&mut self.current, outer);
    }

    /// The number of the literal that is being read.
    pub fn current(&self) -> Option<u32> {
        self.current
    }

    /// Forgets literals that lie nowhere.
    pub fn forget(&mut self) {
        self.loose = None;
    }

    /// What was read last is put somewhere.
    pub fn put(&mut self, place: &Place) {
        if let Some(number) = self.loose.take() {
            self.known.push((place.clone(), number));
        }
    }

    /// The number of the object at a path.
    pub fn of(&mut self, place: &Place) -> u32 {
        if let Some((_, number)) = self.known.iter().rev().find(|(known, _)| known == place) {
            return *number;
        }
        let number = self.next();
        self.known.push((place.clone(), number));
        number
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }
}
