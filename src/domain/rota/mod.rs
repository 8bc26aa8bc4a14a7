//! Who is on call: a rota's tiers of layers, overrides and leave, evaluated at any instant.
//!
//! A rota is a pure function of what is written, of zone data and of the instant. Nothing is stored
//! and nothing advances: the turn in force is found by division, on a clock that never runs
//! backwards (see `clock.rs`).

pub mod acceptance;
mod calendar;
mod clock;
mod compile;
mod diff;
mod draft;
mod exceptions;
mod fairness;
pub mod handover;
pub mod history;
mod hours;
mod layer;
mod leave;
mod lineup;
mod lint;
mod resolve;
mod rotation;
mod shift;
mod sweep;
mod weekly;

use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::name::PersonId;

pub use calendar::Weekdays;
pub use compile::RotaError;
pub use diff::{Change, changes, differences};
pub use draft::{
    EraDraft, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft, OverrideKind, RotaDraft,
    TierDraft, TierName,
};
pub use fairness::Duty;
pub use hours::Window;
pub use lineup::{Begin, EraPlan, LayerName, LineUpChange, LineUpError};
pub use lint::{About, Level, Remark, Rule, between_rotas};
pub use rotation::TurnUnit;
pub use shift::{EmptyReason, Gap, Holder, Shift, ShiftCause, Vacancy};
pub use weekly::WeeklyHours;

use calendar::DAY;
use clock::{Clock, instant, second, timestamp};
use exceptions::{Action, InForce, Override, Timeline};
use hours::Hours;
use layer::{Layer, Turn};
use lint::OddTime;
use resolve::{OnCall, Resolver};
use rotation::PersonNo;
use sweep::{Head, Stretch};

/// The tier that is called first.
pub const FIRST_TIER: usize = 0;

/// How far a handoff is looked for once every turn that is written has come round.
const HORIZON: i64 = 400 * DAY;
/// How far it is looked for at first; twice as far each time.
const FIRST_LOOK: i64 = 10 * DAY;

/// A rota, checked and ready for questions. Tiers are asked for by their place in [`Rota::tiers`];
/// one that is not there has nobody.
#[derive(Clone, Debug)]
pub struct Rota {
    people: Box<[PersonId]>,
    /// Everybody's own clock, by their number.
    people_clocks: Box<[Arc<Clock>]>,
    tier_names: Box<[TierName]>,
    tiers: Box<[Tier]>,
    /// The layers of all tiers, one tier after the other.
    layers: Box<[Layer]>,
    /// What people said of their overrides, in the order of the file.
    whys: Box<[Option<Arc<str>>]>,
    leave: Timeline<PersonNo>,
    clock: Arc<Clock>,
    /// When somebody has to be on call; always, where there are none.
    coverage: Option<Hours>,
    /// The days that are counted apart.
    holidays: BTreeSet<Date>,
    /// The zone it is written in.
    zone: TimeZone,
    /// Everybody's own zone, by their number.
    people_zones: Box<[TimeZone]>,
    /// The exceptions as they are written, for whoever looks them over.
    written: Written,
}

/// Exceptions in the order of the file.
#[derive(Clone, Debug, Default)]
struct Written {
    overrides: Vec<InForce<Override>>,
    leave: Vec<InForce<PersonNo>>,
    /// Times that the clock never shows, or shows twice.
    odd_times: Vec<OddTime>,
}

/// A stack of layers with its own pager.
#[derive(Clone, Debug)]
struct Tier {
    /// Its layers' places among the rota's.
    layers: Range<usize>,
    /// The overrides that concern it.
    overrides: Timeline<Override>,
}

impl Rota {
    /// Everybody who is named anywhere in it, in the order of first mention.
    #[must_use]
    pub fn people(&self) -> &[PersonId] {
        &self.people
    }

    /// Its tiers, in the order of escalation; never empty.
    #[must_use]
    pub fn tiers(&self) -> &[TierName] {
        &self.tier_names
    }

    /// The zone it is written in.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Its holidays.
    #[must_use]
    pub fn holidays(&self) -> &BTreeSet<Date> {
        &self.holidays
    }

    /// The zone a person lives in, as far as this rota knows: its own, unless they have another.
    #[must_use]
    pub fn zone_of(&self, person: &PersonId) -> &TimeZone {
        let number = self.people.iter().position(|each| each == person);
        number.map_or(&self.zone, |number| &self.people_zones[number])
    }

    /// Whether that person is off at an instant.
    #[must_use]
    pub fn is_off(&self, person: &PersonId, at: Timestamp) -> bool {
        self.leave.at(second(at)).iter().any(|off| self.people[off.0] == *person)
    }

