//! What is written down: the timeline.

mod cascade;
mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod sentence;
mod sight;
pub mod timeline;
