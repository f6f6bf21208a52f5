//! What `explain --trace` says of a crash or a race report, in words and as JSON.

pub mod full;
pub mod json;
mod words;