    /// Who is on call in a tier at an instant: the pager's holder, then who would hold it next.
    #[must_use]
    pub fn on_call(&self, tier: usize, at: Timestamp) -> Vec<PersonId> {
        let on_call = self.resolved(tier, second(at));
        on_call.into_iter().map(|each| self.people[each.person.0].clone()).collect()
    }

    /// Who holds a tier's pager at an instant, and what decides it.
    #[must_use]
    pub fn holder(&self, tier: usize, at: Timestamp) -> Option<Holder> {
        let head = *self.resolved(tier, second(at)).first()?;
        let person = self.people[head.person.0].clone();
        Some(Holder { person, cause: self.cause(head.decided) })
    }

    /// The whole shift around an instant, with what decides it at that instant.
    #[must_use]
    pub fn shift_at(&self, tier: usize, at: Timestamp) -> Option<Shift> {
        let at = second(at);
        let head = *self.resolved(tier, at).first()?;
        let end = self.next_holder(tier, at).and_then(instant);
        Some(self.shift(head, timestamp(self.held_since(tier, at)), end))
    }

    /// Why a tier has nobody at an instant, if so.
    #[must_use]
    pub fn vacancy(&self, tier: usize, at: Timestamp) -> Option<Vacancy> {
        let at = second(at);
        let Some(Tier { layers, overrides }) = self.tiers.get(tier) else {
            return Some(Vacancy { reason: EmptyReason::NoLayers, why: None });
        };
        let turns: Vec<Option<Turn>> =
            self.layers[..layers.end].iter().map(|layer| layer.turn_at(at)).collect();
        let mut resolver = Resolver::new(self);
        if resolver.head(tier, &turns, at).is_some() {
            return None;
        }
        let reason = resolver.why_empty(tier, &turns, at);
        // The last word is the one that counts.
        let silence = overrides.at(at).iter().rfind(|active| active.action == Action::Nobody);
        let why = silence.and_then(|silence| self.whys[silence.number].clone());
        Some(Vacancy { reason, why })
    }

    /// The shifts that begin after an instant, each whole, as they are asked for.
    pub fn next_shifts(&self, tier: usize, after: Timestamp) -> impl Iterator<Item = Shift> {
        let mut begins = self.next_holder(tier, second(after));
        iter::from_fn(move || {
            loop {
                let at = begins?;
                let start = instant(at)?;
                begins = self.next_holder(tier, at);
                if let Some(head) = self.resolved(tier, at).first() {
                    return Some(self.shift(*head, start, begins.and_then(instant)));
                }
            }
        })
    }

