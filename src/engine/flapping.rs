//! Flapping: what goes to and fro is one problem, which pages once, is held, and ends in a word.

use super::opening::Destination;
use super::{Engine, Heard};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::flapping::{Flapping, FlappingRule};
use crate::domain::incident::cascade::Tie;
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::triage::{Board, Holding, Known, Triage};
use crate::domain::incident::{AlertChange, HeldUntil, Hold, Incident, IncidentId, Input};
use crate::domain::name::SourceName;
use crate::domain::noise::Noise;
use crate::domain::notification::About;
use crate::domain::record::timeline::{Entry, Event, NoiseEvent};
use crate::domain::wait::spell;
use crate::store::Result;

/// What a report makes of a problem that goes to and fro.
pub(super) struct Flaps {
    /// How it has done so.
    how: Flapping,
    /// How many changes there were, if it flaps from now on.
    begins: Option<u32>,
}

/// What a report comes to because its problem goes to and fro.
#[derive(Default)]
pub(super) struct Noisy {
    /// How many changes there were, if it flaps from now on.
    begins: Option<u32>,
    /// What it changes about its incident instead of what it would if it did not flap.
    change: Option<AlertChange>,
}

impl Noisy {
    /// What it changes about its incident.
    pub(super) fn change_or(&self, usual: AlertChange) -> AlertChange {
        self.change.clone().unwrap_or(usual)
    }
}

