//! What one package says about itself: the only thing that link may see.

use crate::linked::Problem;
use serde::{Deserialize, Serialize};
use ustr::Ustr;

/// The form of the bytes; facts of another version are treated as no facts.
pub const FACTS_VERSION: u32 = 1;

/// Facts of one unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// Import path.
    pub path: Ustr,
    /// Problems met.
    pub problems: Vec<Problem>,
}

impl Facts {
    /// The versioned binary form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = b"mapvet-facts".to_vec();
        bytes.extend(FACTS_VERSION.to_le_bytes());
        postcard::to_extend(self, bytes).expect("facts hold nothing that cannot be written")
    }

    /// Reads [`Facts::to_bytes`]; `None` for another version or damaged bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Facts> {
        let rest = bytes.strip_prefix(b"mapvet-facts")?.strip_prefix(FACTS_VERSION.to_le_bytes().as_slice())?;
        postcard::from_bytes(rest).ok()
    }
}
