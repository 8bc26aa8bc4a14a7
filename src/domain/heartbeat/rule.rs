//! What is expected of a job: when it gives a sign of life, and how long a run may take.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::alert::{Alert, Severity};
use crate::domain::cron::Cron;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::SourceName;
use crate::domain::wait::spell;

/// How early a sign of life may be at most and still be the one that is expected: the clock of whoever
/// gives it may be ahead.
const EARLY: SignedDuration = SignedDuration::from_secs(30);

/// What is expected of a job.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it is to give a sign of life.
    pub schedule: Schedule,
    /// By whose clock.
    pub zone: TimeZone,
    /// How long after that it is late.
    pub grace: SignedDuration,
    /// How long a run may take. Unless given, a run must be over when the next one is late.
    pub longest: Option<SignedDuration>,
    /// Whether a run may begin while another is under way.
    pub may_overlap: bool,
    /// How grave it is if it is otherwise.
    pub severity: Severity,
    /// The labels of what is wrong with it.
    pub labels: Labels,
    /// Where it is written what to do.
    pub runbook: Option<String>,
    /// What to beware of.
    pub caution: Option<String>,
    /// Which alerts of a monitor are its signs of life, if any are.
    pub alert: Option<AlertOf>,
}

/// When a job is to give a sign of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Each time no later than so long after the last.
    Every(SignedDuration),
    /// By the clock.
    Cron(Cron),
}

/// Alerts that are signs of life: a monitor that always fires one to show that it lives.
#[derive(Clone, Debug)]
pub struct AlertOf {
    /// The source they come by; any unless given.
    pub source: Option<SourceName>,
    /// What holds for their labels; all must.
    pub matchers: Vec<Matcher>,
}

impl AlertOf {
    /// Whether that alert is one.
    #[must_use]
    pub fn is(&self, alert: &Alert) -> bool {
        let is_theirs = self.source.as_ref().is_none_or(|source| *source == alert.source);
        is_theirs && all_match(&self.matchers, &alert.labels)
    }
}

impl Rule {
    /// When the next sign of life is expected after one at that instant.
    #[must_use]
    pub fn due_after(&self, at: Timestamp) -> Timestamp {
        match &self.schedule {
            Schedule::Every(every) => later(at, *every),
            Schedule::Cron(cron) => {
                let early = EARLY.min(self.grace / 2);
                cron.next_after(later(at, early), &self.zone).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// When one that is expected at that instant is late.
    #[must_use]
    pub fn late_after(&self, due_at: Timestamp) -> Timestamp {
        later(due_at, self.grace)
    }

    /// Until when a run must be over that begins at that instant.
    #[must_use]
    pub fn limit_of(&self, started_at: Timestamp) -> Timestamp {
        match self.longest {
            Some(longest) => later(started_at, longest),
            None => self.late_after(self.due_after(started_at)),
        }
    }

    /// What it goes by, as a text that is another one whenever something else is expected.
    #[must_use]
    pub fn plan(&self) -> String {
        let zone = self.zone.iana_name().unwrap_or("UTC");
        let (every, cron) = match &self.schedule {
            Schedule::Every(every) => (every.as_secs(), String::new()),
            Schedule::Cron(cron) => (0, cron.to_string()),
        };
        format!("{every}/{}/{cron}/{zone}", self.grace.as_secs())
    }

    /// The instant as its clock shows it: `2026-11-03 02:00 CET`.
    #[must_use]
    pub fn shown(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }
}

impl fmt::Display for Schedule {
    /// `every 1h`; `30 2 * * *`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(every) => f.pad(&format!("every {}", spell(*every))),
            Self::Cron(cron) => cron.fmt(f),
        }
    }
}

/// So long after that; the end of the calendar if it does not reach that far.
pub(super) fn later(at: Timestamp, length: SignedDuration) -> Timestamp {
    at.checked_add(length).unwrap_or(Timestamp::MAX)
}
