//! Hours of the week by the clock of a zone, for whatever is to hold only then.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar::civil_second;
use super::hours::{Hours, Window};

/// Hours of the week by the clock of one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    hours: Hours,
    zone: TimeZone,
}

impl WeeklyHours {
    /// The hours of any of these windows, by that zone's clock. No window at all is no hour.
    #[must_use]
    pub fn new(windows: &[Window], zone: TimeZone) -> Self {
        Self { hours: Hours::new(windows), zone }
    }

    /// Whether an instant lies in them. An hour that a clock shows twice lies in them twice.
    #[must_use]
    pub fn contain(&self, at: Timestamp) -> bool {
        self.hours.contain(civil_second(self.zone.to_datetime(at)))
    }

    /// Whether every instant lies in them.
    #[must_use]
    pub fn are_always(&self) -> bool {
        self.hours.are_always()
    }

    /// The zone whose clock they are read from.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests;
