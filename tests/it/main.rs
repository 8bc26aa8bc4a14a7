//! The integration tests: one binary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod config;
mod rota_vectors;
