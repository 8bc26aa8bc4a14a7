//! Storms: too many new incidents for the same people are one alarm, and none of them is lost.
//!
//! A storm is counted by policy, so that whoever is not called by its alarm is called as ever. It is an
//! incident of its own, which counts as over when nothing renews it; then what it held pages one by one.

use jiff::{SignedDuration, Timestamp};

use super::opening::Destination;
use super::{Applied, Engine};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::noisy::NoiseInput;
use crate::domain::incident::triage::Holding;
use crate::domain::incident::{AlertChange, Hold, Incident, IncidentId, Input, Status};
use crate::domain::label::Labels;
use crate::domain::name::{PolicyName, SourceName};
use crate::domain::noise::{CALM, Noise, SOURCE, Storm, is_among_many, spacing};
use crate::store::{AlertRow, Expired, Result};

impl Engine<'_> {
    /// Counts an incident that is about to call somebody. What holds it if there are too many of them.
    pub(super) fn storm_for(&self, alert: &Alert, policy: &PolicyName) -> Result<Option<Holding>> {
        let Some(more_than) = self.cx.rules.noise.storm.more_than.map(i64::from) else {
            return Ok(None);
        };
        if !is_among_many(alert) {
            return Ok(None);
        }
        let number = self.tx.count_opening(policy, self.now)?;
        let newest = (alert.severity, alert.summary.as_str());
        if let Some(storm) = self.tx.storm_of(policy)? {
            if self.is_within_a_minute(policy, number - more_than / 2)?.is_some() {
                self.renew(&storm)?;
            }
            let incident = storm.incident;
            self.grow(storm, newest, 1)?;
            return Ok(Some(Holding::Storm(incident)));
        }
        match self.is_within_a_minute(policy, number - more_than)? {
            Some(since) => self.begin_storm(policy, newest, since).map(Some),
            None => Ok(None),
        }
    }

    /// When the one of that number was opened, if it was in the minute before now. A clock that was set
    /// back knows nothing of that minute.
    fn is_within_a_minute(&self, policy: &PolicyName, number: i64) -> Result<Option<Timestamp>> {
        let at = self.tx.opening_at(policy, number)?;
        let minute = SignedDuration::ZERO..SignedDuration::from_mins(1);
        Ok(at.filter(|at| minute.contains(&self.now.duration_since(*at))))
    }

    /// Opens the incident that stands for a storm, and lets it take in what has begun to call.
    fn begin_storm(
        &self,
        policy: &PolicyName,
        newest: (Severity, &str),
        since: Timestamp,
    ) -> Result<Holding> {
        let called = self.called_lately(policy, since)?;
        let (mut severity, mut summary) = (newest.0, newest.1.to_owned());
        // The first of the gravest is most likely what the others follow from.
        if let Some(gravest) = called.first().filter(|gravest| gravest.severity >= severity) {
            (severity, summary) = (gravest.severity, gravest.summary.clone());
        }
        let number = i64::from(self.cx.rules.noise.storm.more_than.unwrap_or_default()) + 1;
        let incident = IncidentId(0);
        let policy = policy.clone();
        let began_at = since;
        let mut storm =
            Storm { incident, policy, began_at, number, severity, summary, pages_at: None };
        let alert = guard(&storm).summary(&storm.words(self.now));
        let (board, _) = self.tx.board(&alert)?;
        let before = board.known.and_then(|known| known.incident);
        let heard = self.open(&alert, Destination::of(&storm.policy), None, before)?;
        storm.incident = heard.incident.unwrap_or(incident);
        self.tx.put_storm(&storm)?;
        for incident in called {
            self.apply(incident.id, Input::Noise(NoiseInput::Storm(storm.incident)))?;
        }
        Ok(Holding::Storm(storm.incident))
    }

    /// What has called the same people since, the gravest first, besides what somebody raised by hand,
    /// and what is wrong with the pager itself.
    fn called_lately(&self, policy: &PolicyName, since: Timestamp) -> Result<Vec<Incident>> {
        let mut called = Vec::new();
        for id in self.tx.called_since(policy, since)? {
            let incident = self.tx.incident(id)?;
            let Some(incident) = incident.filter(|it| Noise::may_be_of_a_storm(&it.source)) else {
                continue;
            };
            let alerts = self.tx.alerts(id)?;
            let is_our_own =
                |row: &AlertRow| Fingerprint::kept(row.fingerprint.clone()).is_our_own();
            if !alerts.iter().any(is_our_own) {
                called.push(incident);
            }
        }
        Ok(called)
    }

    /// So many are one more in the storm; a graver one is heard.
    fn grow(&self, mut storm: Storm, newest: (Severity, &str), by: i64) -> Result<()> {
        storm.number += by;
        let is_graver = newest.0 > storm.severity;
        if is_graver {
            (storm.severity, storm.summary) = (newest.0, newest.1.to_owned());
        }
        self.tx.put_storm(&storm)?;
        let words = storm.words(self.now);
        self.tx.put_summary(storm.incident, &words)?;
        if is_graver {
            let alert = guard(&storm).summary(&words);
            let change = AlertChange::Raises;
            self.apply(storm.incident, Input::Alert { alert, change, is_silenced: false })?;
        }
        Ok(())
    }

    /// It goes on: its end is put off.
    fn renew(&self, storm: &Storm) -> Result<()> {
        self.tx.count_alert(Some(storm.incident), &guard(storm), None, self.now)
    }

    /// What a storm holds has become graver: then so has the storm.
    pub(super) fn storm_hears(&self, applied: &Applied, alert: &Alert) -> Result<()> {
        let Applied::Changed(incident) = applied else { return Ok(()) };
        let Status::Held { by: Hold::Noise(Noise::Storm(storm)), until: None } = incident.status
        else {
            return Ok(());
        };
        match self.tx.storm(storm)? {
            Some(storm) => self.grow(storm, (alert.severity, &alert.summary), 0),
            None => Ok(()),
        }
    }

    /// Old news that would page now may be one of too many. Whether a storm has taken it in.
    pub(super) fn storm_takes(&self, id: IncidentId) -> Result<bool> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(false) };
        let Status::Held { by: Hold::Noise(Noise::OldNews), .. } = incident.status else {
            return Ok(false);
        };
        let Incident { source, summary, severity, policy, .. } = incident;
        let alert = Alert::new(source, Fingerprint::of([""]), Signal::Firing, severity);
        match self.storm_for(&alert.summary(&summary), &policy)? {
            Some(Holding::Storm(storm)) => {
                self.apply(id, Input::Noise(NoiseInput::Storm(storm)))?;
                Ok(true)
            }
            Some(Holding::Until(_) | Holding::Inhibited(_)) | None => Ok(false),
        }
    }

    /// Nothing has been heard of a problem for a while. If that is a storm, it is over, in these words.
    pub(super) fn storm_lapses(
        &self,
        expired: &Expired,
        alert: Alert,
        change: AlertChange,
    ) -> Result<(Alert, AlertChange)> {
        if expired.source.as_str() != SOURCE {
            return Ok((alert, change));
        }
        let Some(storm) = self.tx.storm(expired.incident)? else { return Ok((alert, change)) };
        Ok((alert.summary(&storm.words(expired.last_at)), AlertChange::Clears))
    }

    /// The incident that stood for a storm is over: whoever had it has until the check-in for what is left.
    pub(super) fn end_storm(&self, incident: &Incident) -> Result<()> {
        if incident.source.as_str() != SOURCE {
            return Ok(());
        }
        let pages_at = match incident.status {
            Status::Acknowledged { check_in_at, .. } => check_in_at.max(self.now),
            Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => self.now,
        };
        self.tx.end_storm(incident.id, pages_at)
    }

    /// Lets go of what storms held that are over, at most so many, the gravest first and each a while
    /// after the one before. Returns how many there were.
    pub(super) fn release_storms(&self, at_most: usize) -> Result<usize> {
        let mut number = 0;
        for storm in self.tx.storms_over()? {
            let noise = Noise::Storm(storm.incident);
            let left = self.tx.count_held_by_noise(noise)?;
            if left == 0 {
                self.tx.forget_storm(storm.incident)?;
                continue;
            }
            let mut pages_at = storm.pages_at.unwrap_or(self.now);
            let between = spacing(left);
            for id in self.tx.held_by_noise(noise, at_most)? {
                self.apply(id, Input::Noise(NoiseInput::StormOver(pages_at)))?;
                pages_at = pages_at.saturating_add(between).unwrap_or(pages_at);
                number += 1;
            }
            self.tx.end_storm(storm.incident, pages_at)?;
        }
        Ok(number)
    }
}

/// The alert of the incident that stands for a storm; nobody else can send it.
fn guard(storm: &Storm) -> Alert {
    let identity = Fingerprint::kept(format!("\\storm {}", storm.policy));
    let labels = Labels::from([("policy".to_owned(), storm.policy.to_string())]);
    Alert::new(SourceName::from(SOURCE), identity, Signal::Firing, storm.severity)
        .labels(labels)
        .expires_after(Some(CALM))
}
