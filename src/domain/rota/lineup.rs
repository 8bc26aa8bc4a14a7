//! Who takes turns in a layer from when on: a changed line-up as eras to be added.
//!
//! An era cannot reach backwards, so whoever was on call stays so. Whoever is due at its start comes
//! first, so nobody jumps in.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::Rota;
use super::clock::{second, timestamp};
use super::draft::TierName;
use super::layer::Layer;
use super::rotation::Era;
use crate::domain::name::PersonId;

/// How many turns are looked through for one to begin with; a month's last days need the most.
const FARTHEST_TURN: i64 = 400;

/// A minute, in seconds.
const MINUTE: i64 = 60;

/// What becomes of a line-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineUpChange {
    /// Somebody joins, behind everybody else.
    Add(PersonId),
    /// Somebody leaves.
    Remove(PersonId),
    /// The same people in another order.
    Reorder(Vec<PersonId>),
}

/// From when on a line-up is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// From the next handoff on.
    NextHandoff,
    /// Once everybody has had the turns that are left of this round.
    AfterRound,
    /// As if it were so already; the turn in force ends only if its owner leaves.
    Now,
}

/// An era to be added to a layer, after all it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraPlan {
    /// The date its first turn begins on.
    pub start: Date,
    /// The time of day at which turns begin.
    pub handoff: Time,
    /// Whether that is another time of day than in the era before.
    pub is_new_handoff: bool,
    /// Whose turns they are, in order.
    pub people: Vec<PersonId>,
    /// The instant it begins at.
    pub begins_at: Timestamp,
}

/// A layer, as one asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerName {
    /// The tier it belongs to.
    pub tier: TierName,
    /// What it is called there.
    pub name: Arc<str>,
}

/// Why a line-up cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineUpError {
    /// There is no such layer.
    #[error("there is no such layer")]
    NoLayer,
    /// The layer is over.
    #[error("this layer is over")]
    Ended,
    /// The person takes turns already.
    #[error("{0} takes turns there already")]
    AlreadyThere(PersonId),
    /// The person takes no turns.
    #[error("{0} takes no turns there")]
    NotThere(PersonId),
    /// The person is the only one.
    #[error("{0} is the only one who takes turns there")]
    NobodyLeft(PersonId),
    /// The new order has other people.
    #[error("the new order has other people than the old one: {}", names(.0))]
    OtherPeople(Vec<PersonId>),
    /// A change is planned already, so nothing else can begin before it.
    #[error("a change of this layer is planned already, from {0} on")]
    Pending(Date),
    /// No turn begins on the grid's own day, or not at this instant.
    #[error("no turn of this layer can begin then")]
    NoSuchTurn,
}

/// A line-up at a turn, and what else is known of it.
struct Standing<'r> {
    rota: &'r Rota,
    layer: &'r Layer,
    era: &'r Era,
    /// The turn in force; the first of an era that has not begun.
    turn: i64,
}

impl Rota {
    /// The layers, through all tiers; one is asked for by its place among them.
    #[must_use]
    pub fn layers(&self) -> Vec<LayerName> {
        let named = |(tier, name): (&super::Tier, &TierName)| {
            let layers = self.layers[tier.layers.clone()].iter();
            let named = |layer: &Layer| LayerName { tier: name.clone(), name: layer.name.clone() };
            layers.map(named).collect::<Vec<_>>()
        };
        self.tiers.iter().zip(&self.tier_names).flat_map(named).collect()
    }

    /// The eras that change who takes turns in a layer. The first begins after `now`.
    pub fn change_line_up(
        &self,
        layer: usize,
        change: &LineUpChange,
        begin: Begin,
        now: Timestamp,
    ) -> Result<Vec<EraPlan>, LineUpError> {
        let layer = self.layers.get(layer).ok_or(LineUpError::NoLayer)?;
        let era = layer.eras.last().ok_or(LineUpError::NoLayer)?;
        let reading = layer.clock.reading(second(now));
        if layer.has_ended(reading) {
            return Err(LineUpError::Ended);
        }
        let standing =
            Standing { rota: self, layer, era, turn: era.turn_at(reading.max(era.anchor)) };
        match begin {
            Begin::NextHandoff => standing.begun_at_turn(standing.turn_after(1)?, change),
            Begin::AfterRound => {
                let round = standing.round();
                let left = round - standing.turn.rem_euclid(round);
                standing.begun_at_turn(standing.turn_in_steps(left, round)?, change)
            }
            Begin::Now if reading < era.anchor => {
                Err(LineUpError::Pending(civil(era.anchor).date()))
            }
            Begin::Now => standing.begun_now(now, change),
        }
    }
}

