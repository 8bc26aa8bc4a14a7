//! The program `wail`.

fn main() {}
