//! What is written down: the timeline.

mod acceptance;
pub mod ack;
mod cascade;
mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod noise;
mod quiet;
pub mod relief;
mod routed;
mod sentence;
mod sight;
mod status_page;
pub mod timeline;
