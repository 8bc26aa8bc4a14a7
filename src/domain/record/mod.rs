//! What is written down: the timeline.

pub mod ack;
mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod sentence;
mod sight;
pub mod timeline;
