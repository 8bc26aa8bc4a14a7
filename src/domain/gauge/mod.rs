//! Gauges: numbers with a ceiling, and how long until it is reached. What is told of them, and when.

pub mod forecast;
pub mod growth;
pub mod reset;
pub mod rush;
pub mod series;
pub mod thin;
pub mod trend;
pub mod typed;
pub mod words;

use jiff::{SignedDuration, Timestamp};

use self::forecast::Forecast;
use self::thin::Stretch;
use self::trend::{median, real};
use super::alert::Severity;
use super::label::Labels;

/// The name of the source of everything that is told of gauges.
pub const SOURCE: &str = "gauge";

/// Words that name no gauge, because they stand for something else where its name is typed.
pub const NOT_NAMES: [&str; 2] = ["list", "show"];

/// How much more headroom than its step there must be before a level is left again.
const EASE: f64 = 1.25;

/// Below which part of the maximum a gauge of which too little is known is as it should be.
const EMPTIED: f64 = 0.5;

/// From which part of the maximum on a gauge that has stopped growing stays as it was told: it may have
/// stopped because nothing more fits.
const NEARLY_FULL: f64 = 0.98;

/// How many usual intervals without a reading make a gauge stale, and after how long at the soonest.
const INTERVALS: i32 = 3;
const SOONEST_STALE: SignedDuration = SignedDuration::from_hours(24);

/// How many readings tell how often they come, and how long one may be waited for until then: also
/// somebody who reads once a week should not be told of it.
const KNOWN: usize = 3;
const NOT_KNOWN_YET: SignedDuration = SignedDuration::from_hours(8 * 24);

/// From how many of the newest readings it is told how often they come.
const NEWEST: usize = 20;

/// How many seconds a day has.
const DAY: f64 = 86_400.0;

/// What is known of a gauge besides its readings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gauge {
    /// What it is full at, unless a reading says.
    pub max: Option<f64>,
    /// What is counted: `B` is bytes, `%` is part of a hundred.
    pub unit: String,
    /// When it is told.
    pub steps: Steps,
    /// How long it may be silent, unless that goes by how often readings come.
    pub stale_after: Option<SignedDuration>,
    /// The labels of what is told of it.
    pub labels: Labels,
    /// The service it concerns.
    pub service: Option<String>,
    /// Where it is written what to do.
    pub runbook: Option<String>,
    /// What to take care of when doing it.
    pub caution: Option<String>,
}

/// With how little time left a gauge is told, and how gravely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// With less than this, a warning, which waits for the person's day.
    pub note: SignedDuration,
    /// With less than this, an error, which pages.
    pub page: SignedDuration,
    /// With less than this, it is critical.
    pub critical: SignedDuration,
}

impl Default for Steps {
    fn default() -> Self {
        let days = |days: i64| SignedDuration::from_hours(days * 24);
        Self { note: days(90), page: days(14), critical: days(2) }
    }
}

/// How grave it is with a gauge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is headroom.
    #[default]
    Fine,
    /// It should be known.
    Note,
    /// Somebody has to do something.
    Page,
    /// At once.
    Critical,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fine, Self::Note, Self::Page, Self::Critical];

    /// The word in the store, in the configuration and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Note => "note",
            Self::Page => "page",
            Self::Critical => "critical",
        }
    }

    /// What that word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The severity of what is told then.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Fine | Self::Note => Severity::Warning,
            Self::Page => Severity::Error,
            Self::Critical => Severity::Critical,
        }
    }
}

impl Steps {
    /// How grave it is by that forecast, with that part of the maximum used, where it was so grave before.
    ///
    /// It gets graver at once, and less grave only with a quarter more headroom than the step has, so that
    /// nobody is told twice of an edge. Where nothing can be said, it stays as it was.
    #[must_use]
    pub fn level(&self, before: Level, forecast: &Forecast, used: f64) -> Level {
        match forecast {
            Forecast::Full => Level::Critical,
            // Of what was emptied, nothing has to be foretold.
            Forecast::TooLittle { .. } if used < EMPTIED => Level::Fine,
            Forecast::TooLittle { .. } => before,
            Forecast::Steady { .. } if used >= NEARLY_FULL => before,
            Forecast::Steady { .. } => Level::Fine,
            Forecast::NotWithin(days) => before.min(self.at(*days, EASE)),
            Forecast::RunsOut(left) => {
                self.at(left.days, 1.0).max(before.min(self.at(left.days, EASE)))
            }
        }
    }

    /// The gravest step with so many days left, each step being so many times as long.
    fn at(&self, days: f64, times: f64) -> Level {
        let steps =
            [(self.critical, Level::Critical), (self.page, Level::Page), (self.note, Level::Note)];
        let reached = steps.into_iter().find(|(step, _)| days < step.as_secs_f64() / DAY * times);
        reached.map_or(Level::Fine, |(_, level)| level)
    }
}

/// How long a gauge with that history may be silent: what is given, or three times as long as usual and a
/// day at least; eight days while it is not known what is usual.
#[must_use]
pub fn patience(given: Option<SignedDuration>, history: &[Stretch]) -> SignedDuration {
    if let Some(given) = given {
        return given;
    }
    if history.len() < KNOWN {
        return NOT_KNOWN_YET;
    }
    let newest = &history[history.len().saturating_sub(NEWEST)..];
    let apart =
        newest.windows(2).map(|pair| pair[1].last.at.duration_since(pair[0].last.at).as_secs_f64());
    let usual = SignedDuration::try_from_secs_f64(median(apart)).unwrap_or(SignedDuration::ZERO);
    stale_after(usual)
}

/// How long a gauge may be silent that is usually read so often: three times as long, and a day at least.
#[must_use]
pub fn stale_after(usual: SignedDuration) -> SignedDuration {
    usual.checked_mul(INTERVALS).unwrap_or(SignedDuration::MAX).max(SOONEST_STALE)
}

/// What is kept of a gauge, besides its readings.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its name.
    pub name: String,
    /// Whether the configuration has it; what it has no longer is silent.
    pub is_configured: bool,
    /// What is counted, as it was typed or configured last.
    pub unit: String,
    /// The newest reading, if there ever was one.
    pub newest: Option<thin::Reading>,
    /// When something was last heard, or it was first known.
    pub heard_at: Timestamp,
    /// From when on it counts as stale.
    pub stale_at: Option<Timestamp>,
    /// Whether it was told that it is.
    pub is_stale: bool,
    /// What was told last.
    pub level: Level,
    /// Why there was no reading the last time, if there was none.
    pub why: Option<String>,
}

/// So many days as a length of time.
#[must_use]
pub fn days(days: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(days * DAY).unwrap_or(SignedDuration::MAX)
}

/// Which part of the maximum is used.
#[must_use]
pub fn used(value: f64, max: f64) -> f64 {
    if max > 0.0 { value / max } else { real(1) }
}

#[cfg(test)]
mod tests;
