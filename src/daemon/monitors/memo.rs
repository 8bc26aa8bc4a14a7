//! What is remembered of looks besides what they mean: how long they took, and the numbers they saw.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::News;
use super::wheel::Wheel;
use crate::domain::watch::latency::{Latencies, hour_of};
use crate::domain::watch::{Finding, Observation};

/// How often a monitor's numbers go to its gauges, at most: what fills up in days has time.
const NUMBERS_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How often it is told how long looks took.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// What is remembered of one monitor and not kept yet.
#[derive(Default)]
pub(super) struct Memo {
    /// How long its looks of this hour took.
    latencies: Latencies,
    hour: Option<Timestamp>,
    /// When its numbers last went to gauges.
    numbers_at: Option<Timestamp>,
}

impl Wheel {
    /// Remembers a look at a monitor. What was remembered is told, of everybody together, when an hour is
    /// over, and every minute: for each by itself, all would be written down all the time.
    pub(super) fn remember(&mut self, index: usize, observation: &Observation) {
        let Observation { at, took, finding, .. } = observation;
        let hour = hour_of(*at);
        let is_over = self.monitors[index].memo.hour.is_some_and(|known| known != hour);
        if is_over || self.told_at.elapsed() >= TOLD_EVERY {
            self.tell_all_latencies();
        }
        let memo = &mut self.monitors[index].memo;
        // What was not answered took as long as its limit, which says nothing of the target.
        if matches!(finding, Finding::Fine | Finding::Degraded) {
            memo.hour = Some(hour);
            memo.latencies.add(*took);
        }
        let is_due = memo.numbers_at.is_none_or(|last| {
            // A clock that was set back must not keep them back.
            at.duration_since(last) >= NUMBERS_EVERY || *at < last
        });
        if is_due && self.monitors[index].is_fed && !observation.numbers.is_empty() {
            self.monitors[index].memo.numbers_at = Some(*at);
            let monitor = self.monitors[index].name.clone();
            self.tell(News::Numbers { monitor, at: *at, numbers: observation.numbers.clone() });
        }
    }

    /// Tells what is remembered of how long looks took, of everybody.
    pub(super) fn tell_all_latencies(&mut self) {
        self.told_at = Instant::now();
        (0..self.monitors.len()).for_each(|index| self.tell_latencies(index));
    }

    fn tell_latencies(&mut self, index: usize) {
        let memo = &mut self.monitors[index].memo;
        let latencies = std::mem::take(&mut memo.latencies);
        let Some(hour) = memo.hour.take().filter(|_| !latencies.is_empty()) else { return };
        let monitor = self.monitors[index].name.clone();
        self.tell(News::Took { monitor, hour, latencies });
    }
}
