//! The configuration as it is shown: settings with their origins, and the JSON schema of the file.

pub mod print;
pub mod schema;
