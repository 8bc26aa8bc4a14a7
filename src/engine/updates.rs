//! Updates: kept with what they promise, published, and asked for when they are due.

use jiff::Timestamp;

use super::{Applied, Engine};
use crate::domain::incident::updating::UpdateInput;
use crate::domain::incident::{Incident, IncidentId, Input, Reason, Status};
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::{Entry, Event, UpdateEvent};
use crate::domain::update::told::{Word, incident_of};
use crate::domain::update::{
    Merged, Next, Owed, Publication, PublicationState, Stage, Update, UpdateId, is_overtaken_by,
    merged, owed_after,
};
use crate::store::Result;

/// An update that somebody wants to write.
#[derive(Clone, Debug)]
pub struct Written {
    /// Who.
    pub by: PersonId,
    /// What.
    pub text: String,
    /// What it promises of the next one.
    pub next: Next,
    /// The last update that they have seen, if it is known which; 0 if there was none.
    pub seen: Option<UpdateId>,
    /// Whether it is meant whatever others have written.
    pub anyway: bool,
    /// To whom it is published: what each reads, and whether a program has to be run for that.
    pub publish: Vec<(AudienceName, String, bool)>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "made once an update and taken apart at once")]
pub enum Updated {
    /// It is kept.
    Kept(Update, Incident),
    /// There is one that its writer has not seen, and nothing was done.
    Overtaken(Update),
    /// There is no such incident.
    Missing,
}

