//! `wail`: an on-call pager that lives in your terminal.

pub mod config;
pub mod domain;
pub mod pager;
pub mod sources;
