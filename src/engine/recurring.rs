//! A problem that comes again and again asks for a promise that it comes no more: offered, never forced.

use super::Engine;
use crate::domain::alert::one_line;
use crate::domain::incident::before::asks_for_promise;
use crate::domain::incident::{Closer, Incident, Status};
use crate::domain::name::PersonId;
use crate::domain::notification::{About, Notification};
use crate::domain::record::timeline::{Entry, Event, PromiseEvent};
use crate::store::Result;

impl Engine<'_> {
    /// An incident is over that had come often, and nobody owes that it comes no more: whoever had it is
    /// asked for a promise, if that is in their day. At night only the record, and what shows it, asks.
    pub(super) fn ask_for_promise(&self, before: &Incident, over: &Incident) -> Result<()> {
        if over.is_drill() {
            return Ok(());
        }
        let times = self.tx.came_times(over.id)?;
        if !asks_for_promise(times) || self.tx.is_owed_for(over.id)? {
            return Ok(());
        }
        let who = had_it(before, over).filter(|person| self.is_in_their_day(person));
        if let Some(person) = who.clone() {
            let id = over.id;
            let text = format!(
                "{id} came {times} times in 30 days, and nobody owes an end to it: {}; `wail note {id} \
                 --owner NAME --by friday` promises one",
                one_line(&over.summary)
            );
            let expires_at = self.now.saturating_add(About::Promise.lasts()).unwrap_or(self.now);
            let (about, made_at) = (About::Promise, self.now);
            self.notify(&Notification { person, about, text, made_at, expires_at })?;
        }
        let event = Event::Promise(PromiseEvent::Asked { who, times });
        self.tx.append(&Entry { at: self.now, incident: Some(over.id), event })
    }

    fn is_in_their_day(&self, person: &PersonId) -> bool {
        let known = self.cx.rules.people.get(person);
        known.is_some_and(|person| person.day_begins(self.now).is_none())
    }
}

/// Who had it in the end: whoever said that it is over, else whoever had acknowledged it.
fn had_it(before: &Incident, over: &Incident) -> Option<PersonId> {
    match (&over.status, &before.status) {
        (Status::Resolved { by: Closer::Person(person), .. }, _)
        | (_, Status::Acknowledged { by: person, .. }) => Some(person.clone()),
        _ => None,
    }
}
