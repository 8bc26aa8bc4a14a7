//! Hand-overs that have to be accepted: begun, told, remembered and accepted.

use super::Engine;
use crate::domain::incident::escalation::Context;
use crate::domain::name::PersonId;
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::{AcceptanceEvent, Event};
use crate::domain::rota::acceptance::Pending;
use crate::domain::rota::handover::clock_time;
use crate::domain::rota::{FIRST_TIER, TierName};
use crate::store::{Pager, Result};

impl Engine<'_> {
    /// Does that with everything that deciding about an incident needs.
    pub(super) fn with_context<T>(&self, decide: impl FnOnce(Context<'_>) -> T) -> Result<T> {
        let known = self.pending.take();
        let pending = match known {
            Some(pending) => pending,
            None => self.tx.pending_handovers()?,
        };
        let known = self.reliefs.take();
        let reliefs = match known {
            Some(reliefs) => reliefs,
            None => self.reliefs()?,
        };
        let decided = decide(Context { pending: &pending, reliefs: &reliefs, ..self.cx });
        self.pending.replace(Some(pending));
        self.reliefs.replace(Some(reliefs));
        Ok(decided)
    }

    /// Begins a hand-over that has to be accepted; one that waited of the same pager is over with it.
    /// `what` is found in it, in words. Whoever is to accept is told at once.
    pub fn begin_handover(&self, pending: &Pending, what: &str) -> Result<()> {
        let waits = self.tx.pending_handovers()?;
        let before = waits.iter().find(|other| other.is_of(&pending.rota, &pending.tier));
        if before.is_some_and(|before| before == pending) {
            return Ok(());
        }
        if let Some(before) = before {
            if before.taker == pending.giver {
                self.overtake(before)?;
            } else {
                self.end_handover(before)?;
            }
        }
        self.tx.put_handover(pending, self.now, pending.remind_after(self.now))?;
        self.pending.replace(None);
        let Pending { giver, taker, .. } = pending.clone();
        let pager = self.shift_of(pending);
        self.put_on_record(Event::Acceptance(AcceptanceEvent::Begun {
            giver,
            taker,
            what: format!("{pager}; {what}"),
        }))?;
        self.ask_to_accept(pending)
    }

    /// The pager has gone on to somebody else, and nobody has accepted it.
    pub(super) fn overtake(&self, pending: &Pending) -> Result<()> {
        self.end_handover(pending)?;
        let (giver, taker) = (pending.giver.clone(), pending.taker.clone());
        let what = self.pager_called(pending);
        self.put_on_record(Event::Acceptance(AcceptanceEvent::Overtaken { giver, taker, what }))
    }

    /// Somebody accepts a hand-over: whoever handed over is told, and called for it no longer.
    pub fn accept_handover(&self, pending: &Pending, by: &PersonId) -> Result<()> {
        self.end_handover(pending)?;
        let late = self.now.duration_since(pending.begins_at);
        let what = self.pager_called(pending);
        let giver = pending.giver.clone();
        let text = format!("{by} has accepted {what}: you are not called for it any more");
        self.tell_of_handover(&giver, text)?;
        self.put_on_record(Event::Acceptance(AcceptanceEvent::Accepted {
            by: by.clone(),
            what,
            giver,
            late: late.is_positive().then_some(late),
        }))
    }

    /// Reminds whoever has not accepted yet.
    pub(super) fn remind_of_handovers(&self) -> Result<()> {
        for pending in self.tx.handovers_to_remind(self.now)? {
            let pager = Pager { rota: &pending.rota, tier: &pending.tier };
            self.tx.remind_of_handover(pager, pending.remind_after(self.now))?;
            self.ask_to_accept(&pending)?;
        }
        Ok(())
    }

    fn end_handover(&self, pending: &Pending) -> Result<()> {
        let pager = Pager { rota: &pending.rota, tier: &pending.tier };
        self.tx.end_handover(pager, self.now)?;
        self.pending.replace(None);
        Ok(())
    }

    fn ask_to_accept(&self, pending: &Pending) -> Result<()> {
        let Pending { giver, taker, .. } = pending;
        let shift = self.shift_of(pending);
        let otherwise = if pending.begins_at <= self.now {
            "until then you are both called"
        } else {
            "otherwise you are both called from then on"
        };
        let text = format!(
            "{giver} hands over to you: {shift}. `wail accept` says that you have it; {otherwise}"
        );
        self.tell_of_handover(taker, text)
    }

    fn tell_of_handover(&self, person: &PersonId, text: String) -> Result<()> {
        let about = About::Handover;
        let expires_at = self.now.saturating_add(about.lasts()).unwrap_or(self.now);
        let person = person.clone();
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }

    /// What the pager of a hand-over is called.
    fn pager_called(&self, pending: &Pending) -> String {
        pending.called(self.first_tier(pending))
    }

    fn first_tier(&self, pending: &Pending) -> Option<&TierName> {
        self.cx.rules.rotas.get(&pending.rota)?.tiers().get(FIRST_TIER)
    }

    /// The pager, and from when on it is the taker's, on that person's clock.
    fn shift_of(&self, pending: &Pending) -> String {
        let called = self.pager_called(pending);
        let rules = self.cx.rules;
        let zone = rules.people.get(&pending.taker).map_or(&rules.zone, |person| &person.zone);
        if pending.begins_at <= self.now {
            return called;
        }
        format!("{called} from {}", clock_time(pending.begins_at, zone, self.now))
    }
}
