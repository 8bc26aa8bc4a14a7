//! The loop.

pub mod clock;
pub mod nudge;