impl Standing<'_> {
    fn round(&self) -> i64 {
        self.era.people.iter().map(|_| 1).sum()
    }

    /// The first turn, at least so many after the one in force, that an era can begin with.
    fn turn_after(&self, turns: i64) -> Result<i64, LineUpError> {
        self.turn_in_steps(turns, 1)
    }

    fn turn_in_steps(&self, first: i64, step: i64) -> Result<i64, LineUpError> {
        let turns = (0..FARTHEST_TURN).map(|number| self.turn + first + number * step);
        let mut turns =
            turns.filter(|turn| self.era.can_begin_with(*turn) && !self.is_skipped(*turn));
        turns.next().ok_or(LineUpError::NoSuchTurn)
    }

    /// Whether the clock jumps over the whole of a turn, so that another one is due then.
    fn is_skipped(&self, turn: i64) -> bool {
        let clock = &self.layer.clock;
        self.era.turn_at(clock.reading(clock.reach(self.era.begin_of(turn)))) != turn
    }

    /// Everybody, beginning with the owner of a turn.
    fn line_at(&self, turn: i64) -> Vec<PersonId> {
        let people = &self.era.people;
        let owner = self.era.position_of(turn);
        let in_line = people[owner..].iter().chain(&people[..owner]);
        in_line.map(|number| self.rota.people[number.0].clone()).collect()
    }

    fn begun_at_turn(&self, turn: i64, change: &LineUpChange) -> Result<Vec<EraPlan>, LineUpError> {
        let people = changed(self.line_at(turn), change)?;
        Ok(vec![self.plan(self.era.begin_of(turn), people, self.era.handoff())?])
    }

    /// The new line-up as if the turn in force were one of its turns.
    fn begun_now(
        &self,
        now: Timestamp,
        change: &LineUpChange,
    ) -> Result<Vec<EraPlan>, LineUpError> {
        let old = self.line_at(self.turn);
        let mut people = changed(old.clone(), change)?;
        let next_turn = self.turn_after(1)?;
        let next_begin = self.era.begin_of(next_turn);
        if next_turn != self.turn + 1 {
            return Err(LineUpError::NoSuchTurn);
        }
        if people.first() == old.first() {
            people.rotate_left(1);
            return Ok(vec![self.plan(next_begin, people, self.era.handoff())?]);
        }
        // Whoever comes next holds what is left of this turn, and then has a whole one.
        let minute = (second(now) / MINUTE + 1) * MINUTE;
        let begin = self.layer.clock.reading(minute);
        if begin >= next_begin {
            return Ok(vec![self.plan(next_begin, people, self.era.handoff())?]);
        }
        if self.layer.clock.reach(begin) != minute {
            return Err(LineUpError::NoSuchTurn);
        }
        let first = self.plan(begin, people.clone(), self.era.handoff())?;
        let rest = self.plan(next_begin, people, first.handoff)?;
        Ok(vec![first, rest])
    }

    fn plan(
        &self,
        begin: i64,
        people: Vec<PersonId>,
        handoff_before: Time,
    ) -> Result<EraPlan, LineUpError> {
        if self.layer.has_ended(begin) {
            return Err(LineUpError::Ended);
        }
        let begins = civil(begin);
        Ok(EraPlan {
            start: begins.date(),
            handoff: begins.time(),
            is_new_handoff: begins.time() != handoff_before,
            people,
            begins_at: timestamp(self.layer.clock.reach(begin)),
        })
    }
}

/// A line-up after its change; whoever came first still does, unless they leave.
fn changed(mut people: Vec<PersonId>, change: &LineUpChange) -> Result<Vec<PersonId>, LineUpError> {
    match change {
        LineUpChange::Add(person) if people.contains(person) => {
            Err(LineUpError::AlreadyThere(person.clone()))
        }
        LineUpChange::Add(person) => {
            people.push(person.clone());
            Ok(people)
        }
        LineUpChange::Remove(person) if !people.contains(person) => {
            Err(LineUpError::NotThere(person.clone()))
        }
        LineUpChange::Remove(person) => {
            people.retain(|each| each != person);
            if people.is_empty() {
                Err(LineUpError::NobodyLeft(person.clone()))
            } else {
                Ok(people)
            }
        }
        LineUpChange::Reorder(order) => {
            let sorted = |people: &[PersonId]| {
                let mut people = people.to_vec();
                people.sort_unstable();
                people
            };
            if sorted(order) != sorted(&people) {
                return Err(LineUpError::OtherPeople(people));
            }
            let mut order = order.clone();
            let first = order.iter().position(|person| Some(person) == people.first());
            order.rotate_left(first.unwrap_or(0));
            Ok(order)
        }
    }
}

/// A civil time in seconds as one.
fn civil(second: i64) -> DateTime {
    Offset::UTC.to_datetime(timestamp(second))
}

fn names(people: &[PersonId]) -> String {
    people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
