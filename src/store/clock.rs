//! What is done when the clock was put back: whatever waits for a length of time waits no longer for that.

use jiff::{SignedDuration, Timestamp};

use super::sql::clock as sql;
use super::{Result, Tx};

impl Tx<'_> {
    /// Moves what is due after so long, and not at a time of the calendar, back by as much as the clock
    /// was. Returns how much that was.
    pub fn hasten_all(&self, by: SignedDuration, now: Timestamp) -> Result<usize> {
        let by = i64::try_from(by.as_millis()).unwrap_or_default();
        let statements =
            [sql::HASTEN_INCIDENTS, sql::HASTEN_PAGES, sql::HASTEN_FLAPS, sql::HASTEN_EXPIRIES];
        self.ask(|c| {
            let mut number = 0;
            for statement in statements {
                number += c.prepare_cached(statement)?.execute([by, now.as_millisecond()])?;
            }
            Ok(number)
        })
    }
}
