//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod cli;
#[path = "../common/mod.rs"]
mod common;
mod config;
mod night;
mod properties;
mod architecture;
mod config;
mod docs;
mod pulse;
mod rota_vectors;
mod sound;
mod store;
