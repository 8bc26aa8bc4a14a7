//! What is written down: the timeline.

pub mod timeline;
