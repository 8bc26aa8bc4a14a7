//! What is remembered of looks besides what they mean: how long they took, and the numbers they saw.

use jiff::{SignedDuration, Timestamp};

use super::News;
use super::wheel::Wheel;
use crate::domain::watch::latency::{Latencies, hour_of};
use crate::domain::watch::{Finding, Observation};

/// How often a monitor's numbers go to its gauges, at most: what fills up in days has time.
const NUMBERS_EVERY: SignedDuration = SignedDuration::from_mins(1);

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
    /// Remembers a look at a monitor. What was remembered of an hour is told when it is over.
    pub(super) fn remember(&mut self, index: usize, observation: &Observation) {
        let Observation { at, took, finding, .. } = observation;
        let hour = hour_of(*at);
        if self.monitors[index].memo.hour.is_some_and(|known| known != hour) {
            self.tell_latencies(index);
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

    /// Tells what is remembered of how long looks took, of everybody: nobody looks any more.
    pub(super) fn tell_all_latencies(&mut self) {
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
