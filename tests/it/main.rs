//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod config;
mod faults;
mod pulse;
mod real_input;
mod rota_vectors;
mod sender;
mod sound;
mod world;
