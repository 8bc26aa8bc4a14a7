//! `wail`: an on-call pager that lives in your terminal.

pub mod config;
pub mod daemon;
pub mod domain;
pub mod engine;
pub mod inbox;
pub mod pager;
pub mod sources;
pub mod store;
pub mod system;
