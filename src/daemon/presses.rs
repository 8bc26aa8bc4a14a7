//! Acknowledgement links: the key that signs them, the links of pages that go out, and what a press of
//! their button comes to.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::decider::Decider;
use crate::config::Settings;
use crate::domain::incident::{Incident, Input, Status};
use crate::engine::{Applied, Claimed, Engine};
use crate::inbox::answer::{Press, Standing, Subject};
use crate::inbox::dropin::Answer;
use crate::inbox::token::{self, AckKey, Permit};
use crate::store::{Result, Store, Tx};

/// The name of the key in the store.
const NAME: &str = "ack";

/// A press that waits for the next turn, and who waits for what it comes to.
pub(super) struct Waiting {
    pub(super) press: Press,
    pub(super) answer: oneshot::Sender<Standing>,
}

/// What makes the links of one turn.
pub(super) struct Links<'a> {
    pub(super) settings: &'a Settings,
    pub(super) key: &'a OnceLock<AckKey>,
    pub(super) now: Timestamp,
}

impl Links<'_> {
    /// Where that page is acknowledged without a terminal; nowhere if this listener is not reached from
    /// outside.
    pub(super) fn of(&self, claimed: &Claimed) -> Option<String> {
        let (url, key) = (self.settings.listen.public_url.as_ref()?, self.key.get()?);
        let token = key.sign(&Permit {
            incident: claimed.page.incident,
            page: claimed.id,
            person: claimed.page.person.clone(),
            expires_at: self.now + token::LASTS,
        });
        Some(format!("{url}/ack/{token}"))
    }
}

/// Has the key ready, if links are made at all: the store's, made the first time one is needed.
pub(super) fn have_key(
    key: &Arc<OnceLock<AckKey>>,
    store: &mut Store,
    settings: &Settings,
) -> Result<()> {
    if settings.listen.public_url.is_none() || key.get().is_some() {
        return Ok(());
    }
    // A system without chance has no links, and pages go out without.
    let Some(fresh) = token::fresh_secret() else { return Ok(()) };
    let secret = store.write(|tx| tx.secret(NAME, &fresh))?;
    // Whoever came first had the same one.
    let _ = key.set(AckKey::new(&secret));
    Ok(())
}

impl Decider {
    /// Answers whoever asked or pressed, now that it is saved; without an answer they are asked to try again.
    pub(super) fn answer_presses(&mut self, standings: Vec<Standing>, answers: Vec<Answer>) {
        self.memory.questions.answer(answers);
        for (waiting, standing) in self.memory.presses.drain(..).zip(standings) {
            // Whoever pressed may have gone.
            drop(waiting.answer.send(standing));
        }
    }
}

/// Does what a press asks for, as `wail ack` would, and says how it stands then.
pub(super) fn heed(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    press: &Press,
    now: Timestamp,
) -> Result<Standing> {
    let Permit { incident: id, person, .. } = &press.permit;
    let Some(incident) = tx.incident(*id)? else { return Ok(Standing::Missing) };
    let is_open = matches!(incident.status, Status::Triggered { .. } | Status::Held { .. });
    if !press.is_pressed || !is_open {
        return Ok(standing(&incident, press, now));
    }
    let input = Input::Acknowledge { by: person.clone(), check_in: None };
    Ok(match engine.apply(*id, input)? {
        Applied::Changed(incident)
        | Applied::Unchanged(incident)
        | Applied::Refused(_, incident) => standing(&incident, press, now),
        Applied::Missing => Standing::Missing,
    })
}

fn standing(incident: &Incident, press: &Press, now: Timestamp) -> Standing {
    let subject = Subject { severity: incident.severity, summary: incident.summary.clone() };
    match &incident.status {
        Status::Triggered { .. } | Status::Held { .. } => Standing::Open(subject),
        Status::Acknowledged { by, check_in_at, .. } if *by == press.permit.person => {
            Standing::Theirs(subject, check_in_at.duration_since(now))
        }
        Status::Acknowledged { by, .. } => Standing::Others(subject, by.to_string()),
        Status::Resolved { by, .. } => Standing::Over(subject, by.to_string()),
    }
}
