//! What is written down: the timeline.

mod daemon;
mod held;
mod sentence;
mod sight;
pub mod timeline;
