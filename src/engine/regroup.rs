//! Somebody says which problems belong together: alerts are split off, and incidents merged.

use std::cmp::Reverse;

use super::noise::problem;
use super::{Applied, Engine};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::cascade::gravest;
use crate::domain::incident::lifecycle::{Opening, open};
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::old_news::is_split_off;
use crate::domain::incident::triage::{Board, Triage, triage};
use crate::domain::incident::{
    AlertChange, Closer, Effect, Hold, Incident, IncidentId, Input, Outcome, Status,
};
use crate::domain::name::{PersonId, RouteName, SourceName};
use crate::domain::noise;
use crate::domain::record::timeline::{CascadeEvent, Event, Routed};
use crate::store::{AlertRow, Result};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regrouped {
    /// The incident that alerts were taken from, as it is now.
    pub from: Incident,
    /// The one that has them now.
    pub to: Incident,
    /// How many there were.
    pub number: usize,
}

/// Why it was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRegrouped {
    /// There is no such incident.
    Missing(IncidentId),
    /// It is resolved.
    Resolved(IncidentId),
    /// Nothing that was chosen fires.
    NothingChosen,
    /// Nothing that fires would be left.
    NothingLeft,
    /// What was chosen is so little grave that it is only logged.
    OnlyLogged(Severity),
    /// Both are the same.
    Same,
    /// One of them is a drill and the other is not.
    Drill,
    /// One of them stands for a storm, which ends by itself.
    Storm,
}

