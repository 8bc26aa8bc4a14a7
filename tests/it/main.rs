//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod architecture;
mod cli;
#[path = "../common/mod.rs"]
mod common;
mod config;
mod docs;
mod faults;
mod night;
mod properties;
mod pulse;
mod real_input;
mod reload;
mod rota_vectors;
mod sender;
mod sound;
mod store;
mod world;
