//! What is written down: the timeline.

mod acceptance;
pub mod ack;
mod cascade;
mod concerns;
mod daemon;
mod heartbeat;
mod held;
mod noise;
mod promise;
mod quiet;
mod routed;
mod sentence;
mod sight;
pub mod timeline;
