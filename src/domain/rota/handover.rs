//! Hand-overs: what is to be told of a tier now, given what has been told of it before.
//!
//! States are compared, not times: whoever looks late, after a restart or a week of sleep, finds the
//! one difference there is now, and whoever looks twice finds none.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::shift::{EmptyReason, Shift, ShiftCause};
use super::{Rota, second};
use crate::domain::name::PersonId;

/// How long nothing need be looked at where no shift begins for a year.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From when on the weekday alone no longer says which day is meant.
const SAME_WEEK: SignedDuration = SignedDuration::from_hours(6 * 24);

/// What has been told of a tier so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who has its pager, as it was last told.
    pub person: Option<PersonId>,
    /// When that was told.
    pub at: Timestamp,
}

/// A shift of which somebody has been reminded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminded {
    /// When it begins.
    pub start: Timestamp,
    /// Whose it is.
    pub person: PersonId,
}

/// What is known when a tier is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// What has been told of it; nothing at first sight.
    pub told: Option<&'k Told>,
    /// The shifts of which somebody has been reminded.
    pub reminded: &'k BTreeSet<Reminded>,
    /// How long before a shift its holder is reminded, if at all.
    pub remind: Option<SignedDuration>,
}

/// What a look at a tier comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What has been told once this is; the same as before where nothing is new.
    pub told: Told,
    /// The pager has changed hands.
    pub handed_over: Option<HandOver>,
    /// Its holder is to be reminded of this shift.
    pub remind: Option<Shift>,
    /// When to look again, unless the rota is changed before.
    pub again_at: Timestamp,
}

/// A pager that has changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// Somebody has it now.
    To {
        /// The shift that has begun.
        shift: Shift,
        /// Whether somebody was standing in for that person, who was away for a moment.
        is_back: bool,
    },
    /// Nobody has.
    ToNobody {
        /// Why.
        reason: EmptyReason,
        /// The shift that comes next.
        next: Option<Shift>,
    },
}

impl Rota {
    /// What is to be told of a tier at an instant.
    ///
    /// At first sight it is only noted who has the pager: nobody wants to hear of what has been so
    /// for a week. A reminder is of the next shift only, so that where turns are shorter than the
    /// time of the reminder, it comes as the turn before begins.
    #[must_use]
    pub fn look(&self, tier: usize, known: Known<'_>, now: Timestamp) -> Look {
        let present = self.shift_at(tier, now);
        let next = self.next_shifts(tier, now).next();
        let told = Told { person: present.as_ref().map(|shift| shift.person.clone()), at: now };
        let is_news = known.told.is_some_and(|before| is_another(before, present.as_ref()));
        let remind_at = next.as_ref().and_then(|next| self.remind_at(tier, next, known));
        let edge = self.next_handoff(tier, now);
        let ahead = remind_at.filter(|at| *at > now);
        let rest = now.saturating_add(LONGEST_REST).unwrap_or(Timestamp::MAX);
        Look {
            told: known.told.filter(|_| !is_news).cloned().unwrap_or(told),
            remind: next.clone().filter(|_| remind_at.is_some_and(|at| at <= now)),
            handed_over: is_news.then(|| self.hand_over(tier, present, next, now)),
            again_at: [edge, ahead].into_iter().flatten().fold(rest, Timestamp::min),
        }
    }

    /// When its holder is to be reminded of the next shift, unless that has been done. Whoever only
    /// stepped away for a moment knows when that ends.
    fn remind_at(&self, tier: usize, next: &Shift, known: Known<'_>) -> Option<Timestamp> {
        let shift = Reminded { start: next.start, person: next.person.clone() };
        if known.reminded.contains(&shift) || self.is_back(tier, next) {
            return None;
        }
        Some(next.start.saturating_sub(known.remind?).unwrap_or(Timestamp::MIN))
    }

    fn hand_over(
        &self,
        tier: usize,
        present: Option<Shift>,
        next: Option<Shift>,
        now: Timestamp,
    ) -> HandOver {
        if let Some(shift) = present {
            let is_back = self.is_back(tier, &shift);
            return HandOver::To { shift, is_back };
        }
        let vacancy = self.vacancy(tier, now);
        let reason = vacancy.map_or(EmptyReason::NoLayers, |vacancy| vacancy.reason);
        HandOver::ToNobody { reason, next }
    }

    /// Whether somebody stood in for the holder of a shift until it began, because the holder was
    /// away for a moment.
    fn is_back(&self, tier: usize, shift: &Shift) -> bool {
        let before = self.resolved(tier, second(shift.start) - 1).first().copied();
        before.is_some_and(|head| match self.cause(head.decided) {
            ShiftCause::Cover { instead_of, why, .. } => {
                instead_of == shift.person && why.as_deref() == Some(&away(&shift.person))
            }
            ShiftCause::Layer { .. }
            | ShiftCause::NextInLine { .. }
            | ShiftCause::Take { .. }
            | ShiftCause::Swap { .. } => false,
        })
    }
}

/// Whether a tier's pager is with somebody else than was told, or with the same person again after
/// it was with somebody else, or nobody, unseen.
fn is_another(before: &Told, present: Option<&Shift>) -> bool {
    let holder = present.map(|shift| &shift.person);
    let began_since = present.is_some_and(|shift| before.at < shift.start);
    before.person.as_ref() != holder || began_since
}

impl Shift {
    /// The shift in words, after whose it is: `payments until Mon 09:00`.
    #[must_use]
    pub fn phrase(&self, called: &str, zone: &TimeZone, now: Timestamp) -> String {
        let from = if self.start > now {
            format!(" from {}", clock_time(self.start, zone, now))
        } else {
            String::new()
        };
        let until = self
            .end
            .map_or_else(String::new, |end| format!(" until {}", clock_time(end, zone, now)));
        format!("{called}{from}{until}")
    }
}

/// A time as people say it now: `Mon 09:00` within six days, with its date further off.
#[must_use]
pub fn clock_time(at: Timestamp, zone: &TimeZone, now: Timestamp) -> String {
    let is_near = at.duration_since(now).abs() < SAME_WEEK;
    let local = at.to_zoned(zone.clone());
    local.strftime(if is_near { "%a %H:%M %Z" } else { "%a %Y-%m-%d %H:%M %Z" }).to_string()
}

/// The reason of an override for somebody who has stepped away for a moment. It is by this that the
/// end of one is known.
#[must_use]
pub fn away(person: &PersonId) -> String {
    format!("{person} is away for a moment")
}

#[cfg(test)]
mod tests;
