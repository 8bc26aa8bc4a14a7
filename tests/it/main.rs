//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod config;
mod night;
mod promises;
mod properties;
mod pulse;
mod rota_vectors;
mod running;
mod sound;
mod sources;
mod store;