    /// Who holds a tier's pager over a range: shifts cut off at its ends, no two neighbours alike.
    #[must_use]
    pub fn shifts(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Shift> {
        let spans = self.spans(tier, from, to).into_iter();
        spans
            .filter_map(|(start, end, head)| match head {
                Head::Held(on_call) => Some(self.shift(on_call, start, Some(end))),
                Head::Empty(_) => None,
            })
            .collect()
    }

    /// When a tier has nobody within the hours that have to be covered, and nobody meant it so.
    #[must_use]
    pub fn gaps(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Gap> {
        let gaps = self.vacancies(tier, from, to).into_iter();
        let gaps = gaps.filter(|gap| gap.reason != EmptyReason::OnPurpose);
        gaps.flat_map(|gap| self.to_be_covered(&gap)).collect()
    }

    /// When an override says that a tier has nobody.
    #[must_use]
    pub fn silences(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Gap> {
        let mut silences = self.vacancies(tier, from, to);
        silences.retain(|silence| silence.reason == EmptyReason::OnPurpose);
        silences
    }

    /// The next instant at which a tier's pager changes hands, to or from nobody included; none if
    /// it never does.
    #[must_use]
    pub fn next_handoff(&self, tier: usize, after: Timestamp) -> Option<Timestamp> {
        self.next_holder(tier, second(after)).and_then(instant)
    }

    fn resolved(&self, tier: usize, at: i64) -> Vec<OnCall> {
        let Some(Tier { layers, .. }) = self.tiers.get(tier) else { return Vec::new() };
        let turns: Vec<Option<Turn>> =
            self.layers[..layers.end].iter().map(|layer| layer.turn_at(at)).collect();
        Resolver::new(self).on_call(tier, &turns, at).to_vec()
    }

    fn next_holder(&self, tier: usize, after: i64) -> Option<i64> {
        let holder = self.resolved(tier, after).first().map(|head| head.person);
        let last = self.settled_by(tier, after);
        let (mut from, mut look) = (after, FIRST_LOOK);
        while from < last {
            let to = last.min(from + look);
            let mut stretches = self.stretches(tier, from, to).into_iter();
            if let Some(other) = stretches.find(|stretch| stretch.head.holder() != holder) {
                return Some(other.start);
            }
            (from, look) = (to, look * 2);
        }
        None
    }

    /// Up to when a handoff after an instant is looked for: until all that is written has begun or is
    /// over, everybody of every layer has had a turn, and more than a year with its hours has passed.
    /// Whoever has the pager all that time is taken to keep it.
    fn settled_by(&self, tier: usize, after: i64) -> i64 {
        let Some(Tier { layers, .. }) = self.tiers.get(tier) else { return after };
        let layers = &self.layers[..layers.end];
        let overrides = self.tiers[..=tier].iter().filter_map(|tier| tier.overrides.ends_at());
        let written = layers.iter().map(Layer::settled_by).chain(overrides);
        let last = written.chain(self.leave.ends_at()).fold(after, i64::max);
        let round = layers.iter().map(Layer::round).max().unwrap_or(0);
        let calendar_ends = second(Timestamp::MAX) + 1;
        last.saturating_add(round).saturating_add(HORIZON).min(calendar_ends.max(after))
    }

    /// Since when whoever holds a tier's pager at an instant has held it.
    fn held_since(&self, tier: usize, at: i64) -> i64 {
        let begins_at = self.begins_at(tier).unwrap_or(at);
        let mut since: Option<Stretch> = None;
        let (mut to, mut look) = (at + 1, FIRST_LOOK);
        while to > begins_at {
            let from = begins_at.max(to - look);
            for stretch in self.stretches(tier, from, to).into_iter().rev() {
                match since {
                    Some(held) if held.head.holder() != stretch.head.holder() => return held.start,
                    Some(_) | None => since = Some(stretch),
                }
            }
            (to, look) = (from, look * 2);
        }
        since.map_or(at, |held| held.start)
    }

    /// The first instant at which a tier can have anybody.
    fn begins_at(&self, tier: usize) -> Option<i64> {
        let Tier { layers, overrides } = self.tiers.get(tier)?;
        let layers = self.layers[layers.clone()].iter().filter_map(Layer::begins_at);
        layers.chain(overrides.begins_at()).min()
    }

    fn vacancies(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Gap> {
        let spans = self.spans(tier, from, to).into_iter();
        spans
            .filter_map(|(start, end, head)| match head {
                Head::Held(_) => None,
                Head::Empty(reason) => Some(Gap { start, end, reason }),
            })
            .collect()
    }

    /// The stretches of a range, each with its end, and cut off at the ends of the range.
    fn spans(
        &self,
        tier: usize,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, Timestamp, Head)> {
        if from >= to {
            return Vec::new();
        }
        // A part of a second counts as a whole one; no stretch begins within it.
        let stretches = self.stretches(tier, second(from), second(to) + 1);
        let starts = stretches.iter().map(|stretch| timestamp(stretch.start).max(from));
        let ends = starts.clone().skip(1).chain([to]);
        let spans = starts.zip(ends).zip(&stretches);
        spans
            .map(|((start, end), stretch)| (start, end.min(to), stretch.head))
            .filter(|(start, end, _)| start < end)
            .collect()
    }

    /// What of a gap lies in the hours that have to be covered.
    fn to_be_covered(&self, gap: &Gap) -> Vec<Gap> {
        let Some(coverage) = &self.coverage else { return vec![gap.clone()] };
        let mut parts: Vec<Gap> = Vec::new();
        let mut start = gap.start;
        let mut reading = self.clock.reading(second(gap.start));
        while start < gap.end {
            let edge = coverage.next_edge(reading);
            let end = edge.map_or(gap.end, |edge| timestamp(self.clock.reach(edge)).min(gap.end));
            if coverage.contain(reading) && start < end {
                match parts.last_mut() {
                    // Hours that close and open in a moment the clock skips have not closed.
                    Some(last) if last.end == start => last.end = end,
                    Some(_) | None => parts.push(Gap { start, end, reason: gap.reason }),
                }
            }
            start = end;
            reading = edge.unwrap_or(reading);
        }
        parts
    }

    fn shift(&self, head: OnCall, start: Timestamp, end: Option<Timestamp>) -> Shift {
        let person = self.people[head.person.0].clone();
        Shift { person, start, end, cause: self.cause(head.decided) }
    }
}

#[cfg(test)]
mod tests;
