//! What is written down: the timeline.

mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod quiet;
mod sentence;
mod sight;
pub mod timeline;
