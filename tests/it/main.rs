//! The tests that look at `wail` from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod architecture;
mod awake;
mod calendar;
mod cli;
#[path = "../common/mod.rs"]
mod common;
mod config;
mod docs;
mod dropin;
#[cfg(debug_assertions)]
mod example;
mod explain;
mod faults;
mod foreseen;
mod gauges;
mod handover;
mod heart;
mod history;
mod importing;
mod looks;
mod mixer;
mod monitors;
mod night;
mod outlets;
mod payloads;
mod polling;
mod promises;
mod properties;
mod pulse;
mod push;
mod real_input;
mod receipts;
mod record;
#[cfg(debug_assertions)]
mod recording;
mod recovery;
mod reload;
mod rota_commands;
mod rota_diff;
mod rota_vectors;
mod routes;
mod running;
mod sender;
mod sound;
mod sounds;
mod sources;
mod speech;
mod status;
mod store;
mod terminal;
mod world;
mod zone_data;
