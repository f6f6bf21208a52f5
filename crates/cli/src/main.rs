//! Speak terminal, JSON and SARIF for a workspace.
fn main() {}
