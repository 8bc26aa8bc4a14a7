//! The only reader of the wall clock, and what notices that time passed without us.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::system;

/// The longest the daemon sleeps before it asks the clock again. Timers stand still while a machine
/// is suspended, so the lateness after one is at most this.
pub const NAP: Duration = Duration::from_secs(15);

/// How much longer than meant a sleep may be before it counts as deafness.
const SLACK: Duration = Duration::from_secs(10);

/// The instant, to the millisecond that the store keeps.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
pub fn now() -> Timestamp {
    let now = match system::staged() {
        Some(staged) => Timestamp::from_millisecond(staged.at).unwrap_or(Timestamp::MAX),
        None => Timestamp::now(),
    };
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// Notices when a sleep took much longer than it was meant to: the machine was suspended, or the
/// process was stopped. A wall clock that is set does not fool it.
pub struct Watchfulness {
    last: Duration,
}

impl Watchfulness {
    /// Begins to watch.
    #[must_use]
    pub fn begin() -> Self {
        Self { last: system::since_boot() }
    }

    /// To be asked after every sleep and every piece of work. Says how long nothing was heard, if
    /// it was longer than `meant` by more than some slack.
    pub fn deaf_for(&mut self, meant: Duration) -> Option<SignedDuration> {
        self.passed(system::since_boot(), meant)
    }

    fn passed(&mut self, now: Duration, meant: Duration) -> Option<SignedDuration> {
        let passed = now.saturating_sub(std::mem::replace(&mut self.last, now));
        (passed > meant + SLACK).then(|| SignedDuration::try_from(passed).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_that_took_as_long_as_meant_is_no_deafness() {
        let mut watch = Watchfulness { last: Duration::from_secs(100) };
        assert_eq!(watch.passed(Duration::from_secs(115), NAP), None);
        assert_eq!(watch.passed(Duration::from_secs(139), NAP), None);
    }

    #[test]
    fn a_nine_hour_suspend_is_noticed_at_the_first_look() {
        let mut watch = Watchfulness { last: Duration::from_secs(100) };
        let nine_hours = Duration::from_hours(9);
        let deaf = watch.passed(Duration::from_secs(100) + nine_hours, NAP);
        assert_eq!(deaf, Some(SignedDuration::from_hours(9)));
        assert_eq!(watch.passed(Duration::from_secs(101) + nine_hours, NAP), None);
    }
}
