//! A rota as it is written: plain values, which nobody has checked yet.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::domain::name::PersonId;

use super::calendar::{Weekdays, civil_second};
use super::clock::{Clock, timestamp};
use super::hours::Window;
use super::rotation::TurnUnit;

/// The name of a tier, such as `primary`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TierName(Arc<str>);

impl TierName {
    /// Takes the name as it is written.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TierName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A whole rota.
#[derive(Clone, Debug)]
pub struct RotaDraft {
    /// The zone of whatever has no zone of its own.
    pub zone: TimeZone,
    /// Its tiers, in the order of escalation.
    pub tiers: Vec<TierDraft>,
    /// When somebody has to be on call; always, where there are none.
    pub coverage: Vec<Window>,
    /// Days that are counted apart.
    pub holidays: BTreeSet<Date>,
    /// The zones of people who have one of their own.
    pub zones: BTreeMap<PersonId, TimeZone>,
    /// Overrides; a later one outranks an earlier one.
    pub overrides: Vec<OverrideDraft>,
    /// Who is off, and when.
    pub leave: Vec<LeaveDraft>,
}

/// A stack of layers with its own pager.
#[derive(Clone, Debug)]
pub struct TierDraft {
    /// What it is called.
    pub name: TierName,
    /// Its layers; a later one outranks an earlier one.
    pub layers: Vec<LayerDraft>,
}

/// A rotation and its restrictions.
#[derive(Clone, Debug)]
pub struct LayerDraft {
    /// What it is called; its number within the tier, where it has no name.
    pub name: Option<Arc<str>>,
    /// Its own zone, if it has one.
    pub zone: Option<TimeZone>,
    /// Who takes turns from when on; anchors increase.
    pub eras: Vec<EraDraft>,
    /// The hours it is restricted to; always, where this is `None`.
    pub windows: Option<Vec<Window>>,
    /// From when on it has nobody, on its zone's clock.
    pub until: Option<DateTime>,
}

/// People taking turns, until the layer's next era.
#[derive(Clone, Debug)]
pub struct EraDraft {
    /// The date the first turn begins on.
    pub start: Date,
    /// The time of day at which turns begin.
    pub handoff: Time,
    /// What turns are measured in.
    pub unit: TurnUnit,
    /// How many units a turn has.
    pub length: u32,
    /// Whose turns they are, in order; a name may be listed twice.
    pub people: Vec<PersonId>,
    /// The weekdays that count as days, for turns measured in days.
    pub turn_days: Option<Weekdays>,
}

/// An exception to the layers.
#[derive(Clone, Debug)]
pub struct OverrideDraft {
    /// What it does.
    pub kind: OverrideKind,
    /// The first moment of it, on the rota's clock.
    pub from: Moment,
    /// The first moment after it.
    pub to: Moment,
    /// The one tier it concerns. Without, a take concerns the first, and anything else all.
    pub tier: Option<TierName>,
    /// Why, in somebody's words.
    pub why: Option<Arc<str>>,
}

/// What an override does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverrideKind {
    /// `by` holds the pager for the whole stretch, gaps included.
    Take {
        /// Who takes it.
        by: PersonId,
    },
    /// `by` stands in wherever `instead_of` would be on call; gaps stay gaps.
    Cover {
        /// Who stands in.
        by: PersonId,
        /// Who would be on call.
        instead_of: PersonId,
    },
    /// These two trade places.
    Swap {
        /// The one.
        one: PersonId,
        /// The other.
        other: PersonId,
    },
    /// Nobody is on call, on purpose.
    Nobody,
}

impl OverrideKind {
    /// Whom it names.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        let (one, other) = match self {
            Self::Take { by } => (Some(by), None),
            Self::Cover { by, instead_of } => (Some(by), Some(instead_of)),
            Self::Swap { one, other } => (Some(one), Some(other)),
            Self::Nobody => (None, None),
        };
        one.into_iter().chain(other)
    }
}

/// A moment as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// On the clock of whatever it belongs to.
    Civil(DateTime),
    /// With an offset, and so the same everywhere.
    Instant(Timestamp),
}

/// A person who is off.
#[derive(Clone, Debug)]
pub struct LeaveDraft {
    /// Who is off.
    pub person: PersonId,
    /// When, on that person's clock.
    pub stretch: LeaveStretch,
}

/// When somebody is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveStretch {
    /// Whole days, from midnight to midnight, both included.
    Days {
        /// The first day off.
        first: Date,
        /// The last day off.
        last: Date,
    },
    /// From one moment up to, but not including, another.
    Moments {
        /// The first moment off.
        from: Moment,
        /// The first moment after it.
        to: Moment,
    },
}

impl RotaDraft {
    /// Everybody who is named in it, as often as they are.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        let layers = self.tiers.iter().flat_map(|tier| &tier.layers);
        let turns = layers.flat_map(|layer| &layer.eras).flat_map(|era| &era.people);
        let exceptions = self.overrides.iter().flat_map(|each| each.kind.people());
        turns.chain(exceptions).chain(self.leave.iter().map(|leave| &leave.person))
    }

    /// The smallest rota: one tier, `primary`, of one layer with one era.
    #[must_use]
    pub fn of_one_layer(zone: TimeZone, era: EraDraft) -> Self {
        let layer =
            LayerDraft { name: None, zone: None, eras: vec![era], windows: None, until: None };
        Self {
            zone,
            tiers: vec![TierDraft { name: TierName::new("primary"), layers: vec![layer] }],
            coverage: Vec::new(),
            holidays: BTreeSet::new(),
            zones: BTreeMap::new(),
            overrides: Vec::new(),
            leave: Vec::new(),
        }
    }
}

impl Moment {
    /// The first instant at which the clock of that zone shows it, or a later time.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Civil(civil) => timestamp(Clock::new(zone).reach(civil_second(civil))),
            Self::Instant(instant) => instant,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Civil(civil) => write!(f, "{}", civil.strftime("%Y-%m-%d %H:%M")),
            Self::Instant(instant) => write!(f, "{instant}"),
        }
    }
}
