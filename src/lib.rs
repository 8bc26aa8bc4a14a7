//! `wail`: an on-call pager that lives in your terminal.
//!
//! Four verbs run it: **load → decide → save → act**. Only *decide* knows the rules of on-call, and
//! it is a function: [`domain`] takes values and an instant and returns values. Everything else
//! fetches what it needs, calls it once, and does what it says.
//!
//! To read the code, follow an alert: [`inbox`] keeps what arrives and reads it with [`sources`];
//! [`engine`] takes it to the board in [`store`] and saves what [`domain`] decides; [`daemon`] takes
//! what is to ring to [`pager`]. [`cli`] is what people type, [`config`] what they write,
//! [`ical`] the calendars of other programs, and [`import`] what other systems export.

pub mod cli;
pub mod client;
pub mod config;
pub mod daemon;
pub mod domain;
pub mod engine;
pub mod error;
pub mod group;
pub mod ical;
pub mod import;
pub mod inbox;
pub mod keyboard;
pub mod monitors;
pub mod pager;
pub mod publish;
pub mod sources;
pub mod staged;
pub mod store;
pub mod system;
pub mod template;
