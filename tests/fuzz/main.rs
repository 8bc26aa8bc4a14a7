//! Whatever arrives is read, or refused in a sentence: without a panic, within bounds of memory and
//! of time. The inputs are those that people have meant badly, and ever new ones made by chance.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod bounds;
mod chance;
mod found;
mod mean;
mod mutation;
mod paths;
mod request;
mod sources;
mod tree;
