//! Hand-overs that have to be accepted: until then whoever hands over is called as well.

use jiff::{SignedDuration, Timestamp};

use super::TierName;
use crate::domain::name::{PersonId, RotaName};

/// How often whoever is to accept is reminded.
pub const REMIND_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// For how long after a shift has begun its holder is reminded. Both are called for as long as it
/// takes; only the reminders end.
pub const REMINDED_FOR: SignedDuration = SignedDuration::from_hours(4);

/// A hand-over that nobody has accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The rota.
    pub rota: RotaName,
    /// The tier whose pager it is.
    pub tier: TierName,
    /// Who hands over.
    pub giver: PersonId,
    /// Who is to accept.
    pub taker: PersonId,
    /// From when on the pager is the taker's.
    pub begins_at: Timestamp,
}

impl Pending {
    /// Whether this is of that pager.
    #[must_use]
    pub fn is_of(&self, rota: &RotaName, tier: &TierName) -> bool {
        self.rota == *rota && self.tier == *tier
    }

    /// What the pager is called: its rota, and its tier unless that is the first.
    #[must_use]
    pub fn called(&self, first: Option<&TierName>) -> String {
        called(&self.rota, &self.tier, first)
    }

    /// When the taker is reminded next, after an instant at which that was done; `None` if no more.
    #[must_use]
    pub fn remind_after(&self, at: Timestamp) -> Option<Timestamp> {
        let next = at.max(self.begins_at).saturating_add(REMIND_EVERY).ok()?;
        let last = self.begins_at.saturating_add(REMINDED_FOR).unwrap_or(Timestamp::MAX);
        (next <= last).then_some(next)
    }
}

/// What the pager of a tier is called.
#[must_use]
pub fn called(rota: &RotaName, tier: &TierName, first: Option<&TierName>) -> String {
    if first == Some(tier) { rota.to_string() } else { format!("{rota}.{tier}") }
}

/// Whoever is called for that pager besides its holder: the one who hands it over, from the beginning
/// of the shift that the taker has not accepted.
#[must_use]
pub fn also_called<'p>(
    pending: &'p [Pending],
    rota: &RotaName,
    tier: &TierName,
    now: Timestamp,
) -> Option<&'p Pending> {
    pending.iter().find(|pending| pending.is_of(rota, tier) && pending.begins_at <= now)
}

#[cfg(test)]
mod tests;
