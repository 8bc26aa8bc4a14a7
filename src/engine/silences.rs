//! Silences: kept, changed and ended; what they hold is held and let go.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Applied, Engine};
use crate::domain::alert::{Severity, Signal};
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::triage::Holding;
use crate::domain::incident::{HeldUntil, Hold, Incident, IncidentId, Input, Status};
use crate::domain::label::{Labels, all_match};
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::{
    BadSilence, Silence, SilenceId, SilenceState, Wanted, holding_all,
};
use crate::domain::quiet::silences::Silences;
use crate::domain::record::timeline::{Entry, Event, QuietEvent};
use crate::store::{FiringAlert, Result};

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
        if let Err(bad) = wanted.check(self.now, self.cx.rules.silence) {
            return Ok(Silenced::Bad(bad));
        }
        let known = match of {
            Some(id) => match self.tx.silence(id)? {
                None => return Ok(Silenced::Missing),
                Some(known) => Some(known).filter(|it| it.state(self.now) != SilenceState::Expired),
            },
            None => None,
        };
        let (id, event) = if let Some(Silence { id, what, .. }) = known {
            // Other doors know nothing of one that ends with its problem: it goes on to.
            let until_resolved = wanted.until_resolved.or(what.until_resolved);
            let wanted = &Wanted { until_resolved, ..wanted.clone() };
            self.tx.change_silence(id, wanted, self.now)?;
            (id, Event::SilenceChanged(id, wanted.phrase(self.now)))
        } else {
            let id = self.tx.new_silence(wanted, self.now)?;
            (id, Event::SilenceAdded(id, wanted.phrase(self.now)))
        };
        self.tx.append(&Entry { at: self.now, incident: None, event })?;
        if wanted.starts_at <= self.now && self.fires(wanted)? {
            self.tx.match_silence(id)?;
        }
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
        self.reconsider_alerts_of(&silence)?;
        Ok(true)
    }

    /// Ends a silence because nothing of it fires any more.
    pub(super) fn end_calm(&self, silence: &Silence) -> Result<()> {
        let wanted = Wanted { ends_at: self.now, ..silence.what.clone() };
        self.tx.change_silence(silence.id, &wanted, self.now)?;
        self.tx.tell_silence(silence.id)?;
        let wait = silence.what.until_resolved.unwrap_or_default();
        self.put_on_record(Event::Quieted(QuietEvent::Calm(silence.id, wait, silence.hidden)))?;
        self.reconsider(silence.id)?;
        self.reconsider_alerts_of(silence)
    }

    /// Puts the end of every silence that has ended on the record. What they held is due by itself.
    pub(super) fn end_silences(&self) -> Result<()> {
        for silence in self.tx.ended_silences(self.now)? {
            self.tell_end(&silence)?;
            self.silences.replace(None);
            self.reconsider_alerts_of(&silence)?;
        }
        Ok(())
    }

    fn tell_end(&self, silence: &Silence) -> Result<()> {
        self.tx.tell_silence(silence.id)?;
        let event = match silence.id {
            id if silence.what.starts_at > self.now => Event::Quieted(QuietEvent::Withdrawn(id)),
            id if !silence.matched && !self.fires(&silence.what)? => {
                Event::Quieted(QuietEvent::Unmatched(id))
            }
            id => Event::SilenceEnded(id, silence.hidden),
        };
        self.put_on_record(event)
    }

    /// Whether anything fires that meets these conditions.
    pub(super) fn fires(&self, wanted: &Wanted) -> Result<bool> {
        let firing = self.tx.firing()?;
        Ok(firing.iter().any(|firing| all_match(&wanted.matchers, &firing.alert.labels)))
    }

    /// Looks again at everything that this silence holds.
    fn reconsider(&self, id: SilenceId) -> Result<()> {
        self.silences.replace(None);
        self.reconsider_quiet(self.tx.silenced_incidents(id)?)
    }

    /// Looks again at what a silence or maintenance holds.
    pub(super) fn reconsider_quiet(&self, held: Vec<IncidentId>) -> Result<()> {
        for incident in held {
            self.reconsider_silenced(incident)?;
        }
        Ok(())
    }

    /// Looks again at an incident that a silence or maintenance holds.
    pub(super) fn reconsider_silenced(&self, incident: IncidentId) -> Result<()> {
        match self.quiet_of(incident)? {
            Some(held) => self.apply(incident, Input::Silenced(held)).map(drop),
            None => self.unless_inhibited(incident, Input::Unsilenced).map(drop),
        }
    }

    /// The step that is due of an incident, unless silences or maintenance hold all that fires in it, or
    /// a larger incident explains it.
    pub fn tick_one(&self, id: IncidentId) -> Result<()> {
        self.forget_old_news(id)?;
        let Some(held) = self.quiet_of(id)? else {
            if self.storm_takes(id)? {
                return Ok(());
            }
            return self.unless_inhibited(id, Input::Tick).map(drop);
        };
        if let Applied::Changed(_) = self.apply(id, Input::Silenced(held.clone()))? {
            self.count_hidden(&Holding::Until(held))?;
        }
        Ok(())
    }

    /// Something that is held has come to an incident, or has become graver in it. What waited for a day
    /// does not wait for it any longer if it would not for that: then it is held as long as that is. And
    /// of several silences the one that ends first ends the hold.
    pub(super) fn hold_with(
        &self,
        applied: &Applied,
        before: Option<&Incident>,
        held: &Holding,
    ) -> Result<()> {
        let Applied::Changed(incident) = applied else { return Ok(()) };
        let has_risen = before.is_some_and(|before| incident.severity > before.severity);
        if !has_risen || !matches!(incident.status, Status::Held { by: Hold::Hours(_), .. }) {
            return self.hold_again(incident.id);
        }
        let input = match held {
            Holding::Until(held) => Input::Silenced(held.clone()),
            Holding::Inhibited(by) => Input::Inhibited(by.clone()),
            Holding::Storm(_) => return Ok(()),
        };
        self.apply(incident.id, input).map(drop)
    }

    /// Looks again at what something else holds and has an alert in it that this silence was about: that
    /// one may be held by nothing now. What it held itself is due without that.
    fn reconsider_alerts_of(&self, silence: &Silence) -> Result<()> {
        let firing = self.tx.firing()?.into_iter();
        let about = firing.filter(|it| all_match(&silence.what.matchers, &it.alert.labels));
        let mut of: BTreeMap<IncidentId, Option<Severity>> = BTreeMap::new();
        for FiringAlert { incident, alert, .. } in about {
            let is_old = self.was_old_news(&alert);
            let is_quiet = is_old || self.quiet_for(&alert.source, &alert.labels)?.is_some();
            let heard = (!is_quiet).then_some(alert.severity);
            let gravest = of.entry(incident).or_default();
            *gravest = heard.max(*gravest);
        }
        for (id, heard) in of {
            let Some(Incident { status, .. }) = self.tx.incident(id)? else { continue };
            let is_its_own = |by: &Hold| *by == Hold::Silence(silence.id);
            match &status {
                Status::Held { by: Hold::Noise(Noise::OldNews), .. } => {
                    if let Some(severity) = heard {
                        let input = Input::Noise(NoiseInput::Heard(severity));
                        self.unless_inhibited(id, input)?;
                    }
                }
                Status::Held { by, .. } if !is_its_own(by) => self.hold_as_a_whole(id)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Lets what holds all of an incident now hold it: a silence, else a larger incident.
    pub(super) fn hold_again(&self, id: IncidentId) -> Result<()> {
        match self.quiet_of(id)? {
            Some(held) => self.apply(id, Input::Silenced(held)).map(drop),
            None => self.inhibit(id),
        }
    }

    /// The silence that holds an alert of that source with these labels, else the maintenance that does.
    pub(super) fn quiet_for(&self, source: &str, labels: &Labels) -> Result<Option<HeldUntil>> {
        let silence = self.known_silences()?.holding(labels, self.now);
        Ok(silence.or_else(|| self.maintenance_for(source, labels)))
    }

    /// What of these holds all that fires in an incident.
    pub(super) fn quiet_of(&self, id: IncidentId) -> Result<Option<HeldUntil>> {
        if self.known_silences()?.is_empty() && self.is_nothing_maintained() {
            return Ok(None);
        }
        let mut alerts = self.tx.alerts(id)?;
        alerts.retain(|alert| alert.signal != Signal::Resolved);
        let holds = alerts.iter().map(|alert| self.quiet_for(&alert.source, &alert.labels));
        Ok(holding_all(holds.collect::<Result<Vec<_>>>()?))
    }

    /// One more alert is hidden by what holds it, if that is a silence or maintenance.
    pub(super) fn count_hidden(&self, holding: &Holding) -> Result<()> {
        match holding {
            Holding::Until(HeldUntil { by: Hold::Silence(id), .. }) => self.tx.count_hidden(*id),
            Holding::Until(HeldUntil { by: Hold::Maintenance(name), .. }) => {
                self.tx.count_maintained(name)
            }
            Holding::Until(_) | Holding::Inhibited(_) | Holding::Storm(_) => Ok(()),
        }
    }

    /// Everything that has not ended, looked up once.
    pub(super) fn known_silences(&self) -> Result<Arc<Silences>> {
        if let Some(silences) = &*self.silences.borrow() {
            return Ok(Arc::clone(silences));
        }
        let silences = self.tx.silences_in_force()?;
        self.silences.replace(Some(Arc::clone(&silences)));
        Ok(silences)
    }
}
