//! That somebody is paged again for what goes on: since when, and for the how manyth time.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::domain::wait::spell;

/// That what somebody is paged for goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Still {
    /// How long the incident has been open.
    pub open_for: SignedDuration,
    /// Which time it is that this person is paged for it; several channels are one time.
    pub number: u32,
}

impl Still {
    /// What is said of that page; nothing of the first.
    ///
    /// A clock that was set back makes nothing younger than it can be.
    #[must_use]
    pub fn of(number: u32, opened_at: Timestamp, now: Timestamp) -> Option<Self> {
        let open_for = now.duration_since(opened_at).max(SignedDuration::ZERO);
        (number > 1).then_some(Self { open_for, number })
    }
}

impl fmt::Display for Still {
    /// `still down, 2h, page 7`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "still down, {}, page {}", spell(self.open_for), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_says_nothing_and_the_seventh_that_it_is() {
        let (opened, now) = (Timestamp::UNIX_EPOCH, "1970-01-01T02:00:00Z".parse().unwrap());
        assert_eq!(Still::of(1, opened, now), None);
        let seventh = Still::of(7, opened, now).map(|still| still.to_string());
        assert_eq!(seventh.as_deref(), Some("still down, 2h, page 7"));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_it_no_younger_than_new() {
        let (opened, now) = ("1970-01-01T01:00:00Z".parse().unwrap(), Timestamp::UNIX_EPOCH);
        let second = Still::of(2, opened, now).map(|still| still.to_string());
        assert_eq!(second.as_deref(), Some("still down, 0s, page 2"));
    }
}
