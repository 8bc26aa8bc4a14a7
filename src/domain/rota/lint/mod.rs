//! Looking a rota over: what it comes to in the time ahead, and what its writer may not have meant.
//!
//! Every hand-over of a range is gone through. What happens again and again is said once, with how
//! often it happens.

mod absence;
mod bookings;
mod effect;
mod exceptions;
mod handovers;
mod people;
mod shares;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::name::PersonId;

use super::clock::Oddity;
use super::resolve::Decided;
use super::rotation::PersonNo;
use super::shift::{EmptyReason, Gap};
use super::sweep::Head;
use super::{FIRST_TIER, Rota, TierName};

pub use bookings::between_rotas;

/// Something to be said about a rota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What kind of thing it is.
    pub rule: Rule,
    /// What in the file it is about.
    pub about: About,
    /// When it happens, or happens first.
    pub at: Option<Timestamp>,
    /// How often it happens in the range that was looked at; at least once.
    pub times: usize,
    /// It, in one sentence; times are on the rota's clock.
    pub text: String,
}

/// What a remark is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The rota as a whole.
    Rota,
    /// A tier.
    Tier(TierName),
    /// The layer with this number, counted from 0 through all tiers.
    Layer(usize),
    /// The override with this number, from 0.
    Override(usize),
    /// The leave with this number, from 0.
    Leave(usize),
    /// A person.
    Person(PersonId),
}

/// How grave a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Somebody may want to change it.
    Warning,
    /// Nobody would be called.
    Error,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The first tier has nobody.
    Gap,
    /// A later tier has nobody while the first has somebody.
    EmptyTier,
    /// Somebody is named in a layer and never on call.
    NeverOnCall,
    /// A handoff lies within the hours of its layer.
    HandoffWithinHours,
    /// An override or a leave changes nothing.
    NoEffect,
    /// Somebody who is off stands in.
    StandInIsOff,
    /// A time does not exist, or exists twice.
    OddTime,
    /// One person has shifts in two tiers within a day.
    TwiceInADay,
    /// One person has two pagers at once.
    DoubleBooking,
    /// A shift gains or loses an hour to the clocks.
    ClockChange,
    /// A hand-over is in somebody's night.
    NightHandover,
    /// Somebody has too many nights in a row.
    NightsInARow,
    /// The time is shared unfairly.
    UnfairShare,
    /// Somebody has the pager for too much of the time.
    TooMuch,
    /// So few take week-long turns in two tiers that nobody rests enough.
    TooFewPeople,
    /// An absence takes several turns, which all fall to one neighbour.
    LongAbsence,
    /// Two editions of the zone data show another time in one of its zones.
    ZoneData,
}

impl Rule {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::EmptyTier => "empty-tier",
            Self::NeverOnCall => "never-on-call",
            Self::HandoffWithinHours => "handoff-within-hours",
            Self::NoEffect => "no-effect",
            Self::StandInIsOff => "stand-in-is-off",
            Self::OddTime => "odd-time",
            Self::TwiceInADay => "twice-in-a-day",
            Self::DoubleBooking => "double-booking",
            Self::ClockChange => "clock-change",
            Self::NightHandover => "night-handover",
            Self::NightsInARow => "nights-in-a-row",
            Self::UnfairShare => "unfair-share",
            Self::TooMuch => "too-much",
            Self::TooFewPeople => "too-few-people",
            Self::LongAbsence => "long-absence",
            Self::ZoneData => "zone-data",
        }
    }

    /// How grave it is.
    #[must_use]
    pub fn level(self) -> Level {
        if self == Self::Gap { Level::Error } else { Level::Warning }
    }
}

/// A civil time that is odd in its zone.
#[derive(Clone, Debug)]
pub(super) struct OddTime {
    pub(super) about: About,
    pub(super) time: DateTime,
    pub(super) oddity: Oddity,
}

/// A shift, with what decided its beginning.
struct DecidedShift {
    person: PersonNo,
    decided: Decided,
    start: Timestamp,
    end: Timestamp,
}

impl Decided {
    /// The layer that has the turn, unless an override decided.
    fn layer(self) -> Option<usize> {
        match self {
            Self::Turn { layer } | Self::NextInLine { layer, .. } => Some(layer),
            Self::Take { .. } | Self::Cover { .. } | Self::Swap { .. } => None,
        }
    }

    /// What in the file it is.
    fn about(self) -> About {
        match self {
            Self::Turn { layer } | Self::NextInLine { layer, .. } => About::Layer(layer),
            Self::Take { number, .. } | Self::Cover { number, .. } | Self::Swap { number, .. } => {
                About::Override(number)
            }
        }
    }
}

impl Rota {
    /// Looks at everything that happens in a range, and at what is written for it.
    #[must_use]
    pub fn lint(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = self.gaps_in(from, to);
        remarks.extend(self.empty_tiers(from, to));
        remarks.extend(self.exceptions_in(from, to));
        remarks.extend(self.odd_times());
        remarks.extend(self.long_absences(from, to));
        remarks.extend(self.handoffs_within_hours(from, to));
        remarks.extend(self.never_on_call(from, to));
        remarks.extend(self.handovers_in(from, to));
        remarks.extend(self.twice_in_a_day(from, to));
        remarks.extend(self.nights_in_a_row(from, to));
        remarks.extend(self.shares(from, to));
        remarks.extend(self.too_few(from, to));
        remarks
    }

