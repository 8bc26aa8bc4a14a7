//! Relief: what people's nights come to, who is relieved and told so, and a kind word the next morning.

use jiff::{SignedDuration, Timestamp};

use super::Engine;
use crate::domain::drill;
use crate::domain::incident::{IncidentId, Outcome};
use crate::domain::load::What;
use crate::domain::load::gathered::stir_of;
use crate::domain::load::person::Sleeper;
use crate::domain::load::wake::wakes;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::notification::{About, Notification};
use crate::domain::record::relief::{ReliefEvent, times};
use crate::domain::record::timeline::Event;
use crate::domain::relief::{HARD, Line, Night, Relief, Stirred};
use crate::domain::rota::acceptance::called;
use crate::domain::rota::handover::clock_time;
use crate::domain::rota::{FIRST_TIER, Rota};
use crate::domain::rules::Person;
use crate::store::Result;

/// How many problems are named to somebody who was woken by them.
const NAMED: usize = 2;
/// How long ago the last night of somebody may have begun.
const LAST_NIGHT: SignedDuration = SignedDuration::from_hours(48);

impl Engine<'_> {
    /// Everybody who is relieved; nobody is by rules that have no relief.
    pub(super) fn reliefs(&self) -> Result<Vec<Relief>> {
        if self.cx.rules.relief.is_none() { Ok(Vec::new()) } else { self.tx.reliefs() }
    }

    /// What was decided wakes people, or they did it: their nights are kept, and whoever was woken too
    /// often is relieved. Practice wakes nobody.
    pub(super) fn keep_nights(&self, outcome: &Outcome) -> Result<()> {
        let Outcome { incident, timeline, .. } = outcome;
        if drill::is_drill(&incident.source) {
            return Ok(());
        }
        for event in timeline {
            let what = match What::of(event.word()) {
                Some(What::Paged) => Stirred::Page(incident.id),
                Some(what) if what.is_done_by_hand() => Stirred::Act,
                Some(_) | None => continue,
            };
            if let Some(who) = event.who() {
                self.stir(&PersonId::from(who), what)?;
            }
        }
        Ok(())
    }

    fn stir(&self, person: &PersonId, what: Stirred) -> Result<()> {
        let wants_it = |person: &Person| person.is_kind || self.cx.rules.relief.is_some();
        if !self.cx.rules.people.get(person).is_some_and(wants_it) {
            return Ok(());
        }
        let Some(sleeper) = self.sleeper(person) else { return Ok(()) };
        let known = self.tx.night(person)?;
        let (mut night, is_woken) = Night::after(known, what, &sleeper, self.now);
        let rule = self.cx.rules.relief.as_ref().filter(|_| is_woken);
        let until = |night: &Night| rule.and_then(|it| it.relieves(night, &sleeper, self.now));
        if until(&night).is_some() {
            night.woken_by = self.woken_by(person, &night, &sleeper)?;
        }
        if let Some(until) = until(&night) {
            night.is_relieved = true;
            self.relieve(person, &night, until)?;
        }
        self.tx.put_night(person, &night)
    }

    /// What woke somebody in that night as reports count it by now: a page of which all that is known is
    /// that it did not reach them woke nobody.
    fn woken_by(
        &self,
        person: &PersonId,
        night: &Night,
        sleeper: &Sleeper,
    ) -> Result<Vec<IncidentId>> {
        let from = self.now.saturating_sub(LAST_NIGHT).unwrap_or(self.now);
        let mut stirs = Vec::new();
        for happening in self.tx.happened_to(person, from)? {
            let incident = happening.incident.map(|id| self.tx.incident(id)).transpose()?.flatten();
            let is_practice = incident.is_some_and(|it| drill::is_drill(&it.source));
            // What is over by their name is so by their hand.
            stirs.extend(stir_of(&happening, true).filter(|_| !is_practice));
        }
        let woken = wakes(&stirs, sleeper.hours, &sleeper.zone);
        let of_night = woken.into_iter().filter(|wake| wake.night == night.evening);
        Ok(of_night.map(|wake| wake.by).collect())
    }

    /// Has whoever is next in line take the first page of whatever somebody holds; where nobody is, that is
    /// said.
    fn relieve(&self, person: &PersonId, night: &Night, until: Timestamp) -> Result<()> {
        let reliefs = self.reliefs()?;
        for (name, rota) in &self.cx.rules.rotas {
            let line = Line::of(&reliefs, (name, rota), self.now);
            for (place, tier) in rota.tiers().iter().enumerate() {
                let holder = rota.holder(place, self.now);
                if holder.is_none_or(|holder| holder.person != *person) {
                    continue;
                }
                let Some((stands_at, by)) = line.reliever(person) else {
                    self.nobody_relieves(person, night, called(name, tier, rota.tiers().first()))?;
                    continue;
                };
                // Whoever stands in for others leaves their place.
                let theirs = if line.instead(place).is_some() { stands_at } else { place };
                let pager = rota.tiers().get(theirs).unwrap_or(tier);
                let pager = called(name, pager, rota.tiers().first());
                let relief = Relief {
                    rota: name.clone(),
                    tier: tier.clone(),
                    person: person.clone(),
                    by: by.clone(),
                    begins_at: self.now,
                    ends_at: until,
                };
                self.begin_relief(&relief, night, &pager)?;
            }
        }
        Ok(())
    }

    fn nobody_relieves(&self, person: &PersonId, night: &Night, pager: String) -> Result<()> {
        let (person, wakes) = (person.clone(), night.wakes());
        let woken = times(wakes);
        self.tell_relief(
            &person,
            format!(
                "you were woken {woken}, and nobody else is next in line for {pager}. `wail away 4h` \
                 finds whoever can stand in"
            ),
        )?;
        self.put_on_record(Event::Relief(ReliefEvent::Nobody { person, wakes, pager }))
    }

    fn sleeper(&self, person: &PersonId) -> Option<Sleeper> {
        let person = self.cx.rules.people.get(person)?;
        Some(Sleeper { hours: person.sleep, zone: person.zone.clone() })
    }

    /// Relieves somebody of the first page of that pager, and tells both.
    fn begin_relief(&self, relief: &Relief, night: &Night, pager: &str) -> Result<()> {
        let waits = self.tx.reliefs()?;
        let is_same = |other: &Relief| {
            other.rota == relief.rota && other.tier == relief.tier && other.person == relief.person
        };
        if waits.iter().any(is_same) {
            return Ok(());
        }
        self.tx.put_relief(relief)?;
        self.reliefs.replace(None);
        let Relief { person, by, ends_at, .. } = relief;
        let until = |who: &PersonId| {
            let zone = self.cx.rules.people.get(who).map_or(&self.cx.rules.zone, |it| &it.zone);
            clock_time(*ends_at, zone, self.now)
        };
        let (wakes, their_until) = (night.wakes(), until(person));
        self.put_on_record(Event::Relief(ReliefEvent::Relieved {
            person: person.clone(),
            by: by.clone(),
            wakes,
            what: format!("{pager} until {their_until}"),
        }))?;
        let woken = times(wakes);
        let to_person = format!(
            "you were woken {woken}: {by} takes the first page of {pager} until {their_until}. \
             `wail relief decline` gives it back to you"
        );
        let to_other = format!(
            "{person} was woken {woken}: you take the first page of {pager} until {}. \
             `wail relief end {person}` ends that",
            until(by)
        );
        self.tell_relief(person, to_person)?;
        self.tell_relief(by, to_other)
    }

    /// Somebody ends a relief, or declines theirs; both are told.
    pub fn end_relief(&self, relief: &Relief, by: &PersonId) -> Result<()> {
        self.tx.end_relief(relief, self.now)?;
        self.reliefs.replace(None);
        let (pager, person) = (self.pager_of(relief), relief.person.clone());
        for other in [&relief.person, &relief.by] {
            if other != by {
                let text =
                    format!("{by} has ended the relief: {person} takes the first page of {pager}");
                self.tell_relief(other, text)?;
            }
        }
        let by = by.clone();
        self.put_on_record(Event::Relief(ReliefEvent::Ended { by, person, pager }))
    }

    /// Ends what is over by now, and says a kind word to whoever had a hard night.
    pub(super) fn attend_relief(&self) -> Result<()> {
        if self.tx.next_relief_end()?.is_some_and(|at| at <= self.now) {
            for relief in self.tx.reliefs()? {
                if relief.ends_at <= self.now {
                    self.tx.end_relief(&relief, self.now)?;
                    self.reliefs.replace(None);
                    let (person, pager) = (relief.person.clone(), self.pager_of(&relief));
                    self.put_on_record(Event::Relief(ReliefEvent::Over { person, pager }))?;
                }
            }
        }
        for (person, mut night) in self.tx.untold_nights()? {
            let Some(rules) = self.cx.rules.people.get(&person) else { continue };
            let Some(sleeper) = self.sleeper(&person) else { continue };
            if !rules.is_kind || !night.may_be_told(&sleeper, rules.day, self.now) {
                continue;
            }
            night.is_told = true;
            night.woken_by = self.woken_by(&person, &night, &sleeper)?;
            self.tx.put_night(&person, &night)?;
            if night.wakes() < HARD {
                continue;
            }
            let text = self.kind_word(&person, &night)?;
            let about = About::HardNight;
            let expires_at = self.now.saturating_add(about.lasts()).unwrap_or(self.now);
            let made_at = self.now;
            self.notify(&Notification { person, about, text, made_at, expires_at })?;
        }
        Ok(())
    }

    /// What a good colleague says the next morning.
    fn kind_word(&self, person: &PersonId, night: &Night) -> Result<String> {
        let mut by: Vec<String> = Vec::new();
        for id in night.woken_by.iter().copied() {
            let summary = self.summary(id)?;
            if !by.contains(&summary) && !summary.is_empty() {
                by.push(summary);
            }
        }
        let more = by.len() > NAMED;
        by.truncate(NAMED);
        let by = by.join(" and by ");
        let by = if more { format!("{by}, and by more") } else { by };
        let woken = times(night.wakes());
        let has_pager = self.cx.rules.rotas.values().any(|rota| {
            let mut places = 0..rota.tiers().len();
            places.any(|place| rota.holder(place, self.now).is_some_and(|it| it.person == *person))
        });
        let rest = if has_pager {
            "If you would rather sleep now, `wail away 4h` finds somebody who stands in; in \
             `wail watch` the key r does."
        } else {
            "Be slow today; nobody will mind."
        };
        Ok(format!(
            "you were woken {woken} last night, by {by}. That was a hard one, thank you. {rest}"
        ))
    }

    fn summary(&self, id: IncidentId) -> Result<String> {
        Ok(self.tx.incident(id)?.map(|incident| incident.summary).unwrap_or_default())
    }

    /// What the pager of a relief is called.
    fn pager_of(&self, relief: &Relief) -> String {
        let first = self.rota(&relief.rota).and_then(|rota| rota.tiers().get(FIRST_TIER));
        called(&relief.rota, &relief.tier, first)
    }

    fn rota(&self, name: &RotaName) -> Option<&Rota> {
        self.cx.rules.rotas.get(name)
    }

    fn tell_relief(&self, person: &PersonId, text: String) -> Result<()> {
        let about = About::Relief;
        let expires_at = self.now.saturating_add(about.lasts()).unwrap_or(self.now);
        let (person, made_at) = (person.clone(), self.now);
        self.notify(&Notification { person, about, text, made_at, expires_at })
    }
}
