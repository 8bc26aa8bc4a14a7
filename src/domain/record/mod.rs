//! What is written down: the timeline.

mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod noise;
mod sentence;
mod sight;
pub mod timeline;
