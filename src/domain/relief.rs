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

/// Who is called for each tier of a rota while some of its people are relieved: each of them changes places
/// with whoever is next in line, one after the other, so that nobody is lost and nobody stands twice.
#[derive(Clone, Debug)]
pub struct Line<'r> {
    /// Who is called for each tier, the first one first.
    people: Vec<Option<PersonId>>,
    /// What made it so, where it is not as the rota says.
    because: Vec<Option<&'r Relief>>,
    /// The reliefs that hold, and who stands in for each.
    reliefs: Vec<(&'r Relief, PersonId)>,
}

impl<'r> Line<'r> {
    /// The line of a rota at that instant.
    #[must_use]
    pub fn of(reliefs: &'r [Relief], (name, rota): (&RotaName, &Rota), now: Timestamp) -> Self {
        let places = 0..rota.tiers().len();
        let holders: Vec<Option<PersonId>> =
            places.map(|place| Some(rota.holder(place, now)?.person)).collect();
        let because = vec![None; holders.len()];
        let mut line = Self { people: holders.clone(), because, reliefs: Vec::new() };
        for relief in reliefs {
            let is_now = relief.begins_at <= now && now < relief.ends_at;
            let place = rota.tiers().iter().position(|tier| *tier == relief.tier);
            let holder = place.and_then(|place| holders.get(place)?.as_ref());
            // Whoever has handed the pager on needs no relief.
            if relief.rota == *name && is_now && holder == Some(&relief.person) {
                line.relieve(relief);
            }
        }
        line
    }

    /// Where somebody stands, and who comes next: the first one behind them who is not relieved as well.
    #[must_use]
    pub fn reliever(&self, person: &PersonId) -> Option<(usize, &PersonId)> {
        let place = self.place_of(person)?;
        let mut behind = self.people.iter().skip(place + 1).flatten();
        let by = behind.find(|it| *it != person && !self.is_relieved(it))?;
        Some((place, by))
    }

    /// The first place at which somebody stands.
    fn place_of(&self, person: &PersonId) -> Option<usize> {
        self.people.iter().position(|it| it.as_ref() == Some(person))
    }

    /// Who is called for a tier instead of whoever holds it, and the relief that makes it so.
    #[must_use]
    pub fn instead(&self, place: usize) -> Option<(PersonId, &'r Relief)> {
        let relief = (*self.because.get(place)?)?;
        Some((self.people.get(place)?.clone()?, relief))
    }

    fn is_relieved(&self, person: &PersonId) -> bool {
        self.reliefs.iter().any(|(relief, _)| relief.person == *person)
    }

    fn relieve(&mut self, relief: &'r Relief) {
        let person = &relief.person;
        // Of another tier that they hold: they have changed places already.
        let known = self.reliefs.iter().find(|(other, _)| other.person == *person);
        if let Some(by) = known.map(|(_, by)| by.clone()) {
            self.reliefs.push((relief, by));
            return;
        }
        let Some(by) = self.reliever(person).map(|(_, by)| by.clone()) else { return };
        for (place, because) in self.people.iter_mut().zip(&mut self.because) {
            let other = match place.as_ref() {
                Some(it) if it == person => &by,
                Some(it) if *it == by => person,
                Some(_) | None => continue,
            };
            *place = Some(other.clone());
            *because = Some(relief);
        }
        // Whoever stood in until now is relieved themselves.
        for (_, before) in self.reliefs.iter_mut().filter(|(_, before)| before == person) {
            before.clone_from(&by);
        }
        self.reliefs.push((relief, by));
    }
}

/// Those of these that hold now, each with whoever takes the first page by now: not what is over, and not
/// of whoever has handed the pager on. Nobody is relieved by rules that have no relief.
#[must_use]
pub fn in_force(reliefs: &[Relief], rules: &Rules, now: Timestamp) -> Vec<Relief> {
    if rules.relief.is_none() || reliefs.is_empty() {
        return Vec::new();
    }
    let lines = rules.rotas.iter().map(|(name, rota)| Line::of(reliefs, (name, rota), now));
    let held = lines.flat_map(|line| line.reliefs);
    held.map(|(relief, by)| Relief { by, ..relief.clone() }).collect()
}

#[cfg(test)]
mod tests;
