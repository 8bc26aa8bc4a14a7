//! Sending again: when a message that did not go out is tried the next time, and when no more.

use std::time::Duration;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

use super::page::Again;

/// For how long a message is tried.
pub const LASTS: SignedDuration = SignedDuration::from_hours(1);

/// How long the first wait is; each is twice as long as the one before.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// How long a wait is at most, unless the service asks for more.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// How long before its time is over a message is tried a last time, where the service asks for more
/// patience than that.
const LAST_CALL: SignedDuration = SignedDuration::from_mins(1);

/// How many failures in a row, and for how long, make it likely that the next one fails as well.
const LASTING: u32 = 3;
const LASTING_FOR: SignedDuration = SignedDuration::from_mins(1);

/// A message that did not go out, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resend {
    /// When it was first tried.
    pub first_at: Timestamp,
    /// How often it has failed.
    pub attempts: u32,
    /// How often of these the service refused it for what it is.
    pub refusals: u32,
}

impl Resend {
    /// A message that failed for the first time.
    #[must_use]
    pub fn begin(again: Again, now: Timestamp) -> Self {
        Self { first_at: now, attempts: 0, refusals: 0 }.failed(again)
    }

    /// The same after one more failure.
    #[must_use]
    pub fn failed(self, again: Again) -> Self {
        let refusals = self.refusals.saturating_add(u32::from(again == Again::Once));
        Self { attempts: self.attempts.saturating_add(1), refusals, ..self }
    }

    /// When it is tried again after it has failed in that way; none if it is given up.
    #[must_use]
    pub fn next(&self, again: Again, now: Timestamp) -> Option<Timestamp> {
        let doubled = 1_i32.checked_shl(self.attempts.saturating_sub(1)).filter(|it| *it > 0);
        let backoff = doubled.and_then(|times| FIRST_WAIT.checked_mul(times));
        let backoff = backoff.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        let wait = match again {
            Again::Once if self.refusals > 1 => return None,
            Again::Once | Again::Later => backoff,
            Again::After(wait) => return self.after(wait, now),
        };
        let at = now.checked_add(wait).ok()?;
        (at <= self.first_at + LASTS).then_some(at)
    }

    /// When it is tried again by a service that asks for so much patience: if that is more than there
    /// is, once more while it still counts, because a page that comes too soon is better than none.
    fn after(&self, wait: Duration, now: Timestamp) -> Option<Timestamp> {
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX).max(FIRST_WAIT);
        let last = self.first_at + (LASTS - LAST_CALL);
        let at = now.checked_add(wait).unwrap_or(Timestamp::MAX);
        if at <= self.first_at + LASTS {
            return Some(at);
        }
        (now + FIRST_WAIT <= last).then_some(last)
    }

    /// Whether its time is over, whatever was tried.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        now > self.first_at + LASTS
    }
}

/// How long after `now` a date is, both as HTTP writes them; none if one of them is no date, or it is over.
#[must_use]
pub fn wait_until(date: &str, now: &str) -> Option<Duration> {
    let [date, now] = [date, now].map(rfc2822::parse);
    Duration::try_from(date.ok()?.duration_since(&now.ok()?)).ok()
}

/// Messages to one person over one channel that failed, without one that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// How many in a row.
    pub failures: u32,
    /// When the first of them failed.
    pub since: Timestamp,
    /// Whether that was told.
    pub is_told: bool,
}

impl Failing {
    /// Whether somebody must be told.
    #[must_use]
    pub fn is_news(&self, now: Timestamp) -> bool {
        !self.is_told && self.failures >= LASTING && now.duration_since(self.since) >= LASTING_FOR
    }
}

#[cfg(test)]
mod tests;
