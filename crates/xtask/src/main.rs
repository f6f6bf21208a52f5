//! Every measuring command of the project.
fn main() {}
