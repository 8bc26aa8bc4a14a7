//! Monitors: how each stands is kept, and what that means taken to the board.

use jiff::Timestamp;

use super::{Engine, Gauged};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::label::Labels;
use crate::domain::name::{GaugeName, MonitorName, SourceName};
use crate::domain::notification::About;
use crate::domain::watch::monitor::{Change, Report, Watch};
use crate::domain::watch::{Number, SOURCE, State};
use crate::store::{MonitorRow, Result};

/// A monitor that has looked, with what is to be told of it.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    /// What it is called.
    pub name: &'a MonitorName,
    /// How grave it is when it is down.
    pub severity: Severity,
    /// Its labels.
    pub labels: &'a Labels,
    /// Where it is written what to do.
    pub runbook: Option<&'a str>,
    /// What to think of before doing anything.
    pub caution: Option<&'a str>,
}

impl Engine<'_> {
    /// Keeps how a monitor stands after a look, and the states it has been in; what has changed goes to
    /// the board if `is_told`, which it is unless only numbers of looks have. `is_watched` says that
    /// whoever looks goes on by itself.
    pub fn take_look(
        &self,
        looked: Looked<'_>,
        watch: &Watch,
        changes: &[Change],
        is_told: bool,
        is_watched: bool,
    ) -> Result<()> {
        let has_flapped = is_told && !watch.is_flapping && self.tx.is_flapping(looked.name)?;
        let flapped = if has_flapped { self.incident_of(looked.name)? } else { None };
        let row = MonitorRow { watch: watch.clone(), labels: looked.labels.clone() };
        self.tx.put_monitor(looked.name, &row, is_watched)?;
        for change in changes {
            let why = if change.to == watch.state { watch.why.as_str() } else { "" };
            self.tx.put_monitor_state(looked.name, change.since, change.to, why)?;
        }
        if is_told && (watch.state != State::Unwatched || watch.is_flapping) {
            self.hear_of(looked, watch)?;
        }
        flapped.map_or(Ok(()), |incident| self.tell_steady(looked.name, watch, incident))
    }

    /// Tells softly whoever is called for it that a monitor flaps no longer, and how it is.
    fn tell_steady(&self, name: &MonitorName, watch: &Watch, incident: IncidentId) -> Result<()> {
        let Some(Incident { policy, .. }) = self.tx.incident(incident)? else { return Ok(()) };
        let text =
            format!("{name} flaps no longer, it is {} (incident {incident})", watch.state.word());
        self.whisper(&policy, About::Calm, text, About::Calm.lasts())
    }

    /// Gives what a look saw to gauges: each with the label of the number that it wants.
    pub fn feed(
        &self,
        monitor: &MonitorName,
        gauges: &[(&GaugeName, &str)],
        numbers: &[Number],
        at: Timestamp,
    ) -> Result<()> {
        for (gauge, label) in gauges {
            let Some(number) = numbers.iter().find(|number| number.label == *label) else {
                self.no_reading(gauge, &format!("{monitor} saw no number `{label}`"))?;
                continue;
            };
            if !number.unit.is_empty() {
                self.count_in(gauge, &number.unit)?;
            }
            let known = self.cx.rules.gauges.get(*gauge).and_then(|gauge| gauge.max);
            match self.gauge(gauge, number.value, known.or(number.max), at)? {
                Gauged::Kept(_) => {}
                Gauged::NoMax => self.no_reading(gauge, "nothing says what it is full at")?,
                Gauged::NoNumber => self.no_reading(gauge, "what was seen is no amount")?,
            }
        }
        Ok(())
    }

    /// A monitor is not looked at any more: its problem is over as far as anybody can tell.
    pub fn leave_monitor(&self, name: &MonitorName, row: &MonitorRow) -> Result<()> {
        let MonitorRow { watch, labels } = row;
        let looked =
            Looked { name, severity: Severity::Error, labels, runbook: None, caution: None };
        if watch.state == State::Unwatched {
            // What it was before it was not watched may still be open.
            return self.hear_of(looked, &Watch::begins(watch.since));
        }
        let since = watch.seen_at.max(watch.since);
        let watch = Watch { seen_at: watch.seen_at, ..Watch::begins(since) };
        let change = Change { from: row.watch.state, to: State::Unwatched, since };
        self.take_look(looked, &watch, &[change], false, false)?;
        self.hear_of(looked, &watch)
    }

    /// Takes what a monitor's state means to the board. That all is well is only heard where it was not.
    fn hear_of(&self, looked: Looked<'_>, watch: &Watch) -> Result<()> {
        let Report { signal, severity, summary } =
            watch.report(looked.name.as_str(), looked.severity);
        let service = looked.labels.get("service").cloned();
        let source = SourceName::from(SOURCE);
        let alert = Alert::new(source, identity(looked.name), signal, severity)
            .summary(&summary)
            .advised(None, looked.caution)
            .service(service)
            .labels(labels(looked.name, looked.labels))
            .link(looked.runbook.map(str::to_owned));
        if signal == Signal::Resolved {
            return self.hear_once(&alert);
        }
        let heard = self.hear(&alert)?;
        let explains = matches!(watch.state, State::Down | State::Unknown);
        match heard.incident.filter(|_| !explains) {
            Some(incident) => self.reconsider_inhibited(incident),
            None => Ok(()),
        }
    }
}

/// By what the problem of a monitor is known on the board.
pub(super) fn identity(name: &MonitorName) -> Fingerprint {
    Fingerprint::of([name.as_str()])
}

/// The labels of its alerts: its own, and its name.
pub(super) fn labels(name: &MonitorName, own: &Labels) -> Labels {
    let mut labels = own.clone();
    labels.insert("monitor".to_owned(), name.to_string());
    labels
}
