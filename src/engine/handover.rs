//! Hand-overs: what the rotas say now meets what has been told, and what is new is told.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Engine;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::Event;
use crate::domain::rota::acceptance::Pending;
use crate::domain::rota::handover::{HandOver, Known, Look, Reminded, clock_time};
use crate::domain::rota::{FIRST_TIER, Rota, Shift, TierName};
use crate::store::{HandOvers, Pager, Result};

/// How long it is remembered that somebody was reminded of a shift.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The pager of a tier, and the rota it belongs to.
#[derive(Clone, Copy)]
struct Pagers<'r> {
    name: &'r RotaName,
    rota: &'r Rota,
    tier: &'r TierName,
    place: usize,
}

impl Pagers<'_> {
    fn pager(&self) -> Pager<'_> {
        Pager { rota: self.name, tier: self.tier }
    }

    /// What it is called: the rota, and its tier unless that is the first.
    fn called(&self) -> String {
        match self.place {
            FIRST_TIER => self.name.to_string(),
            _ => format!("{}.{}", self.name, self.tier),
        }
    }
}

impl Engine<'_> {
    /// Looks at every pager, and tells what has changed hands and what will soon. Says when to look
    /// again, unless the rotas are changed before.
    pub fn hand_over(&self) -> Result<Option<Timestamp>> {
        let known = self.tx.hand_overs()?;
        self.forget(&known)?;
        self.review_promises()?;
        let mut again_at: Option<Timestamp> = None;
        for (name, rota) in &self.cx.rules.rotas {
            for (place, tier) in rota.tiers().iter().enumerate() {
                let at = self.look(Pagers { name, rota, tier, place }, &known)?;
                again_at = again_at.into_iter().chain([at]).min();
            }
        }
        Ok(again_at)
    }

    /// Forgets pagers that there are no longer, and reminders of what began long ago: a clock that is
    /// ahead for a while and then set right must not repeat them.
    fn forget(&self, known: &HandOvers) -> Result<()> {
        self.tx.drop_reminded(self.now.saturating_sub(REMEMBERED).unwrap_or(self.now))?;
        for (rota, tier) in known.told.keys() {
            let found = self.cx.rules.rotas.get(rota);
            if found.is_none_or(|found| !found.tiers().contains(tier)) {
                self.tx.drop_told(Pager { rota, tier })?;
            }
        }
        Ok(())
    }

    fn look(&self, of: Pagers<'_>, known: &HandOvers) -> Result<Timestamp> {
        let key = (of.name.clone(), of.tier.clone());
        let told = known.told.get(&key);
        let nobody = BTreeSet::new();
        let reminded = known.reminded.get(&key).unwrap_or(&nobody);
        let remind = self.cx.rules.reminders.get(of.name).copied();
        let look = of.rota.look(of.place, Known { told, reminded, remind }, self.now);
        let Look { told: now_told, handed_over, remind, again_at } = look;
        if told != Some(&now_told) {
            self.tx.put_told(of.pager(), &now_told)?;
        }
        if let Some(handed_over) = handed_over {
            self.tell_of(of, handed_over, told.and_then(|told| told.person.as_ref()))?;
        }
        if let Some(shift) = remind {
            self.remind(of, &shift)?;
        }
        Ok(again_at)
    }

    /// Puts a hand-over on the record, and greets whoever has the pager now: where the rota wants
    /// it, and always whoever was away for a moment.
    fn tell_of(
        &self,
        of: Pagers<'_>,
        handed_over: HandOver,
        before: Option<&PersonId>,
    ) -> Result<()> {
        self.concerns_others.set(true);
        let (called, zone) = (of.called(), of.rota.zone());
        let (shift, is_back) = match handed_over {
            HandOver::ToNobody { reason, next } => {
                let until = next.map_or_else(String::new, |next| {
                    format!(" until {}", clock_time(next.start, zone, self.now))
                });
                let words = format!("{called}{until}, {}", reason.phrase());
                return self.put_on_record(Event::HandedOver(None, words));
            }
            HandOver::To { shift, is_back } => (shift, is_back),
        };
        let words = format!("{}, {}", shift.phrase(&called, zone, self.now), shift.cause.phrase());
        self.put_on_record(Event::HandedOver(Some(shift.person.clone()), words))?;
        if !is_back {
            self.expect_acceptance(of, &shift, before)?;
        }
        self.tell_of_quiet(&shift.person)?;
        let about = if is_back { About::Back } else { About::Greeting };
        if !is_back && !self.cx.rules.reminders.contains_key(of.name) {
            return Ok(());
        }
        let words = self.to_person(&shift, &called, of.rota);
        let text = match about {
            About::Back => format!("you are back on call for {words}"),
            About::Greeting
            | About::Reminder
            | About::Handover
            | About::OldNews
            | About::Calm
            | About::Quiet
            | About::Relief
            | About::HardNight
            | About::Weekly
            | About::Update
            | About::Promise => {
                format!("you are on call for {words}, {}", shift.cause.phrase())
            }
        };
        let end = shift.end.unwrap_or(Timestamp::MAX);
        self.make(&shift.person, about, text, end)
    }

    /// Where the rota wants it, whoever has the pager now has to accept it, and whoever had it before is
    /// called as well until then. What was begun by hand goes on as it is.
    fn expect_acceptance(
        &self,
        of: Pagers<'_>,
        shift: &Shift,
        before: Option<&PersonId>,
    ) -> Result<()> {
        let waits = self.tx.pending_handovers()?;
        let Some(giver) = before.filter(|before| **before != shift.person) else { return Ok(()) };
        if !self.cx.rules.accepted.contains(of.name) {
            let overtaken = waits.iter().filter(|pending| {
                pending.is_of(of.name, of.tier) && pending.begins_at < shift.start
            });
            return overtaken.into_iter().try_for_each(|pending| self.overtake(pending));
        }
        let is_begun =
            |pending: &&Pending| pending.is_of(of.name, of.tier) && pending.taker == shift.person;
        if waits.iter().any(|pending| is_begun(&pending)) || self.is_accepted(of, shift)? {
            return Ok(());
        }
        let pending = Pending {
            rota: of.name.clone(),
            tier: of.tier.clone(),
            giver: giver.clone(),
            taker: shift.person.clone(),
            begins_at: shift.start,
        };
        self.begin_handover(&pending, "`wail handover` shows what is in it")
    }

    /// Whether that shift was accepted before it began.
    fn is_accepted(&self, of: Pagers<'_>, shift: &Shift) -> Result<bool> {
        self.tx.was_accepted(of.pager(), &shift.person, shift.start)
    }

    fn remind(&self, of: Pagers<'_>, shift: &Shift) -> Result<()> {
        let Shift { person, start, .. } = shift;
        let reminded = Reminded { start: *start, person: person.clone() };
        self.tx.put_reminded(of.pager(), &reminded)?;
        let words = self.to_person(shift, &of.called(), of.rota);
        let text = format!("you are on call for {words}, {}", shift.cause.phrase());
        self.make(person, About::Reminder, text, *start)
    }

    /// The shift in words, on the clock of its holder.
    fn to_person(&self, shift: &Shift, called: &str, rota: &Rota) -> String {
        let person = self.cx.rules.people.get(&shift.person);
        let zone: &TimeZone = person.map_or(rota.zone(), |person| &person.zone);
        shift.phrase(called, zone, self.now)
    }

    fn make(&self, person: &PersonId, about: About, text: String, end: Timestamp) -> Result<()> {
        let lasts = self.now.saturating_add(about.lasts()).unwrap_or(end);
        let person = person.clone();
        let expires_at = end.min(lasts);
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }
}
