//! Silences: kept, changed and ended; what they hold is held and let go.

use super::{Applied, Engine};
use crate::domain::alert::Signal;
use crate::domain::incident::triage::Holding;
use crate::domain::incident::{HeldUntil, Hold, IncidentId, Input};
use crate::domain::label::Labels;
use crate::domain::quiet::silence::{
    BadSilence, Silence, SilenceId, SilenceState, Wanted, holding, holding_all,
};
use crate::domain::record::timeline::{Entry, Event};
use crate::store::Result;

/// What became of somebody's wish for quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silenced {
    /// It is so, under that number.
    Kept(SilenceId),
    /// It cannot be.
    Bad(BadSilence),
    /// There is no silence of that number.
    Missing,
}

impl Engine<'_> {
    /// Keeps a silence, or changes that one. One that is over stays so: what is wanted then is a new
    /// one.
    pub fn silence(&self, of: Option<SilenceId>, wanted: &Wanted) -> Result<Silenced> {
        if let Err(bad) = wanted.check(self.now) {
            return Ok(Silenced::Bad(bad));
        }
        let known = match of {
            Some(id) => match self.tx.silence(id)? {
                None => return Ok(Silenced::Missing),
                Some(known) => Some(known).filter(|it| it.state(self.now) != SilenceState::Expired),
            },
            None => None,
        };
        let (id, event) = if let Some(Silence { id, .. }) = known {
            self.tx.change_silence(id, wanted, self.now)?;
            (id, Event::SilenceChanged(id, wanted.phrase(self.now)))
        } else {
            let id = self.tx.new_silence(wanted, self.now)?;
            (id, Event::SilenceAdded(id, wanted.phrase(self.now)))
        };
        self.tx.append(&Entry { at: self.now, incident: None, event })?;
        self.reconsider(id)?;
        Ok(Silenced::Kept(id))
    }

    /// Ends a silence before its time. Whether there is one of that number.
    pub fn end_silence(&self, id: SilenceId) -> Result<bool> {
        let Some(silence) = self.tx.silence(id)? else { return Ok(false) };
        if silence.state(self.now) == SilenceState::Expired {
            return Ok(true);
        }
        let starts_at = silence.what.starts_at.min(self.now);
        let wanted = Wanted { starts_at, ends_at: self.now, ..silence.what.clone() };
        self.tx.change_silence(id, &wanted, self.now)?;
        self.tell_end(&silence)?;
        self.reconsider(id)?;
        Ok(true)
    }

    /// Puts the end of every silence that has ended on the record. What they held is due by itself.
    pub(super) fn end_silences(&self) -> Result<()> {
        for silence in self.tx.ended_silences(self.now)? {
            self.tell_end(&silence)?;
        }
        Ok(())
    }

    fn tell_end(&self, silence: &Silence) -> Result<()> {
        self.tx.tell_silence(silence.id)?;
        let event = Event::SilenceEnded(silence.id, silence.hidden);
        self.tx.append(&Entry { at: self.now, incident: None, event })
    }

    /// Looks again at everything that this silence holds.
    fn reconsider(&self, id: SilenceId) -> Result<()> {
        self.silences.replace(None);
        for incident in self.tx.silenced_incidents(id)? {
            self.reconsider_silenced(incident)?;
        }
        Ok(())
    }

    /// Looks again at an incident that a silence holds.
    pub(super) fn reconsider_silenced(&self, incident: IncidentId) -> Result<()> {
        match self.silence_of(incident)? {
            Some(held) => self.apply(incident, Input::Silenced(held)).map(drop),
            None => self.unless_inhibited(incident, Input::Unsilenced).map(drop),
        }
    }

    /// The step that is due of an incident, unless silences hold all that fires in it, or a larger
    /// incident explains it.
    pub(super) fn tick_one(&self, id: IncidentId) -> Result<()> {
        let Some(held) = self.silence_of(id)? else {
            return self.unless_inhibited(id, Input::Tick).map(drop);
        };
        if let Applied::Changed(_) = self.apply(id, Input::Silenced(held.clone()))? {
            self.count_hidden(&Holding::Until(held))?;
        }
        Ok(())
    }

    /// Lets what holds all of an incident now hold it: a silence, else a larger incident.
    pub(super) fn hold_again(&self, id: IncidentId) -> Result<()> {
        match self.silence_of(id)? {
            Some(held) => self.apply(id, Input::Silenced(held)).map(drop),
            None => self.inhibit(id),
        }
    }

    /// The silence that holds an alert with these labels.
    pub(super) fn silence_for(&self, labels: &Labels) -> Result<Option<HeldUntil>> {
        self.with_silences(|silences| Ok(holding(silences, labels, self.now)))
    }

    /// The silence that holds all that fires in an incident.
    fn silence_of(&self, id: IncidentId) -> Result<Option<HeldUntil>> {
        self.with_silences(|silences| {
            if silences.is_empty() {
                return Ok(None);
            }
            let mut alerts = self.tx.alerts(id)?;
            alerts.retain(|alert| alert.signal != Signal::Resolved);
            Ok(holding_all(silences, alerts.iter().map(|alert| &alert.labels), self.now))
        })
    }

    /// One more alert is hidden by what holds it, if that is a silence.
    pub(super) fn count_hidden(&self, holding: &Holding) -> Result<()> {
        match holding {
            Holding::Until(HeldUntil { by: Hold::Silence(id), .. }) => self.tx.count_hidden(*id),
            Holding::Until(_) | Holding::Inhibited(_) => Ok(()),
        }
    }

    /// Everything that has not ended, looked up once.
    fn with_silences<T>(&self, ask: impl FnOnce(&[Silence]) -> Result<T>) -> Result<T> {
        let known = self.silences.take();
        let silences = match known {
            Some(silences) => silences,
            None => self.tx.silences(self.now)?,
        };
        let answer = ask(&silences);
        self.silences.replace(Some(silences));
        answer
    }
}
