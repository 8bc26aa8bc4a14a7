//! Maintenance: quiet that was planned, once or again and again by the clock of a zone.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::recurrence::Recurrence;
use crate::domain::cron::Cron;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::{MaintenanceName, MonitorName};
use crate::domain::nines::Span;
use crate::domain::watch::SOURCE;

/// How many times in a row are compared to see how far apart they are, and how far ahead: two that are near
/// each other have come by then, be it at the turn of months.
const COMPARED: usize = 64;
const COMPARED_FOR: SignedDuration = SignedDuration::from_hours(5 * 366 * 24);

/// Quiet that was planned.
#[derive(Clone, Debug)]
pub struct Maintenance {
    /// What it is called.
    pub name: MaintenanceName,
    /// Why it is.
    pub why: String,
    /// What is written of it for the public, which is told no more than that it is if nothing is.
    pub public: Option<String>,
    /// What it is about.
    pub about: About,
    /// When.
    pub when: When,
    /// By whose clock.
    pub zone: TimeZone,
    /// How long before it begins whoever is on call is told.
    pub announce: SignedDuration,
}

/// What maintenance is about: what is named, and what meets all conditions.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Conditions on labels; all must hold. None at all hold for nothing.
    pub matchers: Vec<Matcher>,
    /// Monitors of ours.
    pub monitors: BTreeSet<MonitorName>,
}

/// When maintenance is.
#[derive(Clone, Debug)]
pub enum When {
    /// Once.
    Once(Span),
    /// Again and again, for so long each time.
    Again(Rule, SignedDuration),
}

/// When something begins again and again.
#[derive(Clone, Debug)]
pub enum Rule {
    /// As a crontab says it.
    Cron(Cron),
    /// As a calendar does.
    Recurrence(Recurrence),
}

impl About {
    /// Whether an alert of that source with these labels is meant.
    #[must_use]
    pub fn covers(&self, source: &str, labels: &Labels) -> bool {
        let monitor = labels.get("monitor").filter(|_| source == SOURCE);
        let is_named = monitor.is_some_and(|name| self.monitors.contains(name.as_str()));
        is_named || (!self.matchers.is_empty() && all_match(&self.matchers, labels))
    }

    /// What it is about in a few words: `host=db, monitor shop`.
    #[must_use]
    pub fn phrase(&self) -> String {
        let conditions: Vec<String> = self.matchers.iter().map(ToString::to_string).collect();
        let conditions = (!conditions.is_empty()).then(|| conditions.join(" "));
        let monitors = self.monitors.iter().map(|name| format!("monitor {name}"));
        conditions.into_iter().chain(monitors).collect::<Vec<_>>().join(", ")
    }
}

impl Rule {
    fn next_after(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Cron(cron) => cron.next_after(at, zone),
            Self::Recurrence(recurrence) => recurrence.next_after(at, zone),
        }
    }

    /// Whether something that lasts so long is over before it begins again, by a clock that is never
    /// changed.
    ///
    /// # Errors
    ///
    /// The shortest time from one beginning to the next.
    pub fn leaves_room_for(
        &self,
        length: SignedDuration,
        from: DateTime,
    ) -> Result<(), SignedDuration> {
        let is_once_a_day = match self {
            Self::Cron(cron) => cron.is_once_a_day(),
            Self::Recurrence(_) => true,
        };
        // Most are, which need not be looked at one by one.
        if is_once_a_day && length < SignedDuration::from_hours(24) {
            return Ok(());
        }
        match self.shortest_period(from) {
            Some(period) if length >= period => Err(period),
            _ => Ok(()),
        }
    }

    /// The shortest time from one beginning to the next, by a clock that is never changed; none if it
    /// happens once.
    fn shortest_period(&self, from: DateTime) -> Option<SignedDuration> {
        let from = TimeZone::UTC.to_timestamp(from).ok()?;
        let mut at = from.checked_sub(SignedDuration::from_secs(1)).ok()?;
        let until = from.saturating_add(COMPARED_FOR).unwrap_or(Timestamp::MAX);
        let mut shortest: Option<SignedDuration> = None;
        let mut last: Option<Timestamp> = None;
        for _ in 0..COMPARED {
            let Some(next) = self.next_after(at, &TimeZone::UTC) else { break };
            let period = last.map(|last| next.duration_since(last));
            shortest = shortest.into_iter().chain(period).min();
            if next > until && shortest.is_some() {
                break;
            }
            last = Some(next);
            at = next;
        }
        shortest
    }
}

impl Maintenance {
    /// The first time that begins after that instant.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Span> {
        match &self.when {
            When::Once(span) => Some(*span).filter(|span| span.from > at),
            When::Again(rule, length) => {
                let from = rule.next_after(at, &self.zone)?;
                Some(Span { from, to: from.saturating_add(*length).unwrap_or(Timestamp::MAX) })
            }
        }
    }

    /// The time in which that instant lies.
    #[must_use]
    pub fn under_way(&self, now: Timestamp) -> Option<Span> {
        let before = match &self.when {
            When::Once(span) => span.from.checked_sub(SignedDuration::from_nanos(1)).ok()?,
            When::Again(_, length) => now.checked_sub(*length).unwrap_or(Timestamp::MIN),
        };
        self.next_after(before).filter(|span| span.from <= now && now < span.to)
    }

    /// The time that begins at that instant.
    #[must_use]
    pub fn beginning_at(&self, begins_at: Timestamp) -> Option<Span> {
        let before = begins_at.checked_sub(SignedDuration::from_nanos(1)).ok()?;
        self.next_after(before).filter(|span| span.from == begins_at)
    }

    /// The time in which that instant lies, if it lies in one, and all that begin after it.
    pub fn upcoming(&self, now: Timestamp) -> impl Iterator<Item = Span> {
        let later = std::iter::successors(self.next_after(now), |span| self.next_after(span.from));
        self.under_way(now).into_iter().chain(later)
    }

    /// When something is due of it after that instant: that it is told of, begins or ends.
    #[must_use]
    pub fn due_after(&self, now: Timestamp) -> Option<Timestamp> {
        let end = self.under_way(now).map(|span| span.to);
        let begin = self.next_after(now).map(|span| span.from);
        let told = begin.and_then(|begin| begin.checked_sub(self.announce).ok());
        [end, begin, told].into_iter().flatten().filter(|due| *due > now).min()
    }
}

#[cfg(test)]
mod tests;
