//! Why a draft is no rota.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::domain::name::PersonId;

use super::super::draft::{Moment, TierName};

/// Why a draft is no rota.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotaError {
    /// It has no tiers.
    #[error("the rota has no tiers")]
    NoTiers,
    /// Two tiers have one name.
    #[error("two tiers are called `{0}`")]
    TierTwice(TierName),
    /// A layer has no eras.
    #[error("layer `{layer}` has nobody")]
    NoEras {
        /// The layer.
        layer: Arc<str>,
    },
    /// An era has no people.
    #[error("layer `{layer}` has nobody from {start} on")]
    NobodyInEra {
        /// The layer.
        layer: Arc<str>,
        /// When the era starts.
        start: Date,
    },
    /// The turns of an era have no length.
    #[error("the turns of layer `{layer}` from {start} on have no length")]
    NoLength {
        /// The layer.
        layer: Arc<str>,
        /// When the era starts.
        start: Date,
    },
    /// An era does not begin after the one before it.
    #[error("layer `{layer}` changes at {later}, which is not after {earlier}")]
    ErasOutOfOrder {
        /// The layer.
        layer: Arc<str>,
        /// When the era before it begins.
        earlier: DateTime,
        /// When it begins.
        later: DateTime,
    },
    /// An era measured in something else than days has turn-days.
    #[error(
        "layer `{layer}` has turn-days from {start} on, but its turns are not measured in days"
    )]
    TurnDaysWithoutDays {
        /// The layer.
        layer: Arc<str>,
        /// When the era starts.
        start: Date,
    },
    /// No weekday counts as a turn-day.
    #[error("the turn-days of layer `{layer}` from {start} on name no weekday")]
    NoTurnDays {
        /// The layer.
        layer: Arc<str>,
        /// When the era starts.
        start: Date,
    },
    /// A layer is restricted to no hours at all.
    #[error("layer `{layer}` is restricted to no hours at all")]
    NoWindows {
        /// The layer.
        layer: Arc<str>,
    },
    /// The hours to be covered are no hours at all.
    #[error("the hours to be covered are no hours at all")]
    NoCoverage,
    /// An override does not end after it starts.
    #[error("override {number} is from {from} to {to}, which is not after it")]
    OverrideEndsBeforeStart {
        /// Its number in the file, from 1.
        number: usize,
        /// Its start, as written.
        from: Moment,
        /// Its end, as written.
        to: Moment,
    },
    /// More overrides are in force at once than anybody could follow.
    #[error("override {number} begins while {most} others are in force, the most there may be")]
    TooManyOverrides {
        /// The number in the file, from 1, of the first that is too many.
        number: usize,
        /// How many there may be at once.
        most: usize,
    },
    /// More times off run at once than anybody could follow.
    #[error("time off {number} begins while {most} others run, the most there may be")]
    TooMuchLeave {
        /// The number, from 1, of the first that is too many.
        number: usize,
        /// How many there may be at once.
        most: usize,
    },
    /// An override concerns a tier that does not exist.
    #[error("override {number} concerns tier `{tier}`, which does not exist")]
    UnknownTier {
        /// Its number in the file, from 1.
        number: usize,
        /// The tier.
        tier: TierName,
    },
    /// A leave does not end after it starts.
    #[error("{person} is off from {from} to {to}, which is not after it")]
    LeaveEndsBeforeStart {
        /// Its number, from 1.
        number: usize,
        /// Who is off.
        person: PersonId,
        /// The start, as written.
        from: Moment,
        /// The end, as written.
        to: Moment,
    },
    /// The last day off is before the first.
    #[error("{person} is off from {first} until {last}, which is before it")]
    LastDayBeforeFirst {
        /// Who is off.
        person: PersonId,
        /// The first day, as written.
        first: Date,
        /// The last day, as written.
        last: Date,
    },
}
