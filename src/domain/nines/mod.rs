//! How available something was, counted from the states it was in: exact, and with what nobody knows apart.
//!
//! Nothing here is rounded before it is shown. A [`course::Course`] says how something stood through a
//! stretch of time, a [`Tally`] how long in all, a [`budget::Budget`] what that leaves of a target.

pub mod budget;
pub mod calendar;
pub mod course;
pub mod outage;
pub mod share;

use jiff::{SignedDuration, Timestamp};

use self::share::Share;
use super::watch::State;

/// The label that says to which service something belongs.
pub const SERVICE: &str = "service";

/// From one instant until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

impl Span {
    /// How long it is; nothing, if it ends before it begins.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        self.to.duration_since(self.from).max(SignedDuration::ZERO)
    }

    /// What both have; a span without length where they have nothing in common.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let from = self.from.max(other.from);
        Self { from, to: self.to.min(other.to).max(from) }
    }
}

/// How something stands for whoever wants to use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It serves.
    Available,
    /// It does not.
    Down,
    /// Nobody knows: nobody looked, or the looks said nothing.
    Unknown,
    /// It was planned that it need not serve, whether it did or not.
    Maintenance,
    /// It is not there yet, or no more: nobody knows, and it has no say in anything larger either.
    Absent,
}

impl Standing {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] =
        [Self::Available, Self::Down, Self::Unknown, Self::Maintenance, Self::Absent];

    fn of(state: State) -> Self {
        match state.is_available() {
            Some(true) => Self::Available,
            Some(false) => Self::Down,
            None => Self::Unknown,
        }
    }
}

/// How long something stood how. The four add up to the span that was asked about, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How long it served.
    pub available: SignedDuration,
    /// How long it did not.
    pub down: SignedDuration,
    /// How long nobody knew.
    pub unknown: SignedDuration,
    /// How long it need not have served.
    pub maintenance: SignedDuration,
}

impl Tally {
    fn add(&mut self, standing: Standing, length: SignedDuration) {
        let sum = match standing {
            Standing::Available => &mut self.available,
            Standing::Down => &mut self.down,
            Standing::Unknown | Standing::Absent => &mut self.unknown,
            Standing::Maintenance => &mut self.maintenance,
        };
        *sum = sum.saturating_add(length);
    }

    /// How long it was known to serve or not to.
    #[must_use]
    pub fn observed(&self) -> SignedDuration {
        self.available.saturating_add(self.down)
    }

    /// The part of what was observed in which it served; nothing where nothing was observed.
    #[must_use]
    pub fn availability(&self) -> Option<Share> {
        Share::of(self.available, self.observed())
    }

    /// The part it served at least and at most, had it been down, or had it served, for as long as
    /// nobody knew.
    #[must_use]
    pub fn bounds(&self) -> Option<(Share, Share)> {
        let whole = self.observed().saturating_add(self.unknown);
        let most = self.available.saturating_add(self.unknown);
        Share::of(self.available, whole).zip(Share::of(most, whole))
    }

    /// The part of the time that was not maintenance of which nobody knows; nothing where all was
    /// maintenance.
    #[must_use]
    pub fn unknown_share(&self) -> Option<Share> {
        Share::of(self.unknown, self.observed().saturating_add(self.unknown))
    }
}

#[cfg(test)]
mod tests;
