//! What is written down: the timeline.

mod daemon;
mod sentence;
pub mod timeline;
