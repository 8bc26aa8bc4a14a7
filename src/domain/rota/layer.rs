//! A layer: a rotation, the hours it is restricted to, and its end, in its own zone.

use std::sync::Arc;

use super::clock::Clock;
use super::hours::Hours;
use super::rotation::{Era, PersonNo};

/// One layer of a tier.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) name: Arc<str>,
    pub(super) clock: Arc<Clock>,
    /// Sorted by anchor; never empty.
    pub(super) eras: Box<[Era]>,
    /// Always, where there are none.
    pub(super) hours: Option<Hours>,
    /// The civil time from which on it has nobody.
    pub(super) until: Option<i64>,
}

/// Whose turn it is: an era of a layer, and the owner's place among its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    era: usize,
    position: usize,
}

impl Layer {
    /// The turn in force at an instant; none before the first anchor, from `until` on, and outside
    /// the layer's hours.
    pub(super) fn turn_at(&self, at: i64) -> Option<Turn> {
        self.turn_on(self.clock.reading(at))
    }

    /// The same, by the layer's clock.
    pub(super) fn turn_on(&self, reading: i64) -> Option<Turn> {
        let open = self.hours.as_ref().is_none_or(|hours| hours.contain(reading));
        if !open || self.has_ended(reading) {
            return None;
        }
        let era = self.eras.partition_point(|era| era.anchor <= reading).checked_sub(1)?;
        Some(Turn { era, position: self.eras[era].position_at(reading) })
    }

    /// The next reading of the layer's clock after which the turn may be another one.
    pub(super) fn next_edge(&self, reading: i64) -> Option<i64> {
        if self.has_ended(reading) {
            return None;
        }
        let begun = self.eras.partition_point(|era| era.anchor <= reading);
        let next_era = self.eras.get(begun).map(|era| era.anchor);
        let Some(era) = begun.checked_sub(1).map(|era| &self.eras[era]) else { return next_era };
        // Outside its hours a layer has nobody, whose turn it may be.
        let open = self.hours.as_ref().is_none_or(|hours| hours.contain(reading));
        let next_turn = if open { era.next_turn(reading) } else { None };
        let next_hours = self.hours.as_ref().and_then(|hours| hours.next_edge(reading));
        [next_era, next_turn, next_hours, self.until].into_iter().flatten().min()
    }

    /// Everybody who could have this turn: its owner, then who follows in the rotation's order.
    pub(super) fn in_line(&self, turn: Turn) -> impl Iterator<Item = PersonNo> {
        let (before, from_owner) = self.eras[turn.era].people.split_at(turn.position);
        from_owner.iter().chain(before).copied()
    }

    /// Whether the layer has begun by this reading.
    pub(super) fn has_begun(&self, reading: i64) -> bool {
        self.eras.first().is_some_and(|era| era.anchor <= reading)
    }

    /// Whether the layer is over at this reading.
    pub(super) fn has_ended(&self, reading: i64) -> bool {
        self.until.is_some_and(|until| until <= reading)
    }

    /// The first instant at which the layer can have somebody.
    pub(super) fn begins_at(&self) -> Option<i64> {
        self.eras.first().map(|era| self.clock.reach(era.anchor))
    }

    /// The instant from which on its turns only come round, or it is over.
    pub(super) fn settled_by(&self) -> i64 {
        let last_era = self.eras.last().map(|era| era.anchor);
        self.clock.reach(self.until.max(last_era).unwrap_or(i64::MIN))
    }

    /// How long it takes in the end until everybody has had a turn.
    pub(super) fn round(&self) -> i64 {
        self.eras.last().map_or(0, Era::round)
    }
}
