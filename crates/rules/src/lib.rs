//! Turn sharing facts and shapes into findings.

mod finding;

pub use finding::{Finding, Level, Related};
