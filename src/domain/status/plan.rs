//! What a status page is to show: the services that are named, and which incidents concern the public.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::domain::alert::Severity;
use crate::domain::label::Labels;
use crate::domain::name::AudienceName;
use crate::domain::quiet::maintenance::{About, Maintenance};
use crate::domain::watch::SOURCE;

/// How many days are looked back on, today included.
pub const DAYS: i32 = 90;

/// How many incidents stand on the page at most.
pub const INCIDENTS: usize = 100;

/// How far ahead maintenance that comes again and again is told, and how often each.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The number of times.
pub const TIMES: usize = 3;

/// How long after anybody last listened what nothing looks at is still taken to be as it was then.
pub const HEARD_FOR: SignedDuration = SignedDuration::from_hours(1);

/// How far what is kept of looks may be behind them, however often they are.
pub const KEPT_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// Whether a look so long ago says nothing any more of how it is now: whoever looks has been at rest for
/// longer than that monitor may be.
#[must_use]
pub fn is_stale(age: SignedDuration, patience: SignedDuration) -> bool {
    age > patience.max(KEPT_WITHIN)
}

/// What a status page is to show. What is not named here is not on it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: Option<String>,
    /// Where it is found on the web, with a slash at its end.
    pub address: Option<String>,
    /// By whose clock its times are.
    pub zone: TimeZone,
    /// How grave an incident is that is shown.
    pub severities: BTreeSet<Severity>,
    /// Whose updates stand on it.
    pub audience: AudienceName,
    /// The services, in their order.
    pub services: Vec<Service>,
}

/// A service that is shown.
#[derive(Clone, Debug)]
pub struct Service {
    /// What it is called there.
    pub name: String,
    /// What it is, in a sentence.
    pub about: Option<String>,
    /// Which monitors and alerts are about it.
    pub what: About,
}

impl Service {
    /// Whether an alert of that source with these labels is about it.
    #[must_use]
    pub fn has(&self, source: &str, labels: &Labels) -> bool {
        self.what.covers(source, labels)
    }

    /// Whether maintenance is about it, by the conditions it is known by. Of its monitors it is asked
    /// one by one.
    #[must_use]
    pub fn is_meant_by(&self, maintenance: &Maintenance) -> bool {
        let certain = self.what.matchers.iter().filter_map(|matcher| {
            let parts = matcher.parts();
            let is_certain = parts.is_equal && !parts.is_pattern;
            is_certain.then_some((parts.label, parts.value))
        });
        let known: Labels = certain.collect();
        let is_named = !self.what.monitors.is_disjoint(&maintenance.about.monitors);
        is_named || (!known.is_empty() && maintenance.about.covers(SOURCE, &known))
    }
}

impl Plan {
    /// Which services that is about, by their place.
    pub fn concerned<'p>(
        &'p self,
        source: &'p str,
        labels: &'p Labels,
    ) -> impl Iterator<Item = usize> + 'p {
        let services = self.services.iter().enumerate();
        services.filter(move |(_, service)| service.has(source, labels)).map(|(place, _)| place)
    }
}
