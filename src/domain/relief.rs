//! Relief: whoever was woken too often is called second for a while, and the next tier first.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::incident::IncidentId;
use super::load::person::Sleeper;
use super::load::wake::{ASLEEP_AFTER, night_of};
use super::name::{PersonId, RotaName};
use super::quiet::ClockHours;
use super::rota::{Rota, TierName};
use super::rules::Rules;

/// From how many wake-ups on a night was hard, and somebody says so the next morning.
pub const HARD: u32 = 2;

/// When somebody is relieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReliefRule {
    /// After so many wake-ups.
    pub wakes: u32,
    /// Before that hour of their own clock.
    pub before: Time,
    /// Until that hour of it.
    pub until: Time,
}

/// Somebody's first page goes to the next tier for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relief {
    /// The rota.
    pub rota: RotaName,
    /// The tier whose pager they have.
    pub tier: TierName,
    /// Who is relieved.
    pub person: PersonId,
    /// Who took the first page when it began.
    pub by: PersonId,
    /// When it begins.
    pub begins_at: Timestamp,
    /// When it is over.
    pub ends_at: Timestamp,
}

/// What is known of the last night of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Night {
    /// The evening on which it began.
    pub evening: Date,
    /// What woke them, one after the other.
    pub woken_by: Vec<IncidentId>,
    /// The last page to them, and the last thing they did.
    pub last_at: Timestamp,
    /// Whether they were relieved for it, be it that they declined.
    pub is_relieved: bool,
    /// Whether they were told the next morning.
    pub is_told: bool,
}

/// Something that finds somebody awake or wakes them: a page about that incident, or what they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stirred {
    /// They were paged.
    Page(IncidentId),
    /// They did something.
    Act,
}

impl Night {
    /// The night as it is known after that, and whether it woke them.
    #[must_use]
    pub fn after(
        known: Option<Self>,
        what: Stirred,
        sleeper: &Sleeper,
        at: Timestamp,
    ) -> (Self, bool) {
        let evening = night_of(at, sleeper.hours, &sleeper.zone);
        let last_at = known.as_ref().map(|night| night.last_at);
        let is_awake = last_at.is_some_and(|last| at.duration_since(last) < ASLEEP_AFTER);
        let sleeps = sleeper.hours.contain(at.to_zoned(sleeper.zone.clone()).time());
        // By day it is still known how the last night was.
        let mut night = known.filter(|night| !sleeps || night.evening == evening).unwrap_or(Self {
            evening,
            woken_by: Vec::new(),
            last_at: at,
            is_relieved: false,
            is_told: false,
        });
        night.last_at = at;
        let by = match what {
            Stirred::Page(id) if sleeps && !is_awake => Some(id),
            Stirred::Page(_) | Stirred::Act => None,
        };
        night.woken_by.extend(by);
        (night, by.is_some())
    }

    /// How often they were woken.
    #[must_use]
    pub fn wakes(&self) -> u32 {
        u32::try_from(self.woken_by.len()).unwrap_or(u32::MAX)
    }

    /// Whether somebody may say now that it was hard: it is over, and their day has begun.
    #[must_use]
    pub fn may_be_told(&self, sleeper: &Sleeper, day: ClockHours, now: Timestamp) -> bool {
        let here = now.to_zoned(sleeper.zone.clone());
        self.wakes() >= HARD
            && !self.is_told
            && self.was_last(here.date())
            && day.contain(here.time())
            && !sleeper.hours.contain(here.time())
    }
}

impl Night {
    /// Whether somebody was told this morning that it was hard.
    #[must_use]
    pub fn was_just_told(&self, sleeper: &Sleeper, now: Timestamp) -> bool {
        self.is_told && self.was_last(now.to_zoned(sleeper.zone.clone()).date())
    }

    /// Whether it is the last one of somebody whose calendar shows that day.
    fn was_last(&self, today: Date) -> bool {
        self.evening == today || self.evening.tomorrow().ok() == Some(today)
    }
}

impl ReliefRule {
    /// Until when somebody is relieved who has just been woken in such a night; `None` if they are not.
    #[must_use]
    pub fn relieves(&self, night: &Night, sleeper: &Sleeper, now: Timestamp) -> Option<Timestamp> {
        let time = now.to_zoned(sleeper.zone.clone()).time();
        let early = ClockHours { from: sleeper.hours.from, to: self.before };
        let is_due = night.wakes() >= self.wakes && !night.is_relieved && early.contain(time);
        is_due.then(|| next(self.until, &sleeper.zone, now)).flatten()
    }
}

/// When a clock shows that next.
fn next(time: Time, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let here = now.to_zoned(zone.clone());
    let on = |day: Date| day.to_datetime(time).to_zoned(zone.clone()).ok();
    let today = on(here.date())?.timestamp();
    if today > now {
        Some(today)
    } else {
        on(here.date().checked_add(1.day()).ok()?).map(|it| it.timestamp())
    }
}

/// Who takes the first page of a tier instead of whoever holds it: the holder of the next tier that
/// somebody else holds. Its place, and who that is.
#[must_use]
pub fn reliever(rota: &Rota, place: usize, now: Timestamp) -> Option<(usize, PersonId)> {
    let person = rota.holder(place, now)?.person;
    let next = place.saturating_add(1)..rota.tiers().len();
    next.filter_map(|place| Some((place, rota.holder(place, now)?.person)))
        .find(|(_, other)| *other != person)
}

/// Who is called for a tier instead of whoever holds it, while somebody is relieved: the two change
/// places. And the relief that makes it so.
#[must_use]
pub fn instead<'r>(
    reliefs: &'r [Relief],
    (name, rota): (&RotaName, &Rota),
    place: usize,
    now: Timestamp,
) -> Option<(PersonId, &'r Relief)> {
    let in_force =
        |relief: &&Relief| relief.rota == *name && relief.begins_at <= now && now < relief.ends_at;
    reliefs.iter().filter(in_force).find_map(|relief| {
        let of = rota.tiers().iter().position(|tier| *tier == relief.tier)?;
        // Whoever has handed the pager on needs no relief.
        rota.holder(of, now).filter(|holder| holder.person == relief.person)?;
        let (next, by) = reliever(rota, of, now)?;
        match place {
            it if it == of => Some((by, relief)),
            it if it == next => Some((relief.person.clone(), relief)),
            _ => None,
        }
    })
}

/// Those of these that hold now, each with whoever takes the first page by now: not what is over, and not
/// of whoever has handed the pager on. Nobody is relieved by rules that have no relief.
#[must_use]
pub fn in_force(reliefs: &[Relief], rules: &Rules, now: Timestamp) -> Vec<Relief> {
    if rules.relief.is_none() {
        return Vec::new();
    }
    let of_rota = |(name, rota): (&RotaName, &Rota)| -> Vec<Relief> {
        let places = 0..rota.tiers().len();
        let found = places.filter_map(|place| {
            let (by, relief) = instead(reliefs, (name, rota), place, now)?;
            let is_first = rota.tiers().get(place) == Some(&relief.tier);
            is_first.then(|| Relief { by, ..relief.clone() })
        });
        found.collect()
    };
    rules.rotas.iter().flat_map(of_rota).collect()
}

#[cfg(test)]
mod tests;
