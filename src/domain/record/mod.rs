//! What is written down: the timeline.

mod acceptance;
pub mod ack;
mod cascade;
mod concerns;
mod daemon;
pub mod gaps;
mod heartbeat;
mod held;
pub mod keeping;
pub mod moments;
mod noise;
mod promise;
pub mod prune;
mod quiet;
pub mod relief;
mod routed;
pub mod said;
mod sentence;
mod sight;
mod status_page;
pub mod timeline;
mod update;
pub mod witness;
pub mod written;
