//! Keys that are hashed once: a table that grows asks each of them again.

use rustc_hash::FxHasher;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A value and its hash.
pub(super) struct Hashed<T> {
    hash: u64,
    value: T,
}

impl<T: Hash> Hashed<T> {
    pub fn new(value: T) -> Hashed<T> {
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        Hashed { hash: hasher.finish(), value }
    }
}

impl<T: PartialEq> PartialEq for Hashed<T> {
    fn eq(&self, other: &Hashed<T>) -> bool {
        self.hash == other.hash && self.value == other.value
    }
}

impl<T: Eq> Eq for Hashed<T> {}

impl<T> Hash for Hashed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Takes the hash as it is.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only [`Hashed`] is hashed with it, which writes one number.
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A set of such keys.
pub(super) type HashedSet<T> = std::collections::HashSet<Hashed<T>, BuildHasherDefault<AsIs>>;
