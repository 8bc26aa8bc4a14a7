//! Doors that are known to senders already: which systems they stand in for, and which kinds of source
//! are behind each.

use super::{Source, find};

/// A door that answers as another system does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DropIn {
    /// Alertmanager's API, version 2.
    Alertmanager,
    /// The pings of Healthchecks.
    Healthchecks,
    /// Opsgenie's alerts.
    Opsgenie,
    /// `PagerDuty`'s events, versions 1 and 2.
    Pagerduty,
}

impl DropIn {
    /// Every door, in the order of their names.
    pub const ALL: [Self; 4] =
        [Self::Alertmanager, Self::Healthchecks, Self::Opsgenie, Self::Pagerduty];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::Healthchecks => "healthchecks",
            Self::Opsgenie => "opsgenie",
            Self::Pagerduty => "pagerduty",
        }
    }

    /// The names of the sources behind it; where bodies come in by it, also those of their kinds.
    #[must_use]
    pub fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Alertmanager => &[ALERTMANAGER],
            Self::Healthchecks => &[HEALTHCHECKS],
            Self::Opsgenie => &[OPSGENIE],
            Self::Pagerduty => &[PAGERDUTY_V1, PAGERDUTY_V2],
        }
    }

    /// The kinds of those sources.
    pub fn kinds(self) -> impl Iterator<Item = &'static Source> {
        self.sources().iter().filter_map(|name| find(name))
    }
}

/// The source behind Alertmanager's door.
pub const ALERTMANAGER: &str = "alertmanager-api";
/// The source of what the pings of Healthchecks come to.
pub const HEALTHCHECKS: &str = "healthchecks-ping";
/// The source behind Opsgenie's door.
pub const OPSGENIE: &str = "opsgenie-api";
/// The source behind that of `PagerDuty`'s events, version 1.
pub const PAGERDUTY_V1: &str = "pagerduty-events-v1";
/// The source behind that of `PagerDuty`'s events, version 2.
pub const PAGERDUTY_V2: &str = "pagerduty-events-v2";