    /// The layer in which that stands what a remark is about, counted as in [`About::Layer`]: the
    /// first of a tier, or the first in which a person takes turns.
    #[must_use]
    pub fn layer_of(&self, about: &About) -> Option<usize> {
        match about {
            About::Layer(number) => Some(*number),
            About::Tier(name) => {
                let tier = self.tiers().iter().position(|tier| tier == name)?;
                self.tiers.get(tier)?.layers.clone().next()
            }
            About::Person(person) => {
                let number = PersonNo(self.people.iter().position(|each| each == person)?);
                self.layers
                    .iter()
                    .position(|layer| layer.eras.iter().any(|era| era.people.contains(&number)))
            }
            About::Rota | About::Override(_) | About::Leave(_) => None,
        }
    }

    /// Who holds a tier's pager in a range, with what decided the beginning of each shift.
    fn decided_shifts(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<DecidedShift> {
        let spans = self.spans(tier, from, to).into_iter();
        spans
            .filter_map(|(start, end, head)| match head {
                Head::Held(on_call) => Some(DecidedShift {
                    person: on_call.person,
                    decided: on_call.decided,
                    start,
                    end,
                }),
                Head::Empty(_) => None,
            })
            .collect()
    }

    /// Which tier it is, where there are several: ` in tier secondary`.
    fn in_tier(&self, tier: usize) -> String {
        match self.tiers() {
            [_] => String::new(),
            tiers => tiers.get(tier).map_or_else(String::new, |name| format!(" in tier {name}")),
        }
    }

    /// A layer by its name, and by its tier where there are several.
    fn layer_words(&self, layer: usize) -> String {
        let tier = self.tiers.iter().position(|tier| tier.layers.contains(&layer));
        let in_tier = tier.map_or_else(String::new, |tier| self.in_tier(tier));
        format!("layer {}{in_tier}", self.layers[layer].name)
    }

    /// When the first tier has nobody, by reason.
    fn gaps_in(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let gaps = self.gaps(FIRST_TIER, from, to);
        let said = |gaps: &[Gap]| {
            let text = format!("nobody is on call{}: {}", self.spans_of(gaps), reason_of(gaps));
            remark(Rule::Gap, About::Tier(self.tiers()[FIRST_TIER].clone()), gaps, text)
        };
        by_reason(gaps).iter().map(|gaps| said(gaps)).collect()
    }

    /// When a later tier has nobody although an earlier one has somebody.
    fn empty_tiers(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for tier in 1..self.tiers().len() {
            let first = self.gaps(FIRST_TIER, from, to);
            let is_staffed = |gap: &Gap| {
                !first.iter().any(|other| other.start <= gap.start && gap.end <= other.end)
            };
            let gaps: Vec<Gap> = self.gaps(tier, from, to).into_iter().filter(is_staffed).collect();
            for gaps in by_reason(gaps) {
                let name = &self.tiers()[tier];
                let (spans, reason) = (self.spans_of(&gaps), reason_of(&gaps));
                let text = format!("tier {name} has nobody{spans}: {reason}");
                remarks.push(remark(Rule::EmptyTier, About::Tier(name.clone()), &gaps, text));
            }
        }
        remarks
    }

    /// The first of these gaps, and how many more there are.
    fn spans_of(&self, gaps: &[Gap]) -> String {
        let Some(first) = gaps.first() else { return String::new() };
        let (start, end) = (local(first.start, &self.zone), local(first.end, &self.zone));
        let span = format!(" from {start} to {end} ({})", length(first.start, first.end));
        match gaps.len() - 1 {
            0 => span,
            1 => format!("{span} and once more"),
            more => format!("{span} and {more} times more"),
        }
    }
}

fn remark(rule: Rule, about: About, gaps: &[Gap], text: String) -> Remark {
    let at = gaps.first().map(|gap| gap.start);
    Remark { rule, about, at, times: gaps.len(), text }
}

fn by_reason(gaps: Vec<Gap>) -> Vec<Vec<Gap>> {
    let mut groups: Vec<Vec<Gap>> = Vec::new();
    for gap in gaps {
        match groups.iter_mut().find(|group| group[0].reason == gap.reason) {
            Some(group) => group.push(gap),
            None => groups.push(vec![gap]),
        }
    }
    groups
}

fn reason_of(gaps: &[Gap]) -> &'static str {
    gaps.first().map_or(EmptyReason::NoLayers, |gap| gap.reason).phrase()
}

/// An instant as a remark says it: `Mon 2026-01-05 09:00`.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %Y-%m-%d %H:%M").to_string()
}

/// A length as a remark says it: `14h`, `2d 15h`, `45m`.
fn length(from: Timestamp, to: Timestamp) -> String {
    let length: SignedDuration = to.duration_since(from);
    let (days, hours) = (length.as_hours() / 24, length.as_hours() % 24);
    let minutes = length.as_mins() % 60;
    let parts = [(days, "d"), (hours, "h"), (minutes, "m")];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = parts.map(|(number, unit)| format!("{number}{unit}")).collect();
    if words.is_empty() { "less than a minute".to_owned() } else { words.join(" ") }
}

/// `once` or `17 times`.
fn so_often(times: usize) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

#[cfg(test)]
mod tests;