impl Engine<'_> {
    /// Keeps an update of an incident, and what is owed after it.
    pub fn update(&self, id: IncidentId, written: &Written) -> Result<Updated> {
        let Written { by, text, next, seen, anyway, publish } = written;
        if let Some(last) = self.tx.last_update(id)?.filter(|_| !anyway)
            && is_overtaken_by(&last, by, *seen, self.now)
        {
            return Ok(Updated::Overtaken(last));
        }
        let next_at = next.by();
        let input = UpdateInput::Written { by: by.clone(), text: text.clone(), next_at };
        let incident = match self.apply(id, Input::Update(input))? {
            Applied::Missing => return Ok(Updated::Missing),
            Applied::Changed(incident)
            | Applied::Unchanged(incident)
            | Applied::Refused(_, incident) => incident,
        };
        let publications = publish.iter().map(|(audience, text, has_program)| Publication {
            audience: audience.clone(),
            text: text.clone(),
            state: if *has_program {
                PublicationState::Pending
            } else {
                PublicationState::Published
            },
            at: self.now,
        });
        let mut update = Update {
            id: UpdateId(0),
            incident: id,
            by: by.clone(),
            at: self.now,
            text: text.clone(),
            next_at,
            publications: publications.collect(),
        };
        update.id = self.tx.put_update(&update)?;
        for to in &update.publications {
            if to.state == PublicationState::Published {
                let (by, audience) = (by.clone(), to.audience.clone());
                self.record_update(id, UpdateEvent::Published { by, audience, proof: None })?;
            }
        }
        self.remind_no_more(id, "the update is there")?;
        self.owe(id, by, *next)?;
        Ok(Updated::Kept(update, incident))
    }

    fn owe(&self, id: IncidentId, by: &PersonId, next: Next) -> Result<()> {
        let rule = self.cx.rules.updates;
        let promised = next.by().map(|at| Owed::new(id, by.clone(), (self.now, at), rule));
        match owed_after(self.tx.owed_update(id)?, promised, next, (self.now, rule)) {
            Some(owed) => self.tx.owe_update(&owed),
            None => self.tx.owe_no_update(id),
        }
    }

    /// Keeps what became of a publication: what the program said, or why it failed.
    pub fn publish(
        &self,
        update: &Update,
        to: &Publication,
        by: &PersonId,
        result: std::result::Result<String, String>,
    ) -> Result<()> {
        let (by, audience) = (by.clone(), to.audience.clone());
        let (state, event) = match result {
            Ok(proof) => {
                let proof = Some(proof);
                (PublicationState::Published, UpdateEvent::Published { by, audience, proof })
            }
            Err(why) => {
                let state = PublicationState::Failed(why.clone());
                (state, UpdateEvent::NotPublished { by, audience, why })
            }
        };
        self.tx.put_publication(update.id, &Publication { state, at: self.now, ..to.clone() })?;
        self.record_update(update.incident, event)
    }

    /// Does what is due about updates that are owed. Returns how many there were.
    pub(super) fn attend_updates(&self, at_most: usize) -> Result<usize> {
        let due = self.tx.due_updates(self.now, at_most)?;
        for owed in &due {
            match self.tx.incident(owed.incident)? {
                Some(incident) => self.attend_update(owed, &incident)?,
                None => self.tx.owe_no_update(owed.incident)?,
            }
        }
        Ok(due.len())
    }

    /// One due step: after a night of suspend nobody is reminded of what they have missed by then.
    fn attend_update(&self, owed: &Owed, incident: &Incident) -> Result<()> {
        let missed_at = owed.missed_at(self.cx.rules.updates);
        match owed.stage {
            Stage::Remind if self.now < missed_at => {
                self.remind_of_update(owed, incident)?;
                self.wait_for_update(owed, Stage::Miss, Some(missed_at))
            }
            Stage::Remind | Stage::Miss => self.miss_update(owed),
            Stage::Escalate => {
                self.apply(owed.incident, Input::Update(UpdateInput::StillMissed))?;
                self.wait_for_update(owed, Stage::Rest, None)
            }
            Stage::Rest => self.wait_for_update(owed, Stage::Rest, None),
        }
    }

    fn wait_for_update(&self, owed: &Owed, stage: Stage, due_at: Option<Timestamp>) -> Result<()> {
        self.tx.owe_update(&Owed { stage, due_at, ..owed.clone() })
    }

    fn remind_of_update(&self, owed: &Owed, incident: &Incident) -> Result<()> {
        let word = Word::Due { at: owed.next_at, now: self.now };
        let text = word.sentence(incident.id, &incident.summary, &self.on_their_clock(owed));
        self.tell_of_update(owed, text, owed.missed_at(self.cx.rules.updates))
    }

    /// It is missed. Whoever is not called for it, because something else rings or the incident is held,
    /// is told quietly.
    fn miss_update(&self, owed: &Owed) -> Result<()> {
        let Owed { incident: id, by, next_at, .. } = owed;
        let input = UpdateInput::Missed { by: by.clone(), next_at: *next_at };
        let Applied::Changed(incident) = self.apply(*id, Input::Update(input))? else {
            return self.wait_for_update(owed, Stage::Rest, None);
        };
        let now = self.now.as_millisecond();
        let is_called = self.tx.pages(*id)?.iter().any(|page| {
            page.decided_at.as_millisecond() == now && page.reason == Reason::UpdateMissed
        });
        if !is_called {
            let when = self.on_their_clock(owed);
            let text = Word::Missed.sentence(*id, &incident.summary, &when);
            let until = self.now.saturating_add(About::Update.lasts()).unwrap_or(self.now);
            self.tell_of_update(owed, text, until)?;
            return self.wait_for_update(owed, Stage::Rest, None);
        }
        match incident.status {
            // Its writer is called, and is not who has it.
            Status::Acknowledged { .. } => {
                let wait = self.cx.rules.policy(&incident.policy);
                let wait = wait.and_then(|policy| Some(policy.steps.first()?.wait));
                let wait = wait.unwrap_or(crate::domain::incident::escalation::REST_UNREACHED);
                let due_at = self.now.saturating_add(wait).unwrap_or(Timestamp::MAX);
                self.wait_for_update(owed, Stage::Escalate, Some(due_at))
            }
            Status::Triggered { .. } | Status::Held { .. } | Status::Resolved { .. } => {
                self.wait_for_update(owed, Stage::Rest, None)
            }
        }
    }

    /// An incident is over: where an update of it is owed, a last one is asked for, and nobody is called.
    pub(super) fn ask_for_last_update(&self, incident: &Incident) -> Result<()> {
        let Some(owed) = self.tx.owed_update(incident.id)? else { return Ok(()) };
        self.remind_no_more(incident.id, "the incident is over")?;
        let (id, by, next) = (incident.id, owed.by.clone(), self.on_their_clock(&owed));
        let text = Word::Over.sentence(id, &incident.summary, &next);
        self.record_update(id, UpdateEvent::Asked { by, next })?;
        let until = self.now.saturating_add(About::Update.lasts()).unwrap_or(self.now);
        self.tell_of_update(&owed, text, until)?;
        self.wait_for_update(&owed, Stage::Rest, None)
    }

    /// An incident was merged into another one, which owes from now on what was promised of it.
    pub(super) fn owe_merged_update(&self, id: IncidentId, into: IncidentId) -> Result<()> {
        let Some(owed) = self.tx.owed_update(id)? else { return Ok(()) };
        self.remind_no_more(id, "the incident was merged into another one")?;
        self.tx.owe_no_update(id)?;
        let other = self.tx.owed_update(into)?;
        let (by, next) = (owed.by.clone(), self.on_their_clock(&owed));
        let covered = match merged(owed, other.as_ref(), into, (self.now, self.cx.rules.updates)) {
            Merged::Covered => other.map(|other| self.on_their_clock(&other)),
            Merged::Moves(owed) => {
                self.remind_no_more(into, "another update is owed before it")?;
                self.tx.owe_update(&owed)?;
                None
            }
        };
        self.record_update(into, UpdateEvent::Moved { by, of: id, next, covered })
    }

    /// What is there, or will not come, nobody is reminded of any more.
    fn remind_no_more(&self, id: IncidentId, why: &str) -> Result<()> {
        let is_meant = |what: &Notification| incident_of(&what.text) == Some(id);
        self.tx.withdraw_notifications(About::Update, is_meant, (self.now, why))
    }

    fn on_their_clock(&self, owed: &Owed) -> String {
        UpdateEvent::clock(owed.next_at, &owed.by, self.cx.rules, self.now)
    }

    fn tell_of_update(&self, owed: &Owed, text: String, expires_at: Timestamp) -> Result<()> {
        let (person, about) = (owed.by.clone(), About::Update);
        self.notify(&Notification { person, about, text, made_at: self.now, expires_at })
    }

    fn record_update(&self, id: IncidentId, event: UpdateEvent) -> Result<()> {
        let event = Event::Update(event);
        self.tx.append(&Entry { at: self.now, incident: Some(id), event })
    }
}
