//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod config;
mod night;
mod properties;
mod pulse;
mod rota_vectors;
mod sound;
mod sources;
mod store;
