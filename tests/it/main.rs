//! Everything that is tested through the library as a whole.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod config;
