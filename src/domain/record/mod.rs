//! What is written down: the timeline.

mod daemon;
pub mod timeline;
