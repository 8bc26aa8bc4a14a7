//! `wail`: an on-call pager that lives in your terminal.

pub mod domain;
pub mod engine;
pub mod pager;
pub mod sources;
pub mod store;
