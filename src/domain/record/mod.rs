//! What is written down: the timeline.

mod daemon;
mod heartbeat;
mod sentence;
pub mod timeline;