impl Engine<'_> {
    fn rule(&self) -> &FlappingRule {
        &self.cx.rules.noise.flapping
    }

    /// What is known of how the problem of an alert goes to and fro; nothing of one that is new.
    pub(super) fn flaps(&self, alert: &Alert, board: &Board) -> Result<Option<Flaps>> {
        let Some(known) = board.known.as_ref().filter(|_| self.rule().counts(alert)) else {
            return Ok(None);
        };
        if alert.signal == known.signal && known.open.is_some() {
            // It says again what was known.
            return Ok(None);
        }
        let has_begun = alert.signal == Signal::Firing && known.signal == Signal::Resolved;
        let before = self.tx.flap(&alert.source, &alert.fingerprint)?;
        match before {
            None if !has_begun => Ok(None),
            Some(how) if !has_begun => Ok(Some(Flaps { how, begins: None })),
            before => self.begun_again(before, known).map(Some),
        }
    }

    /// It is back: it has ended and begun since.
    fn begun_again(&self, before: Option<Flapping>, known: &Known) -> Result<Flaps> {
        let mut how = before.unwrap_or_default();
        let mut changes = vec![known.said_at, self.now];
        if how.changes.is_empty()
            && let Some(id) = known.incident
            && let Some(first) = self.tx.incident(id)?
        {
            changes.insert(0, first.opened_at);
        }
        let was_flapping = how.calm_at.is_some();
        how = how.and(&changes, self.rule(), self.now);
        let begins = how.too_many(self.rule()).filter(|_| !was_flapping);
        Ok(Flaps { how, begins })
    }

    /// The hold of what flaps already, and has no open incident.
    pub(super) fn held_as_flapping(&self, flaps: Option<&Flaps>) -> Option<HeldUntil> {
        let is_known = flaps.is_some_and(|flaps| flaps.how.calm_at.is_some());
        let until = is_known.then(|| self.now.saturating_add(self.rule().calm))?.ok()?;
        Some(HeldUntil { by: Hold::Noise(Noise::Flapping), until })
    }

    /// What a report comes to because its problem goes to and fro, and keeps that it does.
    pub(super) fn noisy(
        &self,
        alert: &Alert,
        flaps: Option<Flaps>,
        triage: &Triage,
    ) -> Result<Noisy> {
        let Some(Flaps { how, begins }) = flaps else { return Ok(Noisy::default()) };
        let is_firing = match triage {
            Triage::Opens(_) | Triage::OpensHeld(..) | Triage::Joins(_) | Triage::Follows(..) => {
                true
            }
            Triage::Clears(_) => false,
            Triage::Repeats(_)
            | Triage::Raises(_)
            | Triage::Acknowledges(_)
            | Triage::OnlyLogged(_) => return Ok(Noisy::default()),
        };
        let was_flapping = how.calm_at.is_some();
        let is_flapping = was_flapping || begins.is_some();
        let how = if is_flapping { how.restless(self.rule(), self.now) } else { how };
        self.keep_flapping(&alert.source, &alert.fingerprint, &how)?;
        let until = how.calm_at.filter(|_| was_flapping);
        let change = until.map(|until| AlertChange::Flaps { is_firing, until });
        Ok(Noisy { begins, change })
    }

    fn keep_flapping(&self, of: &SourceName, problem: &Fingerprint, how: &Flapping) -> Result<()> {
        let before = self.now.saturating_sub(self.rule().within).unwrap_or(self.now);
        self.tx.put_flap(of, problem, how, before)
    }

    /// Something that is over, unless it flaps: then it is only over for now.
    pub(super) fn over_for_now(
        &self,
        source: &SourceName,
        problem: &Fingerprint,
        change: AlertChange,
    ) -> Result<AlertChange> {
        let known = self.tx.flap(source, problem)?.filter(|how| how.calm_at.is_some());
        let Some(how) = known else { return Ok(change) };
        let how = how.restless(self.rule(), self.now);
        self.keep_flapping(source, problem, &how)?;
        let until = how.calm_at.unwrap_or(self.now);
        Ok(AlertChange::Flaps { is_firing: false, until })
    }

    /// Opens an incident that calls somebody at once, unless there are too many of them.
    pub(super) fn open_in_calm(
        &self,
        alert: &Alert,
        to: Destination,
        before: Option<IncidentId>,
        noisy: &Noisy,
    ) -> Result<Heard> {
        let held = self.storm_for(alert, &to.policy)?;
        self.open_noisy(alert, to, held, before, noisy)
    }

    /// Opens an incident, which says so if its problem flaps from now on.
    pub(super) fn open_noisy(
        &self,
        alert: &Alert,
        to: Destination,
        held: Option<Holding>,
        before: Option<IncidentId>,
        noisy: &Noisy,
    ) -> Result<Heard> {
        let Some(changes) = noisy.begins else { return self.open(alert, to, held, before) };
        let within = spell(self.rule().within);
        let words = format!("flaps, {changes} changes in {within}: {}", alert.summary);
        let heard = self.open(&alert.clone().summary(&words), to, held, before)?;
        heard.incident.map_or(Ok(()), |id| self.tell_flapping(id, changes))?;
        Ok(heard)
    }

    /// Lets a problem join an incident, or be there again if it flaps.
    pub(super) fn join(
        &self,
        id: IncidentId,
        alert: &Alert,
        board: &Board,
        noisy: &Noisy,
    ) -> Result<Heard> {
        let noise = || board.noisy().filter(|_| noisy.change.is_none());
        let held = board.holding().or_else(noise);
        let is_back = board.known.as_ref().is_some_and(|known| known.incident == Some(id));
        let joins = if is_back { AlertChange::Returns } else { AlertChange::Joins };
        let change = noisy.change_or(joins);
        let before = self.tx.incident(id)?;
        let heard = self.change(id, alert, change, held.as_ref())?;
        self.old_news_joins(before, alert, held.as_ref(), is_back)?;
        noisy.begins.map_or(Ok(()), |changes| self.tell_flapping(id, changes))?;
        Ok(heard)
    }

    /// Lets a problem join an incident with which it has something in common.
    pub(super) fn follow(
        &self,
        id: IncidentId,
        alert: &Alert,
        tie: Tie,
        noisy: &Noisy,
    ) -> Result<Heard> {
        let heard = self.change(id, alert, noisy.change_or(AlertChange::Follows(tie)), None)?;
        noisy.begins.map_or(Ok(()), |changes| self.tell_flapping(id, changes))?;
        Ok(heard)
    }

    /// Puts on the record that something flaps from now on.
    fn tell_flapping(&self, incident: IncidentId, changes: u32) -> Result<()> {
        let FlappingRule { within, calm, .. } = *self.rule();
        let event = Event::Noise(NoiseEvent::Flaps { changes, within, calm });
        self.tx.append(&Entry { at: self.now, incident: Some(incident), event })
    }

    /// Settles what has not changed for so long that it flaps no longer, at most so many. Returns how many
    /// there were.
    pub(super) fn settle_flapping(&self, at_most: usize) -> Result<usize> {
        let due = self.tx.due_flaps(self.now, at_most)?;
        for (source, problem) in &due {
            self.tx.end_flap(source, problem)?;
            let of = Alert::new(source.clone(), problem.clone(), Signal::Firing, Severity::Info);
            let (board, _) = self.tx.board(&of)?;
            let Some(known) = board.known.filter(|known| known.open.is_some()) else { continue };
            let Some(id) = known.incident else { continue };
            let calm = self.rule().calm;
            let is_over = known.signal == Signal::Resolved;
            let input = if is_over { NoiseInput::Quiet(calm) } else { NoiseInput::Steady(calm) };
            // What is quiet for another reason by now stays so.
            match self.quiet_of(id)? {
                Some(held) => self.apply(id, Input::Silenced(held))?,
                None => self.unless_inhibited(id, Input::Noise(input))?,
            };
            if is_over {
                self.whisper_calm(id)?;
            }
        }
        Ok(due.len())
    }

    /// Tells softly that it is quiet again.
    fn whisper_calm(&self, id: IncidentId) -> Result<()> {
        let Some(incident) = self.tx.incident(id)?.filter(|incident| !incident.is_open()) else {
            return Ok(());
        };
        let Incident { summary, policy, .. } = &incident;
        let calm = spell(self.rule().calm);
        let text = format!("quiet for {calm}, it is over (incident {id}): {summary}");
        self.whisper(policy, About::Calm, text, About::Calm.lasts())
    }
}