impl Engine<'_> {
    /// Takes the alerts that `is_chosen` chooses, of those and their places in `wail show`, out of an
    /// incident: they open one of their own, which pages as any other one does.
    pub fn split(
        &self,
        id: IncidentId,
        by: &PersonId,
        is_chosen: impl Fn(usize, &AlertRow) -> bool,
    ) -> Result<std::result::Result<Regrouped, NotRegrouped>> {
        let before = match self.open_incident(id)? {
            Ok(incident) => incident,
            Err(why) => return Ok(Err(why)),
        };
        let alerts = self.tx.alerts(id)?;
        let chosen = alerts.iter().enumerate().map(|(place, alert)| is_chosen(place, alert));
        let chosen: Vec<bool> = chosen.collect();
        let (mut off, mut left) = (Vec::new(), Vec::new());
        for (alert, is_chosen) in alerts.iter().zip(chosen) {
            if is_chosen { off.push(alert) } else { left.push(alert) }
        }
        let fires = |alert: &&AlertRow| alert.signal != Signal::Resolved;
        if !off.iter().any(fires) {
            return Ok(Err(NotRegrouped::NothingChosen));
        }
        if !left.iter().any(fires) {
            return Ok(Err(NotRegrouped::NothingLeft));
        }
        let to = match self.open_split(&off, &before, by)? {
            Ok(incident) => incident,
            Err(why) => return Ok(Err(why)),
        };
        for alert in &off {
            let (source, fingerprint) = identity(alert);
            self.tx.move_alert(id, to.id, (&source, &fingerprint))?;
        }
        self.name_anew(&before, &off, &left)?;
        let from = self.leave(before, (&off, &left), by, &to)?;
        self.tx.put_apart(id, to.id)?;
        self.reconsider_inhibited(id)?;
        Ok(Ok(Regrouped { from, to, number: off.len() }))
    }

    /// The incident that these alerts of another one are from now on.
    fn open_split(
        &self,
        off: &[&AlertRow],
        before: &Incident,
        by: &PersonId,
    ) -> Result<std::result::Result<Incident, NotRegrouped>> {
        let firing = off.iter().filter(|alert| alert.signal != Signal::Resolved);
        // The first of the gravest stands for it.
        let Some(first) = firing.clone().min_by_key(|alert| Reverse(alert.severity)) else {
            return Ok(Err(NotRegrouped::NothingChosen));
        };
        let alert = as_reported(first);
        let silence = self.quiet_for(alert.source.as_str(), &alert.labels)?;
        // Whoever was called for it stays the one.
        let routed = Routed::to(RouteName::from("split"), Some(before.policy.clone()));
        let mut board = Board { silence, routed: Some(routed), ..Board::default() };
        board.inhibited = self.inhibition_for(&alert, &board)?;
        let (policy, held) = match triage(&alert, &board, self.cx.rules, self.now) {
            Triage::Opens(policy) => (policy, None),
            Triage::OpensHeld(policy, held) => (policy, Some(held)),
            _ => return Ok(Err(NotRegrouped::OnlyLogged(alert.severity))),
        };
        let id = self.tx.next_incident_id()?;
        let opening = Opening { id, alert: &alert, policy, held, routed: None };
        let mut outcome = self.with_context(|cx| open(opening, cx, self.now))?;
        outcome.incident.firing = u32::try_from(firing.count()).unwrap_or(u32::MAX);
        let event = CascadeEvent::SplitFrom(by.clone(), before.id, off.len());
        outcome.timeline.insert(0, Event::Cascade(event));
        self.tx.insert_incident(&outcome.incident)?;
        self.record(&outcome)?;
        Ok(Ok(outcome.incident))
    }

    /// Where the alert is gone that an incident was named for, it is named for the first of the gravest
    /// that are left.
    fn name_anew(&self, before: &Incident, off: &[&AlertRow], left: &[&AlertRow]) -> Result<()> {
        let is_namesake = |alert: &&AlertRow| alert.summary == before.summary;
        if !off.iter().any(is_namesake) || left.iter().any(is_namesake) {
            return Ok(());
        }
        let firing = left.iter().filter(|alert| alert.signal != Signal::Resolved);
        let first = firing.min_by_key(|alert| Reverse(alert.severity));
        first.map_or(Ok(()), |first| self.tx.put_summary(before.id, &first.summary))
    }

    /// What is left of an incident of which these alerts are.
    fn leave(
        &self,
        mut before: Incident,
        (off, left): (&[&AlertRow], &[&AlertRow]),
        by: &PersonId,
        to: &Incident,
    ) -> Result<Incident> {
        let fires = |alert: &AlertRow| alert.signal != Signal::Resolved;
        let kept: Vec<_> = left.iter().map(|alert| (alert.severity, fires(alert))).collect();
        let severity = gravest(&kept).unwrap_or(before.severity);
        let firing = kept.iter().filter(|(_, fires)| *fires).count();
        let firing = u32::try_from(firing).unwrap_or(u32::MAX);
        // What is left must be heard should it become as grave again.
        let is_less = severity < before.severity;
        if let Status::Acknowledged { at, old_news_at, .. } = &mut before.status {
            let problems = |rows: &[&AlertRow]| rows.iter().map(|row| problem(row)).collect();
            let (off, left): (Vec<_>, Vec<_>) = (problems(off), problems(left));
            if is_split_off(&off, &left, *at, is_less) {
                *old_news_at = None;
            }
        }
        let incident = Incident { severity: severity.min(before.severity), firing, ..before };
        let left = is_less.then_some(severity);
        let event = CascadeEvent::SplitOff { by: by.clone(), to: to.id, number: off.len(), left };
        self.tx.update_incident(&incident)?;
        let timeline = vec![Event::Cascade(event)];
        self.record(&Outcome { incident: incident.clone(), timeline, effects: Vec::new() })?;
        Ok(self.tx.incident(incident.id)?.unwrap_or(incident))
    }

    /// Gives all alerts of an incident to another one, and ends it. What is graver than that one was is
    /// heard there as it always is.
    pub fn merge(
        &self,
        id: IncidentId,
        into: IncidentId,
        by: &PersonId,
    ) -> Result<std::result::Result<Regrouped, NotRegrouped>> {
        if id == into {
            return Ok(Err(NotRegrouped::Same));
        }
        let (from, to) = match (self.open_incident(id)?, self.open_incident(into)?) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        if from.is_drill() != to.is_drill() {
            return Ok(Err(NotRegrouped::Drill));
        }
        if [&from, &to].into_iter().any(|incident| incident.source.as_str() == noise::SOURCE) {
            return Ok(Err(NotRegrouped::Storm));
        }
        let moved = self.tx.alerts(id)?;
        self.tx.merge_alerts(&from, into)?;
        let to = self.take_over(&from, to, by, moved.len())?;
        let is_heard = !matches!(from.status, Status::Held { .. });
        let rings = matches!(from.status, Status::Triggered { .. });
        let from = self.end_merged(from, into, by, moved.len())?;
        self.owe_merged_update(id, into)?;
        let worst = moved.iter().filter(|alert| alert.signal != Signal::Resolved);
        let worst = worst.max_by_key(|alert| alert.severity);
        if let Some(worst) = worst.filter(|worst| worst.severity > to.severity) {
            let alert = as_reported(worst);
            let board = Board { group: Some(into), ..Board::default() };
            let silence = self.quiet_for(alert.source.as_str(), &alert.labels)?;
            let inhibited = self.inhibition_for(&alert, &board)?;
            let held = Board { silence, inhibited, ..board }.holding();
            let change = AlertChange::Raises;
            let is_silenced = held.is_some();
            let input = Input::Alert { alert: alert.clone(), change, is_silenced };
            let applied = self.apply(into, input)?;
            match held {
                Some(held) => self.hold_with(&applied, Some(&to), &held)?,
                None => self.storm_hears(&applied, &alert)?,
            }
        }
        // What waited for the day is held by what holds the gravest, as it is where that joins.
        if !matches!(to.status, Status::Held { by: Hold::Hours(_), .. }) {
            self.hold_as_a_whole(into)?;
        }
        if is_heard {
            self.unless_inhibited(into, Input::Noise(NoiseInput::Mingled { rings }))?;
        }
        self.reconsider_inhibited(id)?;
        let to = self.tx.incident(into)?.unwrap_or(to);
        Ok(Ok(Regrouped { from, to, number: moved.len() }))
    }

    /// The incident with the alerts of the other one in it.
    fn take_over(
        &self,
        from: &Incident,
        to: Incident,
        by: &PersonId,
        number: usize,
    ) -> Result<Incident> {
        let alerts = self.tx.alerts(to.id)?;
        let firing = alerts.iter().filter(|alert| alert.signal != Signal::Resolved).count();
        let firing = u32::try_from(firing).unwrap_or(u32::MAX);
        let incident = Incident { firing, ..to };
        self.tx.update_incident(&incident)?;
        let event = Event::Cascade(CascadeEvent::TookIn(by.clone(), from.id, number));
        self.record(&Outcome {
            incident: incident.clone(),
            timeline: vec![event],
            effects: Vec::new(),
        })?;
        Ok(self.tx.incident(incident.id)?.unwrap_or(incident))
    }

    /// The incident that has no alerts any more is over.
    fn end_merged(
        &self,
        from: Incident,
        into: IncidentId,
        by: &PersonId,
        number: usize,
    ) -> Result<Incident> {
        let status = Status::Resolved { by: Closer::Person(by.clone()), at: self.now };
        let incident = Incident { firing: 0, status, ..from };
        self.tx.update_incident(&incident)?;
        let event = Event::Cascade(CascadeEvent::MergedInto(by.clone(), into, number));
        self.record(&Outcome {
            incident: incident.clone(),
            timeline: vec![event],
            effects: vec![Effect::Hush],
        })?;
        Ok(incident)
    }

    /// What a silence or a larger incident holds is held only if that is so of all that is in it now.
    pub(super) fn hold_as_a_whole(&self, id: IncidentId) -> Result<()> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(()) };
        match incident.status {
            Status::Held { by: Hold::Silence(_) | Hold::Maintenance(_), .. } => {
                self.reconsider_silenced(id)
            }
            Status::Held { by: Hold::Inhibited(_), .. } => {
                self.reconsider_whole(&Applied::Changed(incident))
            }
            Status::Held { by: Hold::Hours(_) | Hold::Noise(_), .. }
            | Status::Triggered { .. }
            | Status::Acknowledged { .. }
            | Status::Resolved { .. } => Ok(()),
        }
    }

    fn open_incident(&self, id: IncidentId) -> Result<std::result::Result<Incident, NotRegrouped>> {
        Ok(match self.tx.incident(id)? {
            None => Err(NotRegrouped::Missing(id)),
            Some(incident) if !incident.is_open() => Err(NotRegrouped::Resolved(id)),
            Some(incident) => Ok(incident),
        })
    }
}

fn identity(alert: &AlertRow) -> (SourceName, Fingerprint) {
    let source = SourceName::from(alert.source.as_str());
    (source, Fingerprint::kept(alert.fingerprint.clone()))
}

/// The alert as it was last reported.
pub(super) fn as_reported(row: &AlertRow) -> Alert {
    let (source, fingerprint) = identity(row);
    let by_hand = row.labels.get(noise::RAISED_BY).filter(|_| row.source == noise::BY_HAND);
    let raised_by = by_hand.map(|person| PersonId::from(person.as_str()));
    let alert = Alert::new(source, fingerprint, Signal::Firing, row.severity)
        .summary(&row.summary)
        .details(row.details.clone())
        .labels(row.labels.clone())
        .link(row.link.clone())
        .started_at(row.started_at);
    Alert { raised_by, ..alert }
}
