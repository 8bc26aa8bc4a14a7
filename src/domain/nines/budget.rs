//! Error budgets: how much downtime a target allows in a month or a quarter, and what is left of it.

use jiff::{SignedDuration, Timestamp};

use super::Span;
use super::course::Course;

/// All of the time, in the unit in which a target is kept: a billionth.
const ALL: i64 = 1_000_000_000;

/// In how much of the time something has to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// In billionths.
    serves: i64,
}

impl Target {
    /// Three nines.
    pub const DEFAULT: Self = Self { serves: 999_000_000 };

    /// That percentage, above 0 and at most 100, to the seventh decimal.
    #[must_use]
    pub fn percent(percent: f64) -> Option<Self> {
        if !(percent > 0.0 && percent <= 100.0) {
            return None;
        }
        let missing = ((100.0 - percent) * 1e7).round();
        #[expect(clippy::cast_possible_truncation, reason = "it is between 0 and a billion")]
        Some(Self { serves: ALL - missing as i64 }).filter(|target| target.serves > 0)
    }

    /// The percentage.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is at most a billion")]
    pub fn as_percent(self) -> f64 {
        self.serves as f64 / 1e7
    }

    /// The part of the time in which it may be down.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is at most a billion")]
    pub fn allows(self) -> f64 {
        (ALL - self.serves) as f64 / 1e9
    }

    /// The downtime it allows in so much time, to the millisecond below.
    fn of(self, length: SignedDuration) -> SignedDuration {
        let allowed = length.as_millis() * i128::from(ALL - self.serves) / i128::from(ALL);
        SignedDuration::from_millis(i64::try_from(allowed).unwrap_or(i64::MAX))
    }
}

/// What a target allows in a month or a quarter, and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The whole month or quarter.
    pub span: Span,
    /// The downtime that is allowed in all of it: of what was observed so far, and of what is to come
    /// without the maintenance that is planned there.
    pub allowed: SignedDuration,
    /// The downtime that was allowed up to now, of what was observed.
    pub allowed_so_far: SignedDuration,
    /// The downtime so far.
    pub used: SignedDuration,
    /// What is left; negative once more was used than the whole month or quarter allows.
    pub left: SignedDuration,
    /// Since when nothing is left, if nothing is.
    pub spent_at: Option<Timestamp>,
}

impl Budget {
    /// The budget of a month or quarter at an instant, by how something stood up to then and by what is
    /// planned for the rest, of which the course says nothing but maintenance.
    #[must_use]
    pub fn of(course: &Course, span: Span, until: Timestamp, target: Target) -> Self {
        let so_far = Span { from: span.from, to: until }.within(span);
        let to_come = Span { from: until, to: span.to }.within(span);
        let tally = course.tally(so_far);
        let planned = course.tally(to_come).maintenance;
        let expected = to_come.length().saturating_sub(planned);
        let allowed = target.of(tally.observed().saturating_add(expected));
        Self {
            span,
            allowed,
            allowed_so_far: target.of(tally.observed()),
            used: tally.down,
            left: allowed.saturating_sub(tally.down),
            spent_at: course.down_for(allowed, so_far),
        }
    }
}

/// How fast a budget was used in the last part of the time: 1 is exactly as fast as the target allows.
/// Nothing where nothing was observed, or the target allows nothing.
#[must_use]
pub fn burn_rate(course: &Course, span: Span, target: Target) -> Option<f64> {
    let tally = course.tally(span);
    let down = super::share::Share::of(tally.down, tally.observed())?;
    down.times(target.allows())
}

#[cfg(test)]
mod tests;
